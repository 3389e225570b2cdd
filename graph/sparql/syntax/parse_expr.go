package syntax

import "strings"

// builtins maps the names of SPARQL's built-in functions to the least and the
// greatest number of arguments; -1 is any number.
var builtins = map[string][2]int{
	"STR": {1, 1}, "LANG": {1, 1}, "LANGMATCHES": {2, 2}, "DATATYPE": {1, 1}, "BOUND": {1, 1},
	"IRI": {1, 1}, "URI": {1, 1}, "BNODE": {0, 1}, "RAND": {0, 0}, "ABS": {1, 1}, "CEIL": {1, 1},
	"FLOOR": {1, 1}, "ROUND": {1, 1}, "CONCAT": {0, -1}, "SUBSTR": {2, 3}, "STRLEN": {1, 1},
	"REPLACE": {3, 4}, "UCASE": {1, 1}, "LCASE": {1, 1}, "ENCODE_FOR_URI": {1, 1},
	"CONTAINS": {2, 2}, "STRSTARTS": {2, 2}, "STRENDS": {2, 2}, "STRBEFORE": {2, 2},
	"STRAFTER": {2, 2}, "YEAR": {1, 1}, "MONTH": {1, 1}, "DAY": {1, 1}, "HOURS": {1, 1},
	"MINUTES": {1, 1}, "SECONDS": {1, 1}, "TIMEZONE": {1, 1}, "TZ": {1, 1}, "NOW": {0, 0},
	"UUID": {0, 0}, "STRUUID": {0, 0}, "MD5": {1, 1}, "SHA1": {1, 1}, "SHA256": {1, 1},
	"SHA384": {1, 1}, "SHA512": {1, 1}, "COALESCE": {0, -1}, "IF": {3, 3}, "STRLANG": {2, 2},
	"STRDT": {2, 2}, "SAMETERM": {2, 2}, "ISIRI": {1, 1}, "ISURI": {1, 1}, "ISBLANK": {1, 1},
	"ISLITERAL": {1, 1}, "ISNUMERIC": {1, 1}, "REGEX": {2, 3},
	"TRIPLE": {3, 3}, "SUBJECT": {1, 1}, "PREDICATE": {1, 1}, "OBJECT": {1, 1}, "ISTRIPLE": {1, 1},
	"LANGDIR": {1, 1}, "HASLANG": {1, 1}, "HASLANGDIR": {1, 1}, "STRLANGDIR": {3, 3},
}

var aggregates = map[string]bool{
	"COUNT": true, "SUM": true, "MIN": true, "MAX": true, "AVG": true, "SAMPLE": true, "GROUP_CONCAT": true,
}

// startsCall reports whether a built-in or a function call begins here.
func (p *parser) startsCall() bool {
	t := p.peek()
	switch t.kind {
	case tokIRI, tokPrefixed:
		return true
	case tokWord:
		name := strings.ToUpper(t.text)
		_, ok := builtins[name]
		return ok || aggregates[name] || name == "EXISTS" || name == "NOT"
	}
	return false
}

// constraint reads what follows FILTER.
func (p *parser) constraint() Expr {
	if p.accept("(") {
		e := p.expression()
		p.expect(")")
		return e
	}
	if !p.startsCall() {
		p.fail("a condition in parentheses", "a function", "EXISTS")
	}
	return p.callExpr()
}

func (p *parser) expression() Expr {
	p.enter()
	defer p.leave()
	return p.binary(0)
}

// levels are the binary operators from the loosest to the tightest.
var levels = [][]string{{"||"}, {"&&"}, {"=", "!=", "<", ">", "<=", ">="}, {"+", "-"}, {"*", "/"}}

func (p *parser) binary(level int) Expr {
	if level == len(levels) {
		return p.unary()
	}
	left := p.binary(level + 1)
	for {
		op := ""
		pos := p.pos()
		if t := p.peek(); t.kind == tokPunct {
			for _, candidate := range levels[level] {
				if t.text == candidate {
					op = candidate
				}
			}
		}
		if op == "" {
			if level == 2 {
				return p.membership(left)
			}
			return left
		}
		p.i++
		left = &Binary{Pos: pos, Op: op, L: left, R: p.binary(level + 1)}
		if level == 2 {
			return left // comparisons do not chain
		}
	}
}

func (p *parser) membership(x Expr) Expr {
	pos := p.pos()
	in := &In{Pos: pos, X: x}
	if p.isWord("NOT") && p.peekAt(1).kind == tokWord && strings.EqualFold(p.peekAt(1).text, "IN") {
		p.i++
		in.Not = true
	}
	if !p.acceptWord("IN") {
		return x
	}
	in.List, _ = p.arguments(false)
	return in
}

