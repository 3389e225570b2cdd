package lookup_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"gongbao/extract/fact"
	"gongbao/extract/resolve"
	"gongbao/extract/text"
	"gongbao/graph/ingest"
	"gongbao/graph/lookup"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// document is the result of reading one sentence about an invented state's
// president, as extraction would give it.
func document(t testing.TB, id, src, state, person string) ingest.Input {
	t.Helper()
	span := func(s string) text.Span {
		before, _, ok := strings.Cut(src, s)
		if !ok {
			t.Fatalf("no %q in %q", s, src)
		}
		n := len([]rune(before))
		return text.Span{Start: n, End: n + len([]rune(s))}
	}
	arg := func(s string, entity int) fact.Argument { return fact.Argument{Text: s, Span: span(s), Entity: entity} }
	of := fact.Qualifier{Name: "of", Argument: arg(state, 0)}
	script := text.Script(src)
	return ingest.Input{
		Document: registry.Document{ID: id, ContentHash: id, Pack: "test 1"},
		PackName: "test",
		Text:     text.New(src),
		Entities: []resolve.Entity{
			{Class: "State", Key: []string{"state", "KAL"}, Code: "KAL", Names: []resolve.Name{{Text: "卡兰国", Lang: "zh-Hans"}, {Text: state, Lang: script}}},
			{Class: "Person", Key: []string{"person", "KAL", "贝尔萨"}, Names: []resolve.Name{{Text: person, Lang: script}}},
			{Class: "Office", Key: []string{"office", "KAL", "总统"}, Names: []resolve.Name{{Text: "总统", Lang: "zh-Hans"}}},
		},
		Facts: []fact.Fact{{
			Relation: "holds_office", Subject: arg(person, 1), Object: arg(string([]rune(src)[span(state).End:span(state).End+2]), 2),
			Modality: fact.Asserted, Qualifiers: []fact.Qualifier{of},
			Evidence: []fact.Evidence{{
				Rule: "head", Span: span(state).Union(span(person)), Sentence: text.Span{Start: 0, End: len([]rune(src))},
				Subject: span(person), Object: text.Span{Start: span(state).End, End: span(state).End + 2},
				Qualifiers: map[string]text.Span{"of": span(state)},
			}},
		}},
	}
}

// fill returns a store in memory with the documents.
func fill(t testing.TB, noText bool, docs ...ingest.Input) *store.Snapshot {
	t.Helper()
	s, err := store.Open(store.Memory, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		p := ingest.Prepare(d, ingest.Options{Base: vocab.DefaultBase, NoText: noText})
		if err := s.Update(context.Background(), func(b *store.Batch) error { return ingest.Write(b, b, p) }); err != nil {
			t.Fatal(err)
		}
	}
	snap := s.Snapshot()
	t.Cleanup(func() {
		if err := errors.Join(snap.Close(), s.Close()); err != nil {
			t.Error(err)
		}
	})
	return snap
}

