// Package lookup is the read model that the command line, exports and web pages
// share: entities with their names and facts, statements with their evidence,
// and the sentences that the evidence stands in. A View reads one snapshot of
// the store by direct index access; nothing of it goes through a query.
package lookup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gongbao/extract/text"
	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// View is a read model of one snapshot of the store. It keeps what it has read
// of documents and labels, and is for one goroutine.
type View struct {
	snap      *store.Snapshot
	lang      []string
	base      string
	labels    map[rdf.ID]string
	documents map[string]*registry.Document
	preds     map[string]rdf.ID
	groups    map[rdf.ID]*group // what names one thing, by each of its ids
	allLinks  bool              // all links have been read into groups
	followed  int               // ids whose links were followed one by one
	role      *roles            // the properties of statements
	// The text read last, for statements of one document mostly come together.
	textOf   string
	lastText *text.Text
}

// Options say how a View shows things.
type Options struct {
	// Lang is the language tag in which labels are wanted where there is a
	// choice; empty means zh-Hans.
	Lang string
	// Base is the base IRI of entities given in short; empty means the default.
	Base string
}

// NewView returns a View of a snapshot, which stays the caller's to close.
func NewView(snap *store.Snapshot, o Options) *View {
	lang := []string{"zh-Hans", "zh", "zh-Hant", "en"}
	if o.Lang != "" {
		lang = append([]string{o.Lang}, lang...)
	}
	return &View{
		snap: snap, lang: lang, base: cmp.Or(o.Base, vocab.DefaultBase), labels: map[rdf.ID]string{},
		documents: map[string]*registry.Document{}, preds: map[string]rdf.ID{},
		groups: map[rdf.ID]*group{},
	}
}

// Label is a name in a language; Lang is empty where none is known.
type Label struct {
	Text string `json:"text"`
	Lang string `json:"lang,omitempty"`
}

// Entity is a thing that documents speak of, with all its names.
type Entity struct {
	IRI string `json:"iri"`
	// Same are the other IRIs that name it, in documents that do not tell
	// enough, in other words, or by another of its offices.
	Same []string `json:"same,omitempty"`
	// Classes are the local names of its classes: Person, State …
	Classes []string `json:"classes"`
	// Label is the name to show it by.
	Label string `json:"label"`
	// Names are all names, preferred ones first.
	Names []Label `json:"names"`
	// Codes are its gazetteer codes.
	Codes []string `json:"codes,omitempty"`
	// Documents is the number of documents that name it.
	Documents int `json:"documents"`
}

// Find returns the entities that have exactly that name, script, width,
// capitals and punctuation apart, sorted by IRI. IRIs that name one thing are one
// entity, under the IRI that says most. A name that is an IRI, or the
// end of one after …/id/ such as state/KAZ, finds that entity.
func (v *View) Find(ctx context.Context, name string) ([]*Entity, error) {
	found, err := v.byIRI(ctx, name)
	if err == nil {
		err = v.indexed()
	}
	if err != nil {
		return nil, err
	}
	value, ok, err := v.snap.Record(registry.Labels, registry.FoldName(name))
	if err != nil {
		return nil, err
	}
	if ok {
		labels, err := registry.DecodeLabels(value)
		if err != nil {
			return nil, err
		}
		bearers, err := v.bearers(ctx, labels)
		if err != nil {
			return nil, err
		}
		for _, b := range bearers {
			found = append(found, b.group)
		}
	}
	var out []*Entity
	seen := map[*group]bool{}
	for _, g := range found {
		if seen[g] {
			continue
		}
		seen[g] = true
		e, err := v.entity(ctx, g)
		if err != nil {
			return nil, err
		}
		if len(e.Names) > 0 {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b *Entity) int { return strings.Compare(a.IRI, b.IRI) })
	return out, nil
}

// byIRI returns what names a thing with an IRI, or with the end of one after
// …/id/; nothing where no quad has it.
func (v *View) byIRI(ctx context.Context, name string) ([]*group, error) {
	for _, iri := range []string{name, v.base + "id/" + strings.TrimPrefix(name, "id/"), v.base + name} {
		id, ok, err := v.snap.ID(rdf.NewIRI(iri))
		if err != nil {
			return nil, err
		}
		if ok {
			g, err := v.group(ctx, id)
			return []*group{g}, err
		}
	}
	return nil, nil
}

// bearer is a thing that bears a name.
type bearer struct {
	*group
	// documents is the number of graphs in which it bears the name.
	documents int
	// property is the id of the property that gives it the name.
	property rdf.ID
}

