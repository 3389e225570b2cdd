package syntax

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Expr is the value of an emitted argument or qualifier: alternatives of which
// the first that has a value counts. It is written
//
//	alternative | alternative …
//
// where an alternative is a path of slots (name, p.of, cls.role, when.start),
// a document value ($date, $main.Meeting, $near.Meeting), or a constant
// (=member, ="two words"), each with an optional condition behind "if".
type Expr struct {
	Alternatives []Alternative
}

// Alternative is one way to get a value.
type Alternative struct {
	// Path is a path of slots; its first element starts with "$" for a value
	// of the document. It is empty for a constant.
	Path []string
	// Const is the constant.
	Const string
	If    Condition
}

// Condition is a conjunction of tests; an empty one is true.
type Condition []Test

// Test is one test on slots.
type Test struct {
	Not  bool
	Path []string
	// Op is one of Ops.
	Op string
	// Args are the texts or the type that the operator compares with.
	Args []string
	// Min and Max bound a length, in code points.
	Min, Max int
	Other    []string
}

// Op describes an operator of tests.
type Op struct{ Name, Form, Meaning string }

// Ops are the operators of tests, in the order of the reference.
var Ops = []Op{
	{"has", "slot", "the slot is filled"},
	{"is", "slot is Type", "the slot holds a mention of that type"},
	{"=", "slot = text", "its text, folded, is that one"},
	{"!=", "slot != text", "it is filled with another text"},
	{"in", "slot in (a, b)", "its text, folded, is one of those"},
	{"begins", "slot begins text", "its text, folded, begins so"},
	{"ends", "slot ends text", "its text, folded, ends so"},
	{"contains", "slot contains text", "its text, folded, contains that"},
	{"length", "slot length 2..6", "its text has that many characters"},
	{"script", "slot script han", "all its letters are Chinese (han), or all are of the Latin script (latin)"},
	{"<", "slot < 2010", "its number or its date is smaller; dates are compared as far as both go"},
	{"<=", "slot <= 2010-06", "… smaller or equal"},
	{">", "slot > 2010", "… greater"},
	{">=", "slot >= 3", "… greater or equal"},
	{"same", "slot same slot", "both name one thing: by their codes, else by their texts"},
	{"within", "slot within slot", "the named body is the other one or belongs to it"},
}

// ExprError is a fault in an expression.
type ExprError struct {
	Expr   string
	Offset int // in code points
	Msg    string
}

func (e *ExprError) Error() string { return fmt.Sprintf("%s in %q", e.Msg, e.Expr) }

// ParseExpr parses a value expression. A fault is an *ExprError.
func ParseExpr(s string) (Expr, error) {
	p := exprParser{src: []rune(s)}
	var e Expr
	for {
		a, err := p.alternative()
		if err != nil {
			return e, err
		}
		e.Alternatives = append(e.Alternatives, a)
		if p.space(); p.peek() != '|' {
			break
		}
		p.pos++
	}
	return e, p.end()
}

// ParseCondition parses tests joined by "and". A fault is an *ExprError.
func ParseCondition(s string) (Condition, error) {
	p := exprParser{src: []rune(s)}
	c, err := p.condition()
	if err != nil {
		return nil, err
	}
	return c, p.end()
}

type exprParser struct {
	src []rune
	pos int
}

func (p *exprParser) fail(at int, format string, args ...any) error {
	return &ExprError{string(p.src), at, fmt.Sprintf(format, args...)}
}

func (p *exprParser) peek() rune {
	if p.pos < len(p.src) {
		return p.src[p.pos]
	}
	return -1
}

func (p *exprParser) space() {
	for p.pos < len(p.src) && unicode.IsSpace(p.src[p.pos]) {
		p.pos++
	}
}

func (p *exprParser) end() error {
	if p.space(); p.pos < len(p.src) {
		return p.fail(p.pos, "nothing is expected here but | or the end")
	}
	return nil
}

