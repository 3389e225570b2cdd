package main

import (
	"context"
	"errors"

	"github.com/urfave/cli/v2"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/result"
	"gongbao/ontology"
)

// labeller returns the name to show a term by.
type labeller func(context.Context, rdf.Term) (string, error)

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
	label    labeller
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

// counted counts the rows as they go by. It has looked for the first one already,
// so that a query which is refused or stopped before it leaves nothing that
// looks like an answer without rows.
type counted struct {
	result.Solutions
	n      *int
	first  bool // what the first Next gave, until it is asked for
	looked bool
}

// look finds the first row; its error is that of the query.
func (c *counted) look() error {
	c.first, c.looked = c.Solutions.Next(), true
	if c.first {
		return nil
	}
	return c.Err()
}

func (c *counted) Next() bool {
	ok := c.first
	if !c.looked {
		ok = c.Solutions.Next()
	}
	c.looked = false
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
		c := &counted{Solutions: a.r.Solutions, n: &a.rows}
		if err := c.look(); err != nil {
			return err
		}
		a.r.Solutions = c
	}
	err := a.bindings(format)
	return errors.Join(err, a.err)
}

// bindings writes rows, or yes or no.
func (a *answer) bindings(format string) error {
	w := a.s.out
	switch format {
	case "table":
		return result.WriteTable(w, a.r, result.TableOptions{Show: a.show, Width: a.s.outWidth})
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
	case "turtle", "ttl":
		o := rdf.TurtleOptions{Format: rdf.Turtle, Prefixes: map[string]string{}}
		for _, p := range a.prefixes {
			o.Prefixes[p.Name] = p.IRI
		}
		return rdf.WriteTurtle(a.s.out, quads, o)
	case "ntriples", "nt":
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
	label, err := a.label(a.ctx, t)
	if err != nil && a.err == nil {
		a.err = err
	}
	return label
}
