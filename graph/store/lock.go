package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// errBusy is what tryLock returns where another process holds the lock.
var errBusy = errors.New("locked")

// lockPoll is how often a process that waits for a lock tries again.
const lockPoll = 20 * time.Millisecond

// dirLock is an advisory lock on a store's directory: shared among readers,
// exclusive for a writer. It ends with the process, however that ends. The
// file also names the holders, one a line, for those who must wait.
type dirLock struct{ f *os.File }

// lockDir takes the lock of a directory, and waits for it at most that long.
func lockDir(ctx context.Context, dir string, shared bool, wait time.Duration) (*dirLock, error) {
	path := filepath.Join(dir, lockName)
	// A reader opens for writing too where it may, to leave its name.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil && shared {
		f, err = os.Open(path)
	}
	if err != nil {
		return nil, wrapOS(dir, err)
	}
	deadline := time.Now().Add(wait)
	for {
		err := take(f, shared)
		if err == nil {
			return &dirLock{f}, nil
		}
		if !errors.Is(err, errBusy) {
			return nil, errors.Join(wrapOS(dir, err), f.Close())
		}
		if !time.Now().Before(deadline) {
			break
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), f.Close())
		case <-time.After(lockPoll):
		}
	}
	return nil, errors.Join(&LockedError{Dir: dir, Holders: holders(path), Reading: shared}, f.Close())
}

// take locks the file and writes this process's name into it.
func take(f *os.File, shared bool) error {
	me := fmt.Sprintf("%d %s\n", os.Getpid(), commandName())
	// Who gets the lock alone starts the list of names anew.
	err := tryLock(f, false)
	if err == nil {
		// The names are a courtesy: a full disk must not keep readers out.
		_ = f.Truncate(0)
		_, _ = f.WriteString(me)
		if !shared {
			return nil
		}
		return tryLock(f, true)
	}
	if !shared || !errors.Is(err, errBusy) {
		return err
	}
	if err := tryLock(f, true); err != nil {
		return err
	}
	_, _ = f.WriteString(me)
	return nil
}

func (l *dirLock) release() error {
	// Closing the only descriptor releases the lock.
	return l.f.Close()
}

// commandName returns the program and its verb, such as "gongbao build".
func commandName() string {
	name := filepath.Base(os.Args[0])
	for _, a := range os.Args[1:] {
		if !strings.HasPrefix(a, "-") {
			return name + " " + strings.Join(strings.Fields(a), "_")
		}
	}
	return name
}

// holders reads the names of those processes in a lock file that still run.
func holders(path string) []Holder {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	var out []Holder
	for line := range strings.Lines(string(text)) {
		num, command, _ := strings.Cut(strings.TrimSpace(line), " ")
		pid, err := strconv.Atoi(num)
		if err != nil || !running(pid) {
			continue
		}
		out = append(out, Holder{PID: pid, Command: command})
	}
	return out
}
