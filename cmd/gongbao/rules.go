package main

import "github.com/urfave/cli/v2"

// rulesCommand holds the tools for those who write rules.
func rulesCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "rules",
		Usage:     "test, explain and measure rules",
		ArgsUsage: "test|lint|explain|coverage|profile|diff|doc|schema …",
		Description: `Tools for those who write rules. All read the built-in pack unless --pack names another; --pack may be repeated, and
later packs add to, replace and switch off what earlier ones have.`,
		Subcommands: []*cli.Command{rulesTestCommand(s), rulesLintCommand(s), rulesExplainCommand(s), rulesCoverageCommand(s), rulesProfileCommand(s), rulesDiffCommand(s), rulesDocCommand(s), rulesSchemaCommand(s)},
		Action: func(c *cli.Context) error {
			if name := c.Args().First(); name != "" {
				return noVerbBelow(c, name)
			}
			return cli.ShowSubcommandHelp(c)
		},
	}
}

// textOrJSON returns whether JSON is asked for; the other format is text.
func textOrJSON(c *cli.Context) (bool, error) {
	switch f := c.String("format"); {
	case c.Bool("json") || f == "json":
		return true, nil
	case f == "" || f == "text":
		return false, nil
	default:
		return false, usagef("unknown format %q; choose text or json", f)
	}
}
