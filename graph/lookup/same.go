package lookup

import (
	"cmp"
	"context"
	"errors"
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

// group is all that names one thing.
type group struct {
	// ids are the ids of the IRIs, ascending.
	ids []rdf.ID
	// iris are the IRIs in the order of preference, once they were asked for:
	// those that are not of one document alone first.
	iris []string
}

// group returns what names one thing with that id, itself among it. What was
// found is kept.
func (v *View) group(ctx context.Context, id rdf.ID) (*group, error) {
	if g, ok := v.groups[id]; ok {
		return g, nil
	}
	g := &group{ids: []rdf.ID{id}}
	same, err := v.id(vocab.Same)
	if err != nil {
		return nil, err
	}
	if same != 0 && !v.allLinks {
		if g.ids, err = v.reach(ctx, id, same); err != nil {
			return nil, err
		}
		if g.ids == nil { // it is less work to read them all
			if err := v.joinAll(ctx, same); err != nil {
				return nil, err
			}
			return v.group(ctx, id)
		}
	}
	v.keep(g)
	return g, nil
}

// followed is how many links are read in the time in which those of one id are
// followed.
const followed = 24

func (v *View) keep(g *group) {
	slices.Sort(g.ids)
	for _, id := range g.ids {
		v.groups[id] = g
	}
}

// groupAll finds the groups of many ids at once. Where that is less work than
// to follow the links of each, it reads all links of the graph.
func (v *View) groupAll(ctx context.Context, ids []rdf.ID) error {
	same, err := v.id(vocab.Same)
	if err != nil || same == 0 || v.allLinks {
		return err
	}
	unknown := 0
	for _, id := range ids {
		if _, ok := v.groups[id]; !ok {
			unknown++
		}
	}
	if links, _ := v.snap.Estimate(rdf.IDQuad{rdf.P: same}); links > uint64(unknown)*followed {
		return nil // group follows them one by one
	}
	return v.joinAll(ctx, same)
}

// joinAll reads all links.
func (v *View) joinAll(ctx context.Context, same rdf.ID) error {
	parent := map[rdf.ID]rdf.ID{}
	root := func(id rdf.ID) rdf.ID {
		for {
			p, ok := parent[id]
			if !ok {
				parent[id] = id
				return id
			}
			if p == id {
				return id
			}
			parent[id] = parent[p]
			id = p
		}
	}
	err := v.each(ctx, rdf.IDQuad{rdf.P: same}, func(q rdf.IDQuad) error {
		if a, b := root(q[rdf.S]), root(q[rdf.O]); a != b {
			parent[max(a, b)] = min(a, b)
		}
		return nil
	})
	if err != nil {
		return err
	}
	byRoot := map[rdf.ID]*group{}
	for id := range parent {
		r := root(id)
		if byRoot[r] == nil {
			byRoot[r] = new(group)
		}
		byRoot[r].ids = append(byRoot[r].ids, id)
	}
	for _, g := range byRoot {
		v.keep(g)
	}
	v.allLinks = true
	return nil
}

// reach follows the links from a node in both directions. It returns nothing
// once more was followed in this view than it takes to read all links.
func (v *View) reach(ctx context.Context, from, same rdf.ID) ([]rdf.ID, error) {
	all := []rdf.ID{from}
	seen := map[rdf.ID]bool{from: true}
	for i := 0; i < len(all); i++ {
		if v.followed++; v.followed%followed == 0 {
			if links, _ := v.snap.Estimate(rdf.IDQuad{rdf.P: same}); uint64(v.followed*followed) > links {
				return nil, nil
			}
		}
		for _, pattern := range []rdf.IDQuad{{rdf.S: all[i], rdf.P: same}, {rdf.O: all[i], rdf.P: same}} {
			err := v.each(ctx, pattern, func(q rdf.IDQuad) error {
				for _, end := range []rdf.ID{q[rdf.S], q[rdf.O]} {
					if !seen[end] {
						seen[end] = true
						all = append(all, end)
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

// iris returns the IRIs of a group in the order of preference.
func (v *View) iris(g *group) ([]string, error) {
	if g.iris != nil {
		return g.iris, nil
	}
	iris := make([]string, 0, len(g.ids))
	err := v.terms(g.ids, func(_ rdf.ID, t rdf.Term) { iris = append(iris, t.Value) })
	if err != nil {
		return nil, err
	}
	slices.SortFunc(iris, func(a, b string) int {
		local := func(s string) int { return min(1, strings.Count(s, "#")) }
		return cmp.Or(cmp.Compare(local(a), local(b)), strings.Compare(a, b))
	})
	g.iris = iris
	return iris, nil
}

// terms calls fn for the terms of many ids, which it reads one behind another.
func (v *View) terms(ids []rdf.ID, fn func(rdf.ID, rdf.Term)) error {
	r := v.snap.Terms()
	for _, id := range ids {
		t, err := r.Term(id)
		if err != nil {
			return errors.Join(err, r.Close())
		}
		fn(id, t)
	}
	return r.Close()
}

// canonical returns the IRI that stands for all that name one thing.
func (v *View) canonical(ctx context.Context, iri string) (string, error) {
	id, ok, err := v.snap.ID(rdf.NewIRI(iri))
	if err != nil || !ok {
		return iri, err
	}
	g, err := v.group(ctx, id)
	if err != nil {
		return "", err
	}
	iris, err := v.iris(g)
	if err != nil {
		return "", err
	}
	return iris[0], nil
}

// Links returns the links that join the IRIs which name one thing with that
// one, sorted by their ends.
func (v *View) Links(ctx context.Context, iri string) ([]*Link, error) {
	id, ok, err := v.snap.ID(rdf.NewIRI(iri))
	if err != nil || !ok {
		return nil, err
	}
	g, err := v.group(ctx, id)
	if err != nil || len(g.ids) == 1 {
		return nil, err
	}
	subject, err := v.id(vocab.RDFSubject)
	if err != nil {
		return nil, err
	}
	var out []*Link
	for _, member := range g.ids {
		err = v.each(ctx, rdf.IDQuad{rdf.P: subject, rdf.O: member}, func(q rdf.IDQuad) error {
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
