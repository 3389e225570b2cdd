package rule

import (
	"strings"

	"gongbao/extract/fact"
	"gongbao/extract/gazetteer"
	"gongbao/extract/mention"
	"gongbao/extract/text"
)

// capture is a node of a match: an instance of a group, or a filled slot.
// Captures stand in text order; a group comes before what it holds.
type capture struct {
	slot    int16
	group   bool
	parent  int32
	end     int32 // index behind the last capture inside a group
	span    [2]int32
	mention int32 // of a typed element, or -1
	openRun bool
}

// match is one accepted match of a rule.
type match struct {
	rule       *compiled
	start, end int32
	sentence   int32
	trigger    int32     // its first character
	captures   []capture // captures[0] is the root
	outer      map[outerKey]int32
	values     map[int32]value // of large groups
}

type outerKey struct {
	node        int32
	inner, slot int16
}

// newMatch builds the tree of captures from the events of the left program,
// which run against the text, the trigger, and the right program.
func (p *page) newMatch(r *compiled, v *variant, trig mention.Mention, trigIdx int32, left, right []event) *match {
	m := p.matches.next()
	m.rule, m.start, m.end, m.trigger = r, trig.Start, trig.End, trig.Start
	m.captures = p.captures.take(2 + len(left) + len(right))[:1]
	m.captures[0] = capture{slot: -1, group: true, parent: -1, mention: -1}
	cur := int32(0)
	step := func(e event) {
		m.start, m.end = min(m.start, e.start), max(m.end, e.end)
		switch e.op {
		case opOpen:
			m.captures = append(m.captures, capture{slot: e.slot, group: true, parent: cur, span: [2]int32{-1, -1}, mention: -1})
			cur = int32(len(m.captures) - 1)
		case opClose:
			c := &m.captures[cur]
			c.end = int32(len(m.captures))
			cur = c.parent
		default:
			if e.slot >= 0 || e.mention >= 0 && cur > 0 {
				k := int32(len(m.captures))
				m.captures = append(m.captures, capture{slot: e.slot, parent: cur, end: k + 1, span: [2]int32{e.start, e.end}, mention: e.mention, openRun: e.op == opRun})
			}
			for g := cur; g > 0; g = m.captures[g].parent { // a group spans what it consumed
				c := &m.captures[g]
				if c.span[0] < 0 {
					c.span = [2]int32{e.start, e.end}
				} else if e.end > c.span[1] {
					c.span[1] = e.end
				} else {
					break
				}
			}
		}
	}
	for i := len(left) - 1; i >= 0; i-- {
		step(left[i])
	}
	step(event{op: opTyped, slot: v.slot, start: trig.Start, end: trig.End, mention: trigIdx})
	for _, e := range right {
		step(e)
	}
	m.captures[0].end = int32(len(m.captures))
	m.captures[0].span = [2]int32{m.start, m.end}
	return m
}

// value is what a slot holds.
type value struct {
	typ        string // mention type, group or "Text"; "" = no value
	text       string
	code       string
	root       string // code of the first named body inside, for "within"
	span       text.Span
	start, end string           // of a date
	dated      bool             // the document's own date, which its text does not tell
	made       int32            // 1 + index of the made mention
	mention    int32            // 1 + index in the lattice
	entry      *gazetteer.Entry // the row that names it, if one does
}

func (v value) ok() bool { return v.typ != "" }

func constant(s string) value { return value{typ: "Text", text: s} }

func (v value) argument() fact.Argument {
	return fact.Argument{Text: v.text, Type: v.typ, Code: v.code, Span: v.span, Entity: fact.NoEntity}
}

// lookup finds the value of a path of slots, seen from a capture: inside it
// first, then outwards through the groups that hold it.
func (p *page) lookup(m *match, node int32, path []string) value {
	slot, ok := m.rule.slots[path[0]]
	if !ok {
		return value{}
	}
	c := m.find(node, slot)
	if c < 0 {
		return value{}
	}
	return p.follow(p.valueOf(m, c), path[1:])
}

