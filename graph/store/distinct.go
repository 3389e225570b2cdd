package store

import (
	"context"
	"math/bits"

	"gongbao/graph/rdf"
)

// jumpSize is how many different ids Distinct looks at: up to so many are
// counted exactly. Each costs a seek of some microseconds.
const jumpSize = 16

// Distinct returns about how many different ids stand in a position (rdf.S …
// rdf.G) of the quads that match the pattern, and false where the store does
// not know. It jumps from id to id at the front of the range that is sorted by
// that position, and supposes that the rest lies as densely.
func (n *Snapshot) Distinct(pattern rdf.IDQuad, position int) (distinct uint64, ok bool) {
	if position < 0 || position > rdf.G || n.remote != nil {
		return 0, false
	}
	if pattern[position] != rdf.AnyID {
		return 1, true
	}
	set := boundSet(pattern)
	ordering := orderingFor(set, position)
	if ordering < 0 {
		return 0, false
	}
	it := n.scan(context.Background(), ordering, bits.OnesCount8(set), pattern)
	defer it.Close()
	if !it.Next() {
		return 0, it.Err() == nil
	}
	first := it.quad[position]
	last := first
	for i := uint64(1); i < jumpSize; i++ {
		to := rdf.IDQuad{}
		to[position] = last + 1
		if !it.Seek(to) {
			return i, it.Err() == nil
		}
		last = it.quad[position]
	}
	if !it.take(it.cur.Last()) {
		return 0, false
	}
	estimate := float64(jumpSize) * float64(it.quad[position]-first+1) / float64(last-first+1)
	most, _ := n.Estimate(pattern)
	return max(jumpSize, min(uint64(estimate), most)), true
}

// orderingFor returns an ordering that begins with a set of positions and goes
// on with the given one, or -1.
func orderingFor(set uint8, position int) int {
	bound := bits.OnesCount8(set)
	for i := range orderings {
		var head uint8
		for _, pos := range orderings[i][:bound] {
			head |= 1 << pos
		}
		if head == set && int(orderings[i][bound]) == position {
			return i
		}
	}
	return -1
}
