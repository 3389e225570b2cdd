package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"gongbao/extract/samples"
	"gongbao/graph/lookup"
	"gongbao/graph/store"
)

func demoCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "demo",
		Usage:     "read the sample communiqués and show what can be done with them",
		ArgsUsage: "[FOLDER]",
		Description: "Writes the sample texts into FOLDER (gongbao-demo), builds a graph of them there, and runs the commands that it prints,\n" +
			"so that each can be typed again and changed.",
		Action: func(c *cli.Context) error { return demo(c, s) },
	}
}

// demoQuery asks who held which office of which state or body.
const demoQuery = `SELECT ?person ?office ?body WHERE {
  ?person gb:holdsOffice ?office . ?office gb:officeOf ?body
} ORDER BY ?body ?person LIMIT 8`

// demoCommands returns the command lines that the demonstration runs in a
// folder, without the program's name. The statement to explain is known only
// when there is a graph.
func demoCommands(dir string) [][]string {
	texts, kg := filepath.Join(dir, "texts"), filepath.Join(dir, "kg")
	return [][]string{
		{"build", texts, "--store", kg, "-f", "table"},
		{"query", demoQuery, "--store", kg, "-f", "table"},
		{"lookup", "普京", "--evidence", "--store", kg, "-f", "text"},
		{"explain", "", "--store", kg},
		{"export", "-o", filepath.Join(dir, "graph.ttl"), "--store", kg},
	}
}

func demo(c *cli.Context, s streams) error {
	if err := need(c, 0, 1, "at most one folder"); err != nil {
		return err
	}
	dir := c.Args().First()
	if dir == "" {
		dir = "gongbao-demo"
	}
	if err := writeSamples(filepath.Join(dir, "texts")); err != nil {
		return err
	}
	for _, args := range demoCommands(dir) {
		if args[0] == "explain" {
			var err error
			if args[1], err = demoStatement(c.Context, filepath.Join(dir, "kg")); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintf(s.out, "%s\n", s.bold("$ "+commandLine(args))); err != nil {
			return err
		}
		if err := runQuietly(c.Context, args, s); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(s.out); err != nil {
			return err
		}
	}
	return nil
}

// demoStatement returns the short name of a statement to explain: the first
// about a person of the samples.
func demoStatement(ctx context.Context, kg string) (_ string, err error) {
	st, err := store.OpenContext(ctx, kg, store.Options{ReadOnly: true})
	if err != nil {
		return "", err
	}
	snap := st.Snapshot()
	defer func() { err = errors.Join(err, snap.Close(), st.Close()) }()
	v := lookup.NewView(snap, lookup.Options{})
	people, err := v.Find(ctx, "古特雷斯")
	if err != nil || len(people) == 0 {
		return "", err
	}
	facts, err := v.Facts(ctx, people[0].IRI)
	if err != nil || len(facts.Out) == 0 {
		return "", err
	}
	return short(facts.Out[0].Ref), nil
}

// runQuietly runs one command line of the program. What it would say beside its
// result goes to the result's stream, where a reader of the demonstration looks.
func runQuietly(ctx context.Context, args []string, s streams) error {
	s.err, s.errTTY, s.noPager = s.out, false, true
	if code := run(ctx, append([]string{"gongbao"}, args...), s); code != exitOK {
		return silent(code)
	}
	return nil
}

// commandLine writes arguments as they would be typed.
func commandLine(args []string) string {
	out := []string{"gongbao"}
	for _, a := range args {
		if strings.ContainsAny(a, " \n\"'$?*{}()|&;<>") {
			a = "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
		}
		out = append(out, a)
	}
	return strings.Join(out, " ")
}

// writeSamples writes the texts of the samples, each with what is known of it
// beside it, into a folder.
func writeSamples(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for from, to := range map[string]string{goldText: ".txt", "meta.json": ".meta.json"} {
		files, err := fs.Glob(samples.Files(), "*/"+from)
		if err != nil {
			return err
		}
		for _, file := range files {
			data, err := fs.ReadFile(samples.Files(), file)
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(dir, path.Dir(file)+to), data, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}
