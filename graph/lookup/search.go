package lookup

import (
	"cmp"
	"context"
	"slices"

	"gongbao/graph/lookup/names"
	"gongbao/graph/rdf"
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

// Words are words to search names for.
type Words = names.Words

// NewWords takes a text apart at its spaces and folds the words as names are
// folded.
func NewWords(text string) Words { return names.NewWords(text) }

// weights say how much a way of fitting counts beside the name itself. Ways
// that are not in it do not answer queries.
var weights = map[names.How]float64{
	names.Exact: 1, names.Pinyin: 0.95, names.Beginning: 1, names.Part: 0.9, names.PinyinPart: 0.6,
}

// Search returns the things that have a name which holds all of the words, or
// whose pinyin does, best first and equally good ones in the order of their
// ids; at most limit of them where limit is above zero. Script, width, capitals
// and punctuation make no difference. It reads of the index what begins with
// the longest of the words.
func (s Searchable) Search(ctx context.Context, words string, limit int) ([]Hit, error) {
	found, err := names.Find(ctx, s.Snapshot, words, names.Options{All: true})
	if err != nil {
		return nil, err
	}
	v := NewView(s.Snapshot, Options{})
	best := map[rdf.ID]float64{}
	for _, m := range found {
		weight, ok := weights[m.How]
		if !ok {
			continue
		}
		if err := v.bearing(ctx, m.Labels, func(q rdf.IDQuad) {
			best[q[rdf.S]] = max(best[q[rdf.S]], weight*m.Score)
		}); err != nil {
			return nil, err
		}
	}
	hits := make([]Hit, 0, len(best))
	for id, score := range best {
		hits = append(hits, Hit{id, score})
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
