package eval

import (
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/algebra"
	"gongbao/graph/sparql/eval/value"
	"gongbao/graph/sparql/plan"
)

// groupOp groups by the ids of its keys and then gives one solution a group,
// in the order in which groups first appeared.
type groupOp struct {
	ex   *exec
	x    op
	keys []algebra.Var
	aggs []aggregate

	row    []rdf.ID
	groups *idTable
	states []state // by group, then by aggregate
	at     int
	bound  bound
}

// aggregate is one aggregate of a group.
type aggregate struct {
	slot algebra.Var
	name string
	arg  expr
	// plain is the slot of an argument that is just a variable, or -1.
	plain     algebra.Var
	separator string
	distinct  bool
	whole     []algebra.Var // what COUNT(DISTINCT *) compares
	seen      *idTable
}

// state is what an aggregate has gathered in one group.
type state struct {
	n      int64
	v      value.Value
	text   *strings.Builder
	failed bool
}

func (c *compiler) group(n *plan.Group) op {
	o := &groupOp{ex: c.ex, x: c.node(n.X), keys: n.Keys}
	for _, a := range n.Aggregates {
		agg := aggregate{slot: a.Var, name: a.Name, plain: -1, separator: a.Separator, distinct: a.Distinct, whole: a.Row}
		if a.Arg != nil {
			agg.arg = c.expr(a.Arg)
			if v, ok := a.Arg.(*algebra.VarExpr); ok {
				agg.plain = v.Var
			}
		}
		o.aggs = append(o.aggs, agg)
	}
	return o
}

func (o *groupOp) open(row []rdf.ID) {
	o.row, o.at, o.bound = row, 0, o.bound[:0]
	o.groups = newIDTable(o.ex, len(o.keys))
	o.states = o.states[:0]
	for i := range o.aggs {
		o.aggs[i].seen = nil
	}
	if len(o.keys) == 0 {
		o.newGroup(nil)
	}
	o.x.open(row)
	key := make([]rdf.ID, len(o.keys))
	for o.ex.tick() && o.x.next() {
		for i, v := range o.keys {
			key[i] = row[v]
		}
		g := o.newGroup(key)
		for i := range o.aggs {
			o.feed(&o.aggs[i], g, &o.states[g*len(o.aggs)+i])
		}
	}
}

func (o *groupOp) newGroup(key []rdf.ID) int {
	g, fresh := o.groups.add(key)
	if fresh {
		before := cap(o.states)
		o.states = append(o.states, make([]state, len(o.aggs))...)
		o.ex.charge(int64(cap(o.states)-before) * 200)
	}
	return g
}

// feed gives an aggregate the present solution.
func (o *groupOp) feed(a *aggregate, group int, s *state) {
	if a.arg == nil { // COUNT(*)
		if a.distinct {
			key := []rdf.ID{rdf.ID(group)}
			for _, v := range a.whole {
				key = append(key, o.row[v])
			}
			if !a.fresh(o.ex, key) {
				return
			}
		}
		s.n++
		return
	}
	var v value.Value
	if a.plain >= 0 && (a.name == "COUNT" || a.distinct) {
		id := o.row[a.plain]
		if id == 0 {
			s.failed = s.failed || a.name != "COUNT"
			return
		}
		if a.distinct && !a.fresh(o.ex, []rdf.ID{rdf.ID(group), id}) {
			return
		}
		if a.name == "COUNT" {
			s.n++
			return
		}
		v = o.ex.value(id)
	} else {
		var ok bool
		if v, ok = a.arg.eval(o.row); !ok {
			s.failed = true
			return
		}
		if a.distinct && !a.fresh(o.ex, []rdf.ID{rdf.ID(group), o.ex.internValue(v)}) {
			return
		}
	}
	s.add(o.ex, a, v)
}

func (a *aggregate) fresh(ex *exec, key []rdf.ID) bool {
	if a.seen == nil {
		a.seen = newIDTable(ex, len(key))
	}
	_, fresh := a.seen.add(key)
	return fresh
}

func (s *state) add(ex *exec, a *aggregate, v value.Value) {
	first := s.n == 0
	s.n++
	switch a.name {
	case "SUM", "AVG":
		if first {
			if !v.IsNumeric() {
				s.failed = true
			}
			s.v = v
			return
		}
		if s.failed {
			return
		}
		sum, ok := value.Arith('+', s.v, v)
		s.v, s.failed = sum, !ok
	case "MIN":
		if first || value.Order(v, s.v) < 0 {
			s.v = v
		}
	case "MAX":
		if first || value.Order(v, s.v) > 0 {
			s.v = v
		}
	case "SAMPLE":
		if first {
			s.v = v
		}
	case "GROUP_CONCAT":
		if s.text == nil {
			s.text = &strings.Builder{}
		} else if !first {
			s.text.WriteString(a.separator)
		}
		if v.Kind == value.Blank || v.Kind == value.Triple {
			s.failed = true
			return
		}
		before := s.text.Cap()
		s.text.WriteString(v.Lexical())
		ex.charge(int64(s.text.Cap() - before))
	}
}

// result returns the aggregate's value. An expression that failed for one
// solution makes all but COUNT and SAMPLE fail.
func (s *state) result(a *aggregate) (value.Value, bool) {
	switch a.name {
	case "COUNT":
		return value.Int64(s.n), true
	case "SUM":
		if s.n == 0 {
			return value.Int64(0), !s.failed
		}
		v, ok := value.Plus(s.v)
		return v, ok && !s.failed
	case "AVG":
		if s.n == 0 {
			return value.Int64(0), !s.failed
		}
		if s.failed {
			return value.Value{}, false
		}
		return value.Arith('/', s.v, value.Int64(s.n))
	case "GROUP_CONCAT":
		if s.text == nil {
			return value.Str(""), !s.failed
		}
		return value.Str(s.text.String()), !s.failed
	case "SAMPLE":
		return s.v, s.n > 0
	}
	return s.v, s.n > 0 && !s.failed
}

func (o *groupOp) next() bool {
	o.bound.undo(o.row)
	if o.ex.err != nil || o.at == o.groups.n {
		return false
	}
	for i, id := range o.groups.at(o.at) {
		o.bound.bind(o.row, o.keys[i], id)
	}
	for i := range o.aggs {
		if v, ok := o.states[o.at*len(o.aggs)+i].result(&o.aggs[i]); ok {
			o.bound.bind(o.row, o.aggs[i].slot, o.ex.internValue(v))
		}
	}
	o.at++
	return o.ex.err == nil
}
