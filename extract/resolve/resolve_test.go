package resolve

import (
	"slices"
	"strings"
	"testing"

	"gongbao/extract/fact"
	"gongbao/extract/gazetteer"
)

func schema() Schema {
	return Schema{
		Classes: map[string]string{"Person": "Person", "Polity": "State", "Org": "Organisation", "City": "Place", "Meeting": "Meeting", "Title": "Document"},
		Relations: map[string]Relation{
			"holds_office": {S: []string{"Person"}, O: []string{"Office"}},
			"attended":     {S: []string{"Person"}, O: []string{"Meeting"}},
			"held_on":      {S: []string{"Meeting"}, O: []string{"value"}},
			"held_in":      {S: []string{"Meeting"}, O: []string{"Place", "State"}},
			"event_of":     {S: []string{"Meeting"}, O: []string{"Organisation"}},
			"issued":       {S: []string{"Meeting"}, O: []string{"Document"}},
		},
	}
}

func arg(typ, text, code string) fact.Argument {
	return fact.Argument{Type: typ, Text: text, Code: code, Entity: fact.NoEntity}
}

func of(a fact.Argument) []fact.Qualifier { return []fact.Qualifier{{Name: "of", Argument: a}} }

// keys returns the key of the entity of each fact's subject and object.
func keys(facts []fact.Fact, entities []Entity) []string {
	var out []string
	for _, f := range facts {
		for _, a := range []fact.Argument{f.Subject, f.Object} {
			if a.Entity == fact.NoEntity {
				out = append(out, "-")
				continue
			}
			e := entities[a.Entity]
			k := strings.Join(e.Key, "/")
			if e.Scoped {
				k = "#" + k
			}
			out = append(out, k)
		}
	}
	return out
}

func TestResolve(t *testing.T) {
	kaz := &gazetteer.Entry{Type: "Polity", Code: "KAZ", Name: "哈萨克斯坦", Forms: []string{"哈薩克"}, Labels: map[string]string{"zh-Hans": "哈萨克斯坦", "zh-Hant": "哈薩克斯坦", "en": "Kazakhstan"}}
	r := NewResolver(schema(), []*gazetteer.Entry{kaz})
	state, union := arg("Polity", "哈薩克斯坦共和國", "KAZ"), arg("Org", "非盟委员会", "AUC")
	for name, c := range map[string]struct {
		facts []fact.Fact
		want  []string
	}{
		"a person has the state whose office it holds, whatever the script": {
			[]fact.Fact{
				{Relation: "holds_office", Subject: arg("Text", "納扎羅夫", ""), Object: arg("office", "總統", ""), Qualifiers: of(state)},
				{Relation: "attended", Subject: arg("Person", "纳扎罗夫", ""), Object: arg("Meeting", "湖区会议", "")},
			},
			[]string{"person/KAZ/纳扎罗夫", "office/KAZ/总统", "person/KAZ/纳扎罗夫", "#meeting/湖区会议"},
		},
		"without an office it is the document's own": {
			[]fact.Fact{{Relation: "attended", Subject: arg("Person", "林德", ""), Object: arg("Meeting", "湖区会议", "")}},
			[]string{"#person/林德", "#meeting/湖区会议"},
		},
		"a meeting is named by its body and first day": {
			[]fact.Fact{
				{Relation: "held_on", Subject: arg("Meeting", "渔业部长会议", ""), Object: arg("Date", "2011-09-28", ""), Start: "2011-09-28"},
				{Relation: "event_of", Subject: arg("Meeting", "渔业部长会议", ""), Object: union},
			},
			[]string{"meeting/AUC/渔业部长会议/2011-09-28", "-", "meeting/AUC/渔业部长会议/2011-09-28", "org/AUC"},
		},
		"a state may be where a meeting is held": {
			[]fact.Fact{{Relation: "held_in", Subject: arg("Meeting", "下次会议", ""), Object: state}},
			[]string{"#meeting/下次会议", "state/KAZ"},
		},
		"a document is named by its title and date": {
			[]fact.Fact{{Relation: "issued", Subject: arg("Meeting", "会议", ""), Object: arg("Title", "《湖區宣言》", ""), Start: "2012-06-07"}},
			[]string{"#meeting/会议", "document/湖区宣言/2012-06-07"},
		},
	} {
		entities := r.Resolve(c.facts)
		if got := keys(c.facts, entities); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %v\nwant %v", name, got, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	kaz := &gazetteer.Entry{Type: "Polity", Code: "KAZ", Name: "哈萨克斯坦", Forms: []string{"哈薩克"}, Labels: map[string]string{"zh-Hans": "哈萨克斯坦", "zh-Hant-TW": "哈薩克", "en": "Kazakhstan"}}
	r := NewResolver(schema(), []*gazetteer.Entry{kaz})
	facts := []fact.Fact{{Relation: "held_in", Subject: arg("Meeting", "会议", ""), Object: arg("Polity", "哈薩克斯坦共和國", "KAZ")}}
	entities := r.Resolve(facts)
	var got []string
	for _, n := range entities[facts[0].Object.Entity].Names {
		got = append(got, n.Text+"@"+n.Lang)
	}
	for _, want := range []string{"哈萨克斯坦@zh-Hans", "哈薩克@zh-Hant-TW", "Kazakhstan@en", "哈薩克斯坦共和國@zh-Hant"} {
		if !slices.Contains(got, want) {
			t.Errorf("the names %v lack %s", got, want)
		}
	}
	if got[0] != "哈萨克斯坦@zh-Hans" {
		t.Errorf("the preferred name is %s", got[0])
	}
}
