package rule

import "gongbao/extract/mention"

// The flags that a page keeps for each offset of the text.
const (
	flagHard       uint16 = 1 << iota // a mention that no run may cross starts here
	flagSoft                          // one that a run crosses at a price starts here
	flagInside                        // strictly inside a mention of the first sort
	flagStarts                        // some mention starts here
	flagBoundStart                    // a mention that ends a run before it starts here
	flagBoundEnd                      // one that lets a run begin behind it ends here
	flagWord                          // the character here is a letter or a name mark
	flagInner                         // … or another one that may stand inside a name: a digit, a quotation mark
	flagInSoft                        // strictly inside a mention of the second sort
	flagComma                         // … or 、
	flagBlank                         // … or white space
	flagPaired                        // … or a parenthesis that has its partner

	kindFlags = flagWord | flagInner | flagComma
)

// cost orders the ways to match. Smaller is better: first the fewest soft stops
// crossed, then the longest match, then the fewest parentheses skipped, the fewest
// elements, and the fewest characters in open runs; of two ways that are alike in
// all of it, the one that comes first in the order of the pattern. Costs of the
// parts of a path add up. How long a match is need not be kept: ways are compared
// from one offset, so the further end tells.
type cost struct {
	soft int32
	rest int64 // skipped, elements, open characters: 21, 22 and 20 bits
}

// No sum overflows its bits within a Window: an element reads one character at
// least, and a character in a gap counts as four elements.
const (
	costOpen int64 = 1
	costElem int64 = 1 << 20
	costSkip int64 = 1 << 42
)

func (c cost) plus(d cost) cost { return cost{c.soft + d.soft, c.rest + d.rest} }

// way is the best way from an instruction at an offset to acceptance.
type way struct {
	cost cost
	end  int32 // the offset of acceptance
	ok   bool
}

// better reports whether a is the better one of two ways from one offset.
func better(a, b way, left bool) bool {
	switch {
	case a.cost.soft != b.cost.soft:
		return a.cost.soft < b.cost.soft
	case a.end != b.end:
		return (a.end > b.end) != left
	}
	return a.cost.rest < b.cost.rest
}

// memo is one cell of the table of best ways. Two of them fill a line of the
// cache.
type memo struct {
	pc, off int32 // pc is complemented where the way must read something
	gen     uint32
	choice  int32
	soft    int32
	end     int32 // -1: there is no way
	rest    int64
}

func (c *memo) way() way {
	if c.end < 0 {
		return way{}
	}
	return way{cost{c.soft, c.rest}, c.end, true}
}

const choiceSkip int32 = -2 // pass over what is transparent, then the same instruction

// machine runs programs over a page. It keeps, for every instruction and
// offset, the best way to acceptance, so that all triggers of a sentence
// together visit each pair once: time is linear in the text for every program
// (this is Thompson's simulation with memory, in the way of packrat parsing;
// Ford, ICFP 2002). Open runs are bounded, so one visit costs a constant.
//
// Most visits fail at once, so before each the machine looks at the one
// character or mention that stands next (see may) and touches the table only
// where something fits.
type machine struct {
	page *page
	prog *program
	// lo and hi bound the window: the sentence.
	lo, hi int32
	table  []memo
	mask   uint32
	used   int
	gen    uint32
	depth  int
	// Steps counts visited instructions, run characters and mentions.
	steps int64
	// trace is set by explain: called for each failed element; enter is called
	// before and after an element is tried.
	trace func(i *instr, at int32)
	enter func(pc, off int32, in bool)
}

// maxDepth bounds the recursion of best: elements on one path.
const maxDepth = 1 << 20

// begin prepares the machine for a program in a window.
func (m *machine) begin(p *program, lo, hi int32) {
	m.prog, m.lo, m.hi = p, lo, hi
	m.gen++
	m.used = 0
	if m.table == nil {
		m.table = make([]memo, leastTable)
	}
	m.mask = leastTable - 1
}

// leastTable is the number of cells that a window starts with. It is small, so
// that those of a usual sentence stay in the nearest cache.
const leastTable = 1 << 8

// mostTable is the number of cells that are kept for the next text.
const mostTable = 1 << 16

// rest gives back what an uncommonly long sentence has taken.
func (m *machine) rest() {
	if len(m.table) > mostTable {
		m.table = nil
	}
}

// find returns the cell of an instruction at an offset, or the free one where it
// belongs.
func (m *machine) find(pc, off int32) *memo {
	for i := (uint32(off)*0x9E3779B1 ^ uint32(pc)*0x85EBCA6B) >> 7; ; i++ {
		c := &m.table[i&m.mask]
		if c.gen != m.gen || c.pc == pc && c.off == off {
			return c
		}
	}
}

