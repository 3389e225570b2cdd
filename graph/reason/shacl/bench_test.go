package shacl_test

import (
	"context"
	"fmt"
	"testing"

	"gongbao/graph/rdf"
	"gongbao/graph/reason/shacl"
	"gongbao/graph/sparql/eval"
	"gongbao/graph/sparql/memory"
	"gongbao/graph/store"
	"gongbao/ontology"
	"gongbao/ontology/vocab"
)

// statements makes some 17 quads for each of n statements, in graphs of ten.
func statements(n int) []rdf.Quad {
	var out []rdf.Quad
	iri := func(format string, args ...any) rdf.Term {
		return rdf.NewIRI(vocab.DefaultBase + fmt.Sprintf(format, args...))
	}
	number := func(n int) rdf.Term { return rdf.NewLiteral(fmt.Sprint(n), rdf.XSDInteger) }
	for i := range n {
		doc := iri("doc/%d", i/10)
		add := func(s rdf.Term, p string, o rdf.Term) {
			out = append(out, rdf.Quad{S: s, P: rdf.NewIRI(p), O: o, G: doc})
		}
		st, person, office := iri("statement/%d", i), iri("id/person/%d", i%997), iri("id/office/%d", i%89)
		add(doc, rdf.RDFType, rdf.NewIRI(vocab.ClassSourceDocument))
		add(doc, vocab.DCTIdentifier, rdf.NewString(fmt.Sprint(i/10)))
		add(doc, vocab.Pack, rdf.NewString("pack"))
		add(st, rdf.RDFType, rdf.NewIRI(vocab.ClassStatement))
		add(st, vocab.RDFSubject, person)
		add(st, vocab.RDFPredicate, rdf.NewIRI(vocab.HoldsOffice))
		add(st, vocab.RDFObject, office)
		add(st, vocab.Modality, rdf.NewIRI(vocab.NS+"asserted"))
		add(st, vocab.PROVWasDerivedFrom, doc)
		add(person, rdf.RDFType, rdf.NewIRI(vocab.ClassPerson))
		add(person, vocab.SKOSPrefLabel, rdf.NewLang(fmt.Sprintf("人物%d", i%997), "zh-Hans"))
		add(office, rdf.RDFType, rdf.NewIRI(vocab.ClassOffice))
		add(office, vocab.SKOSPrefLabel, rdf.NewLang(fmt.Sprintf("职务%d", i%89), "zh-Hans"))
		for _, k := range []int{0, 7} {
			sel := iri("doc/%d#selector=%d,%d", i/10, i+k, i+k+3)
			add(sel, rdf.RDFType, rdf.NewIRI(vocab.OATextPositionSelector))
			add(sel, vocab.OAStart, number(i+k))
			add(sel, vocab.OAEnd, number(i+k+3))
			add(sel, vocab.ByteStart, number(3*(i+k)))
			add(sel, vocab.ByteEnd, number(3*(i+k+3)))
		}
	}
	return out
}

// BenchmarkValidate takes the project's shapes over a graph in memory and in a
// store; the statements lack evidence, so that each gives a result.
func BenchmarkValidate(b *testing.B) {
	quads, err := ontology.Shapes()
	if err != nil {
		b.Fatal(err)
	}
	shapes, err := shacl.Parse(quads)
	if err != nil {
		b.Fatal(err)
	}
	super, err := ontology.SuperClasses()
	if err != nil {
		b.Fatal(err)
	}
	const n = 6000
	data := statements(n)
	st, err := store.Open(b.TempDir(), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	_, err = st.Load(context.Background(), func(yield func(rdf.Quad, error) bool) {
		for _, q := range data {
			if !yield(q, nil) {
				return
			}
		}
	})
	if err != nil {
		b.Fatal(err)
	}
	snap := st.Snapshot()
	defer snap.Close()
	for name, ds := range map[string]eval.Dataset{"memory": memory.FromQuads(data), "store": snap} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				results := 0
				err := shapes.Validate(context.Background(), ds, shacl.Options{SuperClasses: super}, func(shacl.Result) error {
					results++
					return nil
				})
				if err != nil || results != n {
					b.Fatalf("%d results, want %d: %v", results, n, err)
				}
			}
			b.ReportMetric(float64(len(data))*float64(b.N)/b.Elapsed().Seconds(), "quads/s")
		})
	}
}
