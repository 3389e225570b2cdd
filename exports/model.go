package exports

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strconv"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/ontology/vocab"
)

// graph is what one named graph says, in the terms of the ontology: the source
// document, the things it names, its statements, and whatever else there is.
type graph struct {
	name     rdf.Term
	document document
	nodes    []*node
	byIRI    map[string]*node
	// statements are in the order of their IRIs.
	statements []*statement
	// plain are the triples about nodes that no statement carries, names, codes
	// and classes apart.
	plain []rdf.Quad
}

// document is what is known of a source.
type document struct {
	iri, id, title, date, language, url string
}

// node is a thing that the graph names.
type node struct {
	iri string
	// classes are local names, or IRIs where they belong to other vocabularies.
	classes []string
	names   []rdf.Term // preferred ones
	others  []rdf.Term
	codes   []string
}

// statement is one fact as one document tells it.
type statement struct {
	iri, predicate  string
	subject, object rdf.Term
	start, end      string
	modality        string
	qualifiers      []qualifier
	rules           []string
	evidence        []evidence
}

// qualifier is a named value beside a statement.
type qualifier struct {
	name  string
	value rdf.Term
}

// evidence is one reading of a statement. Positions count code points of the
// clean text.
type evidence struct {
	iri, rule  string
	start, end int // of the sentence; both 0 where it is not told
	marks      []mark
}

// mark is where a part of a statement stands.
type mark struct {
	slot       string // subject, object, the name of a qualifier, or match
	start, end int
	exact      string
}

// relation is the local name of the statement's predicate.
func (s *statement) relation() string { return localName(s.predicate) }

// mark returns the place of a part of the statement in this reading.
func (e *evidence) mark(slot string) mark {
	for _, m := range e.marks {
		if m.slot == slot {
			return m
		}
	}
	return mark{}
}

// localName returns what follows the last # or / of an IRI.
func localName(iri string) string {
	if name := iri[strings.LastIndexAny(iri, "#/")+1:]; name != "" {
		return name
	}
	return iri
}

// class is the class that a node is shown by.
func (n *node) class() string {
	if len(n.classes) == 0 {
		return "Thing"
	}
	return n.classes[0]
}

// label returns what the node is called in a language.
func (n *node) label(lang string) string {
	var best rdf.Term
	for _, t := range n.names {
		best = better(lang, best, t)
	}
	if best.IsZero() {
		return localName(n.iri)
	}
	return best.Value
}

// fallbacks are the languages of labels where the one wanted is missing.
var fallbacks = []string{"zh-Hans", "zh", "zh-Hant", "en", ""}

// better returns the label of the two that suits a language better; the one so
// far may be the zero Term.
func better(lang string, best, label rdf.Term) rdf.Term {
	rank := func(t rdf.Term) int {
		if t.Lang == lang && lang != "" {
			return -1
		}
		if i := slices.Index(fallbacks, t.Lang); i >= 0 {
			return i
		}
		return len(fallbacks)
	}
	if best.IsZero() || cmp.Or(rank(label)-rank(best), strings.Compare(label.Lang, best.Lang), strings.Compare(label.Value, best.Value)) < 0 {
		return label
	}
	return best
}

// graphs yields what the graphs of a source say, one after the other; one graph
// at a time is in memory.
func graphs(ctx context.Context, src Source) iter.Seq2[*graph, error] {
	return func(yield func(*graph, error) bool) {
		var quads []rdf.Quad
		for q, err := range src.ByGraph(ctx) {
			if err != nil {
				yield(nil, err)
				return
			}
			if len(quads) > 0 && quads[0].G != q.G {
				if !yield(newGraph(quads), nil) {
					return
				}
				quads = quads[:0]
			}
			quads = append(quads, q)
		}
		if len(quads) > 0 {
			yield(newGraph(quads), nil)
		}
	}
}

// reading is the work of newGraph: the graph's quads by subject.
type reading struct {
	by map[rdf.Term][]rdf.Quad
}