func (m *machine) store(e *memo) {
	if m.used*2 > int(m.mask) {
		m.grow()
	}
	e.gen = m.gen
	m.used++
	*m.find(e.pc, e.off) = *e
}

// grow spreads the cells of the window over four times the room.
func (m *machine) grow() {
	kept := make([]memo, 0, m.used)
	for _, c := range m.table[:m.mask+1] {
		if c.gen == m.gen {
			kept = append(kept, c)
		}
	}
	m.mask = 4*(m.mask+1) - 1
	if int(m.mask) >= len(m.table) {
		m.table = make([]memo, m.mask+1)
	}
	m.gen++
	for i := range kept {
		kept[i].gen = m.gen
		*m.find(kept[i].pc, kept[i].off) = kept[i]
	}
}

// best returns the best way from instruction pc at an offset to acceptance.
func (m *machine) best(pc, off int32) way { return m.search(pc, off, false) }

// search is best; with moving, only ways that read something count.
func (m *machine) search(pc, off int32, moving bool) way {
	pc = m.advance(pc, off)
	if pc < 0 {
		return way{}
	}
	i := &m.prog.code[pc]
	if i.op == opMatch {
		return way{end: off, ok: !moving}
	}
	if i.op >= opLit && i.op <= opRun {
		moving = false // these always read something
	}
	key := pc
	if moving {
		key = ^pc
	}
	if c := m.find(key, off); c.gen == m.gen {
		return c.way()
	}
	m.steps++
	m.depth++
	r := memo{pc: key, off: off, end: -1}
	if m.enter != nil {
		m.enter(pc, off, true)
	}
	if m.depth < maxDepth {
		m.try(&r, i, off, moving)
	}
	if m.enter != nil {
		m.enter(pc, off, false)
	}
	m.depth--
	m.store(&r)
	return r.way()
}

// advance goes on from an instruction to the next one that must be decided:
// over the marks of groups, over an anchor that holds, and over a choice of which one side alone may fit
// what stands next. It returns -1 when nothing can fit.
func (m *machine) advance(pc, off int32) int32 {
	n := m.next(off)
	list := m.prog.first
	for {
		f := &list[pc]
		switch f.op {
		case opOpen, opClose:
			pc = f.x
			continue
		case opMatch:
			return pc
		}
		if m.trace != nil {
			return pc
		}
		if f.op == opAnchor {
			if !m.holds(f.edge, off) {
				return -1
			}
			pc = f.x
			continue
		}
		if f.op != opSplit {
			if !f.fits(n) {
				return -1
			}
			return pc
		}
		switch x, y := list[f.x].fits(n), list[f.y].fits(n); {
		case x && y:
			return pc
		case x:
			pc = f.x
		case y:
			pc = f.y
		default:
			return -1
		}
	}
}

// next looks at what stands next at an offset, for the program's direction.
func (m *machine) next(off int32) next {
	p := m.page
	at := off
	var types uint64
	if m.prog.left {
		if at--; at < m.lo {
			return next{}
		}
		types = p.lat.TypesEnding(off)
	} else {
		if at >= m.hi {
			return next{}
		}
		types = p.lat.TypesStarting(off)
	}
	c := p.folded[at]
	n := next{flags: p.flags[at], char: 1 << (c & 63), types: types}
	if n.flags&flagHard != 0 {
		n.flags &^= kindFlags
	}
	return n
}

// may reports whether what stands next at an offset can begin what instruction
// pc begins. It errs on the side of true.
func (m *machine) may(pc, off int32) bool {
	f := &m.prog.first[pc]
	return m.holds(f.edge, off) && f.fits(m.next(off))
}

// holds reports whether an offset is the edge of the window that is asked for.
func (m *machine) holds(e edge, off int32) bool {
	return e == anywhere || e == atStart && off == m.lo || e == atEnd && off == m.hi
}

// offer keeps a way if it is better than the one found so far.
func (m *machine) offer(r *memo, w way, choice int32) {
	if r.end < 0 || better(w, r.way(), m.prog.left) {
		r.soft, r.rest, r.end, r.choice = w.cost.soft, w.cost.rest, w.end, choice
	}
}

// take offers a way: price here, then the best from pc at off.
func (m *machine) take(r *memo, price cost, pc, off int32, moving bool, choice int32) {
	if n := m.search(pc, off, moving); n.ok {
		n.cost = price.plus(n.cost)
		m.offer(r, n, choice)
	}
}

