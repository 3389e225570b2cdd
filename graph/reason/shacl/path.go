package shacl

import (
	"fmt"
	"slices"
	"strings"

	"gongbao/graph/rdf"
)

// pathKind is the form of a property path.
type pathKind uint8

const (
	pathPredicate pathKind = iota
	pathInverse
	pathSequence
	pathAlternative
	pathZeroOrMore
	pathOneOrMore
	pathZeroOrOne
)

// pathProperties are the properties by which a blank node is a path, but for a
// sequence, which is a list.
var pathProperties = []struct {
	local string
	kind  pathKind
}{
	{"inversePath", pathInverse},
	{"alternativePath", pathAlternative},
	{"zeroOrMorePath", pathZeroOrMore},
	{"oneOrMorePath", pathOneOrMore},
	{"zeroOrOnePath", pathZeroOrOne},
}

// Path is a SHACL property path.
type Path struct {
	kind  pathKind
	iri   string // of a predicate
	parts []*Path
}

// String writes the path as SPARQL does.
func (p *Path) String() string {
	var parts []string
	for _, part := range p.parts {
		text := part.String()
		if part.kind == pathSequence || part.kind == pathAlternative {
			text = "(" + text + ")"
		}
		parts = append(parts, text)
	}
	switch p.kind {
	case pathInverse:
		return "^" + parts[0]
	case pathSequence:
		return strings.Join(parts, "/")
	case pathAlternative:
		return strings.Join(parts, "|")
	case pathZeroOrMore:
		return parts[0] + "*"
	case pathOneOrMore:
		return parts[0] + "+"
	case pathZeroOrOne:
		return parts[0] + "?"
	}
	return "<" + p.iri + ">"
}

// Predicate returns the IRI of a path that is a single predicate.
func (p *Path) Predicate() (iri string, ok bool) { return p.iri, p.kind == pathPredicate }

// path compiles a property path.
func (p *parser) path(n rdf.Term) (*Path, error) { return p.pathAt(n, nil) }

func (p *parser) pathAt(n rdf.Term, within []rdf.Term) (*Path, error) {
	if n.Kind == rdf.IRI {
		if n.Value == rdf.RDFNil {
			return nil, fmt.Errorf("a path that is an empty list")
		}
		return &Path{kind: pathPredicate, iri: n.Value}, nil
	}
	if n.Kind != rdf.Blank || slices.Contains(within, n) {
		return nil, fmt.Errorf("%s is no path", show(n))
	}
	within = append(within, n)
	if len(p.g.all(n, rdf.RDFFirst)) > 0 {
		return p.pathOf(pathSequence, n, 2, within)
	}
	for _, form := range pathProperties {
		values := p.g.all(n, NS+form.local)
		switch {
		case len(values) == 0:
			continue
		case len(values) > 1:
			return nil, fmt.Errorf("a path with %d values of sh:%s", len(values), form.local)
		case form.kind == pathAlternative:
			return p.pathOf(form.kind, values[0], 2, within)
		}
		part, err := p.pathAt(values[0], within)
		if err != nil {
			return nil, err
		}
		return &Path{kind: form.kind, parts: []*Path{part}}, nil
	}
	return nil, fmt.Errorf("%s is no path", show(n))
}

func (p *parser) pathOf(kind pathKind, list rdf.Term, least int, within []rdf.Term) (*Path, error) {
	members, ok := p.g.list(list)
	if !ok || len(members) < least {
		return nil, fmt.Errorf("a path whose list is broken or has fewer than %d members", least)
	}
	out := &Path{kind: kind}
	for _, m := range members {
		part, err := p.pathAt(m, within)
		if err != nil {
			return nil, err
		}
		out.parts = append(out.parts, part)
	}
	return out, nil
}

// Quads returns the triples of the path as SHACL writes it, and its node; fresh
// makes blank nodes.
func (p *Path) Quads(fresh func() rdf.Term) (rdf.Term, []rdf.Quad) {
	list := func() (rdf.Term, []rdf.Quad) {
		var quads []rdf.Quad
		head := rdf.NewIRI(rdf.RDFNil)
		for _, part := range slices.Backward(p.parts) {
			n, more := part.Quads(fresh)
			cell := fresh()
			quads = append(quads, more...)
			quads = append(quads, rdf.Quad{S: cell, P: rdf.NewIRI(rdf.RDFFirst), O: n}, rdf.Quad{S: cell, P: rdf.NewIRI(rdf.RDFRest), O: head})
			head = cell
		}
		return head, quads
	}
	switch p.kind {
	case pathPredicate:
		return rdf.NewIRI(p.iri), nil
	case pathSequence:
		return list()
	}
	b := fresh()
	var n rdf.Term
	var quads []rdf.Quad
	if p.kind == pathAlternative {
		n, quads = list()
	} else {
		n, quads = p.parts[0].Quads(fresh)
	}
	for _, form := range pathProperties {
		if form.kind == p.kind {
			quads = append(quads, rdf.Quad{S: b, P: rdf.NewIRI(NS + form.local), O: n})
		}
	}
	return b, quads
}

// follow appends the nodes that a path leads to from a node; backwards, those
// from which it leads there. A node may come several times.
func (r *run) follow(p *Path, from rdf.ID, backwards bool, out []rdf.ID) ([]rdf.ID, error) {
	var err error
	switch p.kind {
	case pathPredicate:
		return r.edges(r.intern(rdf.NewIRI(p.iri)), from, backwards, out)
	case pathInverse:
		return r.follow(p.parts[0], from, !backwards, out)
	case pathAlternative:
		for _, part := range p.parts {
			if out, err = r.follow(part, from, backwards, out); err != nil {
				return out, err
			}
		}
		return out, nil
	case pathSequence:
		at := []rdf.ID{from}
		for i := range p.parts {
			part := p.parts[i]
			if backwards {
				part = p.parts[len(p.parts)-1-i]
			}
			var next []rdf.ID
			for _, id := range at {
				if next, err = r.follow(part, id, backwards, next); err != nil {
					return out, err
				}
			}
			at = distinct(next)
		}
		return append(out, at...), nil
	}
	// The repeated paths: breadth first, each node once.
	reached := &idSet{}
	at := []rdf.ID{from}
	if p.kind != pathOneOrMore {
		reached.add(from)
		out = append(out, from)
	}
	for len(at) > 0 {
		var next []rdf.ID
		for _, id := range at {
			if next, err = r.follow(p.parts[0], id, backwards, next); err != nil {
				return out, err
			}
		}
		at = at[:0]
		for _, id := range next {
			if reached.add(id) {
				out, at = append(out, id), append(at, id)
			}
		}
		if p.kind == pathZeroOrOne {
			break
		}
	}
	return out, nil
}
