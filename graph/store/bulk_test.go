package store

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"gongbao/graph/rdf"
)

// TestBulkIsUpdate puts random graphs and records in by Bulk, mixed with
// updates, and compares with a model.
func TestBulkIsUpdate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, err := Open(Memory, Options{})
		if err != nil {
			t.Fatal(err)
		}
		m, records := model{}, map[string]string{}
		for round := range rapid.IntRange(1, 4).Draw(t, "rounds") {
			_, err := s.Bulk(ctx, func(b *Bulk) error {
				for i := range rapid.IntRange(0, 3).Draw(t, "graphs") {
					g := iri("new-%d-%d", round, i)
					quads := rapid.SliceOfN(rapid.Custom(genQuad), 0, 20).Draw(t, "quads")
					if err := b.ReplaceGraph(g, quads); err != nil {
						return err
					}
					for _, q := range quads {
						q.G = g
						m[q] = true
					}
					q := genQuad(t)
					m[q] = true
					if err := b.Add(q); err != nil {
						return err
					}
					key, value := fmt.Sprint("k", rapid.IntRange(0, 5).Draw(t, "key")), fmt.Sprint(round, i)
					if err := b.PutRecord("bucket", key, []byte(value)); err != nil {
						return err
					}
					records[key] = value
					if have, found, err := b.Record("bucket", key); err != nil || !found || string(have) != value {
						return fmt.Errorf("record %s is %q, %v, %w", key, have, found, err)
					}
					if _, err := b.Done(); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			m = randomBatch(t, s, m)
		}
		n := s.Snapshot()
		compareWithModel(t, n, m)
		for key, want := range records {
			if have, found, err := n.Record("bucket", key); err != nil || !found || string(have) != want {
				t.Errorf("record %s is %q, %v, %v; want %q", key, have, found, err, want)
			}
		}
		if err := n.Close(); err != nil {
			t.Fatal(err)
		}
		if r, err := s.Check(ctx); err != nil || !r.Whole() {
			t.Fatalf("check: %v, %+v", err, r)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// TestBulkOnlyAdds asks a Bulk for what it cannot do.
func TestBulkOnlyAdds(t *testing.T) {
	quad := quadOf("a", "p", "b", "g")
	tests := map[string]func(*Bulk) error{
		"replace a stored graph": func(b *Bulk) error { return b.ReplaceGraph(iri("g"), []rdf.Quad{quad}) },
		"remove a stored graph":  func(b *Bulk) error { return b.RemoveGraph(iri("g")) },
		"delete a stored record": func(b *Bulk) error { return b.DeleteRecord("bucket", "key") },
		"replace a new graph": func(b *Bulk) error {
			if err := b.ReplaceGraph(iri("h"), []rdf.Quad{quad}); err != nil {
				return fmt.Errorf("too early: %w", errors.New(err.Error()))
			}
			return b.ReplaceGraph(iri("h"), []rdf.Quad{quad})
		},
	}
	for name, fn := range tests {
		t.Run(name, func(t *testing.T) {
			s := openDir(t, t.TempDir(), Options{})
			defer closeStore(t, s)
			mustUpdate(t, s, func(b *Batch) error {
				return errors.Join(b.Add(quad), b.PutRecord("bucket", "key", []byte("old")))
			})
			before := storeContents(t, s)
			_, err := s.Bulk(ctx, func(b *Bulk) error {
				if err := errors.Join(b.Add(quadOf("new", "p", "b", "k")), b.PutRecord("bucket", "new", nil)); err != nil {
					t.Fatal(err)
				}
				return fn(b)
			})
			if !errors.Is(err, errBulkOnlyAdds) {
				t.Errorf("got %v", err)
			}
			if got := storeContents(t, s); fmt.Sprint(got) != fmt.Sprint(before) {
				t.Errorf("the store changed to %v", got)
			}
			// What the failed one knew of terms must not reach the next.
			if _, err := s.Bulk(ctx, func(b *Bulk) error { return b.Add(quadOf("new", "p", "b", "k")) }); err != nil {
				t.Fatal(err)
			}
			if r, err := s.Check(context.Background()); err != nil || !r.Whole() {
				t.Errorf("check: %v, %+v", err, r)
			}
		})
	}
}
