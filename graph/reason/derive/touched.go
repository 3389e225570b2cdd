package derive

import (
	"errors"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// touched holds the things that take part in what changed, by the relation,
// property or class by which they do; under the empty one, those that count for
// each rule: the graphs.
type touched map[string]map[rdf.ID]bool

func (t touched) add(by string, id rdf.ID) {
	if t[by] == nil {
		t[by] = map[rdf.ID]bool{}
	}
	t[by][id] = true
}

// mention notes what a changed node says, as it is read now and was before.
func (r *run) mention(t touched, graph string, m mention) error {
	for _, iri := range append([]string{graph}, m.Terms...) {
		id, err := r.view.raw(rdf.NewIRI(iri), true)
		if err != nil {
			return err
		}
		by := m.By
		if iri == graph {
			by = ""
		}
		if err := r.bothWays(t, by, id); err != nil {
			return err
		}
	}
	return nil
}

// bothWays adds what stands for a thing now, and what did before.
func (r *run) bothWays(t touched, by string, id rdf.ID) error {
	now, err := r.view.same.now(id)
	if err != nil {
		return err
	}
	t.add(by, now)
	if len(r.view.same.were) == 0 {
		return nil
	}
	was, err := r.view.same.before(id)
	t.add(by, was)
	return err
}

// due reads the notes on what changed since the last run.
func (r *run) due() (touched, error) {
	t := touched{}
	said := map[string][]mention{}
	var graphs []string
	for rec, err := range r.snap.Records(registry.DerivedDue, "") {
		if err != nil {
			return nil, err
		}
		r.notes = append(r.notes, rec.Key)
		if link, ok := strings.CutPrefix(rec.Key, dueLink); ok {
			a, b, ok := strings.Cut(link, dueLink)
			if !ok {
				return nil, errors.New("a note on the change of a link of identity cannot be read")
			}
			if err := r.link(a, b, string(rec.Value) == "1"); err != nil {
				return nil, err
			}
			continue
		}
		m, err := decodeMentions(rec.Key, rec.Value)
		if err != nil {
			return nil, err
		}
		said[rec.Key] = m
		graphs = append(graphs, rec.Key)
	}
	for _, g := range graphs {
		says, err := r.says(g)
		if err != nil {
			return nil, err
		}
		for _, m := range append(says, said[g]...) {
			if err := r.mention(t, g, m); err != nil {
				return nil, err
			}
		}
	}
	moved, err := r.view.same.moved()
	if err != nil {
		return nil, err
	}
	for _, id := range moved {
		if err := r.moved(t, id); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// link notes that a link of identity may have changed.
func (r *run) link(a, b string, before bool) error {
	x, err := r.view.raw(rdf.NewIRI(a), true)
	if err != nil {
		return err
	}
	y, err := r.view.raw(rdf.NewIRI(b), true)
	if err != nil {
		return err
	}
	r.view.same.changed(x, y, before)
	return nil
}

// says returns what a graph says now.
func (r *run) says(graph string) ([]mention, error) {
	id, found, err := r.snap.ID(rdf.NewIRI(graph))
	if err != nil || !found {
		return nil, err
	}
	var m mentions
	err = each(r.snap.Match(r.ctx, rdf.IDQuad{rdf.G: id}, store.Order{rdf.G, rdf.S, rdf.P, rdf.O}), func(ids rdf.IDQuad) error {
		q, err := r.snap.Quad(ids)
		if err == nil {
			m.take(q)
		}
		return err
	})
	return m.list(), err
}

// moved notes all that is said of an IRI that another one stands for than
// before: it counts as changed, for rules read it otherwise.
func (r *run) moved(t touched, id rdf.ID) error {
	if err := r.bothWays(t, "", id); err != nil {
		return err
	}
	nodes := map[[2]rdf.ID]bool{}
	for _, p := range []rdf.IDQuad{{rdf.S: id}, {rdf.O: id}} {
		err := each(r.view.exact(p), func(q rdf.IDQuad) error {
			nodes[[2]rdf.ID{q[rdf.S], q[rdf.G]}] = true
			return nil
		})
		if err != nil {
			return err
		}
	}
	for n := range nodes {
		var m mentions
		err := each(r.view.exact(rdf.IDQuad{rdf.S: n[0], rdf.G: n[1]}), func(ids rdf.IDQuad) error {
			q, err := r.quad(ids)
			if err == nil {
				m.take(q)
			}
			return err
		})
		if err != nil {
			return err
		}
		g, err := r.view.Term(n[1])
		if err != nil {
			return err
		}
		for _, m := range m.list() {
			if err := r.mention(t, g.Value, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// quad returns the terms of a quad of the view.
func (r *run) quad(ids rdf.IDQuad) (rdf.Quad, error) {
	var q rdf.Quad
	var err error
	for i, t := range [4]*rdf.Term{&q.S, &q.P, &q.O, &q.G} {
		if *t, err = r.view.Term(ids[i]); err != nil {
			return q, err
		}
	}
	return q, nil
}

// keys returns the values of a rule's key that are within its reach of what was
// touched, as IRIs, sorted. A rule without a key has the one value "", where it
// reads any of it.
func (r *run) keys(rule *Rule, t touched) ([]string, error) {
	seen := map[rdf.ID]bool{}
	for by, ids := range t {
		if by == "" || rule.all || rule.reads[by] {
			for id := range ids {
				seen[id] = true
			}
		}
	}
	if rule.Key == "" {
		if len(seen) > 0 {
			return []string{""}, nil
		}
		return nil, nil
	}
	edge := sortedIDs(seen)
	for range rule.Reach {
		var next []rdf.ID
		for _, id := range edge {
			near, err := r.near(rule, id)
			if err != nil {
				return nil, err
			}
			for _, n := range near {
				if !seen[n] {
					seen[n] = true
					next = append(next, n)
				}
			}
		}
		edge = next
	}
	var out []string
	for id := range seen {
		t, err := r.view.Term(id)
		if err != nil {
			return nil, err
		}
		if t.Kind != rdf.IRI {
			continue
		}
		is, err := r.isKey(rule, id, t.Value)
		if err != nil {
			return nil, err
		}
		if is {
			out = append(out, t.Value)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// isKey reports whether a thing can be a value of a rule's key: where it has
// the class that the rule asks for, or the rule has found something for it.
func (r *run) isKey(rule *Rule, id rdf.ID, iri string) (bool, error) {
	if rule.Class == "" || r.groups[groupName{rule.ID, iri}] != nil {
		return true, nil
	}
	class, err := r.view.raw(rdf.NewIRI(rule.Class), false)
	if err != nil {
		return false, err
	}
	if class != 0 {
		it := r.view.Match(r.ctx, rdf.IDQuad{rdf.S: id, rdf.P: r.rdfType, rdf.O: class}, store.Order{rdf.S, rdf.P, rdf.O, rdf.G})
		found := it.Next()
		if err := it.Close(); err != nil || found {
			return found, err
		}
	}
	_, found, err := r.snap.Record(registry.Derived, groupName{rule.ID, iri}.record())
	return found, err
}

// near returns what is one statement away from a thing by what a rule reads.
func (r *run) near(rule *Rule, id rdf.ID) ([]rdf.ID, error) {
	var out []rdf.ID
	reads := func(p rdf.ID) (bool, error) {
		t, err := r.view.Term(p)
		return err == nil && (rule.all || rule.reads[t.Value]) && !structure[t.Value], err
	}
	nodes := map[rdf.ID]bool{}
	for _, pattern := range []rdf.IDQuad{{rdf.S: id}, {rdf.O: id}} {
		err := each(r.view.Match(r.ctx, pattern, store.Order{rdf.S, rdf.P, rdf.O, rdf.G}), func(q rdf.IDQuad) error {
			if q[rdf.P] == r.rdfType {
				return nil
			}
			nodes[q[rdf.S]] = true
			ok, err := reads(q[rdf.P])
			if ok {
				out = append(out, q[rdf.S], q[rdf.O], q[rdf.G])
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	for _, n := range sortedIDs(nodes) {
		if n == id {
			continue
		}
		var terms []rdf.ID
		takes := false
		err := each(r.view.Match(r.ctx, rdf.IDQuad{rdf.S: n}, store.Order{rdf.S, rdf.P, rdf.O, rdf.G}), func(q rdf.IDQuad) error {
			if q[rdf.P] == r.predicate {
				ok, err := reads(q[rdf.O])
				takes = takes || ok
				return err
			}
			p, err := r.view.Term(q[rdf.P])
			if err == nil && !structure[p.Value] && p.Value != vocab.RDFType {
				terms = append(terms, q[rdf.O], q[rdf.G])
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		if takes {
			out = append(out, append(terms, n)...)
		}
	}
	return out, nil
}

func sortedIDs(m map[rdf.ID]bool) []rdf.ID {
	out := make([]rdf.ID, 0, len(m))
	for id := range m {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}
