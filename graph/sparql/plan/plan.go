package plan

import (
	"math"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/algebra"
)

// Stats is what planning asks of a dataset; every eval.Dataset has it.
type Stats interface {
	ID(t rdf.Term) (rdf.ID, bool, error)
	Estimate(pattern rdf.IDQuad) (n uint64, exact bool)
}

// orderer and counter are optional abilities of a dataset.
type (
	orderer interface {
		CanOrder(pattern rdf.IDQuad, order [4]uint8) bool
	}
	counter interface {
		Distinct(pattern rdf.IDQuad, position int) (n uint64, ok bool)
	}
)

// Options changes how plans are made.
type Options struct {
	// Union matches the default graph's patterns in all graphs.
	Union bool
	// Plain makes the plan that the query spells out: operands in the order
	// written, every join a hash join of two sides run on their own, filters
	// where they stand. It is slow and there to check the others against.
	Plain bool
}

// Costs in steps of an index: opening a look-up, a step, putting a row into a
// hash table, looking it up there, and testing a condition.
const (
	costSeek   = 8.0
	costStep   = 1.0
	costInsert = 3.0
	costProbe  = 1.5
	costFilter = 0.5
)

// unknownID stands in estimates for a term whose value is known only when the
// query runs.
const unknownID = rdf.AnyID

// New plans a query.
func New(q *algebra.Query, stats Stats, opts Options) (*Plan, error) {
	p := &planner{stats: stats, opts: opts, out: &Plan{Query: q, Exists: map[*algebra.Exists]Node{}}, counts: map[rdf.IDQuad]float64{}, distinct: map[distinctKey]float64{}}
	p.orderer, _ = stats.(orderer)
	p.counter, _ = stats.(counter)
	p.out.Root = p.plan(q.Root, algebra.VarSet{})
	p.number(p.out.Root)
	for _, n := range p.out.Exists {
		p.number(n)
	}
	return p.out, p.err
}

type planner struct {
	stats   Stats
	orderer orderer
	counter counter
	opts    Options
	out     *Plan
	// counts and distinct remember what the dataset has said; -1 is nothing.
	counts   map[rdf.IDQuad]float64
	distinct map[distinctKey]float64
	steps    int
	err      error
	seen     map[*Info]bool
}

// maxSteps is how many ways of joining are weighed for one query. A hostile query
// can ask for exponentially many; after so many the rest is planned as written.
const maxSteps = 20_000

// step counts a way of joining.
func (p *planner) step() {
	if p.steps++; p.steps == maxSteps {
		p.opts.Plain = true
	}
}

type distinctKey struct {
	pattern  rdf.IDQuad
	position int
}

// number gives ids to the nodes that made it into the plan.
func (p *planner) number(n Node) {
	if p.seen == nil {
		p.seen = map[*Info]bool{}
	}
	if p.seen[n.Meta()] {
		return
	}
	p.seen[n.Meta()] = true
	n.Meta().ID = p.out.Nodes
	p.out.Nodes++
	for _, c := range n.Children() {
		p.number(c)
	}
}

