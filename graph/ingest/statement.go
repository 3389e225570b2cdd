package ingest

import (
	"slices"
	"strconv"

	"gongbao/extract/fact"
	"gongbao/extract/text"
	"gongbao/graph/rdf"
	"gongbao/graph/validity"
	"gongbao/ontology/vocab"
)

// group is the facts that one statement carries: the same relation between the
// same things in the same modality, at the same time as far as it is told.
type group struct {
	iri        string
	relation   string
	s, o       rdf.Term
	inverse    bool
	start, end string
	facts      []*fact.Fact
}

// current reports whether the fact is stated of the text's own time, so that a
// direct triple may say it.
func current(f *fact.Fact) bool { return f.Modality == fact.Asserted && tense(f) == validity.Present }

// tense returns how a fact stands to the time of its document.
func tense(f *fact.Fact) validity.Tense {
	for _, q := range f.Qualifiers {
		status, tense := "", ""
		switch q.Name {
		case "status":
			status = q.Text
		case "tense":
			tense = q.Text
		}
		if t := validity.TenseOf("", status, tense); t != validity.Present {
			return t
		}
	}
	return validity.TenseOf(string(f.Modality), "", "")
}

// group brings together the facts that are one statement, in text order. What
// makes a statement is its document, relation, resolved arguments, the body
// that an office belongs to, and its modality. A second instance of the same
// at another time, such as a second visit, is a statement of its own, whose
// IRI depends on its time as well.
func (b *builder) group() []*group {
	byKey := map[string][]*group{}
	var all []*group
	for i := range b.in.Facts {
		f := &b.in.Facts[i]
		iri, inverse := b.relation(f.Relation)
		g := &group{relation: iri, inverse: inverse, start: f.Start, end: f.End}
		if inverse {
			g.s, g.o = b.node(f.Object), rdf.NewString(f.Subject.Text)
		} else {
			g.s, g.o = b.node(f.Subject), b.value(f.Object)
		}
		of := ""
		if q, ok := f.Qualifier("of"); ok {
			of = identity(b.value(q.Argument))
		}
		parts := []string{b.doc, iri, identity(g.s), identity(g.o), of, string(f.Modality)}
		key := b.namer.statement(parts...)
		if same := find(byKey[key], f); same != nil {
			same.facts = append(same.facts, f)
			same.start, same.end = firstOf(same.start, f.Start), firstOf(same.end, f.End)
			continue
		}
		g.iri, g.facts = key, []*fact.Fact{f}
		if len(byKey[key]) > 0 {
			g.iri = b.namer.statement(append(parts, f.Start, f.End)...)
		}
		byKey[key] = append(byKey[key], g)
		all = append(all, g)
	}
	return all
}

