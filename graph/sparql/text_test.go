package sparql_test

import (
	"slices"
	"testing"
)

// The short way of text filters gives what the long one gives, which is taken
// where the part looked for is not a constant, for every kind of term.
func TestTextFilters(t *testing.T) {
	ds := trig(t, `:a :p "abc", "abc"@zh, "cab", "x", 123, "abc"^^:type, :abc, [], "2012-06-07"^^xsd:date, "" .`)
	for _, call := range []string{"CONTAINS", "STRSTARTS", "STRENDS"} {
		for _, arg := range []string{"?o", "STR(?o)", "?unbound", "STR(?unbound)"} {
			for _, part := range []string{`"ab"`, `"c"`, `"1"`, `""`, `"3"`, `"-06-"`, `"ab"@zh`} {
				for _, not := range []string{"", "!"} {
					short := tsv(t, ds, `SELECT ?o { :a :p ?o FILTER(`+not+call+`(`+arg+`, `+part+`)) }`, options(t))
					long := tsv(t, ds, `SELECT ?o { :a :p ?o BIND(`+part+` AS ?part) FILTER(`+not+call+`(`+arg+`, ?part)) }`, options(t))
					slices.Sort(short)
					slices.Sort(long)
					if !slices.Equal(short, long) {
						t.Errorf("%s%s(%s, %s): %q, the long way %q", not, call, arg, part, short, long)
					}
				}
			}
		}
	}
	if got := tsv(t, ds, `SELECT ?o { :a :p ?o FILTER(CONTAINS(STR(?o), "ab")) }`, options(t)); len(got) != 5 {
		t.Errorf("five terms hold ab, not %q", got)
	}
}
