package exports

import (
	"context"
	"iter"

	"gongbao/graph/rdf"
)

// Counted returns a source that reports every so many quads how many have been
// read of it, in all runs together.
func Counted(src Source, report func(quads int)) Source {
	n := 0
	return changed{src, func(quads iter.Seq2[rdf.Quad, error]) iter.Seq2[rdf.Quad, error] {
		return func(yield func(rdf.Quad, error) bool) {
			for q, err := range quads {
				if n++; n%8192 == 0 {
					report(n)
				}
				if !yield(q, err) {
					return
				}
			}
		}
	}, false}
}

// changed is a source whose quads pass through a function, which gets them
// subject by subject.
type changed struct {
	Source
	change func(iter.Seq2[rdf.Quad, error]) iter.Seq2[rdf.Quad, error]
	// noGraphs has all quads in the default graph.
	noGraphs bool
}

func (c changed) ByGraph(ctx context.Context) iter.Seq2[rdf.Quad, error] {
	if c.noGraphs {
		return c.BySubject(ctx)
	}
	return c.change(c.Source.ByGraph(ctx))
}

func (c changed) BySubject(ctx context.Context) iter.Seq2[rdf.Quad, error] {
	return c.change(c.Source.BySubject(ctx))
}

// bySubject yields the quads of each subject in each graph together; the slice
// is good until the next.
func bySubject(quads iter.Seq2[rdf.Quad, error]) iter.Seq2[[]rdf.Quad, error] {
	return func(yield func([]rdf.Quad, error) bool) {
		var run []rdf.Quad
		for q, err := range quads {
			if err != nil {
				yield(nil, err)
				return
			}
			if len(run) > 0 && (run[0].S != q.S || run[0].G != q.G) {
				if !yield(run, nil) {
					return
				}
				run = run[:0]
			}
			run = append(run, q)
		}
		if len(run) > 0 {
			yield(run, nil)
		}
	}
}

// perSubject returns a change that treats the quads of one subject at a time.
func perSubject(treat func([]rdf.Quad) []rdf.Quad) func(iter.Seq2[rdf.Quad, error]) iter.Seq2[rdf.Quad, error] {
	return func(quads iter.Seq2[rdf.Quad, error]) iter.Seq2[rdf.Quad, error] {
		return func(yield func(rdf.Quad, error) bool) {
			for run, err := range bySubject(quads) {
				if err != nil {
					yield(rdf.Quad{}, err)
					return
				}
				for _, q := range treat(run) {
					if !yield(q, nil) {
						return
					}
				}
			}
		}
	}
}
