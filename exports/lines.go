package exports

import (
	"context"
	"encoding/hex"
	"iter"
	"strings"

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

// asciiLabel returns a blank node whose label has ASCII characters alone, for
// some readers of lines take no others; other terms stay as they are.
func asciiLabel(t rdf.Term) rdf.Term {
	if t.Kind != rdf.Blank {
		return t
	}
	for i := range len(t.Value) {
		if t.Value[i] >= 0x80 {
			return rdf.NewBlank(escapedLabel + hex.EncodeToString([]byte(t.Value)))
		}
	}
	if strings.HasPrefix(t.Value, escapedLabel) {
		return rdf.NewBlank(escapedLabel + hex.EncodeToString([]byte(t.Value)))
	}
	return t
}

// escapedLabel begins the labels that stand for others.
const escapedLabel = "hex"

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
			err = lw.Write(rdf.Quad{S: asciiLabel(q.S), P: q.P, O: asciiLabel(q.O), G: asciiLabel(q.G)})
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, lw.Close()
}
