package timex

import "gongbao/extract/text"

// resolve fills in what a date leaves out. The year, and the month of a day
// alone, come from the date before in the same sentence, else from the
// reference date. It tells whether the year stands in the text.
func (s *scanner) resolve(start, end int, d Date) (full Date, written bool) {
	if d.Year > 0 {
		return d, true
	}
	if d.Month > 0 {
		return s.resolveYear(start, end, d)
	}
	return s.resolveMonth(start, end, d)
}

// These bound, in months, how far a month without a year may lie from the
// reference date before the year beside is the likelier one.
const (
	farAhead  = 6
	farBehind = 10
)

// resolveYear gives a month, or a day of a month, its year.
func (s *scanner) resolveYear(start, end int, d Date) (full Date, written bool) {
	if s.near.Year > 0 && s.written {
		d.Year = s.near.Year
		if d.Month < s.near.Month {
			// 2012年12月…1月…: the next one, unless that lies ahead of the document.
			if next := d.Year + 1; s.o.Ref.Year == 0 || next <= s.o.Ref.Year {
				d.Year = next
			}
		}
		return fix(d), true
	}
	ref := s.o.Ref
	if ref.Year == 0 {
		return d, false
	}
	d.Year = ref.Year
	if ref.Month == 0 {
		return fix(d), false
	}
	months := d.Month - ref.Month
	ahead := months > 0 || months == 0 && d.Day > 0 && ref.Day > 0 && d.Day > ref.Day+1
	switch future := s.future(start, end); {
	case future && !ahead && (months < 0 || d.Day > 0 && ref.Day > 0 && d.Day < ref.Day):
		d.Year++
	case future:
	case months >= farAhead:
		d.Year--
	case months <= -farBehind:
		d.Year++
	}
	return fix(d), false
}

// fix takes away a day that the month does not have in that year.
func fix(d Date) Date {
	if !d.valid() {
		d.Day = 0
	}
	return d
}

// resolveMonth gives a day alone its month: that of the date before in the same
// sentence; else the latest month in which it is not after the day that follows
// the reference date; with a word for the future the next month in which it
// still comes.
func (s *scanner) resolveMonth(start, end int, d Date) (full Date, written bool) {
	if s.near.Month > 0 && s.near.Day > 0 {
		same := d
		same.Year, same.Month = s.near.Year, s.near.Month
		if same.valid() && (same.Day >= s.near.Day || s.written) {
			return same, s.written
		}
	}
	ref := s.o.Ref
	if !ref.IsFull() {
		if ref.Year > 0 && ref.Month > 0 {
			d.Year, d.Month = ref.Year, ref.Month
		}
		return d, false
	}
	month := Date{Year: ref.Year, Month: ref.Month}
	step := -1
	if s.future(start, end) {
		step = 1
	}
	for range 3 {
		try := Date{month.Year, month.Month, d.Day}
		if try.valid() {
			gap := ref.days(try)
			if step < 0 && gap <= 1 || step > 0 && gap >= 0 {
				return try, false
			}
		}
		month = month.plusMonths(step)
	}
	return d, false
}

// futureReach is how far before a date a word for the future is looked for, in
// code points.
const futureReach = 8

// future reports whether the words around say that the date lies ahead.
func (s *scanner) future(start, end int) bool {
	if s.o.Future {
		return true
	}
	for i := start - 1; i >= 0 && i >= start-futureReach; i-- {
		switch r := s.runes[i]; r {
		case '。', '，', ',', '；', '、', '：', '！', '？', '\n', '(', '（', ')', '）':
			return false
		case '将', '將', '拟', '擬':
			return text.Fold(s.at(i-1)) != '主' && text.Simplify(s.at(i+1)) != '军'
		case '定':
			if i+1 < start && (s.runes[i+1] == '于' || s.runes[i+1] == '於') {
				return true
			}
		}
	}
	end = s.timeOfDay(end)
	r := s.at(s.blanks(end))
	return (r == '将' || r == '將') && text.Simplify(s.at(s.blanks(end)+1)) != '军'
}

// widen takes in what belongs to a date without entering its value: 当地时间
// before it, the weekday in brackets and the time of day behind it.
func (s *scanner) widen(start, end int) (int, int) {
	end = s.timeOfDay(end)
	if at := s.blanks(end); text.Fold(s.at(at)) == '(' {
		if n, close := s.weekdayAt(s.blanks(at + 1)); n > 0 && text.Fold(s.at(s.blanks(close))) == ')' {
			end = s.timeOfDay(s.blanks(close) + 1)
		}
	}
	if start >= 4 && s.at(start-1) != '\n' {
		w := s.runes[start-4 : start]
		if (w[0] == '当' || w[0] == '當' || w[0] == '北') && (w[1] == '地' || w[1] == '京') && text.Simplify(w[2]) == '时' && text.Simplify(w[3]) == '间' {
			start -= 4
		}
	}
	if n := len(s.out); n > 0 && start < s.out[n-1].Span.End {
		start = s.out[n-1].Span.End
	}
	return start, end
}

