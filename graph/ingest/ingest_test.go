package ingest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gongbao/extract/fact"
	"gongbao/extract/resolve"
	"gongbao/extract/text"
	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/ontology/vocab"
)

// update has the golden files written anew; make golden sets it.
var update = os.Getenv("GONGBAO_UPDATE") != ""

// plain are the options that most tests use.
var plain = Options{Base: vocab.DefaultBase}

// sample is a small result as extraction would give it, over invented names,
// with every kind of argument, modality and qualifier that ingest treats in a
// way of its own.
func sample(t testing.TB) Input {
	t.Helper()
	const src = "湖區合作組織(以下簡稱“湖合組織”)峯會2031年5月2日至3日在碧灣舉行。卡蘭共和國總統𠮷田會見了前總統奧倫·貝爾薩。" +
		"峯會發表《湖區宣言》。下次會議將於2032年在南島國舉行。"
	txt := text.New(src)
	span := func(s string) text.Span {
		i := strings.Index(src, s)
		if i < 0 {
			t.Fatalf("the sample has no %q", s)
		}
		start := len([]rune(src[:i]))
		return text.Span{Start: start, End: start + len([]rune(s))}
	}
	entities := []resolve.Entity{
		{Class: "Meeting", Key: []string{"meeting", "湖区合作组织峰会", "2031-05-02"}, Names: []resolve.Name{{Text: "湖區合作組織峯會", Lang: "zh-Hant"}}},
		{Class: "Place", Key: []string{"place", "BW"}, Code: "BW", Names: []resolve.Name{{Text: "碧湾", Lang: "zh-Hans"}, {Text: "碧灣", Lang: "zh-Hant"}}},
		{Class: "Person", Key: []string{"person", "KAL", "𠮷田"}, Names: []resolve.Name{{Text: "𠮷田", Lang: "zh"}}},
		{Class: "Office", Key: []string{"office", "KAL", "总统"}, Names: []resolve.Name{{Text: "總統", Lang: "zh-Hant"}}},
		{Class: "State", Key: []string{"state", "KAL"}, Code: "KAL", Names: []resolve.Name{{Text: "卡兰共和国", Lang: "zh-Hans"}, {Text: "卡蘭共和國", Lang: "zh-Hant"}, {Text: "卡蘭國", Lang: "zh-Hant"}}},
		{Class: "Person", Key: []string{"person", "奥伦·贝尔萨"}, Scoped: true, Names: []resolve.Name{{Text: "奧倫·貝爾薩", Lang: "zh-Hant"}}},
		{Class: "Organisation", Key: []string{"org", "湖区合作组织"}, Names: []resolve.Name{{Text: "湖區合作組織", Lang: "zh-Hant"}, {Text: "湖合組織", Lang: "zh-Hant"}}},
		{Class: "Document", Key: []string{"document", "《湖区宣言》"}, Scoped: true, Names: []resolve.Name{{Text: "《湖區宣言》", Lang: "zh-Hant"}}},
		{Class: "Place", Key: []string{"state", "NDG"}, Code: "NDG", Names: []resolve.Name{{Text: "南岛国", Lang: "zh-Hans"}}},
		{Class: "Meeting", Key: []string{"meeting", "下次会议"}, Scoped: true, Names: []resolve.Name{{Text: "下次會議", Lang: "zh-Hant"}}},
	}
	arg := func(s string, entity int) fact.Argument {
		return fact.Argument{Text: s, Span: span(s), Entity: entity}
	}
	date := func(s, read string) fact.Argument {
		return fact.Argument{Text: s, Type: "Date", Span: span(read), Entity: fact.NoEntity}
	}
	evidence := func(rule string, s, o fact.Argument, quals map[string]text.Span) []fact.Evidence {
		whole := s.Span.Union(o.Span)
		return []fact.Evidence{{Rule: rule, Span: whole, Sentence: text.Span{Start: max(0, whole.Start-2), End: whole.End + 1}, Subject: s.Span, Object: o.Span, Qualifiers: quals}}
	}
	meeting := fact.Argument{Text: "湖區合作組織峯會", Span: span("峯會"), Entity: 0}
	made := func(rel string, s, o fact.Argument, m fact.Modality, quals ...fact.Qualifier) fact.Fact {
		spans := map[string]text.Span{}
		for _, q := range quals {
			if !q.Span.Empty() {
				spans[q.Name] = q.Span
			}
		}
		return fact.Fact{Relation: rel, Subject: s, Object: o, Modality: m, Qualifiers: quals, Evidence: evidence("r-"+rel, s, o, spans)}
	}
	of := fact.Qualifier{Name: "of", Argument: arg("卡蘭共和國", 4)}
	former := fact.Qualifier{Name: "status", Argument: fact.Argument{Text: "former", Span: span("前"), Entity: fact.NoEntity}}
	ordinal := fact.Qualifier{Name: "ordinal", Argument: fact.Argument{Text: "3", Entity: fact.NoEntity}}
	custom := fact.Qualifier{Name: "mood_of_day", Argument: fact.Argument{Text: "好", Entity: fact.NoEntity}}
	facts := []fact.Fact{
		made("held_on", meeting, date("2031-05-02/2031-05-03", "2031年5月2日至3日"), fact.Asserted),
		made("held_in", meeting, arg("碧灣", 1), fact.Asserted, ordinal),
		made("abbreviation_of", arg("湖合組織", 6), arg("湖區合作組織", 6), fact.Asserted),
		made("holds_office", arg("𠮷田", 2), arg("總統", 3), fact.Asserted, of),
		made("holds_office", arg("奧倫·貝爾薩", 5), arg("總統", 3), fact.Asserted, of, former),
		made("met_with", arg("𠮷田", 2), arg("奧倫·貝爾薩", 5), fact.Asserted),
		made("issued", meeting, arg("《湖區宣言》", 7), fact.Asserted),
		made("held_in", arg("下次會議", 9), arg("南島國", 8), fact.Planned),
		made("waves_at", arg("𠮷田", 2), fact.Argument{Text: "<群\"眾>", Entity: fact.NoEntity}, fact.Claimed, custom),
		made("met_with", fact.Argument{Text: "無名氏", Entity: fact.NoEntity}, arg("𠮷田", 2), fact.Denied),
	}
	facts[0].Start, facts[0].End = "2031-05-02", "2031-05-03"
	facts[7].Start, facts[7].End = "2032", "2032"
	return Input{
		Document: registry.Document{
			ID: "notes/lake summit.txt", Title: "湖區公報", Date: "2031-05-03", URL: "https://example.org/a?b=c", Charset: "UTF-8",
			Language: "zh-Hant", ContentHash: "00ff", Pack: "diplomacy 1", PackHash: "11", Engine: "test",
		},
		PackName: "diplomacy", Text: txt, Facts: facts, Entities: entities,
	}
}

