package syntax

import (
	"strings"
	"testing"
)

func TestIRIs(t *testing.T) {
	o := Options{Prefixes: map[string]string{"": "http://x/"}}
	for query, want := range map[string]string{
		"SELECT * { ?s :a :b ; :c/^:d|!(:e|^:f) ?o }":                                                                            "a b c d e f",
		"SELECT (:g(?x, :h) AS ?y) { OPTIONAL { ?s :a* ?x } MINUS { ?s :b+ 1 } }":                                                "g h a b",
		"SELECT ?x { { ?x :a 1 } UNION { ?x :b 2 } GRAPH :g { ?x a :C } }":                                                       "a b g C",
		"SELECT ?x { ?x ?p ?o FILTER(?p IN (:a, :b) && !EXISTS { ?x :c ?y } ) }":                                                 "a b c",
		"SELECT ?z { { SELECT ?z { ?x :a 1 } GROUP BY (:f(?x) AS ?z) } } GROUP BY ?z HAVING (COUNT(:k(?z)) > 1) ORDER BY :o(?z)": "a f k o",
		"SELECT ?x { VALUES ?x { :a UNDEF } BIND(:b AS ?y) } VALUES ?z { :c }":                                                   "a b c",
		"CONSTRUCT { ?s :made ?o } { ?s :a ?o }":                                                                                 "a",
		"DESCRIBE :a ?x { ?x :b \"5\"^^:t }":                                                                                     "a b",
		"ASK { ?s <http://x/a> <http://x/a> }":                                                                                   "a",
	} {
		q, err := Parse(query, o)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		var got []string
		for _, iri := range q.IRIs() {
			local := strings.TrimPrefix(iri, "http://x/")
			if !strings.Contains(local, ":") {
				got = append(got, local)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}
