// Package ingest turns what extraction gave for a document into quads and
// records of the store: facts become direct triples and statements, evidence
// becomes Web Annotations (W3C Recommendation, 2017) over the clean text, and
// the names of entities an index for look-up. A document's graph is a pure
// function of the document and of what read it; it is replaced as a whole, in
// one batch, and not at all where nothing that it depends on has changed.
package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"gongbao/extract/text"
	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/ontology/vocab"
)

// Records reads the records of a store.
type Records = registry.Reader

// Batch is one atomic change of a store.
type Batch interface {
	// ReplaceGraph makes the graph consist of exactly these quads.
	ReplaceGraph(graph rdf.Term, quads []rdf.Quad) error
	// RemoveGraph takes all quads of the graph away.
	RemoveGraph(graph rdf.Term) error
	registry.Writer
}

// Options say how documents are written.
type Options struct {
	// Base is the base IRI of documents, entities and statements.
	Base string
	// NoText leaves the clean text and its offset map out of the store.
	NoText bool
}

// Prepared is a document ready to be written.
type Prepared struct {
	Document registry.Document
	Index    registry.Index
	Clues    *registry.Clues
	Quads    []rdf.Quad
	text     *text.Text
	namer    Namer
	noText   bool
}

// Fingerprint returns a hash of everything that the graph of a document
// depends on: the content of its source and what is known of it before it is
// read, the pack, the version of the program, and how it is written. It is for
// Input.Document, so that a document need not be read to know that nothing has
// changed.
func Fingerprint(d registry.Document, o Options) string {
	h := sha256.New()
	for _, s := range []string{
		d.ID, d.ContentHash, d.Title, d.Date, d.URL, d.Charset, d.Language, d.Pack, d.PackHash, d.Engine,
		o.Base, strconv.FormatBool(o.NoText), strconv.Itoa(modelVersion),
	} {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// modelVersion changes whenever this package writes a document in another way,
// so that stores are brought up to date by the next build.
const modelVersion = 3

// Prepare makes the quads and the register entry of a document. It touches no
// store, so that many documents can be prepared at once.
func Prepare(in Input, o Options) *Prepared {
	namer := NewNamer(o.Base)
	quads, statements, clues := build(in, o)
	d := in.Document
	d.IRI = namer.Document(d.ID)
	d.Facts, d.Statements, d.Entities, d.Quads = len(in.Facts), len(statements), len(in.Entities), len(quads)
	d.HasText = !o.NoText
	return &Prepared{
		Document: d, Index: index(quads, statements), Clues: clues, Quads: quads,
		text: in.Text, namer: namer, noText: o.NoText,
	}
}

// index lists what a document has in the indexes of names and statements. The
// names are those that its quads bear.
func index(quads []rdf.Quad, statements []string) registry.Index {
	var x registry.Index
	for _, iri := range statements {
		x.Refs = append(x.Refs, registry.Ref(iri))
	}
	x.Names = names(quads)
	slices.Sort(x.Refs)
	return x
}

// names returns the names that quads bear, by registry.NameKey, sorted and each
// once.
func names(quads []rdf.Quad) []string {
	var out []string
	for _, q := range quads {
		if q.O.Kind == rdf.Literal && vocab.IsName(q.P.Value) {
			if folded := registry.FoldName(q.O.Value); folded != "" {
				out = append(out, registry.NameKey(folded, q.O.Value, q.O.Lang))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Unchanged reports whether the store holds the document with that
// fingerprint, so that building it again would change nothing.
func Unchanged(r Records, id, fingerprint string) (bool, error) {
	old, err := Registered(r, id)
	return err == nil && old != nil && old.Fingerprint == fingerprint, err
}

// Registered returns the register entry of a document, or nil where the store
// does not have it.
func Registered(r Records, id string) (*registry.Document, error) {
	value, found, err := r.Record(registry.Documents, id)
	if err != nil || !found {
		return nil, err
	}
	return registry.DecodeDocument(value)
}

// Write puts a prepared document into a batch in place of what the store has
// of it.
func Write(r Records, batch Batch, p *Prepared) error {
	d := &p.Document
	old, err := Registered(r, d.ID)
	if err != nil {
		return err
	}
	if old != nil {
		if err := dropRecords(r, batch, d.ID); err != nil {
			return err
		}
		if old.IRI != d.IRI {
			if err := batch.RemoveGraph(rdf.NewIRI(old.IRI)); err != nil {
				return err
			}
		}
	}
	if err := batch.ReplaceGraph(rdf.NewIRI(d.IRI), p.Quads); err != nil {
		return err
	}
	entry, err := d.Encode()
	if err != nil {
		return err
	}
	if err := batch.PutRecord(registry.Documents, d.ID, entry); err != nil {
		return err
	}
	if err := p.writeIndex(r, batch); err != nil {
		return err
	}
	if !p.Clues.Empty() {
		clues, err := p.Clues.Encode()
		if err != nil {
			return err
		}
		if err := batch.PutRecord(registry.IdentityClues, d.ID, clues); err != nil {
			return err
		}
	}
	if p.noText {
		return nil
	}
	return batch.PutRecord(registry.Texts, d.ID, registry.EncodeText(p.text))
}

// writeIndex writes the entries of the indexes of names and statements.
func (p *Prepared) writeIndex(r Records, batch Batch) error {
	if err := registry.CountNames(r, batch, p.Index.Names, 1); err != nil {
		return err
	}
	if err := batch.PutRecord(registry.Settings, registry.SearchSetting, []byte(registry.SearchVersion)); err != nil {
		return err
	}
	for _, ref := range p.Index.Refs {
		if err := batch.PutRecord(registry.Statements, ref, []byte(p.namer.statementIRI(ref))); err != nil {
			return err
		}
	}
	entry, err := p.Index.Encode()
	if err != nil {
		return err
	}
	return batch.PutRecord(registry.Indexes, p.Document.ID, entry)
}

// Remove takes a document, its graph and its records out of the store. It
// reports whether the store had it.
func Remove(r Records, batch Batch, id string) (bool, error) {
	old, err := Registered(r, id)
	if err != nil || old == nil {
		return false, err
	}
	if err := dropRecords(r, batch, id); err != nil {
		return false, err
	}
	return true, batch.RemoveGraph(rdf.NewIRI(old.IRI))
}

// dropRecords takes away all records of a document.
func dropRecords(r Records, batch Batch, id string) error {
	value, found, err := r.Record(registry.Indexes, id)
	if err != nil {
		return err
	}
	if found {
		x, err := registry.DecodeIndex(value)
		if err != nil {
			return err
		}
		if err := registry.CountNames(r, batch, x.Names, -1); err != nil {
			return err
		}
		for _, key := range x.Keys {
			if err := batch.DeleteRecord(registry.FormerNames, key); err != nil {
				return err
			}
		}
		for _, ref := range x.Refs {
			if err := batch.DeleteRecord(registry.Statements, ref); err != nil {
				return err
			}
		}
	}
	for _, bucket := range []string{registry.Documents, registry.Indexes, registry.Texts, registry.IdentityClues} {
		if err := batch.DeleteRecord(bucket, id); err != nil {
			return err
		}
	}
	return nil
}
