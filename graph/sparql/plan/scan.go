package plan

import (
	"math"
	"slices"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/algebra"
	"gongbao/graph/sparql/syntax"
)

func sortVars(vars []algebra.Var) { slices.Sort(vars) }

// pattern returns the ids of a quad pattern's constants, and false where one
// of them is not in the dataset.
func (p *planner) pattern(q *algebra.Quad) (rdf.IDQuad, bool) {
	var out rdf.IDQuad
	known := true
	for i, n := range []algebra.Node{q.S, q.P, q.O} {
		if !n.IsVar && n.Triple == nil {
			out[i], known = p.id(n.Term, known)
		}
	}
	switch q.G.Kind {
	case algebra.DefaultGraph:
		switch from := p.out.Query.From; {
		case len(from) == 1:
			out[rdf.G], known = p.id(from[0], known)
		case p.out.Query.HasFrom:
			known = known && len(from) > 0
		case !p.opts.Union:
			out[rdf.G] = rdf.DefaultGraphID
		}
	case algebra.NamedGraph:
		out[rdf.G], known = p.id(q.G.Term, known)
	}
	return out, known
}

func (p *planner) id(t rdf.Term, known bool) (rdf.ID, bool) {
	id, ok, err := p.stats.ID(t)
	if err != nil && p.err == nil {
		p.err = err
	}
	if !ok {
		return unknownID, false
	}
	return id, known
}

func (p *planner) estimate(pattern rdf.IDQuad) float64 {
	n, ok := p.counts[pattern]
	if !ok {
		count, _ := p.stats.Estimate(pattern)
		n = float64(count)
		p.counts[pattern] = n
	}
	return n
}

// distinctIn estimates the different ids in a position of a pattern's quads.
func (p *planner) distinctIn(pattern rdf.IDQuad, position int, rows float64) float64 {
	if p.counter != nil {
		k := distinctKey{pattern, position}
		n, ok := p.distinct[k]
		if !ok {
			count, known := p.counter.Distinct(pattern, position)
			if n = float64(count); !known {
				n = -1
			}
			p.distinct[k] = n
		}
		if n >= 0 {
			return math.Max(1, math.Min(n, math.Max(rows, 1)))
		}
	}
	free := 0
	for i, id := range pattern {
		if id == rdf.AnyID && i != rdf.G {
			free++
		}
	}
	switch {
	case free <= 1 && position != rdf.G:
		return math.Max(rows, 1)
	case position == rdf.P:
		return math.Max(1, math.Min(rows, 30))
	case position == rdf.S:
		return math.Max(1, rows/2)
	case position == rdf.G:
		return math.Max(1, math.Sqrt(rows))
	}
	return math.Max(1, math.Pow(rows, 0.8))
}

// nodes returns a pattern's terms by position, the graph as a variable where
// it is one.
func nodes(q *algebra.Quad) [4]algebra.Node {
	out := [4]algebra.Node{q.S, q.P, q.O, {}}
	if q.G.Kind == algebra.EachGraph || q.G.Kind == algebra.LoopGraph {
		out[rdf.G] = algebra.Node{IsVar: true, Var: q.G.Var}
	}
	return out
}

// scan plans one quad pattern. lead is the position that shall be sorted
// first, or -1 for any.
func (p *planner) scan(q *algebra.Quad, bound algebra.VarSet, lead int) Node {
	pattern, known := p.pattern(q)
	if !known {
		return &Empty{Info: Info{sorted: -1}}
	}
	n := &Scan{Info: Info{sorted: -1, distinct: map[algebra.Var]float64{}}, Pattern: *q}
	rows := p.estimate(pattern)
	total := rows
	shape := pattern
	for i, node := range nodes(q) {
		if !node.IsVar {
			if node.Triple != nil {
				rows = math.Sqrt(rows)
			}
			continue
		}
		d := p.distinctIn(pattern, i, total)
		if bound[node.Var] || i == rdf.G && q.G.Kind == algebra.LoopGraph {
			rows /= d
			shape[i] = rdf.DefaultGraphID // any id: only the shape counts
			continue
		}
		if old, twice := n.distinct[node.Var]; twice {
			rows /= math.Max(old, d)
			d = math.Min(old, d)
		}
		n.distinct[node.Var] = d
	}
	steps := rows
	if len(n.distinct) == 1 && p.opts.Union && q.G.Kind == algebra.DefaultGraph {
		// In merged graphs a triple counts once: there are only as many rows as
		// different ids.
		for _, d := range n.distinct {
			rows = math.Min(rows, d)
		}
	}
	for v, d := range n.distinct {
		n.distinct[v] = math.Max(1, math.Min(d, rows))
	}
	n.Rows = rows
	n.Cost = costSeek + steps*costStep
	p.order(n, shape, lead)
	return n
}

