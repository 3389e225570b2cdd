package survey_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"gongbao/extract/pack"
	"gongbao/extract/source"
	"gongbao/extract/survey"
)

const settings = `name: p
runs: {Polity: hard, Verb: hard}
classes: {Polity: State, City: Place}
relations: {visited: {s: [State], o: [Place]}, met_with: {s: [State], o: [State]}}
`

const table = "type\tname\nPolity\t卡兰国\nPolity\t维尔塔\nCity\t兰城\nVerb\t访问\n"

const visits = `rules:
- {id: visit, match: 'Polity:a ‹访问› City:b', emit: [{s: a, p: visited, o: b, q: {kind: =plain}}]}
- {id: formal-visit, match: 'Polity:a "正式"? ‹访问› City:b', emit: [{s: a, p: visited, o: b, q: {kind: =formal}}]}
- {id: idle, match: 'Polity:a ‹造访› City:b', emit: [{s: a, p: visited, o: b}]}
`

func load(t *testing.T, rules string) *pack.Pack {
	t.Helper()
	p, err := pack.Load(fstest.MapFS{"pack.yaml": {Data: []byte(settings)}, "gazetteer/a.tsv": {Data: []byte(table)}, "rules/a.yaml": {Data: []byte(rules)}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// documents yields texts, each with a headline; "" stands for one that cannot be
// read.
func documents(texts ...string) survey.Documents {
	return func(yield func(*source.Document, error) bool) {
		for _, s := range texts {
			d := &source.Document{ID: s, Bytes: []byte("最新消息\n" + s + "\n"), MediaType: source.Plain, Charset: "utf-8"}
			if s == "" {
				if !yield(nil, errors.New("cannot be read")) {
					return
				}
				continue
			}
			if !yield(d, nil) {
				return
			}
		}
	}
}

func TestSurvey(t *testing.T) {
	long := "在各方的共同努力之下，卡兰国与维尔塔及兰城的有关机构之间的合作近来有所进展，各界表示满意。"
	s, err := survey.Take(context.Background(), load(t, visits), documents("卡兰国访问兰城。", "卡兰国正式访问兰城。", "", long, "卡兰国、维尔塔、兰城。", "卡兰国很大。"), survey.Options{Unread: 5})
	if err != nil {
		t.Fatal(err)
	}
	if s.Documents != 5 || s.Facts != 2 || len(s.Failed) != 1 {
		t.Errorf("%d documents, %d facts, failed %q", s.Documents, s.Facts, s.Failed)
	}
	by := map[string]survey.Rule{}
	for _, r := range s.Rules {
		by[r.Cost.Rule] = r
	}
	if v := by["visit"]; v.Triggers != 2 || v.Matches != 1 || v.Facts != 1 || v.Documents != 1 || v.Alone != 0 || v.Overlaps != 1 || v.Steps == 0 {
		t.Errorf("visit is %+v", v)
	}
	if f := by["formal-visit"]; f.Matches != 2 || f.Facts != 2 || f.Alone != 1 || f.Overlaps != 1 || f.Documents != 2 {
		t.Errorf("formal-visit is %+v", f)
	}
	if i, ok := by["idle"]; !ok || i.Triggers+i.Matches+i.Facts != 0 {
		t.Errorf("idle is %+v", i)
	}
	if len(s.Conflicts) != 1 || s.Conflicts[0].First != "formal-visit" || s.Conflicts[0].Second != "visit" || s.Conflicts[0].Example[0] != "卡兰国 visited 兰城 kind=formal" {
		t.Errorf("the conflicts are %+v", s.Conflicts)
	}
	if len(s.Unread) != 2 || !strings.HasPrefix(s.Unread[0].Text, "卡兰国、维尔塔、兰城") || s.Unread[1].Document != long || s.Silent != 3 {
		t.Errorf("unread are %+v, silent %d", s.Unread, s.Silent)
	}
}

func TestCompare(t *testing.T) {
	a := load(t, visits)
	b := load(t, strings.Replace(visits, "=plain", "=short", 1)+"- {id: meet, match: 'Polity:a ‹会见› Polity:b', emit: [{s: a, p: met_with, o: b}]}\n")
	docs := documents("卡兰国访问兰城。", "卡兰国会见维尔塔。", "卡兰国正式访问兰城。", "")
	d, err := survey.Compare(context.Background(), a, b, docs)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range d.Changes {
		got = append(got, c.Kind+" "+c.Fact+" "+c.Rule)
	}
	want := "lost 卡兰国 visited 兰城 kind=plain visit; gained 卡兰国 visited 兰城 kind=short visit; gained 卡兰国 met_with 维尔塔 meet"
	if strings.Join(got, "; ") != want || d.Kept != 1 || d.Gained != 2 || d.Lost != 1 || d.Documents != 3 || len(d.Failed) != 1 {
		t.Errorf("the difference is %q: %+v", got, d)
	}
	if d, err = survey.Compare(context.Background(), a, a, documents("卡兰国访问兰城。")); err != nil || len(d.Changes) != 0 {
		t.Errorf("a pack differs from itself: %+v %v", d, err)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := survey.Take(ctx, load(t, visits), documents("卡兰国访问兰城。"), survey.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	if _, err := survey.Compare(ctx, load(t, visits), load(t, visits), documents("卡兰国访问兰城。")); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}