func (p *parser) unary() Expr {
	pos := p.pos()
	for _, op := range []string{"!", "-", "+"} {
		if !p.isPunct(op) {
			continue
		}
		if n, ok := p.constant(); ok { // a signed number
			return &NodeExpr{n}
		}
		p.i++
		p.enter()
		defer p.leave()
		return &Unary{Pos: pos, Op: op, X: p.unary()}
	}
	return p.primary()
}

func (p *parser) primary() Expr {
	t := p.peek()
	pos := p.pos()
	switch {
	case p.accept("("):
		e := p.expression()
		p.expect(")")
		return e
	case t.kind == tokVar:
		return &NodeExpr{Node{Kind: VarNode, Pos: pos, Name: p.variable()}}
	case p.isPunct("<<("):
		return &NodeExpr{p.tripleTerm(true)}
	case t.kind == tokIRI || t.kind == tokPrefixed:
		if n := p.peekAt(1); n.kind == tokPunct && n.text == "(" {
			return p.callExpr()
		}
	case p.startsCall():
		return p.callExpr()
	}
	if n, ok := p.constant(); ok {
		return &NodeExpr{n}
	}
	if t.kind == tokWord {
		p.failAt(pos, "there is no function %s", t.text)
	}
	p.fail("a variable", "a constant", "a function", "'('")
	return nil
}

// arguments reads ( … ), with DISTINCT where allowed.
func (p *parser) arguments(distinctAllowed bool) (list []Expr, distinct bool) {
	p.expect("(")
	if distinctAllowed && p.acceptWord("DISTINCT") {
		distinct = true
	}
	if !distinct && p.accept(")") {
		return nil, false
	}
	list = append(list, p.expression())
	for p.accept(",") {
		list = append(list, p.expression())
	}
	p.expect(")")
	return list, distinct
}

// callExpr reads a built-in, an aggregate, EXISTS or a function by its IRI.
func (p *parser) callExpr() Expr {
	pos := p.pos()
	t := p.peek()
	if t.kind != tokWord {
		c := &Call{Pos: pos, IRI: p.iri()}
		if !p.isPunct("(") {
			p.fail("'(' and the function's arguments")
		}
		c.Args, c.Distinct = p.arguments(true)
		return c
	}
	name := strings.ToUpper(t.text)
	p.i++
	switch {
	case name == "NOT":
		p.expectWord("EXISTS")
		return &Exists{Pos: pos, Not: true, Group: p.innerGroup()}
	case name == "EXISTS":
		return &Exists{Pos: pos, Group: p.innerGroup()}
	case aggregates[name]:
		return p.aggregate(name, pos)
	}
	c := &Call{Pos: pos, Name: name}
	if name == "URI" || name == "ISURI" {
		c.Name = strings.TrimSuffix(name, "URI") + "IRI"
	}
	c.Args, _ = p.arguments(false)
	limits := builtins[name]
	if len(c.Args) < limits[0] || limits[1] >= 0 && len(c.Args) > limits[1] {
		p.failAt(pos, "%s takes %s, not %d", name, countWords(limits), len(c.Args))
	}
	if name == "BOUND" {
		if n, ok := c.Args[0].(*NodeExpr); !ok || n.Node.Kind != VarNode {
			p.failAt(pos, "BOUND takes a variable")
		}
	}
	return c
}

func countWords(limits [2]int) string {
	words := []string{"no arguments", "one argument", "two arguments", "three arguments", "four arguments"}
	switch {
	case limits[0] == limits[1]:
		return words[limits[0]]
	case limits[0] == 0:
		return "at most " + words[limits[1]]
	}
	return strings.Fields(words[limits[0]])[0] + " or " + words[limits[1]]
}

// innerGroup reads the group of an EXISTS. Its blank nodes are its own.
func (p *parser) innerGroup() *Group {
	if !p.isPunct("{") {
		p.fail("'{'")
	}
	block, in := p.block, p.inAggregate
	p.inAggregate = false
	g := p.group()
	p.block, p.inAggregate = block, in // the triples around a FILTER are one block
	return g
}

func (p *parser) aggregate(name string, pos Pos) Expr {
	a := &Aggregate{Pos: pos, Name: name}
	if p.inAggregate {
		p.failAt(pos, "%s stands inside another aggregate", name)
	}
	p.expect("(")
	a.Distinct = p.acceptWord("DISTINCT")
	if name == "COUNT" && p.accept("*") {
		p.expect(")")
		return a
	}
	p.inAggregate = true
	a.Arg = p.expression()
	p.inAggregate = false
	if name == "GROUP_CONCAT" && p.accept(";") {
		p.expectWord("SEPARATOR")
		p.expect("=")
		t := p.peek()
		if t.kind != tokString {
			p.fail("a string")
		}
		p.i++
		a.Separator = &t.text
	}
	p.expect(")")
	return a
}
