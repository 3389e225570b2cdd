// Command pinyingen makes the table of readings of Chinese characters from the
// two dictionaries of the Python package pypinyin, which it finds in the folder
// that -data names. See ../../pinyin/README.md.
package main

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gongbao/extract/text"
	"gongbao/extract/text/pinyin"
)

//go:embed surnames.tsv
var surnames string

// A reading besides the usual one is kept where at least so many phrases have
// it, and so large a share of the phrases with the character.
const (
	fewestPhrases = 3
	leastShare    = 0.05
)

// The characters that the table covers: the blocks with those of names. Others
// are not worth the room.
const first, last = 0x3400, 0x9FFF

func main() {
	data := flag.String("data", "", "folder `pypinyin` of the package's source")
	flag.Parse()
	if err := run(*data); err != nil {
		fmt.Fprintln(os.Stderr, "pinyingen:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	var usual map[string]string
	if err := readJSON(filepath.Join(dir, "pinyin_dict.json"), &usual); err != nil {
		return err
	}
	var phrases map[string][][]string
	if err := readJSON(filepath.Join(dir, "phrases_dict.json"), &phrases); err != nil {
		return err
	}
	readings := map[rune][]string{}
	for code, list := range usual {
		n, err := strconv.Atoi(code)
		if err != nil {
			return err
		}
		r := rune(n)
		if r < first || r > last || text.Fold(r) != r {
			continue
		}
		if s := syllable(strings.Split(list, ",")[0]); s != "" {
			readings[r] = []string{s}
		}
	}
	for r, others := range alternatives(phrases) {
		readings[r] = add(readings[r], others...)
	}
	for line := range strings.Lines(surnames) {
		if f := strings.Fields(line); len(f) == 2 && f[0] != "#" {
			r := []rune(f[0])[0]
			readings[r] = add(readings[r], f[1])
		}
	}
	return write(readings)
}

// syllable returns a reading without its tone, and nothing for what is not one
// syllable of Latin letters.
func syllable(reading string) string {
	s, ok := pinyin.Letters(reading)
	if !ok {
		return ""
	}
	return s
}

// add appends the readings that are not yet in the list.
func add(list []string, more ...string) []string {
	for _, s := range more {
		if len(list) > 0 && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// alternatives counts in phrases how characters are read, and returns what is
// common, the most frequent reading first.
func alternatives(phrases map[string][][]string) map[rune][]string {
	counts := map[rune]map[string]int{}
	for phrase, readings := range phrases {
		runes := []rune(phrase)
		if len(runes) != len(readings) {
			continue
		}
		for i, r := range runes {
			s := syllable(readings[i][0])
			if r < first || r > last || s == "" || s == "r" {
				continue
			}
			r = text.Fold(r)
			if counts[r] == nil {
				counts[r] = map[string]int{}
			}
			counts[r][s]++
		}
	}
	out := map[rune][]string{}
	for r, byReading := range counts {
		total := 0
		for _, n := range byReading {
			total += n
		}
		for s, n := range byReading {
			if n >= fewestPhrases && float64(n) >= leastShare*float64(total) {
				out[r] = append(out[r], s)
			}
		}
		slices.SortFunc(out[r], func(a, b string) int {
			if d := byReading[b] - byReading[a]; d != 0 {
				return d
			}
			return strings.Compare(a, b)
		})
	}
	return out
}

// write writes a line for each syllable: the characters usually read so, and
// those that can be.
func write(readings map[rune][]string) error {
	lines := map[string][2][]rune{}
	for r, list := range readings {
		for i, s := range list {
			l := lines[s]
			l[min(i, 1)] = append(l[min(i, 1)], r)
			lines[s] = l
		}
	}
	names := make([]string, 0, len(lines))
	for s := range lines {
		names = append(names, s)
	}
	slices.Sort(names)
	w := bufio.NewWriter(os.Stdout)
	fmt.Fprintln(w, "# Readings of characters without tones: a syllable, the characters usually read so, and those that can be.")
	fmt.Fprintln(w, "# Made by extract/text/internal/pinyingen; do not edit. Origin and licence: README.md.")
	for _, s := range names {
		l := lines[s]
		slices.Sort(l[0])
		slices.Sort(l[1])
		fmt.Fprintf(w, "%s\t%s\t%s\n", s, string(l[0]), string(l[1]))
	}
	return w.Flush()
}

func readJSON(path string, v any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
