package rule

import (
	"sort"

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
}

// remember puts the names that matches introduced onto the page wherever they
// stand: the short form that a text defines, the name of a person whose office
// was told before. One pass over the text finds them all, by first character.
func (r *reader) remember(matches []*match) {
	var all []recollection
	seen := map[string]bool{}
	for _, m := range matches {
		for i := range m.rule.src.Remember {
			all = r.recall(m, &m.rule.src.Remember[i], all, seen)
		}
	}
	if len(all) == 0 {
		return
	}
	first := map[rune][]int{}
	var maybe [1024]bool
	for i, x := range all {
		first[x.name[0]] = append(first[x.name[0]], i)
		maybe[x.name[0]&1023] = true
	}
	p := &r.page
	for _, w := range r.page.windows {
		for off := w.lo; off < w.hi; off++ {
			c := text.Fold(p.runes[off])
			if !maybe[c&1023] || p.flags[off]&flagInside != 0 {
				continue
			}
			best, n := -1, 0
			for _, i := range first[c] {
				if x := &all[i]; off >= x.from && len(x.name) > n && hasFold(p.runes[off:w.hi], x.name) {
					best, n = i, len(x.name)
				}
			}
			if best < 0 {
				continue
			}
			end := off + int32(n)
			if p.covered(off, end) {
				continue
			}
			x := &all[best]
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

func (r *reader) recall(m *match, spec *syntax.Remember, all []recollection, seen map[string]bool) []recollection {
	slot, ok := m.rule.slots[spec.Slot]
	if !ok {
		return all
	}
	for i := range m.captures {
		if m.captures[i].slot != slot {
			continue
		}
		v := r.page.valueOf(m, int32(i))
		name := folded(v.text)
		key := spec.As + "\x00" + string(name)
		if len(name) < 2 || seen[key] {
			continue
		}
		seen[key] = true
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
		all = append(all, x)
	}
	return all
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

// hasFold reports whether s begins with a folded name.
func hasFold(s, name []rune) bool {
	if len(s) < len(name) {
		return false
	}
	for i, c := range name {
		if text.Fold(s[i]) != c {
			return false
		}
	}
	return true
}
