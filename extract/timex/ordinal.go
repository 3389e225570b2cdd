package timex

import "gongbao/extract/text"

// Ordinal is an ordinal with its measure word: 第十七次, 第67届, 首轮.
type Ordinal struct {
	text.Span
	// N is its value; 首 counts as 1.
	N int
}

// maxOrdinal is the longest ordinal in code points, 第 and measure included.
const maxOrdinal = 10

// Ordinals returns the ordinals of a text that count meetings, sessions and
// rounds (次 届 轮) or holders of an office (任), in order.
func Ordinals(t *text.Text) []Ordinal {
	var out []Ordinal
	runes := t.Runes()
	next := 0 // where to look on
	for i, r := range runes {
		if r != '第' && r != '首' || i < next {
			continue
		}
		if r == '首' {
			if i+1 < len(runes) && countsMeetings(runes[i+1]) {
				out = append(out, Ordinal{text.Span{Start: i, End: i + 2}, 1})
				next = i + 2
			}
			continue
		}
		for j := i + 2; j < len(runes) && j < i+maxOrdinal; j++ {
			if !countsMeetings(runes[j]) {
				continue
			}
			if n, ok := ParseNumber(string(runes[i:j])); ok && n > 0 {
				out = append(out, Ordinal{text.Span{Start: i, End: j + 1}, n})
				next = j + 1
			}
			break
		}
	}
	return out
}

func countsMeetings(r rune) bool {
	switch r {
	case '次', '届', '屆', '轮', '輪', '任':
		return true
	}
	return false
}
