package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"

	"github.com/urfave/cli/v2"

	"gongbao/extract/pack"
)

// packCommand holds the tools for those who keep a pack of their own.
func packCommand(s streams) *cli.Command {
	format := func() []cli.Flag { return []cli.Flag{formatFlag("text, json"), jsonFlag()} }
	return &cli.Command{
		Name: "pack", Usage: "start, lint and test a pack of rules of your own", ArgsUsage: "new|lint|test …",
		Subcommands: []*cli.Command{
			{
				Name: "new", Usage: "write the files of a new pack", ArgsUsage: "NAME [FOLDER]",
				Description: "Writes a pack that loads and passes its tests into FOLDER (NAME), to be changed. --depends builds it on another one, such as diplomacy.",
				Flags:       []cli.Flag{&cli.StringFlag{Name: "depends", Usage: "`PACK` to build on"}},
				Action:      func(c *cli.Context) error { return packNew(c, s) },
			},
			{
				Name: "lint", Usage: "look for what is likely to be wrong in packs", ArgsUsage: "PACK…",
				Description: "As rules lint, and also looks at the settings and at the README. Several packs are read as one.",
				Flags:       append(format(), &cli.BoolFlag{Name: "errors", Usage: "leave warnings out"}),
				Action: func(c *cli.Context) error {
					if err := need(c, 1, -1, "one or more packs"); err != nil {
						return err
					}
					return rulesLint(c, s, c.Args().Slice(), nil, true)
				},
			},
			{
				Name: "test", Usage: "run the tests that stand beside the rules of packs", ArgsUsage: "PACK…",
				Description: "As rules test; several packs are read as one.",
				Flags:       format(),
				Action: func(c *cli.Context) error {
					if err := need(c, 1, -1, "one or more packs"); err != nil {
						return err
					}
					return rulesTest(c, s, c.Args().Slice(), nil)
				},
			},
		},
		Action: func(c *cli.Context) error {
			if name := c.Args().First(); name != "" {
				return noVerbBelow(c, name)
			}
			return cli.ShowSubcommandHelp(c)
		},
	}
}

func packNew(c *cli.Context, s streams) error {
	if err := need(c, 1, 2, "a name and at most one folder"); err != nil {
		return err
	}
	name, dir := c.Args().First(), c.Args().Get(1)
	if dir == "" {
		dir = name
	}
	files, err := pack.New(name, c.String("depends"))
	if err != nil {
		return usagef("%w", err)
	}
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return inputf("%s: the folder is not empty; name another one", dir)
	}
	var paths []string
	for path := range files {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	for _, path := range paths {
		to := filepath.Join(dir, filepath.FromSlash(path))
		if err := errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, []byte(files[path]), 0o644)); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(s.out, filepath.ToSlash(to)); err != nil {
			return err
		}
	}
	s.note("next: gongbao pack test %s", dir)
	return nil
}
