package lookup

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/graph/validity"
	"gongbao/ontology/vocab"
)

// Agreement tells how the documents stand to a fact: those that state it, of the
// same things under any of their IRIs, in the same modality and of a time that
// can be the same; and those that contradict it. Derived statements are no
// documents and do not count.
type Agreement struct {
	// Documents is the number of documents that state it; First and Last are
	// the dates of the earliest and the latest of those that are dated.
	Documents int    `json:"documents"`
	First     string `json:"first,omitempty"`
	Last      string `json:"last,omitempty"`
	// Against are the statements that contradict it, by document.
	Against []Contradiction `json:"against,omitempty"`
}

// Contradiction is a statement that contradicts a fact.
type Contradiction struct {
	// Kind is denied, where one of the two denies what the other states, or
	// value, where a relation that has one value is given another.
	Kind string `json:"kind"`
	// Ref is the short name of the statement, Object its value.
	Ref    string `json:"ref"`
	Object Node   `json:"object"`
	// Document is the IRI of the document, Date its date where it is known.
	Document string `json:"document"`
	Date     string `json:"date,omitempty"`
}

// Kinds of contradictions.
const (
	Denied     = "denied"
	OtherValue = "value"
)

// Agreements compares what documents say. It keeps what it has read for the
// next statement, and is for one goroutine.
type Agreements struct {
	*View
	// read holds the statements of documents by relation and things.
	read map[string][]*saying
	// denied holds what something is denied of, once it was asked for.
	denied map[*group]bool
}

// NewAgreements returns an Agreements that reads through a View.
func NewAgreements(v *View) *Agreements { return &Agreements{View: v, read: map[string][]*saying{}} }

// Of returns how the documents stand to what a statement says.
func (v *Agreements) Of(ctx context.Context, st *Statement) (*Agreement, error) {
	near, err := v.sayings(ctx, st)
	if err != nil {
		return nil, err
	}
	a := new(Agreement)
	documents := map[rdf.ID]bool{}
	for _, o := range near {
		same, err := v.one(ctx, st.Object, o.object)
		if err != nil {
			return nil, err
		}
		kind := ""
		switch {
		case same && o.modality == st.Modality && meet(spanText(st.Start, st.End), o.time()):
			if !documents[o.graph] {
				documents[o.graph] = true
				_, date, err := v.source(ctx, o.graph)
				if err != nil {
					return nil, err
				}
				a.count(date)
			}
		case same && (o.modality == Denied) != (st.Modality == Denied) && meet(spanText(st.Start, st.End), o.time()):
			kind = Denied
		case !same && vocab.IsSingleValued(st.Relation) && st.Modality == asserted && o.modality == asserted:
			other, err := v.otherValue(ctx, st.Object, o.object)
			if err != nil {
				return nil, err
			}
			if other {
				kind = OtherValue
			}
		}
		if kind == "" {
			continue
		}
		c, err := v.contradiction(ctx, kind, o)
		if err != nil {
			return nil, err
		}
		a.Against = append(a.Against, c)
	}
	slices.SortFunc(a.Against, func(x, y Contradiction) int {
		return cmp.Or(strings.Compare(x.Kind, y.Kind), strings.Compare(x.Date, y.Date), strings.Compare(x.Document, y.Document), strings.Compare(x.Ref, y.Ref))
	})
	return a, nil
}

// contradiction tells of a statement that contradicts another.
func (v *Agreements) contradiction(ctx context.Context, kind string, o *saying) (Contradiction, error) {
	c := Contradiction{Kind: kind}
	node, err := v.snap.Term(o.node)
	if err != nil {
		return c, err
	}
	c.Ref = registry.Ref(node.Value)
	if o.object.Kind == rdf.IRI {
		c.Object.IRI = o.object.Value
	}
	if c.Object.Label, err = v.Label(ctx, o.object); err != nil {
		return c, err
	}
	c.Document, c.Date, err = v.source(ctx, o.graph)
	return c, err
}

// asserted is the modality of what a text states as a fact.
const asserted = "asserted"

// count counts a document of a date.
func (a *Agreement) count(date string) {
	a.Documents++
	if date == "" {
		return
	}
	if a.First == "" || date < a.First {
		a.First = date
	}
	a.Last = max(a.Last, date)
}

