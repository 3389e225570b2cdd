package rdf

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Writer writes quads in one format. Close writes what is still held back and
// reports the first error; it does not close what is written to.
type Writer interface {
	Write(q Quad) error
	Close() error
}

// NewLineWriter returns a writer of canonical N-Triples or N-Quads, one
// statement a line, with the escapes that RDFC-1.0 and RDF 1.2 fix. N-Triples
// leaves graph names out. Language tags stay as they are.
func NewLineWriter(w io.Writer, format Format) (Writer, error) {
	if format != NTriples && format != NQuads {
		return nil, fmt.Errorf("rdf: %v is not written line by line", format)
	}
	return &lineWriter{w: bufio.NewWriterSize(w, 64<<10), graphs: format == NQuads}, nil
}

// NewCanonicalLineWriter is NewLineWriter with language tags in lower case, as
// the canonical form of RDF 1.2 has them.
func NewCanonicalLineWriter(w io.Writer, format Format) (Writer, error) {
	lw, err := NewLineWriter(w, format)
	if err != nil {
		return nil, err
	}
	lw.(*lineWriter).lowerTags = true
	return lw, nil
}

type lineWriter struct {
	w         *bufio.Writer
	line      []byte
	graphs    bool
	lowerTags bool
	err       error
}

// Write implements Writer.
func (l *lineWriter) Write(q Quad) error {
	if l.err != nil {
		return l.err
	}
	if err := checkQuad(q); err != nil {
		l.err = err
		return err
	}
	if !l.graphs {
		q.G = Term{}
	}
	if l.lowerTags {
		q.O = lowerTags(q.O)
	}
	l.line = appendQuad(l.line[:0], q)
	_, l.err = l.w.Write(l.line)
	return l.err
}

// Close implements Writer.
func (l *lineWriter) Close() error {
	if err := l.w.Flush(); l.err == nil {
		l.err = err
	}
	return l.err
}

// lowerTags returns t with its language tags in lower case.
func lowerTags(t Term) Term {
	if t.Kind == TripleTerm {
		if tr, ok := t.Triple(); ok {
			tr.O = lowerTags(tr.O)
			return NewTripleTerm(tr)
		}
	}
	t.Lang = strings.ToLower(t.Lang)
	return t
}

// appendQuad appends a statement with its line break.
func appendQuad(dst []byte, q Quad) []byte {
	dst = appendTerm(dst, q.S)
	dst = append(dst, ' ')
	dst = appendTerm(dst, q.P)
	dst = append(dst, ' ')
	dst = appendTerm(dst, q.O)
	if !q.G.IsZero() {
		dst = append(dst, ' ')
		dst = appendTerm(dst, q.G)
	}
	return append(dst, " .\n"...)
}

// String returns the term in N-Triples syntax, in the canonical form; the zero
// Term is "".
func (t Term) String() string { return string(appendTerm(nil, t)) }

// String returns the quad as an N-Quads line without its line break.
func (q Quad) String() string {
	return strings.TrimSuffix(string(appendQuad(nil, q)), "\n")
}

func appendTerm(dst []byte, t Term) []byte {
	switch t.Kind {
	case IRI:
		dst = append(dst, '<')
		dst = append(dst, t.Value...)
		return append(dst, '>')
	case Blank:
		dst = append(dst, "_:"...)
		return appendLabel(dst, t.Value)
	case Literal:
		dst = append(dst, '"')
		dst = appendEscaped(dst, t.Value)
		dst = append(dst, '"')
		if t.Lang != "" {
			dst = append(dst, '@')
			return append(dst, t.Lang...)
		}
		if t.Datatype != XSDString {
			dst = append(dst, "^^<"...)
			dst = append(dst, t.Datatype...)
			dst = append(dst, '>')
		}
		return dst
	case TripleTerm:
		return append(dst, t.Value...)
	}
	return dst
}

const escapedLabel = "hex_"

// appendLabel appends a blank node's label as it is where the grammar has it
// so, and otherwise its bytes in hexadecimal behind "hex_". A label that begins
// so by itself is written in hexadecimal too, so that no two labels fall
// together.
func appendLabel(dst []byte, label string) []byte {
	if validLabel(label) && !strings.HasPrefix(label, escapedLabel) {
		return append(dst, label...)
	}
	return hex.AppendEncode(append(dst, escapedLabel...), []byte(label))
}

func validLabel(label string) bool {
	for i, r := range label {
		switch {
		case r < utf8.RuneSelf:
			if inClass(int(r), classU) || isDigit(int(r)) || i > 0 && (r == '.' || inClass(int(r), classChars)) {
				continue
			}
			return false
		case r == utf8.RuneError || !isNameChar(r) || i == 0 && !isNameBase(r):
			return false
		}
	}
	return label != "" && label[len(label)-1] != '.'
}

// appendEscaped appends the text of a literal with the escapes of canonical
// N-Quads: named ones where there are, \u for the other control characters and
// for U+FFFE and U+FFFF, which are no characters of XML.
func appendEscaped(dst []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == 0xEF && i+2 < len(s) && s[i+1] == 0xBF && s[i+2] >= 0xBE {
			dst = append(dst, s[from:i]...)
			dst = append(dst, `\uFFFE`...)
			dst[len(dst)-1] += s[i+2] - 0xBE
			i += 2
			from = i + 1
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' && c != 0x7F {
			continue
		}
		dst = append(dst, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		case '\b':
			dst = append(dst, '\\', 'b')
		case '\f':
			dst = append(dst, '\\', 'f')
		default:
			const digits = "0123456789ABCDEF"
			dst = append(dst, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		}
	}
	return append(dst, s[from:]...)
}

// checkQuad returns an error when q is no RDF or cannot be written so that a
// conforming reader takes it.
func checkQuad(q Quad) error {
	ok := (q.S.Kind == IRI || q.S.Kind == Blank) && q.P.Kind == IRI && q.O.Kind != NoTerm &&
		(q.G.Kind == NoTerm || q.G.Kind == IRI || q.G.Kind == Blank)
	if !ok {
		return fmt.Errorf("rdf: %v is no statement; a subject is an IRI or blank node, a predicate an IRI", q)
	}
	for _, t := range [...]*Term{&q.S, &q.P, &q.O, &q.G} {
		if err := checkTerm(t); err != nil {
			return err
		}
	}
	return nil
}

func checkTerm(t *Term) error {
	switch t.Kind {
	case IRI:
		return CheckIRI(t.Value)
	case Literal:
		if !utf8.ValidString(t.Value) {
			return fmt.Errorf("rdf: the literal %q is not UTF-8", t.Value)
		}
		if t.Lang != "" {
			if !validLang(t.Lang) {
				return fmt.Errorf("rdf: %q is no language tag", t.Lang)
			}
			return nil
		}
		if t.Datatype == XSDString {
			return nil
		}
		return CheckIRI(t.Datatype)
	}
	return nil
}

func validLang(tag string) bool {
	tag, dir, has := strings.Cut(tag, "--")
	if has && dir != "ltr" && dir != "rtl" {
		return false
	}
	for i, part := range strings.Split(tag, "-") {
		if part == "" {
			return false
		}
		for _, c := range []byte(part) {
			if !isASCIILetter(int(c)) && (i == 0 || !isDigit(int(c))) {
				return false
			}
		}
	}
	return true
}
