package syntax

import (
	"fmt"
	"maps"
	"strconv"
	"strings"

	"gongbao/graph/rdf"
)

// maxDepth is how deeply groups, expressions, paths, lists and sub-queries may
// nest in one another.
const maxDepth = 250

// maxElements is how many parts other than triples, such as BIND or OPTIONAL, a
// query may have. Planning looks at each beside each other.
const maxElements = 1000

// Options says what a query may take for granted.
type Options struct {
	// Base is the IRI against which relative IRIs are resolved.
	Base string
	// Prefixes are declared before the query begins, keyed without the colon.
	Prefixes map[string]string
}

// Parse reads a query. Its error is always an *Error.
func Parse(query string, opts Options) (*Query, error) {
	src, bad := unescapeCodepoints(query)
	if bad != nil {
		return nil, bad
	}
	p := &parser{
		src: src, tokens: lex(src.text), base: opts.Base,
		given: opts.Prefixes, labels: map[string]int{},
	}
	q, err := p.parse()
	if err != nil {
		return nil, err
	}
	return q, nil
}

type parser struct {
	src      *source
	tokens   []token
	i        int
	depth    int
	elements int
	base     string
	given    map[string]string
	prefixes map[string]string
	anon     int
	// block is the number of the present basic graph pattern, blocks the last
	// number given, and labels tells in which one a blank node label was used:
	// it may be used in one only.
	block, blocks int
	labels        map[string]int
	// inAggregate is true inside the argument of an aggregate, template inside
	// a CONSTRUCT template.
	inAggregate, template bool
}

// failure carries an *Error up from deep inside the descent; parse recovers it
// and nothing else does.
type failure struct{ err *Error }

func (p *parser) parse() (q *Query, err *Error) {
	defer func() {
		if r := recover(); r != nil {
			f, ok := r.(failure)
			if !ok {
				panic(r)
			}
			err = f.err
		}
	}()
	return p.query(), nil
}

func (p *parser) peek() token { return p.tokens[p.i] }

func (p *parser) peekAt(n int) token {
	if p.i+n >= len(p.tokens) {
		return p.tokens[len(p.tokens)-1]
	}
	return p.tokens[p.i+n]
}

func (p *parser) next() token {
	t := p.tokens[p.i]
	if t.kind != tokEOF && t.kind != tokBad {
		p.i++
	}
	return t
}

func (p *parser) pos() Pos { return p.src.pos(p.peek().start) }

// fail reports the present token as wrong.
func (p *parser) fail(expected ...string) {
	t := p.peek()
	if t.kind == tokBad {
		panic(failure{p.src.errorAt(t.start, nil, "%s", t.text)})
	}
	panic(failure{p.src.errorAt(t.start, expected, "%s cannot stand here", t.describe())})
}

// failAt reports a mistake that is not one of grammar.
func (p *parser) failAt(pos Pos, format string, args ...any) {
	panic(failure{p.src.errorAtPos(pos, nil, format, args...)})
}

func (p *parser) enter() {
	if p.depth++; p.depth > maxDepth {
		p.failAt(p.pos(), "the query nests deeper than %d levels", maxDepth)
	}
}

func (p *parser) leave() { p.depth-- }

func (p *parser) isWord(word string) bool {
	t := p.peek()
	return t.kind == tokWord && strings.EqualFold(t.text, word)
}

func (p *parser) acceptWord(word string) bool {
	if p.isWord(word) {
		p.i++
		return true
	}
	return false
}

func (p *parser) expectWord(word string) {
	if !p.acceptWord(word) {
		p.fail(word)
	}
}

func (p *parser) isPunct(s string) bool {
	t := p.peek()
	return t.kind == tokPunct && t.text == s
}

func (p *parser) accept(s string) bool {
	if p.isPunct(s) {
		p.i++
		return true
	}
	return false
}

func (p *parser) expect(s string) {
	if !p.accept(s) {
		p.fail("'" + s + "'")
	}
}

func (p *parser) variable() string {
	t := p.peek()
	if t.kind != tokVar {
		p.fail("a variable")
	}
	p.i++
	return t.text
}

// resolve makes a reference absolute where there is a base to do so.
func (p *parser) resolve(ref string) string {
	base, err := rdf.NewBase(p.base)
	if err != nil {
		return ref
	}
	iri, err := base.Resolve(ref)
	if err != nil {
		return ref
	}
	return iri
}

