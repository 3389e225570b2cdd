package store

import (
	"fmt"
	"testing"

	"gongbao/graph/rdf"
)

// A triple that many graphs repeat tells nothing about how many other subjects
// have the same object; the estimate must not be thousands of times too high.
func TestEstimateOfTriplesRepeatedInManyGraphs(t *testing.T) {
	for _, graphs := range []int{100, 400, 700} {
		s := openMem(t)
		office, holds := iri("office"), iri("holds")
		mustUpdate(t, s, func(b *Batch) error {
			for i := range graphs {
				if err := b.Add(rdf.Quad{S: iri("first"), P: holds, O: office, G: iri("graph%d", i)}); err != nil {
					return err
				}
			}
			for i := range 20_000 { // terms between the first holder and the last
				if err := b.Add(rdf.Quad{S: iri("thing%d", i), P: holds, O: rdf.NewString(fmt.Sprint(i)), G: iri("graph0")}); err != nil {
					return err
				}
			}
			return b.Add(rdf.Quad{S: iri("last"), P: holds, O: office, G: iri("graph0")})
		})
		snap := s.Snapshot()
		var p rdf.IDQuad
		for i, term := range []rdf.Term{{}, holds, office} {
			if i > 0 {
				p[i], _, _ = snap.ID(term)
			}
		}
		got, exact := snap.Estimate(p)
		want := uint64(graphs + 1)
		if exact && got != want || got < want/3 || got > want*3 {
			t.Errorf("%d graphs: about %d quads (exact: %v), there are %d", graphs, got, exact, want)
		}
		if err := snap.Close(); err != nil {
			t.Error(err)
		}
	}
}
