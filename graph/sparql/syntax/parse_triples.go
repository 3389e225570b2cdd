package syntax

import (
	"gongbao/graph/rdf"
)

const (
	rdfFirst   = rdf.RDF + "first"
	rdfRest    = rdf.RDF + "rest"
	rdfNil     = rdf.RDF + "nil"
	rdfType    = rdf.RDF + "type"
	rdfReifies = rdf.RDF + "reifies"
)

// startsTriple reports whether the present token can begin a triple.
func (p *parser) startsTriple() bool {
	t := p.peek()
	switch t.kind {
	case tokVar, tokIRI, tokPrefixed, tokBlank, tokString, tokInteger, tokDecimal, tokDouble:
		return true
	case tokPunct:
		switch t.text {
		case "(", "[", "<<", "<<(", "+", "-":
			return true
		}
	case tokWord:
		return p.isWord("true") || p.isWord("false")
	}
	return false
}

// triplesBlock reads triples with full stops between them.
func (p *parser) triplesBlock(out *[]Triple) {
	for p.startsTriple() {
		p.sameSubject(out)
		if !p.accept(".") {
			return
		}
	}
}

func (p *parser) add(out *[]Triple, s, verb, o Node, path Path) {
	*out = append(*out, Triple{S: s, P: verb, O: o, Path: path})
}

// sameSubject reads a subject and its properties.
func (p *parser) sameSubject(out *[]Triple) {
	p.enter()
	defer p.leave()
	before := len(*out)
	alone := p.isPunct("[") || p.isPunct("(") || p.isPunct("<<")
	s := p.node(out)
	// A blank node list, a collection or a reified triple may stand alone.
	if alone && len(*out) > before && !p.startsVerb() {
		return
	}
	p.propertyList(out, s, true)
}

func (p *parser) startsVerb() bool {
	t := p.peek()
	switch t.kind {
	case tokVar, tokIRI, tokPrefixed:
		return true
	case tokWord:
		return t.text == "a"
	case tokPunct:
		return t.text == "^" || t.text == "!" || t.text == "("
	}
	return false
}

func (p *parser) propertyList(out *[]Triple, s Node, required bool) {
	if !p.startsVerb() {
		if required {
			p.fail("a property")
		}
		return
	}
	for {
		verb, path := p.verb()
		for {
			o := p.node(out)
			p.add(out, s, verb, o, path)
			p.annotations(out, s, verb, o, path)
			if !p.accept(",") {
				break
			}
		}
		if !p.accept(";") {
			return
		}
		for p.accept(";") {
		}
		if !p.startsVerb() {
			return
		}
	}
}

// annotations reads the reifiers and annotation blocks of SPARQL 1.2.
func (p *parser) annotations(out *[]Triple, s, verb, o Node, path Path) {
	var reifier *Node
	for {
		pos := p.pos()
		switch {
		case p.accept("~"):
			p.simplePredicate(pos, path)
			r := p.reifierID(pos)
			p.reify(out, r, s, verb, o)
			reifier = &r
		case p.accept("{|"):
			p.simplePredicate(pos, path)
			if reifier == nil {
				r := Node{Kind: BlankNode, Pos: pos, Name: p.newBlank()}
				p.reify(out, r, s, verb, o)
				reifier = &r
			}
			p.enter()
			p.propertyList(out, *reifier, true)
			p.leave()
			p.expect("|}")
			reifier = nil
		default:
			return
		}
	}
}

func (p *parser) simplePredicate(pos Pos, path Path) {
	if path != nil {
		p.failAt(pos, "a triple with a property path cannot be annotated")
	}
}

// reifierID reads the optional name after "~".
func (p *parser) reifierID(pos Pos) Node {
	switch p.peek().kind {
	case tokVar, tokIRI, tokPrefixed:
		return p.varOrIRI()
	case tokBlank:
		return p.blank()
	case tokPunct:
		if p.isPunct("[") && p.peekAt(1).kind == tokPunct && p.peekAt(1).text == "]" {
			p.i += 2
		}
	}
	return Node{Kind: BlankNode, Pos: pos, Name: p.newBlank()}
}

