package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Names in a store's directory. The marker is written last when a store is
// created, so a directory with a marker holds a whole store; it says the format
// before anything else has to be understood.
const (
	markerName = "STORE"
	lockName   = "LOCK"
	dataName   = "data"
)

const markerText = "gongbao store, format "

// prepareDir makes sure that the directory exists and is, or may become, a
// store.
func prepareDir(dir string, readOnly bool) error {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) && readOnly:
		return &MissingError{Dir: dir}
	case errors.Is(err, fs.ErrNotExist):
		return wrapOS(dir, os.MkdirAll(dir, 0o777))
	case err != nil:
		return wrapOS(dir, err)
	case !info.IsDir():
		return &ForeignError{Dir: dir, Why: "it is a file"}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return wrapOS(dir, err)
	}
	var other string
	for _, e := range entries {
		switch e.Name() {
		case markerName:
			return nil
		case lockName, dataName:
		default:
			other = e.Name()
		}
	}
	switch {
	case other != "":
		return &ForeignError{Dir: dir, Why: fmt.Sprintf("it holds %q and no file %s", other, markerName)}
	case readOnly:
		return &MissingError{Dir: dir}
	}
	return nil
}

// readMarker reads the format of the store in the directory; fresh means that
// there is none yet.
func readMarker(dir string) (fresh bool, err error) {
	text, err := os.ReadFile(filepath.Join(dir, markerName))
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, wrapOS(dir, err)
	}
	num, ok := strings.CutPrefix(strings.TrimSpace(string(text)), markerText)
	if !ok {
		return false, &ForeignError{Dir: dir, Why: fmt.Sprintf("its file %s is not one of gongbao's", markerName)}
	}
	found, err := strconv.Atoi(num)
	if err != nil {
		return false, &CorruptError{Dir: dir, Err: fmt.Errorf("the format in %s is %q", markerName, num)}
	}
	if found != Version {
		return false, &VersionError{Dir: dir, Found: found}
	}
	return false, nil
}

// writeMarker makes the directory a store, durably.
func writeMarker(dir string) error {
	tmp := filepath.Join(dir, dataName, markerName+".tmp")
	f, err := os.Create(tmp)
	if err != nil {
		return wrapOS(dir, err)
	}
	_, err = fmt.Fprintf(f, "%s%d\n", markerText, Version)
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(tmp, filepath.Join(dir, markerName))
	}
	if err == nil {
		err = syncDir(dir)
	}
	return wrapOS(dir, err)
}

// syncDir makes the names in a directory durable, where the system can.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	// Some systems refuse to sync a directory; there is no other way there.
	_ = d.Sync()
	return d.Close()
}
