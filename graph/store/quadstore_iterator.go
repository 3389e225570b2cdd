package store

import (
	"context"
	"fmt"
	"math/bits"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/cayley/graph/refs"

	"gongbao/graph/rdf"
	"gongbao/graph/store/kv"
)

// containsCost is what a look-up costs in steps of a walk, as measured: some
// 3 µs to 0.3 µs.
const containsCost = 10

// quadShape is the Cayley shape of the quads that match a pattern.
type quadShape struct {
	qs      *QuadStore
	pattern rdf.IDQuad
}

func (s *quadShape) String() string { return fmt.Sprintf("GongbaoQuads(%v)", s.pattern) }

func (s *quadShape) SubIterators() []iterator.Shape { return nil }

func (s *quadShape) Optimize(context.Context) (iterator.Shape, bool) { return s, false }

func (s *quadShape) Stats(context.Context) (iterator.Costs, error) {
	c := iterator.Costs{ContainsCost: containsCost, NextCost: 1}
	err := s.qs.read(func(n *Snapshot) error {
		size, exact := n.Estimate(s.pattern)
		c.Size = refs.Size{Value: int64(size), Exact: exact}
		return n.err
	})
	return c, err
}

func (s *quadShape) Iterate() iterator.Scanner {
	return &quadScan{qs: s.qs, start: func(n *Snapshot) refCursor {
		set := boundSet(s.pattern)
		ordering, _ := chooseOrdering(set, Order{})
		return quadRefs{n.scan(context.Background(), ordering, bits.OnesCount8(set), s.pattern)}
	}}
}

func (s *quadShape) Lookup() iterator.Index {
	return &refIndex{contains: func(v graph.Ref) (bool, error) {
		l, ok := v.(link)
		if !ok {
			return false, nil
		}
		for i, id := range s.pattern {
			if id != rdf.AnyID && id != l[i] {
				return false, nil
			}
		}
		var found bool
		err := s.qs.read(func(n *Snapshot) (err error) {
			var buf [quadKeyLen]byte
			_, found, err = n.kv.Get(appendQuadKey(buf[:0], orderSPOG, rdf.IDQuad(l)))
			return err
		})
		return found, err
	}}
}

// nodeShape is the Cayley shape of all terms.
type nodeShape struct{ qs *QuadStore }

func (s *nodeShape) String() string { return "GongbaoNodes" }

func (s *nodeShape) SubIterators() []iterator.Shape { return nil }

func (s *nodeShape) Optimize(context.Context) (iterator.Shape, bool) { return s, false }

func (s *nodeShape) Stats(ctx context.Context) (iterator.Costs, error) {
	st, err := s.qs.Stats(ctx, false)
	return iterator.Costs{ContainsCost: containsCost, NextCost: 1, Size: st.Nodes}, err
}

func (s *nodeShape) Iterate() iterator.Scanner {
	return &quadScan{qs: s.qs, start: func(n *Snapshot) refCursor {
		prefix := []byte{prefixTerm}
		return &nodeRefs{snap: n, cur: n.kv.Range(prefix, upperBound(nil, prefix))}
	}}
}

func (s *nodeShape) Lookup() iterator.Index {
	return &refIndex{contains: func(v graph.Ref) (bool, error) {
		id, ok := v.(node)
		if !ok {
			return false, nil
		}
		var found bool
		err := s.qs.read(func(n *Snapshot) (err error) {
			_, found, err = n.kv.Get(termKey(rdf.ID(id)))
			return err
		})
		return found, err
	}}
}

// refCursor walks over references.
type refCursor interface {
	Next() bool
	Ref() graph.Ref
	Err() error
	Close() error
}

type quadRefs struct{ *quadIterator }

func (q quadRefs) Ref() graph.Ref { return link(q.quad) }

type nodeRefs struct {
	snap *Snapshot
	cur  kv.Cursor
}

func (r *nodeRefs) Next() bool { return r.cur.Next() }

func (r *nodeRefs) Ref() graph.Ref {
	if key := r.cur.Key(); len(key) == 9 {
		return node(idAt(key[1:]))
	}
	return nil
}

func (r *nodeRefs) Err() error   { return r.snap.wrap(r.cur.Err()) }
func (r *nodeRefs) Close() error { return r.snap.wrap(r.cur.Close()) }

// quadScan is a Cayley scanner over references. It takes its snapshot at the
// first Next and releases it at the end, because Cayley does not close every
// iterator that it has used up.
type quadScan struct {
	qs     *QuadStore
	start  func(*Snapshot) refCursor
	snap   *Snapshot
	cur    refCursor
	result graph.Ref
	err    error
	done   bool
}

func (s *quadScan) String() string { return "GongbaoScan" }

func (s *quadScan) TagResults(map[string]graph.Ref) {}

func (s *quadScan) Result() graph.Ref { return s.result }

func (s *quadScan) NextPath(context.Context) bool { return false }

func (s *quadScan) Err() error { return s.err }

func (s *quadScan) Next(ctx context.Context) bool {
	s.result = nil
	if s.done || s.err != nil {
		return false
	}
	if ctx != nil {
		if s.err = ctx.Err(); s.err != nil {
			s.release()
			return false
		}
	}
	if s.cur == nil {
		s.snap = s.qs.store.Snapshot()
		s.cur = s.start(s.snap)
		s.qs.mu.Lock()
		s.qs.open[s] = struct{}{}
		s.qs.mu.Unlock()
	}
	if s.cur.Next() {
		s.result = s.cur.Ref()
		return true
	}
	s.err = s.cur.Err()
	s.release()
	return false
}

// release gives the snapshot back.
func (s *quadScan) release() {
	s.done = true
	if s.cur == nil {
		return
	}
	err := firstError(s.cur.Close(), s.snap.Close())
	s.cur, s.snap = nil, nil
	s.qs.mu.Lock()
	delete(s.qs.open, s)
	s.qs.mu.Unlock()
	if s.err == nil {
		s.err = err
	}
}

func (s *quadScan) Close() error {
	s.release()
	return s.err
}

// refIndex is a Cayley index: it tells which references a shape has.
type refIndex struct {
	contains func(graph.Ref) (bool, error)
	result   graph.Ref
	err      error
}

func (x *refIndex) String() string { return "GongbaoIndex" }

func (x *refIndex) TagResults(map[string]graph.Ref) {}

func (x *refIndex) Result() graph.Ref { return x.result }

func (x *refIndex) NextPath(context.Context) bool { return false }

func (x *refIndex) Err() error { return x.err }

func (x *refIndex) Close() error { return x.err }

func (x *refIndex) Contains(_ context.Context, v graph.Ref) bool {
	x.result = nil
	if x.err != nil {
		return false
	}
	var ok bool
	if ok, x.err = x.contains(v); ok && x.err == nil {
		x.result = v
		return true
	}
	return false
}
