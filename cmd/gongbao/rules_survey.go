package main

import (
	"errors"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"gongbao/extract/pack"
	"gongbao/extract/source"
	"gongbao/extract/survey"
)

func rulesCoverageCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "coverage", Usage: "count what each rule reads in a corpus, and show what none reads", ArgsUsage: "CORPUS…",
		Description: `CORPUS are files, folders, archives or JSON lines, as build reads them. For each rule: triggers, matches, facts, documents, facts
that other rules read too; pairs of rules that read one fact differently; and the sentences that hold many known names and gave
no fact, the richest first: the worklist for the next rule. With a FORMAT other than text or json only the rules are listed.`,
		Flags: []cli.Flag{
			packsFlag(), formatFlag("text, " + gridFormats), jsonFlag(),
			&cli.IntFlag{Name: "unread", Aliases: []string{"n"}, Value: 20, Usage: "`NUMBER` of unread sentences to show"},
		},
		Action: func(c *cli.Context) error { return rulesCoverage(c, s) },
	}
}

func rulesProfileCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "profile", Usage: "measure what each rule costs on a corpus", ArgsUsage: "CORPUS…",
		Description: "Lists the rules by the time they took, with steps of the rule machines, triggers, matches and facts.",
		Flags:       []cli.Flag{packsFlag(), formatFlag(gridFormats), jsonFlag()},
		Action:      func(c *cli.Context) error { return rulesProfile(c, s) },
	}
}

func rulesDiffCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "diff", Usage: "show the facts that one pack gains and loses against another", ArgsUsage: "PACK_A PACK_B CORPUS…",
		Description: `PACK_A and PACK_B are folders or built-in packs; PACK_A+PACK_C stands for several read as one. Prints the facts that the second
loses (-) and gains (+), document by document. The exit code is 1 when there is no difference.`,
		Flags:  []cli.Flag{formatFlag("text, json"), jsonFlag()},
		Action: func(c *cli.Context) error { return rulesDiff(c, s) },
	}
}

// takeSurvey reads the corpus of a command line.
func takeSurvey(c *cli.Context, s streams, o survey.Options) (*survey.Survey, error) {
	if err := need(c, 1, -1, "one or more paths of a corpus"); err != nil {
		return nil, err
	}
	p, err := loadPacks(c.StringSlice("pack"))
	if err != nil {
		return nil, err
	}
	docs, err := corpus(c, s, c.Args().Slice())
	if err != nil {
		return nil, err
	}
	return survey.Take(c.Context, p, docs, o)
}

// corpus returns the documents of paths.
func corpus(c *cli.Context, s streams, paths []string) (survey.Documents, error) {
	root, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	return source.Walk(paths, sourceOptions(c, s, root)), nil
}

// failures tells of documents that could not be read.
func failures(s streams, failed []string) error {
	for _, f := range failed {
		s.note("gongbao: %s", f)
	}
	if len(failed) > 0 {
		return silent(exitInput)
	}
	return nil
}

func rulesCoverage(c *cli.Context, s streams) error {
	format := c.String("format")
	if c.Bool("json") {
		format = "json"
	}
	if format != "" && format != "text" {
		if _, err := gridFormat(c, s); err != nil {
			return err
		}
	}
	v, err := takeSurvey(c, s, survey.Options{Unread: c.Int("unread")})
	if err != nil {
		return err
	}
	rules := &grid{head: []string{"rule", "triggers", "matches", "facts", "documents", "alone", "overlaps"}, right: map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true, 6: true}}
	sort.SliceStable(v.Rules, func(i, j int) bool { return v.Rules[i].Facts > v.Rules[j].Facts })
	for _, r := range v.Rules {
		rules.rows = append(rules.rows, []string{r.Cost.Rule, strconv.Itoa(r.Triggers), strconv.Itoa(r.Matches), strconv.Itoa(r.Facts), strconv.Itoa(r.Documents), strconv.Itoa(r.Alone), strconv.Itoa(r.Overlaps)})
	}
	switch format {
	case "json":
		err = writeJSON(s.out, v)
	case "", "text":
		err = writeCoverage(s, v, rules)
	default:
		err = rules.write(s.out, format)
	}
	return errors.Join(err, failures(s, v.Failed))
}

