package store

import (
	"fmt"
	"os"

	"gongbao/graph/rdf"
)

type rdfQuad = rdf.Quad

// sampleDocument makes the graph of a small document, the same each time.
func sampleDocument(n int) []rdf.Quad {
	var out []rdf.Quad
	g := iri("g%d", n)
	for i := range 12 {
		person := iri("person/%d", (n*7+i)%40)
		fact := iri("doc/%d/fact/%d", n, i)
		out = append(out,
			rdf.Quad{S: person, P: iri("holdsOffice"), O: iri("office/%d", i%5), G: g},
			rdf.Quad{S: person, P: typeTerm, O: iri("Person"), G: g},
			rdf.Quad{S: fact, P: iri("subject"), O: person, G: g},
			rdf.Quad{S: fact, P: iri("quote"), O: rdf.NewLang(fmt.Sprintf("第%d次会议由%d号代表主持", n, i), "zh-Hans"), G: g},
		)
	}
	return out
}

// loadUntilKilled stores one document after the other and prints the number of
// each that was committed. Every third document is then replaced by another
// version of itself and every fifth removed.
func loadUntilKilled(dir string) {
	s, err := Open(dir, Options{})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	snap := s.Snapshot()
	start := 0
	for r, err := range snap.Records("docs", "") {
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		var n int
		_, _ = fmt.Sscanf(r.Key, "%d", &n)
		start = max(start, n+1)
	}
	_ = snap.Close()
	for n := start; ; n++ {
		err := s.Update(ctx, func(b *Batch) error {
			if err := b.PutRecord("docs", fmt.Sprintf("%06d", n), []byte("1")); err != nil {
				return err
			}
			if n >= 5 && n%5 == 0 {
				if err := b.RemoveGraph(iri("g%d", n-5)); err != nil {
					return err
				}
				if err := b.PutRecord("docs", fmt.Sprintf("%06d", n-5), []byte("0")); err != nil {
					return err
				}
			}
			return b.ReplaceGraph(iri("g%d", n), sampleDocument(n))
		})
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		fmt.Println("committed", n)
	}
}
