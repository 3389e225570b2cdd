package eval

import (
	"gongbao/graph/rdf"
	"gongbao/graph/sparql/algebra"
	"gongbao/graph/sparql/plan"
)

// unitOp has one solution that binds nothing.
type unitOp struct{ done bool }

func (o *unitOp) open([]rdf.ID) { o.done = false }

func (o *unitOp) next() bool {
	first := !o.done
	o.done = true
	return first
}

type emptyOp struct{}

func (o *emptyOp) open([]rdf.ID) {}
func (o *emptyOp) next() bool    { return false }

// serviceOp refuses.
type serviceOp struct {
	ex  *exec
	err error
}

func (o *serviceOp) open([]rdf.ID) { o.ex.fail(o.err) }
func (o *serviceOp) next() bool    { return false }

// tableOp gives the rows of VALUES that agree with what is bound.
type tableOp struct {
	ex    *exec
	vars  []algebra.Var
	rows  []rdf.ID
	count int

	row   []rdf.ID
	at    int
	bound bound
}

func (c *compiler) table(n *plan.Table) op {
	t := &tableOp{ex: c.ex, vars: n.Vars, count: len(n.Rows)}
	for _, row := range n.Rows {
		for _, term := range row {
			id := rdf.ID(0)
			if !term.IsZero() {
				id = c.ex.intern(term)
			}
			t.rows = append(t.rows, id)
		}
	}
	return t
}

func (o *tableOp) open(row []rdf.ID) {
	o.row, o.at, o.bound = row, 0, o.bound[:0]
}

func (o *tableOp) next() bool {
	for o.ex.tick() {
		o.bound.undo(o.row)
		if o.at == o.count {
			return false
		}
		tuple := o.rows[o.at*len(o.vars) : (o.at+1)*len(o.vars)]
		o.at++
		if o.take(tuple) {
			return true
		}
	}
	return false
}

func (o *tableOp) take(tuple []rdf.ID) bool {
	for i, v := range o.vars {
		if !o.bound.bind(o.row, v, tuple[i]) {
			return false
		}
	}
	return true
}

// filterOp keeps the solutions for which all conditions hold.
type filterOp struct {
	ex      *exec
	x       op
	filters []expr
	row     []rdf.ID
}

func (o *filterOp) open(row []rdf.ID) {
	o.row = row
	o.x.open(row)
}

func (o *filterOp) next() bool {
	for o.x.next() {
		o.ex.solution++
		if o.ex.all(o.filters, o.row) {
			return true
		}
	}
	return false
}

// all reports whether all conditions hold; one that fails does not.
func (ex *exec) all(filters []expr, row []rdf.ID) bool {
	for _, f := range filters {
		if truth, ok := test(f, row); !ok || !truth {
			return false
		}
	}
	return ex.err == nil
}

// sameExpr is a condition on one variable. It remembers its last answer, since
// solutions often come sorted by that variable.
type loneExpr struct {
	expr
	slot      algebra.Var
	id        rdf.ID // 0 where the variable had no value, or before all
	truth, ok bool
}

func (e *loneExpr) test(row []rdf.ID) (truth, ok bool) {
	if id := row[e.slot]; id == 0 || id != e.id {
		e.truth, e.ok = test(e.expr, row)
		e.id = id
	}
	return e.truth, e.ok
}

// conditions compiles the expressions of a filter.
func (c *compiler) conditions(list []algebra.Expr) []expr {
	out := c.exprs(list)
	for i, e := range list {
		if v := plan.LoneVar(e); v >= 0 {
			out[i] = &loneExpr{expr: out[i], slot: v}
		}
	}
	return out
}

// extendOp computes a variable. Where it is bound already, the solution stays
// if the values agree or there is none.
type extendOp struct {
	ex    *exec
	x     op
	slot  algebra.Var
	expr  expr
	first bool
	row   []rdf.ID
	own   bool
}

func (o *extendOp) open(row []rdf.ID) {
	o.row, o.own = row, false
	o.x.open(row)
}

func (o *extendOp) next() bool {
	for {
		if o.own {
			o.row[o.slot] = 0
			o.own = false
		}
		if !o.x.next() {
			return false
		}
		if o.first {
			o.ex.solution++
		}
		v, ok := o.expr.eval(o.row)
		if o.ex.err != nil {
			return false
		}
		if !ok {
			return true
		}
		id := o.ex.internValue(v)
		switch old := o.row[o.slot]; {
		case old == 0:
			o.row[o.slot] = id
			o.own = true
		case old != id:
			continue
		}
		return true
	}
}

// unionOp runs its operands one after the other.
type unionOp struct {
	list []op
	row  []rdf.ID
	at   int
}

func (o *unionOp) open(row []rdf.ID) {
	o.row, o.at = row, 0
	if len(o.list) > 0 {
		o.list[0].open(row)
	}
}

func (o *unionOp) next() bool {
	for o.at < len(o.list) {
		if o.list[o.at].next() {
			return true
		}
		o.at++
		if o.at < len(o.list) {
			o.list[o.at].open(o.row)
		}
	}
	return false
}

// loopOp runs an operand on its own for each named graph.
type loopOp struct {
	ex      *exec
	x       op
	slot    algebra.Var
	name    algebra.Var
	only    rdf.Term
	vars    []algebra.Var
	context []algebra.Var

	row    []rdf.ID
	frame  []rdf.ID
	graphs []rdf.ID
	active bool
	bound  bound
}

