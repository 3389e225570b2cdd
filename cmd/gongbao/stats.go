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
		Name: "stats", Usage: "count documents, entities by class, statements by relation, year and source", ArgsUsage: " ",
		Description: `Without --by it counts documents, quads and terms, entities by class and statements by relation and modality. With -f html
it draws all that can be counted by, with the numbers beside the charts, as one page without scripts.
By year counts the years in which facts begin, as far as the texts tell them; by document-year those of the documents; by source
the sites, or folders, that the documents come from.`,
		Flags: []cli.Flag{
			storeFlag(), &cli.StringFlag{Name: "by", Usage: "count by one `KIND` alone: " + strings.Join(tallyKinds, ", ")},
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "`FILE` to write the page to; without it, or with -, standard output"},
			langFlag(), formatFlag(gridFormats + ", html"), jsonFlag(),
		},
		Action: func(c *cli.Context) error { return stats(c, s) },
	}
}

// tallyKinds are what can be counted by, in the order of the page.
var tallyKinds = []string{"year", "document-year", "relation", "class", "modality", "source"}

// tally is one line of the statistics.
type tally struct {
	Kind  string `json:"kind"` // total, or one of tallyKinds
	Name  string `json:"name"`
	Count uint64 `json:"count"`
}

func stats(c *cli.Context, s streams) error {
	if err := need(c, 0, 0, "no arguments"); err != nil {
		return err
	}
	by := c.String("by")
	if by != "" && !slices.Contains(tallyKinds, by) {
		return usagef("stats does not count by %q; choose one of %s", by, strings.Join(tallyKinds, ", "))
	}
	if f := c.String("format"); (f == "html" || f == "" && isPage(c.String("output"))) && !c.Bool("json") {
		return statsPage(c, s)
	}
	if c.String("output") != "" {
		return usagef("-o is for the page that -f html writes")
	}
	format, err := gridFormat(c, s)
	if err != nil {
		return err
	}
	return withSnapshot(c, func(ctx context.Context, snap *store.Snapshot) error {
		all, err := tallies(ctx, snap, by)
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

// tallies counts what the store holds: by one kind, or without one the totals
// and what the ontology names.
func tallies(ctx context.Context, snap *store.Snapshot, by string) ([]tally, error) {
	switch by {
	case "":
	case "year":
		return factYears(ctx, snap)
	case "document-year", "source":
		return documentTallies(snap, by)
	default:
		return objects(ctx, snap, by, tallyProperties[by])
	}
	out, err := totals(snap)
	if err != nil {
		return nil, err
	}
	for _, kind := range []string{"class", "relation", "modality"} {
		ts, err := objects(ctx, snap, kind, tallyProperties[kind])
		if err != nil {
			return nil, err
		}
		out = append(out, ts...)
	}
	return out, nil
}

// tallyProperties give what is counted by as their objects.
var tallyProperties = map[string]string{"class": vocab.RDFType, "relation": vocab.RDFPredicate, "modality": vocab.Modality}

// totals counts documents, quads and terms.
func totals(snap *store.Snapshot) ([]tally, error) {
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
	return []tally{{"total", "documents", documents}, {"total", "quads", quads}, {"total", "terms", terms}}, nil
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
