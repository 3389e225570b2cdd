package syntax

import "gongbao/graph/rdf"

// group reads { … }.
func (p *parser) group() *Group {
	p.enter()
	defer p.leave()
	g := &Group{Pos: p.pos()}
	p.expect("{")
	if p.isWord("SELECT") {
		p.newBlock()
		g.Elements = append(g.Elements, &SubSelect{Query: p.subSelect()})
		p.expect("}")
		p.newBlock()
		return g
	}
	p.newBlock()
	for !p.accept("}") {
		p.element(g)
	}
	p.newBlock()
	return g
}

// element reads one element of a group. A FILTER does not end a basic graph
// pattern; everything else but triples does.
func (p *parser) element(g *Group) {
	if !p.startsTriple() {
		if p.elements++; p.elements > maxElements {
			p.failAt(p.pos(), "the query has more than %d parts such as FILTER or OPTIONAL", maxElements)
		}
	}
	switch {
	case p.acceptWord("FILTER"):
		g.Elements = append(g.Elements, &Filter{Expr: p.constraint()})
	case p.acceptWord("OPTIONAL"):
		g.Elements = append(g.Elements, &Optional{Group: p.group()})
	case p.acceptWord("MINUS"):
		g.Elements = append(g.Elements, &Minus{Group: p.group()})
	case p.acceptWord("GRAPH"):
		n := p.varOrIRI()
		g.Elements = append(g.Elements, &GraphPattern{Graph: n, Group: p.group()})
	case p.isWord("SERVICE"):
		s := &Service{Pos: p.pos()}
		p.i++
		s.Silent = p.acceptWord("SILENT")
		s.Name = p.varOrIRI()
		s.Group = p.group()
		g.Elements = append(g.Elements, s)
	case p.isWord("BIND"):
		b := &Bind{Pos: p.pos()}
		p.i++
		p.expect("(")
		b.Expr = p.expression()
		p.expectWord("AS")
		b.Var = p.variable()
		p.expect(")")
		p.newBlock()
		g.Elements = append(g.Elements, b)
	case p.isWord("VALUES"):
		g.Elements = append(g.Elements, p.values())
		p.newBlock()
	case p.isPunct("{"):
		u := &Union{Groups: []*Group{p.group()}}
		for p.acceptWord("UNION") {
			if !p.isPunct("{") {
				p.fail("'{'")
			}
			u.Groups = append(u.Groups, p.group())
		}
		if len(u.Groups) == 1 {
			g.Elements = append(g.Elements, u.Groups[0])
		} else {
			g.Elements = append(g.Elements, u)
		}
	case p.startsTriple():
		if n := len(g.Elements); n > 0 {
			if _, ok := g.Elements[n-1].(*Triples); ok {
				p.fail("'.'", "';'", "','", "'}'")
			}
		}
		t := &Triples{}
		p.triplesBlock(&t.List)
		g.Elements = append(g.Elements, t)
		return // triplesBlock has read its full stop
	default:
		p.fail("a triple pattern", "'}'", "a keyword such as FILTER or OPTIONAL")
	}
	p.accept(".")
}

func (p *parser) varOrIRI() Node {
	pos := p.pos()
	switch p.peek().kind {
	case tokVar:
		return Node{Kind: VarNode, Pos: pos, Name: p.variable()}
	case tokIRI, tokPrefixed:
		return Node{Pos: pos, Term: rdf.NewIRI(p.iri())}
	}
	p.fail("a variable", "an IRI")
	return Node{}
}

// values reads VALUES with one variable or a list of them.
func (p *parser) values() *Values {
	v := &Values{Pos: p.pos()}
	p.expectWord("VALUES")
	if p.peek().kind == tokVar {
		v.Vars = []string{p.variable()}
		p.expect("{")
		for !p.accept("}") {
			v.Rows = append(v.Rows, []rdf.Term{p.dataTerm()})
		}
		return v
	}
	if !p.accept("(") {
		p.fail("a variable", "'('")
	}
	for !p.accept(")") {
		pos := p.pos()
		name := p.variable()
		for _, other := range v.Vars {
			if other == name {
				p.failAt(pos, "the variable ?%s stands twice in VALUES", name)
			}
		}
		v.Vars = append(v.Vars, name)
	}
	p.expect("{")
	for !p.accept("}") {
		pos := p.pos()
		p.expect("(")
		row := make([]rdf.Term, 0, len(v.Vars))
		for !p.accept(")") {
			row = append(row, p.dataTerm())
		}
		if len(row) != len(v.Vars) {
			p.failAt(pos, "the row has %d values for %d variables", len(row), len(v.Vars))
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// dataTerm reads a ground term or UNDEF.
func (p *parser) dataTerm() rdf.Term {
	if p.acceptWord("UNDEF") {
		return rdf.Term{}
	}
	if p.isPunct("<<(") {
		n := p.tripleTerm(true)
		if n.Kind != TermNode {
			p.failAt(n.Pos, "a triple term in VALUES holds no variables or blank nodes")
		}
		return n.Term
	}
	if n, ok := p.constant(); ok {
		return n.Term
	}
	p.fail("a value", "UNDEF")
	return rdf.Term{}
}
