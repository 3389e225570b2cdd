package extract

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"gongbao/extract/fact"
	"gongbao/extract/gazetteer"
	"gongbao/extract/rule"
	"gongbao/extract/rule/syntax"
	"gongbao/extract/source"
	"gongbao/extract/text"
)

// foreignName writes number i as a name of five characters that render foreign
// sounds, so that all are different and of one length.
func foreignName(i int) string {
	sounds := []rune("沃佩丘莫茨弗赫胡武措")
	var b strings.Builder
	for n := i + 10000; n > 0; n /= 10 {
		b.WriteRune(sounds[n%10])
	}
	return b.String()
}

// delegates writes a sentence in which n persons attend a meeting.
func delegates(n int) string {
	states := []string{"哈萨克斯坦", "巴西", "法国", "肯尼亚", "蒙古国"}
	offices := []string{"总统", "总理", "外交部长"}
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString("、")
		}
		b.WriteString(states[i%len(states)] + offices[i%len(offices)] + foreignName(i))
	}
	return b.String() + "出席上海合作组织成员国元首理事会会议。"
}

// readText extracts from a plain text.
func readText(t testing.TB, x *Extractor, s string) *Result {
	r, err := x.Extract(context.Background(), &source.Document{ID: "x", Bytes: []byte(s), Charset: "utf-8", MediaType: source.Plain, Date: "2012-06-07"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// steady fails unless the work of the machines for each character is the same,
// within a tenth, at every size, and unless processor time grows no faster than threefold
// beside the size from the smallest to the largest text: a quadratic step
// anywhere would show as a multiple of the sizes' ratio.
func steady(t *testing.T, sizes []int, make func(n int) string, read func(s string) (steps int64, runes int)) {
	t.Helper()
	type sample struct {
		steps float64 // for each character
		time  float64 // the same, seconds
	}
	var all []sample
	for _, n := range sizes {
		s := make(n)
		best := sample{time: 1e9}
		for range 3 {
			start := cpuTime()
			steps, runes := read(s)
			best.steps = float64(steps) / float64(runes)
			best.time = min(best.time, (cpuTime()-start).Seconds()/float64(runes))
		}
		t.Logf("%6d: %.3f steps and %.0f ns for each character", n, best.steps, best.time*1e9)
		all = append(all, best)
	}
	first, last := all[0], all[len(all)-1]
	for i, s := range all {
		if s.steps > first.steps*1.1 || s.steps < first.steps*0.9 {
			t.Errorf("%d: %.3f steps for each character, %.3f at %d", sizes[i], s.steps, first.steps, sizes[0])
		}
	}
	if ratio := float64(sizes[len(sizes)-1]) / float64(sizes[0]); last.time > first.time*max(3, ratio/8) {
		t.Errorf("a character took %.0f ns at %d and %.0f ns at %d", first.time*1e9, sizes[0], last.time*1e9, sizes[len(sizes)-1])
	}
}

// TestLinearInPersons reads lists of persons in one sentence with the whole
// built-in pack.
func TestLinearInPersons(t *testing.T) {
	x, err := New(builtin(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	steady(t, []int{250, 1000, 4000, 16000}, delegates, func(s string) (int64, int) {
		r := readText(t, x, s)
		return r.Steps, r.Text.Len()
	})
}

// TestLinearInTriggers reads lines of triggers alone.
func TestLinearInTriggers(t *testing.T) {
	x, err := New(builtin(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, trigger := range []string{"出席", "总统", "会议", "任命", "巴西总统、"} {
		t.Run(trigger, func(t *testing.T) {
			steady(t, []int{1000, 8000, 64000}, func(n int) string { return strings.Repeat(trigger, n) }, func(s string) (int64, int) {
				r := readText(t, x, s)
				return r.Steps, r.Text.Len()
			})
		})
	}
}

// TestLinearInHostileRules reads repetitive texts with rules made to be hard:
// nested repetitions of runs, alternatives that begin alike, conditions that look
// ahead, and much that can be left out.
func TestLinearInHostileRules(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for n := 0; n < 200; {
		pattern := hostile(rng)
		node, err := syntax.ParsePattern(pattern)
		if err != nil {
			t.Fatalf("%s: %v", pattern, err)
		}
		r := &syntax.Rule{Node: node, When: syntax.When{Speech: "any"}}
		r.ID.Value = "hostile"
		entries := []*gazetteer.Entry{{Type: "A", Name: "甲"}, {Type: "B", Name: "甲乙"}, {Type: "B", Name: "乙甲"}, {Type: "C", Name: "丙"}}
		e, errs := rule.Compile(entries, []*syntax.Rule{r}, rule.Config{Stops: map[string]rule.Stop{"C": rule.StopSoft}})
		if len(errs) > 0 { // some have a repeated part that can be empty, which is refused
			continue
		}
		n++
		reader := e.NewReader()
		unit := hostileText(rng)
		var per []float64
		for _, n := range []int{60, 240, 960} {
			s := text.New(strings.Repeat(unit, n))
			per = append(per, float64(reader.Read(s, nil, "").Steps)/float64(s.Len()))
		}
		for _, p := range per {
			if p > per[0]*1.1+0.1 {
				t.Errorf("%s on %s…: %.2f steps for each character", pattern, unit, per)
				break
			}
		}
	}
}

// hostile writes a pattern that is hard to match.
func hostile(rng *rand.Rand) string {
	var part func(depth int) string
	part = func(depth int) string {
		k := rng.IntN(9)
		if depth == 0 {
			k = rng.IntN(4)
		}
		switch k {
		case 0:
			return []string{`"甲"`, `"乙"`, `"、"`, `"甲乙"`}[rng.IntN(4)]
		case 1:
			return []string{"A", "B", "C", "A/B"}[rng.IntN(4)]
		case 2, 3:
			return fmt.Sprintf("~1..%d%s", 1+rng.IntN(20), []string{"", "/any", "/list"}[rng.IntN(3)])
		case 4:
			return fmt.Sprintf("( %s )?", part(depth-1))
		case 5:
			return fmt.Sprintf("( %s A )*", part(depth-1))
		case 6:
			return fmt.Sprintf("( %s | %s )", part(depth-1), part(depth-1))
		case 7:
			return fmt.Sprintf("!( %s )", part(depth-1))
		}
		return part(depth-1) + " " + part(depth-1)
	}
	return part(3) + " ‹触› " + part(3) + " ( " + part(2) + " | " + part(2) + " )" + []string{"", "*", "?"}[rng.IntN(3)]
}

// hostileText writes the unit that a text repeats.
func hostileText(rng *rand.Rand) string {
	var b strings.Builder
	for range 2 + rng.IntN(6) {
		b.WriteString([]string{"甲", "乙", "丙", "甲乙甲", "、", "触", "(甲)"}[rng.IntN(7)])
	}
	return b.String() + "触"
}

// TestLongListIsReadWhole reads a list of a thousand persons.
func TestLongListIsReadWhole(t *testing.T) {
	x, err := New(builtin(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := readText(t, x, delegates(1000))
	count := map[string]int{}
	for _, f := range r.Facts {
		count[f.Relation]++
	}
	if count["attended"] != 1000 || count["holds_office"] != 1000 {
		t.Errorf("of 1000 persons %d attended and %d hold an office", count["attended"], count["holds_office"])
	}
	if len(r.Limits) > 0 {
		t.Errorf("a limit was met: %v", r.Limits[0])
	}
}

// TestBeyondTheWindow reads a sentence larger than a window: what is read stays,
// the rule and the place are named, and the sentences around it are read.
func TestBeyondTheWindow(t *testing.T) {
	x, err := New(builtin(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	const n = 30000
	before, after := "巴西总统达拉出席会议。", "法国总统马纳出席会议。"
	r := readText(t, x, before+"\n"+delegates(n)+"\n"+after)
	attended := map[string]bool{}
	for _, f := range r.Facts {
		if f.Relation == "attended" {
			attended[f.Subject.Text] = true
		}
	}
	for _, name := range []string{"达拉", "马纳", foreignName(n - 1)} {
		if !attended[name] {
			t.Errorf("%s does not attend", name)
		}
	}
	holds := 0
	for _, f := range r.Facts {
		if f.Relation == "holds_office" && f.Modality == fact.Asserted {
			holds++
		}
	}
	if holds < n {
		t.Errorf("%d persons hold an office, of %d", holds, n)
	}
	found := false
	for _, l := range r.Limits {
		found = found || l.Rule == "attendance" && l.Span.Len() > 0 && l.Error() != ""
	}
	if !found {
		t.Errorf("no limit names the rule attendance: %v", r.Limits)
	}
}