func TestLookup(t *testing.T) {
	ctx := context.Background()
	snap := fill(t, false,
		document(t, "a", "今日,卡蘭國總統貝爾薩𠮷到訪。", "卡蘭國", "貝爾薩𠮷"),
		document(t, "b", "卡兰国总统贝尔萨吉说。", "卡兰国", "贝尔萨吉"))
	v := lookup.NewView(snap, lookup.Options{})
	for _, name := range []string{"卡蘭國", "卡兰国", "state/KAL", "id/state/KAL", vocab.DefaultBase + "id/state/KAL"} {
		es, err := v.Find(ctx, name)
		if err != nil || len(es) != 1 || es[0].Label != "卡兰国" || es[0].Documents != 2 {
			t.Errorf("Find(%s) = %+v, %v", name, es, err)
		}
	}
	if es, err := v.Find(ctx, "卡兰"); err != nil || len(es) != 0 {
		t.Errorf("part of a name found %v, %v", es, err)
	}
	es, err := v.Find(ctx, "貝爾薩𠮷")
	if err != nil || len(es) != 1 || !slices.Contains(es[0].Classes, "Person") {
		t.Fatalf("Find = %v, %v", es, err)
	}
	facts, err := v.Facts(ctx, es[0].IRI)
	if err != nil || len(facts.Out) != 1 || len(facts.In) != 0 {
		t.Fatalf("Facts = %+v, %v", facts, err)
	}
	f := facts.Out[0]
	if f.Relation != "holdsOffice" || f.Object.Label != "总统" || len(f.Sources) != 2 || f.Modality != "asserted" {
		t.Errorf("fact %+v", f)
	}
	if len(f.Qualifiers) != 1 || f.Qualifiers[0].Name != "of" || f.Qualifiers[0].Label != "卡兰国" {
		t.Errorf("qualifiers %+v", f.Qualifiers)
	}
	beside, err := v.Facts(ctx, vocab.DefaultBase+"id/state/KAL")
	if err != nil || len(beside.Beside) != 1 || len(beside.Out)+len(beside.In) != 0 {
		t.Errorf("facts beside the state: %+v, %v", beside, err)
	}

	ev, err := v.Evidence(ctx, f.Sources[0])
	if err != nil || len(ev) != 1 {
		t.Fatalf("Evidence = %v, %v", ev, err)
	}
	got := ev[0].Marked(func(slot, text string) string { return "[" + slot + ":" + text + "]" })
	if want := "今日,[of:卡蘭國][object:總統][subject:貝爾薩𠮷]到訪。"; got != want {
		t.Errorf("marked %q, want %q", got, want)
	}
	src := "今日,卡蘭國總統貝爾薩𠮷到訪。"
	for _, m := range ev[0].Marks {
		if src[m.ByteStart:m.ByteEnd] != m.Exact {
			t.Errorf("bytes %d-%d are %q, want %q", m.ByteStart, m.ByteEnd, src[m.ByteStart:m.ByteEnd], m.Exact)
		}
	}
}

func TestStatementByName(t *testing.T) {
	ctx := context.Background()
	var docs []ingest.Input
	for _, id := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z", "1", "2", "3", "4", "5", "6", "7"} {
		docs = append(docs, document(t, id, "卡兰国总统贝尔萨说。", "卡兰国", "贝尔萨"))
	}
	v := lookup.NewView(fill(t, true, docs...), lookup.Options{Lang: "zh-Hans"})
	facts, err := v.Facts(ctx, vocab.DefaultBase+"id/person/KAL/贝尔萨")
	if err != nil {
		t.Fatal(err)
	}
	st := facts.Out[0].Sources[0]
	for _, name := range []string{st.IRI, st.Ref, st.Ref[:15]} {
		got, err := v.Statement(ctx, name)
		if err != nil || got == nil || got.IRI != st.IRI {
			t.Errorf("Statement(%s) = %v, %v", name, got, err)
		}
	}
	for _, name := range []string{"", "no-such", "https://example.org/statement/" + st.Ref} {
		if got, err := v.Statement(ctx, name); got != nil || err != nil {
			t.Errorf("Statement(%q) = %v, %v", name, got, err)
		}
	}
	// 33 statements whose names begin with one of 32 letters.
	ambiguous := 0
	for _, s := range facts.Out[0].Sources {
		_, err := v.Statement(ctx, s.Ref[:1])
		var e *lookup.AmbiguousError
		if errors.As(err, &e) && len(e.Matches) >= 2 {
			ambiguous++
		} else if err != nil {
			t.Error(err)
		}
	}
	if ambiguous == 0 {
		t.Error("33 statements and no beginning in common")
	}
	// Without a kept text the marks stay and the sentence is missing.
	ev, err := v.Evidence(ctx, st)
	if err != nil || len(ev) != 1 || ev[0].Sentence != "" || len(ev[0].Marks) != 3 {
		t.Errorf("evidence without text: %+v, %v", ev, err)
	}
}
