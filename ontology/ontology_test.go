package ontology

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongbao/extract/text"
	"gongbao/graph/rdf"
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
// the functions of package vocab agree with the file.
func TestTerms(t *testing.T) {
	ts, err := Terms()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, term := range ts {
		for _, fault := range faults(term, ts) {
			t.Errorf("gb:%s %s", term.Local(), fault)
		}
		for _, class := range term.Types {
			count[class]++
		}
	}
	for class, least := range map[string]int{vocab.ClassRelation: 55, vocab.ClassQualifierProperty: 18, vocab.ClassModality: 4, owlNS + "Class": 17} {
		if count[class] < least {
			t.Errorf("%d terms of the class %s, want at least %d", count[class], class, least)
		}
	}
	if n := count[vocab.ClassFluentRelation] + count[vocab.ClassEventRelation] + count[vocab.ClassAtemporalRelation]; n != count[vocab.ClassRelation] {
		t.Errorf("%d relations say how they stand to time, of %d", n, count[vocab.ClassRelation])
	}
	if (&Term{Labels: map[string]string{"en": "x"}}).Label("zh-Hans") != "x" {
		t.Error("a missing label does not fall back to English")
	}
}

// alignable are the namespaces to which terms may be aligned.
var alignable = []string{
	vocab.NS, rdfNS, skosNS, owlNS + "sameAs", "http://www.w3.org/ns/org#", "http://www.w3.org/ns/prov#", "http://www.w3.org/ns/oa#",
	"http://www.w3.org/2006/time#", "https://schema.org/", "http://xmlns.com/foaf/0.1/", "http://purl.org/dc/terms/",
}

