package plan

import (
	"fmt"
	"math"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/algebra"
)

// maxExhaustive is the number of operands up to which all orders are weighed.
const maxExhaustive = 8

// parts is a group taken apart into what can be put together in any order.
type parts struct {
	factors []algebra.Op
	filters []algebra.Expr
	binds   []*algebra.Extend
	// tails are OPTIONALs and MINUSes, applied in this order after the join.
	tails []tail
}

type tail struct {
	optional *algebra.LeftJoin
	minus    *algebra.Minus
}

// touches returns the variables by which a tail depends on what is before it.
func (t tail) touches() algebra.VarSet {
	set := algebra.VarSet{}
	if t.minus != nil {
		algebra.Mentioned(t.minus.R, set)
		return set
	}
	set.Union(algebra.Vars(t.optional.R))
	for _, e := range t.optional.Filters {
		algebra.ExprVars(e, set)
	}
	return set
}

func (t tail) left() algebra.Op {
	if t.minus != nil {
		return t.minus.L
	}
	return t.optional.L
}

// flatten takes an operator apart.
func flatten(op algebra.Op) *parts {
	switch op := op.(type) {
	case *algebra.Unit:
		return &parts{}
	case *algebra.Join:
		return flattenJoin(op)
	case *algebra.Filter:
		certain := algebra.Certain(op.X)
		for _, e := range op.Filters {
			if !exprVars(e, algebra.Vars(op.X)).within(certain) {
				return &parts{factors: []algebra.Op{op}}
			}
		}
		p := flatten(op.X)
		p.filters = append(p.filters, op.Filters...)
		return p
	case *algebra.Extend:
		if pinned(op.Expr) || !exprVars(op.Expr, algebra.Vars(op.X)).within(algebra.Certain(op.X)) {
			return &parts{factors: []algebra.Op{op}}
		}
		p := flatten(op.X)
		p.binds = append(p.binds, op)
		return p
	case *algebra.LeftJoin:
		p := flatten(op.L)
		p.tails = append(p.tails, tail{optional: op})
		return p
	case *algebra.Minus:
		p := flatten(op.L)
		p.tails = append(p.tails, tail{minus: op})
		return p
	}
	return &parts{factors: []algebra.Op{op}}
}

// flattenJoin takes the operands apart. A tail of one may wait until the others
// have been joined only if what it shares with them is certain before it.
func flattenJoin(op *algebra.Join) *parts {
	out := &parts{}
	for i, x := range op.List {
		p := flatten(x)
		if len(p.tails) == 0 {
			out.take(p)
			continue
		}
		others := algebra.VarSet{}
		for j, y := range op.List {
			if j != i {
				others.Union(algebra.Vars(y))
			}
		}
		movable := true
		for _, t := range p.tails {
			certain := algebra.Certain(t.left())
			for v := range t.touches() {
				if others[v] && !certain[v] {
					movable = false
				}
			}
		}
		for _, b := range p.binds {
			// With a tail or another operand binding the same name, keep the
			// order that was written.
			if others[b.Var] {
				movable = false
			}
		}
		if !movable {
			p = &parts{factors: []algebra.Op{x}}
		}
		out.take(p)
	}
	return out
}

// take adds the parts of an operand.
func (pt *parts) take(p *parts) {
	pt.factors = append(pt.factors, p.factors...)
	pt.filters = append(pt.filters, p.filters...)
	pt.binds = append(pt.binds, p.binds...)
	pt.tails = append(pt.tails, p.tails...)
}

type varset algebra.VarSet

// exprVars returns the variables of an expression that an operand can bind.
func exprVars(e algebra.Expr, scope algebra.VarSet) varset {
	all := algebra.VarSet{}
	algebra.ExprVars(e, all)
	out := varset{}
	for v := range all {
		if scope[v] {
			out[v] = true
		}
	}
	return out
}

func (s varset) within(o algebra.VarSet) bool { return o.Contains(algebra.VarSet(s)) }

