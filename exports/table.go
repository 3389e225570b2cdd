package exports

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// separated writes rows as CSV (RFC 4180) or TSV. In TSV tabs and line breaks
// within a value become \t, \n and \r and backslashes are doubled, as in SPARQL
// results.
type separated struct {
	name  string
	about string
	tab   bool
}

var (
	csvTable = separated{"csv", "a table of statements with evidence and sources", false}
	tsvTable = separated{"tsv", "the same table, tabs between columns", true}
)

func (s separated) Name() string         { return s.name }
func (s separated) Extensions() []string { return []string{s.name} }
func (s separated) About() string        { return s.about }

func (s separated) Write(ctx context.Context, out Output, src Source, o Options) (int, error) {
	w, err := out.Create("")
	if err != nil {
		return 0, err
	}
	line := tabbed(w)
	if !s.tab {
		c := csv.NewWriter(w)
		line = func(cells []string) error {
			err := c.Write(cells)
			c.Flush()
			if err == nil {
				err = c.Error()
			}
			return err
		}
	}
	if err := line(columns); err != nil {
		return 0, err
	}
	n := 0
	for r, err := range rows(ctx, src, o.Lang) {
		if err == nil {
			err = line(r.cells())
		}
		if err != nil {
			return n, err
		}
		if r.Reading <= 1 {
			n++
		}
	}
	return n, nil
}

func tabbed(w io.Writer) func([]string) error {
	escape := strings.NewReplacer("\\", `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)
	return func(cells []string) error {
		for i, c := range cells {
			cells[i] = escape.Replace(c)
		}
		_, err := fmt.Fprintln(w, strings.Join(cells, "\t"))
		return err
	}
}
