package shacl

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/eval"
	"gongbao/graph/sparql/memory"
)

const head = `@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://ex.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
`

func turtle(t testing.TB, text string, format rdf.Format) []rdf.Quad {
	t.Helper()
	quads, err := rdf.ReadAll(rdf.Open(strings.NewReader(head+text), format, "http://ex.org/"))
	if err != nil {
		t.Fatal(err)
	}
	return quads
}

func validate(t testing.TB, ds eval.Dataset, shapes string, o Options) []string {
	t.Helper()
	s, err := Parse(turtle(t, shapes, rdf.Turtle))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	err = s.Validate(context.Background(), ds, o, func(r Result) error {
		path := ""
		if r.Path != nil {
			path = r.Path.String()
		}
		line := strings.Join([]string{r.Focus.Value, path, r.Value.Value, r.Component}, " ")
		out = append(out, strings.TrimSuffix(strings.NewReplacer("http://ex.org/", "", NS, "").Replace(line), "ConstraintComponent"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		name, data, shapes string
		want               []string
	}{
		{
			"a triple in two graphs is one value",
			`ex:g { ex:a a ex:C ; ex:p 1 } ex:h { ex:a ex:p 1 }`,
			`ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:maxCount 1 ] ; sh:closed true ; sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) .`,
			nil,
		},
		{
			"values of two graphs count together",
			`ex:g { ex:a a ex:C ; ex:p 1 } ex:h { ex:a ex:p 2 }`,
			`ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:maxCount 1 ] .`,
			[]string{"a <p>  MaxCount"},
		},
		{
			"a node that several lead to is told once",
			`ex:a ex:p ex:x . ex:b ex:p ex:x .`,
			`ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:property [ sh:path ex:q ; sh:minCount 1 ] ] .`,
			[]string{"x <q>  MinCount"},
		},
		{
			"a property shape that fails fails the shape around it",
			`ex:a ex:p ex:x .`,
			`ex:S sh:targetSubjectsOf ex:p ; sh:node [ sh:property [ sh:path ex:p ; sh:property [ sh:path ex:q ; sh:minCount 1 ] ] ] .`,
			[]string{"a  a Node"},
		},
		{
			"statements of a relation by an inverse path",
			`ex:st1 ex:predicate ex:holds ; ex:subject ex:a . ex:a a ex:Person . ex:st2 ex:predicate ex:holds ; ex:subject ex:b . ex:b a ex:City .`,
			`ex:S sh:targetNode ex:holds ; sh:property [ sh:path [ sh:inversePath ex:predicate ] ; sh:property [ sh:path ex:subject ; sh:class ex:Person ] ] .`,
			[]string{"st2 <subject> b Class"},
		},
		{
			"a target that the data do not have",
			`ex:a ex:p 1 .`,
			`ex:S sh:targetNode ex:nobody , "words" ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .`,
			[]string{"nobody <p>  MinCount", "words <p>  MinCount"},
		},
		{
			"what cannot be compared is not in order",
			`ex:a ex:from "2013-01-01"^^xsd:date ; ex:to "2012-12-31"^^xsd:date . ex:b ex:from "2013-01-01"^^xsd:date ; ex:to "later" .`,
			`ex:S sh:targetSubjectsOf ex:from ; sh:property [ sh:path ex:from ; sh:lessThanOrEquals ex:to ] .`,
			[]string{"a <from> 2013-01-01 LessThanOrEquals", "b <from> 2013-01-01 LessThanOrEquals"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := memory.FromQuads(turtle(t, c.data, rdf.TriG))
			if got := validate(t, data, c.shapes, Options{}); fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if got := validate(t, plain{data}, c.shapes, Options{}); fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("of a dataset without order: got %q, want %q", got, c.want)
			}
		})
	}
}

// plain is a dataset that does nothing beyond the interface.
type plain struct{ ds eval.Dataset }

func (p plain) ID(t rdf.Term) (rdf.ID, bool, error)  { return p.ds.ID(t) }
func (p plain) Term(id rdf.ID) (rdf.Term, error)     { return p.ds.Term(id) }
func (p plain) Estimate(q rdf.IDQuad) (uint64, bool) { return p.ds.Estimate(q) }
func (p plain) Match(ctx context.Context, q rdf.IDQuad, _ eval.Order) eval.Iterator {
	return bare{p.ds.Match(ctx, q, eval.Order{rdf.G, rdf.O, rdf.S, rdf.P})}
}

type bare struct{ eval.Iterator }

// TestSuperClasses has classes of an ontology that is not among the data.
func TestSuperClasses(t *testing.T) {
	data := memory.FromQuads(turtle(t, `ex:a ex:p ex:kaz . ex:kaz a ex:State .`, rdf.Turtle))
	const shapes = `ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:class ex:Agent ] .`
	if got := validate(t, data, shapes, Options{}); len(got) != 1 {
		t.Errorf("without the ontology: %q", got)
	}
	ex := func(s string) rdf.Term { return rdf.NewIRI("http://ex.org/" + s) }
	o := Options{SuperClasses: map[rdf.Term][]rdf.Term{ex("State"): {ex("Body")}, ex("Body"): {ex("Agent"), ex("State")}}}
	if got := validate(t, data, shapes, o); len(got) != 0 {
		t.Errorf("with the ontology: %q", got)
	}
}

// TestBatches has more focus nodes than go through a shape at once.
func TestBatches(t *testing.T) {
	b := memory.NewBuilder()
	p, q := rdf.NewIRI("http://ex.org/p"), rdf.NewIRI("http://ex.org/q")
	const n = 2*batchSize + 10
	for i := range n {
		s := rdf.NewIRI(fmt.Sprintf("http://ex.org/s%d", i))
		b.Add(rdf.Quad{S: s, P: p, O: rdf.NewIRI(fmt.Sprintf("http://ex.org/o%d", i%7))})
		if i%1000 != 3 {
			b.Add(rdf.Quad{S: s, P: q, O: rdf.NewString("x")})
		}
	}
	got := validate(t, b.Dataset(), `ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:q ; sh:minCount 1 ] , [ sh:path ex:p ; sh:nodeKind sh:Literal ] .`, Options{})
	if want := (n-4)/1000 + 1 + n; len(got) != want {
		t.Errorf("%d results, want %d", len(got), want)
	}
}

func TestShapeErrors(t *testing.T) {
	for shapes, want := range map[string]string{
		`ex:S sh:targetNode ex:a ; sh:property [ sh:minCount 1 ] .`:                                        "no sh:path",
		`ex:S sh:targetNode ex:a ; sh:minCount 1 .`:                                                        "for property shapes only",
		`ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:minCount "one" .`:                                     `"one" is no integer`,
		`ex:S sh:targetNode ex:a ; sh:path ex:p , ex:q .`:                                                  "2 values of sh:path",
		`ex:S sh:targetNode ex:a ; sh:path ( ex:p ) .`:                                                     "fewer than 2",
		`ex:S sh:targetNode ex:a ; sh:nodeKind sh:Iri .`:                                                   "six kinds",
		`ex:S sh:targetNode ex:a ; sh:pattern "[" .`:                                                       "sh:pattern",
		`ex:S sh:targetNode ex:a ; sh:in ex:b .`:                                                           "no list",
		`ex:S sh:targetNode ex:a ; sh:class "C" .`:                                                         "no IRI",
		`ex:S sh:targetNode ex:a ; sh:property ex:P . ex:P sh:path ex:p ; sh:node ex:S .`:                  "refers to itself",
		`ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:qualifiedValueShape [ sh:class ex:C ] .`:              "qualifiedMinCount",
		`ex:S a sh:PropertyShape ; sh:targetNode ex:a .`:                                                   "has an sh:path",
		`ex:S sh:targetNode ex:a ; sh:message 1 , ex:m .`:                                                  "sh:message",
		`ex:S sh:targetNode ex:a ; sh:closed "maybe" .`:                                                    "neither true nor false",
		`ex:S sh:targetNode ex:a ; sh:path [ sh:inversePath _:x ] . _:x sh:inversePath _:x .`:              "no path",
		`ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:property [ sh:path ex:q ; sh:in _:l ] . _:l ex:p 1 .`: "no list",
	} {
		_, err := Parse(turtle(t, shapes, rdf.Turtle))
		var broken *ShapeError
		if !errors.As(err, &broken) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\ngives %v, want %q in it", shapes, err, want)
		}
	}
}

func TestIgnored(t *testing.T) {
	s, err := Parse(turtle(t, `ex:S sh:targetNode ex:a ; sh:sparql [ sh:select "SELECT" ] ; sh:mincount 1 ; sh:name "S" .`, rdf.Turtle))
	if err != nil || len(s.Ignored) != 2 || s.Ignored[0].Property != NS+"sparql" || s.Ignored[1].Property != NS+"mincount" {
		t.Errorf("%v, ignored %v", err, s)
	}
}

func TestCancel(t *testing.T) {
	s, err := Parse(turtle(t, `ex:S sh:targetNode ex:a ; sh:class ex:C .`, rdf.Turtle))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err = s.Validate(ctx, memory.FromQuads(nil), Options{}, func(Result) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	stop := errors.New("enough")
	if err = s.Validate(context.Background(), memory.FromQuads(nil), Options{}, func(Result) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("error %v", err)
	}
}

// FuzzParse demands that no shapes graph makes the compiler or the validator
// panic or run on.
func FuzzParse(f *testing.F) {
	f.Add(`ex:S sh:targetClass ex:C ; sh:property [ sh:path ( ex:p [ sh:zeroOrMorePath ex:q ] ) ; sh:or ( [ sh:class ex:D ] [ sh:in ( 1 2 ) ] ) ] .`)
	f.Add(`ex:S sh:targetNode ex:S ; sh:closed true ; sh:xone ( ex:S ex:S ) ; sh:path [ sh:alternativePath ( ex:p ex:q ) ] .`)
	f.Fuzz(func(t *testing.T, text string) {
		quads, err := rdf.ReadAll(rdf.Open(strings.NewReader(head+text), rdf.Turtle, "http://ex.org/"))
		if err != nil {
			return
		}
		s, err := Parse(quads)
		if err != nil {
			return
		}
		var results []Result
		err = s.Validate(context.Background(), memory.FromQuads(quads), Options{}, func(r Result) error {
			results = append(results, r)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		ReportQuads(results, "r")
	})
}