func (m *machine) try(r *memo, i *instr, off int32, moving bool) {
	switch i.op {
	case opSplit:
		m.take(r, cost{}, i.x, off, moving, 0)
		m.take(r, cost{}, i.y, off, moving, 1)
	case opAnchor:
		if i.not && off == m.hi || !i.not && off == m.lo {
			m.take(r, cost{}, i.x, off, moving, 0)
		} else if m.trace != nil {
			m.trace(i, off)
		}
	case opLook:
		if n := m.best(i.y, off); n.ok != i.not {
			m.take(r, cost{}, i.x, off, moving, 0)
		} else if m.trace != nil {
			m.trace(i, off)
		}
	default:
		m.consume(r, i, off)
		if to, price := m.transparent(off); to >= 0 {
			m.take(r, price, r.pc, to, false, choiceSkip)
		}
		if r.end < 0 && m.trace != nil {
			m.trace(i, off)
		}
	}
}

// transparent returns where reading goes on behind a space or a parenthesis
// that stands next at the offset, or -1.
func (m *machine) transparent(off int32) (int32, cost) {
	p := m.page
	if m.prog.left {
		if off > m.lo {
			if isSpace(p.runes[off-1]) {
				return off - 1, cost{}
			}
			if o := p.pair[off-1]; o > 0 && o-1 < off-1 && o-1 >= m.lo {
				return o - 1, cost{rest: costSkip}
			}
		}
		return -1, cost{}
	}
	if off < m.hi {
		if isSpace(p.runes[off]) {
			return off + 1, cost{}
		}
		if c := p.pair[off]; c > 0 && c-1 > off && c <= m.hi {
			return c, cost{rest: costSkip}
		}
	}
	return -1, cost{}
}

func (m *machine) consume(r *memo, i *instr, off int32) {
	switch i.op {
	case opLit:
		n := int32(len(i.lit))
		from, to := off, off+n
		if m.prog.left {
			from, to = off-n, off
		}
		if from < m.lo || to > m.hi {
			return
		}
		for k, c := range i.lit {
			if m.page.folded[from+int32(k)] != c {
				return
			}
		}
		if m.prog.left {
			to = from
		}
		m.take(r, cost{rest: costElem}, i.x, to, false, 0)
	case opTyped:
		if m.prog.left {
			for k := m.page.lat.EndingAt(off); k >= 0; k = m.page.lat.NextEnding(k) {
				m.steps++
				if v := m.page.lat.At(k); v.Start >= m.lo && i.types.Has(v.Type) && m.page.passes(v, i.filter) {
					m.take(r, cost{rest: costElem}, i.x, v.Start, false, k)
				}
			}
			return
		}
		for k := m.page.lat.StartingAt(off); k >= 0; k = m.page.lat.NextStarting(k) {
			m.steps++
			if v := m.page.lat.At(k); v.End <= m.hi && i.types.Has(v.Type) && m.page.passes(v, i.filter) {
				m.take(r, cost{rest: costElem}, i.x, v.End, false, k)
			}
		}
	case opRun:
		if m.prog.left {
			m.runLeft(r, i, off)
		} else {
			m.runRight(r, i, off)
		}
	}
}

// runRight tries every end of an open run that starts at off. A run never
// enters a hard stop nor a mention that the rule excludes; it pays for each soft
// stop, unless its class is any; and it ends only at a boundary (before a mention,
// a mark, or the end of the sentence), unless what follows it in the pattern reads
// something.
func (m *machine) runRight(r *memo, i *instr, off int32) {
	p := m.page
	if !i.gap && p.flags[off]&flagInside != 0 || len(i.types) > 0 && p.insideOne(off, i.types) {
		return
	}
	var soft, n int32
	for e := off; ; {
		if n >= i.min && (i.gap || p.flags[e]&flagInside == 0 && (n == 0 || !isNameMark(p.runes[e-1]))) && (m.trace != nil || m.may(i.x, e)) && (!i.name || p.e.names.fits(p.runes[off:e])) {
			price := cost{soft, costElem + i.open(n)}
			if p.flags[e]&flagInSoft != 0 && !i.any {
				price.soft++
			}
			m.take(r, price, i.x, e, !m.boundaryRight(e), e)
		}
		if n >= i.max || e >= m.hi {
			return
		}
		m.steps++
		f := p.flags[e]
		if f&flagHard != 0 && !i.gap || len(i.types) > 0 && p.startsOne(e, i.types) {
			return
		}
		if f&flagSoft != 0 && !i.any {
			soft++
		}
		if f&flagWord == 0 && !i.gap && !i.admits(f) {
			if c := p.pair[e]; n > 0 && c > 0 && c-1 > e && c <= m.hi && n < i.max {
				e = c // a parenthesis inside a run is passed over
				n++
				continue
			}
			if !(isSpace(p.runes[e]) && e > off && e+1 < m.hi && isLatin(p.runes[e-1]) && isLatin(p.runes[e+1])) {
				return
			}
		}
		e++
		n++
	}
}

