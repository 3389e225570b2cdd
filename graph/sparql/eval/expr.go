package eval

import (
	"gongbao/graph/rdf"
	"gongbao/graph/sparql/algebra"
	"gongbao/graph/sparql/eval/value"
)

// expr is a compiled expression. A false second result is an error in the
// sense of SPARQL: the expression has no value.
type expr interface {
	eval(row []rdf.ID) (value.Value, bool)
}

// tester is an expression that can give its truth without making a value.
type tester interface {
	test(row []rdf.ID) (truth, ok bool)
}

func test(e expr, row []rdf.ID) (truth, ok bool) {
	if t, isTester := e.(tester); isTester {
		return t.test(row)
	}
	v, ok := e.eval(row)
	if !ok {
		return false, false
	}
	return v.EBV()
}

func (c *compiler) exprs(list []algebra.Expr) []expr {
	out := make([]expr, len(list))
	for i, e := range list {
		out[i] = c.expr(e)
	}
	return out
}

func (c *compiler) expr(e algebra.Expr) expr {
	ex := c.ex
	switch e := e.(type) {
	case *algebra.VarExpr:
		return &varExpr{ex: ex, slot: e.Var}
	case *algebra.Const:
		if e.Term.IsZero() {
			return noValue{}
		}
		v := value.Of(e.Term)
		v.ID = ex.intern(e.Term)
		return &constExpr{v}
	case *algebra.Exists:
		n := ex.plan.Exists[e]
		inner := algebra.VarSet{}
		c.mentioned(n, inner)
		return &existsExpr{ex: ex, x: c.within(inner).node(n), not: e.Not}
	case *algebra.Call:
		return c.call(e)
	}
	return noValue{}
}

func (c *compiler) call(e *algebra.Call) expr {
	ex := c.ex
	if part := newPart(ex, e); part != nil {
		return part
	}
	args := c.exprs(e.Args)
	switch e.Name {
	case "||":
		return &orExpr{args[0], args[1]}
	case "&&":
		return &andExpr{args[0], args[1]}
	case "unary!":
		return &notExpr{args[0]}
	case "=", "!=":
		return &equalExpr{l: args[0], r: args[1], not: e.Name == "!="}
	case "<", ">", "<=", ">=":
		return newCompare(e.Name, args[0], args[1])
	case "+", "-", "*", "/":
		return &arithExpr{op: e.Name[0], l: args[0], r: args[1]}
	case "unary-":
		return &mapExpr{x: args[0], f: value.Negate}
	case "unary+":
		return &mapExpr{x: args[0], f: value.Plus}
	case "IN":
		return &inExpr{x: args[0], list: args[1:]}
	case "BOUND":
		if v, ok := e.Args[0].(*algebra.VarExpr); ok {
			return &boundExpr{slot: v.Var}
		}
		return &constExpr{value.Bool(false)} // a variable that is never bound
	case "IF":
		return &ifExpr{args[0], args[1], args[2]}
	case "COALESCE":
		return coalesceExpr(args)
	case "SAMETERM":
		return &sameExpr{args[0], args[1]}
	}
	if e.IRI != "" {
		return c.function(e.IRI, args)
	}
	if f, ok := builtins[e.Name]; ok {
		return &callExpr{ex: ex, f: f, args: args, buf: make([]value.Value, len(args))}
	}
	return noValue{}
}

// function compiles a call by IRI: a cast, an extension, or one that is not
// known, which fails on every solution.
func (c *compiler) function(iri string, args []expr) expr {
	if f, ok := c.ex.opts.Functions[iri]; ok {
		return &callExpr{ex: c.ex, args: args, buf: make([]value.Value, len(args)), f: func(ex *exec, args []value.Value) (value.Value, bool) {
			return f(ex.env, args)
		}}
	}
	if _, _, known := value.Cast(iri, value.Value{}); known && len(args) == 1 {
		return &mapExpr{x: args[0], f: func(v value.Value) (value.Value, bool) {
			out, ok, _ := value.Cast(iri, v)
			return out, ok
		}}
	}
	return noValue{}
}

type noValue struct{}

func (noValue) eval([]rdf.ID) (value.Value, bool) { return value.Value{}, false }

type varExpr struct {
	ex   *exec
	slot algebra.Var
}

func (e *varExpr) eval(row []rdf.ID) (value.Value, bool) {
	id := row[e.slot]
	if id == 0 {
		return value.Value{}, false
	}
	return e.ex.value(id), true
}

type constExpr struct{ v value.Value }

func (e *constExpr) eval([]rdf.ID) (value.Value, bool) { return e.v, true }

type boundExpr struct{ slot algebra.Var }

func (e *boundExpr) test(row []rdf.ID) (bool, bool) { return row[e.slot] != 0, true }

func (e *boundExpr) eval(row []rdf.ID) (value.Value, bool) { return value.Bool(row[e.slot] != 0), true }

// existsExpr opens a pattern on a copy of the solution.
type existsExpr struct {
	ex   *exec
	x    op
	not  bool
	work []rdf.ID
}

func (e *existsExpr) test(row []rdf.ID) (bool, bool) {
	work := append(e.work[:0], row...)
	e.work = work
	e.x.open(work)
	found := e.x.next()
	return found != e.not, e.ex.err == nil
}

func (e *existsExpr) eval(row []rdf.ID) (value.Value, bool) {
	truth, ok := e.test(row)
	return value.Bool(truth), ok
}

type orExpr struct{ l, r expr }

