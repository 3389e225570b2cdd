package algebra

import (
	"fmt"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/syntax"
)

// aggregator collects the aggregates in the expressions after a GROUP BY.
type aggregator struct {
	t     *translator
	group *Group
	// inner are the variables in scope before grouping, and found gives the
	// slot of an aggregate by its text, so that one that is written twice is
	// computed once.
	inner VarSet
	found map[string]Var
}

func (a *aggregator) variable(e *syntax.Aggregate) Var {
	key := fmt.Sprintf("%s %t", e.Name, e.Distinct)
	agg := Aggregate{Name: e.Name, Distinct: e.Distinct, Separator: " "}
	if e.Separator != nil {
		agg.Separator = *e.Separator
		key += fmt.Sprintf(" %q", agg.Separator)
	}
	if e.Arg != nil {
		agg.Arg = a.t.expr(e.Arg, a.inner, nil)
		key += " " + exprKey(agg.Arg)
	}
	if v, ok := a.found[key]; ok && key != "" {
		return v
	}
	agg.Var = a.t.fresh("agg")
	if a.found == nil {
		a.found = map[string]Var{}
	}
	a.found[key] = agg.Var
	a.group.Aggregates = append(a.group.Aggregates, agg)
	return agg.Var
}

// finish gives COUNT(DISTINCT *) its variables.
func (a *aggregator) finish() {
	if a.group == nil {
		return
	}
	for i, agg := range a.group.Aggregates {
		if agg.Arg == nil && agg.Distinct {
			for v := range a.inner {
				if a.t.out.Names[v][0] != '.' {
					a.group.Aggregates[i].Row = append(a.group.Aggregates[i].Row, v)
				}
			}
		}
	}
}

// exprKey identifies an expression; those with EXISTS are all different.
func exprKey(e Expr) string {
	switch e := e.(type) {
	case *VarExpr:
		return fmt.Sprintf("?%d", e.Var)
	case *Const:
		return e.Term.String()
	case *Call:
		key := "(" + e.Name + e.IRI
		if e.Name == "RAND" || e.Name == "UUID" || e.Name == "STRUUID" || e.Name == "BNODE" {
			key += fmt.Sprintf(" %p", e)
		}
		for _, x := range e.Args {
			key += " " + exprKey(x)
		}
		return key + ")"
	}
	return fmt.Sprintf("%p", e)
}

func (t *translator) exprs(list []syntax.Expr, visible VarSet, aggs *aggregator) []Expr {
	out := make([]Expr, 0, len(list))
	for _, e := range list {
		x := t.expr(e, visible, aggs)
		// a && b is two filters, which can be placed apart.
		for {
			c, ok := x.(*Call)
			if !ok || c.Name != "&&" {
				break
			}
			out = append(out, c.Args[1])
			x = c.Args[0]
		}
		out = append(out, x)
	}
	return out
}

// expr translates an expression. Variables that are not visible become
// constants without a value.
func (t *translator) expr(e syntax.Expr, visible VarSet, aggs *aggregator) Expr {
	list := func(args []syntax.Expr) []Expr {
		out := make([]Expr, len(args))
		for i, a := range args {
			out[i] = t.expr(a, visible, aggs)
		}
		return out
	}
	switch e := e.(type) {
	case *syntax.NodeExpr:
		return t.nodeExpr(e.Node, visible)
	case *syntax.Unary:
		return &Call{Name: "unary" + e.Op, Args: []Expr{t.expr(e.X, visible, aggs)}, Pos: e.Pos}
	case *syntax.Binary:
		return &Call{Name: e.Op, Args: []Expr{t.expr(e.L, visible, aggs), t.expr(e.R, visible, aggs)}, Pos: e.Pos}
	case *syntax.In:
		call := &Call{Name: "IN", Args: append([]Expr{t.expr(e.X, visible, aggs)}, list(e.List)...), Pos: e.Pos}
		if e.Not {
			return &Call{Name: "unary!", Args: []Expr{call}, Pos: e.Pos}
		}
		return call
	case *syntax.Call:
		return &Call{Name: e.Name, IRI: e.IRI, Args: list(e.Args), Pos: e.Pos}
	case *syntax.Aggregate:
		if aggs == nil || aggs.group == nil {
			return &Const{}
		}
		return &VarExpr{Var: aggs.variable(e)}
	case *syntax.Exists:
		saved := t.outer
		t.outer = VarSet{}
		t.outer.Union(visible)
		t.outer.Union(saved)
		x := t.group(e.Group)
		t.outer = saved
		return &Exists{X: x, Not: e.Not}
	}
	return &Const{}
}

func (t *translator) nodeExpr(n syntax.Node, visible VarSet) Expr {
	switch n.Kind {
	case syntax.VarNode:
		v := t.variable(n.Name)
		if !visible[v] && !t.outer[v] {
			return &Const{Term: rdf.Term{}}
		}
		return &VarExpr{Var: v}
	case syntax.TripleNode:
		return &Call{Name: "TRIPLE", Pos: n.Pos, Args: []Expr{
			t.nodeExpr(n.Triple[0], visible), t.nodeExpr(n.Triple[1], visible), t.nodeExpr(n.Triple[2], visible),
		}}
	}
	return &Const{Term: n.Term}
}
