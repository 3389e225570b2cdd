// Package plan chooses how a query is run: in which order patterns are matched,
// by which join, and where filters apply. Costs come from the dataset's own
// counts. Up to eight operands of a join are ordered by dynamic programming
// over their subsets (Selinger et al., 1979), keeping the cheapest plan for
// each set and sort order; more of them greedily.
package plan

import (
	"gongbao/graph/rdf"
	"gongbao/graph/sparql/algebra"
	"gongbao/graph/sparql/syntax"
)

// Info is what every node of a plan has.
type Info struct {
	// ID numbers the nodes of a plan from 0.
	ID int
	// Rows is how many solutions are expected each time the node is opened,
	// and Cost what that costs, one unit being a step of an index.
	Rows, Cost float64

	// distinct estimates the different values of a variable.
	distinct map[algebra.Var]float64
	// sorted is the variable by whose id solutions come in ascending order, or
	// -1.
	sorted algebra.Var
}

// Meta returns the info itself, which makes embedding types Nodes.
func (i *Info) Meta() *Info { return i }

// Node is a step of a plan.
type Node interface {
	Meta() *Info
	// Children returns the nodes it draws on.
	Children() []Node
}

// The nodes. Unless said otherwise a node binds variables in the row it is
// opened with and respects those already bound there.
type (
	// Unit has one solution, Empty none.
	Unit  struct{ Info }
	Empty struct{ Info }
	// Table has fixed solutions.
	Table struct {
		Info
		Vars []algebra.Var
		Rows []([]rdf.Term)
	}
	// Scan matches one quad pattern in an index.
	Scan struct {
		Info
		Pattern algebra.Quad
		// Order is the order asked for, and Ordered whether the dataset has
		// promised it.
		Order   [4]uint8
		Ordered bool
	}
	// Path follows a property path.
	Path struct {
		Info
		Pattern algebra.Path
	}
	// Search asks the text index.
	Search struct {
		Info
		Pattern algebra.Search
	}
	// Bind opens R once for every solution of L, with its bindings: an index
	// nested loop.
	Bind struct {
		Info
		L, R Node
	}
	// Hash runs R once on its own, keeps its solutions in a hash table by the
	// Keys, which both sides always bind, and looks up those of L. Check are
	// the other shared variables. With Outer it is OPTIONAL.
	Hash struct {
		Info
		L, R    Node
		Keys    []algebra.Var
		Check   []algebra.Var
		Outer   bool
		Filters []algebra.Expr
	}
	// Merge advances L and the scan R together; both come sorted by On.
	Merge struct {
		Info
		L  Node
		R  *Scan
		On algebra.Var
	}
	// Optional is Bind that keeps the solutions of L which find nothing.
	Optional struct {
		Info
		L, R    Node
		Filters []algebra.Expr
	}
	// Minus drops the solutions of L that agree with one of R; R runs once on
	// its own.
	Minus struct {
		Info
		L, R  Node
		Keys  []algebra.Var
		Check []algebra.Var
	}
	// Semi keeps the solutions of L whose Keys are among those of R, which runs
	// once on its own; with Not it drops them. It is EXISTS as a join.
	Semi struct {
		Info
		L, R Node
		Keys []algebra.Var
		Not  bool
	}
	// AntiBind drops the solutions of L for which R, opened with them, has one.
	AntiBind struct {
		Info
		L, R Node
	}
	// Filter keeps the solutions for which all conditions hold.
	Filter struct {
		Info
		X       Node
		Filters []algebra.Expr
	}
	// Extend computes a variable, or where it is bound already compares.
	Extend struct {
		Info
		X    Node
		Var  algebra.Var
		Expr algebra.Expr
	}
	// Union runs its operands one after the other.
	Union struct {
		Info
		List []Node
	}
	// Loop runs X on its own for each named graph, held by Var and bound to
	// Name unless that is -1.
	Loop struct {
		Info
		Var  algebra.Var
		Name algebra.Var
		Only rdf.Term
		X    Node
	}
	// Group groups and aggregates.
	Group struct {
		Info
		X          Node
		Keys       []algebra.Var
		Aggregates []algebra.Aggregate
	}
	// Sort sorts; with a Top above zero it keeps only so many first ones.
	Sort struct {
		Info
		X    Node
		Keys []algebra.SortKey
		Keep []algebra.Var
		Top  int64
	}
	// Project keeps only some variables.
	Project struct {
		Info
		X    Node
		Vars []algebra.Var
	}
	// Distinct removes repeated solutions.
	Distinct struct {
		Info
		X       Node
		Vars    []algebra.Var
		Reduced bool
	}
	// Slice skips and stops.
	Slice struct {
		Info
		X             Node
		Offset, Limit int64
	}
	// Service is refused when run.
	Service struct {
		Info
		Pos syntax.Pos
	}
)

// Children implements Node; so do the methods below.
func (n *Unit) Children() []Node     { return nil }
func (n *Empty) Children() []Node    { return nil }
func (n *Table) Children() []Node    { return nil }
func (n *Scan) Children() []Node     { return nil }
func (n *Path) Children() []Node     { return nil }
func (n *Search) Children() []Node   { return nil }
func (n *Bind) Children() []Node     { return []Node{n.L, n.R} }
func (n *Hash) Children() []Node     { return []Node{n.L, n.R} }
func (n *Merge) Children() []Node    { return []Node{n.L, n.R} }
func (n *Optional) Children() []Node { return []Node{n.L, n.R} }
func (n *Minus) Children() []Node    { return []Node{n.L, n.R} }
func (n *AntiBind) Children() []Node { return []Node{n.L, n.R} }
func (n *Semi) Children() []Node     { return []Node{n.L, n.R} }
func (n *Filter) Children() []Node   { return []Node{n.X} }
func (n *Extend) Children() []Node   { return []Node{n.X} }
func (n *Union) Children() []Node    { return n.List }
func (n *Loop) Children() []Node     { return []Node{n.X} }
func (n *Group) Children() []Node    { return []Node{n.X} }
func (n *Sort) Children() []Node     { return []Node{n.X} }
func (n *Project) Children() []Node  { return []Node{n.X} }
func (n *Distinct) Children() []Node { return []Node{n.X} }
func (n *Slice) Children() []Node    { return []Node{n.X} }
func (n *Service) Children() []Node  { return nil }

// Plan is a query ready to run.
type Plan struct {
	Query *algebra.Query
	Root  Node
	// Exists holds the plans of the EXISTS patterns in expressions.
	Exists map[*algebra.Exists]Node
	// Nodes is the number of nodes, those of Exists included.
	Nodes int
}
