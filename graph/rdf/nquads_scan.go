package rdf

// lineTerm is one term of an N-Triples or N-Quads line, as offsets into the
// window of the source; building the Term is left to whoever needs it.
type lineTerm struct {
	kind     Kind
	from, to int // what stands between the angle brackets or quotation marks, or the label
	escaped  bool
	lang     [2]int // the language tag, without '@'
	datatype [2]int // the datatype IRI, without brackets
	dtEsc    bool
	triple   Term // of a TripleTerm, the term itself
}

// statementScan is one line: subject, predicate, object and, where terms[3] has
// a kind, graph.
type statementScan struct {
	terms [4]lineTerm
	end   int // behind the line break
	empty bool
}

// lineSpace returns the offset of the next byte that is no space or tab.
func (s *source) lineSpace(i int) int {
	for c := s.at(i); c == ' ' || c == '\t'; c = s.at(i) {
		i++
	}
	return i
}

// scanLine scans one line of N-Triples or N-Quads from pos.
func (s *source) scanLine(rdf12 bool) (st statementScan, err error) {
	i := s.lineSpace(0)
	if st.end, err = s.lineEnd(i); st.end > 0 || err != nil {
		st.empty = true
		return st, err
	}
	if rdf12 {
		if n := s.scanVersion(i); n > 0 {
			st.empty = true
			st.end, err = s.lineEnd(n)
			if err == nil && st.end == 0 {
				err = s.fail(n, "a version stands on a line of its own")
			}
			return st, err
		}
	}
	for n, what := range [...]string{"a subject", "a predicate", "an object", "a graph's name"} {
		i = s.lineSpace(i)
		if n == 3 && (s.format == NTriples || s.at(i) == '.') {
			break
		}
		if st.terms[n], i, err = s.scanLineTerm(i, n, what, rdf12, 0); err != nil {
			return st, err
		}
	}
	i = s.lineSpace(i)
	if s.at(i) != '.' {
		return st, s.fail(i, "a statement ends with '.', not with %s", s.found(i))
	}
	i = s.lineSpace(i + 1)
	if st.end, err = s.lineEnd(i); err == nil && st.end == 0 {
		err = s.fail(i, "behind the '.' of a statement a new line must begin, not %s", s.found(i))
	}
	return st, err
}

// lineEnd returns the offset behind a comment and the line break at offset i,
// and 0 when something else stands there.
func (s *source) lineEnd(i int) (int, error) {
	if s.at(i) == '#' {
		for c := s.at(i); c >= 0 && c != '\n' && c != '\r'; c = s.at(i) {
			i++
		}
	}
	switch s.at(i) {
	case -1:
		return i, s.broken(i)
	case '\n':
		return i + 1, nil
	case '\r':
		if s.at(i+1) == '\n' {
			return i + 2, nil
		}
		return i + 1, nil
	}
	return 0, nil
}

// scanLineTerm scans the term of position n in its statement.
func (s *source) scanLineTerm(i, n int, what string, rdf12 bool, depth int) (t lineTerm, end int, err error) {
	switch c := s.at(i); {
	case c == '<' && s.at(i+1) == '<' && n == O && rdf12:
		t.kind = TripleTerm
		t.triple, end, err = s.lineTripleTerm(i, depth)
		return t, end, err
	case c == '<':
		t.kind = IRI
		end, t.escaped, err = s.scanAbsoluteIRI(i)
		t.from, t.to = i+1, end-1
		return t, end, err
	case c == '_' && n != P:
		t.kind = Blank
		end, err = s.scanBlank(i)
		t.from, t.to = i+2, end
		return t, end, err
	case c == '"' && n == O:
		return s.scanLineLiteral(i, rdf12)
	}
	return t, 0, s.fail(i, "%s is expected, not %s", what, s.found(i))
}

