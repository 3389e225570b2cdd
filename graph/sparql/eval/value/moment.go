package value

import (
	"fmt"
	"strconv"
	"strings"
)

// Moment holds the parts of a date, a time, a dateTime or a duration.
type Moment struct {
	Year               int64
	Month, Day         int
	Hour, Minute       int
	Nanos              int64  // seconds and their fraction, in nanoseconds
	SecondText         string // the seconds as written, without leading zeros
	HasZone            bool
	Zone               int // minutes east of UTC
	Months, NanosTotal int64
	// seconds counts from 1970 as if the zone were UTC, less the zone.
	seconds int64
}

// daysFromCivil counts the days from 1970-01-01 in the proleptic Gregorian
// calendar (Howard Hinnant's algorithm).
func daysFromCivil(y int64, m, d int) int64 {
	if m <= 2 {
		y--
	}
	era := y / 400
	if y < 0 {
		era = (y - 399) / 400
	}
	yoe := y - era*400
	doy := int64((153*((m+9)%12)+2)/5 + d - 1)
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return era*146097 + doe - 719468
}

func daysIn(y int64, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func (m *Moment) settle() *Moment {
	m.seconds = daysFromCivil(m.Year, max(m.Month, 1), max(m.Day, 1))*86400 + int64(m.Hour)*3600 + int64(m.Minute)*60 +
		m.Nanos/1e9 - int64(m.Zone)*60
	return m
}

// parseZone cuts a time zone off the end.
func (m *Moment) parseZone(s string) (rest string, ok bool) {
	if rest, ok := strings.CutSuffix(s, "Z"); ok {
		m.HasZone = true
		return rest, true
	}
	if n := len(s) - 6; n > 0 && (s[n] == '+' || s[n] == '-') && s[n+3] == ':' {
		h, ok1 := digits(s[n+1 : n+3])
		min, ok2 := digits(s[n+4:])
		if !ok1 || !ok2 || h > 14 || min > 59 || h == 14 && min > 0 {
			return "", false
		}
		m.HasZone, m.Zone = true, int(h*60+min)
		if s[n] == '-' {
			m.Zone = -m.Zone
		}
		return s[:n], true
	}
	return s, true
}

func digits(s string) (int64, bool) {
	if s == "" || len(s) > 12 {
		return 0, false
	}
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// parseDay reads year, month and day, or fewer parts.
func (m *Moment) parseDay(s string, parts int) bool {
	negative := strings.HasPrefix(s, "-")
	list := strings.Split(strings.TrimPrefix(s, "-"), "-")
	if len(list) != parts {
		return false
	}
	y, ok := digits(list[0])
	if !ok || len(list[0]) < 4 || len(list[0]) > 4 && list[0][0] == '0' {
		return false
	}
	if m.Year = y; negative {
		m.Year = -y
	}
	if parts > 1 {
		v, ok := digits(list[1])
		if !ok || len(list[1]) != 2 || v < 1 || v > 12 {
			return false
		}
		m.Month = int(v)
	}
	if parts > 2 {
		v, ok := digits(list[2])
		if !ok || len(list[2]) != 2 || v < 1 || int(v) > daysIn(m.Year, m.Month) {
			return false
		}
		m.Day = int(v)
	}
	return true
}

func (m *Moment) parseClock(s string) bool {
	if len(s) < 8 || s[2] != ':' || s[5] != ':' {
		return false
	}
	h, ok1 := digits(s[:2])
	min, ok2 := digits(s[3:5])
	n, ok3 := m.parseSeconds(s[6:])
	if !ok1 || !ok2 || !ok3 || h > 24 || min > 59 || n >= 60e9 || h == 24 && (min > 0 || n > 0) {
		return false
	}
	m.Hour, m.Minute, m.Nanos = int(h), int(min), n
	return true
}

func (m *Moment) parseSeconds(s string) (int64, bool) {
	whole, fraction, point := strings.Cut(s, ".")
	sec, ok := digits(whole)
	if !ok || len(whole) != 2 || point && fraction == "" {
		return 0, false
	}
	nanos := int64(0)
	if point {
		for i := 0; i < len(fraction); i++ {
			if fraction[i] < '0' || fraction[i] > '9' {
				return 0, false
			}
		}
		nanos, _ = digits((fraction + "000000000")[:9])
	}
	m.SecondText = strconv.FormatInt(sec, 10)
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		m.SecondText += "." + fraction
	}
	return sec*1e9 + nanos, true
}

func parseDateTime(s string) (*Moment, bool) {
	m := &Moment{}
	s, ok := m.parseZone(s)
	day, clock, t := strings.Cut(s, "T")
	if !ok || !t || !m.parseDay(day, 3) || !m.parseClock(clock) {
		return nil, false
	}
	return m.settle(), true
}

func parseDate(s, local string) (*Moment, bool) {
	m := &Moment{}
	s, ok := m.parseZone(s)
	parts := map[string]int{"date": 3, "gYearMonth": 2, "gYear": 1}[local]
	if !ok || !m.parseDay(s, parts) {
		return nil, false
	}
	return m.settle(), true
}

func parseTime(s string) (*Moment, bool) {
	m := &Moment{Year: 1972, Month: 12, Day: 31}
	s, ok := m.parseZone(s)
	if !ok || !m.parseClock(s) {
		return nil, false
	}
	return m.settle(), true
}

// parseDuration reads PnYnMnDTnHnMnS.
func parseDuration(s, local string) (*Moment, bool) {
	m := &Moment{}
	negative := strings.HasPrefix(s, "-")
	rest, ok := strings.CutPrefix(strings.TrimPrefix(s, "-"), "P")
	if !ok || rest == "" || strings.HasSuffix(rest, "T") {
		return nil, false
	}
	units := "YMD"
	for rest != "" {
		if t, found := strings.CutPrefix(rest, "T"); found && units != "HMS" {
			rest, units = t, "HMS"
			continue
		}
		i := strings.IndexAny(rest, "YMDHS")
		if i <= 0 {
			return nil, false
		}
		u := strings.IndexByte(units, rest[i])
		if u < 0 {
			return nil, false
		}
		d, ok := parseDec(rest[:i])
		if !ok || rest[0] == '+' || rest[0] == '-' || len(rest[:i]) > 18 || d.Scale > 0 && rest[i] != 'S' {
			return nil, false
		}
		n := d.round('f').U.Int64()
		clock := strings.Contains(units, "S")
		switch rest[i] {
		case 'Y':
			m.Months += n * 12
		case 'D':
			m.NanosTotal += n * 86400e9
		case 'H':
			m.NanosTotal += n * 3600e9
		case 'S':
			m.NanosTotal += int64(d.Float() * 1e9)
		case 'M':
			if clock {
				m.NanosTotal += n * 60e9
			} else {
				m.Months += n
			}
		}
		units = units[u+1:]
		if clock && !strings.Contains(units, "S") {
			units = "-"
		}
		rest = rest[i+1:]
	}
	if local == "dayTimeDuration" && m.Months != 0 || local == "yearMonthDuration" && m.NanosTotal != 0 {
		return nil, false
	}
	if negative {
		m.Months, m.NanosTotal = -m.Months, -m.NanosTotal
	}
	return m, true
}

// zoneWindow is how many seconds a time without a zone may be off.
const zoneWindow = 14 * 3600

// cmp compares two points in time. It is undetermined where only one has a
// zone and they are within 14 hours.
func (m *Moment) cmp(o *Moment) (int, bool) {
	if m.HasZone != o.HasZone {
		if d := m.seconds - o.seconds; d >= -zoneWindow && d <= zoneWindow {
			return 0, false
		}
	}
	return m.order(o), true
}

// order is cmp with a missing zone taken as UTC.
func (m *Moment) order(o *Moment) int {
	switch {
	case m.seconds != o.seconds:
		return sign(m.seconds - o.seconds)
	case m.Nanos%1e9 != o.Nanos%1e9:
		return sign(m.Nanos%1e9 - o.Nanos%1e9)
	}
	return 0
}

func sign(n int64) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

// ZoneText returns the zone as TZ() gives it: "Z", "+08:00" or "".
func (m *Moment) ZoneText() string {
	switch {
	case !m.HasZone:
		return ""
	case m.Zone == 0:
		return "Z"
	case m.Zone < 0:
		return fmt.Sprintf("-%02d:%02d", -m.Zone/60, -m.Zone%60)
	}
	return fmt.Sprintf("+%02d:%02d", m.Zone/60, m.Zone%60)
}

// ZoneDuration returns the zone as TIMEZONE() gives it, such as "-PT8H".
func (m *Moment) ZoneDuration() string {
	n := m.Zone
	text := "PT"
	if n < 0 {
		n, text = -n, "-PT"
	}
	if n == 0 {
		return "PT0S"
	}
	if n >= 60 {
		text += strconv.Itoa(n/60) + "H"
	}
	if n%60 > 0 {
		text += strconv.Itoa(n%60) + "M"
	}
	return text
}
