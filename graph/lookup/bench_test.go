package lookup_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"gongbao/graph/lookup"
	"gongbao/graph/lookup/names"
	"gongbao/graph/lookup/sample"
	"gongbao/graph/store"
)

// open makes the sample store once a benchmark and opens it as look-up does.
func open(b *testing.B) *store.Snapshot {
	b.Helper()
	dir := filepath.Join(b.TempDir(), "kg")
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if err := sample.Fill(context.Background(), st, sample.Documents); err != nil {
		b.Fatal(err)
	}
	if err := st.Close(); err != nil {
		b.Fatal(err)
	}
	if st, err = store.Open(dir, store.Options{ReadOnly: true}); err != nil {
		b.Fatal(err)
	}
	snap := st.Snapshot()
	b.Cleanup(func() {
		if err := errors.Join(snap.Close(), st.Close()); err != nil {
			b.Error(err)
		}
	})
	return snap
}

// BenchmarkLookup measures searches in the index of names, and whole look-ups
// with the facts, in a graph of a million quads and a hundred thousand names.
// The store is opened once; cmd/gongbao measures a look-up from the start of the
// process on.
func BenchmarkLookup(b *testing.B) {
	snap := open(b)
	ctx := context.Background()
	for _, s := range []struct{ name, typed string }{
		{"exact", sample.Hub},
		{"traditional", "卡蘭國"},
		{"pinyin", "kalanguo"},
		{"initials", "klg"},
		{"beginning", "卡兰"},
		{"part", "组织第3次"},
		{"words", "组织 外长"},
		{"letter", "卡"},
		{"common", "组织"},
		{"sound", "咖兰国"},
		{"misspelt", "卡兰国外长访文"},
		{"misspelt-latin", "Kalam"},
		{"nothing", "没有这个名字"},
	} {
		b.Run("search/"+s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := names.Find(ctx, snap, s.typed, names.Options{Limit: 20, Near: true}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for _, s := range []struct{ name, typed string }{
		{"hub", sample.Hub}, {"state", "卡兰国"}, {"pinyin", "kalanguo"}, {"office", "卡兰国总统"},
	} {
		b.Run("whole/"+s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				v := lookup.NewView(snap, lookup.Options{})
				found, err := v.Search(ctx, s.typed, lookup.SearchOptions{})
				if err != nil || len(found) == 0 {
					b.Fatalf("found %d, %v", len(found), err)
				}
				if _, err := v.Entity(ctx, found[0].IRI); err != nil {
					b.Fatal(err)
				}
				facts, err := v.FactsOf(ctx, found[0].IRI, lookup.FactOptions{PerRelation: 10, Sources: 1})
				if err != nil || len(facts.All()) == 0 {
					b.Fatalf("%v, %v", facts, err)
				}
			}
		})
	}
}
