package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"gongbao/graph/lookup"
	"gongbao/graph/registry"
	"gongbao/graph/sparql"
	"gongbao/graph/sparql/eval"
	"gongbao/graph/sparql/syntax"
	"gongbao/graph/store"
	"gongbao/ontology"
	"gongbao/ontology/vocab"
)

func queryCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "query",
		Usage:     "ask the graph, or RDF files, in SPARQL",
		ArgsUsage: "SPARQL | FILE.rq | -",
		Description: `Runs a query over all documents at once; GRAPH asks single ones. The prefixes gb, skos, rdf, rdfs, prov, oa, dct, xsd and
others are known. A table shows names instead of IRIs; --iri shows IRIs. Where there is no row, or ASK is false, the exit
code is 1; a query stopped at its time limit says so and exits with 124.

Saved queries need no SPARQL: --list shows them, and --name runs one with the values of --param.

With --data or --named it asks files instead of the store: Turtle, TriG, N-Triples or N-Quads, by their extension, plain or
gzipped. The triples of --data are the default graph; --named makes a file a graph of that name: its file: IRI, its
path resolved against --base where that is given, or NAME in --named NAME=FILE.

?x gb:search "普京" finds things by words of their names, in either script; gb:validity(?statement, "2012") says whether a statement
holds at a date: "holds", "possible", "unknown" or "no". gongbao ontology list --kind function shows what else there is.`,
		Flags: []cli.Flag{
			storeFlag(), langFlag(), baseFlag(),
			&cli.StringFlag{Name: "input", Aliases: []string{"i"}, Usage: "`FILE` that holds the query"},
			&cli.BoolFlag{Name: "list", Usage: "list the saved queries"},
			&cli.StringFlag{Name: "name", Usage: "run the saved query of that `NAME`"},
			repeatedFlag("param", "a parameter of the saved query, as `NAME=VALUE`; may be repeated"),
			repeatedFlag("data", "RDF `FILE` to ask instead of the store; may be repeated"),
			repeatedFlag("named", "RDF `FILE` to ask as a named graph; may be repeated"),
			&cli.BoolFlag{Name: "merge", Usage: "with --data or --named: patterns outside GRAPH match all graphs, as in the store"},
			&cli.DurationFlag{Name: "timeout", Value: 30 * time.Second, Usage: "time limit; 0 is none"},
			&cli.IntFlag{Name: "memory", Value: 1024, Usage: "limit of what the query may hold at once, in `MiB`; 0 is none"},
			&cli.BoolFlag{Name: "iri", Usage: "show IRIs as they are"},
			&cli.BoolFlag{Name: "explain", Usage: "tell on standard error how the query was run: the plan, with expected and actual rows and times"},
			formatFlag("table, json, jsonl, csv, tsv, srj, srx, md; for graphs turtle, ntriples"), jsonFlag(),
		},
		Action: func(c *cli.Context) error {
			if c.Bool("list") {
				return listQueries(c, s)
			}
			return query(c, s)
		},
	}
}

// repeated is the values of a flag that may stand several times. The library's
// own kind of list cuts values at commas, which are common in names and IRIs.
type repeated []string

func (r *repeated) Set(v string) error { *r = append(*r, v); return nil }
func (r *repeated) String() string     { return strings.Join(*r, " ") }

func repeatedFlag(name, usage string) cli.Flag {
	return &cli.GenericFlag{Name: name, Usage: usage, Value: new(repeated)}
}

func repeatedValues(c *cli.Context, name string) []string {
	r, _ := c.Generic(name).(*repeated)
	if r == nil {
		return nil
	}
	return *r
}

// queryFile reports whether an argument names a file with a query in it.
func queryFile(arg string) bool {
	return strings.EqualFold(filepath.Ext(arg), ".rq") && !strings.ContainsAny(arg, "{\n")
}

