package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"gongbao/graph/lookup"
)

func lookupCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "lookup",
		Usage:     "show what the graph knows of a person, state, meeting …",
		ArgsUsage: "NAME",
		Description: `Finds entities by any form of their name that a document or gazetteer has, Simplified or Traditional, or by IRI or the end
of one (state/KAZ), and prints their names and facts, facts about others that name them, and with --evidence the sentences.
What documents name by several IRIs is shown as one where their texts justify it; with --evidence, why.`,
		Flags: []cli.Flag{
			storeFlag(), langFlag(), baseFlag(),
			&cli.BoolFlag{Name: "evidence", Aliases: []string{"e"}, Usage: "show the sentences that the facts were read in"},
			&cli.IntFlag{Name: "limit", Aliases: []string{"n"}, Value: 50, Usage: "facts of one list at most; 0 shows all"},
			formatFlag("text, tsv, csv, md, json, jsonl"), jsonFlag(),
		},
		Action: func(c *cli.Context) error { return lookUp(c, s) },
	}
}

// found is an entity with its facts.
type found struct {
	*lookup.Entity
	Facts *lookup.Facts `json:"facts"`
	// Links say why its IRIs name one thing, where evidence was asked for.
	Links []*lookup.Link `json:"links,omitempty"`
	// Evidence holds the readings by statement, where they were asked for.
	Evidence map[string][]*lookup.Evidence `json:"evidence,omitempty"`
}

func lookUp(c *cli.Context, s streams) error {
	if err := need(c, 1, -1, "a name"); err != nil {
		return err
	}
	name := strings.Join(c.Args().Slice(), " ")
	format := c.String("format")
	// Rows have no place for sentences, so evidence makes text the default in a pipe too.
	asText := format == "text" || format == "" && (s.outTTY || c.Bool("evidence")) && !c.Bool("json")
	if !asText {
		var err error
		if format, err = gridFormat(c, s); err != nil {
			return err
		}
	}
	return withView(c, func(ctx context.Context, v *lookup.View) error {
		entities, err := v.Find(ctx, name)
		if err != nil {
			return err
		}
		var all []found
		for _, e := range entities {
			f := found{Entity: e}
			if f.Facts, err = v.Facts(ctx, e.IRI); err != nil {
				return err
			}
			limit := 0
			if asText {
				limit = c.Int("limit")
			}
			if err := agree(ctx, v, f.Facts, limit); err != nil {
				return err
			}
			if c.Bool("evidence") {
				if f.Evidence, err = evidenceOf(ctx, v, f.Facts); err != nil {
					return err
				}
				if f.Links, err = v.Links(ctx, e.IRI); err != nil {
					return err
				}
			}
			all = append(all, f)
		}
		if len(all) == 0 {
			s.note("gongbao: nothing is called %s; gongbao list shows the documents, and names of their entities stand in gongbao export", name)
			return silent(exitNothing)
		}
		if !asText {
			return lookupGrid(all).write(s.out, format)
		}
		names, err := relationNames(c.String("lang"))
		if err != nil {
			return err
		}
		p := &printer{s: s, names: names, limit: c.Int("limit")}
		for i, f := range all {
			if i > 0 {
				p.line("")
			}
			p.entity(f)
		}
		_, err = fmt.Fprint(s.out, p.b.String())
		return err
	})
}

// evidenceOf reads the evidence of all facts of an entity.
func evidenceOf(ctx context.Context, v *lookup.View, fs *lookup.Facts) (map[string][]*lookup.Evidence, error) {
	out := map[string][]*lookup.Evidence{}
	for _, list := range [][]*lookup.Fact{fs.Out, fs.In, fs.Beside} {
		for _, f := range list {
			for _, st := range f.Sources {
				ev, err := v.Evidence(ctx, st)
				if err != nil {
					return nil, err
				}
				out[st.IRI] = ev
			}
		}
	}
	return out, nil
}

// lookupGrid lays the facts out in rows, for pipes.
func lookupGrid(all []found) *grid {
	g := &grid{head: []string{"entity", "subject", "relation", "object", "start", "end", "modality", "qualifiers", "sources", "first", "last", "against", "derived", "statement"}, right: map[int]bool{8: true, 11: true}}
	for _, f := range all {
		g.objects = append(g.objects, f)
		for _, list := range [][]*lookup.Fact{f.Facts.Out, f.Facts.In, f.Facts.Beside} {
			for _, x := range list {
				g.rows = append(g.rows, []string{
					f.Label, x.Subject.Label, x.Relation, x.Object.Label, x.Start, x.End, x.Modality, qualifierText(&x.Statement, nil),
					strconv.Itoa(x.Agreement.Documents), x.Agreement.First, x.Agreement.Last, strconv.Itoa(len(x.Agreement.Against)), derivedBy(&x.Statement), x.Ref,
				})
			}
		}
	}
	return g
}

