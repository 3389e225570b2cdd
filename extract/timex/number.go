package timex

import "gongbao/extract/text"

// style is the way a number is written.
type style uint8

const (
	arabic     style = iota // 12, １２
	positional              // 二〇一二: digit by digit
	compound                // 二十四, 两千零八, 廿五
)

// number is a number that stands in a text.
type number struct {
	value  int
	end    int // after its last code point
	digits int // code points it takes
	style  style
}

// valueOf returns the value of a Chinese numeral, a digit or a unit, or -1.
func valueOf(r rune) int {
	switch r {
	case '〇', '○', '零', '◯', 'Ｏ':
		return 0
	case '一', '壹':
		return 1
	case '二', '两', '兩', '贰', '貳':
		return 2
	case '三', '叁', '參':
		return 3
	case '四', '肆':
		return 4
	case '五', '伍':
		return 5
	case '六', '陆', '陸':
		return 6
	case '七', '柒':
		return 7
	case '八', '捌':
		return 8
	case '九', '玖':
		return 9
	case '十', '拾':
		return 10
	case '廿':
		return 20
	case '卅':
		return 30
	case '百', '佰':
		return 100
	case '千', '仟':
		return 1000
	case '万', '萬':
		return 10000
	}
	return -1
}

// arabicDigit returns the value of a digit of either width, or -1.
func arabicDigit(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0')
	case r >= '０' && r <= '９':
		return int(r - '０')
	}
	return -1
}

// maxDigits bounds the digits of a number that is read, so that none
// overflows.
const maxDigits = 9

// numberAt reads the number that begins at code point i. It returns false when
// none does or it is longer than maxDigits.
func numberAt(runes []rune, i int) (number, bool) {
	n := number{end: i}
	if i >= len(runes) {
		return n, false
	}
	for n.end < len(runes) {
		d := arabicDigit(runes[n.end])
		if d < 0 {
			break
		}
		n.value = n.value*10 + d
		n.end++
		if n.digits++; n.digits > maxDigits {
			return n, false
		}
	}
	if n.digits > 0 {
		return n, true
	}
	return hanNumber(runes, i)
}

// hanNumber reads a number in Chinese numerals: digit by digit, or by units.
func hanNumber(runes []rune, i int) (number, bool) {
	n := number{end: i, style: positional}
	total, section, digit := 0, 0, -1
	for n.end < len(runes) && n.digits < maxDigits {
		v := valueOf(runes[n.end])
		if v < 0 {
			break
		}
		switch {
		case v < 10:
			if digit > 0 && n.style == compound {
				// 二十四五: not one number.
				return n, false
			}
			if n.style == positional {
				total = total*10 + v
			}
			digit = v
		case v == 20 || v == 30:
			if n.digits > 0 && digit != 0 {
				return n, false
			}
			n.style = compound
			section, digit = section+v, -1
		default:
			if n.style == positional && n.digits > 1 && digit > 0 && total >= 10 {
				return n, false
			}
			n.style = compound
			if digit < 0 {
				if v != 10 && section == 0 {
					return n, false // 百, 千 and 万 alone are words
				}
				digit = 1
				if v == 10000 {
					digit = 0
				}
			}
			if v == 10000 {
				section = (section + digit) * v
			} else {
				section += digit * v
			}
			digit = -1
		}
		n.end++
		n.digits++
	}
	if n.digits == 0 {
		return n, false
	}
	if n.style == positional {
		n.value = total
	} else {
		n.value = section + max(digit, 0)
	}
	return n, true
}

// ParseNumber reads a number, cardinal or ordinal, in digits of either width or
// in Chinese numerals of either script: 24, ６７, 二十四, 二〇一二, 第二十四次,
// 第67届, 首次, 首届. A measure word behind an ordinal may be any character.
func ParseNumber(s string) (int, bool) {
	runes := []rune(s)
	if len(runes) == 0 {
		return 0, false
	}
	if runes[0] == '首' {
		return 1, len(runes) <= 2
	}
	ordinal := runes[0] == '第'
	if ordinal {
		runes = runes[1:]
	}
	n, ok := numberAt(runes, 0)
	if !ok {
		return 0, false
	}
	switch rest := runes[n.end:]; {
	case len(rest) == 0:
		return n.value, true
	case len(rest) == 1:
		return n.value, ordinal || isMeasure(rest[0])
	}
	return 0, false
}

// isMeasure reports measure words that follow a bare number of an event.
func isMeasure(r rune) bool {
	switch text.Fold(r) {
	case '次', '届', '轮', '任', '期', '号', '回', '批', '个', '项', '名', '位', '国':
		return true
	}
	return false
}
