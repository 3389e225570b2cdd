// Command foldgen writes the folding table of the package text.
//
// It reads the character dictionaries of OpenCC from a folder and writes one
// line for each code point that has something to tell: the character, what it
// folds to, what it is in Simplified script, and the script it belongs to when
// it belongs to one alone. What is in doubt is left out: a character that both
// scripts use has no script, and one that OpenCC maps to itself first stays.
//
//	go run ./extract/text/internal/foldgen -data DIR > extract/text/fold.tsv
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/unicode/norm"
)

func main() {
	dir := flag.String("data", "", "folder with OpenCC's TSCharacters.txt, STCharacters.txt and variant files")
	flag.Parse()
	if err := run(*dir, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "foldgen:", err)
		os.Exit(1)
	}
}

// table maps a character to its candidates, the preferred one first.
type table map[rune][]rune

func run(dir string, out io.Writer) error {
	if dir == "" {
		return errors.New("no -data folder given")
	}
	g := generator{fold: map[rune]rune{}, simple: map[rune]rune{}}
	var err error
	load := func(name string) table {
		t, e := read(filepath.Join(dir, name))
		err = errors.Join(err, e)
		return t
	}
	g.ts, g.st = load("TSCharacters.txt"), load("STCharacters.txt")
	g.regional = []table{load("HKVariantsRev.txt"), load("TWVariantsRev.txt")}
	if err != nil {
		return err
	}
	g.gb = simplifiedchinese.HZGB2312.NewEncoder()
	g.scripts()
	g.variants()
	g.forms()
	g.marks()
	return g.write(out)
}

// read reads one dictionary: lines of a character, a tab, and candidates
// separated by blanks. Entries of more than one character are left out.
func read(path string) (table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	t := table{}
	in := bufio.NewScanner(f)
	for in.Scan() {
		from, to, ok := strings.Cut(in.Text(), "\t")
		r, size := utf8.DecodeRuneInString(from)
		if !ok || size != len(from) {
			continue
		}
		for _, c := range strings.Fields(to) {
			v, n := utf8.DecodeRuneInString(c)
			if n == len(c) {
				t[r] = append(t[r], v)
			}
		}
	}
	return t, in.Err()
}

type generator struct {
	ts, st   table
	regional []table // variant to standard Traditional form, by region
	gb       *encoding.Encoder
	fold     map[rune]rune
	simple   map[rune]rune
}

// scripts takes the Simplified form of each Traditional character.
func (g *generator) scripts() {
	for from, to := range g.ts {
		if len(to) > 0 && to[0] != from {
			g.fold[from], g.simple[from] = to[0], to[0]
		}
	}
}

// variants joins the regional forms to the standard ones. A form that is itself
// common Simplified (著) is folded for matching and never rewritten in a name.
func (g *generator) variants() {
	target := map[rune]bool{}
	for _, to := range g.ts {
		target[to[0]] = true
	}
	for _, t := range g.regional {
		for from, to := range t {
			if g.fold[from] != 0 || target[from] || to[0] == from {
				continue
			}
			g.fold[from] = to[0]
			if !in(g.gb, from) {
				g.simple[from] = to[0]
			}
		}
	}
}

// forms adds full-width forms, and the compatibility ideographs and radicals
// that look like a character without being it.
func (g *generator) forms() {
	for _, block := range [][2]rune{{0xFF01, 0xFF9F}, {0xF900, 0xFAFF}, {0x2E80, 0x2FD5}, {0xFE30, 0xFE6B}, {0x2460, 0x2473}} {
		for r := block[0]; r <= block[1]; r++ {
			to := []rune(norm.NFKC.String(string(r)))
			if len(to) == 1 && to[0] != r {
				g.fold[r] = to[0]
				if to[0] >= 0x2E80 && block[0] != 0xFF01 {
					g.simple[r] = to[0]
				}
			}
		}
	}
}

// marks joins punctuation that differs by region or keyboard alone.
func (g *generator) marks() {
	for _, group := range []string{
		"·•・‧∙⋅･●⸱", "-‐‑‒–—―─━−﹣", "~〜∼", "“「﹁｢〝", "”」﹂｣〞", "‘『﹃", "’』﹄", "〇○◯", " \u00A0\u3000\u2002\u2003\u2009\u202F", "…⋯",
	} {
		var to rune
		for _, r := range group {
			if to == 0 {
				to = r
				continue
			}
			g.fold[r] = to
		}
	}
}

// closed follows a mapping to its end.
func closed(m map[rune]rune, r rune) rune {
	for range 8 {
		to, ok := m[r]
		if !ok || to == r {
			break
		}
		r = to
	}
	return r
}

// script tells the one script a character belongs to: "t", "s", or nothing.
func (g *generator) script(r rune) string {
	if to, ok := g.ts[r]; ok && !has(to, r) {
		return "t"
	}
	for _, t := range g.regional {
		if _, ok := t[r]; ok && !in(g.gb, r) {
			return "t"
		}
	}
	if to, ok := g.st[r]; ok && !has(to, r) {
		for _, t := range g.regional {
			if _, ok := t[r]; ok {
				return ""
			}
		}
		return "s"
	}
	return ""
}

func has(list []rune, r rune) bool {
	for _, v := range list {
		if v == r {
			return true
		}
	}
	return false
}

// in reports whether a character set has the character.
func in(e *encoding.Encoder, r rune) bool {
	_, err := e.String(string(r))
	return err == nil
}

func (g *generator) write(out io.Writer) error {
	all := map[rune]bool{}
	for _, m := range []map[rune]rune{g.fold, g.simple} {
		for r := range m {
			all[r] = true
		}
	}
	for _, t := range []table{g.ts, g.st} {
		for r := range t {
			all[r] = true
		}
	}
	list := make([]rune, 0, len(all))
	for r := range all {
		list = append(list, r)
	}
	sort.Slice(list, func(i, j int) bool { return list[i] < list[j] })
	w := bufio.NewWriter(out)
	for _, r := range list {
		fold, simple, script := "", "", g.script(r)
		if to := closed(g.fold, r); to != r {
			fold = string(to)
		}
		if to := closed(g.simple, r); to != r {
			simple = string(to)
		}
		if fold+simple+script != "" {
			fmt.Fprintf(w, "%c\t%s\t%s\t%s\n", r, fold, simple, script)
		}
	}
	return w.Flush()
}
