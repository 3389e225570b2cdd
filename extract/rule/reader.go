package rule

import (
	"fmt"
	"slices"

	"gongbao/extract/fact"
	"gongbao/extract/mention"
	"gongbao/extract/text"
)

// Window is the longest stretch of text, in code points, over which one match
// may extend. A longer sentence is read in windows of this size.
const Window = 1 << 16

// Finding is a fact as one match gave it, before facts told twice are merged.
type Finding struct {
	Fact     fact.Fact
	Priority int

	subject, object value
	qualifiers      []value
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
	x.r.page.byType = make([][]int32, e.types.Len())
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
	e        *Engine
	page     page
	date     string
	leftM    machine
	rightM   machine
	left     []event
	right    []event
	matches  []*match
	findings []Finding
	limits   []Limit
	windows  []window
	options  []option
	taken    []uint32 // by offset: the turn in which a match took it
	turn     uint32
	explain  *explanation
	mains    map[mention.Type]int32
}

// window is a stretch of text that rules match within.
type window struct {
	lo, hi   int32
	sentence text.Span
	kind     text.Kind
	cut      bool
}

func (r *reader) read(t *text.Text, given []Given, date string) *Reading {
	r.date = date
	r.matches, r.findings, r.limits, r.mains = nil, nil, nil, map[mention.Type]int32{}
	r.leftM.steps, r.rightM.steps = 0, 0
	r.page.open(t, given)
	r.cut()
	for _, stratum := range r.e.strata {
		from := len(r.matches)
		for _, c := range stratum {
			r.run(c)
		}
		r.remember(r.matches[from:])
		for typ := range r.page.byType {
			r.sortTriggers(mention.Type(typ))
		}
	}
	for _, late := range []bool{false, true} {
		for _, m := range r.matches {
			for _, e := range m.rule.emits {
				if e.late == late {
					r.emit(m, e)
				}
			}
		}
	}
	out := &Reading{Findings: r.findings, Limits: r.limits, Steps: r.leftM.steps + r.rightM.steps}
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

// cut lays the windows: a sentence each; a label and the value below it are
// one; an overlong sentence is several.
func (r *reader) cut() {
	r.windows = r.windows[:0]
	lines := r.page.text.Lines()
	for _, s := range r.page.text.Sentences() {
		l := lines[s.Line]
		if !l.Kind.Readable() {
			continue
		}
		if n := len(r.windows); l.Kind == text.Value && n > 0 && r.windows[n-1].kind == text.Label && s.Line > 0 && r.windows[n-1].lo >= int32(lines[s.Line-1].Start) {
			w := &r.windows[n-1]
			w.hi, w.kind, w.sentence.End = int32(s.End), text.Value, s.End
			continue
		}
		for lo := s.Start; lo < s.End; {
			hi := s.End
			if hi-lo > Window {
				hi = lo + Window
				for k := hi; k > lo+Window/2; k-- {
					if c := r.page.runes[k]; c == '、' || c == '，' || c == ',' {
						hi = k
						break
					}
				}
			}
			r.windows = append(r.windows, window{int32(lo), int32(hi), s.Span, l.Kind, hi < s.End})
			lo = hi
		}
	}
}

// sortTriggers puts the mentions of a type into text order.
func (r *reader) sortTriggers(t mention.Type) {
	list := r.page.byType[t]
	less := func(a, b int32) int {
		x, y := r.page.lat.At(a), r.page.lat.At(b)
		if x.Start != y.Start {
			return int(x.Start - y.Start)
		}
		return int(y.End - x.End)
	}
	if !slices.IsSortedFunc(list, less) {
		slices.SortStableFunc(list, less)
	}
}

// run finds the matches of a rule, trigger by trigger in text order.
func (r *reader) run(c *compiled) {
	for i := range c.variants {
		v := &c.variants[i]
		lists := 0
		var triggers []int32
		for t := range r.page.byType {
			if c.triggers[i].Has(mention.Type(t)) && len(r.page.byType[t]) > 0 {
				lists++
				if lists == 1 {
					triggers = r.page.byType[t]
				} else {
					triggers = append(slices.Clone(triggers), r.page.byType[t]...)
				}
			}
		}
		if lists > 1 {
			slices.SortStableFunc(triggers, func(a, b int32) int {
				return int(r.page.lat.At(a).Start - r.page.lat.At(b).Start)
			})
		}
		if len(triggers) > 0 {
			r.runVariant(c, v, triggers)
		}
	}
}

// option is a way to match at one trigger, before overlaps are settled.
type option struct {
	trigger    int32
	start, end int32
	window     int
}

// runVariant asks both machines about every trigger, window by window, and
// keeps the matches that win: of two that overlap the longer one, of two as
// long the one whose trigger stands first.
func (r *reader) runVariant(c *compiled, v *variant, triggers []int32) {
	w, open := -1, -1
	r.options = r.options[:0]
	for _, k := range triggers {
		m := r.page.lat.At(k)
		for w+1 < len(r.windows) && r.windows[w+1].lo <= m.Start {
			w++
		}
		if w < 0 || m.End > r.windows[w].hi {
			continue
		}
		win := &r.windows[w]
		why := r.barred(c, v, win, m)
		if r.explain.wants(c) {
			a := Attempt{Rule: c.src.ID.Value, Trigger: m.Span(), Why: why}
			if why == "" {
				if a = r.probe(c, v, win, m.Start, m.End); open == w {
					open = -1 // the machines were used: begin the window anew
				}
			}
			r.explain.attempts = append(r.explain.attempts, a)
		}
		if why != "" {
			continue
		}
		if open != w {
			if len(r.options) > 0 && r.options[0].window != w {
				r.settle(c, v, r.options[0].window)
			}
			r.leftM.begin(v.left, win.lo, win.hi)
			r.rightM.begin(v.right, win.lo, win.hi)
			open = w
		}
		right := r.rightM.best(v.right.start, m.End)
		if !right.ok {
			continue
		}
		left := r.leftM.best(v.left.start, m.Start)
		if !left.ok {
			continue
		}
		r.options = append(r.options, option{k, left.end, right.end, w})
	}
	if len(r.options) > 0 {
		r.settle(c, v, r.options[0].window)
	}
}

// barred says why a rule may not try at a trigger, or "".
func (r *reader) barred(c *compiled, v *variant, win *window, m mention.Mention) string {
	if c.lines&(1<<win.kind) == 0 {
		return "the rule does not read " + win.kind.String() + " lines"
	}
	if c.speech != "any" {
		if in := r.page.text.InSpeech(int(m.Start)); in != (c.speech == "only") {
			if in {
				return "the trigger stands in reported speech"
			}
			return "the trigger does not stand in reported speech"
		}
	}
	if t := v.typed(m.Type, r.e.types); t != nil && !r.page.holds(m, t.Conds) {
		return "the trigger does not fulfil " + t.String()
	}
	return ""
}

// settle takes the winning options of a window. Taken longest first, an option
// overlaps a taken one exactly when one of its ends lies in it, so a look at two
// characters decides.
func (r *reader) settle(c *compiled, v *variant, w int) {
	win := &r.windows[w]
	if len(r.options) > 1 {
		slices.SortStableFunc(r.options, func(a, b option) int { return int((b.end - b.start) - (a.end - a.start)) })
	}
	r.turn++
	r.taken = resize(r.taken, len(r.page.runes)+1)
	kept := r.options[:0]
	for _, o := range r.options {
		if r.taken[o.start] == r.turn || r.taken[o.end-1] == r.turn {
			continue
		}
		for i := o.start; i < o.end; i++ {
			r.taken[i] = r.turn
		}
		kept = append(kept, o)
	}
	slices.SortFunc(kept, func(a, b option) int { return int(a.start - b.start) })
	if r.explain.wants(c) {
		r.leftM.begin(v.left, win.lo, win.hi)
		r.rightM.begin(v.right, win.lo, win.hi)
	}
	for _, o := range kept {
		r.explain.keep(c, r.page.lat.At(o.trigger).Span())
		m := r.page.lat.At(o.trigger)
		r.left = r.leftM.walk(v.left.start, m.Start, r.left[:0])
		r.right = r.rightM.walk(v.right.start, m.End, r.right[:0])
		x := r.page.newMatch(c, v, m, o.trigger, r.left, r.right)
		x.sentence = int32(w)
		if win.cut && o.end >= win.hi-1 {
			r.limits = append(r.limits, Limit{c.src.ID.Value, text.Span{Start: int(x.start), End: int(x.end)}, fmt.Sprintf("the match reaches the end of the window of %d characters; what lies beyond is read apart", Window)})
		}
		r.accept(x)
	}
	r.options = r.options[:0]
}

// accept keeps a match and puts the mention that it makes on the page.
func (r *reader) accept(m *match) {
	r.matches = append(r.matches, m)
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

// near returns the last thing of a type that is named before an offset in the
// same line.
func (r *reader) near(t mention.Type, before int32) value {
	line := r.page.text.LineAt(int(before))
	if line < 0 || t == mention.None {
		return value{}
	}
	from := int32(r.page.text.Lines()[line].Start)
	for off := before; off >= from; off-- {
		for k := r.page.lat.EndingAt(off); k >= 0; k = r.page.lat.NextEnding(k) {
			if r.page.lat.At(k).Type == t && !r.refers(k) {
				return r.page.mentionValue(k)
			}
		}
	}
	return value{}
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
	type tally struct {
		n     int
		first int32
		forms map[string]int
		at    map[string]int32
	}
	things := map[string]*tally{}
	var order []*tally
	w := 0
	var all []int32
	for k := int32(0); k < int32(r.page.lat.Len()); k++ {
		if r.page.lat.At(k).Type == t && !r.refers(k) {
			all = append(all, k)
		}
	}
	slices.SortStableFunc(all, func(a, b int32) int { return int(r.page.lat.At(a).Start - r.page.lat.At(b).Start) })
	for _, k := range all {
		m := r.page.lat.At(k)
		for w+1 < len(r.windows) && r.windows[w+1].lo <= m.Start {
			w++
		}
		if len(r.windows) == 0 || m.Start < r.windows[w].lo || m.End > r.windows[w].hi {
			continue
		}
		v := r.page.mentionValue(k)
		key := v.code
		if key == "" {
			key = text.FoldString(v.text)
		}
		x := things[key]
		if x == nil {
			x = &tally{first: k, forms: map[string]int{}, at: map[string]int32{}}
			things[key] = x
			order = append(order, x)
		}
		weight := 1
		if r.windows[w].kind == text.Headline {
			weight = 4
		}
		x.n += weight
		x.forms[v.text]++
		if _, ok := x.at[v.text]; !ok {
			x.at[v.text] = k
		}
	}
	var best *tally
	for _, x := range order {
		if best == nil || x.n > best.n {
			best = x
		}
	}
	if best == nil {
		r.mains[t] = -1
		return value{}
	}
	k, n := best.first, 0
	for form, at := range best.at {
		if c := best.forms[form]; c > n || c == n && at < k {
			k, n = at, c
		}
	}
	r.mains[t] = k
	return r.page.mentionValue(k)
}

// sentenceSpan returns the sentence of a match.
func (r *reader) sentenceSpan(m *match) text.Span { return r.windows[m.sentence].sentence }
