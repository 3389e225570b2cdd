package eval

import (
	"slices"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/algebra"
	"gongbao/graph/sparql/plan"
	"gongbao/graph/sparql/syntax"
)

// pathOp follows p?, p* or p+ by breadth-first search with a set of what has
// been seen, from whichever end is known.
type pathOp struct {
	ex     *exec
	s, o   position
	path   step
	min    int
	many   bool
	graph  graphSpec
	starts func(emit func(rdf.ID) bool) // candidates where no end is known
	// loose is set where both ends are variables: then only nodes of the graph
	// are joined to themselves by no step at all.
	loose bool

	row         []rdf.ID
	from, to    algebra.Var // the slots bound by this operator, or -1
	target      rdf.ID      // the known end to be reached, or 0
	backwards   bool
	all         *idTable // start nodes, where no end is known
	nextStart   int
	seen        *idTable
	shown, done int
	root        rdf.ID
	rootDone    bool
	running     bool
}

// graphSpec is the graph in which steps are taken.
type graphSpec struct {
	ex     *exec
	pos    position
	many   bool
	merged bool
}

func (c *compiler) path(n *plan.Path) op {
	q := n.Pattern
	o := &pathOp{
		ex: c.ex, s: c.position(q.S), o: c.position(q.O), min: q.Path.Min, many: q.Path.Many, loose: q.S.IsVar && q.O.IsVar,
	}
	o.graph.ex = c.ex
	o.graph.pos, o.graph.many, o.graph.merged = c.graphPosition(q.G)
	o.path = c.step(q.Path.Path, &o.graph)
	if o.min == 1 && begins(o.path) {
		o.starts = func(emit func(rdf.ID) bool) { o.graph.begin(o.path, false, emit) }
	} else {
		o.starts = func(emit func(rdf.ID) bool) {
			o.graph.edges(o.row, rdf.IDQuad{}, Order{rdf.S, rdf.P, rdf.O, rdf.G}, nil, func(q rdf.IDQuad) bool {
				return emit(q[rdf.S]) && emit(q[rdf.O])
			})
		}
	}
	return o
}

// begins reports whether begin knows the nodes from which a step can be taken.
func begins(s step) bool {
	switch s := s.(type) {
	case *linkStep:
		return true
	case *inverseStep:
		return begins(s.x)
	case *sequenceStep:
		return begins(s.parts[0]) && begins(s.parts[len(s.parts)-1])
	case *alternativeStep:
		return !slices.ContainsFunc(s.parts, func(p step) bool { return !begins(p) })
	}
	return false
}

// begin calls emit for the nodes from which a step can be taken, and perhaps
// for others, until it returns false.
func (g *graphSpec) begin(s step, backwards bool, emit func(rdf.ID) bool) bool {
	switch s := s.(type) {
	case *linkStep:
		order, at := Order{rdf.P, rdf.S, rdf.O, rdf.G}, rdf.S
		if backwards {
			order, at = Order{rdf.P, rdf.O, rdf.S, rdf.G}, rdf.O
		}
		return s.g.edges(s.row, rdf.IDQuad{0, s.p, 0}, order, nil, func(q rdf.IDQuad) bool { return emit(q[at]) })
	case *inverseStep:
		return g.begin(s.x, !backwards, emit)
	case *sequenceStep:
		first := s.parts[0]
		if backwards {
			first = s.parts[len(s.parts)-1]
		}
		return g.begin(first, backwards, emit)
	case *alternativeStep:
		for _, p := range s.parts {
			if !g.begin(p, backwards, emit) {
				return false
			}
		}
	}
	return true
}

