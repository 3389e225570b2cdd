package exports

import "gongbao/graph/validity"

// period returns the first and the last day of a time that is told by a start
// and an end, each of which may be a day, a month, a year, an interval of them,
// or nothing. A start alone leaves the end open, and the reverse; an end of a
// month or a year is its last day. What is no date counts as nothing.
func period(start, end string) (from, to string) { return validity.Bounds(start, end) }

// days returns the first and the last day of a date or interval.
func days(date string) (first, last string) {
	i, ok := validity.ParseInterval(date)
	if !ok {
		return "", ""
	}
	return i.From.First.String(), i.To.Last.String()
}
