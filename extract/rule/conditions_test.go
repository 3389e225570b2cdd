package rule

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongbao/extract/fact"
	"gongbao/extract/gazetteer"
	"gongbao/extract/rule/syntax"
	"gongbao/extract/text"
)

// conditionEngine compiles rules with a few states for the tests of conditions
// and explanations.
func conditionEngine(t *testing.T, rules string) *Engine {
	t.Helper()
	f, errs := syntax.ParseFile("r.yaml", []byte("rules:\n"+rules), syntax.NewScope(nil))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	var entries []*gazetteer.Entry
	for _, x := range []struct{ typ, name, attr string }{
		{"Polity", "卡兰国", ""}, {"Polity", "维尔塔", ""}, {"Verb", "访问", ""}, {"Hall", "会见大厅", ""}, {"Modal", "将", "planned"}, {"Modal", "未", "denied"},
	} {
		entries = append(entries, &gazetteer.Entry{Type: x.typ, Name: x.name, Attrs: map[string]string{"modality": x.attr}})
	}
	e, errs := Compile(entries, f.Rules, Config{
		Stops: map[string]Stop{"Verb": StopHard, "Polity": StopHard}, Modality: map[string]fact.Modality{"planned": fact.Planned, "denied": fact.Denied},
		Kinds: map[string][]string{"decree": {"命令"}}, Speakers: []string{"Polity"},
	})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return e
}

// gives reads a text and returns the facts as "rule subject object modality".
func gives(e *Engine, s, date string) []string {
	var out []string
	for _, f := range e.NewReader().Read(text.New(s), nil, date).Findings {
		out = append(out, fmt.Sprintf("%s %s %s %s", f.Fact.Evidence[0].Rule, f.Fact.Subject.Text, f.Fact.Object.Text, f.Fact.Modality))
	}
	return out
}

// TestOverrideWithNeed: a rule that overrides the one whose mentions it uses
// runs behind it; the mentions stay, the facts go.
func TestOverrideWithNeed(t *testing.T) {
	e := conditionEngine(t, `
- {id: envoy, match: 'Polity:of ‹特使›', make: Envoy, text: of, emit: [{s: of, p: sent, o: of}]}
- {id: received, match: 'Envoy:x "受到" ‹接见›', overrides: [envoy], emit: [{s: x, p: received, o: x}]}
`)
	if got := gives(e, "卡兰国特使受到接见。", ""); !slices.Equal(got, []string{"received 卡兰国 卡兰国 asserted"}) {
		t.Errorf("the facts are %q", got)
	}
	if got := gives(e, "卡兰国特使抵达。", ""); !slices.Equal(got, []string{"envoy 卡兰国 卡兰国 asserted"}) {
		t.Errorf("the facts are %q", got)
	}
}

// TestOverrideOfMaker: where it can, the rule that overrides runs first, and the
// other one makes nothing there.
func TestOverrideOfMaker(t *testing.T) {
	e := conditionEngine(t, `
- {id: a-maker, match: 'Polity:of ‹特使›', make: Envoy, text: of}
- {id: user, match: 'Envoy:x ‹抵达›', emit: [{s: x, p: arrived, o: x}]}
- {id: stronger, match: 'Polity:of "前" ‹特使›', overrides: [a-maker], emit: [{s: of, p: sent, o: of}]}
- {id: strongest, match: 'Polity:of "特使" ‹馆›', overrides: [a-maker], emit: [{s: of, p: houses, o: of}]}
`)
	if got := gives(e, "卡兰国特使馆特使抵达。卡兰国特使抵达。", ""); !slices.Equal(got, []string{"user 卡兰国 卡兰国 asserted", "strongest 卡兰国 卡兰国 asserted"}) &&
		!slices.Equal(got, []string{"strongest 卡兰国 卡兰国 asserted", "user 卡兰国 卡兰国 asserted"}) {
		t.Errorf("the facts are %q", got)
	}
}

