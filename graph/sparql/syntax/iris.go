package syntax

import (
	"slices"

	"gongbao/graph/rdf"
)

// IRIs returns the IRIs by which the query asks, each once in the order in which
// they stand in it: those of patterns, paths, values and expressions, functions
// among them. Those of a CONSTRUCT template are left out, for they are what the
// query makes, and so are datatypes and the graphs of FROM.
func (q *Query) IRIs() []string {
	var c collector
	c.query(q)
	return c.iris
}

// collector walks a query.
type collector struct{ iris []string }

func (c *collector) iri(iri string) {
	if !slices.Contains(c.iris, iri) {
		c.iris = append(c.iris, iri)
	}
}

func (c *collector) term(t rdf.Term) {
	if t.Kind == rdf.IRI {
		c.iri(t.Value)
	}
}

func (c *collector) query(q *Query) {
	for _, n := range q.Targets {
		c.node(n)
	}
	c.bindings(q.Projection)
	if q.Where != nil {
		c.pattern(q.Where)
	}
	c.bindings(q.GroupBy)
	c.exprs(q.Having)
	for _, k := range q.OrderBy {
		c.expr(k.Expr)
	}
	if q.Values != nil {
		c.pattern(q.Values)
	}
}

func (c *collector) bindings(list []Binding) {
	for _, b := range list {
		c.expr(b.Expr)
	}
}

func (c *collector) node(n Node) {
	switch n.Kind {
	case TermNode:
		c.term(n.Term)
	case TripleNode:
		for _, part := range n.Triple {
			c.node(part)
		}
	}
}

func (c *collector) pattern(p Pattern) {
	switch p := p.(type) {
	case *Group:
		for _, e := range p.Elements {
			c.pattern(e)
		}
	case *Triples:
		for _, t := range p.List {
			c.node(t.S)
			if t.Path == nil {
				c.node(t.P)
			}
			c.path(t.Path)
			c.node(t.O)
		}
	case *Filter:
		c.expr(p.Expr)
	case *Bind:
		c.expr(p.Expr)
	case *Optional:
		c.pattern(p.Group)
	case *Minus:
		c.pattern(p.Group)
	case *Union:
		for _, g := range p.Groups {
			c.pattern(g)
		}
	case *GraphPattern:
		c.node(p.Graph)
		c.pattern(p.Group)
	case *Values:
		for _, row := range p.Rows {
			for _, t := range row {
				c.term(t)
			}
		}
	case *SubSelect:
		c.query(p.Query)
	}
}

func (c *collector) path(p Path) {
	switch p := p.(type) {
	case *Link:
		c.iri(p.IRI)
	case *Inverse:
		c.path(p.Path)
	case *Sequence:
		for _, part := range p.Parts {
			c.path(part)
		}
	case *Alternative:
		for _, part := range p.Parts {
			c.path(part)
		}
	case *Repeat:
		c.path(p.Path)
	case *Negated:
		for _, iri := range slices.Concat(p.Forward, p.Backward) {
			c.iri(iri)
		}
	}
}

func (c *collector) exprs(list []Expr) {
	for _, e := range list {
		c.expr(e)
	}
}

func (c *collector) expr(e Expr) {
	switch e := e.(type) {
	case *NodeExpr:
		c.node(e.Node)
	case *Unary:
		c.expr(e.X)
	case *Binary:
		c.expr(e.L)
		c.expr(e.R)
	case *In:
		c.expr(e.X)
		c.exprs(e.List)
	case *Call:
		if e.IRI != "" {
			c.iri(e.IRI)
		}
		c.exprs(e.Args)
	case *Exists:
		c.pattern(e.Group)
	case *Aggregate:
		c.expr(e.Arg)
	}
}
