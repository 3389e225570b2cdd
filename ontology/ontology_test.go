package ontology

import (
	"strings"
	"testing"

	"gongbao/ontology/vocab"
)

func TestPrefixes(t *testing.T) {
	ps, err := Prefixes()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, p := range ps {
		if seen[p.Name] {
			t.Errorf("prefix %s stands twice", p.Name)
		}
		seen[p.Name] = true
	}
	if ps[0].Name != "gb" || ps[0].IRI != vocab.NS {
		t.Errorf("the first prefix is %v, want gb for %s", ps[0], vocab.NS)
	}
	// gongbao.ttl is itself written with these prefixes.
	data, err := File("gongbao.ttl")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(data), "\n") {
		if !strings.HasPrefix(line, "@prefix") {
			continue
		}
		p, err := parsePrefixes("gongbao.ttl", line)
		if err != nil {
			t.Fatal(err)
		}
		if !seen[p[0].Name] {
			t.Errorf("gongbao.ttl declares %s, which prefixes.ttl lacks", p[0].Name)
		}
	}
}

func TestPrefixErrorHasLine(t *testing.T) {
	_, err := parsePrefixes("p.ttl", "# comment\n@prefix a: <http://a/> .\n@prefix b <http://b/> .\n")
	if err == nil || !strings.HasPrefix(err.Error(), "p.ttl:3:") {
		t.Errorf("error %v, want one at p.ttl:3", err)
	}
}

func TestCompact(t *testing.T) {
	ps, err := Prefixes()
	if err != nil {
		t.Fatal(err)
	}
	for iri, want := range map[string]string{
		vocab.HoldsOffice:              "gb:holdsOffice",
		vocab.RDFType:                  "rdf:type",
		vocab.NS:                       vocab.NS,
		"https://w3id.org/gongbao/id/": "https://w3id.org/gongbao/id/",
	} {
		if got, _ := Compact(ps, iri); got != want {
			t.Errorf("Compact(%s) = %s, want %s", iri, got, want)
		}
	}
}
