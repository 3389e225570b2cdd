package plan

import (
	"math"

	"gongbao/graph/sparql/algebra"
)

// tail applies an OPTIONAL or a MINUS to what has been joined.
func (p *planner) tail(l Node, t tail, left scope, bound algebra.VarSet) Node {
	inner := left.with(scope{vars: bound}).vars
	lm := l.Meta()
	if t.minus != nil {
		right := scopeOf(t.minus.R)
		keys, check := split(left, right)
		if len(keys)+len(check) == 0 {
			return l
		}
		hashed := p.minus(l, p.plan(t.minus.R, algebra.VarSet{}), left, right)
		if len(check) > 0 || !safe(t.minus.R, inner) {
			return hashed
		}
		r := p.plan(t.minus.R, inner)
		cost := lm.Cost + lm.Rows*r.Meta().Cost
		if cost >= hashed.Meta().Cost {
			return hashed
		}
		return &AntiBind{Info: Info{Rows: lm.Rows * 0.7, Cost: cost, sorted: lm.sorted, distinct: lm.distinct}, L: l, R: r}
	}
	right := scopeOf(t.optional.R)
	p.exprs(t.optional.Filters, left.with(right).vars)
	hashed := p.hash(l, p.plan(t.optional.R, algebra.VarSet{}), left, right, true)
	hashed.Filters = t.optional.Filters
	if !safe(t.optional.R, inner) {
		return hashed
	}
	r := p.plan(t.optional.R, inner)
	rm := r.Meta()
	rows := lm.Rows * math.Max(1, rm.Rows)
	cost := lm.Cost + lm.Rows*rm.Cost
	if cost >= hashed.Cost {
		return hashed
	}
	return &Optional{
		Info: Info{Rows: rows, Cost: cost, sorted: lm.sorted, distinct: mergeDistinct(lm, rm, rows)},
		L:    l, R: r, Filters: t.optional.Filters,
	}
}

// safe reports whether an operator may be evaluated with some variables bound
// already: whether that gives the same as evaluating it alone and joining.
func safe(op algebra.Op, bound algebra.VarSet) bool {
	switch op := op.(type) {
	case *algebra.Unit, *algebra.Table, *algebra.Quad, *algebra.Path, *algebra.Search:
		return true
	case *algebra.Join:
		for _, x := range op.List {
			if !safe(x, bound) {
				return false
			}
		}
		return true
	case *algebra.Union:
		for _, x := range op.List {
			if !safe(x, bound) {
				return false
			}
		}
		return true
	case *algebra.Filter:
		return safe(op.X, bound) && settled(op.X, bound, op.Filters, algebra.VarSet{})
	case *algebra.Extend:
		return !bound[op.Var] && safe(op.X, bound) && settled(op.X, bound, []algebra.Expr{op.Expr}, algebra.VarSet{})
	case *algebra.LeftJoin:
		return safe(op.L, bound) && settled(op.L, bound, op.Filters, algebra.Vars(op.R))
	case *algebra.Minus:
		return safe(op.L, bound) && settled(op.L, bound, nil, algebra.Vars(op.R))
	case *algebra.Project:
		return safe(op.X, bound)
	case *algebra.Distinct:
		return safe(op.X, bound)
	case *algebra.OrderBy:
		return safe(op.X, bound)
	case *algebra.Group:
		if len(op.Keys) == 0 {
			return false
		}
		keys := algebra.VarSet{}
		keys.Add(op.Keys...)
		inner := algebra.Certain(op.X)
		for v := range algebra.Vars(op.X) {
			if bound[v] && (!keys[v] || !inner[v]) {
				return false
			}
		}
		for _, a := range op.Aggregates {
			if bound[a.Var] {
				return false
			}
		}
		return safe(op.X, bound)
	}
	return false
}

// settled reports whether the bound variables on which conditions or another
// operand depend are certain in x, so that binding them early changes nothing.
func settled(x algebra.Op, bound algebra.VarSet, exprs []algebra.Expr, others algebra.VarSet) bool {
	depends := algebra.VarSet{}
	depends.Union(others)
	for _, e := range exprs {
		algebra.ExprVars(e, depends)
	}
	certain, vars := algebra.Certain(x), algebra.Vars(x)
	for v := range depends {
		if bound[v] && !certain[v] && (vars[v] || others[v]) {
			return false
		}
	}
	return true
}
