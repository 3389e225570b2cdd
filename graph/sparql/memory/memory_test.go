package memory

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/eval"
)

func random(r *rand.Rand, n int) []rdf.Quad {
	var out []rdf.Quad
	term := func(kind string, n int) rdf.Term { return rdf.NewIRI(fmt.Sprintf("http://x/%s%d", kind, r.IntN(n))) }
	for range n {
		q := rdf.Quad{S: term("s", 6), P: term("p", 3), O: term("s", 8)}
		if r.IntN(3) > 0 {
			q.G = term("g", 3)
		}
		out = append(out, q)
	}
	return out
}

// scan is what Match must give, found by looking at everything.
func scan(d *Dataset, pattern rdf.IDQuad) []rdf.IDQuad {
	var out []rdf.IDQuad
	for _, k := range d.quads {
		q := rdf.IDQuad{rdf.ID(k[0]), rdf.ID(k[1]), rdf.ID(k[2]), rdf.ID(k[3])}
		ok := true
		for i, id := range pattern {
			ok = ok && (id == rdf.AnyID || id == q[i])
		}
		if ok {
			out = append(out, q)
		}
	}
	return out
}

func compareIn(order eval.Order) func(a, b rdf.IDQuad) int {
	return func(a, b rdf.IDQuad) int {
		for _, p := range order {
			if a[p] != b[p] {
				if a[p] < b[p] {
					return -1
				}
				return 1
			}
		}
		return 0
	}
}

func TestMatch(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		d := FromQuads(random(r, 40))
		var pattern rdf.IDQuad
		for i := range pattern {
			if r.IntN(2) == 0 {
				pattern[i] = rdf.ID(r.IntN(len(d.terms)+3) + 1)
			}
		}
		var order eval.Order
		for i, p := range r.Perm(4) {
			order[i] = uint8(p)
		}
		want := scan(d, pattern)
		sorted := d.CanOrder(pattern, order)
		if sorted {
			slices.SortFunc(want, compareIn(order))
		}
		if n, exact := d.Estimate(pattern); int(n) != len(want) || !exact {
			t.Fatalf("%v: the estimate is %d of %d", pattern, n, len(want))
		}
		it := d.Match(context.Background(), pattern, order)
		for round := range 2 {
			var got []rdf.IDQuad
			for it.Next() {
				got = append(got, it.Quad())
			}
			if !sorted {
				slices.SortFunc(got, compareIn(order))
				slices.SortFunc(want, compareIn(order))
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%v in %v, round %d:\n%v\n%v", pattern, order, round, got, want)
			}
			if !it.(eval.Rebinder).Rebind(pattern) {
				t.Fatal("the same pattern cannot be bound again")
			}
		}
		if sorted && len(want) > 0 {
			seek(t, it, pattern, want, order, r)
		}
		for pos := range 4 {
			seen := map[rdf.ID]bool{}
			for _, q := range want {
				seen[q[pos]] = true
			}
			if n, ok := d.Distinct(pattern, pos); ok && pattern[pos] == rdf.AnyID && int(n) != len(seen) {
				t.Fatalf("%v: %d different ids in position %d, not %d", pattern, n, pos, len(seen))
			}
		}
	}
}

// seek jumps forward from a fresh iterator and checks where it lands.
func seek(t *testing.T, it eval.Iterator, pattern rdf.IDQuad, want []rdf.IDQuad, order eval.Order, r *rand.Rand) {
	t.Helper()
	s := it.(eval.Seeker)
	at := 0
	for range 6 {
		target := want[r.IntN(len(want))]
		if p := order[r.IntN(4)]; pattern[p] == rdf.AnyID {
			target[p] += rdf.ID(r.IntN(2))
		}
		for at < len(want) && compareIn(order)(want[at], target) < 0 {
			at++
		}
		ok := s.Seek(target)
		if ok != (at < len(want)) {
			t.Fatalf("seeking %v: %t at %d of %d", target, ok, at, len(want))
		}
		if !ok {
			return
		}
		if q := it.Quad(); q != want[at] {
			t.Fatalf("seeking %v gave %v, not %v", target, q, want[at])
		}
	}
}

func TestGraphsAndTerms(t *testing.T) {
	b := NewBuilder()
	b.AddGraph(rdf.NewIRI("http://x/empty"))
	text := "<http://x/s> <http://x/p> \"会议\"@zh <http://x/g> .\n"
	if err := b.Read(rdf.Open(strings.NewReader(text+text), rdf.NQuads, ""), rdf.Term{}); err != nil {
		t.Fatal(err)
	}
	d := b.Dataset()
	graphs, err := d.Graphs(context.Background())
	if err != nil || len(graphs) != 2 || d.Len() != 1 {
		t.Errorf("%d graphs, %d quads: %v", len(graphs), d.Len(), err)
	}
	id, ok, _ := d.ID(rdf.NewLang("会议", "zh"))
	if term, err := d.Term(id); !ok || err != nil || term.Lang != "zh" {
		t.Errorf("the term came back as %v: %v", term, err)
	}
	if _, err := d.Term(99); err == nil {
		t.Error("an id that nobody gave out has a term")
	}
}
