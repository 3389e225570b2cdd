package syntax

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
)

// Located is a scalar with its place in the file.
type Located struct {
	Value string
	Line  int // 1 is the first line
	Col   int // of the scalar's first character, its quote or | included; 1 is the first
}

// FileError is a fault in a rule file, with the line it stands in.
type FileError struct {
	File   string `json:"file"`
	Line   int    `json:"line"` // counted from 1; 0 when the place is not known
	Col    int    `json:"col"`
	Source string `json:"source,omitempty"`
	Rule   string `json:"rule,omitempty"`
	Msg    string `json:"message"`
}

// Error tells file, line and column, the line itself and a caret below the
// place.
func (e *FileError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: ", e.File, e.Line, e.Col)
	if e.Rule != "" {
		fmt.Fprintf(&b, "rule %s: ", e.Rule)
	}
	b.WriteString(e.Msg)
	if e.Source != "" {
		line, at := clipLine(e.Source, e.Col-1)
		fmt.Fprintf(&b, "\n  %s\n  %s^", line, strings.Repeat(" ", at))
	}
	return b.String()
}

// shownLine is how much of a line an error shows, in code points.
const shownLine = 100

// clipLine cuts a long line around a column, counted from 0, and returns the
// terminal cell of that column in what is left.
func clipLine(s string, col int) (string, int) {
	r := []rune(strings.ReplaceAll(s, "\t", " "))
	col = min(max(col, 0), len(r))
	from, to, head, tail := 0, len(r), "", ""
	if len(r) > shownLine {
		from = max(0, min(col-shownLine/2, len(r)-shownLine))
		to = from + shownLine
		if from > 0 {
			head = "…"
		}
		if to < len(r) {
			tail = "…"
		}
	}
	return head + string(r[from:to]) + tail, cells(head) + cells(string(r[from:col]))
}

// cells counts the terminal cells of a string: two for an East Asian wide
// character, one for any other.
func cells(s string) int {
	w := 0
	for _, r := range s {
		w++
		if r >= 0x1100 && (r <= 0x115F || r >= 0x2E80 && r <= 0xA4CF || r >= 0xAC00 && r <= 0xD7A3 || r >= 0xF900 && r <= 0xFAFF || r >= 0xFE30 && r <= 0xFE6F || r >= 0xFF00 && r <= 0xFF60 || r >= 0xFFE0 && r <= 0xFFE6 || r >= 0x1F300) {
			w++
		}
	}
	return w
}

// sourceFile is the text of a file, for the places of faults. It is cut into
// lines when one is first asked for.
type sourceFile struct {
	path  string
	data  []byte
	cut   sync.Once
	lines [][]rune
}

func newSourceFile(path string, data []byte) *sourceFile {
	return &sourceFile{path: path, data: data}
}

// rows returns the lines of the file.
func (f *sourceFile) rows() [][]rune {
	f.cut.Do(func() {
		for _, l := range strings.Split(string(f.data), "\n") {
			f.lines = append(f.lines, []rune(strings.TrimSuffix(l, "\r")))
		}
	})
	return f.lines
}

func (f *sourceFile) fault(l Located, offset int, rule, msg string) *FileError {
	line, col := f.place(l, offset)
	e := &FileError{File: f.path, Line: line, Col: col, Rule: rule, Msg: msg}
	if line >= 1 && line <= len(f.rows()) {
		e.Source = string(f.rows()[line-1])
	}
	return e
}

// place returns where a character of a scalar's value stands in the file. It
// walks value and file side by side, so that it holds for plain, quoted and
// block scalars alike: what quoting, escaping and folding add to the file is
// passed over.
func (f *sourceFile) place(l Located, offset int) (line, col int) {
	line, col = max(l.Line, 1), max(l.Col, 1)
	if line > len(f.rows()) {
		return line, col
	}
	row, i := line-1, col-1
	first := f.at(row, i)
	switch first {
	case '|', '>':
		row, i = row+1, 0
	case '"', '\'':
		i++
	}
	value := []rune(l.Value)
	for k := 0; k <= offset && k < len(value); k++ {
		for f.at(row, i) != value[k] && !(unicode.IsSpace(value[k]) && unicode.IsSpace(f.at(row, i))) {
			if row >= len(f.rows()) {
				return line, col
			}
			row, i = f.next(row, i)
		}
		line, col = row+1, i+1
		row, i = f.next(row, i)
	}
	if offset >= len(value) && len(value) > 0 {
		col++
	}
	return line, col
}

// at returns the character there, a line feed at the end of a line.
func (f *sourceFile) at(row, i int) rune {
	switch {
	case row >= len(f.rows()):
		return 0
	case i >= len(f.rows()[row]):
		return '\n'
	}
	return f.rows()[row][i]
}

func (f *sourceFile) next(row, i int) (int, int) {
	if row < len(f.rows()) && i < len(f.rows()[row]) {
		return row, i + 1
	}
	return row + 1, 0
}
