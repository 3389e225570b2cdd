package exports

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/ontology"
)

// quickStatements writes commands of QuickStatements, version 1, by which a
// person puts statements into Wikidata. A thing is known there when the graph
// links it to its item (owl:sameAs, skos:exactMatch, schema:sameAs); other
// things are created with their names, as the language of commands allows, and
// get those of their statements whose object is a value or a known item. What
// cannot be said so is left out; the same export after more items are linked
// says more. Only asserted statements are written, each with its document as the
// reference where that has a web address.
type quickStatements struct{}

func (quickStatements) Name() string         { return "quickstatements" }
func (quickStatements) Extensions() []string { return []string{"qs"} }
func (quickStatements) About() string {
	return "commands for Wikidata, of what links to items and what they say"
}

// sameAs are the predicates by which a thing is linked to its item.
var sameAs = map[string]bool{
	"http://www.w3.org/2002/07/owl#sameAs": true, "http://www.w3.org/2004/02/skos/core#exactMatch": true,
	"https://schema.org/sameAs": true, "http://schema.org/sameAs": true,
}

var wikidataItem = regexp.MustCompile(`^https?://www\.wikidata\.org/(?:entity|wiki)/(Q[1-9][0-9]*)$`)

// commands is the work of one export.
type commands struct {
	properties map[string]ontology.WikidataProperty
	items      map[string]string // by IRI
	lang       string
	// lines are the commands about each thing, in order.
	lines map[string][]string
}

func (quickStatements) Write(ctx context.Context, out Output, src Source, o Options) (int, error) {
	properties, err := ontology.WikidataProperties()
	if err != nil {
		return 0, err
	}
	m, err := merge(ctx, src, o.Lang)
	if err != nil {
		return 0, err
	}
	c := &commands{properties: properties, items: map[string]string{}, lang: o.Lang, lines: map[string][]string{}}
	for _, e := range m.edges {
		if id := wikidataItem.FindStringSubmatch(e.target); id != nil && sameAs[e.predicate] {
			c.items[e.source] = id[1]
		}
	}
	n := 0
	for g, err := range graphs(ctx, src) {
		if err != nil {
			return n, err
		}
		for _, st := range g.statements {
			if c.statement(g, st) {
				n++
			}
		}
	}
	w, err := out.Create("")
	if err != nil {
		return n, err
	}
	for _, node := range m.nodes {
		if err := c.write(w, node); err != nil {
			return n, err
		}
	}
	return n, nil
}

// write writes the commands about one thing.
func (c *commands) write(w io.Writer, n *mergedNode) error {
	lines := distinct(c.lines[n.iri])
	if len(lines) == 0 {
		return nil
	}
	item, known := c.items[n.iri]
	if !known {
		item = "LAST"
		head := []string{"CREATE"}
		seen := map[string]bool{}
		for _, t := range slices.Concat(n.names, n.others) {
			command := "A"
			if lang := wikidataLanguage(t.Lang); !seen[lang] {
				seen[lang] = true
				command = "L"
			}
			head = append(head, "LAST\t"+command+wikidataLanguage(t.Lang)+"\t"+wikidataString(t.Value))
		}
		lines = append(head, lines...)
	}
	for _, line := range lines {
		if !strings.HasPrefix(line, "CREATE") && !strings.HasPrefix(line, "LAST") {
			line = item + "\t" + line
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

// statement turns a statement into a command, and reports whether it can.
func (c *commands) statement(g *graph, st *statement) bool {
	p, ok := c.properties[st.relation()]
	if !ok || st.modality != "asserted" {
		return false
	}
	s, o := st.subject, st.object
	if p.Inverse {
		s, o = o, s
	}
	value, ok := c.value(o, p.Kind)
	if !ok || !isNode(s) {
		return false
	}
	line := p.Property + "\t" + value
	qualify := func(name string, t rdf.Term) {
		q, ok := c.properties[name]
		if v, can := c.value(t, q.Kind); ok && can && !q.Inverse {
			line += "\t" + q.Property + "\t" + v
		}
	}
	if st.start != "" {
		qualify("start", rdf.NewString(st.start))
	}
	if st.end != "" {
		qualify("end", rdf.NewString(st.end))
	}
	for _, q := range st.qualifiers {
		qualify(q.name, q.value)
	}
	if strings.HasPrefix(g.document.url, "http") {
		line += "\tS854\t" + wikidataString(g.document.url)
	}
	c.lines[nameOf(s)] = append(c.lines[nameOf(s)], line)
	return true
}

// value writes a value of a kind: an item, a time or a string.
func (c *commands) value(t rdf.Term, kind string) (string, bool) {
	switch {
	case kind == "item":
		id, ok := c.items[nameOf(t)]
		return id, ok && isNode(t)
	case isNode(t):
		return "", false
	case kind == "time":
		return wikidataTime(t.Value)
	}
	return wikidataString(t.Value), true
}

// wikidataTime writes a date with its precision: 11 is a day, 10 a month, 9 a
// year.
func wikidataTime(date string) (string, bool) {
	first, last := days(date)
	if first == "" || last == "" || strings.Contains(date, "/") || len(date) == len("2006-01") && date[len("2006-"):] > "12" { // no interval, no season
		return "", false
	}
	switch len(date) {
	case len("2006"):
		return "+" + date + "-00-00T00:00:00Z/9", true
	case len("2006-01"):
		return "+" + date + "-00T00:00:00Z/10", true
	}
	return "+" + date + "T00:00:00Z/11", true
}

// wikidataString quotes a string; there is no escape for a quotation mark or a
// tab, so the one becomes two single ones and the other a space.
func wikidataString(s string) string {
	return `"` + strings.ReplaceAll(oneLine(s), `"`, "''") + `"`
}

// wikidataLanguage returns the code by which Wikidata knows a language of names.
func wikidataLanguage(tag string) string {
	switch {
	case tag == "":
		return "mul"
	case strings.EqualFold(tag, "zh-Hans"), strings.EqualFold(tag, "zh-Hant"), strings.EqualFold(tag, "zh"):
		return strings.ToLower(tag)
	case strings.HasPrefix(strings.ToLower(tag), "zh-hant-"):
		return "zh-" + strings.ToLower(tag[len("zh-hant-"):])
	}
	return strings.ToLower(tag)
}
