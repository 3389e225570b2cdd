package exports

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/ontology/vocab"
)

// merged is what all graphs of a source say together, for formats that know
// nothing of documents' graphs: it holds all nodes, and for each pair of nodes
// and relation one edge with all the statements that make it.
type merged struct {
	nodes []*mergedNode
	edges []*edge
}

type mergedNode struct {
	node
	// facts are the values that are no things, by relation.
	facts map[string][]string
}

// edge is a relation between two things.
type edge struct {
	id             string
	source, target string
	predicate      string
	statements     []*statement
	// These are sorted, without repetition: the IRIs of documents, the
	// statements' qualifiers, rules and modalities, and the times they hold.
	documents, qualified, rules, modality []string
	spells                                []spell
}

// spell is a time that an edge holds, in whole days; an end that is not told is
// empty.
type spell struct{ start, end string }

// relation is the local name of the edge's predicate.
func (e *edge) relation() string { return localName(e.predicate) }

// merge reads a whole source.
func merge(ctx context.Context, src Source, lang string) (*merged, error) {
	nodes := map[string]*mergedNode{}
	edges := map[[3]string]*edge{}
	need := func(t rdf.Term) *mergedNode {
		name := nameOf(t)
		if nodes[name] == nil {
			nodes[name] = &mergedNode{node: node{iri: name}, facts: map[string][]string{}}
		}
		return nodes[name]
	}
	for g, err := range graphs(ctx, src) {
		if err != nil {
			return nil, err
		}
		for _, n := range g.nodes {
			need(n.term()).add(n)
		}
		join := func(s rdf.Term, p string, o rdf.Term, st *statement) {
			if !isNode(o) {
				n := need(s)
				n.facts[localName(p)] = append(n.facts[localName(p)], o.Value)
				return
			}
			key := [3]string{nameOf(s), p, nameOf(o)}
			e := edges[key]
			if e == nil {
				need(s)
				need(o)
				e = &edge{source: key[0], target: key[2], predicate: p}
				edges[key] = e
			}
			e.documents = append(e.documents, g.document.iri)
			if st != nil {
				e.add(g, st, lang)
			}
		}
		for _, st := range g.statements {
			join(st.subject, st.predicate, st.object, st)
		}
		for _, q := range g.plain {
			join(q.S, q.P.Value, q.O, nil)
		}
	}
	m := &merged{}
	for _, n := range nodes {
		n.settle()
		m.nodes = append(m.nodes, n)
	}
	for _, e := range edges {
		e.settle()
		m.edges = append(m.edges, e)
	}
	slices.SortFunc(m.nodes, func(a, b *mergedNode) int {
		return cmp.Or(strings.Compare(a.class(), b.class()), strings.Compare(a.iri, b.iri))
	})
	slices.SortFunc(m.edges, func(a, b *edge) int {
		return cmp.Or(strings.Compare(a.source, b.source), strings.Compare(a.predicate, b.predicate), strings.Compare(a.target, b.target))
	})
	return m, nil
}

// add takes up what another graph says of the same thing.
func (n *mergedNode) add(o *node) {
	n.classes = append(n.classes, o.classes...)
	n.names = append(n.names, o.names...)
	n.others = append(n.others, o.others...)
	n.codes = append(n.codes, o.codes...)
}

// settle puts all lists in order.
func (n *mergedNode) settle() {
	slices.SortFunc(n.classes, func(a, b string) int {
		return compareSubjects(rdf.NewIRI(expand(a)), rdf.Term{}, rdf.NewIRI(expand(b)), rdf.Term{})
	})
	n.classes = slices.Compact(n.classes)
	slices.SortFunc(n.names, rdf.CompareTerms)
	n.names = slices.Compact(n.names)
	slices.SortFunc(n.others, rdf.CompareTerms)
	n.others = slices.Compact(n.others)
	n.codes = distinct(n.codes)
	for k, v := range n.facts {
		n.facts[k] = distinct(v)
	}
}

// expand returns the IRI of a class of which the local name is given.
func expand(class string) string {
	if strings.ContainsAny(class, ":/") {
		return class
	}
	return vocab.NS + class
}

func (e *edge) add(g *graph, st *statement, lang string) {
	e.statements = append(e.statements, st)
	e.rules = append(e.rules, st.rules...)
	if st.modality != "" {
		e.modality = append(e.modality, st.modality)
	}
	if q := g.values(st.qualifiers, lang); q != "" {
		e.qualified = append(e.qualified, q)
	}
	from, to := period(st.start, st.end)
	e.spells = append(e.spells, spell{from, to})
}

func (e *edge) settle() {
	e.documents, e.rules, e.modality, e.qualified = distinct(e.documents), distinct(e.rules), distinct(e.modality), distinct(e.qualified)
	slices.SortFunc(e.spells, func(a, b spell) int {
		return cmp.Or(strings.Compare(a.start, b.start), strings.Compare(a.end, b.end))
	})
	e.spells = slices.Compact(e.spells)
	slices.SortFunc(e.statements, func(a, b *statement) int { return strings.Compare(a.iri, b.iri) })
	e.id = e.source + " " + e.predicate + " " + e.target
	if len(e.statements) == 1 {
		e.id = e.statements[0].iri
	}
}

// times returns the spells of an edge that some statement dates.
func (e *edge) times() []spell {
	return slices.DeleteFunc(slices.Clone(e.spells), func(s spell) bool { return s == spell{} })
}

func (e *edge) iris() []string {
	out := make([]string, len(e.statements))
	for i, st := range e.statements {
		out[i] = st.iri
	}
	return out
}

func distinct(s []string) []string {
	slices.Sort(s)
	return slices.Compact(s)
}

// texts are the texts of all names of a node, each once.
func (n *mergedNode) texts() []string {
	var out []string
	for _, t := range slices.Concat(n.names, n.others) {
		if !slices.Contains(out, t.Value) {
			out = append(out, t.Value)
		}
	}
	return out
}

// relations are the names of the relations whose values are no things.
func (m *merged) relations() []string {
	var out []string
	for _, n := range m.nodes {
		for name := range n.facts {
			out = append(out, name)
		}
	}
	return distinct(out)
}

// count is the number of edges and of values.
func (m *merged) count() int {
	n := len(m.edges)
	for _, node := range m.nodes {
		for _, v := range node.facts {
			n += len(v)
		}
	}
	return n
}

// earliest and latest are the ends of the time that spells cover; "" is one
// that is not told.
func earliest(spells []spell) string {
	first := ""
	for _, s := range spells {
		if s.start != "" && (first == "" || s.start < first) {
			first = s.start
		}
	}
	return first
}

func latest(spells []spell) string {
	last := ""
	for _, s := range spells {
		last = max(last, s.end)
	}
	return last
}
