package rdf

import (
	"fmt"
	"strings"
	"time"

	"github.com/cayleygraph/quad"
)

// tripleTermType marks the Cayley value of a triple term, a kind of term that
// Cayley does not know. The angle brackets keep it apart from every legal
// datatype IRI, so no literal can be mistaken for a triple term.
const tripleTermType = quad.IRI("<<( )>>")

// QuadValue returns the term as a value of Cayley's quad package: an IRI,
// BNode, String, LangString or TypedString, and nil for the zero Term. It uses
// none of the native types (quad.Int, quad.Time, …), because those rewrite
// lexical forms ("007" becomes 7). TermOf is its exact inverse.
func (t Term) QuadValue() quad.Value {
	switch t.Kind {
	case IRI:
		return quad.IRI(t.Value)
	case Blank:
		return quad.BNode(t.Value)
	case Literal:
		switch {
		case t.Lang != "":
			return quad.LangString{Value: quad.String(t.Value), Lang: t.Lang}
		case t.Datatype == XSDString || t.Datatype == "":
			return quad.String(t.Value)
		}
		return quad.TypedString{Value: quad.String(t.Value), Type: quad.IRI(t.Datatype)}
	case TripleTerm:
		return quad.TypedString{Value: quad.String(t.Value), Type: tripleTermType}
	default:
		return nil
	}
}

// TermOf returns the term that a Cayley value stands for. Strings come back in
// one form whether Cayley held them as quad.String or as a TypedString of
// xsd:string. The native types that other programs may have stored are taken
// at their canonical XSD lexical form. A nil value gives the zero Term; a type
// of value that RDF has no term for is an error.
func TermOf(v quad.Value) (Term, error) {
	switch v := v.(type) {
	case nil:
		return Term{}, nil
	case quad.IRI:
		return NewIRI(string(v)), nil
	case quad.BNode:
		return NewBlank(string(v)), nil
	case quad.String:
		return NewString(string(v)), nil
	case quad.LangString:
		return NewLang(string(v.Value), v.Lang), nil
	case quad.TypedString:
		if v.Type == tripleTermType {
			return Term{Kind: TripleTerm, Value: string(v.Value)}, nil
		}
		return NewLiteral(string(v.Value), string(v.Type)), nil
	case quad.Bool:
		// quad.Bool prints "True", which is not in the lexical space.
		if v {
			return NewLiteral("true", XSDBoolean), nil
		}
		return NewLiteral("false", XSDBoolean), nil
	case quad.Time:
		// quad.Time's own text drops the zone and the fractions of a second.
		return NewLiteral(time.Time(v).Format(time.RFC3339Nano), XSDDateTime), nil
	case quad.TypedStringer:
		// The native types name their datatypes by prefix, as "xsd:integer".
		ts := v.TypedString()
		return NewLiteral(string(ts.Value), string(ts.Type.Full())), nil
	default:
		return Term{}, fmt.Errorf("rdf: a %T of Cayley is no RDF term; store IRIs, blank nodes and literals only", v)
	}
}

// CayleyQuad returns q as a quad of Cayley, its graph as the label.
func (q Quad) CayleyQuad() quad.Quad {
	return quad.Quad{
		Subject:   q.S.QuadValue(),
		Predicate: q.P.QuadValue(),
		Object:    q.O.QuadValue(),
		Label:     q.G.QuadValue(),
	}
}

// QuadOf returns the quad that a quad of Cayley stands for, and an error as
// TermOf does.
func QuadOf(q quad.Quad) (Quad, error) {
	var (
		out Quad
		err error
	)
	for _, part := range []struct {
		to   *Term
		from quad.Value
	}{{&out.S, q.Subject}, {&out.P, q.Predicate}, {&out.O, q.Object}, {&out.G, q.Label}} {
		if *part.to, err = TermOf(part.from); err != nil {
			return Quad{}, err
		}
	}
	return out, nil
}

// hasDirection reports whether a language tag carries an RDF 1.2 base
// direction, as in "ar--rtl".
func hasDirection(lang string) bool { return strings.Contains(lang, "--") }
