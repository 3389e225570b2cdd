package main

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongbao/graph/lookup"
	"gongbao/graph/rdf"
	"gongbao/graph/sparql/eval"
	"gongbao/graph/sparql/memory"
	"gongbao/ontology/vocab"
)

// rdfFiles is the dataset of some files, in memory.
type rdfFiles struct{ *memory.Dataset }

// readFiles reads the files of the default graph, whose own named graphs stay
// such, and those that are a named graph each.
func readFiles(ctx context.Context, data, named []string, base string) (*rdfFiles, error) {
	b := memory.NewBuilder()
	for i, file := range data {
		if err := readRDF(ctx, b, file, base, fmt.Sprintf("d%d", i), rdf.Term{}, false); err != nil {
			return nil, err
		}
	}
	for i, file := range named {
		name := ""
		if _, err := os.Stat(file); err != nil {
			if n, f, ok := strings.Cut(file, "="); ok {
				name, file = n, f
			}
		}
		graph, err := graphName(name, file, base)
		if err != nil {
			return nil, err
		}
		if err := readRDF(ctx, b, file, base, fmt.Sprintf("n%d", i), graph, true); err != nil {
			return nil, err
		}
	}
	return &rdfFiles{b.Dataset()}, nil
}

// graphName returns the name of the graph that a file becomes.
func graphName(name, file, base string) (rdf.Term, error) {
	if name == "" {
		iri, err := fileIRI(file, base)
		return rdf.NewIRI(iri), err
	}
	if err := rdf.CheckIRI(name); err != nil {
		return rdf.Term{}, usagef("--named %s=%s: %w", name, file, err)
	}
	return rdf.NewIRI(name), nil
}

// fileIRI returns the IRI of a file, against which it resolves its own: its path
// resolved against the base IRI where there is one, else its file: IRI.
func fileIRI(file, base string) (string, error) {
	if base != "" {
		b, err := url.Parse(base)
		if err != nil || !b.IsAbs() {
			return "", usagef("--base %s is not an absolute IRI", base)
		}
		return b.ResolveReference(&url.URL{Path: filepath.ToSlash(file)}).String(), nil
	}
	path, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // a drive's letter
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String(), nil
}

// readRDF reads a file into the builder; blank keeps its blank nodes apart from
// those of others.
func readRDF(ctx context.Context, b *memory.Builder, file, base, blank string, graph rdf.Term, named bool) error {
	format, ok := rdf.FormatByPath(file)
	if !ok {
		return usagef("%s: no format has this extension; use .ttl, .trig, .nt or .nq", file)
	}
	if named && format.HasGraphs() {
		return usagef("%s: %v names its graphs itself; give it with --data", file, format)
	}
	iri, err := fileIRI(file, base)
	if err != nil {
		return err
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close() // only read
	if named {
		b.AddGraph(graph)
	}
	r := rdf.Open(f, format, iri, rdf.WithoutKnakk(), rdf.WithRDF12(), rdf.WithBlankPrefix(blank))
	if err := b.Read(&patient{Reader: r, ctx: ctx}, graph); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return inputf("%s: %w", file, err)
	}
	return nil
}

// patient is a reader that stops when its context ends.
type patient struct {
	rdf.Reader
	ctx context.Context
	n   int
}

func (p *patient) Read() (rdf.Quad, error) {
	if p.n++; p.n%4096 == 0 {
		if err := p.ctx.Err(); err != nil {
			return rdf.Quad{}, err
		}
	}
	return p.Reader.Read()
}

// Search serves gb:search from the labels in the files.
func (f *rdfFiles) Search(ctx context.Context, words string, limit int) ([]eval.Hit, error) {
	w := lookup.NewWords(words)
	best := map[rdf.ID]float64{}
	for _, p := range []string{vocab.SKOSPrefLabel, vocab.SKOSAltLabel, vocab.RDFSLabel} {
		err := f.each(ctx, rdf.Term{}, p, func(s, o rdf.ID) error {
			t, err := f.Term(o)
			if err == nil && t.Kind == rdf.Literal {
				if score := w.Score(t.Value); score > best[s] {
					best[s] = score
				}
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	hits := make([]eval.Hit, 0, len(best))
	for id, score := range best {
		hits = append(hits, eval.Hit{Subject: id, Score: score})
	}
	return lookup.Rank(hits, limit), nil
}

// each calls fn for the subjects and objects of a predicate, of one subject
// where it is not the zero Term.
func (f *rdfFiles) each(ctx context.Context, subject rdf.Term, predicate string, fn func(s, o rdf.ID) error) error {
	pattern := rdf.IDQuad{}
	for i, t := range []rdf.Term{subject, rdf.NewIRI(predicate)} {
		if t.IsZero() {
			continue
		}
		id, ok, err := f.ID(t)
		if err != nil || !ok {
			return err
		}
		pattern[i] = id
	}
	it := f.Match(ctx, pattern, eval.Order{rdf.S, rdf.P, rdf.O, rdf.G})
	for it.Next() {
		q := it.Quad()
		if err := fn(q[rdf.S], q[rdf.O]); err != nil {
			_ = it.Close() // the error of fn is the one to tell
			return err
		}
	}
	return it.Close()
}

// labels returns what names things by their labels in the files, in a language
// where there is a choice; what has none keeps its IRI.
func (f *rdfFiles) labels(lang string) labeller {
	order := []string{"zh-Hans", "zh", "zh-Hant", "", "en"}
	if lang != "" {
		order = slices.Insert(order, 0, lang)
	}
	rank := func(l rdf.Term) int {
		if i := slices.Index(order, l.Lang); i >= 0 {
			return i
		}
		return len(order)
	}
	return func(ctx context.Context, t rdf.Term) (string, error) {
		for _, p := range []string{vocab.SKOSPrefLabel, vocab.RDFSLabel} {
			var names []rdf.Term
			err := f.each(ctx, t, p, func(_, o rdf.ID) error {
				l, err := f.Term(o)
				names = append(names, l)
				return err
			})
			if err != nil {
				return "", err
			}
			if len(names) > 0 {
				return slices.MinFunc(names, func(a, b rdf.Term) int {
					return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Value, b.Value))
				}).Value, nil
			}
		}
		return t.Value, nil
	}
}
