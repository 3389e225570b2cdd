package identity

import "gongbao/graph/validity"

// span is a time as far as it is told, in days since 1970, both ends included.
// The zero span is no time.
type span struct {
	from, to int
	known    bool
}

// spanOf reads a date of ISO 8601, as precise as it is.
func spanOf(s string) span {
	d, ok := validity.Parse(s)
	if !ok || d.Month != 0 { // the year is not told
		return span{}
	}
	return span{int(d.First), int(d.Last), true}
}

// when returns the time of an office: the one told, else that of the document.
func when(start, end, date string) span {
	from, to := spanOf(start), spanOf(end)
	switch {
	case from.known && to.known && to.to >= from.from:
		return span{from.from, to.to, true}
	case from.known:
		return from
	}
	return spanOf(date)
}

// apart returns how many days two times can be apart at most. Times that are
// not told are further apart than any other.
func apart(a, b span) int {
	if !a.known || !b.known {
		return 1 << 30
	}
	return max(a.to-b.from, b.to-a.from)
}

// meets reports whether two times have a day in common.
func meets(a, b span) bool { return a.known && b.known && a.from <= b.to && b.from <= a.to }
