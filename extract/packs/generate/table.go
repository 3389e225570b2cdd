package main

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
)

// columns is the header of every gazetteer table, in this order.
var columns = []string{
	"type", "code", "name", "forms", "zh-Hans", "zh-Hant", "zh-Hant-HK", "zh-Hant-TW", "en", "attrs", "links", "source",
}

// row is one entry of a table. Label fields may be empty.
type row struct {
	Type, Code, Name string
	Forms            []string
	Labels           [5]string // zh-Hans, zh-Hant, zh-Hant-HK, zh-Hant-TW, en
	Attrs            string
	Links            string
	Source           string
	line             int // 1-based line in the file it was read from
}

// Indexes into row.Labels.
const (
	labelHans = iota
	labelHant
	labelHK
	labelTW
	labelEn
)

// table is a gazetteer file: the comment lines on top and the rows.
type table struct {
	head []string // comment lines without "# "
	rows []row
}

// cells gives the row's fields in the order of columns.
func (r *row) cells() []string {
	return []string{
		r.Type, r.Code, r.Name, strings.Join(r.Forms, "|"),
		r.Labels[0], r.Labels[1], r.Labels[2], r.Labels[3], r.Labels[4], r.Attrs, r.Links, r.Source,
	}
}

func (t *table) bytes() []byte {
	var b bytes.Buffer
	for _, h := range t.head {
		b.WriteString(strings.TrimRight("# "+h, " ") + "\n")
	}
	b.WriteString(strings.Join(columns, "\t") + "\n")
	for i := range t.rows {
		b.WriteString(strings.Join(t.rows[i].cells(), "\t") + "\n")
	}
	return b.Bytes()
}

func (t *table) write(path string) error {
	return os.WriteFile(path, t.bytes(), 0o644)
}

// readTable reads a gazetteer table. The header may leave out columns and have
// them in any order, as the program's own loader allows; rows may leave out
// fields at their end.
func readTable(path string) (*table, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	t := &table{}
	var header []string
	for i, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
		if rest, ok := strings.CutPrefix(line, "#"); ok {
			if header == nil {
				t.head = append(t.head, strings.TrimPrefix(rest, " "))
			}
			continue
		}
		if line == "" {
			continue
		}
		f := strings.Split(line, "\t")
		if header == nil {
			for _, c := range f {
				if !slices.Contains(columns, c) {
					return nil, fmt.Errorf("%s:%d: unknown column %q; the columns are %s", path, i+1, c, strings.Join(columns, " "))
				}
			}
			header = f
			continue
		}
		if len(f) > len(header) {
			return nil, fmt.Errorf("%s:%d: %d fields, the header has %d", path, i+1, len(f), len(header))
		}
		cell := make(map[string]string, len(f))
		for j, v := range f {
			cell[header[j]] = v
		}
		t.rows = append(t.rows, row{
			Type: cell["type"], Code: cell["code"], Name: cell["name"], Forms: forms(cell["forms"]),
			Labels: [5]string{cell["zh-Hans"], cell["zh-Hant"], cell["zh-Hant-HK"], cell["zh-Hant-TW"], cell["en"]},
			Attrs:  cell["attrs"], Links: cell["links"], Source: cell["source"], line: i + 1,
		})
	}
	if header == nil {
		return nil, fmt.Errorf("%s: no header line", path)
	}
	return t, nil
}

// readNotes reads a tab-separated notes file with a header line of its own and
// gives one map a line, field name to value.
func readNotes(path string) ([]map[string]string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var header []string
	var rows []map[string]string
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if header == nil {
			header = f
			continue
		}
		if len(f) > len(header) {
			return nil, fmt.Errorf("%s:%d: %d fields, the header has %d", path, i+1, len(f), len(header))
		}
		m := make(map[string]string, len(f))
		for j, v := range f {
			m[header[j]] = v
		}
		rows = append(rows, m)
	}
	return rows, nil
}

// attrs joins key=value pairs, leaving out those without a value.
func attrs(pairs ...string) string {
	var out []string
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, pairs[i]+"="+pairs[i+1])
		}
	}
	return strings.Join(out, ";")
}

// forms splits a field of surface forms.
func forms(field string) []string {
	if field == "" {
		return nil
	}
	return strings.Split(field, "|")
}
