// Package picture draws what people would rather look at than read: the
// neighbourhood of an entity with the time line of its facts, and charts of what
// a graph holds. A picture is one file, SVG or HTML, without scripts, fonts or
// anything else from elsewhere; the same graph gives the same bytes.
//
// The way of the data: Gather reads a Scene from a lookup.View; neighbourhood.go
// and timeline.go lay it out on a canvas; page.go puts both on a page with the
// sentences that the facts stand in. chart.go and report.go do the same for
// counts.
package picture

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"gongbao/graph/lookup"
)

// Options say what a picture shows and in which language.
type Options struct {
	// Lang is the language of the words of the picture itself: zh-Hans, zh-Hant,
	// or else English. Names are in the language of the View.
	Lang string
	// Names are the names of relations, qualifiers, classes and modalities by
	// their local names; what it lacks is shown by its local name.
	Names map[string]string
	// Limit is the number of lines to draw on each side of the entity and in the
	// time line; 0 draws all.
	Limit int
	// Evidence has Gather read the sentences too.
	Evidence bool
}

// Scene is an entity with what a picture of it shows.
type Scene struct {
	Entity *lookup.Entity
	// Class is the local name of the class that decides on its sign.
	Class string
	// Out are the relations that it has, and In those that others have to it and
	// those in which it qualifies what others have to each other.
	Out, In []Group
	// Facts is the number of all facts, and Documents that of the documents
	// which tell them.
	Facts, Documents int

	times []track // by the time of their first fact
	// moreTimes is the number of tracks left out.
	moreTimes int
	shown     []*lookup.Fact // in the order of the picture
	sources   map[string]source
	things    map[string]thing // by IRI
	o         Options
}

// Group is a relation with those it leads to.
type Group struct {
	// Relation is the local name of the relation.
	Relation string
	// By is the local name of the qualifier by which the entity takes part in
	// facts of others; empty where it is their subject or object.
	By   string
	Rows []Row
	// More is the number of rows left out.
	More int
}

// Row is one thing, or two in facts of others, and what is known of the
// relation to it.
type Row struct {
	Node lookup.Node
	// Class is the local name of the class that decides on the sign.
	Class string
	// Label is what to write, and Detail what to write smaller: qualifiers,
	// times, modality, number of sources.
	Label, Detail string
	// Facts are what the row stands for: those about the same thing with the same
	// modality.
	Facts []*lookup.Fact
}

// sourceCount is the number of statements behind a row.
func (r *Row) sourceCount() int {
	n := 0
	for _, f := range r.Facts {
		n += len(f.Sources)
	}
	return n
}

// source is a document, and the readings of a statement in it.
type source struct {
	title, date, url string
	evidence         []*lookup.Evidence
}

// Gather reads what a picture of an entity shows.
func Gather(ctx context.Context, v *lookup.View, e *lookup.Entity, o Options) (*Scene, error) {
	facts, err := v.Facts(ctx, e.IRI)
	if err != nil {
		return nil, err
	}
	s := &Scene{Entity: e, Class: classOf(e.Classes), o: o, sources: map[string]source{}}
	documents := map[string]bool{}
	for _, list := range [][]*lookup.Fact{facts.Out, facts.In, facts.Beside} {
		s.Facts += len(list)
		for _, f := range list {
			for _, st := range f.Sources {
				documents[st.Document] = true
			}
		}
	}
	s.Documents = len(documents)
	if err := s.relate(ctx, v, facts); err != nil {
		return nil, err
	}
	s.finish(facts)
	return s, s.read(ctx, v)
}

// finish chooses what is shown.
func (s *Scene) finish(facts *lookup.Facts) {
	crop(s.Out, s.o.Limit)
	crop(s.In, s.o.Limit)
	for _, groups := range [][]Group{s.Out, s.In} {
		for _, g := range groups {
			for _, r := range g.Rows {
				s.shown = append(s.shown, r.Facts...)
			}
		}
	}
	s.tracks(facts, s.o.Limit)
}

// relate sorts the facts into the relations of both sides.
func (s *Scene) relate(ctx context.Context, v *lookup.View, facts *lookup.Facts) (err error) {
	s.things = map[string]thing{}
	for _, iri := range append(s.Entity.Same, s.Entity.IRI) {
		s.things[iri] = thing{key: s.Entity.IRI, class: s.Class}
	}
	for _, list := range [][]*lookup.Fact{facts.Out, facts.In, facts.Beside} {
		for _, f := range list {
			for _, n := range []lookup.Node{f.Subject, f.Object} {
				if err := s.meet(ctx, v, n); err != nil {
					return err
				}
			}
		}
	}
	s.Out = s.groups(facts.Out, "", func(f *lookup.Fact) lookup.Node { return f.Object })
	s.In = s.groups(facts.In, "", func(f *lookup.Fact) lookup.Node { return f.Subject })
	for _, by := range s.qualifiers(facts.Beside) {
		var list []*lookup.Fact
		for _, f := range facts.Beside {
			if s.role(f) == by {
				list = append(list, f)
			}
		}
		s.In = append(s.In, s.groups(list, by, func(f *lookup.Fact) lookup.Node { return f.Subject })...)
	}
	return nil
}

