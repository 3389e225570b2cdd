package rule

import (
	"slices"
	"sort"
	"testing"

	"pgregory.net/rapid"

	"gongbao/extract/gazetteer"
	"gongbao/extract/mention"
	"gongbao/extract/rule/syntax"
	"gongbao/extract/text"
)

// The world of the random tests: few characters, so that they meet, and names of
// every kind of stop, some overlapping, some in one another, some with two types.
var (
	testEntries = []*gazetteer.Entry{
		{Type: "Free", Name: "甲乙"},
		{Type: "Free", Name: "丁", Attrs: map[string]string{"role": "head"}},
		{Type: "Hard", Name: "丙"},
		{Type: "Hard", Name: "乙丁丁"},
		{Type: "Soft", Name: "丁甲"},
		{Type: "Soft", Name: "甲乙"},
		{Type: "Soft", Name: "丁丁甲"},
		{Type: "Inner", Name: "乙丁"},
		{Type: "Inner", Name: "戊甲", Attrs: map[string]string{"role": "tail"}},
		{Type: "Mark", Name: "触"},
	}
	testStops   = map[string]Stop{"Hard": StopHard, "Soft": StopSoft, "Inner": StopInner}
	testTypes   = []string{"Free", "Hard", "Soft", "Inner"}
	testRunes   = []rune("甲乙丙丁戊甲乙丁触、，( )（）·Aa b1“")
	testTexts   = []string{"甲", "乙", "丁", "、", "，", "甲乙", "(", ")", "a", "·", "1"}
	testClasses = []string{"", "", "any", "list", "gap", "name"}
	testNames   = Names{Sounds: "甲乙戊", Surnames: "丁"}
)

// testNode generates a pattern without a trigger.
func testNode(t *rapid.T, depth int, slots bool) syntax.Node {
	slot := func() string {
		if !slots {
			return ""
		}
		return rapid.SampledFrom([]string{"", "", "x", "y"}).Draw(t, "slot")
	}
	kind := rapid.SampledFrom([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}).Draw(t, "kind")
	if depth == 0 {
		kind %= 4
	}
	switch kind {
	case 0:
		return &syntax.Literal{Text: rapid.SampledFrom(testTexts).Draw(t, "literal"), Slot: slot()}
	case 1, 2:
		n := &syntax.Typed{Types: rapid.SliceOfNDistinct(rapid.SampledFrom(testTypes), 1, 2, rapid.ID).Draw(t, "types"), Slot: slot()}
		if rapid.IntRange(0, 5).Draw(t, "condition") == 0 {
			n.Conds = []syntax.Cond{{Attr: "role", Has: rapid.Bool().Draw(t, "has"), Value: "head", Not: rapid.Bool().Draw(t, "not")}}
		}
		return n
	case 3:
		n := &syntax.Run{Min: rapid.IntRange(0, 2).Draw(t, "min"), Class: rapid.SampledFrom(testClasses).Draw(t, "class"), Slot: slot()}
		n.Max = max(1, n.Min+rapid.IntRange(0, 3).Draw(t, "more"))
		n.Not = rapid.SliceOfNDistinct(rapid.SampledFrom(testTypes), 0, 2, rapid.ID).Draw(t, "excluded")
		return n
	case 4:
		return &syntax.Group{Name: rapid.SampledFrom([]string{"g", "h"}).Draw(t, "group"), Node: testNode(t, depth-1, slots)}
	case 5:
		return &syntax.Alt{Items: testNodes(t, depth-1, 2, slots)}
	case 6:
		n := &syntax.Repeat{Node: testNode(t, depth-1, slots), Max: 1}
		if rapid.Bool().Draw(t, "many") {
			n.Min, n.Max = rapid.IntRange(0, 2).Draw(t, "least"), -1
			if rapid.Bool().Draw(t, "bounded") {
				n.Max = n.Min + 1
			}
		}
		return n
	case 7:
		if rapid.Bool().Draw(t, "anchor") {
			return &syntax.Anchor{End: rapid.Bool().Draw(t, "end")}
		}
		return &syntax.Look{Not: rapid.Bool().Draw(t, "not"), Node: testNode(t, depth-1, false)}
	}
	return &syntax.Seq{Items: testNodes(t, depth-1, 3, slots)}
}

