package exports

import (
	"cmp"
	"context"
	"iter"

	"gongbao/graph/rdf"
	"gongbao/ontology"
	"gongbao/ontology/vocab"
)

// turtle writes Turtle: the triples of all graphs, each once.
type turtle struct{}

func (turtle) Name() string         { return "turtle" }
func (turtle) Extensions() []string { return []string{"ttl"} }

func (turtle) About() string { return "RDF for reading and for comparing" }

func (turtle) Write(ctx context.Context, out Output, src Source, o Options) (int, error) {
	return writeTurtle(ctx, out, rdf.Turtle, src, src.BySubject(ctx), o)
}

// trig writes TriG: every quad in the block of its graph.
type trig struct{}

func (trig) Name() string         { return "trig" }
func (trig) Extensions() []string { return []string{"trig"} }

func (trig) About() string { return "Turtle with a block for each document" }

func (trig) Write(ctx context.Context, out Output, src Source, o Options) (int, error) {
	return writeTurtle(ctx, out, rdf.TriG, src, src.ByGraph(ctx), o)
}

// writeTurtle writes quads with the prefixes of the ontology. The writer runs
// through them twice; the last run is counted.
func writeTurtle(ctx context.Context, out Output, format rdf.Format, src Source, quads iter.Seq2[rdf.Quad, error], o Options) (int, error) {
	prefixes, err := ontology.Prefixes()
	if err != nil {
		return 0, err
	}
	to := rdf.TurtleOptions{Format: format, Prefixes: map[string]string{}, Base: cmp.Or(o.Base, vocab.DefaultBase)}
	for _, p := range prefixes {
		to.Prefixes[p.Name] = p.IRI
	}
	if o.Labels {
		if to.Label, err = labels(ctx, src, o.Lang); err != nil {
			return 0, err
		}
	}
	w, err := out.Create("")
	if err != nil {
		return 0, err
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
	err = rdf.StreamTurtle(w, counted, to)
	return n, err
}

// labels returns what things are called in a language: entities as the source
// calls them, terms of the ontology as the ontology does. It holds the labels
// of the whole source.
func labels(ctx context.Context, src Source, lang string) (func(rdf.Term) string, error) {
	names := map[string]rdf.Term{}
	for q, err := range src.BySubject(ctx) {
		if err != nil {
			return nil, err
		}
		if q.P.Value == vocab.SKOSPrefLabel && q.S.Kind == rdf.IRI {
			names[q.S.Value] = better(lang, names[q.S.Value], q.O)
		}
	}
	terms, err := ontology.Terms()
	if err != nil {
		return nil, err
	}
	for _, t := range terms {
		names[t.IRI] = rdf.NewString(t.Label(cmp.Or(lang, "zh-Hans")))
	}
	return func(t rdf.Term) string { return names[t.Value].Value }, nil
}
