package rdf

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var testPrefixes = map[string]string{
	"": "http://e/", "会": "https://例子.公司/会/", "xsd": XSD, "rdf": RDF, "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
	"skos": "http://www.w3.org/2004/02/skos/core#", "deep": "http://e/deep/", "unused": "http://unused/",
}

func turtle(t testing.TB, quads []Quad, o TurtleOptions) string {
	t.Helper()
	var out bytes.Buffer
	if err := WriteTurtle(&out, quads, o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestTurtleGolden compares the writer's whole style with a page that people
// have looked at.
func TestTurtleGolden(t *testing.T) {
	for _, name := range []string{"style.ttl", "style.trig"} {
		file := filepath.Join("testdata", name)
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		format, _ := FormatByPath(name)
		quads, err := ReadAll(Open(bytes.NewReader(want), format, "", WithRDF12()))
		if err != nil {
			t.Fatal(err)
		}
		labels := map[string]string{"http://e/KAZ": "哈萨克斯坦\n(Kazakhstan)", "http://e/g1": "第一份文件"}
		o := TurtleOptions{
			Format: format, Prefixes: testPrefixes, Base: "https://w3id.org/gongbao/",
			Label: func(t Term) string { return labels[t.Value] },
		}
		rand.New(rand.NewSource(3)).Shuffle(len(quads), func(i, j int) { quads[i], quads[j] = quads[j], quads[i] })
		if got := turtle(t, append(quads, quads[0]), o); got != string(want) {
			t.Errorf("%s: got\n%s", file, got)
		}
	}
}

func TestTurtleLiterals(t *testing.T) {
	for _, c := range []struct {
		term Term
		want string
	}{
		{NewLiteral("true", XSDBoolean), "true"},
		{NewLiteral("1", XSDBoolean), `"1"^^xsd:boolean`},
		{NewLiteral("007", XSDInteger), `"007"^^xsd:integer`},
		{NewLiteral("-0", XSDInteger), `"-0"^^xsd:integer`},
		{NewLiteral("0", XSDInteger), "0"},
		{NewLiteral("-0.50", XSDDecimal), "-0.50"},
		{NewLiteral("-5", XSDInteger), "-5"},
		{NewLiteral("5", XSDDecimal), `"5"^^xsd:decimal`},
		{NewLiteral("5.", XSDDecimal), `"5."^^xsd:decimal`},
		{NewLiteral("+.50", XSDDecimal), `"+.50"^^xsd:decimal`},
		{NewLiteral("1e0", XSDDouble), `"1e0"^^xsd:double`},
		{NewLiteral("1.E-3", XSDDouble), `"1.E-3"^^xsd:double`},
		{NewLiteral("1.5", XSDDouble), `"1.5"^^xsd:double`},
		{NewLiteral("1.5", XSD+"float"), `"1.5"^^xsd:float`},
		{NewLiteral("NaN", XSDDouble), `"NaN"^^xsd:double`},
		{NewLiteral("", XSDInteger), `""^^xsd:integer`},
		{NewLiteral(" 5", XSDInteger), `" 5"^^xsd:integer`},
		{NewLiteral("5", ""), `"5"`},
		{NewLang("上海", "zh-Hant-TW"), `"上海"@zh-Hant-TW`},
		{NewString("a\nb"), "\"\"\"a\nb\"\"\""},
		{NewString("a\n"), `"a\n"`},
		{NewString("\"a\"\n\"\"\"b\"\\\t\r\""), "\"\"\"\"a\"\n\\\"\\\"\"b\"\\\\\\t\\r\\\"\"\"\""},
		{NewString("\u202eabc\ufeff\uffff\u200b\x00\x7f\u0085"), "\"\\u202Eabc\\uFEFF\uffff\\u200B\\u0000\\u007F\\u0085\""},
		{NewString("𠀀·会"), `"𠀀·会"`},
		{NewIRI("http://e/a"), ":a"},
		{NewIRI("http://e/"), ":"},
		{NewIRI("http://e/deep/x"), "deep:x"},
		{NewIRI("http://e/a/b"), "<http://e/a/b>"},
		{NewIRI("http://e/a.b"), ":a.b"},
		{NewIRI("http://e/a.b."), "<http://e/a.b.>"},
		{NewIRI("http://e/-a,b(c)'*%41%4"), `:\-a\,b\(c\)\'\*%41\%4`},
		{NewIRI("http://e/纳扎尔·x"), ":纳扎尔·x"},
		{NewIRI("http://e/·x"), "<http://e/·x>"},
		{NewIRI("http://e/a:b"), ":a:b"},
		{NewIRI("http://e/1"), ":1"},
		{NewIRI("https://w3id.org/gongbao/id/person/KAZ/纳"), "<id/person/KAZ/纳>"},
		{NewIRI("https://w3id.org/gongbao/a:b/c"), "<https://w3id.org/gongbao/a:b/c>"},
		{NewIRI("https://w3id.org/gongbao/"), "<https://w3id.org/gongbao/>"},
		{NewIRI("https://w3id.org/gongbao//x"), "<https://w3id.org/gongbao//x>"},
		{NewIRI("https://w3id.org/gongbao/a/../b"), "<https://w3id.org/gongbao/a/../b>"},
		{NewIRI(RDFNil), "()"},
	} {
		q := Quad{S: NewIRI("x:s"), P: NewIRI("x:p"), O: c.term}
		text := turtle(t, []Quad{q}, TurtleOptions{Prefixes: testPrefixes, Base: "https://w3id.org/gongbao/"})
		if want := "<x:s> <x:p> " + c.want + " .\n"; !strings.HasSuffix(text, want) {
			t.Errorf("%v is written as\n%s\nwant\n%s", c.term, text, want)
		}
		back, err := ReadAll(Open(strings.NewReader(text), Turtle, ""))
		if err != nil || len(back) != 1 || back[0] != q {
			t.Errorf("%v came back as %v (%v) through %s", q, back, err, text)
		}
	}
}

func TestTurtleRefusals(t *testing.T) {
	good := Quad{S: NewIRI("x:s"), P: NewIRI("x:p"), O: NewIRI("x:o")}
	for _, o := range []TurtleOptions{
		{Format: NQuads},
		{Prefixes: map[string]string{"1a": "http://e/"}},
		{Prefixes: map[string]string{"a.": "http://e/"}},
		{Prefixes: map[string]string{"a": "http://e/<"}},
		{Prefixes: map[string]string{"a": "relative"}},
		{Base: "relative/"},
		{Base: "http://e/x"},
		{Base: "urn:x/"},
	} {
		if err := WriteTurtle(io.Discard, []Quad{good}, o); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
	for _, edit := range []func(*Quad){
		func(q *Quad) { q.S = NewString("x") },
		func(q *Quad) { q.P = NewBlank("x") },
		func(q *Quad) { q.O = Term{} },
		func(q *Quad) { q.G = NewString("x") },
		func(q *Quad) { q.S = NewIRI("a b") },
		func(q *Quad) { q.O = NewIRI("rel") },
		func(q *Quad) { q.O = NewString("\xff") },
		func(q *Quad) { q.O = NewLang("x", "zh Hans") },
		func(q *Quad) { q.O = NewLang("x", "de--up") },
		func(q *Quad) { q.O = NewLiteral("x", "no datatype") },
	} {
		q := good
		edit(&q)
		var out bytes.Buffer
		if err := WriteTurtle(&out, []Quad{good, q}, TurtleOptions{Format: TriG}); err == nil || out.Len() > 0 {
			t.Errorf("%v is accepted, or something was written: %v, %q", q, err, out.String())
		}
		w, err := NewLineWriter(io.Discard, NQuads)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(q); err == nil {
			t.Errorf("%v is accepted as a line", q)
		}
	}
	failure := errors.New("store on fire")
	failing := func(yield func(Quad, error) bool) { _ = yield(good, nil) && yield(Quad{}, failure) }
	if err := StreamTurtle(io.Discard, failing, TurtleOptions{}); !errors.Is(err, failure) {
		t.Errorf("got %v", err)
	}
	if err := WriteTurtle(brokenWriter{}, []Quad{good}, TurtleOptions{}); err == nil {
		t.Error("an error of the output is lost")
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

// TestTurtleBlanks is about which nodes get a label.
func TestTurtleBlanks(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"once", ":s :p _:x . _:x :q 1 ; a :C .", ":s :p [\n        a :C ;\n        :q 1\n    ] .\n"},
		{"one property", ":s :p _:x . _:x :q 1 .", ":s :p [ :q 1 ] .\n"},
		{"nothing", ":s :p _:x .", ":s :p [] .\n"},
		{"twice", ":s :p _:x ; :r _:x . _:x :q 1 .", ":s :p _:b1 ;\n    :r _:b1 .\n\n_:b1 :q 1 .\n"},
		{"root", "_:x :q 1 .", "[] :q 1 .\n"},
		{"two alike", "_:x :q 1 . _:y :q 1 .", "[] :q 1 .\n\n[] :q 1 .\n"},
		{"two alike nested", ":s :p _:x, _:y . _:y :q 1 . _:x :q 1 .", ":s :p [ :q 1 ], [ :q 1 ] .\n"},
		{"loop", "_:x :q _:x .", "_:b1 :q _:b1 .\n"},
		{"cycle", "_:x :q _:y . _:y :q _:x .", "_:b1 :q _:b2 .\n\n_:b2 :q _:b1 .\n"},
		{"list", ":s :p (1 (2) [] :x) .", ":s :p ( 1 ( 2 ) [] :x ) .\n"},
		{"empty list", ":s :p () .", ":s :p () .\n"},
		{"list and more", ":s :p _:l . _:l rdf:first 1 ; rdf:rest () ; :q 2 .", ":s :p [\n        :q 2 ;\n        rdf:first 1 ;\n        rdf:rest ()\n    ] .\n"},
		{"other graph", "_:x :q 1 . :g { :s :p _:x }", "_:b1 :q 1 .\n\n:g {\n    :s :p _:b1 .\n}\n"},
		{"graph name", "_:g { :s :p [ :q _:g ] }", "_:b1 {\n    :s :p [ :q _:b1 ] .\n}\n"},
		{"triple term", ":s :p <<( _:x :q 1 )>> . _:x :r 2 .", ":s :p <<( _:b1 :q 1 )>> .\n\n_:b1 :r 2 .\n"},
	} {
		quads := parse(t, "@prefix rdf: <"+RDF+"> . "+c.text)
		got := turtle(t, quads, TurtleOptions{Format: TriG, Prefixes: testPrefixes})
		_, body, _ := strings.Cut(got, "\n\n")
		if body != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
		if strings.Contains(c.name, "list") && strings.Contains(got, "@prefix rdf:") != strings.Contains(c.want, "rdf:") {
			t.Errorf("%s: a prefix is declared and not used, or the other way round:\n%s", c.name, got)
		}
	}
}

// Long chains of brackets are cut by labels; long collections stay whole.
func TestTurtleDeep(t *testing.T) {
	var quads []Quad
	for i := range 500 {
		quads = append(quads, Quad{S: NewBlank(fmt.Sprint(i)), P: NewIRI("x:p"), O: NewBlank(fmt.Sprint(i + 1))})
	}
	for i := range 20_000 {
		cell := NewBlank(fmt.Sprint("l", i))
		next := NewBlank(fmt.Sprint("l", i+1))
		if i == 19_999 {
			next = NewIRI(RDFNil)
		}
		quads = append(quads, Quad{S: cell, P: NewIRI(RDFFirst), O: NewString("x")}, Quad{S: cell, P: NewIRI(RDFRest), O: next})
	}
	quads = append(quads, Quad{S: NewIRI("x:s"), P: NewIRI("x:l"), O: NewBlank("l0")})
	text := turtle(t, quads, TurtleOptions{})
	if strings.Contains(text, "rdf-syntax-ns#") || strings.Count(text, "_:") == 0 {
		t.Error("the list is not one, or the chain is not cut")
	}
	back, err := ReadAll(Open(strings.NewReader(text), Turtle, ""))
	if err != nil || len(back) != len(quads) {
		t.Fatalf("%d quads of %d, %v", len(back), len(quads), err)
	}
}

// hostileTerms draws terms that writers get wrong.
type hostile struct{ blanks int }

func (h hostile) text() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{
			"", " ", "\"", "\"\"\"", "\\", "\n", "\r\n", "a\n\"", "\n\n\"\"", "'''", "\t", "\x00", "\u2028", "\ufeff", "𠀀𠮷",
			"上海合作组织\n成员国", "\\u0041", "#", "<http://e/>", "a\"\n\"\"\"\"\"", "\u202e", "_:b1", "\ufffe\uffff", "\u007f", ".", "1.", "1e", "-", "trueish",
		}),
		rapid.StringN(0, 12, 40),
	)
}

