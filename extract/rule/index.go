package rule

import (
	"gongbao/extract/mention"
	"gongbao/extract/rule/syntax"
)

// index works out beforehand what reading would else ask again and again: which
// types rules look at, which triggers start a rule, which entries fulfil the
// conditions of an element.
func (e *Engine) index() {
	n := e.types.Len()
	e.starts = make([]bool, n)
	e.asked = make([]bool, n)
	ask := func(t mention.Type) { e.asked[t] = true }
	ask(e.defineType)
	entries := e.gaz.Entries()
	e.roots = make([]string, len(entries))
	for i, x := range entries {
		e.roots[i] = e.rootOf(x)
	}
	byType := make([][]int32, n)
	for i, t := range e.entryType {
		byType[t] = append(byType[t], int32(i))
	}
	e.askConditions(ask, byType)
	for _, c := range e.rules {
		ask(c.make)
		for t := range uses(e, c) {
			ask(t)
		}
		c.starts = make([][]mention.Type, len(c.variants))
		for i := range c.variants {
			v := &c.variants[i]
			for t := range c.triggers[i].All() {
				c.starts[i] = append(c.starts[i], t)
				e.starts[t] = true
			}
			v.checks = v.conditions(e.types, c.starts[i])
			for _, k := range v.checks {
				k.filter.learn(entries, byType, mention.NewSet(k.typ))
			}
			for _, p := range []*program{v.left, v.right} {
				for k := range p.code {
					if f := p.code[k].filter; f != nil {
						f.learn(entries, byType, p.code[k].types)
					}
				}
			}
		}
		for _, m := range c.emits {
			for _, path := range m.paths() {
				if len(path) > 1 && (path[0] == "$main" || path[0] == "$near") {
					ask(e.types.Lookup(path[1]))
				}
			}
		}
	}
	e.mark()
}

// check is the conditions that a trigger of a type must fulfil.
type check struct {
	typ    mention.Type
	filter *filter
	item   *syntax.Typed
}

// conditions returns the checks of a variant's trigger, for its types that have
// any. Of two items with one type the first one decides.
func (v *variant) conditions(types *mention.TypeTable, starts []mention.Type) []check {
	var out []check
	for _, t := range starts {
		if item := v.typed(t, types); item != nil && len(item.Conds) > 0 {
			out = append(out, check{t, newFilter(item.Conds), item})
		}
	}
	return out
}

// fails returns the item of a trigger whose conditions a mention does not
// fulfil, or nil.
func (v *variant) fails(p *page, m mention.Mention) *syntax.Typed {
	for i := range v.checks {
		if k := &v.checks[i]; k.typ == m.Type && !p.passes(m, k.filter) {
			return k.item
		}
	}
	return nil
}

// paths returns every path that an emission follows.
func (e *emission) paths() [][]string {
	var out [][]string
	add := func(c syntax.Condition) {
		for _, t := range c {
			out = append(out, t.Path)
			if len(t.Other) > 0 {
				out = append(out, t.Other)
			}
		}
	}
	add(e.cond)
	for _, x := range e.exprs() {
		for _, a := range x.Alternatives {
			if len(a.Path) > 0 {
				out = append(out, a.Path)
			}
			add(a.If)
		}
	}
	return out
}