// iri reads an IRI reference or a prefixed name and resolves it.
func (p *parser) iri() string {
	t := p.peek()
	switch t.kind {
	case tokIRI:
		p.i++
		return p.resolve(t.text)
	case tokPrefixed:
		prefix := t.text[:t.colon]
		ns, ok := p.prefixes[prefix]
		if !ok {
			ns, ok = p.given[prefix]
		}
		if !ok {
			panic(failure{p.src.errorAt(t.start, nil, "the prefix %s: is not declared; add PREFIX %s: <…> at the start", prefix, prefix)})
		}
		p.i++
		return ns + t.text[t.colon+1:]
	}
	p.fail("an IRI")
	return ""
}

func (p *parser) query() *Query {
	q := &Query{Pos: p.pos(), Limit: -1, Offset: -1}
	p.prefixes = map[string]string{}
	p.prologue(q)
	switch {
	case p.isWord("SELECT"):
		p.selectClause(q)
		p.sources(q)
		p.where(q)
		p.modifiers(q)
	case p.acceptWord("CONSTRUCT"):
		p.construct(q)
	case p.acceptWord("DESCRIBE"):
		p.describe(q)
	case p.acceptWord("ASK"):
		q.Form = Ask
		p.sources(q)
		p.where(q)
		p.modifiers(q)
	default:
		for _, word := range []string{"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"} {
			if p.isWord(word) {
				p.failAt(p.pos(), "%s belongs to SPARQL Update, which is not supported: this is a query engine", word)
			}
		}
		p.fail("SELECT", "CONSTRUCT", "DESCRIBE", "ASK")
	}
	q.Values = p.trailingValues()
	if p.peek().kind != tokEOF {
		p.fail("the end of the query")
	}
	q.Base = p.base
	q.Prefixes = maps.Clone(p.prefixes)
	p.checkQuery(q)
	return q
}

func (p *parser) prologue(q *Query) {
	for {
		switch {
		case p.acceptWord("BASE"):
			t := p.peek()
			if t.kind != tokIRI {
				p.fail("an IRI in angle brackets")
			}
			p.i++
			p.base = p.resolve(t.text)
		case p.acceptWord("PREFIX"):
			t := p.peek()
			if t.kind != tokPrefixed || t.colon != len(t.text)-1 {
				p.fail("a prefix with a colon")
			}
			p.i++
			iri := p.peek()
			if iri.kind != tokIRI {
				p.fail("an IRI in angle brackets")
			}
			p.i++
			p.prefixes[t.text[:t.colon]] = p.resolve(iri.text)
		case p.acceptWord("VERSION"):
			t := p.peek()
			if t.kind != tokString || p.src.text[t.start:t.start+min(3, t.end-t.start)] == strings.Repeat(p.src.text[t.start:t.start+1], 3) {
				p.fail("a version in quotes")
			}
			p.i++
			q.Version = t.text
		default:
			return
		}
	}
}

func (p *parser) selectClause(q *Query) {
	p.expectWord("SELECT")
	q.Form = Select
	if p.acceptWord("DISTINCT") {
		q.Distinct = true
	} else if p.acceptWord("REDUCED") {
		q.Reduced = true
	}
	if p.accept("*") {
		q.Star = true
		return
	}
	for {
		switch t := p.peek(); {
		case t.kind == tokVar:
			q.Projection = append(q.Projection, Binding{Pos: p.pos(), Var: p.variable()})
		case p.isPunct("("):
			pos := p.pos()
			p.i++
			e := p.expression()
			p.expectWord("AS")
			q.Projection = append(q.Projection, Binding{Pos: pos, Var: p.variable(), Expr: e})
			p.expect(")")
		case len(q.Projection) == 0:
			p.fail("a variable", "(expression AS ?variable)", "*")
		default:
			return
		}
	}
}

func (p *parser) sources(q *Query) {
	for p.acceptWord("FROM") {
		named := p.acceptWord("NAMED")
		q.From = append(q.From, Source{IRI: p.iri(), Named: named})
	}
}

func (p *parser) where(q *Query) {
	p.acceptWord("WHERE")
	if !p.isPunct("{") {
		p.fail("'{'")
	}
	q.Where = p.group()
}

func (p *parser) construct(q *Query) {
	q.Form = Construct
	if p.isPunct("{") {
		p.expect("{")
		q.Template = p.templateTriples()
		p.expect("}")
		p.sources(q)
		p.where(q)
		p.modifiers(q)
		return
	}
	p.sources(q)
	p.expectWord("WHERE")
	pos := p.pos()
	p.expect("{")
	start := p.i
	q.Template = p.templateTriples()
	p.expect("}")
	p.i = start // the same text is the pattern, with its own blank nodes
	q.Where = &Group{Pos: pos}
	if list := p.templateTriples(); len(list) > 0 {
		q.Where.Elements = []Pattern{&Triples{List: list}}
	}
	p.expect("}")
	p.modifiers(q)
}

