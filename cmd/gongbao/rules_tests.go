package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"gongbao/extract"
	"gongbao/extract/fact"
	"gongbao/extract/pack"
	"gongbao/extract/rule"
	"gongbao/extract/source"
	"gongbao/extract/text"
)

func rulesTestCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "test", Usage: "run the tests that stand beside the rules", ArgsUsage: "[RULE…]",
		Description: `Runs the tests of the rules named, or of all. Prints those that fail with what is missing and what is too much; the exit
code is then 5.`,
		Flags: []cli.Flag{
			packsFlag(), formatFlag("text, json"), jsonFlag(),
			&cli.BoolFlag{Name: "watch", Aliases: []string{"w"}, Usage: "run again whenever a file of the packs changes, until interrupted"},
			&cli.StringFlag{Name: "text", Aliases: []string{"t"}, Usage: "with --watch: `TEXT` or file whose facts are shown each time"},
		},
		Action: func(c *cli.Context) error {
			if c.Bool("watch") {
				return rulesWatch(c, s)
			}
			return rulesTest(c, s, c.StringSlice("pack"), c.Args().Slice())
		},
	}
}

// tested is the result of a run of tests.
type tested struct {
	Pack     string         `json:"pack"`
	Passed   int            `json:"passed"`
	Failed   int            `json:"failed"`
	Outcomes []pack.Outcome `json:"outcomes"`
}

// rulesTest runs the tests of packs, of the rules named or of all.
func rulesTest(c *cli.Context, s streams, names, ids []string) error {
	asJSON, err := textOrJSON(c)
	if err != nil {
		return err
	}
	p, err := loadPacks(names)
	if err != nil {
		return err
	}
	r, err := runTests(p, ids)
	if err != nil {
		return err
	}
	if asJSON {
		err = writeJSON(s.out, r)
	} else {
		err = r.write(s)
	}
	if err == nil && r.Failed > 0 {
		return silent(exitValidation)
	}
	return err
}

// runTests runs the tests of a pack.
func runTests(p *pack.Pack, ids []string) (*tested, error) {
	outcomes, err := p.Test(ids, readFacts)
	if err != nil {
		return nil, usagef("%w", err)
	}
	r := &tested{Pack: p.Name, Outcomes: outcomes}
	for i := range outcomes {
		if outcomes[i].OK() {
			r.Passed++
		} else {
			r.Failed++
		}
	}
	return r, nil
}

// write tells the tests that failed, and a summary.
func (r *tested) write(s streams) error {
	for i := range r.Outcomes {
		if o := &r.Outcomes[i]; !o.OK() {
			if _, err := fmt.Fprintln(s.out, o); err != nil {
				return err
			}
		}
	}
	_, err := fmt.Fprintf(s.out, "%s: %s passed, %d failed\n", r.Pack, count(r.Passed, "test"), r.Failed)
	return err
}

// readFacts reads the facts of a short text, as the tests of rules do.
func readFacts(p *pack.Pack, s, date string) ([]fact.Fact, []rule.Made, error) {
	x, err := extract.New(p, extract.Options{})
	if err != nil {
		return nil, nil, err
	}
	r := x.Read(&source.Document{Date: date}, text.New(s))
	return r.Facts, r.Mentions, nil
}