// plan plans an operator that will be opened with some variables bound.
func (p *planner) plan(op algebra.Op, bound algebra.VarSet) Node {
	switch op := op.(type) {
	case *algebra.Join, *algebra.Filter, *algebra.Extend, *algebra.LeftJoin, *algebra.Minus:
		if p.opts.Plain {
			return p.plain(op, bound)
		}
		return p.group(op, bound)
	case *algebra.Unit:
		return &Unit{Info: Info{Rows: 1, sorted: -1}}
	case *algebra.Table:
		return p.table(op)
	case *algebra.Quad:
		return p.scan(op, bound, -1)
	case *algebra.Path:
		return p.path(op, bound)
	case *algebra.Search:
		n := &Search{Info: Info{Rows: 50, Cost: 2000, sorted: -1}, Pattern: *op}
		if op.Subject.IsVar && bound[op.Subject.Var] {
			n.Rows = 0.5
		}
		return n
	case *algebra.Union:
		return p.union(op, bound)
	case *algebra.GraphLoop:
		x := p.plan(op.X, algebra.VarSet{op.Var: true})
		m := x.Meta()
		graphs := 10.0
		if !op.Only.IsZero() {
			graphs = 1
		}
		return &Loop{Info: Info{Rows: m.Rows * graphs, Cost: m.Cost * graphs, sorted: -1}, Var: op.Var, Name: op.Name, Only: op.Only, X: x}
	case *algebra.Group:
		return p.groupBy(op, bound)
	case *algebra.OrderBy:
		x := p.plan(op.X, bound)
		m := x.Meta()
		p.exprs(sortExprs(op.Keys), algebra.Vars(op.X))
		return &Sort{
			Info: Info{Rows: m.Rows, Cost: m.Cost + m.Rows*math.Log2(m.Rows+2), sorted: -1, distinct: m.distinct},
			X:    x, Keys: op.Keys, Keep: list(algebra.Vars(op.X)),
		}
	case *algebra.Project:
		x := p.plan(op.X, bound)
		m := x.Meta()
		if s, ok := x.(*Sort); ok {
			s.Keep = op.Vars
		}
		return &Project{Info: Info{Rows: m.Rows, Cost: m.Cost, sorted: m.sorted, distinct: m.distinct}, X: x, Vars: op.Vars}
	case *algebra.Distinct:
		x := p.plan(op.X, bound)
		m := x.Meta()
		return &Distinct{
			Info: Info{Rows: math.Min(m.Rows, distinctRows(m, op.Vars)), Cost: m.Cost + m.Rows*costInsert, sorted: m.sorted, distinct: m.distinct},
			X:    x, Vars: op.Vars, Reduced: op.Reduced,
		}
	case *algebra.Slice:
		return p.slice(op, bound)
	case *algebra.Service:
		return &Service{Pos: op.Pos}
	}
	return &Empty{}
}

func sortExprs(keys []algebra.SortKey) []algebra.Expr {
	out := make([]algebra.Expr, len(keys))
	for i, k := range keys {
		out[i] = k.Expr
	}
	return out
}

func list(set algebra.VarSet) []algebra.Var {
	out := make([]algebra.Var, 0, len(set))
	for v := range set {
		out = append(out, v)
	}
	sortVars(out)
	return out
}

// distinctRows estimates the different combinations of some variables.
func distinctRows(m *Info, vars []algebra.Var) float64 {
	n := 1.0
	for _, v := range vars {
		d, ok := m.distinct[v]
		if !ok {
			return m.Rows
		}
		n *= d
	}
	return n
}

func (p *planner) table(op *algebra.Table) Node {
	n := &Table{Info: Info{Rows: float64(len(op.Rows)), Cost: float64(len(op.Rows)), sorted: -1}, Vars: op.Vars, Rows: op.Rows}
	n.distinct = map[algebra.Var]float64{}
	for i, v := range op.Vars {
		seen := map[rdf.Term]bool{}
		for _, row := range op.Rows {
			seen[row[i]] = true
		}
		n.distinct[v] = float64(len(seen))
	}
	return n
}

func (p *planner) union(op *algebra.Union, bound algebra.VarSet) Node {
	u := &Union{Info: Info{sorted: -1, distinct: map[algebra.Var]float64{}}}
	for _, x := range op.List {
		n := p.plan(x, bound)
		m := n.Meta()
		u.Rows += m.Rows
		u.Cost += m.Cost
		for v, d := range m.distinct {
			u.distinct[v] += d
		}
		u.List = append(u.List, n)
	}
	return u
}

func (p *planner) groupBy(op *algebra.Group, bound algebra.VarSet) Node {
	x := p.plan(op.X, bound)
	m := x.Meta()
	inner := algebra.Vars(op.X)
	for _, a := range op.Aggregates {
		if a.Arg != nil {
			p.exprs([]algebra.Expr{a.Arg}, inner)
		}
	}
	rows := 1.0
	if len(op.Keys) > 0 {
		rows = math.Min(m.Rows, distinctRows(m, op.Keys))
	}
	return &Group{Info: Info{Rows: rows, Cost: m.Cost + m.Rows*costInsert, sorted: -1}, X: x, Keys: op.Keys, Aggregates: op.Aggregates}
}

