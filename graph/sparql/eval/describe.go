package eval

import (
	"gongbao/graph/rdf"
	"gongbao/graph/sparql/algebra"
)

// Describe calls yield for the triples of the query's default graph that have
// the node as their subject, and goes on with the blank nodes that are their
// objects, which have no name to be asked for by: the concise bounded
// description of a node. seen holds what has been described before.
func (r *Rows) Describe(id rdf.ID, seen map[rdf.ID]bool, yield func(s, p, o rdf.ID) bool) error {
	g := graphSpec{ex: r.ex}
	c := &compiler{ex: r.ex}
	g.pos, g.many, g.merged = c.graphPosition(algebra.Graph{Kind: algebra.DefaultGraph})
	queue := []rdf.ID{id}
	for len(queue) > 0 && r.ex.tick() {
		id, queue = queue[0], queue[1:]
		if seen[id] {
			continue
		}
		seen[id] = true
		r.ex.charge(64)
		more := g.edges(nil, rdf.IDQuad{id, 0, 0, 0}, Order{rdf.S, rdf.P, rdf.O, rdf.G}, nil, func(q rdf.IDQuad) bool {
			if o := q[rdf.O]; !seen[o] && r.ex.term(o).Kind == rdf.Blank {
				queue = append(queue, o)
			}
			return yield(q[rdf.S], q[rdf.P], q[rdf.O])
		})
		if !more {
			break
		}
	}
	return r.ex.err
}
