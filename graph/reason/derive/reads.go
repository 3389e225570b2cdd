package derive

import (
	"gongbao/graph/rdf"
	"gongbao/graph/sparql/syntax"
	"gongbao/ontology/vocab"
)

// reader finds in a rule's pattern which IRIs it names, whether it asks for
// relations that it does not name, and whether it is monotone.
type reader struct {
	rule *Rule
	vars map[string]bool
	// listed holds the IRIs that a VALUES block gives a variable.
	listed map[string][]string
	// endless says that there is a path of any length.
	endless bool
}

func (w *reader) node(n syntax.Node) {
	switch {
	case n.Kind == syntax.TermNode && n.Term.Kind == rdf.IRI:
		w.rule.reads[n.Term.Value] = true
	case n.Kind == syntax.VarNode:
		if w.vars == nil {
			w.vars = map[string]bool{}
		}
		w.vars[n.Name] = true
	}
}

func (w *reader) group(g *syntax.Group) {
	if g == nil {
		return
	}
	for _, e := range g.Elements {
		if v, ok := e.(*syntax.Values); ok {
			w.values(v)
		}
	}
	for _, e := range g.Elements {
		w.pattern(e)
	}
}

// values notes the IRIs of a VALUES block.
func (w *reader) values(v *syntax.Values) {
	for i, name := range v.Vars {
		for _, row := range v.Rows {
			if row[i].Kind == rdf.IRI {
				w.rule.reads[row[i].Value] = true
				w.listed[name] = append(w.listed[name], row[i].Value)
			}
		}
	}
}

func (w *reader) pattern(e syntax.Pattern) {
	r := w.rule
	switch e := e.(type) {
	case *syntax.Group:
		w.group(e)
	case *syntax.Triples:
		for _, t := range e.List {
			w.triple(t)
		}
	case *syntax.Filter:
		w.expr(e.Expr)
	case *syntax.Bind:
		w.expr(e.Expr)
		w.node(syntax.Node{Kind: syntax.VarNode, Name: e.Var})
	case *syntax.Optional:
		r.monotone = false
		w.group(e.Group)
	case *syntax.Minus:
		r.monotone = false
		w.group(e.Group)
	case *syntax.Union:
		for _, g := range e.Groups {
			w.group(g)
		}
	case *syntax.GraphPattern:
		w.node(e.Graph)
		w.group(e.Group)
	case *syntax.Values:
		for _, name := range e.Vars {
			w.node(syntax.Node{Kind: syntax.VarNode, Name: name})
		}
	case *syntax.SubSelect:
		w.subSelect(e.Query)
	}
}

func (w *reader) subSelect(q *syntax.Query) {
	if len(q.GroupBy) > 0 || len(q.Having) > 0 || q.Limit >= 0 || q.Offset > 0 {
		w.rule.monotone = false
	}
	w.group(q.Where)
	for _, b := range append(q.Projection, q.GroupBy...) {
		w.expr(b.Expr)
	}
	for _, x := range q.Having {
		w.expr(x)
	}
}

func (w *reader) triple(t syntax.Triple) {
	w.node(t.S)
	w.node(t.O)
	if t.Path != nil {
		w.path(t.Path)
		return
	}
	w.node(t.P)
	switch {
	case t.P.Kind != syntax.TermNode && w.listed[t.P.Name] == nil,
		t.P.Kind == syntax.TermNode && t.P.Term.Value == vocab.RDFPredicate && t.O.Kind != syntax.TermNode && w.listed[t.O.Name] == nil:
		w.rule.all = true
	}
}

func (w *reader) path(p syntax.Path) {
	switch p := p.(type) {
	case *syntax.Link:
		w.rule.reads[p.IRI] = true
		if p.IRI == vocab.RDFPredicate {
			w.rule.all = true
		}
	case *syntax.Inverse:
		w.path(p.Path)
	case *syntax.Sequence:
		for _, part := range p.Parts {
			w.path(part)
		}
	case *syntax.Alternative:
		for _, part := range p.Parts {
			w.path(part)
		}
	case *syntax.Repeat:
		w.endless = w.endless || p.Many
		w.path(p.Path)
	case *syntax.Negated:
		w.rule.all = true
	}
}

func (w *reader) expr(e syntax.Expr) {
	switch e := e.(type) {
	case *syntax.NodeExpr:
		w.node(e.Node)
	case *syntax.Unary:
		w.expr(e.X)
	case *syntax.Binary:
		w.expr(e.L)
		w.expr(e.R)
	case *syntax.In:
		w.expr(e.X)
		for _, x := range e.List {
			w.expr(x)
		}
	case *syntax.Call:
		for _, x := range e.Args {
			w.expr(x)
		}
		if e.IRI == labelFunction {
			for _, p := range labelProperties {
				w.rule.reads[p] = true
			}
		}
	case *syntax.Exists:
		// Also EXISTS alone, for an exclamation mark may stand before it.
		w.rule.monotone = false
		w.group(e.Group)
	case *syntax.Aggregate:
		w.rule.monotone = false
		w.expr(e.Arg)
	}
}

// labelFunction is the function whose value depends on the names of a thing.
const labelFunction = vocab.NS + "label"

var labelProperties = []string{vocab.SKOSPrefLabel, vocab.RDFSLabel, vocab.SKOSAltLabel}
