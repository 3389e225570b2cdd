package ontology

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"gongbao/ontology/vocab"
)

// TestContext asks that the JSON-LD context says of every relation and qualifier
// whose values are things that they are IRIs, and names nothing that is not
// there.
func TestContext(t *testing.T) {
	data, err := Context()
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Context map[string]any `json:"@context"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	terms, err := Terms()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, term := range terms {
		local := strings.TrimPrefix(term.IRI, vocab.NS)
		known[local] = true
		if !term.Is(owlNS+"ObjectProperty") || term.Is(vocab.ClassInverseProperty) {
			continue // inverses are not written
		}
		if def, ok := file.Context[local].(map[string]any); !ok || def["@id"] != "gb:"+local || def["@type"] != "@id" && def["@type"] != "@vocab" {
			t.Errorf("the context does not say that the values of gb:%s are IRIs: %v", local, file.Context[local])
		}
	}
	for name, def := range file.Context {
		m, ok := def.(map[string]any)
		if !ok {
			continue
		}
		if id, _ := m["@id"].(string); strings.HasPrefix(id, "gb:") && !known[strings.TrimPrefix(id, "gb:")] {
			t.Errorf("the context defines %s as %s, which the ontology does not have", name, id)
		}
	}
	prefixes, err := Prefixes()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range prefixes {
		if file.Context[p.Name] != p.IRI {
			t.Errorf("the context has %v for the prefix %s", file.Context[p.Name], p.Name)
		}
	}
}

func TestProfiles(t *testing.T) {
	for _, name := range Profiles() {
		if q, err := Profile(name); err != nil || !strings.Contains(q, "CONSTRUCT") {
			t.Errorf("profile %s: %v", name, err)
		}
	}
	if _, err := Profile("dc"); err == nil || !strings.Contains(err.Error(), "org, schema, prov, time, plain") {
		t.Errorf("error %v does not list the profiles", err)
	}
}

func TestWikidataProperties(t *testing.T) {
	ps, err := WikidataProperties()
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range ps {
		if !vocab.IsRelation(name) && !vocab.IsQualifier(name) {
			t.Errorf("%s is neither a relation nor a qualifier", name)
		}
		if !slices.Contains([]string{"item", "time", "string"}, p.Kind) {
			t.Errorf("%s has values of kind %q", name, p.Kind)
		}
	}
	if p := ps["signed"]; !p.Inverse || p.Property != "P1891" {
		t.Errorf("signed is %+v", p)
	}
}
