package ontology

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"gongbao/graph/rdf"
	"gongbao/ontology/vocab"
)

// TestRelationShapes holds shapes-relations.ttl to the domains and ranges of
// gongbao.ttl; GONGBAO_UPDATE=1 writes it anew.
func TestRelationShapes(t *testing.T) {
	data, err := File("gongbao.ttl")
	if err != nil {
		t.Fatal(err)
	}
	quads, err := rdf.ReadAll(rdf.Open(bytes.NewReader(data), rdf.Turtle, ""))
	if err != nil {
		t.Fatal(err)
	}
	want := newShapeWriter(quads).file()
	if os.Getenv("GONGBAO_UPDATE") != "" {
		if err := os.WriteFile("shapes-relations.ttl", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := shapeFiles.ReadFile("shapes-relations.ttl")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("shapes-relations.ttl is not what gongbao.ttl asks for; run make golden")
	}
	if strings.Count(want, "sh:targetNode") < 40 {
		t.Error("there are fewer shapes than relations")
	}
}

// TestShapesHaveMessages demands that a reader is told in both languages what a
// shape of a property asks for.
func TestShapesHaveMessages(t *testing.T) {
	quads, err := Shapes()
	if err != nil {
		t.Fatal(err)
	}
	const sh = "http://www.w3.org/ns/shacl#"
	named := map[rdf.Term]bool{}
	messages := map[rdf.Term][]string{}
	for _, q := range quads {
		if q.P.Value == rdf.RDFType && q.O.Value == sh+"PropertyShape" {
			named[q.S] = true
		}
		if q.P.Value == sh+"message" {
			messages[q.S] = append(messages[q.S], q.O.Lang)
		}
	}
	for s := range named {
		if !slices.Contains(messages[s], "en") || !slices.Contains(messages[s], "zh-Hans") {
			t.Errorf("%s has messages in %v only", s.Value, messages[s])
		}
	}
	if len(named) < 100 {
		t.Errorf("only %d property shapes", len(named))
	}
}

// shapeWriter makes the shapes of relations.
type shapeWriter struct {
	order []string
	by    map[rdf.Term]map[string][]rdf.Term
}

func newShapeWriter(quads []rdf.Quad) *shapeWriter {
	w := &shapeWriter{by: map[rdf.Term]map[string][]rdf.Term{}}
	for _, q := range quads {
		if w.by[q.S] == nil {
			w.by[q.S] = map[string][]rdf.Term{}
		}
		w.by[q.S][q.P.Value] = append(w.by[q.S][q.P.Value], q.O)
		if q.P.Value == rdf.RDFType && q.O.Value == vocab.NS+"Relation" {
			w.order = append(w.order, q.S.Value)
		}
	}
	return w
}

const rdfs = "http://www.w3.org/2000/01/rdf-schema#"

func (w *shapeWriter) one(s rdf.Term, p string) rdf.Term {
	if list := w.by[s][p]; len(list) > 0 {
		return list[0]
	}
	return rdf.Term{}
}

func (w *shapeWriter) label(iri, lang string) string {
	for _, l := range w.by[rdf.NewIRI(iri)][rdfs+"label"] {
		if l.Lang == lang {
			return l.Value
		}
	}
	return iri[strings.LastIndexAny(iri, "#/")+1:]
}

// classes returns the classes of a domain or range, those of a union each.
func (w *shapeWriter) classes(t rdf.Term) []string {
	if t.Kind == rdf.IRI {
		return []string{t.Value}
	}
	var out []string
	list := w.one(t, "http://www.w3.org/2002/07/owl#unionOf")
	for !list.IsZero() && list.Value != rdf.RDFNil {
		out = append(out, w.one(list, rdf.RDFFirst).Value)
		list = w.one(list, rdf.RDFRest)
	}
	return out
}

func (w *shapeWriter) file() string {
	var b strings.Builder
	b.WriteString(`# The subjects and objects of each relation, as the domains and ranges of gongbao.ttl
# have them. Made from that file by its test with GONGBAO_UPDATE=1; do not edit.
# Each shape follows a relation to the statements of it, whatever their modality.

@prefix gbs: <https://w3id.org/gongbao/shapes#> .
@prefix gb: <https://w3id.org/gongbao/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
`)
	for _, iri := range w.order {
		name := strings.TrimPrefix(iri, vocab.NS)
		var arguments, shapes []string
		for _, a := range []struct{ property, path, en, zh string }{
			{rdfs + "domain", "subject", "subject", "主语"}, {rdfs + "range", "object", "object", "宾语"},
		} {
			constraint, en, zh := w.constraint(w.one(rdf.NewIRI(iri), a.property))
			if constraint == "" {
				continue
			}
			shape := "gbs:" + name + "-" + a.path
			arguments = append(arguments, shape)
			shapes = append(shapes, fmt.Sprintf("%s a sh:PropertyShape ;\n    sh:path rdf:%s ; %s ;\n    sh:message \"The %s of “%s” is %s.\"@en , \"“%s”的%s须为%s。\"@zh-Hans .\n",
				shape, a.path, constraint, a.en, w.label(iri, "en"), en, w.label(iri, "zh-Hans"), a.zh, zh))
		}
		if len(arguments) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\ngbs:%s a sh:NodeShape ; sh:targetNode gb:%s ;\n    sh:property [ sh:path [ sh:inversePath rdf:predicate ] ; sh:property %s ] .\n%s",
			name, name, strings.Join(arguments, " , "), strings.Join(shapes, ""))
	}
	return b.String()
}

// constraint returns the constraint of a domain or range, and its words.
func (w *shapeWriter) constraint(t rdf.Term) (constraint, en, zh string) {
	classes := w.classes(t)
	var parts, ens, zhs []string
	for _, c := range classes {
		local, own := strings.CutPrefix(c, vocab.NS)
		datatype, isXSD := strings.CutPrefix(c, rdf.XSD)
		switch {
		case own:
			parts = append(parts, "sh:class gb:"+local)
			ens, zhs = append(ens, "a thing of the class “"+w.label(c, "en")+"”"), append(zhs, w.label(c, "zh-Hans"))
		case isXSD:
			parts = append(parts, "sh:datatype xsd:"+datatype)
			ens, zhs = append(ens, "a literal of the type xsd:"+datatype), append(zhs, " xsd:"+datatype+" 字面量")
		case c == rdfs+"Literal":
			parts = append(parts, "sh:nodeKind sh:Literal")
			ens, zhs = append(ens, "a literal"), append(zhs, "字面量")
		default:
			return "", "", ""
		}
	}
	en, zh = strings.Join(ens, " or "), strings.Join(zhs, "或")
	switch len(parts) {
	case 0:
		return "", "", ""
	case 1:
		return parts[0], en, zh
	}
	return "sh:or ( [ " + strings.Join(parts, " ] [ ") + " ] )", en, zh
}
