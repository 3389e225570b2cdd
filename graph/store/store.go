// Package store keeps an RDF dataset on disk and is the only package that
// imports Cayley (its quad values apart).
//
// The layers, from the bottom up: package kv is a small ordered key-value
// interface, which Pebble serves on disk and in memory; layout.go lays the
// keys out; dictionary.go gives each term a number; ordering.go keeps the quads
// sorted in the orders that patterns need; counters.go keeps exact counts.
// Above them stand the ways in: Update with a Batch (one atomic change), Load
// (bulk), Snapshot (reading, which is also the dataset of the SPARQL engine)
// and QuadStore (the same data through Cayley's own interface).
//
// The method is that of the RDF stores on log-structured trees, dictionary
// encoding and covering orderings (as in RDF-3X, Neumann and Weikum 2008, and
// Jena TDB); docs/decisions/0005-store.md tells what was chosen and why.
package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"gongbao/graph/store/backend"
	"gongbao/graph/store/kv"
	"gongbao/graph/store/kv/pebblekv"
	"gongbao/graph/store/postgres"
)

// Memory is the directory name that opens an empty store in memory.
const Memory = "mem"

// Options say how a store is opened. The zero value opens for reading and
// writing, creates what is missing and does not wait for a lock.
type Options struct {
	// InMemory opens an empty store in memory, whatever the directory.
	InMemory bool
	// ReadOnly opens an existing store for reading. Any number of processes can
	// have a store open for reading at once, but none while one writes.
	ReadOnly bool
	// Wait is how long to wait while another process holds the store.
	Wait time.Duration
	// CacheBytes bounds the memory for decompressed blocks; 0 means 64 MiB.
	CacheBytes int64
	// NoSync lets commits return before they are safe from a loss of power.
	// They stay atomic and in order, and survive the end of the process.
	NoSync bool
	// FS is the file system for the data; nil means the operating system's.
	// Tests inject faults here. The store's lock and its marker file are always
	// the operating system's, unless InMemory is set.
	FS vfs.FS
}

// Store is an RDF dataset with side records. Its methods may be called from
// several goroutines at once. One Update or Load runs at a time; readers take
// a Snapshot and are never held up by it.
type Store struct {
	dir    string
	db     kv.DB
	remote backend.Backend // a server's database; then db is nil
	lock   *dirLock        // nil in memory and for a server
	opts   Options

	writer chan struct{} // holds one token, taken by the writer at work
	terms  termCache
	dict   *loadDict // what the last bulk load knew of the terms; the writer's

	mu     sync.Mutex
	closed bool
	open   atomic.Int64 // snapshots in use
}

// Open opens the store in a directory. The directory "mem", or
// Options.InMemory, opens an empty store in memory. Where the directory does
// not exist or is empty a store is created in it, unless Options.ReadOnly is
// set. A name that begins with postgres:// is the URL of a PostgreSQL database,
// of which package postgres tells what it is good for and what not.
//
// The errors that a user can do something about have types of their own:
// *MissingError, *ForeignError, *CorruptError, *LockedError, *VersionError and
// *FullError.
func Open(dir string, o Options) (*Store, error) {
	return OpenContext(context.Background(), dir, o)
}

// OpenContext is Open with a context that ends the wait for a lock.
func OpenContext(ctx context.Context, dir string, o Options) (*Store, error) {
	if o.InMemory || dir == Memory {
		return openMemory(o)
	}
	if postgres.IsURL(dir) {
		return openRemote(dir, o)
	}
	dir = filepath.Clean(dir)
	if err := prepareDir(dir, o.ReadOnly); err != nil {
		return nil, err
	}
	lock, err := lockDir(ctx, dir, o.ReadOnly, o.Wait)
	if err != nil {
		return nil, err
	}
	s, err := openLocked(dir, o)
	if err != nil {
		return nil, errors.Join(err, lock.release())
	}
	s.lock = lock
	return s, nil
}

func openMemory(o Options) (*Store, error) {
	o.ReadOnly = false
	db, err := pebblekv.Open("store", pebblekv.Options{FS: vfs.NewMem(), CacheBytes: o.CacheBytes})
	if err != nil {
		return nil, err
	}
	return newStore(Memory, db, o)
}

