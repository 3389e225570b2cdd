// Package algebra translates a parsed query into the operators of SPARQL 1.1
// section 18. Variables become numbered slots here, and everything that
// depends on names and scope is settled: a sub-query's own variables get slots
// of their own, and a variable that is out of scope in an expression becomes a
// constant without a value. After that, operators can be moved about freely.
package algebra

import (
	"gongbao/graph/rdf"
	"gongbao/graph/sparql/syntax"
)

// Var is a slot: the number of a variable in a solution.
type Var int

// Node is a term or a variable in a pattern.
type Node struct {
	IsVar bool
	Var   Var
	Term  rdf.Term
	// Triple is set for a triple term that holds variables.
	Triple *[3]Node
}

// GraphKind tells which graph a pattern is matched in.
type GraphKind uint8

// The graphs: the query's default graph, one named graph, each named graph
// with the variable bound to it, and the named graph that an enclosing
// GraphLoop has put into the variable.
const (
	DefaultGraph GraphKind = iota
	NamedGraph
	EachGraph
	LoopGraph
)

// Graph is the graph of a pattern.
type Graph struct {
	Kind GraphKind
	Term rdf.Term
	Var  Var
}

// Op is an operator of the algebra.
type Op interface{ op() }

// The operators.
type (
	// Unit has one solution, which binds nothing.
	Unit struct{}
	// Table has the solutions of VALUES; a zero term is unbound.
	Table struct {
		Vars []Var
		Rows [][]rdf.Term
	}
	// Quad is a triple pattern in its graph.
	Quad struct {
		S, P, O Node
		G       Graph
	}
	// Path is a repetition, p?, p* or p+; other paths are taken apart.
	Path struct {
		S, O Node
		Path *syntax.Repeat
		G    Graph
	}
	// Join is the natural join of any number of operands.
	Join struct{ List []Op }
	// LeftJoin is OPTIONAL.
	LeftJoin struct {
		L, R    Op
		Filters []Expr
	}
	// Filter keeps the solutions for which all conditions hold.
	Filter struct {
		X       Op
		Filters []Expr
	}
	// Union has the solutions of all operands.
	Union struct{ List []Op }
	// Minus is MINUS.
	Minus struct{ L, R Op }
	// Extend is BIND: it adds a variable, unless the expression fails.
	Extend struct {
		X    Op
		Var  Var
		Expr Expr
	}
	// GraphLoop evaluates X once for each named graph, or for the one given if
	// there is such a graph. Var holds the graph meanwhile; Name is the query's
	// own variable for it, often the same, or -1.
	GraphLoop struct {
		Var  Var
		Name Var
		Only rdf.Term
		X    Op
	}
	// Group groups by the values of the keys and computes the aggregates.
	Group struct {
		X          Op
		Keys       []Var
		Aggregates []Aggregate
	}
	// OrderBy sorts.
	OrderBy struct {
		X    Op
		Keys []SortKey
	}
	// Project keeps only some variables.
	Project struct {
		X    Op
		Vars []Var
	}
	// Distinct removes repeated solutions; with Reduced it need not remove all.
	Distinct struct {
		X       Op
		Reduced bool
		Vars    []Var
	}
	// Slice is LIMIT and OFFSET; a Limit of -1 is none.
	Slice struct {
		X             Op
		Offset, Limit int64
	}
	// Search is the text search property: subjects that match the words.
	Search struct{ Subject, Words Node }
	// Service stands for SERVICE, which is refused when run.
	Service struct{ Pos syntax.Pos }
)

func (*Unit) op()      {}
func (*Table) op()     {}
func (*Quad) op()      {}
func (*Path) op()      {}
func (*Join) op()      {}
func (*LeftJoin) op()  {}
func (*Filter) op()    {}
func (*Union) op()     {}
func (*Minus) op()     {}
func (*Extend) op()    {}
func (*GraphLoop) op() {}
func (*Group) op()     {}
func (*OrderBy) op()   {}
func (*Project) op()   {}
func (*Distinct) op()  {}
func (*Slice) op()     {}
func (*Search) op()    {}
func (*Service) op()   {}

// Aggregate is one aggregate of a Group.
type Aggregate struct {
	Var       Var
	Name      string
	Distinct  bool
	Arg       Expr // nil for COUNT(*)
	Separator string
	// Row lists the variables that COUNT(DISTINCT *) compares.
	Row []Var
}

// SortKey is one condition of ORDER BY.
type SortKey struct {
	Expr       Expr
	Descending bool
}

// Expr is an expression.
type Expr interface{ expr() }

// The expressions. A Const with the zero term has no value: it is a variable
// that cannot be bound where it stands.
type (
	// VarExpr is a variable.
	VarExpr struct{ Var Var }
	// Const is a constant.
	Const struct{ Term rdf.Term }
	// Call is an operator, a built-in in capitals, or a function by its IRI.
	Call struct {
		Name string
		IRI  string
		Args []Expr
		Pos  syntax.Pos
	}
	// Exists is EXISTS; Not turns it round.
	Exists struct {
		X   Op
		Not bool
	}
)

func (*VarExpr) expr() {}
func (*Const) expr()   {}
func (*Call) expr()    {}
func (*Exists) expr()  {}

// Query is a translated query.
type Query struct {
	Form syntax.Form
	Root Op
	// Columns are the variables of a SELECT's results.
	Columns []Var
	// Names are the names of the slots; those of blank nodes and of hidden
	// variables begin with a full stop.
	Names []string
	// Template is the CONSTRUCT template; its blank nodes are named by Term.
	Template []Quad
	// Targets is what DESCRIBE describes.
	Targets []Node
	// From and FromNamed are the dataset clauses.
	From, FromNamed []rdf.Term
	HasFrom         bool
}

// VarSet is a set of slots.
type VarSet map[Var]bool

// Add puts variables into the set.
func (s VarSet) Add(vars ...Var) {
	for _, v := range vars {
		s[v] = true
	}
}

// Union puts another set into this one.
func (s VarSet) Union(o VarSet) {
	for v := range o {
		s[v] = true
	}
}

// Overlaps reports whether the sets have a variable in common.
func (s VarSet) Overlaps(o VarSet) bool {
	for v := range o {
		if s[v] {
			return true
		}
	}
	return false
}

// Contains reports whether all variables of o are in s.
func (s VarSet) Contains(o VarSet) bool {
	for v := range o {
		if !s[v] {
			return false
		}
	}
	return true
}
