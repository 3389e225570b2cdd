package rule

import (
	"slices"

	"gongbao/extract/mention"
)

// marks are the flags that a mention sets where it starts, inside, and where it
// ends.
type marks struct{ start, inside, end uint16 }

// with returns the marks of two mentions of one extent.
func (k marks) with(o marks) marks {
	return marks{k.start | o.start, k.inside | o.inside, k.end | o.end}
}

// set sets the flags for a mention.
func (k *marks) set(flags []uint16, start, end int32) {
	flags[start] |= k.start
	flags[end] |= k.end
	if k.inside == 0 {
		return
	}
	for i := start + 1; i < end; i++ {
		flags[i] |= k.inside
	}
}

// marksOf returns the marks of a type.
func (e *Engine) marksOf(t mention.Type) marks {
	var m marks
	stop := e.stop[t]
	if stop != StopInner {
		m.start, m.end = flagBoundStart, flagBoundEnd
	}
	switch stop {
	case StopHard:
		m.start |= flagHard
		m.inside = flagInside
	case StopSoft, StopInner:
		m.start |= flagSoft
		m.inside = flagInSoft
	}
	return m
}

// pattern is what the page needs to know of a pattern of the gazetteer: its marks,
// those of all its entries together, and which entries rules look at. It is small,
// since a text meets patterns all over the table; there are few different marks.
type pattern struct {
	from  int32 // of its reads in Engine.reads
	n     uint16
	marks uint16 // in Engine.distinct
}

// read is an entry of a pattern whose type rules look at.
type read struct {
	entry  int32
	typ    mention.Type
	starts bool // it triggers a rule
}

// mark works out the marks of all types and of the gazetteer's patterns.
func (e *Engine) mark() {
	e.marks = make([]marks, e.types.Len())
	for t := range e.marks {
		e.marks[t] = e.marksOf(mention.Type(t))
	}
	e.patterns, e.reads, e.distinct = make([]pattern, e.gaz.Patterns()), nil, nil
	for i := range e.patterns {
		x := &e.patterns[i]
		x.from = int32(len(e.reads))
		var all marks
		for _, o := range e.gaz.Owners(int32(i)) {
			t := e.entryType[o]
			all = all.with(e.marks[t])
			if e.asked[t] {
				e.reads = append(e.reads, read{o, t, e.starts[t]})
				x.n++
			}
		}
		k := slices.Index(e.distinct, all)
		if k < 0 {
			k = len(e.distinct)
			e.distinct = append(e.distinct, all)
		}
		x.marks = uint16(k)
	}
}
