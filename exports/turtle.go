package exports

import (
	"context"
	"io"
	"iter"

	"gongbao/graph/rdf"
	"gongbao/ontology"
	"gongbao/ontology/vocab"
)

// turtle writes Turtle: the triples of all graphs, each once.
type turtle struct{}

func (turtle) Name() string         { return "turtle" }
func (turtle) Extensions() []string { return []string{"ttl"} }

func (turtle) Write(ctx context.Context, w io.Writer, src Source) (int, error) {
	return writeTurtle(w, rdf.Turtle, src.BySubject(ctx))
}

// trig writes TriG: every quad in the block of its graph.
type trig struct{}

func (trig) Name() string         { return "trig" }
func (trig) Extensions() []string { return []string{"trig"} }

func (trig) Write(ctx context.Context, w io.Writer, src Source) (int, error) {
	return writeTurtle(w, rdf.TriG, src.ByGraph(ctx))
}

// writeTurtle writes quads with the prefixes of the ontology. The writer runs
// through them twice; the last run is counted.
func writeTurtle(w io.Writer, format rdf.Format, quads iter.Seq2[rdf.Quad, error]) (int, error) {
	prefixes, err := ontology.Prefixes()
	if err != nil {
		return 0, err
	}
	o := rdf.TurtleOptions{Format: format, Prefixes: map[string]string{}, Base: vocab.DefaultBase}
	for _, p := range prefixes {
		o.Prefixes[p.Name] = p.IRI
	}
	n := 0
	counted := func(yield func(rdf.Quad, error) bool) {
		n = 0
		for q, err := range quads {
			if err == nil {
				n++
			}
			if !yield(q, err) {
				return
			}
		}
	}
	err = rdf.StreamTurtle(w, counted, o)
	return n, err
}
