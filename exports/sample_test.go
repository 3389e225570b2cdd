package exports

import (
	"context"
	"errors"
	"strings"
	"testing"

	"gongbao/extract/fact"
	"gongbao/extract/resolve"
	"gongbao/extract/text"
	"gongbao/graph/ingest"
	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// sample is a small dataset of two graphs that share triples and a subject,
// with names and literals that need care.
func sample() []rdf.Quad {
	iri := func(s string) rdf.Term { return rdf.NewIRI(vocab.DefaultBase + s) }
	a, b := iri("doc/甲.txt"), iri("doc/b.txt")
	person, state, meeting := iri("id/person/KAL/𠮷田·贝尔萨"), iri("id/state/KAL"), iri("id/meeting/x%20y")
	quad := func(s rdf.Term, p string, o, g rdf.Term) rdf.Quad {
		return rdf.Quad{S: s, P: rdf.NewIRI(p), O: o, G: g}
	}
	return []rdf.Quad{
		quad(person, vocab.RDFType, rdf.NewIRI(vocab.ClassPerson), a),
		quad(person, vocab.RDFType, rdf.NewIRI(vocab.ClassPerson), b),
		quad(person, vocab.SKOSPrefLabel, rdf.NewLang("𠮷田·贝尔萨", "zh-Hans"), a),
		quad(person, vocab.SKOSPrefLabel, rdf.NewLang("𠮷田·貝爾薩", "zh-Hant-TW"), b),
		quad(state, vocab.RDFType, rdf.NewIRI(vocab.ClassState), a),
		quad(state, vocab.Code, rdf.NewString("K\"A\\L\n"), a),
		quad(meeting, vocab.RDFType, rdf.NewIRI(vocab.ClassMeeting), b),
		quad(meeting, vocab.HeldOn, rdf.NewLiteral("2031-05-02", vocab.XSDDate), b),
		quad(meeting, vocab.HeldOn, rdf.NewLiteral("2031-05-02/2031-05-03", vocab.EDTF), b),
		quad(meeting, vocab.Ordinal, rdf.NewLiteral("007", vocab.XSDInteger), b),
		quad(person, vocab.Attended, meeting, b),
		quad(state, vocab.Theme, rdf.NewString(""), rdf.Term{}),
		quad(state, "http://www.w3.org/2002/07/owl#sameAs", rdf.NewIRI("http://www.wikidata.org/entity/Q1"), rdf.Term{}),
		quad(iri("id/place/BW"), "http://www.w3.org/2002/07/owl#sameAs", rdf.NewIRI("http://www.wikidata.org/entity/Q2"), rdf.Term{}),
	}
}

// sampleText is the text of a document with every kind of statement that ingest
// writes, over invented names.
const sampleText = "湖區合作組織峯會2031年5月2日至3日在碧灣舉行。\n卡蘭共和國總統𠮷田出席。\n總統𠮷田任期自2029年1月至2033年。下次會議將於2032年\n在南島國舉行。"

// sampleDocument is that document with its facts and entities.
func sampleDocument(t testing.TB) ingest.Input {
	t.Helper()
	span := func(s string) text.Span {
		i := strings.Index(sampleText, s)
		if i < 0 {
			t.Fatalf("the sample has no %q", s)
		}
		start := len([]rune(sampleText[:i]))
		return text.Span{Start: start, End: start + len([]rune(s))}
	}
	entities := []resolve.Entity{
		{Class: "Meeting", Key: []string{"meeting", "湖区合作组织峰会", "2031-05-02"}, Names: []resolve.Name{{Text: "湖區合作組織峯會", Lang: "zh-Hant"}}},
		{Class: "Place", Key: []string{"place", "BW"}, Code: "BW", Names: []resolve.Name{{Text: "碧湾", Lang: "zh-Hans"}, {Text: "碧灣", Lang: "zh-Hant"}}},
		{Class: "Person", Key: []string{"person", "KAL", "𠮷田"}, Names: []resolve.Name{{Text: "𠮷田", Lang: "zh"}}},
		{Class: "Office", Key: []string{"office", "KAL", "总统"}, Names: []resolve.Name{{Text: "總統", Lang: "zh-Hant"}}},
		{Class: "State", Key: []string{"state", "KAL"}, Code: "KAL", Names: []resolve.Name{{Text: "卡兰共和国", Lang: "zh-Hans"}, {Text: "卡蘭共和國", Lang: "zh-Hant"}, {Text: "卡蘭|國", Lang: "zh-Hant"}}},
		{Class: "State", Key: []string{"state", "NDG"}, Code: "NDG", Names: []resolve.Name{{Text: "南岛国", Lang: "zh-Hans"}}},
		{Class: "Meeting", Key: []string{"meeting", "下次会议"}, Scoped: true, Names: []resolve.Name{{Text: "下次會議", Lang: "zh-Hant"}}},
	}
	arg := func(s string, entity int) fact.Argument { return fact.Argument{Text: s, Span: span(s), Entity: entity} }
	made := func(relation string, s, o fact.Argument, m fact.Modality, start, end string, quals ...fact.Qualifier) fact.Fact {
		at := map[string]text.Span{}
		for _, q := range quals {
			at[q.Name] = q.Span
		}
		whole := s.Span.Union(o.Span)
		sentence := text.Span{Start: max(0, whole.Start-2), End: whole.End + 1}
		return fact.Fact{
			Relation: relation, Subject: s, Object: o, Modality: m, Start: start, End: end, Qualifiers: quals,
			Evidence: []fact.Evidence{{Rule: "r-" + relation, Span: whole, Sentence: sentence, Subject: s.Span, Object: o.Span, Qualifiers: at}},
		}
	}
	date := fact.Argument{Text: "2031-05-02/2031-05-03", Type: "Date", Span: span("2031年5月2日至3日"), Entity: fact.NoEntity}
	of := fact.Qualifier{Name: "of", Argument: arg("卡蘭共和國", 4)}
	holds := made("holds_office", arg("𠮷田", 2), arg("總統", 3), fact.Asserted, "", "", of)
	again := holds.Evidence[0]
	again.Rule, again.Sentence = "r-again", span("總統𠮷田任期自2029年1月至2033年。")
	holds.Evidence = append(holds.Evidence, again)
	return ingest.Input{
		Document: registry.Document{
			ID: "湖區/公報.txt", Title: "湖區峯會公報", Date: "2031-05-03", URL: "https://example.org/公報?a=1&b=2", Language: "zh-Hant", Charset: "utf-8",
			ContentHash: "00ff", Pack: "test 1", PackHash: "11aa", Engine: "0.0.0/0", Fingerprint: "f",
		},
		PackName: "test", Text: text.New(sampleText), Entities: entities,
		Facts: []fact.Fact{
			made("held_in", arg("湖區合作組織峯會", 0), arg("碧灣", 1), fact.Asserted, "", ""),
			made("held_on", arg("湖區合作組織峯會", 0), date, fact.Asserted, "", ""),
			made("attended", arg("𠮷田", 2), arg("湖區合作組織峯會", 0), fact.Asserted, "2031-05-02", "2031-05-03"),
			holds,
			made("appointed_to", arg("𠮷田", 2), arg("總統", 3), fact.Asserted, "2029-01", "2033", of),
			made("held_in", arg("下次會議", 6), arg("2032年\n在南島國", 5), fact.Planned, "2032", ""),
		},
	}
}

// load puts quads into a store in memory, in their order and one transaction
// each, and the document before those from a place on; it returns all of that as
// a source.
func load(t testing.TB, quads []rdf.Quad, at int) Source {
	t.Helper()
	return FromStore(loadStore(t, quads, at))
}

func loadStore(t testing.TB, quads []rdf.Quad, at int) *store.Snapshot {
	t.Helper()
	ctx := context.Background()
	s, err := store.Open(store.Memory, store.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, q := range quads {
		err := s.Update(ctx, func(b *store.Batch) error {
			if i == at {
				p := ingest.Prepare(sampleDocument(t), ingest.Options{Base: vocab.DefaultBase})
				if err := ingest.Write(b, b, p); err != nil {
					return err
				}
			}
			return b.Add(q)
		})
		if err != nil {
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
