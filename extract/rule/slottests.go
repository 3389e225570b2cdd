package rule

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"gongbao/extract/rule/syntax"
	"gongbao/extract/text"
)

// nodeError is a fault of an element of a pattern, found when it is compiled.
type nodeError struct {
	node syntax.Node
	msg  string
}

func (e *nodeError) Error() string { return e.msg }

// faultAt returns a fault of an element.
func faultAt(n syntax.Node, format string, args ...any) error {
	return &nodeError{n, fmt.Sprintf(format, args...)}
}

// located gives a compiler's error its place in the rule's file.
func located(r *syntax.Rule, err error) error {
	var at *syntax.FileError
	if errors.As(err, &at) {
		return at
	}
	offset := 0
	var n *nodeError
	if errors.As(err, &n) {
		offset = n.node.Pos()
	}
	return r.Fault(r.Match, offset, "%s", err)
}

// holds reports whether a condition is true, seen from a capture.
func (r *reader) holds(m *match, node int32, c syntax.Condition) bool {
	return r.failing(m, node, c) < 0
}

// failing returns the index of the first test that is not true, or -1.
func (r *reader) failing(m *match, node int32, c syntax.Condition) int {
	for i := range c {
		if r.test(m, node, &c[i]) == c[i].Not {
			return i
		}
	}
	return -1
}

// test tells the outcome of one test, its "not" left aside. Of a slot that is
// not filled nothing holds.
func (r *reader) test(m *match, node int32, t *syntax.Test) bool {
	v := r.path(m, node, t.Path)
	if !v.ok() {
		return false
	}
	switch t.Op {
	case "has":
		return true
	case "is":
		return v.typ == t.Args[0]
	case "=":
		return text.EqualFolded(v.text, t.Args[0])
	case "!=":
		return !text.EqualFolded(v.text, t.Args[0])
	case "in":
		for _, a := range t.Args {
			if text.EqualFolded(v.text, a) {
				return true
			}
		}
		return false
	case "begins":
		return strings.HasPrefix(text.FoldString(v.text), text.FoldString(t.Args[0]))
	case "ends":
		return strings.HasSuffix(text.FoldString(v.text), text.FoldString(t.Args[0]))
	case "contains":
		return strings.Contains(text.FoldString(v.text), text.FoldString(t.Args[0]))
	case "length":
		n := len([]rune(v.text))
		return n >= t.Min && n <= t.Max
	case "script":
		return inScript(v.text, t.Args[0])
	case "<", "<=", ">", ">=":
		return ordered(v, t.Op, t.Args[0])
	case "same", "within":
		w := r.path(m, node, t.Other)
		return w.ok() && (same(v, w) || t.Op == "within" && v.root != "" && v.root == w.root)
	}
	return false
}

// inScript reports whether all letters of a text are of a script.
func inScript(s, script string) bool {
	letters := 0
	for _, c := range s {
		if !unicode.IsLetter(c) {
			continue
		}
		letters++
		if script == "han" && !unicode.Is(unicode.Han, c) || script == "latin" && !unicode.Is(unicode.Latin, c) {
			return false
		}
	}
	return letters > 0
}

// ordered compares a value with a number or a date: numbers as such, dates as
// far as both go, so that 2010-06 is neither before nor after 2010. For an interval
// its beginning counts.
func ordered(v value, op, arg string) bool {
	got := v.text
	if v.start != "" {
		got = v.start
	}
	order := 0
	x, err1 := strconv.Atoi(got)
	y, err2 := strconv.Atoi(arg)
	if err1 == nil && err2 == nil {
		order = x - y
	} else {
		if !isDate(got) || !isDate(arg) {
			return false
		}
		n := min(len(got), len(arg))
		order = strings.Compare(got[:n], arg[:n])
	}
	switch op {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

// isDate reports a calendar date from the year on: 2012, 2012-06, 2012-06-07.
func isDate(s string) bool {
	for i, c := range s {
		if (c < '0' || c > '9') && (c != '-' || i != 4 && i != 7) {
			return false
		}
	}
	return len(s) == 4 || len(s) == 7 || len(s) == 10
}
