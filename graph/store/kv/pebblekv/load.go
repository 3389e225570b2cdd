package pebblekv

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/cockroachdb/pebble/v2/objstorage/objstorageprovider"
	"github.com/cockroachdb/pebble/v2/sstable"
	"github.com/cockroachdb/pebble/v2/vfs"

	"gongbao/graph/store/kv"
)

// loadFileBytes is the size of key and value bytes at which Load begins a new
// file. Larger files cost less to open, smaller ones less to merge later.
const loadFileBytes = 8 << 20

// loadPrefix begins the names of the files that Load writes.
const loadPrefix = "load-"

// removeLeftovers removes the files of a Load that was killed.
func (d *DB) removeLeftovers() error {
	names, err := d.fs.List(d.dir)
	if err != nil {
		return err
	}
	for _, name := range names {
		if strings.HasPrefix(name, loadPrefix) {
			if err := d.fs.Remove(d.fs.PathJoin(d.dir, name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Load implements kv.Loader: the pairs go into sorted tables beside the
// database, which then take their place in its lowest free level at one stroke,
// past the log and the memory buffer.
func (d *DB) Load(ctx context.Context, pairs iter.Seq2[kv.Pair, error]) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer d.mu.RUnlock()
	if d.opts.ReadOnly {
		return kv.ErrReadOnly
	}
	// The files are not Pebble's yet: an error in writing them is an ordinary
	// one, so they do not go through its own file system.
	fs := d.fs.FS
	var paths []string
	// After a successful ingestion the names are gone already.
	defer func() {
		for _, p := range paths {
			_ = fs.Remove(p)
		}
	}()
	var (
		w    *sstable.Writer
		size int
		n    int
	)
	finish := func() error {
		if w == nil {
			return nil
		}
		err := w.Close()
		w, size = nil, 0
		return classify(err)
	}
	wopts := d.opts.MakeWriterOptions(len(d.opts.Levels)-1, d.db.TableFormat())
	for p, err := range pairs {
		if err == nil && n%4096 == 0 {
			err = ctx.Err()
		}
		n++
		if err == nil && w == nil {
			path := fs.PathJoin(d.dir, fmt.Sprintf("%s%06d", loadPrefix, d.loads.Add(1)))
			var f vfs.File
			if f, err = fs.Create(path, vfs.WriteCategoryUnspecified); err == nil {
				paths = append(paths, path)
				w = sstable.NewWriter(objstorageprovider.NewFileWritable(f), wopts)
			}
		}
		if err == nil {
			err = w.Set(p.Key, p.Value)
			size += len(p.Key) + len(p.Value)
		}
		if err == nil && size >= loadFileBytes {
			err = finish()
		}
		if err != nil {
			if w != nil {
				_ = w.Close()
			}
			return classify(err)
		}
	}
	if err := finish(); err != nil {
		return err
	}
	if len(paths) == 0 {
		return nil
	}
	d.wrote.Store(true)
	return d.guard(func() error { return d.db.Ingest(ctx, paths) })
}
