// Package syntax reads SPARQL 1.1 Query (W3C Recommendation, 2013) into a
// syntax tree with positions, and prints such a tree so that it reads back.
//
// The lexer produces all tokens first; the parser is a hand-written recursive
// descent over them with a depth limit, so that no input can exhaust the stack
// and every error names the line, the column and what was expected. It also
// reads the triple terms, reifiers and annotations of SPARQL 1.2.
package syntax

import (
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"
)

// Pos is a place in the query text.
type Pos struct {
	// Offset counts bytes from the start, from 0; Line and Column count lines
	// and characters from 1.
	Offset, Line, Column int
}

// String returns "line:column".
func (p Pos) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }

// Error is a query that cannot be read.
type Error struct {
	// Pos is where reading stopped.
	Pos Pos
	// Message says what is wrong, in a phrase without a position.
	Message string
	// Expected lists what could have stood there, ready for people; it may be
	// empty.
	Expected []string
	// Source is the line of the query text that Pos is in.
	Source string
}

// Error returns the message on one line, with its position.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "query line %d, column %d: %s", e.Pos.Line, e.Pos.Column, e.Message)
	if len(e.Expected) > 0 {
		b.WriteString("; expected ")
		b.WriteString(joinOr(e.Expected))
	}
	return b.String()
}

// Detail returns the message, the line of the query and a caret under the
// place, each on its own line.
func (e *Error) Detail() string {
	var pad strings.Builder
	n := 1
	for _, r := range e.Source {
		if n >= e.Pos.Column {
			break
		}
		n++
		switch {
		case r == '\t':
			pad.WriteByte('\t')
		case wide(r):
			pad.WriteRune('\u3000')
		default:
			pad.WriteByte(' ')
		}
	}
	return e.Error() + "\n" + e.Source + "\n" + pad.String() + "^"
}

// wide reports whether terminals draw a rune two cells wide: the CJK blocks,
// Hangul and the full-width forms of Unicode's East Asian Width property.
func wide(r rune) bool {
	return r >= 0x1100 && (r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 ||
		r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 ||
		r >= 0xffe0 && r <= 0xffe6 || r >= 0x1f300 && r <= 0x1faff || r >= 0x20000 && r <= 0x3fffd)
}

func joinOr(list []string) string {
	if len(list) == 1 {
		return list[0]
	}
	return strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
}

// source is a query text in which positions are looked up.
type source struct {
	original string
	// text is original after codepoint escapes were replaced, and moved the
	// places where offsets in text and original begin to differ.
	text  string
	moved []shift
	// last is the position found last: most are looked up in ascending order,
	// and counting lines from the start each time would be quadratic.
	last Pos
}

type shift struct{ text, original int }

// pos returns the position of a byte offset in the unescaped text.
func (s *source) pos(offset int) Pos {
	o := offset
	if i := sort.Search(len(s.moved), func(i int) bool { return s.moved[i].text > offset }); i > 0 {
		m := s.moved[i-1]
		o = m.original + offset - m.text
	}
	o = min(o, len(s.original))
	p := s.last
	if p.Line == 0 || p.Offset > o {
		p = Pos{Line: 1, Column: 1}
	}
	between := s.original[p.Offset:o]
	if n := strings.Count(between, "\n"); n > 0 {
		p.Line += n
		p.Column = 1
		between = between[strings.LastIndexByte(between, '\n')+1:]
	}
	p.Column += utf8.RuneCountInString(between)
	p.Offset = o
	s.last = p
	return p
}

func (s *source) errorAt(offset int, expected []string, format string, args ...any) *Error {
	p := s.pos(offset)
	return s.errorAtPos(p, expected, format, args...)
}

func (s *source) errorAtPos(p Pos, expected []string, format string, args ...any) *Error {
	start := strings.LastIndexByte(s.original[:p.Offset], '\n') + 1
	line := s.original[start:]
	if end := strings.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	line = strings.TrimSuffix(strings.ToValidUTF8(line, "\ufffd"), "\r")
	return &Error{Pos: p, Message: fmt.Sprintf(format, args...), Expected: expected, Source: line}
}
