// Package page writes the ontology as a page for people: what each class and
// property is called and means in three languages, between what it stands, and
// how it relates to other vocabularies. Everything on the page comes from
// gongbao.ttl.
package page

import (
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/ontology"
	"gongbao/ontology/vocab"
)

// Page is the ontology as it is laid out.
type Page struct {
	// Titles and Descriptions are by language tag.
	Titles, Descriptions map[string]string
	// Namespace, Version, Licence, Created and Modified are those of the header.
	Namespace, Version, Licence, Created, Modified string
	Sections                                       []Section
	// Count is the number of terms.
	Count int
}

// Section holds terms of one kind.
type Section struct {
	// ID is its anchor; Title its name; About a sentence on what it holds.
	ID, Title, About string
	Terms            []*Entry
}

// Entry is one term on the page.
type Entry struct {
	*ontology.Term
	// Kind says in a word what sort of term it is.
	Kind string
	// Facts are the lines of what it is related to, in the order of the page.
	Facts []Fact
}

// Fact is one line on a term: a name such as domain, and the terms.
type Fact struct {
	Name  string
	Terms []Link
}

// Link is the name of a term with where it leads: an anchor of the page for one
// of the ontology's own, else the IRI.
type Link struct {
	Text, Target string
	// Inverse says that the inverse of the property is meant.
	Inverse bool
}

const owl = "http://www.w3.org/2002/07/owl#"

// kinds are the sections and which terms they hold. A term goes to the first
// that takes it.
var kinds = []struct {
	id, title, kind, about string
	takes                  func(t *ontology.Term) bool
}{
	{"functions", "Query functions", "query function", "What the query language has of its own. The graph does not hold them.", is(vocab.ClassQueryFunction)},
	{"inverses", "Inverse properties", "inverse property", "The other direction of properties that the graph holds. It does not hold these; they are there for reading and reasoning.", is(vocab.ClassInverseProperty)},
	{"vocabulary", "Classes of the vocabulary's own terms", "class of terms", "How the vocabulary sorts its own terms.", func(t *ontology.Term) bool {
		return t.Is(owl+"Class") && (t.IRI == vocab.ClassQueryFunction || slices.ContainsFunc(t.SubOf, func(p string) bool {
			return p == vocab.ClassRelation || strings.HasSuffix(p, "#Property")
		}))
	}},
	{"classes", "Classes", "class", "What texts speak of, and what the graph keeps of them.", is(owl + "Class")},
	{"modalities", "Modalities", "modality", "In which way a text presents a fact.", is(vocab.ClassModality)},
	{"fluents", "Relations that last", "fluent relation", "They hold from their start until something ends them.", is(vocab.ClassFluentRelation)},
	{"events", "Relations that happen", "event relation", "They happen on a day or in an interval.", is(vocab.ClassEventRelation)},
	{"atemporal", "Relations without time", "atemporal relation", "They do not change with time.", is(vocab.ClassAtemporalRelation)},
	{"qualifiers", "Qualifiers", "qualifier", "They say more of a statement: when, where, as what.", is(vocab.ClassQualifierProperty)},
	{"reasons", "Reasons of identity", "reason", "Why two IRIs are taken for one thing, or why not.", is(vocab.ClassIdentityReason)},
	{"places", "Where qualifiers stand", "property of evidence", "Each leads from a reading to the characters of a part of it.", func(t *ontology.Term) bool {
		return slices.Contains(t.SubOf, vocab.OAHasTarget)
	}},
	{"properties", "Properties of statements, evidence and sources", "property", "The machinery that makes every statement defensible.", func(*ontology.Term) bool { return true }},
}

// order is that of the sections on the page.
var order = []string{"classes", "fluents", "events", "atemporal", "qualifiers", "modalities", "properties", "places", "reasons", "inverses", "functions", "vocabulary"}

func is(class string) func(*ontology.Term) bool {
	return func(t *ontology.Term) bool { return t.Is(class) }
}

