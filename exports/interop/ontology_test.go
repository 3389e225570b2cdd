package interop

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongbao/graph/rdf"
	"gongbao/ontology"
	"gongbao/ontology/vocab"
)

var gongbao = filepath.Join("..", "..", "ontology", "gongbao.ttl")

// TestOntologyFile has each program read gongbao.ttl; what it understood is what
// we do.
func TestOntologyFile(t *testing.T) {
	want, err := ontology.Quads()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range programs {
		if !slices.Contains(p.formats, "turtle") {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			command, missing := p.command("turtle", gongbao)
			got, err := rdf.ReadAll(rdf.Open(bytes.NewReader(run(t, command, missing)), rdf.NQuads, "", rdf.WithoutKnakk()))
			if err != nil {
				t.Fatal(err)
			}
			if got, want := lowerTags(got), lowerTags(want); !rdf.Isomorphic(got, want) {
				t.Errorf("%s understood %d statements of %d: %s", p.name, len(got), len(want), difference(got, want))
			}
		})
	}
}

// TestOntologyIsConsistent has a reasoner draw all conclusions of OWL 2 RL from
// the ontology and the graphs of the samples: no two of them clash. That it
// finds a clash where there is one is asked as well.
func TestOntologyIsConsistent(t *testing.T) {
	// Without the evidence, whose tens of thousands of positions say nothing of
	// classes, the reasoner needs seconds.
	quads := slices.DeleteFunc(samples(t), func(q rdf.Quad) bool {
		return strings.Contains(q.S.Value, "#char=") || strings.Contains(q.S.Value, "#selector=")
	})
	check := func(quads []rdf.Quad) string {
		file := export(t, quads, "ntriples")
		command, missing := reasoner("owl_check.py", gongbao, file)
		return string(run(t, command, missing))
	}
	if clashes := check(quads); clashes != "" {
		t.Errorf("the samples contradict the ontology:\n%s", clashes)
	}
	person := slices.IndexFunc(quads, func(q rdf.Quad) bool { return q.P.Value == vocab.HoldsOffice })
	wrong := rdf.Quad{S: quads[person].S, P: rdf.NewIRI(vocab.RDFType), O: rdf.NewIRI(vocab.ClassOffice), G: quads[person].G}
	if clashes := check([]rdf.Quad{quads[person], wrong}); !strings.Contains(clashes, "isjoint") {
		t.Errorf("a person that is an office does not clash: %q", clashes)
	}
}

// reasoner returns the command line of a script for Python that needs owlrl,
// which .ci/interop.sh puts into python_modules.
func reasoner(script string, args ...string) ([]string, error) {
	if _, err := os.Stat("python_modules"); err != nil {
		return nil, errors.New("the Python package owlrl is not installed; run pip install --target exports/interop/python_modules owlrl")
	}
	if _, err := exec.LookPath("python3"); err != nil {
		return nil, errors.New("python3 is not installed")
	}
	return append([]string{"env", "PYTHONPATH=python_modules", "python3", script}, args...), nil
}