// readQuery returns the text of the query: the argument, a file, or standard
// input.
func readQuery(c *cli.Context, s streams) (string, error) {
	file := c.String("input")
	if arg := c.Args().First(); file == "" && c.Args().Len() == 1 && queryFile(arg) {
		data, err := os.ReadFile(arg)
		return string(data), err
	}
	switch {
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
	prefixes, err := ontology.Prefixes()
	if err != nil {
		return err
	}
	o := sparql.Options{
		Timeout: c.Duration("timeout"), MemoryLimit: int64(c.Int("memory")) << 20, UnionDefaultGraph: true,
		Base: cmp.Or(c.String("base"), vocab.DefaultBase), Prefixes: map[string]string{}, Explain: c.Bool("explain"),
		Fold: registry.FoldName,
	}
	if o.Timeout < 0 || o.MemoryLimit < 0 {
		return usagef("query: --timeout and --memory are at least 0, which means no limit")
	}
	for _, p := range prefixes {
		o.Prefixes[p.Name] = p.IRI
	}
	o.Languages = []string{"zh-Hans", "zh", "en"}
	if lang := c.String("lang"); lang != "" {
		o.Languages = append([]string{lang}, o.Languages...)
	}
	names := relationNames(c.String("lang"))
	o.Label = func(iri string) string { return names[strings.TrimPrefix(iri, vocab.NS)] }
	data, named := repeatedValues(c, "data"), repeatedValues(c, "named")
	overFiles := len(data)+len(named) > 0
	if overFiles && c.String("base") == "" {
		if o.Base, err = queryBase(c); err != nil {
			return err
		}
	}
	q, err := preparedQuery(c, s, &o)
	if err != nil {
		return err
	}
	run := func(ctx context.Context, ds eval.Dataset, label labeller) error {
		if err := hintTerms(s, ds, q); err != nil {
			return err
		}
		r, err := sparql.RunQuery(ctx, ds, q, o)
		if err != nil {
			return queryError(err)
		}
		a := &answer{s: s, label: label, prefixes: prefixes, raw: c.Bool("iri"), r: r, ctx: ctx}
		err = a.write(answerFormat(c, s, r.Kind))
		if r.Explain != nil { // of a query that was stopped, too
			s.note("%s", strings.TrimRight(r.Explain(), "\n"))
		}
		if err = errors.Join(err, r.Close()); err != nil {
			return queryError(err)
		}
		if a.empty() {
			return silent(exitNothing)
		}
		return nil
	}
	if overFiles {
		if c.IsSet("store") {
			return usagef("query asks the store or files, not both: leave out --store, or --data and --named")
		}
		o.UnionDefaultGraph = c.Bool("merge") || c.String("name") != ""
		files, err := readFiles(c.Context, data, named, c.String("base"))
		if err != nil {
			return err
		}
		return run(c.Context, files, files.labels(c.String("lang")))
	}
	if c.Bool("merge") {
		return usagef("query: --merge goes with --data or --named; the store is asked so anyway")
	}
	return withSnapshot(c, func(ctx context.Context, snap *store.Snapshot) error {
		view := lookup.NewView(snap, lookup.Options{Lang: c.String("lang")})
		return run(ctx, lookup.Searchable{Snapshot: snap}, view.Label)
	})
}

// queryBase returns the IRI against which a query over files resolves its own:
// that of the query's file, else that of the working folder, so that the graph
// of a file can be named by the file's name.
func queryBase(c *cli.Context) (string, error) {
	file := c.String("input")
	if arg := c.Args().First(); file == "" && queryFile(arg) {
		file = arg
	}
	if file != "" && file != "-" {
		return fileIRI(file, "")
	}
	iri, err := fileIRI(".", "")
	return strings.TrimSuffix(iri, "/") + "/", err
}

// preparedQuery reads the query, or takes the saved one with its parameters. A
// query that cannot be read is told before any data is opened.
func preparedQuery(c *cli.Context, s streams, o *sparql.Options) (*syntax.Query, error) {
	text := ""
	if name := c.String("name"); name != "" {
		saved, params, err := savedQuery(c, name)
		if err != nil {
			return nil, err
		}
		text, o.Params = saved.Text, params
	} else {
		if len(repeatedValues(c, "param")) > 0 {
			return nil, usagef("query: --param gives a value to a saved query; name it with --name")
		}
		var err error
		if text, err = readQuery(c, s); err != nil {
			return nil, err
		}
	}
	q, err := sparql.Parse(text, o.Prefixes, o.Base)
	if err != nil {
		return nil, queryError(err)
	}
	return q, nil
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