func (h hostile) iri() *rapid.Generator[Term] {
	local := rapid.OneOf(
		rapid.SampledFrom([]string{
			"", "a", "A.b", "a.", ".a", "-a", "a-", "a:b", ":", "%41", "%4", "%", "a/b", "a?b#c", "~!$&'()*+,;=@_", "纳·扎", "·纳", "1", "a\u0300", "\u0300a",
			"..", "../x", "./x", "//x", "a//b", "true", "a\\b"[:1], "\u200d", "\ue000", "×", "deep/x", "会",
		}),
		rapid.StringOfN(rapid.RuneFrom([]rune("abz09._-~:/?#[]@!$&'()*+,;=%纳·\u0300𠀀×")), 0, 8, -1),
	)
	return rapid.Custom(func(t *rapid.T) Term {
		ns := rapid.SampledFrom([]string{"http://e/", "http://e/deep/", "https://例子.公司/会/", "https://w3id.org/gongbao/", "urn:x:", XSD, RDF}).Draw(t, "namespace")
		return NewIRI(ns + local.Draw(t, "local"))
	})
}

func (h hostile) blank() *rapid.Generator[Term] {
	return rapid.Map(rapid.IntRange(0, h.blanks), func(i int) Term { return NewBlank(fmt.Sprint("n", i)) })
}