// bounds are the characters that end a bare word; quotes write them.
const bounds = "|(),\""

// word reads a bare word, or a text in quotes.
func (p *exprParser) word() (string, bool, error) {
	p.space()
	start := p.pos
	if p.peek() == '"' {
		for p.pos++; p.peek() != '"'; p.pos++ {
			if p.peek() == '\\' {
				p.pos++
			}
			if p.peek() < 0 {
				return "", true, p.fail(start, `missing closing "`)
			}
		}
		p.pos++
		var b strings.Builder
		for i := start + 1; i < p.pos-1; i++ {
			if p.src[i] == '\\' {
				i++
			}
			b.WriteRune(p.src[i])
		}
		return b.String(), true, nil
	}
	for c := p.peek(); c >= 0 && !unicode.IsSpace(c) && !strings.ContainsRune(bounds, c); c = p.peek() {
		p.pos++
	}
	return string(p.src[start:p.pos]), false, nil
}

// ahead reports whether a keyword stands next.
func (p *exprParser) ahead(keyword string) bool {
	p.space()
	was := p.pos
	w, quoted, err := p.word()
	p.pos = was
	return err == nil && !quoted && w == keyword
}

func (p *exprParser) alternative() (Alternative, error) {
	p.space()
	var a Alternative
	start := p.pos
	switch {
	case p.peek() == '=':
		p.pos++
		if unicode.IsSpace(p.peek()) {
			return a, p.fail(start, "a constant is written =text, without a space")
		}
		w, quoted, err := p.word()
		if err != nil {
			return a, err
		}
		if w == "" && !quoted || w == "" {
			return a, p.fail(start, "an empty constant")
		}
		a.Const = w
	default:
		w, quoted, err := p.word()
		switch {
		case err != nil:
			return a, err
		case w == "" && !quoted:
			return a, p.fail(start, "an alternative is empty")
		case quoted:
			return a, p.fail(start, `a constant is written ="text"`)
		}
		if a.Path, err = p.path(w, start); err != nil {
			return a, err
		}
	}
	if p.ahead("if") {
		p.space()
		p.pos += len("if")
		c, err := p.condition()
		a.If = c
		return a, err
	}
	return a, nil
}

func (p *exprParser) condition() (Condition, error) {
	var out Condition
	for {
		t, err := p.test()
		if err != nil {
			return nil, err
		}
		out = append(out, t)
		if !p.ahead("and") {
			return out, nil
		}
		p.space()
		p.pos += len("and")
	}
}

func (p *exprParser) test() (Test, error) {
	var t Test
	if p.ahead("not") {
		p.space()
		p.pos += len("not")
		t.Not = true
	}
	p.space()
	start := p.pos
	w, quoted, err := p.word()
	switch {
	case err != nil:
		return t, err
	case w == "" || quoted:
		return t, p.fail(start, "a test begins with a slot")
	}
	if t.Path, err = p.path(w, start); err != nil {
		return t, err
	}
	p.space()
	at := p.pos
	op, quoted, err := p.word()
	if err != nil {
		return t, err
	}
	if quoted || op == "" || op == "and" || !slices.ContainsFunc(Ops, func(o Op) bool { return o.Name == op }) {
		p.pos = at
		if op != "" && op != "and" && op != "if" {
			return t, p.fail(at, "%q is no test; the tests are: %s", op, forms())
		}
		t.Op = "has"
		return t, nil
	}
	t.Op = op
	return t, p.operand(&t)
}