// runLeft is runRight in the other direction.
func (m *machine) runLeft(r *memo, i *instr, off int32) {
	p := m.page
	if !i.gap && p.flags[off]&flagInside != 0 || len(i.types) > 0 && p.insideOne(off, i.types) {
		return
	}
	var soft, n int32
	for s := off; ; {
		if n >= i.min && (i.gap || p.flags[s]&flagInside == 0 && (n == 0 || !isNameMark(p.runes[s]))) && (m.trace != nil || m.may(i.x, s)) && (!i.name || p.e.names.fits(p.runes[s:off])) {
			price := cost{soft, costElem + i.open(n)}
			if p.flags[s]&flagInSoft != 0 && !i.any {
				price.soft++
			}
			m.take(r, price, i.x, s, !m.boundaryLeft(s), s)
		}
		if n >= i.max || s <= m.lo {
			return
		}
		m.steps++
		f := p.flags[s-1]
		if f&flagWord == 0 && !i.gap && !i.admits(f) {
			if o := p.pair[s-1]; n > 0 && o > 0 && o-1 < s-1 && o-1 >= m.lo {
				s = o - 1
				n++
				continue
			}
			if !(isSpace(p.runes[s-1]) && s < off && s-2 >= m.lo && isLatin(p.runes[s-2]) && isLatin(p.runes[s])) {
				return
			}
		}
		if f&flagHard != 0 && !i.gap || len(i.types) > 0 && p.startsOne(s-1, i.types) {
			return
		}
		if f&flagSoft != 0 && !i.any {
			soft++
		}
		s--
		n++
	}
}

func (m *machine) boundaryRight(e int32) bool {
	return e >= m.hi || m.page.flags[e]&flagBoundStart != 0 || m.page.flags[e]&flagWord == 0
}

func (m *machine) boundaryLeft(s int32) bool {
	return s <= m.lo || m.page.flags[s]&flagBoundEnd != 0 || m.page.flags[s-1]&flagWord == 0
}

// open is the price of n open characters. Those of a gap cost more than an
// element, so that what the pattern can read is not left to the gap.
func (i *instr) open(n int32) int64 {
	if i.gap {
		return 4 * costElem * int64(n)
	}
	return costOpen * int64(n)
}

// admits reports whether a run takes a character that is no letter.
func (i *instr) admits(f uint16) bool {
	return i.any && f&flagInner != 0 || i.list && f&flagComma != 0
}

func isSpace(r rune) bool {
	return r == ' ' || r == '\u3000' || r == '\u00a0' || r == '\t' || r == '\n'
}

// isNameMark reports whether a character joins the parts of a name: no run
// begins or ends with it.
func isNameMark(r rune) bool {
	switch r {
	case '·', '•', '‧', '・', '—', '－', '-', '–':
		return true
	}
	return false
}

func isLatin(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '.' || r >= 0xC0 && r < 0x250
}

// startsOne reports whether a mention of one of the types starts at an offset.
func (p *page) startsOne(off int32, types mention.Set) bool {
	if p.flags[off]&flagStarts == 0 {
		return false
	}
	for k := p.lat.StartingAt(off); k >= 0; k = p.lat.NextStarting(k) {
		if types.Has(p.lat.At(k).Type) {
			return true
		}
	}
	return false
}

// insideOne reports whether an offset lies strictly inside a mention of one of
// the types: a run may neither begin nor end there.
func (p *page) insideOne(off int32, types mention.Set) bool {
	if p.flags[off]&flagInSoft == 0 {
		return false
	}
	for from := off - 1; from >= 0 && from > off-maxMention; from-- {
		for k := p.lat.StartingAt(from); k >= 0; k = p.lat.NextStarting(k) {
			if m := p.lat.At(k); m.End > off && types.Has(m.Type) {
				return true
			}
		}
	}
	return false
}

// maxMention bounds how far back insideOne looks, in code points; longer names
// than this have no part that passes for a person's name.
const maxMention = 16
