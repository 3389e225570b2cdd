package gazetteer

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gongbao/extract/text"
)

// memoryCache is a cache of one run.
type memoryCache map[string][]byte

func (c memoryCache) Get(key string) []byte       { return c[key] }
func (c memoryCache) Put(key string, data []byte) { c[key] = data }

func TestAKeptAutomatonFindsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOf(rapid.StringOfN(rapid.RuneFrom([]rune("国國会A𠮷")), 1, 5, -1)).Draw(t, "names")
		cache := memoryCache{}
		first, same := automaton(names, text.Fold, cache)
		if len(cache) != 1 {
			t.Fatalf("%d things kept", len(cache))
		}
		again, sameAgain, err := decodeAutomaton(first.encode(same), len(names), text.Fold)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(same, sameAgain) {
			t.Fatalf("patterns that are one: %v, not %v", sameAgain, same)
		}
		in := []rune(rapid.StringOf(rapid.RuneFrom([]rune("国國会Aa𠮷x"))).Draw(t, "text"))
		if got, want := again.Scan(in, nil), first.Scan(in, nil); !slices.Equal(got, want) {
			t.Fatalf("in %q: %v, not %v", string(in), got, want)
		}
		if got, want := again.Outermost(in, nil), first.Outermost(in, nil); !slices.Equal(got, want) {
			t.Fatalf("outermost in %q: %v, not %v", string(in), got, want)
		}
	})
}

// FuzzDecodeAutomaton feeds the reader of kept automata with anything: what it
// accepts has all its numbers within bounds.
func FuzzDecodeAutomaton(f *testing.F) {
	a, same := NewAutomaton([]string{"国会", "国", "会国"}, text.Fold)
	f.Add(a.encode(same))
	f.Add([]byte{1, 0, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		a, _, err := decodeAutomaton(data, 3, text.Fold)
		if err != nil {
			return
		}
		for s := range a.cells {
			for c := range a.root {
				_ = a.cells[a.cells[s].base+int32(c)]
			}
		}
	})
}
