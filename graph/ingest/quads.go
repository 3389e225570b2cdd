package ingest

import (
	"slices"
	"strings"

	"gongbao/extract/fact"
	"gongbao/extract/resolve"
	"gongbao/extract/text"
	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/ontology/vocab"
)

// Input is what extraction gave for one document.
type Input struct {
	// Document tells of the source, with the Fingerprint of what it is made
	// from; Prepare fills its IRI and counts.
	Document registry.Document
	// PackName is the name of the pack without its version: relations and
	// qualifiers that the ontology does not have are named below it.
	PackName string
	Text     *text.Text
	Facts    []fact.Fact
	Entities []resolve.Entity
	// Leading finds the organisation whose name a name of something else begins
	// with: its code, and how many code points of the name are its own. It is a
	// pure function; nil finds none.
	Leading func(name string) (code string, length int)
}

// inverted lists the relations that the graph writes the other way round, with
// the property they become. A short name is a string, which RDF does not have
// as a subject.
var inverted = map[string]string{"abbreviation_of": vocab.Abbreviation}

// renamedQualifiers lists the qualifiers whose property is not called as they
// are, because a relation has that name.
var renamedQualifiers = map[string]string{"accredited_to": vocab.AccreditedIn}

// builder collects the quads of one document.
type builder struct {
	in     Input
	namer  Namer
	noText bool
	doc    string // IRI of the document and its graph
	graph  rdf.Term
	quads  []rdf.Quad
	terms  []rdf.Term // of the entities, by index
	things map[string]rdf.Term
	// placed and quoted hold the spans whose selectors and targets are written.
	placed, quoted map[text.Span]bool
}

// Quads returns the graph of one document, sorted and without repetition: the
// document's metadata, the entities with their names, a direct triple for each
// fact that the text asserts of its own time, and for every fact a statement
// with its qualifiers and evidence. It is a pure function of its input.
func Quads(in Input, o Options) []rdf.Quad {
	quads, _, _ := build(in, o)
	return quads
}

// build returns a document's quads, the IRIs of its statements, and the clues
// to the identity of what it names.
func build(in Input, o Options) (quads []rdf.Quad, statements []string, clues *registry.Clues) {
	b := newBuilder(in, o)
	b.document()
	for i := range in.Entities {
		b.entity(i)
	}
	groups := b.group()
	for _, g := range groups {
		b.statement(g)
		statements = append(statements, g.iri)
	}
	slices.SortFunc(b.quads, rdf.CompareQuads)
	return slices.Compact(b.quads), statements, b.clues(groups)
}

func newBuilder(in Input, o Options) *builder {
	namer := NewNamer(o.Base)
	doc := namer.Document(in.Document.ID)
	b := &builder{
		in: in, namer: namer, noText: o.NoText, doc: doc, graph: rdf.NewIRI(doc),
		things: map[string]rdf.Term{}, placed: map[text.Span]bool{}, quoted: map[text.Span]bool{},
		// About what the news of the corpus takes: a quad is large to move.
		quads: make([]rdf.Quad, 0, 16+8*len(in.Entities)+40*len(in.Facts)),
	}
	for _, e := range in.Entities {
		b.terms = append(b.terms, rdf.NewIRI(namer.Entity(e, doc)))
	}
	return b
}

// add appends one quad of the document's graph. Bytes that are not UTF-8, which
// file names may hold, become U+FFFD in literals.
func (b *builder) add(s rdf.Term, p string, o rdf.Term) {
	if o.Kind == rdf.Literal {
		o.Value = strings.ToValidUTF8(o.Value, "\uFFFD")
	}
	b.quads = append(b.quads, rdf.Quad{S: s, P: rdf.NewIRI(p), O: o, G: b.graph})
}

