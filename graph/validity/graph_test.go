package validity

import (
	"errors"
	"testing"

	"gongbao/ontology/vocab"
)

// nodes is a graph in memory: pairs of property and value by node.
type nodes map[string][][2]string

func (n nodes) Properties(node string, take func(property string, value func() string)) error {
	if node == "broken" {
		return errors.New("no")
	}
	for _, p := range n[node] {
		take(p[0], func() string { return p[1] })
	}
	return nil
}

func TestOf(t *testing.T) {
	g := nodes{
		"doc":     {{vocab.DCTDate, "2012-06-07"}},
		"other":   {{vocab.DCTDate, "2012-06-07"}},
		"undated": {},
		"holds":   {{vocab.RDFPredicate, vocab.HoldsOffice}, {vocab.PROVWasDerivedFrom, "doc"}, {vocab.Modality, vocab.ModalityAsserted}},
		"former":  {{vocab.RDFPredicate, vocab.HoldsOffice}, {vocab.PROVWasDerivedFrom, "doc"}, {vocab.Status, "former"}, {vocab.Modality, vocab.ModalityAsserted}},
		"met":     {{vocab.RDFPredicate, vocab.MetWith}, {vocab.Start, "2012-06-06"}, {vocab.PROVWasDerivedFrom, "doc"}},
		"member":  {{vocab.RDFPredicate, vocab.MemberOf}, {vocab.Start, "2010"}, {vocab.PROVWasDerivedFrom, "undated"}},
		"derived": {{vocab.RDFPredicate, vocab.Represents}, {vocab.PROVWasDerivedFrom, "holds"}, {vocab.PROVWasDerivedFrom, "member"}},
		"timed":   {{vocab.RDFPredicate, vocab.Represents}, {vocab.PROVWasDerivedFrom, "holds"}, {vocab.End, "2011"}},
		"circle":  {{vocab.RDFPredicate, vocab.Represents}, {vocab.PROVWasDerivedFrom, "circle"}},
		"next":    {{vocab.RDFPredicate, vocab.ChairsOrg}, {vocab.Tense, "next"}, {vocab.Start, "2012-01-01"}, {vocab.PROVWasDerivedFrom, "doc"}},
		"decree":  {{vocab.RDFPredicate, vocab.AppointedTo}, {vocab.Start, "2012-06-07"}, {vocab.Inferred, "document_date"}, {vocab.PROVWasDerivedFrom, "doc"}},
		"rests":   {{vocab.RDFPredicate, vocab.Represents}, {vocab.PROVWasDerivedFrom, "broken"}},
	}
	for _, c := range []struct {
		statement, at string
		want          Verdict
	}{
		{"holds", "2012-06-07", Holds},
		{"holds", "2012-06-08", Unknown},
		{"former", "2012-06-07", No},
		{"met", "2012-06-06", Holds},
		{"met", "2012-06-07", No},
		{"member", "2012-06-07", Possible},
		{"derived", "2012-06-07", Possible}, // the weaker of holds and possible
		{"derived", "2012-06-08", Unknown},
		{"derived", "2009", No},
		{"timed", "2012-06-07", No},
		{"circle", "2012", Unknown},
		{"next", "2012-06-07", Possible},
		{"decree", "2012-06-07", Possible},
		{"doc", "2012-06-07", Unknown},
		{"nothing", "2012", Unknown},
	} {
		d, ok := Parse(c.at)
		if !ok {
			t.Fatal(c.at)
		}
		if got, err := Of(g, c.statement, d); err != nil || got != c.want {
			t.Errorf("%s at %s is %v, %v, want %v", c.statement, c.at, got, err, c.want)
		}
	}
	if _, err := Of(g, "rests", Date{}); err == nil {
		t.Error("the graph's error is lost")
	}
}
