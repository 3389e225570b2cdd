package exports

import (
	"strings"
	"time"
)

// period returns the first and the last day of a time that is told by a start
// and an end, each of which may be a day, a month, a year, an interval of them,
// or nothing. A start alone leaves the end open, and the reverse; an end of a
// month or a year is its last day. What is no date counts as nothing.
func period(start, end string) (from, to string) {
	from, last := days(start)
	if _, to = days(end); end == "" && strings.Contains(start, "/") {
		to = last
	}
	return from, to
}

// days returns the first and the last day of a date or interval.
func days(date string) (first, last string) {
	if from, to, ok := strings.Cut(date, "/"); ok {
		first, _ = days(from)
		_, last = days(to)
		return first, last
	}
	for _, p := range []struct {
		layout              string
		years, months, days int
	}{{time.DateOnly, 0, 0, 1}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}} {
		if t, err := time.Parse(p.layout, date); err == nil {
			return t.Format(time.DateOnly), t.AddDate(p.years, p.months, p.days).AddDate(0, 0, -1).Format(time.DateOnly)
		}
	}
	return "", ""
}
