// Package timex finds dates in Chinese text and says which days they mean: full
// and elided dates, ranges, days that are told relative to the document's own
// date, years of the Republic and of eras, in digits and Chinese numerals of
// both scripts.
//
// It is a hand-written scanner: one look in a table for each code point, and a
// parse only where a numeral or the first character of a temporal word stands.
// A part of a date that the text leaves out is taken from the date before it in
// the same sentence, else from the reference date, which is the document's; what
// neither gives stays open, and the value is a partial ISO 8601 date.
package timex

import (
	"gongbao/extract/text"
)

// Kind is the grain of a Timex.
type Kind uint8

// The kinds. A Range has two ends of any grain; the others one value.
const (
	Day Kind = iota
	Month
	Year
	Range
)

// String returns the name of the kind in lower case.
func (k Kind) String() string {
	switch k {
	case Day:
		return "day"
	case Month:
		return "month"
	case Year:
		return "year"
	case Range:
		return "range"
	}
	return "unknown"
}

// Timex is a temporal expression and what it means.
type Timex struct {
	// Span is the expression with its time of day and its weekday, which do not
	// enter the value.
	text.Span
	// Start and End are the first and the last day, month or year it means: ISO
	// 8601, partial where a part is not known (--06-07, ---07). They are equal
	// unless Kind is Range.
	Start, End string
	Kind       Kind
	// Relative says that the text tells the date from another one (今天, 周二,
	// 去年六月) or leaves out a part (5日).
	Relative bool
	// Anchored says that the year is known, so that the value stands by itself.
	Anchored bool
	// Approximate says that the value is less exact than it looks: a lunar year,
	// the beginning or end of a month, a decade, a week.
	Approximate bool
}

// Options tell a scan what it cannot see in the text.
type Options struct {
	// Ref is the date of the document; the zero Date when it is not known.
	Ref Date
	// Future says that dates without a year lie ahead, as in an announcement.
	// Without it they lie behind unless the words before them say 将 or the like.
	Future bool
	// Minguo says that years of two and three digits count from 1912, as in
	// Taiwan; years of three digits before a month do so always.
	Minguo bool
}

// Scan returns the temporal expressions of a text, in order and apart, resolved
// against the date of the document, or against none when ref is zero.
func Scan(t *text.Text, ref Date) []Timex {
	return ScanWith(t, Options{Ref: ref})
}

// ScanWith is Scan with all options.
func ScanWith(t *text.Text, o Options) []Timex {
	s := scanner{runes: t.Runes(), o: o}
	return s.scan()
}

// mark says what a code point may begin.
type mark uint8

const (
	nothing   mark = iota
	numeral        // a digit or a Chinese numeral
	wordStart      // the first character of a temporal word
	sentence       // the end of a sentence: dates before it no longer help

	// second is set beside one of these: the code point can stand second in a
	// temporal word. Most first characters are parts of other words, and one look
	// at the next tells.
	second mark = 1 << 7
)

// wordSeconds are the second characters of the words that word knows, folded or
// Simplified.
const wordSeconds = "年天日晨晚早夜午(月地个個一壹二两贰三叁参四肆五伍六陆周星礼期拜旦华国统绪治丰光庆隆正熙和成"

var marks = makeMarks()

func makeMarks() *[1 << 16]mark {
	t := new([1 << 16]mark)
	set := func(m mark, chars string) {
		for _, r := range chars {
			t[r] = m
		}
	}
	set(numeral, "0123456789０１２３４５６７８９〇○零一二三四五六七八九十廿卅两兩")
	set(wordStart, wordStarts)
	set(sentence, "。！？；!?;\n")
	var seconds [1 << 16]bool
	for _, r := range wordSeconds {
		seconds[r] = true
	}
	for r := range t {
		if seconds[text.Fold(rune(r))&0xFFFF] || seconds[text.Simplify(rune(r))&0xFFFF] {
			t[r] |= second
		}
	}
	return t
}

// scanner is one pass over a text.
type scanner struct {
	runes []rune
	o     Options
	out   []Timex
	// near is the date before in the same sentence, last the one before at all;
	// lastDay is the last full day.
	near, last, lastDay Date
	// written says that near has its year from the text itself, not from the
	// reference date.
	written bool
}

// scan goes over the text. Whatever a parse does not use is looked at again
// from the next code point, a run of numerals as a whole.
func (s *scanner) scan() []Timex {
	runes := s.runes
	for i := 0; i < len(runes); {
		r := runes[i]
		if uint32(r) >= uint32(len(marks)) {
			i++
			continue
		}
		switch marks[r] &^ second {
		case nothing:
			i++
		case sentence:
			s.near, s.written = Date{}, false
			i++
		case numeral:
			i = s.numeral(i)
		case wordStart:
			if next := s.at(i + 1); uint32(next) < uint32(len(marks)) && marks[next]&second == 0 {
				i++
				continue
			}
			i = s.word(i)
		}
	}
	return s.out
}

// at returns a code point, 0 beyond the text.
func (s *scanner) at(i int) rune {
	if uint(i) >= uint(len(s.runes)) {
		return 0
	}
	return s.runes[i]
}

// isNumeral reports code points that a number is written with.
func (s *scanner) isNumeral(i int) bool {
	r := s.at(i)
	return uint32(r) < uint32(len(marks)) && marks[r]&^second == numeral
}

// skipNumeral returns the place after a run of numerals.
func (s *scanner) skipNumeral(i int) int {
	for s.isNumeral(i) {
		i++
	}
	return i
}

// blanks skips white space, which damaged texts have around digits.
func (s *scanner) blanks(i int) int {
	for s.at(i) == ' ' || s.at(i) == '\u00A0' || s.at(i) == '\u3000' {
		i++
	}
	return i
}

// add appends a finding: its span is widened by what belongs to it, and its
// value becomes the context of what follows. It returns the end of the span.
func (s *scanner) add(start, end int, from, to Date, x Timex) int {
	start, end = s.widen(start, end)
	x.Span = text.Span{Start: start, End: end}
	x.Start = from.String()
	if x.End = x.Start; to != from {
		x.End = to.String()
	}
	switch {
	case from != to:
		x.Kind = Range
	case from.Day > 0:
		x.Kind = Day
	case from.Month > 0:
		x.Kind = Month
	default:
		x.Kind = Year
	}
	x.Anchored = from.Year > 0 && to.Year > 0
	s.out = append(s.out, x)
	if !from.IsZero() {
		s.near, s.last, s.written = from, from, !x.Relative
	}
	if from.IsFull() {
		s.lastDay = from
	}
	return end
}
