package rule

import (
	"time"

	"gongbao/extract/mention"
)

// Cost is what a rule cost over the texts of a reader, and what it gave.
type Cost struct {
	Rule string `json:"rule"`
	// Triggers are the places at which it could begin, Matches those at which
	// it matched and no longer match of the rule stood, Facts what came of them.
	Triggers int `json:"triggers"`
	Matches  int `json:"matches"`
	Facts    int `json:"facts"`
	// Steps is the work of the machines, as in Reading; Time includes the
	// settling of matches and the making of facts.
	Steps int64         `json:"steps"`
	Time  time.Duration `json:"time_ns"`
}

// Profile makes the reader count what each rule costs from now on. Without it
// nothing is counted.
func (x *Reader) Profile() {
	x.r.costs = make([]Cost, len(x.r.e.rules))
	for i, c := range x.r.e.rules {
		x.r.costs[i].Rule = c.src.ID.Value
	}
}

// Costs returns what has been counted since Profile, in the order of the
// engine's rules; nil when nothing was.
func (x *Reader) Costs() []Cost { return x.r.costs }

// measured runs a rule under the counters.
func (r *reader) measured(c *compiled) {
	k := &r.costs[c.index]
	start, steps, matches := time.Now(), r.steps(), len(r.matches)
	for i := range c.variants {
		for _, t := range c.starts[i] {
			k.Triggers += len(r.page.byType[t])
		}
	}
	r.run(c)
	k.Time += time.Since(start)
	k.Steps += r.steps() - steps
	k.Matches += len(r.matches) - matches
}

// measuredEmit gives facts under the counters.
func (r *reader) measuredEmit(m *match, e *emission) {
	k := &r.costs[m.rule.index]
	start, facts := time.Now(), len(r.findings)
	r.emit(m, e)
	k.Time += time.Since(start)
	k.Facts += len(r.findings) - facts
}

// steps returns the work of all machines so far.
func (r *reader) steps() int64 {
	return r.leftM.steps + r.rightM.steps + r.watch.left.steps + r.watch.right.steps
}

// askConditions marks the types that conditions look at.
func (e *Engine) askConditions(ask func(mention.Type), byType [][]int32) {
	for _, c := range e.rules {
		if c.cond == nil {
			continue
		}
		if g := c.cond.guards; g != nil {
			for _, p := range []*program{g.left, g.right} {
				for i := range p.code {
					for t := range p.code[i].types.All() {
						ask(t)
					}
					if f := p.code[i].filter; f != nil {
						f.learn(e.gaz.Entries(), byType, p.code[i].types)
					}
				}
			}
		}
		for _, w := range c.cond.where {
			for _, t := range w {
				for _, path := range [][]string{t.Path, t.Other} {
					if len(path) > 1 && (path[0] == "$main" || path[0] == "$near") {
						ask(e.types.Lookup(path[1]))
					}
				}
			}
		}
		if c.cond.context {
			for t := range e.types.Len() {
				if e.modal[t] || e.speaks[t] {
					ask(mention.Type(t))
				}
			}
		}
	}
}
