package store

import (
	"fmt"
	"iter"
	"strings"
	"sync/atomic"

	"gongbao/graph/rdf"
	"gongbao/graph/store/backend"
	"gongbao/graph/store/kv"
)

// Snapshot is the store at one moment. It does not change whatever is written,
// and must be closed. Its methods may be called from several goroutines at
// once. It is a dataset for the SPARQL engine, with kept orderings, a list of
// graphs and counts.
type Snapshot struct {
	store  *Store
	kv     kv.Snapshot
	remote backend.Reader // of a server's database; then kv is unused
	err    error          // why it could not be taken
	closed atomic.Bool
}

// Snapshot returns the store as it is now. On a store that is closed or has
// failed, each method of the Snapshot returns that error; it must be closed all
// the same.
func (s *Store) Snapshot() *Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return &Snapshot{store: s, kv: failedSnapshot{ErrClosed}, err: ErrClosed}
	}
	if s.remote != nil {
		r, err := s.remote.Read()
		if err != nil {
			return &Snapshot{store: s, kv: failedSnapshot{err}, err: err}
		}
		s.open.Add(1)
		return &Snapshot{store: s, kv: failedSnapshot{errRemote}, remote: r}
	}
	snap, err := s.db.Snapshot()
	if err != nil {
		err = wrapKV(s.dir, err)
		return &Snapshot{store: s, kv: failedSnapshot{err}, err: err}
	}
	s.open.Add(1)
	return &Snapshot{store: s, kv: snap}
}

// Close releases the snapshot. Its iterators must have been closed before.
// Closing it again does nothing.
func (n *Snapshot) Close() error {
	if n.err != nil || n.closed.Swap(true) {
		return nil
	}
	n.store.open.Add(-1)
	if n.remote != nil {
		return n.remote.Close()
	}
	return n.wrap(n.kv.Close())
}

func (n *Snapshot) wrap(err error) error { return wrapKV(n.store.dir, err) }

// ID returns the id of a term, and false where the term occurs in no quad. The
// zero Term has the id of the default graph.
func (n *Snapshot) ID(t rdf.Term) (id rdf.ID, found bool, err error) {
	if t.IsZero() {
		return rdf.DefaultGraphID, true, nil
	}
	if n.remote != nil {
		return n.remote.ID(t)
	}
	stored, err := encodeTerm(nil, t)
	if err != nil {
		// What cannot be stored occurs nowhere.
		return 0, false, nil
	}
	l := newLookup(n.kv)
	id, err = l.id(hashPrefix(stored), stored)
	err = firstError(err, l.close())
	return id, id != 0 && err == nil, n.wrap(err)
}

// Term returns the term with that id, the zero Term for the default graph's.
// An id that this store never gave out is an error.
func (n *Snapshot) Term(id rdf.ID) (rdf.Term, error) {
	if id == rdf.DefaultGraphID {
		return rdf.Term{}, nil
	}
	if t, ok := n.store.terms.get(id); ok {
		return t, nil
	}
	var t rdf.Term
	var err error
	if n.remote != nil {
		t, err = n.remote.Term(id)
	} else {
		t, err = readTerm(n.kv, id)
	}
	if err != nil {
		return rdf.Term{}, n.wrap(err)
	}
	n.store.terms.put(id, t)
	return t, nil
}

// Quad returns the terms of a quad of ids.
func (n *Snapshot) Quad(q rdf.IDQuad) (rdf.Quad, error) {
	var out rdf.Quad
	for i, t := range [4]*rdf.Term{&out.S, &out.P, &out.O, &out.G} {
		var err error
		if *t, err = n.Term(q[i]); err != nil {
			return rdf.Quad{}, err
		}
	}
	return out, nil
}

// Size returns the number of quads in all graphs and of terms in them, both
// exact.
func (n *Snapshot) Size() (quads, terms uint64, err error) {
	if n.remote != nil {
		return n.remote.Size()
	}
	if quads, err = readCount(n.kv, metaKey(metaQuads)); err == nil {
		terms, err = readCount(n.kv, metaKey(metaTerms))
	}
	return quads, terms, n.wrap(err)
}

// Record returns the side record of that key in a bucket, which the caller may
// keep, and whether there is one.
func (n *Snapshot) Record(bucket, key string) (value []byte, found bool, err error) {
	if err := checkBucket(bucket); err != nil {
		return nil, false, err
	}
	if n.remote != nil {
		return n.remote.Record(bucket, key)
	}
	value, found, err = n.kv.Get(recordKey(bucket, key))
	return value, found, n.wrap(err)
}

// Record is a side record.
type Record = backend.Record

// Records yields the side records of a bucket whose keys begin with prefix, in
// the order of the keys' bytes. An error ends the sequence.
func (n *Snapshot) Records(bucket, prefix string) iter.Seq2[Record, error] {
	if n.remote != nil && checkBucket(bucket) == nil {
		return n.remote.Records(bucket, prefix)
	}
	return func(yield func(Record, error) bool) {
		if err := checkBucket(bucket); err != nil {
			yield(Record{}, err)
			return
		}
		lower := recordKey(bucket, prefix)
		head := len(lower) - len(prefix)
		cur := n.kv.Range(lower, upperBound(nil, lower))
		defer cur.Close()
		for cur.Next() {
			v, err := cur.Value()
			if err != nil {
				yield(Record{}, n.wrap(err))
				return
			}
			r := Record{Key: string(cur.Key()[head:]), Value: append([]byte(nil), v...)}
			if !yield(r, nil) {
				return
			}
		}
		if err := cur.Err(); err != nil {
			yield(Record{}, n.wrap(err))
		}
	}
}

func checkBucket(bucket string) error {
	if bucket == "" || strings.IndexByte(bucket, 0) >= 0 {
		return fmt.Errorf("store: %q cannot name a bucket; it must be non-empty and without NUL", bucket)
	}
	return nil
}

// failedSnapshot is a kv.Snapshot that has nothing but an error.
type failedSnapshot struct{ err error }

func (f failedSnapshot) Get([]byte) ([]byte, bool, error) { return nil, false, f.err }
func (f failedSnapshot) Range([]byte, []byte) kv.Cursor   { return failedCursor(f) }
func (f failedSnapshot) Close() error                     { return nil }

type failedCursor struct{ err error }

func (failedCursor) Next() bool               { return false }
func (failedCursor) Seek([]byte) bool         { return false }
func (failedCursor) Last() bool               { return false }
func (failedCursor) Reset([]byte, []byte)     {}
func (failedCursor) Key() []byte              { return nil }
func (f failedCursor) Value() ([]byte, error) { return nil, f.err }
func (f failedCursor) Err() error             { return f.err }
func (f failedCursor) Close() error           { return f.err }
