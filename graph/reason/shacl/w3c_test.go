package shacl

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/memory"
)

const (
	mf  = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
	sht = "http://www.w3.org/ns/shacl-test#"
)

// suite returns the folder of the W3C's SHACL tests, or skips the test.
func suite(t testing.TB) string {
	t.Helper()
	shared := os.Getenv("GONGBAO_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "..", "shared")
	}
	root := filepath.Join(shared, "w3c", "shacl", "tests")
	if _, err := os.Stat(root); err != nil {
		t.Skipf("the W3C suites are not in %s; set GONGBAO_SHARED to the folder that holds w3c/shacl", shared)
	}
	return root
}

// TestW3CCore runs the SHACL Core tests of the W3C: the report of each must be
// the expected graph.
func TestW3CCore(t *testing.T) {
	const tests = 98
	root, err := filepath.Abs(suite(t))
	if err != nil {
		t.Fatal(err)
	}
	passed, total := 0, 0
	runManifest(t, fileIRI(filepath.Join(root, "core", "manifest.ttl")), map[string]bool{}, func(ok bool) {
		if total++; ok {
			passed++
		}
	})
	t.Logf("SHACL Core: %d of %d pass", passed, total)
	if total != tests {
		t.Errorf("%d tests ran, want %d", total, tests)
	}
}

// TestW3CJudgement holds that the harness can fail: the report of one test is
// not that of another.
func TestW3CJudgement(t *testing.T) {
	root, err := filepath.Abs(suite(t))
	if err != nil {
		t.Fatal(err)
	}
	file := fileIRI(filepath.Join(root, "core", "node", "class-001.ttl"))
	quads := readFile(t, file)
	for i, q := range quads { // another focus node is expected
		if q.P.Value == NS+"focusNode" {
			quads[i].O = rdf.NewIRI("http://example.org/other")
		}
	}
	g := index(quads)
	entries, _ := g.list(objectOf(quads, mf+"entries"))
	if msg := runEntry(t, g, entries[0]); msg == "" {
		t.Error("a wrong report was taken for right")
	}
}

func fileIRI(path string) string { return (&url.URL{Scheme: "file", Path: path}).String() }

func readFile(t testing.TB, iri string) []rdf.Quad {
	t.Helper()
	u, err := url.Parse(iri)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(u.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	quads, err := rdf.ReadAll(rdf.Open(f, rdf.Turtle, iri))
	if err != nil {
		t.Fatalf("%s: %v", iri, err)
	}
	return quads
}

func objectOf(quads []rdf.Quad, p string) rdf.Term {
	for _, q := range quads {
		if q.P.Value == p {
			return q.O
		}
	}
	return rdf.NewIRI(rdf.RDFNil)
}

func runManifest(t *testing.T, iri string, seen map[string]bool, count func(ok bool)) {
	if seen[iri] {
		return
	}
	seen[iri] = true
	quads := readFile(t, iri)
	for _, q := range quads {
		if q.P.Value == mf+"include" {
			runManifest(t, q.O.Value, seen, count)
		}
	}
	g := index(quads)
	entries, ok := g.list(objectOf(quads, mf+"entries"))
	if !ok {
		t.Fatalf("%s: the entries are no list", iri)
	}
	for _, e := range entries {
		msg := runEntry(t, g, e)
		if msg != "" {
			t.Errorf("%s: %s", e.Value[strings.LastIndex(e.Value, "/core/")+1:], msg)
		}
		count(msg == "")
	}
}

// runEntry runs one test and returns what is wrong, or "".
func runEntry(t *testing.T, g *shapesGraph, e rdf.Term) string {
	action, expected := g.all(e, mf+"action")[0], g.all(e, mf+"result")[0]
	shapes, err := Parse(readFile(t, g.all(action, sht+"shapesGraph")[0].Value))
	if expected == rdf.NewIRI(sht+"Failure") {
		if err == nil {
			return "the shapes graph was accepted"
		}
		return ""
	}
	if err != nil {
		return err.Error()
	}
	data := memory.FromQuads(readFile(t, g.all(action, sht+"dataGraph")[0].Value))
	var results []Result
	err = shapes.Validate(context.Background(), data, Options{Repeat: true}, func(r Result) error {
		results = append(results, r)
		return nil
	})
	if err != nil {
		return err.Error()
	}
	want := reportOf(g, expected)
	got := reportOf(index(ReportQuads(results, "got")), rdf.NewBlank("got1"))
	// Messages count only where the expected report has them.
	if !slices.ContainsFunc(want, isMessage) {
		got = slices.DeleteFunc(got, isMessage)
	}
	if rdf.Isomorphic(got, want) {
		return ""
	}
	var b strings.Builder
	b.WriteString("another report is expected; got\n")
	for _, q := range got {
		b.WriteString("  " + show(q.S) + " " + show(q.P) + " " + show(q.O) + "\n")
	}
	return b.String()
}

func isMessage(q rdf.Quad) bool { return q.P.Value == NS+"resultMessage" }

// reportOf returns the triples of a report: those of its results with their
// paths, as the suite's document says.
func reportOf(g *shapesGraph, report rdf.Term) []rdf.Quad {
	var out []rdf.Quad
	seen := map[rdf.Term]bool{}
	var walk func(rdf.Term)
	walk = func(s rdf.Term) {
		if seen[s] || g.bySubj[s] == nil {
			return
		}
		seen[s] = true
		for _, p := range g.bySubj[s].predicates {
			for _, o := range g.all(s, p) {
				out = append(out, rdf.Quad{S: s, P: rdf.NewIRI(p), O: o})
				inPath := strings.HasSuffix(p, "Path") || p == rdf.RDFFirst || p == rdf.RDFRest
				if p == NS+"result" || inPath && o.Kind == rdf.Blank {
					walk(o)
				}
			}
		}
	}
	walk(report)
	return out
}
