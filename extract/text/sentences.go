package text

// Brackets and quotations up to these lengths, in code points between the two
// marks, are never cut by a sentence end. Titles may be long; quotations that
// are longer hold sentences of their own.
const (
	wholeTitle   = 160
	wholeBracket = 80
	wholeQuote   = 48
)

// event is a place in a line that the layout pass must look at: everything
// that is not plain.
type event struct {
	at    int32
	class class
	// match is, for an opening mark, the place of its partner; closing for the
	// second of a pair of ASCII quotation marks; else unpaired.
	match int32
}

const (
	unpaired = -1
	closing  = -2
)

// splitter cuts lines into sentences. Its slices are reused from line to line.
type splitter struct {
	events []event
	stack  []int32
}

// scan collects the events of [start, end) and pairs brackets and quotation
// marks. A closing mark without an opening one is ignored, and so is an
// opening one without its partner.
func (p *splitter) scan(runes []rune, start, end int) {
	p.events, p.stack = p.events[:0], p.stack[:0]
	for i := start; i < end; i++ {
		r := runes[i]
		if uint32(r) >= uint32(len(classes)) {
			continue
		}
		c := classes[r]
		if c <= space {
			continue
		}
		p.events = append(p.events, event{int32(i), c, unpaired})
		switch c {
		case open:
			p.stack = append(p.stack, int32(len(p.events)-1))
		case shut:
			p.pair(runes, canonical(r), int32(i))
		case quote:
			if p.pair(runes, r, int32(i)) {
				p.events[len(p.events)-1].match = closing
			} else {
				p.stack = append(p.stack, int32(len(p.events)-1))
			}
		}
	}
}

// maxNesting bounds how far down the stack a partner is looked for, so that a
// line of unpaired marks costs no more than another.
const maxNesting = 8

// pair gives the nearest opening mark that asks for this closing one its match
// and forgets the marks inside it that are still open.
func (p *splitter) pair(runes []rune, mark rune, at int32) bool {
	for k := len(p.stack) - 1; k >= 0 && k >= len(p.stack)-maxNesting; k-- {
		e := &p.events[p.stack[k]]
		want := partner(runes[e.at])
		if e.class == quote {
			want = runes[e.at]
		}
		if want == mark {
			e.match = at
			p.stack = p.stack[:k]
			return true
		}
	}
	return false
}

// whole returns the greatest length at which a pair is never cut.
func whole(r rune) int {
	switch r {
	case '《', '〈':
		return wholeTitle
	case '“', '‘', '「', '『', '"', '＂', '｢', '﹁', '﹃':
		return wholeQuote
	}
	return wholeBracket
}

// split appends the sentences of content, a part of the line that scan saw
// last, to dst.
func (p *splitter) split(dst []Sentence, t *Text, content Span, line int) []Sentence {
	start := content.Start
	until := start // no stop counts before this place
	emit := func(end int) {
		if s := t.trim(Span{start, end}); !s.Empty() {
			dst = append(dst, Sentence{s, line})
		}
		start = end
	}
	for k, e := range p.events {
		at := int(e.at)
		if at < until || at < content.Start {
			continue
		}
		if at >= content.End {
			break
		}
		switch e.class {
		case open, quote:
			if e.match > 0 && int(e.match)-at-1 <= whole(t.runes[at]) {
				until = int(e.match)
			}
		case stop:
			end := at + 1
			for _, next := range p.events[k+1:] {
				if int(next.at) != end || end >= content.End || !next.closes() {
					break
				}
				end++
			}
			emit(end)
			until = end
		}
	}
	emit(content.End)
	return dst
}

// closes reports whether a mark right after a sentence end still belongs to the
// sentence: a further stop, a closing mark, the second of two ASCII quotation
// marks.
func (e event) closes() bool {
	return e.class == stop || e.class == shut || e.class == quote && e.match == closing
}
