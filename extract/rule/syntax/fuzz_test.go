package syntax

import "testing"

// FuzzPattern: whatever the pattern, it parses or gives an error with a place in
// it; and what parses prints and parses again to the same.
func FuzzPattern(f *testing.F) {
	for _, s := range []string{`‹任命› ~2..12:name ( "为" @body )? !( Org[role!=x]/City )`, `^ a=( "x"{2,3}+ ) $`, "(", `‹"U|N"|Org:x› ~1..2/any!Org`, "~1..200"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParsePattern(s)
		if err != nil {
			e, ok := err.(*PatternError)
			if !ok || e.Offset < 0 || e.Offset > len([]rune(s)) {
				t.Fatalf("%q: %#v", s, err)
			}
			return
		}
		printed := n.String()
		back, err := ParsePattern(printed)
		if err != nil {
			t.Fatalf("%q is printed as %q: %v", s, printed, err)
		}
		if again := back.String(); again != printed {
			t.Fatalf("%q is printed as %q, then as %q", s, printed, again)
		}
	})
}

// FuzzExpression: the same for expressions and conditions.
func FuzzExpression(f *testing.F) {
	for _, s := range []string{"a.b | =x if c is Org and not d", `a in (x, "y z")`, "$main.Org.of", "a length 2..3", `="`, "a <= 2012-06"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if e, err := ParseExpr(s); err == nil {
			back, err := ParseExpr(e.String())
			if err != nil || back.String() != e.String() {
				t.Fatalf("%q is printed as %q: %v, %q", s, e, err, back)
			}
		}
		if c, err := ParseCondition(s); err == nil {
			back, err := ParseCondition(c.String())
			if err != nil || back.String() != c.String() {
				t.Fatalf("%q is printed as %q: %v, %q", s, c, err, back)
			}
		}
	})
}

// FuzzFile: whatever the bytes, the loader returns rules or faults with places,
// and the rules print and load again.
func FuzzFile(f *testing.F) {
	for _, s := range []string{
		"macros:\n  m: '\"x\" | Org'\nrules:\n- id: a\n  match: '‹x› @m'\n  emit:\n  - {each: a, s: a, p: b, o: c, q: [of]}\n  tests:\n  - {given: {Org: [a]}, text: t, want: []}\n",
		"rules:\n- id: a\n  match: |\n    ‹x›\n      ~1..2:a\n- id: b\n  match: \"‹x› \\\"y\\\"\"\n  when: {lines: [body], kind: [x]}\n",
		"rules:\n- id: a\n  match: '‹x›\n- id: b\n  match: ‹y›\n",
	} {
		f.Add([]byte(s))
	}
	f.Add([]byte("rules:\n- {id: a, match: '‹x›', unless: '\"y\"', q: [a]}\n- id: b\n  match: |\n   ‹x›\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, errs := ParseFile("f", data, NewScope(nil))
		for _, err := range errs {
			if e, ok := err.(*FileError); !ok || e.Line < 1 || e.Col < 1 {
				t.Fatalf("%#v", err)
			}
		}
		if len(errs) > 0 {
			return
		}
		printed := file.String()
		back, errs := ParseFile("f", []byte(printed), NewScope(nil))
		if len(errs) > 0 {
			t.Fatalf("%s\n%v", printed, errs)
		}
		if again := back.String(); again != printed {
			t.Fatalf("printed\n%s\nand again\n%s", printed, again)
		}
	})
}