func testNodes(t *rapid.T, depth, most int, slots bool) []syntax.Node {
	n := rapid.SampledFrom([]int{1, 2, 3, 4}[:most]).Draw(t, "parts")
	var out []syntax.Node
	for range n {
		out = append(out, testNode(t, depth, slots))
	}
	return out
}

// testText generates a text: characters without order, or what a pattern asks
// for with a few characters put in.
func testText(t *rapid.T, like ...syntax.Node) string {
	noise := string(rapid.SliceOfN(rapid.SampledFrom(testRunes), 0, 8).Draw(t, "text"))
	if rapid.IntRange(0, 3).Draw(t, "like") == 0 {
		return noise + "甲"
	}
	out := ""
	for _, n := range like {
		out += testSample(t, n)
	}
	runes := []rune(out)
	for range rapid.IntRange(0, 2).Draw(t, "put in") {
		at := rapid.IntRange(0, len(runes)).Draw(t, "at")
		runes = slices.Insert(runes, at, []rune(rapid.SampledFrom([]string{" ", "(甲)", "、", "触", "丁"}).Draw(t, "noise"))...)
	}
	return string(runes[:min(len(runes), 20)]) + rapid.SampledFrom([]string{"", "甲", "，", "触丁", ")"}).Draw(t, "end")
}

// testSample writes a text that a pattern may match.
func testSample(t *rapid.T, n syntax.Node) string {
	out := ""
	switch n := n.(type) {
	case *syntax.Literal:
		return n.Text
	case *syntax.Trigger:
		return "触"
	case *syntax.Typed:
		var names []string
		for _, e := range testEntries {
			if slices.Contains(n.Types, e.Type) {
				names = append(names, e.Name)
			}
		}
		return rapid.SampledFrom(names).Draw(t, "name")
	case *syntax.Run:
		return string(rapid.SliceOfN(rapid.SampledFrom([]rune("甲乙丁戊甲A1")), max(n.Min, 1), n.Max).Draw(t, "run"))
	case *syntax.Group:
		return testSample(t, n.Node)
	case *syntax.Alt:
		return testSample(t, rapid.SampledFrom(n.Items).Draw(t, "choice"))
	case *syntax.Repeat:
		for range rapid.IntRange(n.Min, max(n.Min, n.Max, 1)+1).Draw(t, "times") {
			out += testSample(t, n.Node)
		}
	case *syntax.Seq:
		for _, m := range n.Items {
			out += testSample(t, m)
		}
	}
	return out
}

// testEngine has the tables of the test world and no rule, but shows all types.
func testEngine(t testing.TB) *Engine {
	e, errs := Compile(testEntries, nil, Config{Stops: testStops, Names: testNames})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	for i := range e.asked {
		e.asked[i] = true
	}
	e.mark()
	return e
}

func newReference(p *page, lo, hi int, left bool) *reference {
	r := &reference{e: p.e, runes: p.runes, lo: lo, hi: hi, left: left, budget: 200_000, holds: func(m mention.Mention, conds []syntax.Cond) bool {
		f := newFilter(conds)
		return f == nil || f.holds(func(name string) string { return p.attr(m, name) })
	}}
	for i := range p.lat.Len() {
		r.mentions = append(r.mentions, p.lat.At(int32(i)))
	}
	return r
}