// find returns the capture that fills a slot as seen from a node, or -1.
func (m *match) find(node int32, slot int16) int32 {
	from := node
	for i := node; i < m.captures[node].end; i++ {
		if m.captures[i].slot == slot {
			return i
		}
	}
	for n := m.captures[node].parent; n >= 0; n = m.captures[n].parent {
		if c := m.findOuter(n, m.captures[from].slot, slot, from); c >= 0 {
			return c
		}
		from = n
	}
	return -1
}

// findOuter looks for a slot among what a group holds outside the instances of
// one of its inner groups. It is answered once for each group and slot, so that
// a list of n items asks n times at the price of one.
func (m *match) findOuter(n int32, inner, slot int16, from int32) int32 {
	key := outerKey{n, inner, slot}
	many := len(m.captures) > fewCaptures
	if many {
		if c, ok := m.outer[key]; ok {
			return c
		}
	}
	found := int32(-1)
	for i := n + 1; i < m.captures[n].end; {
		c := &m.captures[i]
		if c.slot == slot {
			found = i
			break
		}
		if c.slot == inner && inner >= 0 {
			i = c.end
			continue
		}
		i++
	}
	if many {
		if m.outer == nil {
			m.outer = map[outerKey]int32{}
		}
		m.outer[key] = found
	}
	return found
}

// fewCaptures is the size up to which a match is searched anew each time, which
// then costs less than to remember.
const fewCaptures = 48

// instances appends the instances of a group, in text order; for "" the root.
func (m *match) instances(group string, out []int32) []int32 {
	if group == "" {
		return append(out, 0)
	}
	slot, ok := m.rule.slots[group]
	if !ok {
		return out
	}
	for i := range m.captures {
		if m.captures[i].slot == slot {
			out = append(out, int32(i))
		}
	}
	return out
}

// valueOf makes the value of a capture.
func (p *page) valueOf(m *match, c int32) value {
	k := &m.captures[c]
	if k.mention >= 0 {
		return p.mentionValue(k.mention)
	}
	if k.group && k.end-c > fewCaptures { // long, and may be asked for by each thing inside
		v, ok := m.values[c]
		if !ok {
			if m.values == nil {
				m.values = map[int32]value{}
			}
			v = p.spanValue(m, c)
			m.values[c] = v
		}
		return v
	}
	return p.spanValue(m, c)
}

// spanValue makes the value of a capture that is no mention: a run, a literal or
// a group.
func (p *page) spanValue(m *match, c int32) value {
	k := &m.captures[c]
	span := p.trim(text.Span{Start: int(k.span[0]), End: int(k.span[1])})
	v := value{typ: "Text", text: p.display(span), span: span}
	if k.group {
		v.typ = m.rule.names[k.slot]
		// A group shows the code of its only mention that fills all of it, and
		// for "within" the first named thing inside.
		for i := c + 1; i < k.end; i++ {
			if in := &m.captures[i]; in.mention >= 0 {
				w := p.mentionValue(in.mention)
				if v.root == "" {
					v.root = w.root
				}
				if w.span == span {
					v.typ, v.code, v.made, v.mention, v.entry = w.typ, w.code, w.made, w.mention, w.entry
					v.text = w.text
				}
			}
		}
	}
	return v
}

// mentionValue makes the value of a mention of the lattice.
func (p *page) mentionValue(i int32) value {
	n := p.lat.At(i)
	v := value{typ: p.e.types.Name(n.Type), span: n.Span(), mention: i + 1}
	switch n.Origin {
	case mention.Gazetteer:
		entry := p.e.gaz.Entries()[n.Ref]
		v.text = p.display(v.span)
		v.code, v.root = entry.Code, p.e.root(n.Ref)
		v.entry = entry
	case mention.Time:
		g := p.given[n.Ref]
		v.text = p.display(v.span)
		v.start, v.end = g.Start, g.End
		if g.Number > 0 {
			v.text = itoa(g.Number)
		}
	default:
		d := &p.made[n.Ref]
		w := d.head
		w.made = n.Ref + 1
		w.mention = i + 1
		w.typ = v.typ
		return w
	}
	return v
}

