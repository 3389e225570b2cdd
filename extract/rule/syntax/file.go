package syntax

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// File is one rule file.
type File struct {
	Path   string
	Macros map[string]Located `yaml:"macros"`
	Rules  []*Rule            `yaml:"rules"`
}

// Rule is one rule as written.
type Rule struct {
	// ID names the rule in its pack.
	ID Located `yaml:"id"`
	// About says in a sentence what the rule reads.
	About string `yaml:"about"`
	// Match is the pattern.
	Match Located `yaml:"match"`
	// Make names the mention type that a match becomes, for later rules.
	Make string `yaml:"make"`
	// Text is the slot whose text a made mention shows; empty: all of it.
	Text string `yaml:"text"`
	// Anaphor marks a maker whose mention refers to one of its type: "near", the
	// last one named before it in the same line, else the main one, or "main".
	Anaphor string `yaml:"anaphor"`
	// Remember lists names to be found again anywhere in the document.
	Remember []Remember `yaml:"remember"`
	// When limits where the rule reads.
	When When `yaml:"when"`
	// Priority settles the qualifiers of a fact that two rules read; the
	// higher one wins. Default 0.
	Priority int `yaml:"priority"`
	// Modality is that of all facts of the rule; default asserted.
	Modality string  `yaml:"modality"`
	Emit     []*Emit `yaml:"emit"`
	Tests    []*Case `yaml:"tests"`
	// Author, Since and Source are for people.
	Author string `yaml:"author"`
	Since  string `yaml:"since"`
	Source string `yaml:"source"`

	// Node is the parsed pattern, with macros expanded.
	Node Node `yaml:"-"`
	// File is where the rule stands.
	File string `yaml:"-"`
}

// Remember is a name that a match introduces: the text of a slot becomes a
// mention of a type wherever it stands in the document.
type Remember struct {
	Slot string `yaml:"slot"`
	As   string `yaml:"as"`
	// For is the slot that it is another name of, where there is one.
	For string `yaml:"for"`
	// Full is set where the name stands for itself from its definition on.
	Since bool `yaml:"since"`
}

// When limits a rule to a part of texts.
type When struct {
	// Speech is "no" (default: not inside reported speech), "any" or "only".
	Speech string `yaml:"speech"`
	// Lines is the set of line kinds that the rule reads: body, headline,
	// label, value; empty: body and headline.
	Lines []string `yaml:"lines"`
}

// Emit is one fact that a match gives.
type Emit struct {
	// Each names a group: the fact is given for each of its instances.
	Each string `yaml:"each"`
	S    string `yaml:"s"`
	P    string `yaml:"p"`
	O    string `yaml:"o"`
	// Q are the qualifiers.
	Q Qualifiers `yaml:"q"`
	// Start and End are dates; Time is an interval that fills both.
	Start    string `yaml:"start"`
	End      string `yaml:"end"`
	Time     string `yaml:"time"`
	If       string `yaml:"if"`
	Modality string `yaml:"modality"`
}

// Qualifiers maps names to value expressions; a YAML list of slot names is
// short for a map of each to itself.
type Qualifiers []Qualifier

// Qualifier is one of them, in the order written.
type Qualifier struct{ Name, Expr string }

// UnmarshalYAML reads a map or a list.
func (q *Qualifiers) UnmarshalYAML(n ast.Node) error {
	switch n := n.(type) {
	case *ast.SequenceNode:
		for _, v := range n.Values {
			s := scalar(v)
			*q = append(*q, Qualifier{s, s})
		}
	case *ast.MappingNode:
		for _, v := range n.Values {
			*q = append(*q, Qualifier{scalar(v.Key), scalar(v.Value)})
		}
	case *ast.MappingValueNode:
		*q = append(*q, Qualifier{scalar(n.Key), scalar(n.Value)})
	default:
		return fmt.Errorf("qualifiers are a map (role: cls.role) or a list of slots ([of, term])")
	}
	return nil
}

