package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"gongbao/samples"
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
  ?p gb:holdsOffice ?o ; skos:prefLabel ?person . ?o gb:officeOf ?b ; skos:prefLabel ?office .
  ?b skos:prefLabel ?body FILTER (lang(?body) = "zh-Hans")
} ORDER BY ?body ?office ?person LIMIT 8`

// demoCommands returns the command lines that the demonstration runs in a
// folder, without the program's name.
func demoCommands(dir string) [][]string {
	texts, kg := filepath.Join(dir, "texts"), filepath.Join(dir, "kg")
	return [][]string{
		{"build", texts, "--store", kg, "-f", "table"},
		{"query", demoQuery, "--store", kg, "-f", "table"},
		{"lookup", "哈薩克斯坦", "--store", kg, "-f", "text"},
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

// runQuietly runs one command line of the program. What it would say beside its
// result goes to the result's stream, where a reader of the demonstration looks.
func runQuietly(ctx context.Context, args []string, s streams) error {
	s.err, s.errTTY = s.out, false
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

// writeSamples writes the texts of the samples, and what is known of them, into
// a folder.
func writeSamples(dir string) error {
	return fs.WalkDir(samples.Files(), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Name() == goldFacts {
			return err
		}
		data, err := fs.ReadFile(samples.Files(), path)
		if err != nil {
			return err
		}
		to := filepath.Join(dir, filepath.FromSlash(path))
		return errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, data, 0o644))
	})
}
