package check

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gongbao/extract/text"
	"gongbao/graph/rdf"
	"gongbao/graph/reason/shacl"
	"gongbao/graph/registry"
	"gongbao/graph/sparql"
	"gongbao/graph/sparql/memory"
	"gongbao/ontology"
)

func options(t testing.TB) sparql.Options {
	t.Helper()
	prefixes, err := ontology.Prefixes()
	if err != nil {
		t.Fatal(err)
	}
	o := sparql.Options{UnionDefaultGraph: true, Prefixes: map[string]string{}, Fold: registry.FoldName}
	for _, p := range prefixes {
		o.Prefixes[p.Name] = p.IRI
	}
	return o
}

func dataset(t testing.TB, trig string) *memory.Dataset {
	t.Helper()
	prefixes, err := ontology.Prefixes()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, p := range prefixes {
		fmt.Fprintf(&b, "@prefix %s: <%s> .\n", p.Name, p.IRI)
	}
	b.WriteString("@prefix : <http://ex.org/> .\n" + trig)
	quads, err := rdf.ReadAll(rdf.Open(strings.NewReader(b.String()), rdf.TriG, ""))
	if err != nil {
		t.Fatal(err)
	}
	return memory.FromQuads(quads)
}

// told writes a statement of a document with its direct triple.
func told(name, document, day, subject, relation, object, more string) string {
	return fmt.Sprintf(`:%[2]s dct:date "%[3]s"^^xsd:date . :%[1]s a gb:Statement ; rdf:subject :%[4]s ; rdf:predicate gb:%[5]s ; rdf:object %[6]s ;
  gb:modality gb:asserted ; prov:wasDerivedFrom :%[2]s %[7]s . :%[4]s gb:%[5]s %[6]s .
`, name, document, day, subject, relation, object, more)
}