// derivedBy names the rules that derived a statement; empty for one of a
// document.
func derivedBy(st *lookup.Statement) string {
	if !st.Derived {
		return ""
	}
	return strings.Join(st.Rules, ", ")
}

// qualifierText writes the qualifiers of a statement on one line, with the
// names of properties that are given.
func qualifierText(st *lookup.Statement, names map[string]string) string {
	var parts []string
	for _, q := range st.Qualifiers {
		parts = append(parts, nameOf(q.Name, names)+"="+q.Label)
	}
	return strings.Join(parts, " ")
}

func nameOf(local string, names map[string]string) string {
	if n := names[local]; n != "" {
		return n
	}
	return local
}

// printer writes entities for people to read.
type printer struct {
	s     streams
	names map[string]string
	limit int
	// indent stands before each line that is not empty.
	indent string
	b      strings.Builder
}

func (p *printer) line(format string, args ...any) {
	if format != "" {
		format = "%s" + format
		args = append([]any{p.indent}, args...)
	}
	fmt.Fprintf(&p.b, format+"\n", args...)
}

func (p *printer) entity(f found) {
	var classes []string
	for _, c := range f.Classes {
		classes = append(classes, nameOf(c, p.names))
	}
	p.line("%s  %s", p.s.bold(f.Label), strings.Join(classes, ", "))
	p.line("  %s", f.IRI)
	var others []string
	for _, n := range f.Names {
		if n.Text != f.Label {
			others = append(others, n.Text)
		}
	}
	if others = uniq(others); len(others) > 0 {
		p.line("  %s", strings.Join(others, " · "))
	}
	p.same(f)
	p.list(f, f.Facts.Out, func(x *lookup.Fact) string { return x.Object.Label }, "")
	p.list(f, f.Facts.In, func(x *lookup.Fact) string { return x.Subject.Label }, "← ")
	p.list(f, f.Facts.Beside, func(x *lookup.Fact) string { return x.Subject.Label + " → " + x.Object.Label }, "· ")
}

// same writes under how many more IRIs documents know an entity, or with the
// evidence the links that make them one.
func (p *printer) same(f found) {
	if n := len(f.Same); n > 0 && len(f.Links) == 0 {
		p.line("  = %s; --evidence shows why", count(n, "other IRI"))
	}
	for i, l := range f.Links {
		if p.limit > 0 && i == p.limit {
			p.line("  … %d more; --limit 0 shows all", len(f.Links)-i)
			return
		}
		p.line("  = %s", l.A.IRI)
		p.line("    %s", l.B.IRI)
		p.line("      %s  (#%s)", nameOf(l.Reason, p.names), l.Ref)
	}
}

// list writes facts grouped by relation.
func (p *printer) list(f found, facts []*lookup.Fact, other func(*lookup.Fact) string, mark string) {
	last := ""
	for i, x := range facts {
		if p.limit > 0 && i == p.limit {
			p.line("  … %d more; --limit 0 shows all", len(facts)-i)
			return
		}
		if x.Relation != last {
			p.line("  %s%s", mark, nameOf(x.Relation, p.names))
			last = x.Relation
		}
		p.line("    %s%s", other(x), p.details(x))
		for _, st := range x.Sources {
			for _, e := range f.Evidence[st.IRI] {
				p.line("      “%s”", p.sentence(e))
			}
		}
	}
}

// details writes what stands behind a fact: qualifiers, time, modality, number
// of sources and the name of the statement.
func (p *printer) details(x *lookup.Fact) string {
	var parts []string
	if q := qualifierText(&x.Statement, p.names); q != "" {
		parts = append(parts, q)
	}
	if t := timeText(x.Start, x.End); t != "" {
		parts = append(parts, t)
	}
	if x.Modality != "asserted" {
		parts = append(parts, nameOf(x.Modality, p.names))
	}
	if x.Derived {
		parts = append(parts, "derived by "+strings.Join(x.Rules, ", "))
	}
	parts = append(parts, agreementText(x.Agreement)...)
	parts = append(parts, "#"+short(x.Ref))
	return "  (" + strings.Join(parts, "; ") + ")"
}

// short is the beginning of a statement's name that is long enough in practice.
func short(ref string) string { return ref[:min(8, len(ref))] }

// timeText writes the time of a fact.
func timeText(start, end string) string {
	switch {
	case start == end:
		return start
	case end == "":
		return start + "–"
	}
	return start + "–" + end
}

// sentence writes the sentence of a reading with its parts marked; where the
// text is not kept, the parts alone.
func (p *printer) sentence(e *lookup.Evidence) string {
	if e.Sentence == "" {
		var parts []string
		for _, m := range e.Marks {
			parts = append(parts, p.s.underline(m.Exact, m.Slot))
		}
		return strings.Join(parts, " … ")
	}
	return e.Marked(func(slot, text string) string { return p.s.underline(text, slot) })
}
