package store

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/store/kv"
)

// changes turns a batch into the writes that carry it out: the quads that come
// and go in every ordering, the terms that come into use and go out of it, the
// counters, and the records.
func (b *Batch) changes() (*kv.Batch, error) {
	out := &kv.Batch{}
	var added, removed []rdf.IDQuad
	for q, state := range b.quads {
		switch {
		case state.now && !state.before:
			added = append(added, q)
		case !state.now && state.before:
			removed = append(removed, q)
		}
	}
	c := counts{}
	var key [quadKeyLen]byte
	// Sorted writes are faster in a tree, and the order of a map is random.
	for i := range orderings {
		sortByOrdering(added, i)
		sortByOrdering(removed, i)
		for _, q := range removed {
			out.Delete(appendQuadKey(key[:0], i, q))
		}
		for _, q := range added {
			out.Put(appendQuadKey(key[:0], i, q), nil)
		}
	}
	for _, q := range removed {
		c.add(q, -1)
	}
	for _, q := range added {
		c.add(q, 1)
	}
	if err := b.countAndTerms(out, c, added, removed); err != nil {
		return nil, err
	}
	if err := b.recordChanges(out); err != nil {
		return nil, err
	}
	return out, nil
}

func (b *Batch) countAndTerms(out *kv.Batch, c counts, added, removed []rdf.IDQuad) error {
	r := b.base.kv
	used := map[rdf.ID]bool{} // terms of quads that come
	for _, q := range added {
		for _, id := range q {
			used[id] = true
		}
	}
	var terms int64
	next := b.firstID
	for _, t := range b.added {
		if !used[t.id] {
			continue
		}
		out.Put(hashKey([]byte(t.stored), t.id), nil)
		out.Put(termKey(t.id), []byte(t.stored))
		terms++
		if t.id >= next {
			next = t.id + 1
		}
	}
	gone, err := b.unused(c, used, removed)
	if err == nil {
		err = b.forget(out, gone)
		terms -= int64(len(gone))
	}
	if err != nil {
		return err
	}
	if len(added) == 0 && len(removed) == 0 {
		return nil
	}
	if next > b.firstID {
		out.Put(metaKey(metaNextID), encodeCount(uint64(next)))
	}
	for name, delta := range map[string]int64{metaQuads: int64(len(added) - len(removed)), metaTerms: terms} {
		if delta == 0 {
			continue
		}
		n, err := addCount(r, metaKey(name), delta)
		if err != nil {
			return err
		}
		out.Put(metaKey(name), encodeCount(n))
	}
	return c.appendTo(out, r)
}

// forget takes terms out of the dictionary.
func (b *Batch) forget(out *kv.Batch, gone []rdf.ID) error {
	return b.dict.each(gone, func(id rdf.ID, stored []byte) error {
		if stored == nil {
			return fmt.Errorf("%w: term %d is missing", errDamaged, id)
		}
		out.Delete(hashKey(stored, id))
		out.Delete(termKey(id))
		return nil
	})
}

// unused returns the terms that no quad uses any more once the removed quads
// are gone, in ascending order. No use is counted beforehand, so there is no
// count that could be wrong: the orderings themselves are asked.
func (b *Batch) unused(c counts, used map[rdf.ID]bool, removed []rdf.IDQuad) (gone []rdf.ID, err error) {
	candidates := map[rdf.ID]bool{}
	for _, q := range removed {
		for _, id := range q {
			if id != rdf.DefaultGraphID && !used[id] {
				candidates[id] = true
			}
		}
	}
	if len(candidates) == 0 {
		return nil, nil
	}
	u, err := newUseFinder(b, c)
	if err != nil {
		return nil, err
	}
	defer func() { err = firstError(err, u.close()) }()
	// In ascending order each look-up is near the one before.
	for _, id := range slices.Sorted(maps.Keys(candidates)) {
		alive, err := u.inUse(id)
		if err != nil {
			return nil, err
		}
		if !alive {
			gone = append(gone, id)
		}
	}
	return gone, nil
}

