package store

import (
	"context"
	"math/bits"

	"gongbao/graph/rdf"
)

// Estimate returns how many quads match a pattern, and whether the number is
// exact. It is exact for all quads, for a predicate, for a graph, for a class,
// for a whole quad, and for whatever matches few. Elsewhere it reads a few
// quads at each end of the range and supposes that the ids between lie as
// densely as there, since ids are counted in the order of loading.
//
// An error of reading makes the estimate 0 and not exact; Match will report it.
func (n *Snapshot) Estimate(p rdf.IDQuad) (quads uint64, exact bool) {
	if n.remote != nil {
		return n.remote.Estimate(p)
	}
	set := boundSet(p)
	var key []byte
	const s, pr, o, g = 1 << rdf.S, 1 << rdf.P, 1 << rdf.O, 1 << rdf.G
	switch {
	case set == 0:
		key = metaKey(metaQuads)
	case set == pr:
		key = counter{countPredicate, p[rdf.P]}.key()
	case set == g:
		key = counter{countGraph, p[rdf.G]}.key()
	case set == pr|o && p[rdf.P] == typeID:
		key = counter{countClass, p[rdf.O]}.key()
	case set == s|pr|o|g:
		var buf [quadKeyLen]byte
		_, found, err := n.kv.Get(appendQuadKey(buf[:0], orderSPOG, p))
		if found {
			quads = 1
		}
		return quads, err == nil
	}
	if key != nil {
		quads, err := readCount(n.kv, key)
		return quads, err == nil
	}
	quads, exact, err := n.sample(p, set)
	if err != nil {
		return 0, false
	}
	if exact {
		return quads, true
	}
	// No more than the exact counts allow.
	for _, c := range []struct {
		pos  int
		kind counterKind
	}{{rdf.P, countPredicate}, {rdf.G, countGraph}} {
		if p[c.pos] != rdf.AnyID {
			if most, err := readCount(n.kv, counter{c.kind, p[c.pos]}.key()); err == nil {
				quads = min(quads, most)
			}
		}
	}
	return quads, false
}

// sampleSize is how many quads are read at the front of a range: up to so many
// matches are counted exactly.
const sampleSize = 64

// sample counts the matches of a pattern if they are few, and estimates them
// from the density of ids in the first position that is not bound.
func (n *Snapshot) sample(p rdf.IDQuad, set uint8) (uint64, bool, error) {
	ordering, _ := chooseOrdering(set, Order{})
	bound := bits.OnesCount8(set)
	it := n.scan(context.Background(), ordering, bound, p)
	defer it.Close()
	pos := orderings[ordering][bound]
	var first, last rdf.ID
	for i := range sampleSize {
		if !it.Next() {
			return uint64(i), true, it.Err()
		}
		if last = it.quad[pos]; i == 0 {
			first = last
		}
	}
	if !it.take(it.cur.Last()) {
		return 0, false, it.Err()
	}
	end := it.quad[pos]
	if last == first {
		// All of the sample stand at one id, so its share of the range is
		// unknown; the next ids are supposed to be like it.
		last++
	}
	estimate := float64(sampleSize) * float64(end-first+1) / float64(last-first+1)
	return max(sampleSize+1, uint64(estimate)), false, nil
}
