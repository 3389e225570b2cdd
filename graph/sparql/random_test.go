package sparql_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"gongbao/graph/rdf"
)

// generator makes small random data and random queries over it, in which
// variables are shared, out of scope, unbound and repeated in all the ways that
// a planner could get wrong.
type generator struct {
	r *rand.Rand
	// budget bounds the size of a query; names counts the variables made up.
	budget, names int
}

func newGenerator(seed uint64) *generator {
	return &generator{r: rand.New(rand.NewPCG(seed, 1)), budget: 9}
}

func (g *generator) one(list ...string) string { return list[g.r.IntN(len(list))] }

func (g *generator) quads() []rdf.Quad {
	iri := func(kind string, n int) rdf.Term { return rdf.NewIRI(fmt.Sprintf("http://x/%s%d", kind, g.r.IntN(n))) }
	object := func() rdf.Term {
		switch g.r.IntN(7) {
		case 0:
			return rdf.NewLiteral(fmt.Sprint(g.r.IntN(4)), rdf.XSD+"integer")
		case 1:
			return rdf.NewLiteral(g.one("1.0", "2.5", "1"), rdf.XSD+g.one("decimal", "double"))
		case 2:
			return rdf.NewLang(g.one("a", "b"), g.one("en", "zh"))
		case 3:
			return rdf.NewString(g.one("a", "b", ""))
		case 4:
			return rdf.NewBlank(g.one("b0", "b1"))
		}
		return iri("s", 5)
	}
	var out []rdf.Quad
	for range 25 + g.r.IntN(35) {
		q := rdf.Quad{S: iri("s", 5), P: iri("p", 3), O: object()}
		if g.r.IntN(9) == 0 {
			q.S = rdf.NewBlank(g.one("b0", "b1"))
		}
		if g.r.IntN(2) == 0 {
			q.G = iri("g", 3)
		}
		out = append(out, q)
	}
	return out
}

func (g *generator) variable() string { return "?" + g.one("a", "b", "c", "d", "e") }

func (g *generator) subject() string {
	if g.r.IntN(5) == 0 {
		return fmt.Sprintf("<http://x/s%d>", g.r.IntN(6))
	}
	return g.variable()
}

func (g *generator) predicate() string {
	link := fmt.Sprintf("<http://x/p%d>", g.r.IntN(3))
	switch g.r.IntN(12) {
	case 0:
		return g.variable()
	case 1:
		return link + g.one("*", "+", "?")
	case 2:
		return fmt.Sprintf("(%s|^<http://x/p%d>)%s", link, g.r.IntN(3), g.one("", "+", "*"))
	case 3:
		return fmt.Sprintf("%s/<http://x/p%d>", link, g.r.IntN(3))
	case 4:
		return "!(" + link + ")"
	case 5:
		return "^" + link
	}
	return link
}

func (g *generator) object() string {
	switch g.r.IntN(8) {
	case 0:
		return g.one("1", "2", `"a"`, `"a"@en`, "2.5")
	case 1:
		return fmt.Sprintf("<http://x/s%d>", g.r.IntN(6))
	}
	return g.variable()
}

func (g *generator) triples() string {
	var b strings.Builder
	for range 1 + g.r.IntN(3) {
		fmt.Fprintf(&b, "%s %s %s . ", g.subject(), g.predicate(), g.object())
	}
	return b.String()
}

func (g *generator) expr(depth int) string {
	if depth > 2 {
		return g.variable()
	}
	switch g.r.IntN(13) {
	case 0:
		return fmt.Sprintf("BOUND(%s)", g.variable())
	case 1:
		return fmt.Sprintf("!(%s)", g.expr(depth+1))
	case 2, 3:
		return fmt.Sprintf("(%s %s %s)", g.expr(depth+1), g.one("=", "!=", "<", ">=", "&&", "||"), g.expr(depth+1))
	case 4:
		return fmt.Sprintf("(%s = <http://x/s%d>)", g.variable(), g.r.IntN(5))
	case 5:
		return fmt.Sprintf("COALESCE(%s, %s)", g.variable(), g.expr(depth+1))
	case 6:
		return fmt.Sprintf("STR(%s)", g.variable())
	case 7:
		return fmt.Sprintf("(%s IN (1, <http://x/s1>, \"a\"))", g.variable())
	case 8:
		return fmt.Sprintf("(%s + 1)", g.variable())
	case 9:
		if g.budget > 0 {
			return g.one("", "NOT ") + "EXISTS { " + g.group() + " }"
		}
	case 10:
		return fmt.Sprintf("ISIRI(%s)", g.variable())
	case 11:
		return g.one("1", "true", `"a"`)
	}
	return g.variable()
}

func (g *generator) group() string {
	var b strings.Builder
	if g.r.IntN(8) > 0 {
		b.WriteString(g.triples())
	}
	for range g.r.IntN(4) {
		g.budget--
		if g.budget < 0 {
			break
		}
		switch g.r.IntN(11) {
		case 0, 1:
			b.WriteString("OPTIONAL { " + g.group() + " } ")
		case 2:
			b.WriteString("MINUS { " + g.group() + " } ")
		case 3:
			b.WriteString("{ " + g.group() + " } UNION { " + g.group() + " } ")
		case 4, 5:
			b.WriteString("FILTER(" + g.expr(0) + ") ")
		case 6:
			g.names++
			fmt.Fprintf(&b, "BIND(%s AS ?n%d) ", g.expr(1), g.names)
		case 7:
			fmt.Fprintf(&b, "VALUES (%s ?v) { (<http://x/s1> 1) (UNDEF 2) (<http://x/s2> UNDEF) } ", g.variable())
		case 8:
			b.WriteString("GRAPH " + g.one("?g", "<http://x/g1>", "?a") + " { " + g.group() + " } ")
		case 9:
			b.WriteString("{ " + g.group() + " } ")
		case 10:
			b.WriteString("{ " + g.subSelect() + " } ")
		}
	}
	return b.String()
}

func (g *generator) subSelect() string {
	v := g.variable()
	switch g.r.IntN(3) {
	case 0:
		g.names++
		return fmt.Sprintf("SELECT %s (COUNT(*) AS ?n%d) WHERE { %s } GROUP BY %s", v, g.names, g.group(), v)
	case 1:
		return fmt.Sprintf("SELECT DISTINCT %s WHERE { %s }", v, g.group())
	}
	return fmt.Sprintf("SELECT %s WHERE { %s }", v, g.group())
}

// query makes a query whose answer does not depend on the order of evaluation.
func (g *generator) query() string {
	switch g.r.IntN(5) {
	case 0:
		v := g.variable()
		return fmt.Sprintf("SELECT %s (COUNT(?b) AS ?n) (MIN(?c) AS ?least) WHERE { %s } GROUP BY %s", v, g.group(), v)
	case 1:
		return "SELECT DISTINCT ?a ?b WHERE { " + g.group() + " }"
	case 2:
		return "SELECT ?a ?b ?c ?d ?e WHERE { " + g.group() + " } ORDER BY ?a DESC(?b) ?c ?d ?e"
	}
	return "SELECT * WHERE { " + g.group() + " }"
}