func (h hostile) literal() *rapid.Generator[Term] {
	return rapid.OneOf(
		rapid.Map(h.text(), NewString),
		rapid.Custom(func(t *rapid.T) Term {
			return NewLang(h.text().Draw(t, "text"), rapid.SampledFrom([]string{"zh", "zh-Hant-TW", "EN", "en-a-b-c1", "ar--rtl"}).Draw(t, "tag"))
		}),
		rapid.Custom(func(t *rapid.T) Term {
			lexical := rapid.OneOf(rapid.SampledFrom([]string{"1", "+1", "-01", "1.", ".5", "1.5", "1e5", "1.e5", ".e5", "1E+", "true", "false", "TRUE", "INF", "１"}), h.text())
			datatype := rapid.SampledFrom([]string{XSDBoolean, XSDInteger, XSDDecimal, XSDDouble, XSDDateTime, XSD + "byte", "http://e/a/b", "http://e/."})
			return NewLiteral(lexical.Draw(t, "lexical"), datatype.Draw(t, "datatype"))
		}),
	)
}

func (h hostile) quad() *rapid.Generator[Quad] {
	return rapid.Custom(func(t *rapid.T) Quad {
		subject := rapid.OneOf(h.iri(), h.blank(), h.blank())
		predicate := rapid.OneOf(h.iri(), rapid.SampledFrom([]Term{NewIRI(RDFType), NewIRI(RDFFirst), NewIRI(RDFRest), NewIRI("http://e/p")}))
		object := rapid.OneOf(h.iri(), h.blank(), h.blank(), h.literal(), rapid.Just(NewIRI(RDFNil)))
		q := Quad{S: subject.Draw(t, "s"), P: predicate.Draw(t, "p"), O: object.Draw(t, "o")}
		switch rapid.IntRange(0, 9).Draw(t, "form") {
		case 0:
			q.O = NewTripleTerm(Triple{q.S, q.P, q.O})
		case 1:
			q.G = h.blank().Draw(t, "g")
		case 2, 3:
			q.G = h.iri().Draw(t, "g")
		}
		return q
	})
}

