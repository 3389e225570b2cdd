package syntax

import (
	"fmt"

	"pgregory.net/rapid"
)

// Generators of patterns, expressions and rules, for the tests that print and
// parse them again.

var (
	someNames   = []string{"name", "of", "when", "x1", "a_b"}
	someTypes   = []string{"Polity", "Org", "City", "Date", "OfficeHead"}
	someTexts   = []string{"为", "任命", "任 命", `a"b`, `c\d`, "é", "UN", "x|y", "›", " 前", "2012", "主席\n团", "'", "#", ": "}
	someMacros  = []string{"body", "post"}
	runClasses  = []string{"", "any", "list"}
	attributes  = []string{"role", "kind", "capital"}
	attrValues  = []string{"observer", "a b", "", "x=y", "主席"}
	guardsOrNot = []string{"sentence", "before", "after", "inside"}
)

func slotGen(t *rapid.T) string {
	return rapid.SampledFrom(append([]string{""}, someNames...)).Draw(t, "slot")
}

func typedGen(t *rapid.T) *Typed {
	n := &Typed{Types: rapid.SliceOfN(rapid.SampledFrom(someTypes), 1, 3).Draw(t, "types"), Slot: slotGen(t)}
	for range rapid.IntRange(0, 2).Draw(t, "conds") {
		c := Cond{Attr: rapid.SampledFrom(attributes).Draw(t, "attr"), Has: rapid.Bool().Draw(t, "has"), Not: rapid.Bool().Draw(t, "not")}
		if !c.Has {
			c.Value = rapid.SampledFrom(attrValues).Draw(t, "value")
		}
		n.Conds = append(n.Conds, c)
	}
	return n
}

func literalGen(t *rapid.T) *Literal {
	return &Literal{Text: rapid.SampledFrom(someTexts).Draw(t, "text"), Slot: slotGen(t)}
}

func nodeGen(t *rapid.T, depth int) Node {
	kinds := 11
	if depth <= 0 {
		kinds = 6
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return literalGen(t)
	case 1:
		return typedGen(t)
	case 2:
		lo := rapid.IntRange(0, 5).Draw(t, "min")
		r := &Run{Min: lo, Max: max(1, lo+rapid.IntRange(0, 9).Draw(t, "more")), Class: rapid.SampledFrom(runClasses).Draw(t, "class"), Slot: slotGen(t)}
		r.Not = rapid.SliceOfN(rapid.SampledFrom(someTypes), 0, 2).Draw(t, "not")
		return r
	case 3:
		return &Macro{Name: rapid.SampledFrom(someMacros).Draw(t, "macro")}
	case 4:
		return &Anchor{End: rapid.Bool().Draw(t, "end")}
	case 5:
		n := &Trigger{Slot: slotGen(t)}
		for range rapid.IntRange(1, 3).Draw(t, "items") {
			if rapid.Bool().Draw(t, "typed") {
				n.Items = append(n.Items, typedGen(t))
			} else {
				n.Items = append(n.Items, literalGen(t))
			}
		}
		return n
	case 6:
		return &Seq{Items: nodesGen(t, depth)}
	case 7:
		return &Alt{Items: nodesGen(t, depth)}
	case 8:
		bounds := rapid.SampledFrom([][2]int{{0, 1}, {0, -1}, {1, -1}, {2, 2}, {0, 3}, {1, 4}}).Draw(t, "bounds")
		return &Repeat{Node: nodeGen(t, depth-1), Min: bounds[0], Max: bounds[1]}
	case 9:
		return &Group{Name: rapid.SampledFrom(someNames).Draw(t, "group"), Node: nodeGen(t, depth-1)}
	default:
		return &Look{Not: rapid.Bool().Draw(t, "not"), Node: nodeGen(t, depth-1)}
	}
}

func nodesGen(t *rapid.T, depth int) []Node {
	var out []Node
	for range rapid.IntRange(2, 4).Draw(t, "n") {
		out = append(out, nodeGen(t, depth-1))
	}
	return out
}

func pathGen(t *rapid.T) []string {
	first := rapid.SampledFrom([]string{"name", "when", "$date", "$main", "$near"}).Draw(t, "first")
	out := []string{first}
	if first == "$main" || first == "$near" {
		out = append(out, "Meeting")
	}
	return append(out, rapid.SliceOfN(rapid.SampledFrom([]string{"of", "start", "code"}), 0, 2).Draw(t, "rest")...)
}

var words = append([]string{"and", "if", "a b", "member", ""}, someTexts...)

