package lookup

import (
	"context"
	"errors"
	"slices"

	"gongbao/graph/rdf"
	"gongbao/graph/validity"
)

// LeftOut counts the facts that AsOf took away.
type LeftOut struct {
	// No are those that do not hold at the date, and Unknown those of which no
	// source tells whether they do.
	No, Unknown int
}

// AsOf takes from the facts those that do not hold, and of which it is not
// known whether they hold, on some day of a date. The facts that stay have their
// Validity: the strongest that one of their sources gives them.
func (v *View) AsOf(ctx context.Context, f *Facts, d validity.Date) (LeftOut, error) {
	var left LeftOut
	seen := map[*Fact]bool{}
	for _, list := range []*[]*Fact{&f.Out, &f.In, &f.Beside} {
		var failed error
		*list = slices.DeleteFunc(*list, func(x *Fact) bool {
			if failed != nil {
				return false
			}
			var best validity.Verdict
			if best, failed = v.validity(ctx, x, d); failed != nil || best >= validity.Possible {
				x.Validity = best.String()
				return false
			}
			if !seen[x] {
				seen[x] = true
				if best == validity.Unknown {
					left.Unknown++
				} else {
					left.No++
				}
			}
			return true
		})
		if failed != nil {
			return left, failed
		}
	}
	return left, nil
}

// validity returns the strongest verdict of a fact's sources.
func (v *View) validity(ctx context.Context, f *Fact, d validity.Date) (validity.Verdict, error) {
	best := validity.No
	for _, st := range f.Sources {
		got, err := validity.Of(properties{v, ctx}, st.IRI, d)
		if err != nil {
			return best, err
		}
		best = max(best, got)
	}
	return best, nil
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