// What is written must read back as the same dataset, and must not depend on
// the order of the quads or the labels of the blank nodes.
func TestTurtleRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := hostile{blanks: rapid.IntRange(0, 6).Draw(t, "blanks")}
		quads := rapid.SliceOfN(h.quad(), 0, 14).Draw(t, "quads")
		format := rapid.SampledFrom([]Format{Turtle, TriG}).Draw(t, "format")
		if format == Turtle {
			for i := range quads {
				quads[i].G = Term{}
			}
		}
		o := TurtleOptions{Format: format}
		if rapid.Bool().Draw(t, "short") {
			o.Prefixes, o.Base = testPrefixes, "https://w3id.org/gongbao/"
			o.Label = func(term Term) string { return term.Value + "\nx" }
		}
		var out bytes.Buffer
		if err := WriteTurtle(&out, quads, o); err != nil {
			t.Fatal(err)
		}
		back, err := ReadAll(Open(bytes.NewReader(out.Bytes()), format, "", WithRDF12()))
		if err != nil {
			t.Fatalf("%v in\n%s", err, out.String())
		}
		if !Isomorphic(quads, back) {
			t.Fatalf("another dataset came back from\n%s", out.String())
		}
		for prefix, ns := range testPrefixes {
			declared := strings.Contains(out.String(), "@prefix "+prefix+": <"+ns+">")
			if declared && !strings.Contains(strings.ReplaceAll(out.String(), "@prefix "+prefix+":", ""), prefix+":") {
				t.Fatalf("prefix %q is declared but not used:\n%s", prefix, out.String())
			}
		}

		shuffled := make([]Quad, len(quads))
		for i, q := range quads {
			shuffled[i] = q.mapBlanks(func(l string) string { return "other" + string(rune('z'-l[1]+'0')) })
		}
		rng := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		var again bytes.Buffer
		if err := WriteTurtle(&again, append(shuffled, shuffled...), o); err != nil {
			t.Fatal(err)
		}
		if again.String() != out.String() {
			t.Fatalf("other order, other bytes:\n%s\nand\n%s", out.String(), again.String())
		}
	})
}

