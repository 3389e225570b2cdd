// Package pebblekv serves the kv interface from Pebble, a log-structured merge
// tree in one directory or in memory.
//
// Pebble ends the process when it cannot write, for instance on a full disk.
// Here it stops only itself: see switchFS. What may write runs in a goroutine of
// its own (see guard), so that the caller gets kv.ErrFull or kv.ErrFailed at
// once, and the files stay as the failed write left them, which is what Pebble
// recovers from when the database is opened again.
package pebblekv

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/sstable/block"
	"github.com/cockroachdb/pebble/v2/vfs"

	"gongbao/graph/store/kv"
)

// Format is the version of Pebble's files that this package writes. It is part
// of the store's own format: raising it must raise that version too.
const Format = pebble.FormatValueSeparation

// Options tune the engine. The zero value is good for one process that builds
// and queries a graph of some million quads.
type Options struct {
	// FS is the file system to live on; nil means the operating system's. Use
	// vfs.NewMem for a database in memory.
	FS vfs.FS
	// ReadOnly opens an existing database for reading. Nothing is written then.
	ReadOnly bool
	// CacheBytes bounds the cache of decompressed blocks; 0 means 64 MiB.
	CacheBytes int64
	// MemTableBytes is the size at which the write buffer goes to disk; 0 means
	// 32 MiB. The buffer grows to it, so that small databases stay small. A
	// document touches all parts of the key space, so each merge of buffers
	// rewrites much of the database: the larger the buffer, the fewer of them.
	MemTableBytes uint64
}

// DB is a kv.DB on Pebble. It is also a kv.Loader, Checkpointer, Compacter,
// Sizer and Checker.
type DB struct {
	db   *pebble.DB
	dir  string
	fs   *switchFS
	opts *pebble.Options

	// mu is held for reading by each call in progress and for writing by Close,
	// because Pebble panics when it is used after it was closed.
	mu     sync.RWMutex
	closed bool
	wrote  atomic.Bool

	failOnce sync.Once
	failed   chan struct{} // closed when the engine can no longer be trusted
	failure  error

	loads atomic.Uint64 // names the temporary files of Load
}

var (
	_ kv.DB           = (*DB)(nil)
	_ kv.Loader       = (*DB)(nil)
	_ kv.Checkpointer = (*DB)(nil)
	_ kv.Compacter    = (*DB)(nil)
	_ kv.Sizer        = (*DB)(nil)
	_ kv.Checker      = (*DB)(nil)
)

// Open opens the database in the directory, and creates it where there is none
// unless ReadOnly is set. It does not lock the directory: that is for the
// caller to do. The error is kv.ErrCorrupt where Pebble finds its files
// damaged and kv.ErrFull where there is no room to recover them.
func Open(dir string, o Options) (*DB, error) {
	if o.FS == nil {
		o.FS = vfs.Default
	}
	if o.CacheBytes == 0 {
		o.CacheBytes = 64 << 20
	}
	if o.MemTableBytes == 0 {
		o.MemTableBytes = 32 << 20
	}
	d := &DB{dir: dir, failed: make(chan struct{})}
	d.fs = &switchFS{FS: o.FS, dir: dir, fail: d.fail}
	d.opts = &pebble.Options{
		FS:                          d.fs,
		ReadOnly:                    o.ReadOnly,
		CacheSize:                   o.CacheBytes,
		MemTableSize:                o.MemTableBytes,
		MemTableStopWritesThreshold: 4,
		L0CompactionThreshold:       8,
		L0StopWritesThreshold:       24,
		MaxOpenFiles:                500,
		FormatMajorVersion:          Format,
		CompactionConcurrencyRange:  func() (int, int) { return 1, 1 },
		Logger:                      logger{d},
		EventListener: &pebble.EventListener{
			BackgroundError: d.backgroundError,
			// The reader who met it gets the error; by default Pebble would end
			// the process.
			DataCorruption: func(pebble.DataCorruptionInfo) {},
		},
	}
	// Keys are mostly sorted runs of small integers, which compress well with
	// the cheapest method; the lowest level, which holds nearly everything,
	// gets a stronger one.
	d.opts.ApplyCompressionSettings(func() pebble.DBCompressionSettings {
		s := pebble.UniformDBCompressionSettings(block.FastestCompression)
		s.Levels[len(s.Levels)-1] = block.FastCompression
		return s
	})
	// Opening replays the log and may write what it finds, so it can run into
	// a full disk like a commit can.
	err := d.guard(func() error {
		db, err := pebble.Open(dir, d.opts)
		d.db = db
		return err
	})
	if err == nil && !o.ReadOnly {
		err = d.removeLeftovers()
	}
	if err != nil {
		d.fs.cut()
		return nil, openError(err)
	}
	return d, nil
}

func openError(err error) error {
	err = classify(err)
	if errors.Is(err, kv.ErrCorrupt) || errors.Is(err, kv.ErrFull) {
		return err
	}
	return fmt.Errorf("kv: opening: %w", err)
}

// Snapshot implements kv.DB.
func (d *DB) Snapshot() (kv.Snapshot, error) {
	if err := d.enter(); err != nil {
		return nil, err
	}
	defer d.mu.RUnlock()
	return &snapshot{db: d, s: d.db.NewSnapshot()}, nil
}

