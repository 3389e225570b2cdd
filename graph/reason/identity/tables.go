package identity

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	"gongbao/graph/registry"
)

//go:embed titles.tsv
var titlesTSV string

//go:embed generic.tsv
var genericTSV string

// title is what is known of the title of an office.
type title struct {
	// as is the title that stands for it and its synonyms.
	as string
	// state says that each state has the office, so that title and name tell
	// the holder where the state is not named.
	state bool
	// one says that there is one holder at a time.
	one bool
}

// titles reads the table of titles. Lines that are damaged are none.
var titles = sync.OnceValue(func() map[string]title {
	out := map[string]title{}
	for _, line := range strings.Split(titlesTSV, "\n") {
		cells := strings.Split(line, "\t")
		if strings.HasPrefix(line, "#") || len(cells) != 4 || cells[0] == "title" {
			continue
		}
		out[cells[0]] = title{cells[1], cells[2] == "state", cells[3] == "one"}
	}
	return out
})

// titleOf returns what is known of a title, which the body of the office helps
// to read: 主席 of a state is its 国家主席. It reports false for titles by which
// nobody is known again, such as 代表.
func titleOf(name, body string) (title, bool) {
	if name == "主席" && strings.HasPrefix(body, "state/") {
		name = "国家主席"
	}
	if t, ok := titles()[name]; ok {
		return t, true
	}
	if base, ok := strings.CutPrefix(name, "副"); ok {
		if t, ok := titles()[base]; ok {
			return title{as: "副" + t.as, state: t.state}, true
		}
	}
	// The minister of a ministry that is named: 商务部部长, 商务部长.
	for _, head := range []string{"部副部长", "部部长", "部长", "大臣"} {
		if ministry, ok := strings.CutSuffix(name, head); ok && utf8.RuneCountInString(ministry) >= 2 {
			deputy := head == "部副部长"
			as := ministry + "部长"
			if deputy {
				as = ministry + "副部长"
			}
			return title{as: as, state: true, one: !deputy}, true
		}
	}
	return title{}, false
}

// generic returns the words that do not tell one series of meetings from
// another.
var generic = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, line := range strings.Split(genericTSV, "\n") {
		if line != "" && !strings.HasPrefix(line, "#") {
			out[line] = true
		}
	}
	return out
})

// specific reports whether a name says enough to tell a series where no body
// is known: two characters at least are left when generic words are taken out,
// the longest first.
func specific(name string) bool {
	const longest, enough = 6, 2
	runes := []rune(name)
	left := 0
next:
	for i := 0; i < len(runes); {
		for n := min(longest, len(runes)-i); n > 0; n-- {
			if generic()[string(runes[i:i+n])] {
				i += n
				continue next
			}
		}
		left++
		i++
	}
	return left >= enough
}

// family returns the last part of a name that dots or dashes divide, folded;
// the whole of one that they do not.
func family(name string) string {
	parts := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("·•・‧∙．.-—–=＝ ", r) })
	if len(parts) == 0 {
		return registry.FoldName(name)
	}
	return registry.FoldName(parts[len(parts)-1])
}
