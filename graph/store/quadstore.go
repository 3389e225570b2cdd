package store

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/cayley/graph/refs"
	"github.com/cayleygraph/cayley/query/shape"
	"github.com/cayleygraph/quad"

	"gongbao/graph/rdf"
)

// QuadStore is a Store through Cayley's interface graph.QuadStore, so that
// programs written for Cayley (its iterators, paths, shapes and Gizmo) work on
// the same data. Make one with NewQuadStore.
//
// Each iterator reads a snapshot taken when it starts. An iterator that has
// come to its end, or is closed, releases it; QuadStore.Close releases the rest.
type QuadStore struct {
	store *Store

	mu   sync.Mutex
	open map[*quadScan]struct{}
}

var (
	_ graph.QuadStore = (*QuadStore)(nil)
	_ shape.Optimizer = (*QuadStore)(nil)
)

// NewQuadStore returns the store as a Cayley QuadStore. Closing the QuadStore
// closes the store.
func NewQuadStore(s *Store) *QuadStore {
	return &QuadStore{store: s, open: map[*quadScan]struct{}{}}
}

// node is the graph.Ref of a term.
type node rdf.ID

// Key implements graph.Ref.
func (n node) Key() any { return n }

// link is the graph.Ref of a quad.
type link rdf.IDQuad

// Key implements graph.Ref.
func (l link) Key() any { return l }

// positionOf maps Cayley's directions to positions in an rdf.IDQuad.
func positionOf(d quad.Direction) (int, bool) {
	switch d {
	case quad.Subject:
		return rdf.S, true
	case quad.Predicate:
		return rdf.P, true
	case quad.Object:
		return rdf.O, true
	case quad.Label:
		return rdf.G, true
	}
	return 0, false
}

// read runs f on a snapshot of the present state.
func (qs *QuadStore) read(f func(*Snapshot) error) error {
	n := qs.store.Snapshot()
	return firstError(f(n), n.Close())
}

// ValueOf returns the reference of a value, or nil where no quad has it.
func (qs *QuadStore) ValueOf(v quad.Value) (graph.Ref, error) {
	if v == nil {
		return nil, nil
	}
	t, err := rdf.TermOf(v)
	if err != nil {
		return nil, err
	}
	var ref graph.Ref
	err = qs.read(func(n *Snapshot) error {
		id, found, err := n.ID(t)
		if found {
			ref = node(id)
		}
		return err
	})
	return ref, err
}

// NameOf returns the value of a reference, or nil where there is none.
func (qs *QuadStore) NameOf(v graph.Ref) (quad.Value, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case refs.PreFetchedValue:
		return v.NameOf(), nil
	case node:
		if t, ok := qs.store.terms.get(rdf.ID(v)); ok {
			return nativeValue(t), nil
		}
		var out quad.Value
		err := qs.read(func(n *Snapshot) error {
			t, err := n.Term(rdf.ID(v))
			out = nativeValue(t)
			return err
		})
		if errors.Is(err, errNoTerm) {
			return nil, nil
		}
		return out, err
	}
	return nil, fmt.Errorf("store: a %T refers to no value of this store", v)
}

// Quad returns the quad of a reference.
func (qs *QuadStore) Quad(v graph.Ref) (quad.Quad, error) {
	l, ok := v.(link)
	if !ok {
		return quad.Quad{}, fmt.Errorf("store: a %T refers to no quad of this store", v)
	}
	var out quad.Quad
	err := qs.read(func(n *Snapshot) error {
		q, err := n.Quad(rdf.IDQuad(l))
		if err == nil {
			out = quad.Quad{Subject: nativeValue(q.S), Predicate: nativeValue(q.P), Object: nativeValue(q.O), Label: nativeValue(q.G)}
		}
		return err
	})
	return out, err
}

// QuadDirection returns the reference of the term that stands in that
// direction of a quad, or nil for the label of a quad in the default graph.
func (qs *QuadStore) QuadDirection(v graph.Ref, d quad.Direction) (graph.Ref, error) {
	l, ok := v.(link)
	if !ok {
		return nil, fmt.Errorf("store: a %T refers to no quad of this store", v)
	}
	pos, ok := positionOf(d)
	if !ok || l[pos] == rdf.DefaultGraphID {
		return nil, nil
	}
	return node(l[pos]), nil
}

// QuadIterator returns the quads that have the node in that direction.
func (qs *QuadStore) QuadIterator(d quad.Direction, v graph.Ref) iterator.Shape {
	n, ok := v.(node)
	pos, known := positionOf(d)
	if !ok || !known || n == 0 {
		return iterator.NewNull()
	}
	var p rdf.IDQuad
	p[pos] = rdf.ID(n)
	return &quadShape{qs: qs, pattern: p}
}

// QuadIteratorSize returns how many quads have the node in that direction.
func (qs *QuadStore) QuadIteratorSize(ctx context.Context, d quad.Direction, v graph.Ref) (refs.Size, error) {
	st, err := qs.QuadIterator(d, v).Stats(ctx)
	return st.Size, err
}

// QuadsAllIterator returns all quads.
func (qs *QuadStore) QuadsAllIterator() iterator.Shape { return &quadShape{qs: qs} }

// NodesAllIterator returns all terms that some quad has.
func (qs *QuadStore) NodesAllIterator() iterator.Shape { return &nodeShape{qs: qs} }

