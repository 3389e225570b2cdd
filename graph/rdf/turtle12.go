package rdf

import "fmt"

// What RDF 1.2 adds to Turtle and TriG: triple terms <<( s p o )>>, reified
// triples << s p o ~ id >>, and annotations ~ id and {| … |} behind objects.

// RDFReifies is the predicate between a reifier and its triple term.
const RDFReifies = RDF + "reifies"

// maxTripleDepth bounds how deep triples may stand in triples; unlike brackets
// these are read recursively.
const maxTripleDepth = 64

// NewTripleTerm returns the RDF 1.2 term that is the triple itself.
func NewTripleTerm(tr Triple) Term {
	b := make([]byte, 0, 64)
	b = append(b, "<<( "...)
	b = appendTerm(b, tr.S)
	b = append(b, ' ')
	b = appendTerm(b, tr.P)
	b = append(b, ' ')
	b = appendTerm(b, tr.O)
	b = append(b, " )>>"...)
	return Term{Kind: TripleTerm, Value: string(b)}
}

func (t *turtleReader) allowRDF12(depth int) error {
	if !t.opts.rdf12 {
		return t.src.fail(0, "triples within triples are RDF 1.2; read the file as RDF 1.2")
	}
	if depth >= maxTripleDepth {
		return t.src.fail(0, "triples nest more than %d deep", maxTripleDepth)
	}
	return nil
}

// tripleTerm reads <<( s p o )>>.
func (t *turtleReader) tripleTerm(depth int) (Term, error) {
	if err := t.allowRDF12(depth); err != nil {
		return Term{}, err
	}
	t.src.take(3)
	tr, err := t.innerTriple(depth, false)
	if err != nil {
		return Term{}, err
	}
	if t.space() != ')' || t.src.at(1) != '>' || t.src.at(2) != '>' {
		return Term{}, t.src.fail(0, "a triple term ends with ')>>', not with %s", t.src.found(0))
	}
	t.src.take(3)
	return NewTripleTerm(tr), nil
}

// reifiedTriple reads << s p o ~ id >>, emits what it says and returns the
// reifier.
func (t *turtleReader) reifiedTriple(depth int) (Term, error) {
	if err := t.allowRDF12(depth); err != nil {
		return Term{}, err
	}
	t.src.take(2)
	tr, err := t.innerTriple(depth, true)
	if err != nil {
		return Term{}, err
	}
	var reifier Term
	if t.space() == '~' {
		if reifier, err = t.reifier(); err != nil {
			return Term{}, err
		}
	} else {
		reifier = t.fresh()
	}
	if t.space() != '>' || t.src.at(1) != '>' {
		return Term{}, t.src.fail(0, "a reified triple ends with '>>', not with %s", t.src.found(0))
	}
	t.src.take(2)
	t.emit(reifier, NewIRI(RDFReifies), NewTripleTerm(tr))
	return reifier, nil
}

// innerTriple reads the three terms of a triple within a triple. Only reified
// triples may have one as their subject.
func (t *turtleReader) innerTriple(depth int, reified bool) (tr Triple, err error) {
	node := func(object bool) (Term, error) {
		c := t.space()
		switch {
		case c == '[':
			if !t.openBracket() {
				return Term{}, t.src.fail(0, "a blank node within a triple cannot be described there")
			}
			return t.fresh(), nil
		case c == '<' && t.src.at(1) == '<' && t.src.at(2) != '(':
			if !reified {
				return Term{}, t.src.fail(0, "a triple term cannot hold a reified triple")
			}
			return t.reifiedTriple(depth + 1)
		case object:
			return t.simpleObject(c, depth+1)
		}
		return t.resource("a subject")
	}
	if tr.S, err = node(false); err != nil {
		return tr, err
	}
	f := frame{}
	if err = t.verb(&f, t.space()); err != nil {
		return tr, err
	}
	tr.P = f.p
	tr.O, err = node(true)
	return tr, err
}

// reifier reads '~' and the name behind it, if there is one.
func (t *turtleReader) reifier() (Term, error) {
	t.src.take(1)
	switch c := t.space(); {
	case c == '[':
		if !t.openBracket() {
			return Term{}, t.src.fail(0, "a reifier is an IRI, a blank node label or [], not a description")
		}
	case c == '<' || c == '_' || c == ':' || isASCIILetter(c) || c >= 0x80:
		return t.resource("a reifier")
	}
	return t.fresh(), nil
}

// annotation reads '~ id' or the beginning of '{| … |}' behind an object.
func (t *turtleReader) annotation(f *frame, c int) error {
	if !t.opts.rdf12 {
		return t.src.fail(0, "annotations are RDF 1.2; read the file as RDF 1.2")
	}
	triple := Triple{f.s, f.p, f.o}
	if c == '~' {
		r, err := t.reifier()
		if err != nil {
			return err
		}
		f.reifier = r
		t.emit(r, NewIRI(RDFReifies), NewTripleTerm(triple))
		return nil
	}
	r := f.reifier
	f.reifier = Term{}
	if r.IsZero() {
		r = t.fresh()
		t.emit(r, NewIRI(RDFReifies), NewTripleTerm(triple))
	}
	t.src.take(2)
	if err := t.push(frame{kind: annotationFrame, s: r}); err != nil {
		return fmt.Errorf("in an annotation: %w", err)
	}
	return nil
}
