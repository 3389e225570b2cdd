package timex

import "gongbao/extract/text"

// point is a date as written: parts that are left out are 0.
type point struct {
	Date
	end   int
	exact bool // has a unit of its own: 6日, not 6 of 6至7日
	era   bool // the year is of an era whose months are lunar
	roc   bool
	loose bool // a part of a month or year: 下旬, 年底
}

// unit is what a number of a date counts.
type unit uint8

const (
	noUnit unit = iota
	yearUnit
	monthUnit
	dayUnit
	dayNumber // 号
)

func unitOf(r rune) unit {
	switch r {
	case '年':
		return yearUnit
	case '月':
		return monthUnit
	case '日':
		return dayUnit
	case '号', '號':
		return dayNumber
	}
	return noUnit
}

// numeral reads the date that begins with the numeral at i and returns the
// place to go on from.
func (s *scanner) numeral(i int) int {
	n, ok := numberAt(s.runes, i)
	if !ok {
		return s.skipNumeral(i)
	}
	if n.style == arabic && n.digits == 4 {
		if end := s.iso(i, n); end > 0 {
			return end
		}
	}
	p, ok := s.point(i, n, 0)
	if !ok {
		if end := s.elidedRange(i, n); end > 0 {
			return end
		}
		if end := s.decade(i, n); end > 0 {
			return end
		}
		return n.end
	}
	if !s.believable(i, n, p) {
		return n.end
	}
	return s.finish(i, p, Timex{})
}

// iso reads 2012-06-07, 2012/6/7 and 2012.6.7.
func (s *scanner) iso(i int, year number) int {
	sep := s.at(year.end)
	if sep != '-' && sep != '/' && sep != '.' || !plausibleYear(year.value) || s.isWord(i-1) {
		return 0
	}
	month, ok := numberAt(s.runes, year.end+1)
	if !ok || month.style != arabic || month.digits > 2 || s.at(month.end) != sep {
		return 0
	}
	day, ok := numberAt(s.runes, month.end+1)
	if !ok || day.style != arabic || day.digits > 2 || s.at(day.end) == sep {
		return 0
	}
	d := Date{year.value, month.value, day.value}
	if month.value < 1 || day.value < 1 || !d.valid() {
		return 0
	}
	return s.add(i, day.end, d, d, Timex{})
}

// decade reads 20世纪90年代, 上世纪九十年代, 1990年代 and 90年代, which means the
// twentieth century.
func (s *scanner) decade(i int, n number) int {
	if s.at(n.end) != '年' || s.at(n.end+1) != '代' || n.value%10 != 0 {
		return 0
	}
	start, first := i, n.value
	switch {
	case n.digits == 4 && n.style != compound && plausibleYear(first):
	case first >= 10 && first < 100:
		first += 1900
		if at := i - 2; s.at(at) == '世' && text.Simplify(s.at(at+1)) == '纪' {
			start = at
			for k := at - 1; k >= 0 && k >= at-3; k-- {
				if s.at(k) == '上' {
					start = k
				}
			}
			if c, ok := numberAt(s.runes, max(at-2, 0)); ok && c.end == at && c.value > 10 && c.value < 23 {
				start, first = max(at-2, 0), (c.value-1)*100+n.value
			}
		}
	default:
		return 0
	}
	near, written := s.near, s.written
	s.add(start, n.end+2, Date{Year: first}, Date{Year: first + 9}, Timex{Approximate: true})
	s.near, s.written = near, written // a decade gives no date its year
	return n.end + 2
}

// isWord reports a Latin letter, a digit, or a mark that joins them.
func (s *scanner) isWord(i int) bool {
	r := s.at(i)
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '_' || r == '-' || r == '/' || r == '.'
}

func plausibleYear(y int) bool { return y >= 1000 && y < 2200 }

// point reads year, month and day from the number n at i on, as many as there
// are. A unit may be given for a number whose own stands behind a range.
func (s *scanner) point(i int, n number, given unit) (point, bool) {
	u, end := given, n.end
	if u == noUnit {
		end = s.blanks(n.end)
		u = unitOf(s.at(end))
		end++
	}
	p := point{end: end, exact: true}
	switch u {
	case yearUnit:
		if !s.year(&p, n) {
			return p, false
		}
		s.month(&p, s.blanks(p.end))
		return p, s.yearStands(p, n)
	case monthUnit:
		if n.value < 1 || n.value > 12 || n.style == positional && n.digits > 1 {
			return p, false
		}
		p.Month = n.value
		if s.at(end) == '份' {
			p.end++
		}
		s.day(&p, s.blanks(p.end))
		s.third(&p)
		return p, p.valid()
	case dayUnit, dayNumber:
		if n.value < 1 || n.value > 31 || n.style == positional && n.digits > 1 {
			return p, false
		}
		p.Day = n.value
		return p, true
	}
	return p, false
}

