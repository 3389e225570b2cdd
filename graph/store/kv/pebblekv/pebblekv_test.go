package pebblekv_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"gongbao/graph/store/kv"
	"gongbao/graph/store/kv/kvtest"
	"gongbao/graph/store/kv/pebblekv"
)

func TestConformanceOnDisk(t *testing.T) {
	dir := t.TempDir()
	kvtest.Run(t, kvtest.Engine{Persistent: true, Open: func(name string) (kv.DB, error) {
		return pebblekv.Open(filepath.Join(dir, name), pebblekv.Options{})
	}})
}

func TestConformanceInMemory(t *testing.T) {
	fs := vfs.NewMem()
	kvtest.Run(t, kvtest.Engine{Persistent: true, Open: func(name string) (kv.DB, error) {
		return pebblekv.Open(name, pebblekv.Options{FS: fs})
	}})
}

func TestReadOnly(t *testing.T) {
	dir := t.TempDir()
	db, err := pebblekv.Open(dir, pebblekv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b kv.Batch
	b.Put([]byte("a"), []byte("1"))
	if err := errors.Join(db.Commit(&b, true), db.Close()); err != nil {
		t.Fatal(err)
	}
	if db, err = pebblekv.Open(dir, pebblekv.Options{ReadOnly: true}); err != nil {
		t.Fatal(err)
	}
	if err := db.Commit(&b, true); !errors.Is(err, kv.ErrReadOnly) {
		t.Errorf("Commit: %v", err)
	}
	s, err := db.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if v, found, err := s.Get([]byte("a")); string(v) != "1" || !found || err != nil {
		t.Errorf("Get: %q, %v, %v", v, found, err)
	}
	if err := errors.Join(s.Close(), db.Close()); err != nil {
		t.Error(err)
	}
}
