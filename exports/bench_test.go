package exports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongbao/graph/rdf"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// benchQuads yields documents as ingest writes them, some 570 quads each, until
// there are n: people, offices and meetings recur, statements and evidence are
// each document's own.
func benchQuads(n int) func(func(rdf.Quad, error) bool) {
	return func(yield func(rdf.Quad, error) bool) {
		left := n
		for doc := 0; left > 0; doc++ {
			for _, q := range benchDocument(doc) {
				if left--; left < 0 || !yield(q, nil) {
					return
				}
			}
		}
	}
}

func benchDocument(n int) []rdf.Quad {
	r := rand.New(rand.NewPCG(uint64(n), 1))
	iri := func(s string) rdf.Term { return rdf.NewIRI(vocab.DefaultBase + s) }
	name := fmt.Sprintf("doc/%08x", uint32(n)*2654435761)
	g := iri(name)
	var out []rdf.Quad
	add := func(s rdf.Term, p string, o rdf.Term) {
		out = append(out, rdf.Quad{S: s, P: rdf.NewIRI(p), O: o, G: g})
	}
	number := func(n int) rdf.Term { return rdf.NewLiteral(strconv.Itoa(n), vocab.XSDInteger) }
	add(g, vocab.RDFType, rdf.NewIRI(vocab.ClassSourceDocument))
	add(g, vocab.DCTIdentifier, rdf.NewString(name))
	relations := []string{vocab.HoldsOffice, vocab.Attended, vocab.HeldIn, vocab.Signed}
	for i := range 40 {
		person := int(r.ExpFloat64() * 2000)
		s := iri(fmt.Sprintf("id/person/S%02d/人%d", person%60, person))
		o := iri(fmt.Sprintf("id/office/%d", r.IntN(300)))
		p := relations[r.IntN(len(relations))]
		add(s, vocab.RDFType, rdf.NewIRI(vocab.ClassPerson))
		add(s, vocab.SKOSPrefLabel, rdf.NewLang("人"+strconv.Itoa(person), "zh-Hans"))
		add(s, p, o)
		st := iri(fmt.Sprintf("statement/%016x%04x", r.Uint64(), n))
		ev := rdf.NewIRI(st.Value + "/evidence/1")
		add(st, vocab.RDFType, rdf.NewIRI(vocab.ClassStatement))
		add(st, vocab.RDFType, rdf.NewIRI(vocab.RDFStatement))
		add(st, vocab.RDFSubject, s)
		add(st, vocab.RDFPredicate, rdf.NewIRI(p))
		add(st, vocab.RDFObject, o)
		add(st, vocab.Modality, rdf.NewIRI(vocab.NS+"asserted"))
		add(st, vocab.PROVWasDerivedFrom, g)
		add(st, vocab.Evidence, ev)
		add(ev, vocab.RDFType, rdf.NewIRI(vocab.ClassEvidence))
		add(ev, vocab.OAHasBody, st)
		at := i*50 + r.IntN(20)
		sel := rdf.NewIRI(g.Value + fmt.Sprintf("#selector=%d,%d", at, at+9))
		add(ev, vocab.Sentence, sel)
		add(sel, vocab.RDFType, rdf.NewIRI(vocab.OATextPositionSelector))
		add(sel, vocab.OAStart, number(at))
		add(sel, vocab.OAEnd, number(at+9))
		add(sel, vocab.OAExact, rdf.NewString("第"+strconv.Itoa(r.IntN(1000))+"次会议"))
	}
	return out
}

// BenchmarkExport exports a store on disk of a million quads, or as many as
// GONGBAO_BENCH says, in the formats that stream, and tells quads a second and
// the greatest resident memory in the course of it.
func BenchmarkExport(b *testing.B) {
	size := 1_000_000
	if n, err := strconv.Atoi(os.Getenv("GONGBAO_BENCH")); err == nil {
		size = n
	}
	ctx := context.Background()
	dir := b.TempDir()
	st, err := store.Open(dir, store.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := st.Load(ctx, benchQuads(size)); err != nil {
		b.Fatal(err)
	}
	if err := st.Close(); err != nil {
		b.Fatal(err)
	}
	if st, err = store.Open(dir, store.Options{ReadOnly: true}); err != nil {
		b.Fatal(err)
	}
	snap := st.Snapshot()
	defer func() {
		if err := errors.Join(snap.Close(), st.Close()); err != nil {
			b.Error(err)
		}
	}()
	for _, e := range []struct {
		name string
		e    Exporter
		src  Source
	}{
		{"nquads/stored", nquads{}, InStoreOrder(FromStore(snap))},
		{"turtle/stored", turtle{}, InStoreOrder(FromStore(snap))},
		{"nquads", nquads{}, FromStore(snap)},
		{"ntriples", ntriples{}, FromStore(snap)},
		{"turtle", turtle{}, FromStore(snap)},
		{"trig", trig{}, FromStore(snap)},
		{"csv", csvTable, FromStore(snap)},
		{"jsonld", jsonLD{}, FromStore(snap)},
	} {
		b.Run(e.name, func(b *testing.B) {
			runtime.GC()
			resetPeak()
			began, runs := time.Now(), 0
			for b.Loop() {
				runs++
				if _, err := e.e.Write(ctx, single{io.Discard}, e.src, Options{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(runs*size)/time.Since(began).Seconds()/1000, "kquads/s")
			if peak := peakMiB(); peak > 0 {
				b.ReportMetric(peak, "peak-MiB")
			}
		})
	}
}

// resetPeak has Linux count the greatest resident memory anew.
func resetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// peakMiB returns it, and 0 where the system does not tell.
func peakMiB() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kib, err := strconv.Atoi(strings.Fields(rest + " 0")[0])
	if err != nil {
		return 0
	}
	return float64(kib) / 1024
}
