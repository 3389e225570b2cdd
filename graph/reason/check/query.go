package check

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql"
	"gongbao/graph/sparql/eval"
	"gongbao/graph/sparql/syntax"
)

// Query is a check written as a SELECT in a file that ends in .rq. Each of its
// rows is a finding: ?focus is what it is about, ?value what is wrong of it, each
// variable whose name begins with "statement" a statement that shows it, and any
// other variable a detail. Rows that differ in their statements only are one
// finding.
//
// The file begins with comment lines: the title, which is the message of its
// findings; further lines about it; and the lines
//
//	# zh: the title in Chinese
//	# severity: violation, warning or info
//
// A comment line in the query itself,
//
//	#table FILE.tsv NAME NAME
//
// stands for the rows of a VALUES block: the cells of those columns of a table
// beside the query, as strings.
type Query struct {
	// Name is the file's name without .rq.
	Name, Title, TitleZH, About string
	Severity                    Severity
	// Text is the query with its tables filled in.
	Text string
}

// ReadQueries reads the checks of a folder in the order of their names.
func ReadQueries(fsys fs.FS, dir string) ([]Query, error) {
	files, err := sparql.ReadFiles(fsys, dir)
	if err != nil {
		return nil, err
	}
	var out []Query
	for _, f := range files {
		q, err := parseQuery(f.Stem, f.Text, func(file string) ([]byte, error) {
			return fs.ReadFile(fsys, path.Join(dir, file))
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		out = append(out, q)
	}
	return out, nil
}

func parseQuery(name, text string, open func(string) ([]byte, error)) (Query, error) {
	q := Query{Name: name, Severity: Violation}
	head := true
	var body strings.Builder
	for line := range strings.Lines(text) {
		comment, isComment := strings.CutPrefix(strings.TrimSpace(line), "#")
		head = head && isComment
		if table, ok := strings.CutPrefix(comment, "table "); isComment && ok {
			rows, err := tableRows(table, open)
			if err != nil {
				return q, err
			}
			body.WriteString(rows + "\n")
			continue
		}
		body.WriteString(line)
		if !head {
			continue
		}
		comment = strings.TrimSpace(comment)
		zh, isZH := strings.CutPrefix(comment, "zh:")
		severity, isSeverity := strings.CutPrefix(comment, "severity:")
		switch {
		case isZH:
			q.TitleZH = strings.TrimSpace(zh)
		case isSeverity:
			s, err := ParseSeverity(strings.TrimSpace(severity))
			if err != nil {
				return q, err
			}
			q.Severity = s
		case q.Title == "":
			q.Title = comment
		default:
			q.About = strings.TrimSpace(q.About + " " + comment)
		}
	}
	if q.Title == "" {
		return q, errors.New("a check begins with a comment line that says what is wrong with what it finds")
	}
	q.Text = body.String()
	return q, nil
}

// tableRows returns the rows of a VALUES block, on one line so that positions in
// the query stay right.
func tableRows(spec string, open func(string) ([]byte, error)) (string, error) {
	fields := strings.Fields(spec)
	if len(fields) < 2 {
		return "", fmt.Errorf("write #table FILE.tsv COLUMN COLUMN, not %q", spec)
	}
	data, err := open(fields[0])
	if err != nil {
		return "", err
	}
	var columns []int
	var rows []string
	for n, line := range strings.Split(string(data), "\n") {
		line = strings.TrimRight(line, "\r")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if columns == nil {
			for _, name := range fields[1:] {
				i := slices.Index(cells, name)
				if i < 0 {
					return "", fmt.Errorf("%s has no column %q; it has: %s", fields[0], name, strings.Join(cells, ", "))
				}
				columns = append(columns, i)
			}
			continue
		}
		row := make([]string, len(columns))
		for k, i := range columns {
			if i >= len(cells) {
				return "", fmt.Errorf("%s:%d: %d cells, too few", fields[0], n+1, len(cells))
			}
			row[k] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(cells[i]) + `"`
		}
		rows = append(rows, "("+strings.Join(row, " ")+")")
	}
	return strings.Join(rows, " "), nil
}

// maxStatements is how many statements a finding names: enough to see both
// sides.
const maxStatements = 8

// Queries runs checks over a dataset.
func Queries(ctx context.Context, ds eval.Dataset, queries []Query, o sparql.Options) ([]*Finding, error) {
	var out []*Finding
	for i := range queries {
		found, err := queries[i].run(ctx, ds, o)
		if err != nil {
			var unread *syntax.Error
			if errors.As(err, &unread) {
				return nil, fmt.Errorf("the check %s: %s", queries[i].Name, unread.Detail())
			}
			return nil, fmt.Errorf("the check %s: %w", queries[i].Name, err)
		}
		out = append(out, found...)
	}
	return out, nil
}

func (q *Query) run(ctx context.Context, ds eval.Dataset, o sparql.Options) (out []*Finding, err error) {
	r, err := sparql.Run(ctx, ds, q.Text, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if r.Solutions == nil {
		return nil, errors.New("a check is a SELECT")
	}
	seen := map[string]*sides{}
	for r.Solutions.Next() {
		f := &Finding{Check: q.Name, Severity: q.Severity, Messages: map[string]string{"en": q.Title}}
		if q.TitleZH != "" {
			f.Messages["zh-Hans"] = q.TitleZH
		}
		var shown []string
		for i, t := range r.Solutions.Row() {
			switch name := r.Vars[i]; {
			case t.IsZero():
			case name == "focus":
				f.Focus = t
			case name == "value":
				f.Value = t
			case strings.HasPrefix(name, "statement"):
				shown = append(shown, t.Value)
			default:
				f.Details = append(f.Details, Detail{name, t})
			}
		}
		k := fmt.Sprint(f.Focus, f.Value, f.Details)
		if seen[k] == nil {
			seen[k] = &sides{finding: f}
			out = append(out, f)
		}
		seen[k].add(shown)
	}
	for _, s := range seen {
		s.finding.Statements = s.statements()
	}
	return out, r.Solutions.Err()
}

// sides are the statements of a finding by the variables that named them: those
// on one side of a contradiction, and those on the other.
type sides struct {
	finding *Finding
	by      [][]string
}

func (s *sides) add(row []string) {
	for i, iri := range row {
		if i == len(s.by) {
			s.by = append(s.by, nil)
		}
		s.by[i] = append(s.by[i], iri)
	}
}

// statements returns one of each side after the other, in the order of their
// IRIs, which no order of loading changes.
func (s *sides) statements() []string {
	var out []string
	for i := range s.by {
		slices.Sort(s.by[i])
		s.by[i] = slices.Compact(s.by[i])
	}
	for k := range maxStatements {
		for _, side := range s.by {
			if k < len(side) && len(out) < maxStatements && !slices.Contains(out, side[k]) {
				out = append(out, side[k])
			}
		}
	}
	return out
}

// term returns the IRI of a query in reports.
func (f *Finding) term() rdf.Term { return rdf.NewIRI(CheckNS + f.Check) }
