package algebra

import (
	"strconv"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/syntax"
)

// Options says which predicates have a meaning of their own.
type Options struct {
	// SearchProperty is the IRI of the text search property; empty for none.
	SearchProperty string
}

// Translate turns a parsed query into algebra.
func Translate(q *syntax.Query, opts Options) *Query {
	t := &translator{opts: opts, out: &Query{Form: q.Form}, scope: map[string]Var{}}
	t.graph = Graph{Kind: DefaultGraph}
	for _, s := range q.From {
		t.out.HasFrom = true
		if s.Named {
			t.out.FromNamed = append(t.out.FromNamed, rdf.NewIRI(s.IRI))
		} else {
			t.out.From = append(t.out.From, rdf.NewIRI(s.IRI))
		}
	}
	root, columns := t.query(q)
	t.out.Root, t.out.Columns = root, columns
	for _, tr := range q.Template {
		t.out.Template = append(t.out.Template, Quad{S: t.template(tr.S), P: t.template(tr.P), O: t.template(tr.O)})
	}
	if q.Form == syntax.Describe {
		for _, n := range q.Targets {
			t.out.Targets = append(t.out.Targets, t.node(n))
		}
		if q.Star {
			for _, v := range columns {
				t.out.Targets = append(t.out.Targets, Node{IsVar: true, Var: v})
			}
		}
	}
	return t.out
}

type translator struct {
	opts  Options
	out   *Query
	scope map[string]Var
	graph Graph
	// outer are the variables of the solution that an EXISTS is tested for.
	outer VarSet
}

// fresh makes a hidden slot.
func (t *translator) fresh(what string) Var {
	t.out.Names = append(t.out.Names, "."+what+strconv.Itoa(len(t.out.Names)))
	return Var(len(t.out.Names) - 1)
}

func (t *translator) variable(name string) Var {
	v, ok := t.scope[name]
	if !ok {
		v = Var(len(t.out.Names))
		t.out.Names = append(t.out.Names, name)
		t.scope[name] = v
	}
	return v
}

// node translates a node of a pattern: blank nodes become hidden variables.
func (t *translator) node(n syntax.Node) Node {
	switch n.Kind {
	case syntax.VarNode:
		return Node{IsVar: true, Var: t.variable(n.Name)}
	case syntax.BlankNode:
		return Node{IsVar: true, Var: t.blank(n.Name)}
	case syntax.TripleNode:
		return Node{Triple: &[3]Node{t.node(n.Triple[0]), t.node(n.Triple[1]), t.node(n.Triple[2])}}
	}
	return Node{Term: n.Term}
}

// blank returns the slot of a blank node label, which no variable can have as
// its name.
func (t *translator) blank(label string) Var {
	key := "_:" + label
	v, ok := t.scope[key]
	if !ok {
		v = t.fresh("b")
		t.scope[key] = v
	}
	return v
}

// template translates a node of a template: blank nodes stay blank nodes.
func (t *translator) template(n syntax.Node) Node {
	switch n.Kind {
	case syntax.BlankNode:
		return Node{Term: rdf.NewBlank(n.Name)}
	case syntax.TripleNode:
		return Node{Triple: &[3]Node{t.template(n.Triple[0]), t.template(n.Triple[1]), t.template(n.Triple[2])}}
	}
	return t.node(n)
}

// query translates a query or a sub-query.
func (t *translator) query(q *syntax.Query) (Op, []Var) {
	var op Op = &Unit{}
	if q.Where != nil {
		op = t.group(q.Where)
	}
	grouped := q.Grouped()
	aggs := &aggregator{t: t}
	if grouped {
		op = t.groupBy(q, op, aggs)
	} else if q.Values != nil {
		op = join(op, t.table(q.Values))
	}
	visible := Vars(op)
	for _, b := range q.Projection {
		if b.Expr == nil {
			t.variable(b.Var)
			continue
		}
		e := t.expr(b.Expr, visible, aggs)
		v := t.variable(b.Var)
		op = &Extend{X: op, Var: v, Expr: e}
		visible.Add(v)
	}
	if len(q.Having) > 0 {
		op = &Filter{X: op, Filters: t.exprs(q.Having, visible, aggs)}
	}
	if grouped && q.Values != nil {
		op = join(op, t.table(q.Values))
	}
	if len(q.OrderBy) > 0 {
		o := &OrderBy{X: op}
		for _, k := range q.OrderBy {
			o.Keys = append(o.Keys, SortKey{Expr: t.expr(k.Expr, visible, aggs), Descending: k.Descending})
		}
		op = o
	}
	aggs.finish()
	if q.Form == syntax.Select || q.Star {
		var columns []Var
		for _, name := range q.Columns() {
			columns = append(columns, t.variable(name))
		}
		op = &Project{X: op, Vars: columns}
		if q.Distinct || q.Reduced {
			op = &Distinct{X: op, Reduced: q.Reduced, Vars: columns}
		}
		return slice(op, q), columns
	}
	return slice(op, q), nil
}

