package store

import (
	"sync/atomic"
	"syscall"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
)

// fullDisk is a file system on which nothing can be written once a number of
// writes were made.
type fullDisk struct {
	fs   vfs.FS
	on   atomic.Bool
	left atomic.Int32
}

func newFullDisk(fs vfs.FS, writes int32) *fullDisk {
	d := &fullDisk{}
	d.left.Store(writes)
	d.fs = errorfs.Wrap(fs, errorfs.InjectorFunc(func(op errorfs.Op) error {
		switch op.Kind {
		case errorfs.OpCreate, errorfs.OpFileWrite, errorfs.OpFileWriteAt, errorfs.OpFilePreallocate,
			errorfs.OpFileSync, errorfs.OpFileSyncData, errorfs.OpFileSyncTo, errorfs.OpLink, errorfs.OpReuseForWrite:
		default:
			return nil
		}
		if d.on.Load() || d.left.Add(-1) < 0 {
			d.on.Store(true)
			return syscall.ENOSPC
		}
		return nil
	}))
	return d
}