// thing is what a picture has to know of a node.
type thing struct {
	key   string // the same for all IRIs that name it
	class string
	apart string // what tells it from others of the same name
}

// meet reads what the picture has to know of a node.
func (s *Scene) meet(ctx context.Context, v *lookup.View, n lookup.Node) error {
	if n.IRI == "" {
		return nil
	}
	if _, ok := s.things[n.IRI]; ok {
		return nil
	}
	e, err := v.Entity(ctx, n.IRI)
	if err != nil {
		return err
	}
	t := thing{key: n.IRI, class: otherClass}
	if e != nil {
		t.class = classOf(e.Classes)
		t.key = slices.MinFunc(append(e.Same, e.IRI), func(a, b string) int {
			return cmp.Or(strings.Count(a, "#")-strings.Count(b, "#"), strings.Compare(a, b))
		})
	}
	if doc, _, ok := strings.Cut(t.key, "#"); ok {
		d, err := v.Document(ctx, doc)
		if err != nil {
			return err
		}
		if d != nil {
			t.apart = s.word("scope", cmp.Or(d.Date, d.Title, d.ID))
		}
	} else if _, local, ok := strings.Cut(t.key, "/id/"); ok {
		// The class apart, and the name: a state, a body, a day.
		parts := strings.Split(local, "/")
		parts = slices.DeleteFunc(parts[1:], func(p string) bool { return p == n.Label })
		t.apart = strings.Join(parts, " ")
	}
	s.things[n.IRI] = t
	if e != nil {
		for _, iri := range e.Same {
			s.things[iri] = t
		}
	}
	return nil
}

// keyOf returns what is the same for all nodes that stand for one thing.
func (s *Scene) keyOf(n lookup.Node) string {
	if t, ok := s.things[n.IRI]; ok {
		return t.key
	}
	return n.Label
}

// classOf returns the class of a node that decides on its sign.
func (s *Scene) classOf(n lookup.Node) string {
	if t, ok := s.things[n.IRI]; ok {
		return t.class
	}
	return valueClass
}

