package eval

import (
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/algebra"
	"gongbao/graph/sparql/eval/value"
)

// partExpr is CONTAINS, STRSTARTS or STRENDS of a variable, or of its STR, and
// a constant without a language: the conditions of text filters, which look at
// as many terms as there are names. It reads terms as they are, without making
// values of them that nothing else wants.
type partExpr struct {
	ex    *exec
	slot  algebra.Var
	plain bool // STR stands around the variable
	part  string
	holds func(s, part string) bool
}

// newPart returns nil where the call is not of that form.
func newPart(ex *exec, e *algebra.Call) expr {
	holds, ok := map[string]func(s, part string) bool{
		"CONTAINS": strings.Contains, "STRSTARTS": strings.HasPrefix, "STRENDS": strings.HasSuffix,
	}[e.Name]
	if !ok || len(e.Args) != 2 {
		return nil
	}
	part, ok := e.Args[1].(*algebra.Const)
	if !ok || part.Term.Kind != rdf.Literal || part.Term.Datatype != rdf.XSDString || part.Term.Lang != "" {
		return nil
	}
	x := e.Args[0]
	call, plain := x.(*algebra.Call)
	if plain && call.Name == "STR" && len(call.Args) == 1 {
		x = call.Args[0]
	}
	v, ok := x.(*algebra.VarExpr)
	if !ok {
		return nil
	}
	return &partExpr{ex: ex, slot: v.Var, plain: plain, part: part.Term.Value, holds: holds}
}

func (e *partExpr) test(row []rdf.ID) (truth, ok bool) {
	id := row[e.slot]
	if id == 0 {
		return false, false
	}
	switch t := e.ex.term(id); {
	case t.Kind == rdf.Literal && (e.plain || t.Datatype == rdf.XSDString || t.Lang != ""),
		t.Kind == rdf.IRI && e.plain:
		return e.holds(t.Value, e.part), true
	}
	return false, false
}

func (e *partExpr) eval(row []rdf.ID) (value.Value, bool) {
	truth, ok := e.test(row)
	return value.Bool(truth), ok
}
