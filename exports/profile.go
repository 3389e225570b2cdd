package exports

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql"
	"gongbao/graph/sparql/result"
	"gongbao/graph/store"
	"gongbao/ontology"
	"gongbao/ontology/vocab"
)

// Profile returns a source in another vocabulary, as the CONSTRUCT query of that
// name in ontology/mappings makes it. The result is held in memory.
func Profile(ctx context.Context, src Source, name string) (Source, error) {
	query, err := ontology.Profile(name)
	if err != nil {
		return nil, err
	}
	return Construct(ctx, src, query, Options{})
}

// Construct returns the graph that a CONSTRUCT or DESCRIBE query makes of a
// source, whose graphs are one to the query unless it says GRAPH.
func Construct(ctx context.Context, src Source, query string, o Options) (_ Source, err error) {
	r, done, err := runQuery(ctx, src, query, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	if r.Kind != result.Graph {
		return nil, errors.New("the query gives no graph; write CONSTRUCT or DESCRIBE")
	}
	quads, err := r.Quads()
	if err != nil {
		return nil, err
	}
	return FromQuads(quads), nil
}

// Ask runs a query that selects what is exported. Of a CONSTRUCT or DESCRIBE
// query it returns the graph; of a SELECT query all the things in its answer.
func Ask(ctx context.Context, src Source, query string, o Options) (_ Source, things []rdf.Term, err error) {
	r, done, err := runQuery(ctx, src, query, o)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	switch r.Kind {
	case result.Graph:
		quads, err := r.Quads()
		if err != nil {
			return nil, nil, err
		}
		return FromQuads(quads), nil, nil
	case result.Bindings:
		things = []rdf.Term{}
		for r.Solutions.Next() {
			for _, t := range r.Solutions.Row() {
				if isNode(t) {
					things = append(things, t)
				}
			}
		}
		return nil, things, r.Solutions.Err()
	}
	return nil, nil, errors.New("ASK selects nothing; write SELECT, CONSTRUCT or DESCRIBE")
}

// queryTimeout ends queries that were written badly; an export may take long.
const queryTimeout = time.Hour

// runQuery runs a query over a source; done releases what it holds.
func runQuery(ctx context.Context, src Source, query string, o Options) (r *result.Result, done func() error, err error) {
	prefixes, err := ontology.Prefixes()
	if err != nil {
		return nil, nil, err
	}
	opts := sparql.Options{Timeout: queryTimeout, UnionDefaultGraph: true, Base: o.Base, Prefixes: map[string]string{}}
	if opts.Base == "" {
		opts.Base = vocab.DefaultBase
	}
	for _, p := range prefixes {
		opts.Prefixes[p.Name] = p.IRI
	}
	snap, release, err := dataset(ctx, src)
	if err != nil {
		return nil, nil, err
	}
	r, err = sparql.Run(ctx, snap, query, opts)
	if err != nil {
		return nil, nil, errors.Join(err, release())
	}
	return r, func() error { return errors.Join(r.Close(), release()) }, nil
}

// dataset returns a source as a dataset of the query engine: the store that it
// is the whole of, else a store in memory with its quads.
func dataset(ctx context.Context, src Source) (*store.Snapshot, func() error, error) {
	if s, ok := src.(storeSource); ok && s.keep == nil {
		return s.snap, func() error { return nil }, nil
	}
	st, err := store.Open(store.Memory, store.Options{InMemory: true, NoSync: true})
	if err != nil {
		return nil, nil, err
	}
	if _, err := st.Load(ctx, src.ByGraph(ctx)); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("what was selected: %w", err), st.Close())
	}
	snap := st.Snapshot()
	return snap, func() error { return errors.Join(snap.Close(), st.Close()) }, nil
}