func (o *pathOp) open(row []rdf.ID) {
	o.row = row
	o.from, o.to, o.target, o.backwards = -1, -1, 0, false
	o.all, o.nextStart, o.running = nil, 0, false
	s, e := o.s.id, o.o.id
	if o.s.slot >= 0 {
		s = row[o.s.slot]
	}
	if o.o.slot >= 0 {
		e = row[o.o.slot]
	}
	o.path.bind(row)
	switch {
	case s != 0:
		o.target = e
		if e == 0 {
			o.to = o.o.slot
		}
		o.start(s)
	case e != 0:
		o.backwards = true
		o.to = o.s.slot
		o.start(e)
	default:
		o.from, o.to = o.s.slot, o.o.slot
		o.all = newIDTable(o.ex, 1)
		o.starts(func(id rdf.ID) bool {
			o.all.add([]rdf.ID{id})
			return o.ex.tick()
		})
	}
}

// start begins the search at a node.
func (o *pathOp) start(id rdf.ID) {
	o.root, o.rootDone, o.running = id, false, true
	o.seen = newIDTable(o.ex, 1)
	o.shown, o.done = 0, 0
	if o.min == 0 && (!o.loose || o.all != nil || o.graph.holds(o.row, id)) {
		o.seen.add([]rdf.ID{id})
	} else if o.min == 0 {
		o.running = false
	}
}

// holds reports whether a node stands in any triple of the graph.
func (g *graphSpec) holds(row []rdf.ID, id rdf.ID) bool {
	found := false
	emit := func(rdf.IDQuad) bool {
		found = true
		return false
	}
	g.edges(row, rdf.IDQuad{id, 0, 0}, Order{rdf.S, rdf.P, rdf.O, rdf.G}, nil, emit)
	if !found {
		g.edges(row, rdf.IDQuad{0, 0, id}, Order{rdf.O, rdf.S, rdf.P, rdf.G}, nil, emit)
	}
	return found
}

func (o *pathOp) next() bool {
	for o.ex.tick() {
		if !o.running {
			if o.all == nil || o.nextStart == o.all.n {
				break
			}
			id := o.all.at(o.nextStart)[0]
			o.nextStart++
			o.start(id)
		}
		for o.shown < o.seen.n && o.ex.tick() {
			id := o.seen.at(o.shown)[0]
			o.shown++
			if o.show(id) {
				return true
			}
		}
		o.expand()
	}
	if o.from >= 0 {
		o.row[o.from] = 0
	}
	if o.to >= 0 {
		o.row[o.to] = 0
	}
	return false
}

// expand takes the steps from the root or from the next node seen.
func (o *pathOp) expand() {
	reach := func(id rdf.ID) bool {
		o.seen.add([]rdf.ID{id})
		return o.ex.tick()
	}
	switch {
	case !o.rootDone:
		o.rootDone = true
		if o.min == 0 {
			o.done = 1
		}
		o.path.take(o.root, o.backwards, reach)
	case o.many && o.done < o.seen.n:
		id := o.seen.at(o.done)[0]
		o.done++
		o.path.take(id, o.backwards, reach)
	default:
		o.running = false
	}
}

// show binds the ends for a node that has been reached.
func (o *pathOp) show(id rdf.ID) bool {
	if o.target != 0 {
		if id != o.target {
			return false
		}
		o.shown = o.seen.n
		o.running = false
		return true
	}
	if o.from >= 0 {
		if o.from == o.to && id != o.root {
			return false
		}
		o.row[o.from] = o.root
	} else if o.s.slot >= 0 && o.s.slot == o.o.slot && id != o.root {
		return false
	}
	o.row[o.to] = id
	return true
}

// step is a path taken from one node. It is not re-entered while it runs.
type step interface {
	// bind gives the row that holds the graph of an enclosing loop.
	bind(row []rdf.ID)
	// take calls emit for each node at the other end, until it returns false.
	take(from rdf.ID, backwards bool, emit func(rdf.ID) bool) bool
}

