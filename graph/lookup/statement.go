package lookup

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/ontology/vocab"
)

// Node is one end of a statement, or the value of a qualifier.
type Node struct {
	// IRI names a thing; empty for a plain value.
	IRI string `json:"iri,omitempty"`
	// Label is what to show: the thing's name, or the value.
	Label string `json:"label"`
}

// Qualifier is a qualifier of a statement.
type Qualifier struct {
	// Name is the local name of the property: of, role, status …
	Name string `json:"name"`
	Node
}

// Statement is one fact as one document tells it.
type Statement struct {
	IRI string `json:"iri"`
	// Ref is the short name by which explain finds the statement.
	Ref     string `json:"ref"`
	Subject Node   `json:"subject"`
	// Predicate is the IRI of the relation and Relation its local name.
	Predicate string `json:"predicate"`
	Relation  string `json:"relation"`
	Object    Node   `json:"object"`
	Start     string `json:"start,omitempty"`
	End       string `json:"end,omitempty"`
	// Modality is asserted, planned, claimed or denied.
	Modality string `json:"modality"`
	// Qualifiers are sorted by name, then by label.
	Qualifiers []Qualifier `json:"qualifiers,omitempty"`
	// Rules are the rules that read it.
	Rules []string `json:"rules"`
	// Document is the IRI of the document; of a derived statement, that of the
	// graph of derived facts.
	Document string `json:"document"`
	// Derived says that no document states it, but that it follows by its rule
	// from the statements whose IRIs are its Premises.
	Derived  bool     `json:"derived,omitempty"`
	Premises []string `json:"premises,omitempty"`

	evidence []rdf.ID
	graph    rdf.ID
}

// statement reads a statement from its graph; nil where it is none.
func (v *View) statement(ctx context.Context, id, graph rdf.ID) (*Statement, error) {
	t, err := v.snap.Term(id)
	if err != nil {
		return nil, err
	}
	g, err := v.snap.Term(graph)
	if err != nil {
		return nil, err
	}
	st := &Statement{IRI: t.Value, Ref: registry.Ref(t.Value), Document: g.Value, graph: graph}
	err = v.each(ctx, rdf.IDQuad{rdf.S: id, rdf.G: graph}, func(q rdf.IDQuad) error {
		return v.property(ctx, st, q)
	})
	if err != nil || st.Predicate == "" {
		return nil, err
	}
	if slices.Sort(st.Premises); !st.Derived {
		st.Premises = nil // a document is where it stands, not what it follows from
	}
	slices.Sort(st.Rules)
	slices.SortFunc(st.Qualifiers, func(a, b Qualifier) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Label, b.Label))
	})
	return st, nil
}

// property takes one quad of a statement up.
func (v *View) property(ctx context.Context, st *Statement, q rdf.IDQuad) error {
	p, o, err := v.predicateObject(q)
	if err != nil {
		return err
	}
	node := func() (Node, error) {
		l, err := v.label(ctx, q[rdf.O], o)
		n := Node{Label: l}
		if o.Kind == rdf.IRI {
			n.IRI = o.Value
		}
		return n, err
	}
	switch p {
	case vocab.ValidTime: // start and end once more
	case vocab.RDFType:
		st.Derived = st.Derived || o.Value == vocab.ClassDerivedStatement
	case vocab.PROVWasDerivedFrom:
		st.Premises = append(st.Premises, o.Value)
	case vocab.RDFSubject:
		st.Subject, err = node()
	case vocab.RDFObject:
		st.Object, err = node()
	case vocab.RDFPredicate:
		st.Predicate, st.Relation = o.Value, localName(o.Value)
	case vocab.Modality:
		st.Modality = localName(o.Value)
	case vocab.Start:
		st.Start = o.Value
	case vocab.End:
		st.End = o.Value
	case vocab.Rule:
		st.Rules = append(st.Rules, o.Value)
	case vocab.Evidence:
		st.evidence = append(st.evidence, q[rdf.O])
	default:
		var n Node
		n, err = node()
		st.Qualifiers = append(st.Qualifiers, Qualifier{localName(p), n})
	}
	return err
}

// localName returns what follows the last # or / of an IRI.
func localName(iri string) string { return iri[strings.LastIndexAny(iri, "#/")+1:] }

// AmbiguousError says that a short name fits several statements.
type AmbiguousError struct {
	Ref string
	// Matches are some of the short names it fits.
	Matches []string
}

func (e *AmbiguousError) Error() string {
	return e.Ref + " is the beginning of several statements: " + strings.Join(e.Matches, ", ") + "; give more of it"
}

// Statement returns the statement with that IRI or short name, or the only one
// whose short name begins so; nil where there is none. The error is an
// *AmbiguousError where several begin so.
func (v *View) Statement(ctx context.Context, name string) (*Statement, error) {
	const shown = 5
	ref := registry.Ref(name)
	if ref == "" {
		return nil, nil
	}
	var iris []string
	for rec, err := range v.snap.Records(registry.Statements, ref) {
		if err != nil {
			return nil, err
		}
		if rec.Key == ref {
			iris = []string{string(rec.Value)}
			break
		}
		if iris = append(iris, string(rec.Value)); len(iris) == shown {
			break
		}
	}
	switch {
	case len(iris) == 0:
		return nil, nil
	case len(iris) > 1:
		e := &AmbiguousError{Ref: ref}
		for _, iri := range iris {
			e.Matches = append(e.Matches, registry.Ref(iri))
		}
		return nil, e
	case strings.Contains(name, "/") && iris[0] != name:
		return nil, nil
	}
	id, ok, err := v.snap.ID(rdf.NewIRI(iris[0]))
	if err != nil || !ok {
		return nil, err
	}
	graph := rdf.AnyID
	err = v.each(ctx, rdf.IDQuad{rdf.S: id}, func(q rdf.IDQuad) error {
		graph = q[rdf.G]
		return nil
	})
	if err != nil {
		return nil, err
	}
	return v.statement(ctx, id, graph)
}
