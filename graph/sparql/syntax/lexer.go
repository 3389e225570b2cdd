package syntax

import (
	"strings"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokEOF      tokenKind = iota
	tokBad                // text holds the complaint
	tokIRI                // text is the reference between < and >, not resolved
	tokPrefixed           // text is prefix:local, local unescaped
	tokBlank              // text is the label
	tokVar                // text is the name without ? or $
	tokWord               // a keyword or the name of a function
	tokInteger            // text as written, without a sign
	tokDecimal            //
	tokDouble             //
	tokString             // text unescaped
	tokLang               // text is the tag without @
	tokPunct              // text is the operator or bracket
)

type token struct {
	kind tokenKind
	text string
	// start and end are offsets in the unescaped text.
	start, end int
	// colon is the offset in text of the colon of a prefixed name.
	colon int
}

// describe names a token in an error message.
func (t token) describe() string {
	switch t.kind {
	case tokEOF:
		return "the end of the query"
	case tokIRI:
		return "the IRI <" + t.text + ">"
	case tokPrefixed:
		return "the name " + t.text
	case tokBlank:
		return "the blank node _:" + t.text
	case tokVar:
		return "the variable ?" + t.text
	case tokInteger, tokDecimal, tokDouble:
		return "the number " + t.text
	case tokString:
		return "a string"
	case tokLang:
		return "the language tag @" + t.text
	case tokWord:
		return t.text
	}
	return "'" + t.text + "'"
}

type lexer struct {
	text   string
	at     int
	tokens []token
}

// lex splits a text into tokens. A place that is no token becomes one of kind
// tokBad, the last, so that an earlier error of grammar is reported first.
func lex(text string) []token {
	l := &lexer{text: text, tokens: make([]token, 0, len(text)/4+8)}
	for {
		l.skip()
		if l.at == len(text) {
			l.add(tokEOF, "", l.at)
			return l.tokens
		}
		start := l.at
		if complaint := l.next(); complaint != "" {
			l.tokens = append(l.tokens, token{kind: tokBad, text: complaint, start: start, end: l.at})
			return l.tokens
		}
	}
}

func (l *lexer) add(kind tokenKind, text string, start int) {
	l.tokens = append(l.tokens, token{kind: kind, text: text, start: start, end: l.at})
}

