package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/urfave/cli/v2"

	"gongbao/graph/reason/derive"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/ontology"
)

func deriveCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "derive", Usage: "draw further facts from those that documents state", ArgsUsage: " ",
		Description: `Runs rules over the graph and keeps what follows in a graph of its own, …/graph/derived, each fact with the statements that
it was derived from. build and remove do so by themselves for what they change. The rules are SPARQL queries; --rules adds
those of a folder, which the store keeps from then on, and a rule of the same id takes the place of ours.`,
		Flags: []cli.Flag{
			storeFlag(),
			&cli.BoolFlag{Name: "full", Usage: "derive everything anew, not only what depends on what changed"},
			&cli.BoolFlag{Name: "dry-run", Usage: "say what would be derived, and change nothing"},
			&cli.StringFlag{Name: "rules", Usage: "`FOLDER` of .rq files with rules of your own, in place of those that the store has of you"},
			&cli.BoolFlag{Name: "built-in", Usage: "the rules of the program alone; those of your own are taken out of the store"},
			formatFlag(gridFormats), jsonFlag(), quietFlag(),
		},
		Action: func(c *cli.Context) error { return deriveFacts(c, s) },
	}
}

// derivedRule is one line of the report of gongbao derive.
type derivedRule struct {
	Rule      string `json:"rule"`
	Title     string `json:"title"`
	Certainty string `json:"certainty"`
	Groups    int    `json:"groups"`
	Added     int    `json:"added"`
	Removed   int    `json:"removed"`
	Total     int    `json:"total"`
}

