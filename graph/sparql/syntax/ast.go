package syntax

import "gongbao/graph/rdf"

// Form is what a query asks for.
type Form uint8

// The query forms.
const (
	Select Form = iota
	Construct
	Describe
	Ask
)

// Query is one parsed query, or a sub-query, which has only the parts from
// Distinct on and is always a Select.
type Query struct {
	Pos  Pos
	Form Form
	// Version is the version the query declares ("1.2"), or empty.
	Version string
	// Base is the last base IRI declared, and Prefixes the prefixes declared
	// (without the colon) in the query itself.
	Base     string
	Prefixes map[string]string
	// Template is the CONSTRUCT template, Targets what is described.
	Template []Triple
	Targets  []Node
	// From lists the FROM and FROM NAMED clauses.
	From []Source

	Distinct, Reduced bool
	// Star is SELECT * or DESCRIBE *.
	Star       bool
	Projection []Binding
	// Where is nil for a DESCRIBE without a pattern.
	Where   *Group
	GroupBy []Binding
	Having  []Expr
	OrderBy []OrderKey
	// Limit and Offset are -1 where not given.
	Limit, Offset int64
	// Values is the VALUES block after the query, or nil.
	Values *Values
}

// Source is a FROM clause.
type Source struct {
	IRI   string
	Named bool
}

// Binding is a variable, an expression, or an expression with a name. In a
// projection Var is always set; in GROUP BY it may be empty.
type Binding struct {
	Pos  Pos
	Var  string
	Expr Expr // nil for a plain variable
}

// OrderKey is one condition of ORDER BY.
type OrderKey struct {
	Expr       Expr
	Descending bool
}

// NodeKind tells the sorts of Node apart.
type NodeKind uint8

// The sorts of node: a ground term, a variable, a blank node (which matches
// anything in a pattern and makes a new node in a template), and a triple term
// that holds at least one variable or blank node.
const (
	TermNode NodeKind = iota
	VarNode
	BlankNode
	TripleNode
)

// Node stands in a position of a triple.
type Node struct {
	Kind NodeKind
	Pos  Pos
	// Name is the variable's name or the blank node's label; the labels of
	// anonymous ones begin with a full stop.
	Name   string
	Term   rdf.Term
	Triple *[3]Node
}

// Triple is a pattern of a WHERE clause or a template.
type Triple struct {
	S, P, O Node
	// Path is set where the predicate is more than an IRI or a variable.
	Path Path
}

// Pattern is an element of a group.
type Pattern interface{ pattern() }

// The elements of a group.
type (
	// Group is { … }.
	Group struct {
		Pos      Pos
		Elements []Pattern
	}
	// Triples is a run of triple patterns.
	Triples struct{ List []Triple }
	// Filter is FILTER.
	Filter struct{ Expr Expr }
	// Bind is BIND(… AS ?v).
	Bind struct {
		Pos  Pos
		Expr Expr
		Var  string
	}
	// Optional is OPTIONAL { … }.
	Optional struct{ Group *Group }
	// Minus is MINUS { … }.
	Minus struct{ Group *Group }
	// Union is { … } UNION { … } ….
	Union struct{ Groups []*Group }
	// GraphPattern is GRAPH name { … }.
	GraphPattern struct {
		Graph Node
		Group *Group
	}
	// Service is SERVICE name { … }, which is read but never run.
	Service struct {
		Pos    Pos
		Silent bool
		Name   Node
		Group  *Group
	}
	// Values is VALUES; a zero term in a row is UNDEF.
	Values struct {
		Pos  Pos
		Vars []string
		Rows [][]rdf.Term
	}
	// SubSelect is { SELECT … }; it is the only element of its group.
	SubSelect struct{ Query *Query }
)

func (*Group) pattern()        {}
func (*Triples) pattern()      {}
func (*Filter) pattern()       {}
func (*Bind) pattern()         {}
func (*Optional) pattern()     {}
func (*Minus) pattern()        {}
func (*Union) pattern()        {}
func (*GraphPattern) pattern() {}
func (*Service) pattern()      {}
func (*Values) pattern()       {}
func (*SubSelect) pattern()    {}

// Path is a property path.
type Path interface{ path() }

// The property paths.
type (
	// Link is one IRI.
	Link struct{ IRI string }
	// Inverse is ^path.
	Inverse struct{ Path Path }
	// Sequence is a/b/….
	Sequence struct{ Parts []Path }
	// Alternative is a|b|….
	Alternative struct{ Parts []Path }
	// Repeat is path? (Min 0, Many false), path* (0, true) or path+ (1, true).
	Repeat struct {
		Path Path
		Min  int
		Many bool
	}
	// Negated is !(a|^b|…).
	Negated struct{ Forward, Backward []string }
)

func (*Link) path()        {}
func (*Inverse) path()     {}
func (*Sequence) path()    {}
func (*Alternative) path() {}
func (*Repeat) path()      {}
func (*Negated) path()     {}

// Expr is an expression.
type Expr interface{ At() Pos }

// The expressions.
type (
	// NodeExpr is a variable, a constant or a triple term.
	NodeExpr struct{ Node Node }
	// Unary is !x, -x or +x.
	Unary struct {
		Pos Pos
		Op  string
		X   Expr
	}
	// Binary is one of || && = != < > <= >= + - * /.
	Binary struct {
		Pos  Pos
		Op   string
		L, R Expr
	}
	// In is x IN (…) or x NOT IN (…).
	In struct {
		Pos  Pos
		X    Expr
		List []Expr
		Not  bool
	}
	// Call calls a built-in, whose Name is in capitals, or a function whose
	// IRI is given.
	Call struct {
		Pos       Pos
		Name, IRI string
		Args      []Expr
		Distinct  bool
	}
	// Exists is EXISTS or NOT EXISTS.
	Exists struct {
		Pos   Pos
		Not   bool
		Group *Group
	}
	// Aggregate is COUNT, SUM and so on; Arg is nil for COUNT(*).
	Aggregate struct {
		Pos       Pos
		Name      string
		Distinct  bool
		Arg       Expr
		Separator *string
	}
)

// At returns where the expression stands; the others are alike.
func (e *NodeExpr) At() Pos  { return e.Node.Pos }
func (e *Unary) At() Pos     { return e.Pos }
func (e *Binary) At() Pos    { return e.Pos }
func (e *In) At() Pos        { return e.Pos }
func (e *Call) At() Pos      { return e.Pos }
func (e *Exists) At() Pos    { return e.Pos }
func (e *Aggregate) At() Pos { return e.Pos }
