package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"gongbao/graph/lookup"
)

func reviewCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "review", Usage: "list what may be one thing under several IRIs", ArgsUsage: " ",
		Description: `Two documents may speak of one person, meeting or document, and yet their texts do not justify taking them for one: the
times are far apart or not told, several candidates fit, or only the name agrees. Such pairs stay apart; this lists them
with the statements on both sides. Where there are none the exit code is 1.`,
		Flags: []cli.Flag{
			storeFlag(), langFlag(),
			&cli.StringSliceFlag{Name: "reason", Usage: "only pairs with this `REASON`: severalCandidates, timesApart, contradiction, onlyName"},
			&cli.IntFlag{Name: "limit", Aliases: []string{"n"}, Usage: "pairs at most; 0 shows all"},
			formatFlag(gridFormats), jsonFlag(),
		},
		Action: func(c *cli.Context) error { return review(c, s) },
	}
}

// linked is a link with the statements that it rests on.
type linked struct {
	*lookup.Link
	Rests []explained `json:"rests_on"`
}

func review(c *cli.Context, s streams) error {
	if err := need(c, 0, 0, "no arguments"); err != nil {
		return err
	}
	format, err := gridFormat(c, s)
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, r := range c.StringSlice("reason") {
		wanted[r] = true
	}
	names := relationNames(c.String("lang"))
	for r := range wanted {
		if names[r] == "" {
			return usagef("no reason is called %q; choose among severalCandidates, timesApart, contradiction, onlyName", r)
		}
	}
	return withView(c, func(ctx context.Context, v *lookup.View) error {
		doubts, err := v.Doubts(ctx)
		if err != nil {
			return err
		}
		g := &grid{head: []string{"name", "other", "reason", "evidence", "other_evidence", "iri", "other_iri", "link"}}
		for _, l := range doubts {
			if len(wanted) > 0 && !wanted[l.Reason] {
				continue
			}
			if n := c.Int("limit"); n > 0 && len(g.rows) == n {
				break
			}
			x, err := linkedStatements(ctx, v, l)
			if err != nil {
				return err
			}
			g.rows = append(g.rows, []string{
				l.A.Label, l.B.Label, nameOf(l.Reason, names), x.quote(s, l.A.IRI), x.quote(s, l.B.IRI), l.A.IRI, l.B.IRI, l.Ref,
			})
			g.objects = append(g.objects, x)
		}
		if len(g.rows) == 0 {
			s.note("gongbao: nothing to review")
			return silent(exitNothing)
		}
		return g.write(s.out, format)
	})
}

// linkedStatements reads the statements that a link rests on.
func linkedStatements(ctx context.Context, v *lookup.View, l *lookup.Link) (linked, error) {
	x := linked{Link: l}
	for _, iri := range l.Statements {
		st, err := v.Statement(ctx, iri)
		if err != nil {
			return x, err
		}
		if st == nil {
			continue
		}
		e, err := explainedStatement(ctx, v, st)
		if err != nil {
			return x, err
		}
		x.Rests = append(x.Rests, e)
	}
	return x, nil
}

// quote returns the sentences of the statements that name an IRI, each after
// the date of its document.
func (x *linked) quote(s streams, iri string) string {
	p := &printer{s: s}
	var parts []string
	for _, st := range x.Rests {
		if st.Subject.IRI != iri && st.Object.IRI != iri {
			continue
		}
		for _, e := range st.Evidence[:min(1, len(st.Evidence))] {
			parts = append(parts, strings.Join(nonEmpty(st.Date, p.sentence(e)), " "))
		}
	}
	return strings.Join(uniq(parts), " / ")
}

// explainLink shows why two IRIs name one thing, or may.
func explainLink(c *cli.Context, s streams, v *lookup.View, l *lookup.Link) error {
	if l == nil {
		return nil
	}
	x, err := linkedStatements(c.Context, v, l)
	if err != nil {
		return err
	}
	if c.Bool("json") || c.String("format") == "json" {
		return writeJSON(s.out, x)
	}
	names := relationNames(c.String("lang"))
	p := &printer{s: s, names: names}
	relation := "possiblySame"
	if l.Same {
		relation = "same"
	}
	p.line("%s  %s  %s", s.bold(l.A.Label), nameOf(relation, names), s.bold(l.B.Label))
	p.line("  %s", l.A.IRI)
	p.line("  %s", l.B.IRI)
	p.line("  reason     %s", nameOf(l.Reason, names))
	p.line("  link       %s", l.IRI)
	for _, st := range x.Rests {
		p.line("")
		p.statement(st)
	}
	_, err = fmt.Fprint(s.out, p.b.String())
	return err
}
