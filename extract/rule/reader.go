package rule

import (
	"fmt"
	"slices"

	"gongbao/extract/fact"
	"gongbao/extract/mention"
	"gongbao/extract/text"
)

// Finding is a fact as one match gave it, before facts told twice are merged.
type Finding struct {
	Fact     fact.Fact
	Priority int

	object value // as the rule saw it, for rules that ask what was told
}

// Limit reports that something was too large to be read whole. It is no
// failure: what was read before stays, and the rest of the document is read.
type Limit struct {
	Rule string
	Span text.Span
	Msg  string
}

func (l Limit) Error() string {
	return fmt.Sprintf("rule %s at characters %d–%d: %s", l.Rule, l.Span.Start, l.Span.End, l.Msg)
}

// Reading is what the rules read in one text.
type Reading struct {
	// Findings are valid until the reader reads the next text.
	Findings []Finding
	// Mentions are those that rules made or the document's memory found.
	Mentions []Made
	Limits   []Limit
	// Steps counts the work of the machines: visited instructions, characters
	// of open runs, and mentions tried.
	Steps int64
}

// Made is a mention that a rule made.
type Made struct {
	Type, Text, Rule string
	Span             text.Span
}

// Reader reads texts with an engine. It keeps its buffers from text to text,
// and must not be shared between goroutines.
type Reader struct{ r reader }

// NewReader returns a reader for the engine.
func (e *Engine) NewReader() *Reader {
	x := &Reader{}
	x.r.e = e
	x.r.page.e = e
	x.r.page.byType = make([][]trigger, e.types.Len())
	x.r.leftM.page, x.r.rightM.page = &x.r.page, &x.r.page
	return x
}

// Read runs all rules over a text. given are the spans that earlier stages
// found, in any order; date is the document's date (ISO 8601) or empty.
func (x *Reader) Read(t *text.Text, given []Given, date string) *Reading {
	return x.r.read(t, given, date)
}

// reader is the state of one reading.
type reader struct {
	e         *Engine
	page      page
	date      string
	leftM     machine
	rightM    machine
	left      []event
	right     []event
	matches   []*match
	findings  []Finding
	evidences []fact.Evidence
	limits    []Limit
	triggers  []trigger // of several types, merged
	options   []option
	taken     []uint32 // by offset: the turn in which a match took it
	turn      uint32
	gather    bool           // settle gathers rivals instead of taking matches
	rivals    []option       // of a rule with several variants
	winners   map[rival]bool // of them; nil when all triggers may try
	explain   *explanation
	mains     map[mention.Type]int32
	memory    memory
	told      told
	nearest   nearest
	nodes     []int32 // the instances that an emission walks
	about     circumstances
	named     []int32 // scratch of mainOf
	tallies   []tally
	things    map[string]int // by code or name: the index of a tally
	watch     watch
	costs     []Cost // by rule; nil: nothing is counted
}

func (r *reader) read(t *text.Text, given []Given, date string) *Reading {
	r.date = date
	r.matches, r.findings, r.limits, r.evidences = r.matches[:0], r.findings[:0], nil, nil
	if r.mains == nil {
		r.mains, r.things = map[mention.Type]int32{}, map[string]int{}
	}
	clear(r.mains)
	r.leftM.rest()
	r.rightM.rest()
	r.told.forget()
	r.nearest.forget()
	r.leftM.steps, r.rightM.steps = 0, 0
	r.watch.left.steps, r.watch.right.steps, r.watch.rule = 0, 0, nil
	r.about.known, r.about.script = false, ""
	r.page.open(t, given)
	for _, stratum := range r.e.strata {
		from := len(r.matches)
		for _, c := range stratum {
			switch {
			case c.cond != nil && !r.begin(c) && !r.explain.wants(c):
			case r.costs != nil:
				r.measured(c)
			default:
				r.run(c)
			}
		}
		r.remember(r.matches[from:])
		r.page.sortTriggers()
	}
	r.strike()
	for _, late := range []bool{false, true} {
		for _, m := range r.matches {
			for _, e := range m.rule.emits {
				if e.late != late {
					continue
				}
				if r.costs != nil {
					r.measuredEmit(m, e)
					continue
				}
				r.emit(m, e)
			}
		}
	}
	out := &Reading{Findings: r.findings, Limits: r.limits, Steps: r.steps()}
	if n := len(r.page.made); n > 0 {
		out.Mentions = make([]Made, 0, n)
	}
	for _, d := range r.page.made {
		k := r.page.lat.At(d.mention)
		name := ""
		if d.rule != nil {
			name = d.rule.src.ID.Value
		}
		out.Mentions = append(out.Mentions, Made{r.e.types.Name(k.Type), d.head.text, name, k.Span()})
	}
	return out
}

