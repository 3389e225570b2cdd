// Package extract turns a document into facts. Its pipeline is one function:
//
//	document → clean text → dates, ordinals, titles → rules → facts → entities
//
// Every stage is a package of its own and a pure function of what it is given,
// so that the same document and pack always give the same result.
package extract

import (
	"context"

	"gongbao/extract/fact"
	"gongbao/extract/mention"
	"gongbao/extract/pack"
	"gongbao/extract/resolve"
	"gongbao/extract/rule"
	"gongbao/extract/source"
	"gongbao/extract/text"
	"gongbao/extract/timex"
)

// Engine is the version of the extraction engine: two engines of one version
// read the same facts from the same document with the same pack.
const Engine = "2"

// Options say how documents are read.
type Options struct{}

// Extractor reads documents with a pack. It keeps buffers between documents
// and must not be shared between goroutines; make one for each.
type Extractor struct {
	pack     *pack.Pack
	reader   *rule.Reader
	resolver *resolve.Resolver
	findings []rule.Finding // of the document read last
}

// Result is what was read in a document.
type Result struct {
	Document *source.Document
	Text     *text.Text
	// Facts are in text order; their arguments' Entity indexes Entities.
	Facts    []fact.Fact
	Entities []resolve.Entity
	// Mentions are what rules made on the way; Limits what was too large to
	// be read whole; Steps counts the work of the rule machines.
	Mentions []rule.Made
	Limits   []rule.Limit
	Steps    int64
}

// New returns an extractor for the pack.
func New(p *pack.Pack, _ Options) (*Extractor, error) {
	return &Extractor{
		pack:     p,
		reader:   p.Engine().NewReader(),
		resolver: resolve.NewResolver(resolve.Schema{Classes: p.Classes, Relations: p.Relations}, p.Entries),
	}, nil
}

// Extract reads one document. Its errors are those of the source stage, or the
// context's.
func (x *Extractor) Extract(ctx context.Context, d *source.Document) (*Result, error) {
	t, err := source.Clean(d)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return x.Read(d, t), nil
}

// Read is Extract for text that is clean already.
func (x *Extractor) Read(d *source.Document, t *text.Text) *Result {
	reading := x.reader.Read(t, givens(t, d.Date), d.Date)
	x.findings = reading.Findings
	facts := settle(reading.Findings, func(r string) bool { return x.pack.Relations[r].Symmetric })
	entities := x.resolver.Resolve(facts)
	return &Result{
		Document: d, Text: t, Facts: facts, Entities: entities,
		Mentions: reading.Mentions, Limits: reading.Limits, Steps: reading.Steps,
	}
}

// maxTitle is the longest title in 《》, in code points.
const maxTitle = 120

// givens runs the scanners: titles, dates, ordinals.
func givens(t *text.Text, date string) []rule.Given {
	var out []rule.Given
	for _, s := range mention.Titles(t.Runes(), maxTitle) {
		out = append(out, rule.Given{Span: s, Type: "Title"})
	}
	ref, err := timex.ParseDate(date)
	if err != nil {
		ref = timex.Date{} // no date: expressions stay as partial as they are written
	}
	for _, x := range timex.Scan(t, ref) {
		out = append(out, rule.Given{Span: x.Span, Type: "Date", Start: x.Start, End: x.End})
	}
	for _, o := range timex.Ordinals(t) {
		out = append(out, rule.Given{Span: o.Span, Type: "Ordinal", Number: o.N})
	}
	return out
}

// Explain reads like Read and tells how every trigger of a rule fared; with an
// empty rule id, of all rules.
func (x *Extractor) Explain(d *source.Document, t *text.Text, ruleID string) (*rule.Reading, []rule.Attempt) {
	return x.reader.Explain(t, givens(t, d.Date), d.Date, ruleID)
}
