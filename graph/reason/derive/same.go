package derive

import (
	"context"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// sameness tells which IRI stands for each thing that has several, now and
// before the links changed. It reads the graph of identity as far as it is
// asked.
type sameness struct {
	ctx  context.Context
	snap *store.Snapshot
	term func(rdf.ID) (rdf.Term, error)
	link rdf.ID // gb:same, 0 where there is no link
	// reps holds what stands for an id, and all the ids of those that have
	// others beside them.
	reps map[rdf.ID]rdf.ID
	all  map[rdf.ID][]rdf.ID
	// were holds the links that changed: whether they were there before.
	were map[[2]rdf.ID]bool
	// also lists, for the links that are gone, each end by the other.
	also map[rdf.ID][]rdf.ID
	old  map[rdf.ID]rdf.ID
}

func newSameness(ctx context.Context, snap *store.Snapshot, term func(rdf.ID) (rdf.Term, error)) (*sameness, error) {
	s := &sameness{
		ctx: ctx, snap: snap, term: term, reps: map[rdf.ID]rdf.ID{}, all: map[rdf.ID][]rdf.ID{},
		were: map[[2]rdf.ID]bool{}, also: map[rdf.ID][]rdf.ID{}, old: map[rdf.ID]rdf.ID{},
	}
	var err error
	s.link, _, err = snap.ID(rdf.NewIRI(vocab.Same))
	return s, err
}

// preload reads all links at once, which is faster than one by one for a run
// over everything.
func (s *sameness) preload() error {
	if s.link == 0 {
		return nil
	}
	near := map[rdf.ID][]rdf.ID{}
	err := each(s.snap.Match(s.ctx, rdf.IDQuad{rdf.P: s.link}, store.Order{rdf.S, rdf.O, rdf.P, rdf.G}), func(q rdf.IDQuad) error {
		near[q[rdf.S]] = append(near[q[rdf.S]], q[rdf.O])
		near[q[rdf.O]] = append(near[q[rdf.O]], q[rdf.S])
		return nil
	})
	if err != nil {
		return err
	}
	for id := range near {
		if _, known := s.reps[id]; known {
			continue
		}
		all, err := s.walk(id, func(id rdf.ID) ([]rdf.ID, error) { return near[id], nil })
		if err == nil {
			err = s.keep(all)
		}
		if err != nil {
			return err
		}
	}
	s.link = 0 // what is not known now has no link
	return nil
}

// now returns what stands for an id.
func (s *sameness) now(id rdf.ID) (rdf.ID, error) {
	if rep, known := s.reps[id]; known {
		return rep, nil
	}
	if s.link == 0 || id >= firstOwn {
		return id, nil
	}
	all, err := s.walk(id, s.links)
	if err == nil {
		err = s.keep(all)
	}
	return s.reps[id], err
}

// members returns all ids of a thing, that one among them.
func (s *sameness) members(id rdf.ID) ([]rdf.ID, error) {
	rep, err := s.now(id)
	if all := s.all[rep]; all != nil || err != nil {
		return all, err
	}
	return []rdf.ID{id}, nil
}

// keep notes what stands for ids that are one.
func (s *sameness) keep(all []rdf.ID) error {
	rep, err := s.best(all)
	if err != nil {
		return err
	}
	for _, id := range all {
		s.reps[id] = rep
	}
	if len(all) > 1 {
		s.all[rep] = all
	}
	return nil
}

// best returns the id that stands for ids of one thing: one that is not of a
// single document first, then by the order of the IRIs, as look-up has it.
func (s *sameness) best(all []rdf.ID) (rdf.ID, error) {
	if len(all) == 1 {
		return all[0], nil
	}
	var rep rdf.ID
	var name string
	for _, id := range all {
		t, err := s.term(id)
		if err != nil {
			return 0, err
		}
		local := "0"
		if strings.Contains(t.Value, "#") {
			local = "1"
		}
		if n := local + t.Value; rep == 0 || n < name {
			rep, name = id, n
		}
	}
	return rep, nil
}

// walk returns the ids that links join with one, sorted.
func (s *sameness) walk(from rdf.ID, links func(rdf.ID) ([]rdf.ID, error)) ([]rdf.ID, error) {
	seen := map[rdf.ID]bool{from: true}
	all := []rdf.ID{from}
	for i := 0; i < len(all); i++ {
		near, err := links(all[i])
		if err != nil {
			return nil, err
		}
		for _, id := range near {
			if !seen[id] {
				seen[id] = true
				all = append(all, id)
			}
		}
	}
	slices.Sort(all)
	return all, nil
}

// links returns the ids that links of the snapshot join with one directly.
func (s *sameness) links(id rdf.ID) ([]rdf.ID, error) {
	var out []rdf.ID
	for _, p := range []rdf.IDQuad{{rdf.S: id, rdf.P: s.link}, {rdf.P: s.link, rdf.O: id}} {
		err := each(s.snap.Match(s.ctx, p, store.Order{rdf.S, rdf.P, rdf.O, rdf.G}), func(q rdf.IDQuad) error {
			if q[rdf.S] == id {
				out = append(out, q[rdf.O])
			} else {
				out = append(out, q[rdf.S])
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// changed notes that a link came or went since the last run; before says
// whether it was there.
func (s *sameness) changed(a, b rdf.ID, before bool) {
	s.were[[2]rdf.ID{a, b}] = before
	if before {
		s.also[a] = append(s.also[a], b)
		s.also[b] = append(s.also[b], a)
	}
}

// before returns what stood for an id before the links changed.
func (s *sameness) before(id rdf.ID) (rdf.ID, error) {
	if rep, known := s.old[id]; known {
		return rep, nil
	}
	all, err := s.walk(id, func(id rdf.ID) ([]rdf.ID, error) {
		var near []rdf.ID
		var err error
		if s.link != 0 {
			near, err = s.links(id)
		}
		near = slices.DeleteFunc(near, func(o rdf.ID) bool {
			for _, pair := range [][2]rdf.ID{{id, o}, {o, id}} {
				if was, changed := s.were[pair]; changed && !was {
					return true
				}
			}
			return false
		})
		return append(near, s.also[id]...), err
	})
	if err != nil {
		return 0, err
	}
	rep, err := s.best(all)
	for _, id := range all {
		s.old[id] = rep
	}
	return rep, err
}

// moved returns the ids whose stand-in changed, sorted.
func (s *sameness) moved() ([]rdf.ID, error) {
	touched := map[rdf.ID]bool{}
	for pair := range s.were {
		for _, id := range pair {
			if touched[id] {
				continue
			}
			now, err := s.members(id)
			if err != nil {
				return nil, err
			}
			for _, m := range now {
				touched[m] = true
			}
		}
	}
	var out []rdf.ID
	for id := range touched {
		now, err := s.now(id)
		if err != nil {
			return nil, err
		}
		was, err := s.before(id)
		if err != nil {
			return nil, err
		}
		if now != was {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out, nil
}
