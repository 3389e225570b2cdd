package lookup

import (
	"context"
	"errors"
	"slices"

	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// IndexError says that the index of names is not one that this program reads.
type IndexError struct {
	// Version is that of the index, empty where there is none or where making it
	// was broken off.
	Version string
}

func (e *IndexError) Error() string {
	return "the index of names is missing, or of another version of the program; gongbao store reindex makes it anew"
}

// indexed returns an *IndexError where the store has documents and no index of
// names of the present version.
func (v *View) indexed() error {
	value, _, err := v.snap.Record(registry.Settings, registry.SearchSetting)
	if err != nil || string(value) == registry.SearchVersion {
		return err
	}
	for _, err := range v.snap.Records(registry.Documents, "") {
		return errors.Join(err, &IndexError{string(value)})
	}
	return nil
}

// Reindex makes the index of names anew from the names in the graph, those in
// graphs that were loaded from elsewhere among them. It returns the number of
// graphs that have names. A look-up finds an error meanwhile, and after it was
// broken off until it is run again.
func Reindex(ctx context.Context, st *store.Store) (graphs int, err error) {
	snap := st.Snapshot()
	defer func() { err = errors.Join(err, snap.Close()) }()
	byGraph, err := namesByGraph(ctx, snap)
	if err != nil {
		return 0, err
	}
	ids := map[string]string{} // of documents by the IRIs of their graphs
	for rec, err := range snap.Records(registry.Documents, "") {
		if err != nil {
			return 0, err
		}
		d, err := registry.DecodeDocument(rec.Value)
		if err != nil {
			return 0, err
		}
		ids[d.IRI] = d.ID
	}
	if err := st.Update(ctx, func(b *store.Batch) error { return dropNames(snap, b) }); err != nil {
		return 0, err
	}
	const batch = 500 // graphs
	iris := make([]string, 0, len(byGraph)+len(ids))
	for iri := range byGraph {
		iris = append(iris, iri)
	}
	for iri := range ids {
		if byGraph[iri] == nil {
			iris = append(iris, iri)
		}
	}
	slices.Sort(iris)
	for chunk := range slices.Chunk(iris, batch) {
		if err := st.Update(ctx, func(b *store.Batch) error {
			for _, iri := range chunk {
				if err := registry.CountNames(b, b, byGraph[iri], 1); err != nil {
					return err
				}
				if err := setNames(b, ids[iri], byGraph[iri]); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return 0, err
		}
	}
	return len(byGraph), st.Update(ctx, func(b *store.Batch) error {
		return b.PutRecord(registry.Settings, registry.SearchSetting, []byte(registry.SearchVersion))
	})
}

// namesByGraph returns the names that each graph gives to things, sorted, by
// the graph's IRI.
func namesByGraph(ctx context.Context, snap *store.Snapshot) (map[string][]string, error) {
	v := NewView(snap, Options{})
	out := map[string][]string{}
	for _, property := range vocab.NameProperties() {
		p, err := v.id(property)
		if err != nil {
			return nil, err
		}
		if p == 0 {
			continue
		}
		if err := v.each(ctx, rdf.IDQuad{rdf.P: p}, func(q rdf.IDQuad) error {
			name, err := snap.Term(q[rdf.O])
			if err != nil || name.Kind != rdf.Literal {
				return err
			}
			graph, err := snap.Term(q[rdf.G])
			if folded := registry.FoldName(name.Value); err == nil && folded != "" {
				out[graph.Value] = append(out[graph.Value], registry.NameKey(folded, name.Value, name.Lang))
			}
			return err
		}); err != nil {
			return nil, err
		}
	}
	for iri, names := range out {
		slices.Sort(names)
		out[iri] = slices.Compact(names)
	}
	return out, nil
}

// dropNames takes the index of names away.
func dropNames(snap *store.Snapshot, b *store.Batch) error {
	if err := b.DeleteRecord(registry.Settings, registry.SearchSetting); err != nil {
		return err
	}
	for _, bucket := range []string{registry.Labels, registry.Search, registry.FormerNames} {
		for rec, err := range snap.Records(bucket, "") {
			if err != nil {
				return err
			}
			if err := b.DeleteRecord(bucket, rec.Key); err != nil {
				return err
			}
		}
	}
	return nil
}

// setNames writes which names a document bears; nothing for what is none.
func setNames(b *store.Batch, id string, names []string) error {
	value, found, err := b.Record(registry.Indexes, id)
	if id == "" || err != nil || !found {
		return err
	}
	x, err := registry.DecodeIndex(value)
	if err != nil {
		return err
	}
	x.Names, x.Keys = names, nil
	if value, err = x.Encode(); err != nil {
		return err
	}
	return b.PutRecord(registry.Indexes, id, value)
}
