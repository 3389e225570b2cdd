package gazetteer

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Columns is the header of every table, in this order.
var Columns = []string{"type", "code", "name", "forms", "zh-Hans", "zh-Hant", "zh-Hant-HK", "zh-Hant-TW", "en", "attrs", "links", "source"}

// TableError is a fault in a table, with its place and the line it stands in.
type TableError struct {
	File string
	Line int // 1 is the first line
	Col  int // in code points, 1 is the first
	Text string
	Msg  string
}

func (e *TableError) Error() string {
	caret := strings.Repeat(" ", max(0, e.Col-1)) + "^"
	return fmt.Sprintf("%s:%d:%d: %s\n  %s\n  %s", e.File, e.Line, e.Col, e.Msg, strings.ReplaceAll(e.Text, "\t", " "), caret)
}

// ReadTable reads one table: UTF-8, tab-separated, "#" comment lines, a header
// line that names the columns of Columns in any order (unknown ones are an
// error), then a row an entry. All faults of the file are returned, each a
// *TableError; rows without a fault are returned too.
func ReadTable(file string, r io.Reader) ([]*Entry, []error) {
	var entries []*Entry
	var errs []error
	var header []string
	known := map[string]bool{}
	for _, c := range Columns {
		known[c] = true
	}
	data, err := io.ReadAll(r)
	if err != nil {
		errs = append(errs, fmt.Errorf("%s: %w", file, err))
	}
	rest := string(data) // the strings of all entries are pieces of it
	var cells []string
	for line := 1; rest != ""; line++ {
		var s string
		s, rest, _ = strings.Cut(rest, "\n")
		s = strings.TrimRight(s, "\r")
		if line == 1 {
			s = strings.TrimPrefix(s, "\ufeff")
		}
		if strings.TrimSpace(s) == "" || strings.HasPrefix(s, "#") {
			continue
		}
		fail := func(cell int, format string, args ...any) {
			col := 1
			for _, c := range strings.Split(s, "\t")[:cell] {
				col += len([]rune(c)) + 1
			}
			errs = append(errs, &TableError{file, line, col, s, fmt.Sprintf(format, args...)})
		}
		cells = cells[:0]
		for tail, more := s, true; more; {
			var c string
			c, tail, more = strings.Cut(tail, "\t")
			cells = append(cells, c)
		}
		if header == nil {
			header = slices.Clone(cells)
			for i, c := range cells {
				if !known[c] {
					fail(i, "unknown column %q; the columns are %s", c, strings.Join(Columns, ", "))
				}
			}
			continue
		}
		if len(cells) > len(header) {
			fail(len(header), "%d cells, but the header has %d columns", len(cells), len(header))
			continue
		}
		e := &Entry{File: file, Line: line}
		bad := false
		for i, c := range cells {
			c = strings.TrimSpace(c)
			if c == "" {
				continue
			}
			switch header[i] {
			case "type":
				e.Type = c
			case "code":
				e.Code = c
			case "name":
				e.Name = c
			case "forms":
				e.Forms = splitList(c, "|")
			case "attrs":
				e.Attrs = map[string]string{}
				for _, kv := range splitList(c, ";") {
					k, v, ok := strings.Cut(kv, "=")
					if !ok {
						fail(i, "attribute %q is not of the form key=value", kv)
						bad = true
						continue
					}
					e.Attrs[strings.TrimSpace(k)] = strings.TrimSpace(v)
				}
			case "links":
				e.Links = splitList(c, ";")
			case "source":
				e.Source = c
			default:
				if e.Labels == nil {
					e.Labels = map[string]string{}
				}
				e.Labels[header[i]] = c
			}
		}
		if e.Type == "" {
			fail(0, "no type: every row needs a mention type in the column type")
			bad = true
		}
		if e.Name == "" {
			fail(0, "no name: every row needs a surface form in the column name")
			bad = true
		}
		if !bad {
			entries = append(entries, e)
		}
	}
	return entries, errs
}

func splitList(s, sep string) []string {
	out := make([]string, 0, 1+strings.Count(s, sep))
	for p := range strings.SplitSeq(s, sep) {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