// timeOfDay skips a part of the day and a clock time behind a date.
func (s *scanner) timeOfDay(i int) int {
	at := s.blanks(i)
	end := i
	switch r := text.Fold(s.at(at)); r {
	case '上', '下', '中', '正':
		if s.at(at+1) == '午' {
			end = at + 2
		}
	case '凌', '清', '早':
		switch next := s.at(at + 1); {
		case next == '晨', r == '早' && (next == '上' || next == '间' || next == '間'):
			end = at + 2
		case r == '早' && !s.boundaryWord(at+1):
			end = at + 1
		}
	case '傍', '夜':
		if next := s.at(at + 1); next == '晚' || next == '间' || next == '間' || next == '里' || next == '裡' || next == '裏' {
			end = at + 2
		}
	case '深', '午', '半', '当':
		if next := text.Fold(s.at(at + 1)); next == '夜' || r == '午' && (next == '后' || next == '间') || r == '当' && next == '晚' {
			end = at + 2
		}
	case '晚':
		end = at + 1
		if next := text.Fold(s.at(at + 1)); next == '上' || next == '间' {
			end = at + 2
		}
		if s.at(at+1) == '期' || s.at(at+1) == '会' || s.at(at+1) == '會' || s.at(at+1) == '宴' || s.at(at+1) == '于' {
			end = i
		}
	}
	return s.clock(end)
}

// boundaryWord reports characters that 早 makes another word with.
func (s *scanner) boundaryWord(i int) bool {
	switch text.Fold(s.at(i)) {
	case '已', '在', '于', '就', '日', '期', '先', '前', '些', '年', '报', '餐', '会':
		return true
	}
	return false
}

// clock skips 3时30分, 9时许, 3点半, 10:30.
func (s *scanner) clock(i int) int {
	at := s.blanks(i)
	n, ok := numberAt(s.runes, at)
	if !ok || n.value > 24 {
		return i
	}
	switch r := text.Simplify(s.at(n.end)); r {
	case '时', '点':
		end := n.end + 1
		if text.Simplify(s.at(end)) == '间' {
			return i
		}
		if s.at(end) == '半' || s.at(end) == '整' || s.at(end) == '许' || s.at(end) == '許' {
			return end + 1
		}
		if m, ok := numberAt(s.runes, end); ok && s.at(m.end) == '分' && m.value < 60 {
			end = m.end + 1
			if s.at(end) == '许' || s.at(end) == '許' {
				end++
			}
		}
		return end
	case ':', '：':
		if m, ok := numberAt(s.runes, n.end+1); ok && m.style == arabic && m.digits == 2 && m.value < 60 && n.style == arabic {
			return m.end
		}
	}
	return i
}

// believable tells dates from numbers that only look like them: spans of time,
// numbers of documents and things.
func (s *scanner) believable(i int, n number, p point) bool {
	if p.Year > 0 {
		return !s.isWordBefore(i)
	}
	if before := s.at(i - 1); before == '第' || before == '每' {
		return false
	}
	if p.Month > 0 {
		return s.monthStands(i, n, p)
	}
	return s.dayStands(i, n, p)
}

// isWordBefore reports a digit or a point directly before, as in 1.2012年.
func (s *scanner) isWordBefore(i int) bool {
	r := s.at(i - 1)
	return r == '.' || arabicDigit(r) >= 0 || r == '第'
}

// monthStands rejects 一月 as part of other words when no day follows.
func (s *scanner) monthStands(i int, n number, p point) bool {
	if p.Day > 0 || n.style == arabic {
		before := s.at(i - 1)
		return before != '.' && before != '历' && before != '歷' && arabicDigit(before) < 0
	}
	switch s.at(p.end) {
	case '亮', '球', '饼', '餅', '牙', '子':
		return false
	}
	switch text.Fold(s.at(i - 1)) {
	case '历', '农', '满', '连', '数', '几', '近':
		return false
	}
	return true
}

// dayStands tells a day of the month from a number of days or of a thing.
func (s *scanner) dayStands(i int, n number, p point) bool {
	switch text.Fold(s.at(i - 1)) {
	case '期', '时', '达', '续', '近', '满', '数', '几', '连', '.', '这', '前', '过', '约', '超', '有', '多':
		// 为期3日, 历时5日, 长达, 连续; 上午9时5日 does not occur.
		return false
	}
	next := text.Fold(s.at(p.end))
	number := unitOf(s.at(p.end-1)) == dayNumber
	if number {
		if n.style != arabic {
			return false
		}
		switch next {
		case '令', '文', '楼', '线', '院', '公', '决', '航', '机', '车', '馆', '门', '桥', '井', '库', '厅', '洞', '岛', '矿', '仓', '台', '站', '口', '舰', '艇', '礁', '议', '法', '通', '提', '卫', '火', '飞', '探', '建', '案', '宾', '选', '球', '种', '召', '元':
			return next == '召' || next == '建' || next == '公' && text.Fold(s.at(p.end+1)) == '布' || next == '飞' && s.at(p.end+1) == '抵' || next == '通' && text.Fold(s.at(p.end+1)) == '过' || next == '提' && s.at(p.end+1) == '出' || next == '决' && s.at(p.end+1) == '定'
		}
		return true
	}
	switch next {
	case '游', '内', '后', '元', '圆', '间', '之', '本', '军', '方', '语', '均', '历':
		return false
	case '报':
		next = text.Fold(s.at(p.end + 1))
		return next == '道' || next == '导' || next == '称' || next == '告'
	case '以':
		return text.Fold(s.at(p.end+1)) == '来'
	}
	if n.style == arabic || n.digits > 1 || s.at(i-1) == '月' {
		return true
	}
	// A single Chinese numeral is a number of days as often: 三日.
	if s.timeOfDay(p.end) > p.end {
		return true
	}
	switch next {
	case '在', '与', '于', '向', '电', '讯', '宣', '表', '抵', '会', '说', '出', '访', ',', '举', '发', '签', '召', '将', '晚', '致', '同', '对', '就', '指':
		return !s.isNumeral(i-1) && s.at(i-1) != '一' && s.at(i-1) != '两'
	}
	return false
}
