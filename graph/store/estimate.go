package store

import (
	"context"
	"math/bits"

	"gongbao/graph/rdf"
	"gongbao/graph/store/kv"
)

// Estimate returns how many quads match a pattern, and whether the number is
// exact. It is exact for all quads, for a predicate, for a graph, for a class,
// for a whole quad, and for whatever matches few. Elsewhere a long range is
// measured by its share of the ordering's bytes on disk. A short one is counted.
// For what is still in the write buffer, some hundred quads are read, and the
// ids behind are supposed to lie as densely, since ids are counted in the order
// of loading.
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

// sampleSize is how many quads are read at the front of a range before its
// bytes are asked for, and countSize how many are read of one whose bytes tell
// nothing. Up to so many matches are counted exactly.
const (
	sampleSize = 64
	countSize  = shareMin
)

// sample counts the matches of a pattern if they are few. It estimates more of
// them from the bytes they take, else from the density of ids in the first
// position that is not bound.
func (n *Snapshot) sample(p rdf.IDQuad, set uint8) (uint64, bool, error) {
	ordering, _ := chooseOrdering(set, Order{})
	bound := bits.OnesCount8(set)
	it := n.scan(context.Background(), ordering, bound, p)
	defer it.Close()
	pos := orderings[ordering][bound]
	var first, last rdf.ID
	for i := range countSize {
		if i == sampleSize {
			if n, ok := n.share(it, ordering); ok {
				return n, false, nil
			}
		}
		if !it.Next() {
			return uint64(i), it.Err() == nil, it.Err()
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
		// All that was read stands at one id: a triple that many graphs repeat.
		// It tells nothing about the ids behind it, which may lie far apart, so
		// they are supposed to be as many quads again.
		if end == first {
			return countSize + 1, false, nil
		}
		return 2 * countSize, false, nil
	}
	estimate := float64(countSize) * float64(end-first+1) / float64(last-first+1)
	return max(countSize+1, uint64(estimate)), false, nil
}

// shareMin is how many quads a range must seem to hold for its bytes to be
// trusted: a block of the engine, the smallest piece it can tell apart, holds
// some hundreds.
const shareMin = 512

// share estimates the quads in an iterator's range by its share of the bytes
// of its ordering.
func (n *Snapshot) share(it *quadIterator, ordering int) (uint64, bool) {
	sizer, ok := n.store.db.(kv.Sizer)
	if !ok {
		return 0, false
	}
	part, err := sizer.RangeSize(it.lower(), it.upper())
	if err != nil || part == 0 {
		return 0, false
	}
	prefix := []byte{prefixQuad, byte(ordering)}
	whole, err := sizer.RangeSize(prefix, upperBound(nil, prefix))
	if err != nil || whole == 0 {
		return 0, false
	}
	quads, _, err := n.Size()
	if err != nil {
		return 0, false
	}
	estimate := float64(quads) * float64(part) / float64(whole)
	return uint64(estimate), estimate >= shareMin
}
