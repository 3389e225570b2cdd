package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gongbao/graph/lookup"
)

// hostile is a name that would break out of every place it is put into.
const hostile = "\u202e</text></svg><script>alert(1)</script>\" onload=\"x' & <b>\x00\x1b"

// sample is a scene with all that can be drawn: both sides, facts of others,
// every class, points, spans, open ends, and things of the same name.
func sample(limit int) *Scene {
	e := &lookup.Entity{IRI: "https://example.org/id/org/X", Label: "湖区合作组织", Classes: []string{"Organisation"}, Names: []lookup.Label{{Text: "湖区合作组织"}, {Text: "Lakes & Co"}}}
	s := &Scene{Entity: e, Class: "Organisation", sources: map[string]source{}, things: map[string]thing{e.IRI: {key: e.IRI, class: "Organisation"}}, o: Options{Limit: limit, Evidence: true}}
	self := lookup.Node{IRI: e.IRI, Label: e.Label}
	n := 0
	fact := func(subject lookup.Node, relation string, object lookup.Node, start, end, modality string, qualifiers ...lookup.Qualifier) *lookup.Fact {
		n++
		st := lookup.Statement{IRI: fmt.Sprint("https://example.org/st/", n), Ref: fmt.Sprintf("ref%05d", n), Subject: subject, Relation: relation, Object: object, Start: start, End: end, Modality: modality, Qualifiers: qualifiers}
		return &lookup.Fact{Statement: st, Sources: []*lookup.Statement{&st}}
	}
	thingOf := func(class, label string) lookup.Node {
		iri := "https://example.org/id/" + class + "/" + strconv.Itoa(len(s.things))
		s.things[iri] = thing{key: iri, class: class, apart: "in " + iri}
		return lookup.Node{IRI: iri, Label: label}
	}
	facts := &lookup.Facts{}
	for _, sh := range shapes {
		if sh.class != valueClass {
			facts.Out = append(facts.Out, fact(self, "rel"+sh.class, thingOf(sh.class, "东西"+sh.class), "2009-06-16", "", asserted))
		}
	}
	facts.Out = append(facts.Out,
		fact(self, "foundedOn", lookup.Node{Label: "2001-06"}, "", "", asserted),
		fact(self, "partOf", thingOf("Organisation", hostile), "2003", "", "planned"),
		fact(self, "partOf", lookup.Node{IRI: "javascript:alert(1)", Label: "link"}, "", "2008-01-01", asserted),
		fact(self, "partOf", thingOf("Organisation", "同名"), "2003-01-01/2004-02-02", "", asserted),
		fact(self, "partOf", thingOf("Organisation", "同名"), "1999", "2002", "denied"),
	)
	facts.Out = append(facts.Out, fact(self, "chairsOrg", thingOf("Organisation", "全程"), "1960-01-01", "2019-12-31", asserted))
	for i := range 60 {
		facts.In = append(facts.In, fact(thingOf("State", fmt.Sprintf("某某共和国第%d号", i)), "memberOf", self, strconv.Itoa(1960+i), "", asserted))
	}
	facts.Beside = append(facts.Beside, fact(thingOf("Person", "某人"), "holdsOffice", thingOf("Office", "秘书长"), "", "", asserted, lookup.Qualifier{Name: "of", Node: self}))
	s.Facts, s.Documents = len(facts.Out)+len(facts.In)+1, 3
	s.Out = s.groups(facts.Out, "", func(f *lookup.Fact) lookup.Node { return f.Object })
	s.In = s.groups(facts.In, "", func(f *lookup.Fact) lookup.Node { return f.Subject })
	s.In = append(s.In, s.groups(facts.Beside, "of", func(f *lookup.Fact) lookup.Node { return f.Subject })...)
	s.finish(facts)
	for _, f := range s.shown {
		s.sources[f.IRI] = source{title: "公报" + hostile, url: "javascript:alert(2)", evidence: []*lookup.Evidence{{
			Rule: "r", Sentence: "甲任乙职。" + hostile, Marks: []lookup.Mark{{Slot: "subject", Start: 0, End: 1, Exact: "甲"}, {Slot: "object", Start: 2, End: 3, Exact: "乙"}},
		}}}
	}
	return s
}

func render(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// elements reads a document as XML and returns how often each element occurs.
func elements(t *testing.T, doc string) map[string]int {
	t.Helper()
	count := map[string]int{}
	d := xml.NewDecoder(strings.NewReader(doc))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return count
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		start, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		count[start.Name.Local]++
		for _, a := range start.Attr {
			if strings.HasPrefix(a.Name.Local, "on") || strings.HasPrefix(a.Value, "javascript:") {
				t.Errorf("<%s %s=%q>", start.Name.Local, a.Name.Local, a.Value)
			}
		}
	}
}

