package syntax

import (
	"fmt"
	"strings"
	"testing"
)

// faults loads a rule file and returns the errors, and the ids of the rules that
// are right.
func load(src string) (errs []string, ids string) {
	f, faults := ParseFile("a.yaml", []byte(src), NewScope(nil))
	for _, e := range faults {
		errs = append(errs, e.Error())
	}
	var good []string
	for _, r := range f.Rules {
		good = append(good, r.ID.Value)
	}
	return errs, strings.Join(good, " ")
}

// good are rules before and behind the bad one of a test.
const before, after = "- id: before\n  match: '‹甲›'\n", "- id: after\n  match: '‹乙›'\n"

// TestFaults says of each fault where it stands. The caret of the test is put
// below the character that the error has to name, in a line of its own that is
// taken out.
func TestFaults(t *testing.T) {
	for name, c := range map[string]struct{ rule, want string }{
		"unknown key": {`
- id: bad
  mach: '‹任›'
  ^`, `a rule has no key "mach"; did you mean match?`},
		"missing key": {`
- id: bad
  ^`, "a rule needs match"},
		"key given twice": {`
- id: bad
  match: '‹任›'
  match: '‹任›'
  ^`, "match is given twice"},
		"pattern in single quotes": {`
- id: bad
  match: '‹任命› ( Polity:x'
                           ^`, "missing closing )"},
		"pattern in double quotes with escapes": {`
- id: bad
  match: "‹任命› \"为\" ~5:x"
                          ^`, "a run needs both bounds"},
		"plain pattern": {`
- id: bad
  match: ‹任命› ;
                ^`, "unexpected character"},
		"pattern in a block": {`
- id: bad
  match: |
    ‹任命›
      Polity:a |
      | "x"
      ^`, "empty group or literal"},
		"pattern in a folded block": {`
- id: bad
  match: >
    ‹任命›
    Polity:a
    ( ( "x" )
              ^`, "missing closing )"},
		"emit expression": {`
- id: bad
  match: '‹任›'
  emit:
  - {s: a, p: met_with, o: b, if: a is Org and }
                                              ^`, "a test begins with a slot"},
		"emit on lines of its own": {`
- id: bad
  match: '‹任›'
  emit:
  - s: a
    p: met_with
    o: b.
       ^`, `"b." is not a path of slots`},
		"qualifier": {`
- id: bad
  match: '‹任›'
  emit:
  - {s: a, p: met_with, o: b, q: {role: cls.role | =x | 9}}
                                                        ^`, `"9" is not a path`},
		"where": {`
- id: bad
  match: '‹任›'
  where: [name length 2..1]
                      ^`, "a length is written 2..6"},
		"unless": {`
- id: bad
  match: '‹任›'
  unless: {befor: '"前"'}
           ^`, `unless has no key "befor"; did you mean before?`},
		"enum": {`
- id: bad
  match: '‹任›'
  when: {speech: yess, lines: [body]}
                 ^`, `speech is one of no, any, only, not "yess"`},
		"not a number": {`
- id: bad
  match: '‹任›'
  priority: high
            ^`, `priority is a whole number, not "high"`},
		"not a list": {`
- id: bad
  match: '‹任›'
  tests: {text: x}
          ^`, "tests is a list"},
		"not a map": {`
- id: bad
  match: '‹任›'
  when: any
        ^`, "when is a map"},
		"anchor": {`
- id: bad
  match: &x '‹任›'
         ^`, "anchors, aliases and tags are not part of rule files"},
		"unknown macro": {`
- id: bad
  match: '‹任› @boddy'
               ^`, "there is no macro @boddy in this file or those before it; did you mean @body?"},
		"trigger in a guard": {`
- id: bad
  match: '‹任›'
  unless: '‹未›'
           ^`, "a pattern of unless has no trigger"},
		"rule twice": {`
- id: before
      ^
  match: '‹任›'`, "a rule with this id stands above"},
		"id": {`
- id: a b
      ^
  match: '‹任›'`, `id "a b" is not of the form`},
		"no YAML": {`
- id: bad
  match: '‹任›
         ^`, ""},
		"no YAML in a flow": {`
- id: bad
  match: '‹任›'
  emit: [{s: a, p: met_with, o: b]
                ^`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var lines []string
			line, col := 0, 0
			head := "macros:\n  body: '\"x\"'\nrules:\n" + before
			for _, l := range strings.Split(strings.TrimPrefix(c.rule, "\n"), "\n") {
				if trimmed := strings.TrimLeft(l, " "); trimmed == "^" {
					above := lines[len(lines)-1]
					line, col = strings.Count(head, "\n")+len(lines), column(above, len(l)-1)
					continue
				}
				lines = append(lines, l)
			}
			src := head + strings.Join(lines, "\n") + "\n" + after
			errs, ids := load(src)
			if ids != "before after" {
				t.Errorf("the rules that stayed are %q", ids)
			}
			if len(errs) != 1 {
				t.Fatalf("%d errors, want one: %s", len(errs), strings.Join(errs, "\n"))
			}
			if c.want == "" { // a fault of the YAML: its parser says where
				if !strings.HasPrefix(errs[0], "a.yaml:") {
					t.Errorf("no place: %s", errs[0])
				}
				return
			}
			at := fmt.Sprintf("a.yaml:%d:%d: ", line, col)
			if !strings.HasPrefix(errs[0], at) || !strings.Contains(errs[0], c.want) {
				t.Errorf("error is\n%s\nwant %s… %s", errs[0], at, c.want)
			}
		})
	}
}