// order chooses the order of a scan: the lead first and the graph last, so
// that repetitions of a triple in several graphs come together.
func (p *planner) order(n *Scan, shape rdf.IDQuad, lead int) {
	if n.Pattern.G.Kind == algebra.DefaultGraph && len(p.out.Query.From) > 1 {
		return // graphs one after the other have no order
	}
	free := []uint8{}
	for _, i := range []uint8{rdf.S, rdf.P, rdf.O, rdf.G} {
		if shape[i] == rdf.AnyID && int(i) != lead {
			free = append(free, i)
		}
	}
	try := func(order []uint8) bool {
		full := order
		for _, i := range []uint8{rdf.S, rdf.P, rdf.O, rdf.G} {
			if !slices.Contains(full, i) {
				full = append(full[:len(full):len(full)], i)
			}
		}
		copy(n.Order[:], full)
		n.Ordered = p.orderer != nil && p.orderer.CanOrder(shape, n.Order)
		return n.Ordered
	}
	found := false
	if lead >= 0 {
		permute(free, func(rest []uint8) bool {
			found = try(append([]uint8{uint8(lead)}, rest...))
			return found
		})
	} else {
		permute(free, func(rest []uint8) bool {
			found = try(rest)
			return found
		})
	}
	if !found {
		return
	}
	if lead < 0 {
		for _, i := range n.Order {
			if shape[i] == rdf.AnyID {
				lead = int(i)
				break
			}
		}
	}
	if lead >= 0 {
		if node := nodes(&n.Pattern)[lead]; node.IsVar {
			n.sorted = node.Var
		}
	}
}

// permute calls try with the orders of a list in which the graph stays last
// first, until one is accepted.
func permute(list []uint8, try func([]uint8) bool) bool {
	if len(list) <= 1 {
		return try(list)
	}
	var rec func(done, rest []uint8) bool
	rec = func(done, rest []uint8) bool {
		if len(rest) == 0 {
			return try(done)
		}
		for i := range rest {
			next := append(slices.Clone(rest[:i]), rest[i+1:]...)
			if rec(append(slices.Clone(done), rest[i]), next) {
				return true
			}
		}
		return false
	}
	return rec(nil, list)
}

// path estimates a property path: what one step gives, and for repetitions a
// few steps of it.
func (p *planner) path(op *algebra.Path, bound algebra.VarSet) Node {
	n := &Path{Info: Info{sorted: -1, distinct: map[algebra.Var]float64{}}, Pattern: *op}
	edges, ends := 0.0, 1.0
	var steps func(path syntax.Path)
	steps = func(path syntax.Path) {
		switch path := path.(type) {
		case *syntax.Link:
			pattern, known := p.pattern(&algebra.Quad{
				S: algebra.Node{IsVar: true}, P: algebra.Node{Term: rdf.NewIRI(path.IRI)}, O: algebra.Node{IsVar: true}, G: op.G,
			})
			if known {
				rows := p.estimate(pattern)
				edges += rows
				ends = math.Max(ends, p.distinctIn(pattern, rdf.S, rows))
			}
		case *syntax.Inverse:
			steps(path.Path)
		case *syntax.Sequence:
			for _, x := range path.Parts {
				steps(x)
			}
		case *syntax.Alternative:
			for _, x := range path.Parts {
				steps(x)
			}
		case *syntax.Repeat:
			steps(path.Path)
		case *syntax.Negated:
			edges += p.estimate(rdf.IDQuad{})
			ends = math.Max(ends, edges/3)
		}
	}
	steps(op.Path)
	fan := math.Max(1, edges/ends)
	fixed := func(n algebra.Node) bool { return !n.IsVar || bound[n.Var] }
	reach := fan * 8
	switch s, o := fixed(op.S), fixed(op.O); {
	case s && o:
		n.Rows, n.Cost = 0.5, costSeek*reach
	case s || o:
		n.Rows, n.Cost = reach, costSeek*reach
	default:
		n.Rows, n.Cost = ends*reach, ends*reach*costSeek
	}
	for _, node := range []algebra.Node{op.S, op.O} {
		if node.IsVar && !bound[node.Var] {
			n.distinct[node.Var] = math.Max(1, math.Min(ends, n.Rows))
		}
	}
	if op.G.Kind == algebra.EachGraph {
		n.distinct[op.G.Var] = math.Max(1, math.Sqrt(n.Rows))
	}
	return n
}