// TestBuiltin runs each built-in query over what it must find and what it must
// leave alone.
func TestBuiltin(t *testing.T) {
	const office = `:president a gb:Office ; skos:prefLabel "總統"@zh-Hant ; gb:officeOf :zaf . :vice a gb:Office ; skos:prefLabel "副总统"@zh-Hans ; gb:officeOf :zaf .
:zaf a gb:State . :a skos:prefLabel "祖马"@zh-Hans . :b skos:prefLabel "姆贝基"@zh-Hans . :c skos:prefLabel "雅各布·祖马"@zh-Hans .
`
	const city = `:x skos:prefLabel "北京" . :y skos:prefLabel "阿斯塔纳" . :z skos:prefLabel "北京饭店" . `
	holds := func(n, document, day, person, office, more string) string {
		return told(n, document, day, person, "holdsOffice", ":"+office, more)
	}
	for _, c := range []struct {
		check, name, data string
		want              string // the local names of focus and statements; "" for nothing
	}{
		{"two-holders", "of one day", office + holds("s1", "d1", "2013-03-24", "a", "president", "") + holds("s2", "d2", "2013-03-24", "b", "president", ""), "president s1 s2"},
		{"two-holders", "of two days", office + holds("s1", "d1", "2013-03-24", "a", "president", "") + holds("s2", "d2", "2013-03-25", "b", "president", ""), ""},
		{"two-holders", "of an office with several seats", office + holds("s1", "d1", "2013-03-24", "a", "vice", "") + holds("s2", "d2", "2013-03-24", "b", "vice", ""), ""},
		{"two-holders", "one of them former", office + holds("s1", "d1", "2013-03-24", "a", "president", "") + holds("s2", "d2", "2013-03-24", "b", "president", `; gb:status "former"`), ""},
		{"two-holders", "full and short name", office + holds("s1", "d1", "2013-03-24", "a", "president", "") + holds("s2", "d2", "2013-03-24", "c", "president", ""), ""},
		{"two-holders", "one person by the graph of identity", office + holds("s1", "d1", "2013-03-24", "a", "president", "") + holds("s2", "d2", "2013-03-24", "b", "president", "") + `:b gb:same :a .`, ""},
		{"two-holders", "within a term", office + told("s1", "d1", "2011-03-24", "a", "appointedTo", ":president", `; gb:start "2011"^^xsd:gYear ; gb:end "2015"^^xsd:gYear`) + holds("s2", "d2", "2013-03-24", "b", "president", ""), "president s2 s1"},
		{"two-holders", "after a term", office + told("s1", "d1", "2011-03-24", "a", "appointedTo", ":president", `; gb:start "2011"^^xsd:gYear ; gb:end "2012"^^xsd:gYear`) + holds("s2", "d2", "2013-03-24", "b", "president", ""), ""},
		{"member-and-observer", "of one day", told("s1", "d1", "2015-07-11", "ind", "memberOf", ":sco", "") + told("s2", "d2", "2015-07-11", "ind", "observerOf", ":sco", ""), "ind s1 s2"},
		{"member-and-observer", "observer before it joined", told("s1", "d1", "2017-06-09", "ind", "joined", ":sco", `; gb:start "2017-06-09"^^xsd:date`) + told("s2", "d2", "2015-07-11", "ind", "observerOf", ":sco", ""), ""},
		{"member-and-observer", "observer after it joined", told("s1", "d1", "2017-06-09", "ind", "joined", ":sco", `; gb:start "2017-06"^^xsd:gYearMonth`) + told("s2", "d2", "2018-07-11", "ind", "observerOf", ":sco", ""), "ind s1 s2"},
		{"two-cities", "of one meeting", city + told("s1", "d1", "2013-03-24", "m", "heldIn", ":x", "") + told("s2", "d2", "2013-03-24", "m", "heldIn", ":y", ""), "m s1 s2"},
		{"two-cities", "of one meeting under two IRIs", city + told("s1", "d1", "2013-03-24", "m", "heldIn", ":x", "") + told("s2", "d2", "2013-03-24", "n", "heldIn", ":y", "") + `:n gb:same :m .`, "m s1 s2"},
		{"two-cities", "a city and its state", city + told("s1", "d1", "2013-03-24", "m", "heldIn", ":x", "") + told("s2", "d2", "2013-03-24", "m", "heldIn", ":y", "") + `:x gb:locatedIn :w . :w gb:locatedIn :y .`, ""},
		{"two-cities", "a city and a house in it", city + told("s1", "d1", "2013-03-24", "m", "heldIn", ":x", "") + told("s2", "d2", "2013-03-24", "m", "heldIn", ":z", ""), ""},
		{"two-dates", "of one meeting", told("s1", "d1", "2013-03-24", "m", "heldOn", `"2013-03-24"^^xsd:date`, "") + told("s2", "d2", "2013-03-24", "m", "heldOn", `"2013-03-25/2013-03-26"^^edtf:EDTF`, ""), "m s1 s2"},
		{"two-dates", "one within the other", told("s1", "d1", "2013-03-24", "m", "heldOn", `"2013-03"^^xsd:gYearMonth`, "") + told("s2", "d2", "2013-03-24", "m", "heldOn", `"2013-03-25/2013-03-26"^^edtf:EDTF`, ""), ""},
		{"end-before-start", "days", told("s1", "d1", "2013-03-24", "a", "appointedTo", ":o", `; gb:start "2013-05-01"^^xsd:date ; gb:end "2013-04-30"^^xsd:date`), "a s1"},
		{"end-before-start", "a day in its month", told("s1", "d1", "2013-03-24", "a", "appointedTo", ":o", `; gb:start "2013-05-10"^^xsd:date ; gb:end "2013-05"^^xsd:gYearMonth`), ""},
		{"end-before-start", "a month in its year", told("s1", "d1", "2013-03-24", "a", "appointedTo", ":o", `; gb:start "2013"^^xsd:gYear ; gb:end "2013-05"^^xsd:gYearMonth`), ""},
		{"end-before-start", "an interval", told("s1", "d1", "2013-03-24", "m", "heldOn", `"2013-03-25/2013-03-24"^^edtf:EDTF`, ""), "m s1"},
		{"office-after-removal", "later", told("s1", "d1", "2013-03-24", "a", "removedFrom", ":o", "") + told("s2", "d2", "2014-01-01", "a", "holdsOffice", ":o", ""), "a s1 s2"},
		{"office-after-removal", "earlier", told("s1", "d1", "2013-03-24", "a", "removedFrom", ":o", "") + told("s2", "d2", "2012-01-01", "a", "holdsOffice", ":o", ""), ""},
		{"office-after-removal", "given back", told("s1", "d1", "2013-03-24", "a", "removedFrom", ":o", "") + told("s2", "d2", "2014-01-01", "a", "holdsOffice", ":o", "") + told("s3", "d3", "2013-10-01", "a", "appointedTo", ":o", ""), ""},
		{"two-chairs", "of one day", told("s1", "d1", "2014-05-21", "chn", "chairsOrg", ":cica", `; gb:tense "current"`) + told("s2", "d2", "2014-05-21", "tur", "chairsOrg", ":cica", `; gb:tense "current"`), "cica s1 s2"},
		{"two-chairs", "one of them past", told("s1", "d1", "2014-05-21", "chn", "chairsOrg", ":cica", `; gb:tense "current"`) + told("s2", "d2", "2014-05-21", "tur", "chairsOrg", ":cica", `; gb:tense "past"`), ""},
		{"triple-without-statement", "left behind", told("s1", "d1", "2014-05-21", "a", "metWith", ":b", "") + `:a gb:metWith :c .`, "a"},
		{"triple-without-statement", "derived", told("s1", "d1", "2014-05-21", "a", "metWith", ":b", "") + `:a gb:metWith :c . :st2 a gb:DerivedStatement ; rdf:subject :a ; rdf:predicate gb:metWith ; rdf:object :c .`, ""},
		{"triple-without-statement", "none", told("s1", "d1", "2014-05-21", "a", "metWith", ":b", ""), ""},
		{"statement-without-triple", "lost", `:s1 a gb:Statement ; rdf:subject :a ; rdf:predicate gb:metWith ; rdf:object :b ; gb:modality gb:asserted .`, "a s1"},
		{"statement-without-triple", "of a former office", `:s1 a gb:Statement ; rdf:subject :a ; rdf:predicate gb:holdsOffice ; rdf:object :b ; gb:modality gb:asserted ; gb:status "former" .`, ""},
	} {
		t.Run(c.check+"/"+c.name, func(t *testing.T) {
			all, err := ReadQueries(ontology.Checks())
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(all, func(q Query) bool { return q.Name == c.check })
			if i < 0 {
				t.Fatalf("there is no check %s", c.check)
			}
			found, err := Queries(context.Background(), dataset(t, c.data), all[i:i+1], options(t))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range found {
				got = append(got, strings.Join(append([]string{f.Focus.Value}, f.Statements...), " "))
			}
			if text := strings.ReplaceAll(strings.Join(got, "; "), "http://ex.org/", ""); text != c.want {
				t.Errorf("found %q, want %q", text, c.want)
			}
		})
	}
}

