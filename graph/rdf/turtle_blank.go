package rdf

import (
	"cmp"
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"
)

// maxNest bounds how deep the writer nests brackets; a node below that gets a
// label. Collections may be of any length.
const maxNest = 24

// blankPlan decides how each blank node of a dataset is written. It holds the
// quads that mention blank nodes, and nothing else of the dataset.
type blankPlan struct {
	nodes map[string]*blankNode
	quads map[Quad]struct{}
	roots map[Term][]*blankNode // the top-level blank subjects of each graph
}

// blankNode is what a blank node's quads tell of it, and the decision.
type blankNode struct {
	name    string // as it came
	quads   []Quad // with it as the subject
	refs    int    // quads with it as the object
	ref     Quad   // one of those
	labels  bool   // it must have a label, since no bracket can stand for it
	nested  bool   // it is written within ref
	cell    bool   // it is written as part of a collection
	depth   int
	state   uint8  // of the search for cycles and depths
	label   string // with "_:", when it has one
	ordinal int
}

const (
	unseen uint8 = iota
	onPath
	settled
)

func newBlankPlan() *blankPlan {
	return &blankPlan{nodes: map[string]*blankNode{}, quads: map[Quad]struct{}{}, roots: map[Term][]*blankNode{}}
}

func (p *blankPlan) node(name string) *blankNode {
	b := p.nodes[name]
	if b == nil {
		b = &blankNode{name: name}
		p.nodes[name] = b
	}
	return b
}

// add takes note of a quad that mentions blank nodes.
func (p *blankPlan) add(q Quad) {
	if _, ok := p.quads[q]; ok {
		return
	}
	p.quads[q] = struct{}{}
	if q.S.Kind == Blank {
		b := p.node(q.S.Value)
		b.quads = append(b.quads, q)
	}
	switch q.O.Kind {
	case Blank:
		b := p.node(q.O.Value)
		b.refs++
		b.ref = q
	case TripleTerm:
		q.O.mapBlanks(func(name string) string {
			p.node(name).labels = true
			return name
		})
	}
	if q.G.Kind == Blank {
		p.node(q.G.Value).labels = true
	}
}

// settle decides when all quads are in.
func (p *blankPlan) settle() {
	for _, b := range p.nodes {
		graph := b.ref.G
		if b.refs == 0 && len(b.quads) > 0 {
			graph = b.quads[0].G
		}
		for _, q := range b.quads {
			b.labels = b.labels || q.G != graph
		}
		b.labels = b.labels || b.refs > 1
		b.nested = !b.labels && b.refs == 1
	}
	for _, b := range p.nodes {
		p.breakCycles(b)
	}
	for _, b := range p.nodes {
		p.findCells(b)
	}
	for _, b := range p.nodes {
		b.state = unseen
	}
	for _, b := range p.nodes {
		p.measureDepth(b)
	}
	p.label()
	for _, b := range p.nodes {
		if b.nested {
			continue
		}
		graphs := map[Term]bool{}
		for _, q := range b.quads {
			if !graphs[q.G] {
				graphs[q.G] = true
				p.roots[q.G] = append(p.roots[q.G], b)
			}
		}
	}
}

// parent returns the blank node within which b is nested, or nil.
func (p *blankPlan) parent(b *blankNode) *blankNode {
	if !b.nested || b.ref.S.Kind != Blank {
		return nil
	}
	return p.nodes[b.ref.S.Value]
}

// breakCycles gives labels to all nodes of a cycle of nested nodes.
func (p *blankPlan) breakCycles(b *blankNode) {
	var path []*blankNode
	for n := b; n != nil && n.state == unseen; n = p.parent(n) {
		n.state = onPath
		path = append(path, n)
		if next := p.parent(n); next != nil && next.state == onPath {
			for _, m := range path[slices.Index(path, next):] {
				m.labels, m.nested = true, false
			}
			break
		}
	}
	for _, n := range path {
		n.state = settled
	}
}

// findCells marks the cells of a collection, beginning with its last cell b.
func (p *blankPlan) findCells(b *blankNode) {
	_, rest, ok := b.cellParts()
	if !ok || rest != NewIRI(RDFNil) {
		return
	}
	for {
		b.cell = true
		up := p.parent(b)
		if up == nil || b.ref.P.Value != RDFRest {
			return
		}
		if _, rest, ok = up.cellParts(); !ok || rest != NewBlank(b.name) {
			return
		}
		b = up
	}
}

