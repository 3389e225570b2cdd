package extract

import (
	"testing"

	"gongbao/extract/fact"
	"gongbao/extract/rule"
	"gongbao/extract/text"
)

func reading(s, p, o, ruleID string, at, priority int, edit func(*fact.Fact)) rule.Finding {
	f := fact.Fact{
		Subject: fact.Argument{Text: s}, Relation: p, Object: fact.Argument{Text: o}, Modality: fact.Asserted,
		Evidence: []fact.Evidence{{Rule: ruleID, Span: text.Span{Start: at, End: at + 5}}},
	}
	if edit != nil {
		edit(&f)
	}
	return rule.Finding{Fact: f, Priority: priority}
}

func with(name, value string) func(*fact.Fact) {
	return func(f *fact.Fact) {
		f.Qualifiers = append(f.Qualifiers, fact.Qualifier{Name: name, Argument: fact.Argument{Text: value}})
	}
}

func TestSettle(t *testing.T) {
	symmetric := func(r string) bool { return r == "met_with" }
	facts := settle([]rule.Finding{
		reading("林德", "attended", "会议", "attendance", 10, 0, with("role", "member")),
		reading("林德", "attended", "会议", "chair", 40, 10, with("role", "host")),
		reading("林德", "met_with", "巴特尔", "meet", 50, 0, nil),
		reading("巴特尔", "met_with", "林德", "meet", 70, 0, nil),
		reading("林德", "holds_office", "主席", "person", 80, 0, with("of", "甲")),
		reading("林德", "holds_office", "主席", "person", 90, 0, with("of", "乙")),
		reading("林德", "holds_office", "主席", "address", 95, -5, nil),
		reading("林德", "appointed_to", "主任", "appoint", 100, 0, func(f *fact.Fact) {
			f.Start = "2016-10-13"
			with(fact.Inferred, fact.DocumentDate)(f)
		}),
		reading("林德", "appointed_to", "主任", "appoint", 120, 0, func(f *fact.Fact) { f.Start, f.End = "2017-01-01", "2021-12-31" }),
	}, symmetric)
	if len(facts) != 5 {
		t.Fatalf("%d facts, want 5: %v", len(facts), facts)
	}
	attended := facts[0]
	if q, _ := attended.Qualifier("role"); q.Text != "host" || len(attended.Evidence) != 2 {
		t.Errorf("attended: role %q with %d readings, want host with 2", q.Text, len(attended.Evidence))
	}
	if attended.Evidence[0].Rule != "attendance" {
		t.Errorf("the evidence is not in text order: %v", attended.Evidence)
	}
	if n := len(facts[1].Evidence); n != 2 {
		t.Errorf("met_with: %d readings, want 2: it reads both ways", n)
	}
	posts := 0
	for _, f := range facts {
		if f.Relation == "holds_office" {
			posts++
		}
	}
	if posts != 2 {
		t.Errorf("%d posts, want 2: one for each body, the bare mention beside one of them", posts)
	}
	if last := facts[4]; last.Start != "2017-01-01" || last.End != "2021-12-31" {
		t.Errorf("appointed %s–%s, want the term that the text tells", last.Start, last.End)
	} else if _, ok := last.Qualifier(fact.Inferred); ok {
		t.Error("the term that the text tells is said to be inferred")
	}
}
