package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"gongbao/graph/store/kv"
)

// Info is what a store says about itself.
type Info struct {
	Dir        string
	Format     int
	Quads      uint64 // in all graphs, exact
	Terms      uint64 // different terms, exact
	Graphs     uint64 // named graphs with quads, exact
	Predicates uint64 // different predicates, exact
	Classes    uint64 // different objects of rdf:type, exact
	DiskBytes  uint64 // of the data files; 0 where the engine does not know
}

// Info reads the store's own account of itself, in milliseconds.
func (s *Store) Info(ctx context.Context) (Info, error) {
	n := s.Snapshot()
	defer n.Close()
	i := Info{Dir: s.dir, Format: Version}
	var err error
	if i.Quads, i.Terms, err = n.Size(); err != nil {
		return Info{}, err
	}
	graphs, err := n.Graphs(ctx)
	if err != nil {
		return Info{}, err
	}
	predicates, err := n.Predicates(ctx)
	if err != nil {
		return Info{}, err
	}
	classes, err := n.Classes(ctx)
	if err != nil {
		return Info{}, err
	}
	i.Graphs, i.Predicates, i.Classes = uint64(len(graphs)), uint64(len(predicates)), uint64(len(classes))
	if sizer, ok := s.db.(kv.Sizer); ok {
		if i.DiskBytes, err = sizer.DiskSize(); err != nil {
			return Info{}, wrapKV(s.dir, err)
		}
	}
	return i, nil
}

// Compact gives back the space of what was replaced and removed, and puts the
// data in the form that reads fastest. It needs room for a second copy while it
// works. Readers and writers go on meanwhile.
func (s *Store) Compact(ctx context.Context) error {
	if s.opts.ReadOnly {
		return ErrReadOnly
	}
	if s.remote != nil {
		return errRemote
	}
	c, ok := s.db.(kv.Compacter)
	if !ok {
		return nil
	}
	return wrapKV(s.dir, c.Compact(ctx))
}

// Backup writes the store, as it is at some moment during the call, into a
// directory that must not exist or be empty. The backup is a store itself and
// can be opened. Writers go on meanwhile. On the same disk the files that never
// change are shared with the store and cost no space until it moves on.
func (s *Store) Backup(ctx context.Context, dir string) error {
	dir = filepath.Clean(dir)
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.remote != nil {
		return errRemote
	}
	if err := emptyDir(dir); err != nil {
		return err
	}
	if c, ok := s.db.(kv.Checkpointer); ok && s.dir != Memory {
		if err := c.Checkpoint(filepath.Join(dir, dataName)); err != nil {
			return wrapKV(dir, err)
		}
		return writeMarker(dir)
	}
	return s.copyTo(ctx, dir)
}

// copyTo writes all keys into a new store.
func (s *Store) copyTo(ctx context.Context, dir string) error {
	n := s.Snapshot()
	defer n.Close()
	to, err := Open(dir, Options{})
	if err != nil {
		return err
	}
	cur := n.kv.Range(nil, nil)
	defer cur.Close()
	var b kv.Batch
	for cur.Next() {
		v, err := cur.Value()
		if err != nil {
			return errors.Join(err, to.Close())
		}
		b.Put(cur.Key(), v)
		if b.Size() >= 4<<20 {
			if err := errors.Join(ctx.Err(), to.db.Commit(&b, false)); err != nil {
				return errors.Join(wrapKV(dir, err), to.Close())
			}
			b.Reset()
		}
	}
	err = cur.Err()
	if err == nil {
		err = to.db.Commit(&b, true)
	}
	return errors.Join(wrapKV(dir, err), to.Close())
}

// Restore makes a new store in dir, which must not exist or be empty, out of a
// backup, and checks it. The backup stays as it is; the two share no files
// afterwards.
func Restore(ctx context.Context, backup, dir string) (*Report, error) {
	from, err := OpenContext(ctx, backup, Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	if err := emptyDir(filepath.Clean(dir)); err != nil {
		return nil, errors.Join(err, from.Close())
	}
	err = from.copyTo(ctx, filepath.Clean(dir))
	if err = errors.Join(err, from.Close()); err != nil {
		return nil, err
	}
	s, err := OpenContext(ctx, dir, Options{})
	if err != nil {
		return nil, err
	}
	r, err := s.Check(ctx)
	return r, errors.Join(err, s.Close())
}

// emptyDir makes sure that a directory exists and is empty.
func emptyDir(dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return wrapOS(dir, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return wrapOS(dir, err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s: the folder is not empty; name a new one", dir)
	}
	return nil
}