// slice tells a Sort below it how many rows are wanted.
func (p *planner) slice(op *algebra.Slice, bound algebra.VarSet) Node {
	x := p.plan(op.X, bound)
	m := x.Meta()
	n := &Slice{Info: Info{Rows: m.Rows, Cost: m.Cost, sorted: m.sorted, distinct: m.distinct}, X: x, Offset: op.Offset, Limit: op.Limit}
	if op.Limit >= 0 {
		n.Rows = math.Min(n.Rows, float64(op.Limit))
		below := x
		if pr, ok := below.(*Project); ok {
			below = pr.X
		}
		if s, ok := below.(*Sort); ok && !p.opts.Plain && op.Limit+op.Offset > 0 && op.Limit+op.Offset <= 100_000 {
			s.Top = op.Limit + op.Offset
		}
	}
	return n
}

// scope is what an operand binds: perhaps, and for certain.
type scope struct{ vars, certain algebra.VarSet }

func scopeOf(op algebra.Op) scope {
	return scope{vars: algebra.Vars(op), certain: algebra.Certain(op)}
}

// with returns the scope of both operands together.
func (s scope) with(o scope) scope {
	out := scope{vars: algebra.VarSet{}, certain: algebra.VarSet{}}
	for _, x := range []scope{s, o} {
		out.vars.Union(x.vars)
		out.certain.Union(x.certain)
	}
	return out
}

// plain plans joins as they are written.
func (p *planner) plain(op algebra.Op, bound algebra.VarSet) Node {
	switch op := op.(type) {
	case *algebra.Join:
		n := p.plan(op.List[0], bound)
		left := scopeOf(op.List[0])
		for _, x := range op.List[1:] {
			right := scopeOf(x)
			n = p.hash(n, p.plan(x, algebra.VarSet{}), left, right, false)
			left.vars.Union(right.vars)
			left.certain.Union(right.certain)
		}
		return n
	case *algebra.Filter:
		return p.filter(p.plan(op.X, bound), op.Filters, algebra.Vars(op.X))
	case *algebra.Extend:
		return p.extend(p.plan(op.X, bound), op.Var, op.Expr, algebra.Vars(op.X))
	case *algebra.LeftJoin:
		l, r := scopeOf(op.L), scopeOf(op.R)
		h := p.hash(p.plan(op.L, bound), p.plan(op.R, algebra.VarSet{}), l, r, true)
		h.Filters = op.Filters
		p.exprs(op.Filters, l.with(r).vars)
		return h
	case *algebra.Minus:
		return p.minus(p.plan(op.L, bound), p.plan(op.R, algebra.VarSet{}), scopeOf(op.L), scopeOf(op.R))
	}
	return &Empty{}
}

// split returns the variables two operands share: those certain in both, and
// the rest.
func split(l, r scope) (keys, check []algebra.Var) {
	for _, v := range list(l.vars) {
		switch {
		case !r.vars[v]:
		case l.certain[v] && r.certain[v]:
			keys = append(keys, v)
		default:
			check = append(check, v)
		}
	}
	return keys, check
}

func (p *planner) hash(l, r Node, left, right scope, outer bool) *Hash {
	keys, check := split(left, right)
	lm, rm := l.Meta(), r.Meta()
	h := &Hash{Info: joined(lm, rm, keys), L: l, R: r, Keys: keys, Check: check, Outer: outer}
	h.Cost = lm.Cost + rm.Cost + rm.Rows*costInsert + lm.Rows*costProbe + h.Rows*0.5
	h.sorted = lm.sorted
	if outer {
		h.Rows = math.Max(h.Rows, lm.Rows)
	}
	return h
}

