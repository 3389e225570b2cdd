// Command generate makes and checks the gazetteer tables of the built-in packs.
//
// The tables of states, cities and regions are computed: short notes written by
// hand (folder notes/) are joined with name lists of open data and with a
// character conversion that adds the Traditional label. All other tables are
// written by hand and only brought into shape here. Nothing is downloaded: the
// sources are npm packages unpacked in a node_modules folder beforehand (see
// the README beside this file).
//
//	go run ./extract/packs/generate -npm DIR tables   write states.tsv, initials.tsv, cities.tsv, provinces.tsv
//	go run ./extract/packs/generate -npm DIR shape    pad and label the hand-written tables, or those named
//	go run ./extract/packs/generate check             check every table, exit 1 on a finding;
//	                                                  with -npm script variants count as one form
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// folders says where the generator finds its input and puts its output.
type folders struct {
	npm   string // folder that holds node_modules
	notes string // notes written by hand
	out   string // gazetteer folder of the pack
}

func run(args []string, stdout, stderr io.Writer) error {
	var dir folders
	fs := flag.NewFlagSet("generate", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.StringVar(&dir.npm, "npm", "", "folder that holds node_modules with the source packages")
	fs.StringVar(&dir.notes, "notes", "extract/packs/generate/notes", "folder of the notes")
	fs.StringVar(&dir.out, "out", "extract/packs/diplomacy/gazetteer", "gazetteer folder to write or check")
	fs.Usage = func() {
		fmt.Fprintln(stderr, "usage: generate [-npm DIR] [-notes DIR] [-out DIR] tables|shape [TABLE…]|check")
		fs.PrintDefaults()
	}
	if err := fs.Parse(args); err != nil {
		return err
	}
	switch fs.Arg(0) {
	case "tables":
		return makeTables(dir)
	case "shape":
		return shapeTables(dir, fs.Args()[1:])
	case "check":
		fold := func(s string) string { return s }
		if dir.npm != "" {
			src, err := openSources(dir.npm)
			if err != nil {
				return err
			}
			fold = src.script.fold
		}
		return checkFolder(dir.out, fold, stdout)
	}
	fs.Usage()
	return fmt.Errorf("say what to do: tables, shape or check, not %q", fs.Arg(0))
}

// makeTables writes the computed tables.
func makeTables(dir folders) error {
	src, err := openSources(dir.npm)
	if err != nil {
		return err
	}
	cities, err := makeCities(dir, src)
	if err != nil {
		return err
	}
	states, err := makeStates(dir, src, cities)
	if err != nil {
		return err
	}
	regions, err := makeRegions(dir, src)
	if err != nil {
		return err
	}
	for name, t := range map[string]*table{
		"cities.tsv": cities, "states.tsv": states, "initials.tsv": makeInitials(states), "provinces.tsv": regions,
	} {
		if err := t.write(filepath.Join(dir.out, name)); err != nil {
			return err
		}
	}
	return nil
}
