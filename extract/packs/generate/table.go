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

// readTable reads a gazetteer table. Rows may leave out fields at their end;
// the header line must be whole or be a beginning of it.
func readTable(path string) (*table, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	t := &table{}
	header := false
	for i, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
		if rest, ok := strings.CutPrefix(line, "#"); ok {
			if !header {
				t.head = append(t.head, strings.TrimPrefix(rest, " "))
			}
			continue
		}
		if line == "" {
			continue
		}
		f := strings.Split(line, "\t")
		if !header {
			if len(f) > len(columns) || !slices.Equal(f, columns[:len(f)]) {
				return nil, fmt.Errorf("%s:%d: the header must read %s", path, i+1, strings.Join(columns, " "))
			}
			header = true
			continue
		}
		if len(f) > len(columns) {
			return nil, fmt.Errorf("%s:%d: %d fields, at most %d", path, i+1, len(f), len(columns))
		}
		for len(f) < len(columns) {
			f = append(f, "")
		}
		r := row{Type: f[0], Code: f[1], Name: f[2], Labels: [5]string(f[4:9]), Attrs: f[9], Links: f[10], Source: f[11], line: i + 1}
		if f[3] != "" {
			r.Forms = strings.Split(f[3], "|")
		}
		t.rows = append(t.rows, r)
	}
	if !header {
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
