package exports

import (
	"context"
	"iter"
	"slices"

	"gongbao/graph/rdf"
)

// FromQuads returns quads that are in memory as a source. There are no texts.
func FromQuads(quads []rdf.Quad) Source {
	m := memorySource{byGraph: slices.Clone(quads)}
	slices.SortStableFunc(m.byGraph, func(a, b rdf.Quad) int { return rdf.CompareTerms(a.G, b.G) })
	for i := 0; i < len(m.byGraph); {
		j := i + 1
		for j < len(m.byGraph) && m.byGraph[j].G == m.byGraph[i].G {
			j++
		}
		sortBySubject(m.byGraph[i:j])
		i = j
	}
	m.byGraph = slices.Compact(m.byGraph)
	for _, q := range m.byGraph {
		m.bySubject = append(m.bySubject, rdf.Quad{S: q.S, P: q.P, O: q.O})
	}
	sortBySubject(m.bySubject)
	m.bySubject = slices.Compact(m.bySubject)
	return m
}

type memorySource struct{ byGraph, bySubject []rdf.Quad }

func (m memorySource) ByGraph(ctx context.Context) iter.Seq2[rdf.Quad, error] {
	return run(ctx, m.byGraph)
}

func (m memorySource) BySubject(ctx context.Context) iter.Seq2[rdf.Quad, error] {
	return run(ctx, m.bySubject)
}

func (memorySource) Text(string) (string, error) { return "", nil }

// run yields quads until the context ends.
func run(ctx context.Context, quads []rdf.Quad) iter.Seq2[rdf.Quad, error] {
	return func(yield func(rdf.Quad, error) bool) {
		for i, q := range quads {
			if i%1024 == 0 && ctx.Err() != nil {
				yield(rdf.Quad{}, ctx.Err())
				return
			}
			if !yield(q, nil) {
				return
			}
		}
	}
}

// ReadAll returns all quads of a source, graph by graph.
func ReadAll(ctx context.Context, src Source) ([]rdf.Quad, error) {
	var quads []rdf.Quad
	for q, err := range src.ByGraph(ctx) {
		if err != nil {
			return nil, err
		}
		quads = append(quads, q)
	}
	return quads, nil
}