func writeCoverage(s streams, v *survey.Survey, rules *grid) error {
	if err := rules.write(s.out, "table"); err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s, %s; %s with a known name and without a fact, of %d\n",
		count(v.Documents, "document"), count(v.Characters, "character"), count(v.Facts, "fact"), count(v.Silent, "sentence"), v.Sentences)
	if len(v.Conflicts) > 0 {
		b.WriteString("\n" + s.bold("Rules that read one fact differently") + "\n")
	}
	for _, k := range v.Conflicts {
		fmt.Fprintf(&b, "%d× %s: %s\n   %s: %s\n", k.Count, k.First, k.Example[0], k.Second, k.Example[1])
	}
	if len(v.Unread) > 0 {
		b.WriteString("\n" + s.bold("Sentences that no rule reads, the richest in names first") + "\n")
	}
	for _, u := range v.Unread {
		fmt.Fprintf(&b, "%5.1f  %s\n       %s\n       %s\n", u.Score, u.Text, strings.Join(u.Names, " · "), u.Document)
	}
	for _, l := range v.Limits {
		fmt.Fprintf(&b, "limit: %s\n", l)
	}
	_, err := fmt.Fprint(s.out, b.String())
	return err
}

func rulesProfile(c *cli.Context, s streams) error {
	format, err := gridFormat(c, s)
	if err != nil {
		return err
	}
	v, err := takeSurvey(c, s, survey.Options{Profile: true})
	if err != nil {
		return err
	}
	sort.SliceStable(v.Rules, func(i, j int) bool { return v.Rules[i].Time > v.Rules[j].Time })
	g := &grid{head: []string{"rule", "time", "share", "steps", "triggers", "matches", "facts"}, right: map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true, 6: true}}
	for _, r := range v.Rules {
		share := 0.0
		if v.Time > 0 {
			share = 100 * float64(r.Time) / float64(v.Time)
		}
		g.rows = append(g.rows, []string{r.Cost.Rule, r.Time.Round(10 * time.Microsecond).String(), fmt.Sprintf("%.1f%%", share), strconv.FormatInt(r.Steps, 10), strconv.Itoa(r.Triggers), strconv.Itoa(r.Matches), strconv.Itoa(r.Facts)})
		g.objects = append(g.objects, r)
	}
	if err := g.write(s.out, format); err != nil {
		return err
	}
	s.note("%s, %s; extraction took %s, of which the share is told", count(v.Documents, "document"), count(v.Characters, "character"), v.Time.Round(time.Millisecond))
	return failures(s, v.Failed)
}

func rulesDiff(c *cli.Context, s streams) error {
	if err := need(c, 3, -1, "two packs and the paths of a corpus"); err != nil {
		return err
	}
	asJSON, err := textOrJSON(c)
	if err != nil {
		return err
	}
	var two [2]*pack.Pack
	for i := range two {
		names := []string{c.Args().Get(i)}
		if _, err := os.Stat(names[0]); err != nil {
			names = strings.Split(names[0], "+")
		}
		if two[i], err = loadPacks(names); err != nil {
			return err
		}
	}
	docs, err := corpus(c, s, c.Args().Slice()[2:])
	if err != nil {
		return err
	}
	d, err := survey.Compare(c.Context, two[0], two[1], docs)
	if err != nil {
		return err
	}
	if asJSON {
		err = writeJSON(s.out, d)
	} else {
		err = writeDiff(s, d)
	}
	if err = errors.Join(err, failures(s, d.Failed)); err == nil && d.Gained+d.Lost == 0 {
		return silent(exitNothing)
	}
	return err
}

func writeDiff(s streams, d *survey.Diff) error {
	var b strings.Builder
	last := ""
	for _, c := range d.Changes {
		if c.Document != last {
			last = c.Document
			b.WriteString(s.bold(last) + "\n")
		}
		sign := "+"
		if c.Kind == "lost" {
			sign = "-"
		}
		fmt.Fprintf(&b, "%s %s  (%s)\n    %s\n", sign, c.Fact, c.Rule, strings.ReplaceAll(c.Sentence, "\n", "⏎"))
	}
	fmt.Fprintf(&b, "%s: %d gained, %d lost, %d kept\n", count(d.Documents, "document"), d.Gained, d.Lost, d.Kept)
	_, err := fmt.Fprint(s.out, b.String())
	return err
}