// nquad writes a quad in N-Quads for the golden file.
func nquad(q rdf.Quad) string {
	term := func(t rdf.Term) string {
		switch {
		case t.Kind == rdf.IRI:
			return "<" + t.Value + ">"
		case t.Lang != "":
			return fmt.Sprintf("%q@%s", t.Value, t.Lang)
		case t.Datatype != rdf.XSDString:
			return fmt.Sprintf("%q^^<%s>", t.Value, t.Datatype)
		}
		return fmt.Sprintf("%q", t.Value)
	}
	return term(q.S) + " " + term(q.P) + " " + term(q.O) + " " + term(q.G) + " ."
}

func TestGolden(t *testing.T) {
	quads, statements, _ := build(sample(t), plain)
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %d statements, %d quads\n", len(statements), len(quads))
	for _, q := range quads {
		b.WriteString(nquad(q) + "\n")
	}
	name := filepath.Join("testdata", "sample.nq")
	if update {
		if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), want) {
		t.Errorf("the graph of the sample differs from %s; run make golden and read the difference", name)
	}
}

func TestDirectTriples(t *testing.T) {
	in := sample(t)
	namer := NewNamer(vocab.DefaultBase)
	quads := Quads(in, plain)
	has := func(s, p, o string) bool {
		return slices.ContainsFunc(quads, func(q rdf.Quad) bool { return q.S.Value == s && q.P.Value == p && q.O.Value == o })
	}
	doc := namer.Document(in.Document.ID)
	office := vocab.DefaultBase + "id/office/KAL/总统"
	if !has(vocab.DefaultBase+"id/person/KAL/𠮷田", vocab.HoldsOffice, office) {
		t.Error("no direct triple for an office held")
	}
	if has(doc+"#person/奥伦·贝尔萨", vocab.HoldsOffice, office) {
		t.Error("a direct triple for a former office")
	}
	if has(doc+"#meeting/下次会议", vocab.HeldIn, vocab.DefaultBase+"id/state/NDG") {
		t.Error("a direct triple for a planned meeting")
	}
	if !has(office, vocab.OfficeOf, vocab.DefaultBase+"id/state/KAL") {
		t.Error("the office is not said to be of its state")
	}
	if !has(vocab.DefaultBase+"id/org/湖区合作组织", vocab.Abbreviation, "湖合組織") {
		t.Error("the abbreviation is not a name of the organisation")
	}
}

