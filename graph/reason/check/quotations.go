package check

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"unicode/utf8"

	"gongbao/extract/text"
	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/sparql/eval"
	"gongbao/ontology/vocab"
)

// Document is a document whose quotations are compared.
type Document struct {
	// IRI is that of its graph; empty for the default graph.
	IRI string
	// Text is its clean text, nil where the store does not keep it.
	Text *text.Text
}

// QuotationCheck is the name of the findings of Quotations.
const QuotationCheck = "quotations"

// Quotations compares the places that each document's graph quotes with its
// text: the words must be the characters between start and end, and the bytes
// those that the text's map to its source gives. Without the text, there must at
// least be as many words as the place has characters.
func Quotations(ctx context.Context, ds eval.Dataset, documents iter.Seq2[Document, error]) ([]*Finding, error) {
	q := &quotations{ctx: ctx, ds: ds, ids: map[string]rdf.ID{}}
	for _, p := range []string{vocab.OAStart, vocab.OAEnd, vocab.ByteStart, vocab.ByteEnd, vocab.OAExact} {
		id, ok, err := ds.ID(rdf.NewIRI(p))
		if err != nil {
			return nil, err
		}
		if ok {
			q.ids[p] = id
		}
	}
	if q.ids[vocab.OAStart] == 0 {
		return nil, nil
	}
	for d, err := range documents {
		if err == nil {
			err = q.document(d)
		}
		if err != nil {
			return nil, err
		}
	}
	return q.out, nil
}

type quotations struct {
	ctx context.Context
	ds  eval.Dataset
	ids map[string]rdf.ID
	out []*Finding
}

// place is what a selector says.
type place struct {
	numbers [4]int // start, end, byteStart, byteEnd; -1 where not told
	exact   string
	quoted  bool
}

var placeProperties = [4]string{vocab.OAStart, vocab.OAEnd, vocab.ByteStart, vocab.ByteEnd}

// document looks at the selectors of one document's graph.
func (q *quotations) document(d Document) error {
	graph := rdf.DefaultGraphID
	if d.IRI != "" {
		id, ok, err := q.ds.ID(rdf.NewIRI(d.IRI))
		if err != nil || !ok {
			return err
		}
		graph = id
	}
	var order []rdf.ID
	places := map[rdf.ID]*place{}
	for i, property := range append(placeProperties[:], vocab.OAExact) {
		predicate := q.ids[property]
		if predicate == 0 {
			continue
		}
		it := q.ds.Match(q.ctx, rdf.IDQuad{0, predicate, 0, graph}, eval.Order{rdf.G, rdf.P, rdf.S, rdf.O})
		for it.Next() {
			quad := it.Quad()
			p := places[quad[rdf.S]]
			if p == nil {
				p = &place{numbers: [4]int{-1, -1, -1, -1}}
				places[quad[rdf.S]] = p
				order = append(order, quad[rdf.S])
			}
			t, err := q.ds.Term(quad[rdf.O])
			if err != nil {
				_ = it.Close() // the error of the term is the one to tell
				return err
			}
			if i == len(placeProperties) {
				p.exact, p.quoted = t.Value, true
			} else if n, err := strconv.Atoi(t.Value); err == nil {
				p.numbers[i] = n
			}
		}
		if err := it.Close(); err != nil {
			return err
		}
	}
	for _, id := range order {
		if err := q.compare(id, places[id], d.Text); err != nil {
			return err
		}
	}
	return nil
}

func (q *quotations) compare(id rdf.ID, p *place, t *text.Text) error {
	start, end := p.numbers[0], p.numbers[1]
	if start < 0 || end < start {
		return nil // the shapes tell of it
	}
	span := text.Span{Start: start, End: end}
	switch {
	case t == nil:
		if n := utf8.RuneCountInString(p.exact); p.quoted && n != end-start {
			return q.tell(id, p, fmt.Sprintf("the place has %d characters, the quotation %d", end-start, n),
				fmt.Sprintf("位置有%d个字符，引文有%d个", end-start, n))
		}
	case end > t.Len():
		return q.tell(id, p, fmt.Sprintf("the place ends at character %d, the text at %d", end, t.Len()),
			fmt.Sprintf("位置止于第%d个字符，文本止于第%d个", end, t.Len()))
	case p.quoted && t.Slice(span) != p.exact:
		return q.tell(id, p, fmt.Sprintf("the text has “%s” there", t.Slice(span)), fmt.Sprintf("文本该处为“%s”", t.Slice(span)))
	default:
		from, to := t.Source(span)
		if p.numbers[2] != from || p.numbers[3] != to {
			return q.tell(id, p, fmt.Sprintf("the bytes are %d to %d of the source, not %d to %d", from, to, p.numbers[2], p.numbers[3]),
				fmt.Sprintf("该处为来源的第%d至%d字节，而非第%d至%d", from, to, p.numbers[2], p.numbers[3]))
		}
	}
	return nil
}

func (q *quotations) tell(id rdf.ID, p *place, en, zh string) error {
	focus, err := q.ds.Term(id)
	if err != nil {
		return err
	}
	f := &Finding{
		Check: QuotationCheck, Severity: Violation, Focus: focus,
		Messages: map[string]string{"en": "A quotation is not what its document says there: " + en + ".", "zh-Hans": "引文与文献原文不符：" + zh + "。"},
	}
	if p.quoted {
		f.Value = rdf.NewString(p.exact)
	}
	q.out = append(q.out, f)
	return nil
}

// Records is what a store keeps beside its quads.
type Records interface {
	// Record returns the value of a record, and whether there is one.
	Record(bucket, key string) (value []byte, found bool, err error)
}

// StoredDocument returns the document of a register entry with its text.
func StoredDocument(r Records, entry []byte) (Document, error) {
	d, err := registry.DecodeDocument(entry)
	if err != nil || !d.HasText {
		if d == nil {
			d = &registry.Document{}
		}
		return Document{IRI: d.IRI}, err
	}
	value, ok, err := r.Record(registry.Texts, d.ID)
	if err != nil || !ok {
		return Document{IRI: d.IRI}, err
	}
	t, err := registry.DecodeText(value)
	return Document{d.IRI, t}, err
}
