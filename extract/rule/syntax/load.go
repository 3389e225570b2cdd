package syntax

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	yamlparser "github.com/goccy/go-yaml/parser"
)

// MaxFile is the largest rule file that is read, in bytes.
const MaxFile = 4 << 20

// ParseFile parses a rule file. All faults found are returned together, each a
// *FileError, in the order of their places; a rule with a fault is left out of
// the File and hides no other one, be the fault in its YAML, its pattern or an
// expression. scope holds the macros of the files read before; the file's own are
// added to it.
func ParseFile(path string, data []byte, scope *Scope) (*File, []error) {
	return Read(path, data).Build(scope)
}

// Written is a rule file as its YAML says, its patterns and expressions not yet
// parsed. Reading it takes most of the time of ParseFile and needs no other
// file, so files can be read side by side, and what was read can be kept.
type Written struct {
	path   string
	src    *sourceFile
	macros []Macrodef
	rules  []*Rule
	broken map[*Rule]bool // those with faults
	faults []*FileError
}

// Read reads the YAML of a rule file. Faults are told by Build.
func Read(path string, data []byte) *Written {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	l := &loader{src: newSourceFile(path, data), shapes: map[reflect.Type]*shape{}, forms: map[string]*regexp.Regexp{}}
	w := &Written{path: path, src: l.src, broken: map[*Rule]bool{}}
	macros, rules := l.yaml(data)
	for _, m := range macros {
		if def, ok := l.macrodef(m); ok {
			w.macros = append(w.macros, def)
		}
	}
	for _, n := range rules {
		before := len(l.faults)
		r := l.fields(n)
		w.rules = append(w.rules, r)
		w.broken[r] = len(l.faults) > before
	}
	w.faults = l.faults
	return w
}

