package ontology

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"

	"gongbao/graph/rdf"
	"gongbao/ontology/vocab"
)

// Term is a class, property or individual that gongbao.ttl defines.
type Term struct {
	IRI string
	// Types are the IRIs of its classes in the order of the file.
	Types []string
	// Labels are its names by language tag: en, zh-Hans, zh-Hant.
	Labels map[string]string
	// Comment says in English what it means.
	Comment string
}

// Label returns the term's name in a language; where there is none in that
// language, the English one.
func (t *Term) Label(lang string) string {
	if l, ok := t.Labels[lang]; ok {
		return l
	}
	return t.Labels["en"]
}

// Terms returns what gongbao.ttl defines in the project's own namespace, in the
// order of the file. The file is read once.
func Terms() ([]*Term, error) { return terms() }

var terms = sync.OnceValues(func() ([]*Term, error) {
	data, err := files.ReadFile("gongbao.ttl")
	if err != nil {
		return nil, err
	}
	ts, err := readTerms(data)
	if err != nil {
		return nil, fmt.Errorf("gongbao.ttl: %w", err)
	}
	return ts, nil
})

// readTerms reads an ontology in Turtle.
func readTerms(data []byte) ([]*Term, error) {
	const comment = "http://www.w3.org/2000/01/rdf-schema#comment"
	r := rdf.Open(bytes.NewReader(data), rdf.Turtle, "")
	byIRI := map[string]*Term{}
	var out []*Term
	for {
		q, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if len(q.S.Value) <= len(vocab.NS) || q.S.Value[:len(vocab.NS)] != vocab.NS {
			continue
		}
		t := byIRI[q.S.Value]
		if t == nil {
			t = &Term{IRI: q.S.Value, Labels: map[string]string{}}
			byIRI[t.IRI] = t
			out = append(out, t)
		}
		switch {
		case q.P.Value == vocab.RDFType:
			t.Types = append(t.Types, q.O.Value)
		case q.P.Value == vocab.RDFSLabel:
			t.Labels[q.O.Lang] = q.O.Value
		case q.P.Value == comment && q.O.Lang == "en":
			t.Comment = q.O.Value
		}
	}
}