func deriveFacts(c *cli.Context, s streams) (err error) {
	if err := need(c, 0, 0, "no arguments but flags"); err != nil {
		return err
	}
	format, err := gridFormat(c, s)
	if err != nil {
		return err
	}
	if c.IsSet("rules") && c.Bool("built-in") {
		return usagef("--rules and --built-in exclude each other")
	}
	dry := c.Bool("dry-run")
	// A store is not made only to derive from nothing.
	st, err := store.OpenContext(c.Context, c.String("store"), store.Options{ReadOnly: true})
	if err == nil && !dry {
		if err = st.Close(); err == nil {
			st, err = store.OpenContext(c.Context, c.String("store"), store.Options{})
		}
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	report, err := runRules(c, st, dry)
	if err != nil {
		return err
	}
	g := &grid{head: []string{"rule", "total", "added", "removed", "groups", "certainty", "title"}, right: map[int]bool{1: true, 2: true, 3: true, 4: true}}
	added, removed := 0, 0
	for _, r := range report.Rules {
		x := derivedRule{r.Rule.ID, r.Rule.Title, r.Rule.Certainty, r.Groups, r.Added, r.Removed, r.Total}
		added, removed = added+r.Added, removed+r.Removed
		g.objects = append(g.objects, x)
		g.rows = append(g.rows, []string{x.Rule, strconv.Itoa(x.Total), strconv.Itoa(x.Added), strconv.Itoa(x.Removed), strconv.Itoa(x.Groups), x.Certainty, x.Title})
	}
	if err := g.write(s.out, format); err != nil {
		return err
	}
	if !c.Bool("quiet") {
		how := "what changed"
		if report.Full {
			how = "everything"
		}
		done := ""
		if dry {
			done = "; nothing was written"
		}
		s.note("%d derived, %d taken back, looking at %s%s", added, removed, how, done)
	}
	return nil
}

// runRules runs the rules that flags ask for over a store.
func runRules(c *cli.Context, st *store.Store, dry bool) (*derive.Report, error) {
	own, err := ownRules(c)
	if err != nil {
		return nil, err
	}
	o, err := deriveOptions()
	if err != nil {
		return nil, err
	}
	o.Full, o.Count = c.Bool("full"), true
	change := c.IsSet("rules") || c.Bool("built-in")
	run := func(snap *store.Snapshot, batch derive.Batch) (*derive.Report, error) {
		rules, err := rulesOf(snap, own, change)
		if err != nil {
			return nil, err
		}
		return derive.Run(c.Context, snap, batch, rules, o)
	}
	if dry {
		snap := st.Snapshot()
		report, err := run(snap, nil)
		return report, errors.Join(ruleError(err), snap.Close())
	}
	var report *derive.Report
	err = st.Update(c.Context, func(b *store.Batch) error {
		if change {
			if err := keepRules(b, own); err != nil {
				return err
			}
		}
		var err error
		report, err = run(b.Base(), b)
		return err
	})
	return report, ruleError(err)
}

// ruleError makes what is wrong with a rule the user's error.
func ruleError(err error) error {
	var run *derive.RunError
	var endless *derive.EndlessError
	if errors.As(err, &run) || errors.As(err, &endless) {
		return inputf("%w", err)
	}
	return err
}

// ownRules reads the rules of the folder that --rules names.
func ownRules(c *cli.Context) ([]*derive.Rule, error) {
	dir := c.String("rules")
	if dir == "" {
		return nil, nil
	}
	prefixes, err := prefixMap()
	if err != nil {
		return nil, err
	}
	rules, err := derive.ReadRules(os.DirFS(dir), ".", prefixes)
	var wrong *derive.RuleError
	switch {
	case errors.As(err, &wrong):
		return nil, inputf("%s: %w", dir, wrong)
	case err != nil:
		return nil, inputf("%w", err)
	case len(rules) == 0:
		return nil, inputf("%s: no rules there; they are files that end in .rq", dir)
	}
	return rules, nil
}

// keepRules makes rules the user's own that the store keeps.
func keepRules(b *store.Batch, own []*derive.Rule) error {
	for rec, err := range b.Base().Records(registry.DerivedRules, "") {
		if err != nil {
			return err
		}
		if err := b.DeleteRecord(registry.DerivedRules, rec.Key); err != nil {
			return err
		}
	}
	for _, r := range own {
		if err := b.PutRecord(registry.DerivedRules, r.ID, []byte(r.Text)); err != nil {
			return err
		}
	}
	return nil
}

// rulesOf returns the rules of the program with the user's own: those given, or
// where instead is not set those that the store keeps.
func rulesOf(snap *store.Snapshot, own []*derive.Rule, instead bool) (*derive.Rules, error) {
	prefixes, err := prefixMap()
	if err != nil {
		return nil, err
	}
	files, folder := ontology.Rules()
	all, err := derive.ReadRules(files, folder, prefixes)
	if err != nil {
		return nil, err
	}
	if !instead {
		for rec, err := range snap.Records(registry.DerivedRules, "") {
			if err != nil {
				return nil, err
			}
			r, err := derive.ParseRule(string(rec.Value), prefixes)
			if err != nil {
				return nil, inputf("rule %s of the store: %w; gongbao derive --rules or --built-in replaces it", rec.Key, err)
			}
			own = append(own, r)
		}
	}
	rules, err := derive.NewRules(append(all, own...)...)
	if err != nil {
		return nil, inputf("%w", err)
	}
	return rules, nil
}

func deriveOptions() (derive.Options, error) {
	prefixes, err := prefixMap()
	return derive.Options{Prefixes: prefixes, Fold: registry.FoldName}, err
}

// upToDate derives what depends on what has changed in a store. It returns how
// many facts were derived and taken back.
func upToDate(ctx context.Context, st *store.Store) (added, removed int, err error) {
	snap := st.Snapshot()
	rules, err := rulesOf(snap, nil, false)
	due := false
	if err == nil {
		due, err = derive.Due(snap, rules)
	}
	if err = errors.Join(err, snap.Close()); err != nil || !due {
		return 0, 0, err
	}
	o, err := deriveOptions()
	if err != nil {
		return 0, 0, err
	}
	err = st.Update(ctx, func(b *store.Batch) error {
		report, err := derive.Run(ctx, b.Base(), b, rules, o)
		if err != nil {
			return err
		}
		for _, r := range report.Rules {
			added, removed = added+r.Added, removed+r.Removed
		}
		return nil
	})
	if err != nil {
		return 0, 0, fmt.Errorf("the documents are in the graph, but what follows from them could not be derived (gongbao derive tries again): %w", ruleError(err))
	}
	return added, removed, nil
}

// noDeriveFlag is for the verbs that change documents.
func noDeriveFlag() cli.Flag {
	return &cli.BoolFlag{Name: "no-derive", Usage: "leave the graph of derived facts as it is; gongbao derive brings it up to date"}
}

// prefixMap returns the prefixes that queries and rules know.
func prefixMap() (map[string]string, error) {
	prefixes, err := ontology.Prefixes()
	out := map[string]string{}
	for _, p := range prefixes {
		out[p.Name] = p.IRI
	}
	return out, err
}