func (p *planner) minus(l, r Node, left, right scope) Node {
	keys, check := split(left, right)
	if len(keys)+len(check) == 0 {
		return l
	}
	lm, rm := l.Meta(), r.Meta()
	info := Info{Rows: lm.Rows * 0.7, Cost: lm.Cost + rm.Cost + rm.Rows*costInsert + lm.Rows*costProbe, sorted: lm.sorted, distinct: lm.distinct}
	return &Minus{Info: info, L: l, R: r, Keys: keys, Check: check}
}

// filter adds conditions, each of which is taken to keep a third.
func (p *planner) filter(x Node, filters []algebra.Expr, bound algebra.VarSet) Node {
	p.exprs(filters, bound)
	m := x.Meta()
	rows, cost := m.Rows, m.Cost
	for _, e := range filters {
		each := p.exprCost(e)
		if LoneVar(e) == m.sorted && m.sorted >= 0 {
			// Terms in the order of their ids are read faster, and those that
			// come again are not tested again.
			each *= 0.7
		}
		cost += rows * each
		rows *= 0.35
	}
	info := Info{Rows: rows, Cost: cost, sorted: m.sorted, distinct: mergeDistinct(m, &Info{}, rows)}
	if f, ok := x.(*Filter); ok {
		return &Filter{Info: info, X: f.X, Filters: append(f.Filters[:len(f.Filters):len(f.Filters)], filters...)}
	}
	return &Filter{Info: info, X: x, Filters: filters}
}

// LoneVar returns the variable on which alone the truth of an expression
// depends, and -1 where there is no such variable or where the expression may
// be true at one time and false at another.
func LoneVar(e algebra.Expr) algebra.Var {
	vars := algebra.VarSet{}
	if algebra.ExprVars(e, vars); len(vars) != 1 || pinned(e) {
		return -1
	}
	return list(vars)[0]
}

func (p *planner) exprCost(e algebra.Expr) float64 {
	switch e := e.(type) {
	case *algebra.Call:
		cost := costFilter
		for _, a := range e.Args {
			cost += p.exprCost(a)
		}
		return cost
	case *algebra.Exists:
		return math.Min(p.out.Exists[e].Meta().Cost, 1e6)
	}
	return 0
}

func (p *planner) extend(x Node, v algebra.Var, e algebra.Expr, bound algebra.VarSet) Node {
	p.exprs([]algebra.Expr{e}, bound)
	m := x.Meta()
	return &Extend{Info: Info{Rows: m.Rows, Cost: m.Cost + m.Rows*2, sorted: m.sorted, distinct: m.distinct}, X: x, Var: v, Expr: e}
}

// joined estimates a join: each shared variable keeps one in as many pairs as
// the side with more different values has of them.
func joined(l, r *Info, keys []algebra.Var) Info {
	rows := l.Rows * r.Rows
	for _, v := range keys {
		dl, okL := l.distinct[v]
		dr, okR := r.distinct[v]
		if !okL {
			dl = l.Rows
		}
		if !okR {
			dr = r.Rows
		}
		rows /= math.Max(1, math.Max(dl, dr))
	}
	return Info{Rows: rows, sorted: -1, distinct: mergeDistinct(l, r, rows)}
}

func mergeDistinct(l, r *Info, rows float64) map[algebra.Var]float64 {
	out := make(map[algebra.Var]float64, len(l.distinct)+len(r.distinct))
	for v, d := range l.distinct {
		out[v] = math.Min(d, math.Max(rows, 1))
	}
	for v, d := range r.distinct {
		if o, ok := out[v]; ok {
			d = math.Min(d, o)
		}
		out[v] = math.Min(d, math.Max(rows, 1))
	}
	return out
}

// exprs plans the EXISTS patterns in expressions evaluated where some
// variables may be bound.
func (p *planner) exprs(exprs []algebra.Expr, bound algebra.VarSet) {
	for _, e := range exprs {
		switch e := e.(type) {
		case *algebra.Call:
			p.exprs(e.Args, bound)
		case *algebra.Exists:
			if p.out.Exists[e] == nil {
				p.out.Exists[e] = p.plan(e.X, bound)
			}
		}
	}
}
