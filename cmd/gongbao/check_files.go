package main

import (
	"context"
	"iter"
	"strings"

	"gongbao/graph/lookup"
	"gongbao/graph/rdf"
	"gongbao/graph/reason/check"
	"gongbao/graph/registry"
	"gongbao/ontology/vocab"
)

// documents yields the graphs of the files, the texts of which are not known.
func (f *rdfFiles) documents(ctx context.Context) iter.Seq2[check.Document, error] {
	return func(yield func(check.Document, error) bool) {
		if !yield(check.Document{}, nil) {
			return
		}
		graphs, err := f.Graphs(ctx)
		if err != nil {
			yield(check.Document{}, err)
			return
		}
		for _, g := range graphs {
			t, err := f.Term(g)
			if !yield(check.Document{IRI: t.Value}, err) || err != nil {
				return
			}
		}
	}
}

// fileReader reads from RDF files.
type fileReader struct {
	files *rdfFiles
	name  labeller
}

func (r *fileReader) label(ctx context.Context, t rdf.Term) (string, error) { return r.name(ctx, t) }

// statement reads what files tell of a statement: its parts, the document and
// its date. The sentence stands in the document's text, which files do not have.
func (r *fileReader) statement(ctx context.Context, iri string) (*explained, error) {
	t := rdf.NewIRI(iri)
	p, err := r.one(ctx, t, vocab.RDFPredicate)
	if err != nil || p.IsZero() {
		return nil, err
	}
	st := &lookup.Statement{IRI: iri, Ref: registry.Ref(iri), Predicate: p.Value, Relation: p.Value[strings.LastIndexAny(p.Value, "#/")+1:]}
	x := &explained{Statement: st}
	for _, part := range []struct {
		property string
		node     *lookup.Node
	}{{vocab.RDFSubject, &st.Subject}, {vocab.RDFObject, &st.Object}} {
		o, err := r.one(ctx, t, part.property)
		if err != nil {
			return nil, err
		}
		part.node.Label = o.Value
		if o.Kind == rdf.IRI {
			part.node.IRI = o.Value
			if part.node.Label, err = r.name(ctx, o); err != nil {
				return nil, err
			}
		}
	}
	document, err := r.one(ctx, t, vocab.PROVWasDerivedFrom)
	if err != nil || document.IsZero() {
		return x, err
	}
	st.Document = document.Value
	for property, value := range map[string]*string{vocab.DCTDate: &x.Date, vocab.DCTIdentifier: &x.DocumentID, vocab.DCTTitle: &x.Title} {
		o, err := r.one(ctx, document, property)
		if err != nil {
			return nil, err
		}
		*value = o.Value
	}
	return x, nil
}

// one returns the first value of a property.
func (r *fileReader) one(ctx context.Context, s rdf.Term, property string) (rdf.Term, error) {
	var first rdf.Term
	err := r.files.each(ctx, s, property, func(_, o rdf.ID) error {
		t, err := r.files.Term(o)
		if first.IsZero() {
			first = t
		}
		return err
	})
	return first, err
}
