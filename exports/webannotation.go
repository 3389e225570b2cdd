package exports

import (
	"context"
	"encoding/json"

	"gongbao/ontology/vocab"
)

// webAnnotation writes the evidence as a page of Web Annotations (W3C, 2017) in
// JSON-LD: each reading of a statement is an annotation that identifies the
// statement, and its targets are the characters of the statement's parts, by
// position and by quotation.
type webAnnotation struct{}

func (webAnnotation) Name() string         { return "annotations" }
func (webAnnotation) Extensions() []string { return []string{"anno"} }
func (webAnnotation) About() string        { return "the evidence as W3C Web Annotations in JSON-LD" }

// A quotation has that many characters around it.
const quoteContext = 32

type waPosition struct {
	Type  string `json:"type"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

type waQuote struct {
	Type   string `json:"type"`
	Exact  string `json:"exact"`
	Prefix string `json:"prefix,omitempty"`
	Suffix string `json:"suffix,omitempty"`
}

type waTarget struct {
	Type     string `json:"type"`
	Source   string `json:"source"`
	Slot     string `json:"gb:slot"`
	Selector []any  `json:"selector"`
}

type waBody struct {
	Type      string `json:"type"`
	Statement string `json:"source"`
}

type waText struct {
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
	Format  string `json:"format"`
	Value   string `json:"value"`
}

type waItem struct {
	ID         string     `json:"id"`
	Type       string     `json:"type"`
	Motivation string     `json:"motivation"`
	Rule       string     `json:"gb:rule,omitempty"`
	Body       []any      `json:"body"`
	Target     []waTarget `json:"target"`
}

func (webAnnotation) Write(ctx context.Context, out Output, src Source, o Options) (int, error) {
	w, err := out.Create("")
	if err != nil {
		return 0, err
	}
	head, err := json.Marshal([]any{"http://www.w3.org/ns/anno.jsonld", map[string]string{"gb": vocab.NS}})
	if err != nil {
		return 0, err
	}
	l := &jsonLines{w: w}
	l.raw("{\"@context\": " + string(head) + ",\n\"type\": \"AnnotationPage\",\n\"items\": [")
	n := 0
	for g, err := range graphs(ctx, src) {
		var text string
		if err == nil && len(g.statements) > 0 {
			text, err = src.Text(g.document.id)
		}
		if err != nil {
			return n, err
		}
		runes := []rune(text)
		for _, st := range g.statements {
			for i := range st.evidence {
				l.item(g.annotation(st, &st.evidence[i], runes, o.Lang))
			}
			if len(st.evidence) > 0 {
				n++
			}
		}
	}
	l.raw("\n]}\n")
	return n, l.err
}

// annotation is one reading.
func (g *graph) annotation(st *statement, e *evidence, text []rune, lang string) waItem {
	says := g.show(st.subject, lang) + " " + st.relation() + " " + g.show(st.object, lang)
	item := waItem{
		ID: e.iri, Type: "Annotation", Motivation: "identifying", Rule: e.rule,
		Body: []any{
			waBody{"SpecificResource", st.iri},
			waText{"TextualBody", "describing", "text/plain", says},
		},
	}
	for _, m := range e.marks {
		t := waTarget{Type: "SpecificResource", Source: g.document.iri, Slot: m.slot}
		t.Selector = append(t.Selector, waPosition{"TextPositionSelector", m.start, m.end})
		if m.exact != "" {
			t.Selector = append(t.Selector, waQuote{
				"TextQuoteSelector", m.exact, quote(text, max(0, m.start-quoteContext), m.start), quote(text, m.end, min(len(text), m.end+quoteContext)),
			})
		}
		item.Target = append(item.Target, t)
	}
	return item
}