func slice(op Op, q *syntax.Query) Op {
	if q.Limit < 0 && q.Offset <= 0 {
		return op
	}
	return &Slice{X: op, Offset: max(q.Offset, 0), Limit: q.Limit}
}

// groupBy adds the Group operator; its aggregates are collected while the
// expressions after it are translated.
func (t *translator) groupBy(q *syntax.Query, op Op, aggs *aggregator) Op {
	visible := Vars(op)
	g := &Group{}
	for _, b := range q.GroupBy {
		if b.Expr == nil {
			g.Keys = append(g.Keys, t.variable(b.Var))
			continue
		}
		e := t.expr(b.Expr, visible, nil)
		if n, ok := e.(*VarExpr); ok && b.Var == "" {
			g.Keys = append(g.Keys, n.Var)
			continue
		}
		v := Var(0)
		if b.Var != "" {
			v = t.variable(b.Var)
		} else {
			v = t.fresh("key")
		}
		op = &Extend{X: op, Var: v, Expr: e}
		visible.Add(v)
		g.Keys = append(g.Keys, v)
	}
	g.X = op
	aggs.group, aggs.inner = g, visible
	return g
}

func (t *translator) table(v *syntax.Values) Op {
	table := &Table{Rows: v.Rows}
	for _, name := range v.Vars {
		table.Vars = append(table.Vars, t.variable(name))
	}
	return table
}

// join joins two operands, flat where one is a join already.
func join(a, b Op) Op {
	if _, ok := a.(*Unit); ok {
		return b
	}
	if _, ok := b.(*Unit); ok {
		return a
	}
	if j, ok := a.(*Join); ok {
		return &Join{List: append(j.List[:len(j.List):len(j.List)], b)}
	}
	return &Join{List: []Op{a, b}}
}

// group translates a group with its filters.
func (t *translator) group(g *syntax.Group) Op {
	op, filters := t.unfiltered(g)
	if len(filters) == 0 {
		return op
	}
	return &Filter{X: op, Filters: t.exprs(filters, Vars(op), nil)}
}

// unfiltered translates a group and returns its filters apart, since those of
// an OPTIONAL see the variables outside.
func (t *translator) unfiltered(g *syntax.Group) (Op, []syntax.Expr) {
	var op Op = &Unit{}
	var filters []syntax.Expr
	for _, e := range g.Elements {
		switch e := e.(type) {
		case *syntax.Filter:
			filters = append(filters, e.Expr)
		case *syntax.Optional:
			right, conditions := t.unfiltered(e.Group)
			l := &LeftJoin{L: op, R: right}
			if len(conditions) > 0 {
				visible := Vars(op)
				visible.Union(Vars(right))
				l.Filters = t.exprs(conditions, visible, nil)
			}
			op = l
		case *syntax.Minus:
			op = &Minus{L: op, R: t.group(e.Group)}
		case *syntax.Bind:
			expr := t.expr(e.Expr, Vars(op), nil)
			op = &Extend{X: op, Var: t.variable(e.Var), Expr: expr}
		default:
			op = join(op, t.element(e))
		}
	}
	return op, filters
}

func (t *translator) element(e syntax.Pattern) Op {
	switch e := e.(type) {
	case *syntax.Triples:
		var op Op = &Unit{}
		for _, tr := range e.List {
			op = join(op, t.triple(tr))
		}
		return op
	case *syntax.Group:
		return t.group(e)
	case *syntax.Union:
		u := &Union{}
		for _, g := range e.Groups {
			u.List = append(u.List, t.group(g))
		}
		return u
	case *syntax.Values:
		return t.table(e)
	case *syntax.SubSelect:
		return t.subSelect(e.Query)
	case *syntax.GraphPattern:
		return t.graphPattern(e)
	case *syntax.Service:
		return &Service{Pos: e.Pos}
	}
	return &Unit{}
}

// subSelect translates a sub-query in a scope of its own, in which only the
// projected names mean the same as outside.
func (t *translator) subSelect(q *syntax.Query) Op {
	outer := t.scope
	inner := map[string]Var{}
	for _, name := range q.Columns() {
		inner[name] = t.variable(name)
	}
	t.scope = inner
	op, _ := t.query(q)
	t.scope = outer
	return op
}

