package rule

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gongbao/extract/mention"
	"gongbao/extract/text"
)

// TestCoveringHidesWhatLiesInside holds the merging of names and given spans to
// its words: what lies strictly inside something longer is not there, all else is.
func TestCoveringHidesWhatLiesInside(t *testing.T) {
	e := testEngine(t)
	p := &e.NewReader().r.page
	rapid.Check(t, func(t *rapid.T) {
		src := string(rapid.SliceOfN(rapid.SampledFrom(testRunes), 1, 16).Draw(t, "text"))
		tx := text.New(src)
		var given []Given
		for range rapid.IntRange(0, 4).Draw(t, "spans") {
			start := rapid.IntRange(0, tx.Len()-1).Draw(t, "start")
			end := rapid.IntRange(start+1, tx.Len()).Draw(t, "end")
			given = append(given, Given{Span: text.Span{Start: start, End: end}, Type: "Date"})
		}
		type found struct {
			start, end int32
			typ        mention.Type
		}
		var all []found
		g := e.Gazetteer()
		for _, h := range g.Hits(tx.Runes(), nil) {
			for _, o := range g.Owners(h.Pattern) {
				all = append(all, found{h.Start, h.End, e.entryType[o]})
			}
		}
		for _, x := range given {
			all = append(all, found{int32(x.Span.Start), int32(x.Span.End), e.types.Lookup("Date")})
		}
		want := slices.DeleteFunc(slices.Clone(all), func(f found) bool {
			return slices.ContainsFunc(all, func(o found) bool {
				return o.start <= f.start && f.end <= o.end && o.end-o.start > f.end-f.start
			})
		})
		p.open(tx, given)
		var got []found
		for i := range p.lat.Len() {
			m := p.lat.At(int32(i))
			got = append(got, found{m.Start, m.End, m.Type})
		}
		byPlace := func(a, b found) int {
			return slices.Compare([]int32{a.start, a.end, int32(a.typ)}, []int32{b.start, b.end, int32(b.typ)})
		}
		slices.SortFunc(got, byPlace)
		slices.SortFunc(want, byPlace)
		if !slices.Equal(got, want) {
			t.Fatalf("text %q with %v: on the page %v, should be %v", src, given, got, want)
		}
	})
}
