package main

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"gongbao/extract/eval"
	"gongbao/extract/source"
)

func evalCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "eval", Usage: "measure the rules against texts with known facts", ArgsUsage: "GOLD_DIR…",
		Description: `A GOLD_DIR holds text.txt, gold.jsonl and, where the date is known, meta.json; or folders that do. Prints precision, recall and
F1 by relation, how often each qualifier is right, 95 % confidence intervals, and the facts missed and the facts wrong with document,
line and sentence. Where a measure is under a threshold given, the exit code is 5.

A run is saved with --save, and a later one compared with it by --against: what got better and what worse, relation by relation and
fact by fact.

Strings are compared strictly: subject, relation and object; for offices also the body where both name one. Optional facts of gold
cost nothing when missed and are no errors when found. The intervals are those of the percentile bootstrap that draws documents
(Efron and Tibshirani 1993), with a fixed seed; those of rules Wilson's score intervals (1927).`,
		Flags: []cli.Flag{
			packsFlag(),
			&cli.IntFlag{Name: "jobs", Aliases: []string{"j"}, Usage: "documents read at once; 0 means one for each processor"},
			&cli.BoolFlag{Name: "core", Usage: "count only the relations for which gold is complete"},
			&cli.BoolFlag{Name: "dates", Usage: "demand the same start"},
			&cli.BoolFlag{Name: "quals", Usage: "list the qualifiers that are not right too"},
			&cli.BoolFlag{Name: "rules", Usage: "print how the facts of each rule fared, the basis of confidences"},
			&cli.BoolFlag{Name: "table", Usage: "print the table alone"},
			&cli.IntFlag{Name: "bootstrap", Value: 1000, Usage: "`NUMBER` of resamples for the intervals; 0 leaves them out"},
			&cli.StringFlag{Name: "save", Usage: "`FILE` to save the run in"},
			&cli.StringFlag{Name: "against", Usage: "`FILE` of a saved run to compare with"},
			&cli.Float64Flag{Name: "min-precision", Usage: "least precision `0…1`"},
			&cli.Float64Flag{Name: "min-recall", Usage: "least recall `0…1`"},
			&cli.Float64Flag{Name: "min-quals", Usage: "least part of qualifiers right `0…1`"},
			&cli.StringSliceFlag{Name: "min-f1", Usage: "least F1 of a relation, as `RELATION=0…1`, or 0…1 for each one with enough gold; may be repeated"},
			&cli.IntFlag{Name: "min-gold", Value: 10, Usage: "`NUMBER` of gold facts that is enough for a least F1 of all relations"},
			formatFlag("text, json"), jsonFlag(),
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
	asJSON, err := textOrJSON(c)
	if err != nil {
		return err
	}
	least, err := leastF1(c)
	if err != nil {
		return err
	}
	o := eval.Options{CoreOnly: c.Bool("core"), Dates: c.Bool("dates")}
	before, err := savedRun(c.String("against"))
	if err != nil {
		return err
	}
	score, err := measure(c, o)
	if err != nil {
		return err
	}
	r := &evalReport{score: score, quals: c.Bool("quals"), table: c.Bool("table"), resamples: c.Int("bootstrap")}
	r.intervals = score.Bootstrap(r.resamples)
	if c.Bool("rules") {
		r.rules = score.Rules()
	}
	if before != nil {
		if r.changes, err = score.Against(before, o); err != nil {
			return inputf("%s: %w", c.String("against"), err)
		}
	}
	if name := c.String("save"); name != "" {
		if err := toOutput(name, s, func(w io.Writer) error { return score.WriteRun(w, o) }); err != nil {
			return err
		}
	}
	if asJSON {
		err = writeJSON(s.out, r.object(o))
	} else {
		err = r.write(s.out)
	}
	if err != nil {
		return err
	}
	return thresholds(c, score, least)
}

// measure reads the documents of gold folders and compares.
func measure(c *cli.Context, o eval.Options) (*eval.Score, error) {
	dirs, err := goldDirs(c.Args().Slice())
	if err != nil {
		return nil, err
	}
	p, err := loadPacks(c.StringSlice("pack"))
	if err != nil {
		return nil, err
	}
	names := goldNames(dirs)
	score, i := eval.NewScore(), 0
	for out := range readAll(c.Context, goldDocuments(dirs), p, c.Int("jobs"), readEval) {
		if out.err != nil {
			return nil, out.err
		}
		gold, err := readGold(filepath.Join(dirs[i], goldFacts))
		if err != nil {
			return nil, err
		}
		out.value.locate(gold)
		score.AddDocument(eval.Judge(names[i], out.value.facts, gold, o))
		i++
	}
	return score, c.Context.Err()
}

// savedRun reads a saved run; without a name there is none.
func savedRun(name string) (*eval.Run, error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	run, err := eval.ReadRun(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, inputf("%s: %w", name, err)
	}
	return run, nil
}

// leastF1 reads the thresholds by relation; the one without a relation has an
// empty name.
func leastF1(c *cli.Context) (map[string]float64, error) {
	out := map[string]float64{}
	for _, s := range c.StringSlice("min-f1") {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			name, value = "", s
		}
		x, err := strconv.ParseFloat(value, 64)
		if err != nil || x < 0 || x > 1 {
			return nil, usagef("--min-f1 %s: want 0…1 or RELATION=0…1", s)
		}
		out[name] = x
	}
	return out, nil
}

// thresholds says what a score falls short of.
func thresholds(c *cli.Context, score *eval.Score, least map[string]float64) error {
	var short []error
	demand := func(name string, want, got float64) {
		if got < want {
			short = append(short, fmt.Errorf("%s is %.4f and was measured at %.4f", name, want, got))
		}
	}
	demand("min-precision", c.Float64("min-precision"), score.Total().Precision())
	demand("min-recall", c.Float64("min-recall"), score.Total().Recall())
	demand("min-quals", c.Float64("min-quals"), score.QualifierTotal().Accuracy())
	for _, p := range slices.Sorted(maps.Keys(least)) {
		if p == "" {
			continue
		}
		var got eval.Count
		if x := score.Relations[p]; x != nil {
			got = *x
		}
		demand("min-f1 of "+p, least[p], got.F1())
	}
	if want, ok := least[""]; ok {
		for _, p := range slices.Sorted(maps.Keys(score.Relations)) {
			if _, own := least[p]; !own && score.Relations[p].Gold() >= c.Int("min-gold") {
				demand("min-f1 of "+p, want, score.Relations[p].F1())
			}
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

// goldNames names documents by their folders, so that runs made from different
// places can be compared; folders of one name by their paths.
func goldNames(dirs []string) []string {
	seen := map[string]int{}
	for _, d := range dirs {
		seen[filepath.Base(d)]++
	}
	out := make([]string, len(dirs))
	for i, d := range dirs {
		out[i] = filepath.Base(d)
		if seen[out[i]] > 1 {
			out[i] = filepath.ToSlash(filepath.Clean(d))
		}
	}
	return out
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
