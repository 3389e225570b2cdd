package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"gongbao/graph/rdf"
)

var ctx = context.Background()

// openMem opens an empty store in memory that ends with the test.
func openMem(t testing.TB) *Store {
	t.Helper()
	s, err := Open(Memory, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil && !errors.Is(err, ErrClosed) {
			t.Error(err)
		}
	})
	return s
}

func openDir(t testing.TB, dir string, o Options) *Store {
	t.Helper()
	s, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closeStore(t testing.TB, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func mustUpdate(t testing.TB, s *Store, fn func(*Batch) error) {
	t.Helper()
	if err := s.Update(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

// mustBeWhole fails the test unless Check finds no problem.
func mustBeWhole(t testing.TB, s *Store) *Report {
	t.Helper()
	r, err := s.Check(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Whole() {
		t.Fatalf("check found %d problems: %q", len(r.Problems)+r.More, r.Problems)
	}
	return r
}

// contents returns all quads of a snapshot, sorted by their text.
func contents(t testing.TB, n *Snapshot) []rdf.Quad {
	t.Helper()
	it := n.Match(ctx, rdf.IDQuad{}, Order{rdf.S, rdf.P, rdf.O, rdf.G})
	var out []rdf.Quad
	for it.Next() {
		q, err := n.Quad(it.Quad())
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, q)
	}
	if err := it.Close(); err != nil {
		t.Fatal(err)
	}
	sortQuads(out)
	return out
}

func storeContents(t testing.TB, s *Store) []rdf.Quad {
	t.Helper()
	n := s.Snapshot()
	defer n.Close()
	return contents(t, n)
}

func sortQuads(qs []rdf.Quad) {
	slices.SortFunc(qs, func(a, b rdf.Quad) int {
		x, y := fmt.Sprint(a), fmt.Sprint(b)
		if x < y {
			return -1
		}
		if x > y {
			return 1
		}
		return 0
	})
}

func iri(format string, args ...any) rdf.Term {
	return rdf.NewIRI("http://example.org/" + fmt.Sprintf(format, args...))
}

func quadOf(s, p, o, g string) rdf.Quad {
	q := rdf.Quad{S: iri("%s", s), P: iri("%s", p), O: iri("%s", o)}
	if g != "" {
		q.G = iri("%s", g)
	}
	return q
}

func TestReplaceGraphKeepsOthersAndReopens(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kg")
	s := openDir(t, dir, Options{})
	one := []rdf.Quad{quadOf("a", "p", "b", "g1"), quadOf("a", "p", "c", "g1"), {S: iri("a"), P: typeTerm, O: iri("C"), G: iri("g1")}}
	two := []rdf.Quad{quadOf("a", "p", "b", "g2")}
	mustUpdate(t, s, func(b *Batch) error {
		if err := b.ReplaceGraph(iri("g1"), one); err != nil {
			return err
		}
		return b.ReplaceGraph(iri("g2"), two)
	})
	mustUpdate(t, s, func(b *Batch) error {
		return b.ReplaceGraph(iri("g1"), []rdf.Quad{quadOf("a", "p", "c", "ignored"), quadOf("d", "p", "c", "")})
	})
	mustBeWhole(t, s)
	closeStore(t, s)

	s = openDir(t, dir, Options{ReadOnly: true})
	defer closeStore(t, s)
	want := []rdf.Quad{quadOf("a", "p", "b", "g2"), quadOf("a", "p", "c", "g1"), quadOf("d", "p", "c", "g1")}
	if got := storeContents(t, s); !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	n := s.Snapshot()
	defer n.Close()
	for _, gone := range []rdf.Term{typeTerm, iri("C"), iri("ignored")} {
		if _, found, err := n.ID(gone); found || err != nil {
			t.Errorf("ID(%v) = %v, %v; the term is in no quad", gone, found, err)
		}
	}
	if err := s.Update(ctx, func(*Batch) error { return nil }); !errors.Is(err, ErrReadOnly) {
		t.Errorf("Update on a store open for reading: %v", err)
	}
	mustBeWhole(t, s)
}

func TestSameContentWritesNothing(t *testing.T) {
	s := openMem(t)
	quads := []rdf.Quad{quadOf("a", "p", "b", ""), quadOf("b", "p", "c", "")}
	fill := func(b *Batch) error {
		if err := b.PutRecord("docs", "1", []byte("x")); err != nil {
			return err
		}
		return b.ReplaceGraph(iri("g"), quads)
	}
	mustUpdate(t, s, fill)
	n := s.Snapshot()
	defer n.Close()
	b := newBatch(ctx, n)
	if err := b.run(fill); err != nil {
		t.Fatal(err)
	}
	out, err := b.changes()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.dict.close(); err != nil {
		t.Fatal(err)
	}
	if out.Len() != 0 {
		t.Errorf("storing the same again makes %d changes", out.Len())
	}
}

func TestFailedUpdateChangesNothing(t *testing.T) {
	s := openMem(t)
	mustUpdate(t, s, func(b *Batch) error { return b.Add(quadOf("a", "p", "b", "g")) })
	before := storeContents(t, s)
	boom := errors.New("boom")
	err := s.Update(ctx, func(b *Batch) error {
		if err := b.RemoveGraph(iri("g")); err != nil {
			return err
		}
		if err := b.PutRecord("docs", "1", []byte("x")); err != nil {
			return err
		}
		if err := b.Add(quadOf("x", "y", "z", "")); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Errorf("got %v, want the error of the function", err)
	}
	// An error that the function swallows counts all the same.
	err = s.Update(ctx, func(b *Batch) error {
		_ = b.Add(rdf.Quad{S: iri("a"), P: iri("p")})
		return b.Add(quadOf("x", "y", "z", ""))
	})
	if err == nil {
		t.Error("a quad without an object was taken")
	}
	cancelled, cancel := context.WithCancel(ctx)
	err = s.Update(cancelled, func(b *Batch) error {
		cancel()
		return b.Add(quadOf("x", "y", "z", ""))
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that the context ended", err)
	}
	if got := storeContents(t, s); !slices.Equal(got, before) {
		t.Errorf("the store changed: %v", got)
	}
	n := s.Snapshot()
	defer n.Close()
	if _, found, _ := n.Record("docs", "1"); found {
		t.Error("the record of a failed update is there")
	}
	mustBeWhole(t, s)
}

func TestSnapshotStays(t *testing.T) {
	s := openMem(t)
	mustUpdate(t, s, func(b *Batch) error { return b.ReplaceGraph(iri("g"), []rdf.Quad{quadOf("a", "p", "b", "")}) })
	n := s.Snapshot()
	defer n.Close()
	before := contents(t, n)
	mustUpdate(t, s, func(b *Batch) error { return b.ReplaceGraph(iri("g"), []rdf.Quad{quadOf("c", "q", "d", "")}) })
	if got := contents(t, n); !slices.Equal(got, before) {
		t.Errorf("the snapshot changed to %v", got)
	}
	if _, found, err := n.ID(iri("a")); !found || err != nil {
		t.Errorf("the snapshot lost a term: %v, %v", found, err)
	}
	if err := s.Close(); err == nil {
		t.Error("the store closed under an open snapshot")
	}
}

func TestRecords(t *testing.T) {
	s := openMem(t)
	mustUpdate(t, s, func(b *Batch) error {
		for _, k := range []string{"a", "ab", "b", "", "a\x00", "a\xff\xff"} {
			if err := b.PutRecord("x", k, []byte("v"+k)); err != nil {
				return err
			}
		}
		if v, found, err := b.Record("x", "ab"); string(v) != "vab" || !found || err != nil {
			t.Errorf("a batch does not see its own record: %q %v %v", v, found, err)
		}
		return b.PutRecord("xa", "other", nil)
	})
	mustUpdate(t, s, func(b *Batch) error { return b.DeleteRecord("x", "ab") })
	n := s.Snapshot()
	defer n.Close()
	list := func(bucket, prefix string) map[string]string {
		got := map[string]string{}
		last := ""
		for r, err := range n.Records(bucket, prefix) {
			if err != nil {
				t.Fatal(err)
			}
			if len(got) > 0 && r.Key <= last {
				t.Errorf("key %q comes after %q", r.Key, last)
			}
			last = r.Key
			got[r.Key] = string(r.Value)
		}
		return got
	}
	if got, want := list("x", "a"), (map[string]string{"a": "va", "a\x00": "va\x00", "a\xff\xff": "va\xff\xff"}); !maps.Equal(got, want) {
		t.Errorf("records with prefix a: %q, want %q", got, want)
	}
	if got := list("x", ""); len(got) != 5 {
		t.Errorf("all records: %q", got)
	}
	if v, found, err := n.Record("xa", "other"); !found || len(v) != 0 || err != nil {
		t.Errorf("an empty record: %q, %v, %v", v, found, err)
	}
	if _, _, err := n.Record("a\x00b", "k"); err == nil {
		t.Error("a bucket with NUL was taken")
	}
}

func TestUseAfterClose(t *testing.T) {
	s := openMem(t)
	closeStore(t, s)
	n := s.Snapshot()
	if _, _, err := n.ID(iri("a")); !errors.Is(err, ErrClosed) {
		t.Errorf("ID: %v", err)
	}
	it := n.Match(ctx, rdf.IDQuad{}, Order{})
	if it.Next() || !errors.Is(it.Err(), ErrClosed) {
		t.Errorf("Match: %v", it.Err())
	}
	if err := n.Close(); err != nil {
		t.Error(err)
	}
	if err := s.Update(ctx, func(b *Batch) error { return nil }); !errors.Is(err, ErrClosed) {
		t.Errorf("Update: %v", err)
	}
}
