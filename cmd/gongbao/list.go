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
		Description: "With --long the list is a manifest of what was read: hash and bytes of each source, and what it gave.",
		Flags: []cli.Flag{
			storeFlag(), &cli.BoolFlag{Name: "long", Aliases: []string{"l"}, Usage: "with hash, bytes, facts and source"},
			formatFlag(gridFormats), jsonFlag(),
		},
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
	Facts      int    `json:"facts"`
	Statements int    `json:"statements"`
	Entities   int    `json:"entities"`
	Quads      int    `json:"quads"`
	Bytes      int    `json:"bytes"`
	Hash       string `json:"sha256"`
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
		if c.Bool("long") {
			g.head = []string{"document", "date", "bytes", "sha256", "facts", "statements", "entities", "quads", "source", "title"}
			g.right = map[int]bool{2: true, 4: true, 5: true, 6: true, 7: true}
		}
		for _, d := range docs {
			row := []string{d.ID, d.Date, strconv.Itoa(d.Statements), strconv.Itoa(d.Entities), strconv.Itoa(d.Quads), d.Title}
			if c.Bool("long") {
				row = []string{
					d.ID, d.Date, strconv.Itoa(d.Bytes), d.ContentHash, strconv.Itoa(d.Facts), strconv.Itoa(d.Statements),
					strconv.Itoa(d.Entities), strconv.Itoa(d.Quads), d.Source, d.Title,
				}
			}
			g.rows = append(g.rows, row)
			g.objects = append(g.objects, listed{d.ID, d.IRI, d.Title, d.Date, d.Source, d.Facts, d.Statements, d.Entities, d.Quads, d.Bytes, d.ContentHash, d.Pack})
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