// run finds the matches of a rule, trigger by trigger in text order. A rule with
// triggers in several alternatives has a variant for each; the overlaps between
// their matches are settled before any is taken, so such a rule is run twice:
// once to gather, once for the triggers that won.
func (r *reader) run(c *compiled) {
	if len(c.variants) == 1 {
		r.runVariants(c)
		return
	}
	r.rivals, r.gather = r.rivals[:0], true
	r.runVariants(c)
	r.gather = false
	if len(r.rivals) == 0 {
		return
	}
	r.winners = map[rival]bool{}
	for _, o := range r.longest(r.rivals) {
		r.winners[rival{o.variant, o.trigger}] = true
	}
	r.runVariants(c)
	r.winners = nil
}

// rival is a trigger as one variant sees it.
type rival struct {
	variant *variant
	trigger int32
}

func (r *reader) runVariants(c *compiled) {
	for i := range c.variants {
		lists := 0
		var triggers []trigger
		for _, t := range c.starts[i] {
			list := r.page.byType[t]
			if len(list) == 0 {
				continue
			}
			lists++
			switch lists {
			case 1:
				triggers = list
			case 2:
				triggers = append(append(r.triggers[:0], triggers...), list...)
			default:
				triggers = append(triggers, list...)
			}
		}
		if lists > 1 {
			slices.SortStableFunc(triggers, func(a, b trigger) int { return int(a.start - b.start) })
			r.triggers = triggers
		}
		if len(triggers) > 0 {
			r.runVariant(c, &c.variants[i], triggers)
		}
	}
}

// option is a way to match at one trigger, before overlaps are settled.
type option struct {
	trigger    int32
	start, end int32
	window     int32
	variant    *variant
}

// runVariant asks both machines about every trigger, window by window, and
// keeps the matches that win: of two that overlap the longer one, of two as
// long the one whose trigger stands first.
func (r *reader) runVariant(c *compiled, v *variant, triggers []trigger) {
	open := int32(-1)
	r.options = r.options[:0]
	for _, t := range triggers {
		win := &r.page.windows[t.window]
		if r.explain == nil && v.lacks(win) {
			continue
		}
		m := r.page.lat.At(t.mention)
		barred := c.barred(t, win) || v.checks != nil && v.fails(&r.page, m) != nil || c.cond != nil && r.misplaced(c.cond, t) != ""
		if r.winners != nil && !r.winners[rival{v, t.mention}] {
			continue
		}
		if r.explain.wants(c) && r.winners == nil {
			a := Attempt{Rule: c.src.ID.Value, Trigger: m.Span()}
			if barred {
				a.Why = r.why(c, v, t)
			} else {
				a = r.probe(c, v, win, m.Start, m.End)
				if a.Matched && c.cond != nil {
					a.Refused = r.refused(c, t.window, int32(a.Span.Start), int32(a.Span.End))
				}
				if open == t.window {
					open = -1 // the machines were used: begin the window anew
				}
			}
			r.explain.attempts = append(r.explain.attempts, a)
		}
		if barred || r.explain != nil && v.lacks(win) {
			continue
		}
		if open != t.window {
			if len(r.options) > 0 && r.options[0].window != t.window {
				r.settle(c, v, r.options[0].window)
			}
			r.leftM.begin(v.left, win.lo, win.hi)
			r.rightM.begin(v.right, win.lo, win.hi)
			open = t.window
		}
		// A look at what stands on either side spares most of the work.
		if !r.rightM.may(v.right.start, m.End) || !r.leftM.may(v.left.start, m.Start) {
			continue
		}
		right := r.rightM.best(v.right.start, m.End)
		if !right.ok {
			continue
		}
		left := r.leftM.best(v.left.start, m.Start)
		if !left.ok {
			continue
		}
		if c.cond != nil && r.refused(c, t.window, left.end, right.end) != "" {
			continue
		}
		r.options = append(r.options, option{t.mention, left.end, right.end, t.window, v})
	}
	if len(r.options) > 0 {
		r.settle(c, v, r.options[0].window)
	}
}

