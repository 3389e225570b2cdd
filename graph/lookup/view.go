// Package lookup is the read model that the command line, exports and web pages
// share: entities with their names and facts, statements with their evidence,
// and the sentences that the evidence stands in. A View reads one snapshot of
// the store by direct index access; nothing of it goes through a query.
package lookup

import (
	"cmp"
	"context"
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
	groups    map[string][]string // IRIs that name one thing, by each of them
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
		groups: map[string][]string{},
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
	var iris []string
	for rec, err := range v.snap.Records(registry.Names, registry.NamePrefix(registry.FoldName(name))) {
		if err != nil {
			return nil, err
		}
		_, iri, _, err := registry.ParseNameKey(rec.Key)
		if err != nil {
			return nil, err
		}
		iris = append(iris, iri)
	}
	for _, iri := range []string{name, v.base + "id/" + strings.TrimPrefix(name, "id/")} {
		if _, ok, err := v.snap.ID(rdf.NewIRI(iri)); err != nil {
			return nil, err
		} else if ok {
			iris = append(iris, iri)
		}
	}
	for i, iri := range iris {
		var err error
		if iris[i], err = v.canonical(ctx, iri); err != nil {
			return nil, err
		}
	}
	slices.Sort(iris)
	var out []*Entity
	for _, iri := range slices.Compact(iris) {
		e, err := v.Entity(ctx, iri)
		if err != nil {
			return nil, err
		}
		if e != nil && len(e.Names) > 0 {
			out = append(out, e)
		}
	}
	return out, nil
}

// Entity returns what is known of an entity's names and classes, under all IRIs
// that name it, or nil where no document names it.
func (v *View) Entity(ctx context.Context, iri string) (*Entity, error) {
	if _, ok, err := v.snap.ID(rdf.NewIRI(iri)); err != nil || !ok {
		return nil, err
	}
	all, err := v.same(ctx, iri)
	if err != nil {
		return nil, err
	}
	e := &Entity{IRI: iri}
	preferred, others := map[Label]bool{}, map[Label]bool{}
	graphs := map[rdf.ID]bool{}
	for _, member := range all {
		if member != iri {
			e.Same = append(e.Same, member)
		}
		if err := v.describe(ctx, member, e, preferred, others, graphs); err != nil {
			return nil, err
		}
	}
	e.Names = append(v.sorted(preferred, nil), v.sorted(others, preferred)...)
	e.Classes, e.Codes = distinct(e.Classes), distinct(e.Codes)
	e.Documents = len(graphs)
	e.Label = iri
	if len(e.Names) > 0 {
		e.Label = e.Names[0].Text
	}
	return e, nil
}

// describe adds what documents say of one IRI to an entity, its names to the
// preferred or the other ones, and the documents to graphs.
func (v *View) describe(ctx context.Context, iri string, e *Entity, preferred, others map[Label]bool, graphs map[rdf.ID]bool) error {
	id, ok, err := v.snap.ID(rdf.NewIRI(iri))
	if err != nil || !ok {
		return err
	}
	return v.each(ctx, rdf.IDQuad{rdf.S: id}, func(q rdf.IDQuad) error {
		p, o, err := v.predicateObject(q)
		if err != nil {
			return err
		}
		switch p {
		case vocab.RDFType:
			e.Classes = append(e.Classes, strings.TrimPrefix(o.Value, vocab.NS))
		case vocab.SKOSPrefLabel:
			preferred[Label{o.Value, o.Lang}] = true
		case vocab.SKOSAltLabel:
			others[Label{o.Value, o.Lang}] = true
		case vocab.Code:
			e.Codes = append(e.Codes, o.Value)
		default:
			return nil
		}
		graphs[q[rdf.G]] = true
		return nil
	})
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
	best := map[Label]bool{}
	if pref != 0 {
		err = v.each(ctx, rdf.IDQuad{rdf.S: id, rdf.P: pref}, func(q rdf.IDQuad) error {
			o, err := v.snap.Term(q[rdf.O])
			best[Label{o.Value, o.Lang}] = true
			return err
		})
		if err != nil {
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
