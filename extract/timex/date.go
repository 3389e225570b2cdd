package timex

import (
	"fmt"
	"strconv"
	"time"
)

// Date is a calendar date of which parts may be unknown: a part is 0 then. The
// zero Date is not known at all.
type Date struct {
	Year, Month, Day int
}

// ParseDate reads the ISO 8601 forms 2013, 2012-06, 2012-06-07, --06-07, --06
// and ---07.
func ParseDate(s string) (Date, error) {
	var d Date
	bad := func() (Date, error) {
		return Date{}, fmt.Errorf("%q is not a date; write 2012-06-07, 2012-06 or 2012", s)
	}
	rest := s
	part := func(n, low, high int) (int, bool) {
		if len(rest) < n {
			return 0, false
		}
		v := 0
		for i := range n {
			c := rest[i]
			if c < '0' || c > '9' {
				return 0, false
			}
			v = v*10 + int(c-'0')
		}
		rest = rest[n:]
		return v, v >= low && v <= high
	}
	dash := func() bool {
		if rest == "" || rest[0] != '-' {
			return false
		}
		rest = rest[1:]
		return true
	}
	ok := true
	switch {
	case len(s) >= 3 && s[:3] == "---":
		rest = s[3:]
		d.Day, ok = part(2, 1, 31)
	case len(s) >= 2 && s[:2] == "--":
		rest = s[2:]
		d.Month, ok = part(2, 1, 12)
	default:
		d.Year, ok = part(4, 1, 9999)
		if ok && rest != "" {
			if ok = dash(); ok {
				d.Month, ok = part(2, 1, 12)
			}
		}
	}
	if ok && rest != "" && d.Month > 0 {
		if ok = dash(); ok {
			d.Day, ok = part(2, 1, 31)
		}
	}
	if !ok || rest != "" || !d.valid() {
		return bad()
	}
	return d, nil
}

// valid reports whether the day exists in its month, as far as they are known.
func (d Date) valid() bool {
	if d.Month < 0 || d.Month > 12 || d.Day < 0 || d.Year < 0 {
		return false
	}
	return d.Day <= daysIn(d.Year, d.Month)
}

// daysIn returns the length of a month: of the longest it can be when the year
// or the month is not known.
func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year == 0 || year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// String returns the date in ISO 8601, partial as it is; "" for the zero Date.
func (d Date) String() string {
	var b [16]byte
	out := b[:0]
	switch {
	case d.Year > 0:
		out = appendPadded(out, d.Year, 4)
	case d.Month > 0:
		out = append(out, '-')
	case d.Day > 0:
		out = append(out, '-', '-')
	default:
		return ""
	}
	switch {
	case d.Month > 0:
		out = appendPadded(append(out, '-'), d.Month, 2)
	case d.Year > 0:
		return string(out)
	}
	if d.Day > 0 {
		out = appendPadded(append(out, '-'), d.Day, 2)
	}
	return string(out)
}

// appendPadded appends a number with leading zeros up to a width.
func appendPadded(dst []byte, n, width int) []byte {
	for limit := 10; width > 1; width-- {
		if n < limit {
			for k := width - 1; k > 0; k-- {
				dst = append(dst, '0')
			}
			break
		}
		limit *= 10
	}
	return strconv.AppendInt(dst, int64(n), 10)
}

// IsZero reports whether nothing is known.
func (d Date) IsZero() bool { return d == Date{} }

// IsFull reports whether year, month and day are known.
func (d Date) IsFull() bool { return d.Year > 0 && d.Month > 0 && d.Day > 0 }

// time returns the noon of a full date.
func (d Date) time() time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 12, 0, 0, 0, time.UTC)
}

// plus returns the date a number of days later. The date must be full.
func (d Date) plus(days int) Date {
	y, m, day := d.time().AddDate(0, 0, days).Date()
	return Date{y, int(m), day}
}

// days returns the days from d to e; both must be full.
func (d Date) days(e Date) int {
	return int(e.time().Sub(d.time()).Hours() / 24)
}

// weekday returns 1 for Monday to 7 for Sunday. The date must be full.
func (d Date) weekday() int {
	return (int(d.time().Weekday())+6)%7 + 1
}

// plusMonths returns the month a number of months later, without a day.
func (d Date) plusMonths(n int) Date {
	m := d.Year*12 + d.Month - 1 + n
	return Date{Year: m / 12, Month: m%12 + 1}
}
