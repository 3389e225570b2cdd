package rdf

import (
	"slices"
)

// Isomorphic reports whether two datasets are the same but for the labels of
// their blank nodes (RDF 1.1 Concepts, section 3.6); duplicates of a quad do
// not count. It colours the blank nodes by their surroundings until the
// colours settle, and where several nodes keep one colour tries to pair them,
// going back where that fails. Ordinary data needs no such trial; artificial
// symmetric graphs may take time exponential in the number of their blank
// nodes.
func Isomorphic(a, b []Quad) bool {
	skeletons := map[Quad]int{}
	ga, gb := newIsoGraph(a, skeletons), newIsoGraph(b, skeletons)
	if len(ga.quads) != len(gb.quads) || len(ga.occurs) != len(gb.occurs) {
		return false
	}
	inB := make(map[int][]isoQuad, len(gb.quads))
	for _, q := range gb.quads {
		inB[q.skeleton] = append(inB[q.skeleton], q)
	}
	for _, q := range ga.quads { // quads without blank nodes, and hopeless cases
		if len(inB[q.skeleton]) == 0 {
			return false
		}
	}
	m := isoMatcher{a: ga, b: gb, inB: inB}
	return m.match(make([]uint64, len(ga.occurs)), make([]uint64, len(gb.occurs)), 1)
}

// isoQuad is a quad taken apart: a skeleton, the quad with its blank nodes made
// nameless, and the nodes that fill it, in order.
type isoQuad struct {
	skeleton int
	nodes    []int
}

type isoGraph struct {
	quads  []isoQuad
	occurs [][]occurrence // by node
	labels []string       // by node
}

type occurrence struct{ quad, position int }

func newIsoGraph(quads []Quad, skeletons map[Quad]int) *isoGraph {
	g := &isoGraph{}
	ids := map[string]int{}
	seen := make(map[Quad]bool, len(quads))
	for _, q := range quads {
		if seen[q] {
			continue
		}
		seen[q] = true
		var iq isoQuad
		bare := q.mapBlanks(func(label string) string {
			id, ok := ids[label]
			if !ok {
				id = len(ids)
				ids[label] = id
				g.occurs = append(g.occurs, nil)
				g.labels = append(g.labels, label)
			}
			g.occurs[id] = append(g.occurs[id], occurrence{len(g.quads), len(iq.nodes)})
			iq.nodes = append(iq.nodes, id)
			return "n"
		})
		id, ok := skeletons[bare]
		if !ok {
			id = len(skeletons)
			skeletons[bare] = id
		}
		iq.skeleton = id
		g.quads = append(g.quads, iq)
	}
	return g
}

// mix is the finaliser of splitmix64 over two words; it need only be the same
// for both graphs.
func mix(a, b uint64) uint64 {
	z := a*0x9E3779B97F4A7C15 ^ b + 0x9E3779B97F4A7C15
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// refine recolours the nodes until the number of colours no longer grows.
func (g *isoGraph) refine(colors []uint64) []uint64 {
	count := 0
	for {
		colors = g.recolor(colors)
		distinct := make(map[uint64]struct{}, len(colors))
		for _, c := range colors {
			distinct[c] = struct{}{}
		}
		if len(distinct) <= count {
			return colors
		}
		count = len(distinct)
	}
}

// recolor gives every node a colour that tells its old one and those of the
// nodes it occurs with.
func (g *isoGraph) recolor(colors []uint64) []uint64 {
	next := make([]uint64, len(colors))
	var around []uint64
	for node, occurs := range g.occurs {
		around = around[:0]
		for _, o := range occurs {
			q := g.quads[o.quad]
			h := mix(uint64(q.skeleton), uint64(o.position))
			for _, n := range q.nodes {
				c := colors[n]
				if n == node { // a quad may name its node twice
					c = mix(c, 7)
				}
				h = mix(h, c)
			}
			around = append(around, h)
		}
		slices.Sort(around)
		h := mix(colors[node], uint64(len(around)))
		for _, a := range around {
			h = mix(h, a)
		}
		next[node] = h
	}
	return next
}

// classes groups the nodes by colour.
func classes(colors []uint64) map[uint64][]int {
	by := map[uint64][]int{}
	for node, c := range colors {
		by[c] = append(by[c], node)
	}
	return by
}

type isoMatcher struct {
	a, b *isoGraph
	inB  map[int][]isoQuad
}

// match extends the colourings to a bijection, if that can be done. fresh is a
// colour not yet used to single out nodes.
func (m *isoMatcher) match(colorsA, colorsB []uint64, fresh uint64) bool {
	colorsA, colorsB = m.a.refine(colorsA), m.b.refine(colorsB)
	byA, byB := classes(colorsA), classes(colorsB)
	if len(byA) != len(byB) {
		return false
	}
	var smallest []int
	for c, nodes := range byA {
		if len(byB[c]) != len(nodes) {
			return false
		}
		if len(nodes) > 1 && (smallest == nil || len(nodes) < len(smallest) ||
			len(nodes) == len(smallest) && nodes[0] < smallest[0]) {
			smallest = nodes
		}
	}
	if smallest == nil {
		return m.verify(colorsA, byB)
	}
	one := smallest[0]
	tryA := slices.Clone(colorsA)
	tryA[one] = mix(fresh, 0xC0FFEE)
	for _, other := range byB[colorsA[one]] {
		tryB := slices.Clone(colorsB)
		tryB[other] = tryA[one]
		if m.match(tryA, tryB, fresh+1) {
			return true
		}
	}
	return false
}

// verify checks that the bijection given by the colours carries every quad of
// a to one of b; since both have as many quads, that is enough.
func (m *isoMatcher) verify(colorsA []uint64, byB map[uint64][]int) bool {
	for _, q := range m.a.quads {
		found := slices.ContainsFunc(m.inB[q.skeleton], func(other isoQuad) bool {
			if len(other.nodes) != len(q.nodes) {
				return false
			}
			for i, n := range q.nodes {
				if byB[colorsA[n]][0] != other.nodes[i] {
					return false
				}
			}
			return true
		})
		if !found {
			return false
		}
	}
	return true
}
