package eval

import (
	"gongbao/graph/rdf"
	"gongbao/graph/sparql/algebra"
)

// bound lists the variables that an operator has bound in its row for the
// present solution, so that it can unbind them before the next one.
type bound []algebra.Var

// bind gives a variable an id in a row, and reports whether the two agree: the
// id 0 agrees with everything and binds nothing, and a variable that was bound
// keeps its id.
func (b *bound) bind(row []rdf.ID, v algebra.Var, id rdf.ID) bool {
	switch old := row[v]; {
	case id == 0 || old == id:
	case old != 0:
		return false
	default:
		row[v] = id
		*b = append(*b, v)
	}
	return true
}

// undo unbinds what was bound in a row.
func (b *bound) undo(row []rdf.ID) {
	for _, v := range *b {
		row[v] = 0
	}
	*b = (*b)[:0]
}
