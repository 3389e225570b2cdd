package rule

import "gongbao/extract/text"

// Attempt tells how one trigger of a rule fared.
type Attempt struct {
	Rule    string
	Trigger text.Span
	// Matched says that the pattern matched; Span is then what it covers.
	// Kept says that no longer match of the same rule took its place.
	Matched, Kept bool
	Span          text.Span
	// Why is the condition of the rule that kept it from trying: the kind of
	// line, reported speech, an attribute of the trigger.
	Why string
	// Refused is what kept a match from counting: unless, where, or a rule that
	// overrides this one.
	Refused string
	// Left and Right are where the two sides got stuck; nil for a side that
	// matched.
	Left, Right *Failure
}

// Failure is the furthest place that one side of a pattern reached, and the
// elements that would have let it go on there.
type Failure struct {
	At     text.Span // the characters that nothing fitted
	Wanted []string  // elements in the pattern language, each once
}

// Explain reads a text like Read and returns, beside what was read, how every
// trigger of the rule fared; with an empty rule id, of all rules.
func (x *Reader) Explain(t *text.Text, given []Given, date, ruleID string) (*Reading, []Attempt) {
	x.r.explain = &explanation{rule: ruleID}
	defer func() {
		x.r.explain = nil
		x.r.leftM.trace, x.r.rightM.trace = nil, nil
	}()
	out := x.r.read(t, given, date)
	return out, x.r.explain.attempts
}

type explanation struct {
	rule     string
	attempts []Attempt
}

// wants reports whether the rule is being explained.
func (e *explanation) wants(c *compiled) bool {
	return e != nil && (e.rule == "" || e.rule == c.src.ID.Value)
}

// probe runs both machines for one trigger alone and notes where they fail.
func (r *reader) probe(c *compiled, v *variant, win *window, start, end int32) Attempt {
	a := Attempt{Rule: c.src.ID.Value, Trigger: text.Span{Start: int(start), End: int(end)}}
	side := func(m *machine, p *program, from int32) (way, *Failure) {
		far, wanted := int32(-1), map[string]bool{}
		var order []string
		m.begin(p, win.lo, win.hi)
		m.trace = func(i *instr, at int32) {
			d := at - from
			if p.left {
				d = from - at
			}
			if d > far {
				far, order = d, nil
				clear(wanted)
			}
			if i.node == nil || d < far {
				return
			}
			if s := i.node.String(); !wanted[s] {
				wanted[s] = true
				order = append(order, s)
			}
		}
		best := m.best(p.start, from)
		m.trace = nil
		if best.ok {
			return best, nil
		}
		at := text.Span{Start: int(from + far), End: min(int(from+far)+6, int(win.hi))}
		if p.left {
			at = text.Span{Start: max(int(from-far)-6, int(win.lo)), End: int(from - far)}
		}
		return best, &Failure{at, order}
	}
	right, rf := side(&r.rightM, v.right, end)
	left, lf := side(&r.leftM, v.left, start)
	a.Left, a.Right = lf, rf
	if lf == nil && rf == nil {
		a.Matched = true
		a.Span = text.Span{Start: int(left.end), End: int(right.end)}
	}
	return a
}

// refuse notes why the match at a trigger does not count.
func (e *explanation) refuse(c *compiled, trigger text.Span, why string) {
	if !e.wants(c) {
		return
	}
	for i := range e.attempts {
		if a := &e.attempts[i]; a.Rule == c.src.ID.Value && a.Trigger == trigger && a.Matched {
			a.Refused = why
		}
	}
}

// keep marks the attempt at a trigger as the one that counts.
func (e *explanation) keep(c *compiled, trigger text.Span) {
	if !e.wants(c) {
		return
	}
	for i := range e.attempts {
		if a := &e.attempts[i]; a.Rule == c.src.ID.Value && a.Trigger == trigger && a.Matched {
			a.Kept = true
		}
	}
}
