package lookup

import (
	"context"
	"strings"
	"testing"

	"gongbao/graph/rdf"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// TestAgreement has documents state, deny and contradict facts.
func TestAgreement(t *testing.T) {
	st, err := store.Open("", store.Options{InMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	const base = "https://example.org/kg/"
	thing := func(name string) rdf.Term {
		if class, local, ok := strings.Cut(name, "/"); ok {
			return rdf.NewIRI(base + "id/" + class + "/" + local)
		}
		return rdf.NewLiteral(name, vocab.XSDDate)
	}
	err = st.Update(context.Background(), func(b *store.Batch) error {
		for i, line := range strings.Split(strings.TrimSpace(`
a holdsOffice person/甲 office/总统 asserted 2031-01-01/2032-01-01
b holdsOffice person/乙 office/总统 asserted -
c holdsOffice person/甲 office/总统 denied -
d holdsOffice person/甲 office/总统 asserted 2041-01-01/2042-01-01
a heldIn meeting/会 place/城 asserted -
b heldIn meeting/会 place/市 asserted -
c heldIn meeting/会 place/馆 asserted -
a heldOn meeting/会 2031-05-06 asserted -
b heldOn meeting/会 2031-05-07 asserted -
c visited person/甲 place/城 planned -
d visited person/甲 place/城 asserted -`), "\n") {
			f := strings.Fields(line)
			g := rdf.NewIRI(base + "doc/" + f[0])
			node := rdf.NewIRI(base + "statement/" + string(rune('a'+i)))
			quads := map[string]rdf.Term{
				vocab.RDFType: rdf.NewIRI(vocab.ClassStatement), vocab.RDFSubject: thing(f[2]), vocab.RDFPredicate: rdf.NewIRI(vocab.NS + f[1]),
				vocab.RDFObject: thing(f[3]), vocab.Modality: rdf.NewIRI(vocab.NS + f[4]),
			}
			if from, to, ok := strings.Cut(f[5], "/"); f[5] != "-" {
				quads[vocab.Start] = rdf.NewLiteral(from, vocab.XSDDate)
				if ok {
					quads[vocab.End] = rdf.NewLiteral(to, vocab.XSDDate)
				}
			}
			for p, o := range quads {
				if err := b.Add(rdf.Quad{S: node, P: rdf.NewIRI(p), O: o, G: g}); err != nil {
					return err
				}
			}
		}
		for _, code := range []string{"place/城", "place/市"} {
			for p, o := range map[string]rdf.Term{vocab.Code: rdf.NewString(code), vocab.RDFType: rdf.NewIRI(vocab.ClassPlace)} {
				if err := b.Add(rdf.Quad{S: thing(code), P: rdf.NewIRI(p), O: o, G: rdf.NewIRI(base + "doc/a")}); err != nil {
					return err
				}
			}
		}
		// Two texts name one person.
		return b.Add(rdf.Quad{S: thing("person/甲"), P: rdf.NewIRI(vocab.Same), O: thing("person/乙"), G: rdf.NewIRI(base + "graph/identity")})
	})
	if err != nil {
		t.Fatal(err)
	}
	snap := st.Snapshot()
	defer snap.Close()
	v := NewView(snap, Options{Base: base})
	all := NewAgreements(v)
	for _, c := range []struct {
		ref, doc  string
		documents int
		against   string
	}{
		{"a", "a", 2, "denied c"}, // of another time is no agreement
		{"c", "c", 1, "denied a, denied b, denied d"},
		{"d", "d", 2, "denied c"}, // b tells no time
		{"e", "a", 1, "value f"},  // a venue is no other city
		{"g", "c", 1, ""},
		{"h", "a", 1, "value i"},
		{"k", "d", 1, ""}, // planned is neither
	} {
		node, _, err := snap.ID(rdf.NewIRI(base + "statement/" + c.ref))
		if err != nil {
			t.Fatal(err)
		}
		graph, _, err := snap.ID(rdf.NewIRI(base + "doc/" + c.doc))
		if err != nil {
			t.Fatal(err)
		}
		s, err := v.statement(context.Background(), node, graph)
		if err != nil || s == nil {
			t.Fatal(c.ref, err)
		}
		a, err := all.Of(context.Background(), s)
		if err != nil {
			t.Fatal(err)
		}
		var against []string
		for _, x := range a.Against {
			against = append(against, x.Kind+" "+x.Ref)
		}
		if got := strings.Join(against, ", "); a.Documents != c.documents || got != c.against {
			t.Errorf("statement %s: %d documents, against %q; want %d, %q", c.ref, a.Documents, got, c.documents, c.against)
		}
	}
}
