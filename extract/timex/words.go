package timex

import "gongbao/extract/text"

// wordStarts are the first characters of the words that word knows, in both
// scripts.
const wordStarts = "今昨前明后後当當同去上下本这這次翌隔周週星礼禮民中宣光咸道嘉乾雍康顺順昭大平令即元"

// word reads the temporal word that begins at i and returns the place to go on
// from.
func (s *scanner) word(i int) int {
	r, next := text.Fold(s.runes[i]), text.Fold(s.at(i+1))
	switch r {
	case '今', '昨', '明', '前', '后', '去':
		return s.deictic(i, r, next)
	case '当', '同', '次', '翌', '隔', '即':
		return s.anaphor(i, r, next)
	case '上', '下', '本', '这':
		return s.ordinalWord(i, r, next)
	case '周', '星', '礼':
		if n, end := s.weekdayAt(i); n > 0 && s.weekdayStands(i, end) {
			return s.weekday(i, end, n, 0, false)
		}
		return i + 1
	case '元':
		if next == '旦' {
			return s.finish(i, point{Date: Date{Month: 1, Day: 1}, end: i + 2, exact: true}, Timex{})
		}
		return i + 1
	}
	return s.era(i)
}

// days and years that the first character of a word moves by.
var dayShift = map[rune]int{'今': 0, '昨': -1, '前': -2, '明': 1, '后': 2}

var yearShift = map[rune]int{'今': 0, '去': -1, '前': -2, '明': 1, '后': 2}

// deictic reads 今天, 昨晚, 今(3)日, 去年, 明年1月 and the like.
func (s *scanner) deictic(i int, r, next rune) int {
	shift, isDay := dayShift[r]
	if next == '年' {
		years, ok := yearShift[r]
		if !ok || r == '前' && s.isNumeral(i-1) || (r == '后' || r == '前') && !s.boundary(i) {
			return i + 1
		}
		return s.relativeYear(i, i+2, s.o.Ref.Year, years)
	}
	if !isDay {
		return i + 1
	}
	switch next {
	case '天', '日':
		if (r == '前' || r == '后') && (next == '日' || !s.boundary(i)) {
			return i + 1
		}
		if r == '明' && (next == '日' && !s.boundary(i) || s.at(i-1) == '的') {
			return i + 1 // 光明日报, 美好的明天
		}
		if r == '后' && s.at(i+2) == '下' {
			return i + 1 // 后天下之乐而乐
		}
		return s.relativeDay(i, i+2, s.o.Ref, shift)
	case '晨', '晚', '早', '夜', '午':
		if (r == '今' || r == '昨' || r == '明') && s.at(i+2) != '期' {
			return s.relativeDay(i, i+2, s.o.Ref, shift)
		}
	case '(':
		// 今(3)日, 昨(5)晚: the number says which day.
		n, ok := numberAt(s.runes, s.blanks(i+2))
		if !ok || n.value < 1 || n.value > 31 || r == '前' || r == '后' {
			return i + 1
		}
		end := s.blanks(n.end)
		if s.at(end) == '日' {
			end = s.blanks(end + 1)
		}
		if text.Fold(s.at(end)) != ')' {
			return i + 1
		}
		end++
		switch s.at(end) {
		case '日', '天', '晚', '晨', '早', '午':
			end++
		}
		return s.finish(i, point{Date: Date{Day: n.value}, end: end, exact: true}, Timex{Relative: true})
	}
	return i + 1
}

// boundary reports whether a word may begin at i: before it stands no character
// that it would make another word with. 前年, 后天 and 明日 are the ones that
// need asking.
func (s *scanner) boundary(i int) bool {
	switch text.Fold(s.at(i - 1)) {
	case '以', '之', '今', '先', '日', '年', '此', '战', '最', '光', '文', '黎', '月', '天', '透', '说', '表', '证', '声', '多', '次', '目', '空', '生', '从':
		return false
	}
	return !s.isNumeral(i - 1)
}

// relativeDay adds a day told from another one.
func (s *scanner) relativeDay(i, end int, base Date, shift int) int {
	if !base.IsFull() {
		// Which day it is cannot be told; it is no date to anybody.
		return end
	}
	d := base.plus(shift)
	return s.add(i, s.bracketedDay(end), d, d, Timex{Relative: true})
}

// bracketedDay takes in a bracket that repeats the day: 今天（6月5日）, 周一（1 日）.
func (s *scanner) bracketedDay(end int) int {
	at := s.blanks(end)
	if text.Fold(s.at(at)) != '(' {
		return end
	}
	n, ok := numberAt(s.runes, s.blanks(at+1))
	if !ok {
		return end
	}
	p, ok := s.point(at+1, n, noUnit)
	if !ok || p.Day == 0 {
		return end
	}
	if close := s.blanks(p.end); text.Fold(s.at(close)) == ')' {
		return close + 1
	}
	return end
}

// relativeYear adds a year told from another one, with the month and day behind
// it if they stand there.
func (s *scanner) relativeYear(i, end, base, shift int) int {
	p := point{end: end, exact: true}
	if base > 0 {
		p.Year = base + shift
	}
	s.month(&p, s.blanks(end))
	if p.Year == 0 && p.Month == 0 {
		return end
	}
	if p.Year == 0 {
		// 去年6月 without a reference: the month must not pass for this year's.
		return p.end
	}
	return s.finish(i, p, Timex{Relative: true})
}

