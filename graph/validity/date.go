package validity

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Day is a day of the Gregorian calendar, counted from 1 January 1970.
type Day int

// Earliest and Latest stand for a bound that is not known.
const (
	Earliest Day = math.MinInt32
	Latest   Day = math.MaxInt32
)

// String returns the day as ISO 8601 has it, and "" for a bound not known.
func (d Day) String() string {
	if d == Earliest || d == Latest {
		return ""
	}
	return time.Unix(int64(d)*secondsOfDay, 0).UTC().Format(time.DateOnly)
}

const secondsOfDay = 24 * 60 * 60

func dayOf(t time.Time) Day { return Day(math.Floor(float64(t.Unix()) / secondsOfDay)) }

// Date is a date as precise as it is told: one of the days from First to Last,
// both included, is meant.
type Date struct {
	First, Last Day
	// Uncertain says that the source doubts the date, or gives it as near: the
	// marks ?, ~ and % of EDTF, and seasons.
	Uncertain bool
	// Month and DayOfMonth are set where the year is not told (--01-28). First
	// and Last are then Earliest and Latest.
	Month, DayOfMonth int
}

// unknown is the date of which nothing is told.
var unknown = Date{First: Earliest, Last: Latest}

// Parse reads a date of ISO 8601 and of EDTF levels 0 and 1 (ISO 8601-2): a
// day, a month or a year; digits that are not told, such as 201X or 2012-06-XX;
// a season, such as 2012-21; a day of an untold year, --01-28 or XXXX-01-28;
// with the marks ?, ~ and %. Of a dateTime the day counts, and a time zone is
// passed over. It reports whether s is one.
func Parse(s string) (Date, bool) {
	body := strings.TrimRight(s, "?~%")
	uncertain := body != s
	body, _, _ = strings.Cut(body, "T")
	body = strings.TrimSuffix(body, "Z")
	if n := len(time.DateOnly); len(body) == n+len("+08:00") && (body[n] == '+' || body[n] == '-') {
		body = body[:n]
	}
	if rest, ok := strings.CutPrefix(body, "--"); ok {
		body = "XXXX-" + rest
	}
	parts := strings.Split(body, "-")
	if len(parts) > 3 || len(parts[0]) != 4 {
		return Date{}, false
	}
	for _, p := range parts[1:] {
		if len(p) != 2 {
			return Date{}, false
		}
	}
	if parts[0] == "XXXX" {
		return yearless(parts)
	}
	years, ok := digits(parts[0])
	switch {
	case !ok, years[0] != years[1] && len(parts) > 1:
		return Date{}, false
	case len(parts) == 1:
		return span(date(years[0], 1, 1), date(years[1]+1, 1, 1), uncertain)
	}
	months, ok := digits(parts[1])
	switch {
	case parts[1] == "XX":
		months = [2]int{1, 12}
	case !ok || months[0] != months[1]:
		return Date{}, false
	}
	if season := months[0]; season >= 21 && season <= 24 && len(parts) == 2 {
		// The seasons of the north, by whole months; winter ends in the next year.
		start := 3 * (season - 20)
		return span(date(years[0], start, 1), date(years[0], start+3, 1), true)
	}
	if months[0] < 1 || months[1] > 12 {
		return Date{}, false
	}
	if len(parts) == 2 {
		return span(date(years[0], months[0], 1), date(years[0], months[1]+1, 1), uncertain)
	}
	if parts[2] == "XX" {
		return span(date(years[0], months[0], 1), date(years[0], months[1]+1, 1), uncertain)
	}
	days, ok := digits(parts[2])
	if !ok || days[0] != days[1] || months[0] != months[1] {
		return Date{}, false
	}
	t := date(years[0], months[0], days[0])
	if t.Day() != days[0] {
		return Date{}, false
	}
	return span(t, t.AddDate(0, 0, 1), uncertain)
}

// yearless reads the month and the day of a date whose year is not told.
func yearless(parts []string) (Date, bool) {
	const leap = 2000
	if len(parts) != 3 {
		return Date{}, false
	}
	month, errMonth := strconv.Atoi(parts[1])
	day, errDay := strconv.Atoi(parts[2])
	if errMonth != nil || errDay != nil || month < 1 || month > 12 || day < 1 || date(leap, month, day).Day() != day {
		return Date{}, false
	}
	return Date{First: Earliest, Last: Latest, Month: month, DayOfMonth: day}, true
}

// digits returns the least and the greatest number that digits can mean, the
// last of which may be X.
func digits(s string) (bounds [2]int, ok bool) {
	plain := strings.TrimRight(s, "X")
	for _, c := range []byte(plain) {
		if c < '0' || c > '9' {
			return bounds, false
		}
	}
	for i, fill := range []string{"0", "9"} {
		n, err := strconv.Atoi(plain + strings.Repeat(fill, len(s)-len(plain)))
		if err != nil {
			return bounds, false
		}
		bounds[i] = n
	}
	return bounds, true
}

func date(year, month, day int) time.Time {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

// span returns the date that means a day from one on and before another.
func span(from, before time.Time, uncertain bool) (Date, bool) {
	return Date{First: dayOf(from), Last: dayOf(before) - 1, Uncertain: uncertain}, true
}

// recurs reports whether a date whose year is not told falls into another.
func (d Date) recurs(in Date) bool {
	if in.First == Earliest || in.Last == Latest || in.Last-in.First > 8*366 {
		return true
	}
	first := time.Unix(int64(in.First)*secondsOfDay, 0).UTC()
	for year := first.Year(); ; year++ {
		t := date(year, d.Month, d.DayOfMonth)
		if dayOf(t) > in.Last {
			return false
		}
		if t.Day() == d.DayOfMonth && dayOf(t) >= in.First {
			return true
		}
	}
}

// Interval is a time from one date to another.
type Interval struct {
	From, To Date
	// Open says that the end is known to be none (..), not only untold.
	Open bool
}

// ParseInterval reads a date, or two with a slash between them, of which an
// empty one is not known and ".." is none.
func ParseInterval(s string) (Interval, bool) {
	from, to, two := strings.Cut(s, "/")
	if !two {
		d, ok := Parse(s)
		return Interval{From: d, To: d}, ok
	}
	edge := func(s string) (Date, bool) {
		if s == "" || s == ".." {
			return unknown, true
		}
		return Parse(s)
	}
	lo, okLo := edge(from)
	hi, okHi := edge(to)
	return Interval{From: lo, To: hi, Open: to == ".."}, okLo && okHi
}

// Meets reports whether some day may lie in both intervals.
func (i Interval) Meets(o Interval) bool {
	return i.From.First <= o.To.Last && o.From.First <= i.To.Last
}

// May reports whether some day of a date may lie in the interval.
func (i Interval) May(d Date) bool { return i.From.First <= d.Last && i.To.Last >= d.First }

// Bounds returns the first and the last day that a time may have which is told
// by a start and an end, each a date, an interval or nothing; "" where there is
// no bound. What cannot be read counts as nothing.
func Bounds(start, end string) (first, last string) {
	if i, ok := ParseInterval(start); ok {
		first = i.From.First.String()
		if end == "" && strings.Contains(start, "/") {
			last = i.To.Last.String()
		}
	}
	if i, ok := ParseInterval(end); ok {
		last = i.To.Last.String()
	}
	return first, last
}
