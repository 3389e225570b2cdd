package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"gongbao/extract"
	"gongbao/extract/eval"
	"gongbao/extract/source"
	"gongbao/extract/text"
)

// evalReading is what was read in a document with known facts.
type evalReading struct {
	facts []eval.Fact
	text  *text.Text
	doc   *source.Document
}

// readEval reads the facts of a document just as extract prints them, and says
// where each stands.
func readEval(ctx context.Context, x *extract.Extractor, d *source.Document) (*evalReading, error) {
	r, err := x.Extract(ctx, d)
	if err != nil {
		return nil, err
	}
	out := &evalReading{facts: make([]eval.Fact, len(r.Facts)), text: r.Text, doc: d}
	for i := range r.Facts {
		f := &r.Facts[i]
		data, err := json.Marshal(lineOf(f, r.Text, d.ID))
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(data, &out.facts[i]); err != nil {
			return nil, err
		}
		out.facts[i].Place = out.place(f.Evidence[0].Span.Start)
	}
	return out, nil
}

// place is where a code point of the clean text stands.
func (r *evalReading) place(at int) eval.Place {
	p := eval.Place{}
	if k := r.text.SentenceAt(at); k >= 0 {
		p.Sentence = r.text.Slice(r.text.Sentences()[k].Span)
	}
	start, _ := r.text.Source(text.Span{Start: at, End: at + 1})
	p.Line = bytes.Count(r.doc.Bytes[:min(max(start, 0), len(r.doc.Bytes))], []byte("\n")) + 1
	return p
}

// locate gives gold facts their places: where their evidence stands, or else the
// first sentence that has subject and object, or one of them. What stands
// nowhere, such as a date that the annotator made, has no place.
func (r *evalReading) locate(gold []eval.Fact) {
	clean := r.text.String()
	for i := range gold {
		f := &gold[i]
		if at := strings.Index(clean, f.Evidence); f.Evidence != "" && at >= 0 {
			f.Place = r.place(r.text.RuneOffset(at))
			continue
		}
		best := 0
		for _, s := range r.text.Sentences() {
			sentence, score := r.text.Slice(s.Span), 0
			if strings.Contains(sentence, f.S) {
				score += 2
			}
			if strings.Contains(sentence, f.O) {
				score++
			}
			if score > best {
				best = score
				f.Place = r.place(s.Start)
			}
		}
	}
}