// TestBuiltinQueries demands that each says what it is in both languages.
func TestBuiltinQueries(t *testing.T) {
	all, err := ReadQueries(ontology.Checks())
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 9 {
		t.Errorf("only %d checks", len(all))
	}
	for _, q := range all {
		if q.Title == "" || q.TitleZH == "" || q.About == "" {
			t.Errorf("%s has no title, no Chinese title or no sentence about it", q.Name)
		}
	}
}

func TestReadQueries(t *testing.T) {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	good := fstest.MapFS{
		"a.rq":  file("# Title\n# zh: 标题\n# severity: info\n# About\n# it.\nSELECT * {\n VALUES ?x {\n #table t.tsv b a\n }\n}\n"),
		"t.tsv": file("# comment\na\tb\n1\tx\"y\n2\tz\n"), "notes.txt": file("x"),
	}
	qs, err := ReadQueries(good, ".")
	if err != nil || len(qs) != 1 {
		t.Fatal(qs, err)
	}
	q := qs[0]
	if q.Name != "a" || q.Title != "Title" || q.TitleZH != "标题" || q.Severity != Info || q.About != "About it." {
		t.Errorf("read %+v", q)
	}
	if !strings.Contains(q.Text, `("x\"y" "1") ("z" "2")`) {
		t.Errorf("the table became %q", q.Text)
	}
	for text, want := range map[string]string{
		"SELECT * {}":                      "begins with a comment line",
		"# T\n# severity: grave\nSELECT *": `no severity is called "grave"`,
		"# T\n#table u.tsv a\n":            "u.tsv",
		"# T\n#table t.tsv c\n":            `no column "c"`,
		"# T\n#table t.tsv\n":              "write #table",
	} {
		_, err := ReadQueries(fstest.MapFS{"a.rq": file(text), "t.tsv": good["t.tsv"]}, ".")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want %q in it", text, err, want)
		}
	}
	for query, want := range map[string]string{"SELECT ?x {": "line 1", "ASK {}": "a check is a SELECT"} {
		_, err := Queries(context.Background(), dataset(t, ""), []Query{{Name: "bad", Text: query}}, options(t))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "bad") {
			t.Errorf("%s gives %v, want %q in it", query, err, want)
		}
	}
}