// openLocked opens the store in a directory whose lock is held.
func openLocked(dir string, o Options) (*Store, error) {
	fresh, err := readMarker(dir)
	if err != nil {
		return nil, err
	}
	if fresh && o.ReadOnly {
		return nil, &MissingError{Dir: dir}
	}
	data := filepath.Join(dir, dataName)
	if fresh {
		// What a creation that was cut short left behind holds nothing.
		if err := os.RemoveAll(data); err != nil {
			return nil, wrapOS(dir, err)
		}
	} else if _, err := os.Stat(data); err != nil {
		return nil, &CorruptError{Dir: dir, Err: fmt.Errorf("its folder %q is missing", dataName)}
	}
	s, err := openData(data, o)
	if err != nil {
		var errno syscall.Errno
		if err = wrapKV(dir, err); !fresh && !errors.As(err, &errno) {
			// Neither the disk nor a permission: it is the files.
			err = asCorrupt(dir, err)
		}
		return nil, err
	}
	s.dir = dir
	if fresh {
		if err := writeMarker(dir); err != nil {
			return nil, errors.Join(err, s.db.Close())
		}
	}
	return s, nil
}

// openData opens the folder of a store that holds the data.
func openData(data string, o Options) (*Store, error) {
	db, err := pebblekv.Open(data, pebblekv.Options{FS: o.FS, ReadOnly: o.ReadOnly, CacheBytes: o.CacheBytes})
	if err != nil {
		return nil, wrapKV(data, err)
	}
	s, err := newStore(data, db, o)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// newStore stands a store on an open database and checks, or writes, the
// record that makes the database one of ours.
func newStore(dir string, db kv.DB, o Options) (*Store, error) {
	s := &Store{dir: dir, db: db, opts: o, writer: make(chan struct{}, 1)}
	if err := s.checkIdentity(); err != nil {
		return nil, err
	}
	return s, nil
}

// checkIdentity verifies the format number inside the database.
func (s *Store) checkIdentity() error {
	snap, err := s.db.Snapshot()
	if err != nil {
		return wrapKV(s.dir, err)
	}
	value, found, err := snap.Get(metaKey(metaFormat))
	if err == nil && !found {
		cur := snap.Range(nil, nil)
		found = cur.Next()
		err = cur.Close()
		if err == nil && found {
			err = &CorruptError{Dir: s.dir, Err: errors.New("it has no format number")}
		}
		if err == nil && !found {
			err = snap.Close()
			if err != nil {
				return wrapKV(s.dir, err)
			}
			return s.writeIdentity()
		}
	}
	if err == nil {
		var n uint64
		if n, err = decodeCount(value); err == nil && n != Version {
			err = &VersionError{Dir: s.dir, Found: int(n)}
		}
	}
	return wrapKV(s.dir, errors.Join(err, snap.Close()))
}

func (s *Store) writeIdentity() error {
	if s.opts.ReadOnly {
		return &CorruptError{Dir: s.dir, Err: errors.New("it has no format number")}
	}
	var b kv.Batch
	b.Put(metaKey(metaFormat), encodeCount(Version))
	return wrapKV(s.dir, s.db.Commit(&b, !s.opts.NoSync))
}

// Dir returns the directory the store was opened with, or Memory.
func (s *Store) Dir() string { return s.dir }

// Close closes the store and releases its lock. It fails, and leaves the store
// open, while a Snapshot is open or a change is under way.
func (s *Store) Close() error {
	select {
	case s.writer <- struct{}{}:
	default:
		return errors.New("store: a change is still under way; let it end before closing")
	}
	defer func() { <-s.writer }()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return ErrClosed
	}
	if n := s.open.Load(); n > 0 {
		return fmt.Errorf("store: %d snapshots are still open; close them before the store", n)
	}
	s.closed = true
	if s.remote != nil {
		return s.remote.Close()
	}
	err := wrapKV(s.dir, s.db.Close())
	if s.lock != nil {
		err = errors.Join(err, s.lock.release())
	}
	return err
}