// pinned reports whether an expression must be evaluated where it stands: it
// holds an EXISTS, or a function that gives something new on every solution.
func pinned(e algebra.Expr) bool {
	switch e := e.(type) {
	case *algebra.Exists:
		return true
	case *algebra.Call:
		switch e.Name {
		case "RAND", "UUID", "STRUUID", "BNODE":
			return true
		}
		for _, x := range e.Args {
			if pinned(x) {
				return true
			}
		}
	}
	return false
}

// group plans a join with its filters, BINDs, OPTIONALs and MINUSes.
func (p *planner) group(op algebra.Op, bound algebra.VarSet) Node {
	var late []algebra.Expr
	pt := &parts{}
	scope := algebra.Vars(op)
	if f, ok := op.(*algebra.Filter); ok {
		pt = flatten(f.X)
		early := pt.certain()
		for _, e := range f.Filters {
			if exprVars(e, scope).within(early) {
				pt.filters = append(pt.filters, e)
			} else {
				late = append(late, e)
			}
		}
	} else if e, ok := op.(*algebra.Extend); ok {
		pt = flatten(op)
		if len(pt.factors) == 1 && pt.factors[0] == op {
			return p.extend(p.plan(e.X, bound), e.Var, e.Expr, algebra.Vars(e.X))
		}
	} else {
		pt = flatten(op)
	}
	pt.constants()
	if len(pt.factors) > maxBits || len(pt.filters) > maxBits || len(pt.binds) > maxBits {
		p.opts.Plain = true // for all of it, or each level would be looked at anew
		return p.plain(op, bound)
	}
	n, done := p.join(pt, bound)
	for _, t := range pt.tails {
		n = p.tail(n, t, done, bound)
		if t.optional != nil {
			done.vars.Union(algebra.Vars(t.optional.R))
		}
	}
	if len(late) > 0 {
		n = p.filter(n, late, scope)
	}
	return n
}

// certain returns the variables bound for certain before the tails.
func (pt *parts) certain() algebra.VarSet {
	set := algebra.VarSet{}
	for _, f := range pt.factors {
		set.Union(algebra.Certain(f))
	}
	return set
}

// constants turns filters that equate a variable with a constant, whose
// equality is that of terms, into one-row tables that joins can start from.
func (pt *parts) constants() {
	certain := pt.certain()
	var keep []algebra.Expr
	for _, e := range pt.filters {
		v, terms := equated(e)
		if len(terms) == 0 || !certain[v] {
			keep = append(keep, e)
			continue
		}
		t := &algebra.Table{Vars: []algebra.Var{v}}
		seen := map[rdf.Term]bool{}
		for _, term := range terms {
			if !seen[term] {
				seen[term] = true
				t.Rows = append(t.Rows, []rdf.Term{term})
			}
		}
		pt.factors = append(pt.factors, t)
	}
	pt.filters = keep
}

// equated recognises ?v = constant, sameTerm(?v, constant) and ?v IN (…).
func equated(e algebra.Expr) (v algebra.Var, terms []rdf.Term) {
	c, ok := e.(*algebra.Call)
	if !ok || c.Name != "=" && c.Name != "SAMETERM" && c.Name != "IN" || len(c.Args) < 2 {
		return 0, nil
	}
	args := c.Args
	x, ok := args[0].(*algebra.VarExpr)
	if !ok && c.Name != "IN" {
		if x, ok = args[1].(*algebra.VarExpr); ok {
			args = []algebra.Expr{args[1], args[0]}
		}
	}
	if !ok {
		return 0, nil
	}
	for _, a := range args[1:] {
		k, ok := a.(*algebra.Const)
		if !ok || k.Term.Kind != rdf.IRI && (k.Term.Kind != rdf.Literal || k.Term.Datatype != rdf.XSDString) {
			return 0, nil
		}
		terms = append(terms, k.Term)
	}
	return x.Var, terms
}

// maxBits is how many operands, filters or BINDs of one group are planned; a
// query with more of them runs as it is written.
const maxBits = 512

type bitset [maxBits / 64]uint64

func (b bitset) has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

func (b bitset) with(i int) bitset {
	b[i/64] |= 1 << (i % 64)
	return b
}

// state is a partial join.
type state struct {
	node    Node
	scope   scope
	factors bitset
	count   int
	filters bitset
	binds   bitset
}

