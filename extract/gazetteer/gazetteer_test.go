package gazetteer

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongbao/extract/text"
)

func fold(s string) string { return text.FoldString(s) }

// TestAutomatonFindsAll compares the automaton with a look at every offset.
func TestAutomatonFindsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.SampledFrom([]rune("总统總統上海合作组织組織AaＡ·𠮷，"))
		word := rapid.SliceOfN(letters, 1, 4)
		var patterns []string
		for _, p := range rapid.SliceOfN(word, 1, 12).Draw(t, "patterns") {
			patterns = append(patterns, string(p))
		}
		in := rapid.SliceOfN(letters, 0, 60).Draw(t, "text")
		auto, same := NewAutomaton(patterns, text.Fold)
		type hit struct {
			start, end int
			word       string
		}
		var got, want []hit
		for _, h := range auto.Scan(in, nil) {
			got = append(got, hit{int(h.Start), int(h.End), fold(patterns[h.Pattern])})
		}
		seen := map[string]bool{}
		for i, p := range patterns {
			if same[i] != int32(i) || seen[fold(p)] {
				continue
			}
			seen[fold(p)] = true
			n := len([]rune(p))
			for at := 0; at+n <= len(in); at++ {
				if fold(string(in[at:at+n])) == fold(p) {
					want = append(want, hit{at, at + n, fold(p)})
				}
			}
		}
		less := func(a, b hit) int {
			if a.start != b.start {
				return a.start - b.start
			}
			if a.end != b.end {
				return a.end - b.end
			}
			return strings.Compare(a.word, b.word)
		}
		slices.SortFunc(got, less)
		slices.SortFunc(want, less)
		if !slices.Equal(got, want) {
			t.Fatalf("patterns %q in %q:\n got %v\nwant %v", patterns, string(in), got, want)
		}
	})
}

func TestFind(t *testing.T) {
	g := New([]*Entry{
		{Type: "Org", Code: "SCO", Name: "上海合作组织", Forms: []string{"上合组织"}},
		{Type: "City", Code: "Shanghai", Name: "上海"},
		{Type: "Place", Code: "Shanghai2", Name: "上海"},
	})
	var got []string
	for _, m := range g.Find([]rune("上海合作組織在上海，上合組織")) {
		got = append(got, m.Entry.Code)
	}
	want := []string{"SCO", "Shanghai", "Shanghai2", "Shanghai", "Shanghai2", "SCO"}
	if !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}

func TestReadTable(t *testing.T) {
	table := strings.Join([]string{
		"\ufeff# a comment",
		"type\tcode\tname\tforms\tzh-Hant\ten\tattrs",
		"Polity\tKAZ\t哈萨克斯坦\t哈薩克|哈萨克斯坦共和国\t哈薩克斯坦\tKazakhstan\tcapital=Astana;initial=哈",
		"",
		"\tX\t无类型",
		"Polity\tY\t\t",
		"Polity\tZ\t名\t\t\t\tbad",
		"Polity\tA\tb\tc\td\te\tf=g\th",
	}, "\n")
	entries, errs := ReadTable("t.tsv", strings.NewReader(table))
	if len(entries) != 1 {
		t.Fatalf("%d entries, want 1", len(entries))
	}
	e := entries[0]
	if e.Attr("capital") != "Astana" || e.Line != 3 || e.Labels["en"] != "Kazakhstan" {
		t.Errorf("read %+v", e)
	}
	want := []string{"t.tsv:5:1", "t.tsv:6:1", "t.tsv:7:15", "t.tsv:8:"}
	if len(errs) != len(want) {
		t.Fatalf("%d faults, want %d: %v", len(errs), len(want), errs)
	}
	for i, err := range errs {
		var te *TableError
		if !errors.As(err, &te) || !strings.HasPrefix(err.Error(), want[i]) {
			t.Errorf("fault %d is %v, want one at %s", i, err, want[i])
		}
	}
}
