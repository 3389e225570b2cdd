package main

import (
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"gongbao/extract/rule/syntax"
)

func rulesDocCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "doc", Usage: "write the rules as Markdown", ArgsUsage: " ",
		Description: "Each rule with what it reads, its pattern, what it gives, and its tests as examples. With -f json the rules as data.",
		Flags: []cli.Flag{
			packsFlag(), formatFlag("md, json"), jsonFlag(),
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Value: "-", Usage: "`FILE` to write"},
		},
		Action: func(c *cli.Context) error { return rulesDoc(c, s) },
	}
}

func rulesSchemaCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "schema", Usage: "print the JSON Schema of rule files, for editors", ArgsUsage: " ",
		Description: "Put a line like this at the top of a rule file:\n# yaml-language-server: $schema=rules.schema.json",
		Flags:       []cli.Flag{&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Value: "-", Usage: "`FILE` to write"}},
		Action: func(c *cli.Context) error {
			if err := need(c, 0, 0, "no arguments"); err != nil {
				return err
			}
			data, err := syntax.Schema()
			if err != nil {
				return err
			}
			return toOutput(c.String("output"), s, func(w io.Writer) error {
				_, err := w.Write(data)
				return err
			})
		},
	}
}

// documented is a rule as rules doc -f json tells it.
type documented struct {
	ID    string   `json:"id"`
	File  string   `json:"file"`
	Line  int      `json:"line"`
	About string   `json:"about"`
	Match string   `json:"match"`
	Make  string   `json:"make,omitempty"`
	Emit  []string `json:"emit"`
	Tests int      `json:"tests"`
	YAML  string   `json:"yaml"`
}

func rulesDoc(c *cli.Context, s streams) error {
	if err := need(c, 0, 0, "no arguments"); err != nil {
		return err
	}
	format := c.String("format")
	if c.Bool("json") {
		format = "json"
	}
	if format != "" && format != "md" && format != "json" {
		return usagef("unknown format %q; choose md or json", format)
	}
	p, err := loadPacks(c.StringSlice("pack"))
	if err != nil {
		return err
	}
	return toOutput(c.String("output"), s, func(w io.Writer) error {
		if format != "json" {
			_, err := fmt.Fprint(w, p.Doc())
			return err
		}
		out := []documented{}
		for _, r := range p.Rules {
			d := documented{ID: r.ID.Value, File: r.File, Line: r.ID.Line, About: r.About, Match: r.Pattern.String(), Make: r.Make, Emit: []string{}, Tests: len(r.Tests), YAML: r.String()}
			for _, e := range r.Emit {
				d.Emit = append(d.Emit, e.String())
			}
			out = append(out, d)
		}
		return writeJSON(w, out)
	})
}
