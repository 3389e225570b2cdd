package rule

import (
	"slices"
	"strings"

	"gongbao/extract/fact"
	"gongbao/extract/rule/syntax"
	"gongbao/extract/text"
)

// emission is a compiled emit.
type emission struct {
	each                   string
	s, o, start, end, time syntax.Expr
	modality               syntax.Expr
	relation               string
	q                      []qualifier
	cond                   syntax.Condition
	// late is set when a value asks for facts of the document ($main.Meeting.
	// held_on.end, who.held_on), which are known only when all rules have read it.
	late bool
}

type qualifier struct {
	name string
	expr syntax.Expr
}

func compileEmit(e *syntax.Emit) (*emission, error) {
	out := &emission{each: e.Each.Value, relation: e.P.Value}
	parse := func(dst *syntax.Expr, s string) error {
		if s == "" {
			return nil
		}
		x, err := syntax.ParseExpr(s)
		*dst = x
		return err
	}
	for _, f := range []struct {
		dst *syntax.Expr
		src string
	}{{&out.s, e.S.Value}, {&out.o, e.O.Value}, {&out.start, e.Start.Value}, {&out.end, e.End.Value}, {&out.time, e.Time.Value}, {&out.modality, e.Modality.Value}} {
		if err := parse(f.dst, f.src); err != nil {
			return nil, err
		}
	}
	for _, q := range e.Q {
		var x syntax.Expr
		if err := parse(&x, q.Expr.Value); err != nil {
			return nil, err
		}
		out.q = append(out.q, qualifier{q.Name, x})
	}
	if e.If.Value != "" {
		c, err := syntax.ParseCondition(e.If.Value)
		if err != nil {
			return nil, err
		}
		out.cond = c
	}
	return out, nil
}

// emit gives the facts of a match for one of its rule's emissions.
func (r *reader) emit(m *match, e *emission) {
	r.nodes = m.instances(e.each, r.nodes[:0])
	for _, node := range r.nodes {
		if !r.holds(m, node, e.cond) {
			if r.explain.wants(m.rule) {
				r.explain.silent(m, e, "if: "+e.cond[r.failing(m, node, e.cond)].String()+" does not hold")
			}
			continue
		}
		s := r.eval(m, node, e.s)
		if !s.ok() || s.text == "" {
			if r.explain.wants(m.rule) {
				r.explain.silent(m, e, "s: "+e.s.String()+" has no value")
			}
			continue
		}
		o := r.eval(m, node, e.o)
		if !o.ok() {
			if r.explain.wants(m.rule) {
				r.explain.silent(m, e, "o: "+e.o.String()+" has no value")
			}
			continue
		}
		f := Finding{Priority: m.rule.src.Priority, object: o}
		f.Fact = fact.Fact{Subject: s.argument(), Relation: e.relation, Object: o.argument(), Modality: m.rule.modality}
		if o.start != "" || o.end != "" { // a date as object shows its value
			f.Fact.Object.Text = interval(o.start, o.end)
		}
		if t := r.eval(m, node, e.time); t.ok() {
			f.Fact.Start, f.Fact.End = t.start, t.end
		}
		if t := r.eval(m, node, e.start); t.ok() {
			f.Fact.Start = dateText(t)
			if t.dated { // said, so that nobody takes it for a time that the text tells
				f.Fact.Qualifiers = append(f.Fact.Qualifiers, fact.Qualifier{Name: fact.Inferred, Argument: constant(fact.DocumentDate).argument()})
			}
		}
		if t := r.eval(m, node, e.end); t.ok() {
			f.Fact.End = dateText(t)
			if t.end != "" {
				f.Fact.End = t.end
			}
		}
		var by value
		if t := r.eval(m, node, e.modality); t.ok() {
			f.Fact.Modality = fact.Modality(t.text)
		} else if m.rule.cond != nil && m.rule.cond.context {
			f.Fact.Modality, by = r.context(m)
		}
		ev := fact.Evidence{
			Rule: m.rule.src.ID.Value, Span: text.Span{Start: int(m.start), End: int(m.end)},
			Sentence: r.sentenceSpan(m), Subject: s.span, Object: o.span,
		}
		for _, q := range e.q {
			v := r.eval(m, node, q.expr)
			if !v.ok() || v.text == "" {
				continue
			}
			if v.start != "" && (v.end != "" || q.name == "term") { // an interval fills both ends
				f.Fact.Start, f.Fact.End = v.start, v.end
				f.Fact.Qualifiers = slices.DeleteFunc(f.Fact.Qualifiers, func(q fact.Qualifier) bool { return q.Name == fact.Inferred })
				continue
			}
			f.Fact.Qualifiers = append(f.Fact.Qualifiers, fact.Qualifier{Name: q.name, Argument: v.argument()})
			if !v.span.Empty() {
				if ev.Qualifiers == nil {
					ev.Qualifiers = map[string]text.Span{}
				}
				ev.Qualifiers[q.name] = v.span
			}
		}
		if by.ok() {
			f.Fact.Qualifiers = append(f.Fact.Qualifiers, fact.Qualifier{Name: "claimed_by", Argument: by.argument()})
		}
		slices.SortStableFunc(f.Fact.Qualifiers, func(a, b fact.Qualifier) int { return strings.Compare(a.Name, b.Name) })
		f.Fact.Evidence = r.evidence(ev)
		r.findings = append(r.findings, f)
	}
}