func testGen(t *rapid.T) Test {
	op := rapid.SampledFrom(Ops).Draw(t, "op").Name
	x := Test{Not: rapid.Bool().Draw(t, "not"), Path: pathGen(t), Op: op}
	switch op {
	case "has":
	case "same", "within":
		x.Other = pathGen(t)
	case "length":
		x.Min = rapid.IntRange(0, 9).Draw(t, "min")
		x.Max = x.Min + rapid.IntRange(0, 9).Draw(t, "more")
	case "script":
		x.Args = []string{rapid.SampledFrom([]string{"han", "latin"}).Draw(t, "script")}
	case "is":
		x.Args = []string{rapid.SampledFrom(someTypes).Draw(t, "type")}
	case "in":
		x.Args = rapid.SliceOfN(rapid.SampledFrom(words), 1, 3).Draw(t, "args")
	default:
		x.Args = []string{rapid.SampledFrom(words).Draw(t, "arg")}
	}
	return x
}

func conditionGen(t *rapid.T) Condition {
	var c Condition
	for range rapid.IntRange(1, 3).Draw(t, "tests") {
		c = append(c, testGen(t))
	}
	return c
}

func exprGen(t *rapid.T) Expr {
	var e Expr
	for range rapid.IntRange(1, 3).Draw(t, "alternatives") {
		a := Alternative{}
		if rapid.Bool().Draw(t, "constant") {
			a.Const = rapid.SampledFrom(words).Filter(func(s string) bool { return s != "" }).Draw(t, "const")
		} else {
			a.Path = pathGen(t)
		}
		if rapid.Bool().Draw(t, "if") {
			a.If = conditionGen(t)
		}
		e.Alternatives = append(e.Alternatives, a)
	}
	return e
}

// noTrigger is a pattern for a guard.
func noTrigger(t *rapid.T) Node {
	n := nodeGen(t, 2)
	if HasTrigger(n) {
		return literalGen(t)
	}
	return n
}

func maybe(t *rapid.T, s string) string {
	if rapid.Bool().Draw(t, "given") {
		return s
	}
	return ""
}

func ruleGen(t *rapid.T, i int) *Rule {
	text := func(label string) string {
		return rapid.SampledFrom(append(words, "[a]: {b}", "null", "yes", "3")).Draw(t, label)
	}
	r := &Rule{
		ID: Located{Value: fmt.Sprintf("rule-%d", i)}, About: text("about"), Pattern: nodeGen(t, 3), Make: maybe(t, "Person"), Text: maybe(t, "name"),
		Anaphor: maybe(t, "near"), Priority: rapid.IntRange(-3, 3).Draw(t, "priority"), Modality: maybe(t, "context"),
		Author: text("author"), Since: text("since"), Source: text("source"),
		When: When{Speech: maybe(t, "any"), Script: maybe(t, "hant"), After: maybe(t, "2010"), Before: maybe(t, "2012-06-07")},
	}
	if rapid.Bool().Draw(t, "lists") {
		r.When.Lines, r.When.Kind, r.When.Section = []string{"body", "value"}, []Located{{Value: "decree"}}, []string{"人 事", "任免"}
		r.Remember = []Remember{{Slot: "name", As: "Person", For: maybe(t, "of"), Since: rapid.Bool().Draw(t, "since")}}
		r.Overrides = []Located{{Value: "rule-0"}}
	}
	for _, where := range guardsOrNot {
		if rapid.Bool().Draw(t, "guard") {
			r.Unless = append(r.Unless, Guard{Where: where, Written: noTrigger(t)})
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "where") {
		r.Where = append(r.Where, Located{Value: conditionGen(t).String()})
	}
	for range rapid.IntRange(0, 2).Draw(t, "emits") {
		value := func(label string) Located {
			if label != "" && rapid.Bool().Draw(t, label) {
				return Located{}
			}
			return Located{Value: exprGen(t).String()}
		}
		e := &Emit{Each: Located{Value: maybe(t, "p")}, S: value(""), P: Located{Value: "met_with"}, O: value(""), Start: value("start"), End: value("end"), Time: value("time"), Modality: value("modality")}
		if rapid.Bool().Draw(t, "if") {
			e.If = Located{Value: conditionGen(t).String()}
		}
		for _, q := range rapid.SliceOfN(rapid.SampledFrom([]string{"of", "role"}), 0, 2).Draw(t, "q") {
			e.Q = append(e.Q, Qualifier{q, value("")})
		}
		r.Emit = append(r.Emit, e)
	}
	for range rapid.IntRange(0, 2).Draw(t, "tests") {
		c := &Case{Date: maybe(t, "2012-06"), Text: Located{Value: "文" + text("text")}}
		if rapid.Bool().Draw(t, "given") {
			c.Given = map[string][]string{"Org": {"甲", "乙 丙"}, "City": {"x"}}
		}
		c.Want = rapid.SliceOfN(rapid.SampledFrom([]string{"a p b", "甲 p 乙 of=丙"}), 0, 2).Draw(t, "want")
		r.Tests = append(r.Tests, c)
	}
	return r
}
