package exports

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// graphML writes GraphML (graphdrawing.org, 2002), which yEd, NetworkX, igraph
// and Cytoscape read: things are nodes, values that are no things attributes of
// their node, and relations directed edges with all their statements.
type graphML struct{}

func (graphML) Name() string         { return "graphml" }
func (graphML) Extensions() []string { return []string{"graphml"} }
func (graphML) About() string        { return "a network for yEd, NetworkX, igraph" }

func (graphML) Write(ctx context.Context, out Output, src Source, o Options) (int, error) {
	m, err := merge(ctx, src, o.Lang)
	if err != nil {
		return 0, err
	}
	w, err := out.Create("")
	if err != nil {
		return 0, err
	}
	x := &xmlWriter{w: w}
	x.line(`<?xml version="1.0" encoding="UTF-8"?>`)
	x.line(`<graphml xmlns="http://graphml.graphdrawing.org/xmlns">`)
	for _, name := range []string{"label", "class", "classes", "names", "codes"} {
		x.line(`  <key id="%s" for="node" attr.name="%s" attr.type="string"/>`, name, name)
	}
	for _, name := range m.relations() {
		x.line(`  <key id="fact.%s" for="node" attr.name="%s" attr.type="string"/>`, name, name)
	}
	for _, name := range []string{"relation", "predicate", "start", "end", "modality", "qualifiers", "rules", "documents", "statements"} {
		x.line(`  <key id="edge.%s" for="edge" attr.name="%s" attr.type="string"/>`, name, name)
	}
	x.line(`  <key id="edge.weight" for="edge" attr.name="weight" attr.type="int"/>`)
	x.line(`  <graph id="gongbao" edgedefault="directed">`)
	data := func(key string, values ...string) {
		if v := strings.Join(values, "; "); v != "" {
			x.line(`      <data key="%s">%s</data>`, key, v)
		}
	}
	for _, n := range m.nodes {
		x.line(`    <node id="%s">`, n.iri)
		data("label", n.label(o.Lang))
		data("class", n.class())
		if len(n.classes) > 1 {
			data("classes", n.classes...)
		}
		data("names", n.texts()...)
		data("codes", n.codes...)
		for _, name := range slices.Sorted(maps.Keys(n.facts)) {
			data("fact."+name, n.facts[name]...)
		}
		x.line(`    </node>`)
	}
	for _, e := range m.edges {
		x.line(`    <edge id="%s" source="%s" target="%s">`, e.id, e.source, e.target)
		data("edge.relation", e.relation())
		data("edge.predicate", e.predicate)
		if times := e.times(); len(times) > 0 {
			// From the first day that any statement tells to the last one.
			data("edge.start", earliest(times))
			data("edge.end", latest(times))
		}
		data("edge.modality", e.modality...)
		data("edge.qualifiers", e.qualified...)
		data("edge.rules", e.rules...)
		data("edge.documents", e.documents...)
		data("edge.statements", e.iris()...)
		x.line(`      <data key="edge.weight">%d</data>`, max(1, len(e.statements)))
		x.line(`    </edge>`)
	}
	x.line(`  </graph>`)
	x.line(`</graphml>`)
	return m.count(), x.err
}