// TestEvidenceIsExact cuts the bytes of every quotation out of the source.
func TestEvidenceIsExact(t *testing.T) {
	in := sample(t)
	quads := Quads(in, plain)
	type selector struct {
		exact, start, end string
	}
	sels := map[string]*selector{}
	for _, q := range quads {
		s := sels[q.S.Value]
		if s == nil {
			s = &selector{}
			sels[q.S.Value] = s
		}
		switch q.P.Value {
		case vocab.OAExact:
			s.exact = q.O.Value
		case vocab.ByteStart:
			s.start = q.O.Value
		case vocab.ByteEnd:
			s.end = q.O.Value
		}
	}
	n := 0
	for iri, s := range sels {
		if s.exact == "" {
			continue
		}
		n++
		var start, end int
		if _, err := fmt.Sscan(s.start, &start); err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Sscan(s.end, &end); err != nil {
			t.Fatal(err)
		}
		if got := in.Text.String()[start:end]; got != s.exact {
			t.Errorf("%s quotes %q and its bytes are %q", iri, s.exact, got)
		}
	}
	if n < 10 {
		t.Errorf("only %d quotations", n)
	}
}

// TestStatementIRI says what a statement's IRI depends on and what not.
func TestStatementIRI(t *testing.T) {
	iris := func(in Input) []string {
		var out []string
		for _, g := range newBuilder(in, plain).group() {
			out = append(out, g.iri)
		}
		return out
	}
	in := sample(t)
	before := iris(in)
	if len(before) != len(in.Facts) {
		t.Fatalf("%d statements of %d different facts", len(before), len(in.Facts))
	}
	in.Facts[3].Evidence[0].Rule = "another"
	in.Facts[3].Subject.Text = "another wording"
	slices.Reverse(in.Facts)
	after := iris(in)
	slices.Reverse(after)
	if !slices.Equal(before, after) {
		t.Error("rule, wording or order changed the IRI of a statement")
	}
	in = sample(t)
	in.Facts[3].Modality = fact.Planned
	if iris(in)[3] == before[3] {
		t.Error("the modality does not change the IRI")
	}
	in = sample(t)
	in.Facts[3].Qualifiers = nil
	if iris(in)[3] == before[3] {
		t.Error("the body of the office does not change the IRI")
	}
}