// TestOverrideFaults: a name that no rule has, and a circle.
func TestOverrideFaults(t *testing.T) {
	for rules, want := range map[string]string{
		"- {id: a, match: '‹x›', make: A, overrides: [b]}\n":                                                   "r.yaml:2:46: rule a: overrides: no rule is called b",
		"- {id: a, match: '‹x›', make: A, overrides: [a]}\n":                                                   "a rule cannot override itself",
		"- {id: a, match: '‹x›', make: A, overrides: [b]}\n- {id: b, match: '‹y›', make: B, overrides: [a]}\n": "rules wait for each other in a circle: a → b → a",
	} {
		f, errs := syntax.ParseFile("r.yaml", []byte("rules:\n"+rules), syntax.NewScope(nil))
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		if _, errs = Compile(nil, f.Rules, Config{}); len(errs) == 0 || !strings.Contains(errs[0].Error(), want) {
			t.Errorf("%s: the errors are %v, want %s", rules, errs, want)
		}
	}
}

// TestConditionsAreLinear: guards that look everywhere cost no more at each
// character in a long sentence than in a short one.
func TestConditionsAreLinear(t *testing.T) {
	e := conditionEngine(t, `
- {id: a, match: 'Polity:a ~0..3 ‹访问› Polity:b', unless: {sentence: '~1..20 "否认"', inside: '"秘" ~1..9 "密"', before: '"前" ~0..20', after: '~0..20 "未果"'}, modality: context, where: a length 1..9, emit: [{s: a, p: visited, o: b}]}
`)
	per := func(n int) float64 {
		s := strings.Repeat("卡兰国今天访问维尔塔、", n)
		r := e.NewReader().Read(text.New(s), nil, "")
		if len(r.Findings) != 1 && n > 1 { // facts told twice are merged later, so all are here
			if len(r.Findings) != n {
				t.Fatalf("%d facts of %d", len(r.Findings), n)
			}
		}
		return float64(r.Steps) / float64(n)
	}
	small := per(200)
	for _, n := range []int{800, 3200} {
		if large := per(n); large > 1.1*small {
			t.Errorf("%.1f steps each in a list of %d, %.1f in one of 200", large, n, small)
		}
	}
}

// TestContext: the nearest modal word of the clause decides, also behind a
// parenthesis, and none of another clause.
func TestContext(t *testing.T) {
	e := conditionEngine(t, "- {id: a, match: 'Polity:a ~0..12/gap ‹访问› Polity:b', modality: context, when: {speech: any}, emit: [{s: a, p: visited, o: b}]}\n")
	for s, want := range map[string]string{
		"卡兰国访问维尔塔。":         "asserted",
		"卡兰国将访问维尔塔。":        "planned",
		"卡兰国将于明天(周一)访问维尔塔。": "planned",
		"卡兰国将未访问维尔塔。":       "denied",
		"将来很美，卡兰国访问维尔塔。":    "asserted",
		"卡兰国(将)访问维尔塔。":      "asserted",
		"维尔塔强调，卡兰国将访问维尔塔。":  "claimed",
	} {
		got := gives(e, s, "")
		if len(got) != 1 || !strings.HasSuffix(got[0], want) {
			t.Errorf("%s: %q, want %s", s, got, want)
		}
	}
}

