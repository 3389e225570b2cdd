package rule

import (
	"slices"
	"strings"

	"gongbao/extract/gazetteer"
	"gongbao/extract/mention"
	"gongbao/extract/rule/syntax"
	"gongbao/extract/text"
)

// Attempt tells how one trigger of a rule fared.
type Attempt struct {
	Rule    string    `json:"rule"`
	Trigger text.Span `json:"trigger"`
	// Matched says that the pattern matched; Span is then what it covers.
	// Kept says that no longer match of the same rule took its place.
	Matched bool      `json:"matched"`
	Kept    bool      `json:"kept"`
	Span    text.Span `json:"span"`
	// Why is the condition of the rule that kept it from trying: the document,
	// the kind of line, reported speech, an attribute of the trigger; or, where
	// the text has no trigger, what became of it.
	Why string `json:"why,omitempty"`
	// Refused is what kept a match from counting: unless, where, or a rule that
	// overrides this one.
	Refused string `json:"refused,omitempty"`
	// Left and Right are how the two sides of the trigger fared.
	Left  *Side `json:"left,omitempty"`
	Right *Side `json:"right,omitempty"`
	// Silent are the emits that gave nothing for the match, and why.
	Silent []string `json:"silent,omitempty"`
}

// Side is how one side of a pattern fared, from the trigger outwards.
type Side struct {
	// Read are the elements that fitted: of a side that matched those of its
	// best way, else those of the way that reached furthest.
	Read []Step `json:"read,omitempty"`
	// Failure is where it got stuck; nil when the side matched.
	Failure *Failure `json:"failure,omitempty"`
}

// Step is an element and the characters that it fitted.
type Step struct {
	Element string    `json:"element"`
	Span    text.Span `json:"span"`
}

// Failure is the furthest place that one side of a pattern reached, and the
// elements that would have let it go on there.
type Failure struct {
	At     text.Span `json:"at"`     // the characters that nothing fitted
	Wanted []string  `json:"wanted"` // elements in the pattern language, each once
	// Here are the mentions that stand at that place, as "Type text", and what
	// an open run stumbled on.
	Here []string `json:"here,omitempty"`
}

// shownAhead is how many characters of a place that nothing fitted are shown.
const shownAhead = 8

// Explain reads a text like Read and returns, beside what was read, how every
// trigger of the rule fared; with an empty rule id, of all rules. A single rule
// that has no trigger in the text gets an attempt that says so.
func (x *Reader) Explain(t *text.Text, given []Given, date, ruleID string) (*Reading, []Attempt) {
	x.r.explain = &explanation{rule: ruleID, names: outermost(x.r.e.gaz.Find(t.Runes()))}
	defer func() { x.r.explain = nil }()
	out := x.r.read(t, given, date)
	if ruleID != "" && len(x.r.explain.attempts) == 0 {
		for _, c := range x.r.e.rules {
			if c.src.ID.Value == ruleID {
				x.r.explain.attempts = x.r.missing(c)
			}
		}
	}
	return out, x.r.explain.attempts
}

// explanation gathers attempts while a text is read.
type explanation struct {
	rule     string
	attempts []Attempt
	// names are all that the tables know in the text, those too that no rule
	// looks at: they may be what a pattern stumbled on.
	names []gazetteer.Match
}

// outermost leaves out what lies in something longer, as reading does. The list
// is sorted by start, longer ones first.
func outermost(list []gazetteer.Match) []gazetteer.Match {
	var out []gazetteer.Match
	var last text.Span
	for _, m := range list {
		if m.Span == last || m.Span.End > last.End {
			out, last = append(out, m), m.Span
		}
	}
	return out
}

// wants reports whether the rule is being explained.
func (e *explanation) wants(c *compiled) bool {
	return e != nil && (e.rule == "" || e.rule == c.src.ID.Value)
}