func (c *compiler) step(p syntax.Path, g *graphSpec) step {
	switch p := p.(type) {
	case *syntax.Link:
		return &linkStep{g: g, p: c.ex.intern(rdf.NewIRI(p.IRI))}
	case *syntax.Inverse:
		return &inverseStep{c.step(p.Path, g)}
	case *syntax.Sequence:
		s := &sequenceStep{}
		for _, part := range p.Parts {
			s.parts = append(s.parts, c.step(part, g))
		}
		return s
	case *syntax.Alternative:
		s := &alternativeStep{}
		for _, part := range p.Parts {
			s.parts = append(s.parts, c.step(part, g))
		}
		return s
	case *syntax.Repeat:
		return &repeatStep{ex: c.ex, x: c.step(p.Path, g), min: p.Min, many: p.Many}
	case *syntax.Negated:
		n := &negatedStep{g: g, forward: len(p.Forward) > 0 || len(p.Backward) == 0, backward: len(p.Backward) > 0}
		n.notForward, n.notBackward = c.ids(p.Forward), c.ids(p.Backward)
		return n
	}
	return &alternativeStep{}
}

func (c *compiler) ids(iris []string) map[rdf.ID]bool {
	set := map[rdf.ID]bool{}
	for _, iri := range iris {
		set[c.ex.intern(rdf.NewIRI(iri))] = true
	}
	return set
}

// iterators are kept by a step between uses.
type iterators struct {
	it    Iterator
	shape [4]bool
}

// edges calls emit for the quads of a pattern in the graph; in merged graphs
// each triple once.
func (g *graphSpec) edges(row []rdf.ID, pattern rdf.IDQuad, order Order, keep *iterators, emit func(rdf.IDQuad) bool) bool {
	for i := range 3 {
		if pattern[i] > MaxID {
			return true
		}
	}
	graphs := []rdf.ID{g.pos.id}
	if g.many {
		graphs = g.ex.from
	} else if g.pos.slot >= 0 {
		graphs[0] = row[g.pos.slot]
	}
	var seen *idTable
	if g.merged {
		seen = newIDTable(g.ex, 3)
	}
	for _, id := range graphs {
		if id > MaxID {
			continue
		}
		pattern[rdf.G] = id
		if !g.one(pattern, order, keep, seen, emit) {
			return false
		}
	}
	return true
}

func (g *graphSpec) one(pattern rdf.IDQuad, order Order, keep *iterators, seen *idTable, emit func(rdf.IDQuad) bool) bool {
	it, kept := g.iterator(pattern, order, keep)
	if !kept {
		defer g.ex.drop(it)
	}
	for g.ex.tick() && it.Next() {
		q := it.Quad()
		if seen != nil {
			if _, fresh := seen.add(q[:3]); !fresh {
				continue
			}
		}
		if !emit(q) {
			return false
		}
	}
	g.ex.fail(it.Err())
	return g.ex.err == nil
}

// iterator opens a pattern, with the step's own iterator where that can be
// bound again.
func (g *graphSpec) iterator(pattern rdf.IDQuad, order Order, keep *iterators) (it Iterator, kept bool) {
	if keep == nil {
		return g.ex.match(pattern, order), false
	}
	var shape [4]bool
	for i, id := range pattern {
		shape[i] = id != 0
	}
	if keep.it != nil && keep.shape == shape {
		if r, ok := keep.it.(Rebinder); ok && r.Rebind(pattern) {
			return keep.it, true
		}
	}
	if keep.it != nil {
		g.ex.drop(keep.it)
	}
	keep.it, keep.shape = g.ex.match(pattern, order), shape
	return keep.it, true
}

type linkStep struct {
	g                 *graphSpec
	p                 rdf.ID
	row               []rdf.ID
	forward, backward iterators
}

func (s *linkStep) bind(row []rdf.ID) { s.row = row }

