package rdf

import (
	"hash/maphash"
	"unicode/utf8"
)

// The scanners below recognise one term at offset i of the window and return
// the offset behind it. They take nothing.

// scanIRI scans an IRIREF from its '<'. escaped tells whether it holds \u.
func (s *source) scanIRI(i int) (end int, escaped bool, err error) {
	for j := i + 1; ; {
		c := s.at(j)
		switch {
		case inClass(c, classIRI):
			j++
		case c == '>':
			return j + 1, escaped, nil
		case c >= utf8.RuneSelf:
			r, n := s.rune(j)
			if r == utf8.RuneError && n == 1 {
				return 0, false, s.fail(j, "an IRI holds %s", s.found(j))
			}
			j += n
		case c == '\\':
			r, n, err := s.scanUchar(j)
			if err != nil {
				return 0, false, err
			}
			if r < utf8.RuneSelf && asciiClass[r]&classIRI == 0 {
				return 0, false, s.fail(j, "an IRI must not hold %q, not even escaped", r)
			}
			escaped = true
			j += n
		default:
			return 0, false, s.fail(j, "an IRI must not hold %s; it ends with '>'", s.found(j))
		}
	}
}

// scanUchar scans \uXXXX or \UXXXXXXXX and returns the character and the
// length of the escape.
func (s *source) scanUchar(i int) (r rune, n int, err error) {
	switch s.at(i + 1) {
	case 'u':
		n = 6
	case 'U':
		n = 10
	default:
		return 0, 0, s.fail(i, `only \uXXXX and \UXXXXXXXX may follow a backslash here, not %s`, s.found(i+1))
	}
	var v uint32
	for j := i + 2; j < i+n; j++ {
		c := s.at(j)
		if !inClass(c, classHex) {
			return 0, 0, s.fail(j, "an escape needs %d hexadecimal digits, but here is %s", n-2, s.found(j))
		}
		v = v<<4 | uint32(hexValue(byte(c)))
	}
	if v > utf8.MaxRune || !utf8.ValidRune(rune(v)) {
		return 0, 0, s.fail(i, "the escape names no character (U+%04X)", v)
	}
	return rune(v), n, nil
}

func hexValue(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c&^0x20 - 'A' + 10
}

// A scannedString is a quoted string in the window.
type scannedString struct {
	from, to int // the text between the quotation marks
	end      int // behind the closing quotation mark
	escaped  bool
}

// scanString scans a string from its opening quotation mark. Where long is
// allowed, three of them open a string that may run over several lines.
func (s *source) scanString(i int, long bool) (str scannedString, err error) {
	quote := s.at(i)
	if s.at(i+1) == quote && s.at(i+2) == quote && long {
		str.from = i + 3
	} else {
		str.from, long = i+1, false
	}
	for j := str.from; ; {
		c := s.at(j)
		switch {
		case c == quote:
			if !long {
				str.to, str.end = j, j+1
				return str, nil
			}
			if s.at(j+1) == quote && s.at(j+2) == quote {
				str.to, str.end = j, j+3
				return str, nil
			}
			j++
		case c == '\\':
			n := 2
			switch s.at(j + 1) {
			case 't', 'b', 'n', 'r', 'f', '"', '\'', '\\':
			case 'u', 'U':
				if _, n, err = s.scanUchar(j); err != nil {
					return str, err
				}
			default:
				return str, s.fail(j, `no escape begins with a backslash and %s; write \\ for a backslash`, s.found(j+1))
			}
			str.escaped = true
			j += n
		case c >= utf8.RuneSelf:
			r, n := s.rune(j)
			if r == utf8.RuneError && n == 1 {
				return str, s.fail(j, "a string holds %s", s.found(j))
			}
			j += n
		case c < 0:
			if err := s.broken(j); err != nil {
				return str, err
			}
			return str, s.syntax(i, "the string that begins here has no closing quotation mark")
		case !long && (c == '\n' || c == '\r'):
			return str, s.fail(j, `the line ends inside a string; write \n, or close the string`)
		default:
			j++
		}
	}
}

