package store

import (
	"math/rand/v2"
	"testing"

	"gongbao/graph/rdf"
)

// A reader that stays open gives what single look-ups give, in whatever order
// it is asked, and the same error for an id that is no term's.
func TestTermsReadInAnyOrder(t *testing.T) {
	s := openMem(t)
	p := rdf.NewIRI("http://example.org/p")
	var quads []rdf.Quad
	for i := range 500 {
		o := rdf.NewString("值" + string(rune('一'+i)))
		switch i % 4 {
		case 1:
			o = rdf.NewLang("第"+string(rune('一'+i)), "zh")
		case 2:
			o = rdf.NewLiteral(string(rune('0'+i%10)), rdf.XSD+"integer")
		}
		quads = append(quads, rdf.Quad{S: rdf.NewIRI("http://example.org/s" + string(rune('一'+i))), P: p, O: o})
	}
	each := func(quads []rdf.Quad, do func(*Batch, rdf.Quad) error) {
		mustUpdate(t, s, func(b *Batch) error {
			for _, q := range quads {
				if err := do(b, q); err != nil {
					return err
				}
			}
			return nil
		})
	}
	each(quads, (*Batch).Add)
	each(quads[100:140], (*Batch).Delete) // leaves holes between the ids
	snap := s.Snapshot()
	defer snap.Close()
	var ids []rdf.ID
	it := snap.Match(t.Context(), rdf.IDQuad{}, Order{rdf.S, rdf.P, rdf.O, rdf.G})
	for it.Next() {
		q := it.Quad()
		ids = append(ids, q[:]...)
	}
	if err := it.Close(); err != nil {
		t.Fatal(err)
	}
	if len(ids) != 460*4 {
		t.Fatalf("%d ids of 460 quads", len(ids))
	}
	r := snap.Terms()
	check := func() {
		t.Helper()
		for _, id := range ids {
			want, err := snap.Term(id)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := r.Term(id); err != nil || got != want {
				t.Fatalf("term %d is %v (%v), want %v", id, got, err, want)
			}
		}
	}
	check()
	rng := rand.New(rand.NewPCG(1, 2))
	rng.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	check()
	for _, id := range []rdf.ID{3, 1 << 40} {
		if got, err := r.Term(id); err == nil {
			t.Errorf("term %d, which is none, is %v", id, got)
		}
	}
	check() // it goes on after an error
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if err := r.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}
