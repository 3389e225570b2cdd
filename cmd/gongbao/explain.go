package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"gongbao/graph/lookup"
)

func explainCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "explain",
		Usage:     "show the sentence, rule and bytes that a statement rests on",
		ArgsUsage: "STATEMENT",
		Description: `STATEMENT is the IRI of a statement, its short name, or the beginning of that, as lookup prints it. The bytes are those of
the source: cutting them out of it gives the quoted text. The name of a link between two IRIs, as lookup --evidence and review
print it, shows why they name one thing, or may, and the statements it rests on.`,
		Flags:  []cli.Flag{storeFlag(), langFlag(), formatFlag("text, json"), jsonFlag()},
		Action: func(c *cli.Context) error { return explain(c, s) },
	}
}

// explained is a statement with all that it rests on.
type explained struct {
	*lookup.Statement
	DocumentID string `json:"document_id"`
	Source     string `json:"source"`
	Title      string `json:"title"`
	Date       string `json:"date"`
	Charset    string `json:"charset"`
	// Extracted says that bytes are those of text taken out of the source.
	Extracted bool               `json:"extracted,omitempty"`
	Evidence  []*lookup.Evidence `json:"evidence"`
}

func explain(c *cli.Context, s streams) error {
	if err := need(c, 1, 1, "the name of one statement"); err != nil {
		return err
	}
	switch c.String("format") {
	case "", "text", "json":
	default:
		return usagef("unknown format %q; choose text or json", c.String("format"))
	}
	name := strings.TrimPrefix(c.Args().First(), "#")
	return withView(c, func(ctx context.Context, v *lookup.View) error {
		st, err := v.Statement(ctx, name)
		var many *lookup.AmbiguousError
		if errors.As(err, &many) {
			return usagef("%w", many)
		}
		if err != nil {
			return err
		}
		if st == nil {
			if l, err := v.Link(ctx, name); err != nil || l != nil {
				return errors.Join(err, explainLink(c, s, v, l))
			}
			s.note("gongbao: no statement is called %s; gongbao lookup NAME prints the names of statements", name)
			return silent(exitNothing)
		}
		x, err := explainedStatement(ctx, v, st)
		if err != nil {
			return err
		}
		if c.Bool("json") || c.String("format") == "json" {
			return writeJSON(s.out, x)
		}
		names := relationNames(c.String("lang"))
		p := &printer{s: s, names: names}
		p.statement(x)
		_, err = fmt.Fprint(s.out, p.b.String())
		return err
	})
}

// explainedStatement reads all that a statement rests on.
func explainedStatement(ctx context.Context, v *lookup.View, st *lookup.Statement) (explained, error) {
	x := explained{Statement: st}
	var err error
	if x.Evidence, err = v.Evidence(ctx, st); err != nil {
		return x, err
	}
	doc, err := v.Document(ctx, st.Document)
	if doc != nil {
		x.DocumentID, x.Source, x.Title, x.Date, x.Charset, x.Extracted = doc.ID, doc.Source, doc.Title, doc.Date, doc.Charset, doc.Extracted
	}
	return x, err
}

// statement writes a statement and what it rests on.
func (p *printer) statement(x explained) {
	p.line("%s  %s  %s", p.s.bold(x.Subject.Label), nameOf(x.Relation, p.names), p.s.bold(x.Object.Label))
	field := func(name, value string) {
		if value != "" {
			p.line("  %-10s %s", name, value)
		}
	}
	for _, q := range x.Qualifiers {
		field(q.Name, q.Label)
	}
	field("time", timeText(x.Start, x.End))
	field("modality", nameOf(x.Modality, p.names))
	field("statement", x.IRI)
	field("document", strings.Join(nonEmpty(x.DocumentID, x.Title, x.Date), " · "))
	field("source", strings.Join(nonEmpty(x.Source, x.Charset), " · "))
	of := ""
	if x.Extracted {
		of = " of the text taken out of the source"
	}
	for _, e := range x.Evidence {
		p.line("")
		p.line("  rule %s, bytes %d–%d%s", e.Rule, e.ByteStart, e.ByteEnd, of)
		p.line("  “%s”", p.sentence(e))
		for _, m := range e.Marks {
			p.line("    %-10s %d–%d  %s", m.Slot, m.ByteStart, m.ByteEnd, m.Exact)
		}
	}
}

// nonEmpty leaves out empty strings.
func nonEmpty(in ...string) []string {
	var out []string
	for _, s := range in {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
