package store

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"gongbao/graph/store/kv"
)

// ErrClosed is returned by each method of a Store that was closed, and
// ErrReadOnly by those that change a store opened for reading only.
var (
	ErrClosed   = errors.New("store: the store is closed")
	ErrReadOnly = errors.New("store: the store is open for reading only")
)

// MissingError says that there is no store in a directory to be read.
type MissingError struct{ Dir string }

func (e *MissingError) Error() string {
	return fmt.Sprintf("%s: no store here; create one with gongbao build, or name another with --store", e.Dir)
}

// ForeignError says that a directory holds something that is not a store.
type ForeignError struct {
	Dir string
	Why string
}

func (e *ForeignError) Error() string {
	return fmt.Sprintf("%s: not a gongbao store (%s); choose an empty or new folder with --store", e.Dir, e.Why)
}

// CorruptError says that a store's files are damaged. Err tells where.
type CorruptError struct {
	Dir string
	Err error
}

func (e *CorruptError) Error() string {
	return fmt.Sprintf("%s: the store is damaged: %s; restore a backup, or build it anew from the documents", e.Dir, oneLine(e.Err))
}

// Unwrap returns the cause.
func (e *CorruptError) Unwrap() error { return e.Err }

// Holder is a process that has a store open.
type Holder struct {
	PID     int    // process id, 0 where it is not known
	Command string // the command it runs, where it said so
}

// LockedError says that other processes have the store open in a way that
// excludes this one.
type LockedError struct {
	Dir     string
	Holders []Holder
	Reading bool // whether this process wanted to read only
}

func (e *LockedError) Error() string {
	who := make([]string, 0, len(e.Holders))
	for _, h := range e.Holders {
		switch {
		case h.PID == 0:
		case h.Command == "":
			who = append(who, fmt.Sprintf("process %d", h.PID))
		default:
			who = append(who, fmt.Sprintf("process %d (%s)", h.PID, h.Command))
		}
	}
	holder := strings.Join(who, ", ")
	if holder == "" {
		holder = "another process"
	}
	verb := "writing"
	if !e.Reading {
		verb = "using"
	}
	return fmt.Sprintf("%s: the store is locked: %s is %s it; try again when it has ended", e.Dir, holder, verb)
}

// VersionError says that a store is of a format that this program does not
// read.
type VersionError struct {
	Dir   string
	Found int // format version of the store; Version is ours
}

func (e *VersionError) Error() string {
	if e.Found > Version {
		return fmt.Sprintf("%s: the store has format %d and this program reads up to %d; use a newer gongbao", e.Dir, e.Found, Version)
	}
	return fmt.Sprintf("%s: the store has the older format %d and this program reads %d; export it with the gongbao that wrote it (export -f nquads) and load that file into a new store", e.Dir, e.Found, Version)
}

// FullError says that the disk has no room. What was committed before is safe;
// the change under way was not committed, or is there as a whole.
type FullError struct {
	Dir string
	Err error
}

func (e *FullError) Error() string {
	return fmt.Sprintf("%s: the disk is full; make room and run the command again, nothing committed was lost", e.Dir)
}

// Unwrap returns the cause.
func (e *FullError) Unwrap() error { return e.Err }

// wrapKV turns the errors of the key-value layer into those of this package.
func wrapKV(dir string, err error) error {
	var full *FullError
	var corrupt *CorruptError
	switch {
	case err == nil, errors.As(err, &full), errors.As(err, &corrupt):
		return err
	case errors.Is(err, kv.ErrFull):
		return &FullError{Dir: dir, Err: err}
	case errors.Is(err, kv.ErrCorrupt), errors.Is(err, errDamaged), errors.Is(err, fs.ErrNotExist):
		return &CorruptError{Dir: dir, Err: err}
	case errors.Is(err, kv.ErrClosed):
		return ErrClosed
	case errors.Is(err, kv.ErrReadOnly):
		return ErrReadOnly
	}
	return err
}

// asCorrupt calls an error a sign of damage, unless it has a name already.
func asCorrupt(dir string, err error) error {
	var corrupt *CorruptError
	var full *FullError
	if errors.As(err, &corrupt) || errors.As(err, &full) {
		return err
	}
	return &CorruptError{Dir: dir, Err: err}
}

// wrapOS turns an error of the operating system about the directory into one
// of this package.
func wrapOS(dir string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC):
		return &FullError{Dir: dir, Err: err}
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s: no permission to use the store: %w", dir, err)
	}
	return fmt.Errorf("%s: %w", dir, err)
}

func oneLine(err error) string {
	return strings.Join(strings.Fields(err.Error()), " ")
}
