package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"gongbao/graph/lookup"
	"gongbao/graph/rdf"
	"gongbao/graph/sparql"
	"gongbao/graph/sparql/eval"
	"gongbao/graph/sparql/result"
	"gongbao/graph/sparql/syntax"
	"gongbao/graph/store"
	"gongbao/ontology"
	"gongbao/ontology/vocab"
)

func queryCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "query",
		Usage:     "ask the graph in SPARQL",
		ArgsUsage: "SPARQL | -i FILE | -",
		Description: `Runs a query over all documents at once; GRAPH asks single ones. The prefixes gb, skos, rdf, rdfs, prov, oa, dct, xsd and
others are known. A table shows names instead of IRIs; --iri shows IRIs. Where there is no row, or ASK is false, the exit
code is 1; a query stopped at its time limit says so and exits with 124.`,
		Flags: []cli.Flag{
			storeFlag(), langFlag(), baseFlag(),
			&cli.StringFlag{Name: "input", Aliases: []string{"i"}, Usage: "`FILE` that holds the query"},
			&cli.DurationFlag{Name: "timeout", Value: 30 * time.Second, Usage: "time limit; 0 is none"},
			&cli.IntFlag{Name: "memory", Value: 1024, Usage: "limit of what the query may hold at once, in `MiB`; 0 is none"},
			&cli.BoolFlag{Name: "iri", Usage: "show IRIs as they are"},
			&cli.BoolFlag{Name: "explain", Usage: "tell on standard error how the query was run"},
			formatFlag("table, json, jsonl, csv, tsv, srj, srx, md; for graphs turtle, ntriples"), jsonFlag(),
		},
		Action: func(c *cli.Context) error { return query(c, s) },
	}
}

// readQuery returns the text of the query: the argument, a file, or standard
// input.
func readQuery(c *cli.Context, s streams) (string, error) {
	switch file := c.String("input"); {
	case file != "" && c.Args().Present():
		return "", usagef("query takes its text as an argument or from --input, not both")
	case file != "" && file != "-":
		data, err := os.ReadFile(file)
		return string(data), err
	case file == "-", c.Args().First() == "-":
		data, err := io.ReadAll(s.in)
		return string(data), err
	}
	if err := need(c, 1, 1, "one query, in quotes"); err != nil {
		return "", err
	}
	return c.Args().First(), nil
}

func query(c *cli.Context, s streams) error {
	text, err := readQuery(c, s)
	if err != nil {
		return err
	}
	prefixes, err := ontology.Prefixes()
	if err != nil {
		return err
	}
	o := sparql.Options{
		Timeout: c.Duration("timeout"), MemoryLimit: int64(c.Int("memory")) << 20, UnionDefaultGraph: true,
		Base: cmp.Or(c.String("base"), vocab.DefaultBase), Prefixes: map[string]string{}, Explain: c.Bool("explain"),
	}
	for _, p := range prefixes {
		o.Prefixes[p.Name] = p.IRI
	}
	if lang := c.String("lang"); lang != "" {
		o.Languages = []string{lang, "zh", "en"}
	}
	// A query that cannot be read is told before the store is opened.
	q, err := sparql.Parse(text, o.Prefixes, o.Base)
	if err != nil {
		return queryError(err)
	}
	return withSnapshot(c, func(ctx context.Context, snap *store.Snapshot) error {
		r, err := sparql.RunQuery(ctx, snap, q, o)
		if err != nil {
			return queryError(err)
		}
		a := &answer{s: s, view: lookup.NewView(snap, lookup.Options{Lang: c.String("lang")}), prefixes: prefixes, raw: c.Bool("iri"), r: r, ctx: ctx}
		err = a.write(answerFormat(c, s, r.Kind))
		if err == nil && r.Explain != nil {
			s.note("%s", strings.TrimRight(r.Explain(), "\n"))
		}
		if err = errors.Join(err, r.Close()); err != nil {
			return queryError(err)
		}
		if a.empty() {
			return silent(exitNothing)
		}
		return nil
	})
}

// queryError gives errors of queries their exit codes: a query that cannot be
// read, or asks for what is not done, is wrong usage.
func queryError(err error) error {
	var unread *syntax.Error
	var service *eval.ServiceError
	var memory *eval.MemoryError
	var stopped *eval.StoppedError
	switch {
	case errors.As(err, &unread):
		return usagef("%s", unread.Detail())
	case errors.As(err, &service):
		return usagef("%w", service)
	case errors.As(err, &memory):
		return usagef("%w; ask for less, or give --memory more", memory)
	case errors.As(err, &stopped) && errors.Is(err, context.DeadlineExceeded):
		return &exitError{exitTimeout, stopped}
	}
	return err
}

