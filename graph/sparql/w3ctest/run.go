package w3ctest

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql"
	"gongbao/graph/sparql/eval"
	"gongbao/graph/sparql/memory"
	"gongbao/graph/sparql/result"
	"gongbao/graph/sparql/syntax"
)

// Suite is a set of tests judged together.
type Suite struct {
	// Name is what the suite is called here.
	Name string
	// Manifests are paths under the folder of the suites.
	Manifests []string
	// Kinds are the types of test that belong to the suite.
	Kinds []string
	// Least is how many tests must pass.
	Least int
	// Refused marks the SERVICE tests: they parse and are refused when run.
	Refused bool
}

var (
	evaluation = []string{"QueryEvaluationTest", "CSVResultFormatTest"}
	syntaxOnly = []string{
		"PositiveSyntaxTest", "NegativeSyntaxTest", "PositiveSyntaxTest11", "NegativeSyntaxTest11",
	}
	query11 = []string{"sparql11/manifest-sparql11-query.ttl", "sparql11/manifest-sparql11-results.ttl"}
)

// Suites are the W3C's suites for SPARQL queries, with the least number of
// tests that must pass in each.
var Suites = []Suite{
	{Name: "SPARQL 1.1 query evaluation", Manifests: query11, Kinds: evaluation, Least: 235},
	{Name: "SPARQL 1.1 query syntax", Manifests: query11, Kinds: syntaxOnly, Least: 103},
	{Name: "SPARQL 1.1 federation syntax", Manifests: []string{"sparql11/syntax-fed/manifest.ttl"}, Kinds: syntaxOnly, Least: 3},
	{Name: "SPARQL 1.1 federation, refused", Manifests: []string{"sparql11/service/manifest.ttl"}, Kinds: evaluation, Least: 7, Refused: true},
	{Name: "SPARQL 1.0 evaluation", Manifests: []string{"sparql10/manifest-evaluation.ttl"}, Kinds: evaluation, Least: 282},
	{Name: "SPARQL 1.0 syntax", Manifests: []string{"sparql10/manifest-syntax.ttl"}, Kinds: syntaxOnly, Least: 199},
	{Name: "SPARQL 1.2 evaluation", Manifests: []string{"sparql12/manifest.ttl"}, Kinds: evaluation, Least: 62},
	{Name: "SPARQL 1.2 syntax", Manifests: []string{"sparql12/manifest.ttl"}, Kinds: syntaxOnly, Least: 181},
}

// Outcome is how one test went.
type Outcome struct {
	Test Test
	// Err is nil for a test that passed.
	Err error
	// Known is the reason given for a failure that is known.
	Known string
	// Exact is set where the result agreed to the letter, numbers included.
	Exact bool
}

// Report is how a suite went.
type Report struct {
	Suite                       Suite
	Passed, Exact, Known, Total int
	// Failures are the failures that are not known, and Stale the known ones
	// that pass.
	Failures []Outcome
	Stale    []string
}

// Err returns an error where the suite did worse than it must.
func (r Report) Err() error {
	var b strings.Builder
	for _, f := range r.Failures {
		fmt.Fprintf(&b, "%s: %v\n", f.Test.IRI, f.Err)
	}
	for _, s := range r.Stale {
		fmt.Fprintf(&b, "%s passes and is still in the list of known failures\n", s)
	}
	if r.Passed < r.Suite.Least {
		fmt.Fprintf(&b, "only %d of %d pass; at least %d must\n", r.Passed, r.Total, r.Suite.Least)
	}
	if b.Len() > 0 {
		return errors.New(b.String())
	}
	return nil
}

//go:embed known-failures.tsv
var knownFailures string

// KnownFailures returns the reasons for failures by the test's IRI.
func KnownFailures() map[string]string {
	known := map[string]string{}
	s := bufio.NewScanner(strings.NewReader(knownFailures))
	for s.Scan() {
		if iri, reason, ok := strings.Cut(s.Text(), "\t"); ok && !strings.HasPrefix(iri, "#") {
			known[iri] = reason
		}
	}
	return known
}

// Run runs a suite. root is the folder in which the suites lie.
func Run(root string, suite Suite, known map[string]string) (Report, error) {
	rep := Report{Suite: suite}
	seen := map[string]bool{}
	for _, m := range suite.Manifests {
		tests, err := Load(filepath.Join(root, m))
		if err != nil {
			return rep, err
		}
		for _, t := range tests {
			if !suite.has(t.Kind) || seen[t.IRI] {
				continue
			}
			seen[t.IRI] = true
			rep.Total++
			o := runTest(t, suite.Refused)
			reason, isKnown := known[t.IRI]
			switch {
			case o.Err == nil:
				rep.Passed++
				if o.Exact {
					rep.Exact++
				}
				if isKnown {
					rep.Stale = append(rep.Stale, t.IRI)
				}
			case isKnown && reason != "":
				rep.Known++
			default:
				rep.Failures = append(rep.Failures, o)
			}
		}
	}
	return rep, nil
}

