package exports

import (
	"context"
	"testing"

	"gongbao/graph/rdf"
	"gongbao/ontology/vocab"
)

// TestTimeProfile asks of the times of statements what they become in OWL-Time.
func TestTimeProfile(t *testing.T) {
	const time = "http://www.w3.org/2006/time#"
	doc := rdf.NewIRI("http://x/doc")
	var quads []rdf.Quad
	add := func(s, p string, o rdf.Term) {
		quads = append(quads, rdf.Quad{S: rdf.NewIRI("http://x/" + s), P: rdf.NewIRI(p), O: o, G: doc})
	}
	add("doc", vocab.DCTDate, rdf.NewLiteral("2012-06-07", vocab.XSDDate))
	for _, st := range [][2]string{{"term", "2013-01/2015"}, {"since", "2012-06-06/"}, {"open", "2012/.."}, {"day", "2012-06-06"}, {"doubt", "/2012?"}, {"none", ""}} {
		add(st[0], vocab.RDFSubject, rdf.NewIRI("http://x/s"))
		add(st[0], vocab.RDFPredicate, rdf.NewIRI(vocab.HoldsOffice))
		add(st[0], vocab.RDFObject, rdf.NewIRI("http://x/o"))
		add(st[0], vocab.Modality, rdf.NewIRI(vocab.ModalityAsserted))
		add(st[0], vocab.PROVWasDerivedFrom, doc)
		if st[1] != "" {
			add(st[0], vocab.ValidTime, rdf.NewLiteral(st[1], vocab.EDTF))
		}
	}
	add("meeting", vocab.HeldOn, rdf.NewLiteral("2012-06-06/2012-06-07", vocab.EDTF))
	src, err := Profile(context.Background(), FromQuads(quads), "time")
	if err != nil {
		t.Fatal(err)
	}
	got, err := ReadAll(context.Background(), src)
	if err != nil {
		t.Fatal(err)
	}
	// follow returns what a path of properties leads to from a node, as text.
	follow := func(node string, path ...string) string {
		at := "http://x/" + node
		for _, p := range path {
			next := ""
			for _, q := range got {
				if q.S.Value == at && q.P.Value == time+p {
					next = q.O.Value
				}
			}
			at = next
		}
		return at
	}
	for _, c := range []struct{ node, end, property, want string }{
		{"term", "hasBeginning", "inXSDgYearMonth", "2013-01"},
		{"term", "hasEnd", "inXSDgYear", "2015"},
		{"since", "hasBeginning", "inXSDDate", "2012-06-06"},
		{"since", "hasEnd", "inXSDDate", ""},
		{"open", "hasBeginning", "inXSDgYear", "2012"},
		{"open", "hasEnd", "inXSDgYear", ""},
		{"day", "hasBeginning", "inXSDDate", "2012-06-06"},
		{"day", "hasEnd", "inXSDDate", "2012-06-06"},
		{"doubt", "hasBeginning", "inXSDgYear", ""},
		{"doubt", "hasEnd", "inXSDgYear", ""},
		{"none", "hasBeginning", "inXSDDate", ""},
		{"meeting", "hasBeginning", "inXSDDate", "2012-06-06"},
		{"meeting", "hasEnd", "inXSDDate", "2012-06-07"},
	} {
		if value := follow(c.node, "hasTime", c.end, c.property); value != c.want {
			t.Errorf("%s: %s %s is %q, want %q", c.node, c.end, c.property, value, c.want)
		}
	}
	if name := follow("doubt", "hasTime", "hasEnd", "inTimePosition", "nominalPosition"); name != "2012?" {
		t.Errorf("an uncertain end is %q", name)
	}
	if follow("none", "hasTime") != "" {
		t.Error("a statement without a time has an interval: is it the document's date?")
	}
}
