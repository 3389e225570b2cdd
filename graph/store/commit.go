package store

import (
	"bytes"
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
	// The order of a map is random; sorted writes are also faster.
	slices.SortFunc(added, compareQuads)
	slices.SortFunc(removed, compareQuads)

	c := counts{}
	var key [quadKeyLen]byte
	for i := range orderings {
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
	list := func(key []byte) ([]byte, error) {
		if l, ok := hashes[string(key)]; ok {
			return l, nil
		}
		l, _, err := r.Get(key)
		return l, err
	}
	var terms int64
	next := b.firstID
	for _, t := range b.added {
		if !used[t.id] {
			continue
		}
		key := hashKey([]byte(t.stored))
		l, err := list(key)
		if err != nil {
			return err
		}
		hashes[string(key)] = appendID(slices.Clip(l), t.id)
		out.Put(termKey(t.id), []byte(t.stored))
		terms++
		if t.id >= next {
			next = t.id + 1
		}
	}
	gone, err := b.unused(c, used, removed)
	if err != nil {
		return err
	}
	for _, id := range gone {
		stored, found, err := r.Get(termKey(id))
		if err != nil {
			return err
		}
		if !found {
			continue // Check reports it; there is nothing to remove
		}
		key := hashKey(stored)
		l, err := list(key)
		if err != nil {
			return err
		}
		hashes[string(key)] = withoutID(l, id)
		out.Delete(termKey(id))
		terms--
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

// unused returns the terms that no quad uses any more once the removed quads
// are gone, in ascending order. No use is counted beforehand, so there is no
// count that could be wrong: the orderings themselves are asked.
func (b *Batch) unused(c counts, used map[rdf.ID]bool, removed []rdf.IDQuad) ([]rdf.ID, error) {
	candidates := map[rdf.ID]bool{}
	for _, q := range removed {
		for _, id := range q {
			if id != rdf.DefaultGraphID && !used[id] {
				candidates[id] = true
			}
		}
	}
	var gone []rdf.ID
	for id := range candidates {
		alive, err := b.stillUsed(c, id)
		if err != nil {
			return nil, err
		}
		if !alive {
			gone = append(gone, id)
		}
	}
	slices.Sort(gone)
	return gone, nil
}

func (b *Batch) stillUsed(c counts, id rdf.ID) (bool, error) {
	// As a predicate and as a graph the counters tell.
	for _, kind := range []counterKind{countPredicate, countGraph} {
		n, err := readCount(b.base.kv, counter{kind, id}.key())
		if err != nil {
			return false, err
		}
		if int64(n)+c[counter{kind, id}] > 0 {
			return true, nil
		}
	}
	for _, pos := range []int{rdf.S, rdf.O} {
		var p rdf.IDQuad
		p[pos] = id
		ordering, _ := chooseOrdering(boundSet(p), Order{})
		it := b.base.scan(b.ctx, ordering, 1, p)
		for it.Next() {
			if state, ok := b.quads[it.Quad()]; !ok || state.now {
				return true, it.Close()
			}
		}
		if err := it.Close(); err != nil {
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

func compareQuads(a, b rdf.IDQuad) int {
	for i := range a {
		if a[i] != b[i] {
			if a[i] < b[i] {
				return -1
			}
			return 1
		}
	}
	return 0
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
