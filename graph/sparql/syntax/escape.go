package syntax

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// unescapeCodepoints replaces the \uXXXX and \UXXXXXXXX escapes of SPARQL 1.1
// section 19.2, which may stand anywhere in a query and are replaced before
// the grammar applies. An escaped backslash does not begin one.
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
		if query[i] != '\\' || i+1 == len(query) {
			b.WriteByte(query[i])
			i++
			continue
		}
		n := 0
		switch query[i+1] {
		case 'u':
			n = 4
		case 'U':
			n = 8
		default:
			b.WriteString(query[i : i+2])
			i += 2
			continue
		}
		if i+2+n > len(query) {
			return nil, src.errorAt(i, nil, "a codepoint escape needs %d hexadecimal digits", n)
		}
		v, err := strconv.ParseUint(query[i+2:i+2+n], 16, 32)
		if err != nil {
			return nil, src.errorAt(i, nil, "a codepoint escape needs %d hexadecimal digits", n)
		}
		if v > utf8.MaxRune || v >= 0xd800 && v <= 0xdfff {
			return nil, src.errorAt(i, nil, "the escape %s is not a Unicode character", query[i:i+2+n])
		}
		b.WriteRune(rune(v))
		i += 2 + n
		src.moved = append(src.moved, shift{b.Len(), i})
	}
	src.text = b.String()
	return src, nil
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
		default:
			return "", i - 1
		}
	}
	return b.String(), -1
}