// TestMachineAgreesWithReference holds the machine to the reference matcher on
// random patterns and texts: the same best way, element by element. Run it with
// -rapid.checks=100000 for a million texts.
func TestMachineAgreesWithReference(t *testing.T) {
	e := testEngine(t)
	reader := e.NewReader()
	p := &reader.r.page
	rapid.Check(t, func(t *rapid.T) {
		node := &syntax.Seq{Items: testNodes(t, 2, 4, true)}
		left := rapid.Bool().Draw(t, "left")
		k := &compiler{types: e.types, slots: map[string]int16{}}
		prog := &program{left: left}
		entry, err := k.emit(prog, node, prog.add(instr{op: opMatch}))
		if err != nil {
			t.Skip(err)
		}
		prog.start = entry
		prog.firsts()
		m := &machine{page: p}
		for range 10 {
			src := testText(t, node)
			p.open(text.New(src), nil)
			n := len(p.runes)
			if n == 0 {
				continue
			}
			lo := rapid.IntRange(0, min(2, n-1)).Draw(t, "lo")
			hi := n - rapid.IntRange(0, min(2, n-1-lo)).Draw(t, "cut")
			m.begin(prog, int32(lo), int32(hi))
			for at := lo; at <= hi; at++ { // the table is shared by all places
				ref := newReference(p, lo, hi, left)
				want := ref.best(node, at)
				if ref.budget < 0 {
					continue
				}
				var got *refWay
				if w := m.best(prog.start, int32(at)); w.ok {
					got = &refWay{
						soft: int(w.cost.soft), end: int(w.end), skipped: int(w.cost.rest / costSkip),
						elements: int(w.cost.rest % costSkip / costElem), open: int(w.cost.rest % costElem),
					}
					for _, v := range m.walk(prog.start, int32(at), nil) {
						got.events = append(got.events, refEvent{v.op, k.slotName(v.slot), int(v.start), int(v.end)})
					}
				}
				if got.String() != want.String() {
					t.Fatalf("pattern %s, left %v, text %q [%d,%d) at %d:\n machine   %s\n reference %s", node, left, src, lo, hi, at, got, want)
				}
			}
		}
	})
}

// slotName returns the name of a slot, "" for none.
func (c *compiler) slotName(id int16) string {
	if id < 0 {
		return ""
	}
	return c.names[id]
}

// TestMatchesAgreeWithReference holds the choice among the matches of a rule to
// its words: in each sentence the longest match wins over those that overlap it,
// of two as long the one whose trigger stands first.
func TestMatchesAgreeWithReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		left, right := testNode(t, 2, true), testNode(t, 2, true)
		node := &syntax.Seq{Items: []syntax.Node{left, &syntax.Trigger{Items: []syntax.Node{&syntax.Typed{Types: []string{"Mark"}}}}, right}}
		rule := &syntax.Rule{Node: node, When: syntax.When{Speech: "any"}}
		rule.ID.Value = "r"
		e, errs := Compile(testEntries, []*syntax.Rule{rule}, Config{Stops: testStops, Names: testNames})
		if len(errs) > 0 {
			t.Skip(errs)
		}
		reader := e.NewReader()
		p := &reader.r.page
		for range 10 {
			src := testText(t, node) + testText(t, node)
			reader.Read(text.New(src), nil, "")
			var got [][2]int
			for _, m := range reader.r.matches {
				got = append(got, [2]int{int(m.start), int(m.end)})
			}
			want, sure := referenceMatches(p, left, right)
			if sure && !slices.Equal(got, want) {
				t.Fatalf("pattern %s, text %q: matches %v, the reference has %v", node, src, got, want)
			}
		}
	})
}

// referenceMatches tries every trigger and chooses among the matches; sure is
// false when some pattern has too many ways.
func referenceMatches(p *page, left, right syntax.Node) (out [][2]int, sure bool) {
	var options [][2]int
	// The reference sees all mentions, also those that no rule looks at.
	all := &page{e: testWorld(p.e)}
	all.byType = make([][]trigger, all.e.types.Len())
	all.open(p.text, nil)
	for _, w := range p.windows {
		for at := w.lo; at < w.hi; at++ {
			if p.runes[at] != '触' {
				continue
			}
			r := newReference(all, int(w.lo), int(w.hi), false)
			r.e = all.e
			after := r.best(right, int(at)+1)
			l := newReference(all, int(w.lo), int(w.hi), true)
			l.e = all.e
			before := l.best(left, int(at))
			if r.budget < 0 || l.budget < 0 {
				return nil, false
			}
			if after != nil && before != nil {
				options = append(options, [2]int{before.end, after.end})
			}
		}
	}
	sort.SliceStable(options, func(i, j int) bool { return options[i][1]-options[i][0] > options[j][1]-options[j][0] })
	for _, o := range options {
		if !slices.ContainsFunc(out, func(x [2]int) bool { return o[0] < x[1] && x[0] < o[1] }) {
			out = append(out, o)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i][0] < out[j][0] })
	return out, true
}

// testWorld is the engine with all types shown.
func testWorld(e *Engine) *Engine {
	x := *e
	x.asked = make([]bool, len(e.asked))
	for i := range x.asked {
		x.asked[i] = true
	}
	x.mark()
	return &x
}