// sayings returns the statements of documents by the relation of a statement
// about its subject, under any of its IRIs: all of them where the relation has
// one value, else those about the same object.
func (v *Agreements) sayings(ctx context.Context, st *Statement) ([]*saying, error) {
	key, err := v.canonical(ctx, st.Subject.IRI)
	if err != nil {
		return nil, err
	}
	key += "\x00" + st.Predicate
	if !vocab.IsSingleValued(st.Relation) {
		object, err := v.canonical(ctx, st.Object.IRI)
		if err != nil {
			return nil, err
		}
		key += "\x00" + cmp.Or(object, st.Object.Label)
	}
	if all, ok := v.read[key]; ok {
		return all, nil
	}
	subjects, err := v.irisOf(ctx, st.Subject.IRI)
	if err != nil {
		return nil, err
	}
	by := []string{vocab.RDFSubject}
	of := [][]string{subjects}
	if st.Object.IRI != "" && !vocab.IsSingleValued(st.Relation) {
		objects, err := v.irisOf(ctx, st.Object.IRI)
		if err != nil {
			return nil, err
		}
		by, of = append(by, vocab.RDFObject), append(of, objects)
	}
	nodes, err := v.naming(ctx, by, of)
	if err != nil {
		return nil, err
	}
	relation, err := v.id(st.Predicate)
	if err != nil {
		return nil, err
	}
	var out []*saying
	for _, q := range nodes {
		says, err := v.readSaying(ctx, q, relation)
		if err != nil {
			return nil, err
		}
		if says == nil {
			continue
		}
		one, err := v.one(ctx, st.Subject, says.subject)
		if err != nil {
			return nil, err
		}
		if one {
			out = append(out, says)
		}
	}
	v.read[key] = out
	return out, nil
}

