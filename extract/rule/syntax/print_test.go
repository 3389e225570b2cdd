package syntax

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// equal compares parsed things by what they say, wherever they stand.
var equal = cmp.Options{
	cmpopts.IgnoreUnexported(Seq{}, Alt{}, Repeat{}, Literal{}, Typed{}, Run{}, Group{}, Trigger{}, Macro{}, Look{}, Anchor{}, Rule{}, File{}),
	cmpopts.IgnoreFields(Located{}, "Line", "Col"),
	cmpopts.IgnoreFields(Rule{}, "File", "Node", "Uses", "Match"),
	cmpopts.IgnoreFields(Guard{}, "Node", "Pattern"),
	cmpopts.EquateEmpty(),
}

func TestPatternsParseBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := nodeGen(t, 4)
		s := n.String()
		back, err := ParsePattern(s)
		if err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		if d := cmp.Diff(n, back, equal); d != "" {
			t.Fatalf("%s: %s", s, d)
		}
	})
}

func TestExpressionsParseBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := exprGen(t)
		back, err := ParseExpr(e.String())
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(e, back, equal); d != "" {
			t.Fatalf("%s: %s", e, d)
		}
		c := conditionGen(t)
		again, err := ParseCondition(c.String())
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c, again, equal); d != "" {
			t.Fatalf("%s: %s", c, d)
		}
	})
}

func TestRulesParseBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := &File{}
		for _, m := range someMacros {
			f.Macros = append(f.Macros, Macrodef{Name: Located{Value: m}, Node: literalGen(t)})
		}
		for i := range rapid.IntRange(1, 3).Draw(t, "rules") {
			f.Rules = append(f.Rules, ruleGen(t, i))
		}
		s := f.String()
		back, errs := ParseFile("", []byte(s), NewScope(nil))
		if len(errs) > 0 {
			t.Fatalf("%s\n%v", s, errs)
		}
		if d := cmp.Diff(f, back, equal, cmpopts.IgnoreFields(Macrodef{}, "Pattern")); d != "" {
			t.Fatalf("%s\n%s", s, d)
		}
		if again := back.String(); again != s {
			t.Fatalf("printed again it is\n%s\nnot\n%s", again, s)
		}
	})
}
