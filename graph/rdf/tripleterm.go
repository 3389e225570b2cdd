package rdf

import "strings"

// Triple returns the triple that a TripleTerm is; ok is false for other kinds
// of term and for one whose Value is not in N-Triples 1.2 syntax.
func (t Term) Triple() (tr Triple, ok bool) {
	if t.Kind != TripleTerm {
		return tr, false
	}
	src := sourceOf([]byte(t.Value), NTriples)
	if src.at(0) != '<' || src.at(1) != '<' || src.at(2) != '(' {
		return tr, false
	}
	i := 3
	for n, to := range [...]*Term{&tr.S, &tr.P, &tr.O} {
		lt, end, err := src.scanLineTerm(src.lineSpace(i), n, "a term", true, 0)
		if err != nil {
			return Triple{}, false
		}
		*to, i = src.build(lt, nil), end
	}
	i = src.lineSpace(i)
	return tr, src.at(i) == ')' && src.at(i+1) == '>' && src.at(i+2) == '>' && src.at(i+3) < 0
}

// mapBlanks returns t with every blank node's label replaced by what f gives,
// those within triple terms included.
func (t Term) mapBlanks(f func(label string) string) Term {
	switch t.Kind {
	case Blank:
		return NewBlank(f(t.Value))
	case TripleTerm:
		if !strings.Contains(t.Value, "_:") {
			return t
		}
		if tr, ok := t.Triple(); ok {
			return NewTripleTerm(Triple{tr.S.mapBlanks(f), tr.P, tr.O.mapBlanks(f)})
		}
	}
	return t
}

// mapBlanks is mapBlanks for the subject, object and graph of q, in this order.
func (q Quad) mapBlanks(f func(label string) string) Quad {
	q.S, q.O, q.G = q.S.mapBlanks(f), q.O.mapBlanks(f), q.G.mapBlanks(f)
	return q
}

// hasBlank reports whether q has a blank node, be it within a triple term.
func (q Quad) hasBlank() bool {
	if q.S.Kind == Blank || q.O.Kind == Blank || q.G.Kind == Blank {
		return true
	}
	found := false
	if q.O.Kind == TripleTerm {
		q.O.mapBlanks(func(l string) string { found = true; return l })
	}
	return found
}
