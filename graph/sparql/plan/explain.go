package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/algebra"
	"gongbao/graph/sparql/syntax"
)

// Actual is what a node did when the plan was run.
type Actual struct {
	// Opens counts how often it was opened, Rows what it gave in all, and Time
	// is what was spent in it and below it.
	Opens, Rows uint64
	Time        time.Duration
}

// Explain draws a plan as a tree, one node a line, with the rows expected each
// time a node is opened and, where actual is given by node, what happened.
func Explain(p *Plan, actual []Actual) string {
	e := &explainer{plan: p, actual: actual}
	e.node(p.Root, "", "")
	return e.table()
}

type explainer struct {
	plan   *Plan
	actual []Actual
	lines  [][]string
}

func (e *explainer) node(n Node, indent, branch string) {
	m := n.Meta()
	line := []string{indent + branch + e.describe(n), number(m.Rows)}
	if e.actual != nil {
		a := e.actual[m.ID]
		line = append(line, fmt.Sprint(a.Rows), fmt.Sprint(a.Opens), fmt.Sprintf("%.3f ms", a.Time.Seconds()*1e3))
	}
	e.lines = append(e.lines, line)
	next := indent
	switch branch {
	case "├─ ":
		next += "│  "
	case "└─ ":
		next += "   "
	}
	children := e.children(n)
	for i, c := range children {
		branch := "├─ "
		if i == len(children)-1 {
			branch = "└─ "
		}
		e.node(c, next, branch)
	}
}

// children adds the plans of EXISTS patterns to a node's own.
func (e *explainer) children(n Node) []Node {
	list := slices.Clone(n.Children())
	var exprs []algebra.Expr
	switch n := n.(type) {
	case *Filter:
		exprs = n.Filters
	case *Hash:
		exprs = n.Filters
	case *Optional:
		exprs = n.Filters
	case *Extend:
		exprs = []algebra.Expr{n.Expr}
	}
	var walk func(x algebra.Expr)
	walk = func(x algebra.Expr) {
		switch x := x.(type) {
		case *algebra.Call:
			for _, a := range x.Args {
				walk(a)
			}
		case *algebra.Exists:
			list = append(list, e.plan.Exists[x])
		}
	}
	for _, x := range exprs {
		walk(x)
	}
	return list
}

func number(f float64) string {
	if f < 10 {
		return strings.TrimSuffix(fmt.Sprintf("%.1f", f), ".0")
	}
	return fmt.Sprintf("%.0f", f)
}

// table aligns the columns; the first holds no wide characters but those of
// the query, which may push the rest of their line along.
func (e *explainer) table() string {
	head := []string{"plan", "expected rows"}
	if e.actual != nil {
		head = append(head, "rows", "opened", "time")
	}
	lines := append([][]string{head}, e.lines...)
	width := make([]int, len(head))
	for _, l := range lines {
		for i, cell := range l {
			width[i] = max(width[i], len([]rune(cell)))
		}
	}
	var b strings.Builder
	for _, l := range lines {
		for i, cell := range l {
			pad := strings.Repeat(" ", width[i]-len([]rune(cell)))
			if i == 0 {
				b.WriteString(cell + pad)
			} else {
				b.WriteString("  " + pad + cell)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func (e *explainer) vars(list []algebra.Var) string {
	parts := make([]string, len(list))
	for i, v := range list {
		parts[i] = "?" + e.plan.Query.Names[v]
	}
	return strings.Join(parts, " ")
}

func (e *explainer) term(n algebra.Node) string {
	switch {
	case n.IsVar:
		return "?" + e.plan.Query.Names[n.Var]
	case n.Triple != nil:
		return "<<( " + e.term(n.Triple[0]) + " " + e.term(n.Triple[1]) + " " + e.term(n.Triple[2]) + " )>>"
	}
	return short(n.Term)
}

// short writes an IRI by its last part.
func short(t rdf.Term) string {
	if t.Kind == rdf.IRI {
		if i := strings.LastIndexAny(strings.TrimRight(t.Value, "/#"), "/#"); i >= 0 && i < len(t.Value)-1 {
			return "…" + t.Value[i:]
		}
	}
	return t.String()
}

func (e *explainer) graph(g algebra.Graph) string {
	switch g.Kind {
	case algebra.NamedGraph:
		return " in " + short(g.Term)
	case algebra.EachGraph, algebra.LoopGraph:
		return " in ?" + e.plan.Query.Names[g.Var]
	}
	return ""
}

func (e *explainer) describe(n Node) string {
	switch n := n.(type) {
	case *Unit:
		return "nothing to match"
	case *Empty:
		return "no solution: a term is not in the data"
	case *Table:
		return fmt.Sprintf("values %s (%d)", e.vars(n.Vars), len(n.Rows))
	case *Scan:
		p := n.Pattern
		return fmt.Sprintf("scan %s  %s %s %s%s", orderName(n.Order), e.term(p.S), e.term(p.P), e.term(p.O), e.graph(p.G))
	case *Path:
		p := n.Pattern
		mark := "?"
		if p.Path.Many {
			mark = []string{"*", "+"}[p.Path.Min]
		}
		return fmt.Sprintf("path  %s %s%s %s%s", e.term(p.S), inner(p.Path.Path), mark, e.term(p.O), e.graph(p.G))
	case *Search:
		return "text search " + e.term(n.Pattern.Subject)
	case *Bind:
		return "bind join"
	case *Hash:
		name := "hash join"
		if n.Outer {
			name = "hash optional"
		}
		return strings.TrimSpace(name + " " + e.vars(n.Keys))
	case *Merge:
		return "merge join ?" + e.plan.Query.Names[n.On]
	case *Optional:
		return "optional"
	case *Minus:
		return strings.TrimSpace("minus " + e.vars(n.Keys))
	case *Semi:
		if n.Not {
			return "not exists " + e.vars(n.Keys)
		}
		return "exists " + e.vars(n.Keys)
	case *AntiBind:
		return "minus, by look-up"
	case *Filter:
		return fmt.Sprintf("filter (%d)", len(n.Filters))
	case *Extend:
		return "bind ?" + e.plan.Query.Names[n.Var]
	case *Union:
		return "union"
	case *Loop:
		return "each graph"
	case *Group:
		return strings.TrimSpace("group " + e.vars(n.Keys))
	case *Sort:
		if n.Top > 0 {
			return fmt.Sprintf("sort, keep %d", n.Top)
		}
		return "sort"
	case *Project:
		return "project " + e.vars(n.Vars)
	case *Distinct:
		return "distinct"
	case *Slice:
		if n.Limit < 0 {
			return fmt.Sprintf("skip %d", n.Offset)
		}
		return fmt.Sprintf("slice %d, from %d", n.Limit, n.Offset)
	case *Service:
		return "service (refused)"
	}
	return fmt.Sprintf("%T", n)
}

// inner writes the repeated part of a path, in brief where it is not one IRI.
func inner(p syntax.Path) string {
	if link, ok := p.(*syntax.Link); ok {
		return short(rdf.NewIRI(link.IRI))
	}
	return "(…)"
}

func orderName(o [4]uint8) string {
	name := make([]byte, 4)
	for i, p := range o {
		name[i] = "SPOG"[p&3]
	}
	return string(name)
}
