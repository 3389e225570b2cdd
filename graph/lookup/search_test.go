package lookup_test

import (
	"context"
	"slices"
	"testing"

	"gongbao/graph/lookup"
	"gongbao/graph/sparql"
	"gongbao/graph/sparql/eval"
	"gongbao/ontology/vocab"
)

// What queries ask of a dataset with a text index, and what makes them fast on
// a snapshot, must not be lost by wrapping it.
var (
	_ eval.Searcher    = lookup.Searchable{}
	_ eval.Orderer     = lookup.Searchable{}
	_ eval.GraphLister = lookup.Searchable{}
	_ eval.Counter     = lookup.Searchable{}
	_ eval.TermReader  = lookup.Searchable{}
)

func TestSearchFindsNamesInEitherScript(t *testing.T) {
	snap := fill(t, false,
		document(t, "a", "卡兰国总统贝尔萨抵达。", "卡兰国", "贝尔萨"),
		document(t, "b", "卡蘭國總統貝爾薩抵達。", "卡蘭國", "貝爾薩"))
	ds := lookup.Searchable{Snapshot: snap}
	for words, want := range map[string][]string{
		"贝尔萨":   {"person/KAL/贝尔萨"},
		"貝爾薩":   {"person/KAL/贝尔萨"},
		"爾薩":    {"person/KAL/贝尔萨"},
		"卡蘭 國":  {"state/KAL"},
		"卡兰 总统": {},
		"无此人":   {},
		"":      {},
	} {
		query := `SELECT ?x { ?x <` + sparql.SearchProperty + `> "` + words + `" }`
		r, err := sparql.Run(context.Background(), ds, query, sparql.Options{UnionDefaultGraph: true})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := r.Rows()
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, row := range rows {
			got = append(got, row[0].Value[len(vocab.DefaultBase+"id/"):])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q found %v, want %v", words, got, want)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	all, err := ds.Search(context.Background(), "卡", 0)
	if err != nil || len(all) == 0 {
		t.Fatalf("%v, %v", all, err)
	}
	if one, err := ds.Search(context.Background(), "卡", 1); err != nil || len(one) != 1 || one[0] != all[0] {
		t.Errorf("at most one: %v (%v), of %v", one, err, all)
	}
}

// A name that is the words comes before one that begins with them, and that
// before one that holds them elsewhere.
func TestScoreOrdersNames(t *testing.T) {
	w := lookup.NewWords("总统")
	names := []string{"总统", "总统府", "副总统", "前任副总统", "总理"}
	last := 2.0
	for _, n := range names {
		s := w.Score(n)
		if s >= last {
			t.Errorf("%s fits with %.2f, not less than the one before", n, s)
		}
		last = s
	}
	if last != 0 {
		t.Errorf("a name without the word fits with %.2f", last)
	}
	hits := lookup.Rank([]lookup.Hit{{Subject: 3, Score: 1}, {Subject: 2, Score: 1}, {Subject: 1, Score: 0.5}}, 2)
	if want := []lookup.Hit{{Subject: 2, Score: 1}, {Subject: 3, Score: 1}}; !slices.Equal(hits, want) {
		t.Errorf("ranked %v", hits)
	}
}

// Where nothing can be searched a query says so.
func TestSearchWithoutIndex(t *testing.T) {
	snap := fill(t, false, document(t, "a", "卡兰国总统贝尔萨抵达。", "卡兰国", "贝尔萨"))
	r, err := sparql.Run(context.Background(), snap, `SELECT ?x { ?x <`+sparql.SearchProperty+`> "贝" }`, sparql.Options{})
	if err != nil {
		return
	}
	defer r.Close()
	if rows, err := r.Rows(); err == nil {
		t.Errorf("without an index it found %v", rows)
	}
}
