package store

import (
	"math/bits"

	"gongbao/graph/rdf"
)

// Order is a permutation of the positions rdf.S, rdf.P, rdf.O and rdf.G, most
// significant first.
type Order = [4]uint8

// orderings are the ways in which all quads are kept sorted. Whatever set of
// positions a pattern binds, one ordering begins with exactly that set, so each
// of the 16 patterns is one range of keys. Six orderings are the fewest that
// can do so, since there are six pairs of positions and an ordering begins with
// one. The seventh, PSOG, gives the quads of a predicate sorted by subject,
// which star-shaped queries join by merging.
//
// The number of an ordering is in the keys: only append to the list.
var orderings = [...]Order{
	{rdf.S, rdf.P, rdf.O, rdf.G},
	{rdf.P, rdf.O, rdf.S, rdf.G},
	{rdf.O, rdf.S, rdf.P, rdf.G},
	{rdf.G, rdf.S, rdf.P, rdf.O},
	{rdf.G, rdf.P, rdf.O, rdf.S},
	{rdf.G, rdf.O, rdf.S, rdf.P},
	{rdf.P, rdf.S, rdf.O, rdf.G},
}

// Numbers of orderings that the code names.
const (
	orderSPOG = 0
	orderOSPG = 2
	orderGSPO = 3
)

// quadKeyLen is the length of a key of an ordering, and quadHead that of what
// stands before the first id.
const (
	quadHead   = 2
	quadKeyLen = quadHead + 4*8
)

// appendQuadKey appends the key of a quad in an ordering.
func appendQuadKey(b []byte, ordering int, q rdf.IDQuad) []byte {
	o := &orderings[ordering]
	b = append(b, prefixQuad, byte(ordering))
	b = appendID(b, q[o[0]])
	b = appendID(b, q[o[1]])
	b = appendID(b, q[o[2]])
	return appendID(b, q[o[3]])
}

// decodeQuadKey reads a key of an ordering, whose length was checked.
func decodeQuadKey(key []byte, o *Order) (q rdf.IDQuad) {
	_ = key[quadKeyLen-1]
	q[o[0]] = idAt(key[quadHead:])
	q[o[1]] = idAt(key[quadHead+8:])
	q[o[2]] = idAt(key[quadHead+16:])
	q[o[3]] = idAt(key[quadHead+24:])
	return q
}

// appendPrefix appends the part of a pattern's keys that the pattern fixes:
// the ids of its first bound positions in that ordering.
func appendPrefix(b []byte, ordering, bound int, p rdf.IDQuad) []byte {
	b = append(b, prefixQuad, byte(ordering))
	for _, pos := range orderings[ordering][:bound] {
		b = appendID(b, p[pos])
	}
	return b
}

// boundSet returns the positions that a pattern binds as bits.
func boundSet(p rdf.IDQuad) (set uint8) {
	for i, id := range p {
		if id != rdf.AnyID {
			set |= 1 << i
		}
	}
	return set
}

// chooseOrdering returns the ordering that serves patterns with that bound
// set, the one that also streams them as the wish says if there is one, and
// whether it does.
func chooseOrdering(set uint8, wish Order) (ordering int, exact bool) {
	n := bits.OnesCount8(set)
	ordering = -1
	for i := range orderings {
		o := &orderings[i]
		var head uint8
		for _, pos := range o[:n] {
			head |= 1 << pos
		}
		if head != set {
			continue
		}
		if sameTail(o, set, wish) {
			return i, true
		}
		if ordering < 0 {
			ordering = i
		}
	}
	return ordering, false
}

// sameTail reports whether an ordering and a wish agree on the sequence of the
// positions that are not bound.
func sameTail(o *Order, set uint8, wish Order) bool {
	at := bits.OnesCount8(set)
	for _, pos := range wish {
		if pos > rdf.G {
			return false
		}
		if set&(1<<pos) != 0 {
			continue
		}
		if at == 4 || o[at] != pos {
			return false
		}
		at++
	}
	return at == 4
}
