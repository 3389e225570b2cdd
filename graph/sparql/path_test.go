package sparql_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql"
	"gongbao/graph/sparql/memory"
)

// TestPathsBetweenVariables has paths of which no end is known: they begin at
// the nodes from which their first step can be taken, and at no others.
func TestPathsBetweenVariables(t *testing.T) {
	const data = `<a> <p> <b> . <b> <p> <c> . <d> <q> <b> . <e> <r> <f> . <c> <q> <e> .`
	quads, err := rdf.ReadAll(rdf.Open(strings.NewReader(data), rdf.Turtle, "http://x/"))
	if err != nil {
		t.Fatal(err)
	}
	ds := memory.FromQuads(quads)
	for path, want := range map[string]string{
		"(<p>|<q>)+":       "ab ac ae bc be ce db dc de",
		"(<p>|^<q>)+":      "ab ac ad bc bd ec",
		"(^<q>)+":          "bd ec",
		"(<p>/<p>)+":       "ac",
		"(^<p>/^<q>)+":     "cd",
		"^(<p>/<q>)+":      "eb",
		"(<p>|!<p>)+":      "ab ac ae af bc be bf ce cf db dc de df ef",
		"((<p>|<r>)/<q>)+": "be",
	} {
		r, err := sparql.Run(context.Background(), ds, "SELECT DISTINCT ?x ?y { ?x "+path+" ?y }", sparql.Options{Base: "http://x/"})
		if err != nil {
			t.Fatal(path, err)
		}
		var got []string
		for r.Solutions.Next() {
			row := r.Solutions.Row()
			got = append(got, strings.TrimPrefix(row[0].Value, "http://x/")+strings.TrimPrefix(row[1].Value, "http://x/"))
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%s gives %v, want %s", path, got, want)
		}
	}
}
