package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// directions says which packages of the project a package may import. A name
// that ends in /... stands for the package and all below it. The first rule
// that fits a package holds.
var directions = []struct {
	pkg  string
	may  []string
	note string
}{
	{"cmd/gongbao", []string{"..."}, "the command line may know everything"},
	{"extract/text/...", []string{"extract/text/..."}, "a leaf"},
	{"extract/fact", []string{"extract/text"}, ""},
	{"extract/source", []string{"extract/text"}, ""},
	{"extract/gazetteer", []string{"extract/text"}, ""},
	{"extract/mention", []string{"extract/text"}, ""},
	{"extract/timex", []string{"extract/text"}, ""},
	{"extract/rule/...", []string{"extract/rule/...", "extract/text", "extract/mention", "extract/gazetteer", "extract/timex", "extract/fact"}, ""},
	{"extract/resolve", []string{"extract/fact", "extract/gazetteer", "extract/text"}, ""},
	{"extract/eval", []string{"extract/fact"}, ""},
	{"extract/pack", []string{"extract/gazetteer", "extract/rule/...", "extract/resolve", "extract/fact", "extract/text"}, ""},
	{"extract/samples", nil, "data"},
	{"extract/packs/...", []string{"extract/..."}, "data and what makes it"},
	{"extract/...", []string{"extract/..."}, "extraction knows nothing of the graph"},
	{"graph/rdf/...", nil, "a leaf"},
	{"graph/validity", []string{"ontology/vocab"}, "when a statement holds; it knows no store"},
	{"graph/store/...", []string{"graph/store/...", "graph/rdf/..."}, ""},
	{"graph/sparql/...", []string{"graph/sparql/...", "graph/rdf/...", "graph/validity"}, "the engine reads an interface of its own, never the store"},
	{"graph/registry", []string{"extract/text/..."}, "the leaf that stored texts are made of, and how names are read"},
	{"graph/ingest", []string{"graph/rdf", "graph/registry", "graph/validity", "extract/fact", "extract/resolve", "extract/text", "ontology/vocab"}, "the one place where facts become quads"},
	{"graph/lookup/sample", []string{"graph/ingest", "graph/registry", "graph/store", "extract/fact", "extract/resolve", "extract/text", "ontology/vocab"}, "a store to measure with"},
	{"graph/lookup/names", []string{"graph/store", "graph/registry", "extract/text/..."}, "names and what is typed for them; of things it knows nothing"},
	{"graph/lookup", []string{"graph/lookup/names", "graph/rdf", "graph/store", "graph/sparql/...", "graph/registry", "graph/validity", "extract/text", "ontology/vocab"}, ""},
	{"graph/reason/shacl", []string{"graph/sparql/...", "graph/rdf"}, "it validates any dataset"},
	{"graph/reason/...", []string{"graph/reason/...", "graph/store", "graph/sparql/...", "graph/rdf", "graph/registry", "graph/validity", "extract/text", "ontology/..."}, ""},
	{"ontology/vocab/gen", []string{"ontology/..."}, ""},
	{"ontology/vocab", nil, "a leaf"},
	{"ontology/page", []string{"ontology", "ontology/vocab", "graph/rdf"}, "the ontology for people to read"},
	{"ontology", []string{"graph/rdf", "ontology/vocab"}, ""},
	{"exports/...", []string{"exports/...", "graph/...", "ontology/..."}, ""},
}

// outsiders says which packages alone may import a module of others.
var outsiders = map[string][]string{
	"github.com/urfave/cli":             {"cmd/gongbao"},
	"github.com/cayleygraph/cayley":     {"graph/store/..."},
	"github.com/cayleygraph/quad":       {"graph/store/...", "graph/rdf/..."},
	"github.com/cockroachdb/pebble":     {"graph/store/..."},
	"github.com/knakk/rdf":              {"graph/rdf/..."},
	"github.com/goccy/go-yaml":          {"extract/...", "cmd/gongbao"},
	"github.com/PuerkitoBio/goquery":    {"extract/source"},
	"github.com/jedib0t/go-pretty":      {"cmd/gongbao", "graph/sparql/result"},
	"github.com/cayleygraph/cayley/all": nil,
}

func fits(pattern, pkg string) bool {
	if pattern == "..." {
		return true
	}
	if prefix, ok := strings.CutSuffix(pattern, "/..."); ok {
		return pkg == prefix || strings.HasPrefix(pkg, prefix+"/")
	}
	return pattern == pkg
}

func fitsAny(patterns []string, pkg string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return fits(p, pkg) })
}

// TestImports holds the directions in which packages may depend on each other.
// Tests of a package may import what they like.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "gongbao/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		pkg := strings.TrimPrefix(p.ImportPath, "gongbao/")
		i := slices.IndexFunc(directions, func(d struct {
			pkg  string
			may  []string
			note string
		},
		) bool {
			return fits(d.pkg, pkg)
		})
		if i < 0 {
			t.Errorf("%s is in no rule; say in imports_test.go what it may import", pkg)
			continue
		}
		checked++
		for _, imp := range p.Imports {
			if own, ok := strings.CutPrefix(imp, "gongbao/"); ok && !fitsAny(directions[i].may, own) {
				t.Errorf("%s imports %s, which its rule %q does not allow: %s", pkg, own, directions[i].pkg, directions[i].note)
			}
			for module, allowed := range outsiders {
				if (imp == module || strings.HasPrefix(imp, module+"/")) && !fitsAny(allowed, pkg) {
					t.Errorf("%s imports %s, which is for %v alone", pkg, imp, allowed)
				}
			}
		}
	}
	if checked < 10 {
		t.Errorf("only %d packages were checked", checked)
	}
}
