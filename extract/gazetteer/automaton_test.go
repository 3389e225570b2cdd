package gazetteer

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gongbao/extract/text"
)

// words generates short strings of few characters, Traditional and full-width
// ones and one beyond the BMP among them, so that many overlap.
func words(t *rapid.T, name string, most int) []string {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
		return string(rapid.SliceOfN(rapid.SampledFrom([]rune("国國会會长A Ａ𠮷")), 1, 4).Draw(t, "word"))
	}), 1, most).Draw(t, name)
}

// occurrences finds all names in a text by comparing at every place.
func occurrences(runes []rune, names []string) (out []Hit) {
	for end := range len(runes) + 1 {
		for start := range end {
			for i, n := range names {
				if text.FoldString(n) == text.FoldString(string(runes[start:end])) {
					out = append(out, Hit{int32(start), int32(end), int32(i)})
					break // of names that fold alike the first one stands for all
				}
			}
		}
	}
	return out
}

// outermost drops the occurrences that lie in a longer one.
func outermost(all []Hit) []Hit {
	return slices.DeleteFunc(slices.Clone(all), func(h Hit) bool {
		return slices.ContainsFunc(all, func(o Hit) bool {
			return o.Start <= h.Start && h.End <= o.End && o.End-o.Start > h.End-h.Start
		})
	})
}

func TestAutomatonFindsAllOccurrences(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := words(t, "names", 8)
		auto, _ := NewAutomaton(names, text.Fold)
		for _, s := range words(t, "texts", 6) {
			runes := []rune(s + s + "会" + s)
			want := occurrences(runes, names)
			if got := auto.Scan(runes, nil); !slices.Equal(got, want) {
				t.Fatalf("names %q in %q: found %v, there are %v", names, string(runes), got, want)
			}
			if got, want := auto.Outermost(runes, nil), outermost(want); !slices.Equal(got, want) {
				t.Fatalf("names %q in %q: outermost %v, should be %v", names, string(runes), got, want)
			}
		}
	})
}

// TestLayersAreOneGazetteer holds a gazetteer that was extended to one made of
// all entries at once: the same spans with the same entries.
func TestLayersAreOneGazetteer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var first, more []*Entry
		for _, n := range words(t, "first", 5) {
			first = append(first, &Entry{Type: "A", Name: n})
		}
		for _, n := range words(t, "more", 3) {
			more = append(more, &Entry{Type: "B", Name: n})
		}
		one, two := New(slices.Concat(first, more)), New(first).With(more)
		named := func(g *Gazetteer, hits []Hit) (out []string) {
			for _, h := range hits {
				for _, o := range g.Owners(h.Pattern) {
					e := g.Entries()[o]
					out = append(out, string(rune('0'+h.Start))+string(rune('0'+h.End))+e.Type+e.Name)
				}
			}
			slices.Sort(out)
			return out
		}
		for _, s := range words(t, "texts", 4) {
			runes := []rune(s + "国" + s)
			if a, b := named(one, one.Outermost(runes, nil)), named(two, two.Outermost(runes, nil)); !slices.Equal(a, b) {
				t.Fatalf("in %q: %q, in layers %q", string(runes), a, b)
			}
			if a, b := named(one, one.Hits(runes, nil)), named(two, two.Hits(runes, nil)); !slices.Equal(a, b) {
				t.Fatalf("in %q: %q, in layers %q", string(runes), a, b)
			}
		}
	})
}
