package identity

import "time"

// span is a time as far as it is told, in days since 1970, both ends included.
// The zero span is no time.
type span struct {
	from, to int
	known    bool
}

// spanOf reads a date of ISO 8601, as precise as it is.
func spanOf(s string) span {
	layouts := []struct {
		layout              string
		years, months, days int
	}{{time.DateOnly, 0, 0, 1}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}}
	for _, l := range layouts {
		if t, err := time.Parse(l.layout, s); err == nil {
			return span{day(t), day(t.AddDate(l.years, l.months, l.days)) - 1, true}
		}
	}
	return span{}
}

func day(t time.Time) int {
	const seconds = 24 * 60 * 60
	u := t.Unix()
	if u < 0 {
		u -= seconds - 1
	}
	return int(u / seconds)
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
