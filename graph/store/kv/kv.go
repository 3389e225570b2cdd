// Package kv is the small ordered key-value interface on which the store
// stands: get, range, atomic batch and snapshot over byte strings in
// lexicographic order. Nothing above it knows which engine keeps the bytes, so
// it is the seam at which another ordered store, one that spans machines for
// example, can take the place of the embedded one.
//
// Package kvtest holds the conformance suite that every engine must pass, and
// package pebblekv the engine that ships.
package kv

import (
	"context"
	"errors"
	"iter"
)

// Errors that every engine reports by errors.Is, whatever else it adds.
var (
	// ErrClosed is returned by each method of a DB that was closed.
	ErrClosed = errors.New("kv: the database is closed")
	// ErrReadOnly is returned where a database that was opened for reading is
	// asked to write.
	ErrReadOnly = errors.New("kv: the database is open for reading only")
	// ErrCorrupt says that the stored bytes are not what the engine wrote.
	ErrCorrupt = errors.New("kv: the stored data is corrupt")
	// ErrFull says that the disk has no room left.
	ErrFull = errors.New("kv: the disk is full")
	// ErrFailed says that the engine met an error after which it cannot tell
	// what is on disk. The DB answers nothing but ErrFailed from then on;
	// opening it anew recovers what was committed.
	ErrFailed = errors.New("kv: the database stopped after a failed write and must be opened anew")
)

// DB is an ordered map from keys to values, with atomic batches. All methods
// may be called from several goroutines at once.
type DB interface {
	// Snapshot returns the database as it is now, unaffected by later commits.
	// It must be closed.
	Snapshot() (Snapshot, error)
	// Commit applies all changes of the batch or none. When it returns nil with
	// sync set, the changes survive the loss of power. When it returns an error
	// that is ErrFailed, whether they were applied shows when the database is
	// opened again; with any other error they were not. The batch may be
	// changed and committed again.
	Commit(b *Batch, sync bool) error
	// Close releases the database. Snapshots must have been closed before.
	Close() error
}

// Snapshot is one unchanging state of a DB. Its methods may be called from
// several goroutines at once.
type Snapshot interface {
	// Get returns the value of a key, which the caller may keep, and whether
	// the key is there.
	Get(key []byte) (value []byte, found bool, err error)
	// Range returns a cursor over the keys k with lower <= k < upper; nil leaves
	// a side open. The slices are copied.
	Range(lower, upper []byte) Cursor
	// Close releases the snapshot. Its cursors must have been closed before.
	Close() error
}

// Cursor walks over a range of keys. It starts before the first key and is
// used by one goroutine at a time.
type Cursor interface {
	// Next moves to the next key and reports whether there is one.
	Next() bool
	// Seek moves to the first key in the range that is not before key, which
	// may lie in either direction, and reports whether there is one.
	Seek(key []byte) bool
	// Last moves to the last key in the range and reports whether there is one.
	Last() bool
	// Reset gives the cursor a new range and puts it before the first key. It
	// is cheaper than a new cursor. The slices are copied.
	Reset(lower, upper []byte)
	// Key returns the present key, valid until the cursor moves.
	Key() []byte
	// Value returns the present value, valid until the cursor moves.
	Value() ([]byte, error)
	// Err returns the error that ended the walk, or nil at its natural end.
	Err() error
	// Close releases the cursor and returns what Err would.
	Close() error
}

// Batch is a list of changes, applied in order. The zero Batch is empty.
type Batch struct {
	ops  []op
	data []byte
}

type op struct {
	key, value int // lengths; value is -1 for a deletion
}

// Put sets the value of a key. The slices are copied.
func (b *Batch) Put(key, value []byte) {
	b.data = append(append(b.data, key...), value...)
	b.ops = append(b.ops, op{len(key), len(value)})
}

// Delete removes a key, which need not be there. The slice is copied.
func (b *Batch) Delete(key []byte) {
	b.data = append(b.data, key...)
	b.ops = append(b.ops, op{len(key), -1})
}

// Len returns the number of changes and Size their bytes.
func (b *Batch) Len() int { return len(b.ops) }

// Size returns the bytes of the keys and values in the batch.
func (b *Batch) Size() int { return len(b.data) }

// Reset empties the batch and keeps its memory.
func (b *Batch) Reset() { b.ops, b.data = b.ops[:0], b.data[:0] }

// Changes yields the changes in order; a deletion has
// no value. The slices are valid until the batch is reset.
func (b *Batch) Changes() iter.Seq[Change] {
	return func(yield func(Change) bool) {
		at := 0
		for _, o := range b.ops {
			c := Change{Key: b.data[at : at+o.key : at+o.key]}
			at += o.key
			if o.value >= 0 {
				c.Put = true
				c.Value = b.data[at : at+o.value : at+o.value]
				at += o.value
			}
			if !yield(c) {
				return
			}
		}
	}
}

// Change is one change of a Batch.
type Change struct {
	Put        bool // false: a deletion
	Key, Value []byte
}

// Pair is a key with its value.
type Pair struct{ Key, Value []byte }

// Loader is a DB that takes in many sorted pairs faster than by batches.
type Loader interface {
	// Load adds the pairs, which must come in strictly ascending order of
	// their keys, in one atomic and durable step; a key that is there already
	// gets the new value. The slices need to be valid only while they are
	// yielded. If pairs yields an error, nothing is added and Load returns it.
	Load(ctx context.Context, pairs iter.Seq2[Pair, error]) error
}

// Checkpointer is a DB that can copy itself while it is being written.
type Checkpointer interface {
	// Checkpoint writes the state at some moment during the call into the
	// directory, which must not exist, as a database of the same engine.
	Checkpoint(dir string) error
}

// Compacter is a DB that can give back space and speed up reading.
type Compacter interface {
	// Compact rewrites the whole database in its best form.
	Compact(ctx context.Context) error
}

// Sizer is a DB that knows how much space it takes.
type Sizer interface {
	// DiskSize returns the bytes that the whole database takes on disk.
	DiskSize() (uint64, error)
	// RangeSize returns roughly how many bytes the keys in lower <= k < upper
	// and their values take, counting only what has left the memory buffers.
	RangeSize(lower, upper []byte) (uint64, error)
}

// Checker is a DB that can verify its own files beyond what reading all keys
// verifies.
type Checker interface {
	// CheckFiles verifies checksums and the order of keys in all files.
	CheckFiles(ctx context.Context) error
}
