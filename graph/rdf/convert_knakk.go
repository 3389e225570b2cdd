package rdf

import (
	"fmt"
	"strings"

	krdf "github.com/knakk/rdf"
)

// FromKnakk returns the term that a term of knakk/rdf stands for; nil gives the
// zero Term.
func FromKnakk(t krdf.Term) (Term, error) {
	switch t := t.(type) {
	case nil:
		return Term{}, nil
	case krdf.IRI:
		return NewIRI(t.String()), nil
	case krdf.Blank:
		return NewBlank(t.String()), nil
	case krdf.Literal:
		if lang := t.Lang(); lang != "" {
			return NewLang(t.String(), lang), nil
		}
		return NewLiteral(t.String(), t.DataType.String()), nil
	}
	return Term{}, fmt.Errorf("rdf: a %T of knakk/rdf is no RDF term", t)
}

func fromKnakkQuad(q krdf.Quad) (out Quad, err error) {
	for _, part := range []struct {
		to   *Term
		from krdf.Term
	}{{&out.S, q.Subj}, {&out.P, q.Pred}, {&out.O, q.Obj}, {&out.G, q.Ctx}} {
		if *part.to, err = FromKnakk(part.from); err != nil {
			return Quad{}, err
		}
	}
	return out, nil
}

// ToKnakk returns the term as one of knakk/rdf, for programs that use that
// library. It fails for what knakk cannot hold: the zero Term, triple terms,
// and IRIs with characters that no IRI may have. knakk's constructor refuses
// language tags of more than two parts, so such literals are made by its
// decoder.
func (t Term) ToKnakk() (krdf.Term, error) {
	switch t.Kind {
	case IRI:
		return krdf.NewIRI(t.Value)
	case Blank:
		return krdf.NewBlank(t.Value)
	case Literal:
		if t.Lang == "" {
			dt, err := krdf.NewIRI(t.Datatype)
			if err != nil {
				return nil, err
			}
			return krdf.NewTypedLiteral(t.Value, dt), nil
		}
		if hasDirection(t.Lang) {
			break
		}
		if strings.Count(t.Lang, "-") <= 1 {
			return krdf.NewLangLiteral(t.Value, t.Lang)
		}
		line := append(appendTerm([]byte("<x:> <x:> "), t), " .\n"...)
		triples, err := krdf.NewTripleDecoder(strings.NewReader(string(line)), krdf.NTriples).DecodeAll()
		if err != nil || len(triples) != 1 {
			return nil, fmt.Errorf("rdf: knakk/rdf cannot hold the literal %s: %w", line, err)
		}
		return triples[0].Obj, nil
	}
	return nil, fmt.Errorf("rdf: knakk/rdf cannot hold this kind of term (%d)", t.Kind)
}
