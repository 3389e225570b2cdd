package exports

import (
	"context"
	"iter"

	"gongbao/graph/rdf"
	"gongbao/graph/store"
)

// storeReader reads the quads of one pattern after another that bind the same
// positions, with one iterator where the store's iterators can be used again.
type storeReader struct {
	source storeSource
	ctx    context.Context
	order  store.Order
	it     store.Iterator
	terms  termCache
	out    []rdf.Quad
}

func (s storeSource) reader(ctx context.Context, order store.Order) *storeReader {
	return &storeReader{source: s, ctx: ctx, order: order, terms: newTermCache(s.snap)}
}

// quads returns the quads of a pattern that are kept. The slice is good until
// the next call.
func (r *storeReader) quads(pattern rdf.IDQuad) ([]rdf.Quad, error) {
	if again, ok := r.it.(interface{ Rebind(rdf.IDQuad) bool }); !ok || !again.Rebind(pattern) {
		if err := r.close(); err != nil {
			return nil, err
		}
		r.it = r.source.snap.Match(r.ctx, pattern, r.order)
	}
	r.out = r.out[:0]
	for r.it.Next() {
		ids := r.it.Quad()
		if r.source.keep != nil && !r.source.keep(ids) {
			continue
		}
		q, err := r.terms.quad(ids)
		if err != nil {
			return nil, err
		}
		r.out = append(r.out, q)
	}
	return r.out, r.it.Err()
}

// close releases what the reader holds.
func (r *storeReader) close() error {
	if r.it == nil {
		return nil
	}
	err := r.it.Close()
	r.it = nil
	return err
}

// termCache keeps terms that were looked up, each in the one slot that its id
// has: quads that are read together share most of theirs.
type termCache struct {
	snap  *store.Snapshot
	slots []struct {
		id   rdf.ID
		term rdf.Term
	}
}

// termSlots is a power of two. A smaller cache misses the people and offices that
// documents share: 1<<16 took 1.3 times as long over a million quads. The slots
// take 17 MB, and up to three times that with what is in them.
const termSlots = 1 << 18

func newTermCache(snap *store.Snapshot) termCache {
	return termCache{snap, make([]struct {
		id   rdf.ID
		term rdf.Term
	}, termSlots)}
}

func (c *termCache) term(id rdf.ID) (rdf.Term, error) {
	slot := &c.slots[id&(termSlots-1)]
	if slot.id == id {
		return slot.term, nil
	}
	t, err := c.snap.Term(id)
	if err == nil {
		slot.id, slot.term = id, t
	}
	return t, err
}

func (c *termCache) quad(ids rdf.IDQuad) (q rdf.Quad, err error) {
	for i, t := range [4]*rdf.Term{&q.S, &q.P, &q.O, &q.G} {
		if *t, err = c.term(ids[i]); err != nil {
			return q, err
		}
	}
	return q, nil
}

// stored yields the quads in an order of the store: all quads by graph, or the
// triples by subject, each once and in the default graph.
func (s storeSource) stored(ctx context.Context, order store.Order) iter.Seq2[rdf.Quad, error] {
	return func(yield func(rdf.Quad, error) bool) {
		it := s.snap.Match(ctx, rdf.IDQuad{}, order)
		terms := newTermCache(s.snap)
		var last rdf.IDQuad
		var q rdf.Quad
		var err error
		for err == nil && it.Next() {
			ids := it.Quad()
			if s.keep != nil && !s.keep(ids) {
				continue
			}
			if order == bySPOG {
				if ids[rdf.G] = rdf.DefaultGraphID; ids == last {
					continue
				}
			}
			// Quads that follow each other share most of their terms.
			for i, t := range [4]*rdf.Term{&q.S, &q.P, &q.O, &q.G} {
				if err == nil && ids[i] != last[i] {
					*t, err = terms.term(ids[i])
				}
			}
			if last = ids; err == nil && !yield(q, nil) {
				_ = it.Close() // the reader has stopped
				return
			}
		}
		if e := it.Close(); err == nil {
			err = e
		}
		if err != nil {
			yield(rdf.Quad{}, err)
		}
	}
}
