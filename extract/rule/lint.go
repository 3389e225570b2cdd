package rule

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"

	"gongbao/extract/gazetteer"
	"gongbao/extract/rule/syntax"
	"gongbao/extract/text"
)

// Level says how grave a complaint of the linter is.
type Level string

// The levels. A pack with errors fails lint.
const (
	LevelError   Level = "error"
	LevelWarning Level = "warning"
)

// Complaint is what the linter has to say of a place in a pack.
type Complaint struct {
	Level Level `json:"level"`
	// Check names the check, as docs/rules.md lists them.
	Check string `json:"check"`
	*syntax.FileError
}

// Error tells the complaint with its place.
func (c Complaint) Error() string {
	e := *c.FileError
	e.Msg = fmt.Sprintf("%s: %s [%s]", c.Level, e.Msg, c.Check)
	return e.Error()
}

// linter gathers complaints.
type linter struct {
	e     *Engine
	files []*syntax.File
	out   []Complaint
	made  map[string]bool // types that tables, scanners and rules give
	used  map[string]bool // types that something asks for
}

// Lint looks for what is likely to be wrong in the rules of an engine and in the
// files that they come from. The complaints are in the order of their places.
func (e *Engine) Lint(files []*syntax.File) []Complaint {
	l := &linter{e: e, files: files, made: map[string]bool{}, used: map[string]bool{}}
	l.types()
	for _, c := range e.rules {
		l.pattern(c)
		l.askedTypes(c)
		l.slots(c)
		l.tests(c)
		l.cost(c)
		l.hidden(c)
	}
	l.twins()
	l.macros()
	l.tables()
	Sort(l.out)
	return l.out
}

// Sort puts complaints in the order of their places.
func Sort(list []Complaint) {
	sort.SliceStable(list, func(i, j int) bool {
		a, b := list[i], list[j]
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col)) < 0
	})
}

func (l *linter) add(level Level, check string, at *syntax.FileError) {
	l.out = append(l.out, Complaint{level, check, at})
}

// types notes which types exist, and those that the settings ask for.
func (l *linter) types() {
	for _, t := range builtin {
		l.made[t] = true
	}
	for _, x := range l.e.gaz.Entries() {
		l.made[x.Type] = true
		if x.Attr("modality") != "" {
			l.used[x.Type] = true
		}
	}
	for _, c := range l.e.rules {
		if c.src.Make != "" {
			l.made[c.src.Make] = true
		}
		for _, m := range c.src.Remember {
			l.made[m.As] = true
		}
	}
	for t := range l.e.cfg.Stops {
		l.used[t] = true
	}
	for _, t := range l.e.cfg.Speakers {
		l.used[t] = true
	}
	l.used["Define"] = true
}

// pattern complains of open runs that meet.
func (l *linter) pattern(c *compiled) {
	seen := map[string]bool{}
	for _, k := range syntax.Clashes(c.src.Node) {
		level := LevelWarning
		if k.Direct {
			level = LevelError
		}
		f := c.src.Fault(c.src.Match, k.Second.Pos(), "%s", k)
		if key := f.Error(); !seen[key] {
			seen[key] = true
			l.add(level, "open-runs", f)
		}
	}
}

// askedTypes complains of types that nothing gives.
func (l *linter) askedTypes(c *compiled) {
	seen := map[string]bool{}
	ask := func(at syntax.Located, offset int, names []string) {
		for _, t := range names {
			l.used[t] = true
			if !l.made[t] && !seen[t] {
				seen[t] = true
				l.add(LevelError, "empty-type", c.src.Fault(at, offset, "no table, scanner or rule gives mentions of the type %s", t))
			}
		}
	}
	walk := func(at syntax.Located, n syntax.Node) {
		syntax.Walk(n, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.Typed:
				ask(at, n.Pos(), n.Types)
			case *syntax.Run:
				ask(at, n.Pos(), n.Not)
			}
			return true
		})
	}
	walk(c.src.Match, c.src.Node)
	for _, g := range c.src.Unless {
		walk(g.Pattern, g.Node)
	}
	l.paths(c, func(at syntax.Located, path []string) {
		if len(path) > 1 && (path[0] == "$main" || path[0] == "$near") {
			ask(at, 0, path[1:2])
		}
	}, func(at syntax.Located, t syntax.Test) {
		if _, slot := c.slots[t.Args[0]]; t.Op == "is" && !slot && t.Args[0] != "Text" {
			ask(at, 0, t.Args)
		}
	})
}