// Commit implements kv.DB.
func (d *DB) Commit(b *kv.Batch, sync bool) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer d.mu.RUnlock()
	if d.opts.ReadOnly {
		return kv.ErrReadOnly
	}
	pb := d.db.NewBatchWithSize(b.Size() + 16*b.Len() + 64)
	for c := range b.Changes() {
		var err error
		if c.Put {
			err = pb.Set(c.Key, c.Value, nil)
		} else {
			err = pb.Delete(c.Key, nil)
		}
		if err != nil {
			pb.Close()
			return classify(err)
		}
	}
	d.wrote.Store(true)
	wo := pebble.NoSync
	if sync {
		wo = pebble.Sync
	}
	return d.guard(func() error {
		err := d.db.Apply(pb, wo)
		if err == nil {
			err = pb.Close()
		}
		return err
	})
}

// Close implements kv.DB. It writes the memory buffers out first, so that the
// next opening has no log to replay.
func (d *DB) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return kv.ErrClosed
	}
	d.closed = true
	select {
	case <-d.failed:
		// Pebble is left as it is, cut off from its files: closing it could
		// wait for ever on what did not finish.
		return nil
	default:
	}
	return d.guard(func() error {
		var err error
		if d.wrote.Load() {
			err = d.db.Flush()
		}
		return errors.Join(err, d.db.Close())
	})
}

// enter holds the database open until mu is unlocked.
func (d *DB) enter() error {
	d.mu.RLock()
	switch {
	case d.closed:
		d.mu.RUnlock()
		return kv.ErrClosed
	case d.hasFailed():
		d.mu.RUnlock()
		return d.failure
	}
	return nil
}

func (d *DB) hasFailed() bool {
	select {
	case <-d.failed:
		return true
	default:
		return false
	}
}

// fail cuts Pebble off from its files and remembers why.
func (d *DB) fail(err error) {
	d.failOnce.Do(func() {
		d.fs.cut()
		d.failure = fmt.Errorf("%w (%w)", kv.ErrFailed, classify(err))
		close(d.failed)
	})
}

// guard runs f where Pebble's panics and its calls to end the process end only
// f, and returns as soon as the engine has failed, even if f never does.
func (d *DB) guard(f func() error) error {
	done := make(chan error, 1)
	go func() {
		ok := false
		defer func() {
			if ok {
				return
			}
			if r := recover(); r != nil {
				err, isErr := r.(error)
				if !isErr {
					err = fmt.Errorf("%v", r)
				}
				d.fail(err)
			}
		}()
		err := f()
		ok = true
		done <- err
	}()
	select {
	case err := <-done:
		return classify(err)
	case <-d.failed:
		return d.failure
	}
}

// backgroundError hears of errors while buffers are written out or files are
// merged. Pebble tries again at once and for ever, which is of no use where a
// file is damaged, so the engine is stopped then.
func (d *DB) backgroundError(err error) {
	if errors.Is(classify(err), kv.ErrCorrupt) {
		d.fail(err)
	}
}

// logger is silent. Pebble calls Fatalf and expects it not to return.
type logger struct{ d *DB }

func (logger) Infof(string, ...any)  {}
func (logger) Errorf(string, ...any) {}

// Fatalf stops the engine and never returns: the goroutine may hold locks and
// half-made changes, which no other may see.
func (l logger) Fatalf(format string, args ...any) {
	var err error
	for _, a := range args {
		if e, ok := a.(error); ok {
			err = e
		}
	}
	if err == nil {
		err = fmt.Errorf(format, args...)
	}
	l.d.fail(err)
	select {}
}

// classify marks an error of Pebble with the errors of package kv.
func classify(err error) error {
	switch {
	case err == nil, errors.Is(err, kv.ErrFull), errors.Is(err, kv.ErrCorrupt), errors.Is(err, kv.ErrFailed):
		return err
	case isFull(err):
		return fmt.Errorf("%w: %w", kv.ErrFull, err)
	case pebble.IsCorruptionError(err):
		return fmt.Errorf("%w: %w", kv.ErrCorrupt, err)
	case errors.Is(err, pebble.ErrReadOnly):
		return kv.ErrReadOnly
	}
	return err
}

// CheckFiles implements kv.Checker by Pebble's own check of its levels.
func (d *DB) CheckFiles(ctx context.Context) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer d.mu.RUnlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	return classify(d.db.CheckLevels(nil))
}

// Compact implements kv.Compacter.
func (d *DB) Compact(ctx context.Context) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer d.mu.RUnlock()
	if d.opts.ReadOnly {
		return kv.ErrReadOnly
	}
	return d.guard(func() error {
		if err := d.db.Flush(); err != nil {
			return err
		}
		return d.db.Compact(ctx, []byte{0}, []byte{0xff, 0xff, 0xff, 0xff}, runtime.GOMAXPROCS(0) > 1)
	})
}

// Checkpoint implements kv.Checkpointer; files that never change are linked
// where the file system can do that and copied elsewhere.
func (d *DB) Checkpoint(dir string) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer d.mu.RUnlock()
	return d.guard(func() error {
		return d.db.Checkpoint(dir, pebble.WithFlushedWAL())
	})
}

// DiskSize implements kv.Sizer.
func (d *DB) DiskSize() (uint64, error) {
	if err := d.enter(); err != nil {
		return 0, err
	}
	defer d.mu.RUnlock()
	return d.db.Metrics().DiskSpaceUsage(), nil
}

// RangeSize implements kv.Sizer.
func (d *DB) RangeSize(lower, upper []byte) (uint64, error) {
	if err := d.enter(); err != nil {
		return 0, err
	}
	defer d.mu.RUnlock()
	n, err := d.db.EstimateDiskUsage(lower, upper)
	return n, classify(err)
}