// probe runs both machines for one trigger alone and notes how far they get.
func (r *reader) probe(c *compiled, v *variant, win *window, start, end int32) Attempt {
	a := Attempt{Rule: c.src.ID.Value, Trigger: text.Span{Start: int(start), End: int(end)}}
	right, left := &Side{}, &Side{}
	a.Left, a.Right = left, right
	rw := r.side(&r.rightM, v.right, win, end, right)
	lw := r.side(&r.leftM, v.left, win, start, left)
	if rw.ok && lw.ok {
		a.Matched = true
		a.Span = text.Span{Start: int(lw.end), End: int(rw.end)}
	}
	return a
}

// place is an instruction tried at an offset.
type place struct{ pc, off int32 }

// side runs one machine from an offset and notes into s what it read.
func (r *reader) side(m *machine, p *program, win *window, from int32, s *Side) way {
	far, wanted := int32(-1), map[string]bool{}
	f := &Failure{Wanted: []string{}}
	var path, best []place
	m.begin(p, win.lo, win.hi)
	m.enter = func(pc, off int32, in bool) {
		if in {
			path = append(path, place{pc, off})
		} else {
			path = path[:len(path)-1]
		}
	}
	m.trace = func(i *instr, at int32) {
		d := at - from
		if p.left {
			d = from - at
		}
		if d > far {
			far, f.Wanted, best = d, f.Wanted[:0], slices.Clone(path)
			clear(wanted)
		}
		if i.node == nil || d < far {
			return
		}
		if w := i.node.String(); !wanted[w] {
			wanted[w] = true
			f.Wanted = append(f.Wanted, w)
		}
	}
	w := m.best(p.start, from)
	m.trace, m.enter = nil, nil
	if w.ok {
		for _, e := range m.walk(p.start, from, nil) {
			if e.instr != nil && e.instr.node != nil && e.start < e.end {
				s.Read = append(s.Read, Step{e.instr.node.String(), text.Span{Start: int(e.start), End: int(e.end)}})
			}
		}
		return w
	}
	for i := 0; i+1 < len(best); i++ {
		a, b := best[i], best[i+1]
		if n := p.code[a.pc].node; n != nil && a.off != b.off && a.pc != b.pc {
			s.Read = append(s.Read, Step{n.String(), text.Span{Start: int(min(a.off, b.off)), End: int(max(a.off, b.off))}})
		}
	}
	at := from + max(far, 0)
	if p.left {
		at = from - max(far, 0)
	}
	f.At = text.Span{Start: int(at), End: min(int(at)+shownAhead, int(win.hi))}
	if p.left {
		f.At = text.Span{Start: max(int(at)-shownAhead, int(win.lo)), End: int(at)}
	}
	f.Here = r.here(at, p.left)
	s.Failure = f
	return w
}

