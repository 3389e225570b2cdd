package rule

import (
	"slices"
	"sort"

	"gongbao/extract/gazetteer"
	"gongbao/extract/mention"
	"gongbao/extract/text"
)

// Given is a span that an earlier stage found: a date, an ordinal, a title.
type Given struct {
	Span text.Span
	// Type is the mention type: Date, Ordinal, Title.
	Type string
	// Start and End bound a date, in ISO 8601; Number is an ordinal's value.
	Start, End string
	Number     int
}

// page is one document as the rules see it: characters, flags, bracket pairs and
// the lattice of mentions. It is reused.
type page struct {
	e     *Engine
	text  *text.Text
	runes []rune
	flags []uint16
	pair  []int32 // see lay
	lat   mention.Lattice
	given []Given
	made  []made
	// windows are what rules match within, in text order.
	windows []window
	// byType lists the mentions that can start a rule, in text order save for
	// those of a type in unsorted, until the stratum ends.
	byType   [][]trigger
	unsorted []mention.Type
	hits     []gazetteer.Hit
	cands    []candidate
	order    []int32 // the given spans by their ends
	stack    []int32

	matches  matchArena
	captures captureArena
}

// made is a mention that a rule made or that the document's memory found.
type made struct {
	mention int32
	rule    *compiled
	match   *match // nil for memory
	node    int32  // the capture it stands for
	head    value  // what it shows
	like    int32  // memory: the made mention or -1
	anaphor bool
}

type candidate struct {
	start, end int32
	typ        mention.Type
	origin     mention.Origin
	ref        int32
}

// open prepares the page for a text and fills the lattice with what the
// gazetteer finds and what earlier stages give.
func (p *page) open(t *text.Text, given []Given) {
	p.text, p.runes, p.given = t, t.Runes(), given
	n := len(p.runes)
	p.flags = resize(p.flags, n+1)
	p.pair = resize(p.pair, n+1)
	p.made = p.made[:0]
	p.unsorted = p.unsorted[:0]
	p.matches.used, p.captures.used = 0, 0
	for i := range p.byType {
		p.byType[i] = p.byType[i][:0]
	}
	p.cut()
	p.lay()
	p.lat.Reset(n)
	p.collect()
	p.fill()
}

// fill puts what was collected on the page. What no rule looks at counts only
// for open runs. The windows and the spans of speech are walked along with the
// mentions, since all are in text order.
func (p *page) fill() {
	speech := p.text.Speech()
	w, s := int32(-1), 0
	for _, c := range p.cands {
		p.bound(c.start, c.end, c.typ)
		if !p.e.asked[c.typ] {
			continue
		}
		k := p.lat.Add(mention.Mention{Start: c.start, End: c.end, Type: c.typ, Origin: c.origin, Ref: c.ref})
		p.flags[c.start] |= flagStarts
		if !p.e.starts[c.typ] {
			continue
		}
		for int(w)+1 < len(p.windows) && p.windows[w+1].lo <= c.start {
			w++
		}
		if w < 0 || c.end > p.windows[w].hi {
			continue
		}
		for s < len(speech) && speech[s].End <= int(c.start) {
			s++
		}
		said := s < len(speech) && speech[s].Start <= int(c.start)
		p.byType[c.typ] = append(p.byType[c.typ], trigger{k, c.start, w, said})
	}
}

