package exports

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/store"
)

// Source is what an export reads: the quads of a dataset in two orders that
// depend on the terms alone.
type Source interface {
	// ByGraph yields all quads, graph by graph in the order of their names, and
	// within a graph by subject, predicate and object.
	ByGraph(ctx context.Context) iter.Seq2[rdf.Quad, error]
	// BySubject yields the triples of all graphs, each once, by subject,
	// predicate and object.
	BySubject(ctx context.Context) iter.Seq2[rdf.Triple, error]
}

// FromStore returns the whole dataset of a snapshot, which stays the caller's
// to close. It keeps the names of all graphs, or of all subjects, and the quads
// of one of them at a time.
func FromStore(snap *store.Snapshot) Source { return storeSource{snap} }

type storeSource struct{ snap *store.Snapshot }

var (
	bySPOG = store.Order{rdf.S, rdf.P, rdf.O, rdf.G}
	byGSPO = store.Order{rdf.G, rdf.S, rdf.P, rdf.O}
)

func (s storeSource) ByGraph(ctx context.Context) iter.Seq2[rdf.Quad, error] {
	return func(yield func(rdf.Quad, error) bool) {
		s.grouped(ctx, rdf.G, byGSPO, func(quads []rdf.Quad, err error) bool {
			if err != nil {
				return yield(rdf.Quad{}, err)
			}
			for _, q := range quads {
				if !yield(q, nil) {
					return false
				}
			}
			return true
		})
	}
}

func (s storeSource) BySubject(ctx context.Context) iter.Seq2[rdf.Triple, error] {
	return func(yield func(rdf.Triple, error) bool) {
		s.grouped(ctx, rdf.S, bySPOG, func(quads []rdf.Quad, err error) bool {
			if err != nil {
				return yield(rdf.Triple{}, err)
			}
			for i, q := range quads {
				if i > 0 && q.Triple() == quads[i-1].Triple() {
					continue
				}
				if !yield(q.Triple(), nil) {
					return false
				}
			}
			return true
		})
	}
}

// grouped calls fn with the quads that share a term in a position, for one term
// after the other in the order of the terms, until it returns false. The quads
// are sorted by subject, predicate, object and graph.
func (s storeSource) grouped(ctx context.Context, position int, order store.Order, fn func([]rdf.Quad, error) bool) {
	keys, err := s.keys(ctx, position, order)
	if err != nil {
		fn(nil, err)
		return
	}
	var quads []rdf.Quad
	for _, k := range keys {
		var pattern rdf.IDQuad
		pattern[position] = k.id
		quads = quads[:0]
		it := s.snap.Match(ctx, pattern, order)
		for err == nil && it.Next() {
			var q rdf.Quad
			q, err = s.snap.Quad(it.Quad())
			quads = append(quads, q)
		}
		if e := it.Close(); err == nil {
			err = e
		}
		if err != nil {
			fn(nil, err)
			return
		}
		slices.SortFunc(quads, compareQuads)
		if !fn(quads, nil) {
			return
		}
	}
}

// key is a term in a position, with its id.
type key struct {
	term rdf.Term
	id   rdf.ID
}

// keys returns the different terms in a position, in their own order. Quads
// come sorted by id, so that each next id needs one seek.
func (s storeSource) keys(ctx context.Context, position int, order store.Order) ([]key, error) {
	it := s.snap.Match(ctx, rdf.IDQuad{}, order)
	seeker, canSeek := it.(interface{ Seek(rdf.IDQuad) bool })
	var out []key
	var err error
	for ok := it.Next(); ok && err == nil; {
		id := it.Quad()[position]
		if len(out) == 0 || out[len(out)-1].id != id {
			var t rdf.Term
			t, err = s.snap.Term(id)
			out = append(out, key{t, id})
		}
		if canSeek {
			var next rdf.IDQuad
			next[position] = id + 1
			ok = seeker.Seek(next)
		} else {
			ok = it.Next()
		}
	}
	if e := it.Close(); err == nil {
		err = e
	}
	slices.SortFunc(out, func(a, b key) int { return compareTerms(a.term, b.term) })
	return out, err
}

// compareTerms orders terms by kind, value, datatype and language.
func compareTerms(a, b rdf.Term) int {
	return cmp.Or(
		cmp.Compare(a.Kind, b.Kind),
		strings.Compare(a.Value, b.Value),
		strings.Compare(a.Datatype, b.Datatype),
		strings.Compare(a.Lang, b.Lang),
	)
}

// compareQuads orders quads by subject, predicate, object and graph.
func compareQuads(a, b rdf.Quad) int {
	return cmp.Or(
		compareTerms(a.S, b.S),
		compareTerms(a.P, b.P),
		compareTerms(a.O, b.O),
		compareTerms(a.G, b.G),
	)
}
