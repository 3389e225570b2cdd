// Package mention holds the typed spans of a text and answers, for any offset,
// which of them start or end there: the lattice that rules walk. Overlaps are
// settled by covering: a mention that lies strictly inside a longer one of the
// gazetteer is not seen by rules (上海 inside 上海合作组织), while mentions that
// merely cross are all kept, since the rule decides between them.
package mention

import (
	"iter"
	"math/bits"
	"slices"

	"gongbao/extract/text"
)

// Type is the number of a mention type in a pack's TypeTable.
type Type uint16

// None is no type.
const None Type = 0

// TypeTable numbers the mention types of a pack.
type TypeTable struct {
	names []string
	ids   map[string]Type
}

// NewTypeTable returns a table with no types.
func NewTypeTable() *TypeTable {
	return &TypeTable{names: []string{""}, ids: map[string]Type{}}
}

// ID returns the number of a type's name, adding it when it is new.
func (t *TypeTable) ID(name string) Type {
	if id, ok := t.ids[name]; ok {
		return id
	}
	id := Type(len(t.names))
	t.names = append(t.names, name)
	t.ids[name] = id
	return id
}

// Lookup returns the number of a type's name, or None.
func (t *TypeTable) Lookup(name string) Type { return t.ids[name] }

// Name returns the name of a type.
func (t *TypeTable) Name(id Type) string { return t.names[id] }

// Len returns one more than the largest type number.
func (t *TypeTable) Len() int { return len(t.names) }

// Set is a set of types.
type Set []uint64

// NewSet returns the set of those types.
func NewSet(types ...Type) Set {
	var s Set
	for _, t := range types {
		s = s.With(t)
	}
	return s
}

// With returns the set with t added.
func (s Set) With(t Type) Set {
	for int(t)/64 >= len(s) {
		s = append(s, 0)
	}
	s[t/64] |= 1 << (t % 64)
	return s
}

// Union returns the set of the types of both.
func (s Set) Union(o Set) Set {
	if len(s) < len(o) {
		s, o = o, s
	}
	out := append(Set(nil), s...)
	for i, w := range o {
		out[i] |= w
	}
	return out
}

// All yields the types of the set, in rising order.
func (s Set) All() iter.Seq[Type] {
	return func(yield func(Type) bool) {
		for i, w := range s {
			for ; w != 0; w &= w - 1 {
				if !yield(Type(i*64 + bits.TrailingZeros64(w))) {
					return
				}
			}
		}
	}
}

// Has reports whether t is in the set.
func (s Set) Has(t Type) bool {
	return int(t)/64 < len(s) && s[t/64]&(1<<(t%64)) != 0
}

// Mention is a typed span. Ref points into the table of its origin: the
// gazetteer's entries, the document's times, or the mentions that rules made.
type Mention struct {
	Start, End int32
	Type       Type
	Origin     Origin
	Ref        int32
}

// Span returns the mention's span in code points of clean text.
func (m Mention) Span() text.Span { return text.Span{Start: int(m.Start), End: int(m.End)} }

// Origin tells who found a mention.
type Origin uint8

// The origins of mentions.
const (
	Gazetteer Origin = iota
	Time
	Rule
	Memory // a name that the document itself defined or used in full before
)

// Lattice indexes the mentions of one text by where they start and end. It is
// reused from document to document by Reset.
type Lattice struct {
	nodes []node
	heads []heads // by offset
	// starts and ends say for each offset which types start and end there, by the
	// last six bits of their numbers; where none does, what they hold is left over.
	starts, ends []uint64
}

// node is a mention with 1 + the index of the next one that starts, and of the
// next one that ends, where it does.
type node struct {
	Mention
	nextStart, nextEnd int32
}

// heads are 1 + the index of the first mention that starts, and of the first one
// that ends, at an offset.
type heads struct{ start, end int32 }

// Reset empties the lattice for a text of n code points.
func (l *Lattice) Reset(n int) {
	l.nodes = l.nodes[:0]
	if n++; cap(l.heads) < n {
		l.heads = make([]heads, n, n+n/4)
		l.starts, l.ends = make([]uint64, n, n+n/4), make([]uint64, n, n+n/4)
		return
	}
	l.heads, l.starts, l.ends = l.heads[:n], l.starts[:n], l.ends[:n]
	clear(l.heads)
}

// Add puts a mention into the lattice and returns its index.
func (l *Lattice) Add(m Mention) int32 {
	start, end := &l.heads[m.Start].start, &l.heads[m.End].end
	// Field by field: a record made aside and then copied waits for its own bytes.
	if len(l.nodes) == cap(l.nodes) {
		l.nodes = slices.Grow(l.nodes, len(l.nodes)+64)
	}
	l.nodes = l.nodes[:len(l.nodes)+1]
	x := &l.nodes[len(l.nodes)-1]
	x.Start, x.End, x.Type, x.Origin, x.Ref = m.Start, m.End, m.Type, m.Origin, m.Ref
	x.nextStart, x.nextEnd = *start, *end
	i := int32(len(l.nodes))
	bit := uint64(1) << (m.Type & 63)
	if *start == 0 {
		l.starts[m.Start] = bit
	} else {
		l.starts[m.Start] |= bit
	}
	if *end == 0 {
		l.ends[m.End] = bit
	} else {
		l.ends[m.End] |= bit
	}
	*start, *end = i, i
	return i - 1
}

// TypesStarting returns the types of the mentions that start at the offset, as
// bits by the last six bits of their numbers; TypesEnding those of the ones that
// end there.
func (l *Lattice) TypesStarting(offset int32) uint64 {
	if l.heads[offset].start == 0 {
		return 0
	}
	return l.starts[offset]
}

// TypesEnding is TypesStarting for the mentions that end at the offset.
func (l *Lattice) TypesEnding(offset int32) uint64 {
	if l.heads[offset].end == 0 {
		return 0
	}
	return l.ends[offset]
}

// Len returns the number of mentions.
func (l *Lattice) Len() int { return len(l.nodes) }

// At returns the mention with that index.
func (l *Lattice) At(i int32) Mention { return l.nodes[i].Mention }

// StartingAt returns the index of a mention that starts at the offset, or -1;
// NextStarting goes on from there.
func (l *Lattice) StartingAt(offset int32) int32 { return l.heads[offset].start - 1 }

// NextStarting returns the next mention that starts where mention i does, or -1.
func (l *Lattice) NextStarting(i int32) int32 { return l.nodes[i].nextStart - 1 }

// EndingAt returns the index of a mention that ends at the offset, or -1;
// NextEnding goes on from there.
func (l *Lattice) EndingAt(offset int32) int32 { return l.heads[offset].end - 1 }

// NextEnding returns the next mention that ends where mention i does, or -1.
func (l *Lattice) NextEnding(i int32) int32 { return l.nodes[i].nextEnd - 1 }
