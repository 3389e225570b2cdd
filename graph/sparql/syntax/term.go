package syntax

import (
	"strings"

	"gongbao/graph/rdf"
)

// TripleTermText returns the value of the rdf.TripleTerm with these terms: the
// three in N-Triples syntax with single spaces.
func TripleTermText(s, p, o rdf.Term) string {
	return TermText(s) + " " + TermText(p) + " " + TermText(o)
}

// TermText returns a term as N-Triples 1.2 writes it, which SPARQL reads too.
func TermText(t rdf.Term) string {
	switch t.Kind {
	case rdf.IRI:
		return iriText(t.Value)
	case rdf.Blank:
		return "_:" + t.Value
	case rdf.TripleTerm:
		return "<<( " + t.Value + " )>>"
	case rdf.Literal:
		s := quote(t.Value)
		if t.Lang != "" {
			return s + "@" + t.Lang
		}
		if t.Datatype != rdf.XSDString {
			return s + "^^" + iriText(t.Datatype)
		}
		return s
	}
	return "UNDEF"
}

func iriText(iri string) string {
	return "<" + iri + ">"
}

func quote(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 2)
	b.WriteByte('"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '"':
			b.WriteString(`\"`)
		case '\\':
			b.WriteString(`\\`)
		case '\n':
			b.WriteString(`\n`)
		case '\r':
			b.WriteString(`\r`)
		case '\t':
			b.WriteString(`\t`)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