// bearers returns the things that bear one of the labels, those that most
// documents name so first and equal ones in the order of their ids.
func (v *View) bearers(ctx context.Context, labels []registry.Label) ([]bearer, error) {
	type seat struct{ subject, graph, property rdf.ID }
	var seats []seat
	if err := v.bearing(ctx, labels, func(q rdf.IDQuad) {
		seats = append(seats, seat{q[rdf.S], q[rdf.G], q[rdf.P]})
	}); err != nil {
		return nil, err
	}
	ids := make([]rdf.ID, len(seats))
	for i, s := range seats {
		ids[i] = s.subject
	}
	if err := v.groupAll(ctx, ids); err != nil {
		return nil, err
	}
	index := map[*group]int{}
	type told struct {
		*group
		graph rdf.ID
	}
	counted := map[told]bool{}
	var out []bearer
	for _, s := range seats {
		g, err := v.group(ctx, s.subject)
		if err != nil {
			return nil, err
		}
		i, ok := index[g]
		if !ok {
			i = len(out)
			index[g] = i
			out = append(out, bearer{group: g, property: s.property})
		}
		if !counted[told{g, s.graph}] {
			counted[told{g, s.graph}] = true
			out[i].documents++
		}
	}
	slices.SortFunc(out, func(a, b bearer) int {
		return cmp.Or(cmp.Compare(b.documents, a.documents), cmp.Compare(a.ids[0], b.ids[0]))
	})
	return out, nil
}