// join orders the factors. It returns what they bind.
func (p *planner) join(pt *parts, bound algebra.VarSet) (Node, scope) {
	j := &joiner{planner: p, parts: pt, bound: bound, all: algebra.VarSet{}, memo: map[string]Node{}, alone: map[*algebra.Exists]Node{}}
	for _, f := range pt.factors {
		s := scopeOf(f)
		j.scopes = append(j.scopes, s)
		j.all.Union(s.vars)
	}
	for _, b := range pt.binds {
		j.all.Add(b.Var)
	}
	start := j.settle(&state{
		node: &Unit{Info: Info{Rows: 1, sorted: -1}}, scope: scope{vars: algebra.VarSet{}, certain: algebra.VarSet{}},
	})
	var best *state
	if len(pt.factors) <= maxExhaustive {
		best = j.exhaustive(start)
	} else {
		best = j.greedy(start)
	}
	return best.node, best.scope.with(scope{})
}

type joiner struct {
	*planner
	parts  *parts
	bound  algebra.VarSet
	scopes []scope
	// all are the variables that the factors and BINDs can bind.
	all  algebra.VarSet
	memo map[string]Node
	// alone holds the plans of EXISTS patterns run on their own.
	alone map[*algebra.Exists]Node
}

func (j *joiner) exhaustive(start *state) *state {
	n := len(j.parts.factors)
	best := make([]map[algebra.Var]*state, 1<<n)
	best[0] = map[algebra.Var]*state{-1: start}
	for mask := range best {
		for _, s := range best[mask] {
			for _, next := range j.successors(s) {
				m := next.factors[0]
				if best[m] == nil {
					best[m] = map[algebra.Var]*state{}
				}
				k := next.node.Meta().sorted
				if old := best[m][k]; old == nil || better(next, old) {
					best[m][k] = next
				}
			}
		}
		if mask != len(best)-1 {
			best[mask] = nil
		}
	}
	var winner *state
	for _, s := range best[len(best)-1] {
		if winner == nil || better(s, winner) {
			winner = s
		}
	}
	return winner
}

// better compares two plans; the sort variable breaks ties, so that the choice
// does not depend on the order of a map.
func better(a, b *state) bool {
	x, y := a.node.Meta(), b.node.Meta()
	if x.Cost != y.Cost {
		return x.Cost < y.Cost
	}
	return x.sorted < y.sorted
}

func (j *joiner) greedy(start *state) *state {
	s := start
	for s.count < len(j.parts.factors) {
		var best *state
		for _, next := range j.successors(s) {
			if best == nil || next.node.Meta().Cost+next.node.Meta().Rows*costSeek < best.node.Meta().Cost+best.node.Meta().Rows*costSeek {
				best = next
			}
		}
		s = best
	}
	return s
}

// successors adds each factor that is connected to the state, or where none is
// any factor, in each way of joining.
func (j *joiner) successors(s *state) []*state {
	var connected, free []int
	for i := range j.parts.factors {
		if s.factors.has(i) {
			continue
		}
		if s.count == 0 || j.scopes[i].vars.Overlaps(s.scope.vars) {
			connected = append(connected, i)
		} else {
			free = append(free, i)
		}
	}
	if len(connected) == 0 {
		connected = free
	}
	var out []*state
	for _, i := range connected {
		if len(out) > 0 && j.steps >= maxSteps {
			break
		}
		for _, n := range j.ways(s, i) {
			j.step()
			next := &state{
				node: n, scope: s.scope.with(j.scopes[i]), factors: s.factors.with(i), count: s.count + 1,
				filters: s.filters, binds: s.binds,
			}
			out = append(out, j.settle(next))
		}
	}
	return out
}

