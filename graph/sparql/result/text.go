package result

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"gongbao/graph/rdf"
)

// WriteCSV writes solutions as SPARQL 1.1 CSV, which keeps the values but not
// the types of terms.
func WriteCSV(w io.Writer, r *Result) error {
	return writeLines(w, r, ",", "\r\n", func(v string) string { return quoteCSV(v) }, func(t rdf.Term) string {
		switch t.Kind {
		case rdf.Blank:
			return "_:" + t.Value
		case rdf.TripleTerm:
			return quoteCSV(t.String())
		}
		return quoteCSV(t.Value)
	})
}

func quoteCSV(s string) string {
	if !strings.ContainsAny(s, ",\"\r\n") {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// WriteTSV writes solutions as SPARQL 1.1 TSV, which keeps terms whole.
func WriteTSV(w io.Writer, r *Result) error {
	return writeLines(w, r, "\t", "\n", func(v string) string { return "?" + v }, tsvTerm)
}

// tsvTerm writes a term as Turtle does; numbers in their plain form stand bare.
func tsvTerm(t rdf.Term) string {
	if t.IsZero() {
		return ""
	}
	if t.Kind == rdf.Literal && bareNumber(t) {
		return t.Value
	}
	return strings.ReplaceAll(t.String(), "\t", `\t`)
}

// bareNumber reports whether a number reads back with the same datatype from
// its lexical form alone.
func bareNumber(t rdf.Term) bool {
	local, ok := strings.CutPrefix(t.Datatype, rdf.XSD)
	s := strings.TrimLeft(t.Value, "+-")
	if !ok || s == "" || len(t.Value)-len(s) > 1 {
		return false
	}
	point, exp, tail := 0, 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			tail++
		case c == '.' && point == 0 && exp == 0:
			point, tail = 1, 0
		case (c == 'e' || c == 'E') && exp == 0 && i > 0 && tail > 0:
			exp, tail = 1, 0
			if i+1 < len(s) && (s[i+1] == '+' || s[i+1] == '-') {
				i++
			}
		default:
			return false
		}
	}
	if tail == 0 {
		return false
	}
	switch local {
	case "integer":
		return point == 0 && exp == 0
	case "decimal":
		return point == 1 && exp == 0
	case "double":
		return exp == 1
	}
	return false
}

func writeLines(w io.Writer, r *Result, sep, end string, head func(string) string, cell func(rdf.Term) string) error {
	out := bufio.NewWriterSize(w, 1<<16)
	switch r.Kind {
	case Graph:
		return errGraph
	case Boolean:
		fmt.Fprintf(out, "%t%s", r.Truth, end)
		return out.Flush()
	}
	for i, v := range r.Vars {
		if i > 0 {
			out.WriteString(sep)
		}
		out.WriteString(head(v))
	}
	out.WriteString(end)
	for r.Solutions.Next() {
		for i, t := range r.Solutions.Row() {
			if i > 0 {
				out.WriteString(sep)
			}
			if !t.IsZero() {
				out.WriteString(cell(t))
			}
		}
		out.WriteString(end)
	}
	return flushed(out, r.Solutions.Err())
}

// TermText turns a term into what people read; nil shows terms as they are.
type TermText func(t rdf.Term) string

// Plain is the TermText used by default: IRIs in angle brackets, literals
// without their types.
func Plain(t rdf.Term) string {
	switch t.Kind {
	case rdf.NoTerm:
		return ""
	case rdf.Literal:
		return t.Value
	}
	return t.String()
}

// WriteMarkdown writes solutions as a table in Markdown.
func WriteMarkdown(w io.Writer, r *Result, show TermText) error {
	if show == nil {
		show = Plain
	}
	if r.Kind == Bindings {
		first := true
		head := func(v string) string { return markdownCell(v) }
		return writeLines(&lineFramer{w: w, afterFirst: "|" + strings.Repeat("---|", len(r.Vars)), first: &first}, r, " | ", "\n", head,
			func(t rdf.Term) string { return markdownCell(show(t)) })
	}
	return writeLines(w, r, " | ", "\n", nil, nil)
}

var markdownEscapes = strings.NewReplacer("|", `\|`, "\r\n", "<br>", "\n", "<br>", "<", "&lt;", ">", "&gt;", "*", `\*`, "_", `\_`)

func markdownCell(s string) string { return markdownEscapes.Replace(s) }

// lineFramer puts bars around lines, and a ruler after the first.
type lineFramer struct {
	w          io.Writer
	afterFirst string
	first      *bool
	inLine     bool
}

func (f *lineFramer) Write(p []byte) (int, error) {
	var b strings.Builder
	for _, part := range strings.SplitAfter(string(p), "\n") {
		if part == "" {
			continue
		}
		if !f.inLine {
			b.WriteString("| ")
			f.inLine = true
		}
		line, ended := strings.CutSuffix(part, "\n")
		b.WriteString(line)
		if ended {
			b.WriteString(" |\n")
			f.inLine = false
			if *f.first {
				*f.first = false
				b.WriteString(f.afterFirst + "\n")
			}
		}
	}
	if _, err := io.WriteString(f.w, b.String()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// TableOptions says how a table looks.
type TableOptions struct {
	// Show turns terms into text; nil shows them as they are.
	Show TermText
	// Width is the greatest width of the table in cells of the terminal; 0 is
	// no limit.
	Width int
}

// WriteTable writes solutions as a table for a terminal, in which Chinese
// characters count as two cells. It ends with the number of rows.
func WriteTable(w io.Writer, r *Result, opts TableOptions) error {
	show := opts.Show
	if show == nil {
		show = Plain
	}
	switch r.Kind {
	case Graph:
		return errGraph
	case Boolean:
		answer := "no"
		if r.Truth {
			answer = "yes"
		}
		_, err := fmt.Fprintln(w, answer)
		return err
	}
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	if opts.Width > 0 {
		var columns []table.ColumnConfig
		for i := range r.Vars {
			share := max((opts.Width-1)/max(len(r.Vars), 1)-3, 8)
			columns = append(columns, table.ColumnConfig{Number: i + 1, WidthMax: share, WidthMaxEnforcer: text.WrapText})
		}
		t.SetColumnConfigs(columns)
	}
	head := make(table.Row, len(r.Vars))
	for i, v := range r.Vars {
		head[i] = v
	}
	t.AppendHeader(head)
	n := 0
	for ; r.Solutions.Next(); n++ {
		terms := r.Solutions.Row()
		row := make(table.Row, len(terms))
		for i, term := range terms {
			row[i] = show(term)
		}
		t.AppendRow(row)
	}
	if err := r.Solutions.Err(); err != nil {
		return err
	}
	rows := "rows"
	if n == 1 {
		rows = "row"
	}
	_, err := fmt.Fprintf(w, "%s\n%d %s\n", t.Render(), n, rows)
	return err
}
