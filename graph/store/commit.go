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
	// hashes holds the id lists that change, because two terms of one batch can
	// share one.
	hashes := map[string][]byte{}
	var terms int64
	next := b.firstID
	for _, t := range b.added {
		if !used[t.id] {
			continue
		}
		list, ok := hashes[t.key]
		if !ok {
			list = t.same
		}
		hashes[t.key] = appendID(slices.Clip(list), t.id)
		out.Put(termKey(t.id), []byte(t.stored))
		terms++
		if t.id >= next {
			next = t.id + 1
		}
	}
	gone, err := b.unused(c, used, removed)
	if err == nil && len(gone) > 0 {
		err = b.forget(out, hashes, gone)
		terms -= int64(len(gone))
	}
	if err != nil {
		return err
	}
	for _, key := range sortedKeys(hashes) {
		if l := hashes[key]; len(l) == 0 {
			out.Delete([]byte(key))
		} else {
			out.Put([]byte(key), l)
		}
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
func (b *Batch) forget(out *kv.Batch, hashes map[string][]byte, gone []rdf.ID) error {
	r := b.base.kv
	cur := r.Range(termKey(gone[0]), termKey(gone[len(gone)-1]+1))
	defer cur.Close()
	for _, id := range gone {
		key := termKey(id)
		if !cur.Seek(key) || !bytes.Equal(cur.Key(), key) {
			return firstError(cur.Err(), fmt.Errorf("%w: term %d is missing", errDamaged, id))
		}
		stored, err := cur.Value()
		if err != nil {
			return err
		}
		hash := hashKey(stored)
		list, ok := hashes[string(hash)]
		if !ok {
			if list, _, err = r.Get(hash); err != nil {
				return err
			}
		}
		hashes[string(hash)] = withoutID(list, id)
		out.Delete(key)
	}
	return nil
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
	u := newUseFinder(b, c)
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
	batch    *Batch
	counts   counts
	counters [2]kv.Cursor // of predicates and of graphs
	quads    [2]kv.Cursor // by subject and by object
}

// The positions that a useFinder asks by counter and by ordering.
var (
	usedByCounter  = [2]counterKind{countPredicate, countGraph}
	usedByOrdering = [2]int{orderSPOG, orderOSPG}
)

func newUseFinder(b *Batch, c counts) *useFinder {
	u := &useFinder{batch: b, counts: c}
	for i, kind := range usedByCounter {
		prefix := []byte{prefixCounter, byte(kind)}
		u.counters[i] = b.base.kv.Range(prefix, upperBound(nil, prefix))
	}
	for i, ordering := range usedByOrdering {
		prefix := []byte{prefixQuad, byte(ordering)}
		u.quads[i] = b.base.kv.Range(prefix, upperBound(nil, prefix))
	}
	return u
}

func (u *useFinder) close() error {
	var err error
	for _, cur := range [][2]kv.Cursor{u.counters, u.quads} {
		err = firstError(err, cur[0].Close(), cur[1].Close())
	}
	return err
}

func (u *useFinder) inUse(id rdf.ID) (bool, error) {
	for i, kind := range usedByCounter {
		cur, key := u.counters[i], counter{kind, id}.key()
		if !cur.Seek(key) || !bytes.Equal(cur.Key(), key) {
			if err := cur.Err(); err != nil {
				return false, err
			}
			continue
		}
		v, err := cur.Value()
		if err != nil {
			return false, err
		}
		n, err := decodeCount(v)
		if err != nil {
			return false, err
		}
		if int64(n)+u.counts[counter{kind, id}] > 0 {
			return true, nil
		}
	}
	for i, ordering := range usedByOrdering {
		cur := u.quads[i]
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

func withoutID(list []byte, id rdf.ID) []byte {
	var out []byte
	for at := 0; at+8 <= len(list); at += 8 {
		if idAt(list[at:]) != id {
			out = append(out, list[at:at+8]...)
		}
	}
	return out
}

func sortedKeys(m map[string][]byte) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, strings.Compare)
	return keys
}
