package rule

import (
	"slices"
	"sort"
	"unicode/utf8"

	"gongbao/extract/mention"
	"gongbao/extract/rule/syntax"
	"gongbao/extract/text"
)

// recollection is a name that a match introduced.
type recollection struct {
	name  []rune // folded
	typ   mention.Type
	from  int32 // the name stands for itself from here on
	head  value
	match *match
	node  int32
	rule  *compiled
	next  int32 // the next one of the same name, or -1
}

// memory is the names that matches introduced. It is reused.
type memory struct {
	all  []recollection
	seen map[named]bool
	// first holds, by the first character of a name, the lengths of such names,
	// the longest first; maybe is a quick look into it. byName lists the
	// recollections of a name; those of one name follow each other by next.
	first  map[rune][]int
	maybe  [1024]bool
	byName map[string]int32
	buf    []byte
}

// named is a name that was recalled as a type.
type named struct{ as, name string }

func (k *memory) forget() {
	if k.seen == nil {
		k.seen, k.first, k.byName = map[named]bool{}, map[rune][]int{}, map[string]int32{}
	}
	clear(k.seen)
	clear(k.first)
	clear(k.byName)
	k.all, k.maybe = k.all[:0], [1024]bool{}
}

// learn prepares the look-up of the names.
func (k *memory) learn() {
	for i := len(k.all) - 1; i >= 0; i-- { // so that the first of a name is found first
		x := &k.all[i]
		c, n := x.name[0], len(x.name)
		name := string(x.name)
		x.next = -1
		if j, ok := k.byName[name]; ok {
			x.next = j
		}
		k.byName[name] = int32(i)
		k.maybe[c&1023] = true
		list := k.first[c]
		at, ok := slices.BinarySearchFunc(list, n, func(a, b int) int { return b - a })
		if !ok {
			k.first[c] = slices.Insert(list, at, n)
		}
	}
}

// at returns the longest name that stands at the beginning of the folded characters
// and may be used at the offset, or nil. It asks once for each length that a name
// of the same first character has, so many names cost no more than one.
func (k *memory) at(runes []rune, off int32) *recollection {
	lengths := k.first[runes[0]]
	if len(lengths) == 0 {
		return nil
	}
	for _, n := range lengths {
		if n > len(runes) {
			continue
		}
		k.buf = k.buf[:0]
		for _, r := range runes[:n] {
			k.buf = utf8.AppendRune(k.buf, r)
		}
		i, ok := k.byName[string(k.buf)]
		for ok && i >= 0 {
			if x := &k.all[i]; off >= x.from {
				return x
			}
			i = k.all[i].next
		}
	}
	return nil
}

// remember puts the names that matches introduced onto the page wherever they
// stand: the short form that a text defines, the name of a person whose office
// was told before. One pass over the text finds them all.
func (r *reader) remember(matches []*match) {
	any := false
	for _, m := range matches {
		any = any || len(m.rule.src.Remember) > 0
	}
	if !any {
		return
	}
	k := &r.memory
	k.forget()
	for _, m := range matches {
		for i := range m.rule.src.Remember {
			r.recall(m, &m.rule.src.Remember[i])
		}
	}
	if len(k.all) == 0 {
		return
	}
	k.learn()
	p := &r.page
	for _, w := range r.page.windows {
		for off := w.lo; off < w.hi; off++ {
			if !k.maybe[p.folded[off]&1023] || p.flags[off]&flagInside != 0 {
				continue
			}
			x := k.at(p.folded[off:w.hi], off)
			if x == nil {
				continue
			}
			end := off + int32(len(x.name))
			if p.covered(off, end) {
				continue
			}
			head := x.head
			head.span = text.Span{Start: int(off), End: int(end)}
			head.text = p.display(head.span)
			p.made = append(p.made, made{rule: x.rule, match: x.match, node: x.node, head: head, like: -1})
			k := p.add(mention.Mention{Start: off, End: end, Type: x.typ, Origin: mention.Memory, Ref: int32(len(p.made) - 1)})
			p.made[len(p.made)-1].mention = k
			off = end - 1
		}
	}
}

// recall notes the names that a match introduces for one slot. A name that was
// seen before in the same spelling is not even folded.
func (r *reader) recall(m *match, spec *syntax.Remember) {
	slot, ok := m.rule.slots[spec.Slot]
	if !ok {
		return
	}
	k := &r.memory
	for i := range m.captures {
		if m.captures[i].slot != slot {
			continue
		}
		v := r.page.valueOf(m, int32(i))
		if k.seen[named{spec.As, v.text}] {
			continue
		}
		k.seen[named{spec.As, v.text}] = true
		name := folded(v.text)
		if len(name) < 2 {
			continue
		}
		if s := text.FoldString(v.text); s != v.text {
			if k.seen[named{spec.As, s}] {
				continue
			}
			k.seen[named{spec.As, s}] = true
		}
		x := recollection{name: name, typ: r.e.types.ID(spec.As), head: v, match: m, node: m.captures[i].parent, rule: m.rule}
		if spec.Since {
			x.from = int32(v.span.End)
		}
		if spec.For != "" {
			if full := r.page.lookup(m, m.captures[i].parent, []string{spec.For}); full.ok() {
				x.head.code, x.head.root = full.code, full.root
				if x.head.code == "" {
					x.head.code = full.text
				}
			}
		}
		k.all = append(k.all, x)
	}
}

// covered reports whether the gazetteer has a mention of the same extent, or a
// longer one that starts or ends with it. It looks among what was found, where
// neither starts nor ends ever fall.
func (p *page) covered(start, end int32) bool {
	at := sort.Search(len(p.found), func(i int) bool { return p.found[i].Start >= start })
	for _, h := range p.found[at:] {
		if h.Start != start {
			break
		}
		if h.End >= end && h.Pattern >= 0 {
			return true
		}
	}
	at = sort.Search(len(p.found), func(i int) bool { return p.found[i].End >= end })
	for _, h := range p.found[at:] {
		if h.End != end {
			break
		}
		if h.Start < start && h.Pattern >= 0 {
			return true
		}
	}
	return false
}