// year fills in a year from the number before 年.
func (s *scanner) year(p *point, n number) bool {
	switch {
	case n.style == compound && n.value >= 1000, n.digits == 4 && n.style != compound:
		p.Year = n.value
	case n.digits == 3 && n.style == arabic && n.value >= 100 && n.value < 200:
		p.Year, p.roc = n.value+republic, true
	case n.value >= 1 && n.value < 100 && (n.style == compound || n.digits <= 2):
		p.Year, p.roc = shortYear(n, s.o.Minguo), s.o.Minguo
	default:
		return false
	}
	return plausibleYear(p.Year)
}

// republic is what to add to a year of the Republic of China.
const republic = 1911

// shortYear reads a year of two digits: of the Republic, or of the century from
// 1950 on.
func shortYear(n number, minguo bool) int {
	switch {
	case minguo:
		return n.value + republic
	case n.value >= 50:
		return n.value + 1900
	}
	return n.value + 2000
}

// yearStands reports whether a year means a point in time and not a span: one
// of four digits does unless its length is spoken of; a shorter one does only
// before a month.
func (s *scanner) yearStands(p point, n number) bool {
	if p.Month > 0 {
		return n.value >= 1000 || n.digits >= 2
	}
	if n.value < 1000 {
		return false
	}
	switch s.at(p.end) {
	case '代':
		return false
	case '的':
		return s.at(p.end+1) != '历' && s.at(p.end+1) != '歷'
	case '历', '歷', '文':
		return s.at(p.end+1) != '史' && s.at(p.end+1) != '明'
	}
	return true
}

// month goes on behind a year: a month, a day, or a part of the year.
func (s *scanner) month(p *point, i int) {
	if n, ok := numberAt(s.runes, i); ok && n.value >= 1 && n.value <= 12 && !(n.style == positional && n.digits > 1) {
		if end := s.blanks(n.end); unitOf(s.at(end)) == monthUnit {
			p.Month, p.end = n.value, end+1
			if s.at(p.end) == '份' {
				p.end++
			}
			s.day(p, s.blanks(p.end))
			s.third(p)
			if p.Day > daysIn(p.Year, p.Month) {
				p.Day = 0
			}
			return
		}
		// 2012年6至9月 and the like: the range goes on from here.
	}
	switch s.at(i) {
	case '度':
		p.end = i + 1
	case '正':
		if s.at(i+1) == '月' {
			p.Month, p.end, p.loose = 1, i+2, true
		}
	case '初', '底', '末':
		p.end, p.loose = i+1, true
	case '春', '夏', '秋', '冬':
		switch text.Fold(s.at(i + 1)) {
		case '天', '季':
			p.end, p.loose = i+2, true
		case '节', '奥', '残', '运', '耕', '晚':
			// 春节, 冬奥会: no season.
		default:
			p.end, p.loose = i+1, true
		}
	case '年':
		if r := s.at(i + 1); r == '初' || r == '底' || r == '末' || r == '中' {
			p.end, p.loose = i+2, true
		}
	case '上', '下':
		if s.at(i+1) == '半' && s.at(i+2) == '年' {
			p.end, p.loose = i+3, true
		}
	}
}

// day goes on behind a month.
func (s *scanner) day(p *point, i int) {
	n, ok := numberAt(s.runes, i)
	if !ok || n.value < 1 || n.value > 31 || n.style == positional && n.digits > 1 {
		return
	}
	end := s.blanks(n.end)
	switch unitOf(s.at(end)) {
	case dayUnit, dayNumber:
		p.Day, p.end = n.value, end+1
	default:
		// 6月6至7日: the day's unit stands behind the range.
		if s.dayRange(n) {
			p.Day, p.end, p.exact = n.value, n.end, false
		}
	}
}

// dayRange reports whether a number is the first of a range of days: 6至7日.
func (s *scanner) dayRange(n number) bool {
	next, ok := s.connector(n.end)
	if !ok {
		return false
	}
	m, ok := numberAt(s.runes, next)
	if !ok || m.value < 1 || m.value > 31 {
		return false
	}
	u := unitOf(s.at(s.blanks(m.end)))
	return u == dayUnit || u == dayNumber
}

