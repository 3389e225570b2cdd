package rdf

import (
	"cmp"
	"strings"
)

// CompareTerms orders terms by kind, and then by value, datatype and language.
func CompareTerms(a, b Term) int {
	if a.Kind != b.Kind {
		return cmp.Compare(a.Kind, b.Kind)
	}
	if c := strings.Compare(a.Value, b.Value); c != 0 {
		return c
	}
	if c := strings.Compare(a.Datatype, b.Datatype); c != 0 {
		return c
	}
	return strings.Compare(a.Lang, b.Lang)
}

// CompareQuads orders quads by graph, subject, predicate and object. Sorting is
// much of the work of a build, so nothing is compared that need not be.
func CompareQuads(a, b Quad) int {
	if a.G != b.G {
		return CompareTerms(a.G, b.G)
	}
	if a.S != b.S {
		return CompareTerms(a.S, b.S)
	}
	if a.P != b.P {
		return CompareTerms(a.P, b.P)
	}
	return CompareTerms(a.O, b.O)
}
