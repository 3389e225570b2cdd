package identity

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongbao/graph/registry"
	"gongbao/ontology/vocab"
)

// said makes the clue of a person named in one place of a document, with
// offices written "body|title"; the first body is that of the IRI.
func said(doc, name string, offices ...string) registry.PersonClue {
	p := registry.PersonClue{Name: name, Statement: "st/" + doc + "/" + name}
	for i, o := range offices {
		body, title, _ := strings.Cut(o, "|")
		c := registry.OfficeClue{Title: title, Body: body, At: 7, Sole: true, Statement: fmt.Sprintf("st/%s/%s/%d", doc, name, i)}
		c.IRI = "doc/" + doc + "#office/" + title
		if body != "" {
			_, key, _ := strings.Cut(body, "/")
			c.IRI = "id/office/" + key + "/" + title
			if p.Key == "" {
				p.Key = key
			}
		}
		p.Offices = append(p.Offices, c)
	}
	p.IRI = "doc/" + doc + "#person/" + name
	if p.Key != "" {
		p.IRI = "id/person/" + p.Key + "/" + name
	}
	return p
}

// told is one document of a test: its date and what it names.
type told struct {
	doc, date string
	persons   []registry.PersonClue
	meetings  []registry.MeetingClue
	documents []registry.DocumentClue
}

// found returns the links of some documents as lines "A = B reason" and, for
// doubts, "A ? B reason".
func found(t *testing.T, docs ...told) []string {
	t.Helper()
	blocks := map[string]map[string][]byte{}
	for _, d := range docs {
		adds, err := blocksOf(&registry.Clues{Base: testBase, Date: d.date, Persons: d.persons, Meetings: d.meetings, Documents: d.documents})
		if err != nil {
			t.Fatal(err)
		}
		for block, value := range adds {
			if blocks[block] == nil {
				blocks[block] = map[string][]byte{}
			}
			blocks[block][d.doc] = value
		}
	}
	var out []string
	for _, block := range sortedKeys(blocks) {
		list, err := links(block, blocks[block])
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range list {
			sign := "?"
			if l.Same {
				sign = "="
			}
			if len(l.Statements) == 0 {
				t.Errorf("%s %s %s rests on nothing", l.A, sign, l.B)
			}
			out = append(out, l.A+" "+sign+" "+l.B+" "+strings.TrimPrefix(l.Reason, vocab.NS))
		}
	}
	slices.Sort(out)
	return out
}