// document writes what is known of the source.
func (b *builder) document() {
	d := &b.in.Document
	b.add(b.graph, vocab.RDFType, rdf.NewIRI(vocab.ClassSourceDocument))
	str := func(p, v string) {
		if v != "" {
			b.add(b.graph, p, rdf.NewString(v))
		}
	}
	str(vocab.DCTIdentifier, d.ID)
	if d.Title != "" {
		b.add(b.graph, vocab.DCTTitle, rdf.NewLang(d.Title, d.Language))
	}
	if d.Date != "" {
		b.add(b.graph, vocab.DCTDate, dateTerm(d.Date))
	}
	str(vocab.DCTLanguage, d.Language)
	if d.URL != "" {
		b.add(b.graph, vocab.DCTSource, urlTerm(d.URL))
	}
	str(vocab.Charset, d.Charset)
	if d.Extracted {
		b.add(b.graph, vocab.Extracted, rdf.NewLiteral("true", vocab.XSDBoolean))
	}
	str(vocab.ContentHash, d.ContentHash)
	str(vocab.Pack, d.Pack)
	str(vocab.PackHash, d.PackHash)
	str(vocab.EngineVersion, d.Engine)
}

// urlTerm returns the IRI of a web address, and a string for what is none.
func urlTerm(url string) rdf.Term {
	if (strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://")) && validIRI(url) {
		return rdf.NewIRI(url)
	}
	return rdf.NewString(url)
}

// entity writes an entity's class, code and names. The first name of each
// language is the preferred one.
func (b *builder) entity(i int) {
	e, term := b.in.Entities[i], b.terms[i]
	b.add(term, vocab.RDFType, rdf.NewIRI(b.class(e.Class)))
	if e.Code != "" {
		b.add(term, vocab.Code, rdf.NewString(e.Code))
	}
	preferred := map[string]string{}
	for _, n := range e.Names {
		if n.Text == "" {
			continue
		}
		first, known := preferred[n.Lang]
		switch {
		case !known:
			preferred[n.Lang] = n.Text
			b.add(term, vocab.SKOSPrefLabel, rdf.NewLang(n.Text, n.Lang))
		case first != n.Text:
			b.add(term, vocab.SKOSAltLabel, rdf.NewLang(n.Text, n.Lang))
		}
	}
}

// class returns the IRI of an entity's class; one that the ontology does not
// have belongs to the pack.
func (b *builder) class(name string) string {
	switch {
	case name == "":
		return vocab.ClassThing
	case vocab.IsClass(name):
		return vocab.NS + name
	}
	return b.namer.pack(b.in.PackName, name)
}

// relation returns the property of a relation, and whether it runs from the
// fact's object to its subject.
func (b *builder) relation(name string) (iri string, inverse bool) {
	if iri, ok := inverted[name]; ok {
		return iri, true
	}
	if local := camel(name); vocab.IsRelation(local) {
		return vocab.NS + local, false
	}
	return b.namer.pack(b.in.PackName, camel(name)), false
}

// qualifier returns the property of a qualifier.
func (b *builder) qualifier(name string) string {
	if iri, ok := renamedQualifiers[name]; ok {
		return iri
	}
	if local := camel(name); vocab.IsQualifier(local) {
		return vocab.NS + local
	}
	return b.namer.pack(b.in.PackName, camel(name))
}

// camel turns holds_office into holdsOffice.
func camel(snake string) string {
	parts := strings.Split(snake, "_")
	for i, p := range parts {
		if i > 0 && p != "" {
			parts[i] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, "")
}

// value returns the term of an argument: its entity, or else a literal.
func (b *builder) value(a fact.Argument) rdf.Term {
	switch {
	case a.Entity >= 0 && a.Entity < len(b.terms):
		return b.terms[a.Entity]
	case a.Type == "Date":
		return dateTerm(a.Text)
	}
	return rdf.NewString(a.Text)
}

// node returns the term of an argument that must be a node. One without an
// entity becomes a thing of this document alone.
func (b *builder) node(a fact.Argument) rdf.Term {
	if a.Entity >= 0 && a.Entity < len(b.terms) {
		return b.terms[a.Entity]
	}
	if t, ok := b.things[a.Text]; ok {
		return t
	}
	t := rdf.NewIRI(b.namer.Entity(resolve.Entity{Key: []string{"thing", a.Text}, Scoped: true}, b.doc))
	b.things[a.Text] = t
	b.add(t, vocab.RDFType, rdf.NewIRI(vocab.ClassThing))
	if a.Text != "" {
		b.add(t, vocab.SKOSPrefLabel, rdf.NewString(a.Text))
	}
	return t
}
