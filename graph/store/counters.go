package store

import (
	"context"
	"encoding/binary"
	"fmt"

	"gongbao/graph/rdf"
	"gongbao/graph/store/backend"
	"gongbao/graph/store/kv"
)

// Counters are kept in the same batch as the quads they count, so they are
// exact: of each predicate, of each graph, and of each class (the quads
// ? rdf:type class). Everything else is estimated from the orderings.
type counterKind byte

const (
	countPredicate counterKind = 'p'
	countGraph     counterKind = 'g'
	countClass     counterKind = 'k'
)

// counterKeyLen is the length of the key of a counter.
const counterKeyLen = 2 + 8

type counter struct {
	kind counterKind
	id   rdf.ID
}

func (c counter) key() []byte {
	return appendID([]byte{prefixCounter, byte(c.kind)}, c.id)
}

// counters of one quad, or of changes not yet written.
type counts map[counter]int64

func (c counts) add(q rdf.IDQuad, n int64) {
	c[counter{countPredicate, q[rdf.P]}] += n
	c[counter{countGraph, q[rdf.G]}] += n
	if q[rdf.P] == typeID {
		c[counter{countClass, q[rdf.O]}] += n
	}
}

// appendTo reads the counters as they are and appends their new values to a
// batch. A counter that reaches zero is removed.
func (c counts) appendTo(b *kv.Batch, r kv.Snapshot) error {
	for counter, delta := range c {
		if delta == 0 {
			continue
		}
		n, err := addCount(r, counter.key(), delta)
		if err != nil {
			return err
		}
		if n == 0 {
			b.Delete(counter.key())
		} else {
			b.Put(counter.key(), encodeCount(n))
		}
	}
	return nil
}

func addCount(r kv.Snapshot, key []byte, delta int64) (uint64, error) {
	n, err := readCount(r, key)
	if err != nil {
		return 0, err
	}
	if delta < 0 && uint64(-delta) > n {
		return 0, fmt.Errorf("%w: counter %x is %d and should sink by %d", errDamaged, key, n, -delta)
	}
	return n + uint64(delta), nil
}

// readCount reads a number that is zero where it is not stored.
func readCount(r kv.Snapshot, key []byte) (uint64, error) {
	v, found, err := r.Get(key)
	if err != nil || !found {
		return 0, err
	}
	return decodeCount(v)
}

// Graphs returns the ids of the named graphs that hold quads, in ascending
// order.
func (n *Snapshot) Graphs(ctx context.Context) ([]rdf.ID, error) {
	var ids []rdf.ID
	if n.remote != nil {
		counts, err := n.remote.Graphs(ctx)
		for _, c := range counts {
			ids = append(ids, c.ID)
		}
		return ids, err
	}
	err := n.eachCounter(ctx, countGraph, func(id rdf.ID, _ uint64) {
		if id != rdf.DefaultGraphID {
			ids = append(ids, id)
		}
	})
	return ids, err
}

// Count is a term with the number of quads it is in.
type Count = backend.Count

// Predicates returns each predicate with the number of its quads in all
// graphs, in ascending order of the ids.
func (n *Snapshot) Predicates(ctx context.Context) ([]Count, error) {
	if n.remote != nil {
		return n.remote.Predicates(ctx)
	}
	return n.counters(ctx, countPredicate)
}

// Classes returns each object of rdf:type with the number of those quads in
// all graphs, in ascending order of the ids.
func (n *Snapshot) Classes(ctx context.Context) ([]Count, error) {
	if n.remote != nil {
		return n.remote.Classes(ctx)
	}
	return n.counters(ctx, countClass)
}

func (n *Snapshot) counters(ctx context.Context, kind counterKind) ([]Count, error) {
	var out []Count
	err := n.eachCounter(ctx, kind, func(id rdf.ID, quads uint64) { out = append(out, Count{ID: id, Quads: quads}) })
	return out, err
}

func (n *Snapshot) eachCounter(ctx context.Context, kind counterKind, f func(rdf.ID, uint64)) error {
	prefix := []byte{prefixCounter, byte(kind)}
	cur := n.kv.Range(prefix, upperBound(nil, prefix))
	defer cur.Close()
	for i := 0; cur.Next(); i++ {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		v, err := cur.Value()
		if err != nil {
			return n.wrap(err)
		}
		if len(cur.Key()) != counterKeyLen || len(v) != 8 {
			return n.wrap(fmt.Errorf("%w: counter %x", errDamaged, cur.Key()))
		}
		f(idAt(cur.Key()[2:]), binary.BigEndian.Uint64(v))
	}
	return n.wrap(cur.Err())
}