// ways returns the plans that join factor i to a state.
func (j *joiner) ways(s *state, i int) []Node {
	f := j.parts.factors[i]
	quad, isQuad := f.(*algebra.Quad)
	if s.count == 0 && isUnit(s.node) {
		if !isQuad {
			return []Node{j.planned(i, j.bound)}
		}
		out := []Node{j.scan(quad, j.bound, -1)}
		for pos, n := range nodes(quad) {
			if n.IsVar && !j.bound[n.Var] {
				if sc, ok := j.scan(quad, j.bound, pos).(*Scan); ok && sc.Ordered && sc.sorted == n.Var {
					out = append(out, sc)
				}
			}
		}
		return out
	}
	var out []Node
	l := s.node.Meta()
	inner := algebra.VarSet{}
	inner.Union(j.bound)
	inner.Union(s.scope.vars)
	if safe(f, inner) {
		r := j.planned(i, inner)
		m := r.Meta()
		rows := l.Rows * m.Rows
		info := Info{Rows: rows, Cost: l.Cost + l.Rows*m.Cost, sorted: l.sorted, distinct: mergeDistinct(l, m, rows)}
		if rows == 0 {
			info.Cost = l.Cost
		}
		out = append(out, &Bind{Info: info, L: s.node, R: r})
	}
	r := j.planned(i, algebra.VarSet{})
	out = append(out, j.hash(s.node, r, s.scope, j.scopes[i], false))
	if isQuad && l.sorted >= 0 && j.scopes[i].vars[l.sorted] && s.scope.certain[l.sorted] {
		if m := j.merge(s, quad, l.sorted); m != nil {
			out = append(out, m)
		}
	}
	return out
}

func isUnit(n Node) bool {
	_, ok := n.(*Unit)
	return ok
}

// merge plans a merge join on the variable by which the state is sorted.
func (j *joiner) merge(s *state, q *algebra.Quad, on algebra.Var) Node {
	for pos, n := range nodes(q) {
		if !n.IsVar || n.Var != on {
			continue
		}
		sc, ok := j.scan(q, algebra.VarSet{}, pos).(*Scan)
		if !ok || !sc.Ordered || sc.sorted != on {
			return nil
		}
		var keys []algebra.Var
		for _, v := range list(algebra.Vars(q)) {
			if s.scope.vars[v] {
				keys = append(keys, v)
			}
		}
		l := s.node.Meta()
		info := joined(l, &sc.Info, keys)
		info.Cost = l.Cost + l.Rows*0.5 + math.Min(sc.Rows*costStep, l.Rows*costSeek) + costSeek
		info.sorted = on
		return &Merge{Info: info, L: s.node, R: sc, On: on}
	}
	return nil
}

// planned plans a factor once for each set of variables it is opened with.
func (j *joiner) planned(i int, inner algebra.VarSet) Node {
	relevant := algebra.VarSet{}
	mentioned := algebra.VarSet{}
	algebra.Mentioned(j.parts.factors[i], mentioned)
	for v := range mentioned {
		if inner[v] {
			relevant[v] = true
		}
	}
	var key strings.Builder
	fmt.Fprint(&key, i, list(relevant))
	n, ok := j.memo[key.String()]
	if !ok {
		if q, isQuad := j.parts.factors[i].(*algebra.Quad); isQuad {
			n = j.scan(q, relevant, -1)
		} else {
			n = j.plan(j.parts.factors[i], relevant)
		}
		j.memo[key.String()] = n
	}
	return n
}

// settle applies the filters and BINDs whose variables are bound now.
func (j *joiner) settle(s *state) *state {
	all := s.count == len(j.parts.factors)
	for again := true; again; {
		again = false
		for i, b := range j.parts.binds {
			if s.binds.has(i) || !exprVars(b.Expr, j.all).within(s.scope.certain) && !all {
				continue
			}
			s.binds = s.binds.with(i)
			s.node = j.extend(s.node, b.Var, b.Expr, s.scope.vars)
			total := algebra.Total(b.Expr, s.scope.certain)
			s.scope = s.scope.with(scope{vars: algebra.VarSet{b.Var: true}, certain: algebra.VarSet{}})
			if total {
				s.scope.certain.Add(b.Var)
			}
			again = true
		}
	}
	var now []algebra.Expr
	for i, e := range j.parts.filters {
		if !s.filters.has(i) && (all || exprVars(e, j.all).within(s.scope.certain)) {
			s.filters = s.filters.with(i)
			now = append(now, e)
		}
	}
	return j.apply(s, now)
}
