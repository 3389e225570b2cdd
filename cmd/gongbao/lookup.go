package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"gongbao/graph/lookup"
	"gongbao/graph/validity"
	"gongbao/ontology/vocab"
)

func lookupCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "lookup",
		Usage:     "show what the graph knows of a person, state, meeting …",
		ArgsUsage: "NAME",
		Description: `Finds things by any form of their name: Simplified or Traditional, as the mainland, Hong Kong or Taiwan say it, in pinyin with or
without tones and spaces, by initials, in English, by a part, or misspelt a little; by an office and its body (总统 哈萨克斯坦), a
meeting's place and year (2012年北京峰会), a document's title, an IRI or the end of one (state/KAZ). It prints their names and facts,
facts about others that name them, and with --evidence the sentences. Where several fit it lists them, and --pick or an IRI
chooses. What documents name by several IRIs is shown as one where their texts justify it; with --evidence, why.
With --as-of it shows what held at a date; what the texts allow but do not demand is marked as possible.`,
		Flags: []cli.Flag{
			storeFlag(), langFlag(), baseFlag(),
			&cli.BoolFlag{Name: "evidence", Aliases: []string{"e"}, Usage: "show the sentences that the facts were read in"},
			&cli.StringFlag{Name: "pick", Usage: "show the `N`th of the things that fit, or all"},
			&cli.BoolFlag{Name: "list", Usage: "list the things that fit, those too that fit less well"},
			&cli.StringFlag{Name: "as-of", Usage: "what held at a `DATE` such as 2012-06-07, 2012-06 or 2012; with an office, who held it then"},
			&cli.IntFlag{Name: "depth", Value: 1, Usage: "1 shows the thing's facts, 2 also those of the things in them, and so on; 0 its names alone"},
			&cli.IntFlag{Name: "limit", Aliases: []string{"n"}, Usage: "facts of one relation at most, the most recent first; 0 shows all (default: 10 as text, all elsewhere)"},
			&cli.BoolFlag{Name: "all", Aliases: []string{"a"}, Usage: "show all facts and all sentences"},
			formatFlag("text, tsv, csv, md, json, jsonl"), jsonFlag(),
		},
		Action: func(c *cli.Context) error { return lookUp(c, s) },
	}
}

// found is an entity with its facts.
type found struct {
	*lookup.Entity
	// Match says how it fits what was typed, or Distance how many facts lie
	// between it and the thing that does.
	Match    string        `json:"match,omitempty"`
	Hint     string        `json:"hint,omitempty"`
	Distance int           `json:"distance,omitempty"`
	Facts    *lookup.Facts `json:"facts,omitempty"`
	// Links say why its IRIs name one thing, where evidence was asked for.
	Links []*lookup.Link `json:"links,omitempty"`
	// Evidence holds the readings by statement, where they were asked for.
	Evidence map[string][]*lookup.Evidence `json:"evidence,omitempty"`
}

// How much text shows where nothing else is asked for.
const (
	usualFacts     = 10 // of one relation
	usualSentences = 3  // of one fact
	usualAround    = 12 // things around one thing, of three facts a relation
	factsAround    = 3
)

// lookupRun is one look-up.
type lookupRun struct {
	c      *cli.Context
	s      streams
	v      *lookup.View
	typed  string
	asText bool
	format string // of rows, where it is not text
	// asOf is the date of the facts, and office the IRI of the one that was held
	// then.
	asOf, office string
}

// rareGC is how many percent the heap of a look-up may grow between two
// collections.
const rareGC = 400

// nearestHolder is how a candidate fits who held an office near a date.
const nearestHolder = "nearest holder"

func lookUp(c *cli.Context, s streams) error {
	if err := need(c, 1, -1, "a name"); err != nil {
		return err
	}
	r := &lookupRun{c: c, s: s, typed: strings.Join(c.Args().Slice(), " "), format: c.String("format")}
	// Rows have no place for sentences, so evidence makes text the default in a pipe too.
	r.asText = r.format == "text" || r.format == "" && (s.outTTY || c.Bool("evidence")) && !c.Bool("json")
	if !r.asText {
		var err error
		if r.format, err = gridFormat(c, s); err != nil {
			return err
		}
	}
	if d := c.String("as-of"); c.IsSet("as-of") {
		if at, ok := validity.Parse(d); !ok || at.Month != 0 {
			return usagef("lookup: --as-of %q is no date; write 2012, 2012-06 or 2012-06-07", d)
		}
	}
	return withView(c, func(ctx context.Context, v *lookup.View) error {
		// A look-up is over before it would pay to collect its garbage often: this
		// saves a fifth of its time.
		defer debug.SetGCPercent(debug.SetGCPercent(rareGC))
		r.v = v
		return r.run(ctx)
	})
}

