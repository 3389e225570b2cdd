package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/urfave/cli/v2"
)

// grid is a result with rows and columns. In JSON each row is the element of
// objects with the same index, or where there are none an object of its cells.
type grid struct {
	head    []string
	rows    [][]string
	right   map[int]bool // columns of numbers
	objects []any
}

// gridFormats are the formats that a grid is written in.
const gridFormats = "table, tsv, csv, md, json, jsonl"

// gridFormat returns the format asked for, or else a table for a terminal and
// TSV for a pipe.
func gridFormat(c *cli.Context, s streams) (string, error) {
	f := c.String("format")
	switch {
	case c.Bool("json"):
		return "json", nil
	case f == "" && s.outTTY:
		return "table", nil
	case f == "":
		return "tsv", nil
	}
	for _, known := range strings.Split(gridFormats, ", ") {
		if f == known {
			return f, nil
		}
	}
	return "", usagef("unknown format %q; choose one of %s", f, gridFormats) // of a verb that has others too
}

// write writes the grid in a format.
func (g *grid) write(w io.Writer, format string) error {
	switch format {
	case "json":
		return writeJSON(w, g.values())
	case "jsonl":
		for _, v := range g.values() {
			if err := writeJSONLine(w, v); err != nil {
				return err
			}
		}
		return nil
	case "csv":
		cw := csv.NewWriter(w)
		return cw.WriteAll(append([][]string{g.head}, g.rows...))
	case "tsv":
		for _, row := range append([][]string{g.head}, g.rows...) {
			if err := writeTSV(w, row); err != nil {
				return err
			}
		}
		return nil
	}
	return g.render(w, format)
}

// writeTSV writes one line of tab-separated values.
func writeTSV(w io.Writer, cells []string) error {
	var b strings.Builder
	for i, cell := range cells {
		if i > 0 {
			b.WriteByte('\t')
		}
		b.WriteString(tsvEscaper.Replace(cell))
	}
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}

// tsvEscaper keeps a cell in its line and column.
var tsvEscaper = strings.NewReplacer("\\", "\\\\", "\t", "\\t", "\n", "\\n", "\r", "\\r")

// render draws the grid as a table for people.
func (g *grid) render(w io.Writer, format string) error {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	t.Style().Options.SeparateRows = false
	row := func(cells []string) table.Row {
		r := make(table.Row, len(cells))
		for i, c := range cells {
			r[i] = c
		}
		return r
	}
	rows, head := g.rows, g.head
	if screen, ok := w.(interface{ Columns() int }); ok && format == "table" {
		fitted := g.fit(screen.Columns())
		head, rows = fitted[0], fitted[1:]
	}
	t.AppendHeader(row(head))
	for _, r := range rows {
		t.AppendRow(row(r))
	}
	var columns []table.ColumnConfig
	for i := range g.head {
		if g.right[i] {
			columns = append(columns, table.ColumnConfig{Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight})
		}
	}
	t.SetColumnConfigs(columns)
	out := t.Render()
	if format == "md" {
		out = t.RenderMarkdown()
	}
	_, err := fmt.Fprintln(w, out)
	return err
}

// fit returns the head and the rows with the longest cells cut so that the table is no wider
// than a number of columns. Numbers, and what is short already, stay whole.
func (g *grid) fit(width int) [][]string {
	const least = 4
	widths := make([]int, len(g.head))
	for i, h := range g.head {
		widths[i] = displayWidth(h)
		for _, row := range g.rows {
			widths[i] = max(widths[i], displayWidth(row[i]))
		}
	}
	over := 1 - width
	for _, w := range widths {
		over += w + 3
	}
	all := append([][]string{g.head}, g.rows...)
	if over <= 0 {
		return all
	}
	for ; over > 0; over-- {
		widest := -1
		for i, w := range widths {
			if !g.right[i] && w > least && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
	}
	out := make([][]string, len(all))
	for i, row := range all {
		out[i] = make([]string, len(row))
		for j, cell := range row {
			out[i][j] = cutTo(cell, widths[j])
		}
	}
	return out
}

// values returns the rows as JSON values.
func (g *grid) values() []any {
	if g.objects != nil || len(g.rows) == 0 {
		return append([]any{}, g.objects...)
	}
	out := make([]any, len(g.rows))
	for i, row := range g.rows {
		obj := make(map[string]string, len(row))
		for j, cell := range row {
			obj[g.head[j]] = cell
		}
		out[i] = obj
	}
	return out
}

// writeJSON writes a value as indented JSON with CJK as it is.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// writeJSONElement writes a value as writeJSON does within an array, without
// the end of the line.
func writeJSONElement(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("  ", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	return err
}

// writeJSONLine writes a value as JSON on one line.
func writeJSONLine(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
