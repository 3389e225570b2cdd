package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gongbao/graph/lookup"
	"gongbao/graph/validity"
)

// printer writes entities for people to read.
type printer struct {
	s     streams
	names map[string]string // of relations, classes and qualifiers
	all   bool
	limit int // of the statements that a derived one rests on; 0 shows all
	// indent stands before each line that is not empty.
	indent string
	b      strings.Builder
}

func (p *printer) line(format string, args ...any) {
	if format != "" {
		format = "%s" + format
		args = append([]any{p.indent}, args...)
	}
	fmt.Fprintf(&p.b, format+"\n", args...)
}

func (p *printer) entity(f found) {
	var classes []string
	for _, c := range f.Classes {
		classes = append(classes, nameOf(c, p.names))
	}
	head := p.s.bold(f.Label) + "  " + strings.Join(classes, ", ")
	if (f.Match == "holder" || f.Match == nearestHolder) && f.Hint != "" {
		head += "  (" + f.Hint + ")"
	}
	p.line("%s", head)
	p.line("  %s", f.IRI)
	p.forms(f)
	p.same(f)
	if f.Facts == nil {
		return
	}
	p.list(f, "out", f.Facts.Out, func(x *lookup.Fact) string { return x.Object.Label }, "")
	p.list(f, "in", f.Facts.In, func(x *lookup.Fact) string { return x.Subject.Label }, "← ")
	both := func(x *lookup.Fact) string { return x.Subject.Label + " → " + x.Object.Label }
	p.list(f, "beside", f.Facts.Beside, both, "· ")
	p.list(f, "told", f.Facts.Told, both, "tells: ")
}

// forms writes the names that an entity has beside the one that stands above,
// each with the languages in which it is one.
func (p *printer) forms(f found) {
	var order []string
	langs := map[string][]string{}
	for _, n := range f.Names {
		if n.Text == f.Label {
			continue
		}
		if _, ok := langs[n.Text]; !ok {
			order = append(order, n.Text)
		}
		langs[n.Text] = append(langs[n.Text], n.Lang)
	}
	const most = 24
	more := 0
	if !p.all && len(order) > most {
		order, more = order[:most], len(order)-most
	}
	if len(order) > 0 {
		line := strings.Join(order, " · ")
		if more > 0 {
			line += fmt.Sprintf(" … and %d more", more)
		}
		p.line("  %s", line)
	}
}

// same writes under how many more IRIs documents know an entity, or with the
// evidence the links that make them one.
func (p *printer) same(f found) {
	if n := len(f.Same); n > 0 && len(f.Links) == 0 {
		p.line("  = %s; --evidence shows why", count(n, "other IRI"))
	}
	for i, l := range f.Links {
		if !p.all && i == usualFacts {
			p.line("  … and %d more; --all shows them", len(f.Links)-i)
			return
		}
		p.line("  = %s", l.A.IRI)
		p.line("    %s", l.B.IRI)
		p.line("      %s  (#%s)", nameOf(l.Reason, p.names), l.Ref)
	}
}

// list writes facts grouped by relation.
func (p *printer) list(f found, list string, facts []*lookup.Fact, other func(*lookup.Fact) string, mark string) {
	for i, x := range facts {
		if i == 0 || facts[i-1].Relation != x.Relation {
			p.line("  %s%s", mark, nameOf(x.Relation, p.names))
		}
		p.line("    %s%s", other(x), p.details(f, x))
		if f.Evidence != nil {
			p.sentences(f, x)
		}
		if i == len(facts)-1 || facts[i+1].Relation != x.Relation {
			p.hidden(f, list, x.Relation)
		}
	}
}

// hidden tells how many facts of a relation are not shown.
func (p *printer) hidden(f found, list, relation string) {
	for _, h := range f.Facts.Hidden {
		if h.List == list && h.Relation == relation {
			p.line("    … and %d more; --all shows them", h.Count)
		}
	}
}

// sentences writes the sentences that a fact was read in.
func (p *printer) sentences(f found, x *lookup.Fact) {
	for _, st := range x.Sources {
		for _, e := range f.Evidence[st.IRI] {
			p.line("      “%s”", p.sentence(e))
		}
	}
	if n := x.Count - len(x.Sources); n > 0 {
		p.line("      … and in %s; --all shows them", count(n, "more document"))
	}
}

// details writes what stands behind a fact: qualifiers, time, modality, number
// of sources and the name of the statement.
func (p *printer) details(f found, x *lookup.Fact) string {
	st := x.Statement
	st.Qualifiers = slices.DeleteFunc(slices.Clone(st.Qualifiers), func(q lookup.Qualifier) bool {
		return q.IRI != "" && (q.IRI == f.IRI || slices.Contains(f.Same, q.IRI)) // it stands above
	})
	var parts []string
	if q := qualifierText(&st, p.names); q != "" {
		parts = append(parts, q)
	}
	end := x.End
	if end == "" && validity.KindOf(x.Predicate) == validity.Event {
		end = x.Start // it was over the same day
	}
	if t := cmp.Or(timeText(x.Start, end), toldText(x)); t != "" {
		parts = append(parts, t)
	}
	if x.Validity == validity.Possible.String() {
		parts = append(parts, "possible")
	}
	if x.Modality != "asserted" {
		parts = append(parts, nameOf(x.Modality, p.names))
	}
	if x.Count > 1 {
		parts = append(parts, fmt.Sprintf("×%d", x.Count))
	}
	if x.Derived {
		parts = append(parts, "derived by "+strings.Join(x.Rules, ", "))
	}
	parts = append(parts, againstText(x.Agreement)...)
	parts = append(parts, "#"+short(x.Ref))
	return "  (" + strings.Join(parts, "; ") + ")"
}

// short is the beginning of a statement's name that is long enough in practice.
func short(ref string) string { return ref[:min(8, len(ref))] }

// timeText writes the time of a fact.
func timeText(start, end string) string {
	switch {
	case start == end:
		return start
	case end == "":
		return start + "–"
	}
	return start + "–" + end
}

// toldText writes when documents tell a fact that has no time of its own.
func toldText(x *lookup.Fact) string {
	switch {
	case x.FirstTold == "":
		return ""
	case x.FirstTold == x.LastTold:
		return "told " + x.FirstTold
	}
	return "told " + x.FirstTold + "–" + x.LastTold
}

// sentence writes the sentence of a reading with its parts marked; where the
// text is not kept, the parts alone.
func (p *printer) sentence(e *lookup.Evidence) string {
	if e.Sentence == "" {
		var parts []string
		for _, m := range e.Marks {
			parts = append(parts, p.s.underline(m.Exact, m.Slot))
		}
		return strings.Join(parts, " … ")
	}
	return e.Marked(func(slot, text string) string { return p.s.underline(text, slot) })
}