func TestPersons(t *testing.T) {
	one := func(doc, date string, p ...registry.PersonClue) told { return told{doc: doc, date: date, persons: p} }
	for _, c := range []struct {
		name string
		docs []told
		want []string
	}{
		{"a state that one text leaves out", []told{
			one("a", "2013-03-24", said("a", "林德", "|总统")),
			one("b", "2013-05-02", said("b", "林德", "state/KAL|总统")),
		}, []string{"doc/a#office/总统 = id/office/KAL/总统 officeOfHolder", "doc/a#person/林德 = id/person/KAL/林德 sameTitle"}},
		{"synonyms of a title, and a title with its body", []told{
			one("a", "2013-03-24", said("a", "林德", "|外长")),
			one("b", "2013-05-02", said("b", "林德", "state/KAL|外交部部长")),
			one("c", "2013-05-02", said("c", "萨仁", "|国家主席")),
			one("d", "2013-05-02", said("d", "萨仁", "state/VEL|主席")),
		}, []string{
			"doc/a#office/外长 = id/office/KAL/外交部部长 officeOfHolder", "doc/a#person/林德 = id/person/KAL/林德 sameTitle",
			"doc/c#office/国家主席 = id/office/VEL/主席 officeOfHolder", "doc/c#person/萨仁 = id/person/VEL/萨仁 sameTitle",
		}},
		{"a president and the chair of a commission", []told{
			one("a", "2013-03-24", said("a", "祖马", "state/ZAF|总统")),
			one("b", "2013-03-25", said("b", "祖马", "org/AUC|主席")),
		}, []string{"id/person/AUC/祖马 ? id/person/ZAF/祖马 onlyName"}},
		{"… and texts that name neither state nor commission", []told{
			one("a", "2013-03-24", said("a", "祖马", "state/ZAF|总统")),
			one("b", "2013-03-25", said("b", "祖马", "org/AUC|主席")),
			one("c", "2013-03-25", said("c", "祖马", "|总统")),
			one("d", "2013-03-25", said("d", "祖马", "|主席")),
		}, []string{
			"doc/c#office/总统 = id/office/ZAF/总统 officeOfHolder", "doc/c#person/祖马 = id/person/ZAF/祖马 sameTitle",
			"doc/c#person/祖马 ? doc/d#person/祖马 onlyName", "doc/c#person/祖马 ? id/person/AUC/祖马 onlyName",
		}},
		{"a text that speaks of both under one name", []told{
			one("a", "2013-03-24", func() registry.PersonClue {
				p := said("a", "祖马", "state/ZAF|总统", "org/AUC|主席")
				p.Offices[1].At = 90
				return p
			}()),
			one("b", "2013-03-25", said("b", "祖马", "org/AUC|主席")),
		}, []string{"id/person/AUC/祖马 ? id/person/ZAF/祖马 onlyName"}},
		{"two offices of one person told at one place", []told{
			one("a", "2013-03-24", said("a", "林德", "org/PTY|总书记", "state/KAL|国家主席")),
			one("b", "2013-03-25", said("b", "林德", "state/KAL|国家主席")),
		}, []string{"id/person/KAL/林德 = id/person/PTY/林德 sameOffice"}},
		{"predecessor and successor of one name", []told{
			one("a", "1990-03-24", said("a", "布什", "|总统")),
			one("b", "2003-03-25", said("b", "布什", "state/USA|总统")),
		}, []string{"doc/a#person/布什 ? id/person/USA/布什 timesApart"}},
		{"a former president", []told{
			one("a", "2003-03-24", said("a", "布什")),
			one("b", "2003-03-25", said("b", "布什", "state/USA|总统")),
		}, []string{"doc/a#person/布什 ? id/person/USA/布什 onlyName"}},
		{"no dates", []told{
			one("a", "", said("a", "林德", "|总统")),
			one("b", "", said("b", "林德", "state/KAL|总统")),
		}, []string{"doc/a#person/林德 ? id/person/KAL/林德 timesApart"}},
		{"two states at one time", []told{
			one("a", "2013-03-24", said("a", "林德", "state/KAL|总统")),
			one("b", "2013-03-25", said("b", "林德", "state/VEL|总统")),
			one("c", "2013-03-25", said("c", "林德", "|总统")),
		}, []string{"doc/c#person/林德 ? id/person/KAL/林德 severalCandidates", "doc/c#person/林德 ? id/person/VEL/林德 severalCandidates"}},
		{"two states years apart, and texts without a state between them", []told{
			one("a", "2010-01-01", said("a", "林德", "state/KAL|总统")),
			one("b", "2011-06-01", said("b", "林德", "|总统")),
			one("c", "2013-01-01", said("c", "林德", "|总统")),
			one("d", "2014-06-01", said("d", "林德", "state/VEL|总统")),
		}, []string{
			"doc/b#office/总统 = id/office/KAL/总统 officeOfHolder", "doc/b#person/林德 = id/person/KAL/林德 sameTitle",
			"doc/b#person/林德 ? doc/c#person/林德 timesApart",
			"doc/c#office/总统 = id/office/VEL/总统 officeOfHolder", "doc/c#person/林德 = id/person/VEL/林德 sameTitle",
		}},
		{"an office that many hold", []told{
			one("a", "2013-03-24", said("a", "林德", "|代表")),
			one("b", "2013-03-25", said("b", "林德", "state/KAL|代表")),
			one("c", "2013-03-25", said("c", "林德", "|秘书长")),
		}, []string{"doc/a#person/林德 ? doc/c#person/林德 onlyName", "doc/a#person/林德 ? id/person/KAL/林德 onlyName"}},
		{"an office that its text gives to two", []told{
			one("a", "2013-03-24", func() registry.PersonClue {
				p := said("a", "林德", "|总统")
				p.Offices[0].Sole = false
				return p
			}()),
			one("b", "2013-03-25", said("b", "林德", "state/KAL|总统")),
		}, []string{"doc/a#person/林德 = id/person/KAL/林德 sameTitle"}},
		{"full and family name", []told{
			one("a", "2013-03-24", said("a", "奥托·林德", "state/KAL|总统")),
			one("b", "2013-03-25", said("b", "林德", "state/KAL|总统")),
		}, []string{"id/person/KAL/奥托·林德 = id/person/KAL/林德 fullName"}},
		{"full and family name in an office of several", []told{
			one("a", "2013-03-24", said("a", "奥托·林德", "state/KAL|副总理")),
			one("b", "2013-03-25", said("b", "林德", "state/KAL|副总理")),
		}, nil},
		{"a family of presidents", []told{
			one("a", "2000-03-24", said("a", "洛朗·卡比拉", "state/COD|总统")),
			one("b", "2001-03-25", said("b", "卡比拉", "state/COD|总统")),
			one("c", "2001-04-25", said("c", "约瑟夫·卡比拉", "state/COD|总统")),
		}, []string{
			"id/person/COD/卡比拉 ? id/person/COD/洛朗·卡比拉 severalCandidates",
			"id/person/COD/卡比拉 ? id/person/COD/约瑟夫·卡比拉 severalCandidates",
		}},
		{"a son who follows his father in the seat", []told{
			one("a", "2015-03-24", said("a", "林德", "state/KAL|总统")),
			one("b", "2022-04-25", said("b", "林德", "state/KAL|总统")),
			one("c", "2022-05-25", said("c", "奥托·林德", "state/KAL|总统")),
		}, []string{"id/person/KAL/奥托·林德 ? id/person/KAL/林德 timesApart"}},
		{"a torn name beside the whole one", []told{
			one("a", "2013-03-24", said("a", "耶夫", "|总统"), said("a", "纳扎尔巴耶夫", "state/KAZ|总统")),
			one("b", "2013-03-25", said("b", "耶夫", "|总统")),
		}, nil},
		{"names close in spelling", []told{
			one("a", "2013-03-24", said("a", "林德", "state/KAL|总统")),
			one("b", "2013-03-25", said("b", "林得", "state/KAL|总统")),
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := found(t, c.docs...); !slices.Equal(got, c.want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(c.want, "\n  "))
			}
		})
	}
}

