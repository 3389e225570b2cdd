package ingest

import (
	"cmp"
	"strings"

	"gongbao/graph/rdf"
)

// compareTerms orders terms by their own order, whatever their class.
func compareTerms(a, b rdf.Term) int { return rdf.CompareSubjects(rdf.Term{}, a, rdf.Term{}, b) }

// compareQuads orders quads by graph, subject, predicate and object, so that a
// document's graph always comes in the same order.
func compareQuads(a, b rdf.Quad) int {
	return cmp.Or(
		compareTerms(a.G, b.G),
		compareTerms(a.S, b.S),
		compareTerms(a.P, b.P),
		compareTerms(a.O, b.O),
	)
}

// identity returns a string that is different for different terms.
func identity(t rdf.Term) string {
	return string(rune('0'+t.Kind)) + t.Datatype + "\x00" + t.Lang + "\x00" + t.Value
}

// validIRI reports whether every character of s may stand in an IRI as RDF
// syntaxes write it.
func validIRI(s string) bool {
	for _, r := range s {
		if r <= ' ' || strings.ContainsRune("<>\"{}|^`\\", r) {
			return false
		}
	}
	return true
}
