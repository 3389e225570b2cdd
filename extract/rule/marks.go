package rule

import "gongbao/extract/mention"

// marks is how a mention of a type bears on the page: the flags it sets where it
// starts, inside, and where it ends, and whether rules look at it.
type marks struct {
	start, inside, end uint16
	asked, starts      bool
}

// marksOf returns the marks of a type.
func (e *Engine) marksOf(t mention.Type) marks {
	m := marks{asked: e.asked[t], starts: e.starts[t]}
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

// pattern is what the page needs to know of a pattern of the gazetteer that one
// entry has, in one record.
type pattern struct {
	owner int32 // the entry; -1: there are several
	typ   mention.Type
	marks marks
}

// mark works out the marks of all types and of the gazetteer's patterns.
func (e *Engine) mark() {
	e.marks = make([]marks, e.types.Len())
	for t := range e.marks {
		e.marks[t] = e.marksOf(mention.Type(t))
	}
	e.patterns = make([]pattern, e.gaz.Patterns())
	for i := range e.patterns {
		x := &e.patterns[i]
		x.owner = -1
		if owners := e.gaz.Owners(int32(i)); len(owners) == 1 {
			x.owner, x.typ = owners[0], e.entryType[owners[0]]
			x.marks = e.marks[x.typ]
		}
	}
}
