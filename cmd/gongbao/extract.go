package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"gongbao/exports"
	"gongbao/extract"
	"gongbao/extract/fact"
	"gongbao/extract/source"
	"gongbao/extract/text"
)

func extractCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "extract",
		Usage:     "print the facts of documents as JSON lines",
		ArgsUsage: "PATH…",
		Description: `Reads documents as build does and prints one fact a line, without a graph: s, p, o, start, end, quals, evidence, doc,
rule, modality, and spans, which says for each part its first byte in the source and the one after its last.`,
		Flags: append(readingFlags(),
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Value: "-", Usage: "`FILE` to write; .gz compresses"}, quietFlag()),
		Action: func(c *cli.Context) error { return extractFacts(c, s) },
	}
}

// factLine is a fact as the gold files have it, with where it was read.
type factLine struct {
	S        string            `json:"s"`
	P        string            `json:"p"`
	O        string            `json:"o"`
	Start    string            `json:"start"`
	End      string            `json:"end"`
	Quals    map[string]any    `json:"quals"`
	Evidence string            `json:"evidence"`
	Doc      string            `json:"doc"`
	Rule     string            `json:"rule"`
	Modality fact.Modality     `json:"modality"`
	Spans    map[string][2]int `json:"spans"`
}

func extractFacts(c *cli.Context, s streams) error {
	if err := need(c, 1, -1, "one or more paths, or -"); err != nil {
		return err
	}
	p, err := loadPacks(c.StringSlice("pack"))
	if err != nil {
		return err
	}
	root, err := os.Getwd()
	if err != nil {
		return err
	}
	documents, facts, failed := 0, 0, 0
	write := func(w io.Writer) error {
		docs := source.Walk(c.Args().Slice(), sourceOptions(c, s, root))
		for o := range readAll(c.Context, docs, p, c.Int("jobs"), readLines) {
			switch {
			case errors.Is(o.err, context.Canceled):
				continue
			case o.err != nil:
				s.note("gongbao: %v", o.err)
				failed++
				continue
			}
			documents++
			facts += len(o.value)
			for _, l := range o.value {
				if err := writeJSONLine(w, l); err != nil {
					return err
				}
			}
		}
		return c.Context.Err()
	}
	if err := toOutput(c.String("output"), s, write); err != nil {
		return err
	}
	if !c.Bool("quiet") {
		s.note("%s in %s, %d failed", count(facts, "fact"), count(documents, "document"), failed)
	}
	switch {
	case failed > 0:
		return silent(exitInput)
	case facts == 0:
		return silent(exitNothing)
	}
	return nil
}

// toOutput writes a file as a whole, or standard output for "-".
func toOutput(path string, s streams, write func(io.Writer) error) error {
	if path == "-" {
		return write(s.out)
	}
	if err := exports.ToFile(path, write); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

// readLines reads the facts of one document.
func readLines(ctx context.Context, x *extract.Extractor, d *source.Document) ([]factLine, error) {
	r, err := x.Extract(ctx, d)
	if err != nil {
		return nil, err
	}
	out := make([]factLine, len(r.Facts))
	for i := range r.Facts {
		out[i] = lineOf(&r.Facts[i], r.Text, d.ID)
	}
	return out, nil
}

// lineOf writes a fact in the form of the gold files. Of several readings it
// shows the first.
func lineOf(f *fact.Fact, t *text.Text, doc string) factLine {
	l := factLine{
		S: f.Subject.Text, P: f.Relation, O: f.Object.Text, Start: f.Start, End: f.End, Quals: map[string]any{},
		Doc: doc, Modality: f.Modality, Spans: map[string][2]int{},
	}
	for _, q := range f.Qualifiers {
		if n, err := strconv.Atoi(q.Text); err == nil && q.Name == "ordinal" {
			l.Quals[q.Name] = n
		} else if _, twice := l.Quals[q.Name]; !twice {
			l.Quals[q.Name] = q.Text
		}
	}
	switch f.Modality {
	case fact.Planned, fact.Denied:
		l.Quals[string(f.Modality)] = true
	}
	place := func(name string, s text.Span) {
		if !s.Empty() {
			start, end := t.Source(s)
			l.Spans[name] = [2]int{start, end}
		}
	}
	var rules []string
	for i, e := range f.Evidence {
		rules = append(rules, e.Rule)
		if i > 0 {
			continue
		}
		place("s", e.Subject)
		place("o", e.Object)
		for name, s := range e.Qualifiers {
			place(name, s)
		}
		shown := e.Span
		if !e.Subject.Empty() && !e.Object.Empty() {
			shown = e.Subject.Union(e.Object)
		}
		l.Evidence = t.Slice(shown)
	}
	l.Rule = strings.Join(uniq(rules), ",")
	return l
}

// uniq leaves out what has stood before.
func uniq(in []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, s := range in {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
