package derive

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"gongbao/extract"
	"gongbao/extract/pack"
	"gongbao/extract/packs"
	"gongbao/extract/source"
	"gongbao/graph/ingest"
	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// reader reads texts with the built-in pack.
func newReader(t *testing.T) func(id, date, text string) *ingest.Prepared {
	t.Helper()
	files, err := packs.Open(packs.Default)
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	x, err := extract.New(p, extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return func(id, date, text string) *ingest.Prepared {
		r, err := x.Extract(context.Background(), &source.Document{ID: id, Date: date, Path: id + ".txt", Bytes: []byte(text)})
		if err != nil {
			t.Fatal(err)
		}
		in := ingest.Input{Document: registry.Document{ID: id, Date: date}, PackName: p.Name, Text: r.Text, Facts: r.Facts, Entities: r.Entities}
		return ingest.Prepare(in, ingest.Options{Base: testBase})
	}
}

// derivedFacts returns what is derived, as rule: subject relation object
// qualifiers, sorted; of IRIs the last part. Each must rest on statements of the
// store.
func derivedFacts(t *testing.T, st *store.Store) []string {
	t.Helper()
	snap := st.Snapshot()
	defer snap.Close()
	v, err := newView(context.Background(), snap)
	if err != nil {
		t.Fatal(err)
	}
	short := func(term rdf.Term) string {
		return term.Value[strings.LastIndexAny(term.Value, "/#")+1:]
	}
	var out []string
	for rec, err := range snap.Records(registry.Derived, "") {
		if err != nil {
			t.Fatal(err)
		}
		for _, iri := range strings.Fields(string(rec.Value)) {
			node, _, err := snap.ID(rdf.NewIRI(iri))
			if err != nil {
				t.Fatal(err)
			}
			graph, _, err := snap.ID(rdf.NewIRI(Graph(testBase)))
			if err != nil {
				t.Fatal(err)
			}
			s, err := v.statement(node, graph)
			if err != nil {
				t.Fatal(err)
			}
			slices.SortFunc(s.Properties, compareProperties)
			line := s.Rule + ": " + short(s.Subject) + " " + short(s.Predicate) + " " + short(s.Object)
			for _, p := range s.Properties {
				if p.Name != vocab.Modality {
					line += " " + strings.TrimPrefix(p.Name, vocab.NS) + "=" + short(p.Value)
				}
			}
			for _, premise := range s.Premises {
				if _, known, err := snap.Record(registry.Statements, registry.Ref(premise)); err != nil || !known && !strings.Contains(registry.Ref(premise), "-") {
					t.Errorf("%s rests on %s, which is no statement (%v)", line, premise, err)
				}
			}
			out = append(out, line)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestRules reads sentences written for each rule and demands what follows from
// them, and nothing else by that rule.
func TestRules(t *testing.T) {
	read := newReader(t)
	rules := builtIn(t)
	o := Options{Prefixes: prefixes(t), Fold: registry.FoldName}
	for _, c := range []struct {
		name, rule string
		texts      []string // each of a document, on one day after the other
		want       []string
	}{
		{"a president attends", "represented-by-office", []string{
			"2031年5月6日，湖区论坛峰会在阿斯塔纳举行。哈萨克斯坦总统林德出席湖区论坛峰会。",
		}, []string{"KAZ representedAt 2031-05-06 by=林德"}},
		{"a former president attends", "represented-by-office", []string{
			"2031年5月6日，湖区论坛峰会在阿斯塔纳举行。哈萨克斯坦前总统林德出席湖区论坛峰会。",
		}, nil},
		{"observers", "observer-by-delegation", []string{
			"上海合作组织成员国元首理事会第三十次会议2031年6月7日在北京举行。成员国哈萨克斯坦总统林德，观察员国蒙古国总统巴特尔出席会议。",
		}, []string{"MNG observerOf SCO at=2031-06-07"}},
		{"two meetings of a series", "next-by-ordinal", []string{
			"上海合作组织成员国元首理事会第三十次会议2031年6月7日在北京举行。",
			"上海合作组织成员国元首理事会第三十一次会议2032年6月7日在阿斯塔纳举行。",
		}, []string{"2031-06-07 nextMeeting 2032-06-07"}},
		{"two meetings apart", "next-by-ordinal", []string{
			"上海合作组织成员国元首理事会第三十次会议2031年6月7日在北京举行。",
			"上海合作组织成员国元首理事会第三十三次会议2034年6月7日在阿斯塔纳举行。",
		}, nil},
		{"a term that the text tells", "term-of-office", []string{
			"元首们任命林德为上海合作组织秘书长，任期为2031年1月1日至2033年12月31日。",
		}, []string{"林德 holdsOffice 秘书长 end=2033-12-31 of=SCO start=2031-01-01"}},
		{"a term that a removal ends", "term-of-office", []string{
			"2031年1月1日，任命林德为上海合作组织秘书长。", "2032年3月1日，免去林德的上海合作组织秘书长职务。",
		}, []string{"林德 holdsOffice 秘书长 end=2032-03-01 of=SCO start=2031-01-01"}},
		{"a term that a successor ends", "term-of-office", []string{
			"2031年1月1日，任命林德为上海合作组织秘书长。", "2034年3月1日，任命巴特尔接替林德为上海合作组织秘书长。",
		}, []string{"巴特尔 holdsOffice 秘书长 of=SCO start=2034-03-01", "林德 holdsOffice 秘书长 end=2034-03-01 of=SCO start=2031-01-01"}},
		{"joined", "member-since", []string{"2031年6月9日，蒙古国加入上海合作组织。"}, []string{"MNG memberOf SCO start=2031-06-09"}},
		{"part of a part", "part-of-part", []string{
			"联合国粮农组织隶属于联合国。", "世界气象组织隶属于联合国粮农组织。",
		}, []string{"WMO partOf UN"}},
		{"appointed, removed, and once more", "term-of-office", []string{
			"2031年1月1日，任命林德为上海合作组织秘书长。", "2032年3月1日，免去林德的上海合作组织秘书长职务。", "2033年3月1日，免去林德的上海合作组织秘书长职务。",
		}, []string{"林德 holdsOffice 秘书长 end=2032-03-01 of=SCO start=2031-01-01"}},
		{"another is removed", "term-of-office", []string{
			"2031年1月1日，任命林德为上海合作组织秘书长。", "2032年3月1日，免去巴特尔的上海合作组织秘书长职务。",
		}, []string{"林德 holdsOffice 秘书长 of=SCO start=2031-01-01"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			st := memory(t)
			defer st.Close()
			edit(t, st, func(tr *Tracker) error {
				for i, text := range c.texts {
					id := string(rune('a' + i))
					if err := ingest.Write(tr, tr, read(id, "2034-07-0"+string(rune('1'+i)), text)); err != nil {
						return err
					}
				}
				return nil
			})
			deriveAll(t, st, rules, o)
			var got []string
			for _, line := range derivedFacts(t, st) {
				if line, ok := strings.CutPrefix(line, c.rule+": "); ok {
					got = append(got, line)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// TestLocatedWithin runs the rule over a chain, which needs it to feed itself,
// and over a ring, which must come to an end.
func TestLocatedWithin(t *testing.T) {
	rules := builtIn(t)
	o := Options{Prefixes: prefixes(t), Fold: registry.FoldName}
	chain := []fact{{"locatedIn", "Place/甲", "Place/乙", nil}, {"locatedIn", "Place/乙", "Place/丙", nil}, {"locatedIn", "Place/丙", "Place/丁", nil}}
	for _, c := range []struct {
		facts []fact
		want  []string
	}{
		{chain, []string{"located-within: 乙 locatedIn 丁", "located-within: 甲 locatedIn 丁", "located-within: 甲 locatedIn 丙"}},
		{append(slices.Clone(chain[:2]), fact{"locatedIn", "Place/丙", "Place/甲", nil}), []string{
			"located-within: 丙 locatedIn 乙", "located-within: 丙 locatedIn 甲", "located-within: 乙 locatedIn 丙",
			"located-within: 乙 locatedIn 甲", "located-within: 甲 locatedIn 丙", "located-within: 甲 locatedIn 乙",
		}},
	} {
		st := memory(t)
		edit(t, st, func(tr *Tracker) error {
			return tr.ReplaceGraph(rdf.NewIRI(testBase+"doc/a"), documentQuads("a", c.facts))
		})
		deriveAll(t, st, rules, o)
		if got := derivedFacts(t, st); !slices.Equal(got, c.want) {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestRuleErrors demands that what is wrong with a rule is told before it runs.
func TestRuleErrors(t *testing.T) {
	head := "# id: x\n# title: x\n# explanation: x\n# certainty: likely\n"
	construct := "CONSTRUCT { [] rdf:subject ?a ; rdf:predicate gb:partOf ; rdf:object ?b ; prov:wasDerivedFrom ?s } "
	for _, c := range []struct{ text, want string }{
		{"SELECT * { ?s ?p ?o }", "the id"},
		{head + "SELECT * { ?s ?p ?o }", "CONSTRUCT"},
		{head + "CONSTRUCT { ?a gb:partOf ?b } { ?a gb:partOf ?b }", "blank node"},
		{head + "CONSTRUCT { [] rdf:subject ?a ; rdf:predicate gb:partOf ; rdf:object ?b } { ?a gb:partOf ?b }", "wasDerivedFrom"},
		{head + "# key: ?c\n" + construct + "{ ?s rdf:subject ?a ; rdf:object ?b }", "?c"},
		{head + "# key: ?a\n" + construct + "{ ?a gb:partOf+ ?b . ?s rdf:subject ?a }", "any length"},
		{head + "# reach: 9\n" + construct + "{ ?s rdf:subject ?a ; rdf:object ?b }", "reach"},
		{head + "# colour: red\n" + construct + "{ ?s rdf:subject ?a ; rdf:object ?b }", "colour"},
		{strings.Replace(head, "likely", "maybe", 1) + construct + "{ ?s rdf:subject ?a ; rdf:object ?b }", "certain, likely"},
	} {
		if _, err := ParseRule(c.text, prefixes(t)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v does not tell of %q in\n%s", err, c.want, c.text)
		}
	}
	again := head + "# key: ?a\n" + construct + "{ ?s rdf:predicate gb:partOf ; rdf:subject ?a ; rdf:object ?b FILTER NOT EXISTS { ?b gb:partOf ?c } }"
	r, err := ParseRule(again, prefixes(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewRules(r); err == nil || !strings.Contains(err.Error(), "asks what is not there") {
		t.Errorf("a rule that negates what it derives: %v", err)
	}
}

// TestEndless runs a rule that makes ever new values out of its own.
func TestEndless(t *testing.T) {
	r, err := ParseRule(`# id: count-up
# title: x
# explanation: x
# certainty: likely
# key: ?a
CONSTRUCT { [] rdf:subject ?a ; rdf:predicate gb:memberCount ; rdf:object ?next ; prov:wasDerivedFrom ?s }
WHERE { ?s rdf:predicate gb:memberCount ; rdf:subject ?a ; rdf:object ?n BIND(CONCAT(STR(?n), "1") AS ?next) }`, prefixes(t))
	if err != nil {
		t.Fatal(err)
	}
	rules, err := NewRules(r)
	if err != nil {
		t.Fatal(err)
	}
	st := memory(t)
	defer st.Close()
	edit(t, st, func(tr *Tracker) error {
		return tr.ReplaceGraph(rdf.NewIRI(testBase+"doc/a"), documentQuads("a", []fact{{"memberCount", "Organisation/会", "1", nil}}))
	})
	snap := st.Snapshot()
	defer snap.Close()
	_, err = Run(context.Background(), snap, nil, rules, Options{Prefixes: prefixes(t)})
	var endless *EndlessError
	if !errors.As(err, &endless) || !slices.Equal(endless.Rules, []string{"count-up"}) {
		t.Errorf("error %v, want an *EndlessError of count-up", err)
	}
}
