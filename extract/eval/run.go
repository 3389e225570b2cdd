package eval

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
)

// runVersion is the version of the form of a saved run.
const runVersion = 1

// Run is a comparison as it is saved: what was compared, and the verdict on
// each fact.
type Run struct {
	Version   int         `json:"version"`
	Options   Options     `json:"options"`
	Documents []*Document `json:"documents"`
}

// WriteRun saves a score as JSON.
func (s *Score) WriteRun(w io.Writer, o Options) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(Run{runVersion, o, s.Documents})
}

// ReadRun reads a saved run.
func ReadRun(r io.Reader) (*Run, error) {
	var run Run
	if err := json.NewDecoder(r).Decode(&run); err != nil {
		return nil, fmt.Errorf("not a saved run: %w", err)
	}
	if run.Version != runVersion {
		return nil, fmt.Errorf("a run of version %d, and this program reads version %d; save it anew", run.Version, runVersion)
	}
	return &run, nil
}

// score adds up the documents that a predicate picks.
func (r *Run) score(pick func(name string) bool) *Score {
	s := NewScore()
	for _, d := range r.Documents {
		if pick(d.Name) {
			s.AddDocument(d)
		}
	}
	return s
}

// Change is a fact on which two runs do not agree.
type Change struct {
	Fact
	Before Verdict `json:"before,omitempty"`
	After  Verdict `json:"after,omitempty"`
}

// Better reports whether the change is for the better: a fact found that was
// missed, or a wrong one that is gone.
func (c *Change) Better() bool { return c.Before.bad() && !c.After.bad() }

// Worse reports whether the change is for the worse.
func (c *Change) Worse() bool { return !c.Before.bad() && c.After.bad() }

// bad reports verdicts that cost something.
func (v Verdict) bad() bool { return v == Wrong || v == Missed }

// RelationChange is the tally of a relation in two runs.
type RelationChange struct {
	Relation string `json:"relation"`
	Before   Count  `json:"before"`
	After    Count  `json:"after"`
}

// Comparison is what changed from one run to another, over the documents that
// both have.
type Comparison struct {
	// Relations are those whose tallies differ, by name; Total is the last.
	Relations []RelationChange `json:"relations"`
	// Changes are in the order of documents and facts.
	Changes []Change `json:"changes"`
	// Gone are documents of the earlier run alone, New those of the later.
	Gone []string `json:"gone,omitempty"`
	New  []string `json:"new,omitempty"`
}

// Against compares a score with an earlier run. It is an error when the two did
// not compare the same things.
func (s *Score) Against(before *Run, o Options) (*Comparison, error) {
	if before.Options != o {
		return nil, fmt.Errorf("the saved run was made with other options (core %t, dates %t); give the same ones", before.Options.CoreOnly, before.Options.Dates)
	}
	old, now := map[string]*Document{}, map[string]*Document{}
	for _, d := range before.Documents {
		old[d.Name] = d
	}
	c := &Comparison{}
	for _, d := range s.Documents {
		now[d.Name] = d
		was := old[d.Name]
		if was == nil {
			c.New = append(c.New, d.Name)
			continue
		}
		c.Changes = append(c.Changes, changes(was, d, o)...)
	}
	for _, d := range before.Documents {
		if now[d.Name] == nil {
			c.Gone = append(c.Gone, d.Name)
		}
	}
	both := func(name string) bool { return old[name] != nil && now[name] != nil }
	a, b := before.score(both), (&Run{Documents: s.Documents}).score(both)
	names := map[string]bool{}
	for p := range a.Relations {
		names[p] = true
	}
	for p := range b.Relations {
		names[p] = true
	}
	for _, p := range slices.Sorted(maps.Keys(names)) {
		var x, y Count
		if n := a.Relations[p]; n != nil {
			x = *n
		}
		if n := b.Relations[p]; n != nil {
			y = *n
		}
		if x != y {
			c.Relations = append(c.Relations, RelationChange{p, x, y})
		}
	}
	c.Relations = append(c.Relations, RelationChange{Total, a.Total(), b.Total()})
	return c, nil
}

// identity tells the facts of a document apart: a key once more with the body of
// an office and, where dates count, the start.
type identity struct {
	key
	of, start string
	missing   bool // a missed fact beside a found one of the same key is another
}

func identityOf(j *Judgement, o Options) identity {
	id := identity{key: keyOf(&j.Fact)}
	if ofRelations[j.P] {
		id.of = text(j.Quals["of"])
	}
	if o.Dates {
		id.start = j.Start
	}
	return id
}

// changes compares two readings of one document. A fact that was right or
// optional and is no longer read shows as missed where gold requires it.
func changes(a, b *Document, o Options) []Change {
	collect := func(d *Document) (map[identity]*Judgement, []identity) {
		found, order := map[identity]*Judgement{}, []identity(nil)
		for i := range d.Judgements {
			j := &d.Judgements[i]
			if j.Verdict == Repeat {
				continue
			}
			id := identityOf(j, o)
			id.missing = found[id] != nil && j.Verdict == Missed
			if found[id] == nil {
				order = append(order, id)
			}
			found[id] = j
		}
		return found, order
	}
	before, first := collect(a)
	after, then := collect(b)
	for _, id := range first {
		if after[id] == nil {
			then = append(then, id)
		}
	}
	var out []Change
	for _, id := range then {
		x, y := before[id], after[id]
		c := Change{}
		if x != nil {
			c.Fact, c.Before = x.Fact, x.Verdict
		}
		if y != nil {
			c.Fact, c.After = y.Fact, y.Verdict
		}
		if c.Better() || c.Worse() {
			out = append(out, c)
		}
	}
	return out
}
