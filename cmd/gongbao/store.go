package main

import (
	"fmt"
	"strconv"

	"github.com/urfave/cli/v2"

	"gongbao/graph/lookup"
	"gongbao/graph/store"
)

func storeCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "store", Usage: "look after the store: info, check, compact, reindex, backup, restore",
		Subcommands: []*cli.Command{
			{
				Name: "info", Usage: "say what the store holds and what it takes", ArgsUsage: " ",
				Flags:  []cli.Flag{storeFlag(), formatFlag(gridFormats), jsonFlag()},
				Action: func(c *cli.Context) error { return storeInfo(c, s) },
			},
			{
				Name: "check", Usage: "verify that the store agrees with itself", ArgsUsage: " ",
				Description: "Reads everything: all orderings, the dictionary, the counters, the files. Exit code 5 when something is wrong.",
				Flags:       []cli.Flag{storeFlag()},
				Action:      func(c *cli.Context) error { return storeCheck(c, s) },
			},
			{
				Name: "compact", Usage: "give back the space of what was replaced and removed", ArgsUsage: " ",
				Flags:  []cli.Flag{storeFlag()},
				Action: func(c *cli.Context) error { return storeCompact(c, s) },
			},
			{
				Name: "reindex", Usage: "make the index of names anew from the names in the graph", ArgsUsage: " ",
				Description: "For stores of earlier versions, and so that lookup finds by name what load has brought in.",
				Flags:       []cli.Flag{storeFlag()},
				Action:      func(c *cli.Context) error { return storeReindex(c, s) },
			},
			{
				Name: "backup", Usage: "write the store, as it is at one moment, into a new folder", ArgsUsage: "FOLDER",
				Description: "A writer may go on meanwhile. The backup is a store itself: --store FOLDER reads it.",
				Flags:       []cli.Flag{storeFlag()},
				Action:      func(c *cli.Context) error { return storeBackup(c, s) },
			},
			{
				Name: "restore", Usage: "make a new store out of a backup, and check it", ArgsUsage: "BACKUP",
				Description: "--store names the new store, which must not exist or be empty.",
				Flags:       []cli.Flag{storeFlag()},
				Action:      func(c *cli.Context) error { return storeRestore(c, s) },
			},
		},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return noVerbBelow(c, c.Args().First())
			}
			return cli.ShowSubcommandHelp(c)
		},
	}
}

// withStore opens the store for one of these verbs and closes it again.
func withStore(c *cli.Context, o store.Options, do func(*store.Store) error) (err error) {
	st, err := store.OpenContext(c.Context, c.String("store"), o)
	if err != nil {
		return err
	}
	defer func() {
		if e := st.Close(); err == nil {
			err = e
		}
	}()
	return do(st)
}

func storeInfo(c *cli.Context, s streams) error {
	if err := need(c, 0, 0, "no arguments"); err != nil {
		return err
	}
	format, err := gridFormat(c, s)
	if err != nil {
		return err
	}
	return withStore(c, store.Options{ReadOnly: true}, func(st *store.Store) error {
		i, err := st.Info(c.Context)
		if err != nil {
			return err
		}
		g := &grid{head: []string{"what", "value"}, right: map[int]bool{1: true}}
		row := func(what string, value any) {
			g.rows = append(g.rows, []string{what, fmt.Sprint(value)})
		}
		row("folder", i.Dir)
		row("format", i.Format)
		for _, n := range []struct {
			what  string
			value uint64
		}{
			{"quads", i.Quads}, {"terms", i.Terms}, {"graphs", i.Graphs}, {"predicates", i.Predicates}, {"classes", i.Classes}, {"bytes on disk", i.DiskBytes},
		} {
			row(n.what, strconv.FormatUint(n.value, 10))
		}
		g.objects = []any{i}
		return g.write(s.out, format)
	})
}

func storeCheck(c *cli.Context, s streams) error {
	if err := need(c, 0, 0, "no arguments"); err != nil {
		return err
	}
	return withStore(c, store.Options{ReadOnly: true}, func(st *store.Store) error {
		r, err := st.Check(c.Context)
		if err != nil {
			return err
		}
		return verdict(s, r)
	})
}

// verdict prints what a check found.
func verdict(s streams, r *store.Report) error {
	for _, p := range r.Problems {
		if _, err := fmt.Fprintln(s.out, p); err != nil {
			return err
		}
	}
	if r.More > 0 {
		if _, err := fmt.Fprintf(s.out, "and %d more\n", r.More); err != nil {
			return err
		}
	}
	if !r.Whole() {
		s.note("gongbao: the store is damaged; restore a backup, or build it anew from its documents")
		return silent(exitValidation)
	}
	_, err := fmt.Fprintf(s.out, "whole: %d quads, %d terms, %d records\n", r.Quads, r.Terms, r.Records)
	return err
}

func storeCompact(c *cli.Context, s streams) error {
	if err := need(c, 0, 0, "no arguments"); err != nil {
		return err
	}
	return withStore(c, store.Options{}, func(st *store.Store) error {
		before, err := st.Info(c.Context)
		if err != nil {
			return err
		}
		if err := st.Compact(c.Context); err != nil {
			return err
		}
		after, err := st.Info(c.Context)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.out, "%d bytes before, %d after\n", before.DiskBytes, after.DiskBytes)
		return err
	})
}

func storeReindex(c *cli.Context, s streams) error {
	if err := need(c, 0, 0, "no arguments"); err != nil {
		return err
	}
	return withStore(c, store.Options{}, func(st *store.Store) error {
		n, err := lookup.Reindex(c.Context, st)
		if err == nil {
			_, err = fmt.Fprintf(s.out, "names of %s\n", count(n, "graph"))
		}
		return err
	})
}

func storeBackup(c *cli.Context, s streams) error {
	if err := need(c, 1, 1, "one folder for the backup"); err != nil {
		return err
	}
	return withStore(c, store.Options{}, func(st *store.Store) error {
		if err := st.Backup(c.Context, c.Args().First()); err != nil {
			return err
		}
		i, err := st.Info(c.Context)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.out, "%d quads backed up into %s\n", i.Quads, c.Args().First())
		return err
	})
}

func storeRestore(c *cli.Context, s streams) error {
	if err := need(c, 1, 1, "one folder that holds the backup"); err != nil {
		return err
	}
	r, err := store.Restore(c.Context, c.Args().First(), c.String("store"))
	if err != nil {
		return err
	}
	return verdict(s, r)
}
