package syntax

// This file checks what the grammar cannot: the notes of SPARQL 1.1 section
// 19.8 and the scope rules of sections 18.2.1 and 11.4.

// Visible calls yield for each variable that is in scope after the group
// (section 18.2.1), in order of appearance, possibly more than once.
func (g *Group) Visible(yield func(name string)) {
	for _, e := range g.Elements {
		visible(e, yield)
	}
}

func visible(e Pattern, yield func(string)) {
	switch e := e.(type) {
	case *Group:
		e.Visible(yield)
	case *Triples:
		for _, t := range e.List {
			for _, n := range []Node{t.S, t.P, t.O} {
				n.Variables(yield)
			}
		}
	case *Bind:
		yield(e.Var)
	case *Optional:
		e.Group.Visible(yield)
	case *Union:
		for _, g := range e.Groups {
			g.Visible(yield)
		}
	case *GraphPattern:
		e.Graph.Variables(yield)
		e.Group.Visible(yield)
	case *Service:
		e.Name.Variables(yield)
		e.Group.Visible(yield)
	case *Values:
		for _, v := range e.Vars {
			yield(v)
		}
	case *SubSelect:
		for _, v := range e.Query.Columns() {
			yield(v)
		}
	}
}

// Variables calls yield for the variables in a node.
func (n Node) Variables(yield func(name string)) {
	switch n.Kind {
	case VarNode:
		yield(n.Name)
	case TripleNode:
		for _, m := range n.Triple {
			m.Variables(yield)
		}
	}
}

// Columns returns the variables of a SELECT's results, in order.
func (q *Query) Columns() []string {
	var names []string
	if !q.Star {
		for _, b := range q.Projection {
			names = append(names, b.Var)
		}
		return names
	}
	seen := map[string]bool{}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	if q.Where != nil {
		q.Where.Visible(add)
	}
	if q.Values != nil {
		for _, v := range q.Values.Vars {
			add(v)
		}
	}
	return names
}

// Grouped reports whether the query groups its solutions.
func (q *Query) Grouped() bool {
	if len(q.GroupBy) > 0 || len(q.Having) > 0 {
		return true
	}
	for _, b := range q.Projection {
		if hasAggregate(b.Expr) {
			return true
		}
	}
	for _, k := range q.OrderBy {
		if hasAggregate(k.Expr) {
			return true
		}
	}
	return false
}

func hasAggregate(e Expr) bool {
	found := false
	Walk(e, func(e Expr) bool {
		if _, ok := e.(*Aggregate); ok {
			found = true
		}
		return !found
	})
	return found
}

// Walk calls visit for an expression and those inside it, outer ones first; it
// does not go into EXISTS groups. Where visit returns false it does not go into
// that expression.
func Walk(e Expr, visit func(Expr) bool) {
	if e == nil || !visit(e) {
		return
	}
	switch e := e.(type) {
	case *Unary:
		Walk(e.X, visit)
	case *Binary:
		Walk(e.L, visit)
		Walk(e.R, visit)
	case *In:
		Walk(e.X, visit)
		for _, x := range e.List {
			Walk(x, visit)
		}
	case *Call:
		for _, x := range e.Args {
			Walk(x, visit)
		}
	case *Aggregate:
		if e.Arg != nil {
			Walk(e.Arg, visit)
		}
	}
}

func (p *parser) checkQuery(q *Query) {
	inWhere := map[string]bool{}
	if q.Where != nil {
		p.checkGroup(q.Where)
		q.Where.Visible(func(name string) { inWhere[name] = true })
	}
	for _, b := range q.GroupBy {
		p.refuseAggregates(b.Expr, "GROUP BY")
		if b.Expr != nil && b.Var != "" && inWhere[b.Var] {
			p.failAt(b.Pos, "the variable ?%s is already in use; GROUP BY (… AS ?name) needs a new one", b.Var)
		}
	}
	named := map[string]bool{}
	taken := inWhere
	if q.Grouped() { // only the keys are in scope after grouping
		taken = map[string]bool{}
		for _, b := range q.GroupBy {
			taken[b.Var] = true
			if n, ok := b.Expr.(*NodeExpr); ok {
				taken[n.Node.Name] = true
			}
		}
	}
	for _, b := range q.Projection {
		if b.Expr == nil {
			continue
		}
		if taken[b.Var] || named[b.Var] {
			p.failAt(b.Pos, "the variable ?%s is already in use; (… AS ?name) needs a new one", b.Var)
		}
		named[b.Var] = true
	}
	if q.Form != Select || !q.Grouped() {
		for _, b := range q.Projection {
			p.checkExpr(b.Expr)
		}
		return
	}
	if q.Star {
		p.failAt(q.Pos, "SELECT * cannot be used with GROUP BY or aggregates; name the variables")
	}
	keys := map[string]bool{}
	for _, b := range q.GroupBy {
		if b.Var != "" {
			keys[b.Var] = true
		}
		if n, ok := b.Expr.(*NodeExpr); ok && n.Node.Kind == VarNode {
			keys[n.Node.Name] = true
		}
	}
	for _, b := range q.Projection {
		if b.Expr == nil {
			if !keys[b.Var] {
				p.failAt(b.Pos, "the variable ?%s is neither in GROUP BY nor inside an aggregate", b.Var)
			}
			continue
		}
		p.checkExpr(b.Expr)
		Walk(b.Expr, func(e Expr) bool {
			switch e := e.(type) {
			case *Aggregate:
				return false
			case *NodeExpr:
				e.Node.Variables(func(name string) {
					if !keys[name] {
						p.failAt(e.Node.Pos, "the variable ?%s is neither in GROUP BY nor inside an aggregate", name)
					}
				})
			}
			return true
		})
		keys[b.Var] = true
	}
}

func (p *parser) refuseAggregates(e Expr, where string) {
	Walk(e, func(e Expr) bool {
		if a, ok := e.(*Aggregate); ok {
			p.failAt(a.Pos, "%s cannot stand in %s; use it in SELECT, HAVING or ORDER BY", a.Name, where)
		}
		return true
	})
}

// checkExpr is the place for checks of expressions wherever they stand: the
// groups inside EXISTS have been checked by their own enclosing group.
func (p *parser) checkExpr(e Expr) {
	Walk(e, func(e Expr) bool {
		if x, ok := e.(*Exists); ok {
			p.checkGroup(x.Group)
		}
		return true
	})
}

func (p *parser) checkGroup(g *Group) {
	seen := map[string]bool{}
	for _, e := range g.Elements {
		switch e := e.(type) {
		case *Group:
			p.checkGroup(e)
		case *Filter:
			p.refuseAggregates(e.Expr, "FILTER")
			p.checkExpr(e.Expr)
		case *Bind:
			p.refuseAggregates(e.Expr, "BIND")
			p.checkExpr(e.Expr)
			if seen[e.Var] {
				p.failAt(e.Pos, "the variable ?%s is already in use in this group; BIND needs a new one", e.Var)
			}
		case *Optional:
			p.checkGroup(e.Group)
		case *Minus:
			p.checkGroup(e.Group)
		case *Union:
			for _, u := range e.Groups {
				p.checkGroup(u)
			}
		case *GraphPattern:
			p.checkGroup(e.Group)
		case *Service:
			p.checkGroup(e.Group)
		}
		visible(e, func(name string) { seen[name] = true })
	}
}
