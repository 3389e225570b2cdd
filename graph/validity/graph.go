package validity

import (
	"strings"

	"gongbao/ontology/vocab"
)

// Graph gives the properties of a node of the graph by the IRIs of both. It is
// what Of needs of a store. A value, its IRI or lexical form, is asked for only
// where it matters: most of a statement's are its evidence.
type Graph interface {
	Properties(node string, take func(property string, value func() string)) error
}

// Of says whether the statement with that IRI holds on some day of a date. A
// statement with a time of its own is judged by that; one without by the dates
// of the documents it comes from, or where it was derived from other
// statements, by them: it holds where all of them do. What is no statement is
// Unknown. The error is the graph's.
func Of(g Graph, statement string, d Date) (Verdict, error) {
	return of(g, statement, d, map[string]bool{})
}

func of(g Graph, statement string, d Date, above map[string]bool) (Verdict, error) {
	if above[statement] {
		return Unknown, nil // a derivation that rests on itself
	}
	above[statement] = true
	defer delete(above, statement)
	var s Statement
	var sources []string
	known := false
	err := g.Properties(statement, func(property string, value func() string) {
		switch property {
		case vocab.PROVWasDerivedFrom:
			sources = append(sources, value())
		case vocab.RDFPredicate:
			known = true
			s.Set(property, value())
		case vocab.Start, vocab.End, vocab.Inferred, vocab.Modality, vocab.Status, vocab.Tense:
			s.Set(property, value())
		}
	})
	if err != nil || !known {
		return Unknown, err
	}
	var premises []string
	for _, source := range sources {
		isStatement := false
		err := g.Properties(source, func(property string, value func() string) {
			switch property {
			case vocab.DCTDate:
				s.Told = max(s.Told, value())
			case vocab.RDFPredicate:
				isStatement = true
			}
		})
		if err != nil {
			return Unknown, err
		}
		if isStatement {
			premises = append(premises, source)
		}
	}
	if len(premises) == 0 || s.Start != "" || s.End != "" {
		return s.At(d), nil
	}
	all := Holds
	for _, p := range premises {
		v, err := of(g, p, d, above)
		if err != nil {
			return Unknown, err
		}
		all = min(all, v)
	}
	return all, nil
}

// Set takes up a property of a statement's node: its time, its relation, its
// modality, and the qualifiers status, tense and inferred. Others it passes
// over; the date of the document, Told, stands on another node.
func (s *Statement) Set(property, value string) {
	tense := Present
	switch property {
	case vocab.Start:
		s.Start = value
	case vocab.End:
		s.End = value
	case vocab.RDFPredicate:
		s.Kind = KindOf(value)
	case vocab.Inferred:
		s.Inferred = s.Inferred || FromDocument(value)
	case vocab.Modality:
		tense = TenseOf(strings.TrimPrefix(value, vocab.NS), "", "")
	case vocab.Status:
		tense = TenseOf("", value, "")
	case vocab.Tense:
		tense = TenseOf("", "", value)
	}
	if tense != Present {
		s.Tense = tense
	}
}

// KindOf returns how a relation stands to time. One that the ontology does not
// have is taken to last.
func KindOf(relation string) Kind {
	switch local := strings.TrimPrefix(relation, vocab.NS); {
	case vocab.IsEvent(local):
		return Event
	case vocab.IsAtemporal(local):
		return Atemporal
	}
	return Fluent
}
