package exports

import (
	"slices"

	"gongbao/graph/rdf"
	"gongbao/ontology/vocab"
)

// hasClass reports whether the quads of a subject give it one of some classes.
func hasClass(about []rdf.Quad, classes ...string) bool {
	return slices.ContainsFunc(about, func(q rdf.Quad) bool {
		return q.P.Value == vocab.RDFType && slices.Contains(classes, q.O.Value)
	})
}

// Provenance says how much of where statements come from is written.
type Provenance uint8

const (
	// Full writes everything: statements with qualifiers, evidence and sources.
	Full Provenance = iota
	// Graphs writes what documents assert, each in its graph, and what is known
	// of the documents, but neither statements nor evidence.
	Graphs
	// None writes what is asserted, in the default graph, and nothing of where.
	None
)

// ParseProvenance returns the level with that name: none, graph or full.
func ParseProvenance(name string) (Provenance, bool) {
	i := slices.Index([]string{"full", "graph", "none"}, name)
	return Provenance(max(i, 0)), i >= 0
}

// WithProvenance returns a source with no more provenance than a level has.
func WithProvenance(src Source, level Provenance) Source {
	classes := []string{vocab.ClassStatement, vocab.ClassDerivedStatement, vocab.ClassEvidence, vocab.OASpecificResource, vocab.OATextPositionSelector}
	switch level {
	case Full:
		return src
	case None:
		classes = append(classes, vocab.ClassSourceDocument)
	}
	return changed{src, perSubject(func(about []rdf.Quad) []rdf.Quad {
		if hasClass(about, classes...) {
			return nil
		}
		return about
	}), level == None}
}

// WithTripleTerms returns a source in which statements are reifiers of RDF 1.2
// (rdf:reifies and a triple term) instead of having a subject, a predicate and an
// object.
func WithTripleTerms(src Source) Source {
	return changed{src, perSubject(reify), false}
}

// reify replaces the description of the triple of a statement.
func reify(about []rdf.Quad) []rdf.Quad {
	var tr rdf.Triple
	rest := make([]rdf.Quad, 0, len(about))
	for _, q := range about {
		switch {
		case q.P.Value == vocab.RDFSubject:
			tr.S = q.O
		case q.P.Value == vocab.RDFPredicate:
			tr.P = q.O
		case q.P.Value == vocab.RDFObject:
			tr.O = q.O
		case q.P.Value == vocab.RDFType && q.O.Value == vocab.RDFStatement:
		default:
			rest = append(rest, q)
		}
	}
	if !hasClass(about, vocab.ClassStatement, vocab.RDFStatement) || !isNode(tr.S) || tr.P.Kind != rdf.IRI || tr.O.IsZero() {
		return about
	}
	rest = append(rest, rdf.Quad{S: about[0].S, P: rdf.NewIRI(rdf.RDFReifies), O: rdf.NewTripleTerm(tr), G: about[0].G})
	slices.SortFunc(rest, compareTriples)
	return rest
}
