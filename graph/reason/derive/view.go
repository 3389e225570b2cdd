package derive

import (
	"context"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// view is the dataset that rules see: a snapshot of the store with what this run
// has derived and taken back so far, in which all IRIs of one thing are read as
// the one that stands for it. It is for one goroutine.
type view struct {
	ctx  context.Context
	base *store.Snapshot
	same *sameness

	// bare hides all derived facts of the snapshot.
	bare   bool
	hidden map[rdf.IDQuad]bool
	// derived tells which graphs are of derived facts.
	derived map[rdf.ID]bool

	// ids holds the ids of terms that were asked for. Terms that the snapshot does
	// not have get ids above all of its own.
	ids   map[rdf.Term]rdf.ID
	terms []rdf.Term

	added []rdf.IDQuad
	alive map[rdf.IDQuad]bool
	// by lists the added quads by what stands in one position.
	by [3]map[rdf.ID][]int
}

// firstOwn is the first id of a view's own terms. It lies far above the ids of
// stores, which count from one, and below those of the evaluator.
const firstOwn rdf.ID = 1 << 61

func newView(ctx context.Context, base *store.Snapshot) (*view, error) {
	v := &view{
		ctx: ctx, base: base, hidden: map[rdf.IDQuad]bool{}, derived: map[rdf.ID]bool{},
		ids: map[rdf.Term]rdf.ID{}, alive: map[rdf.IDQuad]bool{},
	}
	for i := range v.by {
		v.by[i] = map[rdf.ID][]int{}
	}
	var err error
	v.same, err = newSameness(ctx, base, v.Term)
	return v, err
}

// ID implements the evaluator's Dataset.
func (v *view) ID(t rdf.Term) (rdf.ID, bool, error) {
	id, err := v.raw(t, false)
	if err == nil && id != 0 {
		id, err = v.same.now(id)
	}
	return id, id != 0, err
}

// raw returns the id of a term itself; where it has none, a new one if add is
// set, else 0.
func (v *view) raw(t rdf.Term, add bool) (rdf.ID, error) {
	if id, ok := v.ids[t]; ok {
		return id, nil
	}
	id, found, err := v.base.ID(t)
	if err != nil {
		return 0, err
	}
	if !found {
		if !add {
			return 0, nil
		}
		id = firstOwn + rdf.ID(len(v.terms))
		v.terms = append(v.terms, t)
	}
	// The planner asks for the same few terms over and over again.
	v.ids[t] = id
	return id, nil
}

// Term implements the evaluator's Dataset.
func (v *view) Term(id rdf.ID) (rdf.Term, error) {
	if id >= firstOwn {
		return v.terms[id-firstOwn], nil
	}
	return v.base.Term(id)
}

// Estimate implements the evaluator's Dataset.
func (v *view) Estimate(p rdf.IDQuad) (uint64, bool) {
	n, exact := v.base.Estimate(p)
	return n + uint64(len(v.matching(p))), exact && len(v.added) == 0 && len(v.hidden) == 0 && !v.bare
}

// Distinct implements the evaluator's Counter.
func (v *view) Distinct(p rdf.IDQuad, position int) (uint64, bool) {
	return v.base.Distinct(p, position)
}

// Match implements the evaluator's Dataset.
func (v *view) Match(ctx context.Context, p rdf.IDQuad, order store.Order) store.Iterator {
	it := &viewIterator{view: v, ctx: ctx, order: order, one: true}
	it.open(p)
	return it
}

// exact is Match without reading several IRIs as one.
func (v *view) exact(p rdf.IDQuad) *viewIterator {
	it := &viewIterator{view: v, ctx: v.ctx, order: store.Order{rdf.S, rdf.P, rdf.O, rdf.G}}
	it.open(p)
	return it
}

// each calls fn for each quad of an iterator and closes it.
func each(it store.Iterator, fn func(rdf.IDQuad) error) error {
	for it.Next() {
		if err := fn(it.Quad()); err != nil {
			_ = it.Close() // the error of fn is the one to tell
			return err
		}
	}
	err := it.Err()
	if closed := it.Close(); err == nil {
		err = closed
	}
	return err
}

// matching returns where among the added quads those with the rarest of the
// terms that a pattern binds are.
func (v *view) matching(p rdf.IDQuad) []int {
	var best []int
	found := false
	for i := range v.by {
		if p[i] != rdf.AnyID {
			if list := v.by[i][p[i]]; !found || len(list) < len(best) {
				best, found = list, true
			}
		}
	}
	if !found {
		return seq(len(v.added))
	}
	return best
}

// isDerived reports whether a graph is one of derived facts.
func (v *view) isDerived(g rdf.ID) (bool, error) {
	is, known := v.derived[g]
	if !known {
		t, err := v.Term(g)
		if err != nil {
			return false, err
		}
		is = strings.HasSuffix(t.Value, "/"+graphSuffix)
		v.derived[g] = is
	}
	return is, nil
}

// idsOf returns the ids of a quad's terms, made where they are missing.
func (v *view) idsOf(q rdf.Quad) (ids rdf.IDQuad, err error) {
	for i, t := range [4]rdf.Term{q.S, q.P, q.O, q.G} {
		if ids[i], err = v.raw(t, true); err != nil {
			return ids, err
		}
	}
	return ids, nil
}

// show adds a quad.
func (v *view) show(q rdf.Quad) error {
	ids, err := v.idsOf(q)
	if err != nil {
		return err
	}
	if v.hidden[ids] {
		delete(v.hidden, ids)
		return nil
	}
	stored, err := v.stored(ids)
	if err != nil || stored && !v.bare {
		return err
	}
	if _, known := v.alive[ids]; !known {
		for i := range v.by {
			v.by[i][ids[i]] = append(v.by[i][ids[i]], len(v.added))
		}
		v.added = append(v.added, ids)
	}
	v.alive[ids] = true
	return nil
}

// hide takes a quad away.
func (v *view) hide(q rdf.Quad) error {
	ids, err := v.idsOf(q)
	if err != nil {
		return err
	}
	if v.alive[ids] {
		v.alive[ids] = false
		return nil
	}
	stored, err := v.stored(ids)
	if err == nil && stored && !v.bare {
		v.hidden[ids] = true
	}
	return err
}

// stored reports whether the snapshot has a quad.
func (v *view) stored(q rdf.IDQuad) (bool, error) {
	it := v.base.Match(v.ctx, q, store.Order{rdf.S, rdf.P, rdf.O, rdf.G})
	found := it.Next()
	return found, it.Close()
}

// says reports whether a derived statement says what a direct triple does.
func (v *view) says(q rdf.Quad) (bool, error) {
	ids, err := v.idsOf(q)
	if err != nil {
		return false, err
	}
	subject, err := v.raw(rdf.NewIRI(vocab.RDFSubject), true)
	if err != nil {
		return false, err
	}
	var nodes []rdf.ID
	err = each(v.exact(rdf.IDQuad{rdf.P: subject, rdf.O: ids[rdf.S], rdf.G: ids[rdf.G]}), func(q rdf.IDQuad) error {
		nodes = append(nodes, q[rdf.S])
		return nil
	})
	if err != nil {
		return false, err
	}
	for _, n := range nodes {
		st, err := v.statement(n, ids[rdf.G])
		if err != nil {
			return false, err
		}
		if st.Predicate == q.P && st.Object == q.O && st.direct() {
			return true, nil
		}
	}
	return false, nil
}

// statement reads a derived statement.
func (v *view) statement(node, graph rdf.ID) (*Statement, error) {
	t, err := v.Term(node)
	if err != nil {
		return nil, err
	}
	st := &Statement{IRI: t.Value}
	err = each(v.exact(rdf.IDQuad{rdf.S: node, rdf.G: graph}), func(q rdf.IDQuad) error {
		p, err := v.Term(q[rdf.P])
		if err != nil {
			return err
		}
		o, err := v.Term(q[rdf.O])
		if err != nil {
			return err
		}
		st.take(p.Value, o)
		return nil
	})
	return st, err
}

// take takes up what a quad of its node says.
func (s *Statement) take(p string, o rdf.Term) {
	switch p {
	case vocab.RDFType, vocab.ValidTime: // they follow from the rest
	case vocab.RDFSubject:
		s.Subject = o
	case vocab.RDFPredicate:
		s.Predicate = o
	case vocab.RDFObject:
		s.Object = o
	case vocab.Rule:
		s.Rule = o.Value
	case vocab.PROVWasDerivedFrom:
		s.Premises = append(s.Premises, o.Value)
	case keyProperty.Value:
		s.Key = o.Value
	default:
		s.Properties = append(s.Properties, Property{p, o})
	}
}

// keyProperty brings the value of the key out of a query; it is never stored.
var keyProperty = rdf.NewIRI(vocab.NS + "derivationKey")

// viewIterator streams the quads of a view that match a pattern.
type viewIterator struct {
	view  *view
	ctx   context.Context
	order store.Order
	// one reads several IRIs of one thing as one.
	one bool

	patterns []rdf.IDQuad // of the snapshot, those not begun
	it       store.Iterator
	more     []int // of the added quads
	pattern  rdf.IDQuad
	quad     rdf.IDQuad
	err      error
}

// open begins on a pattern.
func (it *viewIterator) open(p rdf.IDQuad) {
	v := it.view
	it.pattern, it.err = p, it.ctx.Err()
	it.patterns = append(it.patterns[:0], p)
	it.more = nil
	if len(v.added) > 0 {
		it.more = v.matching(p)
	}
	if !it.one {
		return
	}
	for _, at := range []int{rdf.S, rdf.O} {
		if p[at] == rdf.AnyID {
			continue
		}
		all, err := v.same.members(p[at])
		if err != nil {
			it.err = err
			return
		}
		if len(all) < 2 {
			continue
		}
		var wider []rdf.IDQuad
		for _, q := range it.patterns {
			for _, id := range all {
				q[at] = id
				wider = append(wider, q)
			}
		}
		it.patterns = wider
	}
}

// Rebind starts anew on a pattern that binds the same positions.
func (it *viewIterator) Rebind(p rdf.IDQuad) bool {
	if it.err != nil {
		return false
	}
	it.open(p)
	if it.it != nil && len(it.patterns) > 0 {
		if r, ok := it.it.(interface{ Rebind(rdf.IDQuad) bool }); ok && r.Rebind(it.patterns[0]) {
			it.patterns = it.patterns[1:]
			return true
		}
		it.fail(it.it.Close())
		it.it = nil
	}
	return true
}

func (it *viewIterator) fail(err error) {
	if it.err == nil {
		it.err = err
	}
}

// Next moves to the next quad.
func (it *viewIterator) Next() bool {
	if it.err != nil {
		return false
	}
	q, ok := it.step()
	if !ok {
		return false
	}
	if it.one {
		for _, at := range []int{rdf.S, rdf.O} {
			var err error
			if q[at], err = it.view.same.now(q[at]); err != nil {
				it.fail(err)
				return false
			}
		}
	}
	it.quad = q
	return true
}

// step returns the next quad as it is stored.
func (it *viewIterator) step() (rdf.IDQuad, bool) {
	v := it.view
	for {
		if it.it == nil {
			if len(it.patterns) == 0 {
				break
			}
			it.it = v.base.Match(it.ctx, it.patterns[0], it.order)
			it.patterns = it.patterns[1:]
		}
		for it.it.Next() {
			q := it.it.Quad()
			if len(v.hidden) > 0 && v.hidden[q] {
				continue
			}
			if v.bare {
				is, err := v.isDerived(q[rdf.G])
				if it.fail(err); is || err != nil {
					continue
				}
			}
			return q, true
		}
		if it.fail(it.it.Err()); it.err != nil {
			return rdf.IDQuad{}, false
		}
		if len(it.patterns) > 0 {
			if r, ok := it.it.(interface{ Rebind(rdf.IDQuad) bool }); ok && r.Rebind(it.patterns[0]) {
				it.patterns = it.patterns[1:]
				continue
			}
			it.fail(it.it.Close())
			it.it = nil
			continue
		}
		break
	}
	for len(it.more) > 0 {
		q := v.added[it.more[0]]
		it.more = it.more[1:]
		if v.alive[q] && it.fits(q) {
			return q, true
		}
	}
	return rdf.IDQuad{}, false
}

// fits reports whether an added quad matches the pattern.
func (it *viewIterator) fits(q rdf.IDQuad) bool {
	for i, want := range it.pattern {
		if want == rdf.AnyID || want == q[i] {
			continue
		}
		if !it.one || i != rdf.S && i != rdf.O {
			return false
		}
		if id, err := it.view.same.now(q[i]); err != nil || id != want {
			it.fail(err)
			return false
		}
	}
	return true
}

// Quad returns the present quad.
func (it *viewIterator) Quad() rdf.IDQuad { return it.quad }

// Err returns the error that ended the stream.
func (it *viewIterator) Err() error { return it.err }

// Close releases the iterator.
func (it *viewIterator) Close() error {
	if it.it != nil {
		it.fail(it.it.Close())
		it.it = nil
	}
	return it.err
}
