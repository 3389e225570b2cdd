package lookup

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/ontology/vocab"
)

// ref is a statement and the list that it belongs to.
type ref struct {
	id, graph rdf.ID
	list      int
}

// statementsOf returns the statements that a group's IRIs take part in, sorted
// by their ids; a statement may stand in several lists, in each once.
func (v *View) statementsOf(ctx context.Context, g *group) ([]ref, error) {
	roles, err := v.roles()
	if err != nil {
		return nil, err
	}
	var refs []ref
	it := v.byObject(ctx)
	for _, id := range g.ids {
		for more := it.to(id, rdf.IDQuad{}); more; more = it.next() {
			q := it.quad()
			list, err := v.listOf(roles, q[rdf.P])
			if err != nil {
				return nil, errors.Join(err, it.close())
			}
			if list != noList {
				refs = append(refs, ref{q[rdf.S], q[rdf.G], list})
			}
		}
	}
	if err := it.close(); err != nil {
		return nil, err
	}
	slices.SortFunc(refs, func(a, b ref) int {
		return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.graph, b.graph), cmp.Compare(a.list, b.list))
	})
	return slices.Compact(refs), nil
}

// field says what a property of a statement node is to a row.
type field int

const (
	qualifierField field = iota
	subjectField
	predicateField
	objectField
	startField
	endField
	modalityField
	ruleField
	evidenceField
	ignoredField
)

// roles holds the ids of the properties of statements.
type roles struct {
	fields map[rdf.ID]field
	// lists has for properties that were met the list in which a statement is
	// that names a thing by it.
	lists map[rdf.ID]int
	// same and possibly are the predicates of links, which are no facts.
	same, possibly rdf.ID
	// holds is the relation between a person and an office.
	holds rdf.ID
}

// roles returns the properties of statements, by id.
func (v *View) roles() (*roles, error) {
	if v.role != nil {
		return v.role, nil
	}
	r := &roles{fields: map[rdf.ID]field{}, lists: map[rdf.ID]int{}}
	for iri, f := range map[string]field{
		vocab.RDFSubject: subjectField, vocab.RDFPredicate: predicateField, vocab.RDFObject: objectField, vocab.Start: startField,
		vocab.End: endField, vocab.Modality: modalityField, vocab.Rule: ruleField, vocab.Evidence: evidenceField,
		vocab.RDFType: ignoredField, vocab.PROVWasDerivedFrom: ignoredField, vocab.ValidTime: ignoredField,
	} {
		id, err := v.id(iri)
		if err != nil {
			return nil, err
		}
		if id != 0 {
			r.fields[id] = f
		}
	}
	for id, f := range r.fields {
		switch f {
		case subjectField:
			r.lists[id] = outList
		case objectField:
			r.lists[id] = inList
		}
	}
	for iri, id := range map[string]*rdf.ID{vocab.Same: &r.same, vocab.PossiblySame: &r.possibly, vocab.HoldsOffice: &r.holds} {
		var err error
		if *id, err = v.id(iri); err != nil {
			return nil, err
		}
	}
	v.role = r
	return r, nil
}

// listOf returns the list in which a statement is that names a thing by a
// property, noList for what is no property of statements.
func (v *View) listOf(r *roles, property rdf.ID) (int, error) {
	if list, ok := r.lists[property]; ok {
		return list, nil
	}
	t, err := v.snap.Term(property)
	if err != nil {
		return noList, err
	}
	list := noList
	if vocab.IsQualifier(strings.TrimPrefix(t.Value, vocab.NS)) {
		list = besideList
	}
	r.lists[property] = list
	return list, nil
}

// row is a statement in ids.
type row struct {
	ref
	subject, predicate, object, start, end, modality rdf.ID
	qualifiers                                       []pair
	rules, evidence                                  []rdf.ID
}

// pair is a property and its value.
type pair struct{ property, value rdf.ID }

// rows reads statements, which come in the order of their ids.
func (v *View) rows(ctx context.Context, refs []ref) ([]row, error) {
	roles, err := v.roles()
	if err != nil {
		return nil, err
	}
	rows := make([]row, 0, len(refs))
	it := v.bySubject(ctx)
	for i, ref := range refs {
		if i > 0 && refs[i-1].id == ref.id && refs[i-1].graph == ref.graph {
			if n := len(rows); n > 0 && rows[n-1].id == ref.id && rows[n-1].graph == ref.graph {
				again := rows[n-1]
				again.list = ref.list
				rows = append(rows, again)
			}
			continue
		}
		r := row{ref: ref}
		for more := it.to(ref.id, rdf.IDQuad{}); more; more = it.next() {
			if q := it.quad(); q[rdf.G] == ref.graph {
				r.take(roles.fields[q[rdf.P]], q[rdf.P], q[rdf.O])
			}
		}
		if r.predicate != 0 && r.predicate != roles.same && r.predicate != roles.possibly {
			rows = append(rows, r)
		}
	}
	return rows, it.close()
}

// take takes one quad of a statement up.
func (r *row) take(f field, property, value rdf.ID) {
	switch f {
	case subjectField:
		r.subject = value
	case predicateField:
		r.predicate = value
	case objectField:
		r.object = value
	case startField:
		r.start = value
	case endField:
		r.end = value
	case modalityField:
		r.modality = value
	case ruleField:
		r.rules = append(r.rules, value)
	case evidenceField:
		r.evidence = append(r.evidence, value)
	case qualifierField:
		r.qualifiers = append(r.qualifiers, pair{property, value})
	}
}
