package algebra

// NodeVars adds the variables of a node to a set.
func NodeVars(n Node, set VarSet) {
	if n.IsVar {
		set[n.Var] = true
	}
	if n.Triple != nil {
		for _, m := range n.Triple {
			NodeVars(m, set)
		}
	}
}

// Vars returns the variables that solutions of an operator may bind.
func Vars(op Op) VarSet {
	set := VarSet{}
	addVars(op, set)
	return set
}

func addVars(op Op, set VarSet) {
	switch op := op.(type) {
	case *Table:
		set.Add(op.Vars...)
	case *Quad:
		for _, n := range []Node{op.S, op.P, op.O} {
			NodeVars(n, set)
		}
		if op.G.Kind == EachGraph {
			set.Add(op.G.Var)
		}
	case *Path:
		NodeVars(op.S, set)
		NodeVars(op.O, set)
		if op.G.Kind == EachGraph {
			set.Add(op.G.Var)
		}
	case *Join:
		for _, x := range op.List {
			addVars(x, set)
		}
	case *LeftJoin:
		addVars(op.L, set)
		addVars(op.R, set)
	case *Filter:
		addVars(op.X, set)
	case *Union:
		for _, x := range op.List {
			addVars(x, set)
		}
	case *Minus:
		addVars(op.L, set)
	case *Extend:
		addVars(op.X, set)
		set.Add(op.Var)
	case *GraphLoop:
		addVars(op.X, set)
		if op.Name >= 0 {
			set.Add(op.Name)
		}
	case *Group:
		set.Add(op.Keys...)
		for _, a := range op.Aggregates {
			set.Add(a.Var)
		}
	case *OrderBy:
		addVars(op.X, set)
	case *Project:
		set.Add(op.Vars...)
	case *Distinct:
		addVars(op.X, set)
	case *Slice:
		addVars(op.X, set)
	case *Search:
		NodeVars(op.Subject, set)
		NodeVars(op.Words, set)
	}
}

// Certain returns the variables that every solution of an operator binds.
func Certain(op Op) VarSet {
	switch op := op.(type) {
	case *Table:
		set := VarSet{}
	vars:
		for i, v := range op.Vars {
			for _, row := range op.Rows {
				if row[i].IsZero() {
					continue vars
				}
			}
			set.Add(v)
		}
		return set
	case *Quad, *Path, *Search:
		return Vars(op)
	case *Join:
		set := VarSet{}
		for _, x := range op.List {
			set.Union(Certain(x))
		}
		return set
	case *LeftJoin:
		return Certain(op.L)
	case *Filter:
		return Certain(op.X)
	case *Union:
		return certainUnion(op)
	case *Minus:
		return Certain(op.L)
	case *Extend:
		set := Certain(op.X)
		if Total(op.Expr, set) {
			set.Add(op.Var)
		}
		return set
	case *GraphLoop:
		set := Certain(op.X)
		if op.Name >= 0 {
			set.Add(op.Name)
		}
		return set
	case *Group:
		set, inner := VarSet{}, Certain(op.X)
		for _, k := range op.Keys {
			if inner[k] {
				set.Add(k)
			}
		}
		for _, a := range op.Aggregates {
			if a.Name == "COUNT" {
				set.Add(a.Var)
			}
		}
		return set
	case *OrderBy:
		return Certain(op.X)
	case *Project:
		set, inner := VarSet{}, Certain(op.X)
		for _, v := range op.Vars {
			if inner[v] {
				set.Add(v)
			}
		}
		return set
	case *Distinct:
		return Certain(op.X)
	case *Slice:
		return Certain(op.X)
	}
	return VarSet{}
}

func certainUnion(op *Union) VarSet {
	var set VarSet
	for i, x := range op.List {
		c := Certain(x)
		if i == 0 {
			set = c
			continue
		}
		for v := range set {
			if !c[v] {
				delete(set, v)
			}
		}
	}
	return set
}

// Total reports whether an expression has a value in every solution that
// binds the given variables.
func Total(e Expr, bound VarSet) bool {
	switch e := e.(type) {
	case *VarExpr:
		return bound[e.Var]
	case *Const:
		return !e.Term.IsZero()
	}
	return false
}

// ExprVars adds the variables that an expression depends on, those inside its
// EXISTS included.
func ExprVars(e Expr, set VarSet) {
	switch e := e.(type) {
	case *VarExpr:
		set.Add(e.Var)
	case *Call:
		for _, x := range e.Args {
			ExprVars(x, set)
		}
	case *Exists:
		Mentioned(e.X, set)
	}
}

// Mentioned adds every variable that stands anywhere in an operator, in scope
// or not.
func Mentioned(op Op, set VarSet) {
	addVars(op, set)
	exprs := func(list []Expr) {
		for _, e := range list {
			ExprVars(e, set)
		}
	}
	switch op := op.(type) {
	case *Quad:
		if op.G.Kind == LoopGraph {
			set.Add(op.G.Var)
		}
	case *Path:
		if op.G.Kind == LoopGraph {
			set.Add(op.G.Var)
		}
	case *Join:
		for _, x := range op.List {
			Mentioned(x, set)
		}
	case *LeftJoin:
		Mentioned(op.L, set)
		Mentioned(op.R, set)
		exprs(op.Filters)
	case *Filter:
		Mentioned(op.X, set)
		exprs(op.Filters)
	case *Union:
		for _, x := range op.List {
			Mentioned(x, set)
		}
	case *Minus:
		Mentioned(op.L, set)
		Mentioned(op.R, set)
	case *Extend:
		Mentioned(op.X, set)
		ExprVars(op.Expr, set)
	case *GraphLoop:
		Mentioned(op.X, set)
		set.Add(op.Var)
		if op.Name >= 0 {
			set.Add(op.Name)
		}
	case *Group:
		Mentioned(op.X, set)
		for _, a := range op.Aggregates {
			if a.Arg != nil {
				ExprVars(a.Arg, set)
			}
		}
	case *OrderBy:
		Mentioned(op.X, set)
		for _, k := range op.Keys {
			ExprVars(k.Expr, set)
		}
	case *Project:
		Mentioned(op.X, set)
	case *Distinct:
		Mentioned(op.X, set)
	case *Slice:
		Mentioned(op.X, set)
	}
}
