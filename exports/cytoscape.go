package exports

import "context"

// cytoscape writes the JSON of Cytoscape and Cytoscape.js: elements with an
// object "data" each.
type cytoscape struct{}

func (cytoscape) Name() string         { return "cytoscape" }
func (cytoscape) Extensions() []string { return []string{"cyjs"} }
func (cytoscape) About() string        { return "a network for Cytoscape and Cytoscape.js" }

// cyNode and cyEdge are the data of elements.
type cyNode struct {
	ID      string              `json:"id"`
	Label   string              `json:"label"`
	Class   string              `json:"class"`
	Classes []string            `json:"classes,omitempty"`
	Names   []string            `json:"names,omitempty"`
	Codes   []string            `json:"codes,omitempty"`
	Facts   map[string][]string `json:"facts,omitempty"`
}

type cyEdge struct {
	ID         string   `json:"id"`
	Source     string   `json:"source"`
	Target     string   `json:"target"`
	Label      string   `json:"label"`
	Predicate  string   `json:"predicate"`
	Weight     int      `json:"weight"`
	Start      string   `json:"start,omitempty"`
	End        string   `json:"end,omitempty"`
	Modality   []string `json:"modality,omitempty"`
	Qualifiers []string `json:"qualifiers,omitempty"`
	Rules      []string `json:"rules,omitempty"`
	Documents  []string `json:"documents,omitempty"`
	Statements []string `json:"statements,omitempty"`
}

func (cytoscape) Write(ctx context.Context, out Output, src Source, o Options) (int, error) {
	m, err := merge(ctx, src, o.Lang)
	if err != nil {
		return 0, err
	}
	w, err := out.Create("")
	if err != nil {
		return 0, err
	}
	l := &jsonLines{w: w}
	l.raw("{\"elements\": {\n\"nodes\": [")
	for _, n := range m.nodes {
		d := cyNode{ID: n.iri, Label: n.label(o.Lang), Class: n.class(), Names: n.texts(), Codes: n.codes, Facts: n.facts}
		if len(n.classes) > 1 {
			d.Classes = n.classes
		}
		l.item(map[string]any{"data": d})
	}
	l.raw("\n],\n\"edges\": [")
	for _, e := range m.edges {
		l.item(map[string]any{"data": cyEdge{
			ID: e.id, Source: e.source, Target: e.target, Label: e.relation(), Predicate: e.predicate, Weight: max(1, len(e.statements)),
			Start: earliest(e.spells), End: latest(e.spells), Modality: e.modality, Qualifiers: e.qualified, Rules: e.rules,
			Documents: e.documents, Statements: e.iris(),
		}})
	}
	l.raw("\n]\n}}\n")
	return m.count(), l.err
}