// TestSVG draws everything and holds what a picture promises.
func TestSVG(t *testing.T) {
	svg := render(t, sample(0).SVG)
	n := elements(t, svg)
	if n["svg"] != 1 || n["script"] != 0 || n["desc"] != 1 || n["style"] != 1 {
		t.Errorf("elements: %v", n)
	}
	for _, want := range []string{`role="img"`, `aria-labelledby="g-title g-desc"`, "prefers-color-scheme: dark", `href="https://example.org/id/org/X"`} {
		if !strings.Contains(svg, want) {
			t.Errorf("the picture lacks %s", want)
		}
	}
	for _, sh := range shapes {
		if !strings.Contains(svg, `class="sign `+strings.ToLower(sh.class)+`"`) {
			t.Errorf("nothing has the sign of %s", sh.class)
		}
	}
	if svg != render(t, sample(0).SVG) {
		t.Error("the same scene gives other bytes")
	}
	golden(t, "testdata/scene.svg", svg)
}

// golden compares with a file, or writes it where GONGBAO_UPDATE is set.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if os.Getenv("GONGBAO_UPDATE") != "" {
		if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(path, []byte(got), 0o644)); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s is not what is drawn; GONGBAO_UPDATE=1 writes it anew, and then look at it", path)
	}
}

// TestHTML checks that names and sentences stay text.
func TestHTML(t *testing.T) {
	page := render(t, sample(20).HTML)
	if strings.Contains(page, "<script") || strings.Contains(page, `href="javascript`) || strings.Contains(page, "\u202e") {
		t.Error("a name got out of its place")
	}
	if !strings.Contains(page, `<mark title="subject">甲</mark>`) {
		t.Error("the sentence is not marked")
	}
	if strings.Contains(page, "http-equiv") || regexp.MustCompile(`(src|@import|url\()`).MatchString(page) {
		t.Error("the page asks for something from elsewhere")
	}
}

var textElement = regexp.MustCompile(`<text x="([-0-9.]+)" y="([-0-9.]+)"(?: text-anchor="(\w+)")? class="([^"]*)">([^<]*)</text>`)

// TestLabelsApart checks that no two labels of a picture overlap and that none
// leaves it, by the widths that the layout reckons with.
func TestLabelsApart(t *testing.T) {
	sizes := map[string]float64{"title": 20, "heading": 14, "name": 17, "label": 13, "fine": 12, "small": 11, "small more": 11, "relation": 11, "when": 10, "when in": 10}
	for _, limit := range []int{0, 1, 10, 40} {
		svg := render(t, sample(limit).SVG)
		var width float64
		if _, err := fmt.Sscanf(regexp.MustCompile(`viewBox="0 0 (\S+)`).FindStringSubmatch(svg)[1], "%f", &width); err != nil {
			t.Fatal(err)
		}
		type box struct {
			left, right, top, bottom float64
			text                     string
		}
		var boxes []box
		for _, m := range textElement.FindAllStringSubmatch(svg, -1) {
			x, _ := strconv.ParseFloat(m[1], 64)
			y, _ := strconv.ParseFloat(m[2], 64)
			size, ok := sizes[m[4]]
			if !ok {
				t.Fatalf("no size is known for the class %q", m[4])
			}
			text := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&", "&#34;", `"`, "&#39;", "'").Replace(m[5])
			w := measure(text, size)
			switch m[3] {
			case "end":
				x -= w
			case "middle":
				x -= w / 2
			}
			b := box{x, x + w, y - size*0.8, y + size*0.1, text}
			if b.left < 0 || b.right > width {
				t.Errorf("limit %d: %q reaches from %.0f to %.0f in a picture of %.0f", limit, text, b.left, b.right, width)
			}
			for _, o := range boxes {
				if b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom {
					t.Errorf("limit %d: %q lies on %q", limit, text, o.text)
				}
			}
			boxes = append(boxes, b)
		}
		if len(boxes) < 20 {
			t.Errorf("only %d labels", len(boxes))
		}
	}
}

// TestCrop checks that what is left out is counted.
func TestCrop(t *testing.T) {
	rows := func(n int) []Row { return make([]Row, n) }
	for _, c := range []struct {
		sizes []int
		limit int
		want  []int
	}{
		{[]int{3, 50, 1}, 0, []int{3, 50, 1}},
		{[]int{3, 50, 1}, 10, []int{3, 6, 1}},
		{[]int{3, 50, 1}, 54, []int{3, 50, 1}},
		{[]int{9, 9, 9}, 2, []int{1, 1, 1}},
	} {
		var groups []Group
		for _, n := range c.sizes {
			groups = append(groups, Group{Rows: rows(n)})
		}
		crop(groups, c.limit)
		for i, g := range groups {
			if len(g.Rows) != c.want[i] || len(g.Rows)+g.More != c.sizes[i] {
				t.Errorf("%v cropped to %d: group %d has %d rows and %d more", c.sizes, c.limit, i, len(g.Rows), g.More)
			}
		}
	}
}

