package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/cayleygraph/cayley/graph"

	"gongbao/graph/rdf"
)

type recordKey struct{ bucket, key string }

// writer collects changes and applies them when the function that made them
// has ended.
type writer struct {
	store   *Store
	ctx     context.Context
	err     error
	order   []rdf.Quad        // the keys of quads, as they came
	quads   map[rdf.Quad]bool // whether it is to be there
	records map[recordKey][]byte
}

func (w *writer) fail(err error) error {
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("postgres: %w", err)
	}
	return w.err
}

func (w *writer) set(q rdf.Quad, want bool) {
	if _, ok := w.quads[q]; !ok {
		w.order = append(w.order, q)
	}
	w.quads[q] = want
}

func (w *writer) Add(q rdf.Quad) error {
	if q.S.IsZero() || q.P.IsZero() || q.O.IsZero() {
		return w.fail(errors.New("a quad needs a subject, a predicate and an object"))
	}
	w.set(q, true)
	return w.err
}

func (w *writer) Delete(q rdf.Quad) error {
	w.set(q, false)
	return w.err
}

func (w *writer) Has(q rdf.Quad) (bool, error) {
	if want, ok := w.quads[q]; ok {
		return want, w.err
	}
	found, err := w.store.exists(w.ctx, q)
	return found, w.fail(err)
}

func (w *writer) RemoveGraph(g rdf.Term) error {
	for q := range w.quads {
		if q.G == g {
			w.quads[q] = false
		}
	}
	r := &reader{w.store}
	it := r.Match(w.ctx, rdf.IDQuad{rdf.G: w.store.names.id(hashOf(g))})
	defer it.Close()
	for it.Next() {
		q, err := r.quad(it.Quad())
		if err != nil {
			return w.fail(err)
		}
		w.set(q, false)
	}
	return w.fail(it.Err())
}

func (w *writer) PutRecord(bucket, key string, value []byte) error {
	w.records[recordKey{bucket, key}] = append([]byte{}, value...)
	return w.err
}

func (w *writer) DeleteRecord(bucket, key string) error {
	w.records[recordKey{bucket, key}] = nil
	return w.err
}

func (w *writer) Record(bucket, key string) ([]byte, bool, error) {
	if v, ok := w.records[recordKey{bucket, key}]; ok {
		return v, v != nil, w.err
	}
	return (&reader{w.store}).Record(bucket, key)
}

// commit writes the differences only, because Cayley counts the uses of a term
// wrongly when a quad is added that is there already.
func (w *writer) commit(conn *sql.Conn) error {
	var deltas []graph.Delta
	for _, q := range w.order {
		have, err := w.store.exists(w.ctx, q)
		if err != nil {
			return w.fail(err)
		}
		switch want := w.quads[q]; {
		case want && !have:
			deltas = append(deltas, graph.Delta{Quad: q.CayleyQuad(), Action: graph.Add})
		case !want && have:
			deltas = append(deltas, graph.Delta{Quad: q.CayleyQuad(), Action: graph.Delete})
		}
	}
	if len(deltas) > 0 {
		if err := w.store.qs.ApplyDeltas(deltas, graph.IgnoreOpts{}); err != nil {
			return w.fail(err)
		}
	}
	if len(w.records) == 0 {
		return nil
	}
	tx, err := conn.BeginTx(w.ctx, nil)
	if err != nil {
		return w.fail(err)
	}
	for k, v := range w.records {
		if v == nil {
			_, err = tx.ExecContext(w.ctx, `DELETE FROM gongbao_records WHERE bucket = $1 AND key = $2`, k.bucket, []byte(k.key))
		} else {
			_, err = tx.ExecContext(w.ctx, `INSERT INTO gongbao_records (bucket, key, value) VALUES ($1, $2, $3)
				ON CONFLICT (bucket, key) DO UPDATE SET value = EXCLUDED.value`, k.bucket, []byte(k.key), v)
		}
		if err != nil {
			return w.fail(errors.Join(err, tx.Rollback()))
		}
	}
	return w.fail(tx.Commit())
}
