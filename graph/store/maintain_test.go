package store

import (
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"gongbao/graph/rdf"
	"gongbao/graph/store/kv"
)

// TestBackupWhileWriting takes backups while a writer works. Each backup must
// be a whole store with each document as it was at one moment.
func TestBackupWhileWriting(t *testing.T) {
	dir := t.TempDir()
	for _, where := range []string{filepath.Join(dir, "kg"), Memory} {
		s := openDir(t, where, Options{NoSync: true})
		storeDocuments(t, s, 0, 10)
		var wg sync.WaitGroup
		wg.Go(func() {
			for doc := 10; doc < 60; doc++ {
				if err := storeDocument(s, doc); err != nil {
					t.Error(err)
				}
			}
		})
		for i := range 3 {
			backup := filepath.Join(dir, "backup", where, string(rune('a'+i)))
			if err := s.Backup(ctx, backup); err != nil {
				t.Fatal(err)
			}
			b := openDir(t, backup, Options{})
			if newest := documentState(t, b); newest < 9 {
				t.Errorf("%s: the backup ends at document %d", where, newest)
			}
			closeStore(t, b)
		}
		wg.Wait()
		closeStore(t, s)
	}
}

func TestRestore(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, filepath.Join(dir, "kg"), Options{})
	storeDocuments(t, s, 0, 20)
	backup, restored := filepath.Join(dir, "backup"), filepath.Join(dir, "restored")
	if err := s.Backup(ctx, backup); err != nil {
		t.Fatal(err)
	}
	want := storeContents(t, s)
	storeDocuments(t, s, 20, 30)
	r, err := Restore(ctx, backup, restored)
	if err != nil || !r.Whole() || r.Records != 20 {
		t.Fatalf("Restore: %+v, %v", r, err)
	}
	back := openDir(t, restored, Options{})
	if got := storeContents(t, back); !slices.Equal(got, want) {
		t.Errorf("%d quads came back of %d", len(got), len(want))
	}
	storeDocuments(t, back, 20, 25)
	closeStore(t, back)
	// Neither overwrites what is there.
	if err := s.Backup(ctx, backup); err == nil {
		t.Error("a backup was overwritten")
	}
	if _, err := Restore(ctx, backup, restored); err == nil {
		t.Error("a store was overwritten")
	}
	var missing *MissingError
	if _, err := Restore(ctx, filepath.Join(dir, "none"), filepath.Join(dir, "x")); !errors.As(err, &missing) {
		t.Errorf("restoring from nothing: %v", err)
	}
	closeStore(t, s)
}

func TestInfoAndCompact(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kg")
	s := openDir(t, dir, Options{})
	storeDocuments(t, s, 0, 8)
	mustUpdate(t, s, func(b *Batch) error { return b.Add(quadOf("a", "p", "b", "")) })
	for i := range 8 {
		mustUpdate(t, s, func(b *Batch) error {
			if i%2 == 0 {
				return b.RemoveGraph(iri("g%d", i))
			}
			return nil
		})
	}
	if err := s.Compact(ctx); err != nil {
		t.Fatal(err)
	}
	i, err := s.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	quads := map[rdf.Quad]bool{}
	for _, q := range storeContents(t, s) {
		quads[q] = true
	}
	if i.Quads != uint64(len(quads)) || i.Graphs != 4 || i.Classes != 1 || i.Predicates != 5 || i.DiskBytes == 0 || i.Format != Version || i.Dir != dir {
		t.Errorf("Info: %+v, with %d quads", i, len(quads))
	}
	mustBeWhole(t, s)
	closeStore(t, s)
}

// TestCheckFindsEachKindOfDamage changes single entries behind the store's back.
func TestCheckFindsEachKindOfDamage(t *testing.T) {
	some := func(t *testing.T, s *Store, prefix ...byte) (key, value []byte) {
		n := s.Snapshot()
		defer n.Close()
		cur := n.kv.Range(prefix, upperBound(nil, prefix))
		defer cur.Close()
		if !cur.Next() {
			t.Fatalf("no key begins with %x", prefix)
		}
		v, err := cur.Value()
		if err != nil {
			t.Fatal(err)
		}
		return append([]byte(nil), cur.Key()...), append([]byte(nil), v...)
	}
	for name, prefix := range map[string][]byte{
		"a counter":             {prefixCounter},
		"a hash entry":          {prefixHash},
		"a term":                {prefixTerm},
		"a number":              append([]byte{prefixMeta}, metaQuads...),
		"a quad in SPOG":        {prefixQuad, orderSPOG},
		"a quad in another one": {prefixQuad, 4},
	} {
		for _, change := range []string{"removed", "changed", "doubled"} {
			s, err := Open(Memory, Options{})
			if err != nil {
				t.Fatal(err)
			}
			storeDocuments(t, s, 0, 3)
			key, value := some(t, s, prefix...)
			damage := &kv.Batch{}
			switch change {
			case "removed":
				damage.Delete(key)
			case "changed":
				if len(value) == 0 {
					closeStore(t, s)
					continue
				}
				value[len(value)-1] ^= 1
				damage.Put(key, value)
			case "doubled":
				key[len(key)-1] ^= 0x55
				damage.Put(key, value)
			}
			if err := s.db.Commit(damage, false); err != nil {
				t.Fatal(err)
			}
			r, err := s.Check(ctx)
			if err == nil && r.Whole() && !(change == "doubled" && prefix[0] == prefixMeta) {
				t.Errorf("%s was %s and Check saw nothing", name, change)
			}
			closeStore(t, s)
		}
	}
}
