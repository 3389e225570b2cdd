package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"gongbao/exports"
	"gongbao/graph/ingest"
	"gongbao/graph/lookup"
	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/ontology"
	"gongbao/ontology/vocab"
)

func exportCommand(s streams) *cli.Command {
	var formats strings.Builder
	for _, e := range exports.All() {
		fmt.Fprintf(&formats, "\n   %-14s %s", e.Name(), e.About())
	}
	return &cli.Command{
		Name: "export", Usage: "write the graph for other programs", ArgsUsage: " ",
		Description: `Writes the graph, or the part of it that flags select; each flag narrows further. The format is the one named, else that of
the file's extension, else Turtle. Files and folders are written as a whole or not at all; .gz compresses, and .zip packs a
folder. Formats:` + formats.String(),
		Flags: []cli.Flag{
			storeFlag(), formatFlag(strings.Join(exports.Names(), ", ")),
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Value: "-", Usage: "`FILE` or folder to write"},
			&cli.StringSliceFlag{Name: "graph", Usage: "documents, by `ID`, or graphs, by IRI"},
			&cli.StringSliceFlag{Name: "class", Usage: "statements about things of this `CLASS`, such as Person"},
			&cli.StringSliceFlag{Name: "about", Usage: "what is said of this `ENTITY`, given by name or IRI"},
			&cli.IntFlag{Name: "depth", Value: 1, Usage: "with --about: how many statements away things may be"},
			&cli.StringFlag{Name: "from", Usage: "what holds on or after this `DATE`"},
			&cli.StringFlag{Name: "to", Usage: "what holds on or before this `DATE`"},
			&cli.StringFlag{Name: "query", Usage: "what a `SPARQL` query finds: the things of SELECT, the graph of CONSTRUCT or DESCRIBE"},
			&cli.StringFlag{Name: "provenance", Value: "full", Usage: "none, graph or full: what is said of where statements come from"},
			&cli.StringFlag{Name: "profile", Usage: "another vocabulary: " + strings.Join(ontology.Profiles(), ", ")},
			&cli.BoolFlag{Name: "canonical", Usage: "canonical N-Quads (RDFC-1.0), to be hashed or signed"},
			&cli.BoolFlag{Name: "rdf12", Usage: "statements as triple terms of RDF 1.2"},
			&cli.BoolFlag{Name: "labels", Usage: "in Turtle and TriG, comments that tell what IRIs are called"},
			&cli.BoolFlag{Name: "unsorted", Usage: "the store's own order, which is fastest, instead of one that the graph alone decides"},
			progressFlag(),
			langFlag(), baseFlag(), quietFlag(),
		},
		Action: func(c *cli.Context) error { return export(c, s) },
	}
}

func export(c *cli.Context, s streams) error {
	if err := need(c, 0, 0, "no arguments but flags"); err != nil {
		return err
	}
	path := c.String("output")
	format, err := exportFormat(c)
	if err != nil {
		return err
	}
	return withSnapshot(c, func(ctx context.Context, snap *store.Snapshot) error {
		src, err := exportSource(ctx, c, s, snap)
		if err != nil {
			return err
		}
		o := exports.Options{Labels: c.Bool("labels"), Lang: c.String("lang"), Base: c.String("base")}
		n := 0
		err = exports.To(path, s.out, format, func(out exports.Output) error {
			var err error
			n, err = format.Write(ctx, out, src, o)
			return err
		})
		clearLine(c, s)
		var limit *rdf.WorkLimitError
		switch {
		case errors.As(err, &limit):
			return inputf("%w; export without --canonical", limit)
		case err != nil && path != "-":
			return fmt.Errorf("writing %s: %w", path, err)
		case err == nil && !c.Bool("quiet") && path != "-":
			thing := "statement"
			if exports.IsRDF(format) {
				thing = "triple"
			}
			s.note("%s written to %s", count(n, thing), path)
		}
		return err
	})
}

// exportFormat returns the format that flags ask for.
func exportFormat(c *cli.Context) (exports.Exporter, error) {
	format := exports.All()[0]
	f, known := exports.ByPath(c.String("output"))
	if known {
		format = f
	}
	if name := c.String("format"); name != "" {
		f, err := exports.ByName(name)
		if err != nil {
			return nil, usagef("%w", err)
		}
		format, known = f, true
	}
	if _, ok := exports.ParseProvenance(c.String("provenance")); !ok {
		return nil, usagef("unknown provenance %q; choose one of none, graph, full", c.String("provenance"))
	}
	if c.Int("depth") < 1 {
		return nil, usagef("--depth is at least 1")
	}
	if c.Bool("canonical") {
		if known && format.Name() != "nquads" {
			return nil, usagef("--canonical writes N-Quads, not %s", format.Name())
		}
		format = exports.Canonical()
	}
	if name := c.String("profile"); name != "" {
		if _, err := ontology.Profile(name); err != nil {
			return nil, usagef("%w", err)
		}
		if !exports.IsRDF(format) {
			return nil, usagef("--profile gives RDF, which %s does not write; choose turtle, trig, nquads, ntriples or jsonld", format.Name())
		}
	}
	if c.Bool("rdf12") && (!exports.IsRDF(format) || format.Name() == "jsonld") {
		return nil, usagef("%s has no triple terms; --rdf12 is for turtle, trig, nquads and ntriples", format.Name())
	}
	return format, nil
}

