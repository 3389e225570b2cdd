package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"
)

// didYouMean returns a question about the name that may have been meant, or "".
func didYouMean(name string, known []string) string {
	if near := nearest(name, known); near != "" {
		return fmt.Sprintf(". Did you mean %q?", near)
	}
	return ""
}

// nearest returns the known name that is so near to another that it may be a
// slip: as many as a third of its letters left out, put in, changed or swapped.
func nearest(name string, known []string) string {
	best, least := "", 1<<30
	for _, k := range known {
		d := slips(strings.ToLower(name), strings.ToLower(k))
		if d < least && d <= max(1, max(len(name), len(k))/3) {
			best, least = k, d
		}
	}
	return best
}

// slips counts the letters that were left out, put in, changed or swapped with
// their neighbour between two words (optimal string alignment).
func slips(a, b string) int {
	x, y := []rune(a), []rune(b)
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			change := rows[i-1][j-1]
			if x[i-1] != y[j-1] {
				change++
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, change)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(x)][len(y)]
}

// verbNames returns the names of verbs that are shown.
func verbNames(commands []*cli.Command) []string {
	var out []string
	for _, c := range commands {
		if !c.Hidden {
			out = append(out, c.Name)
		}
	}
	return out
}