// Read lays the ontology out.
func Read() (*Page, error) {
	quads, err := ontology.Quads()
	if err != nil {
		return nil, err
	}
	terms, err := ontology.Terms()
	if err != nil {
		return nil, err
	}
	p := &Page{Titles: map[string]string{}, Descriptions: map[string]string{}, Count: len(terms)}
	p.header(quads)
	sections := map[string]*Section{}
	for _, t := range terms {
		e, err := NewEntry(t)
		if err != nil {
			return nil, err
		}
		i := kindOf(t)
		s := sections[kinds[i].id]
		if s == nil {
			s = &Section{ID: "section-" + kinds[i].id, Title: kinds[i].title, About: kinds[i].about}
			sections[kinds[i].id] = s
		}
		s.Terms = append(s.Terms, e)
	}
	for _, id := range order {
		if s := sections[id]; s != nil {
			p.Sections = append(p.Sections, *s)
		}
	}
	return p, nil
}

func kindOf(t *ontology.Term) int {
	for i := range kinds {
		if kinds[i].takes(t) {
			return i
		}
	}
	return len(kinds) - 1
}

// header takes the metadata up.
func (p *Page) header(quads []rdf.Quad) {
	const dct, vann = "http://purl.org/dc/terms/", "http://purl.org/vocab/vann/"
	for _, q := range quads {
		if q.S.Value+"#" != vocab.NS {
			continue
		}
		switch q.P.Value {
		case dct + "title":
			p.Titles[q.O.Lang] = q.O.Value
		case dct + "description":
			p.Descriptions[q.O.Lang] = q.O.Value
		case dct + "license":
			p.Licence = q.O.Value
		case dct + "created":
			p.Created = q.O.Value
		case dct + "modified":
			p.Modified = q.O.Value
		case owl + "versionInfo":
			p.Version = q.O.Value
		case vann + "preferredNamespaceUri":
			p.Namespace = q.O.Value
		}
	}
}

// NewEntry lays one term out.
func NewEntry(t *ontology.Term) (*Entry, error) {
	prefixes, err := ontology.Prefixes()
	if err != nil {
		return nil, err
	}
	all, err := ontology.Terms()
	if err != nil {
		return nil, err
	}
	e := &Entry{Term: t, Kind: kinds[kindOf(t)].kind}
	link := func(iri string) Link {
		name, inverse := strings.CutPrefix(iri, "^")
		l := Link{Target: name, Inverse: inverse}
		l.Text, _ = ontology.Compact(prefixes, name)
		if local, own := strings.CutPrefix(name, vocab.NS); own {
			l.Target = "#" + local
		}
		return l
	}
	fact := func(name string, iris ...string) {
		var links []Link
		for _, iri := range iris {
			if iri != "" {
				links = append(links, link(iri))
			}
		}
		if len(links) > 0 {
			e.Facts = append(e.Facts, Fact{name, links})
		}
	}
	fact("a kind of", t.SubOf...)
	var kindsOfIt []string
	for _, other := range all {
		if slices.Contains(other.SubOf, t.IRI) {
			kindsOfIt = append(kindsOfIt, other.IRI)
		}
	}
	fact("kinds of it", kindsOfIt...)
	fact("domain", t.Domain...)
	fact("range", t.Range...)
	if t.Is(owl + "SymmetricProperty") {
		fact("inverse", t.IRI)
	} else {
		fact("inverse", t.Inverse)
	}
	if t.Is(owl + "Class") {
		var out, in []string
		for _, other := range all {
			if other.Is(vocab.ClassInverseProperty) {
				continue
			}
			if slices.Contains(other.Domain, t.IRI) {
				out = append(out, other.IRI)
			}
			if slices.Contains(other.Range, t.IRI) {
				in = append(in, other.IRI)
			}
		}
		fact("properties from it", out...)
		fact("properties to it", in...)
	}
	fact("nearly the same", t.Close...)
	fact("related", t.Related...)
	return e, nil
}
