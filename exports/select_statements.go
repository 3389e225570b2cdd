package exports

import (
	"slices"

	"gongbao/graph/rdf"
	"gongbao/ontology/vocab"
)

// told is a statement in ids.
type told struct {
	place
	triple     rdf.IDQuad // with the graph
	mentions   []rdf.ID   // subject, object and qualifiers
	start, end rdf.ID
}

// statements finds the statements that are selected and what goes with them.
func (x *selector) statements() error {
	all, err := x.told()
	if err != nil {
		return err
	}
	if x.around != nil {
		for range max(1, x.s.Depth) - 1 {
			next := map[rdf.ID]bool{}
			for _, st := range all {
				if st.speaksOf(x.around) {
					for _, id := range st.mentions {
						next[id] = true
					}
				}
			}
			for id := range x.around {
				next[id] = true
				if err := x.neighbours(id, func(n rdf.ID, _ rdf.IDQuad) { next[n] = true }); err != nil {
					return err
				}
			}
			x.around = next
		}
	}
	for _, st := range all {
		ok, err := x.wanted(&st)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		x.direct[st.triple] = true
		if err := x.take(st.place); err != nil {
			return err
		}
	}
	return x.seeds()
}

// told reads all statements of the graphs that are selected.
func (x *selector) told() ([]told, error) {
	var all []told
	if x.terms[vocab.RDFType] == 0 || x.terms[vocab.ClassStatement] == 0 {
		return nil, nil
	}
	err := x.each(rdf.IDQuad{rdf.P: x.terms[vocab.RDFType], rdf.O: x.terms[vocab.ClassStatement]}, func(q rdf.IDQuad) error {
		all = append(all, told{place: place{q[rdf.S], q[rdf.G]}})
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i := range all {
		st := &all[i]
		st.triple[rdf.G] = st.graph
		err := x.each(rdf.IDQuad{rdf.S: st.subject, rdf.G: st.graph}, func(q rdf.IDQuad) error {
			p, o := q[rdf.P], q[rdf.O]
			switch p {
			case x.terms[vocab.RDFType], x.terms[vocab.Modality]:
				return nil
			case x.terms[vocab.RDFPredicate]:
				st.triple[rdf.P] = o
				x.relations[o] = true
				return nil
			case x.terms[vocab.RDFSubject]:
				st.triple[rdf.S] = o
			case x.terms[vocab.RDFObject]:
				st.triple[rdf.O] = o
			case x.terms[vocab.Start]:
				st.start = o
			case x.terms[vocab.End]:
				st.end = o
			}
			// Values, the document and the evidence are no things that it speaks of.
			if o == st.graph || x.machinery[o] {
				return nil
			}
			t, err := x.cache.term(o)
			if isNode(t) {
				st.mentions = append(st.mentions, o)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// speaksOf reports whether a statement mentions one of some things.
func (st *told) speaksOf(things map[rdf.ID]bool) bool {
	return slices.ContainsFunc(st.mentions, func(id rdf.ID) bool { return things[id] })
}

// wanted reports whether a statement satisfies the selection.
func (x *selector) wanted(st *told) (bool, error) {
	switch {
	case x.classes != nil && !x.classes[st.triple[rdf.S]] && !x.classes[st.triple[rdf.O]],
		x.around != nil && !st.speaksOf(x.around),
		x.things != nil && !x.things[st.subject] && !st.speaksOf(x.things):
		return false, nil
	case x.from == "" && x.to == "":
		return true, nil
	}
	from, to, err := x.time(st)
	return (from != "" || to != "") && (x.to == "" || from == "" || from <= x.to) && (x.from == "" || to == "" || to >= x.from), err
}

// time returns the first and the last day on which a statement holds.
func (x *selector) time(st *told) (from, to string, err error) {
	value := func(id rdf.ID) string {
		if id == 0 || err != nil {
			return ""
		}
		var t rdf.Term
		t, err = x.snap.Term(id)
		return t.Value
	}
	start, end := value(st.start), value(st.end)
	if from, to = period(start, end); from != "" || to != "" || err != nil {
		return from, to, err
	}
	if from, to = days(value(st.triple[rdf.O])); from != "" || to != "" || err != nil || x.terms[vocab.DCTDate] == 0 {
		return from, to, err
	}
	dates := rdf.IDQuad{st.graph, x.terms[vocab.DCTDate], rdf.AnyID, st.graph}
	e := x.each(dates, func(q rdf.IDQuad) error {
		from, to = days(value(q[rdf.O]))
		return nil
	})
	if err == nil {
		err = e
	}
	return from, to, err
}

// take selects a statement or a part of one, with what it refers to: the
// evidence in turn with what it refers to, things with what is said of them
// without statements.
func (x *selector) take(at place) error {
	if x.full[at] {
		return nil
	}
	x.full[at] = true
	return x.each(rdf.IDQuad{rdf.S: at.subject, rdf.G: at.graph}, func(q rdf.IDQuad) error {
		switch q[rdf.P] {
		case x.terms[vocab.RDFType], x.terms[vocab.RDFPredicate], x.terms[vocab.Modality]:
			return nil
		}
		if o := (place{q[rdf.O], at.graph}); x.machinery[q[rdf.O]] {
			return x.take(o)
		} else if _, isStatement := x.full[o]; !isStatement {
			x.full[o] = true
		}
		return nil
	})
}

// seeds selects what is said without statements about the things asked for.
// Where a time is asked for, statements alone can tell.
func (x *selector) seeds() error {
	if x.from != "" || x.to != "" {
		return nil
	}
	seeds := map[rdf.ID]bool{}
	for _, set := range []map[rdf.ID]bool{x.classes, x.around, x.things} {
		for id := range set {
			if (x.classes == nil || x.classes[id]) && (x.around == nil || x.around[id]) && (x.things == nil || x.things[id]) {
				seeds[id] = true
			}
		}
	}
	for id := range seeds {
		err := x.each(rdf.IDQuad{rdf.S: id}, func(q rdf.IDQuad) error {
			x.full[place{q[rdf.S], q[rdf.G]}] = true
			return nil
		})
		if err == nil {
			err = x.neighbours(id, func(n rdf.ID, q rdf.IDQuad) {
				if q[rdf.O] == id {
					x.direct[q] = true
				}
				x.described[place{n, q[rdf.G]}] = true
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// neighbours calls fn for the things that triples without statements join to
// one, and the triple. Classes, values, evidence and statements are none.
func (x *selector) neighbours(id rdf.ID, fn func(rdf.ID, rdf.IDQuad)) error {
	visit := func(end int) func(rdf.IDQuad) error {
		return func(q rdf.IDQuad) error {
			p, n := q[rdf.P], q[end]
			if p == x.terms[vocab.RDFType] || x.relations[p] || x.machinery[n] || n == q[rdf.G] {
				return nil
			}
			if end == rdf.S {
				statement := rdf.IDQuad{n, x.terms[vocab.RDFType], x.terms[vocab.ClassStatement], q[rdf.G]}
				if c, _ := x.snap.Estimate(statement); c > 0 && x.terms[vocab.ClassStatement] != 0 {
					return nil
				}
			} else if t, err := x.snap.Term(n); err != nil || !isNode(t) {
				return err
			}
			fn(n, q)
			return nil
		}
	}
	if err := x.each(rdf.IDQuad{rdf.S: id}, visit(rdf.O)); err != nil {
		return err
	}
	return x.each(rdf.IDQuad{rdf.O: id}, visit(rdf.S))
}