// exportSource returns what is exported.
func exportSource(ctx context.Context, c *cli.Context, s streams, snap *store.Snapshot) (exports.Source, error) {
	o := exports.Options{Lang: c.String("lang"), Base: cmp.Or(c.String("base"), vocab.DefaultBase)}
	sel := exports.Selection{Depth: c.Int("depth"), From: c.String("from"), To: c.String("to")}
	for _, g := range c.StringSlice("graph") {
		iri, err := graphIRI(snap, o.Base, g)
		if err != nil {
			return nil, err
		}
		sel.Graphs = append(sel.Graphs, iri)
	}
	for _, class := range c.StringSlice("class") {
		if !strings.ContainsAny(class, ":/") {
			if !vocab.IsClass(class) {
				return nil, usagef("the ontology has no class %s; Person, State, Organisation, Office, Meeting, Place and Document are some%s", class, didYouMean(class, localNames(vocab.IsClass)))
			}
			class = vocab.NS + class
		}
		sel.Classes = append(sel.Classes, class)
	}
	view := lookup.NewView(snap, lookup.Options{Lang: o.Lang, Base: o.Base})
	for _, name := range c.StringSlice("about") {
		es, err := view.Find(ctx, name)
		if err != nil {
			return nil, err
		}
		for _, e := range es {
			sel.Around = append(sel.Around, e.IRI)
		}
		if len(es) == 0 {
			// What was loaded from elsewhere has no entry in the index of names.
			if _, found, err := snap.ID(rdf.NewIRI(name)); err != nil || !found {
				return nil, errors.Join(err, &exitError{exitNothing, fmt.Errorf("nothing is called %s", name)})
			}
			sel.Around = append(sel.Around, name)
		}
	}
	var src exports.Source
	if query := c.String("query"); query != "" {
		var err error
		if src, sel.Things, err = exports.Ask(ctx, exports.FromStore(snap), query, o); err != nil {
			return nil, queryError(err)
		}
	}
	if src == nil {
		var err error
		if src, err = exports.Select(ctx, snap, sel); err != nil {
			return nil, &exitError{exitNothing, err}
		}
	}
	if c.Bool("unsorted") {
		src = exports.InStoreOrder(src)
	}
	if name := c.String("profile"); name != "" {
		var err error
		if src, err = exports.Profile(ctx, src, name); err != nil {
			return nil, queryError(err)
		}
	}
	level, _ := exports.ParseProvenance(c.String("provenance"))
	src = exports.WithProvenance(src, level)
	if c.Bool("rdf12") {
		src = exports.WithTripleTerms(src)
	}
	return watched(c, s, src), nil
}

// graphIRI returns the IRI of a graph that is given as such or by the ID of its
// document.
func graphIRI(snap *store.Snapshot, base, name string) (string, error) {
	if _, found, err := snap.Record(registry.Documents, name); err != nil || found {
		return ingest.NewNamer(base).Document(name), err
	}
	return name, nil
}

// watched returns the source with a progress line on a terminal, which appears
// when the work has taken a while.
func watched(c *cli.Context, s streams, src exports.Source) exports.Source {
	if !showProgress(c, s) {
		return src
	}
	began, last := time.Now(), time.Time{}
	return exports.Counted(src, func(n int) {
		if now := time.Now(); now.Sub(began) > time.Second && now.Sub(last) > 200*time.Millisecond {
			last = now
			fmt.Fprintf(s.err, "\r\x1b[K%d triples read, %.0f thousand a second", n, float64(n)/1000/now.Sub(began).Seconds())
		}
	})
}

func showProgress(c *cli.Context, s streams) bool {
	return s.errTTY && !c.Bool("quiet") && !c.Bool("no-progress")
}

// clearLine takes a progress line away.
func clearLine(c *cli.Context, s streams) {
	if showProgress(c, s) {
		_, _ = io.WriteString(s.err, "\r\x1b[K") // there is nobody to tell when that fails
	}
}