// column turns the terminal cell of a caret into a column of the line above.
func column(line string, cell int) int {
	n := 0
	for i, r := range []rune(line) {
		if n >= cell {
			return i + 1
		}
		n += cells(string(r))
	}
	return len([]rune(line)) + 1 + cell - n
}

func TestErrorShowsLineAndCaret(t *testing.T) {
	_, faults := ParseFile("rules/a.yaml", []byte("rules:\n- id: x\n  match: '‹任命› \"为\" )'\n"), NewScope(nil))
	if len(faults) != 1 {
		t.Fatalf("%d faults", len(faults))
	}
	want := "rules/a.yaml:3:20: rule x: unexpected character: \")\"\n    match: '‹任命› \"为\" )'\n                        ^"
	if got := faults[0].Error(); got != want {
		t.Errorf("error is\n%s\nwant\n%s", got, want)
	}
	e := &FileError{File: "a", Line: 1, Col: 190, Source: strings.Repeat("文", 200), Msg: "m"}
	lines := strings.Split(e.Error(), "\n")
	if n := len([]rune(lines[1])); n > shownLine+4 || cells(lines[1]) <= cells(lines[2])-1 {
		t.Errorf("a long line is shown as %q", lines[1:])
	}
}

// TestManyFaults has several rules wrong in several ways: all are told, in
// order, and the right ones stay.
func TestManyFaults(t *testing.T) {
	src := `macros:
  loop: '@loop'
  bad: '('
  body: '"x"'
nonsense: 3
rules:
- id: a
  match: '‹甲›'
- id: b
  match: '‹甲› @loop'
  wehn: {speech: any}
- id: c
  match: '‹甲› @body'
- id: d
  match: '‹甲›'
  emit:
  - {s: a, p: met_with}
  - {s: "=", p: met_with, o: b, start: x y}
- just a text
`
	errs, ids := load(src)
	if ids != "a c" {
		t.Errorf("the rules that stayed are %q", ids)
	}
	want := []string{
		"a.yaml:3:10: rule @bad:", "a.yaml:5:1: a rule file has no key",
		"a.yaml:10:15: rule b: macro @loop uses itself: @loop → @loop", `a.yaml:11:3: rule b: a rule has no key "wehn"; did you mean when?`,
		"a.yaml:17:6: rule d: emit needs o", "a.yaml:18:10: rule d: an empty constant", "a.yaml:18:42: rule d: nothing is expected here but | or the end",
		"a.yaml:19:3: a rule is a map",
	}
	if len(errs) != len(want) {
		t.Fatalf("%d errors, want %d:\n%s", len(errs), len(want), strings.Join(errs, "\n"))
	}
	for i, w := range want {
		if !strings.HasPrefix(errs[i], w) {
			t.Errorf("error %d is\n%s\nwant\n%s…", i, errs[i], w)
		}
	}
}

