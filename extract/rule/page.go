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
	// folded are the code points as they are matched: see text.Fold.
	folded []rune
	flags  []uint16
	pair   []int32 // see lay
	lat    mention.Lattice
	given  []Given
	// named is the first mention of each gazetteer code, made when asked for.
	named map[string]int32
	made  []made
	// windows are what rules match within, in text order.
	windows []window
	// byType lists the mentions that can start a rule, in text order save for
	// those of a type in unsorted, until the stratum ends.
	byType   [][]trigger
	unsorted []mention.Type
	hits     []gazetteer.Hit
	// found is what the gazetteer and the earlier stages found, in text order; the
	// pattern of a given span is the complement of its index.
	found  []gazetteer.Hit
	order  []gazetteer.Hit // the given spans by their ends
	cursor cursor
	stack  []int32

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

// open prepares the page for a text and fills the lattice with what the
// gazetteer finds and what earlier stages give.
func (p *page) open(t *text.Text, given []Given) {
	p.named = nil
	p.text, p.runes, p.given = t, t.Runes(), given
	n := len(p.runes)
	p.flags = resize(p.flags, n+1)
	p.pair = resize(p.pair, n+1)
	p.folded = resize(p.folded, n)
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

// fill puts what was found on the page. What no rule looks at counts only for
// open runs. The windows and the spans of speech are walked along with the
// mentions, since all are in text order.
func (p *page) fill() {
	p.cursor = cursor{speech: p.text.Speech(), window: -1}
	e := p.e
	for i := range p.found {
		h := &p.found[i] // no copy: it was written a moment ago
		start, end, n := h.Start, h.End, h.Pattern
		if n < 0 {
			if t := e.types.Lookup(p.given[^n].Type); t != mention.None {
				e.marks[t].set(p.flags, start, end)
				if e.asked[t] {
					p.put(start, end, t, mention.Time, ^n, e.starts[t])
				}
			}
			continue
		}
		x := &e.patterns[n]
		e.distinct[x.marks].set(p.flags, start, end)
		for k := x.from; k < x.from+int32(x.n); k++ {
			o := &e.reads[k]
			p.put(start, end, o.typ, mention.Gazetteer, o.entry, o.starts)
		}
	}
}

// cursor is where fill stands among windows and spans of speech.
type cursor struct {
	speech []text.Span
	window int32
	said   int
}

// put puts one mention on the page, which starts tells to trigger a rule.
func (p *page) put(start, end int32, t mention.Type, origin mention.Origin, ref int32, starts bool) {
	i := p.lat.Add(mention.Mention{Start: start, End: end, Type: t, Origin: origin, Ref: ref})
	p.flags[start] |= flagStarts
	c := &p.cursor
	for int(c.window)+1 < len(p.windows) && p.windows[c.window+1].lo <= start {
		c.window++
	}
	if c.window < 0 || end > p.windows[c.window].hi {
		return
	}
	p.windows[c.window].types.add(t)
	if !starts {
		return
	}
	for c.said < len(c.speech) && c.speech[c.said].End <= int(start) {
		c.said++
	}
	said := c.said < len(c.speech) && c.speech[c.said].Start <= int(start)
	p.byType[t] = append(p.byType[t], trigger{i, start, c.window, said})
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
	flags, folded := p.flags[:len(p.runes)], p.folded[:len(p.runes)]
	for i, r := range p.runes {
		folded[i] = text.Fold(r)
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

// collect gathers what the gazetteer and the earlier stages found, in text order,
// less what lies strictly inside something longer. It merges the two lists by
// their ends; what lies inside the new one is then on top of those kept, so each is
// looked at twice at most.
func (p *page) collect() {
	p.hits = p.e.gaz.Outermost(p.runes, p.hits[:0])
	if len(p.given) == 0 {
		p.found = append(p.found[:0], p.hits...)
		return
	}
	p.order = p.order[:0]
	for i, g := range p.given {
		p.order = append(p.order, gazetteer.Hit{Start: int32(g.Span.Start), End: int32(g.Span.End), Pattern: ^int32(i)})
	}
	slices.SortStableFunc(p.order, func(a, b gazetteer.Hit) int {
		if a.End != b.End {
			return int(a.End - b.End)
		}
		return int(a.Start - b.Start)
	})
	out, hits := p.found[:0], p.hits
	for _, g := range p.order {
		k := 0
		for k < len(hits) && (hits[k].End < g.End || hits[k].End == g.End && hits[k].Start <= g.Start) {
			k++
		}
		out = append(out, hits[:k]...)
		for hits = hits[k:]; len(hits) > 0 && hits[0].End == g.End; {
			hits = hits[1:] // it starts later
		}
		for n := len(out); n > 0 && out[n-1].Start >= g.Start && out[n-1].End-out[n-1].Start < g.End-g.Start; n-- {
			out = out[:n-1]
		}
		if inside(g, out, hits) {
			continue
		}
		out = append(out, g)
	}
	p.found = append(out, hits...)
}

// inside reports whether a span lies strictly inside the last one that ends no
// later or one of those that end later and start no later.
func inside(g gazetteer.Hit, before, after []gazetteer.Hit) bool {
	if n := len(before); n > 0 && before[n-1].End == g.End && before[n-1].Start < g.Start {
		return true
	}
	return len(after) > 0 && after[0].Start <= g.Start
}

// add puts a mention that a rule made on the page: lattice, flags, triggers.
func (p *page) add(m mention.Mention) int32 {
	p.e.marks[m.Type].set(p.flags, m.Start, m.End)
	k := p.lat.Add(m)
	p.flags[m.Start] |= flagStarts
	w := int32(sort.Search(len(p.windows), func(i int) bool { return p.windows[i].lo > m.Start })) - 1
	if w < 0 || m.End > p.windows[w].hi {
		return k
	}
	p.windows[w].types.add(m.Type)
	if !p.e.starts[m.Type] {
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
	case mention.Time:
		if name == "number" {
			return itoa(p.given[m.Ref].Number)
		}
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
