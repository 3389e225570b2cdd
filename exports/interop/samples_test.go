package interop

import (
	"context"
	"path/filepath"
	"testing"

	"gongbao/extract"
	"gongbao/extract/pack"
	"gongbao/extract/packs"
	"gongbao/extract/source"
	"gongbao/extract/text"
	"gongbao/graph/ingest"
	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/ontology/vocab"
)

// samples returns the graphs of the project's sample texts, as build makes them.
func samples(t *testing.T) []rdf.Quad {
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
	root, err := filepath.Abs(filepath.Join("..", "..", "extract", "samples"))
	if err != nil {
		t.Fatal(err)
	}
	var out []rdf.Quad
	for d, err := range source.Walk([]string{root}, source.Options{Root: root}) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := x.Extract(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		doc := registry.Document{ID: d.ID, Title: d.Title, Date: d.Date, URL: d.URL, ContentHash: d.Hash(), Pack: p.Name, Language: text.Script(r.Text.String())}
		in := ingest.Input{Document: doc, PackName: p.Name, Text: r.Text, Facts: r.Facts, Entities: r.Entities}
		out = append(out, ingest.Quads(in, ingest.Options{Base: vocab.DefaultBase})...)
	}
	if len(out) < 1000 {
		t.Fatalf("the samples gave %d quads", len(out))
	}
	return out
}
