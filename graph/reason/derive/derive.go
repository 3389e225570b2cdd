// Package derive draws further facts from those that documents state, by rules
// that are SPARQL CONSTRUCT queries, and keeps them in a graph of its own,
// …/graph/derived, beside those of the documents, which it never changes.
//
// A rule names a key: a variable of its query, such as the series whose meetings
// it puts in order. What a rule finds for one value of its key is a group. A
// group is a pure function of the statements within the rule's reach of its
// key, so that when documents come, change or go, only the groups near what
// changed are found again, and the graph is the same as if all had been found
// anew, whatever the order of loading. That holds for rules that ask what is
// not there (NOT EXISTS, MINUS, aggregates) as well as for others, because a
// group is never patched but always found again as a whole.
//
// Rules see all graphs as one, and all IRIs that the graph of identity takes for
// one thing as one. Rules that feed each other are run to a fixpoint: first
// all groups that something taken away may have supported are emptied, then
// what still follows is found again (delete and rederive: Gupta, Mumick and
// Subrahmanian 1993). A rule that asks what is not there must not feed what
// it asks for; the order of the others follows from what they read and write
// (stratification).
package derive

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/validity"
	"gongbao/ontology/vocab"
)

// Version is the version of the method. A store whose facts were derived by
// another is brought up to date as a whole.
const Version = "1"

// graphSuffix ends the name of the graph of derived facts, after a base IRI.
const graphSuffix = "graph/derived"

// Graph returns the name of the graph of derived facts below a base IRI, which
// ends in a slash.
func Graph(base string) string { return base + graphSuffix }

// Property is a qualifier of a statement, or its modality.
type Property struct {
	// Name is the IRI of the property.
	Name  string
	Value rdf.Term
}

// Statement is a derived fact.
type Statement struct {
	IRI string
	// Rule is the id of the rule, and Key the value of its key that the
	// statement was found for; empty for a rule without a key.
	Rule, Key                  string
	Subject, Predicate, Object rdf.Term
	// Properties are the qualifiers and the modality, sorted.
	Properties []Property
	// Premises are the IRIs of the statements it was derived from, sorted.
	Premises []string
}

// base returns the base IRI that a statement lies below: that of its first
// premise.
func (s *Statement) base() string {
	for _, p := range s.Premises {
		if before, _, ok := strings.Cut(p, "statement/"); ok {
			return before
		}
	}
	return vocab.DefaultBase
}

// finish puts the parts in order and gives the statement its IRI: a hash of
// rule, key and what it says, so that it is the same on each machine and stays
// when one of several grounds goes.
func (s *Statement) finish() {
	slices.SortFunc(s.Properties, compareProperties)
	s.Properties = slices.Compact(s.Properties)
	slices.Sort(s.Premises)
	s.Premises = slices.Compact(s.Premises)
	h := sha256.New()
	write := func(p string) {
		var size [8]byte
		for i, v := 0, len(p); i < len(size); i, v = i+1, v>>8 {
			size[i] = byte(v)
		}
		h.Write(size[:])
		h.Write([]byte(p))
	}
	for _, p := range []string{s.Rule, s.Key, termKey(s.Subject), termKey(s.Predicate), termKey(s.Object)} {
		write(p)
	}
	for _, p := range s.Properties {
		write(p.Name)
		write(termKey(p.Value))
	}
	s.IRI = s.base() + "statement/" + strings.ToLower(base32.StdEncoding.EncodeToString(h.Sum(nil))[:20])
}

func compareProperties(a, b Property) int {
	return slices.Compare([]string{a.Name, termKey(a.Value)}, []string{b.Name, termKey(b.Value)})
}

// termKey is different for different terms.
func termKey(t rdf.Term) string {
	return string(rune('0'+t.Kind)) + t.Value + "\x00" + t.Datatype + "\x00" + t.Lang
}

// offNow lists the values of the qualifiers status and tense that say that a
// statement is not of the present.
var offNow = map[string]bool{"former": true, "designate": true, "elect": true, "past": true, "next": true}

// direct reports whether the statement is a direct triple as well, as those of
// documents are: where it is asserted and not of another time.
func (s *Statement) direct() bool {
	for _, p := range s.Properties {
		switch p.Name {
		case vocab.Modality:
			if p.Value.Value != vocab.ModalityAsserted {
				return false
			}
		case vocab.Status, vocab.Tense:
			if offNow[p.Value.Value] {
				return false
			}
		}
	}
	return true
}

// Triple returns the direct triple, in the graph of derived facts.
func (s *Statement) triple() rdf.Quad {
	return rdf.Quad{S: s.Subject, P: s.Predicate, O: s.Object, G: rdf.NewIRI(Graph(s.base()))}
}

// Quads returns the quads of the statement's node.
func (s *Statement) quads() []rdf.Quad {
	g, node := rdf.NewIRI(Graph(s.base())), rdf.NewIRI(s.IRI)
	var out []rdf.Quad
	add := func(p string, o rdf.Term) {
		out = append(out, rdf.Quad{S: node, P: rdf.NewIRI(p), O: o, G: g})
	}
	add(vocab.RDFType, rdf.NewIRI(vocab.ClassDerivedStatement))
	add(vocab.RDFType, rdf.NewIRI(vocab.RDFStatement))
	add(vocab.RDFSubject, s.Subject)
	add(vocab.RDFPredicate, s.Predicate)
	add(vocab.RDFObject, s.Object)
	add(vocab.Rule, rdf.NewString(s.Rule))
	for _, p := range s.Properties {
		add(p.Name, p.Value)
	}
	if t := s.time(); t != "" {
		add(vocab.ValidTime, rdf.NewLiteral(t, vocab.EDTF))
	}
	for _, p := range s.Premises {
		add(vocab.PROVWasDerivedFrom, rdf.NewIRI(p))
	}
	return out
}

// time returns the valid time as EDTF, as the statements of documents have it;
// empty where none is told.
func (s *Statement) time() string {
	var v validity.Statement
	v.Set(vocab.RDFPredicate, s.Predicate.Value)
	for _, p := range s.Properties {
		v.Set(p.Name, p.Value.Value)
	}
	return v.Time()
}

// same reports whether two statements of one IRI rest on the same grounds.
func (s *Statement) same(o *Statement) bool {
	return s.IRI == o.IRI && slices.Equal(s.Premises, o.Premises)
}