// Streaming in the order of WriteTurtle gives its bytes.
func TestStreamTurtle(t *testing.T) {
	quads := sampleQuads(5000)
	o := TurtleOptions{Format: TriG, Prefixes: testPrefixes, Base: "https://w3id.org/gongbao/"}
	want := turtle(t, quads, o)
	sorted := slices.Clone(quads)
	class := map[Term]Term{}
	for _, q := range quads {
		if q.P.Value == RDFType {
			class[q.S] = q.O
		}
	}
	slices.SortStableFunc(sorted, func(a, b Quad) int {
		if c := CompareTerms(a.G, b.G); c != 0 {
			return c
		}
		return CompareSubjects(class[a.S], a.S, class[b.S], b.S)
	})
	var out bytes.Buffer
	if err := StreamTurtle(&out, sequence(sorted), o); err != nil {
		t.Fatal(err)
	}
	if out.String() != want {
		t.Error("streaming and sorting differ")
	}
	back, err := ReadAll(Open(&out, TriG, ""))
	if err != nil || !Isomorphic(back, quads) {
		t.Errorf("another dataset came back (%v)", err)
	}
}

// Memory must not grow with the dataset, where that has no blank nodes.
func TestStreamTurtleMemory(t *testing.T) {
	const n = 200_000
	var least, most uint64
	quads := func(yield func(Quad, error) bool) {
		for i := range n {
			q := Quad{
				S: NewIRI(fmt.Sprintf("http://e/subject/%d", i/5)), P: NewIRI(fmt.Sprintf("http://e/p%d", i%5)),
				O: NewString(fmt.Sprintf("第%d个", i)), G: NewIRI(fmt.Sprintf("http://e/graph/%d", i/500)),
			}
			if !yield(q, nil) {
				return
			}
			if i%20_000 == 10_000 {
				runtime.GC()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				if least == 0 || m.HeapAlloc < least {
					least = m.HeapAlloc
				}
				most = max(most, m.HeapAlloc)
			}
		}
	}
	if err := StreamTurtle(io.Discard, quads, TurtleOptions{Format: TriG, Prefixes: testPrefixes}); err != nil {
		t.Fatal(err)
	}
	if most-least > 4<<20 {
		t.Errorf("memory grew from %d to %d KiB", least>>10, most>>10)
	}
}

func sequence(quads []Quad) iter.Seq2[Quad, error] {
	return func(yield func(Quad, error) bool) {
		for _, q := range quads {
			if !yield(q, nil) {
				return
			}
		}
	}
}

func BenchmarkStreamTurtle(b *testing.B) {
	quads := sampleQuads(benchSize)
	o := TurtleOptions{Format: TriG, Prefixes: testPrefixes, Base: "https://w3id.org/gongbao/"}
	for b.Loop() {
		if err := StreamTurtle(io.Discard, sequence(quads), o); err != nil {
			b.Fatal(err)
		}
	}
	perQuad(b, benchSize)
}

func BenchmarkWriteTurtle(b *testing.B) {
	quads := sampleQuads(benchSize)
	rand.New(rand.NewSource(1)).Shuffle(len(quads), func(i, j int) { quads[i], quads[j] = quads[j], quads[i] })
	o := TurtleOptions{Format: TriG, Prefixes: testPrefixes, Base: "https://w3id.org/gongbao/"}
	for b.Loop() {
		if err := WriteTurtle(io.Discard, quads, o); err != nil {
			b.Fatal(err)
		}
	}
	perQuad(b, benchSize)
}
