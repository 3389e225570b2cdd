// Package rdf holds the terms and quads that every other stage exchanges: RDF
// terms as plain comparable values, quads of them, and the integer ids by which
// a dataset names its terms. It reads and writes them as N-Triples, N-Quads,
// Turtle and TriG (Open, NewLineWriter, WriteTurtle, StreamTurtle), converts
// them to and from Cayley's quad package and knakk/rdf, and compares datasets
// whose blank nodes are labelled differently (Isomorphic, Canonicalize, Diff).
// It is a leaf: it imports nothing of this project.
//
// The model is RDF 1.1 Concepts and Abstract Syntax (W3C, 2014), sections 3
// (terms) and 4 (datasets); TripleTerm and base directions are what RDF 1.2
// adds. Turtle and TriG are read by a state machine with a stack of its own and
// written by a planner that first looks which prefixes and blank nodes there
// are; N-Triples and N-Quads are scanned line by line and decoded by knakk/rdf;
// the canonical form is RDFC-1.0. The W3C suites for all of these are run as
// tests.
package rdf

// Kind tells which sort of RDF term a Term is.
type Kind uint8

// The kinds of term. NoTerm is the zero value: in a pattern it stands for "any
// term", and as the graph of a Quad for the default graph.
const (
	NoTerm Kind = iota
	IRI
	Blank
	Literal
	TripleTerm
)

// IRIs of the datatypes that the model itself needs.
const (
	XSD           = "http://www.w3.org/2001/XMLSchema#"
	RDF           = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	XSDString     = XSD + "string"
	XSDBoolean    = XSD + "boolean"
	XSDInteger    = XSD + "integer"
	XSDDecimal    = XSD + "decimal"
	XSDDouble     = XSD + "double"
	XSDDateTime   = XSD + "dateTime"
	RDFLangString = RDF + "langString"
	// RDFDirLangString is the datatype of RDF 1.2 strings with a direction.
	RDFDirLangString = RDF + "dirLangString"
	RDFType          = RDF + "type"
	RDFFirst         = RDF + "first"
	RDFRest          = RDF + "rest"
	RDFNil           = RDF + "nil"
)

// Term is one RDF term. Two terms are the same RDF term exactly when they are
// equal as Go values, so a Term can be a map key. Make literals with
// NewLiteral, NewString or NewLang, which keep that invariant.
type Term struct {
	Kind Kind
	// Value is the IRI, the blank node's label (without "_:"), the literal's
	// lexical form exactly as written, or for a TripleTerm its three terms in
	// N-Triples 1.2 syntax.
	Value string
	// Datatype is the datatype IRI of a literal; it is never empty for one.
	Datatype string
	// Lang is the language tag of an rdf:langString literal as written; tags
	// that differ in case only are different Terms here. An RDF 1.2 base
	// direction follows it after two hyphens ("ar--rtl"), and the datatype is
	// then rdf:dirLangString.
	Lang string
}

// NewIRI returns the IRI term for an absolute IRI, which is not checked.
func NewIRI(iri string) Term { return Term{Kind: IRI, Value: iri} }

// NewBlank returns the blank node with that label, given without "_:".
func NewBlank(label string) Term { return Term{Kind: Blank, Value: label} }

// NewString returns a literal of datatype xsd:string.
func NewString(s string) Term { return Term{Kind: Literal, Value: s, Datatype: XSDString} }

// NewLang returns a language-tagged literal. With an empty tag it is NewString;
// a tag with a base direction ("ar--rtl") makes an rdf:dirLangString.
func NewLang(s, lang string) Term {
	if lang == "" {
		return NewString(s)
	}
	if hasDirection(lang) {
		return Term{Kind: Literal, Value: s, Datatype: RDFDirLangString, Lang: lang}
	}
	return Term{Kind: Literal, Value: s, Datatype: RDFLangString, Lang: lang}
}

// NewLiteral returns a literal with that lexical form and datatype IRI; an
// empty datatype means xsd:string.
func NewLiteral(lexical, datatype string) Term {
	if datatype == "" {
		datatype = XSDString
	}
	return Term{Kind: Literal, Value: lexical, Datatype: datatype}
}

// IsZero reports whether t is the zero Term: no term at all.
func (t Term) IsZero() bool { return t.Kind == NoTerm }

// Triple is a subject, a predicate and an object.
type Triple struct{ S, P, O Term }

// Quad is a triple in a graph. A zero G is the default graph.
type Quad struct{ S, P, O, G Term }

// Triple returns the quad's triple, without its graph.
func (q Quad) Triple() Triple { return Triple{q.S, q.P, q.O} }

// ID is the integer by which one dataset names one of its terms. Ids of
// different datasets have nothing to do with each other.
type ID uint64

// AnyID leaves a position of a pattern unbound, and DefaultGraphID names the
// default graph in the graph position. No term ever has one of them as its id.
const (
	AnyID          ID = 0
	DefaultGraphID ID = 1
)

// IDQuad is a quad of ids in the order subject, predicate, object, graph.
// As a pattern, AnyID in a position matches everything there.
type IDQuad [4]ID

// Positions in an IDQuad.
const (
	S = iota
	P
	O
	G
)
