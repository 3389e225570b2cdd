package derive

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/ontology"
	"gongbao/ontology/vocab"
)

const testBase = "https://example.org/kg/"

func prefixes(t testing.TB) map[string]string {
	t.Helper()
	list, err := ontology.Prefixes()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, p := range list {
		out[p.Name] = p.IRI
	}
	return out
}

// builtIn returns the rules of the program with those given.
func builtIn(t testing.TB, more ...string) *Rules {
	t.Helper()
	files, folder := ontology.Rules()
	list, err := ReadRules(files, folder, prefixes(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range more {
		r, err := ParseRule(text, prefixes(t))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	rs, err := NewRules(list...)
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

// Rules that try what those of the program do not: what is not there, an
// aggregate without a key, mutual recursion, and reading what others derive.
var trying = []string{`# id: next-by-day
# title: next by day
# explanation: nothing between them
# certainty: likely
# key: ?series
# reach: 1
CONSTRUCT { [] rdf:subject ?a ; rdf:predicate gb:nextMeeting ; rdf:object ?b ; prov:wasDerivedFrom ?x , ?y }
WHERE {
  ?x rdf:predicate gb:partOfSeries ; rdf:subject ?a ; rdf:object ?series .
  ?y rdf:predicate gb:partOfSeries ; rdf:subject ?b ; rdf:object ?series .
  ?a gb:heldOn ?on . ?b gb:heldOn ?at . FILTER(STR(?on) < STR(?at))
  FILTER NOT EXISTS { ?z rdf:predicate gb:partOfSeries ; rdf:subject ?c ; rdf:object ?series . ?c gb:heldOn ?mid . FILTER(STR(?on) < STR(?mid) && STR(?mid) < STR(?at)) }
}`, `# id: busiest
# title: busiest
# explanation: who came most
# certainty: likely
CONSTRUCT { [] rdf:subject ?who ; rdf:predicate gb:memberCount ; rdf:object ?n ; prov:wasDerivedFrom ?one }
WHERE {
  { SELECT ?who (COUNT(?m) AS ?n) (IRI(MIN(STR(?st))) AS ?one) { ?st rdf:predicate gb:attended ; rdf:subject ?who ; rdf:object ?m } GROUP BY ?who }
}`, `# id: ally
# title: ally
# explanation: of an ally of a founder
# certainty: likely
# key: ?a
# reach: 1
CONSTRUCT { [] rdf:subject ?a ; rdf:predicate gb:diplomaticRelationsWith ; rdf:object ?c ; prov:wasDerivedFrom ?x , ?y }
WHERE {
  ?x rdf:predicate gb:spouseOf ; rdf:subject ?a ; rdf:object ?b .
  ?y rdf:predicate ?how ; rdf:subject ?b ; rdf:object ?c . VALUES ?how { gb:spouseOf gb:diplomaticRelationsWith }
}`, `# id: ally-back
# title: ally back
# explanation: both ways
# certainty: likely
# key: ?c
# reach: 1
CONSTRUCT { [] rdf:subject ?c ; rdf:predicate gb:spouseOf ; rdf:object ?a ; prov:wasDerivedFrom ?x }
WHERE { ?x rdf:predicate gb:diplomaticRelationsWith ; rdf:subject ?a ; rdf:object ?c }
`, `# id: stranger
# title: stranger
# explanation: has no relations with a body it is part of
# certainty: likely
# key: ?a
# reach: 1
CONSTRUCT { [] rdf:subject ?a ; rdf:predicate gb:greeted ; rdf:object ?b ; gb:modality gb:denied ; prov:wasDerivedFrom ?x }
WHERE { ?x rdf:predicate gb:partOf ; rdf:subject ?a ; rdf:object ?b . FILTER NOT EXISTS { ?a gb:diplomaticRelationsWith ?b } }
`}

// fact is one made-up statement of a document.
type fact struct {
	relation, s, o string
	props          []Property
}

// documentQuads writes facts as ingest does, as far as rules can see.
func documentQuads(doc string, facts []fact) []rdf.Quad {
	g := rdf.NewIRI(testBase + "doc/" + doc)
	var out []rdf.Quad
	add := func(s rdf.Term, p string, o rdf.Term) {
		out = append(out, rdf.Quad{S: s, P: rdf.NewIRI(p), O: o, G: g})
	}
	add(g, vocab.RDFType, rdf.NewIRI(vocab.ClassSourceDocument))
	for i, f := range facts {
		st := rdf.NewIRI(fmt.Sprintf("%sstatement/%s-%d", testBase, doc, i))
		node := func(v string) rdf.Term {
			class, name, ok := strings.Cut(v, "/")
			if !ok {
				return rdf.NewLiteral(v, vocab.XSDDate)
			}
			t := rdf.NewIRI(testBase + "id/" + v)
			if strings.HasSuffix(name, "#") {
				t = rdf.NewIRI(g.Value + "#" + v)
			}
			add(t, vocab.RDFType, rdf.NewIRI(vocab.NS+class))
			add(t, vocab.SKOSPrefLabel, rdf.NewLang(name, "zh-Hans"))
			add(t, vocab.Code, rdf.NewString(name))
			return t
		}
		s, o := node(f.s), node(f.o)
		add(st, vocab.RDFType, rdf.NewIRI(vocab.ClassStatement))
		add(st, vocab.RDFSubject, s)
		add(st, vocab.RDFPredicate, rdf.NewIRI(vocab.NS+f.relation))
		add(st, vocab.RDFObject, o)
		add(st, vocab.Modality, rdf.NewIRI(vocab.ModalityAsserted))
		add(st, vocab.PROVWasDerivedFrom, g)
		for _, p := range f.props {
			if p.Value.Kind == rdf.IRI {
				p.Value = node(p.Value.Value)
			}
			add(st, p.Name, p.Value)
		}
		add(s, vocab.NS+f.relation, o)
	}
	return out
}

// drawFacts makes facts out of few things, so that everything meets.
func drawFacts(t *rapid.T) []fact {
	pick := func(list ...string) string { return rapid.SampledFrom(list).Draw(t, "pick") }
	thing := func(class string, names ...string) string { return class + "/" + pick(names...) }
	person := func() string { return thing("Person", "甲", "乙", "丙", "甲#") }
	meeting := func() string { return thing("Meeting", "会一", "会二", "会三", "会二#") }
	org := func() string { return thing("Organisation", "会", "署", "局", "司") }
	day := func() string { return pick("2012-06-07", "2013-01-01", "2014-05-05", "2015-12-31") }
	start := func() Property { return Property{vocab.Start, rdf.NewLiteral(day(), vocab.XSDDate)} }
	state := func() Property { return Property{vocab.Of, rdf.NewIRI(thing("State", "AAA", "BBB"))} }
	var out []fact
	for range rapid.IntRange(0, 10).Draw(t, "facts") {
		f := fact{relation: pick("attended", "holdsOffice", "headsDelegation", "partOfSeries", "partOfSeries", "heldOn", "heldOn", "appointedTo", "removedFrom", "succeeded", "joined", "partOf", "partOf", "locatedIn", "locatedIn", "eventOf", "spouseOf", "diplomaticRelationsWith")}
		switch f.relation {
		case "attended":
			f.s, f.o, f.props = person(), meeting(), []Property{{vocab.Role, rdf.NewString(pick("observer", "member", "accompanying"))}}
		case "holdsOffice":
			f.s, f.o, f.props = person(), thing("Office", "总统", "总理"), []Property{state()}
		case "headsDelegation":
			f.s, f.o = person(), thing("State", "AAA", "BBB")
		case "partOfSeries":
			f.s, f.o, f.props = meeting(), thing("Series", "系", "列"), []Property{{vocab.Ordinal, rdf.NewLiteral(pick("1", "2", "3"), vocab.XSDInteger)}}
		case "heldOn":
			f.s, f.o = meeting(), day()
		case "appointedTo", "removedFrom":
			f.s, f.o, f.props = person(), thing("Office", "总统", "总理"), []Property{start()}
		case "succeeded", "spouseOf", "diplomaticRelationsWith":
			f.s, f.o = person(), person()
		case "joined":
			f.s, f.o, f.props = thing("State", "AAA", "BBB"), org(), []Property{start()}
		case "partOf", "locatedIn":
			f.s, f.o = org(), org()
		case "eventOf":
			f.s, f.o = meeting(), org()
		}
		out = append(out, f)
	}
	return out
}

// memory opens a store in memory.
func memory(t rapid.TB) *store.Store {
	st, err := store.Open("", store.Options{InMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// edit changes a store through a tracker.
func edit(t rapid.TB, st *store.Store, fn func(*Tracker) error) {
	err := st.Update(context.Background(), func(b *store.Batch) error {
		tracker, err := Track(context.Background(), b.Base(), b)
		if err != nil {
			return err
		}
		return fn(tracker)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// deriveAll runs the rules over a store.
func deriveAll(t rapid.TB, st *store.Store, rules *Rules, o Options) *Report {
	var report *Report
	err := st.Update(context.Background(), func(b *store.Batch) error {
		var err error
		report, err = Run(context.Background(), b.Base(), b, rules, o)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// dump returns all that rules derived, quads and records, sorted.
func dump(t rapid.TB, st *store.Store) string {
	snap := st.Snapshot()
	defer snap.Close()
	var lines []string
	g, _, err := snap.ID(rdf.NewIRI(Graph(testBase)))
	if err != nil {
		t.Fatal(err)
	}
	if g != 0 {
		err = each(snap.Match(context.Background(), rdf.IDQuad{rdf.G: g}, store.Order{rdf.S, rdf.P, rdf.O, rdf.G}), func(ids rdf.IDQuad) error {
			q, err := snap.Quad(ids)
			lines = append(lines, fmt.Sprintf("%s %s %s", q.S.Value, q.P.Value, q.O.Value))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, bucket := range []string{registry.Derived, registry.DerivedDue, registry.Statements} {
		for rec, err := range snap.Records(bucket, "") {
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, fmt.Sprintf("%s %q %s", bucket, rec.Key, rec.Value))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestIncremental changes documents and links of identity in random order and
// batches, runs the rules now and then, and demands the same graph and records,
// byte for byte, as deriving everything from what is left gives.
func TestIncremental(t *testing.T) {
	rules := builtIn(t, trying...)
	o := Options{Prefixes: prefixes(t), Fold: registry.FoldName}
	derived := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		st := memory(t)
		defer st.Close()
		docs := map[string][]fact{}
		links := map[rdf.Quad]bool{}
		identity := rdf.NewIRI(testBase + "graph/identity")
		ends := []string{
			testBase + "id/Person/甲", testBase + "id/Person/乙", testBase + "doc/a#Person/甲#", testBase + "doc/b#Person/甲#",
			testBase + "id/Meeting/会一", testBase + "id/Meeting/会二", testBase + "doc/c#Meeting/会二#",
			testBase + "id/Organisation/局", testBase + "id/Organisation/司",
		}
		if rapid.Bool().Draw(t, "from the start") {
			deriveAll(t, st, rules, o)
		}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			edit(t, st, func(tr *Tracker) error {
				for range rapid.IntRange(1, 3).Draw(t, "changes") {
					doc := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "doc")
					graph := rdf.NewIRI(testBase + "doc/" + doc)
					switch rapid.IntRange(0, 5).Draw(t, "what") {
					case 0, 1, 2:
						docs[doc] = drawFacts(t)
						if err := tr.ReplaceGraph(graph, documentQuads(doc, docs[doc])); err != nil {
							return err
						}
					case 3:
						delete(docs, doc)
						if err := tr.RemoveGraph(graph); err != nil {
							return err
						}
					default:
						i := rapid.IntRange(0, len(ends)-2).Draw(t, "end")
						q := rdf.Quad{S: rdf.NewIRI(ends[i]), P: rdf.NewIRI(vocab.Same), O: rdf.NewIRI(ends[i+1]), G: identity}
						links[q] = !links[q]
						if rapid.IntRange(0, 3).Draw(t, "as a whole") == 0 {
							var all []rdf.Quad
							for q, is := range links {
								if is {
									all = append(all, q)
								}
							}
							return tr.ReplaceGraph(identity, all)
						}
						if links[q] {
							return tr.Add(q)
						}
						return tr.Delete(q)
					}
				}
				return nil
			})
			if rapid.Bool().Draw(t, "run") {
				deriveAll(t, st, rules, o)
			}
		}
		if r := deriveAll(t, st, rules, o); r.Full {
			t.Log("the first run, over everything")
		}
		got := dump(t, st)

		fresh := memory(t)
		defer fresh.Close()
		edit(t, fresh, func(tr *Tracker) error {
			for _, doc := range []string{"d", "c", "b", "a"} {
				if err := tr.ReplaceGraph(rdf.NewIRI(testBase+"doc/"+doc), documentQuads(doc, docs[doc])); err != nil {
					return err
				}
				if docs[doc] == nil {
					if err := tr.RemoveGraph(rdf.NewIRI(testBase + "doc/" + doc)); err != nil {
						return err
					}
				}
			}
			for q, is := range links {
				if is {
					if err := tr.Add(q); err != nil {
						return err
					}
				}
			}
			return nil
		})
		report := deriveAll(t, fresh, rules, o)
		for _, r := range report.Rules {
			derived[r.Rule.ID] += r.Total
		}
		if want := dump(t, fresh); got != want {
			t.Fatalf("step by step the store became\n%s\n\nin one go\n%s", got, want)
		}
		again := o
		again.Full = true
		if r := deriveAll(t, st, rules, again); dump(t, st) != got {
			t.Fatalf("made anew it became other: %+v", r)
		}
	})
	for _, r := range rules.List {
		if derived[r.ID] == 0 {
			t.Errorf("the rule %s never derived anything; the documents do not try it", r.ID)
		}
	}
}
