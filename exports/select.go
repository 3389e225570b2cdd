package exports

import (
	"context"
	"fmt"

	"gongbao/graph/rdf"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// Selection says which part of a dataset is exported. What is given narrows:
// a statement must satisfy all of it. With a statement go its evidence, its
// document, and the names of the things it speaks of; of direct triples those
// that a selected statement carries, and what the dataset says without
// statements about the things asked for.
type Selection struct {
	// Graphs are IRIs of documents or other named graphs.
	Graphs []string
	// Classes are IRIs of classes of which the subject or the object must be.
	Classes []string
	// Around are IRIs of entities, and Depth is how many statements away from
	// one of them a thing may be; 0 means 1.
	Around []string
	Depth  int
	// From and To are days, months or years; a statement must hold at some time
	// between them. The time of a statement is its start and end, else the date
	// that is its object, else the date of its document.
	From, To string
	// Things, when not nil, are statements or things that a query found.
	Things []rdf.Term
}

// whole reports whether a selection takes everything.
func (s *Selection) whole() bool {
	return len(s.Graphs) == 0 && s.byStatement()
}

// byStatement reports whether no statement has to be looked at.
func (s *Selection) byStatement() bool {
	return len(s.Classes) == 0 && len(s.Around) == 0 && s.From == "" && s.To == "" && s.Things == nil
}

// Select returns a part of the dataset of a snapshot, which stays the caller's
// to close. It is an error if a graph or an entity that it names is not there,
// or a time is none.
func Select(ctx context.Context, snap *store.Snapshot, s Selection) (Source, error) {
	if s.whole() {
		return FromStore(snap), nil
	}
	x := &selector{
		snap: snap, cache: newTermCache(snap), ctx: ctx, s: s, graphs: map[rdf.ID]bool{}, full: map[place]bool{}, described: map[place]bool{},
		direct: map[rdf.IDQuad]bool{}, relations: map[rdf.ID]bool{}, terms: map[string]rdf.ID{},
	}
	if err := x.names(); err != nil {
		return nil, err
	}
	if s.byStatement() {
		return storeSource{snap: snap, sorted: &subjectOrder{}, keep: func(q rdf.IDQuad) bool { return x.graphs[q[rdf.G]] }}, nil
	}
	if err := x.statements(); err != nil {
		return nil, err
	}
	return storeSource{snap: snap, sorted: &subjectOrder{}, keep: x.keep}, nil
}

// place is a subject in a graph.
type place struct{ subject, graph rdf.ID }

// selector finds what is selected, in ids.
type selector struct {
	snap   *store.Snapshot
	ctx    context.Context
	s      Selection
	graphs map[rdf.ID]bool
	cache  termCache
	terms  map[string]rdf.ID // ids of the IRIs that matter; 0 where there is none
	// classes, around and things are the things that statements must speak of;
	// nil where that is not asked.
	classes, around, things map[rdf.ID]bool
	machinery               map[rdf.ID]bool // evidence and selectors
	from, to                string

	relations map[rdf.ID]bool // properties that statements have as predicates
	direct    map[rdf.IDQuad]bool
	full      map[place]bool
	described map[place]bool
}

// keep reports whether a quad is selected.
func (x *selector) keep(q rdf.IDQuad) bool {
	at := place{q[rdf.S], q[rdf.G]}
	switch {
	case x.direct[q]:
		return true
	case x.full[at]:
		return !x.relations[q[rdf.P]]
	case x.described[at]:
		p := q[rdf.P]
		return p == x.terms[vocab.RDFType] || p == x.terms[vocab.SKOSPrefLabel] || p == x.terms[vocab.SKOSAltLabel] ||
			p == x.terms[vocab.RDFSLabel] || p == x.terms[vocab.Code]
	}
	return false
}

// id returns the id of an IRI, or 0.
func (x *selector) id(iri string) (rdf.ID, error) {
	if id, ok := x.terms[iri]; ok {
		return id, nil
	}
	id, _, err := x.snap.ID(rdf.NewIRI(iri))
	x.terms[iri] = id
	return id, err
}

// names looks up what the selection names.
func (x *selector) names() error {
	for _, iri := range x.s.Graphs {
		id, err := x.id(iri)
		if err != nil {
			return err
		}
		if n, _ := x.snap.Estimate(rdf.IDQuad{rdf.G: id}); id == 0 || n == 0 {
			return fmt.Errorf("there is no graph %s", iri)
		}
		x.graphs[id] = true
	}
	for _, iri := range []string{
		vocab.RDFType, vocab.SKOSPrefLabel, vocab.SKOSAltLabel, vocab.RDFSLabel, vocab.Code, vocab.RDFSubject, vocab.RDFPredicate,
		vocab.RDFObject, vocab.Modality, vocab.Start, vocab.End, vocab.DCTDate, vocab.ClassStatement,
	} {
		if _, err := x.id(iri); err != nil {
			return err
		}
	}
	var err error
	if len(x.s.Classes) > 0 {
		if x.classes, err = x.instances(x.s.Classes...); err != nil {
			return err
		}
	}
	if x.machinery, err = x.instances(vocab.ClassEvidence, vocab.OASpecificResource, vocab.OATextPositionSelector); err != nil {
		return err
	}
	if len(x.s.Around) > 0 {
		x.around = map[rdf.ID]bool{}
	}
	for _, iri := range x.s.Around {
		id, err := x.id(iri)
		if err != nil {
			return err
		}
		if id == 0 {
			return fmt.Errorf("nothing is known of %s", iri)
		}
		x.around[id] = true
	}
	if x.s.Things != nil {
		x.things = map[rdf.ID]bool{}
	}
	for _, t := range x.s.Things {
		id, found, err := x.snap.ID(t)
		if err != nil {
			return err
		}
		if found {
			x.things[id] = true
		}
	}
	for _, d := range []struct {
		date string
		day  *string
		last bool
	}{{x.s.From, &x.from, false}, {x.s.To, &x.to, true}} {
		if d.date == "" {
			continue
		}
		first, last := days(d.date)
		if *d.day = first; d.last {
			*d.day = last
		}
		if *d.day == "" {
			return fmt.Errorf("%q is no date; write 2012, 2012-06 or 2012-06-07", d.date)
		}
	}
	return nil
}

// instances returns the things that have one of some classes.
func (x *selector) instances(classes ...string) (map[rdf.ID]bool, error) {
	out := map[rdf.ID]bool{}
	for _, class := range classes {
		id, err := x.id(class)
		if err != nil || id == 0 || x.terms[vocab.RDFType] == 0 {
			if err != nil {
				return nil, err
			}
			continue
		}
		err = x.each(rdf.IDQuad{rdf.P: x.terms[vocab.RDFType], rdf.O: id}, func(q rdf.IDQuad) error {
			out[q[rdf.S]] = true
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// each calls fn for the quads of a pattern in the graphs that are selected.
func (x *selector) each(pattern rdf.IDQuad, fn func(rdf.IDQuad) error) error {
	it := x.snap.Match(x.ctx, pattern, bySPOG)
	for it.Next() {
		if len(x.graphs) > 0 && !x.graphs[it.Quad()[rdf.G]] {
			continue
		}
		if err := fn(it.Quad()); err != nil {
			_ = it.Close() // the error of fn is the one to tell
			return err
		}
	}
	return it.Close()
}
