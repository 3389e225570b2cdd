package syntax

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"gongbao/graph/rdf"
)

// String returns the query as SPARQL text that parses to the same query. IRIs
// are written whole, sub-expressions in parentheses where needed, and each
// pattern on its own line; comments are not kept.
func (q *Query) String() string {
	p := &printer{}
	if q.Version != "" {
		p.line("VERSION " + quote(q.Version))
	}
	prefixes := make([]string, 0, len(q.Prefixes))
	for name := range q.Prefixes {
		prefixes = append(prefixes, name)
	}
	sort.Strings(prefixes)
	for _, name := range prefixes {
		p.line("PREFIX " + name + ": " + iriText(q.Prefixes[name]))
	}
	switch q.Form {
	case Select:
		p.query(q)
		return p.b.String()
	case Construct:
		p.line("CONSTRUCT {")
		p.indent++
		p.triples(q.Template)
		p.indent--
		p.line("}")
	case Describe:
		text := "DESCRIBE"
		if q.Star {
			text += " *"
		}
		for _, n := range q.Targets {
			text += " " + nodeText(n)
		}
		p.line(text)
	case Ask:
		p.line("ASK")
	}
	p.rest(q)
	return p.b.String()
}

type printer struct {
	b      strings.Builder
	indent int
}

func (p *printer) line(s string) {
	for range p.indent {
		p.b.WriteString("  ")
	}
	p.b.WriteString(s)
	p.b.WriteByte('\n')
}

func (p *printer) query(q *Query) {
	text := "SELECT"
	if q.Distinct {
		text += " DISTINCT"
	}
	if q.Reduced {
		text += " REDUCED"
	}
	if q.Star {
		text += " *"
	}
	for _, b := range q.Projection {
		text += " " + p.binding(b)
	}
	p.line(text)
	p.rest(q)
}

func (p *printer) binding(b Binding) string {
	switch {
	case b.Expr == nil:
		return "?" + b.Var
	case b.Var == "":
		return "(" + p.expr(b.Expr) + ")"
	}
	return "(" + p.expr(b.Expr) + " AS ?" + b.Var + ")"
}

// rest prints what follows the first clause, from FROM to VALUES.
func (p *printer) rest(q *Query) {
	for _, s := range q.From {
		if s.Named {
			p.line("FROM NAMED " + iriText(s.IRI))
		} else {
			p.line("FROM " + iriText(s.IRI))
		}
	}
	if q.Where != nil {
		p.line("WHERE {")
		p.elements(q.Where)
		p.line("}")
	}
	if len(q.GroupBy) > 0 {
		text := "GROUP BY"
		for _, b := range q.GroupBy {
			text += " " + p.binding(b)
		}
		p.line(text)
	}
	if len(q.Having) > 0 {
		text := "HAVING"
		for _, e := range q.Having {
			text += " (" + p.expr(e) + ")"
		}
		p.line(text)
	}
	if len(q.OrderBy) > 0 {
		text := "ORDER BY"
		for _, k := range q.OrderBy {
			if k.Descending {
				text += " DESC(" + p.expr(k.Expr) + ")"
			} else {
				text += " ASC(" + p.expr(k.Expr) + ")"
			}
		}
		p.line(text)
	}
	if q.Limit >= 0 {
		p.line("LIMIT " + strconv.FormatInt(q.Limit, 10))
	}
	if q.Offset >= 0 {
		p.line("OFFSET " + strconv.FormatInt(q.Offset, 10))
	}
	if q.Values != nil {
		p.values(q.Values)
	}
}

func (p *printer) block(head string, g *Group) {
	p.line(strings.TrimSpace(head + " {"))
	p.elements(g)
	p.line("}")
}

func (p *printer) elements(g *Group) {
	p.indent++
	defer func() { p.indent-- }()
	for _, e := range g.Elements {
		switch e := e.(type) {
		case *Group:
			p.block("", e)
		case *Triples:
			p.triples(e.List)
		case *Filter:
			p.line("FILTER (" + p.expr(e.Expr) + ")")
		case *Bind:
			p.line("BIND (" + p.expr(e.Expr) + " AS ?" + e.Var + ")")
		case *Optional:
			p.block("OPTIONAL", e.Group)
		case *Minus:
			p.block("MINUS", e.Group)
		case *Union:
			for i, u := range e.Groups {
				if i > 0 {
					p.line("UNION")
				}
				p.block("", u)
			}
		case *GraphPattern:
			p.block("GRAPH "+nodeText(e.Graph), e.Group)
		case *Service:
			head := "SERVICE "
			if e.Silent {
				head += "SILENT "
			}
			p.block(head+nodeText(e.Name), e.Group)
		case *Values:
			p.values(e)
		case *SubSelect:
			p.query(e.Query)
		}
	}
}

func (p *printer) values(v *Values) {
	p.line("VALUES (" + varList(v.Vars) + ") {")
	p.indent++
	for _, row := range v.Rows {
		parts := make([]string, len(row))
		for i, t := range row {
			parts[i] = termText(t)
		}
		p.line("(" + strings.Join(parts, " ") + ")")
	}
	p.indent--
	p.line("}")
}