func (p *parser) reify(out *[]Triple, r, s, verb, o Node) {
	p.add(out, r, Node{Pos: r.Pos, Term: rdf.NewIRI(rdfReifies)}, makeTriple(r.Pos, s, verb, o), nil)
}

// makeTriple builds a triple term, a ground one where it can.
func makeTriple(pos Pos, s, verb, o Node) Node {
	if s.Kind == TermNode && verb.Kind == TermNode && o.Kind == TermNode {
		return Node{Pos: pos, Term: rdf.NewTripleTerm(rdf.Triple{S: s.Term, P: verb.Term, O: o.Term})}
	}
	return Node{Kind: TripleNode, Pos: pos, Triple: &[3]Node{s, verb, o}}
}

func (p *parser) blank() Node {
	t := p.peek()
	pos := p.pos()
	if block, seen := p.labels[t.text]; seen && block != p.block && !p.template {
		p.failAt(pos, "the blank node label _:%s is used in another group of triples; use a variable instead", t.text)
	}
	p.labels[t.text] = p.block
	p.i++
	return Node{Kind: BlankNode, Pos: pos, Name: t.text}
}

// node reads a term, a variable, a collection or a blank node with properties,
// and adds the triples that it stands for.
func (p *parser) node(out *[]Triple) Node {
	p.enter()
	defer p.leave()
	pos := p.pos()
	t := p.peek()
	switch t.kind {
	case tokVar:
		return Node{Kind: VarNode, Pos: pos, Name: p.variable()}
	case tokBlank:
		return p.blank()
	case tokPunct:
		switch t.text {
		case "[":
			p.i++
			n := Node{Kind: BlankNode, Pos: pos, Name: p.newBlank()}
			if !p.accept("]") {
				p.propertyList(out, n, true)
				p.expect("]")
			}
			return n
		case "(":
			p.i++
			return p.collection(out, pos)
		case "<<":
			return p.reified(out)
		case "<<(":
			return p.tripleTerm(false)
		}
	}
	if n, ok := p.constant(); ok {
		return n
	}
	p.fail("a variable", "an IRI", "a literal", "a blank node")
	return Node{}
}

func (p *parser) collection(out *[]Triple, pos Pos) Node {
	if p.accept(")") {
		return Node{Pos: pos, Term: rdf.NewIRI(rdfNil)}
	}
	first := Node{Kind: BlankNode, Pos: pos, Name: p.newBlank()}
	cell := first
	for {
		item := p.node(out)
		p.add(out, cell, Node{Pos: pos, Term: rdf.NewIRI(rdfFirst)}, item, nil)
		if p.accept(")") {
			p.add(out, cell, Node{Pos: pos, Term: rdf.NewIRI(rdfRest)}, Node{Pos: pos, Term: rdf.NewIRI(rdfNil)}, nil)
			return first
		}
		next := Node{Kind: BlankNode, Pos: pos, Name: p.newBlank()}
		p.add(out, cell, Node{Pos: pos, Term: rdf.NewIRI(rdfRest)}, next, nil)
		cell = next
	}
}

// reified reads << s p o ~ id >>, which stands for its reifier.
func (p *parser) reified(out *[]Triple) Node {
	p.enter()
	defer p.leave()
	pos := p.pos()
	p.expect("<<")
	s := p.tripleMember(out, true)
	verb := p.simpleVerb()
	o := p.tripleMember(out, true)
	r := Node{Kind: BlankNode, Pos: pos, Name: ""}
	if p.accept("~") {
		r = p.reifierID(pos)
	} else {
		r.Name = p.newBlank()
	}
	p.expect(">>")
	p.reify(out, r, s, verb, o)
	return r
}