// paths calls f for every path of slots that a rule writes, and is for every
// test that names something.
func (l *linter) paths(c *compiled, f func(at syntax.Located, path []string), is func(at syntax.Located, t syntax.Test)) {
	condition := func(at syntax.Located, cond syntax.Condition) {
		for _, t := range cond {
			f(at, t.Path)
			if len(t.Other) > 0 {
				f(at, t.Other)
			}
			if len(t.Args) > 0 {
				is(at, t)
			}
		}
	}
	for _, e := range c.src.Emit {
		for _, at := range e.Exprs() {
			x, err := syntax.ParseExpr(at.Value)
			if err != nil {
				continue // the loader has told it
			}
			for _, a := range x.Alternatives {
				if len(a.Path) > 0 {
					f(at, a.Path)
				}
				condition(at, a.If)
			}
		}
		if cond, err := syntax.ParseCondition(e.If.Value); err == nil {
			condition(e.If, cond)
		}
	}
	for _, at := range c.src.Where {
		if cond, err := syntax.ParseCondition(at.Value); err == nil {
			condition(at, cond)
		}
	}
}

// slots complains of slots that are asked for and never filled, and of those
// that are filled for nothing.
func (l *linter) slots(c *compiled) {
	wanted := map[string]bool{}
	seen := map[string]bool{}
	want := func(at syntax.Located, name string) {
		wanted[name] = true
		if _, ok := c.slots[name]; !ok && name != "" && !seen[name] {
			seen[name] = true
			l.add(LevelError, "no-slot", c.src.Fault(at, 0, "the pattern has no slot or group %s", name))
		}
	}
	l.paths(c, func(at syntax.Located, path []string) {
		if !strings.HasPrefix(path[0], "$") {
			want(at, path[0])
		}
	}, func(_ syntax.Located, t syntax.Test) {
		if t.Op == "is" {
			wanted[t.Args[0]] = true
		}
	})
	for _, e := range c.src.Emit {
		wanted[e.Each.Value] = true
	}
	want(c.src.ID, strings.SplitN(c.src.Text, ".", 2)[0])
	for _, m := range c.src.Remember {
		want(c.src.ID, m.Slot)
		want(c.src.ID, m.For)
	}
	if c.src.Make != "" {
		return // other rules may ask for the slots
	}
	for _, name := range c.names { // those of a macro may be meant for other rules
		if at := offsetOf(c.src.Pattern, name); at >= 0 && !wanted[name] {
			l.add(LevelWarning, "idle-slot", c.src.Fault(c.src.Match, at, "nothing uses the slot %s", name))
		}
	}
}

// offsetOf returns where a slot or group stands in a pattern, or -1.
func offsetOf(n syntax.Node, name string) int {
	at := -1
	syntax.Walk(n, func(n syntax.Node) bool {
		slot := ""
		switch n := n.(type) {
		case *syntax.Literal:
			slot = n.Slot
		case *syntax.Typed:
			slot = n.Slot
		case *syntax.Run:
			slot = n.Slot
		case *syntax.Group:
			slot = n.Name
		case *syntax.Trigger:
			slot = n.Slot
		}
		if slot == name && at < 0 {
			at = n.Pos()
		}
		return at < 0
	})
	return at
}

// tests complains of a rule that no test shows to read, or to stay silent.
func (l *linter) tests(c *compiled) {
	positive, negative := false, false
	for _, t := range c.src.Tests {
		positive = positive || len(t.Want) > 0
		negative = negative || len(t.Want) == 0
	}
	switch {
	case len(c.src.Tests) == 0:
		l.add(LevelError, "tests", c.src.Fault(c.src.ID, 0, "the rule has no tests; write a text that it reads and one that it must not"))
	case !positive:
		l.add(LevelError, "tests", c.src.Fault(c.src.ID, 0, "no test shows what the rule reads"))
	case !negative:
		l.add(LevelError, "tests", c.src.Fault(c.src.ID, 0, "no test shows where the rule stays silent: one with want: []"))
	}
	if c.src.About == "" {
		l.add(LevelWarning, "about", c.src.Fault(c.src.ID, 0, "the rule does not say what it reads: about"))
	}
	if c.src.Make == "" && len(c.src.Emit) == 0 && len(c.src.Remember) == 0 {
		l.add(LevelError, "idle-rule", c.src.Fault(c.src.ID, 0, "the rule gives no fact and no mention"))
	}
}

// Bounds of patterns above which they are called slow: steps at one character in
// the worst case, and instructions.
const (
	slowSteps = 1000
	slowCode  = 3000
)

// cost complains of patterns that ask for much work at each character.
func (l *linter) cost(c *compiled) {
	steps, code := 0, 0
	for _, v := range c.variants {
		for _, p := range []*program{v.left, v.right} {
			code += len(p.code)
			for _, i := range p.code {
				if i.op == opRun {
					steps += int(i.max)
				}
			}
		}
		for _, item := range v.trigger.Items {
			if n, ok := item.(*syntax.Literal); ok && len([]rune(n.Text)) == 1 {
				l.add(LevelWarning, "slow", c.src.Fault(c.src.Match, n.Pos(), "the trigger %q is a single character, which stands in many sentences; take a longer word", n.Text))
			}
		}
	}
	if steps > slowSteps || code > slowCode {
		l.add(LevelWarning, "slow", c.src.Fault(c.src.Match, 0, "the pattern may take %d steps at a character, in %d instructions; shorten its open runs or take alternatives together", steps, code))
	}
}

