package ontology

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"

	"gongbao/graph/rdf"
	"gongbao/ontology/vocab"
)

// Languages are the language tags in which every term has a label and a
// definition.
var Languages = []string{"en", "zh-Hans", "zh-Hant"}

// Term is a class, property or individual that gongbao.ttl defines.
type Term struct {
	IRI string
	// Types are the IRIs of its classes in the order of the file.
	Types []string
	// Labels are its names and Definitions say what it means, by language tag.
	Labels, Definitions map[string]string
	// Examples show it in use, in sentences or in the query language.
	Examples []string
	// Domain and Range are the IRIs of the classes, or of the datatypes, between
	// which a property stands. Several are alternatives; none means anything.
	Domain, Range []string
	// Inverse is the IRI of the property that says the same in the other
	// direction.
	Inverse string
	// SubOf are the IRIs of the classes or properties that it is a kind of. One
	// that begins with ^ is the inverse of the property that follows.
	SubOf []string
	// Close are the IRIs of terms of other vocabularies that mean nearly the
	// same, and Related those that have to do with it.
	Close, Related []string
}

// Local returns the term's name without the namespace.
func (t *Term) Local() string { return strings.TrimPrefix(t.IRI, vocab.NS) }

// Is reports whether the term is of a class, given by its IRI.
func (t *Term) Is(class string) bool { return slices.Contains(t.Types, class) }

// Label returns the term's name in a language; where there is none in that
// language, the English one.
func (t *Term) Label(lang string) string {
	if l, ok := t.Labels[lang]; ok {
		return l
	}
	return t.Labels["en"]
}

// Terms returns what gongbao.ttl defines in the project's own namespace, in the
// order of the file. The file is read once.
func Terms() ([]*Term, error) { return terms() }

var terms = sync.OnceValues(func() ([]*Term, error) {
	quads, err := Quads()
	if err != nil {
		return nil, err
	}
	return readTerms(quads), nil
})

// Quads returns the statements of gongbao.ttl in the order of the file.
func Quads() ([]rdf.Quad, error) {
	data, err := files.ReadFile("gongbao.ttl")
	if err != nil {
		return nil, err
	}
	quads, err := rdf.ReadAll(rdf.Open(bytes.NewReader(data), rdf.Turtle, ""))
	if err != nil {
		return nil, fmt.Errorf("gongbao.ttl: %w", err)
	}
	return quads, nil
}

// Names of other vocabularies in which the ontology is written.
const (
	rdfsNS = "http://www.w3.org/2000/01/rdf-schema#"
	owlNS  = "http://www.w3.org/2002/07/owl#"
	skosNS = "http://www.w3.org/2004/02/skos/core#"
	rdfNS  = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
)

// readTerms takes the terms from the statements of an ontology.
func readTerms(quads []rdf.Quad) []*Term {
	about := map[rdf.Term][]rdf.Quad{} // of blank nodes
	for _, q := range quads {
		if q.S.Kind == rdf.Blank {
			about[q.S] = append(about[q.S], q)
		}
	}
	byIRI := map[string]*Term{}
	var out []*Term
	for _, q := range quads {
		if len(q.S.Value) <= len(vocab.NS) || !strings.HasPrefix(q.S.Value, vocab.NS) {
			continue
		}
		t := byIRI[q.S.Value]
		if t == nil {
			t = &Term{IRI: q.S.Value, Labels: map[string]string{}, Definitions: map[string]string{}}
			byIRI[t.IRI] = t
			out = append(out, t)
		}
		switch q.P.Value {
		case vocab.RDFType:
			t.Types = append(t.Types, q.O.Value)
		case vocab.RDFSLabel:
			t.Labels[q.O.Lang] = q.O.Value
		case skosNS + "definition":
			t.Definitions[q.O.Lang] = q.O.Value
		case skosNS + "example":
			t.Examples = append(t.Examples, q.O.Value)
		case rdfsNS + "domain":
			t.Domain = append(t.Domain, named(about, q.O)...)
		case rdfsNS + "range":
			t.Range = append(t.Range, named(about, q.O)...)
		case owlNS + "inverseOf":
			t.Inverse = q.O.Value
		case rdfsNS + "subClassOf", rdfsNS + "subPropertyOf":
			t.SubOf = append(t.SubOf, named(about, q.O)...)
		case skosNS + "closeMatch":
			t.Close = append(t.Close, q.O.Value)
		case skosNS + "relatedMatch":
			t.Related = append(t.Related, q.O.Value)
		}
	}
	return out
}

// named returns the IRIs that a term stands for: its own; those of a union of
// classes; or ^ and that of the property whose inverse it is.
func named(about map[rdf.Term][]rdf.Quad, t rdf.Term) []string {
	if t.Kind == rdf.IRI {
		return []string{t.Value}
	}
	for _, q := range about[t] {
		switch q.P.Value {
		case owlNS + "inverseOf":
			return []string{"^" + q.O.Value}
		case owlNS + "unionOf":
			return list(about, q.O)
		}
	}
	return nil
}

// list returns the IRIs of an RDF collection.
func list(about map[rdf.Term][]rdf.Quad, head rdf.Term) []string {
	var out []string
	for head.Kind == rdf.Blank {
		var next rdf.Term
		for _, q := range about[head] {
			switch q.P.Value {
			case rdfNS + "first":
				out = append(out, q.O.Value)
			case rdfNS + "rest":
				next = q.O
			}
		}
		head = next
	}
	return out
}
