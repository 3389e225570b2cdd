package ontology

import (
	"slices"
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

// TestTerms asks of every term what a user of the vocabulary needs, and that
// the constants of package vocab agree with the file.
func TestTerms(t *testing.T) {
	ts, err := Terms()
	if err != nil {
		t.Fatal(err)
	}
	relations := 0
	for _, term := range ts {
		local := strings.TrimPrefix(term.IRI, vocab.NS)
		if term.Comment == "" || len(term.Types) == 0 {
			t.Errorf("gb:%s lacks a comment or a class", local)
		}
		for _, lang := range []string{"en", "zh-Hans", "zh-Hant"} {
			if term.Labels[lang] == "" {
				t.Errorf("gb:%s has no label in %s", local, lang)
			}
		}
		isRelation := slices.Contains(term.Types, vocab.ClassRelation)
		if isRelation {
			relations++
		}
		if isRelation != vocab.IsRelation(local) {
			t.Errorf("vocab.IsRelation(%s) = %v; run go generate ./ontology/vocab", local, !isRelation)
		}
	}
	if relations < 55 {
		t.Errorf("%d relations, want at least 55", relations)
	}
	if (&Term{Labels: map[string]string{"en": "x"}}).Label("zh-Hans") != "x" {
		t.Error("a missing label does not fall back to English")
	}
	if _, err := readTerms([]byte("@prefix gb: <" + vocab.NS + "> .\ngb:a gb:b ;")); err == nil {
		t.Error("broken Turtle was read")
	}
}
