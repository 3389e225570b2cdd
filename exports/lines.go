package exports

import (
	"context"
	"io"

	"gongbao/graph/rdf"
)

// nquads writes N-Quads: every quad with its graph.
type nquads struct{}

func (nquads) Name() string         { return "nquads" }
func (nquads) Extensions() []string { return []string{"nq"} }

func (nquads) Write(ctx context.Context, w io.Writer, src Source) (int, error) {
	lw, err := rdf.NewLineWriter(w, rdf.NQuads)
	if err != nil {
		return 0, err
	}
	return writeQuads(ctx, lw, src)
}

// ntriples writes N-Triples: the triples of all graphs, each once.
type ntriples struct{}

func (ntriples) Name() string         { return "ntriples" }
func (ntriples) Extensions() []string { return []string{"nt"} }

func (ntriples) Write(ctx context.Context, w io.Writer, src Source) (int, error) {
	lw, err := rdf.NewLineWriter(w, rdf.NTriples)
	if err != nil {
		return 0, err
	}
	return writeTriples(ctx, lw, src)
}

// writeQuads writes all quads of a source.
func writeQuads(ctx context.Context, w rdf.Writer, src Source) (int, error) {
	n := 0
	for q, err := range src.ByGraph(ctx) {
		if err == nil {
			err = w.Write(q)
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, w.Close()
}

// writeTriples writes the triples of all graphs of a source.
func writeTriples(ctx context.Context, w rdf.Writer, src Source) (int, error) {
	n := 0
	for t, err := range src.BySubject(ctx) {
		if err == nil {
			err = w.Write(rdf.Quad{S: t.S, P: t.P, O: t.O})
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, w.Close()
}
