package eval

import (
	"bytes"
	"math"
	"strings"
	"testing"
)

// facts reads facts written as JSON lines.
func facts(t *testing.T, lines string) []Fact {
	t.Helper()
	out, err := Read(strings.NewReader(lines))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestRead(t *testing.T) {
	got := facts(t, "{\"s\":\"林德\",\"p\":\"visited\",\"o\":\"冰岛\",\"quals\":{\"ordinal\":2}}\n\n")
	if len(got) != 1 || got[0].String() != "林德 visited 冰岛 ordinal=2" {
		t.Errorf("got %v", got)
	}
	if _, err := Read(strings.NewReader("{}\n{")); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a broken line gives %v", err)
	}
}

func TestJudge(t *testing.T) {
	const (
		office   = `{"s":"林德","p":"holds_office","o":"总统","quals":{"of":"冰岛"}}`
		elsewh   = `{"s":"林德","p":"holds_office","o":"总统","quals":{"of":"挪威"}}`
		bare     = `{"s":"林德","p":"holds_office","o":"总统"}`
		meets    = `{"s":"林德","p":"met_with","o":"萨仁","start":"2010-01-01"}`
		met      = `{"s":"萨仁","p":"met_with","o":"林德","start":"2010-01-02"}`
		optional = `{"s":"林德","p":"visited","o":"冰岛","optional":true}`
		visit    = `{"s":"林德","p":"visited","o":"冰岛"}`
		theme    = `{"s":"会议","p":"theme","o":"和平"}`
	)
	for _, c := range []struct {
		name, found, gold string
		o                 Options
		want              Count
	}{
		{"right", office, office, Options{}, Count{TP: 1}},
		{"another body", elsewh, office, Options{}, Count{FP: 1, FN: 1}},
		{"no body told", bare, office, Options{}, Count{TP: 1}},
		{"twice", office + "\n" + office, office, Options{}, Count{TP: 1}},
		{"two gold facts of one key", office + "\n" + elsewh, office + "\n" + elsewh, Options{}, Count{TP: 2}},
		{"symmetric", met, meets, Options{}, Count{TP: 1}},
		{"another day", met, meets, Options{Dates: true}, Count{FP: 1, FN: 1}},
		{"optional found", visit, optional, Options{}, Count{Optional: 1}},
		{"optional missed", "", optional, Options{}, Count{}},
		{"missed", "", visit, Options{}, Count{FN: 1}},
		{"wrong", visit, "", Options{}, Count{FP: 1}},
		{"not core", theme, "", Options{CoreOnly: true}, Count{}},
		{"not core, counted", theme, "", Options{}, Count{FP: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := NewScore()
			s.Add(facts(t, c.found), facts(t, c.gold), c.o)
			if got := s.Total(); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestQualifiers(t *testing.T) {
	s := NewScore()
	s.Add(facts(t, `{"s":"甲","p":"part_of_series","o":"乙","quals":{"ordinal":4,"planned":true,"role":"x"}}`),
		facts(t, `{"s":"甲","p":"part_of_series","o":"乙","end":"2010","quals":{"ordinal":4,"planned":true,"of":"","status":"new"}}`), Options{})
	if got := s.QualifierTotal(); got != (Tally{Right: 2, All: 4}) {
		t.Errorf("got %+v", got)
	}
	differs := s.Differs()
	if len(differs) != 2 || differs[0].String() != `甲 part_of_series 乙: status is "", not "new"` || differs[1].Qualifier != "end" {
		t.Errorf("differs %v", differs)
	}
}

// document makes a comparison with so many right, wrong and missed facts.
func document(t *testing.T, name string, right, wrong, missed int) *Document {
	t.Helper()
	fact := func(o string) string { return `{"s":"甲","p":"visited","o":"` + o + `","rule":"a,b"}` + "\n" }
	var found, gold string
	for i := range right {
		found += fact("r" + string(rune('a'+i)))
		gold += fact("r" + string(rune('a'+i)))
	}
	for i := range wrong {
		found += fact("w" + string(rune('a'+i)))
	}
	for i := range missed {
		gold += fact("m" + string(rune('a'+i)))
	}
	return Judge(name, facts(t, found), facts(t, gold), Options{})
}

func TestBootstrap(t *testing.T) {
	s := NewScore()
	s.AddDocument(document(t, "1", 8, 2, 0))
	if got := s.Bootstrap(100); got != nil {
		t.Errorf("one document gives %v", got)
	}
	for _, name := range []string{"2", "3", "4"} {
		s.AddDocument(document(t, name, 8, 2, 0))
	}
	// Documents that are all alike have no spread.
	want := Interval{0.8, 0.8}
	if got := s.Bootstrap(200); got["visited"].Precision != want || got[Total].Recall != (Interval{1, 1}) {
		t.Errorf("equal documents give %+v", got)
	}
	s.AddDocument(document(t, "5", 2, 8, 4))
	a, b := s.Bootstrap(500), s.Bootstrap(500)
	x := a[Total]
	if x != b[Total] {
		t.Errorf("two runs differ: %+v, %+v", x, b[Total])
	}
	total := s.Total()
	for _, m := range []struct {
		name  string
		in    Interval
		value float64
	}{{"precision", x.Precision, total.Precision()}, {"recall", x.Recall, total.Recall()}, {"f1", x.F1, total.F1()}} {
		if m.in.Low >= m.in.High || m.in.Low > m.value || m.in.High < m.value {
			t.Errorf("%s: the interval %+v does not lie around %v", m.name, m.in, m.value)
		}
	}
}

func TestRules(t *testing.T) {
	s := NewScore()
	s.AddDocument(document(t, "1", 3, 1, 2))
	rules := s.Rules()
	if len(rules) != 2 || rules[0] != (RuleCount{Rule: "a", Relation: "visited", Right: 3, Wrong: 1}) || rules[1].Rule != "b" {
		t.Fatalf("got %+v", rules)
	}
	if p, ok := rules[0].Precision(); !ok || p != 0.75 {
		t.Errorf("precision %v, %v", p, ok)
	}
	// Wilson's interval for 3 of 4, computed by hand from the formula.
	if x := rules[0].Wilson(); math.Abs(x.Low-0.3006) > 0.0005 || math.Abs(x.High-0.9544) > 0.0005 {
		t.Errorf("interval %+v", x)
	}
	if x := (RuleCount{Optional: 2}).Wilson(); x != (Interval{0, 1}) {
		t.Errorf("nothing counted gives %+v", x)
	}
}

func TestAgainst(t *testing.T) {
	const (
		a = `{"s":"甲","p":"visited","o":"冰岛"}`
		b = `{"s":"甲","p":"visited","o":"挪威"}`
		c = `{"s":"甲","p":"visited","o":"丹麦"}`
		d = `{"s":"甲","p":"joined","o":"联盟"}`
	)
	gold := a + "\n" + b
	var o Options
	before := NewScore()
	before.AddDocument(Judge("1", facts(t, a+"\n"+c), facts(t, gold), o))
	before.AddDocument(Judge("old", facts(t, a), facts(t, gold), o))
	var saved bytes.Buffer
	if err := before.WriteRun(&saved, o); err != nil {
		t.Fatal(err)
	}
	run, err := ReadRun(&saved)
	if err != nil {
		t.Fatal(err)
	}
	now := NewScore()
	now.AddDocument(Judge("1", facts(t, b+"\n"+d), facts(t, gold), o))
	now.AddDocument(Judge("new", facts(t, a), facts(t, gold), o))
	got, err := now.Against(run, o)
	if err != nil {
		t.Fatal(err)
	}
	var better, worse []string
	for i := range got.Changes {
		x := &got.Changes[i]
		if line := x.String() + " " + string(x.Before) + ">" + string(x.After); x.Better() {
			better = append(better, line)
		} else if x.Worse() {
			worse = append(worse, line)
		}
	}
	if s := strings.Join(better, "; "); s != "甲 visited 挪威 missed>right; 甲 visited 丹麦 wrong>" {
		t.Errorf("better: %s", s)
	}
	if s := strings.Join(worse, "; "); s != "甲 joined 联盟 >wrong; 甲 visited 冰岛 right>missed" {
		t.Errorf("worse: %s", s)
	}
	if len(got.Relations) != 3 || got.Relations[0] != (RelationChange{"joined", Count{}, Count{FP: 1}}) ||
		got.Relations[2] != (RelationChange{Total, Count{TP: 1, FP: 1, FN: 1}, Count{TP: 1, FP: 1, FN: 1}}) {
		t.Errorf("relations %+v", got.Relations)
	}
	if strings.Join(got.Gone, ",") != "old" || strings.Join(got.New, ",") != "new" {
		t.Errorf("gone %v, new %v", got.Gone, got.New)
	}
	if _, err := now.Against(run, Options{Dates: true}); err == nil {
		t.Error("runs with other options were compared")
	}
	for _, s := range []string{"{", `{"version":9}`} {
		if _, err := ReadRun(strings.NewReader(s)); err == nil {
			t.Errorf("%s was read as a run", s)
		}
	}
}
