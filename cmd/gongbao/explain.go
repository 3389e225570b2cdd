package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"gongbao/graph/lookup"
	"gongbao/graph/reason/derive"
	"gongbao/graph/store"
)

func explainCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "explain",
		Usage:     "show the sentence, rule and bytes that a statement rests on",
		ArgsUsage: "STATEMENT",
		Description: `STATEMENT is the IRI of a statement, its short name, or the beginning of that, as lookup prints it. The bytes are those of
the source: cutting them out of it gives the quoted text. The name of a link between two IRIs, as lookup --evidence and review
print it, shows why they name one thing, or may, and the statements it rests on. Of a derived statement it shows the rule and
the statements that it follows from, down to the sentences.`,
		Flags: []cli.Flag{
			storeFlag(), langFlag(),
			&cli.IntFlag{Name: "limit", Aliases: []string{"n"}, Value: 10, Usage: "of a derived statement, statements that it follows from at most, in text; 0 shows all"},
			formatFlag("text, json"), jsonFlag(),
		},
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
	// Derivation is by which rule a derived statement follows, and from what.
	Derivation *derivation `json:"derivation,omitempty"`
}

// derivation tells how a derived statement follows.
type derivation struct {
	Rule        string      `json:"rule"`
	Title       string      `json:"title,omitempty"`
	Explanation string      `json:"explanation,omitempty"`
	Certainty   string      `json:"certainty,omitempty"`
	From        []explained `json:"from"`
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
	return withSnapshot(c, func(ctx context.Context, snap *store.Snapshot) error {
		v := lookup.NewView(snap, lookup.Options{Lang: c.String("lang"), Base: c.String("base")})
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
		x, err := explainedTree(ctx, snap, v, st)
		if err != nil {
			return err
		}
		if c.Bool("json") || c.String("format") == "json" {
			return writeJSON(s.out, x)
		}
		names := relationNames(c.String("lang"))
		p := &printer{s: s, names: names, limit: c.Int("limit")}
		p.statement(x)
		_, err = fmt.Fprint(s.out, p.b.String())
		return err
	})
}

// explainedTree reads all that a statement rests on; of a derived one, the
// statements that it follows from as well, down to those of documents.
func explainedTree(ctx context.Context, snap *store.Snapshot, v *lookup.View, st *lookup.Statement) (explained, error) {
	if !st.Derived {
		return explainedStatement(ctx, v, st)
	}
	rules, err := rulesOf(snap, nil, false)
	if err != nil {
		return explained{}, err
	}
	return derivationTree(ctx, rules, v, st, map[string]bool{})
}

// derivationTree explains a statement below others: above holds those, for
// rules that feed each other may support each other.
func derivationTree(ctx context.Context, rules *derive.Rules, v *lookup.View, st *lookup.Statement, above map[string]bool) (explained, error) {
	x, err := explainedStatement(ctx, v, st)
	if err != nil || !st.Derived || above[st.IRI] {
		return x, err
	}
	above[st.IRI] = true
	defer delete(above, st.IRI)
	x.Derivation = &derivation{Rule: strings.Join(st.Rules, ", ")}
	if r := rules.ByID(x.Derivation.Rule); r != nil {
		x.Derivation.Title, x.Derivation.Explanation, x.Derivation.Certainty = r.Title, r.Explanation, r.Certainty
	}
	for _, premise := range st.Premises {
		p, err := v.Statement(ctx, premise)
		if err != nil {
			return x, err
		}
		if p == nil {
			continue // a rule of the user's own may name what is no statement
		}
		from, err := derivationTree(ctx, rules, v, p, above)
		if err != nil {
			return x, err
		}
		x.Derivation.From = append(x.Derivation.From, from)
	}
	return x, nil
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
	if d := x.Derivation; d != nil {
		field("derived by", d.Rule+" ("+d.Certainty+"): "+d.Title)
		field("", d.Explanation)
		field("from", count(len(d.From), "statement"))
		for i, from := range d.From {
			p.line("")
			if p.limit > 0 && i == p.limit {
				p.line("  … %d more; --limit 0 shows all", len(d.From)-i)
				break
			}
			p.indent += "  "
			p.statement(from)
			p.indent = p.indent[2:]
		}
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