func scalar(n ast.Node) string {
	if s, ok := n.(*ast.StringNode); ok {
		return s.Value
	}
	return strings.TrimSpace(n.String())
}

// Case is a test of a rule: what it reads in a text.
type Case struct {
	// Given adds gazetteer entries for this text: type → names.
	Given map[string][]string `yaml:"given"`
	Date  string              `yaml:"date"`
	Text  Located             `yaml:"text"`
	// Want are the facts, each "subject relation object key=value …"; an
	// empty list says that the rule must stay silent.
	Want []string `yaml:"want"`
}

// Located is a scalar with its place in the file.
type Located struct {
	Value string
	Line  int // 1 is the first line
	Col   int // of the value's first character, 1 is the first
}

// UnmarshalYAML reads a scalar.
func (l *Located) UnmarshalYAML(n ast.Node) error {
	t := n.GetToken()
	switch s := n.(type) {
	case *ast.StringNode:
		l.Value = s.Value
	case *ast.LiteralNode:
		l.Value = s.Value.Value
		t = s.Value.GetToken()
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		l.Value = s.String()
	default:
		return fmt.Errorf("a text is expected here")
	}
	l.Line, l.Col = t.Position.Line, t.Position.Column
	if q := t.Origin; strings.HasPrefix(strings.TrimSpace(q), "'") || strings.HasPrefix(strings.TrimSpace(q), `"`) {
		l.Col++
	}
	return nil
}

// FileError is a fault in a rule file, with the line it stands in.
type FileError struct {
	File      string
	Line, Col int // counted from 1; 0 when the place is not known
	Source    string
	Rule      string
	Msg       string
}

func (e *FileError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: ", e.File, e.Line, e.Col)
	if e.Rule != "" {
		fmt.Fprintf(&b, "rule %s: ", e.Rule)
	}
	b.WriteString(e.Msg)
	if e.Source != "" {
		fmt.Fprintf(&b, "\n  %s\n  %s^", e.Source, strings.Repeat(" ", max(0, width(e.Source, e.Col-1))))
	}
	return b.String()
}

// width counts the terminal cells of the first n characters of a line.
func width(s string, n int) int {
	w := 0
	for i, r := range []rune(s) {
		if i >= n {
			break
		}
		w++
		if r >= 0x1100 {
			w++
		}
	}
	return w
}

// ParseFile parses a rule file. A fault of the YAML itself gives one error; the
// faults of rules are returned together, and a bad rule is left out of the
// File. Every error is a *FileError. macros are those of the files read before;
// the file's own are added to them.
func ParseFile(path string, data []byte, macros map[string]Node) (*File, []error) {
	f := &File{Path: path}
	lines := strings.Split(string(data), "\n")
	fault := func(line, col int, rule, msg string) error {
		e := &FileError{File: path, Line: line, Col: col, Rule: rule, Msg: msg}
		if line >= 1 && line <= len(lines) {
			e.Source = strings.TrimRight(lines[line-1], "\r")
		}
		return e
	}
	if err := yaml.UnmarshalWithOptions(data, f, yaml.Strict()); err != nil {
		line, col := 1, 1
		var y yaml.Error
		msg := strings.SplitN(err.Error(), "\n", 2)[0]
		if errors.As(err, &y) {
			if t := y.GetToken(); t != nil {
				line, col = t.Position.Line, t.Position.Column
			}
			msg = y.GetMessage()
		}
		return f, []error{fault(line, col, "", msg)}
	}
	var errs []error
	parse := func(rule string, l Located) Node {
		n, err := ParsePattern(l.Value)
		var pe *PatternError
		if errors.As(err, &pe) {
			dl, dc := Column(l.Value, pe.Offset)
			line, col := l.Line+dl-1, l.Col+dc-1
			if dl > 1 { // inside a block scalar the indentation is not part of the value
				col = dc + indent(lines, line)
			}
			errs = append(errs, fault(line, col, rule, pe.Error()))
			return nil
		}
		return n
	}
	names := make([]string, 0, len(f.Macros))
	for name := range f.Macros {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if n := parse("@"+name, f.Macros[name]); n != nil {
			if _, ok := macros[name]; ok {
				l := f.Macros[name]
				errs = append(errs, fault(l.Line, l.Col, "@"+name, "a macro with this name was defined before"))
			}
			macros[name] = n
		}
	}
	good := f.Rules[:0]
	ids := map[string]bool{}
	for _, r := range f.Rules {
		r.File = path
		before := len(errs)
		id := r.ID.Value
		switch {
		case id == "":
			errs = append(errs, fault(max(1, r.Match.Line), max(1, r.Match.Col), "", "a rule needs an id"))
		case ids[id]:
			errs = append(errs, fault(r.ID.Line, r.ID.Col, id, "a rule with this id stands above"))
		case r.Match.Value == "":
			errs = append(errs, fault(r.ID.Line, r.ID.Col, id, "a rule needs a match"))
		}
		ids[id] = true
		if len(errs) == before {
			if n := parse(id, r.Match); n != nil {
				e, err := expand(n, macros, nil)
				if err != nil {
					errs = append(errs, fault(r.Match.Line, r.Match.Col, id, err.Error()))
				}
				r.Node = e
			}
		}
		for _, err := range r.checkExprs() {
			errs = append(errs, fault(r.ID.Line, r.ID.Col, id, err.Error()))
		}
		if len(errs) == before {
			good = append(good, r)
		}
	}
	f.Rules = good
	return f, errs
}

