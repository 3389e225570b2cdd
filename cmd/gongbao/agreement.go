package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gongbao/graph/lookup"
)

// agree compares the documents about facts: about the first of each list alone
// where a limit is given.
func agree(ctx context.Context, v *lookup.View, fs *lookup.Facts, limit int) error {
	all := lookup.NewAgreements(v)
	for _, list := range [][]*lookup.Fact{fs.Out, fs.In, fs.Beside} {
		for i, f := range list {
			if limit > 0 && i == limit {
				break
			}
			var err error
			if f.Agreement, err = all.Of(ctx, &f.Statement); err != nil {
				return err
			}
		}
	}
	return nil
}

// agreementText says how many documents of which years state a fact, and
// whether others contradict it. What one document states and none contradicts
// needs no word.
func agreementText(a *lookup.Agreement) []string {
	if a == nil {
		return nil
	}
	var out []string
	if a.Documents > 1 {
		text := "sources " + strconv.Itoa(a.Documents)
		if first, last := year(a.First), year(a.Last); first != "" {
			if first != last {
				first += "–" + last
			}
			text += " (" + first + ")"
		}
		out = append(out, text)
	}
	denied, other := 0, map[string]bool{}
	for _, c := range a.Against {
		if c.Kind == lookup.Denied {
			denied++
		} else {
			other[c.Object.Label] = true
		}
	}
	if denied > 0 {
		out = append(out, fmt.Sprintf("contradicted by %d", denied))
	}
	if len(other) > 0 {
		out = append(out, "elsewhere "+strings.Join(slices.Sorted(maps.Keys(other)), ", "))
	}
	return out
}

// year returns the year of a date of ISO 8601.
func year(date string) string { return date[:min(4, len(date))] }