func TestQuotations(t *testing.T) {
	const place = `:sel gb:byteStart %d ; gb:byteEnd %d ; oa:start %d ; oa:end %d ; oa:exact "%s" .`
	clean := text.New("卡兰国总统贝尔萨")
	for _, c := range []struct {
		name, graph string
		text        *text.Text
		want        string
	}{
		{"right", fmt.Sprintf(place, 9, 15, 3, 5, "总统"), clean, ""},
		{"other words", fmt.Sprintf(place, 9, 15, 3, 5, "总理"), clean, "the text has “总统” there"},
		{"other bytes", fmt.Sprintf(place, 9, 16, 3, 5, "总统"), clean, "the bytes are 9 to 15"},
		{"behind the end", fmt.Sprintf(place, 9, 15, 3, 50, "总统"), clean, "the text at 8"},
		{"without a text", fmt.Sprintf(place, 9, 16, 3, 5, "总理"), nil, ""},
		{"too many words for the place", fmt.Sprintf(place, 9, 16, 3, 5, "副总理"), nil, "2 characters, the quotation 3"},
		{"a sentence", `:sel gb:byteStart 0 ; gb:byteEnd 3 ; oa:start 0 ; oa:end 1 .`, clean, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			ds := dataset(t, ":d { "+c.graph+" }")
			documents := func(yield func(Document, error) bool) { yield(Document{"http://ex.org/d", c.text}, nil) }
			found, err := Quotations(context.Background(), ds, documents)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case c.want == "" && len(found) > 0:
				t.Errorf("found %s", found[0].Message("en"))
			case c.want != "" && (len(found) != 1 || !strings.Contains(found[0].Message("en"), c.want)):
				t.Errorf("found %v, want %q", found, c.want)
			}
		})
	}
}

// TestReport has findings of each kind in one report, worst first.
func TestReport(t *testing.T) {
	ds := dataset(t, `:a :p 1 . :d { :sel oa:start 0 ; oa:end 1 ; oa:exact "甲乙" }`)
	shapes, err := shacl.Parse([]rdf.Quad{
		{S: rdf.NewIRI("http://ex.org/shapes#S"), P: rdf.NewIRI(shacl.NS + "targetSubjectsOf"), O: rdf.NewIRI("http://ex.org/p")},
		{S: rdf.NewIRI("http://ex.org/shapes#S"), P: rdf.NewIRI(shacl.NS + "class"), O: rdf.NewIRI("http://ex.org/C")},
		{S: rdf.NewIRI("http://ex.org/shapes#S"), P: rdf.NewIRI(shacl.NS + "severity"), O: rdf.NewIRI(shacl.Info)},
	})
	if err != nil {
		t.Fatal(err)
	}
	all, err := Shapes(context.Background(), ds, shapes, shacl.Options{})
	if err != nil {
		t.Fatal(err)
	}
	more, err := Quotations(context.Background(), ds, func(yield func(Document, error) bool) { yield(Document{IRI: "http://ex.org/d"}, nil) })
	if err != nil {
		t.Fatal(err)
	}
	all = append(all, more...)
	q := Query{Name: "own", Title: "Own", Severity: Warning, Text: "SELECT ?focus ?statement ?n { ?focus <http://ex.org/p> ?n BIND(<http://ex.org/st> AS ?statement) }"}
	if more, err = Queries(context.Background(), ds, []Query{q}, options(t)); err != nil {
		t.Fatal(err)
	}
	all = append(all, more...)
	Sort(all)
	var order []string
	for _, f := range all {
		order = append(order, f.Severity.String()+" "+f.Check)
	}
	if got := strings.Join(order, ", "); got != "violation quotations, warning own, info S" {
		t.Fatalf("the order is %s", got)
	}
	if d := all[1].Details; len(d) != 1 || d[0].Name != "n" || all[1].Message("zh-Hant") != "Own" {
		t.Errorf("the finding of the query is %+v", all[1])
	}
	count := map[string]int{}
	for _, q := range Quads(all) {
		count[q.P.Value[strings.LastIndexAny(q.P.Value, "/#")+1:]]++
	}
	for p, n := range map[string]int{"conforms": 1, "result": 3, "focusNode": 3, "resultSeverity": 3, "sourceConstraintComponent": 3, "sourceShape": 1, "wasDerivedFrom": 1} {
		if count[p] != n {
			t.Errorf("%d of %s in the report, want %d", count[p], p, n)
		}
	}
}
