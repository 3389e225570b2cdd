package main

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/ontology"
	"gongbao/ontology/vocab"
)

func statsCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "stats", Usage: "count documents, entities by class, statements by relation", ArgsUsage: " ",
		Flags:  []cli.Flag{storeFlag(), formatFlag(gridFormats), jsonFlag()},
		Action: func(c *cli.Context) error { return stats(c, s) },
	}
}

// tally is one line of the statistics.
type tally struct {
	Kind  string `json:"kind"` // total, class, relation, modality
	Name  string `json:"name"`
	Count uint64 `json:"count"`
}

func stats(c *cli.Context, s streams) error {
	if err := need(c, 0, 0, "no arguments"); err != nil {
		return err
	}
	format, err := gridFormat(c, s)
	if err != nil {
		return err
	}
	return withSnapshot(c, func(ctx context.Context, snap *store.Snapshot) error {
		all, err := tallies(ctx, snap)
		if err != nil {
			return err
		}
		g := &grid{head: []string{"kind", "name", "count"}, right: map[int]bool{2: true}}
		for _, t := range all {
			g.rows = append(g.rows, []string{t.Kind, t.Name, strconv.FormatUint(t.Count, 10)})
			g.objects = append(g.objects, t)
		}
		return g.write(s.out, format)
	})
}

// tallies counts what the store holds.
func tallies(ctx context.Context, snap *store.Snapshot) ([]tally, error) {
	quads, terms, err := snap.Size()
	if err != nil {
		return nil, err
	}
	documents := uint64(0)
	for _, err := range snap.Records(registry.Documents, "") {
		if err != nil {
			return nil, err
		}
		documents++
	}
	out := []tally{{"total", "documents", documents}, {"total", "quads", quads}, {"total", "terms", terms}}
	for _, group := range []struct{ kind, property string }{
		{"class", vocab.RDFType}, {"relation", vocab.RDFPredicate}, {"modality", vocab.Modality},
	} {
		ts, err := objects(ctx, snap, group.kind, group.property)
		if err != nil {
			return nil, err
		}
		out = append(out, ts...)
	}
	return out, nil
}

// objects counts the different subjects by the object that a property gives
// them, the most frequent first.
func objects(ctx context.Context, snap *store.Snapshot, kind, property string) ([]tally, error) {
	p, ok, err := snap.ID(rdf.NewIRI(property))
	if err != nil || !ok {
		return nil, err
	}
	counts := map[rdf.ID]uint64{}
	it := snap.Match(ctx, rdf.IDQuad{rdf.P: p}, store.Order{rdf.P, rdf.O, rdf.S, rdf.G})
	var last rdf.IDQuad
	for it.Next() {
		q := it.Quad()
		if q[rdf.O] != last[rdf.O] || q[rdf.S] != last[rdf.S] {
			counts[q[rdf.O]]++
		}
		last = q
	}
	if err := it.Close(); err != nil {
		return nil, err
	}
	prefixes, err := ontology.Prefixes()
	if err != nil {
		return nil, err
	}
	var out []tally
	for id, n := range counts {
		t, err := snap.Term(id)
		if err != nil {
			return nil, err
		}
		name, _ := ontology.Compact(prefixes, t.Value)
		out = append(out, tally{kind, name, n})
	}
	slices.SortFunc(out, func(a, b tally) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Name, b.Name))
	})
	return out, nil
}
