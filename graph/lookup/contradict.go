package lookup

import (
	"context"

	"gongbao/graph/rdf"
	"gongbao/ontology/vocab"
)

// MayBeContradicted reports whether a statement can have others against it: its
// relation has but one value, or it is denied, or something is denied of its
// subject. It spares to read, for most facts, what all documents say of the same
// things.
func (v *Agreements) MayBeContradicted(ctx context.Context, st *Statement) (bool, error) {
	if vocab.IsSingleValued(st.Relation) || st.Modality == Denied {
		return true, nil
	}
	if v.denied == nil {
		if err := v.readDenied(ctx); err != nil {
			return false, err
		}
	}
	if len(v.denied) == 0 {
		return false, nil
	}
	g, err := v.idOf(ctx, st.Subject.IRI)
	return g == nil || v.denied[g], err
}

// readDenied finds the things of which something is denied.
func (v *Agreements) readDenied(ctx context.Context) error {
	v.denied = map[*group]bool{}
	modality, err := v.id(vocab.Modality)
	if err != nil {
		return err
	}
	subject, err := v.id(vocab.RDFSubject)
	if err != nil {
		return err
	}
	denied, ok, err := v.snap.ID(rdf.NewIRI(vocab.ModalityDenied))
	if err != nil || !ok || modality == 0 || subject == 0 {
		return err
	}
	return v.each(ctx, rdf.IDQuad{rdf.P: modality, rdf.O: denied}, func(q rdf.IDQuad) error {
		return v.each(ctx, rdf.IDQuad{rdf.S: q[rdf.S], rdf.P: subject}, func(q rdf.IDQuad) error {
			g, err := v.group(ctx, q[rdf.O])
			v.denied[g] = true
			return err
		})
	})
}
