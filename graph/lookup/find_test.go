package lookup_test

import (
	"context"
	"reflect"
	"testing"

	"gongbao/graph/lookup"
	"gongbao/graph/lookup/sample"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// sampleView returns a view of some documents of the sample.
func sampleView(t testing.TB, documents int) *lookup.View {
	t.Helper()
	st, err := store.Open(store.Memory, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := sample.Fill(context.Background(), st, documents); err != nil {
		t.Fatal(err)
	}
	snap := st.Snapshot()
	t.Cleanup(func() {
		_ = snap.Close() // a store in memory
		_ = st.Close()
	})
	return lookup.NewView(snap, lookup.Options{})
}

func TestSearch(t *testing.T) {
	v := sampleView(t, 40)
	for typed, want := range map[string]struct{ iri, match string }{
		sample.Hub:                         {"id/person/KAL/林德", "exact"},
		"lin de":                           {"id/person/KAL/林德", "pinyin"},
		"ld":                               {"id/person/KAL/林德", "initials"},
		"卡蘭國":                              {"id/state/KAL", "exact"},
		"kalan":                            {"id/state/KAL", "exact"},
		"person/KAL/林德":                    {"id/person/KAL/林德", "iri"},
		"id/person/KAL/林德":                 {"id/person/KAL/林德", "iri"},
		"doc/doc-00003":                    {"doc/doc-00003", "iri"},
		vocab.DefaultBase + "id/state/KAL": {"id/state/KAL", "iri"},
	} {
		found, err := v.Search(context.Background(), typed, lookup.SearchOptions{})
		if err != nil || len(found) == 0 {
			t.Errorf("%s found %v, %v", typed, found, err)
			continue
		}
		if c := found[0]; c.IRI != vocab.DefaultBase+want.iri || c.Match != want.match {
			t.Errorf("%s found %s (%s), want %s (%s)", typed, c.IRI, c.Match, want.iri, want.match)
		}
	}
}

// What is shown of an entity of many facts is the beginning of all there is, and
// what is not shown is counted.
func TestFactsInPages(t *testing.T) {
	v := sampleView(t, 40)
	ctx := context.Background()
	iri := vocab.DefaultBase + "id/person/KAL/林德"
	all, err := v.Facts(ctx, iri)
	if err != nil || len(all.Out) < 20 {
		t.Fatalf("%d facts, %v", len(all.Out), err)
	}
	page, err := v.FactsOf(ctx, iri, lookup.FactOptions{PerRelation: 5, Sources: 1})
	if err != nil || len(page.Out) != 5 {
		t.Fatalf("a page of %d facts, %v", len(page.Out), err)
	}
	for i, f := range page.Out {
		if f.IRI != all.Out[i].IRI || f.Count != all.Out[i].Count || len(f.Sources) != 1 {
			t.Errorf("fact %d of the page is %v, and of all %v", i, f, all.Out[i])
		}
		if i > 0 && page.Out[i-1].LastTold < f.LastTold {
			t.Errorf("fact %d, told %s, stands behind one told %s", i, f.LastTold, page.Out[i-1].LastTold)
		}
	}
	if want := []lookup.Hidden{{List: "out", Relation: "metWith", Count: len(all.Out) - 5}}; !reflect.DeepEqual(page.Hidden, want) {
		t.Errorf("hidden are %v, want %v", page.Hidden, want)
	}
}

// Whatever is typed, a search neither fails nor panics, and finds the same twice.
func FuzzSearch(f *testing.F) {
	for _, s := range []string{"总统 卡兰国", "卡兰国总统", "2012年卡兰国峰会", "二〇一二年会议", "的", " ", "\x00", "2012", "a b c d", "总统总统", "state/", "\xff\xfe"} {
		f.Add(s, "2012-06-07")
		f.Add(s, "")
	}
	v := sampleView(f, 8)
	f.Fuzz(func(t *testing.T, typed, asOf string) {
		if len(typed) > 1<<10 {
			return
		}
		for _, all := range []bool{false, true} {
			o := lookup.SearchOptions{AsOf: asOf, All: all, Limit: 7}
			found, err := v.Search(context.Background(), typed, o)
			if err != nil || len(found) > 7 {
				t.Fatalf("%q found %d, %v", typed, len(found), err)
			}
			again, err := v.Search(context.Background(), typed, o)
			if err != nil || !reflect.DeepEqual(found, again) {
				t.Fatalf("%q found other things the second time, %v", typed, err)
			}
		}
	})
}
