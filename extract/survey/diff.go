package survey

import (
	"context"
	"errors"
	"sort"

	"gongbao/extract"
	"gongbao/extract/pack"
	"gongbao/extract/source"
)

// Change is a fact that one of two packs reads in a document and the other does
// not.
type Change struct {
	// Kind is "gained" or "lost".
	Kind     string `json:"kind"`
	Document string `json:"document"`
	Fact     string `json:"fact"`
	Rule     string `json:"rule"`
	// Sentence is where it stands.
	Sentence string `json:"sentence"`
}

// Diff is the difference between two packs on a corpus.
type Diff struct {
	Documents int      `json:"documents"`
	Kept      int      `json:"kept"`
	Gained    int      `json:"gained"`
	Lost      int      `json:"lost"`
	Changes   []Change `json:"changes"`
	Failed    []string `json:"failed,omitempty"`
}

// Compare reads a corpus with two packs and tells which facts the second one
// gains and loses, in the order of documents and facts. A fact with another
// qualifier is lost and gained.
func Compare(ctx context.Context, a, b *pack.Pack, docs Documents) (*Diff, error) {
	out := &Diff{Changes: []Change{}}
	xa, err := extract.New(a, extract.Options{})
	if err != nil {
		return nil, err
	}
	xb, err := extract.New(b, extract.Options{})
	if err != nil {
		return nil, err
	}
	for d, err := range docs {
		if err == nil {
			err = out.document(ctx, xa, xb, d)
		}
		switch {
		case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
			return nil, err
		case err != nil:
			out.Failed = append(out.Failed, err.Error())
		default:
			out.Documents++
		}
	}
	return out, nil
}

func (x *Diff) document(ctx context.Context, a, b *extract.Extractor, d *source.Document) error {
	old, err := a.Extract(ctx, d)
	if err != nil {
		return err
	}
	before := changes(old, "lost")
	now, err := b.Extract(ctx, d)
	if err != nil {
		return err
	}
	after := changes(now, "gained")
	var found []Change
	for f, c := range before {
		if _, ok := after[f]; ok {
			x.Kept++
			continue
		}
		x.Lost++
		found = append(found, c)
	}
	for f, c := range after {
		if _, ok := before[f]; !ok {
			x.Gained++
			found = append(found, c)
		}
	}
	sort.Slice(found, func(i, j int) bool {
		if found[i].Fact != found[j].Fact {
			return found[i].Fact < found[j].Fact
		}
		return found[i].Kind > found[j].Kind
	})
	x.Changes = append(x.Changes, found...)
	return nil
}

// changes lists the facts of a document by what they say.
func changes(r *extract.Result, kind string) map[string]Change {
	out := map[string]Change{}
	for i := range r.Facts {
		f := &r.Facts[i]
		line := pack.Line(f)
		out[line] = Change{kind, r.Document.ID, line, f.Evidence[0].Rule, r.Text.Slice(f.Evidence[0].Sentence)}
	}
	return out
}