// newGraph reads the quads of one graph, which come subject by subject.
func newGraph(quads []rdf.Quad) *graph {
	g := &graph{name: quads[0].G, byIRI: map[string]*node{}}
	r := reading{by: map[rdf.Term][]rdf.Quad{}}
	for i := 0; i < len(quads); {
		j := i + 1
		for j < len(quads) && quads[j].S == quads[i].S {
			j++
		}
		r.by[quads[i].S] = quads[i:j:j]
		i = j
	}
	carried := map[rdf.Triple]bool{}
	for s, about := range r.by {
		switch {
		case r.is(s, vocab.ClassStatement), r.is(s, vocab.ClassDerivedStatement):
			st := r.statement(s, about)
			g.statements = append(g.statements, st)
			carried[rdf.Triple{S: st.subject, P: rdf.NewIRI(st.predicate), O: st.object}] = true
		case r.is(s, vocab.ClassSourceDocument):
			g.document = r.document(s, about)
		case r.is(s, vocab.ClassEvidence), r.is(s, vocab.OASpecificResource), r.is(s, vocab.OATextPositionSelector):
		default:
			n := r.node(s, about)
			g.nodes = append(g.nodes, n)
			g.byIRI[n.iri] = n
		}
	}
	slices.SortFunc(g.statements, func(a, b *statement) int { return strings.Compare(a.iri, b.iri) })
	slices.SortFunc(g.nodes, func(a, b *node) int { return strings.Compare(a.iri, b.iri) })
	for _, n := range g.nodes {
		for _, q := range r.by[n.term()] {
			switch q.P.Value {
			case vocab.RDFType, vocab.SKOSPrefLabel, vocab.SKOSAltLabel, vocab.RDFSLabel, vocab.Code:
			default:
				if !carried[q.Triple()] {
					g.plain = append(g.plain, q)
				}
			}
		}
	}
	if g.document.iri == "" {
		g.document.iri = g.name.Value
	}
	return g
}

// term is the node as an RDF term.
func (n *node) term() rdf.Term {
	if label, ok := strings.CutPrefix(n.iri, "_:"); ok {
		return rdf.NewBlank(label)
	}
	return rdf.NewIRI(n.iri)
}

// nameOf is the name by which formats know a term that stands for a thing.
func nameOf(t rdf.Term) string {
	if t.Kind == rdf.Blank {
		return "_:" + t.Value
	}
	return t.Value
}

// isNode reports whether a term stands for a thing and not for a value.
func isNode(t rdf.Term) bool { return t.Kind == rdf.IRI || t.Kind == rdf.Blank }

func (r reading) is(s rdf.Term, class string) bool {
	for _, q := range r.by[s] {
		if q.P.Value == vocab.RDFType && q.O.Value == class {
			return true
		}
	}
	return false
}

// value returns the first object of a property, or the zero Term.
func (r reading) value(s rdf.Term, property string) rdf.Term {
	for _, q := range r.by[s] {
		if q.P.Value == property {
			return q.O
		}
	}
	return rdf.Term{}
}

func (r reading) number(s rdf.Term, property string) int {
	n, err := strconv.Atoi(r.value(s, property).Value)
	if err != nil {
		return 0 // a foreign graph may say what it likes
	}
	return n
}

func (r reading) document(s rdf.Term, about []rdf.Quad) document {
	d := document{iri: s.Value}
	for _, q := range about {
		switch q.P.Value {
		case vocab.DCTIdentifier:
			d.id = q.O.Value
		case vocab.DCTTitle:
			d.title = q.O.Value
		case vocab.DCTDate:
			d.date = q.O.Value
		case vocab.DCTLanguage:
			d.language = q.O.Value
		case vocab.DCTSource:
			d.url = q.O.Value
		}
	}
	return d
}

func (r reading) node(s rdf.Term, about []rdf.Quad) *node {
	n := &node{iri: nameOf(s)}
	for _, q := range about {
		switch q.P.Value {
		case vocab.RDFType:
			n.classes = append(n.classes, strings.TrimPrefix(q.O.Value, vocab.NS))
		case vocab.SKOSPrefLabel, vocab.RDFSLabel:
			n.names = append(n.names, q.O)
		case vocab.SKOSAltLabel:
			n.others = append(n.others, q.O)
		case vocab.Code:
			n.codes = append(n.codes, q.O.Value)
		}
	}
	return n
}

