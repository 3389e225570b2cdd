package lookup

import (
	"context"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/ontology/vocab"
)

// Link says why two IRIs name one thing, or why they may.
type Link struct {
	IRI string `json:"iri"`
	// Ref is the short name by which explain finds the link.
	Ref string `json:"ref"`
	// A and B are the two IRIs, with names to show.
	A Node `json:"a"`
	B Node `json:"b"`
	// Same is false where it is but possible.
	Same bool `json:"same"`
	// Reason is the local name of the reason: sameOffice, sameOrdinal …
	Reason string `json:"reason"`
	// Statements are the IRIs of the statements it rests on, sorted.
	Statements []string `json:"statements"`
}

// same returns the IRIs that name one thing with that one, itself among them,
// in the order of preference: those that are not of one document alone first.
// What was found is kept.
func (v *View) same(ctx context.Context, iri string) ([]string, error) {
	if all, ok := v.groups[iri]; ok {
		return all, nil
	}
	all := []string{iri}
	same, err := v.id(vocab.Same)
	if err != nil {
		return nil, err
	}
	id, known, err := v.snap.ID(rdf.NewIRI(iri))
	if err != nil {
		return nil, err
	}
	if same != 0 && known {
		if all, err = v.reach(ctx, id, same); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		local := func(s string) int { return min(1, strings.Count(s, "#")) }
		if d := local(a) - local(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	for _, member := range all {
		v.groups[member] = all
	}
	return all, nil
}

// reach follows the links from a node in both directions.
func (v *View) reach(ctx context.Context, from, same rdf.ID) ([]string, error) {
	var all []string
	seen := map[rdf.ID]bool{from: true}
	for todo := []rdf.ID{from}; len(todo) > 0; {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		t, err := v.snap.Term(id)
		if err != nil {
			return nil, err
		}
		all = append(all, t.Value)
		for _, pattern := range []rdf.IDQuad{{rdf.S: id, rdf.P: same}, {rdf.O: id, rdf.P: same}} {
			err := v.each(ctx, pattern, func(q rdf.IDQuad) error {
				for _, end := range []rdf.ID{q[rdf.S], q[rdf.O]} {
					if !seen[end] {
						seen[end] = true
						todo = append(todo, end)
					}
				}
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// canonical returns the IRI that stands for all that name one thing.
func (v *View) canonical(ctx context.Context, iri string) (string, error) {
	if iri == "" {
		return "", nil
	}
	all, err := v.same(ctx, iri)
	if err != nil {
		return "", err
	}
	return all[0], nil
}

// Links returns the links that join the IRIs which name one thing with that
// one, sorted by their ends.
func (v *View) Links(ctx context.Context, iri string) ([]*Link, error) {
	all, err := v.same(ctx, iri)
	if err != nil || len(all) == 1 {
		return nil, err
	}
	subject, err := v.id(vocab.RDFSubject)
	if err != nil {
		return nil, err
	}
	var out []*Link
	for _, member := range all {
		id, ok, err := v.snap.ID(rdf.NewIRI(member))
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		err = v.each(ctx, rdf.IDQuad{rdf.P: subject, rdf.O: id}, func(q rdf.IDQuad) error {
			l, err := v.link(ctx, q[rdf.S])
			if err == nil && l != nil && l.Same {
				out = append(out, l)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	sortLinks(out)
	return out, nil
}

// Doubts returns the pairs of things that may be one, sorted by their ends.
// Pairs that other links make one are left out.
func (v *View) Doubts(ctx context.Context) ([]*Link, error) {
	predicate, err := v.id(vocab.RDFPredicate)
	if err != nil {
		return nil, err
	}
	possibly, err := v.id(vocab.PossiblySame)
	if err != nil || predicate == 0 || possibly == 0 {
		return nil, err
	}
	var out []*Link
	err = v.each(ctx, rdf.IDQuad{rdf.P: predicate, rdf.O: possibly}, func(q rdf.IDQuad) error {
		l, err := v.link(ctx, q[rdf.S])
		if err != nil || l == nil {
			return err
		}
		a, err := v.canonical(ctx, l.A.IRI)
		if err != nil {
			return err
		}
		b, err := v.canonical(ctx, l.B.IRI)
		if err == nil && a != b {
			out = append(out, l)
		}
		return err
	})
	sortLinks(out)
	return out, err
}

// Link returns the link with that IRI or short name, or nil where there is
// none.
func (v *View) Link(ctx context.Context, name string) (*Link, error) {
	iri := name
	if !strings.Contains(name, "/") {
		iri = v.base + "link/" + name
	}
	id, ok, err := v.snap.ID(rdf.NewIRI(iri))
	if err != nil || !ok {
		return nil, err
	}
	return v.link(ctx, id)
}

// link reads a link; nil where the node is none.
func (v *View) link(ctx context.Context, id rdf.ID) (*Link, error) {
	t, err := v.snap.Term(id)
	if err != nil {
		return nil, err
	}
	l, isLink := &Link{IRI: t.Value, Ref: registry.Ref(t.Value)}, false
	err = v.each(ctx, rdf.IDQuad{rdf.S: id}, func(q rdf.IDQuad) error {
		p, o, err := v.predicateObject(q)
		if err != nil {
			return err
		}
		switch p {
		case vocab.RDFType:
			isLink = isLink || o.Value == vocab.ClassIdentityLink
		case vocab.RDFPredicate:
			l.Same = o.Value == vocab.Same
		case vocab.RDFSubject, vocab.RDFObject:
			n := Node{IRI: o.Value}
			if n.Label, err = v.label(ctx, q[rdf.O], o); err != nil {
				return err
			}
			if p == vocab.RDFSubject {
				l.A = n
			} else {
				l.B = n
			}
		case vocab.Reason:
			l.Reason = localName(o.Value)
		case vocab.PROVWasDerivedFrom:
			l.Statements = append(l.Statements, o.Value)
		}
		return nil
	})
	if err != nil || !isLink {
		return nil, err
	}
	slices.Sort(l.Statements)
	return l, nil
}

func sortLinks(links []*Link) {
	slices.SortFunc(links, func(a, b *Link) int {
		return slices.Compare([]string{a.A.Label, a.A.IRI, a.B.IRI, a.IRI}, []string{b.A.Label, b.A.IRI, b.B.IRI, b.IRI})
	})
}
