package exports

import (
	"context"
	"slices"
	"strings"
	"testing"

	"gongbao/graph/rdf"
	"gongbao/ontology"
	"gongbao/ontology/vocab"
)

const (
	sampleDoc    = vocab.DefaultBase + "doc/湖區/公報.txt"
	samplePerson = vocab.DefaultBase + "id/person/KAL/𠮷田"
)

// relations returns the predicates of the statements of a source, sorted.
func relations(t *testing.T, src Source) string {
	t.Helper()
	var out []string
	for q, err := range src.ByGraph(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if q.P.Value == vocab.RDFPredicate {
			out = append(out, localName(q.O.Value))
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func has(t *testing.T, src Source, s, p string) bool {
	t.Helper()
	for q, err := range src.ByGraph(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if q.S.Value == s && q.P.Value == p {
			return true
		}
	}
	return false
}

func TestSelect(t *testing.T) {
	snap := loadStore(t, sample(), 0)
	for _, c := range []struct {
		name string
		s    Selection
		want string
	}{
		{"everything", Selection{}, "appointedTo attended heldIn heldIn heldOn holdsOffice"},
		{"graph", Selection{Graphs: []string{sampleDoc}}, "appointedTo attended heldIn heldIn heldOn holdsOffice"},
		{"other graph", Selection{Graphs: []string{vocab.DefaultBase + "doc/b.txt"}}, ""},
		{"class", Selection{Classes: []string{vocab.ClassPerson}}, "appointedTo attended holdsOffice"},
		{"class of the object", Selection{Classes: []string{vocab.ClassPlace}}, "heldIn"},
		{"about", Selection{Around: []string{samplePerson}}, "appointedTo attended holdsOffice"},
		{"about a qualifier", Selection{Around: []string{vocab.DefaultBase + "id/state/KAL"}}, "appointedTo holdsOffice"},
		{"two steps", Selection{Around: []string{vocab.DefaultBase + "id/place/BW"}, Depth: 2}, "attended heldIn heldOn"},
		{"class and about", Selection{Around: []string{samplePerson}, Classes: []string{vocab.ClassMeeting}}, "attended"},
		{"before", Selection{To: "2030"}, "appointedTo"},
		{"open start", Selection{From: "2032-06", To: "2032-07-01"}, "appointedTo heldIn"},
		{"day", Selection{From: "2031-05-02", To: "2031-05-02"}, "appointedTo attended heldOn"},
		{"things", Selection{Things: []rdf.Term{rdf.NewIRI(vocab.DefaultBase + "id/place/BW")}}, "heldIn"},
		{"no thing", Selection{Things: []rdf.Term{}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			src, err := Select(context.Background(), snap, c.s)
			if err != nil {
				t.Fatal(err)
			}
			if got := relations(t, src); got != c.want {
				t.Errorf("statements %q, want %q", got, c.want)
			}
		})
	}
}

// TestSelectClosure asks that all of a statement comes with it, and direct
// triples only with theirs.
func TestSelectClosure(t *testing.T) {
	snap := loadStore(t, sample(), 0)
	src, err := Select(context.Background(), snap, Selection{Around: []string{samplePerson}, Classes: []string{vocab.ClassMeeting}})
	if err != nil {
		t.Fatal(err)
	}
	all, err := ReadAll(context.Background(), src)
	if err != nil {
		t.Fatal(err)
	}
	subjects := map[rdf.Term]bool{}
	for _, q := range all {
		subjects[q.S] = true
	}
	for _, q := range all {
		// All that a statement or its evidence mentions is described, but terms of vocabularies.
		if q.O.Kind == rdf.IRI && !subjects[q.O] && strings.HasPrefix(q.S.Value, vocab.DefaultBase+"statement/") &&
			!strings.HasPrefix(q.O.Value, vocab.NS) && q.P.Value != vocab.RDFType {
			t.Errorf("%v is mentioned and not described", q.O)
		}
	}
	if !has(t, src, samplePerson, vocab.Attended) || has(t, src, samplePerson, vocab.HoldsOffice) {
		t.Error("the direct triples are not those of the selected statements")
	}
	if !has(t, src, sampleDoc, vocab.DCTTitle) || !has(t, src, samplePerson, vocab.SKOSPrefLabel) {
		t.Error("the document or a name is missing")
	}
}

// TestSelectForeign selects from data without statements.
func TestSelectForeign(t *testing.T) {
	snap := loadStore(t, sample(), 0)
	meeting := vocab.DefaultBase + "id/meeting/x%20y"
	src, err := Select(context.Background(), snap, Selection{Around: []string{meeting}})
	if err != nil {
		t.Fatal(err)
	}
	if !has(t, src, meeting, vocab.HeldOn) && !has(t, src, meeting, vocab.Ordinal) {
		t.Error("what is said of the thing is missing")
	}
	if has(t, src, vocab.DefaultBase+"id/state/KAL", vocab.RDFType) {
		t.Error("there is more than was asked for")
	}
}

func TestSelectErrors(t *testing.T) {
	snap := loadStore(t, sample(), 0)
	for want, s := range map[string]Selection{
		"no graph": {Graphs: []string{"http://nowhere/"}}, "nothing is known": {Around: []string{"http://nowhere/"}}, "is no date": {From: "yesterday"},
	} {
		if _, err := Select(context.Background(), snap, s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

func TestProvenance(t *testing.T) {
	src := load(t, sample(), 0)
	for level, want := range map[Provenance][3]bool{Full: {true, true, true}, Graphs: {false, true, true}, None: {false, false, false}} {
		s := WithProvenance(src, level)
		named := false
		for q, err := range s.ByGraph(context.Background()) {
			if err != nil {
				t.Fatal(err)
			}
			named = named || !q.G.IsZero()
		}
		got := [3]bool{relations(t, s) != "", has(t, s, sampleDoc, vocab.DCTTitle), named}
		if got != want {
			t.Errorf("level %d has statements, documents and graphs %v, want %v", level, got, want)
		}
		if !has(t, s, samplePerson, vocab.HoldsOffice) {
			t.Errorf("level %d lacks what is asserted", level)
		}
	}
	for name, want := range map[string]Provenance{"none": None, "graph": Graphs, "full": Full} {
		if got, ok := ParseProvenance(name); !ok || got != want {
			t.Errorf("ParseProvenance(%s) = %v", name, got)
		}
	}
	if _, ok := ParseProvenance("some"); ok {
		t.Error("an unknown level was understood")
	}
}

// TestTripleTerms asks that statements with triple terms say the same triples.
func TestTripleTerms(t *testing.T) {
	src := load(t, sample(), 0)
	n := 0
	for q, err := range WithTripleTerms(src).ByGraph(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if q.P.Value == vocab.RDFSubject {
			t.Errorf("%v is left", q)
		}
		if tr, ok := q.O.Triple(); ok && q.P.Value == rdf.RDFReifies {
			n++
			if tr.P.Kind != rdf.IRI || !isNode(tr.S) {
				t.Errorf("reified %v", tr)
			}
		}
	}
	if n != 6 {
		t.Errorf("%d triple terms, want 6", n)
	}
	out := newFiles()
	if _, err := (turtle{}).Write(context.Background(), out, WithTripleTerms(src), Options{}); err != nil || !strings.Contains(out.content[""].String(), "rdf:reifies <<(") {
		t.Errorf("Turtle has no triple term: %v", err)
	}
}

// TestProfileGolden writes each profile of the sample.
func TestProfileGolden(t *testing.T) {
	src := load(t, sample(), 0)
	for _, name := range ontology.Profiles() {
		s, err := Profile(context.Background(), src, name)
		if err != nil {
			t.Fatal(err)
		}
		out := newFiles()
		if _, err := (turtle{}).Write(context.Background(), out, s, Options{}); err != nil {
			t.Fatal(err)
		}
		compareGolden(t, "testdata/profile."+name+".ttl", out.golden())
	}
	// A profile of a part is that of the part alone.
	part, err := Select(context.Background(), loadStore(t, sample(), 0), Selection{Classes: []string{vocab.ClassPlace}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Profile(context.Background(), part, "org")
	if err != nil {
		t.Fatal(err)
	}
	if has(t, s, samplePerson, vocab.RDFType) {
		t.Error("the profile has a person that was not selected")
	}
}

func TestAsk(t *testing.T) {
	src := load(t, sample(), 0)
	ctx := context.Background()
	graph, _, err := Ask(ctx, src, "CONSTRUCT { ?a gb:heldIn ?b } WHERE { ?a gb:heldIn ?b }", Options{})
	if err != nil || graph == nil {
		t.Fatal(err)
	}
	if quads, err := ReadAll(ctx, graph); err != nil || len(quads) != 1 {
		t.Errorf("%d quads, %v", len(quads), err)
	}
	graph, things, err := Ask(ctx, src, "SELECT ?s ?l { ?s a gb:Person ; skos:prefLabel ?l }", Options{})
	if err != nil || graph != nil || len(things) != 3 {
		t.Errorf("things %v, %v", things, err)
	}
	if _, _, err := Ask(ctx, src, "ASK { ?s ?p ?o }", Options{}); err == nil {
		t.Error("ASK was taken")
	}
}

// TestLabels asks for comments that tell what things are called.
func TestLabels(t *testing.T) {
	src := load(t, sample(), 0)
	out := newFiles()
	if _, err := (turtle{}).Write(context.Background(), out, src, Options{Labels: true, Lang: "zh-Hant"}); err != nil {
		t.Fatal(err)
	}
	text := out.content[""].String()
	for _, want := range []string{"# 卡蘭共和國\n", "<id/place/BW> ; # 碧灣"} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no comment %q", want)
		}
	}
	back, err := rdf.ReadAll(rdf.Open(strings.NewReader(text), rdf.Turtle, ""))
	if err != nil {
		t.Fatal(err)
	}
	all, err := ReadAll(context.Background(), src)
	if err != nil {
		t.Fatal(err)
	}
	if !rdf.Isomorphic(back, triples(all)) {
		t.Error("comments change the graph: " + difference(back, triples(all)))
	}
}

// TestOrders asks that the store's own order gives the same quads, and the
// canonical form the same bytes whatever blank nodes are called.
func TestOrders(t *testing.T) {
	ctx := context.Background()
	blank := func(a, b string) []rdf.Quad {
		p := rdf.NewIRI("http://e/p")
		return append(sample(), rdf.Quad{S: rdf.NewBlank(a), P: p, O: rdf.NewBlank(b)}, rdf.Quad{S: rdf.NewBlank(b), P: p, O: rdf.NewString("x")})
	}
	src := load(t, blank("a", "b"), 0)
	var texts []string
	for _, s := range []Source{src, load(t, blank("图", "hex1"), 2), InStoreOrder(src)} {
		out := newFiles()
		if _, err := Canonical().Write(ctx, out, s, Options{}); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, out.content[""].String())
	}
	if texts[0] != texts[1] || texts[0] != texts[2] {
		t.Error("the canonical form depends on labels or order")
	}
	for _, e := range []Exporter{turtle{}, trig{}, ntriples{}, nquads{}} {
		a, b := newFiles(), newFiles()
		n, err := e.Write(ctx, a, src, Options{})
		if err != nil {
			t.Fatal(err)
		}
		m, err := e.Write(ctx, b, InStoreOrder(src), Options{})
		if err != nil || n != m {
			t.Fatalf("%s: %d statements and %d in the store's order, %v", e.Name(), n, m, err)
		}
		format, _ := rdf.FormatByPath("x." + e.Extensions()[0])
		var quads [2][]rdf.Quad
		for i, f := range []*files{a, b} {
			if quads[i], err = rdf.ReadAll(rdf.Open(f.content[""], format, "")); err != nil {
				t.Fatal(err)
			}
		}
		if !rdf.Isomorphic(quads[0], quads[1]) {
			t.Errorf("%s in the store's order differs: %s", e.Name(), difference(quads[0], quads[1]))
		}
	}
}
