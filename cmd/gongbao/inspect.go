package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"gongbao/graph/lookup"
	"gongbao/graph/store"
	"gongbao/ontology"
)

// withView opens the store for reading and calls fn with a view of it.
func withView(c *cli.Context, fn func(context.Context, *lookup.View) error) error {
	return withSnapshot(c, func(ctx context.Context, snap *store.Snapshot) error {
		return fn(ctx, lookup.NewView(snap, lookup.Options{Lang: c.String("lang"), Base: c.String("base")}))
	})
}

// withSnapshot opens the store for reading and calls fn with a snapshot of it.
func withSnapshot(c *cli.Context, fn func(context.Context, *store.Snapshot) error) (err error) {
	st, err := store.OpenContext(c.Context, c.String("store"), store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	snap := st.Snapshot()
	defer func() { err = errors.Join(err, snap.Close(), st.Close()) }()
	return fn(c.Context, snap)
}

// relationNames returns the labels of the ontology's terms by local name, in a
// language; English where none is given.
func relationNames(lang string) (map[string]string, error) {
	terms, err := ontology.Terms()
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, t := range terms {
		names[t.IRI[strings.LastIndexByte(t.IRI, '#')+1:]] = t.Label(lang)
	}
	return names, nil
}

func listCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "list", Usage: "list the documents of the graph", ArgsUsage: " ",
		Flags:  []cli.Flag{storeFlag(), formatFlag(gridFormats), jsonFlag()},
		Action: func(c *cli.Context) error { return list(c, s) },
	}
}

// listed is a document in the list, in JSON.
type listed struct {
	ID         string `json:"id"`
	IRI        string `json:"iri"`
	Title      string `json:"title"`
	Date       string `json:"date"`
	Source     string `json:"source"`
	Statements int    `json:"statements"`
	Entities   int    `json:"entities"`
	Quads      int    `json:"quads"`
	Bytes      int    `json:"bytes"`
	Pack       string `json:"pack"`
}

func list(c *cli.Context, s streams) error {
	if err := need(c, 0, 0, "no arguments"); err != nil {
		return err
	}
	format, err := gridFormat(c, s)
	if err != nil {
		return err
	}
	return withView(c, func(_ context.Context, v *lookup.View) error {
		docs, err := v.Documents()
		if err != nil {
			return err
		}
		g := &grid{head: []string{"document", "date", "statements", "entities", "quads", "title"}, right: map[int]bool{2: true, 3: true, 4: true}}
		for _, d := range docs {
			g.rows = append(g.rows, []string{d.ID, d.Date, strconv.Itoa(d.Statements), strconv.Itoa(d.Entities), strconv.Itoa(d.Quads), d.Title})
			g.objects = append(g.objects, listed{d.ID, d.IRI, d.Title, d.Date, d.Source, d.Statements, d.Entities, d.Quads, d.Bytes, d.Pack})
		}
		if err := g.write(s.out, format); err != nil {
			return err
		}
		if len(docs) == 0 {
			return silent(exitNothing)
		}
		return nil
	})
}
