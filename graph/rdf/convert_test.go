package rdf

import (
	"testing"
	"time"

	"github.com/cayleygraph/quad"
)

func TestQuadValueRoundTrip(t *testing.T) {
	terms := []Term{
		{},
		NewIRI("http://e/a"), NewIRI("rdf:type"), NewIRI("https://例子/纳扎尔巴耶夫"),
		NewBlank("b1"), NewBlank("纳"),
		NewString(""), NewString("a\"b\\c\n"), NewString("_:x"), NewString("<iri>"),
		NewLang("上海", "zh-Hant-TW"), NewLang("", "en"), NewLang("x", "EN"), NewLang("مرحبا", "ar--rtl"),
		NewLiteral("007", XSDInteger), NewLiteral("+1.50", XSDDecimal), NewLiteral("1", XSDBoolean),
		NewLiteral("2013-01-01T00:00:00.123456+08:00", XSDDateTime), NewLiteral("nonsense", XSDDateTime),
		NewLiteral("no tag", RDFLangString), NewLiteral("x", "http://e/dt"),
		{Kind: TripleTerm, Value: `<<( <http://e/s> <http://e/p> "o" )>>`},
	}
	seen := map[quad.Value]Term{}
	for _, want := range terms {
		v := want.QuadValue()
		got, err := TermOf(v)
		if err != nil || got != want {
			t.Errorf("%#v came back as %#v (%v) through %#v", want, got, err, v)
		}
		if other, dup := seen[v]; dup {
			t.Errorf("%#v and %#v are both %#v", want, other, v)
		}
		seen[v] = want
	}
}

func TestQuadRoundTrip(t *testing.T) {
	for _, want := range []Quad{
		{S: NewIRI("http://e/s"), P: NewIRI("http://e/p"), O: NewString("o")},
		{S: NewBlank("s"), P: NewIRI("http://e/p"), O: NewBlank("o"), G: NewIRI("http://e/g")},
	} {
		got, err := QuadOf(want.CayleyQuad())
		if err != nil || got != want {
			t.Errorf("%v came back as %v (%v)", want, got, err)
		}
	}
	if q := (Quad{S: NewIRI("s")}).CayleyQuad(); q.Label != nil {
		t.Errorf("the default graph must have no label, got %v", q.Label)
	}
}

func TestTermOfNativeValues(t *testing.T) {
	zone := time.FixedZone("", 8*3600)
	for _, c := range []struct {
		v    quad.Value
		want Term
	}{
		{quad.Int(7), NewLiteral("7", XSDInteger)},
		{quad.Bool(true), NewLiteral("true", XSDBoolean)},
		{quad.Bool(false), NewLiteral("false", XSDBoolean)},
		{quad.Float(1.5), NewLiteral("1.5E+00", XSDDouble)},
		{quad.Time(time.Date(2013, 1, 2, 3, 4, 5, 678, zone)), NewLiteral("2013-01-02T03:04:05.000000678+08:00", XSDDateTime)},
		{quad.TypedString{Value: "x", Type: XSDString}, NewString("x")},
		{quad.TypedString{Value: "x"}, NewString("x")},
		{quad.LangString{Value: "x"}, NewString("x")},
	} {
		if got, err := TermOf(c.v); err != nil || got != c.want {
			t.Errorf("TermOf(%#v) = %#v (%v), want %#v", c.v, got, err, c.want)
		}
	}
	if _, err := TermOf(unknownValue{}); err == nil {
		t.Error("a value that is no term must be refused")
	}
}

type unknownValue struct{}

func (unknownValue) String() string { return "?" }
func (unknownValue) Native() any    { return nil }
