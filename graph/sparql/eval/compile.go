package eval

import (
	"fmt"
	"slices"
	"time"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/algebra"
	"gongbao/graph/sparql/plan"
)

// op is a running operator. open starts it on a row, in which some variables
// may be bound; next binds the others for the next solution. When next returns
// false the operator has unbound what it had bound. An operator may be opened
// again at any time. Errors are kept by the exec, and make next return false.
type op interface {
	open(row []rdf.ID)
	next() bool
}

// compiler turns a plan into operators.
type compiler struct {
	ex *exec
	// context are the variables whose values reach even what runs on its own:
	// the graphs of enclosing loops, and inside EXISTS the outer solution.
	context algebra.VarSet
	err     error
}

func (c *compiler) node(n plan.Node) op {
	o := c.plain(n)
	if c.ex.profile != nil {
		return &profiled{x: o, p: &c.ex.profile[n.Meta().ID]}
	}
	return o
}

func (c *compiler) plain(n plan.Node) op {
	ex := c.ex
	switch n := n.(type) {
	case *plan.Unit:
		return &unitOp{}
	case *plan.Empty:
		return &emptyOp{}
	case *plan.Table:
		return c.table(n)
	case *plan.Scan:
		return c.scan(n)
	case *plan.Path:
		return c.path(n)
	case *plan.Search:
		return c.search(n)
	case *plan.Bind:
		return &bindOp{l: c.node(n.L), r: c.node(n.R)}
	case *plan.Hash:
		h := &hashOp{ex: ex, l: c.node(n.L), build: c.build(n.R, n.Keys), keys: n.Keys, outer: n.Outer}
		h.filters = c.exprs(n.Filters)
		return h
	case *plan.Merge:
		return &mergeOp{ex: ex, l: c.node(n.L), r: c.scan(n.R), on: n.On, context: c.relevant(n.R), left: setVars(n.L), profile: c.profileOf(n.R)}
	case *plan.Optional:
		return &optionalOp{ex: ex, l: c.node(n.L), r: c.node(n.R), filters: c.exprs(n.Filters)}
	case *plan.Minus:
		return &minusOp{ex: ex, l: c.node(n.L), build: c.build(n.R, n.Keys), keys: n.Keys, shared: slices.Concat(n.Keys, n.Check)}
	case *plan.Semi:
		return &semiOp{ex: ex, l: c.node(n.L), build: c.keysOnly(n.R, n.Keys), keys: n.Keys, not: n.Not}
	case *plan.AntiBind:
		return &antiOp{ex: ex, l: c.node(n.L), r: c.node(n.R)}
	case *plan.Filter:
		return &filterOp{ex: ex, x: c.node(n.X), filters: c.conditions(n.Filters)}
	case *plan.Extend:
		_, chained := n.X.(*plan.Extend)
		return &extendOp{ex: ex, x: c.node(n.X), slot: n.Var, expr: c.expr(n.Expr), first: !chained}
	case *plan.Union:
		u := &unionOp{}
		for _, x := range n.List {
			u.list = append(u.list, c.node(x))
		}
		return u
	case *plan.Loop:
		return c.loop(n)
	case *plan.Group:
		return c.group(n)
	case *plan.Sort:
		return c.sort(n)
	case *plan.Project:
		return c.node(n.X) // hidden variables have slots of their own
	case *plan.Distinct:
		return &distinctOp{ex: ex, x: c.node(n.X), vars: n.Vars}
	case *plan.Slice:
		return &sliceOp{x: c.node(n.X), offset: n.Offset, limit: n.Limit, vars: setVars(n.X)}
	case *plan.Service:
		return &serviceOp{ex: ex, err: &ServiceError{Pos: n.Pos}}
	}
	c.err = fmt.Errorf("sparql: no operator for the plan node %T", n)
	return &emptyOp{}
}

func (c *compiler) profileOf(n plan.Node) *Profile {
	if c.ex.profile == nil {
		return &Profile{}
	}
	return &c.ex.profile[n.Meta().ID]
}

// relevant returns the context's variables that a node depends on.
func (c *compiler) relevant(n plan.Node) []algebra.Var {
	if len(c.context) == 0 {
		return nil
	}
	set := algebra.VarSet{}
	c.mentioned(n, set)
	var out []algebra.Var
	for v := range set {
		if c.context[v] {
			out = append(out, v)
		}
	}
	slices.Sort(out)
	return out
}