func (s *source) scanAbsoluteIRI(i int) (end int, escaped bool, err error) {
	end, escaped, err = s.scanIRI(i)
	if err != nil {
		return end, escaped, err
	}
	text := s.buf[s.pos+i+1 : s.pos+end-1]
	for j, c := range text {
		switch {
		case isASCIILetter(int(c)):
		case j > 0 && c == ':':
			return end, escaped, nil
		case j > 0 && (isDigit(int(c)) || c == '+' || c == '-' || c == '.'):
		default:
			return end, escaped, s.fail(i, "the IRI <%s> is relative; %v has absolute IRIs only", text, s.format)
		}
	}
	return end, escaped, s.fail(i, "the IRI <%s> is relative; %v has absolute IRIs only", text, s.format)
}

func (s *source) scanLineLiteral(i int, rdf12 bool) (t lineTerm, end int, err error) {
	t.kind = Literal
	str, err := s.scanString(i, false)
	if err != nil {
		return t, 0, err
	}
	t.from, t.to, t.escaped, end = str.from, str.to, str.escaped, str.end
	i = s.lineSpace(end)
	switch {
	case s.at(i) == '@':
		end, err = s.scanLang(i, rdf12)
		t.lang = [2]int{i + 1, end}
	case s.at(i) == '^' && s.at(i+1) == '^':
		i = s.lineSpace(i + 2)
		if s.at(i) != '<' {
			return t, 0, s.fail(i, "a datatype is an IRI in angle brackets, not %s", s.found(i))
		}
		end, t.dtEsc, err = s.scanAbsoluteIRI(i)
		if err == nil {
			err = s.checkDatatype(i, string(s.buf[s.pos+i+1:s.pos+end-1]), rdf12)
		}
		t.datatype = [2]int{i + 1, end - 1}
	}
	return t, end, err
}

// lineTripleTerm reads <<( s p o )>> (RDF 1.2) at offset i.
func (s *source) lineTripleTerm(i, depth int) (Term, int, error) {
	if depth >= maxTripleDepth {
		return Term{}, 0, s.fail(i, "triples nest more than %d deep", maxTripleDepth)
	}
	if s.at(i+2) != '(' {
		return Term{}, 0, s.fail(i, "a triple term begins with '<<('")
	}
	i += 3
	var parts [3]Term
	for n, what := range [...]string{"a subject", "a predicate", "an object"} {
		lt, end, err := s.scanLineTerm(s.lineSpace(i), n, what, true, depth+1)
		if err != nil {
			return Term{}, 0, err
		}
		parts[n], i = s.build(lt, nil), end
	}
	i = s.lineSpace(i)
	if s.at(i) != ')' || s.at(i+1) != '>' || s.at(i+2) != '>' {
		return Term{}, 0, s.fail(i, "a triple term ends with ')>>', not with %s", s.found(i))
	}
	return NewTripleTerm(Triple{parts[S], parts[P], parts[O]}), i + 3, nil
}

// scanVersion returns the offset behind an RDF 1.2 version announcement, or 0.
func (s *source) scanVersion(i int) int {
	for j, c := range "VERSION" {
		if s.at(i+j) != int(c) {
			return 0
		}
	}
	i = s.lineSpace(i + len("VERSION"))
	if c := s.at(i); c != '"' && c != '\'' {
		return 0
	}
	str, err := s.scanString(i, false)
	if err != nil {
		return 0
	}
	return s.lineSpace(str.end)
}

// build makes the Term of a scanned lineTerm.
func (s *source) build(t lineTerm, names *interner) Term {
	str := func(from, to int, escaped, repeated bool) string {
		b := s.buf[s.pos+from : s.pos+to]
		if escaped {
			b = appendUnescaped(nil, b)
		}
		if repeated && names != nil {
			return names.string(b)
		}
		return string(b)
	}
	switch t.kind {
	case IRI:
		return NewIRI(str(t.from, t.to, t.escaped, true))
	case Blank:
		return NewBlank(str(t.from, t.to, false, true))
	case TripleTerm:
		return t.triple
	case Literal:
		text := str(t.from, t.to, t.escaped, false)
		if t.lang[0] > 0 {
			return NewLang(text, str(t.lang[0], t.lang[1], false, true))
		}
		if t.datatype[0] > 0 {
			return NewLiteral(text, str(t.datatype[0], t.datatype[1], t.dtEsc, true))
		}
		return NewString(text)
	}
	return Term{}
}