func (l *lexer) skip() {
	for l.at < len(l.text) {
		switch l.text[l.at] {
		case ' ', '\t', '\r', '\n':
			l.at++
		case '#':
			for l.at < len(l.text) && l.text[l.at] != '\n' && l.text[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

// operators, longest first where one begins another.
var operators = []string{
	"<<(", ")>>", "<<", ">>", "{|", "|}", "^^", "&&", "||", "!=", "<=", ">=", "{", "}", "(", ")", "[", "]", ";", ",", ".", "=", "<",
	">", "!", "+", "-", "*", "/", "|", "^", "?", "~",
}

func (l *lexer) next() string {
	start := l.at
	c := l.text[start]
	switch {
	case c == '<':
		if end := iriEnd(l.text[start+1:]); end >= 0 {
			l.at = start + 1 + end + 1
			iri, ok := unescapeIRI(l.text[start+1 : start+1+end])
			if !ok {
				return "the IRI has an escape for a character that no IRI may hold"
			}
			l.add(tokIRI, iri, start)
			return ""
		}
	case c == '"' || c == '\'':
		return l.str(c)
	case c == '?' || c == '$':
		if n := varName(l.text[start+1:]); n > 0 {
			l.at = start + 1 + n
			l.add(tokVar, l.text[start+1:l.at], start)
			return ""
		}
		if c == '$' {
			return "a variable needs a name after $"
		}
	case c == '@':
		return l.lang()
	case c >= '0' && c <= '9', c == '.' && start+1 < len(l.text) && isDigit(l.text[start+1]):
		l.number()
		return ""
	case c == '_' && strings.HasPrefix(l.text[start:], "_:"):
		n := blankLabel(l.text[start+2:])
		if n == 0 {
			return "a blank node needs a label after _:"
		}
		l.at = start + 2 + n
		l.add(tokBlank, l.text[start+2:l.at], start)
		return ""
	case c == ':':
		return l.prefixed(0)
	}
	if r, _ := utf8.DecodeRuneInString(l.text[start:]); isNameStart(r) {
		n := prefixName(l.text[start:])
		if start+n < len(l.text) && l.text[start+n] == ':' {
			return l.prefixed(n)
		}
		for n = 0; start+n < len(l.text) && isWordByte(l.text[start+n]); n++ {
		}
		if n == 0 {
			return "a name needs a prefix and a colon before it"
		}
		l.at = start + n
		l.add(tokWord, l.text[start:l.at], start)
		return ""
	}
	for _, op := range operators {
		if strings.HasPrefix(l.text[start:], op) {
			l.at = start + len(op)
			l.add(tokPunct, op, start)
			return ""
		}
	}
	r, _ := utf8.DecodeRuneInString(l.text[start:])
	return "the character '" + string(r) + "' cannot stand here"
}

// iriEnd returns the length of an IRI reference up to its ">", or -1.
func iriEnd(s string) int {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '>':
			return i
		case c == '\\' && i+1 < len(s) && (s[i+1] == 'u' || s[i+1] == 'U'):
		case c <= ' ' || strings.IndexByte("<\"{}|^`\\", c) >= 0:
			return -1
		}
	}
	return -1
}

func (l *lexer) str(quote byte) string {
	start := l.at
	q := string(quote)
	long := strings.HasPrefix(l.text[start:], q+q+q)
	i := start + 1
	if long {
		i = start + 3
	}
	body := i
	for {
		if i >= len(l.text) {
			return "the string has no end"
		}
		c := l.text[i]
		switch {
		case c == '\\':
			i += 2
			continue
		case c == quote && !long:
			return l.endString(body, i, i+1, start)
		case c == quote && strings.HasPrefix(l.text[i:], q+q+q):
			return l.endString(body, i, i+3, start)
		case !long && (c == '\n' || c == '\r'):
			return "the string has no end on its line; strings of several lines take three quotes"
		}
		i++
	}
}

func (l *lexer) endString(body, bodyEnd, end, start int) string {
	s, bad := unescapeString(l.text[body:bodyEnd])
	if bad >= 0 {
		l.at = body + bad
		return "the string has an escape that SPARQL does not know"
	}
	l.at = end
	l.add(tokString, s, start)
	return ""
}

// lang reads @tag, with the base direction --ltr or --rtl of RDF 1.2.
func (l *lexer) lang() string {
	start := l.at
	i := start + 1
	part := 0
	for ; i < len(l.text); i++ {
		c := l.text[i]
		if isLetter(c) || part > 0 && isDigit(c) {
			continue
		}
		if c != '-' || i == start+1 || i+1 >= len(l.text) {
			break
		}
		n := l.text[i+1]
		if n == '-' && i+2 < len(l.text) && isLetter(l.text[i+2]) {
			i++
		} else if !isLetter(n) && !isDigit(n) {
			break
		}
		part++
	}
	if i == start+1 {
		return "a language tag needs letters after @"
	}
	l.at = i
	tag := l.text[start+1 : i]
	if k := strings.Index(tag, "--"); k >= 0 && tag[k:] != "--ltr" && tag[k:] != "--rtl" {
		return "the base direction of a language tag is --ltr or --rtl"
	}
	l.add(tokLang, tag, start)
	return ""
}

func (l *lexer) number() {
	start := l.at
	i := start
	digits := func() {
		for i < len(l.text) && isDigit(l.text[i]) {
			i++
		}
	}
	kind := tokInteger
	digits()
	if i+1 < len(l.text) && l.text[i] == '.' && isDigit(l.text[i+1]) {
		kind = tokDecimal
		i++
		digits()
	}
	mantissa := i
	if kind == tokInteger && i < len(l.text) && l.text[i] == '.' {
		i++ // 1.e5 is a double, 1. is an integer and a full stop
	}
	if i < len(l.text) && (l.text[i] == 'e' || l.text[i] == 'E') {
		i++
		if i < len(l.text) && (l.text[i] == '+' || l.text[i] == '-') {
			i++
		}
		before := i
		digits()
		if i > before {
			kind = tokDouble
			mantissa = i
		}
	}
	l.at = mantissa
	l.add(kind, l.text[start:mantissa], start)
}

// prefixed reads a prefixed name whose colon is n bytes ahead.
func (l *lexer) prefixed(n int) string {
	start := l.at
	var b strings.Builder
	b.WriteString(l.text[start : start+n+1])
	i := start + n + 1
	l.at = i
	plain := i // end of what may end a name
	keep := b.Len()
	first := true
	for i < len(l.text) {
		r, size := utf8.DecodeRuneInString(l.text[i:])
		switch {
		case isNameStart(r) || r == '_' || r == ':' || r >= '0' && r <= '9' || !first && isNameRune(r):
			b.WriteRune(r)
			i += size
		case r == '%' && i+2 < len(l.text) && isHex(l.text[i+1]) && isHex(l.text[i+2]):
			b.WriteString(l.text[i : i+3])
			i += 3
		case r == '\\' && i+1 < len(l.text) && strings.IndexByte("_~.-!$&'()*+,;=/?#@%", l.text[i+1]) >= 0:
			b.WriteByte(l.text[i+1])
			i += 2
		case r == '.' && !first:
			b.WriteByte('.')
			i++
			continue
		default:
			l.at = plain
			l.addPrefixed(b.String()[:keep], start, n)
			return ""
		}
		first = false
		plain, keep = i, b.Len()
	}
	l.at = plain
	l.addPrefixed(b.String()[:keep], start, n)
	return ""
}

func (l *lexer) addPrefixed(text string, start, colon int) {
	l.tokens = append(l.tokens, token{kind: tokPrefixed, text: text, start: start, end: l.at, colon: colon})
}

// varName returns the length of a VARNAME.
func varName(s string) int {
	i := 0
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !(isNameStart(r) || r == '_' || r >= '0' && r <= '9' ||
			i > 0 && (r == 0xb7 || r >= 0x300 && r <= 0x36f || r == 0x203f || r == 0x2040)) {
			break
		}
		i += n
	}
	return i
}

// blankLabel returns the length of a label; it may hold but not end in a dot.
func blankLabel(s string) int {
	i, end := 0, 0
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case isNameStart(r) || r == '_' || r >= '0' && r <= '9' || i > 0 && isNameRune(r):
			i += n
			end = i
		case r == '.' && i > 0:
			i++
		default:
			return end
		}
	}
	return end
}

