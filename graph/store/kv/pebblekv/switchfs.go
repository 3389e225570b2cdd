package pebblekv

import (
	"errors"
	"io"
	"os"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// errCut is what Pebble gets from its file system after the engine failed.
var errCut = errors.New("the database stopped after a failed write")

// switchFS is a file system whose writing side can be cut off, so that nothing
// that Pebble still has under way can reach the files once another process may
// have opened them. It also notes that the disk was full, and it does not lock:
// the store's own lock, which several readers can share, covers the directory.
type switchFS struct {
	vfs.FS
	off  atomic.Bool
	full atomic.Bool
}

func (s *switchFS) cut() { s.off.Store(true) }

// note remembers a full disk and returns the error unchanged.
func (s *switchFS) note(err error) error {
	if err != nil && vfs.IsNoSpaceError(err) {
		s.full.Store(true)
	}
	return err
}

func (s *switchFS) do(f func() error) error {
	if s.off.Load() {
		return errCut
	}
	return s.note(f())
}

func (s *switchFS) open(f func() (vfs.File, error)) (vfs.File, error) {
	if s.off.Load() {
		return nil, errCut
	}
	file, err := f()
	if err != nil {
		return nil, s.note(err)
	}
	return &switchFile{File: file, fs: s}, nil
}

func (s *switchFS) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return s.open(func() (vfs.File, error) { return s.FS.Create(name, c) })
}

func (s *switchFS) OpenReadWrite(name string, c vfs.DiskWriteCategory, opts ...vfs.OpenOption) (vfs.File, error) {
	return s.open(func() (vfs.File, error) { return s.FS.OpenReadWrite(name, c, opts...) })
}

func (s *switchFS) ReuseForWrite(from, to string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return s.open(func() (vfs.File, error) { return s.FS.ReuseForWrite(from, to, c) })
}

func (s *switchFS) Link(from, to string) error {
	return s.do(func() error { return s.FS.Link(from, to) })
}

func (s *switchFS) Remove(name string) error {
	return s.do(func() error { return s.FS.Remove(name) })
}

func (s *switchFS) RemoveAll(name string) error {
	return s.do(func() error { return s.FS.RemoveAll(name) })
}

func (s *switchFS) Rename(from, to string) error {
	return s.do(func() error { return s.FS.Rename(from, to) })
}

func (s *switchFS) MkdirAll(dir string, perm os.FileMode) error {
	return s.do(func() error { return s.FS.MkdirAll(dir, perm) })
}

// Lock does nothing; see switchFS.
func (s *switchFS) Lock(string) (io.Closer, error) { return noLock{}, nil }

func (s *switchFS) Unwrap() vfs.FS { return s.FS }

type noLock struct{}

func (noLock) Close() error { return nil }

// switchFile is a file open for writing on a switchFS.
type switchFile struct {
	vfs.File
	fs *switchFS
}

func (f *switchFile) Write(p []byte) (n int, err error) {
	err = f.fs.do(func() error { n, err = f.File.Write(p); return err })
	return n, err
}

func (f *switchFile) WriteAt(p []byte, at int64) (n int, err error) {
	err = f.fs.do(func() error { n, err = f.File.WriteAt(p, at); return err })
	return n, err
}

func (f *switchFile) Preallocate(offset, length int64) error {
	return f.fs.do(func() error { return f.File.Preallocate(offset, length) })
}

func (f *switchFile) Sync() error { return f.fs.do(f.File.Sync) }

func (f *switchFile) SyncData() error { return f.fs.do(f.File.SyncData) }

func (f *switchFile) SyncTo(length int64) (full bool, err error) {
	err = f.fs.do(func() error { full, err = f.File.SyncTo(length); return err })
	return full, err
}
