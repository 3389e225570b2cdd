package syntax

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// unescapeCodepoints replaces the \uXXXX and \UXXXXXXXX escapes that SPARQL 1.1
// section 19.2 allows anywhere in a query, but for those in strings and IRIs:
// these the lexer replaces, so that an escaped quote does not end its string
// (SPARQL 1.2 made that the rule).
func unescapeCodepoints(query string) (*source, *Error) {
	src := &source{original: query, text: query}
	if !utf8.ValidString(query) {
		i := 0
		for i < len(query) {
			r, n := utf8.DecodeRuneInString(query[i:])
			if r == utf8.RuneError && n == 1 {
				break
			}
			i += n
		}
		return nil, src.errorAt(i, nil, "the query is not valid UTF-8")
	}
	if !strings.Contains(query, `\u`) && !strings.Contains(query, `\U`) {
		return src, nil
	}
	var b strings.Builder
	b.Grow(len(query))
	for i := 0; i < len(query); {
		if n := verbatim(query[i:]); n > 0 {
			b.WriteString(query[i : i+n])
			i += n
			continue
		}
		if query[i] == '\\' && i+1 < len(query) && (query[i+1] == 'u' || query[i+1] == 'U') {
			r, n, ok := codepoint(query[i:])
			if !ok {
				return nil, src.errorAt(i, nil, "the escape does not name a Unicode character")
			}
			b.WriteRune(r)
			i += n
			src.moved = append(src.moved, shift{b.Len(), i})
			continue
		}
		b.WriteByte(query[i])
		i++
	}
	src.text = b.String()
	return src, nil
}

// verbatim returns the length of a comment, a string or an IRI that begins
// here, or 0.
func verbatim(s string) int {
	switch c := s[0]; c {
	case '#':
		if n := strings.IndexAny(s, "\r\n"); n >= 0 {
			return n
		}
		return len(s)
	case '<':
		if n := iriEnd(s[1:]); n >= 0 {
			return n + 2
		}
	case '"', '\'':
		quote := s[:1]
		if strings.HasPrefix(s, quote+quote+quote) {
			quote = s[:3]
		}
		for i := len(quote); i < len(s); i++ {
			switch {
			case s[i] == '\\':
				i++
			case strings.HasPrefix(s[i:], quote):
				return i + len(quote)
			case len(quote) == 1 && (s[i] == '\n' || s[i] == '\r'):
				return i
			}
		}
		return len(s)
	}
	return 0
}

// codepoint reads an escape \uXXXX or \UXXXXXXXX and returns its length.
func codepoint(s string) (r rune, n int, ok bool) {
	n = 6
	if s[1] == 'U' {
		n = 10
	}
	if len(s) < n {
		return 0, 0, false
	}
	v, err := strconv.ParseUint(s[2:n], 16, 32)
	if err != nil || v > utf8.MaxRune || v >= 0xd800 && v <= 0xdfff {
		return 0, 0, false
	}
	return rune(v), n, true
}

// unescapeIRI replaces the escapes in an IRI; what they name must be allowed
// there.
func unescapeIRI(s string) (string, bool) {
	if strings.IndexByte(s, '\\') < 0 {
		return s, true
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		r, n, ok := codepoint(s[i:])
		if !ok || r <= ' ' || strings.ContainsRune("<>\"{}|^`\\", r) {
			return "", false
		}
		b.WriteRune(r)
		i += n - 1
	}
	return b.String(), true
}

// unescapeString replaces the escapes inside a string literal. It returns the
// offset of a bad escape, or -1.
func unescapeString(s string) (string, int) {
	if strings.IndexByte(s, '\\') < 0 {
		return s, -1
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		i++
		if i == len(s) {
			return "", i - 1
		}
		switch s[i] {
		case 't':
			b.WriteByte('\t')
		case 'b':
			b.WriteByte('\b')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 'f':
			b.WriteByte('\f')
		case '\\', '"', '\'':
			b.WriteByte(s[i])
		case 'u', 'U':
			r, n, ok := codepoint(s[i-1:])
			if !ok {
				return "", i - 1
			}
			b.WriteRune(r)
			i += n - 2
		default:
			return "", i - 1
		}
	}
	return b.String(), -1
}
