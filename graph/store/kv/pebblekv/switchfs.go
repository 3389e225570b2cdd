package pebblekv

import (
	"errors"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"syscall"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// errCut is what the engine gets from its file system after it has failed.
var errCut = errors.New("the database stopped after a failed write")

// switchFS is the file system that Pebble gets. Pebble answers a failed write
// by ending the process or by panicking, in goroutines of its own and in
// places from which no recovery is possible. So an error that a write of the
// database's own files meets stops the engine and is never returned: the
// goroutine that met it sleeps for ever, holding what it holds, and none of
// Pebble's code runs on a half-made change. From then on no other goroutine
// gets to write either, so that nothing can reach the files once another
// process may have opened them.
//
// A switchFS does not lock: the store's own lock, which several readers can
// share, covers the directory.
type switchFS struct {
	vfs.FS
	dir string
	off atomic.Bool
	// fail tells the engine that it cannot go on.
	fail func(error)
}

// cut stops all writing.
func (s *switchFS) cut() { s.off.Store(true) }

// stop ends the engine and this goroutine's work.
func (s *switchFS) stop(err error) {
	s.fail(err)
	select {}
}

// own reports whether a path is the database's and not, say, a backup's.
func (s *switchFS) own(path string) bool { return strings.HasPrefix(path, s.dir) }

// do changes the name of a file or what names there are. Some such errors are
// expected, such as that a file is not there or cannot be linked.
func (s *switchFS) do(path string, f func() error) error {
	if s.off.Load() && s.own(path) {
		s.stop(errCut)
	}
	err := f()
	if (isFull(err) || errors.Is(err, syscall.EIO)) && s.own(path) {
		s.stop(err)
	}
	return err
}

func (s *switchFS) open(path string, f func() (vfs.File, error)) (file vfs.File, err error) {
	err = s.do(path, func() error { file, err = f(); return err })
	if err != nil || !s.own(path) {
		return file, err
	}
	return &switchFile{File: file, fs: s}, nil
}

// isFull reports whether an error says that there is no more room.
func isFull(err error) bool {
	return err != nil && (vfs.IsNoSpaceError(err) || isQuota(err))
}

func (s *switchFS) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return s.open(name, func() (vfs.File, error) { return s.FS.Create(name, c) })
}

func (s *switchFS) OpenReadWrite(name string, c vfs.DiskWriteCategory, opts ...vfs.OpenOption) (vfs.File, error) {
	return s.open(name, func() (vfs.File, error) { return s.FS.OpenReadWrite(name, c, opts...) })
}

func (s *switchFS) ReuseForWrite(from, to string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return s.open(to, func() (vfs.File, error) { return s.FS.ReuseForWrite(from, to, c) })
}

func (s *switchFS) OpenDir(name string) (vfs.File, error) {
	dir, err := s.FS.OpenDir(name)
	if err != nil || !s.own(name) {
		return dir, err
	}
	return &switchFile{File: dir, fs: s}, nil
}

func (s *switchFS) Link(from, to string) error {
	return s.do(to, func() error { return s.FS.Link(from, to) })
}

func (s *switchFS) Remove(name string) error {
	return s.do(name, func() error { return s.FS.Remove(name) })
}

func (s *switchFS) RemoveAll(name string) error {
	return s.do(name, func() error { return s.FS.RemoveAll(name) })
}

func (s *switchFS) Rename(from, to string) error {
	return s.do(to, func() error { return s.FS.Rename(from, to) })
}

func (s *switchFS) MkdirAll(dir string, perm os.FileMode) error {
	return s.do(dir, func() error { return s.FS.MkdirAll(dir, perm) })
}

// Lock does nothing; see switchFS.
func (s *switchFS) Lock(string) (io.Closer, error) { return noLock{}, nil }

func (s *switchFS) Unwrap() vfs.FS { return s.FS }

type noLock struct{}

func (noLock) Close() error { return nil }

// switchFile is a file or directory of the database, open for writing.
type switchFile struct {
	vfs.File
	fs *switchFS
}

// must runs a write, which has no error that is to be expected.
func (f *switchFile) must(write func() error) {
	if f.fs.off.Load() {
		f.fs.stop(errCut)
	}
	if err := write(); err != nil {
		f.fs.stop(err)
	}
}

func (f *switchFile) Write(p []byte) (n int, err error) {
	f.must(func() error { n, err = f.File.Write(p); return err })
	return n, nil
}

func (f *switchFile) WriteAt(p []byte, at int64) (n int, err error) {
	f.must(func() error { n, err = f.File.WriteAt(p, at); return err })
	return n, nil
}

// Preallocate does nothing. Pebble reserves a whole write buffer for each log,
// which would make a store of one document take 70 MB.
func (f *switchFile) Preallocate(offset, length int64) error { return nil }

func (f *switchFile) Sync() error {
	f.must(f.File.Sync)
	return nil
}

func (f *switchFile) SyncData() error {
	f.must(f.File.SyncData)
	return nil
}

func (f *switchFile) SyncTo(length int64) (full bool, err error) {
	f.must(func() error { full, err = f.File.SyncTo(length); return err })
	return full, nil
}
