package syntax

import (
	"fmt"
	"strings"
)

// Expr is the value of an emitted argument or qualifier: alternatives of which
// the first that has a value counts. It is written
//
//	alternative | alternative …
//
// where an alternative is a path of slots (name, p.of, cls.role, when.start),
// a document value ($meeting, $body, $date), or a constant (=member), each
// with an optional condition behind "if".
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
	// Op is "has" (the slot is filled), "is" (a mention of type Arg), "="
	// (its text, folded, is Arg), "same" (both name one thing) or "within" (the
	// named body belongs to the other).
	Op    string
	Arg   string
	Other []string
}

// ExprError is a fault in an expression.
type ExprError struct {
	Expr string
	Msg  string
}

func (e *ExprError) Error() string { return fmt.Sprintf("%s in %q", e.Msg, e.Expr) }

// ParseExpr parses a value expression.
func ParseExpr(s string) (Expr, error) {
	var e Expr
	for _, part := range strings.Split(s, "|") {
		part = strings.TrimSpace(part)
		value, cond, hasIf := strings.Cut(part, " if ")
		value = strings.TrimSpace(value)
		if value == "" {
			return e, &ExprError{s, "an alternative is empty"}
		}
		a := Alternative{}
		if c, ok := strings.CutPrefix(value, "="); ok {
			if c == "" {
				return e, &ExprError{s, "an empty constant"}
			}
			a.Const = c
		} else {
			p, err := parsePath(value)
			if err != nil {
				return e, &ExprError{s, err.Error()}
			}
			a.Path = p
		}
		if hasIf {
			c, err := ParseCondition(cond)
			if err != nil {
				return e, err
			}
			a.If = c
		}
		e.Alternatives = append(e.Alternatives, a)
	}
	return e, nil
}

// ParseCondition parses tests joined by "and".
func ParseCondition(s string) (Condition, error) {
	var out Condition
	for _, part := range strings.Split(s, " and ") {
		words := strings.Fields(part)
		t := Test{}
		if len(words) > 0 && words[0] == "not" {
			t.Not = true
			words = words[1:]
		}
		if len(words) == 0 {
			return nil, &ExprError{s, "a test is empty"}
		}
		p, err := parsePath(words[0])
		if err != nil {
			return nil, &ExprError{s, err.Error()}
		}
		t.Path = p
		switch {
		case len(words) == 1:
			t.Op = "has"
		case len(words) == 3 && (words[1] == "is" || words[1] == "="):
			t.Op, t.Arg = words[1], words[2]
		case len(words) == 3 && (words[1] == "same" || words[1] == "within"):
			t.Op = words[1]
			if t.Other, err = parsePath(words[2]); err != nil {
				return nil, &ExprError{s, err.Error()}
			}
		default:
			return nil, &ExprError{s, "a test is written: slot, slot is Type, slot = text, slot same slot, or slot within slot"}
		}
		out = append(out, t)
	}
	return out, nil
}

func parsePath(s string) ([]string, error) {
	parts := strings.Split(s, ".")
	for i, p := range parts {
		name := p
		if i == 0 {
			name = strings.TrimPrefix(p, "$")
		}
		if name == "" {
			return nil, fmt.Errorf("%q is not a path of slots", s)
		}
		for _, c := range name {
			if !isLower(c) && !isUpper(c) && c != '_' && (c < '0' || c > '9') {
				return nil, fmt.Errorf("%q is not a path of slots; a constant is written =text", s)
			}
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
			s = "=" + a.Const
		}
		if len(a.If) > 0 {
			s += " if " + a.If.String()
		}
		parts[i] = s
	}
	return strings.Join(parts, " | ")
}

// String prints the condition.
func (c Condition) String() string {
	parts := make([]string, len(c))
	for i, t := range c {
		s := strings.Join(t.Path, ".")
		switch t.Op {
		case "is", "=":
			s += " " + t.Op + " " + t.Arg
		case "same", "within":
			s += " " + t.Op + " " + strings.Join(t.Other, ".")
		}
		if t.Not {
			s = "not " + s
		}
		parts[i] = s
	}
	return strings.Join(parts, " and ")
}
