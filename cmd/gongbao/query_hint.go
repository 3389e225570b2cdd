package main

import (
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/eval"
	"gongbao/graph/sparql/syntax"
	"gongbao/ontology"
	"gongbao/ontology/vocab"
)

// hintTerms tells of the IRIs in the ontology's namespace by which a query asks
// and for which the data has nothing: those that are no terms of the ontology,
// most likely mistyped, and inverses, which the graph does not hold. Without it
// such a query has an empty answer and nobody sees why.
func hintTerms(s streams, ds eval.Dataset, q *syntax.Query) error {
	for _, iri := range q.IRIs() {
		if !strings.HasPrefix(iri, vocab.NS) {
			continue
		}
		t, err := ontology.Find(iri)
		if err != nil {
			return err
		}
		// Find passes over capitals, which an IRI does not.
		known := t != nil && t.IRI == iri
		if known && !t.Is(vocab.ClassInverseProperty) {
			continue
		}
		if _, found, err := ds.ID(rdf.NewIRI(iri)); err != nil || found {
			if err != nil {
				return err
			}
			continue
		}
		if known {
			local := strings.TrimPrefix(t.Inverse, vocab.NS)
			s.note("gongbao: gb:%s is not in the graph, which holds its inverse; write ^gb:%s", t.Local(), local)
			continue
		}
		s.note("gongbao: %s", notATerm(iri))
	}
	return nil
}
