package rdf

import (
	"strings"
	"unicode/utf8"
)

// atDirective reads @prefix, @base or, in RDF 1.2, @version.
func (t *turtleReader) atDirective() error {
	end := 1
	for isASCIILetter(t.src.at(end)) {
		end++
	}
	word := string(t.src.buf[t.src.pos+1 : t.src.pos+end])
	if err := t.outsideGraph(); err != nil {
		return err
	}
	var err error
	switch {
	case word == "prefix":
		t.src.take(end)
		err = t.prefixDirective()
	case word == "base":
		t.src.take(end)
		err = t.baseDirective()
	case word == "version" && t.opts.rdf12:
		t.src.take(end)
		err = t.versionDirective()
	default:
		return t.src.fail(0, "@%s is no directive; there are @prefix and @base", word)
	}
	if err != nil {
		return err
	}
	if t.space() != '.' {
		return t.src.fail(0, "@%s ends with '.', not with %s", word, t.src.found(0))
	}
	t.src.take(1)
	return nil
}

// keyword reads a directive or a graph block that begins with a bare word, and
// reports whether there was one.
func (t *turtleReader) keyword() (bool, error) {
	if !isASCIILetter(t.src.at(0)) {
		return false, nil
	}
	end := t.src.scanNameChars(0)
	if t.src.at(end) == ':' {
		return false, nil
	}
	word := string(t.src.buf[t.src.pos : t.src.pos+end])
	var read func() error
	switch strings.ToUpper(word) {
	case "PREFIX":
		read = t.prefixDirective
	case "BASE":
		read = t.baseDirective
	case "VERSION":
		if t.opts.rdf12 {
			read = t.versionDirective
		}
	case "GRAPH":
		if t.src.format == TriG {
			read = t.graphBlock
		}
	}
	if read == nil {
		return false, t.src.fail(0, "%q is neither a keyword nor a prefixed name; a statement begins with a subject", word)
	}
	if err := t.outsideGraph(); err != nil {
		return false, err
	}
	t.src.take(end)
	return true, read()
}

func (t *turtleReader) outsideGraph() error {
	if t.inGraph {
		return t.src.fail(0, "directives and graph blocks must not stand inside a graph block")
	}
	return nil
}

func (t *turtleReader) prefixDirective() error {
	t.space()
	end, err := t.scanPrefix()
	if err != nil {
		return err
	}
	prefix := string(t.src.take(end)[:end-1])
	if t.space() != '<' {
		return t.src.fail(0, "after the prefix %q comes an IRI in angle brackets, not %s", prefix+":", t.src.found(0))
	}
	ns, err := t.iriRef()
	if err != nil {
		return err
	}
	t.prefixes[prefix] = ns.Value
	return nil
}

func (t *turtleReader) baseDirective() error {
	if t.space() != '<' {
		return t.src.fail(0, "a base is an IRI in angle brackets, not %s", t.src.found(0))
	}
	iri, err := t.iriRef()
	if err != nil {
		return err
	}
	t.base, err = NewBase(iri.Value)
	return err
}

func (t *turtleReader) versionDirective() error {
	if c := t.space(); c != '"' && c != '\'' {
		return t.src.fail(0, "a version is a quoted string, not %s", t.src.found(0))
	}
	if c := t.src.at(0); t.src.at(1) == c && t.src.at(2) == c {
		return t.src.fail(0, "a version stands in single quotation marks, not in three of them")
	}
	str, err := t.src.scanString(0, false)
	if err != nil {
		return err
	}
	t.src.take(str.end)
	return nil
}

// graphBlock reads the name and the opening brace behind GRAPH.
func (t *turtleReader) graphBlock() error {
	var (
		g   Term
		err error
	)
	if t.space() == '[' {
		g = t.fresh()
		if !t.openBracket() {
			return t.src.fail(0, "a graph's name is an IRI, a blank node label or [], not a description")
		}
	} else if g, err = t.resource("a graph's name"); err != nil {
		return err
	}
	if t.space() != '{' {
		return t.src.fail(0, "after a graph's name comes '{', not %s", t.src.found(0))
	}
	return t.openGraph(g)
}

// resource reads an IRI, a prefixed name or a labelled blank node.
func (t *turtleReader) resource(what string) (Term, error) {
	switch c := t.src.at(0); {
	case c == '<':
		if t.src.at(1) == '<' {
			return Term{}, t.src.fail(0, "%s must not be a triple", what)
		}
		return t.iriRef()
	case c == '_':
		return t.blank()
	case c == ':' || isASCIILetter(c) || c >= utf8.RuneSelf:
		return t.prefixedName()
	}
	return Term{}, t.src.fail(0, "%s is expected, not %s", what, t.src.found(0))
}

func (t *turtleReader) iriRef() (Term, error) {
	end, escaped, err := t.src.scanIRI(0)
	if err != nil {
		return Term{}, err
	}
	text := t.src.buf[t.src.pos+1 : t.src.pos+end-1]
	if escaped {
		t.scratch = appendUnescaped(t.scratch[:0], text)
		text = t.scratch
	}
	iri := t.names.string(text)
	if schemeLen(iri) == 0 {
		if iri, err = t.base.Resolve(iri); err != nil {
			return Term{}, t.src.fail(0, "%v", err)
		}
	}
	t.src.take(end)
	return NewIRI(iri), nil
}

func (t *turtleReader) blank() (Term, error) {
	end, err := t.src.scanBlank(0)
	if err != nil {
		return Term{}, err
	}
	label := explicitLabel(t.names.string(t.src.take(end)[2:]))
	return NewBlank(t.opts.blankPrefix + label), nil
}

