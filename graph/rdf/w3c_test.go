package rdf

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// knownFailures are the W3C tests that this package does not pass, by
// suite/name, with the reason. An entry that passes fails the test.
var knownFailures = map[string]string{}

// w3cSuites are the suites and how many tests each must have run.
var w3cSuites = []struct {
	dir   string
	rdf12 bool
	tests int
}{
	{"rdf11/rdf-n-triples", false, 70},
	{"rdf11/rdf-n-quads", false, 87},
	{"rdf11/rdf-turtle", false, 313},
	{"rdf11/rdf-trig", false, 356},
	// RDF 1.2 asks for the tests of RDF 1.1 too, read as RDF 1.2.
	{"rdf11/rdf-n-triples", true, 70},
	{"rdf11/rdf-n-quads", true, 87},
	{"rdf11/rdf-turtle", true, 313},
	{"rdf11/rdf-trig", true, 356},
	{"rdf12/rdf-n-triples/syntax", true, 29},
	{"rdf12/rdf-n-triples/c14n", true, 41},
	{"rdf12/rdf-n-quads/syntax", true, 27},
	{"rdf12/rdf-n-quads/c14n", true, 41},
	{"rdf12/rdf-turtle/syntax", true, 74},
	{"rdf12/rdf-turtle/eval", true, 29},
	{"rdf12/rdf-trig/syntax", true, 35},
	{"rdf12/rdf-trig/eval", true, 25},
}

// sharedDir returns the folder of shared test data or skips the test.
func sharedDir(t testing.TB, sub string) string {
	t.Helper()
	root := os.Getenv("GONGBAO_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	dir := filepath.Join(root, sub)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no test data at %s; set GONGBAO_SHARED to the folder of shared data", dir)
	}
	return dir
}

func TestW3C(t *testing.T) {
	root := sharedDir(t, "w3c/rdf")
	for _, suite := range w3cSuites {
		name := suite.dir
		if suite.rdf12 && strings.HasPrefix(name, "rdf11") {
			name += " as RDF 1.2"
		}
		t.Run(name, func(t *testing.T) { runSuite(t, root, suite.dir, suite.rdf12, suite.tests) })
	}
}

func runSuite(t *testing.T, root, dir string, rdf12 bool, want int) {
	base := "https://w3c.github.io/rdf-tests/rdf/" + dir + "/"
	tests := readManifest(t, filepath.Join(root, dir, "manifest.ttl"), base)
	passed := 0
	for _, test := range tests {
		id := dir + "/" + test.name
		msg := test.run(filepath.Join(root, dir), base, rdf12)
		reason, known := knownFailures[id]
		switch {
		case msg == "":
			passed++
			if known {
				t.Errorf("%s passes, though it is listed as failing (%s)", id, reason)
			}
		case !known:
			t.Errorf("%s: %s", id, msg)
		}
	}
	t.Logf("%d of %d pass", passed, len(tests))
	if len(tests) != want {
		t.Errorf("%d tests ran, want %d", len(tests), want)
	}
}

type w3cTest struct {
	id                         Term
	name, kind, action, result string
}

// readManifest returns the tests that a manifest lists in mf:entries.
func readManifest(t *testing.T, file, base string) []w3cTest {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	quads, err := ReadAll(Open(f, Turtle, base+"manifest.ttl"))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	const mf = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
	value := map[[2]Term]Term{}
	for _, q := range quads {
		value[[2]Term{q.S, q.P}] = q.O
	}
	var list Term
	for _, q := range quads {
		if q.P == NewIRI(mf+"entries") {
			list = q.O
		}
	}
	var tests []w3cTest
	for ; list != NewIRI(RDFNil) && !list.IsZero(); list = value[[2]Term{list, NewIRI(RDFRest)}] {
		test := value[[2]Term{list, NewIRI(RDFFirst)}]
		get := func(p string) string { return value[[2]Term{test, NewIRI(p)}].Value }
		kind := get(RDFType)
		if kind == "" {
			continue // listed, but commented out
		}
		tests = append(tests, w3cTest{
			id:     test,
			name:   get(mf + "name"),
			kind:   strings.TrimPrefix(kind, "http://www.w3.org/ns/rdftest#Test"),
			action: strings.TrimPrefix(get(mf+"action"), base),
			result: strings.TrimPrefix(get(mf+"result"), base),
		})
	}
	return tests
}

// run returns what went wrong, or "".
func (w w3cTest) run(dir, base string, rdf12 bool) string {
	read := func(name string) ([]Quad, error) {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		format, _ := FormatByPath(name)
		var opts []Option
		if rdf12 {
			opts = append(opts, WithRDF12())
		}
		return ReadAll(Open(bytes.NewReader(data), format, base+name, opts...))
	}
	got, err := read(w.action)
	switch {
	case strings.Contains(w.kind, "Negative"):
		if err == nil {
			return "bad input was accepted"
		}
		return ""
	case err != nil:
		return err.Error()
	}
	// Whatever was read must come back from the Turtle writer.
	if msg := rewritten(got); msg != "" {
		return msg
	}
	switch {
	case strings.HasSuffix(w.kind, "PositiveSyntax"):
		return ""
	case strings.HasSuffix(w.kind, "Eval"):
		want, err := read(w.result)
		if err != nil {
			return "the expected result: " + err.Error()
		}
		if !Isomorphic(got, want) {
			return "not the expected graph"
		}
		return ""
	case strings.HasSuffix(w.kind, "PositiveC14N"):
		var out bytes.Buffer
		lw, err := NewCanonicalLineWriter(&out, NQuads)
		if err != nil {
			return err.Error()
		}
		for _, q := range got {
			if err := lw.Write(q); err != nil {
				return err.Error()
			}
		}
		if err := lw.Close(); err != nil {
			return err.Error()
		}
		want, err := os.ReadFile(filepath.Join(dir, w.result))
		if err != nil {
			return err.Error()
		}
		if out.String() != string(want) {
			return "not the canonical form: " + out.String()
		}
		return ""
	}
	return "unknown kind of test " + w.kind
}

// rewritten writes quads as TriG and reads them again.
func rewritten(quads []Quad) string {
	var out bytes.Buffer
	o := TurtleOptions{Format: TriG, Prefixes: testPrefixes}
	if err := WriteTurtle(&out, quads, o); err != nil {
		return err.Error()
	}
	back, err := ReadAll(Open(bytes.NewReader(out.Bytes()), TriG, "", WithRDF12()))
	if err != nil {
		return "written and read again: " + err.Error() + "\n" + out.String()
	}
	if !Isomorphic(quads, back) {
		return "written and read again it is another dataset:\n" + out.String()
	}
	return ""
}
