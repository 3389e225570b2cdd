package rdf

import (
	"strings"
	"testing"
)

func TestDiff(t *testing.T) {
	for _, c := range []struct{ name, a, b, removed, added string }{
		{"same", ":a :p [ :q '1' ], [ :q '2' ] .", ":a :p [ :q '2' ], [ :q '1' ] .", "", ""},
		{"ground", ":a :p '1', '2' .", ":a :p '2', '3' .", ":a :p '1'", ":a :p '3'"},
		{"repeated", ":a :p '1', '1' .", ":a :p '1' .", "", ""},
		{"graph", ":g { :a :p '1' }", ":h { :a :p '1' }", ":a :p '1' :g", ":a :p '1' :h"},
		{
			"changed value", ":a :e [ :exact 'x' ; :start '1' ; :page [ :n '7' ] ] .", ":a :e [ :exact 'x' ; :start '2' ; :page [ :n '7' ] ] .",
			"_:anon1 :start '1'", "_:anon1 :start '2'",
		},
		{
			"node more", ":a :e [ :exact 'x' ] . [] :p '1' .", ":a :e [ :exact 'x' ], _:anon1 . _:anon1 :exact 'y' . [] :p '1' .",
			"", ":a :e _:anon_1\n_:anon_1 :exact 'y'",
		},
		{"labels in the way", "_:x :p '1' .", "_:y :p '1' . _:x :q '2' .", "", "_:x_b :q '2'"},
		{"symmetric", "_:x :p _:y . _:y :p _:x .", "_:m :p _:n . _:n :p _:m .", "", ""},
	} {
		removed, added := Diff(parse(t, c.a), parse(t, c.b))
		if got := short(removed); got != c.removed {
			t.Errorf("%s: removed\n%s\nwant\n%s", c.name, got, c.removed)
		}
		if got := short(added); got != c.added {
			t.Errorf("%s: added\n%s\nwant\n%s", c.name, got, c.added)
		}
	}
	quads := sampleQuads(3000)
	if removed, added := Diff(quads, quads); len(removed)+len(added) > 0 {
		t.Errorf("a dataset differs from itself in %d quads", len(removed)+len(added))
	}
}

// short prints quads as the cases above have them.
func short(quads []Quad) string {
	var lines []string
	for _, q := range quads {
		line := strings.TrimSuffix(q.String(), " .")
		lines = append(lines, strings.NewReplacer("http://e/", ":", "<", "", ">", "", `"`, "'").Replace(line))
	}
	return strings.Join(lines, "\n")
}