// naming returns the quads by which nodes name things by the property that does
// so least often; of gives the IRIs for each property.
func (v *View) naming(ctx context.Context, by []string, of [][]string) ([]rdf.IDQuad, error) {
	var best []rdf.IDQuad
	least := ^uint64(0)
	order := []int{0}
	if len(by) == 2 {
		if order = []int{0, 1}; len(of[1]) < len(of[0]) {
			order = []int{1, 0}
		}
	}
	for _, i := range order {
		p, err := v.id(by[i])
		if err != nil || p == 0 {
			return nil, err
		}
		var patterns []rdf.IDQuad
		n := uint64(0)
		if uint64(len(of[i])) >= least {
			continue // each IRI is named at least once
		}
		for _, iri := range of[i] {
			if n >= least {
				break
			}
			id, ok, err := v.snap.ID(rdf.NewIRI(iri))
			if err != nil {
				return nil, err
			}
			if ok {
				pattern := rdf.IDQuad{rdf.P: p, rdf.O: id}
				some, _ := v.snap.Estimate(pattern)
				patterns, n = append(patterns, pattern), n+some
			}
		}
		if n < least {
			best, least = patterns, n
		}
	}
	var out []rdf.IDQuad
	for _, pattern := range best {
		err := v.each(ctx, pattern, func(q rdf.IDQuad) error {
			out = append(out, q)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// saying is as much of a document's statement as comparing needs.
type saying struct {
	node, graph     rdf.ID
	subject, object rdf.Term
	modality        string
	start, end      string
}

// readSaying reads the statement that a quad belongs to; nil where it is of
// another relation, or of no document.
func (v *Agreements) readSaying(ctx context.Context, q rdf.IDQuad, relation rdf.ID) (*saying, error) {
	var parts [len(sayingParts)]rdf.ID
	for i, iri := range sayingParts {
		var err error
		if parts[i], err = v.id(iri); err != nil {
			return nil, err
		}
	}
	derived, err := v.id(vocab.ClassDerivedStatement)
	if err != nil {
		return nil, err
	}
	// Most of a statement is its evidence, whose terms need not be read.
	var values [len(sayingParts)]rdf.ID
	is, ours := false, true
	err = v.each(ctx, rdf.IDQuad{rdf.S: q[rdf.S], rdf.G: q[rdf.G]}, func(q rdf.IDQuad) error {
		for i, p := range parts {
			if p != 0 && p == q[rdf.P] {
				values[i] = q[rdf.O]
				ours = ours && (derived == 0 || q[rdf.O] != derived)
				is = is || i == 0 && q[rdf.O] == relation
			}
		}
		return nil
	})
	if err != nil || !is || !ours {
		return nil, err
	}
	var terms [len(sayingParts)]rdf.Term
	for i, id := range values {
		if id != 0 {
			if terms[i], err = v.snap.Term(id); err != nil {
				return nil, err
			}
		}
	}
	return &saying{
		node: q[rdf.S], graph: q[rdf.G], subject: terms[1], object: terms[2],
		modality: localName(terms[3].Value), start: terms[4].Value, end: terms[5].Value,
	}, nil
}

// sayingParts are the properties that a saying is read from; the type comes
// with them, to tell derived statements.
var sayingParts = [...]string{vocab.RDFPredicate, vocab.RDFSubject, vocab.RDFObject, vocab.Modality, vocab.Start, vocab.End, vocab.RDFType}

// irisOf returns all IRIs that name one thing with that one.
func (v *View) irisOf(ctx context.Context, iri string) ([]string, error) {
	id, ok, err := v.snap.ID(rdf.NewIRI(iri))
	if err != nil || !ok {
		return []string{iri}, err
	}
	g, err := v.group(ctx, id)
	if err != nil {
		return nil, err
	}
	return v.iris(g)
}

// one reports whether a node and a term are one thing, or the same value.
func (v *View) one(ctx context.Context, a Node, b rdf.Term) (bool, error) {
	switch {
	case a.IRI == "":
		return b.Kind == rdf.Literal && a.Label == b.Value, nil
	case b.Kind != rdf.IRI:
		return false, nil
	case a.IRI == b.Value:
		return true, nil
	}
	x, err := v.canonical(ctx, a.IRI)
	if err != nil {
		return false, err
	}
	y, err := v.canonical(ctx, b.Value)
	return x == y, err
}

// otherValue reports whether two values of one thing contradict each other.
// Times do where they have no day in common, and things where both are of one
// class and known by a code, and neither lies in the other: a city and its
// state, or a venue, are no contradiction.
func (v *View) otherValue(ctx context.Context, a Node, b rdf.Term) (bool, error) {
	if a.IRI == "" || b.Kind != rdf.IRI {
		return a.IRI == "" && b.Kind == rdf.Literal && !meet(a.Label, b.Value), nil
	}
	x, err := v.Entity(ctx, a.IRI)
	if err != nil || x == nil {
		return false, err
	}
	y, err := v.Entity(ctx, b.Value)
	if err != nil || y == nil {
		return false, err
	}
	if len(x.Codes) == 0 || len(y.Codes) == 0 || !slices.Equal(x.Classes, y.Classes) {
		return false, nil
	}
	for _, pair := range [][2]string{{a.IRI, b.Value}, {b.Value, a.IRI}} {
		for _, relation := range []string{vocab.LocatedIn, vocab.PartOf} {
			in, err := v.says(ctx, pair[0], relation, pair[1])
			if err != nil || in {
				return false, err
			}
		}
	}
	return true, nil
}

// says reports whether there is a direct triple.
func (v *View) says(ctx context.Context, s, p, o string) (bool, error) {
	var pattern rdf.IDQuad
	for i, iri := range []string{s, p, o} {
		id, ok, err := v.snap.ID(rdf.NewIRI(iri))
		if err != nil || !ok {
			return false, err
		}
		pattern[i] = id
	}
	it := v.snap.Match(ctx, pattern, store.Order{rdf.S, rdf.P, rdf.O, rdf.G})
	is := it.Next()
	return is, it.Close()
}

// source returns the IRI of a document and its date, "" where it is not known.
func (v *View) source(ctx context.Context, graph rdf.ID) (iri, date string, err error) {
	t, err := v.snap.Term(graph)
	if err != nil {
		return "", "", err
	}
	d, err := v.Document(ctx, t.Value)
	if err != nil || d == nil {
		return t.Value, "", err
	}
	return t.Value, d.Date, nil
}

// time returns the time of a statement.
func (o *saying) time() string { return spanText(o.start, o.end) }

// spanText returns a start and an end as a date or an interval, "" where
// neither is told.
func spanText(start, end string) string {
	switch {
	case start == end, strings.Contains(start, "/"):
		return start
	}
	return start + "/" + end
}

// meet reports whether two times may have a day in common. Those that are not
// told or cannot be read may.
func meet(a, b string) bool {
	x, okX := validity.ParseInterval(a)
	y, okY := validity.ParseInterval(b)
	return !okX || !okY || x.Meets(y)
}