func (c *compiler) loop(n *plan.Loop) op {
	inner := c.within(algebra.VarSet{n.Var: true})
	o := &loopOp{ex: c.ex, slot: n.Var, name: n.Name, only: n.Only, vars: outVars(n), context: c.relevant(n.X)}
	o.x = inner.node(n.X)
	if inner.err != nil {
		c.err = inner.err
	}
	return o
}

func (o *loopOp) open(row []rdf.ID) {
	o.row, o.active, o.bound = row, false, o.bound[:0]
	o.graphs = nil
	switch {
	case !o.only.IsZero():
		id := o.ex.intern(o.only)
		for _, g := range o.ex.namedGraphs() {
			if g == id {
				o.graphs = []rdf.ID{id}
			}
		}
	default:
		o.graphs = o.ex.namedGraphs()
	}
}

func (o *loopOp) next() bool {
	for o.ex.tick() {
		o.bound.undo(o.row)
		if !o.active {
			if len(o.graphs) == 0 {
				return false
			}
			g := o.graphs[0]
			o.graphs = o.graphs[1:]
			if o.name >= 0 {
				if old := o.row[o.name]; old != 0 && old != g {
					continue
				}
			}
			o.frame = isolated(o.frame, o.row, o.context)
			o.frame[o.slot] = g
			o.x.open(o.frame)
			o.active = true
		}
		if !o.x.next() {
			o.active = false
			continue
		}
		if o.name >= 0 {
			if own := o.frame[o.name]; own != 0 && own != o.frame[o.slot] {
				continue // bound inside, to something else
			}
		}
		if o.take() {
			return true
		}
	}
	return false
}

func (o *loopOp) take() bool {
	if o.name >= 0 && !o.bound.bind(o.row, o.name, o.frame[o.slot]) {
		return false
	}
	for _, v := range o.vars {
		if !o.bound.bind(o.row, v, o.frame[v]) {
			return false
		}
	}
	return true
}

// distinctOp drops solutions whose variables it has seen together.
type distinctOp struct {
	ex    *exec
	x     op
	vars  []algebra.Var
	row   []rdf.ID
	tuple []rdf.ID
	seen  *idTable
}

func (o *distinctOp) open(row []rdf.ID) {
	o.row = row
	o.seen = newIDTable(o.ex, len(o.vars))
	o.x.open(row)
}

func (o *distinctOp) next() bool {
	for o.x.next() {
		o.tuple = o.tuple[:0]
		for _, v := range o.vars {
			o.tuple = append(o.tuple, o.row[v])
		}
		if _, fresh := o.seen.add(o.tuple); fresh {
			return o.ex.err == nil
		}
	}
	return false
}

// sliceOp skips solutions and stops after some.
type sliceOp struct {
	x             op
	offset, limit int64
	vars          []algebra.Var
	row           []rdf.ID
	free          []algebra.Var
	skipped, over bool
	given         int64
}

func (o *sliceOp) open(row []rdf.ID) {
	o.row, o.skipped, o.over, o.given = row, false, false, 0
	o.free = o.free[:0]
	for _, v := range o.vars {
		if row[v] == 0 {
			o.free = append(o.free, v)
		}
	}
	if o.limit != 0 {
		o.x.open(row)
	}
}

func (o *sliceOp) next() bool {
	if o.over || o.limit >= 0 && o.given >= o.limit {
		for _, v := range o.free { // x is left in the middle
			o.row[v] = 0
		}
		return false
	}
	if !o.skipped {
		o.skipped = true
		for range o.offset {
			if !o.x.next() {
				o.over = true
				return false
			}
		}
	}
	o.given++
	return o.x.next()
}

// searchOp asks the dataset's text index.
type searchOp struct {
	ex       *exec
	searcher Searcher
	subject  position
	words    position

	row   []rdf.ID
	hits  []Hit
	asked rdf.ID // the words that hits are of, 0 before the first search
	at    int
	bound bool
}

func (c *compiler) search(n *plan.Search) op {
	s, ok := c.ex.ds.(Searcher)
	if !ok {
		return &serviceOp{ex: c.ex, err: errNoSearch}
	}
	return &searchOp{ex: c.ex, searcher: s, subject: c.position(n.Pattern.Subject), words: c.position(n.Pattern.Words)}
}

func (o *searchOp) open(row []rdf.ID) {
	o.row, o.at, o.bound = row, 0, false
	words := o.words.id
	if o.words.slot >= 0 {
		words = row[o.words.slot]
	}
	if words == 0 {
		o.ex.fail(errSearchWords)
		o.hits, o.asked = nil, 0
		return
	}
	if words == o.asked {
		return
	}
	hits, err := o.searcher.Search(o.ex.ctx, o.ex.term(words).Value, 0)
	o.ex.fail(err)
	o.hits, o.asked = hits, words
	o.ex.charge(int64(len(hits)) * 16)
}

func (o *searchOp) next() bool {
	for o.ex.tick() {
		if o.bound {
			o.row[o.subject.slot] = 0
			o.bound = false
		}
		if o.at == len(o.hits) {
			return false
		}
		id := o.hits[o.at].Subject
		o.at++
		want := o.subject.id
		if o.subject.slot >= 0 {
			want = o.row[o.subject.slot]
		}
		if want == 0 {
			o.row[o.subject.slot] = id
			o.bound = true
			return true
		}
		if want == id {
			return true
		}
	}
	return false
}