func (r reading) statement(s rdf.Term, about []rdf.Quad) *statement {
	st := &statement{iri: nameOf(s)}
	for _, q := range about {
		switch q.P.Value {
		case vocab.RDFType, vocab.PROVWasDerivedFrom, vocab.ValidTime: // the last is start and end once more
		case vocab.RDFSubject:
			st.subject = q.O
		case vocab.RDFPredicate:
			st.predicate = q.O.Value
		case vocab.RDFObject:
			st.object = q.O
		case vocab.Modality:
			st.modality = localName(q.O.Value)
		case vocab.Start:
			st.start = q.O.Value
		case vocab.End:
			st.end = q.O.Value
		case vocab.Rule:
			st.rules = append(st.rules, q.O.Value)
		case vocab.Evidence:
			st.evidence = append(st.evidence, r.evidence(q.O))
		default:
			st.qualifiers = append(st.qualifiers, qualifier{localName(q.P.Value), q.O})
		}
	}
	slices.SortFunc(st.qualifiers, func(a, b qualifier) int {
		return cmp.Or(strings.Compare(a.name, b.name), rdf.CompareTerms(a.value, b.value))
	})
	slices.SortFunc(st.evidence, func(a, b evidence) int {
		return cmp.Or(a.start-b.start, strings.Compare(a.iri, b.iri))
	})
	return st
}

func (r reading) evidence(s rdf.Term) evidence {
	e := evidence{iri: nameOf(s)}
	taken := map[rdf.Term]bool{}
	for _, q := range r.by[s] {
		switch {
		case q.P.Value == vocab.Rule:
			e.rule = q.O.Value
		case q.P.Value == vocab.Sentence:
			e.start, e.end = r.number(q.O, vocab.OAStart), r.number(q.O, vocab.OAEnd)
		case q.P.Value != vocab.OAHasTarget && strings.HasSuffix(q.P.Value, "At"):
			taken[q.O] = true
			e.marks = append(e.marks, r.mark(strings.TrimSuffix(localName(q.P.Value), "At"), q.O))
		}
	}
	for _, q := range r.by[s] {
		if q.P.Value == vocab.OAHasTarget && !taken[q.O] {
			e.marks = append(e.marks, r.mark("match", q.O))
		}
	}
	slices.SortFunc(e.marks, func(a, b mark) int { return cmp.Or(a.start-b.start, a.end-b.end, strings.Compare(a.slot, b.slot)) })
	return e
}

func (r reading) mark(slot string, target rdf.Term) mark {
	sel := r.value(target, vocab.OAHasSelector)
	return mark{slot, r.number(sel, vocab.OAStart), r.number(sel, vocab.OAEnd), r.value(sel, vocab.OAExact).Value}
}

// quote returns the characters of a text from one code point to another, and ""
// where the text does not have them.
func quote(text []rune, start, end int) string {
	if start < 0 || end > len(text) || start >= end {
		return ""
	}
	return string(text[start:end])
}

// values writes qualifiers as name=value, with the names of things.
func (g *graph) values(qs []qualifier, lang string) string {
	parts := make([]string, len(qs))
	for i, q := range qs {
		parts[i] = q.name + "=" + g.show(q.value, lang)
	}
	return strings.Join(parts, "; ")
}

// show returns what to call a term: a thing by its name, a value as it is.
func (g *graph) show(t rdf.Term, lang string) string {
	if !isNode(t) {
		return t.Value
	}
	if n, ok := g.byIRI[nameOf(t)]; ok {
		return n.label(lang)
	}
	return localName(t.Value)
}

// classOf returns the class of a term that stands for a thing, and "" for a
// value.
func (g *graph) classOf(t rdf.Term) string {
	if n, ok := g.byIRI[nameOf(t)]; ok && isNode(t) {
		return n.class()
	}
	return ""
}
