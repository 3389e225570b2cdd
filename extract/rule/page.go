package rule

import (
	"slices"

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

// page is one document as the rules see it: characters, folded characters,
// flags, bracket pairs and the lattice of mentions. It is reused.
type page struct {
	e     *Engine
	text  *text.Text
	runes []rune
	fold  []rune
	flags []uint16
	// pair holds, for an opening bracket, 1 + the offset behind the closing
	// one … see pairUp.
	pair  []int32
	lat   mention.Lattice
	given []Given
	made  []made
	// byType lists the mentions that can start a rule, in text order.
	byType [][]int32
	hits   []gazetteer.Hit
	cands  []candidate
	stack  []int32
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
	p.fold = resize(p.fold, n)
	p.flags = resize(p.flags, n+1)
	p.pair = resize(p.pair, n+1)
	p.made = p.made[:0]
	for i := range p.byType {
		p.byType[i] = p.byType[i][:0]
	}
	for i, r := range p.runes {
		p.fold[i] = text.Fold(r)
		p.flags[i] = kindOf(r)
		p.pair[i] = 0
	}
	p.flags[n], p.pair[n] = 0, 0
	p.pairUp()
	p.lat.Reset(n)
	p.collect()
	p.settle()
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// pairUp notes matching brackets: at an opening one 1 + (the offset behind the
// closing one), minus 1; at a closing one 1 + the offset of the opening one.
// Both are thus: pair[open] = offset behind the close, pair[close] = open + 1.
// Brackets pair within a line only.
func (p *page) pairUp() {
	p.stack = p.stack[:0]
	for i, r := range p.runes {
		switch r {
		case '(', '（':
			p.stack = append(p.stack, int32(i))
		case ')', '）':
			if k := len(p.stack); k > 0 {
				o := p.stack[k-1]
				p.stack = p.stack[:k-1]
				p.pair[o] = int32(i) + 1
				p.pair[i] = o + 1
			}
		case '\n':
			p.stack = p.stack[:0]
		}
	}
}

// collect gathers all candidates in the order of their ends.
func (p *page) collect() {
	p.cands = p.cands[:0]
	e := p.e
	p.hits = e.gaz.Hits(p.runes, p.hits[:0])
	for _, h := range p.hits {
		for _, o := range e.gaz.Owners(h.Pattern) {
			p.cands = append(p.cands, candidate{h.Start, h.End, e.entryType[o], mention.Gazetteer, o})
		}
	}
	for i, g := range p.given {
		p.cands = append(p.cands, candidate{int32(g.Span.Start), int32(g.Span.End), e.types.Lookup(g.Type), mention.Time, int32(i)})
	}
	if len(p.given) > 0 {
		slices.SortStableFunc(p.cands, func(a, b candidate) int {
			if a.end != b.end {
				return int(a.end - b.end)
			}
			return int(a.start - b.start)
		})
	}
}

// settle drops the candidates that lie strictly inside a longer one and puts
// the others into the lattice, in text order of their ends.
func (p *page) settle() {
	least := int32(len(p.runes)) + 1
	keep := len(p.cands)
	for hi := len(p.cands); hi > 0; {
		lo := hi - 1
		for lo > 0 && p.cands[lo-1].end == p.cands[hi-1].end {
			lo--
		}
		first := p.cands[lo].start
		for k := lo; k < hi; k++ {
			first = min(first, p.cands[k].start)
		}
		for k := hi - 1; k >= lo; k-- {
			if c := p.cands[k]; c.typ != mention.None && c.start == first && c.start < least {
				keep--
				p.cands[keep] = c
			}
		}
		least = min(least, first)
		hi = lo
	}
	for _, c := range p.cands[keep:] {
		p.add(mention.Mention{Start: c.start, End: c.end, Type: c.typ, Origin: c.origin, Ref: c.ref})
	}
}

// add puts a mention on the page: lattice, flags, triggers.
func (p *page) add(m mention.Mention) int32 {
	i := p.lat.Add(m)
	p.flags[m.Start] |= flagStarts
	stop := p.e.stop[m.Type]
	if stop != StopInner {
		p.flags[m.Start] |= flagBoundStart
		p.flags[m.End] |= flagBoundEnd
	}
	switch stop {
	case StopHard:
		p.flags[m.Start] |= flagHard
		for k := m.Start + 1; k < m.End; k++ {
			p.flags[k] |= flagInside
		}
	case StopSoft, StopInner:
		p.flags[m.Start] |= flagSoft
		for k := m.Start + 1; k < m.End; k++ {
			p.flags[k] |= flagInSoft
		}
	}
	if p.e.starts[m.Type] {
		p.byType[m.Type] = append(p.byType[m.Type], i)
	}
	return i
}

// attr returns an attribute of a mention: of its gazetteer row, or the text of
// a slot of the match that made it.
func (p *page) attr(m mention.Mention, name string) string {
	switch m.Origin {
	case mention.Gazetteer:
		e := p.e.gaz.Entries()[m.Ref]
		if name == "code" {
			return e.Code
		}
		return e.Attr(name)
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

// kindOf classifies a character for open runs.
func kindOf(r rune) uint16 {
	switch {
	case r >= 0x4E00 && r <= 0x9FFF, r >= 0x3400 && r <= 0x4DBF, r >= 0x20000 && r < 0x323B0, r == '〇':
		return flagWord
	case r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', r >= 0xC0 && r < 0x250 && r != 0xD7 && r != 0xF7:
		return flagWord
	case r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ':
		return flagWord
	}
	switch r {
	case '·', '•', '‧', '・', '—', '－', '-', '–', '.', '\'', '’':
		return flagWord
	case '“', '”', '「', '」', '『', '』', '"', '+', '＋', '/', '《', '》', '〈', '〉', '%', '%' + 0xfee0, '&':
		return flagInner
	case '、':
		return flagComma
	}
	if r >= '0' && r <= '9' || r >= '０' && r <= '９' {
		return flagInner
	}
	return 0
}