// graphPattern translates GRAPH. A group that binds the graph in every
// solution is matched as quads; any other is evaluated graph by graph.
func (t *translator) graphPattern(e *syntax.GraphPattern) Op {
	saved := t.graph
	defer func() { t.graph = saved }()
	n := t.node(e.Graph)
	simple := bindsGraph(e.Group)
	if !n.IsVar {
		t.graph = Graph{Kind: NamedGraph, Term: n.Term}
		x := t.group(e.Group)
		if simple {
			return x
		}
		return &GraphLoop{Var: t.fresh("g"), Name: -1, Only: n.Term, X: x}
	}
	// A pattern inside that binds the same variable does so on its own, and is
	// then joined with the graph's name.
	inside := false
	e.Group.Visible(func(name string) { inside = inside || name == e.Graph.Name })
	if simple && !inside {
		t.graph = Graph{Kind: EachGraph, Var: n.Var}
		return t.group(e.Group)
	}
	slot := n.Var
	if inside {
		slot = t.fresh("g")
	}
	t.graph = Graph{Kind: LoopGraph, Var: slot}
	return &GraphLoop{Var: slot, Name: n.Var, X: t.group(e.Group)}
}

// bindsGraph reports whether every solution of a group comes from at least one
// triple, and nothing in it depends on the graph as a whole.
func bindsGraph(g *syntax.Group) bool {
	found := false
	for _, e := range g.Elements {
		switch e := e.(type) {
		case *syntax.Triples:
			for _, t := range e.List {
				if t.Path != nil && !plainPath(t.Path) {
					return false
				}
				found = true
			}
		case *syntax.Group:
			if !bindsGraph(e) {
				return false
			}
			found = true
		case *syntax.Union:
			for _, u := range e.Groups {
				if !bindsGraph(u) {
					return false
				}
			}
			found = true
		case *syntax.Optional:
			if !found || !bindsGraph(e.Group) {
				return false
			}
		case *syntax.Filter, *syntax.Values:
		case *syntax.Bind:
			if !found {
				return false
			}
		default:
			return false
		}
	}
	return found
}

// plainPath reports whether a path is made of single steps only.
func plainPath(p syntax.Path) bool {
	switch p := p.(type) {
	case *syntax.Inverse:
		return plainPath(p.Path)
	case *syntax.Sequence:
		for _, part := range p.Parts {
			if !plainPath(part) {
				return false
			}
		}
	case *syntax.Alternative:
		for _, part := range p.Parts {
			if !plainPath(part) {
				return false
			}
		}
	case *syntax.Repeat:
		return false
	}
	return true
}

func (t *translator) triple(tr syntax.Triple) Op {
	s, o := t.node(tr.S), t.node(tr.O)
	if tr.Path != nil {
		return t.path(s, tr.Path, o)
	}
	p := t.node(tr.P)
	if t.opts.SearchProperty != "" && !p.IsVar && p.Term.Value == t.opts.SearchProperty {
		return &Search{Subject: s, Words: o}
	}
	return &Quad{S: s, P: p, O: o, G: t.graph}
}

// path expands what is no repetition: inverses, sequences and alternatives.
func (t *translator) path(s Node, path syntax.Path, o Node) Op {
	switch path := path.(type) {
	case *syntax.Link:
		return &Quad{S: s, P: Node{Term: rdf.NewIRI(path.IRI)}, O: o, G: t.graph}
	case *syntax.Inverse:
		return t.path(o, path.Path, s)
	case *syntax.Sequence:
		var op Op = &Unit{}
		from := s
		for i, part := range path.Parts {
			to := o
			if i < len(path.Parts)-1 {
				to = Node{IsVar: true, Var: t.fresh("p")}
			}
			op = join(op, t.path(from, part, to))
			from = to
		}
		return op
	case *syntax.Alternative:
		u := &Union{}
		for _, part := range path.Parts {
			u.List = append(u.List, t.path(s, part, o))
		}
		return u
	}
	if n, ok := path.(*syntax.Negated); ok {
		return t.negated(s, n, o)
	}
	return &Path{S: s, Path: path.(*syntax.Repeat), O: o, G: t.graph}
}

// negated matches any predicate but some: !(a|^b) is what !a gives forwards and
// !b gives backwards.
func (t *translator) negated(s Node, n *syntax.Negated, o Node) Op {
	u := &Union{}
	other := func(s, o Node, except []string) {
		p := t.fresh("p")
		in := &Call{Name: "IN", Args: []Expr{&VarExpr{Var: p}}}
		for _, iri := range except {
			in.Args = append(in.Args, &Const{Term: rdf.NewIRI(iri)})
		}
		u.List = append(u.List, &Filter{
			X:       &Quad{S: s, P: Node{IsVar: true, Var: p}, O: o, G: t.graph},
			Filters: []Expr{&Call{Name: "unary!", Args: []Expr{in}}},
		})
	}
	if len(n.Forward) > 0 || len(n.Backward) == 0 {
		other(s, o, n.Forward)
	}
	if len(n.Backward) > 0 {
		other(o, s, n.Backward)
	}
	if len(u.List) == 1 {
		return u.List[0]
	}
	return u
}
