package rdf

import (
	"bytes"
	"crypto/sha512"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestW3CCanonicalization(t *testing.T) {
	dir := sharedDir(t, "w3c/rdf-canon/tests")
	const base = "https://w3c.github.io/rdf-canon/tests/"
	data, err := os.ReadFile(filepath.Join(dir, "manifest.ttl"))
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := ReadAll(Open(bytes.NewReader(data), Turtle, base+"manifest.ttl"))
	if err != nil {
		t.Fatal(err)
	}
	sha384 := map[Term]bool{}
	for _, q := range manifest {
		if strings.HasSuffix(q.P.Value, "#hashAlgorithm") && q.O.Value == "SHA384" {
			sha384[q.S] = true
		}
	}
	tests := readManifest(t, filepath.Join(dir, "manifest.ttl"), base)
	passed := 0
	for _, test := range tests {
		var opts []CanonicalOption
		if sha384[test.id] {
			opts = append(opts, WithHash(sha512.New384))
		}
		if msg := runCanonical(dir, test, opts); msg != "" {
			t.Errorf("%s %s: %s", test.action, test.name, msg)
			continue
		}
		passed++
	}
	t.Logf("%d of %d pass", passed, len(tests))
	if len(tests) != 86 {
		t.Errorf("%d tests ran, want 86", len(tests))
	}
}

func runCanonical(dir string, test w3cTest, opts []CanonicalOption) string {
	input, err := os.ReadFile(filepath.Join(dir, test.action))
	if err != nil {
		return err.Error()
	}
	quads, err := ReadAll(Open(bytes.NewReader(input), NQuads, ""))
	if err != nil {
		return err.Error()
	}
	got, labels, err := Canonicalize(quads, opts...)
	if strings.HasSuffix(test.kind, "NegativeEvalTest") {
		var limit *WorkLimitError
		if !errors.As(err, &limit) {
			return fmt.Sprintf("poison was swallowed: %v", err)
		}
		return ""
	}
	if err != nil {
		return err.Error()
	}
	want, err := os.ReadFile(filepath.Join(dir, test.result))
	if err != nil {
		return err.Error()
	}
	if strings.HasSuffix(test.kind, "MapTest") {
		var wanted map[string]string
		if err := json.Unmarshal(want, &wanted); err != nil {
			return err.Error()
		}
		if !maps.Equal(labels, wanted) {
			return fmt.Sprintf("labels %v, want %v", labels, wanted)
		}
		return ""
	}
	var out []byte
	for _, q := range got {
		out = appendQuad(out, q)
	}
	if string(out) != string(want) {
		return fmt.Sprintf("got\n%s\nwant\n%s", out, want)
	}
	return ""
}

// The canonical form must not depend on labels or order, and must be the same
// dataset.
func TestCanonicalizeIsCanonical(t *testing.T) {
	rng := rand.New(rand.NewSource(7))
	for round := range 60 {
		n := 1 + rng.Intn(12)
		var quads []Quad
		for range 1 + rng.Intn(3*n) {
			node := func() Term { return NewBlank(fmt.Sprint("n", rng.Intn(n))) }
			q := Quad{S: node(), P: NewIRI("http://e/p"), O: node()}
			switch rng.Intn(4) {
			case 0:
				q.O = NewString("x")
			case 1:
				q.G = node()
			case 2:
				q.O = NewTripleTerm(Triple{node(), q.P, node()})
			}
			quads = append(quads, q)
		}
		want, _, err := Canonicalize(quads)
		if err != nil {
			t.Fatal(err)
		}
		if !Isomorphic(want, quads) {
			t.Fatalf("round %d: the canonical form is another dataset", round)
		}
		perm := rng.Perm(n)
		var shuffled []Quad
		for _, q := range quads {
			shuffled = append(shuffled, q.mapBlanks(func(l string) string {
				var i int
				fmt.Sscanf(l, "n%d", &i)
				return fmt.Sprint("other", perm[i])
			}))
		}
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		got, _, err := Canonicalize(shuffled)
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("round %d:\n%v\nand\n%v", round, want, got)
		}
	}
}

func TestWorkLimit(t *testing.T) {
	// A complete graph of blank nodes: every order looks like every other.
	var clique []Quad
	for i := range 12 {
		for j := range 12 {
			if i != j {
				clique = append(clique, Quad{S: NewBlank(fmt.Sprint(i)), P: NewIRI("http://e/p"), O: NewBlank(fmt.Sprint(j))})
			}
		}
	}
	_, _, err := Canonicalize(clique, WithWorkLimit(1000))
	var limit *WorkLimitError
	if !errors.As(err, &limit) || limit.Limit != 1000 || limit.Nodes != 12 {
		t.Fatalf("got %v", err)
	}
	if _, _, err := Canonicalize(clique[:3], WithWorkLimit(1000)); err != nil {
		t.Fatal(err)
	}
}