// here lists the mentions that begin at an offset, leftwards those that end
// there, as "Type text".
func (r *reader) here(at int32, left bool) []string {
	var out []string
	note := func(t mention.Type, span text.Span) {
		name := r.e.types.Name(t)
		if strings.HasPrefix(name, "=") {
			name = "trigger"
		}
		s := name + " " + r.page.text.Slice(span)
		switch r.e.stop[t] {
		case StopHard:
			s += " (ends open runs)"
		case StopSoft:
			s += " (usually ends open runs)"
		}
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	add := func(k int32) { note(r.page.lat.At(k).Type, r.page.lat.At(k).Span()) }
	if left {
		for k := r.page.lat.EndingAt(at); k >= 0; k = r.page.lat.NextEnding(k) {
			add(k)
		}
	} else {
		for k := r.page.lat.StartingAt(at); k >= 0; k = r.page.lat.NextStarting(k) {
			add(k)
		}
	}
	for _, m := range r.explain.names {
		if left && m.Span.End == int(at) || !left && m.Span.Start == int(at) {
			note(r.e.types.Lookup(m.Entry.Type), m.Span)
		}
	}
	return out
}

// missing says why a rule had nothing to begin with: no trigger, or one that a
// longer name hides.
func (r *reader) missing(c *compiled) []Attempt {
	var out []Attempt
	if c.cond != nil && r.unfit(c.cond) != "" {
		return []Attempt{{Rule: c.src.ID.Value, Why: r.unfit(c.cond)}}
	}
	seen := map[string]bool{}
	for _, v := range c.variants {
		for _, item := range v.trigger.Items {
			n, ok := item.(*syntax.Literal)
			if !ok {
				if s := item.String(); !seen[s] {
					seen[s] = true
					out = append(out, Attempt{Rule: c.src.ID.Value, Why: "the text has no " + s + " for a trigger"})
				}
				continue
			}
			if seen[n.Text] {
				continue
			}
			seen[n.Text] = true
			out = append(out, r.missingWord(c, n))
		}
	}
	return out
}

// missingWord says why a word is no trigger in this text.
func (r *reader) missingWord(c *compiled, n *syntax.Literal) Attempt {
	word := folded(n.Text)
	p := &r.page
	for off := 0; off+len(word) <= len(p.runes); off++ {
		if !slices.Equal(p.folded[off:off+len(word)], word) {
			continue
		}
		at := text.Span{Start: off, End: off + len(word)}
		for _, m := range r.explain.names {
			if m.Span.Contains(at) && m.Span != at && !strings.HasPrefix(m.Entry.Type, "=") {
				return Attempt{Rule: c.src.ID.Value, Trigger: at, Why: "the trigger " + n.Text + " is hidden in the " + m.Entry.Type + " " + p.text.Slice(m.Span)}
			}
		}
		if line := p.text.LineAt(off); line >= 0 && !p.text.Lines()[line].Kind.Readable() {
			return Attempt{Rule: c.src.ID.Value, Trigger: at, Why: "the trigger stands in a line of the kind " + p.text.Lines()[line].Kind.String() + ", which is not read"}
		}
		return Attempt{Rule: c.src.ID.Value, Trigger: at, Why: "the trigger " + n.Text + " is part of a longer name, or crosses the end of a sentence"}
	}
	return Attempt{Rule: c.src.ID.Value, Why: "the trigger " + n.Text + " does not stand in the text"}
}

// at returns the attempt of a rule at a trigger that matched, or nil.
func (e *explanation) at(c *compiled, trigger text.Span) *Attempt {
	if !e.wants(c) {
		return nil
	}
	for i := range e.attempts {
		if a := &e.attempts[i]; a.Rule == c.src.ID.Value && a.Trigger == trigger && a.Matched {
			return a
		}
	}
	return nil
}

// refuse notes why the match at a trigger does not count.
func (e *explanation) refuse(c *compiled, trigger text.Span, why string) {
	if a := e.at(c, trigger); a != nil {
		a.Refused = why
	}
}

// keep marks the attempt at a trigger as the one that counts.
func (e *explanation) keep(c *compiled, trigger text.Span) {
	if a := e.at(c, trigger); a != nil {
		a.Kept = true
	}
}

// silent notes why an emit gave nothing for a match.
func (e *explanation) silent(m *match, x *emission, why string) {
	if !e.wants(m.rule) {
		return
	}
	for i := range e.attempts {
		if a := &e.attempts[i]; a.Rule == m.rule.src.ID.Value && a.Kept && a.Trigger.Start == int(m.trigger) {
			a.Silent = append(a.Silent, x.relation+": "+why)
		}
	}
}

// Types returns the mention types of what the engine reads, by text span: for
// explanations that show how a text was seen.
func (x *Reader) Types() []Seen {
	var out []Seen
	for k := range int32(x.r.page.lat.Len()) {
		m := x.r.page.lat.At(k)
		name := x.r.e.types.Name(m.Type)
		if strings.HasPrefix(name, "=") || m.Type == mention.None {
			continue
		}
		out = append(out, Seen{name, m.Span()})
	}
	slices.SortStableFunc(out, func(a, b Seen) int {
		if a.Span.Start != b.Span.Start {
			return a.Span.Start - b.Span.Start
		}
		return b.Span.End - a.Span.End
	})
	return out
}

// Seen is a mention as the rules saw it in the text read last.
type Seen struct {
	Type string    `json:"type"`
	Span text.Span `json:"span"`
}
