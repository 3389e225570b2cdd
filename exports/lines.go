package exports

import (
	"context"
	"iter"

	"gongbao/graph/rdf"
)

// nquads writes N-Quads: every quad with its graph.
type nquads struct{}

func (nquads) Name() string         { return "nquads" }
func (nquads) Extensions() []string { return []string{"nq"} }

func (nquads) About() string { return "every statement on a line, with its document" }

func (nquads) Write(ctx context.Context, out Output, src Source, _ Options) (int, error) {
	return writeLines(out, rdf.NQuads, src.ByGraph(ctx))
}

// ntriples writes N-Triples: the triples of all graphs, each once.
type ntriples struct{}

func (ntriples) Name() string         { return "ntriples" }
func (ntriples) Extensions() []string { return []string{"nt"} }

func (ntriples) About() string { return "every statement on a line" }

func (ntriples) Write(ctx context.Context, out Output, src Source, _ Options) (int, error) {
	return writeLines(out, rdf.NTriples, src.BySubject(ctx))
}

// writeLines writes the quads of a source in their order.
func writeLines(out Output, format rdf.Format, quads iter.Seq2[rdf.Quad, error]) (int, error) {
	w, err := out.Create("")
	if err != nil {
		return 0, err
	}
	lw, err := rdf.NewLineWriter(w, format)
	if err != nil {
		return 0, err
	}
	n := 0
	for q, err := range quads {
		if err == nil {
			err = lw.Write(q)
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, lw.Close()
}
