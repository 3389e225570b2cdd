package store

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongbao/graph/rdf"
)

// genTerm draws any term that RDF has, with texts that are empty, long, not in
// UTF-8, or full of the bytes that the key layout uses itself.
func genTerm(t *rapid.T) rdf.Term {
	text := rapid.OneOf(
		rapid.SampledFrom([]string{"", "a", "\x00", "\xff\xff", "007", "7", "7.0", "2017-06-08T00:00:00+08:00", "上海合作组织", "國", strings.Repeat("长", 700)}),
		rapid.String(),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
	)
	switch rapid.IntRange(0, 6).Draw(t, "kind") {
	case 0:
		return rdf.NewIRI(text.Draw(t, "iri"))
	case 1:
		return rdf.NewBlank(text.Draw(t, "label"))
	case 2:
		return rdf.NewString(text.Draw(t, "string"))
	case 3:
		tag := rapid.SampledFrom([]string{"zh-Hans", "zh-hans", "zh-Hant-TW", "en", "ar--rtl"}).Draw(t, "tag")
		return rdf.NewLang(text.Draw(t, "text"), tag)
	case 4:
		dt := rapid.SampledFrom([]string{rdf.XSD + "integer", rdf.XSD + "dateTime", "x", rdf.RDFLangString}).Draw(t, "datatype")
		return rdf.NewLiteral(text.Draw(t, "lexical"), dt)
	case 5:
		return rdf.Term{Kind: rdf.Literal, Value: text.Draw(t, "text"), Lang: "ar--rtl", Datatype: rdf.RDF + "dirLangString"}
	default:
		return rdf.Term{Kind: rdf.TripleTerm, Value: text.Draw(t, "triple")}
	}
}

func TestEveryTermComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := rapid.SliceOfN(rapid.Custom(genTerm), 4, 40).Draw(t, "terms")
		s, err := Open(Memory, Options{})
		if err != nil {
			t.Fatal(err)
		}
		want := map[rdf.Quad]bool{}
		err = s.Update(ctx, func(b *Batch) error {
			for i := 0; i+3 < len(terms); i += 2 {
				q := rdf.Quad{S: terms[i], P: terms[i+1], O: terms[i+2], G: terms[i+3]}
				want[q] = true
				if err := b.Add(q); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		n := s.Snapshot()
		got := map[rdf.Quad]bool{}
		it := n.Match(ctx, rdf.IDQuad{}, Order{rdf.S, rdf.P, rdf.O, rdf.G})
		for it.Next() {
			q, err := n.Quad(it.Quad())
			if err != nil {
				t.Fatal(err)
			}
			if got[q] || !want[q] {
				t.Fatalf("got %+v, which was not stored, or twice", q)
			}
			got[q] = true
			for i, term := range []rdf.Term{q.S, q.P, q.O, q.G} {
				if id, found, err := n.ID(term); err != nil || !found || id != it.Quad()[i] {
					t.Fatalf("ID(%+v) = %v, %v, %v; want %v", term, id, found, err, it.Quad()[i])
				}
			}
		}
		if len(got) != len(want) {
			t.Fatalf("%d quads of %d came back", len(got), len(want))
		}
		if err := it.Close(); err != nil {
			t.Fatal(err)
		}
		if err := n.Close(); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// model is the plainest thing that a store must agree with.
type model map[rdf.Quad]bool

func (m model) removeGraph(g rdf.Term) {
	for q := range m {
		if q.G == g {
			delete(m, q)
		}
	}
}

// smallTerm draws from few terms, so that changes meet.
func smallTerm(prefix string, n int) *rapid.Generator[rdf.Term] {
	return rapid.Map(rapid.IntRange(0, n-1), func(i int) rdf.Term { return iri("%s%d", prefix, i) })
}

func genQuad(t *rapid.T) rdf.Quad {
	q := rdf.Quad{S: smallTerm("n", 5).Draw(t, "s"), P: smallTerm("p", 3).Draw(t, "p"), O: smallTerm("n", 5).Draw(t, "o")}
	if rapid.IntRange(0, 4).Draw(t, "typed") == 0 {
		q.P = typeTerm
	}
	q.G = genGraph(t)
	return q
}

func genGraph(t *rapid.T) rdf.Term {
	return rapid.OneOf(rapid.Just(rdf.Term{}), smallTerm("g", 3)).Draw(t, "g")
}

// TestAgreesWithAModel makes random changes in random batches, some of which
// fail, and compares every pattern, every order and every count with the model.
func TestAgreesWithAModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, err := Open(Memory, Options{})
		if err != nil {
			t.Fatal(err)
		}
		m := model{}
		for range rapid.IntRange(1, 6).Draw(t, "batches") {
			m = randomBatch(t, s, m)
		}
		n := s.Snapshot()
		compareWithModel(t, n, m)
		if err := n.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := s.Check(ctx)
		if err != nil || !r.Whole() || r.Quads != uint64(len(m)) {
			t.Fatalf("check: %v, %+v, want %d quads", err, r, len(m))
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

func randomBatch(t *rapid.T, s *Store, before model) model {
	after := model{}
	for q := range before {
		after[q] = true
	}
	fails := rapid.IntRange(0, 4).Draw(t, "fails") == 0
	err := s.Update(ctx, func(b *Batch) error {
		for range rapid.IntRange(0, 12).Draw(t, "changes") {
			var err error
			switch rapid.IntRange(0, 5).Draw(t, "change") {
			case 0, 1:
				q := genQuad(t)
				after[q] = true
				err = b.Add(q)
			case 2:
				q := genQuad(t)
				delete(after, q)
				err = b.Delete(q)
			case 3:
				g := genGraph(t)
				after.removeGraph(g)
				err = b.RemoveGraph(g)
			case 4:
				g := genGraph(t)
				quads := rapid.SliceOfN(rapid.Custom(genQuad), 0, 8).Draw(t, "quads")
				after.removeGraph(g)
				for _, q := range quads {
					q.G = g
					after[q] = true
				}
				err = b.ReplaceGraph(g, quads)
			case 5:
				q := genQuad(t)
				var has bool
				if has, err = b.Has(q); has != after[q] {
					t.Fatalf("Has(%v) = %v", q, has)
				}
			}
			if err != nil {
				return err
			}
		}
		if fails {
			return fmt.Errorf("meant to fail")
		}
		return nil
	})
	if (err != nil) != fails {
		t.Fatalf("Update: %v", err)
	}
	if fails {
		return before
	}
	return after
}

func compareWithModel(t *rapid.T, n *Snapshot, m model) {
	ids := map[rdf.IDQuad]bool{}
	for q := range m {
		var id rdf.IDQuad
		for i, term := range []rdf.Term{q.S, q.P, q.O, q.G} {
			var found bool
			var err error
			if id[i], found, err = n.ID(term); err != nil || !found {
				t.Fatalf("ID(%v): %v, %v", term, found, err)
			}
		}
		ids[id] = true
	}
	if quads, _, err := n.Size(); err != nil || quads != uint64(len(m)) {
		t.Fatalf("Size: %d, %v; want %d", quads, err, len(m))
	}
	patterns := []rdf.IDQuad{{}}
	for q := range ids {
		for set := range 16 {
			p := q
			for i := range p {
				if set&(1<<i) == 0 {
					p[i] = rdf.AnyID
				}
			}
			patterns = append(patterns, p)
		}
	}
	patterns = append(patterns, rdf.IDQuad{5}, rdf.IDQuad{0, 1 << 40})
	order := rapid.Custom(genOrder).Draw(t, "order")
	for _, p := range patterns {
		want := matching(ids, p)
		comparePattern(t, n, p, order, want)
		// So few matches are always counted; a server may estimate.
		got, exact := n.Estimate(p)
		if exact && got != uint64(len(want)) || !exact && n.remote == nil {
			t.Fatalf("Estimate(%v) = %d, %v; want %d", p, got, exact, len(want))
		}
		for pos := range 4 {
			different := map[rdf.ID]bool{}
			for _, q := range want {
				different[q[pos]] = true
			}
			if got, ok := n.Distinct(p, pos); ok && got != uint64(len(different)) && len(different) < jumpSize && (p[pos] == rdf.AnyID || len(want) > 0) {
				t.Fatalf("Distinct(%v, %d) = %d; want %d", p, pos, got, len(different))
			}
		}
	}
}

func genOrder(t *rapid.T) Order {
	p := rapid.Permutation([]uint8{0, 1, 2, 3}).Draw(t, "order")
	return Order{p[0], p[1], p[2], p[3]}
}

func matching(ids map[rdf.IDQuad]bool, p rdf.IDQuad) (out []rdf.IDQuad) {
	for q := range ids {
		ok := true
		for i := range p {
			ok = ok && (p[i] == rdf.AnyID || p[i] == q[i])
		}
		if ok {
			out = append(out, q)
		}
	}
	return out
}

func comparePattern(t *rapid.T, n *Snapshot, p rdf.IDQuad, order Order, want []rdf.IDQuad) {
	it := n.Match(ctx, p, order)
	defer it.Close()
	var got []rdf.IDQuad
	for it.Next() {
		got = append(got, it.Quad())
	}
	if it.Err() != nil || it.Next() {
		t.Fatalf("Match(%v): %v", p, it.Err())
	}
	sorted := slices.SortedFunc(slices.Values(want), func(a, b rdf.IDQuad) int { return compareIn(order, a, b) })
	if n.CanOrder(p, order) {
		if !slices.Equal(got, sorted) {
			t.Fatalf("Match(%v, %v) = %v, want %v", p, order, got, sorted)
		}
		compareSeek(t, n, p, order, sorted)
	}
	slices.SortFunc(got, func(a, b rdf.IDQuad) int { return compareIn(order, a, b) })
	if !slices.Equal(got, sorted) {
		t.Fatalf("Match(%v) = %v, want %v", p, got, sorted)
	}
}

func compareIn(o Order, a, b rdf.IDQuad) int {
	for _, pos := range o {
		if a[pos] != b[pos] {
			if a[pos] < b[pos] {
				return -1
			}
			return 1
		}
	}
	return 0
}

// compareSeek walks with random steps of Next and Seek, then rebinds.
func compareSeek(t *rapid.T, n *Snapshot, p rdf.IDQuad, order Order, want []rdf.IDQuad) {
	it := n.Match(ctx, p, order).(*quadIterator)
	defer it.Close()
	at := -1
	for range 4 {
		if rapid.Bool().Draw(t, "seek") && len(want) > 0 {
			to := want[rapid.IntRange(0, len(want)-1).Draw(t, "to")]
			if rapid.Bool().Draw(t, "beside") {
				to[order[3]]++
			}
			for i := range p {
				if p[i] != rdf.AnyID {
					to[i] = 99 // ignored
				}
			}
			at = max(at, 0)
			for at < len(want) && seekBefore(order, p, want[at], to) {
				at++
			}
			if ok := it.Seek(to); ok != (at < len(want)) {
				t.Fatalf("Seek(%v) in %v of %v: %v", to, order, want, ok)
			}
		} else {
			at++
			if ok := it.Next(); ok != (at < len(want)) {
				t.Fatalf("Next: %v at %d of %d", ok, at, len(want))
			}
		}
		if at >= len(want) {
			break
		}
		if it.Quad() != want[at] {
			t.Fatalf("at %v, want %v", it.Quad(), want[at])
		}
	}
	if !it.Rebind(p) {
		t.Fatal("Rebind on the same pattern refused")
	}
	count := 0
	for it.Next() {
		count++
	}
	if count != len(want) {
		t.Fatalf("%d quads after Rebind, want %d", count, len(want))
	}
	if bits.OnesCount8(boundSet(p)) > 0 && it.Rebind(rdf.IDQuad{}) {
		t.Fatal("Rebind on another set of positions was taken")
	}
}

func seekBefore(o Order, p, a, b rdf.IDQuad) bool {
	for _, pos := range o {
		if p[pos] == rdf.AnyID && a[pos] != b[pos] {
			return a[pos] < b[pos]
		}
	}
	return false
}

func TestSixteenPatternsHaveAnOrdering(t *testing.T) {
	for set := range uint8(16) {
		if ordering, _ := chooseOrdering(set, Order{}); ordering < 0 {
			t.Errorf("no ordering begins with the positions %04b", set)
		}
	}
}
