package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql"
	"gongbao/ontology"
)

func savedQueries() ([]sparql.Saved, error) {
	files, folder := ontology.Queries()
	return sparql.ReadSaved(files, folder)
}

// savedQuery returns a saved query with the values of its parameters: those of
// --param, and for the others what the query says itself.
func savedQuery(c *cli.Context, name string) (*sparql.Saved, map[string]rdf.Term, error) {
	if c.Args().Present() || c.String("input") != "" {
		return nil, nil, usagef("query takes a saved query by --name or one of your own, not both")
	}
	all, err := savedQueries()
	if err != nil {
		return nil, nil, err
	}
	given := map[string]string{}
	for _, p := range repeatedValues(c, "param") {
		key, value, ok := strings.Cut(p, "=")
		if !ok {
			return nil, nil, usagef("query: --param takes NAME=VALUE, not %q", p)
		}
		if _, twice := given[key]; twice {
			return nil, nil, usagef("query: the parameter %q is given twice", key)
		}
		given[key] = value
	}
	var names []string
	for i := range all {
		if all[i].Name != name {
			names = append(names, all[i].Name)
			continue
		}
		params, err := all[i].Bind(given)
		if err != nil {
			return nil, nil, usagef("%w", err)
		}
		return &all[i], params, nil
	}
	return nil, nil, usagef("no saved query is called %q; there are: %s", name, strings.Join(names, ", "))
}

// listedQuery is a saved query as --list --json tells it.
type listedQuery struct {
	Name   string        `json:"name"`
	Title  string        `json:"title"`
	About  string        `json:"about"`
	Params []listedParam `json:"params"`
}

type listedParam struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Default string `json:"default"`
	About   string `json:"about"`
}

// listQueries tells the saved queries.
func listQueries(c *cli.Context, s streams) error {
	if err := need(c, 0, 0, "no query with --list"); err != nil {
		return err
	}
	all, err := savedQueries()
	if err != nil {
		return err
	}
	if c.Bool("json") || c.String("format") == "json" {
		out := []listedQuery{}
		for _, q := range all {
			l := listedQuery{Name: q.Name, Title: q.Title, About: q.About, Params: []listedParam{}}
			for _, p := range q.Params {
				l.Params = append(l.Params, listedParam(p))
			}
			out = append(out, l)
		}
		return writeJSON(s.out, out)
	}
	if f := c.String("format"); f != "" {
		return usagef("query --list is written as text, or as json, not as %q", f)
	}
	var b strings.Builder
	for i, q := range all {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s: %s\n  %s\n", s.bold(q.Name), q.Title, q.About)
		for _, p := range q.Params {
			fmt.Fprintf(&b, "  --param %s=%s  %s\n", p.Name, p.Default, p.About)
		}
	}
	_, err = fmt.Fprint(s.out, b.String())
	return err
}
