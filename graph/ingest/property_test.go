package ingest

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gongbao/extract/fact"
	"gongbao/extract/resolve"
	"gongbao/extract/text"
	"gongbao/graph/rdf"
	"gongbao/graph/registry"
)

// anyInput draws results that no extractor would give: names of any characters,
// unknown classes and relations, spans anywhere.
func anyInput(t *rapid.T) Input {
	word := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", ".", "..", "a/b", "#", "%", "卡兰国", "𠮷", "\x00", "\ufeff", "<x>", "\"", "\\", "\xff"}))
	txt := text.New(rapid.String().Draw(t, "text"))
	span := func(label string) text.Span {
		a, b := rapid.IntRange(0, txt.Len()).Draw(t, label), rapid.IntRange(0, txt.Len()).Draw(t, label)
		return text.Span{Start: min(a, b), End: max(a, b)}
	}
	in := Input{
		Document: registry.Document{
			ID: word.Draw(t, "id"), Title: word.Draw(t, "title"), Date: word.Draw(t, "date"), URL: word.Draw(t, "url"),
			Language: rapid.SampledFrom([]string{"", "zh", "zh-Hant-TW"}).Draw(t, "language"),
		},
		PackName: word.Draw(t, "pack"), Text: txt,
	}
	n := rapid.IntRange(0, 4).Draw(t, "entities")
	for range n {
		e := resolve.Entity{
			Class:  rapid.SampledFrom([]string{"Person", "Office", "Nonsense", "", "ü b"}).Draw(t, "class"),
			Key:    []string{word.Draw(t, "key"), word.Draw(t, "key")},
			Scoped: rapid.Bool().Draw(t, "scoped"), Code: word.Draw(t, "code"),
		}
		for range rapid.IntRange(0, 3).Draw(t, "names") {
			e.Names = append(e.Names, resolve.Name{Text: word.Draw(t, "name"), Lang: rapid.SampledFrom([]string{"zh", "zh-Hans", "en", ""}).Draw(t, "lang")})
		}
		in.Entities = append(in.Entities, e)
	}
	argument := func(label string) fact.Argument {
		return fact.Argument{
			Text: word.Draw(t, label), Type: rapid.SampledFrom([]string{"Date", "Person", ""}).Draw(t, label),
			Span: span(label), Entity: rapid.IntRange(-1, n-1).Draw(t, label),
		}
	}
	name := rapid.SampledFrom([]string{"holds_office", "abbreviation_of", "made_up", "_", "of", "status", "ordinal", "decided", "x y"})
	for range rapid.IntRange(0, 5).Draw(t, "facts") {
		f := fact.Fact{
			Subject: argument("s"), Relation: name.Draw(t, "relation"), Object: argument("o"), Start: word.Draw(t, "start"),
			Modality: rapid.SampledFrom([]fact.Modality{fact.Asserted, fact.Planned, fact.Denied}).Draw(t, "modality"),
		}
		spans := map[string]text.Span{}
		for range rapid.IntRange(0, 3).Draw(t, "qualifiers") {
			q := fact.Qualifier{Name: name.Draw(t, "qualifier"), Argument: argument("value")}
			f.Qualifiers = append(f.Qualifiers, q)
			spans[q.Name] = q.Span
		}
		for range rapid.IntRange(1, 2).Draw(t, "readings") {
			f.Evidence = append(f.Evidence, fact.Evidence{Rule: word.Draw(t, "rule"), Span: span("span"), Sentence: span("sentence"), Subject: span("at"), Object: span("at"), Qualifiers: spans})
		}
		in.Facts = append(in.Facts, f)
	}
	return in
}

// TestAnyInputGivesRDF writes the graph of any result in N-Quads, which checks
// every term, and reads it back.
func TestAnyInputGivesRDF(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput(t)
		p := Prepare(in, Options{Base: "https://example.org/base/"})
		if !slices.IsSortedFunc(p.Quads, rdf.CompareQuads) || len(slices.Compact(slices.Clone(p.Quads))) != len(p.Quads) {
			t.Fatal("the quads are not sorted, or repeat")
		}
		var b bytes.Buffer
		w, err := rdf.NewLineWriter(&b, rdf.NQuads)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range p.Quads {
			if q.G.Value != p.Document.IRI {
				t.Fatalf("a quad of %s in the graph of %s", q.G.Value, p.Document.IRI)
			}
			if err := w.Write(q); err != nil {
				t.Fatalf("%v: %v", q, err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		back, err := rdf.ReadAll(rdf.Open(&b, rdf.NQuads, ""))
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(back, rdf.CompareQuads)
		if !slices.Equal(back, p.Quads) {
			t.Fatal("what is read back differs")
		}
		if again := Prepare(in, Options{Base: "https://example.org/base/"}); !slices.Equal(again.Quads, p.Quads) {
			t.Fatal("preparing twice differs")
		}
	})
}

// TestEscapeIsInjective has two different names never share an IRI.
func TestEscapeIsInjective(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		if (escape(a, "") == escape(b, "")) != (a == b) {
			t.Fatalf("%q and %q give %q and %q", a, b, escape(a, ""), escape(b, ""))
		}
	})
}