// hidden complains of triggers that stand inside names: where the name is read,
// the trigger is not.
func (l *linter) hidden(c *compiled) {
	for _, v := range c.variants {
		for _, item := range v.trigger.Items {
			n, ok := item.(*syntax.Literal)
			if !ok {
				continue
			}
			names := l.names(text.FoldString(n.Text))
			if len(names) == 0 {
				continue
			}
			shown := names[:min(len(names), 3)]
			l.add(LevelWarning, "hidden-trigger", c.src.Fault(c.src.Match, n.Pos(), "the trigger %q is hidden in %d names of the tables, such as %s", n.Text, len(names), strings.Join(shown, ", ")))
		}
	}
}

// names returns the surface forms that hold a folded word and more.
func (l *linter) names(word string) []string {
	var out []string
	for _, x := range l.e.gaz.Entries() {
		if strings.HasPrefix(x.Type, "=") {
			continue
		}
		for _, s := range x.Surface() {
			if len(s) > len(word) && strings.Contains(text.FoldString(s), word) {
				out = append(out, s)
				break
			}
		}
	}
	return out
}

// twins complains of rules that another one leaves nothing to read.
func (l *linter) twins() {
	first := map[string]*compiled{}
	for _, c := range l.e.rules {
		key := c.src.Node.String()
		other := first[key]
		if other == nil {
			first[key] = c
			continue
		}
		if slices.EqualFunc(c.src.Emit, other.src.Emit, func(a, b *syntax.Emit) bool { return a.String() == b.String() }) && c.src.Make == other.src.Make {
			l.add(LevelError, "shadowed", c.src.Fault(c.src.ID, 0, "the rule reads and gives the same as %s", other.src.ID.Value))
		} else if l.overridden(c, other) {
			l.add(LevelError, "shadowed", c.src.Fault(c.src.ID, 0, "%s has the same pattern and overrides this rule", other.src.ID.Value))
		} else if l.overridden(other, c) {
			l.add(LevelError, "shadowed", other.src.Fault(other.src.ID, 0, "%s has the same pattern and overrides this rule", c.src.ID.Value))
		} else {
			l.add(LevelWarning, "shadowed", c.src.Fault(c.src.ID, 0, "the rule has the pattern of %s; one rule can give the facts of both", other.src.ID.Value))
		}
	}
}

func (l *linter) overridden(c, by *compiled) bool {
	return c.cond != nil && slices.Contains(c.cond.yields, by)
}

// macros complains of macros that no rule uses, and of those that use
// themselves.
func (l *linter) macros() {
	used := map[string]bool{}
	for _, c := range l.e.rules {
		for _, name := range c.src.Uses {
			used[name] = true
		}
	}
	body := map[string]syntax.Node{}
	for _, f := range l.files {
		for _, m := range f.Macros {
			body[m.Name.Value] = m.Node
		}
	}
	for _, f := range l.files {
		for i := range f.Macros {
			m := &f.Macros[i]
			switch {
			case loops(body, m.Name.Value, m.Name.Value, map[string]bool{}):
				l.add(LevelError, "macro-cycle", f.Fault(m.Name, "the macro @%s uses itself", m.Name.Value))
			case !used[m.Name.Value]:
				l.add(LevelWarning, "unused-macro", f.Fault(m.Name, "no rule uses the macro @%s", m.Name.Value))
			}
		}
	}
}

// loops reports whether the macro from uses the macro name.
func loops(body map[string]syntax.Node, from, name string, seen map[string]bool) bool {
	found := false
	syntax.Walk(body[from], func(n syntax.Node) bool {
		if m, ok := n.(*syntax.Macro); ok && !found {
			found = m.Name == name
			if !found && !seen[m.Name] {
				seen[m.Name] = true
				found = loops(body, m.Name, name, seen)
			}
		}
		return !found
	})
	return found
}

// tables complains of types in the tables that nothing asks for.
func (l *linter) tables() {
	count := map[string]int{}
	first := map[string]*gazetteer.Entry{}
	for _, x := range l.e.gaz.Entries() {
		if strings.HasPrefix(x.Type, "=") || l.used[x.Type] {
			continue
		}
		count[x.Type]++
		if first[x.Type] == nil {
			first[x.Type] = x
		}
	}
	for t, x := range first {
		l.add(LevelWarning, "unused-type", &syntax.FileError{File: x.File, Line: x.Line, Col: 1, Msg: fmt.Sprintf("nothing asks for the type %s, of which the tables have %d entries", t, count[t])})
	}
}
