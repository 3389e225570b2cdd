// Package w3ctest runs the W3C's SPARQL test suites against this engine. The
// suites stay where they are: a test names the folder they lie in. Tests of the
// project's own can use the same manifest format.
package w3ctest

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"gongbao/graph/rdf"
)

const (
	nsManifest = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
	nsQuery    = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
	nsRDFS     = "http://www.w3.org/2000/01/rdf-schema#"
)

// Test is one entry of a manifest.
type Test struct {
	// IRI and Name identify the test, Kind is the local name of its type, such
	// as QueryEvaluationTest.
	IRI, Name, Kind string
	// Query, Data, Named and Result are file IRIs. Named graphs are named by
	// the IRIs of their files or by the names that the manifest gives.
	Query  string
	Data   []string
	Named  map[string]string
	Result string
	// Lax allows a result to repeat its solutions less often.
	Lax bool
}

// Load reads a manifest and those that it includes.
func Load(path string) ([]Test, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	return load(fileIRI(abs), seen)
}

func fileIRI(path string) string { return (&url.URL{Scheme: "file", Path: path}).String() }

// pathOf returns the path of a file IRI.
func pathOf(iri string) (string, error) {
	u, err := url.Parse(iri)
	if err != nil || u.Scheme != "file" {
		return "", fmt.Errorf("w3ctest: %s is not the IRI of a file", iri)
	}
	return u.Path, nil
}

// readGraph reads a file of RDF in whatever format its name says. The prefix
// keeps its blank nodes apart from those of other files.
func readGraph(iri, prefix string) ([]rdf.Quad, error) {
	path, err := pathOf(iri)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if strings.HasSuffix(path, ".rdf") {
		return readRDFXML(f, iri, prefix)
	}
	format, ok := rdf.FormatByPath(path)
	if !ok {
		return nil, fmt.Errorf("w3ctest: the format of %s is not known", path)
	}
	quads, err := rdf.ReadAll(rdf.Open(f, format, iri, rdf.WithRDF12(), rdf.WithBlankPrefix(prefix)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return quads, nil
}

// graph is a small index of triples by subject and predicate.
type graph map[rdf.Term]map[string][]rdf.Term

func indexed(quads []rdf.Quad) graph {
	g := graph{}
	for _, q := range quads {
		if g[q.S] == nil {
			g[q.S] = map[string][]rdf.Term{}
		}
		g[q.S][q.P.Value] = append(g[q.S][q.P.Value], q.O)
	}
	return g
}

func (g graph) one(s rdf.Term, p string) rdf.Term {
	if list := g[s][p]; len(list) > 0 {
		return list[0]
	}
	return rdf.Term{}
}

func (g graph) list(head rdf.Term) []rdf.Term {
	var out []rdf.Term
	for range len(g) + 1 {
		if head.IsZero() || head.Value == rdf.RDF+"nil" {
			break
		}
		out = append(out, g.one(head, rdf.RDF+"first"))
		head = g.one(head, rdf.RDF+"rest")
	}
	return out
}

func load(iri string, seen map[string]bool) ([]Test, error) {
	if seen[iri] {
		return nil, nil
	}
	seen[iri] = true
	quads, err := readGraph(iri, "")
	if err != nil {
		return nil, err
	}
	g := indexed(quads)
	var tests []Test
	var entries, includes []rdf.Term
	for _, q := range quads {
		switch q.P.Value {
		case nsManifest + "entries":
			entries = append(entries, g.list(q.O)...)
		case nsManifest + "include":
			includes = append(includes, g.list(q.O)...)
		}
	}
	for _, inc := range includes {
		more, err := load(inc.Value, seen)
		if err != nil {
			return nil, err
		}
		tests = append(tests, more...)
	}
	for _, e := range entries {
		tests = append(tests, g.test(e))
	}
	return tests, nil
}

func (g graph) test(e rdf.Term) Test {
	t := Test{
		IRI: e.Value, Name: g.one(e, nsManifest+"name").Value,
		Result: g.one(e, nsManifest+"result").Value, Named: map[string]string{},
	}
	for _, kind := range g[e][rdf.RDF+"type"] {
		if local, ok := strings.CutPrefix(kind.Value, nsManifest); ok {
			t.Kind = local
		}
	}
	t.Lax = strings.HasSuffix(g.one(e, nsManifest+"resultCardinality").Value, "LaxCardinality")
	action := g.one(e, nsManifest+"action")
	if action.Kind == rdf.IRI {
		t.Query = action.Value
		return t
	}
	t.Query = g.one(action, nsQuery+"query").Value
	for _, d := range g[action][nsQuery+"data"] {
		t.Data = append(t.Data, d.Value)
	}
	for _, d := range g[action][nsQuery+"graphData"] {
		if d.Kind == rdf.IRI {
			t.Named[d.Value] = d.Value
			continue
		}
		t.Named[g.one(d, nsRDFS+"label").Value] = g.one(d, nsQuery+"graph").Value
	}
	return t
}