func (e *orExpr) test(row []rdf.ID) (bool, bool) {
	l, okL := test(e.l, row)
	if okL && l {
		return true, true
	}
	r, okR := test(e.r, row)
	if okR && r {
		return true, true
	}
	return false, okL && okR
}

func (e *orExpr) eval(row []rdf.ID) (value.Value, bool) {
	truth, ok := e.test(row)
	return value.Bool(truth), ok
}

type andExpr struct{ l, r expr }

func (e *andExpr) test(row []rdf.ID) (bool, bool) {
	l, okL := test(e.l, row)
	if okL && !l {
		return false, true
	}
	r, okR := test(e.r, row)
	if okR && !r {
		return false, true
	}
	return true, okL && okR
}

func (e *andExpr) eval(row []rdf.ID) (value.Value, bool) {
	truth, ok := e.test(row)
	return value.Bool(truth), ok
}

type notExpr struct{ x expr }

func (e *notExpr) test(row []rdf.ID) (bool, bool) {
	truth, ok := test(e.x, row)
	return !truth, ok
}

func (e *notExpr) eval(row []rdf.ID) (value.Value, bool) {
	truth, ok := e.test(row)
	return value.Bool(truth), ok
}

type equalExpr struct {
	l, r expr
	not  bool
}

func (e *equalExpr) test(row []rdf.ID) (bool, bool) {
	if l, ok := e.l.(*varExpr); ok {
		if r, ok := e.r.(*varExpr); ok && row[l.slot] == row[r.slot] && row[l.slot] != 0 {
			// The same term is equal to itself, but for NaN.
			return l.ex.value(row[l.slot]).IsNaN() == e.not, true
		}
	}
	l, ok := e.l.eval(row)
	if !ok {
		return false, false
	}
	r, ok := e.r.eval(row)
	if !ok {
		return false, false
	}
	eq, ok := value.Equal(l, r)
	return eq != e.not, ok
}

func (e *equalExpr) eval(row []rdf.ID) (value.Value, bool) {
	truth, ok := e.test(row)
	return value.Bool(truth), ok
}

type compareExpr struct {
	l, r             expr
	less, same, more bool
}

func newCompare(op string, l, r expr) *compareExpr {
	return &compareExpr{l: l, r: r, less: op[0] == '<', more: op[0] == '>', same: len(op) == 2}
}

func (e *compareExpr) test(row []rdf.ID) (bool, bool) {
	l, ok := e.l.eval(row)
	if !ok {
		return false, false
	}
	r, ok := e.r.eval(row)
	if !ok {
		return false, false
	}
	c, undefined, ok := value.Compare(l, r)
	if !ok || undefined {
		return false, ok
	}
	return c < 0 && e.less || c > 0 && e.more || c == 0 && e.same, true
}

func (e *compareExpr) eval(row []rdf.ID) (value.Value, bool) {
	truth, ok := e.test(row)
	return value.Bool(truth), ok
}

type arithExpr struct {
	op   byte
	l, r expr
}

func (e *arithExpr) eval(row []rdf.ID) (value.Value, bool) {
	l, ok := e.l.eval(row)
	if !ok {
		return value.Value{}, false
	}
	r, ok := e.r.eval(row)
	if !ok {
		return value.Value{}, false
	}
	return value.Arith(e.op, l, r)
}

type mapExpr struct {
	x expr
	f func(value.Value) (value.Value, bool)
}

func (e *mapExpr) eval(row []rdf.ID) (value.Value, bool) {
	v, ok := e.x.eval(row)
	if !ok {
		return value.Value{}, false
	}
	return e.f(v)
}

type inExpr struct {
	x    expr
	list []expr
}

func (e *inExpr) test(row []rdf.ID) (bool, bool) {
	x, ok := e.x.eval(row)
	if !ok {
		return false, false
	}
	sound := true
	for _, item := range e.list {
		v, ok := item.eval(row)
		if !ok {
			sound = false
			continue
		}
		eq, ok := value.Equal(x, v)
		if eq && ok {
			return true, true
		}
		sound = sound && ok
	}
	return false, sound
}

func (e *inExpr) eval(row []rdf.ID) (value.Value, bool) {
	truth, ok := e.test(row)
	return value.Bool(truth), ok
}

type ifExpr struct{ cond, then, other expr }

func (e *ifExpr) eval(row []rdf.ID) (value.Value, bool) {
	truth, ok := test(e.cond, row)
	switch {
	case !ok:
		return value.Value{}, false
	case truth:
		return e.then.eval(row)
	}
	return e.other.eval(row)
}

type coalesceExpr []expr

func (e coalesceExpr) eval(row []rdf.ID) (value.Value, bool) {
	for _, x := range e {
		if v, ok := x.eval(row); ok {
			return v, true
		}
	}
	return value.Value{}, false
}

type sameExpr struct{ l, r expr }

func (e *sameExpr) eval(row []rdf.ID) (value.Value, bool) {
	l, okL := e.l.eval(row)
	r, okR := e.r.eval(row)
	return value.Bool(okL && okR && value.SameTerm(l, r)), okL && okR
}

// callExpr calls a function of values.
type callExpr struct {
	ex   *exec
	f    func(*exec, []value.Value) (value.Value, bool)
	args []expr
	buf  []value.Value
}

func (e *callExpr) eval(row []rdf.ID) (value.Value, bool) {
	for i, a := range e.args {
		v, ok := a.eval(row)
		if !ok {
			return value.Value{}, false
		}
		e.buf[i] = v
	}
	return e.f(e.ex, e.buf)
}