// TestBrokenMacros: a macro that is no YAML costs itself alone.
func TestBrokenMacros(t *testing.T) {
	errs, ids := load("# a comment\nmacros:\n  a: '\"x\"'\n  b: '\"y\n  c: '\"z\"'\nrules:\n- id: r\n  match: '‹甲› @a @c'\n")
	if ids != "r" || len(errs) != 1 || !strings.HasPrefix(errs[0], "a.yaml:4:") {
		t.Errorf("the rules are %q, the errors %q", ids, errs)
	}
}

// TestLineEnds: carriage returns and a byte order mark are no part of a file, and
// do not move its places.
func TestLineEnds(t *testing.T) {
	src := "rules:\n- id: r\n  match: |\n    ‹甲›\n    \"x\"\n- id: s\n  match: '‹甲› )'\n"
	want, ids := load(src)
	if ids != "r" || len(want) != 1 {
		t.Fatal(ids, want)
	}
	for name, other := range map[string]string{"CRLF": strings.ReplaceAll(src, "\n", "\r\n"), "BOM": "\ufeff" + src} {
		if errs, ids := load(other); ids != "r" || len(errs) != 1 || errs[0] != want[0] {
			t.Errorf("%s: the rules are %q, the errors %q, want %q", name, ids, errs, want)
		}
	}
}

// TestMacroPlaces: a node out of a macro tells the place where the macro is
// used.
func TestMacroPlaces(t *testing.T) {
	f, errs := ParseFile("", []byte("macros:\n  a: '\"xx\" @b'\n  b: 'Org'\nrules:\n- id: r\n  match: '‹甲› @a'\n"), NewScope(nil))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	r := f.Rules[0]
	Walk(r.Node.(*Seq).Items[1], func(n Node) bool {
		if n.Pos() != 4 {
			t.Errorf("%s stands at %d, want 4", n, n.Pos())
		}
		return true
	})
	if got := strings.Join(r.Uses, " "); got != "a b" {
		t.Errorf("the rule uses the macros %q", got)
	}
}

// TestScopes: a pack may define a macro anew for itself, not twice.
func TestScopes(t *testing.T) {
	below := NewScope(nil)
	if _, errs := ParseFile("base", []byte("macros: {a: '\"x\"'}"), below); len(errs) > 0 {
		t.Fatal(errs)
	}
	s := NewScope(below)
	f, errs := ParseFile("own", []byte("macros: {a: '\"y\"'}\nrules:\n- {id: r, match: '‹甲› @a'}"), s)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if got := f.Rules[0].Node.String(); got != `‹甲› "y"` {
		t.Errorf("the rule reads %s", got)
	}
	if _, errs = ParseFile("again", []byte("macros: {a: '\"z\"'}"), s); len(errs) != 1 {
		t.Errorf("a macro defined twice in a pack gives %d errors", len(errs))
	}
}

// TestBombs: what would grow without bound is refused.
func TestBombs(t *testing.T) {
	var b strings.Builder
	b.WriteString("macros:\n  m0: '\"x\"'\n")
	for i := 1; i < 40; i++ {
		fmt.Fprintf(&b, "  m%d: '@m%d @m%d'\n", i, i-1, i-1)
	}
	b.WriteString("rules:\n- id: r\n  match: '‹甲› @m39'\n- id: s\n  match: '‹甲›'\n")
	errs, ids := load(b.String())
	if len(errs) != 1 || !strings.Contains(errs[0], "more than 20000 elements") || ids != "s" {
		t.Errorf("doubling macros give %v and the rules %q", errs, ids)
	}
	for name, src := range map[string]string{
		"deep flow": "rules: " + strings.Repeat("[", 100000), "deep list": strings.Repeat("- ", 100000),
		"deep pattern": "rules:\n- id: r\n  match: '" + strings.Repeat("(", 1000) + "'\n",
	} {
		if errs, _ := load(src); len(errs) == 0 {
			t.Errorf("%s: no error", name)
		}
	}
}