func varList(names []string) string {
	parts := make([]string, len(names))
	for i, n := range names {
		parts[i] = "?" + n
	}
	return strings.Join(parts, " ")
}

func (p *printer) triples(list []Triple) {
	for _, t := range list {
		verb := ""
		if t.Path != nil {
			verb = pathText(t.Path, 0)
		} else {
			verb = nodeText(t.P)
		}
		p.line(nodeText(t.S) + " " + verb + " " + nodeText(t.O) + " .")
	}
}

// nodeText writes a node. Labels of anonymous blank nodes, which begin with a
// full stop, become labels that a person may write too but hardly will.
func nodeText(n Node) string {
	switch n.Kind {
	case VarNode:
		return "?" + n.Name
	case BlankNode:
		if strings.HasPrefix(n.Name, ".") {
			return "_:anon__" + n.Name[1:]
		}
		return "_:" + n.Name
	case TripleNode:
		return "<<( " + nodeText(n.Triple[0]) + " " + nodeText(n.Triple[1]) + " " + nodeText(n.Triple[2]) + " )>>"
	}
	return termText(n.Term)
}

// pathText writes a path; level is 0 where an alternative may stand bare, 1
// for a sequence, 2 for a step, 3 for what takes ? * +.
func pathText(path Path, level int) string {
	text, own := "", 3
	switch path := path.(type) {
	case *Link:
		text = iriText(path.IRI)
	case *Inverse:
		text, own = "^"+pathText(path.Path, 3), 2
		if _, ok := path.Path.(*Repeat); ok {
			text = "^" + pathText(path.Path, 2)
		}
	case *Sequence:
		text, own = joinPaths(path.Parts, "/", 2), 1
	case *Alternative:
		text, own = joinPaths(path.Parts, "|", 1), 0
	case *Repeat:
		mark := "?"
		if path.Many {
			mark = []string{"*", "+"}[path.Min]
		}
		text, own = pathText(path.Path, 3)+mark, 2
	case *Negated:
		var parts []string
		for _, iri := range path.Forward {
			parts = append(parts, iriText(iri))
		}
		for _, iri := range path.Backward {
			parts = append(parts, "^"+iriText(iri))
		}
		text = "!(" + strings.Join(parts, "|") + ")"
	}
	if own < level {
		return "(" + text + ")"
	}
	return text
}

func joinPaths(parts []Path, sep string, level int) string {
	texts := make([]string, len(parts))
	for i, part := range parts {
		texts[i] = pathText(part, level)
	}
	return strings.Join(texts, sep)
}

func (p *printer) args(list []Expr) string {
	parts := make([]string, len(list))
	for i, e := range list {
		parts[i] = p.expr(e)
	}
	return strings.Join(parts, ", ")
}

// inner writes an operand, in parentheses unless it is one word.
func (p *printer) inner(e Expr) string {
	switch e.(type) {
	case *Binary, *Unary, *In, *Exists:
		return "(" + p.expr(e) + ")"
	}
	return p.expr(e)
}

func (p *printer) expr(e Expr) string {
	switch e := e.(type) {
	case *NodeExpr:
		return nodeText(e.Node)
	case *Unary:
		if n, ok := e.X.(*NodeExpr); ok && n.Node.Kind == TermNode && n.Node.Term.Kind == rdf.Literal {
			return e.Op + " (" + p.expr(e.X) + ")"
		}
		return e.Op + p.inner(e.X)
	case *Binary:
		return p.inner(e.L) + " " + e.Op + " " + p.inner(e.R)
	case *In:
		op := " IN ("
		if e.Not {
			op = " NOT IN ("
		}
		return p.inner(e.X) + op + p.args(e.List) + ")"
	case *Call:
		name := e.Name
		if e.IRI != "" {
			name = iriText(e.IRI)
		}
		if e.Distinct {
			return name + "(DISTINCT " + p.args(e.Args) + ")"
		}
		return name + "(" + p.args(e.Args) + ")"
	case *Exists:
		inner := &printer{indent: p.indent + 1}
		inner.elements(e.Group)
		not := ""
		if e.Not {
			not = "NOT "
		}
		return not + "EXISTS {\n" + inner.b.String() + strings.Repeat("  ", p.indent+1) + "}"
	case *Aggregate:
		arg := "*"
		if e.Arg != nil {
			arg = p.expr(e.Arg)
		}
		if e.Distinct {
			arg = "DISTINCT " + arg
		}
		if e.Separator != nil {
			arg += "; SEPARATOR = " + quote(*e.Separator)
		}
		return e.Name + "(" + arg + ")"
	}
	return fmt.Sprintf("%v", e)
}

// termText writes a term; SPARQL reads the syntax of N-Triples. No term is
// UNDEF.
func termText(t rdf.Term) string {
	if t.IsZero() {
		return "UNDEF"
	}
	return t.String()
}

func iriText(iri string) string { return rdf.NewIRI(iri).String() }

func quote(s string) string { return rdf.NewString(s).String() }
