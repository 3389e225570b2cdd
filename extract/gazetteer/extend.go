package gazetteer

import "slices"

// With returns a gazetteer of the same entries and more: those of a rule's test,
// or of a user's own list. The automaton of the first is shared, so that making it
// costs as much as the new entries alone. Indexes of entries stay as they are;
// the new ones follow.
func (g *Gazetteer) With(entries []*Entry) *Gazetteer {
	if len(entries) == 0 {
		return g
	}
	more := New(entries)
	base := int32(len(g.entries))
	for _, owners := range more.byPattern {
		for i := range owners {
			owners[i] += base
		}
	}
	x := *g
	x.entries = append(slices.Clip(g.entries), entries...)
	x.byPattern = append(slices.Clip(g.byPattern), more.byPattern...)
	x.further = append(slices.Clip(g.further), layer{more.auto, int32(len(g.byPattern))})
	return &x
}

// layer is a further automaton; its patterns are numbered from first on.
type layer struct {
	auto  *Automaton
	first int32
}

// merge appends the hits of the further automata and restores the order of ends,
// the longer of those that end together first.
func (g *Gazetteer) merge(text []rune, hits []Hit) []Hit {
	from := len(hits)
	hits = g.auto.Scan(text, hits)
	for _, l := range g.further {
		n := len(hits)
		hits = l.auto.Scan(text, hits)
		for i := n; i < len(hits); i++ {
			hits[i].Pattern += l.first
		}
	}
	slices.SortStableFunc(hits[from:], func(a, b Hit) int {
		if a.End != b.End {
			return int(a.End - b.End)
		}
		return int(a.Start - b.Start)
	})
	return hits
}
