package main

import (
	"context"
	"strconv"

	"github.com/urfave/cli/v2"

	"gongbao/graph/lookup"
)

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
