package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"gongbao/extract"
	"gongbao/extract/eval"
	"gongbao/extract/source"
)

func evalCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "eval", Usage: "measure the rules against texts with known facts", ArgsUsage: "GOLD_DIR…",
		Description: `A GOLD_DIR holds text.txt, gold.jsonl and, where the date is known, meta.json; or folders that do. Prints precision, recall and
F1 by relation and how often each qualifier is right. Where it is under a threshold given, the exit code is 5.`,
		Flags: []cli.Flag{
			packsFlag(),
			&cli.IntFlag{Name: "jobs", Aliases: []string{"j"}, Usage: "documents read at once; 0 means one for each processor"},
			&cli.BoolFlag{Name: "core", Usage: "count only the relations for which gold is complete"},
			&cli.BoolFlag{Name: "dates", Usage: "demand the same start"},
			&cli.BoolFlag{Name: "errors", Usage: "list what was missed and what was wrong, on standard error"},
			&cli.Float64Flag{Name: "min-precision", Usage: "least precision `0…1`"},
			&cli.Float64Flag{Name: "min-recall", Usage: "least recall `0…1`"},
			&cli.Float64Flag{Name: "min-quals", Usage: "least part of qualifiers right `0…1`"},
		},
		Action: func(c *cli.Context) error { return evaluate(c, s) },
	}
}

// Names of the files of a gold folder.
const (
	goldText  = "text.txt"
	goldFacts = "gold.jsonl"
)

func evaluate(c *cli.Context, s streams) error {
	if err := need(c, 1, -1, "one or more folders"); err != nil {
		return err
	}
	dirs, err := goldDirs(c.Args().Slice())
	if err != nil {
		return err
	}
	p, err := loadPacks(c.StringSlice("pack"))
	if err != nil {
		return err
	}
	score, i := eval.NewScore(), 0
	options := eval.Options{CoreOnly: c.Bool("core"), Dates: c.Bool("dates")}
	for o := range readAll(c.Context, goldDocuments(dirs), p, c.Int("jobs"), readEval) {
		if o.err != nil {
			return o.err
		}
		gold, err := readGold(filepath.Join(dirs[i], goldFacts))
		if err != nil {
			return err
		}
		score.Add(o.value, gold, options)
		i++
	}
	if err := c.Context.Err(); err != nil {
		return err
	}
	if c.Bool("errors") {
		for _, f := range score.Missed {
			s.note("missed  %s %s %s %v", f.S, f.P, f.O, f.Quals)
		}
		for _, f := range score.Wrong {
			s.note("wrong   %s %s %s %v", f.S, f.P, f.O, f.Quals)
		}
		for _, w := range score.WrongQualifiers {
			s.note("differs %s", w)
		}
	}
	if err := score.Write(s.out); err != nil {
		return err
	}
	return thresholds(c, score)
}

// thresholds says what a score falls short of.
func thresholds(c *cli.Context, score *eval.Score) error {
	var short []error
	for _, t := range []struct {
		flag string
		got  float64
	}{
		{"min-precision", score.Total().Precision()},
		{"min-recall", score.Total().Recall()},
		{"min-quals", score.QualifierTotal().Accuracy()},
	} {
		if want := c.Float64(t.flag); t.got < want {
			short = append(short, fmt.Errorf("%s is %.4f and was measured at %.4f", t.flag, want, t.got))
		}
	}
	if len(short) > 0 {
		return &exitError{exitValidation, errors.Join(short...)}
	}
	return nil
}

// goldDirs returns the gold folders among the paths and just below them.
func goldDirs(paths []string) ([]string, error) {
	var out []string
	for _, path := range paths {
		if isGold(path) {
			out = append(out, path)
			continue
		}
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, err
		}
		before := len(out)
		for _, e := range entries {
			if dir := filepath.Join(path, e.Name()); isGold(dir) {
				out = append(out, dir)
			}
		}
		if len(out) == before {
			return nil, inputf("%s: no folder here has both %s and %s", path, goldText, goldFacts)
		}
	}
	return out, nil
}

func isGold(dir string) bool {
	for _, name := range []string{goldText, goldFacts} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

// goldDocuments yields the document of each folder.
func goldDocuments(dirs []string) iter.Seq2[*source.Document, error] {
	return func(yield func(*source.Document, error) bool) {
		for _, dir := range dirs {
			if !yield(source.Read(filepath.Join(dir, goldText), source.Options{})) {
				return
			}
		}
	}
}

// readGold reads the facts that a text is known to hold.
func readGold(path string) ([]eval.Fact, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	facts, err := eval.Read(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, inputf("%s: %w", path, err)
	}
	return facts, nil
}

// readEval reads the facts of a document just as extract prints them.
func readEval(ctx context.Context, x *extract.Extractor, d *source.Document) ([]eval.Fact, error) {
	lines, err := readLines(ctx, x, d)
	if err != nil {
		return nil, err
	}
	out := make([]eval.Fact, len(lines))
	for i, l := range lines {
		data, err := json.Marshal(l)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(data, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}
