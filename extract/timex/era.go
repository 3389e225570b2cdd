package timex

import "gongbao/extract/text"

// era is a way of counting years: the year named 1 of it, and whether its months
// are those of the Gregorian calendar.
type era struct {
	name  [2]rune
	first int
	solar bool
}

// eras are those that the texts of the twentieth century still name. First
// years are those of the Gregorian calendar in which the era's first year began.
var eras = []era{
	{[2]rune{'民', '国'}, 1912, true},
	{[2]rune{'宣', '统'}, 1909, false},
	{[2]rune{'光', '绪'}, 1875, false},
	{[2]rune{'同', '治'}, 1862, false},
	{[2]rune{'咸', '丰'}, 1851, false},
	{[2]rune{'道', '光'}, 1821, false},
	{[2]rune{'嘉', '庆'}, 1796, false},
	{[2]rune{'乾', '隆'}, 1736, false},
	{[2]rune{'雍', '正'}, 1723, false},
	{[2]rune{'康', '熙'}, 1662, false},
	{[2]rune{'顺', '治'}, 1644, false},
	{[2]rune{'令', '和'}, 2019, true},
	{[2]rune{'平', '成'}, 1989, true},
	{[2]rune{'昭', '和'}, 1926, true},
	{[2]rune{'大', '正'}, 1912, true},
}

// era reads a year of an era: 民國105年10月5日, 宣統元年.
func (s *scanner) era(i int) int {
	at := i
	if text.Fold(s.at(i)) == '中' {
		if text.Fold(s.at(i+1)) != '华' {
			return i + 1
		}
		at = i + 2
	}
	e, ok := s.eraAt(at)
	if !ok {
		return i + 1
	}
	at = s.blanks(at + len(e.name))
	value, end := 1, at+1
	if s.at(at) != '元' {
		n, ok := numberAt(s.runes, at)
		if !ok || n.value < 1 || n.value > 200 {
			return i + 1
		}
		value, end = n.value, s.blanks(n.end)
	}
	if s.at(at) == '元' {
		end = at + 1
	}
	if s.at(end) != '年' {
		return i + 1
	}
	p := point{Date: Date{Year: e.first + value - 1}, end: end + 1, exact: true, era: !e.solar}
	if s.at(p.end) == '间' || s.at(p.end) == '間' {
		return p.end
	}
	year := p.Date
	s.month(&p, s.blanks(p.end))
	if !e.solar {
		p.Date = year // its months are lunar
	}
	if s.inBracketAfterYear(i, p.end) {
		return p.end
	}
	return s.finish(i, p, Timex{})
}

// eraAt finds the era whose name stands at i.
func (s *scanner) eraAt(i int) (era, bool) {
	first, second := text.Simplify(s.at(i)), text.Simplify(s.at(i+1))
	if first == '干' {
		first = '乾'
	}
	for _, e := range eras {
		if e.name[0] == first && e.name[1] == second {
			return e, true
		}
	}
	return era{}, false
}

// inBracketAfterYear reports whether the era only repeats, in brackets, the year
// before it: 1907年（宣統元年）. The date before then takes the bracket in.
func (s *scanner) inBracketAfterYear(i, end int) bool {
	if text.Fold(s.at(i-1)) != '(' || text.Fold(s.at(end)) != ')' || len(s.out) == 0 {
		return false
	}
	last := &s.out[len(s.out)-1]
	if last.Span.End != i-1 {
		return false
	}
	last.Span.End = end + 1
	return true
}