func (r *lookupRun) run(ctx context.Context) error {
	candidates, err := r.v.Search(ctx, r.typed, lookup.SearchOptions{AsOf: r.c.String("as-of"), All: r.c.Bool("list")})
	if err != nil {
		return err
	}
	if len(candidates) == 0 {
		r.s.note("gongbao: nothing is called %s; gongbao list shows the documents, and names of their entities stand in gongbao export", r.typed)
		return silent(exitNothing)
	}
	chosen, err := r.choose(candidates)
	if err != nil {
		return err
	}
	if len(chosen) == 0 {
		return r.list(candidates)
	}
	return r.show(ctx, chosen)
}

// choose returns the things that are meant, or none where that is for the user
// to say.
func (r *lookupRun) choose(candidates []*lookup.Candidate) ([]*lookup.Candidate, error) {
	// One that so many times more documents call so is what is meant.
	const outweighs = 10
	switch pick := r.c.String("pick"); {
	case pick == "all":
		return candidates, nil
	case pick != "":
		n, err := strconv.Atoi(pick)
		if err != nil || n < 1 || n > len(candidates) {
			return nil, usagef("lookup: %s fit %s; --pick takes a number from 1 to %d, or all", count(len(candidates), "thing"), r.typed, len(candidates))
		}
		return candidates[n-1 : n], nil
	case r.c.Bool("list"):
		return nil, nil
	}
	first := candidates[0]
	sure := 0
	for _, c := range candidates {
		if c.Sure {
			sure++
		}
	}
	switch {
	case sure == 1 && first.Sure || first.Match == "iri":
		return candidates[:1], nil
	case sure > 1 && first.Documents >= outweighs*max(1, candidates[1].Documents):
		r.s.note("gongbao: %s more fit %s; --list shows them", count(sure-1, "thing"), r.typed)
		return candidates[:1], nil
	case sure == 0 && len(candidates) == 1 && r.asText: // a program must not take the one for the other
		r.s.note("gongbao: nothing is called %s; %s %s", r.typed, nearness[first.Match], cmp.Or(first.Name, first.Label))
		return candidates[:1], nil
	}
	return nil, nil
}

// nearness says in which way a name is near to what was typed.
var nearness = map[string]string{
	"beginning": "it is the beginning of", "part": "it is part of", "pinyin part": "it is pinyin of a part of", "initials": "its letters are the initials of",
	"sound": "nearest in sound is", "misspelt": "nearest in spelling is", "meeting": "nearest to it is",
}

// limit is how many facts of one relation are shown.
func (r *lookupRun) limit() int {
	switch {
	case r.c.Bool("all"):
		return 0
	case r.c.IsSet("limit"):
		return max(0, r.c.Int("limit"))
	case r.asText:
		return usualFacts
	}
	return 0
}

// sentences is how many sources of one fact are read.
func (r *lookupRun) sentences() int {
	switch {
	case !r.asText && !r.c.Bool("evidence"), r.c.Bool("all"):
		return 0
	case r.c.Bool("evidence"):
		return usualSentences
	}
	return 1
}

// show writes things, and with a depth above 1 those around them.
func (r *lookupRun) show(ctx context.Context, chosen []*lookup.Candidate) error {
	var all []found
	for _, c := range chosen {
		r.asOf, r.office = r.c.String("as-of"), c.Office
		if c.Match == nearestHolder {
			r.s.note("gongbao: no document tells who held it at %s; nearest to it is %s, told %s", r.asOf, c.Label, c.Hint)
			r.asOf = "" // what holds then is not known
		}
		f, err := r.read(ctx, c.IRI, r.limit())
		if err != nil {
			return err
		}
		if f.Entity == nil {
			return errors.New(c.IRI + " is no thing of the graph")
		}
		f.Match, f.Hint = c.Match, c.Hint
		around := []found{f}
		if r.c.Int("depth") > 1 {
			if around, err = r.around(ctx, f); err != nil {
				return err
			}
		}
		all = append(all, around...)
	}
	if !r.asText {
		return lookupGrid(all, r.c.IsSet("as-of")).write(r.s.out, r.format)
	}
	names := relationNames(r.c.String("lang"))
	p := &printer{s: r.s, names: names, all: r.c.Bool("all")}
	for i, f := range all {
		if i > 0 {
			p.line("")
		}
		p.entity(f)
	}
	_, err := fmt.Fprint(r.s.out, p.b.String())
	return err
}

// read reads a thing with its facts.
func (r *lookupRun) read(ctx context.Context, iri string, limit int) (found, error) {
	var f found
	var err error
	if f.Entity, err = r.v.Entity(ctx, iri); err != nil || f.Entity == nil || r.c.Int("depth") < 1 {
		return f, err
	}
	if f.Facts, err = r.v.FactsOf(ctx, iri, lookup.FactOptions{PerRelation: limit, Sources: r.sentences(), AsOf: r.asOf, About: r.office}); err != nil {
		return f, err
	}
	if n := f.Facts.LeftOut.Unknown; n > 0 {
		r.s.note("gongbao: %s: %s left out, because no text tells whether they held at %s; without --as-of all are shown", f.Label, count(n, "fact"), r.asOf)
	}
	if err := agree(ctx, r.v, f.Facts, !r.asText); err != nil {
		return f, err
	}
	if !r.c.Bool("evidence") {
		return f, nil
	}
	if f.Evidence, err = evidenceOf(ctx, r.v, f.Facts); err != nil {
		return f, err
	}
	f.Links, err = r.v.Links(ctx, iri)
	return f, err
}