// within compiles with more variables in the context.
func (c *compiler) within(vars algebra.VarSet) *compiler {
	inner := &compiler{ex: c.ex, context: algebra.VarSet{}}
	inner.context.Union(c.context)
	inner.context.Union(vars)
	return inner
}

// mentioned adds all variables that stand anywhere in a plan.
func (c *compiler) mentioned(n plan.Node, set algebra.VarSet) {
	exprs := func(list []algebra.Expr) {
		for _, e := range list {
			algebra.ExprVars(e, set)
		}
	}
	switch n := n.(type) {
	case *plan.Table:
		set.Add(n.Vars...)
	case *plan.Scan:
		algebra.Mentioned(&n.Pattern, set)
	case *plan.Path:
		algebra.Mentioned(&n.Pattern, set)
	case *plan.Search:
		algebra.Mentioned(&n.Pattern, set)
	case *plan.Hash:
		exprs(n.Filters)
	case *plan.Optional:
		exprs(n.Filters)
	case *plan.Filter:
		exprs(n.Filters)
	case *plan.Extend:
		set.Add(n.Var)
		exprs([]algebra.Expr{n.Expr})
	case *plan.Loop:
		set.Add(n.Var)
	case *plan.Group:
		set.Add(n.Keys...)
		for _, a := range n.Aggregates {
			set.Add(a.Var)
			if a.Arg != nil {
				exprs([]algebra.Expr{a.Arg})
			}
		}
	case *plan.Sort:
		for _, k := range n.Keys {
			exprs([]algebra.Expr{k.Expr})
		}
	}
	for _, child := range n.Children() {
		c.mentioned(child, set)
	}
}

// outVars returns the variables that a node's solutions carry, in order.
func outVars(n plan.Node) []algebra.Var {
	set := algebra.VarSet{}
	collect(n, set, true)
	out := make([]algebra.Var, 0, len(set))
	for v := range set {
		out = append(out, v)
	}
	slices.Sort(out)
	return out
}

// setVars returns every variable that a node may leave bound in its row.
func setVars(n plan.Node) []algebra.Var {
	set := algebra.VarSet{}
	collect(n, set, false)
	out := make([]algebra.Var, 0, len(set))
	for v := range set {
		out = append(out, v)
	}
	slices.Sort(out)
	return out
}

// collect gathers variables; with visible it stops where a projection hides
// the others.
func collect(n plan.Node, set algebra.VarSet, visible bool) {
	switch n := n.(type) {
	case *plan.Table:
		set.Add(n.Vars...)
	case *plan.Scan:
		set.Union(algebra.Vars(&n.Pattern))
	case *plan.Path:
		set.Union(algebra.Vars(&n.Pattern))
	case *plan.Search:
		set.Union(algebra.Vars(&n.Pattern))
	case *plan.Minus:
		collect(n.L, set, visible)
		return
	case *plan.AntiBind:
		collect(n.L, set, visible)
		return
	case *plan.Semi:
		collect(n.L, set, visible)
		return
	case *plan.Extend:
		set.Add(n.Var)
	case *plan.Loop:
		if n.Name >= 0 {
			set.Add(n.Name)
		}
	case *plan.Group:
		set.Add(n.Keys...)
		for _, a := range n.Aggregates {
			set.Add(a.Var)
		}
		return
	case *plan.Sort:
		if visible {
			inner := algebra.VarSet{}
			collect(n.X, inner, true)
			for _, v := range n.Keep {
				if inner[v] {
					set.Add(v)
				}
			}
			return
		}
	case *plan.Project:
		if visible {
			set.Add(n.Vars...)
			return
		}
	}
	for _, child := range n.Children() {
		collect(child, set, visible)
	}
}

// profiled counts rows and time.
type profiled struct {
	x op
	p *Profile
}

func (o *profiled) open(row []rdf.ID) {
	start := time.Now()
	o.x.open(row)
	o.p.Opens++
	o.p.Time += time.Since(start)
}

func (o *profiled) next() bool {
	start := time.Now()
	ok := o.x.next()
	o.p.Time += time.Since(start)
	if ok {
		o.p.Rows++
	}
	return ok
}
