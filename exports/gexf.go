package exports

import (
	"context"
	"strings"
)

// gexf writes GEXF 1.2 (gexf.net), which Gephi and NetworkX read, with the times
// of statements as spells of their edges, so that Gephi's timeline runs over
// them. An edge that no statement dates has no spell and is always there.
type gexf struct{}

func (gexf) Name() string         { return "gexf" }
func (gexf) Extensions() []string { return []string{"gexf"} }
func (gexf) About() string        { return "a network in time, for Gephi" }

func (gexf) Write(ctx context.Context, out Output, src Source, o Options) (int, error) {
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
	x.line(`<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">`)
	x.line(`  <graph mode="dynamic" defaultedgetype="directed" timeformat="date">`)
	relations := m.relations()
	attributes := func(class string, names ...string) {
		x.line(`    <attributes class="%s" mode="static">`, class)
		for _, name := range names {
			x.line(`      <attribute id="%s" title="%s" type="string"/>`, name, name[strings.IndexByte(name, '.')+1:])
		}
		x.line(`    </attributes>`)
	}
	names := []string{"class", "names", "codes"}
	for _, r := range relations {
		names = append(names, "fact."+r)
	}
	attributes("node", names...)
	attributes("edge", "relation", "modality", "qualifiers", "rules", "documents", "statements")
	value := func(name string, values ...string) {
		if v := strings.Join(values, "; "); v != "" {
			x.line(`          <attvalue for="%s" value="%s"/>`, name, v)
		}
	}
	x.line(`    <nodes>`)
	for _, n := range m.nodes {
		x.line(`      <node id="%s" label="%s">`, n.iri, n.label(o.Lang))
		x.line(`        <attvalues>`)
		value("class", n.class())
		value("names", n.texts()...)
		value("codes", n.codes...)
		for _, r := range relations {
			value("fact."+r, n.facts[r]...)
		}
		x.line(`        </attvalues>`)
		x.line(`      </node>`)
	}
	x.line(`    </nodes>`)
	x.line(`    <edges>`)
	for _, e := range m.edges {
		x.line(`      <edge id="%s" source="%s" target="%s" label="%s" weight="%d">`,
			e.id, e.source, e.target, e.relation(), max(1, len(e.statements)))
		x.line(`        <attvalues>`)
		value("relation", e.relation())
		value("modality", e.modality...)
		value("qualifiers", e.qualified...)
		value("rules", e.rules...)
		value("documents", e.documents...)
		value("statements", e.iris()...)
		x.line(`        </attvalues>`)
		if times := e.times(); len(times) > 0 {
			x.line(`        <spells>`)
			for _, s := range times {
				switch {
				case s.start == "":
					x.line(`          <spell end="%s"/>`, s.end)
				case s.end == "":
					x.line(`          <spell start="%s"/>`, s.start)
				default:
					x.line(`          <spell start="%s" end="%s"/>`, s.start, s.end)
				}
			}
			x.line(`        </spells>`)
		}
		x.line(`      </edge>`)
	}
	x.line(`    </edges>`)
	x.line(`  </graph>`)
	x.line(`</gexf>`)
	return m.count(), x.err
}