// cellParts returns the item and the next cell of a node that has these two
// quads and no more, and can be written as part of a collection.
func (b *blankNode) cellParts() (first, rest Term, ok bool) {
	if !b.nested || len(b.quads) != 2 {
		return first, rest, false
	}
	for _, q := range b.quads {
		switch q.P.Value {
		case RDFFirst:
			first = q.O
		case RDFRest:
			rest = q.O
		}
	}
	return first, rest, !first.IsZero() && !rest.IsZero()
}

// measureDepth finds how deep b is nested, and gives a label to every node
// that would be too deep.
func (p *blankPlan) measureDepth(b *blankNode) {
	var path []*blankNode
	for n := b; n != nil && n.state != settled; n = p.parent(n) {
		path = append(path, n)
	}
	for _, n := range slices.Backward(path) {
		n.state = settled
		up := p.parent(n)
		if up == nil {
			if n.nested {
				n.depth = 1
			}
			continue
		}
		n.depth = up.depth
		if !(up.cell && n.cell && n.ref.P.Value == RDFRest) {
			n.depth++
		}
		if n.depth > maxNest {
			n.labels, n.nested, n.cell, n.depth = true, false, false, 0
		}
	}
}

// label gives the labels _:b1, _:b2, … in the order that RDFC-1.0 puts the
// nodes in. Only the connected parts that hold a node with a label take part.
func (p *blankPlan) label() {
	var labelled []*blankNode
	for _, b := range p.nodes {
		if b.labels {
			labelled = append(labelled, b)
		}
	}
	if len(labelled) == 0 {
		return
	}
	order := p.canonicalOrder(p.connected(labelled))
	slices.SortFunc(labelled, func(a, b *blankNode) int { return cmp.Compare(order[a.name], order[b.name]) })
	for i, b := range labelled {
		b.ordinal = i
		b.label = "_:b" + strconv.Itoa(i+1)
	}
}

// connected returns the quads with blank nodes that hang together with one of
// the given ones through other such quads.
func (p *blankPlan) connected(from []*blankNode) []Quad {
	quadsOf := map[string][]Quad{}
	for q := range p.quads {
		q.mapBlanks(func(name string) string {
			quadsOf[name] = append(quadsOf[name], q)
			return name
		})
	}
	reached := map[string]bool{}
	var todo []string
	reach := func(name string) string {
		if !reached[name] {
			reached[name] = true
			todo = append(todo, name)
		}
		return name
	}
	for _, b := range from {
		reach(b.name)
	}
	taken := map[Quad]bool{}
	var out []Quad
	for len(todo) > 0 {
		name := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, q := range quadsOf[name] {
			if !taken[q] {
				taken[q] = true
				out = append(out, q)
				q.mapBlanks(reach)
			}
		}
	}
	return out
}

// canonicalOrder numbers blank nodes by RDFC-1.0. Where that gives up, since
// the data is made to have it do so, the nodes go by the hashes of their
// surroundings and then by the labels they came with: still one order for one
// input, but no longer the same for every relabelling of it.
func (p *blankPlan) canonicalOrder(quads []Quad) map[string]int {
	c := canonicalizer{newHash: sha256.New, limit: DefaultWorkLimit, canonical: newIssuer("")}
	slices.SortFunc(quads, compareQuads)
	c.load(quads)
	order := make(map[string]int, len(c.labels))
	if err := c.run(); err == nil {
		for i, n := range c.canonical.order {
			order[c.labels[n]] = i
		}
		return order
	}
	nodes := make([]int, len(c.labels))
	for i := range nodes {
		nodes[i] = i
	}
	slices.SortFunc(nodes, func(a, b int) int {
		return cmp.Or(strings.Compare(c.first[a], c.first[b]), strings.Compare(c.labels[a], c.labels[b]))
	})
	for i, n := range nodes {
		order[c.labels[n]] = i
	}
	return order
}

// compareTerms orders terms by kind and then by what they consist of.
func compareTerms(a, b Term) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), strings.Compare(a.Value, b.Value),
		strings.Compare(a.Datatype, b.Datatype), strings.Compare(a.Lang, b.Lang))
}

func compareQuads(a, b Quad) int {
	return cmp.Or(compareTerms(a.G, b.G), compareTerms(a.S, b.S), compareTerms(a.P, b.P), compareTerms(a.O, b.O))
}