// otherNames returns the names of the entity beside its label, each once.
func (s *Scene) otherNames() []string {
	var out []string
	for _, n := range s.Entity.Names {
		if name := clean(n.Text); n.Text != s.Entity.Label && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// isSelf reports whether a node is the entity itself.
func (s *Scene) isSelf(n lookup.Node) bool {
	return n.IRI != "" && (n.IRI == s.Entity.IRI || slices.Contains(s.Entity.Same, n.IRI))
}

// role returns the qualifier by which the entity takes part in a fact.
func (s *Scene) role(f *lookup.Fact) string {
	for _, q := range f.Qualifiers {
		if s.isSelf(q.Node) {
			return q.Name
		}
	}
	return ""
}

// qualifiers returns the roles that the entity has in facts of others, sorted.
func (s *Scene) qualifiers(facts []*lookup.Fact) []string {
	var out []string
	for _, f := range facts {
		out = append(out, s.role(f))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// groups sorts facts into relations and rows, the rows with most sources first.
func (s *Scene) groups(facts []*lookup.Fact, by string, other func(*lookup.Fact) lookup.Node) []Group {
	var out []Group
	index := map[string]int{}
	rows := map[string]int{}
	for _, f := range facts {
		g, ok := index[f.Relation]
		if !ok {
			g = len(out)
			index[f.Relation] = g
			out = append(out, Group{Relation: f.Relation, By: by})
		}
		n := other(f)
		label := n.Label
		if by != "" {
			label += " → " + f.Object.Label
		}
		key := strings.Join([]string{f.Relation, s.keyOf(n), f.Modality}, "\x00")
		if by != "" {
			key += "\x00" + s.keyOf(f.Object)
		}
		r, ok := rows[key]
		if !ok {
			r = len(out[g].Rows)
			rows[key] = r
			out[g].Rows = append(out[g].Rows, Row{Node: n, Label: label, Class: s.classOf(n)})
		}
		out[g].Rows[r].Facts = append(out[g].Rows[r].Facts, f)
	}
	for i := range out {
		slices.SortStableFunc(out[i].Rows, func(a, b Row) int { return b.sourceCount() - a.sourceCount() })
		labels := map[string]int{}
		for _, r := range out[i].Rows {
			labels[r.Label+r.Facts[0].Modality]++
		}
		for j := range out[i].Rows {
			r := &out[i].Rows[j]
			r.Detail = s.detail(r, labels[r.Label+r.Facts[0].Modality] > 1)
		}
	}
	return out
}

// crop leaves out rows of the longest groups until at most limit are left, but
// one of each group stays.
func crop(groups []Group, limit int) {
	if limit <= 0 {
		return
	}
	most := 0
	for _, g := range groups {
		most = max(most, len(g.Rows))
	}
	for ; most > 1; most-- {
		n := 0
		for _, g := range groups {
			n += min(len(g.Rows), most)
		}
		if n <= limit {
			break
		}
	}
	for i, g := range groups {
		if len(g.Rows) > most {
			groups[i].Rows, groups[i].More = g.Rows[:most], len(g.Rows)-most
		}
	}
}

// read reads the sources of the facts that are shown.
func (s *Scene) read(ctx context.Context, v *lookup.View) error {
	facts := slices.Clone(s.shown)
	for _, t := range s.times {
		for _, m := range t.marks {
			facts = append(facts, m.fact)
		}
	}
	for _, f := range facts {
		for _, st := range f.Sources {
			if _, ok := s.sources[st.IRI]; ok {
				continue
			}
			d, err := v.Document(ctx, st.Document)
			if err != nil {
				return err
			}
			src := source{title: st.Document}
			if d != nil {
				src = source{title: cmp.Or(d.Title, d.ID), date: d.Date, url: d.URL}
			}
			if s.o.Evidence {
				if src.evidence, err = v.Evidence(ctx, st); err != nil {
					return err
				}
			}
			s.sources[st.IRI] = src
		}
	}
	return nil
}

// name returns the name of a relation, qualifier, class or modality.
func (s *Scene) name(local string) string { return cmp.Or(s.o.Names[local], local) }

// qualifierText writes the qualifiers of a fact, the entity itself left out.
func (s *Scene) qualifierText(f *lookup.Fact) string {
	var parts []string
	for _, q := range f.Qualifiers {
		if !s.isSelf(q.Node) {
			parts = append(parts, s.name(q.Name)+" "+q.Label)
		}
	}
	return strings.Join(parts, " · ")
}

// detail writes what stands behind a row: the qualifiers that all of its facts
// have, times, modality, number of sources; where another row is called the same
// also what tells the two apart.
func (s *Scene) detail(r *Row, apart bool) string {
	var parts []string
	q := s.qualifierText(r.Facts[0])
	for _, f := range r.Facts[1:] {
		if s.qualifierText(f) != q {
			q = ""
		}
	}
	if q != "" {
		parts = append(parts, q)
	}
	if t := timesText(r.Facts); t != "" && t != r.Label {
		parts = append(parts, t)
	}
	if m := r.Facts[0].Modality; m != asserted {
		parts = append(parts, s.name(m))
	}
	if n := r.sourceCount(); n > 1 {
		parts = append(parts, fmt.Sprintf("×%d", n))
	}
	if apart {
		if a := s.things[r.Node.IRI].apart; a != "" {
			parts = append(parts, a)
		}
	}
	return strings.Join(parts, " · ")
}

// asserted is the local name of the modality that needs no mention.
const asserted = "asserted"

// timesText writes the different times of facts, the first three of them.
func timesText(facts []*lookup.Fact) string {
	var times []string
	for _, f := range facts {
		if t := timeText(f.Start, f.End); t != "" && !slices.Contains(times, t) {
			times = append(times, t)
		}
	}
	if len(times) > 3 {
		return strings.Join(times[:3], ", ") + fmt.Sprintf(" (+%d)", len(times)-3)
	}
	return strings.Join(times, ", ")
}

// timeText writes the time of a fact. Whether what has but a start goes on is
// drawn, not written.
func timeText(start, end string) string {
	if start == end || end == "" {
		return start
	}
	return start + "–" + end
}

// sentenceOf writes a fact in one line, for a tool tip.
func (s *Scene) sentenceOf(f *lookup.Fact) string {
	out := f.Subject.Label + " — " + s.name(f.Relation) + " → " + f.Object.Label
	var parts []string
	for _, q := range f.Qualifiers {
		parts = append(parts, s.name(q.Name)+" "+q.Label)
	}
	if t := timeText(f.Start, f.End); t != "" {
		parts = append(parts, t)
	}
	if f.Modality != asserted {
		parts = append(parts, s.name(f.Modality))
	}
	parts = append(parts, "#"+short(f.Ref))
	out += " (" + strings.Join(parts, "; ") + ")"
	if src, ok := s.sources[f.Sources[0].IRI]; ok {
		out += " — " + src.title
		if n := len(f.Sources); n > 1 {
			out += fmt.Sprintf(" (+%d)", n-1)
		}
	}
	return out
}

// short is the beginning of a statement's name that is long enough in practice.
func short(ref string) string { return ref[:min(8, len(ref))] }
