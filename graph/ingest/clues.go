package ingest

import (
	"cmp"
	"slices"
	"strings"

	"gongbao/extract/fact"
	"gongbao/extract/resolve"
	"gongbao/graph/registry"
)

// tells lists the relations from which a clue takes its office or day.
var (
	tellsOffice = map[string]bool{"holds_office": true, "appointed_to": true, "elected_to": true}
	tellsIssue  = map[string]bool{"issued": true, "adopted": true, "signed": true}
)

// clues collects what the document tells of the identity of its persons,
// meetings and documents, from the facts behind its statements.
func (b *builder) clues(groups []*group) *registry.Clues {
	c := &registry.Clues{Base: b.namer.Base(), Date: b.in.Document.Date}
	persons := map[int]*registry.PersonClue{}
	meetings := map[int]*registry.MeetingClue{}
	documents := map[int]*registry.DocumentClue{}
	sole := b.soleHolders()
	for _, g := range groups {
		for _, f := range g.facts {
			for _, a := range []fact.Argument{f.Subject, f.Object} {
				if a.Entity < 0 || a.Entity >= len(b.terms) {
					continue
				}
				e, iri := b.in.Entities[a.Entity], b.terms[a.Entity].Value
				name := e.Key[len(e.Key)-1]
				switch e.Class {
				case "Person":
					if persons[a.Entity] == nil {
						persons[a.Entity] = &registry.PersonClue{IRI: iri, Name: name, Key: bodyOf(e), Statement: g.iri}
					}
				case "Meeting":
					if meetings[a.Entity] == nil {
						meetings[a.Entity] = &registry.MeetingClue{IRI: iri, Name: meetingName(e), Statements: []string{g.iri}}
					}
				case "Document":
					if documents[a.Entity] == nil {
						documents[a.Entity] = &registry.DocumentClue{IRI: iri, Title: meetingName(e), Statements: []string{g.iri}}
					}
				}
			}
			if p := persons[f.Subject.Entity]; p != nil && tellsOffice[f.Relation] && b.isOffice(f.Object) && current(f) {
				p.Offices = append(p.Offices, b.offices(g, f, sole)...)
			}
			if m := meetings[f.Subject.Entity]; m != nil && f.Relation == "held_on" && f.Start != "" && m.Day == "" {
				m.Day, m.Statements = f.Start, append(m.Statements, g.iri)
			}
			if m := meetings[f.Subject.Entity]; m != nil && f.Relation == "event_of" && m.Body == "" && f.Object.Entity >= 0 {
				m.Body, m.Rest = b.bodyIn(m.Name, f.Object.Entity)
				m.Statements = append(m.Statements, g.iri)
			}
			if d := documents[f.Object.Entity]; d != nil && tellsIssue[f.Relation] && f.Start != "" && d.Day == "" && f.Modality == fact.Asserted {
				d.Day, d.Statements = f.Start, append(d.Statements, g.iri)
			}
		}
	}
	for _, i := range sortedKeys(persons) {
		p := persons[i]
		slices.SortStableFunc(p.Offices, func(x, y registry.OfficeClue) int {
			return cmp.Or(cmp.Compare(x.At, y.At), strings.Compare(x.IRI, y.IRI), strings.Compare(x.Statement, y.Statement))
		})
		p.Offices = slices.Compact(p.Offices)
		c.Persons = append(c.Persons, *p)
	}
	for _, i := range sortedKeys(meetings) {
		m := meetings[i]
		if m.Body == "" {
			b.bodyBefore(m)
		}
		m.Statements = sortedSet(m.Statements)
		c.Meetings = append(c.Meetings, *m)
	}
	for _, i := range sortedKeys(documents) {
		d := documents[i]
		d.Statements = sortedSet(d.Statements)
		c.Documents = append(c.Documents, *d)
	}
	return c
}

// soleHolders returns the holder of each office entity that the document gives
// exactly one.
func (b *builder) soleHolders() map[int]bool {
	holder, sole := map[int]int{}, map[int]bool{}
	for i := range b.in.Facts {
		f := &b.in.Facts[i]
		if !b.isOffice(f.Object) {
			continue
		}
		first, seen := holder[f.Object.Entity]
		if !seen {
			holder[f.Object.Entity] = f.Subject.Entity
		}
		sole[f.Object.Entity] = !seen || sole[f.Object.Entity] && first == f.Subject.Entity
	}
	return sole
}

// offices returns an office once for each place at which its holder is named. A
// place that leaves the body of the office to other places of the text is left
// out: two people of one name may be meant.
func (b *builder) offices(g *group, f *fact.Fact, sole map[int]bool) []registry.OfficeClue {
	e := b.in.Entities[f.Object.Entity]
	o := registry.OfficeClue{
		IRI: b.terms[f.Object.Entity].Value, Title: e.Key[len(e.Key)-1], Start: f.Start, End: f.End,
		Sole: sole[f.Object.Entity], Statement: g.iri,
	}
	if q, ok := f.Qualifier("of"); ok && q.Entity >= 0 && q.Entity < len(b.in.Entities) {
		o.Body = strings.Join(b.in.Entities[q.Entity].Key, "/")
	}
	var out []registry.OfficeClue
	for _, ev := range f.Evidence {
		if !ev.Subject.Empty() && (o.Body == "" || !ev.Qualifiers["of"].Empty()) {
			o.At = ev.Subject.Start
			out = append(out, o)
		}
	}
	return out
}

// bodyOf returns the state or body in the key of a person.
func bodyOf(e resolve.Entity) string {
	if e.Scoped || len(e.Key) < 3 {
		return ""
	}
	return e.Key[1]
}

// meetingName returns the name in the key of a meeting or document, which its
// first day may follow and its body stand before.
func meetingName(e resolve.Entity) string {
	switch {
	case e.Scoped || len(e.Key) < 3:
		return e.Key[len(e.Key)-1]
	case len(e.Key) == 3:
		return e.Key[1]
	}
	return e.Key[2]
}

// bodyIn returns a body's class and key, and a meeting's name without the form
// of the body's name that it begins with.
func (b *builder) bodyIn(meeting string, i int) (body, rest string) {
	e := b.in.Entities[i]
	return strings.Join(e.Key, "/"), after(meeting, longestForm(meeting, e))
}

// after returns what follows the shortest beginning of a name that folds to
// form.
func after(name, form string) string {
	if form == "" {
		return name
	}
	for i := range name {
		if registry.FoldName(name[:i]) == form {
			return name[i:]
		}
	}
	return ""
}

// bodyBefore finds the organisation whose name the meeting's own begins with.
func (b *builder) bodyBefore(m *registry.MeetingClue) {
	if b.in.Leading == nil {
		return
	}
	if code, n := b.in.Leading(m.Name); code != "" {
		m.Body, m.Rest = "org/"+code, string([]rune(m.Name)[n:])
	}
}

// longestForm returns the longest of an entity's names that a name begins with,
// both folded.
func longestForm(name string, e resolve.Entity) string {
	best, folded := "", registry.FoldName(name)
	for _, n := range e.Names {
		if form := registry.FoldName(n.Text); len(form) > len(best) && strings.HasPrefix(folded, form) {
			best = form
		}
	}
	return best
}

func sortedKeys[T any](m map[int]T) []int {
	var out []int
	for i := range m {
		out = append(out, i)
	}
	slices.Sort(out)
	return out
}

func sortedSet(s []string) []string {
	slices.Sort(s)
	return slices.Compact(s)
}