// follow goes on from a value along a path: a slot of the match that made the
// mention, an attribute, or one of code, text, start, end.
func (p *page) follow(v value, path []string) value {
	for _, name := range path {
		if !v.ok() {
			return value{}
		}
		switch name {
		case "code":
			v = piece(v.code, v.span)
			continue
		case "text":
			v = piece(p.display(v.span), v.span)
			continue
		case "start":
			v = piece(v.start, v.span)
			continue
		case "end":
			v = piece(v.end, v.span)
			continue
		case "full":
			v = p.spelled(v)
			continue
		}
		if v.made > 0 {
			d := &p.made[v.made-1]
			if d.match != nil {
				if w := p.lookup(d.match, d.node, []string{name}); w.ok() {
					v = w
					continue
				}
			}
		}
		if v.entry != nil {
			v = piece(v.entry.Attr(name), v.span)
			continue
		}
		return value{}
	}
	return v
}

func piece(s string, span text.Span) value {
	if s == "" {
		return value{}
	}
	return value{typ: "Text", text: s, span: span}
}

// trim cuts white space and a parenthesis at the ends of a span.
func (p *page) trim(s text.Span) text.Span {
	for s.End > s.Start && isSpace(p.runes[s.End-1]) {
		s.End--
	}
	for s.End > s.Start && isSpace(p.runes[s.Start]) {
		s.Start++
	}
	if s.End > s.Start {
		if o := p.pair[s.End-1]; o > 0 && int(o-1) > s.Start && int(o-1) < s.End-1 {
			return p.trim(text.Span{Start: s.Start, End: int(o - 1)})
		}
		if c := p.pair[s.Start]; c > 0 && int(c) < s.End && int(c-1) > s.Start {
			return p.trim(text.Span{Start: int(c), End: s.End})
		}
	}
	return s
}

// display returns the text of a span without the parentheses in it that only
// define a short form (以下简称 …), and without line breaks. Most spans have
// neither, and are a piece of the clean text as it stands.
func (p *page) display(s text.Span) string {
	for i := s.Start; i < s.End; i++ {
		if p.runes[i] == '\n' || p.definition(i, s.End) > 0 {
			return p.displayWithout(s)
		}
	}
	return p.text.Slice(s)
}

func (p *page) displayWithout(s text.Span) string {
	var b strings.Builder
	for i := s.Start; i < s.End; i++ {
		if c := p.definition(i, s.End); c > 0 {
			i = c - 1
			continue
		}
		if p.runes[i] != '\n' {
			b.WriteRune(p.runes[i])
		}
	}
	return b.String()
}

// definition returns the offset behind a parenthesis that opens at i, closes
// before end and defines a short form; 0 when none does.
func (p *page) definition(i, end int) int {
	if c := int(p.pair[i]); c-1 > i && c <= end && p.defines(i+1, c-1) {
		return c
	}
	return 0
}

// defines reports whether a parenthesis holds the definition of a short form.
func (p *page) defines(from, to int) bool {
	for k := p.lat.StartingAt(int32(from)); k >= 0; k = p.lat.NextStarting(k) {
		if m := p.lat.At(k); int(m.End) <= to && m.Type == p.e.defineType {
			return true
		}
	}
	return false
}

func itoa(n int) string {
	if n == 0 {
		return "0"
	}
	var b []byte
	for ; n > 0; n /= 10 {
		b = append([]byte{byte('0' + n%10)}, b...)
	}
	return string(b)
}

// spelled returns the full name of what a one-character short form stands for
// (驻华 → 中国), where the text itself names it in full; else the value as it is.
// A short form of several states is spelled only when the text names one alone.
func (p *page) spelled(v value) value {
	if v.entry == nil || v.entry.Attr("states") == "" {
		return v
	}
	if p.named == nil {
		p.named = map[string]int32{}
		for k := int32(0); k < int32(p.lat.Len()); k++ {
			m := p.lat.At(k)
			if m.Origin != mention.Gazetteer {
				continue
			}
			e := p.e.gaz.Entries()[m.Ref]
			if e.Code == "" || e.Type == v.entry.Type {
				continue
			}
			if old, ok := p.named[e.Code]; !ok || m.Start < p.lat.At(old).Start {
				p.named[e.Code] = k
			}
		}
	}
	found := int32(-1)
	for code := range strings.SplitSeq(v.entry.Attr("states"), ",") {
		if k, ok := p.named[code]; ok {
			if found >= 0 {
				return v
			}
			found = k
		}
	}
	if found < 0 {
		return v
	}
	w := p.mentionValue(found)
	w.span = v.span
	return w
}