func (p *parser) templateTriples() []Triple {
	labels := p.labels // those of the template are its own
	p.template, p.labels = true, map[string]int{}
	defer func() { p.template, p.labels = false, labels }()
	var list []Triple
	if !p.isPunct("}") {
		p.triplesBlock(&list)
	}
	return list
}

func (p *parser) describe(q *Query) {
	q.Form = Describe
	if p.accept("*") {
		q.Star = true
	} else {
		for {
			t := p.peek()
			if t.kind == tokVar {
				q.Targets = append(q.Targets, Node{Kind: VarNode, Pos: p.pos(), Name: p.variable()})
			} else if t.kind == tokIRI || t.kind == tokPrefixed {
				pos := p.pos()
				q.Targets = append(q.Targets, Node{Pos: pos, Term: rdf.NewIRI(p.iri())})
			} else if len(q.Targets) == 0 {
				p.fail("a variable", "an IRI", "*")
			} else {
				break
			}
		}
	}
	p.sources(q)
	if p.isWord("WHERE") || p.isPunct("{") {
		p.where(q)
	}
	p.modifiers(q)
}

// modifiers reads GROUP BY to OFFSET.
func (p *parser) modifiers(q *Query) {
	if p.acceptWord("GROUP") {
		p.expectWord("BY")
		for n := 0; ; n++ {
			pos := p.pos()
			switch t := p.peek(); {
			case t.kind == tokVar:
				q.GroupBy = append(q.GroupBy, Binding{Pos: pos, Var: p.variable()})
				continue
			case p.accept("("):
				b := Binding{Pos: pos, Expr: p.expression()}
				if p.acceptWord("AS") {
					b.Var = p.variable()
				}
				p.expect(")")
				q.GroupBy = append(q.GroupBy, b)
				continue
			case p.startsCall():
				q.GroupBy = append(q.GroupBy, Binding{Pos: pos, Expr: p.callExpr()})
				continue
			case n == 0:
				p.fail("a variable", "a function", "an expression in parentheses")
			}
			break
		}
	}
	if p.acceptWord("HAVING") {
		for n := 0; ; n++ {
			if p.isPunct("(") || p.startsCall() {
				q.Having = append(q.Having, p.constraint())
				continue
			}
			if n == 0 {
				p.fail("a condition in parentheses", "a function")
			}
			break
		}
	}
	if p.acceptWord("ORDER") {
		p.expectWord("BY")
		for n := 0; ; n++ {
			if p.isWord("ASC") || p.isWord("DESC") {
				k := OrderKey{Descending: p.isWord("DESC")}
				p.i++
				p.expect("(")
				k.Expr = p.expression()
				p.expect(")")
				q.OrderBy = append(q.OrderBy, k)
				continue
			}
			if p.peek().kind == tokVar {
				pos := p.pos()
				q.OrderBy = append(q.OrderBy, OrderKey{Expr: &NodeExpr{Node{Kind: VarNode, Pos: pos, Name: p.variable()}}})
				continue
			}
			if p.isPunct("(") || p.startsCall() {
				q.OrderBy = append(q.OrderBy, OrderKey{Expr: p.constraint()})
				continue
			}
			if n == 0 {
				p.fail("a variable", "ASC(…)", "DESC(…)", "an expression in parentheses")
			}
			break
		}
	}
	for {
		switch {
		case q.Limit < 0 && p.acceptWord("LIMIT"):
			q.Limit = p.integer()
		case q.Offset < 0 && p.acceptWord("OFFSET"):
			q.Offset = p.integer()
		default:
			return
		}
	}
}

func (p *parser) integer() int64 {
	t := p.peek()
	if t.kind != tokInteger {
		p.fail("a whole number")
	}
	n, err := strconv.ParseInt(t.text, 10, 64)
	if err != nil {
		p.failAt(p.pos(), "the number %s is too large", t.text)
	}
	p.i++
	return n
}

func (p *parser) trailingValues() *Values {
	if p.isWord("VALUES") {
		return p.values()
	}
	return nil
}

func (p *parser) subSelect() *Query {
	p.enter()
	defer p.leave()
	q := &Query{Pos: p.pos(), Limit: -1, Offset: -1}
	p.selectClause(q)
	p.where(q)
	p.modifiers(q)
	q.Values = p.trailingValues()
	p.checkQuery(q)
	return q
}

// newBlock ends the present basic graph pattern.
func (p *parser) newBlock() {
	p.blocks++
	p.block = p.blocks
}

// newBlank makes the label of an anonymous blank node.
func (p *parser) newBlank() string {
	p.anon++
	return fmt.Sprintf(".%d", p.anon)
}