// Build parses the patterns and expressions of the file; see ParseFile. It is
// called once.
func (w *Written) Build(scope *Scope) (*File, []error) {
	l := &loader{file: &File{Path: w.path, src: w.src}, src: w.src, scope: scope, faults: w.faults}
	for _, m := range w.macros {
		l.macro(m)
	}
	slices.SortStableFunc(l.file.Macros, func(a, b Macrodef) int { return cmp.Compare(a.Name.Value, b.Name.Value) })
	ids := map[string]bool{}
	for _, r := range w.rules {
		r.File, r.src = w.path, w.src
		l.rule(r, w.broken[r], ids)
	}
	slices.SortStableFunc(l.faults, func(a, b *FileError) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	var errs []error
	for _, f := range l.faults {
		errs = append(errs, f)
	}
	return l.file, errs
}

// kept is the form in which a file without faults is kept.
type kept struct {
	Macros []Macrodef
	Rules  []*Rule
}

// Encode returns what Decode makes the same Written of, or nil for a file with
// faults, which are told anew each time. It must be called before Build.
func (w *Written) Encode() []byte {
	if len(w.faults) > 0 {
		return nil
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(kept{w.macros, w.rules}); err != nil {
		return nil
	}
	return b.Bytes()
}

// Decode returns the Written that Encode was given, of the file with that path
// and content. It returns an error when encoded is something else.
func Decode(path string, data, encoded []byte) (*Written, error) {
	var k kept
	if err := gob.NewDecoder(bytes.NewReader(encoded)).Decode(&k); err != nil {
		return nil, fmt.Errorf("a rule file as it was kept: %w", err)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	return &Written{path: path, src: newSourceFile(path, data), macros: k.Macros, rules: k.Rules}, nil
}

type loader struct {
	shapes map[reflect.Type]*shape
	forms  map[string]*regexp.Regexp
	file   *File
	src    *sourceFile
	scope  *Scope
	faults []*FileError
}

func (l *loader) fault(at Located, offset int, rule, format string, args ...any) {
	l.faults = append(l.faults, l.src.fault(at, offset, rule, fmt.Sprintf(format, args...)))
}

// yaml parses the file's YAML and returns the nodes of its macros and rules.
// Where the whole is no YAML, it is parsed piece by piece: each macro and each
// rule alone, so that a slip in one of them leaves the others readable.
func (l *loader) yaml(data []byte) (macros []*ast.MappingValueNode, rules []ast.Node) {
	if len(data) > MaxFile {
		l.fault(Located{Line: 1, Col: 1}, 0, "", "the file is larger than %d bytes", MaxFile)
		return nil, nil
	}
	if line := tooDeep(l.src.rows()); line > 0 {
		l.fault(Located{Line: line, Col: 1}, 0, "", "nested too deeply")
		return nil, nil
	}
	collect := func(root ast.Node) {
		if _, empty := root.(*ast.NullNode); root == nil || empty {
			return
		}
		top := pairs(root)
		if top == nil {
			l.fault(placeOf(root), 0, "", "a rule file is a map with macros and rules")
			return
		}
		for _, p := range top {
			switch key := keyOf(p); key.Value {
			case "macros":
				m := pairs(p.Value)
				if _, null := p.Value.(*ast.NullNode); m == nil && !null {
					l.fault(placeOf(p.Value), 0, "", "macros is a map: name: 'pattern'")
				}
				macros = append(macros, m...)
			case "rules":
				s, ok := p.Value.(*ast.SequenceNode)
				if _, null := p.Value.(*ast.NullNode); !ok && !null {
					l.fault(placeOf(p.Value), 0, "", "rules is a list: lines that begin with - id:")
				} else if ok {
					rules = append(rules, s.Values...)
				}
			default:
				l.fault(key, 0, "", "%s", unknown("a rule file", key.Value, []string{"macros", "rules"}))
			}
		}
	}
	root, err := parseYAML(data)
	if err == nil {
		collect(root)
		return macros, rules
	}
	pieces := l.split()
	if len(pieces) < 2 {
		l.syntax(err)
		return nil, nil
	}
	broken := false
	for _, p := range pieces {
		root, bad := parseYAML([]byte(p))
		if bad != nil {
			broken = true
			l.syntax(bad)
			continue
		}
		collect(root)
	}
	if !broken { // each piece alone is right, the whole is not
		l.syntax(err)
	}
	return macros, rules
}

// syntax notes a fault of the YAML itself.
func (l *loader) syntax(err error) {
	at, msg := Located{Line: 1, Col: 1}, strings.SplitN(err.Error(), "\n", 2)[0]
	var y yaml.Error
	if errors.As(err, &y) {
		if t := y.GetToken(); t != nil && t.Position != nil {
			at.Line, at.Col = t.Position.Line, t.Position.Column
		}
		msg = y.GetMessage()
	}
	l.fault(at, 0, "", "%s", msg)
}

// parseYAML parses one document; a panic of the parser is an error.
func parseYAML(data []byte) (root ast.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the file is no YAML: %v", p)
		}
	}()
	f, err := yamlparser.ParseBytes(data, 0, yamlparser.AllowDuplicateMapKey())
	if err != nil {
		return nil, err
	}
	switch len(f.Docs) {
	case 0:
		return nil, nil
	case 1:
		return f.Docs[0].Body, nil
	}
	return nil, errors.New("a rule file is one YAML document; take the line --- out")
}

// maxNesting bounds how deep YAML may nest: the parser of the YAML is recursive.
const maxNesting = 100

// tooDeep returns the first line at which brackets or list marks may nest more
// than maxNesting deep, or 0. Brackets inside quotes count too.
func tooDeep(lines [][]rune) int {
	depth := 0
	for i, line := range lines {
		marks := 0
		for k, r := range line {
			switch r {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(0, depth-1)
			case '-', '?', ':', '!', '&', '*':
				if k+1 == len(line) || line[k+1] == ' ' || r != '-' {
					marks++
				}
			}
		}
		if depth > maxNesting || marks > 40*maxNesting {
			return i + 1
		}
	}
	return 0
}

// split cuts a file into pieces, a macro or a rule each, every one a rule file
// of its own on the lines where it stands.
func (l *loader) split() []string {
	var pieces []string
	var key string // the line of the key above
	var piece []string
	keyLine, indent, from := 0, -1, 0
	flush := func() {
		if key != "" && len(piece) > 0 {
			pad := strings.Repeat("\n", keyLine) + key + strings.Repeat("\n", max(1, from-keyLine))
			pieces = append(pieces, pad+strings.Join(piece, "\n"))
		}
		piece = nil
	}
	for i, runes := range l.src.rows() {
		line := string(runes)
		bare := strings.TrimLeft(line, " ")
		lead := len(line) - len(bare)
		switch {
		case bare == "" || bare[0] == '#':
			if piece != nil {
				piece = append(piece, line)
			}
			continue
		case lead == 0 && bare[0] != '-':
			flush()
			key, keyLine, indent = "", i, -1
			if name, rest, ok := strings.Cut(bare, ":"); ok && strings.TrimSpace(rest) == "" {
				key = name + ":"
			} else if bare != "" {
				key, from, piece = "", i, nil
				pieces = append(pieces, strings.Repeat("\n", i)+line)
			}
			continue
		case key == "":
			continue
		}
		if indent < 0 {
			indent = lead
		}
		if lead == indent && (key == "macros:" || bare[0] == '-') {
			flush()
			from = i
		}
		piece = append(piece, line)
	}
	flush()
	return pieces
}

// macrodef reads the definition of a macro, without its pattern.
func (l *loader) macrodef(p *ast.MappingValueNode) (Macrodef, bool) {
	var d decoder
	def := Macrodef{Name: keyOf(p)}
	if _, null := p.Value.(*ast.NullNode); null {
		d.fault(def.Name, "a macro is a pattern: name: 'pattern'")
	} else if at, ok := d.located(p.Value); ok {
		def.Pattern = at
	}
	for _, f := range d.faults {
		l.fault(f.at, 0, "@"+def.Name.Value, "%s", f.msg)
	}
	return def, len(d.faults) == 0
}

// macro parses the pattern of a macro and defines it.
func (l *loader) macro(def Macrodef) {
	who := "@" + def.Name.Value
	if !isName(def.Name.Value) {
		l.fault(def.Name, 0, who, "a macro's name is made of letters, digits and _, a letter first")
		return
	}
	if l.scope.own[def.Name.Value] != nil {
		l.fault(def.Name, 0, who, "a macro with this name was defined before")
		return
	}
	if def.Node = l.pattern(def.Pattern, who); def.Node != nil {
		l.scope.define(def.Name.Value, def.Node)
		l.file.Macros = append(l.file.Macros, def)
	}
}

// pattern parses a pattern and notes its fault.
func (l *loader) pattern(at Located, rule string) Node {
	n, err := ParsePattern(at.Value)
	var pe *PatternError
	switch {
	case errors.As(err, &pe):
		l.fault(at, pe.Offset, rule, "%s", pe.Error())
		return nil
	case err != nil:
		l.fault(at, 0, rule, "%s", err)
		return nil
	}
	return n
}

// fields reads the fields of a rule.
func (l *loader) fields(n ast.Node) *Rule {
	r := &Rule{}
	d := decoder{shapes: l.shapes, forms: l.forms}
	d.fields(n, reflect.ValueOf(r).Elem(), "a rule")
	for _, f := range d.faults {
		l.fault(f.at, 0, r.ID.Value, "%s", f.msg)
	}
	return r
}

// rule parses the patterns and expressions of a rule and keeps it when nothing
// is wrong with it; broken says that something in its fields was.
func (l *loader) rule(r *Rule, broken bool, ids map[string]bool) {
	before := len(l.faults)
	id := r.ID.Value
	if ids[id] && id != "" {
		l.fault(r.ID, 0, id, "a rule with this id stands above")
	}
	ids[id] = true
	expanded := func(at Located) (written, node Node) {
		if written = l.pattern(at, id); written == nil {
			return nil, nil
		}
		x := expansion{scope: l.scope, used: map[string]bool{}}
		node = x.expand(written, nil, -1)
		if x.err != nil {
			l.fault(at, x.at, id, "%s", x.err)
		}
		for name := range x.used {
			if !slices.Contains(r.Uses, name) {
				r.Uses = append(r.Uses, name)
			}
		}
		return written, node
	}
	if r.Match.Value != "" {
		r.Pattern, r.Node = expanded(r.Match)
	}
	for i := range r.Unless {
		g := &r.Unless[i]
		if g.Written, g.Node = expanded(g.Pattern); g.Node != nil && HasTrigger(g.Node) {
			l.fault(g.Pattern, 0, id, "a pattern of unless has no trigger; write the word in quotes")
		}
	}
	slices.Sort(r.Uses)
	l.expressions(r)
	if len(l.faults) == before && !broken {
		l.file.Rules = append(l.file.Rules, r)
	}
}

// expressions parses every expression once, so that faults show at load time.
func (l *loader) expressions(r *Rule) {
	note := func(at Located, err error) {
		var e *ExprError
		if errors.As(err, &e) {
			l.fault(at, e.Offset, r.ID.Value, "%s", e.Msg)
		}
	}
	for _, e := range r.Emit {
		for _, at := range e.Exprs() {
			_, err := ParseExpr(at.Value)
			note(at, err)
		}
		if e.If.Value != "" {
			_, err := ParseCondition(e.If.Value)
			note(e.If, err)
		}
		if e.P.Value != "" && !isName(e.P.Value) {
			l.fault(e.P, 0, r.ID.Value, "a relation is one word of letters, digits and _")
		}
	}
	for _, at := range r.Where {
		_, err := ParseCondition(at.Value)
		note(at, err)
	}
	if r.Text != "" {
		if _, err := ParseExpr(r.Text); err != nil {
			l.fault(r.ID, 0, r.ID.Value, "text: %s", err)
		}
	}
}

// isName reports a word of letters, digits and _, a letter first.
func isName(s string) bool {
	for i, c := range s {
		if !isLower(c) && !isUpper(c) && c != '_' && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}
