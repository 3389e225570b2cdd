package syntax

import (
	"errors"
	"testing"
)

// FuzzParse checks that no input makes the parser panic, that its errors have a
// place in the text, and that what it reads prints and reads again as the same.
func FuzzParse(f *testing.F) {
	for _, q := range []string{
		"SELECT * WHERE { ?s ?p ?o }", "ASK { ?会议 gb:持有 \"x\"@zh }",
		"PREFIX : <http://x/> CONSTRUCT { ?s :p [ :q ( 1 2 ) ] } WHERE { ?s (:p|^:q)*/!(:r|^:s)? ?o FILTER(?o IN (1, -2.5e0)) }",
		"SELECT (COUNT(DISTINCT ?x) AS ?n) { { SELECT ?x { ?x ?y ?z } } MINUS { ?x ?y 'a' } } GROUP BY ?x HAVING(?n > 1) ORDER BY DESC(?x) LIMIT 1 OFFSET 2",
		"DESCRIBE <http://x/> FROM NAMED <http://g/> { GRAPH ?g { << ?s ?p ?o ~ ?r >> ?q \"\\u0041\" } } VALUES (?a ?b) { (UNDEF 1) }",
		"SELECT * { ?s ?p ?o {| <http://p/> 1 |} BIND(IF(BOUND(?o), STR(?o), \"\"\"x\ny\"\"\") AS ?b) OPTIONAL { FILTER NOT EXISTS { ?a ?b ?c } } }",
		"SELECT * { \\u003f", "SELECT * { ?s ?p \"\\\\u0041\" }", "<<<<(", "SELECT(((((((((", "ASK{?s<p>1.e5,.5,5.}",
	} {
		f.Add(q)
	}
	prefixes := map[string]string{"": "http://d/", "gb": "http://gb/", "a": "http://a/"}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := Parse(text, Options{Base: "http://base/", Prefixes: prefixes})
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Pos.Offset < 0 || e.Pos.Offset > len(text) || e.Pos.Line < 1 || e.Pos.Column < 1 {
				t.Fatalf("bad error %#v", err)
			}
			_ = e.Detail()
			return
		}
		once := q.String()
		again, err := Parse(once, Options{})
		if err != nil {
			t.Fatalf("%v\nfrom %q\nprinted %q", err, text, once)
		}
		if twice := again.String(); twice != once {
			t.Fatalf("printed as\n%s\nthen as\n%s", once, twice)
		}
	})
}