// TestMostTold checks that lines are chosen by their sources, and equals from
// all along the line.
func TestMostTold(t *testing.T) {
	var all []track
	for i := range 100 {
		all = append(all, track{label: strconv.Itoa(i), sources: 1 + 8*btoi(i == 97)})
	}
	var got []string
	for _, tr := range mostTold(all, 5) {
		got = append(got, tr.label)
	}
	if want := []string{"0", "24", "49", "74", "97"}; !slices.Equal(got, want) {
		t.Errorf("chosen are %v, want %v", got, want)
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestAxis checks the marks of the time line.
func TestAxis(t *testing.T) {
	at := func(s string) float64 {
		d, ok := day(s)
		if !ok {
			t.Fatalf("%s is no day", s)
		}
		return d
	}
	for _, c := range []struct{ from, to, first, last string }{
		{"2012-03-01", "2012-04-01", "2012-01", "2013-01"},
		{"2001-06-15", "2013-06-15", "2001", "2014"},
		{"1848-01-01", "2013-06-15", "1840", "2020"},
	} {
		ticks, low, high := axis(at(c.from), at(c.to))
		if ticks[0].label != c.first || ticks[len(ticks)-1].label != c.last || low > at(c.from) || high < at(c.to) || len(ticks) > 17 {
			t.Errorf("%s to %s: %v", c.from, c.to, ticks)
		}
	}
}

// FuzzCanvas checks that no text breaks a picture, and that shortened text fits.
func FuzzCanvas(f *testing.F) {
	f.Add(hostile)
	f.Add("上海合作组织 成员国 abc")
	f.Add("\xff\xfe")
	f.Fuzz(func(t *testing.T, s string) {
		var c canvas
		c.open("svg", "lang", s)
		c.text(0, 0, "start", s, s)
		end := c.link(s)
		end()
		c.close("svg")
		elements(t, c.b.String())
		if short := truncate(s, 10, 50); measure(short, 10) > 50.1 {
			t.Errorf("%q is shortened to %q", s, short)
		}
		for _, line := range wrap(s, 10, 50, 3) {
			if measure(line, 10) > 50.1 {
				t.Errorf("%q is too wide", line)
			}
		}
	})
}

// TestReport draws counts of every kind.
func TestReport(t *testing.T) {
	var many []Bar
	for i := range 30 {
		many = append(many, Bar{fmt.Sprint("来源", i, hostile), uint64(900 - i)})
	}
	r := &Report{Documents: 3, Facts: 60, Quads: 1000, Charts: []Chart{
		{Kind: "year", Bars: []Bar{{"1", 1}, {"1848", 2}, {"2012", 40}, {"unknown", 1}}},
		{Kind: "document-year", Bars: []Bar{{"2012", 1}}},
		{Kind: "relation", Bars: []Bar{{"holds office", 0}}},
		{Kind: "source", Bars: many},
		{Kind: "class"},
	}}
	page := render(t, func(w io.Writer) error { return r.HTML(w, Options{Lang: "en"}) })
	if n := strings.Count(page, "<svg"); n != 4 {
		t.Errorf("%d charts, want 4", n)
	}
	if !strings.Contains(page, "+10 more") || strings.Contains(page, "<script") {
		t.Error("the page is not as it should be")
	}
	ch := Chart{Kind: "year", Bars: []Bar{{"1848", 2}, {"2012", 40}}}
	total := uint64(0)
	bins := ch.bins()
	for _, b := range bins {
		total += b.count
	}
	if total != 42 || len(bins) > mostColumns+1 {
		t.Errorf("%d columns hold %d", len(bins), total)
	}
}

// TestWords checks that every word has all languages and the same values.
func TestWords(t *testing.T) {
	for key, in := range words() {
		for _, lang := range []string{"en", "zh-Hans", "zh-Hant"} {
			if in[lang] == "" || strings.Count(in[lang], "%") != strings.Count(in["en"], "%") {
				t.Errorf("%s in %s is %q", key, lang, in[lang])
			}
		}
	}
}

// BenchmarkSVG lays out and writes a picture of some 80 rows.
func BenchmarkSVG(b *testing.B) {
	s := sample(0)
	for b.Loop() {
		if err := s.SVG(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