// around reads the things in the facts of a thing, and those in theirs, down to
// the depth asked for. Each stands once, where it is nearest.
func (r *lookupRun) around(ctx context.Context, f found) ([]found, error) {
	all := []found{f}
	seen := map[string]bool{f.IRI: true}
	for _, iri := range f.Same {
		seen[iri] = true
	}
	limit := factsAround
	if r.c.Bool("all") {
		limit = 0
	}
	from := 0
	for depth := 2; depth <= r.c.Int("depth"); depth++ {
		to := len(all)
		for _, near := range all[from:to] {
			n := 0
			for _, x := range near.Facts.All() {
				nodes := []lookup.Node{x.Subject, x.Object}
				for _, q := range x.Qualifiers {
					nodes = append(nodes, q.Node)
				}
				for _, node := range nodes {
					if node.IRI == "" || seen[node.IRI] || n == usualAround && limit > 0 {
						continue
					}
					next, err := r.read(ctx, node.IRI, limit)
					if err != nil {
						return nil, err
					}
					seen[node.IRI] = true
					if next.Entity == nil || len(next.Names) == 0 {
						continue
					}
					for _, iri := range next.Same {
						seen[iri] = true
					}
					n++
					next.Distance = depth - 1
					all = append(all, next)
				}
			}
		}
		from = to
	}
	return all, nil
}

// list writes the things that fit, for the user to choose.
func (r *lookupRun) list(candidates []*lookup.Candidate) error {
	names := relationNames(r.c.String("lang"))
	g := &grid{head: []string{"n", "name", "class", "of", "documents", "match", "iri"}, right: map[int]bool{0: true, 4: true}}
	for i, c := range candidates {
		var classes []string
		for _, class := range c.Classes {
			classes = append(classes, nameOf(class, names))
		}
		name := c.Label
		if c.Name != "" {
			name += " (" + c.Name + ")"
		}
		g.rows = append(g.rows, []string{
			strconv.Itoa(i + 1), name, strings.Join(classes, ", "), c.Hint, strconv.Itoa(c.Documents), c.Match, r.shortIRI(c.IRI),
		})
		g.objects = append(g.objects, c)
	}
	if candidates[0].Sure {
		r.s.note("gongbao: %s fit %s; --pick N or an IRI shows one", count(len(candidates), "thing"), r.typed)
	} else {
		r.s.note("gongbao: nothing is called %s; these are near it, and --pick N or an IRI shows one", r.typed)
	}
	format := r.format
	if r.asText {
		format = "table"
	}
	return g.write(r.s.out, format)
}

// shortIRI returns the end of an IRI for people to read, by which look-up finds
// the thing too; for programs the whole.
func (r *lookupRun) shortIRI(iri string) string {
	if !r.asText {
		return iri
	}
	base := cmp.Or(r.c.String("base"), vocab.DefaultBase)
	if short, ok := strings.CutPrefix(iri, base+"id/"); ok {
		return short
	}
	return strings.TrimPrefix(iri, base)
}

// evidenceOf reads the evidence of all facts of an entity.
func evidenceOf(ctx context.Context, v *lookup.View, fs *lookup.Facts) (map[string][]*lookup.Evidence, error) {
	out := map[string][]*lookup.Evidence{}
	for _, f := range fs.All() {
		for _, st := range f.Sources {
			ev, err := v.Evidence(ctx, st)
			if err != nil {
				return nil, err
			}
			out[st.IRI] = ev
		}
	}
	return out, nil
}

// lookupGrid lays the facts out in rows, for pipes.
func lookupGrid(all []found, asOf bool) *grid {
	g := &grid{head: []string{"entity", "subject", "relation", "object", "start", "end", "modality", "qualifiers", "sources", "first", "last", "against", "derived", "statement"}, right: map[int]bool{8: true, 11: true}}
	if asOf {
		g.head = append(g.head, "validity")
	}
	for _, f := range all {
		g.objects = append(g.objects, f)
		if f.Facts == nil {
			continue
		}
		for _, x := range f.Facts.All() {
			row := []string{
				f.Label, x.Subject.Label, x.Relation, x.Object.Label, x.Start, x.End, x.Modality, qualifierText(&x.Statement, nil),
				strconv.Itoa(x.Count), x.FirstTold, x.LastTold, against(x), derivedBy(&x.Statement), x.Ref,
			}
			if asOf {
				row = append(row, x.Validity)
			}
			g.rows = append(g.rows, row)
		}
	}
	return g
}

// against counts the statements that contradict a fact.
func against(x *lookup.Fact) string {
	if x.Agreement == nil {
		return ""
	}
	return strconv.Itoa(len(x.Agreement.Against))
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