// anaphor reads words for the day or year spoken of before: 当天, 同日, 当年,
// 次日, and 即日, which is the document's own.
func (s *scanner) anaphor(i int, r, next rune) int {
	base := s.lastDay
	if base.IsZero() {
		base = s.o.Ref
	}
	switch r {
	case '当', '同':
		switch next {
		case '天', '日', '晚', '晨', '夜':
			if r == '同' && (next == '天' || next == '晨' || next == '夜') || next == '日' && s.at(i+2) == '本' {
				return i + 1
			}
			return s.relativeDay(i, i+2, base, 0)
		case '年':
			if s.last.Year > 0 && s.boundary(i) {
				return s.relativeYear(i, i+2, s.last.Year, 0)
			}
		case '月':
			if s.last.Year > 0 && s.last.Month > 0 {
				p := point{Date: Date{Year: s.last.Year, Month: s.last.Month}, end: i + 2, exact: true}
				s.day(&p, s.blanks(p.end))
				return s.finish(i, p, Timex{Relative: true})
			}
		}
	case '次', '翌', '隔':
		if (next == '日' || next == '天' && r != '次') && !s.isNumeral(i-1) && !s.lastDay.IsZero() {
			return s.relativeDay(i, i+2, base, 1)
		}
	case '即':
		if next == '日' {
			return s.relativeDay(i, i+2, s.o.Ref, 0)
		}
	}
	return i + 1
}

// ordinalWord reads 上月, 上个月, 本周二, 下周, 这个月, 上年度.
func (s *scanner) ordinalWord(i int, r, next rune) int {
	shift := map[rune]int{'上': -1, '下': 1, '本': 0, '这': 0}[r]
	at := i + 1
	if next == '个' || next == '一' {
		at++
	}
	ref := s.o.Ref
	switch text.Fold(s.at(at)) {
	case '月':
		if ref.Year == 0 || ref.Month == 0 || !s.boundary(i) {
			return at
		}
		d := ref.plusMonths(shift)
		p := point{Date: d, end: at + 1, exact: true}
		s.day(&p, s.blanks(p.end))
		s.third(&p)
		return s.finish(i, p, Timex{Relative: true})
	case '周':
		return s.week(i, at, shift)
	case '星', '礼':
		if n, end := s.weekdayAt(at); n > 0 {
			return s.weekday(i, end, n, shift, true)
		}
	case '年':
		if r == '本' && ref.Year > 0 && at == i+1 {
			return s.relativeYear(i, at+1, ref.Year, 0)
		}
		if r == '上' && ref.Year > 0 && s.at(at+1) == '度' {
			return s.relativeYear(i, at+1, ref.Year, -1)
		}
	}
	return i + 1
}

// week reads 上周 and 下周五.
func (s *scanner) week(i, at, shift int) int {
	if n, end := s.weekdayAt(at); n > 0 {
		return s.weekday(i, end, n, shift, true)
	}
	ref := s.o.Ref
	if !ref.IsFull() || s.at(at+1) == '年' || s.at(at+1) == '期' || s.at(at+1) == '边' || s.at(at+1) == '邊' {
		return at + 1
	}
	monday := ref.plus(1 - ref.weekday() + 7*shift)
	return s.add(i, at+1, monday, monday.plus(6), Timex{Relative: true, Approximate: true})
}

// weekdayAt reads a weekday and returns 1 to 7, or 0.
func (s *scanner) weekdayAt(i int) (day, end int) {
	switch text.Fold(s.at(i)) {
	case '周':
		i++
	case '星':
		if s.at(i+1) != '期' {
			return 0, i
		}
		i += 2
	case '礼':
		if s.at(i+1) != '拜' {
			return 0, i
		}
		i += 2
	default:
		return 0, i
	}
	switch r := s.at(i); r {
	case '日', '天':
		return 7, i + 1
	default:
		if v := valueOf(r); v >= 1 && v <= 6 && r != '两' && r != '兩' {
			return v, i + 1
		}
	}
	return 0, i
}

// weekdayStands tells a weekday from 每周二, 一周三次 and names.
func (s *scanner) weekdayStands(i, end int) bool {
	switch text.Fold(s.at(i - 1)) {
	case '每', '逢', '四', '连', '半', '数', '几', '整', '隔', '满', '各', '双', '单':
		return false
	}
	switch s.at(end) {
	case '年', '次', '天', '度', '个', '個', '岁', '届', '十', '百', '点', '成', '起':
		return s.at(end) == '起'
	}
	return !s.isNumeral(i-1) && !s.isNumeral(end)
}

// weekday adds a weekday: of the week that shift says, or else the last one up
// to the reference date, or with a word for the future the next one.
func (s *scanner) weekday(i, end, day, shift int, ofWeek bool) int {
	ref := s.o.Ref
	if !ref.IsFull() {
		return end
	}
	if at := s.blanks(end); text.Fold(s.at(at)) == '(' {
		// 周一（1 日）: the number decides.
		if n, ok := numberAt(s.runes, s.blanks(at+1)); ok {
			if p, ok := s.point(at+1, n, noUnit); ok && p.Day > 0 {
				if close := s.blanks(p.end); text.Fold(s.at(close)) == ')' {
					p.end = close + 1
					return s.finish(i, p, Timex{Relative: true})
				}
			}
		}
	}
	var d Date
	switch {
	case ofWeek:
		d = ref.plus(day - ref.weekday() + 7*shift)
	case s.future(i, end):
		d = ref.plus((day - ref.weekday() + 7) % 7)
	default:
		d = ref.plus(-((ref.weekday() - day + 7) % 7))
	}
	return s.add(i, end, d, d, Timex{Relative: true})
}
