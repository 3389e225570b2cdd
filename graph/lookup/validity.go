package lookup

import (
	"context"
	"errors"
	"slices"
	"time"

	"gongbao/graph/rdf"
	"gongbao/graph/validity"
	"gongbao/ontology/vocab"
)

// LeftOut counts the facts that a date took away.
type LeftOut struct {
	// No are those that do not hold at the date, and Unknown those of which no
	// source tells whether they do.
	No      int `json:"no"`
	Unknown int `json:"unknown"`
}

// heldAt keeps the facts that hold, or may, on some day of the date wanted, by
// the strongest that one of their statements says (package validity), and counts
// the others.
func (v *View) heldAt(ctx context.Context, f *Facts, facts []*merged, o FactOptions) ([]*merged, error) {
	date, _ := validity.Parse(o.AsOf)
	about, err := v.idOf(ctx, o.About)
	if err != nil {
		return nil, err
	}
	kept := facts[:0]
	for _, m := range facts {
		if m.verdict, err = v.verdict(ctx, m, date); err != nil {
			return nil, err
		}
		if m.verdict == validity.Unknown && about != nil && m.joins(about) {
			if from, to := m.span(); distanceOf(from, to, o.AsOf) == 0 {
				m.verdict = validity.Possible
			}
		}
		switch m.verdict {
		case validity.No:
			f.LeftOut.No++
		case validity.Unknown:
			f.LeftOut.Unknown++
		default:
			kept = append(kept, m)
		}
	}
	return kept, nil
}

// idOf returns what names one thing with an IRI, nil where no quad has it.
func (v *View) idOf(ctx context.Context, iri string) (*group, error) {
	if iri == "" {
		return nil, nil
	}
	id, ok, err := v.snap.ID(rdf.NewIRI(iri))
	if err != nil || !ok {
		return nil, err
	}
	return v.group(ctx, id)
}

// joins reports whether a thing is one end of a fact.
func (m *merged) joins(g *group) bool {
	for _, id := range []rdf.ID{m.rows[0].subject, m.rows[0].object} {
		if _, ok := slices.BinarySearch(g.ids, id); ok {
			return true
		}
	}
	return false
}

// verdict returns the strongest verdict of a fact's statements.
func (v *View) verdict(ctx context.Context, m *merged, date validity.Date) (validity.Verdict, error) {
	best := validity.No
	for i, r := range m.rows {
		st := validity.Statement{Start: m.start, End: m.end, Told: m.told[i]}
		if st.Told == "" && st.Start == "" && st.End == "" {
			// One that was derived from others holds where they do.
			got, err := validity.Of(properties{v, ctx}, v.iriOf(r.id), date)
			if err != nil {
				return best, err
			}
			best = max(best, got)
			continue
		}
		for _, p := range append([]pair{{0, r.predicate}, {0, r.modality}}, r.qualifiers...) {
			if p.value == 0 {
				continue
			}
			value, err := v.snap.Term(p.value)
			if err != nil {
				return best, err
			}
			switch p {
			case pair{0, r.predicate}:
				st.Set(vocab.RDFPredicate, value.Value)
			case pair{0, r.modality}:
				st.Set(vocab.Modality, value.Value)
			default:
				property, err := v.snap.Term(p.property)
				if err != nil {
					return best, err
				}
				st.Set(property.Value, value.Value)
			}
		}
		best = max(best, st.At(date))
	}
	return best, nil
}

// span returns the days on which a fact is known to hold: its own time where
// the text gives one, open where it gives one end, else the time from the first
// document that tells it to the last.
func (m *merged) span() (from, to string) {
	if m.start != "" || m.end != "" {
		return validity.Bounds(m.start, m.end)
	}
	return validity.Bounds(m.first, m.last)
}

// distanceOf returns how many days a date is away from a time, 0 where it lies
// in it. A time without ends holds always.
func distanceOf(from, to, date string) int {
	first, last := validity.Bounds(date, date)
	between := func(a, b string) int {
		x, errX := time.Parse(time.DateOnly, a)
		y, errY := time.Parse(time.DateOnly, b)
		if errX != nil || errY != nil {
			return 0
		}
		return max(0, int(y.Sub(x)/(24*time.Hour)))
	}
	switch {
	case from != "" && from > last:
		return between(last, from)
	case to != "" && to < first:
		return between(to, first)
	}
	return 0
}

// properties reads the properties of nodes for package validity.
type properties struct {
	v   *View
	ctx context.Context // it lives as long as one call of validity.Of
}

// Properties calls take for every property of a node in any graph.
func (p properties) Properties(node string, take func(property string, value func() string)) error {
	id, ok, err := p.v.snap.ID(rdf.NewIRI(node))
	if err != nil || !ok {
		return err
	}
	var failed error
	err = p.v.each(p.ctx, rdf.IDQuad{rdf.S: id}, func(q rdf.IDQuad) error {
		property, err := p.v.snap.Term(q[rdf.P])
		if err != nil {
			return err
		}
		take(property.Value, func() string {
			value, err := p.v.snap.Term(q[rdf.O])
			failed = errors.Join(failed, err)
			return value.Value
		})
		return failed
	})
	return err
}