// evidence returns a list of one piece of evidence. The lists of a document are
// cut from few blocks; a longer list is a new one, since each is full.
func (r *reader) evidence(ev fact.Evidence) []fact.Evidence {
	if len(r.evidences) == cap(r.evidences) {
		r.evidences = make([]fact.Evidence, 0, max(8, min(2*cap(r.evidences), 1024)))
	}
	r.evidences = append(r.evidences, ev)
	n := len(r.evidences)
	return r.evidences[n-1 : n : n]
}

// exprs returns all expressions of the emission.
func (e *emission) exprs() []syntax.Expr {
	out := []syntax.Expr{e.s, e.o, e.start, e.end, e.time, e.modality}
	for _, q := range e.q {
		out = append(out, q.expr)
	}
	return out
}

// mark sets late where a path names a relation.
func (e *emission) mark(relations map[string]bool) {
	look := func(path []string) {
		for i, name := range path {
			e.late = e.late || i > 0 && relations[name]
		}
	}
	test := func(c syntax.Condition) {
		for _, t := range c {
			look(t.Path)
			look(t.Other)
		}
	}
	test(e.cond)
	for _, x := range e.exprs() {
		for _, a := range x.Alternatives {
			look(a.Path)
			test(a.If)
		}
	}
}

func dateText(v value) string {
	if v.start != "" {
		return v.start
	}
	return v.text
}

// interval writes a date or an ISO 8601 interval.
func interval(start, end string) string {
	if end == "" || end == start {
		return start
	}
	if start == "" {
		return end
	}
	return start + "/" + end
}

// eval gives the value of an expression, seen from a capture.
func (r *reader) eval(m *match, node int32, e syntax.Expr) value {
	for _, a := range e.Alternatives {
		if !r.holds(m, node, a.If) {
			continue
		}
		if len(a.Path) == 0 {
			return constant(a.Const)
		}
		if v := r.path(m, node, a.Path); v.ok() {
			return v
		}
	}
	return value{}
}

// path gives the value of a path: of slots, or of the document's memory.
func (r *reader) path(m *match, node int32, path []string) value {
	var v value
	rest := path[1:]
	switch path[0] {
	case "$date":
		if r.date != "" {
			v = value{typ: "Date", text: r.date, start: r.date, end: r.date, dated: true}
		}
	case "$main", "$near":
		if len(path) < 2 {
			return value{}
		}
		t := r.page.e.types.Lookup(path[1])
		if path[0] == "$near" {
			v = r.near(t, m.start)
		}
		if !v.ok() {
			v = r.main(t)
		}
		rest = path[2:]
	default:
		v = r.page.lookup(m, node, path[:1])
	}
	for ; len(rest) > 0 && v.ok(); rest = rest[1:] {
		if r.e.relations[rest[0]] {
			v = r.object(v, rest[0])
		} else {
			v = r.page.follow(v, rest[:1])
		}
	}
	return v
}

// told indexes the findings by what they say of what.
type told struct {
	first map[telling]int32
	upTo  int // findings that are in the index
}

type telling struct{ relation, subject string }

func (k *told) forget() {
	if k.first == nil {
		k.first = map[telling]int32{}
	}
	clear(k.first)
	k.upTo = 0
}

// object returns the object of the first fact of that relation about a thing.
func (r *reader) object(about value, relation string) value {
	k := &r.told
	for ; k.upTo < len(r.findings); k.upTo++ {
		f := &r.findings[k.upTo].Fact
		key := telling{f.Relation, f.Subject.Text}
		if _, ok := k.first[key]; !ok {
			k.first[key] = int32(k.upTo)
		}
	}
	if i, ok := k.first[telling{relation, about.text}]; ok {
		return r.findings[i].object
	}
	return value{}
}

// same reports whether two values name one thing: by code where both have one,
// else by text.
func same(v, w value) bool {
	if v.code != "" && w.code != "" {
		return v.code == w.code
	}
	return text.EqualFolded(v.text, w.text)
}
