package store

import (
	"context"
	"errors"
	"fmt"
	"math/bits"

	"gongbao/graph/rdf"
	"gongbao/graph/store/kv"
)

// Iterator is a stream of quads. After Next returns true, Quad is the quad;
// after it returns false, Err tells why. It must be closed. The iterators of
// this package can also Seek and Rebind.
type Iterator = interface {
	Next() bool
	Quad() rdf.IDQuad
	Err() error
	Close() error
}

// Match streams the quads that equal pattern in each position that is not
// rdf.AnyID; as the graph, rdf.DefaultGraphID matches the default graph alone
// and rdf.AnyID all graphs. They come in the order wished for where CanOrder
// says so, elsewhere in that of some other ordering.
func (n *Snapshot) Match(ctx context.Context, pattern rdf.IDQuad, order Order) Iterator {
	if n.remote != nil {
		return n.remote.Match(ctx, pattern)
	}
	set := boundSet(pattern)
	ordering, _ := chooseOrdering(set, order)
	return n.scan(ctx, ordering, bits.OnesCount8(set), pattern)
}

// CanOrder reports whether Match streams the quads of patterns that bind the
// same positions as this one in exactly that order.
func (n *Snapshot) CanOrder(pattern rdf.IDQuad, order Order) bool {
	_, ok := chooseOrdering(boundSet(pattern), order)
	return ok && n.remote == nil
}

// scan streams the quads of a pattern that binds the first positions of an
// ordering.
func (n *Snapshot) scan(ctx context.Context, ordering, bound int, pattern rdf.IDQuad) *quadIterator {
	it := &quadIterator{snap: n, ctx: ctx, ordering: ordering, bound: bound}
	it.err = ctx.Err()
	it.setRange(pattern)
	it.cur = n.kv.Range(it.lower(), it.upper())
	return it
}

// ctxEvery is how many quads an iterator gives between two looks at its
// context.
const ctxEvery = 512

// quadIterator walks over a range of one ordering.
type quadIterator struct {
	snap     *Snapshot
	ctx      context.Context
	cur      kv.Cursor
	ordering int
	bound    int // leading positions of the ordering that the pattern binds
	quad     rdf.IDQuad
	err      error
	steps    int
	valid    bool // quad is the present one
	done     bool // the range is at its end
	closed   bool

	// The bounds lie in here, so that an iterator is one allocation.
	nLower, nUpper     int
	lowerBuf, upperBuf [quadKeyLen + 1]byte
}

func (it *quadIterator) lower() []byte { return it.lowerBuf[:it.nLower] }
func (it *quadIterator) upper() []byte { return it.upperBuf[:it.nUpper] }

func (it *quadIterator) setRange(pattern rdf.IDQuad) {
	it.nLower = len(appendPrefix(it.lowerBuf[:0], it.ordering, it.bound, pattern))
	it.nUpper = len(upperBound(it.upperBuf[:0], it.lower()))
}

// Next moves to the next quad.
func (it *quadIterator) Next() bool {
	if it.err != nil || it.done {
		return false
	}
	if it.steps++; it.steps%ctxEvery == 0 {
		if it.err = it.ctx.Err(); it.err != nil {
			it.valid = false
			return false
		}
	}
	return it.take(it.cur.Next())
}

// take reads the quad that the cursor stands at, if it stands at one.
func (it *quadIterator) take(ok bool) bool {
	it.valid, it.done = ok, !ok
	if !ok {
		it.err = it.snap.wrap(it.cur.Err())
		return false
	}
	key := it.cur.Key()
	if len(key) != quadKeyLen {
		it.valid = false
		it.err = it.snap.wrap(fmt.Errorf("%w: the quad key %x", errDamaged, key))
		return false
	}
	it.quad = decodeQuadKey(key, &orderings[it.ordering])
	return true
}

// Quad returns the present quad.
func (it *quadIterator) Quad() rdf.IDQuad { return it.quad }

// Err returns the error that ended the stream, the context's included.
func (it *quadIterator) Err() error { return it.err }

// Seek moves forward to the first quad that is not before q in the iterator's
// order and not before the present quad. The positions that the pattern binds
// are ignored in q.
func (it *quadIterator) Seek(q rdf.IDQuad) bool {
	if it.err != nil || it.done {
		return false
	}
	it.steps++
	if it.steps%ctxEvery == 0 {
		if it.err = it.ctx.Err(); it.err != nil {
			it.valid = false
			return false
		}
	}
	var buf [quadKeyLen]byte
	key := append(buf[:0], it.lower()...)
	o := &orderings[it.ordering]
	forward := !it.valid
	for _, pos := range o[it.bound:] {
		if !forward && q[pos] != it.quad[pos] {
			if q[pos] < it.quad[pos] {
				return true // the present quad is at or behind q
			}
			forward = true
		}
		key = appendID(key, q[pos])
	}
	if !forward {
		return true // q is the present quad
	}
	return it.take(it.cur.Seek(key))
}

// Rebind starts the iterator anew on another pattern that binds the same
// positions. It returns false where the pattern binds others, or where the
// iterator is closed or has failed.
func (it *quadIterator) Rebind(pattern rdf.IDQuad) bool {
	if it.closed || it.err != nil {
		return false
	}
	var head uint8
	for _, pos := range orderings[it.ordering][:it.bound] {
		head |= 1 << pos
	}
	if boundSet(pattern) != head {
		return false
	}
	it.valid, it.done = false, false
	it.setRange(pattern)
	it.cur.Reset(it.lower(), it.upper())
	return true
}

// Close releases the iterator and returns what Err would. Closing it again
// does nothing more.
func (it *quadIterator) Close() error {
	if it.closed {
		return it.err
	}
	it.closed, it.valid = true, false
	err := it.snap.wrap(it.cur.Close())
	if it.err == nil {
		it.err = err
		if err == nil {
			it.err = errIteratorClosed
			return nil
		}
	}
	return it.err
}

var errIteratorClosed = errors.New("store: the iterator is closed")
