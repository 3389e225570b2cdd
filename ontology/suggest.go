package ontology

import (
	"slices"
	"strings"

	"gongbao/ontology/vocab"
)

// Find returns the term of that name, nil where there is none: its IRI, gb: and
// its local name, the local name alone, or a label in one of the languages,
// capitals apart.
func Find(name string) (*Term, error) {
	ts, err := Terms()
	if err != nil {
		return nil, err
	}
	local := strings.TrimPrefix(strings.TrimPrefix(strings.Trim(name, "<>"), "gb:"), vocab.NS)
	for _, same := range []func(t *Term) bool{
		func(t *Term) bool { return t.Local() == local },
		func(t *Term) bool { return strings.EqualFold(t.Local(), local) },
		func(t *Term) bool {
			return slices.ContainsFunc(Languages, func(lang string) bool { return strings.EqualFold(t.Labels[lang], name) })
		},
	} {
		if i := slices.IndexFunc(ts, same); i >= 0 {
			return ts[i], nil
		}
	}
	return nil, nil
}

// Suggest returns the terms whose local names are nearest to one that no term
// has, the nearest first; none where nothing is near enough to have been meant.
func Suggest(local string) ([]*Term, error) {
	ts, err := Terms()
	if err != nil {
		return nil, err
	}
	const shown = 3
	if local == "" {
		return nil, nil
	}
	wanted := strings.ToLower(local)
	limit := 1 + len(wanted)/4
	near := map[*Term]int{}
	var out []*Term
	for _, t := range ts {
		have := strings.ToLower(t.Local())
		d := distance(wanted, have)
		if d > limit && len(wanted) > 3 && (strings.Contains(have, wanted) || strings.HasPrefix(wanted, have) && len(have) > 3) {
			d = limit // one is a part of the other
		}
		if d <= limit {
			near[t] = 2 * d
			if t.Local()[0] != local[0] { // a class and a property may differ in that alone
				near[t]++
			}
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b *Term) int { return near[a] - near[b] })
	return out[:min(shown, len(out))], nil
}

// distance is the number of letters to put in, take out, change or swap with
// their neighbour that make one string of another (optimal string alignment).
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(a)][len(b)]
}
