package eval

import (
	"gongbao/graph/rdf"
	"gongbao/graph/sparql/algebra"
	"gongbao/graph/sparql/plan"
)

// position is what stands in one position of a quad pattern.
type position struct {
	slot algebra.Var // -1 for a constant
	id   rdf.ID
	// triple is set for a triple term with variables in it.
	triple *triplePattern
}

// scanOp matches a quad pattern in an index.
type scanOp struct {
	ex       *exec
	pos      [4]position
	order    Order
	ordered  bool
	graph    algebra.GraphKind
	fromMany bool // one graph of FROM after the other
	nextFrom int
	merged   bool // several graphs as one: a triple counts once

	row     []rdf.ID
	it      Iterator
	pattern rdf.IDQuad
	shape   uint8 // the positions bound in it
	set     [4]algebra.Var
	nset    int
	at      [4]uint8
	simple  bool
	over    bool
	single  bool
	last    rdf.IDQuad
	seen    *idTable
	undo    []algebra.Var
}

func (c *compiler) position(n algebra.Node) position {
	switch {
	case n.IsVar:
		return position{slot: n.Var}
	case n.Triple != nil:
		return position{slot: -1, triple: c.triplePattern(n)}
	}
	return position{slot: -1, id: c.ex.intern(n.Term)}
}

func (c *compiler) scan(n *plan.Scan) *scanOp {
	q := n.Pattern
	s := &scanOp{ex: c.ex, order: n.Order, ordered: n.Ordered, graph: q.G.Kind}
	s.pos = [4]position{c.position(q.S), c.position(q.P), c.position(q.O), {slot: -1}}
	s.pos[rdf.G], s.fromMany, s.merged = c.graphPosition(q.G)
	return s
}

// graphPosition says what stands for the graph: many is true where several
// graphs of FROM must be told from the rest, merged where they count as one.
func (c *compiler) graphPosition(g algebra.Graph) (p position, many, merged bool) {
	p.slot = -1
	ex := c.ex
	switch g.Kind {
	case algebra.DefaultGraph:
		switch {
		case ex.hasFrom && len(ex.from) == 0:
			p.id = localBase // no graph has it
		case ex.hasFrom && len(ex.from) == 1:
			p.id = ex.from[0]
		case ex.hasFrom:
			return p, true, true
		case ex.opts.Union:
			return p, false, true
		default:
			p.id = rdf.DefaultGraphID
		}
	case algebra.NamedGraph:
		p.id = ex.intern(g.Term)
		if ex.hasFrom && !ex.fromNamed[p.id] {
			p.id = localBase
		}
	default:
		p.slot = g.Var
	}
	return p, false, false
}

// isNamed reports whether GRAPH may range over a graph.
func (ex *exec) isNamed(g rdf.ID) bool {
	if ex.hasFrom {
		return ex.fromNamed[g]
	}
	return g != rdf.DefaultGraphID
}

func (s *scanOp) open(row []rdf.ID) {
	s.row = row
	s.over = false
	s.undo = s.undo[:0]
	s.nset = 0
	var pattern rdf.IDQuad
	shape := uint8(0)
	simple := !s.merged && s.graph != algebra.EachGraph
	for i := range s.pos {
		p := &s.pos[i]
		id := p.id
		if p.slot >= 0 {
			if id = row[p.slot]; id == 0 {
				for j := range s.nset {
					if s.set[j] == p.slot {
						simple = false // the same variable twice
					}
				}
				s.set[s.nset], s.at[s.nset] = p.slot, uint8(i)
				s.nset++
			}
		} else if p.triple != nil {
			simple = false
		}
		if id != 0 {
			shape |= 1 << i
			pattern[i] = id
			if id > MaxID {
				s.over = true
				return
			}
		}
	}
	if s.graph == algebra.EachGraph && pattern[rdf.G] != 0 {
		if !s.ex.isNamed(pattern[rdf.G]) {
			s.over = true
			return
		}
	}
	s.simple = simple
	s.single = s.merged && shape&7 == 7
	s.last = rdf.IDQuad{}
	s.seen = nil
	if s.merged && !s.single && (s.fromMany || !s.graphLast(shape)) {
		s.seen = newIDTable(s.ex, 3)
	}
	if s.fromMany {
		s.nextFrom = 1
		pattern[rdf.G] = s.ex.from[0]
		shape |= 1 << rdf.G
	}
	s.start(pattern, shape)
}