func indent(lines []string, line int) int {
	if line < 1 || line > len(lines) {
		return 0
	}
	return len(lines[line-1]) - len(strings.TrimLeft(lines[line-1], " "))
}

// checkExprs parses every expression once, so that faults show at load time.
func (r *Rule) checkExprs() []error {
	var errs []error
	expr := func(s string) {
		if s != "" {
			if _, err := ParseExpr(s); err != nil {
				errs = append(errs, err)
			}
		}
	}
	for _, e := range r.Emit {
		if e.S == "" || e.P == "" || e.O == "" {
			errs = append(errs, fmt.Errorf("an emit needs s, p and o"))
		}
		for _, s := range []string{e.S, e.O, e.Start, e.End, e.Time, e.Modality} {
			expr(s)
		}
		for _, q := range e.Q {
			expr(q.Expr)
		}
		if e.If != "" {
			if _, err := ParseCondition(e.If); err != nil {
				errs = append(errs, err)
			}
		}
	}
	return errs
}

// expand replaces macros by their definitions.
func expand(n Node, macros map[string]Node, open []string) (Node, error) {
	each := func(items []Node) ([]Node, error) {
		out := make([]Node, len(items))
		for i, m := range items {
			e, err := expand(m, macros, open)
			if err != nil {
				return nil, err
			}
			out[i] = e
		}
		return out, nil
	}
	switch n := n.(type) {
	case *Macro:
		for _, o := range open {
			if o == n.Name {
				return nil, fmt.Errorf("macro @%s uses itself: @%s", n.Name, strings.Join(append(open, n.Name), " → @"))
			}
		}
		m, ok := macros[n.Name]
		if !ok {
			return nil, fmt.Errorf("there is no macro @%s in this file or those before it", n.Name)
		}
		return expand(m, macros, append(open, n.Name))
	case *Seq:
		items, err := each(n.Items)
		return &Seq{n.at, items}, err
	case *Alt:
		items, err := each(n.Items)
		return &Alt{n.at, items}, err
	case *Repeat:
		m, err := expand(n.Node, macros, open)
		return &Repeat{n.at, m, n.Min, n.Max}, err
	case *Group:
		m, err := expand(n.Node, macros, open)
		return &Group{n.at, n.Name, m}, err
	case *Look:
		m, err := expand(n.Node, macros, open)
		return &Look{n.at, n.Not, m}, err
	}
	return n, nil
}