func (s Suite) has(kind string) bool {
	for _, k := range s.Kinds {
		if k == kind {
			return true
		}
	}
	return false
}

// limit is how long one test may take.
const limit = 20 * time.Second

func runTest(t Test, refused bool) Outcome {
	o := Outcome{Test: t}
	path, err := pathOf(t.Query)
	if err != nil {
		o.Err = err
		return o
	}
	text, err := os.ReadFile(path)
	if err != nil {
		o.Err = err
		return o
	}
	q, err := sparql.Parse(string(text), nil, t.Query)
	switch {
	case strings.HasPrefix(t.Kind, "PositiveSyntax"):
		if err == nil {
			err = printsBack(q)
		}
		o.Err = err
		return o
	case strings.HasPrefix(t.Kind, "NegativeSyntax"):
		if err == nil {
			o.Err = errors.New("the query is wrong and was read all the same")
		}
		return o
	case err != nil:
		o.Err = err
		return o
	}
	if o.Err = printsBack(q); o.Err != nil {
		return o
	}
	ds, err := t.dataset(q)
	if err != nil {
		o.Err = err
		return o
	}
	if refused {
		o.Err = mustRefuse(ds, string(text), t.Query)
		return o
	}
	for _, plain := range []bool{false, true} {
		o.Exact, o.Err = t.evaluate(ds, q, plain)
		if o.Err != nil {
			if plain {
				o.Err = fmt.Errorf("with the plain plan: %w", o.Err)
			}
			return o
		}
	}
	return o
}

// printsBack checks that a query, printed, reads as the same query.
func printsBack(q *syntax.Query) error {
	once := q.String()
	again, err := syntax.Parse(once, syntax.Options{})
	if err != nil {
		return fmt.Errorf("the printed query does not read: %w\n%s", err, once)
	}
	if twice := again.String(); once != twice {
		return fmt.Errorf("the printed query reads as another:\n%s\n%s", once, twice)
	}
	return nil
}

func mustRefuse(ds eval.Dataset, text, base string) error {
	r, err := sparql.Run(context.Background(), ds, text, sparql.Options{Base: base, Timeout: limit})
	if err == nil {
		defer r.Close()
		_, err = collect(r)
	}
	var refused *eval.ServiceError
	if !errors.As(err, &refused) {
		return fmt.Errorf("SERVICE was not refused: %v", err)
	}
	return nil
}

// dataset loads what the test names, and the files of FROM clauses, which the
// engine itself never fetches.
func (t Test) dataset(q *syntax.Query) (*memory.Dataset, error) {
	b := memory.NewBuilder()
	n := 0
	read := func(iri string, into rdf.Term) error {
		n++
		quads, err := readGraph(iri, fmt.Sprintf("f%d-", n))
		if err != nil {
			return err
		}
		for _, q := range quads {
			if q.G.IsZero() {
				q.G = into
			}
			b.Add(q)
		}
		return nil
	}
	for _, d := range t.Data {
		if err := read(d, rdf.Term{}); err != nil {
			return nil, err
		}
	}
	loaded := map[string]bool{}
	for name, file := range t.Named {
		loaded[name] = true
		b.AddGraph(rdf.NewIRI(name))
		if err := read(file, rdf.NewIRI(name)); err != nil {
			return nil, err
		}
	}
	for _, s := range q.From {
		if loaded[s.IRI] || !strings.HasPrefix(s.IRI, "file:") {
			continue
		}
		loaded[s.IRI] = true
		if err := read(s.IRI, rdf.NewIRI(s.IRI)); err != nil {
			return nil, err
		}
	}
	return b.Dataset(), nil
}

// evaluate runs the query and compares; exact tells whether even the lexical
// forms of numbers agree.
func (t Test) evaluate(ds *memory.Dataset, q *syntax.Query, plain bool) (exact bool, err error) {
	r, err := sparql.RunQuery(context.Background(), ds, q, sparql.Options{Base: t.Query, Timeout: limit, Plain: plain})
	if err != nil {
		return false, err
	}
	defer r.Close()
	if strings.HasSuffix(t.Result, ".csv") || strings.HasSuffix(t.Result, ".tsv") {
		return true, t.compareText(r)
	}
	got, err := collect(r)
	if err != nil {
		return false, err
	}
	want, err := expected(t.Result)
	if err != nil {
		return false, err
	}
	want.ordered = want.ordered || len(q.OrderBy) > 0
	if err := same(got, want, t.Lax, true); err != nil {
		return false, err
	}
	return same(got, want, t.Lax, false) == nil, nil
}

func (t Test) compareText(r *result.Result) error {
	path, err := pathOf(t.Result)
	if err != nil {
		return err
	}
	want, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var got bytes.Buffer
	if strings.HasSuffix(path, ".csv") {
		if err := result.WriteCSV(&got, r); err != nil {
			return err
		}
		return sameText(got.String(), string(want), ',')
	}
	if err := result.WriteTSV(&got, r); err != nil {
		return err
	}
	return sameText(got.String(), string(want), '\t')
}
