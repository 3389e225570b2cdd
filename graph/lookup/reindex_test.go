package lookup_test

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"gongbao/graph/ingest"
	"gongbao/graph/lookup"
	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// records returns the records that the index of names consists of.
func records(t *testing.T, st *store.Store) map[[2]string]string {
	t.Helper()
	snap := st.Snapshot()
	defer snap.Close()
	out := map[[2]string]string{}
	for _, bucket := range []string{registry.Labels, registry.Search, registry.Indexes, registry.Settings} {
		for rec, err := range snap.Records(bucket, "") {
			if err != nil {
				t.Fatal(err)
			}
			out[[2]string{bucket, rec.Key}] = string(rec.Value)
		}
	}
	return out
}

// The index as documents wrote it one by one, some of them replaced and removed
// again, is the one that is made anew from the graph.
func TestReindex(t *testing.T) {
	ctx := context.Background()
	st, err := store.Open(store.Memory, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	write := func(in ingest.Input) {
		t.Helper()
		p := ingest.Prepare(in, ingest.Options{Base: vocab.DefaultBase})
		if err := st.Update(ctx, func(b *store.Batch) error { return ingest.Write(b, b, p) }); err != nil {
			t.Fatal(err)
		}
	}
	write(document(t, "a", "卡兰国总统贝尔萨说。", "卡兰国", "贝尔萨"))
	write(document(t, "b", "卡蘭國總統貝爾薩說。", "卡蘭國", "貝爾薩"))
	write(document(t, "c", "卡兰国总统林德说。", "卡兰国", "林德"))
	write(document(t, "b", "卡蘭國總統萨仁說。", "卡蘭國", "萨仁"))
	if err := st.Update(ctx, func(b *store.Batch) error {
		_, err := ingest.Remove(b, b, "c")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	want := records(t, st)
	if n, err := lookup.Reindex(ctx, st); err != nil || n != 2 {
		t.Fatalf("Reindex = %d, %v", n, err)
	}
	if got := records(t, st); !reflect.DeepEqual(got, want) {
		t.Errorf("made anew the index is\n%v, and was\n%v", got, want)
	}

	// What was loaded from elsewhere is found once the index has been made anew.
	if err := st.Update(ctx, func(b *store.Batch) error {
		return b.Add(rdf.Quad{S: rdf.NewIRI("https://example.org/lake"), P: rdf.NewIRI(vocab.RDFSLabel), O: rdf.NewLang("湖区", "zh")})
	}); err != nil {
		t.Fatal(err)
	}
	find := func() int {
		snap := st.Snapshot()
		defer snap.Close()
		found, err := lookup.NewView(snap, lookup.Options{}).Search(ctx, "湖区", lookup.SearchOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return len(found)
	}
	if n := find(); n != 0 {
		t.Errorf("found %d before", n)
	}
	if _, err := lookup.Reindex(ctx, st); err != nil {
		t.Fatal(err)
	}
	if n := find(); n != 1 {
		t.Errorf("found %d afterwards", n)
	}

	// Without the index a search says so.
	if err := st.Update(ctx, func(b *store.Batch) error { return b.DeleteRecord(registry.Settings, registry.SearchSetting) }); err != nil {
		t.Fatal(err)
	}
	snap := st.Snapshot()
	defer snap.Close()
	var missing *lookup.IndexError
	if _, err := lookup.NewView(snap, lookup.Options{}).Search(ctx, "湖区", lookup.SearchOptions{}); !errors.As(err, &missing) {
		t.Errorf("the error is %v", err)
	}
}
