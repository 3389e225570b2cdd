package store

import (
	"fmt"
	"os"
	"strconv"

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

// keepDocuments is how many documents loadUntilKilled keeps in the store.
const keepDocuments = 30

// loadUntilKilled stores one document after the other, each in one batch with
// its record and with the removal of an old one, and prints the number of each
// that was committed. Each seventh document goes in by a bulk load.
func loadUntilKilled(dir string) {
	die := func(err error) {
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
	}
	s, err := Open(dir, Options{})
	die(err)
	snap := s.Snapshot()
	start := 0
	for r, err := range snap.Records("docs", "") {
		die(err)
		n, err := strconv.Atoi(r.Key)
		die(err)
		start = max(start, n+1)
	}
	die(snap.Close())
	for n := start; ; n++ {
		die(s.Update(ctx, func(b *Batch) error {
			if err := b.PutRecord("docs", fmt.Sprintf("%06d", n), []byte("1")); err != nil {
				return err
			}
			if old := n - keepDocuments; old >= 0 {
				if err := b.RemoveGraph(iri("g%d", old)); err != nil {
					return err
				}
				if err := b.DeleteRecord("docs", fmt.Sprintf("%06d", old)); err != nil {
					return err
				}
				if err := b.RemoveGraph(iri("g%d", old+bulkDocuments)); err != nil {
					return err
				}
			}
			return b.ReplaceGraph(iri("g%d", n), sampleDocument(n))
		}))
		if n%7 == 0 {
			_, err := s.Load(ctx, quadSeq(sampleDocument(n+bulkDocuments)))
			die(err)
		}
		fmt.Println("committed", n)
	}
}

// bulkDocuments is added to the numbers of documents that are loaded in bulk.
const bulkDocuments = 1_000_000
