package postgres

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/cayley/graph/refs"
	csql "github.com/cayleygraph/cayley/graph/sql"
	"github.com/cayleygraph/cayley/query/shape"
	"github.com/cayleygraph/quad"

	"gongbao/graph/rdf"
	"gongbao/graph/store/backend"
)

// reader reads what is committed at the moment of each call.
type reader struct{ store *Store }

// directions are Cayley's names of the positions of an rdf.IDQuad.
var directions = [4]quad.Direction{quad.Subject, quad.Predicate, quad.Object, quad.Label}

func (r *reader) ID(t rdf.Term) (rdf.ID, bool, error) {
	h := hashOf(t)
	var found bool
	err := r.store.db.QueryRow(`SELECT EXISTS (SELECT 1 FROM nodes WHERE hash = $1)`, key(h)).Scan(&found)
	if err != nil || !found {
		return 0, false, wrap(err)
	}
	return r.store.names.id(h), true, nil
}

func (r *reader) Term(id rdf.ID) (rdf.Term, error) {
	h, ok := r.store.names.hash(id)
	if !ok {
		return rdf.Term{}, fmt.Errorf("postgres: there is no term with id %d", id)
	}
	v, err := r.store.qs.NameOf(csql.NodeHash{ValueHash: h})
	if err != nil {
		return rdf.Term{}, wrap(err)
	}
	return rdf.TermOf(v)
}

func (r *reader) quad(ids rdf.IDQuad) (q rdf.Quad, err error) {
	for i, t := range [4]*rdf.Term{&q.S, &q.P, &q.O, &q.G} {
		if ids[i] == rdf.DefaultGraphID {
			continue
		}
		if *t, err = r.Term(ids[i]); err != nil {
			return rdf.Quad{}, err
		}
	}
	return q, nil
}

// shapeOf returns the quads of a pattern as a Cayley shape; none says that
// nothing can match. The default graph, which Cayley cannot ask for, is left to
// the iterator.
func (r *reader) shapeOf(p rdf.IDQuad) (s shape.Quads, none bool) {
	for i, id := range p {
		if id == rdf.AnyID || i == rdf.G && id == rdf.DefaultGraphID {
			continue
		}
		h, ok := r.store.names.hash(id)
		if !ok {
			return nil, true
		}
		s = append(s, shape.QuadFilter{Dir: directions[i], Values: shape.Fixed{csql.NodeHash{ValueHash: h}}})
	}
	return s, false
}

func (r *reader) Match(ctx context.Context, p rdf.IDQuad) backend.Iterator {
	it := &quads{store: r.store, ctx: ctx, unnamed: p[rdf.G] == rdf.DefaultGraphID}
	s, none := r.shapeOf(p)
	if none {
		it.scan = iterator.NewNull()
	} else {
		it.scan = shape.BuildIterator(ctx, r.store.qs, s).Iterate()
	}
	return it
}

// quads streams quads out of a Cayley iterator.
type quads struct {
	store   *Store
	ctx     context.Context
	scan    iterator.Scanner
	unnamed bool // only quads of the default graph
	quad    rdf.IDQuad
	err     error
}

func (it *quads) Next() bool {
	for it.err == nil && it.scan.Next(it.ctx) {
		var q rdf.IDQuad
		for i, d := range directions {
			ref, err := it.store.qs.QuadDirection(it.scan.Result(), d)
			if err != nil {
				it.err = wrap(err)
				return false
			}
			h, err := hashOfRef(ref)
			if err != nil {
				it.err = err
				return false
			}
			q[i] = it.store.names.id(h)
		}
		if it.unnamed && q[rdf.G] != rdf.DefaultGraphID {
			continue
		}
		it.quad = q
		return true
	}
	if it.err == nil {
		it.err = firstOf(it.ctx.Err(), wrap(it.scan.Err()))
	}
	return false
}

func hashOfRef(ref graph.Ref) (refs.ValueHash, error) {
	switch h := ref.(type) {
	case nil:
		return refs.ValueHash{}, nil
	case csql.NodeHash:
		return h.ValueHash, nil
	case refs.ValueHash:
		return h, nil
	}
	return refs.ValueHash{}, fmt.Errorf("postgres: Cayley refers to a term by a %T", ref)
}

