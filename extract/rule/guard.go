package rule

import (
	"sort"

	"gongbao/extract/rule/syntax"
)

// guards are the patterns of unless, compiled into one program for each
// direction, so that all of them share a table of the machine.
type guards struct {
	left, right             *program
	before                  []guard
	after, inside, sentence []guard
}

// guard is one pattern: where its program begins.
type guard struct {
	start int32
	text  string
}

// guards compiles the patterns of unless; nil when there are none.
func (k *compiler) guards(r *syntax.Rule) (*guards, error) {
	if len(r.Unless) == 0 {
		return nil, nil
	}
	g := &guards{left: &program{left: true}, right: &program{}}
	for _, p := range []*program{g.left, g.right} {
		p.add(instr{op: opMatch})
	}
	for _, u := range r.Unless {
		p, list := g.right, &g.sentence
		switch u.Where {
		case "before":
			p, list = g.left, &g.before
		case "after":
			list = &g.after
		case "inside":
			list = &g.inside
		}
		start, err := k.emit(p, u.Node, 0)
		if err != nil {
			return nil, r.Fault(u.Pattern, 0, "unless: %s", err)
		}
		if nullable(u.Node) {
			return nil, r.Fault(u.Pattern, 0, "unless: the pattern can match nothing, so no match would count")
		}
		*list = append(*list, guard{start, u.Where + ": " + u.Written.String()})
	}
	g.left.firsts()
	g.right.firsts()
	return g, nil
}

// watch is the state of the guards of the rule being run, in one window.
type watch struct {
	left, right machine
	rule        *compiled
	window      int32
	// everywhere is the guard that matches somewhere in the sentence, or "";
	// begins are the offsets at which one of inside begins, sorted.
	everywhere string
	begins     []int32
	beginText  string
}

// open prepares the guards of a rule in a window. What may match anywhere is
// looked for once for all matches there.
func (r *reader) openGuards(c *compiled, w int32) {
	k := &r.watch
	if k.rule == c && k.window == w {
		return
	}
	g, win := c.cond.guards, &r.page.windows[w]
	k.left.page, k.right.page = &r.page, &r.page
	k.rule, k.window, k.everywhere, k.begins = c, w, "", k.begins[:0]
	k.left.begin(g.left, win.lo, win.hi)
	k.right.begin(g.right, win.lo, win.hi)
	if len(g.sentence)+len(g.inside) == 0 {
		return
	}
	for off := win.lo; off < win.hi; off++ {
		for _, x := range g.sentence {
			if k.everywhere == "" && k.right.may(x.start, off) && k.right.best(x.start, off).ok {
				k.everywhere = x.text
			}
		}
		for _, x := range g.inside {
			if k.right.may(x.start, off) && k.right.best(x.start, off).ok {
				k.begins, k.beginText = append(k.begins, off), x.text
				break
			}
		}
	}
}

// guarded says which pattern of unless keeps a match from counting, or "".
func (r *reader) guarded(c *compiled, w, start, end int32) string {
	r.openGuards(c, w)
	k, g := &r.watch, c.cond.guards
	if k.everywhere != "" {
		return "unless " + k.everywhere
	}
	for _, x := range g.before {
		if k.left.best(x.start, start).ok {
			return "unless " + x.text
		}
	}
	for _, x := range g.after {
		if k.right.best(x.start, end).ok {
			return "unless " + x.text
		}
	}
	if i := sort.Search(len(k.begins), func(i int) bool { return k.begins[i] >= start }); i < len(k.begins) && k.begins[i] < end {
		return "unless " + k.beginText
	}
	return ""
}