// operand reads what an operator compares with.
func (p *exprParser) operand(t *Test) error {
	p.space()
	at := p.pos
	if t.Op == "in" {
		if p.peek() != '(' {
			return p.fail(at, "a list is written (a, b)")
		}
		for {
			p.pos++
			w, quoted, err := p.word()
			if err != nil {
				return err
			}
			if w == "" && !quoted {
				return p.fail(p.pos, "a word of the list is empty")
			}
			t.Args = append(t.Args, w)
			if p.space(); p.peek() == ')' {
				p.pos++
				return nil
			}
			if p.peek() != ',' {
				return p.fail(p.pos, "missing , or )")
			}
		}
	}
	w, quoted, err := p.word()
	if err != nil {
		return err
	}
	if t.Op == "has" || w == "" && !quoted || w == "and" && !quoted {
		return p.fail(at, "the tests are: %s", forms())
	}
	switch t.Op {
	case "same", "within":
		t.Other, err = p.path(w, at)
		return err
	case "length":
		lo, hi, ok := strings.Cut(w, "..")
		if !ok {
			hi = lo
		}
		var bad error
		if t.Min, bad = strconv.Atoi(lo); bad == nil {
			t.Max, bad = strconv.Atoi(hi)
		}
		if bad != nil || t.Min < 0 || t.Max < t.Min {
			return p.fail(at, "a length is written 2..6, the first not above the second")
		}
		return nil
	case "script":
		if w != "han" && w != "latin" {
			return p.fail(at, "a script is han or latin")
		}
	case "is":
		if !isName(w) || !isUpper(rune(w[0])) {
			return p.fail(at, "%q is no mention type", w)
		}
	}
	t.Args = []string{w}
	return nil
}

// forms lists the forms of tests.
func forms() string {
	out := make([]string, len(Ops))
	for i, o := range Ops {
		out[i] = o.Form
	}
	return strings.Join(out, "; ")
}

func (p *exprParser) path(s string, at int) ([]string, error) {
	parts := strings.Split(s, ".")
	for i, part := range parts {
		name := part
		if i == 0 {
			name = strings.TrimPrefix(part, "$")
		}
		if !isName(name) {
			return nil, p.fail(at, "%q is not a path of slots; a constant is written =text", s)
		}
	}
	if strings.HasPrefix(s, "$") {
		switch {
		case parts[0] != "$date" && parts[0] != "$main" && parts[0] != "$near":
			return nil, p.fail(at, "%s is no value of the document; those are $date, $main.Type and $near.Type", parts[0])
		case parts[0] != "$date" && len(parts) < 2:
			return nil, p.fail(at, "%s needs a mention type, as in %s.Meeting", parts[0], parts[0])
		}
	}
	return parts, nil
}

// String prints the expression; it parses back to an equal one.
func (e Expr) String() string {
	parts := make([]string, len(e.Alternatives))
	for i, a := range e.Alternatives {
		s := strings.Join(a.Path, ".")
		if len(a.Path) == 0 {
			s = "=" + quoteWord(a.Const)
		}
		if len(a.If) > 0 {
			s += " if " + a.If.String()
		}
		parts[i] = s
	}
	return strings.Join(parts, " | ")
}

// String prints the condition; it parses back to an equal one.
func (c Condition) String() string {
	parts := make([]string, len(c))
	for i, t := range c {
		parts[i] = t.String()
	}
	return strings.Join(parts, " and ")
}

// String prints the test.
func (t Test) String() string {
	s := strings.Join(t.Path, ".")
	switch t.Op {
	case "has":
	case "same", "within":
		s += " " + t.Op + " " + strings.Join(t.Other, ".")
	case "length":
		s += fmt.Sprintf(" length %d..%d", t.Min, t.Max)
	case "in":
		words := make([]string, len(t.Args))
		for i, a := range t.Args {
			words[i] = quoteWord(a)
		}
		s += " in (" + strings.Join(words, ", ") + ")"
	default:
		s += " " + t.Op + " " + quoteWord(t.Args[0])
	}
	if t.Not {
		s = "not " + s
	}
	return s
}

// quoteWord writes a word bare where it can be read back so.
func quoteWord(s string) string {
	if s != "" && s != "and" && s != "if" && !strings.ContainsAny(s, bounds) && !strings.ContainsFunc(s, unicode.IsSpace) {
		return s
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