// prefixName returns the length of a PN_PREFIX.
func prefixName(s string) int {
	i, end := 0, 0
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case isNameStart(r) || i > 0 && isNameRune(r):
			i += n
			end = i
		case r == '.' && i > 0:
			i++
		default:
			return end
		}
	}
	return end
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func isHex(c byte) bool    { return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }

func isWordByte(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' }

// isNameStart is the grammar's PN_CHARS_BASE.
func isNameStart(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0xc0 && r <= 0x2ff && r != 0xd7 && r != 0xf7 ||
		r >= 0x370 && r <= 0x1fff && r != 0x37e || r == 0x200c || r == 0x200d || r >= 0x2070 && r <= 0x218f ||
		r >= 0x2c00 && r <= 0x2fef || r >= 0x3001 && r <= 0xd7ff || r >= 0xf900 && r <= 0xfdcf ||
		r >= 0xfdf0 && r <= 0xfffd && r != utf8.RuneError || r >= 0x10000 && r <= 0xeffff
}

// isNameRune is the grammar's PN_CHARS.
func isNameRune(r rune) bool {
	return isNameStart(r) || r == '_' || r == '-' || r >= '0' && r <= '9' || r == 0xb7 ||
		r >= 0x300 && r <= 0x36f || r == 0x203f || r == 0x2040
}
