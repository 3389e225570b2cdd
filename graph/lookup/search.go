package lookup

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/store"
)

// Searchable is a snapshot of the store in which queries can search for names
// (gb:search), through the index of names that ingest writes. All else is the
// snapshot's own.
type Searchable struct{ *store.Snapshot }

// Hit is a thing found and how well its best name fits, between 0 and 1.
type Hit = struct {
	Subject rdf.ID
	Score   float64
}

// Search returns the entities that have a name which holds all of the words,
// best first and equally good ones in the order of their ids; at most limit of
// them where limit is above zero. Script, width, capitals and punctuation make
// no difference. It reads the whole index of names.
func (s Searchable) Search(ctx context.Context, words string, limit int) ([]Hit, error) {
	w := NewWords(words)
	best := map[string]float64{}
	var folded string // of the record before, with its score
	var score float64
	n := 0
	for rec, err := range s.Records(registry.Names, "") {
		if err != nil {
			return nil, err
		}
		if n++; n%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		name, iri, _, err := registry.ParseNameKey(rec.Key)
		if err != nil {
			return nil, err
		}
		if n == 1 || name != folded {
			folded, score = name, w.score(name)
		}
		if score > best[iri] {
			best[iri] = score
		}
	}
	hits := make([]Hit, 0, len(best))
	for iri, score := range best {
		id, ok, err := s.ID(rdf.NewIRI(iri))
		if err != nil {
			return nil, err
		}
		if ok {
			hits = append(hits, Hit{id, score})
		}
	}
	return Rank(hits, limit), nil
}

// Rank sorts finds, the best first and equally good ones by their ids, and
// keeps at most limit of them where limit is above zero.
func Rank(hits []Hit, limit int) []Hit {
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Subject, b.Subject))
	})
	if limit > 0 && len(hits) > limit {
		hits = hits[:limit]
	}
	return hits
}

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