// scanPrefix scans a prefix with its colon.
func (t *turtleReader) scanPrefix() (end int, err error) {
	if c := t.src.at(0); c != ':' {
		if r, n := t.src.rune(0); !isASCIILetter(c) && (n < 2 || !isNameBase(r)) {
			return 0, t.src.fail(0, "a prefix must not begin with %s", t.src.found(0))
		}
		end = t.src.scanNameChars(0)
	}
	if t.src.at(end) != ':' {
		return 0, t.src.fail(end, "a prefix ends with ':', not with %s", t.src.found(end))
	}
	return end + 1, nil
}

func (t *turtleReader) prefixedName() (Term, error) {
	colon, err := t.scanPrefix()
	if err != nil {
		return Term{}, err
	}
	end, escaped, err := t.src.scanLocal(colon)
	if err != nil {
		return Term{}, err
	}
	text := t.src.buf[t.src.pos : t.src.pos+end]
	ns, ok := t.prefixes[string(text[:colon-1])]
	if !ok {
		return Term{}, t.src.fail(0, "the prefix %q is not declared", text[:colon])
	}
	t.src.take(end)
	t.scratch = append(t.scratch[:0], ns...)
	if !escaped {
		t.scratch = append(t.scratch, text[colon:]...)
	} else {
		for _, c := range text[colon:] {
			if c != '\\' {
				t.scratch = append(t.scratch, c)
			}
		}
	}
	return NewIRI(t.names.string(t.scratch)), nil
}

// scanLocal scans PN_LOCAL, which may be empty. escaped tells whether it holds
// a backslash; percent escapes stay as they are.
func (s *source) scanLocal(i int) (end int, escaped bool, err error) {
	end = i
	for j := i; ; {
		c := s.at(j)
		switch {
		case inClass(c, classLocal):
			if c == '-' && j == i {
				return end, escaped, nil
			}
			j++
			end = j
		case c == '.' && j > i:
			j++
		case c == '\\':
			if !inClass(s.at(j+1), classEscape) {
				return 0, false, s.fail(j, "a backslash in a name must not stand before %s", s.found(j+1))
			}
			escaped = true
			j += 2
			end = j
		case c == '%':
			if !inClass(s.at(j+1), classHex) || !inClass(s.at(j+2), classHex) {
				return 0, false, s.fail(j, "'%%' in a name needs two hexadecimal digits behind it")
			}
			j += 3
			end = j
		case c >= utf8.RuneSelf:
			r, n := s.rune(j)
			if n == 1 || !isNameChar(r) || j == i && !isNameBase(r) {
				return end, escaped, nil
			}
			j += n
			end = j
		default:
			return end, escaped, nil
		}
	}
}

// simpleObject reads an object without brackets of its own. depth counts the
// triple terms around it.
func (t *turtleReader) simpleObject(c, depth int) (Term, error) {
	switch {
	case c == '"' || c == '\'':
		return t.literal()
	case isDigit(c) || c == '+' || c == '-' || c == '.':
		return t.number()
	case c == '<' && t.src.at(1) == '<':
		if t.src.at(2) == '(' {
			return t.tripleTerm(depth)
		}
		return t.reifiedTriple(depth)
	case c == 't' || c == 'f':
		n := t.src.scanNameChars(0)
		if word := string(t.src.buf[t.src.pos : t.src.pos+n]); (word == "true" || word == "false") && t.src.at(n) != ':' {
			t.src.take(n)
			return NewLiteral(word, XSDBoolean), nil
		}
	}
	return t.resource("an object")
}

func (t *turtleReader) literal() (Term, error) {
	str, err := t.src.scanString(0, true)
	if err != nil {
		return Term{}, err
	}
	text := t.src.take(str.end)[str.from:str.to]
	if str.escaped {
		t.scratch = appendUnescaped(t.scratch[:0], text)
		text = t.scratch
	}
	lexical := string(text)
	switch t.space() {
	case '@':
		end, err := t.src.scanLang(0, t.opts.rdf12)
		if err != nil {
			return Term{}, err
		}
		return NewLang(lexical, t.names.string(t.src.take(end)[1:])), nil
	case '^':
		if t.src.at(1) != '^' {
			return Term{}, t.src.fail(0, "a datatype comes after '^^'")
		}
		t.src.take(2)
		if t.space() == '_' {
			return Term{}, t.src.fail(0, "a datatype must be an IRI")
		}
		dt, err := t.resource("a datatype")
		if err == nil {
			err = t.src.checkDatatype(0, dt.Value, t.opts.rdf12)
		}
		return NewLiteral(lexical, dt.Value), err
	}
	return NewString(lexical), nil
}

// number reads a bare integer, decimal or double.
func (t *turtleReader) number() (Term, error) {
	digits := func(i int) int {
		for isDigit(t.src.at(i)) {
			i++
		}
		return i
	}
	start := 0
	if c := t.src.at(0); c == '+' || c == '-' {
		start = 1
	}
	end := digits(start)
	whole, fraction := end-start, 0
	datatype := XSDInteger
	exponent := func(i int) bool { return t.src.at(i)|0x20 == 'e' }
	if t.src.at(end) == '.' {
		after := digits(end + 1)
		fraction = after - end - 1
		if fraction > 0 || whole > 0 && exponent(after) {
			end, datatype = after, XSDDecimal
		}
	}
	if whole+fraction == 0 {
		return Term{}, t.src.fail(0, "an object is expected, not %s", t.src.found(0))
	}
	if exponent(end) {
		from := end + 1
		if c := t.src.at(from); c == '+' || c == '-' {
			from++
		}
		after := digits(from)
		if after == from {
			return Term{}, t.src.fail(from, "an exponent needs digits, but here is %s", t.src.found(from))
		}
		end, datatype = after, XSDDouble
	}
	return NewLiteral(string(t.src.take(end)), datatype), nil
}
