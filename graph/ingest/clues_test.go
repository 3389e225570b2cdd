package ingest

import (
	"testing"

	"gongbao/extract/fact"
	"gongbao/extract/resolve"
	"gongbao/extract/text"
	"gongbao/graph/registry"
)

// TestCluesOfOffices demands that an office is told at a place only where that
// place names its body, so that two people of one name are not taken for one
// with two offices.
func TestCluesOfOffices(t *testing.T) {
	const said = "南非总统祖马致辞。总统、委员会主席祖马致辞。"
	at := func(start, end int) text.Span { return text.Span{Start: start, End: end} }
	of := func(s text.Span) map[string]text.Span {
		if s.Empty() {
			return nil
		}
		return map[string]text.Span{"of": s}
	}
	office := func(entity, body int, start string, ev ...fact.Evidence) fact.Fact {
		return fact.Fact{
			Subject: fact.Argument{Text: "祖马", Type: "Person", Entity: 0}, Relation: "holds_office",
			Object:     fact.Argument{Text: "x", Type: "Office", Entity: entity},
			Qualifiers: []fact.Qualifier{{Name: "of", Argument: fact.Argument{Text: "y", Entity: body}}},
			Modality:   fact.Asserted, Start: start, Evidence: ev,
		}
	}
	in := Input{
		Document: registry.Document{ID: "d", Date: "2015-12-04"}, PackName: "p", Text: text.New(said),
		Entities: []resolve.Entity{
			{Class: "Person", Key: []string{"person", "ZAF", "祖马"}},
			{Class: "Office", Key: []string{"office", "ZAF", "总统"}},
			{Class: "State", Key: []string{"state", "ZAF"}, Code: "ZAF"},
			{Class: "Office", Key: []string{"office", "AUC", "主席"}},
			{Class: "Organisation", Key: []string{"org", "AUC"}, Code: "AUC"},
		},
		Facts: []fact.Fact{
			office(1, 2, "", fact.Evidence{Rule: "r", Subject: at(4, 6), Object: at(2, 4), Qualifiers: of(at(0, 2))},
				fact.Evidence{Rule: "r", Subject: at(17, 19), Object: at(9, 11)}),
			office(3, 4, "", fact.Evidence{Rule: "r", Subject: at(17, 19), Object: at(15, 17), Qualifiers: of(at(12, 15))}),
		},
	}
	c := Prepare(in, plain).Clues
	if len(c.Persons) != 1 || c.Persons[0].Key != "ZAF" || c.Persons[0].Name != "祖马" || c.Date != "2015-12-04" {
		t.Fatalf("persons %+v", c.Persons)
	}
	got := map[string]int{}
	for _, o := range c.Persons[0].Offices {
		if _, twice := got[o.Body+" "+o.Title]; twice {
			t.Errorf("%s is told twice", o.Title)
		}
		got[o.Body+" "+o.Title] = o.At
		if !o.Sole || o.Statement == "" {
			t.Errorf("%+v has one holder and a statement", o)
		}
	}
	if len(got) != 2 || got["state/ZAF 总统"] != 4 || got["org/AUC 主席"] != 17 {
		t.Errorf("offices %v", got)
	}
}

// TestCluesOfMeetings takes the body off the name by what the caller knows.
func TestCluesOfMeetings(t *testing.T) {
	in := Input{
		Document: registry.Document{ID: "d"}, PackName: "p", Text: text.New("上合组织外长会议5月11日举行。"),
		Entities: []resolve.Entity{{Class: "Meeting", Key: []string{"meeting", "上合组织外长会议", "2012-05-11"}}},
		Facts: []fact.Fact{{
			Subject: fact.Argument{Text: "上合组织外长会议", Type: "Meeting", Entity: 0}, Relation: "held_on",
			Object: fact.Argument{Text: "2012-05-11", Type: "Date", Entity: fact.NoEntity}, Start: "2012-05-11", Modality: fact.Asserted,
			Evidence: []fact.Evidence{{Rule: "r", Subject: text.Span{Start: 0, End: 8}}},
		}},
		Leading: func(string) (string, int) { return "SCO", 4 },
	}
	c := Prepare(in, plain).Clues
	if len(c.Meetings) != 1 {
		t.Fatalf("meetings %+v", c.Meetings)
	}
	if m := c.Meetings[0]; m.Body != "org/SCO" || m.Rest != "外长会议" || m.Day != "2012-05-11" || len(m.Statements) != 1 {
		t.Errorf("meeting %+v", m)
	}
}