// scanBlank scans a blank node label from its "_:".
func (s *source) scanBlank(i int) (end int, err error) {
	j := i + 2
	if s.at(i+1) != ':' {
		return 0, s.fail(i, "a blank node is written _:label, but after '_' comes %s", s.found(i+1))
	}
	if c := s.at(j); !inClass(c, classU) && !isDigit(c) {
		if r, n := s.rune(j); n < 2 || !isNameBase(r) {
			return 0, s.fail(j, "a blank node's label must not begin with %s", s.found(j))
		}
	}
	return s.scanNameChars(j), nil
}

// scanNameChars scans ((PN_CHARS | '.')* PN_CHARS)? and so leaves out dots at
// the end.
func (s *source) scanNameChars(i int) (end int) {
	end = i
	for j := i; ; {
		c := s.at(j)
		switch {
		case inClass(c, classChars):
			j++
			end = j
		case c == '.':
			j++
		case c >= utf8.RuneSelf:
			r, n := s.rune(j)
			if !isNameChar(r) || n == 1 {
				return end
			}
			j += n
			end = j
		default:
			return end
		}
	}
}

// maxSubtag is the length of the longest part of a language tag (RFC 5646).
const maxSubtag = 8

// scanLang scans a language tag from its '@'. RDF 1.2 bounds the length of its
// parts and lets a base direction follow.
func (s *source) scanLang(i int, rdf12 bool) (end int, err error) {
	j := i + 1
	if !isASCIILetter(s.at(j)) {
		return 0, s.fail(j, "a language tag begins with a letter, not with %s", s.found(j))
	}
	for isASCIILetter(s.at(j)) {
		j++
	}
	if rdf12 && j-i-1 > maxSubtag {
		return 0, s.fail(i+1, "a part of a language tag has at most %d letters", maxSubtag)
	}
	for s.at(j) == '-' {
		if s.at(j+1) == '-' {
			break
		}
		j++
		if c := s.at(j); !isASCIILetter(c) && !isDigit(c) {
			return 0, s.fail(j, "a part of a language tag holds letters and digits, not %s", s.found(j))
		}
		from := j
		for isASCIILetter(s.at(j)) || isDigit(s.at(j)) {
			j++
		}
		if rdf12 && j-from > maxSubtag {
			return 0, s.fail(from, "a part of a language tag has at most %d letters", maxSubtag)
		}
	}
	if s.at(j) != '-' {
		return j, nil
	}
	if !rdf12 {
		return 0, s.fail(j, "a base direction is RDF 1.2; read the file as RDF 1.2")
	}
	k := j + 2
	for isASCIILetter(s.at(k)) {
		k++
	}
	if d := string(s.buf[s.pos+j+2 : s.pos+k]); d != "ltr" && d != "rtl" {
		return 0, s.fail(j, "a base direction is --ltr or --rtl")
	}
	return k, nil
}

// appendUnescaped appends text with the escapes of strings and IRIs resolved;
// the scanners have found them sound.
func appendUnescaped(dst, text []byte) []byte {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c != '\\' {
			dst = append(dst, c)
			continue
		}
		i++
		n := 0
		switch c = text[i]; c {
		case 't':
			c = '\t'
		case 'b':
			c = '\b'
		case 'n':
			c = '\n'
		case 'r':
			c = '\r'
		case 'f':
			c = '\f'
		case 'u':
			n = 4
		case 'U':
			n = 8
		}
		if n == 0 {
			dst = append(dst, c)
			continue
		}
		var r rune
		for _, h := range text[i+1 : i+1+n] {
			r = r<<4 | rune(hexValue(h))
		}
		dst = utf8.AppendRune(dst, r)
		i += n
	}
	return dst
}

// interner gives equal texts the same string most of the time, which saves
// allocating the IRIs that a file repeats on every line.
type interner struct {
	seed  maphash.Seed
	slots [2048]string
}

func newInterner() *interner { return &interner{seed: maphash.MakeSeed()} }

func (n *interner) string(b []byte) string {
	slot := &n.slots[maphash.Bytes(n.seed, b)%uint64(len(n.slots))]
	if *slot != string(b) {
		*slot = string(b)
	}
	return *slot
}

// checkDatatype refuses the datatypes that RDF 1.2 leaves to literals with a
// language tag.
func (s *source) checkDatatype(i int, iri string, rdf12 bool) error {
	if rdf12 && (iri == RDFLangString || iri == RDFDirLangString) {
		return s.fail(i, "a literal of datatype %s needs a language tag", iri)
	}
	return nil
}