// barred reports whether a rule may not try at a trigger: because of the kind of
// line, or of reported speech.
func (c *compiled) barred(t trigger, win *window) bool {
	return c.lines&(1<<win.kind) == 0 || c.speech != "any" && t.speech != (c.speech == "only")
}

// why says why a rule may not try at a trigger.
func (r *reader) why(c *compiled, v *variant, t trigger) string {
	switch win := &r.page.windows[t.window]; {
	case c.lines&(1<<win.kind) == 0:
		return "the rule does not read " + win.kind.String() + " lines"
	case c.barred(t, win) && t.speech:
		return "the trigger stands in reported speech"
	case c.barred(t, win):
		return "the trigger does not stand in reported speech"
	case c.cond != nil && r.misplaced(c.cond, t) != "":
		return r.misplaced(c.cond, t)
	}
	return "the trigger does not fulfil " + v.fails(&r.page, r.page.lat.At(t.mention)).String()
}

// settle takes the winning options of a window. Taken longest first, an option
// overlaps a taken one exactly when one of its ends lies in it, so a look at two
// characters decides.
func (r *reader) settle(c *compiled, v *variant, w int32) {
	win := &r.page.windows[w]
	kept := r.longest(r.options)
	if r.gather {
		r.rivals = append(r.rivals, kept...)
		r.options = r.options[:0]
		return
	}
	if r.explain.wants(c) {
		r.leftM.begin(v.left, win.lo, win.hi)
		r.rightM.begin(v.right, win.lo, win.hi)
	}
	// All ways are walked before the first match is accepted: the mention that it
	// makes would show the machines another page.
	first := len(r.matches)
	for _, o := range kept {
		m := r.page.lat.At(o.trigger)
		r.left = r.leftM.walk(v.left.start, m.Start, r.left[:0])
		r.right = r.rightM.walk(v.right.start, m.End, r.right[:0])
		x := r.page.newMatch(c, v, m, o.trigger, r.left, r.right)
		x.sentence = w
		if c.cond != nil && c.cond.where != nil {
			if why := r.unmet(x); why != "" {
				r.explain.refuse(c, m.Span(), why)
				continue
			}
		}
		r.explain.keep(c, m.Span())
		if win.reaches(o.start, o.end) {
			r.limits = append(r.limits, Limit{c.src.ID.Value, text.Span{Start: int(x.start), End: int(x.end)}, fmt.Sprintf("the match reaches the edge of a window of %d characters; what lies beyond in the sentence is read apart", Window)})
		}
		r.matches = append(r.matches, x)
	}
	for _, x := range r.matches[first:] {
		r.accept(x)
	}
	r.options = r.options[:0]
}

// longest takes of options that overlap the longer one, of two as long the one
// that comes first in the list. Taken longest first, an option overlaps a taken
// one exactly when one of its ends lies in it. The result reuses the list and is
// in text order.
func (r *reader) longest(options []option) []option {
	if len(options) > 1 {
		slices.SortStableFunc(options, func(a, b option) int { return int((b.end - b.start) - (a.end - a.start)) })
	}
	r.turn++
	r.taken = resize(r.taken, len(r.page.runes)+1)
	kept := options[:0]
	for _, o := range options {
		if r.taken[o.start] == r.turn || r.taken[o.end-1] == r.turn {
			continue
		}
		for i := o.start; i < o.end; i++ {
			r.taken[i] = r.turn
		}
		kept = append(kept, o)
	}
	slices.SortFunc(kept, func(a, b option) int { return int(a.start - b.start) })
	return kept
}