// TestExplain says of several texts why a rule fired or did not.
func TestExplain(t *testing.T) {
	e := conditionEngine(t, `
- {id: visit, match: 'Polity:a "正式"? ‹访问› "了"? Polity:b', unless: {after: '"的计划"'}, where: b != 卡兰国, when: {lines: [body], kind: [decree]}, emit: [{s: a, p: visited, o: b, if: a is Hall}, {s: c, p: visited, o: b}]}
- {id: meet, match: 'Polity:a ‹会见› ~2..4:b', emit: [{s: a, p: met, o: b}]}
`)
	const decree = "命令\n"
	tell := func(rule, s string) (Attempt, *text.Text) {
		tx := text.New(s)
		_, attempts := e.NewReader().Explain(tx, nil, "", rule)
		if len(attempts) != 1 {
			t.Fatalf("%s: %d attempts", s, len(attempts))
		}
		return attempts[0], tx
	}
	a, tx := tell("visit", decree+"昨天卡兰国正式访问了维尔塔。")
	if !a.Kept || tx.Slice(a.Span) != "卡兰国正式访问了维尔塔" || len(a.Left.Read) != 2 || a.Left.Read[0].Element != `"正式"` || tx.Slice(a.Left.Read[1].Span) != "卡兰国" || len(a.Right.Read) != 2 {
		t.Errorf("a match is told as %+v %+v %+v", a, a.Left, a.Right)
	}
	if want := []string{"visited: if: a is Hall does not hold", "visited: s: c has no value"}; !slices.Equal(a.Silent, want) {
		t.Errorf("what gave nothing is told as %q", a.Silent)
	}
	a, tx = tell("visit", decree+"卡兰国正式访问了会见大厅。")
	if f := a.Right.Failure; a.Matched || f == nil || tx.Slice(f.At) != "会见大厅。" || !slices.Equal(f.Wanted, []string{"Polity:b"}) || !slices.Equal(f.Here, []string{"Hall 会见大厅"}) || tx.Slice(a.Right.Read[0].Span) != "了" {
		t.Errorf("a failure is told as %+v %+v", a.Right, f)
	}
	a, tx = tell("visit", decree+"有人访问维尔塔。")
	if f := a.Left.Failure; f == nil || tx.Slice(f.At) != "有人" || !slices.Equal(f.Wanted, []string{`"正式"`, "Polity:a"}) {
		t.Errorf("a failure on the left is told as %+v", f)
	}
	for s, want := range map[string]string{
		decree + "卡兰国访问维尔塔的计划。": "unless after",
		decree + "维尔塔访问卡兰国。":    "where: b != 卡兰国 does not hold",
	} {
		if a, _ = tell("visit", s); !a.Matched || a.Kept || !strings.Contains(a.Refused, want) {
			t.Errorf("%s: told as %+v", s, a)
		}
	}
	if a, _ = tell("visit", "新闻\n卡兰国访问维尔塔。"); a.Matched || a.Why != "the document is not of the kind decree" {
		t.Errorf("told as %q", a.Why)
	}
	if a, _ = tell("visit", decree+"卡兰国来了。"); a.Why != "the trigger 访问 does not stand in the text" {
		t.Errorf("told as %q", a.Why)
	}
	if a, _ = tell("meet", "卡兰国来了。"); a.Why != "the trigger 会见 does not stand in the text" {
		t.Errorf("told as %q", a.Why)
	}
	if a, _ = tell("meet", "卡兰国进入会见大厅。"); a.Why != "the trigger 会见 is hidden in the Hall 会见大厅" {
		t.Errorf("told as %q", a.Why)
	}
	if got := gives(e, decree+"卡兰国正式访问了维尔塔。", ""); len(got) != 0 {
		t.Errorf("reading after explaining gives %q", got)
	}
}

// TestProfileCounts: the counters are those of what was read, and do not change
// it.
func TestProfileCounts(t *testing.T) {
	e := conditionEngine(t, "- {id: a, match: 'Polity:a ‹访问› Polity:b', emit: [{s: a, p: visited, o: b}, {s: b, p: hosted, o: a}]}\n")
	x := e.NewReader()
	if x.Read(text.New("卡兰国访问维尔塔。"), nil, ""); x.Costs() != nil {
		t.Error("counted without being asked")
	}
	x.Profile()
	for range 2 {
		if r := x.Read(text.New("卡兰国访问维尔塔，维尔塔访问友邦。"), nil, ""); len(r.Findings) != 2 {
			t.Errorf("%d findings", len(r.Findings))
		}
	}
	if c := x.Costs()[0]; c.Rule != "a" || c.Triggers != 4 || c.Matches != 2 || c.Facts != 4 || c.Steps == 0 || c.Time <= 0 {
		t.Errorf("the counts are %+v", c)
	}
}