// start opens the index for a pattern, with the same iterator if it can.
func (s *scanOp) start(pattern rdf.IDQuad, shape uint8) {
	if s.it != nil && shape == s.shape {
		if r, ok := s.it.(Rebinder); ok && r.Rebind(pattern) {
			s.pattern = pattern
			return
		}
	}
	if s.it != nil {
		s.ex.drop(s.it)
	}
	s.pattern, s.shape = pattern, shape
	s.it = s.ex.match(pattern, s.order)
}

// graphLast reports whether the same triple's quads come one after another.
func (s *scanOp) graphLast(shape uint8) bool {
	if !s.ordered {
		return false
	}
	for i := 3; i >= 0; i-- {
		if p := s.order[i]; shape&(1<<p) == 0 {
			return p == rdf.G
		}
	}
	return true
}

func (s *scanOp) next() bool {
	for !s.over && s.ex.tick() {
		if !s.it.Next() {
			s.ex.fail(s.it.Err())
			if s.fromMany && s.nextFrom < len(s.ex.from) && s.ex.err == nil {
				pattern := s.pattern
				pattern[rdf.G] = s.ex.from[s.nextFrom]
				s.nextFrom++
				s.start(pattern, s.shape)
				continue
			}
			break
		}
		q := s.it.Quad()
		if s.simple {
			for i := range s.nset {
				s.row[s.set[i]] = q[s.at[i]]
			}
			return true
		}
		if s.accept(&q) {
			return true
		}
	}
	s.unset()
	return false
}

func (s *scanOp) unset() {
	for i := range s.nset {
		s.row[s.set[i]] = 0
	}
	for _, v := range s.undo {
		s.row[v] = 0
	}
	s.undo = s.undo[:0]
}

// seek is next, skipping quads whose id in the leading position is smaller.
func (s *scanOp) seek(on algebra.Var, id rdf.ID) bool {
	if s.over || s.it == nil {
		return false
	}
	if k, ok := s.it.(Seeker); ok {
		q := s.pattern
		for i := range s.nset {
			if s.set[i] == on {
				q[s.at[i]] = id
			}
		}
		if !s.ex.tick() || !k.Seek(q) {
			s.ex.fail(s.it.Err())
			s.unset()
			return false
		}
		quad := s.it.Quad()
		if s.accept(&quad) {
			return true
		}
	}
	for s.next() {
		if s.row[on] >= id {
			return true
		}
	}
	return false
}

// accept binds the variables for a quad, or refuses it.
func (s *scanOp) accept(q *rdf.IDQuad) bool {
	if s.graph == algebra.EachGraph && !s.ex.isNamed(q[rdf.G]) {
		return false
	}
	if s.merged {
		triple := rdf.IDQuad{q[0], q[1], q[2], 1}
		switch {
		case s.seen != nil:
			if _, fresh := s.seen.add(q[:3]); !fresh {
				return false
			}
		case triple == s.last:
			return false
		}
		s.last = triple
	}
	s.unset()
	for i := range s.nset {
		v, id := s.set[i], q[s.at[i]]
		if old := s.row[v]; old != 0 && old != id {
			s.unset()
			return false
		}
		s.row[v] = id
	}
	for i := range 3 {
		if t := s.pos[i].triple; t != nil && !t.match(s, q[i]) {
			s.unset()
			return false
		}
	}
	if s.single {
		s.over = true
		// The row keeps its bindings until the next call of next.
	}
	return true
}

// triplePattern is a triple term with variables, matched against terms.
type triplePattern struct{ parts [3]position }

func (c *compiler) triplePattern(n algebra.Node) *triplePattern {
	t := &triplePattern{}
	for i, m := range n.Triple {
		t.parts[i] = c.position(m)
	}
	return t
}

// match binds the variables of the pattern so that it becomes the term with
// that id; s notes what was bound.
func (t *triplePattern) match(s *scanOp, id rdf.ID) bool {
	tr, ok := s.ex.term(id).Triple()
	if !ok {
		return false
	}
	for i, term := range []rdf.Term{tr.S, tr.P, tr.O} {
		p := t.parts[i]
		if p.triple != nil {
			if !p.triple.match(s, s.ex.intern(term)) {
				return false
			}
			continue
		}
		got := s.ex.intern(term)
		switch {
		case p.slot < 0:
			if got != p.id {
				return false
			}
		case s.row[p.slot] == 0:
			s.row[p.slot] = got
			s.undo = append(s.undo, p.slot)
		case s.row[p.slot] != got:
			return false
		}
	}
	return true
}
