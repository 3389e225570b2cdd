package ontology

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed context.jsonld mappings
var mappingFiles embed.FS

// Context returns the JSON-LD context by which exports shorten the graph: an
// object with the single member "@context".
func Context() ([]byte, error) { return mappingFiles.ReadFile("context.jsonld") }

// Profiles returns the names of the vocabularies into which the graph can be
// put, in the order in which help shows them.
func Profiles() []string { return []string{"org", "schema", "prov", "time", "plain"} }

// Profile returns the CONSTRUCT query that puts the graph into another
// vocabulary.
func Profile(name string) (string, error) {
	data, err := mappingFiles.ReadFile("mappings/" + name + ".rq")
	if err != nil {
		return "", fmt.Errorf("unknown profile %q; choose one of %s", name, strings.Join(Profiles(), ", "))
	}
	return string(data), nil
}

// WikidataProperty is the Wikidata property that says the same as a relation or
// qualifier of the ontology.
type WikidataProperty struct {
	// Property is its id, such as P39.
	Property string
	// Kind is that of its values: item, time or string.
	Kind string
	// Inverse says that it runs from the object to the subject.
	Inverse bool
}

// WikidataProperties returns the properties of mappings/wikidata.tsv by the
// local name of the relation or qualifier.
func WikidataProperties() (map[string]WikidataProperty, error) {
	data, err := mappingFiles.ReadFile("mappings/wikidata.tsv")
	if err != nil {
		return nil, err
	}
	out := map[string]WikidataProperty{}
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) < 3 || len(f) > 4 || !strings.HasPrefix(f[1], "P") || len(f) == 4 && f[3] != "inverse" {
			return nil, fmt.Errorf("mappings/wikidata.tsv:%d: want a name, a property, a kind and perhaps the word inverse, with tabs between them", i+1)
		}
		out[f[0]] = WikidataProperty{f[1], f[2], len(f) == 4}
	}
	return out, nil
}
