package exports

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// neo4j writes the files that `neo4j-admin database import` loads: nodes and
// relationships as CSV with typed headers, and a script with the command. Lists
// are separated by U+001F, which no name has. Values that are no things are
// properties of their node.
type neo4j struct{}

func (neo4j) Name() string         { return "neo4j" }
func (neo4j) Extensions() []string { return nil }
func (neo4j) About() string        { return "a folder for neo4j-admin database import" }

const neo4jScript = `#!/bin/sh
# Loads this folder into a new Neo4j database, whose name is the first argument.
cd "$(dirname "$0")" && exec neo4j-admin database import full --nodes=nodes.csv --relationships=relationships.csv \
	--array-delimiter=U+001F --multiline-fields=true "${1:-neo4j}"
`

func (neo4j) Write(ctx context.Context, out Output, src Source, o Options) (int, error) {
	m, err := merge(ctx, src, o.Lang)
	if err != nil {
		return 0, err
	}
	w, err := out.Create("import.sh")
	if err == nil {
		_, err = io.WriteString(w, neo4jScript)
	}
	if err == nil {
		err = neo4jNodes(out, m, o)
	}
	if err == nil {
		err = neo4jRelationships(out, m)
	}
	return m.count(), err
}

// list joins the items of a property that is a list.
func list(items []string) string { return strings.Join(items, "\x1f") }

func neo4jNodes(out Output, m *merged, o Options) error {
	w, err := out.Create("nodes.csv")
	if err != nil {
		return err
	}
	c := csv.NewWriter(w)
	relations := m.relations()
	head := []string{"iri:ID", ":LABEL", "name", "names:string[]", "codes:string[]"}
	for _, r := range relations {
		head = append(head, neo4jName(r)+":string[]")
	}
	if err := c.Write(head); err != nil {
		return err
	}
	for _, n := range m.nodes {
		classes := n.classes
		if len(classes) == 0 {
			classes = []string{n.class()}
		}
		line := []string{n.iri, list(classes), n.label(o.Lang), list(n.texts()), list(n.codes)}
		for _, r := range relations {
			line = append(line, list(n.facts[r]))
		}
		if err := c.Write(line); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

func neo4jRelationships(out Output, m *merged) error {
	w, err := out.Create("relationships.csv")
	if err != nil {
		return err
	}
	c := csv.NewWriter(w)
	if err := c.Write([]string{
		":START_ID", ":END_ID", ":TYPE", "predicate", "weight:int", "start:date", "end:date", "modality:string[]",
		"qualifiers:string[]", "rules:string[]", "documents:string[]", "statements:string[]",
	}); err != nil {
		return err
	}
	for _, e := range m.edges {
		if err := c.Write([]string{
			e.source, e.target, neo4jType(e.relation()), e.predicate, strconv.Itoa(max(1, len(e.statements))),
			earliest(e.spells), latest(e.spells), list(e.modality), list(e.qualified), list(e.rules), list(e.documents), list(e.iris()),
		}); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// neo4jType turns holdsOffice into HOLDS_OFFICE, as types of relationships are
// written.
func neo4jType(name string) string {
	var b strings.Builder
	for i, r := range neo4jName(name) {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToUpper(r))
	}
	return b.String()
}

// neo4jName leaves letters, digits and _ of a name, for a header gives colons
// and brackets a meaning.
func neo4jName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '_'
	}, name)
}
