package lookup

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongbao/extract/text"
	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/ontology/vocab"
)

// Mark is a part of a statement in the text.
type Mark struct {
	// Slot is subject, object, or the name of a qualifier.
	Slot string `json:"slot"`
	// Start and End count code points of the clean text.
	Start int `json:"start"`
	End   int `json:"end"`
	// ByteStart and ByteEnd are the bytes of the source.
	ByteStart int `json:"byte_start"`
	ByteEnd   int `json:"byte_end"`
	// Exact is the text itself.
	Exact string `json:"exact"`
}

// Evidence is one reading of a statement.
type Evidence struct {
	IRI  string `json:"iri"`
	Rule string `json:"rule"`
	// Marks are in text order.
	Marks []Mark `json:"marks"`
	// Sentence is the sentence, from SentenceStart in code points of the clean
	// text; empty where the store keeps no text.
	Sentence      string `json:"sentence,omitempty"`
	SentenceStart int    `json:"sentence_start"`
	SentenceEnd   int    `json:"sentence_end"`
	// ByteStart and ByteEnd are the bytes of the source that the sentence
	// stands in.
	ByteStart int `json:"byte_start"`
	ByteEnd   int `json:"byte_end"`
}

// selection is where something stands, as a selector in the graph says.
type selection struct {
	start, end, byteStart, byteEnd int
	exact                          string
}

// Evidence returns the readings of a statement in text order, with the
// sentences where the store keeps the text.
func (v *View) Evidence(ctx context.Context, st *Statement) ([]*Evidence, error) {
	txt, err := v.text(ctx, st.Document)
	if err != nil {
		return nil, err
	}
	var out []*Evidence
	for _, id := range st.evidence {
		e, err := v.reading(ctx, id, st.graph)
		if err != nil {
			return nil, err
		}
		if txt != nil {
			e.Sentence = txt.Slice(text.Span{Start: e.SentenceStart, End: e.SentenceEnd})
		}
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b *Evidence) int {
		return cmp.Or(cmp.Compare(a.SentenceStart, b.SentenceStart), strings.Compare(a.IRI, b.IRI))
	})
	return out, nil
}

// text returns the stored text of a document, nil where the store keeps none.
func (v *View) text(ctx context.Context, document string) (*text.Text, error) {
	if v.textOf == document {
		return v.lastText, nil
	}
	d, err := v.Document(ctx, document)
	if err != nil || d == nil || !d.HasText {
		return nil, err
	}
	value, ok, err := v.snap.Record(registry.Texts, d.ID)
	if err != nil || !ok {
		return nil, err
	}
	txt, err := registry.DecodeText(value)
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", d.ID, err)
	}
	v.textOf, v.lastText = document, txt
	return txt, nil
}

// reading reads one evidence node.
func (v *View) reading(ctx context.Context, id, graph rdf.ID) (*Evidence, error) {
	t, err := v.snap.Term(id)
	if err != nil {
		return nil, err
	}
	e := &Evidence{IRI: t.Value}
	err = v.each(ctx, rdf.IDQuad{rdf.S: id, rdf.G: graph}, func(q rdf.IDQuad) error {
		p, o, err := v.predicateObject(q)
		if err != nil {
			return err
		}
		slot, isSlot := strings.CutSuffix(localName(p), "At")
		switch {
		case p == vocab.Rule:
			e.Rule = o.Value
		case p == vocab.Sentence:
			sel, err := v.selection(ctx, q[rdf.O], graph)
			if err != nil {
				return err
			}
			e.SentenceStart, e.SentenceEnd, e.ByteStart, e.ByteEnd = sel.start, sel.end, sel.byteStart, sel.byteEnd
		case isSlot:
			sel, err := v.target(ctx, q[rdf.O], graph)
			if err != nil {
				return err
			}
			e.Marks = append(e.Marks, Mark{slot, sel.start, sel.end, sel.byteStart, sel.byteEnd, sel.exact})
		}
		return nil
	})
	slices.SortFunc(e.Marks, func(a, b Mark) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End), strings.Compare(a.Slot, b.Slot))
	})
	return e, err
}

// target reads the selection of a target node.
func (v *View) target(ctx context.Context, id, graph rdf.ID) (selection, error) {
	var sel selection
	has, err := v.id(vocab.OAHasSelector)
	if err != nil {
		return sel, err
	}
	err = v.each(ctx, rdf.IDQuad{rdf.S: id, rdf.P: has, rdf.G: graph}, func(q rdf.IDQuad) error {
		sel, err = v.selection(ctx, q[rdf.O], graph)
		return err
	})
	return sel, err
}

// selection reads a selector node.
func (v *View) selection(ctx context.Context, id, graph rdf.ID) (selection, error) {
	var sel selection
	err := v.each(ctx, rdf.IDQuad{rdf.S: id, rdf.G: graph}, func(q rdf.IDQuad) error {
		p, o, err := v.predicateObject(q)
		if err != nil {
			return err
		}
		var number *int
		switch p {
		case vocab.OAStart:
			number = &sel.start
		case vocab.OAEnd:
			number = &sel.end
		case vocab.ByteStart:
			number = &sel.byteStart
		case vocab.ByteEnd:
			number = &sel.byteEnd
		case vocab.OAExact:
			sel.exact = o.Value
		}
		if number != nil {
			*number, err = strconv.Atoi(o.Value)
		}
		return err
	})
	return sel, err
}

// Marked returns the sentence with each of its marks as mark gives it, which
// gets the slot and the text. Of marks that overlap, only the outer one counts.
func (e *Evidence) Marked(mark func(slot, text string) string) string {
	runes := []rune(e.Sentence)
	var b strings.Builder
	at := 0
	for _, m := range e.Marks {
		from, to := m.Start-e.SentenceStart, m.End-e.SentenceStart
		if from < at || to > len(runes) || from >= to {
			continue
		}
		b.WriteString(string(runes[at:from]))
		b.WriteString(mark(m.Slot, string(runes[from:to])))
		at = to
	}
	b.WriteString(string(runes[at:]))
	return b.String()
}