// tripleTerm reads <<( s p o )>>.
func (p *parser) tripleTerm(expr bool) Node {
	p.enter()
	defer p.leave()
	pos := p.pos()
	p.expect("<<(")
	s := p.tripleMember(nil, false)
	if expr && (s.Kind == TripleNode || s.Kind == TermNode && s.Term.Kind == rdf.TripleTerm) {
		p.failAt(s.Pos, "a triple term cannot be the subject of another")
	}
	if expr && s.Kind == TermNode && s.Term.Kind == rdf.Literal {
		p.failAt(s.Pos, "a literal cannot be the subject of a triple term")
	}
	verb := p.simpleVerb()
	o := p.tripleMember(nil, false)
	if expr && (s.Kind == BlankNode || o.Kind == BlankNode) {
		p.failAt(pos, "a triple term in an expression holds no blank nodes")
	}
	p.expect(")>>")
	return makeTriple(pos, s, verb, o)
}

func (p *parser) simpleVerb() Node {
	pos := p.pos()
	if t := p.peek(); t.kind == tokWord && t.text == "a" {
		p.i++
		return Node{Pos: pos, Term: rdf.NewIRI(rdfType)}
	}
	return p.varOrIRI()
}

// tripleMember reads a subject or object inside << >> or <<( )>>, where neither
// collections nor property lists may stand.
func (p *parser) tripleMember(out *[]Triple, reified bool) Node {
	pos := p.pos()
	t := p.peek()
	switch {
	case t.kind == tokVar:
		return Node{Kind: VarNode, Pos: pos, Name: p.variable()}
	case t.kind == tokBlank:
		return p.blank()
	case p.isPunct("[") && p.peekAt(1).kind == tokPunct && p.peekAt(1).text == "]":
		p.i += 2
		return Node{Kind: BlankNode, Pos: pos, Name: p.newBlank()}
	case p.isPunct("<<") && reified:
		return p.reified(out)
	case p.isPunct("<<("):
		return p.tripleTerm(false)
	}
	if n, ok := p.constant(); ok {
		return n
	}
	p.fail("a variable", "an IRI", "a literal", "a blank node")
	return Node{}
}

// constant reads an IRI or a literal, if one stands here.
func (p *parser) constant() (Node, bool) {
	pos := p.pos()
	t := p.peek()
	switch t.kind {
	case tokIRI, tokPrefixed:
		return Node{Pos: pos, Term: rdf.NewIRI(p.iri())}, true
	case tokString:
		return Node{Pos: pos, Term: p.literal()}, true
	case tokInteger, tokDecimal, tokDouble:
		p.i++
		return Node{Pos: pos, Term: number(t, "")}, true
	case tokPunct:
		n := p.peekAt(1)
		if (t.text == "-" || t.text == "+") && n.start == t.end && n.kind >= tokInteger && n.kind <= tokDouble {
			p.i += 2
			return Node{Pos: pos, Term: number(n, t.text)}, true
		}
	case tokWord:
		for _, word := range []string{"true", "false"} {
			if p.acceptWord(word) {
				return Node{Pos: pos, Term: rdf.NewLiteral(word, rdf.XSD+"boolean")}, true
			}
		}
	}
	return Node{}, false
}

func number(t token, sign string) rdf.Term {
	datatype := "integer"
	switch t.kind {
	case tokDecimal:
		datatype = "decimal"
	case tokDouble:
		datatype = "double"
	}
	return rdf.NewLiteral(sign+t.text, rdf.XSD+datatype)
}

// literal reads a string with its language tag or datatype.
func (p *parser) literal() rdf.Term {
	t := p.next()
	if lang := p.peek(); lang.kind == tokLang {
		p.i++
		return rdf.NewLang(t.text, lang.text)
	}
	if p.accept("^^") {
		return rdf.NewLiteral(t.text, p.iri())
	}
	return rdf.NewString(t.text)
}

// verb reads a predicate: a node, or a path with an empty node.
func (p *parser) verb() (Node, Path) {
	pos := p.pos()
	if p.peek().kind == tokVar {
		return Node{Kind: VarNode, Pos: pos, Name: p.variable()}, nil
	}
	if p.template {
		return p.simpleVerb(), nil
	}
	path := p.path()
	if link, ok := path.(*Link); ok {
		return Node{Pos: pos, Term: rdf.NewIRI(link.IRI)}, nil
	}
	return Node{Pos: pos}, path
}