func TestMeetings(t *testing.T) {
	at := func(doc, date, day, name, body, rest string) told {
		m := registry.MeetingClue{IRI: "doc/" + doc + "#m", Name: name, Body: body, Rest: rest, Day: day, Statements: []string{"st/" + doc}}
		return told{doc: doc, date: date, meetings: []registry.MeetingClue{m}}
	}
	for _, c := range []struct {
		name string
		docs []told
		want string
	}{
		{"full and short names of body and ministers", []told{
			at("a", "2012-05-12", "", "上海合作组织成员国外交部长理事会第三次会议", "org/SCO", "成员国外交部长理事会第三次会议"),
			at("b", "2012-05-13", "", "上合组织外长理事会第3次会议", "org/SCO", "外长理事会第3次会议"),
		}, "doc/a#m = doc/b#m sameOrdinal"},
		{"ministers of defence and of foreign affairs", []told{
			at("a", "2012-05-11", "2012-05-11", "国防部长会议", "org/SCO", "国防部长会议"),
			at("b", "2012-05-11", "2012-05-11", "外交部长会议", "org/SCO", "外交部长会议"),
		}, ""},
		{"one series on one day", []told{
			at("a", "2012-05-11", "2012-05-11", "外交部长会议", "org/SCO", "外交部长会议"),
			at("b", "2012-06-11", "2012-05-11", "上合组织外长会议", "org/SCO", "外长会议"),
		}, "doc/a#m = doc/b#m sameFirstDay"},
		{"one series on different days", []told{
			at("a", "2012-05-11", "2012-05-11", "外交部长会议", "org/SCO", "外交部长会议"),
			at("b", "2012-06-11", "2013-05-11", "外交部长会议", "org/SCO", "外交部长会议"),
		}, ""},
		{"one ordinal of different bodies", []told{
			at("a", "2012-05-11", "", "外长第三次会议", "org/SCO", "外长第三次会议"),
			at("b", "2012-05-11", "", "外长第三次会议", "org/ASEAN", "外长第三次会议"),
		}, ""},
		{"different ordinals", []told{
			at("a", "2012-05-11", "", "第八届亚欧首脑会议", "", ""),
			at("b", "2012-05-11", "", "第九届亚欧首脑会议", "", ""),
		}, ""},
		{"one ordinal, days that differ", []told{
			at("a", "2012-05-11", "2012-05-11", "第九届亚欧首脑会议", "", ""),
			at("b", "2012-05-11", "2012-05-10", "第九届亚欧首脑会议", "", ""),
		}, "doc/a#m ? doc/b#m timesApart"},
		{"one ordinal, years apart", []told{
			at("a", "2002-05-11", "", "第九届亚欧首脑会议", "", ""),
			at("b", "2012-05-11", "", "第九届亚欧首脑会议", "", ""),
		}, "doc/a#m ? doc/b#m timesApart"},
		{"a name that says nothing", []told{
			at("a", "2012-05-11", "2012-05-11", "第三次外长会议", "", ""),
			at("b", "2012-05-11", "2012-05-11", "第三次外长会议", "", ""),
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(found(t, c.docs...), "\n"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestDocuments(t *testing.T) {
	at := func(doc, date, day, title string) told {
		d := registry.DocumentClue{IRI: "doc/" + doc + "#d", Title: title, Day: day, Statements: []string{"st/" + doc}}
		return told{doc: doc, date: date, documents: []registry.DocumentClue{d}}
	}
	const title = "卡兰国和维尔塔关于建立伙伴关系的联合声明"
	for _, c := range []struct {
		name string
		docs []told
		want string
	}{
		{"title and day, marks apart", []told{at("a", "2012-09-01", "2012-06-07", "《"+title+"》"), at("b", "2013-06-07", "2012-06-07", title)}, "doc/a#d = doc/b#d sameTitleAndDay"},
		{"texts of the same days", []told{at("a", "2012-06-07", "", title), at("b", "2012-06-08", "2012-06-07", title)}, "doc/a#d = doc/b#d sameTitleAndDay"},
		{"years apart", []told{at("a", "2012-06-07", "", title), at("b", "2015-06-08", "", title)}, "doc/a#d ? doc/b#d timesApart"},
		{"two days of issue", []told{at("a", "2012-06-07", "2012-06-06", title), at("b", "2012-06-08", "2012-06-08", title)}, "doc/a#d ? doc/b#d severalCandidates"},
		{"no title at all", []told{at("a", "2012-06-07", "", "双方有关合作文件"), at("b", "2012-06-07", "", "双方有关合作文件")}, ""},
		{"a title that says nothing", []told{at("a", "2012-06-07", "", "联合声明"), at("b", "2012-06-07", "", "联合声明")}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(found(t, c.docs...), "\n"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestSeries(t *testing.T) {
	for name, want := range map[string]string{
		"第十二届全国人大一次会议":         "全国人大会议|12届 1次",
		"政府首脑（总理）理事会第二十一次会议":   "政府首脑理事会会议|21次",
		"亚太议会论坛第２１届年会":         "亚太议会论坛年会|21届",
		"博鳌亚洲论坛2013年年会":        "博鳌亚洲论坛年会|2013",
		"中非合作論壇第五屆部長級會議":       "中非合作论坛部长会议|5届",
		"成员国外交部长理事会第一百零三次例行会议": "外长理事会例行会议|103次",
		"二十国集团领导人峰会":           "二十国集团领导人峰会|",
		"第二次世界大战胜利七十周年纪念大会":    "世界大战胜利七十周年纪念大会|2次",
		"两次会议": "会议|2次",
		"金砖国家领导人第五次会晤(BRICS)":    "金砖国家领导人会晤|5次",
		"上海合作组织成员国总理第十一次会议[第二天]": "上海合作组织总理会议|11次",
	} {
		rest, number := series(name)
		if got := rest + "|" + number; got != want {
			t.Errorf("series(%s) = %s, want %s", name, got, want)
		}
	}
}

func TestSpan(t *testing.T) {
	if s := spanOf("2012-02"); s.to-s.from != 28 {
		t.Errorf("February 2012 has %d days", s.to-s.from+1)
	}
	if s := spanOf("1969-12-31"); s.from != -1 || s.to != -1 {
		t.Errorf("the day before the epoch is %v", s)
	}
	if apart(spanOf("2012"), spanOf("2012-12-31")) != 365 {
		t.Error("a year and its last day can be 365 days apart")
	}
	if spanOf("--02-03").known || apart(spanOf(""), spanOf("2012")) <= nearYears {
		t.Error("a date without a year is a time")
	}
}