// find returns the first group whose time agrees with that of the fact.
func find(groups []*group, f *fact.Fact) *group {
	agree := func(a, b string) bool { return a == "" || b == "" || a == b }
	for _, g := range groups {
		if agree(g.start, f.Start) && agree(g.end, f.End) {
			return g
		}
	}
	return nil
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// statement writes the quads of one statement.
func (b *builder) statement(g *group) {
	st := rdf.NewIRI(g.iri)
	b.add(st, vocab.RDFType, rdf.NewIRI(vocab.ClassStatement))
	b.add(st, vocab.RDFType, rdf.NewIRI(vocab.RDFStatement))
	b.add(st, vocab.RDFSubject, g.s)
	b.add(st, vocab.RDFPredicate, rdf.NewIRI(g.relation))
	b.add(st, vocab.RDFObject, g.o)
	b.add(st, vocab.Modality, rdf.NewIRI(vocab.NS+string(g.facts[0].Modality)))
	b.add(st, vocab.PROVWasDerivedFrom, b.graph)
	if g.start != "" {
		b.add(st, vocab.Start, dateTerm(g.start))
	}
	if g.end != "" {
		b.add(st, vocab.End, dateTerm(g.end))
	}
	if t := validTime(g); t != "" {
		b.add(st, vocab.ValidTime, rdf.NewLiteral(t, vocab.EDTF))
	}
	var readings []fact.Evidence
	for _, f := range g.facts {
		if current(f) {
			b.add(g.s, g.relation, g.o)
		}
		b.qualifiers(st, g, f)
		for _, e := range f.Evidence {
			if g.inverse {
				e.Subject, e.Object = e.Object, e.Subject
			}
			readings = append(readings, e)
		}
	}
	slices.SortStableFunc(readings, func(x, y fact.Evidence) int {
		return x.Span.Start - y.Span.Start
	})
	for i, e := range readings {
		b.evidence(st, g.iri+"/evidence/"+strconv.Itoa(i+1), e)
	}
}

// validTime returns the time of a statement as one EDTF expression. The date of
// the document has no part in it.
func validTime(g *group) string {
	s := validity.Statement{Start: g.start, End: g.end, Kind: validity.KindOf(g.relation)}
	for _, f := range g.facts {
		if q, ok := f.Qualifier(fact.Inferred); ok && f.Start == g.start {
			s.Inferred = s.Inferred || validity.FromDocument(q.Text)
		}
	}
	return s.Time()
}

// qualifiers writes the qualifiers of one of a statement's facts.
func (b *builder) qualifiers(st rdf.Term, g *group, f *fact.Fact) {
	for _, q := range f.Qualifiers {
		p := b.qualifier(q.Name)
		if q.Name == "ordinal" {
			b.add(st, p, numberTerm(q.Text))
			continue
		}
		v := b.value(q.Argument)
		if q.Name == "decided" {
			v = dateTerm(q.Text)
		}
		b.add(st, p, v)
		if q.Name == "of" && v.Kind == rdf.IRI && g.o.Kind == rdf.IRI && b.isOffice(f.Object) {
			b.add(g.o, vocab.OfficeOf, v)
		}
	}
}

// isOffice reports whether an argument is an office.
func (b *builder) isOffice(a fact.Argument) bool {
	return a.Entity >= 0 && a.Entity < len(b.in.Entities) && b.in.Entities[a.Entity].Class == "Office"
}

// evidence writes one reading of a statement: a Web Annotation whose body is
// the statement and whose targets are the characters of its parts.
func (b *builder) evidence(st rdf.Term, iri string, e fact.Evidence) {
	ev := rdf.NewIRI(iri)
	b.add(st, vocab.Evidence, ev)
	b.add(st, vocab.Rule, rdf.NewString(e.Rule))
	b.add(ev, vocab.RDFType, rdf.NewIRI(vocab.ClassEvidence))
	b.add(ev, vocab.RDFType, rdf.NewIRI(vocab.OAAnnotation))
	b.add(ev, vocab.OAHasBody, st)
	b.add(ev, vocab.Rule, rdf.NewString(e.Rule))
	b.add(ev, vocab.Sentence, b.selector(e.Sentence))
	part := func(p string, s text.Span) {
		if !s.Empty() {
			t := b.target(s)
			b.add(ev, p, t)
			b.add(ev, vocab.OAHasTarget, t)
		}
	}
	part(vocab.SubjectAt, e.Subject)
	part(vocab.ObjectAt, e.Object)
	for name, s := range e.Qualifiers {
		part(b.qualifier(name)+"At", s)
	}
	if e.Subject.Empty() && e.Object.Empty() {
		// Both came from the document's memory: the match itself is the target.
		b.add(ev, vocab.OAHasTarget, b.target(e.Span))
	}
}

// target returns the node of a span of the clean text, a fragment of the
// document's IRI in the manner of RFC 5147 (char=start,end in code points), and
// writes it where that has not been done. Its selector quotes the characters.
// Where the store keeps no text it quotes some around them as well, by which
// they can be found in another copy of the text; else the text has them, and
// leaving them out spares the graph a quarter of its terms.
func (b *builder) target(s text.Span) rdf.Term {
	t := rdf.NewIRI(b.doc + "#char=" + place(s))
	if b.quoted[s] {
		return t
	}
	b.quoted[s] = true
	sel := b.selector(s)
	b.add(t, vocab.RDFType, rdf.NewIRI(vocab.OASpecificResource))
	b.add(t, vocab.OAHasSource, b.graph)
	b.add(t, vocab.OAHasSelector, sel)
	b.add(sel, vocab.RDFType, rdf.NewIRI(vocab.OATextQuoteSelector))
	b.add(sel, vocab.OAExact, rdf.NewString(b.in.Text.Slice(s)))
	if !b.noText {
		return t
	}
	b.add(sel, vocab.OAPrefix, rdf.NewString(b.in.Text.Slice(text.Span{Start: s.Start - surround, End: s.Start})))
	b.add(sel, vocab.OASuffix, rdf.NewString(b.in.Text.Slice(text.Span{Start: s.End, End: s.End + surround})))
	return t
}

// selector returns the node that says where a span stands, in code points of
// the clean text and in bytes of the source, and writes it where that has not
// been done.
func (b *builder) selector(s text.Span) rdf.Term {
	sel := rdf.NewIRI(b.doc + "#selector=" + place(s))
	if b.placed[s] {
		return sel
	}
	b.placed[s] = true
	number := func(p string, n int) { b.add(sel, p, rdf.NewLiteral(strconv.Itoa(n), vocab.XSDInteger)) }
	b.add(sel, vocab.RDFType, rdf.NewIRI(vocab.OATextPositionSelector))
	number(vocab.OAStart, s.Start)
	number(vocab.OAEnd, s.End)
	start, end := b.in.Text.Source(s)
	number(vocab.ByteStart, start)
	number(vocab.ByteEnd, end)
	return sel
}

func place(s text.Span) string { return strconv.Itoa(s.Start) + "," + strconv.Itoa(s.End) }

// surround is how many code points a quotation keeps on either side.
const surround = 12
