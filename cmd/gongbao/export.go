package main

import (
	"context"
	"io"

	"github.com/urfave/cli/v2"

	"gongbao/exports"
	"gongbao/graph/store"
)

func exportCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "export", Usage: "write the graph for other programs", ArgsUsage: " ",
		Description: "Writes the whole graph. The format is the one named, else that of the file's extension, else Turtle. Files are written\n" +
			"as a whole or not at all.",
		Flags: []cli.Flag{
			storeFlag(), formatFlag("turtle, trig, nquads, ntriples"),
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Value: "-", Usage: "`FILE` to write; .gz compresses"},
			quietFlag(),
		},
		Action: func(c *cli.Context) error { return export(c, s) },
	}
}

func export(c *cli.Context, s streams) error {
	if err := need(c, 0, 0, "no arguments but flags"); err != nil {
		return err
	}
	path := c.String("output")
	format := exports.All()[0]
	if f, ok := exports.ByPath(path); ok {
		format = f
	}
	if name := c.String("format"); name != "" {
		f, err := exports.ByName(name)
		if err != nil {
			return usagef("%w", err)
		}
		format = f
	}
	return withSnapshot(c, func(ctx context.Context, snap *store.Snapshot) error {
		n := 0
		err := toOutput(path, s, func(w io.Writer) error {
			var err error
			n, err = format.Write(ctx, w, exports.FromStore(snap))
			return err
		})
		if err == nil && !c.Bool("quiet") && path != "-" {
			s.note("%s written to %s", count(n, "triple"), path)
		}
		return err
	})
}
