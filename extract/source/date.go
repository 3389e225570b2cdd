package source

import (
	"fmt"
	"strings"

	"gongbao/extract/text"
)

// isoDate returns the calendar date that a field of metadata begins with, in
// ISO 8601, possibly partial; "" when it holds none.
func isoDate(s string) string {
	s = strings.TrimSpace(s)
	if y, m, d, _ := numericDate(s); y > 0 {
		return iso(y, m, d)
	}
	runes := []rune(s)
	if d, n := writtenDate(runes); n > 0 {
		return d
	}
	switch {
	case len(s) == 4 && year(s) > 0:
		return s
	case len(s) == 7 && s[4] == '-' && year(s[:4]) > 0:
		if m := digits(s[5:], 2); m >= 1 && m <= 12 {
			return s
		}
	}
	return ""
}

func iso(y, m, d int) string { return fmt.Sprintf("%04d-%02d-%02d", y, m, d) }

// dateInURL finds the date that the path of an address carries: /2024/07/05/,
// /2024-07/05/, /2024/0705/, t20240705_1.html.
func dateInURL(url string) string {
	for i := range len(url) {
		if i > 0 && isDigit(url[i-1]) {
			continue
		}
		if y, m, d, n := numericDate(url[i:]); y > 0 {
			if i+n < len(url) && isDigit(url[i+n]) {
				continue
			}
			return iso(y, m, d)
		}
	}
	return ""
}

// numericDate reads year, month and day in digits at the beginning of s, with
// or without -, / or . between, and the number of bytes they take.
func numericDate(s string) (y, m, d, n int) {
	if y = year(s); y == 0 {
		return 0, 0, 0, 0
	}
	i, separated := 4, 0
	part := func(limit int) int {
		if i < len(s) && (s[i] == '-' || s[i] == '/' || s[i] == '.') {
			i++
			separated++
		}
		v := digits(s[min(i, len(s)):], 2)
		i += 2
		if v < 0 && separated > 0 && i-2 < len(s) {
			v = digits(s[i-2:], 1)
			i--
		}
		if v < 1 || v > limit {
			return 0
		}
		return v
	}
	if m = part(12); m == 0 {
		return 0, 0, 0, 0
	}
	if d = part(31); d == 0 {
		return 0, 0, 0, 0
	}
	return y, m, d, i
}

// year reads a year from 1900 to 2099 at the beginning of s, 0 if none.
func year(s string) int {
	if v := digits(s, 4); v >= 1900 && v < 2100 {
		return v
	}
	return 0
}

// digits reads n digits, -1 if they are not.
func digits(s string, n int) int {
	if len(s) < n {
		return -1
	}
	v := 0
	for i := range n {
		if !isDigit(s[i]) {
			return -1
		}
		v = v*10 + int(s[i]-'0')
	}
	return v
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// headLines and footLines are how many lines at either end of a text may hold
// its date, dateLine how long such a line may be, and dateRest how much besides
// the date it may hold, in code points.
const (
	headLines = 10
	footLines = 4
	dateLine  = 48
	dateRest  = 20
)

// dateIn finds the day of a document in its text: in the dateline of its first
// paragraph, in a subtitle or a line of the page's head that holds little else,
// or in the signature at its end.
func dateIn(t *text.Text) string {
	lines := t.Lines()
	for i, line := range lines {
		if i >= headLines {
			break
		}
		span := line.Span
		if !line.Lead.Empty() {
			span = line.Lead
		}
		if date := dateAlone(t, span); date != "" {
			return date
		}
	}
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-footLines; i-- {
		if lines[i].Kind == text.Body || lines[i].Kind == text.Headline {
			if date := dateAlone(t, lines[i].Span); date != "" {
				return date
			}
		}
	}
	return ""
}

// dateAlone returns the full date in a short stretch of text that holds little
// else and is no sentence.
func dateAlone(t *text.Text, s text.Span) string {
	runes := t.Runes()[s.Start:s.End]
	if len(runes) > dateLine || strings.ContainsAny(string(runes[len(runes)-1:]), "。；！？") {
		return ""
	}
	for i := range runes {
		date, n := writtenDate(runes[i:])
		if n == 0 {
			if runes[i] > '9' || runes[i] < '0' {
				continue
			}
			y, m, d, k := numericDate(string(runes[i:min(len(runes), i+10)]))
			if y == 0 || i > 0 && runes[i-1] >= '0' && runes[i-1] <= '9' {
				continue
			}
			date, n = iso(y, m, d), k
		}
		if len(runes)-n > dateRest {
			return ""
		}
		return date
	}
	return ""
}

// writtenDate reads a full date with 年月日 at the beginning of a text, in
// digits or in Chinese numerals, and how many code points it takes.
func writtenDate(runes []rune) (date string, n int) {
	y, i := yearDigits(runes)
	if i != 4 || y < 1900 || y > 2099 || i >= len(runes) || runes[i] != '年' {
		return "", 0
	}
	i++
	m, k := smallNumber(runes[i:])
	i += k
	if m < 1 || m > 12 || i >= len(runes) || runes[i] != '月' {
		return "", 0
	}
	i++
	d, k := smallNumber(runes[i:])
	i += k
	if d < 1 || d > 31 || i >= len(runes) || runes[i] != '日' && text.Fold(runes[i]) != '号' {
		return "", 0
	}
	return iso(y, m, d), i + 1
}

// yearDigits reads a year written digit by digit.
func yearDigits(runes []rune) (v, n int) {
	for n < len(runes) && n < 5 {
		d := digitOf(runes[n])
		if d < 0 || d > 9 {
			break
		}
		v = v*10 + d
		n++
	}
	return v, n
}

// digitOf returns the value of a digit, 10 for 十, 20 for 廿, 30 for 卅, else -1.
func digitOf(r rune) int {
	r = text.Fold(r)
	switch r {
	case '〇', '零':
		return 0
	case '十':
		return 10
	case '廿':
		return 20
	case '卅':
		return 30
	}
	if r >= '0' && r <= '9' {
		return int(r - '0')
	}
	if i := strings.IndexRune("一二三四五六七八九", r); i >= 0 {
		return i/len("一") + 1
	}
	return -1
}

// smallNumber reads a number below 100: 7, 07, 十一, 二十一, 卅一.
func smallNumber(runes []rune) (v, n int) {
	for n < len(runes) && n < 3 {
		d := digitOf(runes[n])
		switch {
		case d < 0:
			return v, n
		case d == 10:
			v = max(v, 1) * 10
		case d > 10:
			v = d
		case v >= 10 && v%10 == 0 && runes[n] > 0x7F:
			v += d
		default:
			v = v*10 + d
		}
		n++
	}
	return v, n
}
