package rdf

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
)

// parse reads Turtle or TriG that a test has written down.
func parse(t testing.TB, text string) []Quad {
	t.Helper()
	quads, err := ReadAll(Open(strings.NewReader("@prefix : <http://e/> . "+text), TriG, "http://e/doc", WithRDF12()))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return quads
}

func TestIsomorphic(t *testing.T) {
	for _, c := range []struct {
		name, a, b string
		want       bool
	}{
		{"empty", "", "", true},
		{"ground", ":a :p :b, :c .", ":a :p :c, :b, :b .", true},
		{"ground apart", ":a :p :b .", ":a :p :c .", false},
		{"renamed", "_:x :p _:y . _:y :p 1 .", "_:n :p 1 . _:m :p _:n .", true},
		{"direction", "_:x :p _:y . _:y :q 1 .", "_:y :p _:x . _:y :q 1 .", false},
		{"loop", "_:x :p _:x .", "_:x :p _:y .", false},
		{"graph name", "_:g { :a :p _:g }", "_:h { :a :p _:h }", true},
		{"graph apart", "_:g { :a :p _:g }", "_:h { :a :p _:g }", false},
		{"default graph", ":g { :a :p :b }", ":a :p :b .", false},
		// Two triangles and a hexagon look the same to every node.
		{
			"two triangles",
			"_:a :p _:b . _:b :p _:c . _:c :p _:a . _:d :p _:e . _:e :p _:f . _:f :p _:d .",
			"_:1 :p _:2 . _:2 :p _:3 . _:3 :p _:1 . _:6 :p _:5 . _:5 :p _:4 . _:4 :p _:6 .",
			true,
		},
		{
			"triangles and hexagon",
			"_:a :p _:b . _:b :p _:c . _:c :p _:a . _:d :p _:e . _:e :p _:f . _:f :p _:d .",
			"_:a :p _:b . _:b :p _:c . _:c :p _:d . _:d :p _:e . _:e :p _:f . _:f :p _:a .",
			false,
		},
		{"literals", `:a :p "x"@en .`, `:a :p "x"@EN .`, false},
		{"triple term", ":a :p <<( _:x :q _:y )>> . _:x :r 1 .", ":a :p <<( _:m :q _:n )>> . _:m :r 1 .", true},
		{"triple term apart", ":a :p <<( _:x :q _:y )>> . _:x :r 1 .", ":a :p <<( _:m :q _:n )>> . _:n :r 1 .", false},
	} {
		a, b := parse(t, c.a), parse(t, c.b)
		if got := Isomorphic(a, b); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		if got := Isomorphic(b, a); got != c.want {
			t.Errorf("%s turned round: %v, want %v", c.name, got, c.want)
		}
	}
}

// Random graphs stay isomorphic under renaming and shuffling, and stop being
// so when one predicate changes.
func TestIsomorphicRandom(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	p := NewIRI("http://e/p")
	for round := range 50 {
		var a, b []Quad
		n := 2 + rng.Intn(40)
		perm := rng.Perm(n)
		for range 2 * n {
			x, y := rng.Intn(n), rng.Intn(n)
			a = append(a, Quad{S: NewBlank(fmt.Sprint("a", x)), P: p, O: NewBlank(fmt.Sprint("a", y))})
			b = append(b, Quad{S: NewBlank(fmt.Sprint("b", perm[x])), P: p, O: NewBlank(fmt.Sprint("b", perm[y]))})
		}
		rng.Shuffle(len(b), func(i, j int) { b[i], b[j] = b[j], b[i] })
		if !Isomorphic(a, b) {
			t.Fatalf("round %d: a renamed graph is not recognised", round)
		}
		b[0].P = NewIRI("http://e/q")
		if Isomorphic(a, b) {
			t.Fatalf("round %d: a changed graph passes", round)
		}
	}
}