// answerFormat returns the format asked for, or what suits the answer: a table
// on a terminal, TSV in a pipe, and Turtle for a graph.
func answerFormat(c *cli.Context, s streams, kind result.Kind) string {
	switch {
	case c.Bool("json"):
		return "json"
	case c.String("format") != "":
		return c.String("format")
	case kind == result.Graph:
		return "turtle"
	case s.outTTY, kind == result.Boolean:
		return "table"
	}
	return "tsv"
}

// answer writes the answer of a query.
type answer struct {
	ctx      context.Context
	s        streams
	view     *lookup.View
	prefixes []ontology.Prefix
	raw      bool
	r        *result.Result
	rows     int
	err      error
}

// empty reports whether nothing was found.
func (a *answer) empty() bool {
	return a.r.Kind == result.Boolean && !a.r.Truth || a.r.Kind != result.Boolean && a.rows == 0
}

// counted counts the rows as they go by.
type counted struct {
	result.Solutions
	n *int
}

func (c counted) Next() bool {
	ok := c.Solutions.Next()
	if ok {
		*c.n++
	}
	return ok
}

func (a *answer) write(format string) error {
	if a.r.Kind == result.Graph {
		return a.graph(format)
	}
	if a.r.Kind == result.Bindings {
		a.r.Solutions = counted{a.r.Solutions, &a.rows}
	}
	err := a.bindings(format)
	return errors.Join(err, a.err)
}

// bindings writes rows, or yes or no.
func (a *answer) bindings(format string) error {
	w := a.s.out
	switch format {
	case "table":
		width := 0
		if f, ok := w.(*os.File); ok && a.s.outTTY {
			// A terminal that does not tell its width gets lines of any length.
			width, _, _ = term.GetSize(int(f.Fd()))
		}
		return result.WriteTable(w, a.r, result.TableOptions{Show: a.show, Width: width})
	case "md":
		return result.WriteMarkdown(w, a.r, a.show)
	case "csv":
		return result.WriteCSV(w, a.r)
	case "tsv":
		return result.WriteTSV(w, a.r)
	case "srj":
		return result.WriteJSON(w, a.r)
	case "srx":
		return result.WriteXML(w, a.r)
	case "json", "jsonl":
		return a.json(format)
	}
	return usagef("unknown format %q; choose one of table, json, jsonl, csv, tsv, srj, srx, md", format)
}

// json writes each row as an object of what a table would show.
func (a *answer) json(format string) error {
	if a.r.Kind == result.Boolean {
		return writeJSONLine(a.s.out, a.r.Truth)
	}
	objects := []any{}
	for a.r.Solutions.Next() {
		row := map[string]string{}
		for i, t := range a.r.Solutions.Row() {
			if !t.IsZero() {
				row[a.r.Vars[i]] = a.show(t)
			}
		}
		if format == "json" {
			objects = append(objects, row)
		} else if err := writeJSONLine(a.s.out, row); err != nil {
			return err
		}
	}
	if err := a.r.Solutions.Err(); err != nil || format == "jsonl" {
		return err
	}
	return writeJSON(a.s.out, objects)
}

// graph writes triples.
func (a *answer) graph(format string) error {
	quads, err := a.r.Quads()
	if err != nil {
		return err
	}
	a.rows = len(quads)
	switch format {
	case "turtle":
		o := rdf.TurtleOptions{Format: rdf.Turtle, Prefixes: map[string]string{}}
		for _, p := range a.prefixes {
			o.Prefixes[p.Name] = p.IRI
		}
		return rdf.WriteTurtle(a.s.out, quads, o)
	case "ntriples":
		w, err := rdf.NewLineWriter(a.s.out, rdf.NTriples)
		if err != nil {
			return err
		}
		for _, q := range quads {
			if err := w.Write(q); err != nil {
				return err
			}
		}
		return w.Close()
	}
	return usagef("the query gives a graph; choose turtle or ntriples as the format, not %q", format)
}

// show writes a term for people: the name of a thing, the short form of a term
// of a known vocabulary, the text of a literal. The first error is kept.
func (a *answer) show(t rdf.Term) string {
	if t.Kind != rdf.IRI || a.raw {
		return result.Plain(t)
	}
	if short, ok := ontology.Compact(a.prefixes, t.Value); ok {
		return short
	}
	label, err := a.view.Label(a.ctx, t)
	if err != nil && a.err == nil {
		a.err = err
	}
	return label
}
