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
// quads that mention blank nodes, and nothing else of the dataset; as many of
// them share predicates, graphs and nodes, it holds them by numbers.
type blankPlan struct {
	terms []Term
	ids   map[Term]uint32
	quads [][4]uint32
	known map[[4]uint32]struct{}
	nodes []*blankNode // by the id of their term; nil for terms of other kinds
	roots map[Term][]*blankNode
}

// blankNode is what a blank node's quads tell of it, and the decision.
type blankNode struct {
	name    string  // as it came
	quads   []int32 // with it as the subject
	refs    int     // quads with it as the object
	ref     int32   // one of those
	labels  bool    // it must have a label, since no bracket can stand for it
	nested  bool    // it is written within ref
	cell    bool    // it is written as part of a collection
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
	p := &blankPlan{ids: map[Term]uint32{}, known: map[[4]uint32]struct{}{}, roots: map[Term][]*blankNode{}}
	p.id(Term{}) // the default graph is number 0
	return p
}

func (p *blankPlan) id(t Term) uint32 {
	id, ok := p.ids[t]
	if !ok {
		id = uint32(len(p.terms))
		p.ids[t] = id
		p.terms = append(p.terms, t)
		var node *blankNode
		if t.Kind == Blank {
			node = &blankNode{name: t.Value}
		}
		p.nodes = append(p.nodes, node)
	}
	return id
}

// node returns the node of that name, which has been seen.
func (p *blankPlan) node(name string) *blankNode { return p.nodes[p.id(NewBlank(name))] }

func (p *blankPlan) quad(i int32) Quad {
	q := &p.quads[i]
	return Quad{p.terms[q[S]], p.terms[q[P]], p.terms[q[O]], p.terms[q[G]]}
}

// quadsOf returns the quads that have b as their subject.
func (p *blankPlan) quadsOf(b *blankNode) []Quad {
	out := make([]Quad, len(b.quads))
	for i, q := range b.quads {
		out[i] = p.quad(q)
	}
	return out
}

// all runs through the blank nodes.
func (p *blankPlan) all(yield func(*blankNode) bool) {
	for _, b := range p.nodes {
		if b != nil && !yield(b) {
			return
		}
	}
}

// add takes note of a quad that mentions blank nodes.
func (p *blankPlan) add(q Quad) {
	ids := [4]uint32{p.id(q.S), p.id(q.P), p.id(q.O), p.id(q.G)}
	if _, ok := p.known[ids]; ok {
		return
	}
	p.known[ids] = struct{}{}
	index := int32(len(p.quads))
	p.quads = append(p.quads, ids)
	if b := p.nodes[ids[S]]; b != nil {
		b.quads = append(b.quads, index)
	}
	if b := p.nodes[ids[O]]; b != nil {
		b.refs++
		b.ref = index
	}
	if b := p.nodes[ids[G]]; b != nil {
		b.labels = true
	}
	if q.O.Kind == TripleTerm {
		q.O.mapBlanks(func(name string) string {
			p.node(name).labels = true
			return name
		})
	}
}

// settle decides when all quads are in.
func (p *blankPlan) settle() {
	p.known = nil
	for b := range p.all {
		var graph uint32
		if b.refs > 0 {
			graph = p.quads[b.ref][G]
		} else if len(b.quads) > 0 {
			graph = p.quads[b.quads[0]][G]
		}
		for _, q := range b.quads {
			b.labels = b.labels || p.quads[q][G] != graph
		}
		b.labels = b.labels || b.refs > 1
		b.nested = !b.labels && b.refs == 1
	}
	for b := range p.all {
		p.breakCycles(b)
	}
	for b := range p.all {
		p.findCells(b)
	}
	for b := range p.all {
		b.state = unseen
	}
	for b := range p.all {
		p.measureDepth(b)
	}
	p.label()
	for b := range p.all {
		if b.nested {
			continue
		}
		graphs := map[uint32]bool{}
		for _, q := range b.quads {
			if g := p.quads[q][G]; !graphs[g] {
				graphs[g] = true
				p.roots[p.terms[g]] = append(p.roots[p.terms[g]], b)
			}
		}
	}
}

// parent returns the blank node within which b is nested, or nil.
func (p *blankPlan) parent(b *blankNode) *blankNode {
	if !b.nested {
		return nil
	}
	return p.nodes[p.quads[b.ref][S]]
}

// isRest reports whether b is mentioned as the rest of a collection.
func (p *blankPlan) isRest(b *blankNode) bool {
	return p.terms[p.quads[b.ref][P]].Value == RDFRest
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
	_, rest, ok := p.cellParts(b)
	if !ok || rest != NewIRI(RDFNil) {
		return
	}
	for {
		b.cell = true
		up := p.parent(b)
		if up == nil || !p.isRest(b) {
			return
		}
		if _, rest, ok = p.cellParts(up); !ok || rest != NewBlank(b.name) {
			return
		}
		b = up
	}
}

// cellParts returns the item and the next cell of a node that has these two
// quads and no more, and can be written as part of a collection.
func (p *blankPlan) cellParts(b *blankNode) (first, rest Term, ok bool) {
	if !b.nested || len(b.quads) != 2 {
		return first, rest, false
	}
	for _, i := range b.quads {
		switch q := p.quad(i); q.P.Value {
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
		if !(up.cell && n.cell && p.isRest(n)) {
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
	for b := range p.all {
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
	mentions := map[string][]int32{}
	for i := range p.quads {
		p.quad(int32(i)).mapBlanks(func(name string) string {
			mentions[name] = append(mentions[name], int32(i))
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
	taken := make([]bool, len(p.quads))
	var out []Quad
	for len(todo) > 0 {
		name := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, i := range mentions[name] {
			if !taken[i] {
				taken[i] = true
				q := p.quad(i)
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
	slices.SortFunc(quads, CompareQuads)
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