// TestToldTwice has one fact told twice in the same terms, and a second
// instance of another at another time.
func TestToldTwice(t *testing.T) {
	in := sample(t)
	again := in.Facts[3]
	again.Evidence = []fact.Evidence{{Rule: "second-rule", Span: text.Span{Start: 1, End: 3}, Sentence: text.Span{Start: 0, End: 9}}}
	visit := in.Facts[5]
	visit.Start = "2030-01-01"
	later := in.Facts[5]
	later.Start = "2031-01-01"
	in.Facts = append(in.Facts, again, visit, later)
	b := newBuilder(in, plain)
	groups := b.group()
	if got, want := len(groups), 11; got != want {
		t.Fatalf("%d statements, want %d", got, want)
	}
	if got := len(groups[3].facts); got != 2 {
		t.Errorf("the fact told twice has %d readings", got)
	}
	if groups[5].start != "2030-01-01" || groups[10].start != "2031-01-01" || groups[5].iri == groups[10].iri {
		t.Errorf("two instances at two times: %+v and %+v", groups[5], groups[10])
	}
	b.statement(groups[3])
	rules := map[string]bool{}
	for _, q := range b.quads {
		if q.S.Value == groups[3].iri && q.P.Value == vocab.Rule {
			rules[q.O.Value] = true
		}
	}
	if !reflect.DeepEqual(rules, map[string]bool{"r-holds_office": true, "second-rule": true}) {
		t.Errorf("rules of the statement: %v", rules)
	}
}

func TestLiterals(t *testing.T) {
	for s, want := range map[string]string{
		"2012-06-07": vocab.XSDDate, "2012-06": vocab.XSDGYearMonth, "2012": vocab.XSDGYear, "--01-28": vocab.XSDGMonthDay,
		"2012-06-06/2012-06-07": vocab.EDTF, "2012/..": vocab.EDTF, "2012-02-30": rdf.XSDString, "2012-13": rdf.XSDString,
		"2012?": vocab.EDTF, "201X": vocab.EDTF, "2012-21": vocab.EDTF, "2012-06-07T10:00:00Z": rdf.XSDString, "--02-30": rdf.XSDString,
		"/": rdf.XSDString, "soon": rdf.XSDString, "": rdf.XSDString,
	} {
		if got := dateTerm(s).Datatype; got != want {
			t.Errorf("dateTerm(%q) has type %s, want %s", s, got, want)
		}
	}
	if numberTerm("17").Datatype != vocab.XSDInteger || numberTerm("十七").Datatype != rdf.XSDString || numberTerm("017").Datatype != rdf.XSDString {
		t.Error("a number is an integer only in its canonical form")
	}
}

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"纳扎尔巴耶夫":   "纳扎尔巴耶夫",
		"𠮷田":       "𠮷田",
		"a b":      "a%20b",
		"a/b":      "a%2Fb",
		"a%20b":    "a%2520b",
		"<\"{}>":   "%3C%22%7B%7D%3E",
		"..":       "%2E%2E",
		"\u202e反":  "%E2%80%AE反",
		"\xff":     "%FF",
		"\ue000":   "%EE%80%80",
		"艾哈迈迪—内贾德": "艾哈迈迪—内贾德",
	} {
		if got := escape(in, ""); got != want {
			t.Errorf("escape(%q) = %q, want %q", in, got, want)
		}
	}
	n := NewNamer("https://example.org")
	if got, want := n.Document("https://example.com/a?b#c"), "https://example.org/doc/https://example.com/a%3Fb%23c"; got != want {
		t.Errorf("document IRI %s, want %s", got, want)
	}
	if got, want := n.Document("../x/..y"), "https://example.org/doc/%2E%2E/x/..y"; got != want {
		t.Errorf("document IRI %s, want %s", got, want)
	}
}

// TestContextWithoutText has the characters around a quotation in the graph
// only where the store keeps no text that has them.
func TestContextWithoutText(t *testing.T) {
	contexts := func(o Options) (n int) {
		for _, q := range Quads(sample(t), o) {
			if q.P.Value == vocab.OAPrefix || q.P.Value == vocab.OASuffix {
				n++
			}
		}
		return n
	}
	if n := contexts(plain); n != 0 {
		t.Errorf("%d contexts beside the text", n)
	}
	if n := contexts(Options{Base: vocab.DefaultBase, NoText: true}); n < 10 {
		t.Errorf("%d contexts in place of the text", n)
	}
}
