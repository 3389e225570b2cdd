package main

import (
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"

	"gongbao/extract/pack"
	"gongbao/extract/rule"
	"gongbao/extract/rule/syntax"
)

func rulesLintCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "lint", Usage: "look for what is likely to be wrong in rules", ArgsUsage: "[RULE…]",
		Description: `Complains of rules that cannot work or that nobody can trust: faults of the files, types that nothing gives, slots that are never
filled, open runs that meet, triggers hidden in names, rules that another one shadows, rules without a positive and a negative test,
what nothing uses, and slow patterns. Errors give the exit code 5, warnings do not.`,
		Flags:  []cli.Flag{packsFlag(), formatFlag("text, json"), jsonFlag(), &cli.BoolFlag{Name: "errors", Usage: "leave warnings out"}},
		Action: func(c *cli.Context) error { return rulesLint(c, s, c.StringSlice("pack"), c.Args().Slice(), false) },
	}
}

// rulesLint lints packs; files says to look at what stands around the rules too.
func rulesLint(c *cli.Context, s streams, names, ids []string, files bool) error {
	asJSON, err := textOrJSON(c)
	if err != nil {
		return err
	}
	p, err := loadPacks(names)
	var faults *pack.Error
	list := []rule.Complaint{}
	switch {
	case errors.As(err, &faults):
		list = faults.Complaints()
	case err != nil:
		return err
	}
	if err := known(p, ids); err != nil {
		return err
	}
	list = append(list, p.Lint()...)
	if files {
		for _, name := range names {
			src, err := packSource(name)
			if err != nil {
				return err
			}
			list = append(list, p.LintFiles(src)...)
		}
	}
	list = chosen(list, ids, c.Bool("errors"))
	if asJSON {
		err = writeJSON(s.out, list)
	} else {
		err = writeComplaints(s, list)
	}
	if err == nil && countErrors(list) > 0 {
		return silent(exitValidation)
	}
	return err
}

// known checks that a pack has the rules named.
func known(p *pack.Pack, ids []string) error {
	for _, id := range ids {
		if !hasRule(p.Rules, id) {
			return usagef("the pack %s has no rule %s; gongbao rules doc lists them", p.Name, id)
		}
	}
	return nil
}

func hasRule(rules []*syntax.Rule, id string) bool {
	for _, r := range rules {
		if r.ID.Value == id {
			return true
		}
	}
	return false
}

// chosen leaves out what was not asked for.
func chosen(list []rule.Complaint, ids []string, errorsOnly bool) []rule.Complaint {
	out := []rule.Complaint{}
	for _, c := range list {
		wanted := len(ids) == 0
		for _, id := range ids {
			wanted = wanted || c.Rule == id
		}
		if wanted && (!errorsOnly || c.Level == rule.LevelError) {
			out = append(out, c)
		}
	}
	return out
}

func countErrors(list []rule.Complaint) int {
	n := 0
	for _, c := range list {
		if c.Level == rule.LevelError {
			n++
		}
	}
	return n
}

func writeComplaints(s streams, list []rule.Complaint) error {
	for _, c := range list {
		if _, err := fmt.Fprintln(s.out, c.Error()); err != nil {
			return err
		}
	}
	bad := countErrors(list)
	_, err := fmt.Fprintf(s.out, "%s, %s\n", count(bad, "error"), count(len(list)-bad, "warning"))
	return err
}