// third takes in the parts of a month that have no day: 上旬 中旬 下旬, 初 底.
func (s *scanner) third(p *point) {
	if p.Day > 0 {
		return
	}
	switch s.at(p.end) {
	case '上', '中', '下':
		if s.at(p.end+1) == '旬' {
			p.end, p.loose = p.end+2, true
		}
	case '初', '底', '末':
		p.end, p.loose = p.end+1, true
	}
}

// connector skips what stands between the two ends of a range.
func (s *scanner) connector(i int) (int, bool) {
	i = s.blanks(i)
	if s.at(i) == '起' {
		i++
	}
	switch s.at(i) {
	case '至', '到':
		i++
	case '-', '—', '–', '―', '～', '~', '－', '─', '〜', '‐', '‑', '−':
		for text.Fold(s.at(i)) == '-' || text.Fold(s.at(i)) == '~' {
			i++
		}
	default:
		return i, false
	}
	return s.blanks(i), true
}

// elidedRange reads a range whose first number has no unit of its own:
// 6至7日, 2024至2025年度, 6-9月.
func (s *scanner) elidedRange(i int, n number) int {
	next, ok := s.connector(n.end)
	if !ok {
		return 0
	}
	m, ok := numberAt(s.runes, next)
	if !ok || m.style != n.style && m.style != compound && n.style != compound {
		return 0
	}
	end := s.blanks(m.end)
	u := unitOf(s.at(end))
	if u == noUnit || u == dayNumber && n.style != arabic {
		return 0
	}
	if u == yearUnit && (n.digits != 4 || m.digits != 4 && m.digits != 2) {
		return 0
	}
	first, ok := s.point(i, n, u)
	if !ok {
		return 0
	}
	if u == yearUnit && m.digits == 2 {
		m.value += n.value / 100 * 100
		m.digits = 4
	}
	last, ok := s.point(next, m, noUnit)
	if !ok || !s.believable(i, n, first) {
		return 0
	}
	if u == yearUnit {
		first.Date = Date{Year: n.value}
	}
	return s.span(i, first, last, Timex{})
}

// finish looks for the other end of a range behind a point and adds the result.
func (s *scanner) finish(start int, p point, x Timex) int {
	after := p.end
	if p.exact {
		after = s.timeOfDay(after)
	}
	if next, ok := s.connector(after); ok {
		if n, ok := numberAt(s.runes, next); ok {
			if q, ok := s.point(next, n, noUnit); ok && follows(p, q) {
				return s.span(start, p, q, x)
			}
		}
	}
	if !p.exact {
		// The unit of the day stands behind a range that was not one after all.
		p.Day = 0
	}
	return s.span(start, p, p, x)
}

// follows reports whether the parts of q make sense as the end of a range that
// begins with p: a coarser end needs no finer beginning.
func follows(p, q point) bool {
	switch {
	case p.Day > 0:
		return q.Day > 0
	case p.Month > 0:
		return q.Month > 0 && q.Day == 0
	}
	return q.Year > 0 && q.Month == 0
}

// span resolves two points and adds them. The end takes what it leaves out from
// the beginning.
func (s *scanner) span(start int, p, q point, x Timex) int {
	single := p == q
	if p.Year == 0 || p.Month == 0 && p.Day > 0 {
		x.Relative = true
	}
	x.Approximate = x.Approximate || p.loose || q.loose || p.era
	from, written := s.resolve(start, q.end, p.Date)
	to := from
	if !single {
		to = complete(q.Date, from)
	}
	end := s.add(start, q.end, from, to, x)
	s.written = written && !from.IsZero()
	return end
}

// complete takes what the end of a range leaves out from its beginning, and the
// next year or month where it would otherwise lie before it.
func complete(d, from Date) Date {
	if d.Year == 0 && d.Month == 0 && d.Day > 0 {
		d.Year, d.Month = from.Year, from.Month
		if d.Day < from.Day && d.Month > 0 {
			if d.Month++; d.Month > 12 {
				d.Month = 1
				if d.Year > 0 {
					d.Year++
				}
			}
		}
		return d
	}
	if d.Year == 0 {
		d.Year = from.Year
		if d.Year > 0 && (d.Month < from.Month || d.Month == from.Month && d.Day < from.Day) {
			d.Year++
		}
	}
	return d
}
