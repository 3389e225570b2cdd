package identity

import (
	"regexp"
	"strconv"
	"strings"

	"gongbao/graph/registry"
)

var (
	// asides are bracketed parts of names: 政府首脑(总理)理事会.
	asides = regexp.MustCompile(`[（(〔［\[][^（()）〔〕［］\[\]]*[)）〕］\]]`)
	// ordinals are 第三次, 第21届 and, without 第 before units that count
	// meetings, 一次会议.
	ordinals = regexp.MustCompile(`第?([0-9０-９]+|[〇零一二三四五六七八九十百两]+)(次|届|轮|屆|輪)`)
	years    = regexp.MustCompile(`((?:19|20)[0-9]{2})年?`)
)

// short lists words that names of one series have in long or short form.
var short = strings.NewReplacer(
	"外交部长", "外长", "国防部长", "防长", "财政部长", "财长", "中央银行", "央行", "成员国", "",
)

// series splits the name of a meeting, folded and without the name of its body,
// into the series and what tells the one meeting: its ordinals and year, in the
// order of the name, as "11次" or "12届1次".
func series(name string) (rest, number string) {
	var numbers []string
	name = asides.ReplaceAllString(name, "")
	name = registry.FoldName(name)
	name = ordinals.ReplaceAllStringFunc(name, func(s string) string {
		m := ordinals.FindStringSubmatch(s)
		n, ok := numeral(m[1])
		if !ok {
			return s
		}
		numbers = append(numbers, strconv.Itoa(n)+m[2])
		return ""
	})
	name = years.ReplaceAllStringFunc(name, func(s string) string {
		numbers = append(numbers, years.FindStringSubmatch(s)[1])
		return ""
	})
	return short.Replace(strings.ReplaceAll(name, "部长级", "部长")), strings.Join(numbers, " ")
}

// numeral reads a whole number below 1000 in Arabic or Chinese numerals.
func numeral(s string) (int, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return n, true
	}
	total, digit := 0, -1
	for _, r := range s {
		switch r {
		case '十', '百':
			if digit < 0 {
				digit = 1
			}
			unit := 10
			if r == '百' {
				unit = 100
			}
			total += digit * unit
			digit = -1
			continue
		}
		d := strings.IndexRune("零一二三四五六七八九", r) / len("零")
		switch {
		case r == '〇':
			d = 0
		case r == '两':
			d = 2
		}
		if digit >= 0 {
			// 二一: figures one after the other.
			d += digit * 10
		}
		digit = d
	}
	return total + max(digit, 0), s != ""
}