func (s *linkStep) take(from rdf.ID, backwards bool, emit func(rdf.ID) bool) bool {
	if backwards {
		return s.g.edges(s.row, rdf.IDQuad{0, s.p, from}, Order{rdf.P, rdf.O, rdf.S, rdf.G}, &s.backward,
			func(q rdf.IDQuad) bool { return emit(q[rdf.S]) })
	}
	return s.g.edges(s.row, rdf.IDQuad{from, s.p, 0}, Order{rdf.S, rdf.P, rdf.O, rdf.G}, &s.forward,
		func(q rdf.IDQuad) bool { return emit(q[rdf.O]) })
}

type inverseStep struct{ x step }

func (s *inverseStep) bind(row []rdf.ID) { s.x.bind(row) }

func (s *inverseStep) take(from rdf.ID, backwards bool, emit func(rdf.ID) bool) bool {
	return s.x.take(from, !backwards, emit)
}

type sequenceStep struct{ parts []step }

func (s *sequenceStep) bind(row []rdf.ID) {
	for _, p := range s.parts {
		p.bind(row)
	}
}

func (s *sequenceStep) take(from rdf.ID, backwards bool, emit func(rdf.ID) bool) bool {
	return s.from(0, from, backwards, emit)
}

func (s *sequenceStep) from(i int, from rdf.ID, backwards bool, emit func(rdf.ID) bool) bool {
	if i == len(s.parts) {
		return emit(from)
	}
	part := s.parts[i]
	if backwards {
		part = s.parts[len(s.parts)-1-i]
	}
	return part.take(from, backwards, func(id rdf.ID) bool { return s.from(i+1, id, backwards, emit) })
}

type alternativeStep struct{ parts []step }

func (s *alternativeStep) bind(row []rdf.ID) {
	for _, p := range s.parts {
		p.bind(row)
	}
}

func (s *alternativeStep) take(from rdf.ID, backwards bool, emit func(rdf.ID) bool) bool {
	for _, p := range s.parts {
		if !p.take(from, backwards, emit) {
			return false
		}
	}
	return true
}

type repeatStep struct {
	ex   *exec
	x    step
	min  int
	many bool
}

func (s *repeatStep) bind(row []rdf.ID) { s.x.bind(row) }

func (s *repeatStep) take(from rdf.ID, backwards bool, emit func(rdf.ID) bool) bool {
	seen := newIDTable(s.ex, 1)
	reach := func(id rdf.ID) bool {
		seen.add([]rdf.ID{id})
		return s.ex.tick()
	}
	next := 0
	if s.min == 0 {
		seen.add([]rdf.ID{from})
		next = 1
	}
	if !s.x.take(from, backwards, reach) && s.ex.err != nil {
		return false
	}
	for s.many && next < seen.n {
		id := seen.at(next)[0]
		next++
		if !s.x.take(id, backwards, reach) && s.ex.err != nil {
			return false
		}
	}
	for i := range seen.n {
		if !emit(seen.at(i)[0]) {
			return false
		}
	}
	return true
}

type negatedStep struct {
	g                       *graphSpec
	forward, backward       bool
	notForward, notBackward map[rdf.ID]bool
	row                     []rdf.ID
	out, in                 iterators
}

func (s *negatedStep) bind(row []rdf.ID) { s.row = row }

func (s *negatedStep) take(from rdf.ID, backwards bool, emit func(rdf.ID) bool) bool {
	outward, inward := s.forward, s.backward
	notOut, notIn := s.notForward, s.notBackward
	if backwards {
		outward, inward, notOut, notIn = inward, outward, notIn, notOut
	}
	if outward && !s.g.edges(s.row, rdf.IDQuad{from, 0, 0}, Order{rdf.S, rdf.P, rdf.O, rdf.G}, &s.out, func(q rdf.IDQuad) bool {
		return notOut[q[rdf.P]] || emit(q[rdf.O])
	}) {
		return false
	}
	return !inward || s.g.edges(s.row, rdf.IDQuad{0, 0, from}, Order{rdf.O, rdf.S, rdf.P, rdf.G}, &s.in, func(q rdf.IDQuad) bool {
		return notIn[q[rdf.P]] || emit(q[rdf.S])
	})
}