// useFinder tells whether a quad uses a term once a batch is applied.
type useFinder struct {
	batch      *Batch
	counts     counts
	predicates map[rdf.ID]uint64 // with their counters: there are few
	graphs     ascending         // the counters of graphs
	quads      [2]ascending      // by subject and by object
}

// usedByOrdering are the orderings that a useFinder asks.
var usedByOrdering = [2]int{orderSPOG, orderOSPG}

func newUseFinder(b *Batch, c counts) (*useFinder, error) {
	u := &useFinder{batch: b, counts: c, predicates: map[rdf.ID]uint64{}}
	err := b.base.eachCounter(b.ctx, countPredicate, func(id rdf.ID, n uint64) { u.predicates[id] = n })
	if err != nil {
		return nil, err
	}
	prefix := []byte{prefixCounter, byte(countGraph)}
	u.graphs.Cursor = b.base.kv.Range(prefix, upperBound(nil, prefix))
	for i, ordering := range usedByOrdering {
		prefix := []byte{prefixQuad, byte(ordering)}
		u.quads[i].Cursor = b.base.kv.Range(prefix, upperBound(nil, prefix))
	}
	return u, nil
}

func (u *useFinder) close() error {
	return firstError(u.graphs.Close(), u.quads[0].Close(), u.quads[1].Close())
}

// ascending is a cursor for seeks to ever greater keys, most of which find that
// it stands where it should already.
type ascending struct {
	kv.Cursor
	stands bool // on a key that no seek has passed
	done   bool
}

func (a *ascending) Seek(key []byte) bool {
	if a.done || a.stands && bytes.Compare(a.Key(), key) >= 0 {
		return !a.done
	}
	a.stands = a.Cursor.Seek(key)
	a.done = !a.stands
	return a.stands
}

func (a *ascending) Next() bool {
	a.stands = a.Cursor.Next()
	a.done = !a.stands
	return a.stands
}

// inUse is to be asked about ids in ascending order.
func (u *useFinder) inUse(id rdf.ID) (bool, error) {
	if int64(u.predicates[id])+u.counts[counter{countPredicate, id}] > 0 {
		return true, nil
	}
	key := counter{countGraph, id}.key()
	if u.graphs.Seek(key) && bytes.Equal(u.graphs.Key(), key) {
		v, err := u.graphs.Value()
		if err != nil {
			return false, err
		}
		n, err := decodeCount(v)
		if err != nil || int64(n)+u.counts[counter{countGraph, id}] > 0 {
			return true, err
		}
	} else if err := u.graphs.Err(); err != nil {
		return false, err
	}
	for i, ordering := range usedByOrdering {
		cur := &u.quads[i]
		prefix := appendID([]byte{prefixQuad, byte(ordering)}, id)
		for ok := cur.Seek(prefix); ok && bytes.HasPrefix(cur.Key(), prefix); ok = cur.Next() {
			if len(cur.Key()) != quadKeyLen {
				return false, fmt.Errorf("%w: the quad key %x", errDamaged, cur.Key())
			}
			state, ok := u.batch.quads[decodeQuadKey(cur.Key(), &orderings[ordering])]
			if !ok || state.now {
				return true, nil
			}
		}
		if err := cur.Err(); err != nil {
			return false, err
		}
	}
	return false, nil
}

// recordChanges writes the records, leaving out those that stay as they are.
func (b *Batch) recordChanges(out *kv.Batch) error {
	for _, key := range sortedKeys(b.records) {
		value := b.records[key]
		have, found, err := b.base.kv.Get([]byte(key))
		switch {
		case err != nil:
			return err
		case value == nil && found:
			out.Delete([]byte(key))
		case value != nil && (!found || !bytes.Equal(have, value)):
			out.Put([]byte(key), value)
		}
	}
	return nil
}

func sortedKeys(m map[string][]byte) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, strings.Compare)
	return keys
}