// Stats returns the numbers of nodes and quads, which are always exact.
func (qs *QuadStore) Stats(context.Context, bool) (graph.Stats, error) {
	var quads, terms uint64
	err := qs.read(func(n *Snapshot) (err error) {
		quads, terms, err = n.Size()
		return err
	})
	return graph.Stats{
		Nodes: refs.Size{Value: int64(terms), Exact: err == nil},
		Quads: refs.Size{Value: int64(quads), Exact: err == nil},
	}, err
}

// ApplyDeltas makes all changes in order, or none. A quad that is added twice,
// or removed without being there, is a *graph.DeltaError unless opts ignore it.
func (qs *QuadStore) ApplyDeltas(in []graph.Delta, opts graph.IgnoreOpts) error {
	return qs.store.Update(context.Background(), func(b *Batch) error {
		for _, d := range in {
			if err := applyDelta(b, d, opts); err != nil {
				return err
			}
		}
		return nil
	})
}

func applyDelta(b *Batch, d graph.Delta, opts graph.IgnoreOpts) error {
	q, err := rdf.QuadOf(d.Quad)
	if err != nil {
		return err
	}
	switch d.Action {
	case graph.Add:
		if !opts.IgnoreDup {
			if has, err := b.Has(q); err != nil {
				return err
			} else if has {
				return &graph.DeltaError{Delta: d, Err: graph.ErrQuadExists}
			}
		}
		return b.Add(q)
	case graph.Delete:
		if !opts.IgnoreMissing {
			if has, err := b.Has(q); err != nil {
				return err
			} else if !has {
				return &graph.DeltaError{Delta: d, Err: graph.ErrQuadNotExist}
			}
		}
		return b.Delete(q)
	}
	return &graph.DeltaError{Delta: d, Err: graph.ErrInvalidAction}
}

// NewQuadWriter returns a writer whose every WriteQuads is one atomic change.
// Quads given one by one are kept back until there are enough of them, or until
// the writer is closed.
func (qs *QuadStore) NewQuadWriter() (quad.WriteCloser, error) {
	return &quadWriter{qs: qs}, nil
}

// Close ends the iterators that are still open and closes the store.
func (qs *QuadStore) Close() error {
	qs.mu.Lock()
	var left []*quadScan
	for s := range qs.open {
		left = append(left, s)
	}
	qs.mu.Unlock()
	for _, s := range left {
		s.release()
	}
	if err := qs.store.Close(); !errors.Is(err, ErrClosed) {
		return err
	}
	return nil
}

type quadWriter struct {
	qs  *QuadStore
	buf []quad.Quad
}

func (w *quadWriter) WriteQuad(q quad.Quad) error {
	w.buf = append(w.buf, q)
	if len(w.buf) < quad.DefaultBatch {
		return nil
	}
	return w.flush()
}

func (w *quadWriter) WriteQuads(quads []quad.Quad) (int, error) {
	if err := w.flush(); err != nil {
		return 0, err
	}
	if err := w.write(quads); err != nil {
		return 0, err
	}
	return len(quads), nil
}

func (w *quadWriter) flush() error {
	err := w.write(w.buf)
	w.buf = w.buf[:0]
	return err
}

func (w *quadWriter) write(quads []quad.Quad) error {
	if len(quads) == 0 {
		return nil
	}
	return w.qs.store.Update(context.Background(), func(b *Batch) error {
		for _, cq := range quads {
			q, err := rdf.QuadOf(cq)
			if err == nil {
				err = b.Add(q)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *quadWriter) Close() error { return w.flush() }

// OptimizeShape lets one range of an ordering answer what Cayley would answer
// by intersecting one iterator for each bound direction.
func (qs *QuadStore) OptimizeShape(_ context.Context, s shape.Shape) (shape.Shape, bool) {
	switch s := s.(type) {
	case shape.Quads:
		var fixed rdf.IDQuad
		var rest shape.Quads
		n := 0
		for _, f := range s {
			ref, one := shape.One(f.Values)
			id, isNode := ref.(node)
			pos, known := positionOf(f.Dir)
			if one && isNode && known && fixed[pos] == rdf.AnyID {
				fixed[pos] = rdf.ID(id)
				n++
				continue
			}
			rest = append(rest, f)
		}
		if n < 2 {
			return s, false
		}
		if len(rest) == 0 {
			return boundQuads{fixed}, true
		}
		return shape.Intersect{boundQuads{fixed}, rest}, true
	case shape.QuadsAction:
		var fixed rdf.IDQuad
		for d, ref := range s.Filter {
			id, isNode := ref.(node)
			pos, known := positionOf(d)
			if !isNode || !known {
				return s, false
			}
			fixed[pos] = rdf.ID(id)
		}
		if len(s.Filter) < 2 {
			return s, false
		}
		return s.SimplifyFrom(boundQuads{fixed}), true
	}
	return s, false
}

// boundQuads is the shape of the quads that match a pattern.
type boundQuads struct{ pattern rdf.IDQuad }

// BuildIterator implements shape.Shape.
func (s boundQuads) BuildIterator(g graph.QuadStore) iterator.Shape {
	qs, ok := graph.Unwrap(g).(*QuadStore)
	if !ok {
		return iterator.NewError(fmt.Errorf("store: a query planned for this store was run on a %T", g))
	}
	return &quadShape{qs: qs, pattern: s.pattern}
}

// Optimize implements shape.Shape.
func (s boundQuads) Optimize(ctx context.Context, r shape.Optimizer) (shape.Shape, bool) {
	if r != nil {
		return r.OptimizeShape(ctx, s)
	}
	return s, false
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
