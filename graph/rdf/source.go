package rdf

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxToken bounds the bytes of one term or one N-Quads line, so that a missing
// quotation mark cannot make a reader hold a whole file in memory.
const maxToken = 64 << 20

// SyntaxError says where in its input a reader found text that breaks the
// rules of the format, and which rule.
type SyntaxError struct {
	Format Format
	Line   int // from 1
	Col    int // from 1, in characters
	Msg    string
}

// Error gives the position first, as editors like it.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Col, e.Msg)
}

// source is a window on the input. Scanners look ahead of pos by offsets and
// then take what they have recognised; only taking moves pos, so that offsets
// stay good while the window is refilled. Lines and columns are counted when
// bytes leave the window or an error needs them, not byte by byte.
type source struct {
	r      io.Reader
	format Format
	buf    []byte
	pos    int
	err    error // the error of r, io.EOF included, once it came
	line   int   // position of buf[0]
	col    int
}

func newSource(r io.Reader, format Format) *source {
	s := &source{r: r, format: format, buf: make([]byte, 0, 64<<10), line: 1, col: 1}
	// A byte order mark is no part of the text.
	if s.at(0) == 0xEF && s.at(1) == 0xBB && s.at(2) == 0xBF {
		s.buf = s.buf[3:]
	}
	return s
}

// sourceOf is a source of text that is at hand.
func sourceOf(text []byte, format Format) *source {
	return &source{format: format, buf: text, err: io.EOF, line: 1, col: 1}
}

// at returns the byte at offset i from pos, or -1 behind the end.
func (s *source) at(i int) int {
	if p := s.pos + i; p < len(s.buf) {
		return int(s.buf[p])
	}
	return s.fill(i)
}

func (s *source) fill(i int) int {
	for s.pos+i >= len(s.buf) {
		if s.err != nil {
			return -1
		}
		s.read()
	}
	return int(s.buf[s.pos+i])
}

// read drops the bytes before pos and reads more behind those that remain.
func (s *source) read() {
	if s.pos > 0 {
		s.line, s.col = s.position(0)
		n := copy(s.buf, s.buf[s.pos:])
		s.buf, s.pos = s.buf[:n], 0
	}
	if len(s.buf) == cap(s.buf) {
		if len(s.buf) >= maxToken {
			s.err = s.syntax(0, "a term longer than %d MiB; is a closing quotation mark missing?", maxToken>>20)
			return
		}
		bigger := make([]byte, len(s.buf), 2*cap(s.buf))
		copy(bigger, s.buf)
		s.buf = bigger
	}
	for range 100 {
		n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		if err != nil {
			s.err = err
			return
		}
		if n > 0 {
			return
		}
	}
	s.err = io.ErrNoProgress
}

// take returns the next n bytes, good until the next call of at, and moves on.
func (s *source) take(n int) []byte {
	b := s.buf[s.pos : s.pos+n]
	s.pos += n
	return b
}

// rune decodes the character at offset i. Behind the end its size is 0, and an
// invalid encoding gives utf8.RuneError of size 1.
func (s *source) rune(i int) (rune, int) {
	c := s.at(i)
	switch {
	case c < 0:
		return -1, 0
	case c < utf8.RuneSelf:
		return rune(c), 1
	}
	s.at(i + utf8.UTFMax - 1)
	return utf8.DecodeRune(s.buf[s.pos+i:])
}

// position returns the line and column at offset i.
func (s *source) position(i int) (line, col int) {
	seen := s.buf[:min(s.pos+i, len(s.buf))]
	if nl := bytes.LastIndexByte(seen, '\n'); nl >= 0 {
		return s.line + bytes.Count(seen, []byte{'\n'}), 1 + utf8.RuneCount(seen[nl+1:])
	}
	return s.line, s.col + utf8.RuneCount(seen)
}

// syntax returns a SyntaxError at offset i.
func (s *source) syntax(i int, format string, args ...any) error {
	line, col := s.position(i)
	return &SyntaxError{Format: s.format, Line: line, Col: col, Msg: fmt.Sprintf(format, args...)}
}

// fail is syntax, unless the input itself broke off there: then that is the
// error worth telling.
func (s *source) fail(i int, format string, args ...any) error {
	if err := s.broken(i); err != nil {
		return err
	}
	return s.syntax(i, format, args...)
}

// broken returns the error by which the input ended before offset i, or nil
// when there is more input or it ended as it should.
func (s *source) broken(i int) error {
	if s.at(i) >= 0 || s.err == io.EOF {
		return nil
	}
	var se *SyntaxError
	if errors.As(s.err, &se) {
		return s.err
	}
	line, _ := s.position(i)
	return fmt.Errorf("reading stopped in line %d: %w", line, s.err)
}

// found describes the character at offset i for an error message.
func (s *source) found(i int) string {
	r, n := s.rune(i)
	switch {
	case n == 0:
		return "the end of the input"
	case r == utf8.RuneError && n == 1:
		return fmt.Sprintf("the byte %#02x, which is not UTF-8", s.at(i))
	case r == '\n' || r == '\r':
		return "the end of the line"
	}
	return fmt.Sprintf("%q", r)
}
