package names

import (
	"strings"

	"gongbao/graph/registry"
)

// Words are words to search names for.
type Words struct{ folded []string }

// NewWords takes a text apart at its spaces and folds the words as names are
// folded.
func NewWords(text string) Words {
	var w Words
	for _, f := range strings.Fields(text) {
		if f = registry.FoldName(f); f != "" {
			w.folded = append(w.folded, f)
		}
	}
	return w
}

// Score tells how well a name fits: 1 where it consists of the words, less the
// more it says beyond them, and 0 where one of the words is not in it. Of
// names of the same length one that begins with the first word fits better.
func (w Words) Score(name string) float64 { return w.score(registry.FoldName(name)) }

func (w Words) score(folded string) float64 {
	if len(w.folded) == 0 || folded == "" {
		return 0
	}
	length := 0
	for _, f := range w.folded {
		if !strings.Contains(folded, f) {
			return 0
		}
		length += len(f)
	}
	score := min(1, float64(length)/float64(len(folded)))
	if score < 1 && !strings.HasPrefix(folded, w.folded[0]) {
		score *= 0.9
	}
	return score
}
