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

// Fact is what one or several documents state in the same way.
type Fact struct {
	Statement
	// Sources are the statements of all documents, the embedded first one
	// among them.
	Sources []*Statement `json:"sources"`
	// Agreement tells how the documents stand to it, where it was asked for.
	Agreement *Agreement `json:"agreement,omitempty"`
}

// Facts are the facts that an entity takes part in.
type Facts struct {
	// Out has it as their subject, In as their object, and Beside as the value
	// of a qualifier. Each list is sorted by relation, start, labels.
	Out    []*Fact `json:"out"`
	In     []*Fact `json:"in"`
	Beside []*Fact `json:"beside,omitempty"`
}

// Facts returns the facts that the entity with that IRI takes part in, under
// all IRIs that name it.
func (v *View) Facts(ctx context.Context, iri string) (*Facts, error) {
	all, err := v.same(ctx, iri)
	if err != nil {
		return nil, err
	}
	var parts statements
	seen := map[rdf.IDQuad]bool{}
	for _, member := range all {
		if err := v.statementsOf(ctx, member, &parts, seen); err != nil {
			return nil, err
		}
	}
	f := new(Facts)
	if f.Out, err = v.merge(ctx, parts.out); err != nil {
		return nil, err
	}
	if f.In, err = v.merge(ctx, parts.in); err != nil {
		return nil, err
	}
	f.Beside, err = v.merge(ctx, parts.beside)
	return f, err
}

// statements are those that a thing takes part in, as Facts are.
type statements struct{ out, in, beside []*Statement }

// statementsOf adds the statements that one IRI takes part in. What seen holds
// has it, or another IRI of the thing, beside already.
func (v *View) statementsOf(ctx context.Context, iri string, parts *statements, seen map[rdf.IDQuad]bool) error {
	id, ok, err := v.snap.ID(rdf.NewIRI(iri))
	if err != nil || !ok {
		return err
	}
	return v.each(ctx, rdf.IDQuad{rdf.O: id}, func(q rdf.IDQuad) error {
		p, err := v.snap.Term(q[rdf.P])
		if err != nil {
			return err
		}
		list := &parts.beside
		switch {
		case p.Value == vocab.RDFSubject:
			list = &parts.out
		case p.Value == vocab.RDFObject:
			list = &parts.in
		case !vocab.IsQualifier(strings.TrimPrefix(p.Value, vocab.NS)):
			return nil
		}
		key := rdf.IDQuad{q[rdf.S], q[rdf.G]}
		if list == &parts.beside {
			if seen[key] {
				return nil
			}
			seen[key] = true
		}
		st, err := v.statement(ctx, q[rdf.S], q[rdf.G])
		if err == nil && st != nil && st.Predicate != vocab.Same && st.Predicate != vocab.PossiblySame {
			*list = append(*list, st)
		}
		return err
	})
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

// merge joins statements that say the same, and sorts the facts.
func (v *View) merge(ctx context.Context, sts []*Statement) ([]*Fact, error) {
	slices.SortFunc(sts, func(a, b *Statement) int {
		return cmp.Or(
			strings.Compare(a.Relation, b.Relation), strings.Compare(a.Start, b.Start),
			strings.Compare(a.Subject.Label, b.Subject.Label), strings.Compare(a.Object.Label, b.Object.Label),
			strings.Compare(a.Document, b.Document), strings.Compare(a.IRI, b.IRI),
		)
	})
	byKey := map[string]*Fact{}
	var out []*Fact
	for _, st := range sts {
		k, err := v.key(ctx, st)
		if err != nil {
			return nil, err
		}
		f := byKey[k]
		if f == nil {
			f = &Fact{Statement: *st}
			byKey[k] = f
			out = append(out, f)
		}
		f.Sources = append(f.Sources, st)
	}
	return out, nil
}

// key is equal for statements of different documents that say the same of the
// same things.
func (v *View) key(ctx context.Context, st *Statement) (string, error) {
	var failed error
	node := func(n Node) string {
		if n.IRI == "" {
			return "\x01" + n.Label
		}
		iri, err := v.canonical(ctx, n.IRI)
		if failed == nil {
			failed = err
		}
		return iri
	}
	parts := []string{st.Predicate, node(st.Subject), node(st.Object), st.Start, st.End, st.Modality}
	for _, q := range st.Qualifiers {
		parts = append(parts, q.Name, node(q.Node))
	}
	return strings.Join(parts, "\x00"), failed
}

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
