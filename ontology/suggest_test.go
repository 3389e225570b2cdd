package ontology

import (
	"testing"

	"gongbao/ontology/vocab"
)

func TestFind(t *testing.T) {
	for _, name := range []string{"gb:holdsOffice", "holdsOffice", "HoldsOffice", vocab.HoldsOffice, "<" + vocab.HoldsOffice + ">", "holds office", "担任", "擔任"} {
		term, err := Find(name)
		if err != nil || term == nil || term.IRI != vocab.HoldsOffice {
			t.Errorf("Find(%s) = %v, %v", name, term, err)
		}
	}
	if term, err := Find("gb:holdOffice"); term != nil || err != nil {
		t.Errorf("gb:holdOffice was found: %v, %v", term, err)
	}
}

func TestSuggest(t *testing.T) {
	for local, want := range map[string]string{
		"holdOffice": "holdsOffice", "person": "Person", "organization": "Organisation", "attend": "attended", "heldin": "heldIn",
		"membrOf": "memberOf", "hodlsOffice": "holdsOffice", "modalty": "modality", "partOfSerie": "partOfSeries", "Persons": "Person",
	} {
		ts, err := Suggest(local)
		if err != nil || len(ts) == 0 || ts[0].Local() != want {
			t.Errorf("Suggest(%s) = %v, %v, want %s first", local, ts, err, want)
		}
	}
	for _, local := range []string{"zzzzzz", "colourOfHair", ""} {
		if ts, err := Suggest(local); len(ts) > 0 || err != nil {
			t.Errorf("Suggest(%s) = %v, %v", local, ts[0].IRI, err)
		}
	}
}
