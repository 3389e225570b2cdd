package lookup

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gongbao/graph/lookup/names"
	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/ontology/vocab"
)

// Candidate is a thing that may be what was typed.
type Candidate struct {
	IRI   string `json:"iri"`
	Label string `json:"label"`
	// Classes are the local names of its classes.
	Classes []string `json:"classes"`
	// Match says in which way it fits: iri; one of the words of names.How; for
	// what was typed in parts office, holder or meeting.
	Match string `json:"match"`
	// Name is the form of its name that fits, where it is not the label.
	Name string `json:"name,omitempty"`
	// Hint tells it apart from others of its name: the body of an office, an
	// office of a person, date and place of a meeting, the date of a document.
	Hint string `json:"hint,omitempty"`
	// Documents is the number of documents that call it so.
	Documents int `json:"documents"`
	// Sure says that what was typed is a form of its name and not a part of it
	// or something like it.
	Sure bool `json:"sure"`
	// Office is the IRI of the office, of who held one.
	Office string `json:"office,omitempty"`

	group *group
}

// SearchOptions bound a search for things.
type SearchOptions struct {
	// Limit is how many candidates are wanted at most; 0 means 20.
	Limit int
	// All wants those that fit less well too where others fit better.
	All bool
	// AsOf is a date (ISO 8601). With it an office and its body find who held it
	// then.
	AsOf string
}

const (
	usualLimit = 20
	// weak is how many things of one name are candidates where the name does not
	// fit as a whole.
	weak = 3
)

// Search returns the things that may be meant by what somebody typed, the best
// first: by IRI; by a form of the name in either script or in pinyin; an office
// and its body, or a meeting's place and year, in one word or several; else by a
// part of the name, its initials, and what sounds or is spelt nearly so. Among
// equal ones those come first that more documents name.
func (v *View) Search(ctx context.Context, typed string, o SearchOptions) ([]*Candidate, error) {
	f := &finder{v: v, limit: cmp.Or(o.Limit, usualLimit), seen: map[*group]bool{}}
	groups, err := v.byIRI(ctx, typed)
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		f.add(&Candidate{Match: "iri", Sure: true, group: g})
	}
	if err := v.indexed(); err != nil {
		return nil, err
	}
	matches, err := names.Find(ctx, v.snap, typed, names.Options{Limit: 3 * f.limit, All: o.All, Near: true})
	if err != nil {
		return nil, err
	}
	sure := len(f.found) > 0 || len(matches) > 0 && matches[0].How.Sure()
	if !sure || o.All {
		if err := v.composed(ctx, f, typed, o.AsOf); err != nil {
			return nil, err
		}
		sure = len(f.found) > 0 && f.found[0].Sure
	}
	for i := range matches {
		if f.full() || sure && !o.All && !matches[i].How.Sure() {
			break
		}
		if err := f.bearers(ctx, &matches[i]); err != nil {
			return nil, err
		}
	}
	if err := f.finish(ctx); err != nil {
		return nil, err
	}
	return f.found, nil
}

// finder collects candidates, each thing once.
type finder struct {
	v     *View
	limit int
	found []*Candidate
	seen  map[*group]bool
}

func (f *finder) full() bool { return len(f.found) >= f.limit }

func (f *finder) add(c *Candidate) {
	if !f.full() && !f.seen[c.group] {
		f.seen[c.group] = true
		f.found = append(f.found, c)
	}
}

// bearers adds what bears a name.
func (f *finder) bearers(ctx context.Context, m *names.Match) error {
	bearers, err := f.v.bearers(ctx, m.Labels)
	if err != nil {
		return err
	}
	for i, b := range bearers {
		if i == weak && !m.How.Sure() {
			break // the same name again tells little of what else fits
		}
		f.add(&Candidate{Match: m.How.String(), Sure: m.How.Sure(), Name: m.Labels[0].Text, Documents: b.documents, group: b.group})
	}
	return nil
}

