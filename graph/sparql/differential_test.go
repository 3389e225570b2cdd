package sparql_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql"
	"gongbao/graph/sparql/eval"
	"gongbao/graph/sparql/memory"
	"gongbao/graph/store"
)

// answer runs a query and returns its rows as sorted text.
func answer(ds eval.Dataset, query string, opts sparql.Options) ([]string, error) {
	opts.Timeout = 20 * time.Second
	opts.MemoryLimit = 1 << 28
	r, err := sparql.Run(context.Background(), ds, query, opts)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	rows, err := r.Rows()
	if err != nil {
		return nil, err
	}
	order := make([]int, len(r.Vars))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return strings.Compare(r.Vars[i], r.Vars[j]) })
	out := make([]string, 0, len(rows))
	for _, row := range rows {
		var b strings.Builder
		for _, i := range order {
			fmt.Fprintf(&b, "%s=%v ", r.Vars[i], row[i])
		}
		out = append(out, b.String())
	}
	slices.Sort(out)
	return out, nil
}

// bare hides all but the four methods of a dataset, as the simplest backend
// would have it: no order, no counts, no list of graphs.
type bare struct{ eval.Dataset }

// compareAnswers runs one random query in several ways over several datasets,
// which must all give the same; it returns how many rows there were.
func compareAnswers(t *testing.T, seed uint64, extra func([]rdf.Quad) eval.Dataset) (rows int) {
	t.Helper()
	g := newGenerator(seed)
	quads := g.quads()
	query := g.query()
	ds := memory.FromQuads(quads)
	for _, union := range []bool{false, true} {
		want, err := answer(ds, query, sparql.Options{Plain: true, UnionDefaultGraph: union})
		if err != nil {
			t.Fatalf("seed %d: plain: %v\n%s", seed, err, query)
		}
		rows += len(want)
		sets := map[string]eval.Dataset{"memory": ds, "bare": bare{ds}}
		if extra != nil {
			sets["store"] = extra(quads)
		}
		for name, d := range sets {
			got, err := answer(d, query, sparql.Options{UnionDefaultGraph: union})
			if err != nil {
				t.Fatalf("seed %d: %s: %v\n%s", seed, name, err, query)
			}
			if !slices.Equal(got, want) {
				var data strings.Builder
				for _, q := range quads {
					fmt.Fprintln(&data, q)
				}
				t.Fatalf("seed %d, %s, union %t:\n%s\ngot  %s\nwant %s\ndata:\n%s", seed, name, union, query,
					strings.Join(got, "\n     "), strings.Join(want, "\n     "), data.String())
			}
		}
	}
	return rows
}

func TestPlansAgree(t *testing.T) {
	answered := 0
	const n = 400
	for seed := range uint64(n) {
		if compareAnswers(t, seed, nil) > 0 {
			answered++
		}
	}
	if answered < n/3 {
		t.Errorf("only %d of %d random queries have an answer; the test shows little", answered, n)
	}
}

// seq returns quads as a store takes them.
func seq(quads []rdf.Quad) iter.Seq2[rdf.Quad, error] {
	return func(yield func(rdf.Quad, error) bool) {
		for _, q := range quads {
			if !yield(q, nil) {
				return
			}
		}
	}
}

func TestStoreAgrees(t *testing.T) {
	for seed := range uint64(60) {
		compareAnswers(t, 1_000_000+seed, func(quads []rdf.Quad) eval.Dataset {
			s, err := store.Open(store.Memory, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			if _, err := s.Load(context.Background(), seq(quads)); err != nil {
				t.Fatal(err)
			}
			snap := s.Snapshot()
			t.Cleanup(func() { _ = snap.Close() })
			return snap
		})
	}
}

func FuzzPlansAgree(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed * 7919)
	}
	f.Fuzz(func(t *testing.T, seed uint64) { compareAnswers(t, seed, nil) })
}
