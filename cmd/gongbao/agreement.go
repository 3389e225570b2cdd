package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gongbao/graph/lookup"
)

// agree compares what documents say about the facts that are shown: about all of
// them, or where that is not the whole of it, about those that can have others
// against them.
func agree(ctx context.Context, v *lookup.View, fs *lookup.Facts, whole bool) error {
	all := lookup.NewAgreements(v)
	for _, list := range [][]*lookup.Fact{fs.Out, fs.In, fs.Beside} {
		for _, f := range list {
			if !whole {
				if may, err := all.MayBeContradicted(ctx, &f.Statement); err != nil || !may {
					if err != nil {
						return err
					}
					continue
				}
			}
			var err error
			if f.Agreement, err = all.Of(ctx, &f.Statement); err != nil {
				return err
			}
		}
	}
	return nil
}

// againstText says whether documents contradict a fact. What none contradicts
// needs no word.
func againstText(a *lookup.Agreement) []string {
	if a == nil {
		return nil
	}
	var out []string
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

// derivedBy names the rules that derived a statement; empty for one of a
// document.
func derivedBy(st *lookup.Statement) string {
	if !st.Derived {
		return ""
	}
	return strings.Join(st.Rules, ", ")
}