// finish tells of each candidate what is shown of it.
func (f *finder) finish(ctx context.Context) error {
	for _, c := range f.found {
		iris, err := f.v.iris(c.group)
		if err != nil {
			return err
		}
		c.IRI = iris[0]
		id, _, err := f.v.snap.ID(rdf.NewIRI(c.IRI))
		if err != nil {
			return err
		}
		if c.Label, err = f.v.label(ctx, id, rdf.NewIRI(c.IRI)); err != nil {
			return err
		}
		if c.Name == c.Label || registry.FoldName(c.Name) == registry.FoldName(c.Label) {
			c.Name = ""
		}
		if c.Classes, err = f.v.classes(ctx, id); err != nil {
			return err
		}
		if c.Hint == "" {
			if c.Hint, err = f.v.hint(ctx, c.group, c.Classes); err != nil {
				return err
			}
		}
	}
	if slices.ContainsFunc(f.found, (*Candidate).known) {
		f.found = slices.DeleteFunc(f.found, func(c *Candidate) bool { return !c.known() })
	}
	return nil
}

// known reports whether the ontology has one of the thing's classes. What has
// none beside things that have, such as the node of a short name that a text
// defines, is nothing that anybody looks for.
func (c *Candidate) known() bool {
	return len(c.Classes) == 0 || slices.ContainsFunc(c.Classes, func(class string) bool { return !strings.Contains(class, ":") })
}

// classes returns the local names of a thing's classes, sorted.
func (v *View) classes(ctx context.Context, id rdf.ID) ([]string, error) {
	types, err := v.values(ctx, &group{ids: []rdf.ID{id}}, vocab.RDFType)
	var out []string
	for _, t := range types {
		out = append(out, strings.TrimPrefix(t.Value, vocab.NS))
	}
	return distinct(out), err
}

// values returns what a group's IRIs have under a property, in the order in
// which the graph has it.
func (v *View) values(ctx context.Context, g *group, property string) ([]rdf.Term, error) {
	p, err := v.id(property)
	if err != nil || p == 0 {
		return nil, err
	}
	const looked = 64 // of a group of thousands, more would tell the same again
	var out []rdf.Term
	for _, id := range g.ids[:min(looked, len(g.ids))] {
		if err := v.objects(ctx, id, p, func(o rdf.ID) error {
			t, err := v.snap.Term(o)
			out = append(out, t)
			return err
		}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// hint tells a thing apart from others of its name.
func (v *View) hint(ctx context.Context, g *group, classes []string) (string, error) {
	is := func(class string) bool { return slices.Contains(classes, class) }
	first := func(property string) (string, error) {
		terms, err := v.values(ctx, g, property)
		if err != nil || len(terms) == 0 {
			return "", err
		}
		labels := make([]string, len(terms))
		for i, t := range terms {
			if labels[i], err = v.Label(ctx, t); err != nil {
				return "", err
			}
		}
		return slices.Min(labels), nil
	}
	var parts []string
	properties := map[string][]string{
		"Office": {vocab.OfficeOf}, "Meeting": {vocab.HeldOn, vocab.HeldIn}, "SourceDocument": {vocab.DCTDate},
	}
	for class, list := range properties {
		if !is(class) {
			continue
		}
		for _, p := range list {
			s, err := first(p)
			if err != nil {
				return "", err
			}
			if s != "" {
				parts = append(parts, s)
			}
		}
	}
	if is("Person") && len(parts) == 0 {
		s, err := v.officeHint(ctx, g)
		if err != nil {
			return "", err
		}
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", "), nil
}

// officeHint returns an office of a person and its body.
func (v *View) officeHint(ctx context.Context, g *group) (string, error) {
	offices, err := v.values(ctx, g, vocab.HoldsOffice)
	if err != nil || len(offices) == 0 {
		return "", err
	}
	// What an IRI outside a single document names comes first, then the order
	// of IRIs.
	office := slices.MinFunc(offices, func(a, b rdf.Term) int {
		return cmp.Or(cmp.Compare(strings.Count(a.Value, "#"), strings.Count(b.Value, "#")), strings.Compare(a.Value, b.Value))
	})
	title, err := v.Label(ctx, office)
	if err != nil {
		return "", err
	}
	id, ok, err := v.snap.ID(office)
	if err != nil || !ok {
		return title, err
	}
	bodies, err := v.values(ctx, &group{ids: []rdf.ID{id}}, vocab.OfficeOf)
	if err != nil || len(bodies) == 0 {
		return title, err
	}
	body, err := v.Label(ctx, bodies[0])
	return body + title, err
}
