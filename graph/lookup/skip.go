package lookup

import (
	"context"
	"errors"

	"gongbao/graph/rdf"
	"gongbao/graph/store"
)

// skipper walks over the quads of many subjects, or objects, in ascending order
// of their ids by one iterator, and leaves out what nobody asked for: what
// thousands of documents say in the same words is read once.
type skipper struct {
	ctx  context.Context
	snap *store.Snapshot
	lead int // the position of the ids
	it   store.Iterator
	at   rdf.ID // where it is; a store that cannot seek has an iterator for it alone
	ok   bool   // it stands on a quad
	err  error
}

// seeking is what the iterators of a store on this machine can do.
type seeking interface{ Seek(q rdf.IDQuad) bool }

// bySubject and byObject return skippers over subjects and objects.
func (v *View) bySubject(ctx context.Context) *skipper {
	return &skipper{ctx: ctx, snap: v.snap, lead: rdf.S}
}

func (v *View) byObject(ctx context.Context) *skipper {
	return &skipper{ctx: ctx, snap: v.snap, lead: rdf.O}
}

// orders are the orders in which the quads come, by the position of the ids.
var orders = map[int]store.Order{rdf.S: {rdf.S, rdf.P, rdf.O, rdf.G}, rdf.O: {rdf.O, rdf.S, rdf.P, rdf.G}}

// to goes to the first quad of an id that is not before q. It returns false
// where there is none.
func (s *skipper) to(id rdf.ID, q rdf.IDQuad) bool {
	if s.err != nil {
		return false
	}
	q[s.lead] = id
	if _, seeks := s.it.(seeking); !seeks || id < s.at {
		if !s.open(id) {
			return false
		}
	}
	s.at = id
	return s.skip(q)
}

// open starts the iterator anew.
func (s *skipper) open(id rdf.ID) bool {
	if s.it != nil {
		if s.err = s.it.Close(); s.err != nil {
			return false
		}
	}
	order := orders[s.lead]
	s.it = s.snap.Match(s.ctx, rdf.IDQuad{}, order)
	if _, seeks := s.it.(seeking); seeks {
		return true
	}
	if s.err = s.it.Close(); s.err != nil {
		return false
	}
	var pattern rdf.IDQuad
	pattern[s.lead] = id
	s.it, s.ok = s.snap.Match(s.ctx, pattern, order), false
	return true
}

// next goes to the next quad of the id.
func (s *skipper) next() bool {
	s.ok = s.it.Next() && s.it.Quad()[s.lead] == s.at
	return s.ok
}

func (s *skipper) quad() rdf.IDQuad { return s.it.Quad() }

// skip goes on to the first quad of the id that is not before q, which may be
// the next one where the store cannot seek.
func (s *skipper) skip(q rdf.IDQuad) bool {
	it, seeks := s.it.(seeking)
	if !seeks {
		return s.next()
	}
	q[s.lead] = s.at
	s.ok = it.Seek(q) && s.it.Quad()[s.lead] == s.at
	return s.ok
}

func (s *skipper) close() error {
	if s.it == nil {
		return s.err
	}
	return errors.Join(s.err, s.it.Close())
}

// objects calls fn for each object that a subject has under a property, once or
// oftener however many documents say so.
func (v *View) objects(ctx context.Context, subject, property rdf.ID, fn func(rdf.ID) error) error {
	it := v.bySubject(ctx)
	for more := it.to(subject, rdf.IDQuad{rdf.P: property}); more; {
		q := it.quad()
		if q[rdf.P] != property {
			if q[rdf.P] > property {
				break
			}
			more = it.next() // a store that cannot seek
			continue
		}
		if err := fn(q[rdf.O]); err != nil {
			return errors.Join(err, it.close())
		}
		more = it.skip(rdf.IDQuad{rdf.P: property, rdf.O: q[rdf.O] + 1})
	}
	return it.close()
}
