package rule

import (
	"slices"
	"sort"

	"gongbao/extract/mention"
)

// nearest lists, for the types that are asked for, the mentions that name a
// thing, by their ends: what was named last before a place is one search away.
type nearest struct {
	lists map[mention.Type]*ended
}

// ended is the mentions of one type by their ends; of those that end together
// the one found last comes last. upTo counts the mentions of the page that are in
// the list or not of the type.
type ended struct {
	list []int32
	upTo int32
}

func (k *nearest) forget() {
	if k.lists == nil {
		k.lists = map[mention.Type]*ended{}
	}
	for _, e := range k.lists {
		e.list, e.upTo = e.list[:0], 0
	}
}

// endings returns the list of a type with all mentions found so far. Rules that
// ask run after those that make what they ask for, so lists seldom grow between
// two questions.
func (r *reader) endings(t mention.Type) []int32 {
	e := r.nearest.lists[t]
	if e == nil {
		e = &ended{}
		r.nearest.lists[t] = e
	}
	lat := &r.page.lat
	n := len(e.list)
	for ; e.upTo < int32(lat.Len()); e.upTo++ {
		if lat.At(e.upTo).Type == t && !r.refers(e.upTo) {
			e.list = append(e.list, e.upTo)
		}
	}
	if n < len(e.list) {
		byEnd := func(a, b int32) int { return int(lat.At(a).End - lat.At(b).End) }
		if !slices.IsSortedFunc(e.list[max(0, n-1):], byEnd) {
			slices.SortStableFunc(e.list, byEnd)
		}
	}
	return e.list
}

// near returns the last thing of a type that is named before an offset in the
// same line.
func (r *reader) near(t mention.Type, before int32) value {
	line := r.page.text.LineAt(int(before))
	if line < 0 || t == mention.None {
		return value{}
	}
	from := int32(r.page.text.Lines()[line].Start)
	list := r.endings(t)
	i := sort.Search(len(list), func(i int) bool { return r.page.lat.At(list[i]).End > before })
	if i == 0 || r.page.lat.At(list[i-1]).End < from {
		return value{}
	}
	return r.page.mentionValue(list[i-1])
}
