package store

import (
	"errors"
	"iter"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gongbao/graph/rdf"
)

func quadSeq(quads []rdf.Quad) iter.Seq2[rdf.Quad, error] {
	return func(yield func(rdf.Quad, error) bool) {
		for _, q := range quads {
			if !yield(q, nil) {
				return
			}
		}
	}
}

// TestLoadIsUpdate loads random quads in bulk, over and over into the same
// store and mixed with updates, and compares with a store that adds them.
func TestLoadIsUpdate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bulk, err := Open(Memory, Options{})
		if err != nil {
			t.Fatal(err)
		}
		m := model{}
		for range rapid.IntRange(1, 4).Draw(t, "rounds") {
			quads := rapid.SliceOfN(rapid.Custom(genQuad), 0, 30).Draw(t, "quads")
			before := len(m)
			for _, q := range quads {
				m[q] = true
			}
			st, err := bulk.Load(ctx, quadSeq(quads))
			if err != nil || st.Read != uint64(len(quads)) || st.Added != uint64(len(m)-before) {
				t.Fatalf("Load: %+v, %v; want %d read and %d added", st, err, len(quads), len(m)-before)
			}
			m = randomBatch(t, bulk, m)
		}
		n := bulk.Snapshot()
		compareWithModel(t, n, m)
		if err := n.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := bulk.Check(ctx)
		if err != nil || !r.Whole() {
			t.Fatalf("check: %v, %+v", err, r)
		}
		if err := bulk.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestFailedLoadAddsNothing(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, Options{})
	mustUpdate(t, s, func(b *Batch) error { return b.Add(quadOf("a", "p", "b", "g")) })
	before := storeContents(t, s)
	boom := errors.New("boom")
	_, err := s.Load(ctx, func(yield func(rdf.Quad, error) bool) {
		for i := range 100 {
			if !yield(rdf.Quad{S: iri("%d", i), P: typeTerm, O: iri("C")}, nil) {
				return
			}
		}
		yield(rdf.Quad{}, boom)
	})
	if !errors.Is(err, boom) {
		t.Errorf("got %v", err)
	}
	if got := storeContents(t, s); !slices.Equal(got, before) {
		t.Errorf("the store changed to %v", got)
	}
	if _, err := s.Load(ctx, quadSeq([]rdf.Quad{{S: iri("a")}})); err == nil {
		t.Error("a quad without predicate and object was taken")
	}
	mustBeWhole(t, s)
	closeStore(t, s)
	closeStore(t, openDir(t, dir, Options{}))
}
