package rdf

import (
	"cmp"
	"slices"
)

// Diff returns what two datasets differ in: the quads that only a has and those
// that only b has, each in order. Blank nodes of b that can be recognised in a
// by their surroundings carry a's labels, so that a quad about the same node
// does not count as a difference; the other nodes of b get labels that a does
// not use. The recognition compares what is near first and asks for no perfect
// match, so small changes give small differences; for isomorphic datasets whose
// nodes are not symmetric there is none. Isomorphic is the strict test.
func Diff(a, b []Quad) (onlyA, onlyB []Quad) {
	skeletons := map[Quad]int{}
	ga, gb := newIsoGraph(a, skeletons), newIsoGraph(b, skeletons)
	names := ga.recognise(gb)
	used := make(map[string]bool, len(ga.labels))
	for _, label := range ga.labels {
		used[label] = true
	}
	for n, label := range gb.labels {
		if names[label] != "" {
			continue
		}
		for used[label] {
			label += "_b"
		}
		used[label] = true
		names[gb.labels[n]] = label
	}
	inA := make(map[Quad]bool, len(a))
	for _, q := range a {
		inA[q] = true
	}
	inB := make(map[Quad]bool, len(b))
	for _, q := range b {
		q = q.mapBlanks(func(label string) string { return names[label] })
		if !inB[q] && !inA[q] {
			onlyB = append(onlyB, q)
		}
		inB[q] = true
	}
	for q := range inA {
		if !inB[q] {
			onlyA = append(onlyA, q)
		}
	}
	slices.SortFunc(onlyA, CompareQuads)
	slices.SortFunc(onlyB, CompareQuads)
	return onlyA, onlyB
}

// diffRounds bounds how far Diff looks around a blank node, and commonSigns how
// many nodes may share a sign for it to tell anything.
const (
	diffRounds  = 8
	commonSigns = 64
)

// recogniser pairs the blank nodes of two datasets.
type recogniser struct {
	a, b  *isoGraph
	toA   []int // by node of b: the node of a, or -1
	toB   []int
	pairs int
}

// recognise pairs nodes of b with nodes of g and returns g's labels by b's.
// First go nodes whose surroundings are the same, the farthest view first,
// since it tells most; alike ones are paired in the order of their appearance
// when there are as many on either side. Then, as long as that finds any, go
// nodes that have the most quads in common.
func (g *isoGraph) recognise(b *isoGraph) map[string]string {
	r := &recogniser{a: g, b: b, toA: make([]int, len(b.labels)), toB: make([]int, len(g.labels))}
	for i := range r.toA {
		r.toA[i] = -1
	}
	for i := range r.toB {
		r.toB[i] = -1
	}
	r.bySurroundings()
	for before := -1; r.pairs > before; {
		before = r.pairs
		r.byCommonQuads()
	}
	names := make(map[string]string, len(b.labels))
	for n, m := range r.toA {
		if m >= 0 {
			names[b.labels[n]] = g.labels[m]
		}
	}
	return names
}

func (r *recogniser) pair(inA, inB int) {
	r.toB[inA], r.toA[inB] = inB, inA
	r.pairs++
}

func (r *recogniser) bySurroundings() {
	viewsA, viewsB := r.a.views(diffRounds), r.b.views(diffRounds)
	for round := diffRounds; round > 0; round-- {
		byA, byB := classes(viewsA[round]), classes(viewsB[round])
		for color, inA := range byA {
			inA = slices.DeleteFunc(inA, func(n int) bool { return r.toB[n] >= 0 })
			inB := slices.DeleteFunc(byB[color], func(n int) bool { return r.toA[n] >= 0 })
			if len(inA) == len(inB) {
				for i, n := range inA {
					r.pair(n, inB[i])
				}
			}
		}
	}
}

// A sign is one quad of a node, with its place in it and the numbers of those
// of the other nodes that are paired already; 0 stands for one that is not.
type sign struct {
	skeleton, position int
	others             [2]int
}

// signs calls f for what can be said of a node. number gives a pair's number,
// the same from either side, or 0.
func (g *isoGraph) signs(node int, number func(int) int, f func(sign)) {
	for _, o := range g.occurs[node] {
		q := g.quads[o.quad]
		s := sign{skeleton: q.skeleton, position: o.position}
		others := 0
		for i, n := range q.nodes {
			if i != o.position && others < len(s.others) {
				s.others[others] = number(n)
				others++
			}
		}
		f(s)
	}
}

func (r *recogniser) byCommonQuads() {
	numberA := func(n int) int { return r.toB[n] + 1 }
	numberB := func(n int) int {
		if r.toA[n] < 0 {
			return 0
		}
		return n + 1
	}
	signsA := map[sign][]int{}
	for n, m := range r.toB {
		if m < 0 {
			r.a.signs(n, numberA, func(s sign) { signsA[s] = append(signsA[s], n) })
		}
	}
	type match struct{ score, inA, inB int }
	var found []match
	for n, m := range r.toA {
		if m >= 0 {
			continue
		}
		votes := map[int]int{}
		r.b.signs(n, numberB, func(s sign) {
			if len(signsA[s]) <= commonSigns {
				for _, c := range signsA[s] {
					votes[c]++
				}
			}
		})
		for c, score := range votes {
			found = append(found, match{score, c, n})
		}
	}
	slices.SortFunc(found, func(x, y match) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.inB, y.inB), cmp.Compare(x.inA, y.inA))
	})
	for _, m := range found {
		if r.toB[m.inA] < 0 && r.toA[m.inB] < 0 {
			r.pair(m.inA, m.inB)
		}
	}
}

// views returns the colours after 0, 1, 2, … rounds.
func (g *isoGraph) views(rounds int) [][]uint64 {
	out := [][]uint64{make([]uint64, len(g.occurs))}
	for range rounds {
		out = append(out, g.recolor(out[len(out)-1]))
	}
	return out
}