func (it *quads) Quad() rdf.IDQuad { return it.quad }
func (it *quads) Err() error       { return it.err }

func (it *quads) Close() error {
	err := it.scan.Close()
	if it.err != nil {
		return it.err
	}
	return wrap(err)
}

// Estimate asks the server to count, which is exact and takes as long as it
// takes, and for patterns of several terms takes the least of their counts.
func (r *reader) Estimate(p rdf.IDQuad) (uint64, bool) {
	bound := 0
	least := int64(-1)
	for i, id := range p {
		if id == rdf.AnyID {
			continue
		}
		bound++
		if id == rdf.DefaultGraphID {
			continue
		}
		h, ok := r.store.names.hash(id)
		if !ok {
			return 0, true
		}
		size, err := r.store.qs.QuadIteratorSize(context.Background(), directions[i], csql.NodeHash{ValueHash: h})
		if err != nil {
			return 0, false
		}
		if least < 0 || size.Value < least {
			least = size.Value
		}
	}
	if least < 0 {
		quads, _, err := r.Size()
		return quads, err == nil && bound == 0
	}
	return uint64(least), bound == 1
}

func (r *reader) Size() (quads, terms uint64, err error) {
	err = r.store.db.QueryRow(`SELECT (SELECT COUNT(*) FROM quads), (SELECT COUNT(*) FROM nodes)`).Scan(&quads, &terms)
	return quads, terms, wrap(err)
}

func (r *reader) Graphs(ctx context.Context) ([]backend.Count, error) {
	return r.counts(ctx, `SELECT label_hash, COUNT(*) FROM quads WHERE label_hash IS NOT NULL GROUP BY label_hash`)
}

func (r *reader) Predicates(ctx context.Context) ([]backend.Count, error) {
	return r.counts(ctx, `SELECT predicate_hash, COUNT(*) FROM quads GROUP BY predicate_hash`)
}

func (r *reader) Classes(ctx context.Context) ([]backend.Count, error) {
	return r.counts(ctx, `SELECT object_hash, COUNT(*) FROM quads WHERE predicate_hash = $1 GROUP BY object_hash`,
		key(hashOf(rdf.NewIRI(rdf.RDF+"type"))))
}

func (r *reader) counts(ctx context.Context, query string, args ...any) (out []backend.Count, err error) {
	rows, err := r.store.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, wrap(err)
	}
	defer func() { err = errors.Join(err, wrap(rows.Close())) }()
	for rows.Next() {
		var h csql.NodeHash
		var c backend.Count
		if err := rows.Scan(&h, &c.Quads); err != nil {
			return nil, wrap(err)
		}
		c.ID = r.store.names.id(h.ValueHash)
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b backend.Count) int { return cmp.Compare(a.ID, b.ID) })
	return out, wrap(rows.Err())
}

func (r *reader) Record(bucket, key string) (value []byte, found bool, err error) {
	err = r.store.db.QueryRow(`SELECT value FROM gongbao_records WHERE bucket = $1 AND key = $2`, bucket, []byte(key)).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return value, err == nil, wrap(err)
}

func (r *reader) Records(bucket, prefix string) iter.Seq2[backend.Record, error] {
	return func(yield func(backend.Record, error) bool) {
		rows, err := r.store.db.Query(`SELECT key, value FROM gongbao_records
			WHERE bucket = $1 AND substring(key FROM 1 FOR $2) = $3 ORDER BY key`, bucket, len(prefix), []byte(prefix))
		if err != nil {
			yield(backend.Record{}, wrap(err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			var key, value []byte
			if err := rows.Scan(&key, &value); err != nil {
				yield(backend.Record{}, wrap(err))
				return
			}
			if !yield(backend.Record{Key: string(key), Value: value}, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(backend.Record{}, wrap(err))
		}
	}
}

func (r *reader) Close() error { return nil }

func wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("postgres: %w", err)
}