// accept puts the mention that a match makes on the page.
func (r *reader) accept(m *match) {
	c := m.rule
	if c.make == mention.None {
		return
	}
	head := value{}
	switch {
	case c.anaphor != "":
		if c.anaphor == "near" {
			head = r.near(c.make, m.start)
		}
		if !head.ok() {
			head = r.main(c.make)
		}
		if !head.ok() {
			return
		}
	case c.text != nil:
		head = r.page.lookup(m, 0, c.text)
	default:
		head = r.page.valueOf(m, 0)
	}
	if !head.ok() {
		return
	}
	span := mention.Mention{Start: m.start, End: m.end, Type: c.make, Origin: mention.Rule, Ref: int32(len(r.page.made))}
	d := made{rule: c, match: m, node: 0, head: head, like: -1, anaphor: c.anaphor != ""}
	if head.made > 0 && c.anaphor != "" { // it stands for another one: its slots are that one's
		o := &r.page.made[head.made-1]
		d.match, d.node, d.like = o.match, o.node, head.made-1
	}
	d.head.span = text.Span{Start: int(m.start), End: int(m.end)}
	if c.anaphor == "" {
		d.head.span = head.span
	}
	r.page.made = append(r.page.made, d)
	r.page.made[len(r.page.made)-1].mention = r.page.add(span)
}

// refers reports whether a mention merely refers to another one.
func (r *reader) refers(k int32) bool {
	m := r.page.lat.At(k)
	return m.Origin == mention.Rule && r.page.made[m.Ref].anaphor
}

// main returns the thing of a type that the document is about: the one named
// most often, names in a headline counting four times, the first one among
// equals; and of its names the one most used.
func (r *reader) main(t mention.Type) value {
	if t == mention.None {
		return value{}
	}
	if k, ok := r.mains[t]; ok {
		if k < 0 {
			return value{}
		}
		return r.page.mentionValue(k)
	}
	k := r.mainOf(t)
	r.mains[t] = k
	if k < 0 {
		return value{}
	}
	return r.page.mentionValue(k)
}

// tally counts how often a thing is named, and tells its first mention; form is
// one of its names with how often that one is used.
type tally struct {
	n     int
	first int32
	forms []form
}

type form struct {
	text string
	n    int
	at   int32
}

// mainOf returns the mention that main stands for, or -1.
func (r *reader) mainOf(t mention.Type) int32 {
	r.named = r.named[:0]
	for k := int32(0); k < int32(r.page.lat.Len()); k++ {
		if r.page.lat.At(k).Type == t && !r.refers(k) {
			r.named = append(r.named, k)
		}
	}
	slices.SortStableFunc(r.named, func(a, b int32) int { return int(r.page.lat.At(a).Start - r.page.lat.At(b).Start) })
	things := r.tallies[:0]
	clear(r.things)
	w := 0
	for _, k := range r.named {
		m := r.page.lat.At(k)
		for w+1 < len(r.page.windows) && r.page.windows[w+1].lo <= m.Start {
			w++
		}
		if len(r.page.windows) == 0 || m.Start < r.page.windows[w].lo || m.End > r.page.windows[w].hi {
			continue
		}
		v := r.page.mentionValue(k)
		key := v.code
		if key == "" {
			key = text.FoldString(v.text)
		}
		at, ok := r.things[key]
		if !ok {
			at = len(things)
			r.things[key] = at
			if at < cap(things) {
				things = things[:at+1]
				things[at] = tally{first: k, forms: things[at].forms[:0]}
			} else {
				things = append(things, tally{first: k})
			}
		}
		x := &things[at]
		weight := 1
		if r.page.windows[w].kind == text.Headline {
			weight = 4
		}
		x.n += weight
		x.use(v.text, k)
	}
	r.tallies = things
	best := -1
	for i := range things {
		if best < 0 || things[i].n > things[best].n {
			best = i
		}
	}
	if best < 0 {
		return -1
	}
	k, n := things[best].first, 0
	for _, f := range things[best].forms { // in text order, so the first of the most used counts
		if f.n > n {
			k, n = f.at, f.n
		}
	}
	return k
}

// use counts a form of a thing's name.
func (x *tally) use(name string, k int32) {
	for i := range x.forms {
		if x.forms[i].text == name {
			x.forms[i].n++
			return
		}
	}
	x.forms = append(x.forms, form{name, 1, k})
}

// sentenceSpan returns the sentence of a match.
func (r *reader) sentenceSpan(m *match) text.Span { return r.page.windows[m.sentence].sentence }
