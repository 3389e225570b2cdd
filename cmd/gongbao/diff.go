package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"gongbao/exports"
	"gongbao/graph/rdf"
	"gongbao/graph/store"
	"gongbao/ontology"
)

func diffCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "diff", Usage: "tell what two graphs differ in", ArgsUsage: "A B",
		Description: `Compares two files of RDF, or stores, or one with the other, whatever their formats, prefixes, order and names of blank nodes.
Lines that begin with - are in A alone and those with + in B alone, gathered by subject. The exit code is 0 where there is no
difference and 1 where there is one.`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "from-format", Usage: "`FORMAT` of the files: ntriples, nquads, turtle, trig"},
			&cli.StringFlag{Name: "base", Usage: "base `IRI` for relative ones"},
			&cli.BoolFlag{Name: "iri", Usage: "show IRIs as they are: the lines are N-Quads"},
			quietFlag(),
		},
		Action: func(c *cli.Context) error { return diff(c, s) },
	}
}

func diff(c *cli.Context, s streams) error {
	if err := need(c, 2, 2, "two files or stores"); err != nil {
		return err
	}
	if name := c.String("from-format"); name != "" {
		if _, ok := rdfFormat(name); !ok {
			return usagef("unknown format %q; choose one of ntriples, nquads, turtle, trig", name)
		}
	}
	a, err := readQuads(c.Context, c, s, c.Args().Get(0))
	if err != nil {
		return err
	}
	b, err := readQuads(c.Context, c, s, c.Args().Get(1))
	if err != nil {
		return err
	}
	// The comparison by surroundings is near; the strict test decides whether
	// datasets with symmetric blank nodes are the same.
	onlyA, onlyB := rdf.Diff(a, b)
	if len(onlyA)+len(onlyB) == 0 || len(onlyA) == len(onlyB) && rdf.Isomorphic(a, b) {
		if !c.Bool("quiet") {
			s.note("no difference in %s", count(len(a), "quad"))
		}
		return nil
	}
	prefixes, err := ontology.Prefixes()
	if err != nil {
		return err
	}
	slices.SortStableFunc(onlyA, byPlace)
	slices.SortStableFunc(onlyB, byPlace)
	d := differ{prefixes: prefixes, raw: c.Bool("iri")}
	if _, err := fmt.Fprint(s.out, d.lines(onlyA, onlyB)); err != nil {
		return err
	}
	if !c.Bool("quiet") {
		s.note("%d only in %s, %d only in %s", len(onlyA), c.Args().Get(0), len(onlyB), c.Args().Get(1))
	}
	return silent(exitNothing)
}

// storeQuads reads all quads of a store.
func storeQuads(ctx context.Context, dir string) (_ []rdf.Quad, err error) {
	st, err := store.OpenContext(ctx, dir, store.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	snap := st.Snapshot()
	defer func() { err = errors.Join(err, snap.Close(), st.Close()) }()
	return exports.ReadAll(ctx, exports.FromStore(snap))
}

// differ writes differences.
type differ struct {
	prefixes []ontology.Prefix
	raw      bool
}

// lines writes what only a and only b have, both sorted, subject by subject.
func (d *differ) lines(onlyA, onlyB []rdf.Quad) string {
	var b strings.Builder
	var graph, subject rdf.Term
	begun := false
	for len(onlyA) > 0 || len(onlyB) > 0 {
		sign, from := "-", &onlyA
		if len(onlyA) == 0 || len(onlyB) > 0 && byPlace(onlyB[0], onlyA[0]) < 0 {
			sign, from = "+", &onlyB
		}
		q := (*from)[0]
		*from = (*from)[1:]
		if d.raw {
			fmt.Fprintf(&b, "%s %s\n", sign, q)
			continue
		}
		if !begun || q.S != subject || q.G != graph {
			begun, subject, graph = true, q.S, q.G
			b.WriteString("  " + d.term(q.S))
			if !q.G.IsZero() {
				b.WriteString("  in " + d.term(q.G))
			}
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s     %s %s\n", sign, d.term(q.P), d.term(q.O))
	}
	return b.String()
}

// byPlace orders quads by graph, subject, predicate and object.
func byPlace(a, b rdf.Quad) int {
	compare := func(a, b rdf.Term) int {
		if a == b {
			return 0
		}
		return strings.Compare(a.String(), b.String())
	}
	return cmp.Or(compare(a.G, b.G), compare(a.S, b.S), compare(a.P, b.P), compare(a.O, b.O))
}

// term writes a term in short.
func (d *differ) term(t rdf.Term) string {
	switch {
	case t.Kind == rdf.IRI:
		if t.Value == rdf.RDFType {
			return "a"
		}
		if short, ok := ontology.Compact(d.prefixes, t.Value); ok {
			return short
		}
	case t.Kind == rdf.Literal && t.Lang == "" && t.Datatype != rdf.XSDString:
		if short, ok := ontology.Compact(d.prefixes, t.Datatype); ok {
			return rdf.NewString(t.Value).String() + "^^" + short
		}
	}
	return t.String()
}