// faults tells what a term lacks.
func faults(term *Term, all []*Term) []string {
	var out []string
	fault := func(wrong bool, format string, args ...any) {
		if wrong {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	find := func(iri string) *Term {
		i := slices.IndexFunc(all, func(t *Term) bool { return t.IRI == iri })
		if i < 0 {
			return nil
		}
		return all[i]
	}
	fault(len(term.Types) == 0, "has no class")
	fault(len(term.Examples) == 0, "has no example")
	for _, lang := range Languages {
		fault(strings.TrimSpace(term.Labels[lang]) == "", "has no label in %s", lang)
		fault(strings.TrimSpace(term.Definitions[lang]) == "", "has no definition in %s", lang)
	}
	for _, c := range []struct{ lang, other string }{{"zh-Hans", "zh-Hant"}, {"zh-Hant", "zh-Hans"}} {
		fault(text.Script(term.Labels[c.lang]+term.Definitions[c.lang]) == c.other, "is written in %s where it says %s", c.other, c.lang)
	}
	fault(term.Definitions["zh-Hans"] != "" && term.Definitions["zh-Hans"] == term.Definitions["en"], "has an English definition as a Chinese one")
	for _, iri := range slices.Concat(term.Domain, term.Range, term.SubOf, term.Close, term.Related) {
		iri = strings.TrimPrefix(iri, "^")
		fault(strings.HasPrefix(iri, vocab.NS) && find(iri) == nil, "names %s, which is not defined", iri)
	}
	for _, iri := range slices.Concat(term.SubOf, term.Close, term.Related) {
		iri = strings.TrimPrefix(iri, "^")
		fault(!slices.ContainsFunc(alignable, func(ns string) bool { return strings.HasPrefix(iri, ns) }), "is aligned to %s, a vocabulary that is not in the list", iri)
	}
	isRelation, isObject := term.Is(vocab.ClassRelation), term.Is(owlNS+"ObjectProperty")
	fault(isRelation && len(term.Domain) == 0, "is a relation without a domain")
	fault((isRelation || isObject || term.Is(owlNS+"DatatypeProperty")) && len(term.Range) == 0, "has no range")
	fault((isRelation && isObject) && term.Inverse == "" && !term.Is(owlNS+"SymmetricProperty"), "has no inverse and is not symmetric")
	if term.Inverse != "" {
		inverse := find(term.Inverse)
		switch {
		case inverse == nil:
			fault(true, "has the inverse %s, which is not defined", term.Inverse)
		default:
			fault(inverse.Inverse != term.IRI, "is not the inverse of its inverse")
			fault(!slices.Equal(inverse.Domain, term.Range) || !slices.Equal(inverse.Range, term.Domain), "and its inverse differ in domain and range")
		}
	}
	for _, parent := range term.SubOf {
		p := find(parent)
		if p == nil || len(p.Domain) == 0 || p.Is(owlNS+"Class") {
			continue
		}
		// What a property implies must follow from what it says of itself.
		fault(!within(term.Domain, p.Domain, find) || !within(term.Range, p.Range, find), "has another domain or range than gb:%s, of which it is a kind", p.Local())
	}
	local := term.Local()
	for name, is := range map[string]struct{ says, does bool }{
		"IsRelation":  {vocab.IsRelation(local), isRelation},
		"IsQualifier": {vocab.IsQualifier(local), term.Is(vocab.ClassQualifierProperty)},
		"IsClass":     {vocab.IsClass(local), term.Is(owlNS + "Class")},
		"IsEvent":     {vocab.IsEvent(local), term.Is(vocab.ClassEventRelation)},
		"IsAtemporal": {vocab.IsAtemporal(local), term.Is(vocab.ClassAtemporalRelation)},
	} {
		fault(is.says != is.does, "is told otherwise by vocab.%s; run go generate ./ontology/vocab", name)
	}
	return out
}

// within reports whether every class of inner is one of outer or a kind of one.
func within(inner, outer []string, find func(string) *Term) bool {
	var in func(class string) bool
	in = func(class string) bool {
		if slices.Contains(outer, class) {
			return true
		}
		t := find(class)
		return t != nil && slices.ContainsFunc(t.SubOf, in)
	}
	for _, c := range inner {
		if !in(c) {
			return false
		}
	}
	return len(inner) > 0
}

// TestFaultsAreFound asks that a term that lacks something is found to.
func TestFaultsAreFound(t *testing.T) {
	quads, err := Quads()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what string
		drop func(q rdf.Quad) bool
		want string
	}{
		{"a Traditional label", func(q rdf.Quad) bool { return q.P.Value == vocab.RDFSLabel && q.O.Lang == "zh-Hant" }, "has no label in zh-Hant"},
		{"a Simplified definition", func(q rdf.Quad) bool { return q.P.Value == skosNS+"definition" && q.O.Lang == "zh-Hans" }, "has no definition in zh-Hans"},
		{"an example", func(q rdf.Quad) bool { return q.P.Value == skosNS+"example" }, "has no example"},
		{"a range", func(q rdf.Quad) bool { return q.P.Value == rdfsNS+"range" }, "has no range"},
		{"an inverse", func(q rdf.Quad) bool { return q.P.Value == owlNS+"inverseOf" }, "has no inverse and is not symmetric"},
	} {
		kept := slices.DeleteFunc(slices.Clone(quads), func(q rdf.Quad) bool { return q.S.Value == vocab.HoldsOffice && c.drop(q) })
		all := readTerms(kept)
		i := slices.IndexFunc(all, func(t *Term) bool { return t.IRI == vocab.HoldsOffice })
		if got := faults(all[i], all); !slices.Contains(got, c.want) {
			t.Errorf("without %s: %q, want %q", c.what, got, c.want)
		}
	}
}

// TestMetadata asks what users of an ontology look for in its header.
func TestMetadata(t *testing.T) {
	quads, err := Quads()
	if err != nil {
		t.Fatal(err)
	}
	const iri, dct, vann = "https://w3id.org/gongbao/ontology", "http://purl.org/dc/terms/", "http://purl.org/vocab/vann/"
	header := map[string][]rdf.Term{}
	for _, q := range quads {
		if q.S.Value == iri {
			header[q.P.Value] = append(header[q.P.Value], q.O)
		}
	}
	for _, p := range []string{
		dct + "title", dct + "description", dct + "creator", dct + "created", dct + "modified", dct + "license",
		owlNS + "versionIRI", owlNS + "versionInfo", vann + "preferredNamespacePrefix", vann + "preferredNamespaceUri",
	} {
		if len(header[p]) == 0 {
			t.Errorf("the ontology has no %s", p)
		}
	}
	for _, p := range []string{dct + "title", dct + "description"} {
		for _, lang := range Languages {
			if !slices.ContainsFunc(header[p], func(o rdf.Term) bool { return o.Lang == lang && o.Value != "" }) {
				t.Errorf("the ontology has no %s in %s", p, lang)
			}
		}
	}
	version := header[owlNS+"versionInfo"][0].Value
	if got := header[owlNS+"versionIRI"][0].Value; got != iri+"/"+version {
		t.Errorf("the version's IRI is %s and the version %s", got, version)
	}
	if header[vann+"preferredNamespaceUri"][0].Value != vocab.NS || header[vann+"preferredNamespacePrefix"][0].Value != "gb" {
		t.Error("prefix or namespace is not that of package vocab")
	}
}

// The table of labels that programs start with is made from the
func TestLabelsTable(t *testing.T) {
	terms, err := Terms()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range append(slices.Clone(Languages), "", "fr") {
		labels := vocab.Labels(lang)
		if len(labels) != len(terms) {
			t.Errorf("%s: the table has %d terms and the ontology %d; make golden makes it anew", lang, len(labels), len(terms))
		}
		for _, term := range terms {
			if got, want := labels[term.Local()], term.Label(lang); got != want {
				t.Errorf("%s in %q is %q in the table, and %q in the ontology", term.Local(), lang, got, want)
			}
		}
	}
}
