package extract

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongbao/extract/rule"
	"gongbao/extract/text"
)

var reDate = regexp.MustCompile(`(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日(?:至(?:(\d{1,2})月)?(\d{1,2})日)?)?)?`)
var reDay = regexp.MustCompile(`(\d{1,2})(?:日|号)(?:上午|下午|晚|晚间)?`)
var reOrd = regexp.MustCompile(`第([一二三四五六七八九十百\d]+)(次|届|屆|轮)|首(次|届|屆|轮)`)

func times(t *text.Text, ref string) []rule.Given {
	s := t.String()
	var out []rule.Given
	sp := func(a, b int) text.Span {
		x := utf8.RuneCountInString(s[:a])
		return text.Span{Start: x, End: x + utf8.RuneCountInString(s[a:b])}
	}
	for _, m := range reDate.FindAllStringSubmatchIndex(s, -1) {
		g := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return s[m[2*i]:m[2*i+1]]
		}
		p := func(x string) string { n, _ := strconv.Atoi(x); return fmt.Sprintf("%02d", n) }
		st := g(1)
		if g(2) != "" {
			st += "-" + p(g(2))
		}
		if g(3) != "" {
			st += "-" + p(g(3))
		}
		en := st
		if g(5) != "" {
			mo := g(2)
			if g(4) != "" {
				mo = g(4)
			}
			en = g(1) + "-" + p(mo) + "-" + p(g(5))
		}
		out = append(out, rule.Given{Span: sp(m[0], m[1]), Type: "Date", Start: st, End: en})
	}
	for _, m := range reOrd.FindAllStringSubmatchIndex(s, -1) {
		n := 1
		if m[2] >= 0 {
			n = num(s[m[2]:m[3]])
		}
		out = append(out, rule.Given{Span: sp(m[0], m[1]), Type: "Ordinal", Number: n})
	}
	_ = reDay
	return out
}

func num(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	t, d := 0, 0
	for _, r := range s {
		i := strings.IndexRune("零一二三四五六七八九", r)
		switch {
		case r == '十':
			if d == 0 {
				d = 1
			}
			t += d * 10
			d = 0
		case i >= 0:
			d = i / 3
		}
	}
	return t + d
}
