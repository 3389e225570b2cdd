package store

import (
	"context"
	"errors"
	"fmt"

	"gongbao/graph/rdf"
)

// errBulkOnlyAdds is what a Bulk answers where something would have to be taken
// away.
var errBulkOnlyAdds = errors.New("store: a bulk load only adds; use Update to replace or remove")

// maxBulkRecords is the size in bytes of the side records at which a Bulk
// stores what it has.
const maxBulkRecords = 64 << 20

// Bulk takes in many graphs with the side records that belong to them, as fast
// as Load takes in quads. It is for what the store does not have yet: what
// would replace or remove something is an error. Like a Batch it is for the
// goroutine that Store.Bulk called.
type Bulk struct {
	l      *loader
	graphs map[rdf.ID]bool // that got quads in the present step
	last   rdf.ID          // the graph of the last quad
	st     LoadStats
	err    error
	over   bool
}

// CanBulk reports whether Bulk is possible: a database server has no faster way
// in than Update.
func (s *Store) CanBulk() bool { return s.remote == nil && !s.opts.ReadOnly }

// Bulk runs fn with a Bulk. What fn puts in becomes part of the store in large
// atomic and durable steps, each of which ends where fn calls Done, the last
// one when fn returns. When fn returns an error, or the context ends, what was
// put in since the last step is dropped, and the steps before stay.
func (s *Store) Bulk(ctx context.Context, fn func(*Bulk) error) (st LoadStats, err error) {
	if s.opts.ReadOnly {
		return LoadStats{}, ErrReadOnly
	}
	if s.remote != nil {
		return LoadStats{}, errRemote
	}
	if err := s.beginWrite(ctx); err != nil {
		return LoadStats{}, err
	}
	defer s.endWrite()
	b := &Bulk{l: newLoader(ctx, s), graphs: map[rdf.ID]bool{}}
	defer func() { b.l.end(err) }()
	err = fn(b)
	b.over = true
	if err == nil {
		err = b.err
	}
	if err == nil {
		err = b.l.flush(&b.st)
	}
	if err != nil {
		return b.st, wrapKV(s.dir, err)
	}
	return b.st, nil
}

// begin makes the Bulk ready for a change.
func (b *Bulk) begin() error {
	switch {
	case b.over:
		return errBatchOver
	case b.err != nil:
		return b.err
	case b.l.base == nil:
		return b.fail(b.l.beginChunk())
	}
	return nil
}

// fail remembers the first error.
func (b *Bulk) fail(err error) error {
	if err != nil && b.err == nil {
		b.err = wrapKV(b.l.store.dir, err)
	}
	return b.err
}

// Done says that all that belongs together has been put in, so that the store
// may take it in now. It reports whether the store did, and with it all before.
func (b *Bulk) Done() (stored bool, err error) {
	if err := b.begin(); err != nil {
		return false, err
	}
	if err := b.l.ctx.Err(); err != nil {
		return false, b.fail(err)
	}
	if len(b.l.quads) < loadChunk && b.l.bytes < maxBulkRecords {
		return false, nil
	}
	clear(b.graphs)
	b.last = 0
	err = b.fail(b.l.flush(&b.st))
	return err == nil, err
}

// Add adds a quad. A zero graph is the default graph. Adding a quad that is
// there already changes nothing.
func (b *Bulk) Add(q rdf.Quad) error {
	if err := b.begin(); err != nil {
		return err
	}
	if err := b.l.add(q); err != nil {
		return b.fail(err)
	}
	b.st.Read++
	if g := b.l.quads[len(b.l.quads)-1][rdf.G]; g != b.last {
		b.graphs[g], b.last = true, g
	}
	return nil
}

// ReplaceGraph adds a graph. It fails where the graph is not empty before.
func (b *Bulk) ReplaceGraph(g rdf.Term, quads []rdf.Quad) error {
	if err := b.RemoveGraph(g); err != nil {
		return err
	}
	for i, q := range quads {
		q.G = g
		if err := b.Add(q); err != nil {
			return fmt.Errorf("quad %d of the graph: %w", i+1, err)
		}
	}
	return nil
}

// RemoveGraph fails where the graph has quads, and does nothing otherwise.
func (b *Bulk) RemoveGraph(g rdf.Term) error {
	has, err := b.HasGraph(g)
	if err == nil && has {
		err = b.fail(errBulkOnlyAdds)
	}
	return err
}

// HasGraph reports whether a graph has quads after the changes so far.
func (b *Bulk) HasGraph(g rdf.Term) (bool, error) {
	if err := b.begin(); err != nil {
		return false, err
	}
	id := rdf.DefaultGraphID
	if !g.IsZero() {
		var err error
		if id, err = b.l.id(g, false); err != nil || id == 0 {
			return false, b.fail(err)
		}
	}
	if b.graphs[id] || id >= b.l.first {
		return b.graphs[id], nil
	}
	n, err := readCount(b.l.base.kv, counter{countGraph, id}.key())
	return n > 0, b.fail(err)
}

// PutRecord sets the value of a side record. The value is copied.
func (b *Bulk) PutRecord(bucket, key string, value []byte) error {
	if err := b.begin(); err != nil {
		return err
	}
	if err := checkBucket(bucket); err != nil {
		return b.fail(err)
	}
	k := string(recordKey(bucket, key))
	b.l.records[k] = append(make([]byte, 0, len(value)), value...)
	b.l.bytes += len(k) + len(value)
	return nil
}

// DeleteRecord does nothing where there is no such record, and fails where
// there is one.
func (b *Bulk) DeleteRecord(bucket, key string) error {
	_, found, err := b.Record(bucket, key)
	if err == nil && found {
		err = errBulkOnlyAdds
	}
	return b.fail(err)
}

// Record returns a side record as it is after the changes so far. The value
// must not be changed.
func (b *Bulk) Record(bucket, key string) (value []byte, found bool, err error) {
	if err := b.begin(); err != nil {
		return nil, false, err
	}
	if err := checkBucket(bucket); err != nil {
		return nil, false, b.fail(err)
	}
	k := recordKey(bucket, key)
	if v, ok := b.l.records[string(k)]; ok {
		return v, true, nil
	}
	value, found, err = b.l.base.kv.Get(k)
	return value, found, b.fail(err)
}