// bearing calls fn for the quads that give a thing one of the labels for a
// name.
func (v *View) bearing(ctx context.Context, labels []registry.Label, fn func(rdf.IDQuad)) error {
	for _, l := range labels {
		t := rdf.NewString(l.Text)
		if l.Lang != "" {
			t = rdf.NewLang(l.Text, l.Lang)
		}
		o, ok, err := v.snap.ID(t)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		for _, property := range vocab.NameProperties() {
			p, err := v.id(property)
			if err != nil {
				return err
			}
			if p == 0 {
				continue
			}
			if err := v.each(ctx, rdf.IDQuad{rdf.P: p, rdf.O: o}, func(q rdf.IDQuad) error {
				fn(q)
				return nil
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// Entity returns what is known of an entity's names and classes, under all IRIs
// that name it, or nil where no document names it.
func (v *View) Entity(ctx context.Context, iri string) (*Entity, error) {
	id, ok, err := v.snap.ID(rdf.NewIRI(iri))
	if err != nil || !ok {
		return nil, err
	}
	g, err := v.group(ctx, id)
	if err != nil {
		return nil, err
	}
	e, err := v.entity(ctx, g)
	if err == nil && e.IRI != iri { // the IRI asked for stands first
		e.Same = append([]string{e.IRI}, slices.DeleteFunc(e.Same, func(s string) bool { return s == iri })...)
		e.IRI = iri
	}
	return e, err
}

// entity describes what a group names.
func (v *View) entity(ctx context.Context, g *group) (*Entity, error) {
	iris, err := v.iris(g)
	if err != nil {
		return nil, err
	}
	e := &Entity{IRI: iris[0], Label: iris[0]}
	if len(iris) > 1 {
		e.Same = slices.Clone(iris[1:])
	}
	preferred, others := map[Label]bool{}, map[Label]bool{}
	graphs := map[rdf.ID]bool{}
	take := func(p string, o rdf.Term) {
		switch p {
		case vocab.RDFType:
			e.Classes = append(e.Classes, strings.TrimPrefix(o.Value, vocab.NS))
		case vocab.SKOSPrefLabel, vocab.DCTTitle, vocab.RDFSLabel:
			preferred[Label{o.Value, o.Lang}] = true
		case vocab.SKOSAltLabel:
			others[Label{o.Value, o.Lang}] = true
		case vocab.Code:
			e.Codes = append(e.Codes, o.Value)
		}
	}
	if err := v.describe(ctx, g, take, graphs); err != nil {
		return nil, err
	}
	e.Names = append(v.sorted(preferred, nil), v.sorted(others, preferred)...)
	e.Classes, e.Codes = distinct(e.Classes), distinct(e.Codes)
	e.Documents = len(graphs)
	if len(e.Names) > 0 {
		e.Label = e.Names[0].Text
	}
	return e, nil
}

// describe calls take for each class, code and name that documents give a
// group's IRIs, once or oftener, and adds to graphs the documents that give it
// a class.
func (v *View) describe(ctx context.Context, g *group, take func(string, rdf.Term), graphs map[rdf.ID]bool) error {
	wanted := map[rdf.ID]string{}
	for _, p := range append(vocab.NameProperties(), vocab.RDFType, vocab.Code) {
		id, err := v.id(p)
		if err != nil {
			return err
		}
		if id != 0 {
			wanted[id] = p
		}
	}
	type pair struct{ p, o rdf.ID }
	seen := map[pair]bool{}
	it := v.bySubject(ctx)
	for _, id := range g.ids {
		for more := it.to(id, rdf.IDQuad{}); more; {
			q := it.quad()
			p, ok := wanted[q[rdf.P]]
			if !ok { // to the next property
				more = it.skip(rdf.IDQuad{rdf.P: q[rdf.P] + 1})
				continue
			}
			if k := (pair{q[rdf.P], q[rdf.O]}); !seen[k] {
				seen[k] = true
				o, err := v.snap.Term(q[rdf.O])
				if err != nil {
					return errors.Join(err, it.close())
				}
				take(p, o)
			}
			if p == vocab.RDFType {
				graphs[q[rdf.G]] = true
				more = it.next()
				continue
			}
			more = it.skip(rdf.IDQuad{rdf.P: q[rdf.P], rdf.O: q[rdf.O] + 1})
		}
	}
	return it.close()
}

// sorted returns the labels that are not in except, the wanted language first,
// then by language and text.
func (v *View) sorted(labels, except map[Label]bool) []Label {
	var out []Label
	for l := range labels {
		if !except[l] {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b Label) int {
		if d := v.rank(a.Lang) - v.rank(b.Lang); d != 0 {
			return d
		}
		if d := strings.Compare(a.Lang, b.Lang); d != 0 {
			return d
		}
		return strings.Compare(a.Text, b.Text)
	})
	return out
}

// rank tells how much a language is wanted; 0 is most.
func (v *View) rank(lang string) int {
	if i := slices.Index(v.lang, lang); i >= 0 {
		return i
	}
	return len(v.lang)
}

// Document returns the register entry of the document with that IRI, or nil
// where the register has none.
func (v *View) Document(ctx context.Context, iri string) (*registry.Document, error) {
	if d, ok := v.documents[iri]; ok {
		return d, nil
	}
	id, ok, err := v.snap.ID(rdf.NewIRI(iri))
	if err != nil || !ok {
		return nil, err
	}
	identifier, err := v.id(vocab.DCTIdentifier)
	if err != nil || identifier == 0 {
		return nil, err
	}
	var d *registry.Document
	err = v.each(ctx, rdf.IDQuad{rdf.S: id, rdf.P: identifier, rdf.G: id}, func(q rdf.IDQuad) error {
		name, err := v.snap.Term(q[rdf.O])
		if err != nil {
			return err
		}
		value, ok, err := v.snap.Record(registry.Documents, name.Value)
		if err != nil || !ok {
			return err
		}
		d, err = registry.DecodeDocument(value)
		return err
	})
	if err == nil {
		v.documents[iri] = d
	}
	return d, err
}

// Documents returns the register of documents, sorted by ID.
func (v *View) Documents() ([]*registry.Document, error) {
	var out []*registry.Document
	for rec, err := range v.snap.Records(registry.Documents, "") {
		if err != nil {
			return nil, err
		}
		d, err := registry.DecodeDocument(rec.Value)
		if err != nil {
			return nil, fmt.Errorf("document %s: %w", rec.Key, err)
		}
		out = append(out, d)
	}
	return out, nil
}

// each calls fn for the quads that match a pattern.
func (v *View) each(ctx context.Context, pattern rdf.IDQuad, fn func(rdf.IDQuad) error) error {
	it := v.snap.Match(ctx, pattern, store.Order{rdf.S, rdf.P, rdf.O, rdf.G})
	for it.Next() {
		if err := fn(it.Quad()); err != nil {
			_ = it.Close() // the error of fn is the one to tell
			return err
		}
	}
	return it.Close()
}

// predicateObject returns the IRI of a quad's predicate and its object.
func (v *View) predicateObject(q rdf.IDQuad) (string, rdf.Term, error) {
	p, err := v.snap.Term(q[rdf.P])
	if err != nil {
		return "", rdf.Term{}, err
	}
	o, err := v.snap.Term(q[rdf.O])
	return p.Value, o, err
}

// id returns the id of an IRI, or 0 where no quad has it.
func (v *View) id(iri string) (rdf.ID, error) {
	if id, ok := v.preds[iri]; ok {
		return id, nil
	}
	id, _, err := v.snap.ID(rdf.NewIRI(iri))
	if err == nil {
		v.preds[iri] = id
	}
	return id, err
}

// Label returns the name to show a term by: that of an entity in the language
// wanted, its IRI where it has no name, and the text of a literal.
func (v *View) Label(ctx context.Context, t rdf.Term) (string, error) {
	id, ok, err := v.snap.ID(t)
	if err != nil || !ok {
		return t.Value, err
	}
	return v.label(ctx, id, t)
}

// label returns the name to show a term by: that of an entity in the language
// wanted, its IRI where it has no name, and the text of a literal.
func (v *View) label(ctx context.Context, id rdf.ID, t rdf.Term) (string, error) {
	if t.Kind != rdf.IRI {
		return t.Value, nil
	}
	if l, ok := v.labels[id]; ok {
		return l, nil
	}
	pref, err := v.id(vocab.SKOSPrefLabel)
	if err != nil {
		return "", err
	}
	title, err := v.id(vocab.DCTTitle)
	if err != nil {
		return "", err
	}
	best := map[Label]bool{}
	for _, p := range []rdf.ID{pref, title} {
		if p == 0 || len(best) > 0 {
			continue
		}
		if err := v.objects(ctx, id, p, func(o rdf.ID) error {
			t, err := v.snap.Term(o)
			best[Label{t.Value, t.Lang}] = true
			return err
		}); err != nil {
			return "", err
		}
	}
	l := t.Value
	if names := v.sorted(best, nil); len(names) > 0 {
		l = names[0].Text
	}
	v.labels[id] = l
	return l, nil
}

func distinct(s []string) []string {
	slices.Sort(s)
	return slices.Compact(s)
}
