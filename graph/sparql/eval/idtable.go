package eval

import "gongbao/graph/rdf"

// idTable numbers different tuples of ids in the order in which they are first
// seen. It is an open-addressing hash table over one flat slice, so that a
// million tuples are a handful of allocations.
type idTable struct {
	ex     *exec
	stride int
	keys   []rdf.ID
	slots  []uint32 // index + 1
	n      int
}

func newIDTable(ex *exec, stride int) *idTable {
	return &idTable{ex: ex, stride: stride, slots: make([]uint32, 16)}
}

func hashIDs(key []rdf.ID) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, id := range key {
		h = (h ^ uint64(id)) * 0xff51afd7ed558ccd
		h ^= h >> 32
	}
	return h
}

func (t *idTable) at(i int) []rdf.ID { return t.keys[i*t.stride : (i+1)*t.stride] }

func (t *idTable) same(i int, key []rdf.ID) bool {
	own := t.at(i)
	for j, id := range key {
		if own[j] != id {
			return false
		}
	}
	return true
}

// lookup returns the number of a tuple, or -1.
func (t *idTable) lookup(key []rdf.ID) int {
	mask := uint64(len(t.slots) - 1)
	for h := hashIDs(key) & mask; ; h = (h + 1) & mask {
		s := t.slots[h]
		if s == 0 {
			return -1
		}
		if t.same(int(s-1), key) {
			return int(s - 1)
		}
	}
}

// add returns the number of a tuple and whether it is new.
func (t *idTable) add(key []rdf.ID) (int, bool) {
	mask := uint64(len(t.slots) - 1)
	h := hashIDs(key) & mask
	for ; ; h = (h + 1) & mask {
		s := t.slots[h]
		if s == 0 {
			break
		}
		if t.same(int(s-1), key) {
			return int(s - 1), false
		}
	}
	t.slots[h] = uint32(t.n + 1)
	t.keys = appendIDs(t.ex, t.keys, key)
	t.n++
	if t.n*2 > len(t.slots) {
		t.grow()
	}
	return t.n - 1, true
}

func (t *idTable) grow() {
	t.ex.charge(int64(len(t.slots)) * 4)
	t.slots = make([]uint32, len(t.slots)*2)
	mask := uint64(len(t.slots) - 1)
	for i := range t.n {
		h := hashIDs(t.at(i)) & mask
		for t.slots[h] != 0 {
			h = (h + 1) & mask
		}
		t.slots[h] = uint32(i + 1)
	}
}

// appendIDs appends and charges the query for what the slice grows by.
func appendIDs(ex *exec, list, more []rdf.ID) []rdf.ID {
	before := cap(list)
	list = append(list, more...)
	if c := cap(list); c != before {
		ex.charge(int64(c-before) * 8)
	}
	return list
}