// trigger is a mention that can start a rule, with what every rule asks of it.
type trigger struct {
	mention, start int32
	window         int32
	speech         bool // it stands in reported speech
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// lay looks at every character once: it notes its kind for open runs and pairs
// brackets. At an opening bracket pair is the offset behind the closing one, at a
// closing one 1 + the offset of the opening one, elsewhere 0. Brackets pair
// within a line only.
func (p *page) lay() {
	clear(p.pair)
	p.stack = p.stack[:0]
	flags := p.flags[:len(p.runes)]
	for i, r := range p.runes {
		f := kindOf(r)
		flags[i] = f &^ (markOpen | markClose | markLine)
		if f&(markOpen|markClose|markLine) == 0 {
			continue
		}
		switch {
		case f&markOpen != 0:
			p.stack = append(p.stack, int32(i))
		case f&markLine != 0:
			p.stack = p.stack[:0]
		default:
			if k := len(p.stack); k > 0 {
				o := p.stack[k-1]
				p.stack = p.stack[:k-1]
				p.pair[o] = int32(i) + 1
				p.pair[i] = o + 1
				flags[o] |= flagPaired
				flags[i] |= flagPaired
			}
		}
	}
	p.flags[len(p.runes)] = 0
}

// collect gathers the mentions that the gazetteer and the earlier stages found,
// in the order of their ends, less those that lie strictly inside a longer one.
// It merges the two lists by their ends; a mention that lies inside the new one
// is then on top of those kept, so each is looked at twice at most.
func (p *page) collect() {
	e := p.e
	p.hits = e.gaz.Longest(p.runes, p.hits[:0])
	p.order = p.order[:0]
	for i := range p.given {
		p.order = append(p.order, int32(i))
	}
	slices.SortStableFunc(p.order, func(a, b int32) int {
		x, y := p.given[a].Span, p.given[b].Span
		if x.End != y.End {
			return x.End - y.End
		}
		return x.Start - y.Start
	})
	const far = int32(1<<31 - 1)
	out := p.cands[:0]
	for h, g := 0, 0; h < len(p.hits) || g < len(p.order); {
		// What ends next, and the first place where something that ends there starts.
		end, first := far, far
		if h < len(p.hits) {
			end, first = p.hits[h].End, p.hits[h].Start
		}
		if g < len(p.order) {
			s := p.given[p.order[g]].Span
			if int32(s.End) < end {
				end, first = int32(s.End), int32(s.Start)
			} else if int32(s.End) == end {
				first = min(first, int32(s.Start))
			}
		}
		for len(out) > 0 && out[len(out)-1].start >= first {
			out = out[:len(out)-1]
		}
		for ; h < len(p.hits) && p.hits[h].End == end; h++ {
			if p.hits[h].Start != first {
				continue
			}
			for _, o := range e.gaz.Owners(p.hits[h].Pattern) {
				out = append(out, candidate{first, end, e.entryType[o], mention.Gazetteer, o})
			}
		}
		for ; g < len(p.order) && int32(p.given[p.order[g]].Span.End) == end; g++ {
			i := p.order[g]
			if int32(p.given[i].Span.Start) != first {
				continue
			}
			if t := e.types.Lookup(p.given[i].Type); t != mention.None {
				out = append(out, candidate{first, end, t, mention.Time, i})
			}
		}
	}
	p.cands = out
}

// add puts a mention that a rule made on the page: lattice, flags, triggers.
func (p *page) add(m mention.Mention) int32 {
	p.bound(m.Start, m.End, m.Type)
	k := p.lat.Add(m)
	p.flags[m.Start] |= flagStarts
	if !p.e.starts[m.Type] {
		return k
	}
	w := int32(sort.Search(len(p.windows), func(i int) bool { return p.windows[i].lo > m.Start })) - 1
	if w < 0 || m.End > p.windows[w].hi {
		return k
	}
	list := p.byType[m.Type]
	x := trigger{k, m.Start, w, p.text.InSpeech(int(m.Start))}
	if n := len(list); n > 0 && p.precedes(x, list[n-1]) < 0 && !slices.Contains(p.unsorted, m.Type) {
		p.unsorted = append(p.unsorted, m.Type)
	}
	p.byType[m.Type] = append(list, x)
	return k
}

// bound sets the flags by which a mention bears on open runs.
func (p *page) bound(start, end int32, t mention.Type) {
	stop := p.e.stop[t]
	if stop != StopInner {
		p.flags[start] |= flagBoundStart
		p.flags[end] |= flagBoundEnd
	}
	var first, inside uint16
	switch stop {
	case StopNone:
		return
	case StopHard:
		first, inside = flagHard, flagInside
	default:
		first, inside = flagSoft, flagInSoft
	}
	p.flags[start] |= first
	for k := start + 1; k < end; k++ {
		p.flags[k] |= inside
	}
}

// precedes compares triggers by their place: by their start, the longer first.
func (p *page) precedes(a, b trigger) int {
	if a.start != b.start {
		return int(a.start - b.start)
	}
	return int(p.lat.At(b.mention).End - p.lat.At(a.mention).End)
}

// sortTriggers puts the triggers to which rules have added into text order.
func (p *page) sortTriggers() {
	for _, t := range p.unsorted {
		slices.SortStableFunc(p.byType[t], p.precedes)
	}
	p.unsorted = p.unsorted[:0]
}

// attr returns an attribute of a mention: of its gazetteer row, or the text of
// a slot of the match that made it.
func (p *page) attr(m mention.Mention, name string) string {
	switch m.Origin {
	case mention.Gazetteer:
		return entryAttr(p.e.gaz.Entries()[m.Ref], name)
	case mention.Rule, mention.Memory:
		d := &p.made[m.Ref]
		if name == "code" {
			return d.head.code
		}
		if d.match != nil {
			if v := p.lookup(d.match, d.node, []string{name}); v.ok() {
				return v.text
			}
		}
	}
	return ""
}
