// Package kvtest is the conformance suite of package kv: what every engine must
// do, whatever it stands on. An engine's own tests call Run.
package kvtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gongbao/graph/store/kv"
)

// Engine opens databases of the engine under test.
type Engine struct {
	// Open opens the database of that name and creates it if there is none. Two
	// names are two databases. What was closed can be opened again.
	Open func(name string) (kv.DB, error)
	// Persistent says that a database that was closed still has its content
	// when it is opened again.
	Persistent bool
}

// Run runs the whole suite.
func Run(t *testing.T, e Engine) {
	t.Run("agrees with a sorted map", func(t *testing.T) { agreesWithMap(t, e) })
	t.Run("snapshots stay", func(t *testing.T) { snapshotsStay(t, e) })
	t.Run("batches are atomic and in order", func(t *testing.T) { batches(t, e) })
	t.Run("cursors", func(t *testing.T) { cursors(t, e) })
	t.Run("slices are copied", func(t *testing.T) { slicesAreCopied(t, e) })
	t.Run("closing", func(t *testing.T) { closing(t, e) })
	t.Run("loading", func(t *testing.T) { loading(t, e) })
}

// must fails the test on an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, e Engine, name string) kv.DB {
	t.Helper()
	db, err := e.Open(name)
	must(t, err)
	return db
}

func commit(t testing.TB, db kv.DB, changes ...string) {
	t.Helper()
	var b kv.Batch
	for i := 0; i+1 < len(changes); i += 2 {
		b.Put([]byte(changes[i]), []byte(changes[i+1]))
	}
	must(t, db.Commit(&b, true))
}

// dump returns the pairs of a range as key=value.
func dump(t testing.TB, s kv.Snapshot, lower, upper []byte) []string {
	t.Helper()
	cur := s.Range(lower, upper)
	var out []string
	for cur.Next() {
		v, err := cur.Value()
		must(t, err)
		out = append(out, fmt.Sprintf("%q=%q", cur.Key(), v))
	}
	must(t, cur.Close())
	return out
}

func genKey() *rapid.Generator[[]byte] {
	return rapid.OneOf(
		rapid.SampledFrom([][]byte{{0}, {0, 0}, {0xff}, {0xff, 0xff}, []byte("a"), []byte("aa"), []byte("ab"), []byte("b")}),
		rapid.SliceOfN(rapid.Byte(), 1, 40),
	)
}

// agreesWithMap commits random batches and compares gets, ranges and seeks with
// a map.
func agreesWithMap(t *testing.T, e Engine) {
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		name := fmt.Sprintf("map%d", n)
		db, err := e.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		for range rapid.IntRange(1, 5).Draw(t, "batches") {
			var b kv.Batch
			for range rapid.IntRange(0, 20).Draw(t, "changes") {
				key := genKey().Draw(t, "key")
				if rapid.IntRange(0, 3).Draw(t, "delete") == 0 {
					b.Delete(key)
					delete(want, string(key))
				} else {
					value := rapid.SliceOfN(rapid.Byte(), 0, 60).Draw(t, "value")
					b.Put(key, value)
					want[string(key)] = string(value)
				}
			}
			if err := db.Commit(&b, rapid.Bool().Draw(t, "sync")); err != nil {
				t.Fatal(err)
			}
		}
		if e.Persistent && rapid.Bool().Draw(t, "reopen") {
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if db, err = e.Open(name); err != nil {
				t.Fatal(err)
			}
		}
		s, err := db.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		compare(t, s, want)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

func compare(t *rapid.T, s kv.Snapshot, want map[string]string) {
	var sorted []string
	for k := range want {
		sorted = append(sorted, k)
	}
	slices.Sort(sorted)
	for _, k := range append(slices.Clone(sorted), "not there", "\x00\x00\x00") {
		v, found, err := s.Get([]byte(k))
		value, ok := want[k]
		if err != nil || found != ok || string(v) != value {
			t.Fatalf("Get(%q) = %q, %v, %v; want %q, %v", k, v, found, err, value, ok)
		}
	}
	lower, upper := genKey().Draw(t, "lower"), genKey().Draw(t, "upper")
	if rapid.IntRange(0, 4).Draw(t, "open") == 0 {
		lower, upper = nil, nil
	}
	in := slices.DeleteFunc(slices.Clone(sorted), func(k string) bool {
		return lower != nil && (k < string(lower) || k >= string(upper))
	})
	cur := s.Range(lower, upper)
	for _, k := range in {
		if !cur.Next() || string(cur.Key()) != k {
			t.Fatalf("in [%q, %q) got %q, want %q", lower, upper, cur.Key(), k)
		}
		if v, err := cur.Value(); err != nil || string(v) != want[k] {
			t.Fatalf("value of %q: %q, %v", k, v, err)
		}
	}
	if cur.Next() || cur.Err() != nil {
		t.Fatalf("in [%q, %q) there is more: %v", lower, upper, cur.Err())
	}
	to := genKey().Draw(t, "to")
	at, _ := slices.BinarySearch(in, string(to))
	if ok := cur.Seek(to); ok != (at < len(in)) || ok && string(cur.Key()) != in[at] {
		t.Fatalf("Seek(%q) in %q: %v", to, in, ok)
	}
	if ok := cur.Last(); ok != (len(in) > 0) || ok && string(cur.Key()) != in[len(in)-1] {
		t.Fatalf("Last in %q: %v", in, ok)
	}
	if err := cur.Close(); err != nil {
		t.Fatal(err)
	}
}

func snapshotsStay(t *testing.T, e Engine) {
	db := open(t, e, "snapshots")
	commit(t, db, "a", "1", "b", "2")
	old, err := db.Snapshot()
	must(t, err)
	cur := old.Range(nil, nil)
	if !cur.Next() {
		t.Fatal("the snapshot is empty")
	}
	var b kv.Batch
	b.Delete([]byte("b"))
	b.Put([]byte("a"), []byte("changed"))
	b.Put([]byte("c"), []byte("3"))
	must(t, db.Commit(&b, true))
	if got, want := dump(t, old, nil, nil), []string{`"a"="1"`, `"b"="2"`}; !slices.Equal(got, want) {
		t.Errorf("the snapshot became %v", got)
	}
	if !cur.Next() || string(cur.Key()) != "b" || cur.Next() {
		t.Errorf("a cursor saw a later commit")
	}
	must(t, cur.Close())
	now, err := db.Snapshot()
	must(t, err)
	if got, want := dump(t, now, nil, nil), []string{`"a"="changed"`, `"c"="3"`}; !slices.Equal(got, want) {
		t.Errorf("a new snapshot has %v", got)
	}
	must(t, old.Close())
	must(t, now.Close())
	must(t, db.Close())
}

func batches(t *testing.T, e Engine) {
	db := open(t, e, "batches")
	var b kv.Batch
	b.Put([]byte("x"), []byte("1"))
	b.Delete([]byte("x"))
	b.Put([]byte("y"), []byte("1"))
	b.Put([]byte("y"), []byte("2"))
	b.Delete([]byte("never there"))
	if b.Len() != 5 {
		t.Errorf("Len is %d", b.Len())
	}
	must(t, db.Commit(&b, true))
	must(t, db.Commit(&b, false)) // again, unchanged
	b.Reset()
	must(t, db.Commit(&b, true)) // empty
	s, err := db.Snapshot()
	must(t, err)
	if got := dump(t, s, nil, nil); !slices.Equal(got, []string{`"y"="2"`}) {
		t.Errorf("got %v", got)
	}
	must(t, s.Close())
	must(t, db.Close())
}

func cursors(t *testing.T, e Engine) {
	db := open(t, e, "cursors")
	commit(t, db, "a1", "", "a2", "", "b1", "", "b2", "", "c1", "")
	s, err := db.Snapshot()
	must(t, err)
	cur := s.Range([]byte("b"), []byte("c"))
	if !cur.Seek([]byte("a")) || string(cur.Key()) != "b1" {
		t.Error("Seek before the range does not lead to its begin")
	}
	if cur.Seek([]byte("c")) {
		t.Error("Seek behind the range finds something")
	}
	if !cur.Seek([]byte("b2")) || string(cur.Key()) != "b2" || !cur.Seek([]byte("b1")) || string(cur.Key()) != "b1" {
		t.Error("Seek does not go both ways")
	}
	if !cur.Next() || string(cur.Key()) != "b2" || cur.Next() {
		t.Error("Next after Seek")
	}
	cur.Reset([]byte("a"), []byte("b"))
	if !cur.Next() || string(cur.Key()) != "a1" || !cur.Last() || string(cur.Key()) != "a2" || cur.Next() {
		t.Error("after Reset the cursor is not on its new range")
	}
	cur.Reset([]byte("d"), []byte("e"))
	if cur.Next() || cur.Last() || cur.Err() != nil {
		t.Error("an empty range is not empty")
	}
	must(t, cur.Close())
	must(t, s.Close())
	must(t, db.Close())
}

func slicesAreCopied(t *testing.T, e Engine) {
	db := open(t, e, "copied")
	key, value := []byte("key"), []byte("value")
	var b kv.Batch
	b.Put(key, value)
	key[0], value[0] = 'X', 'X'
	must(t, db.Commit(&b, true))
	s, err := db.Snapshot()
	must(t, err)
	lower, upper := []byte("k"), []byte("l")
	cur := s.Range(lower, upper)
	lower[0], upper[0] = 'x', 'x'
	if !cur.Next() || string(cur.Key()) != "key" {
		t.Error("the bounds of a range follow the caller's slices")
	}
	must(t, cur.Close())
	got, found, err := s.Get([]byte("key"))
	must(t, err)
	if !found || !bytes.Equal(got, []byte("value")) {
		t.Errorf("got %q", got)
	}
	got[0] = 'X'
	if again, _, err := s.Get([]byte("key")); err != nil || string(again) != "value" {
		t.Error("the value of Get is not the caller's own")
	}
	must(t, s.Close())
	must(t, db.Close())
}

func closing(t *testing.T, e Engine) {
	db := open(t, e, "closing")
	commit(t, db, "a", "1")
	must(t, db.Close())
	if _, err := db.Snapshot(); !errors.Is(err, kv.ErrClosed) {
		t.Errorf("Snapshot after Close: %v", err)
	}
	if err := db.Commit(&kv.Batch{}, true); !errors.Is(err, kv.ErrClosed) {
		t.Errorf("Commit after Close: %v", err)
	}
	if err := db.Close(); !errors.Is(err, kv.ErrClosed) {
		t.Errorf("Close after Close: %v", err)
	}
	if !e.Persistent {
		return
	}
	db = open(t, e, "closing")
	s, err := db.Snapshot()
	must(t, err)
	if got := dump(t, s, nil, nil); !slices.Equal(got, []string{`"a"="1"`}) {
		t.Errorf("opened again it has %v", got)
	}
	must(t, s.Close())
	must(t, db.Close())
}

// loading is for engines that are a kv.Loader.
func loading(t *testing.T, e Engine) {
	db := open(t, e, "loading")
	defer func() { must(t, db.Close()) }()
	l, ok := db.(kv.Loader)
	if !ok {
		t.Skip("the engine is no Loader")
	}
	commit(t, db, "k0005", "old", "other", "x")
	pairs := func(n int, end error) func(func(kv.Pair, error) bool) {
		return func(yield func(kv.Pair, error) bool) {
			for i := range n {
				if !yield(kv.Pair{Key: fmt.Appendf(nil, "k%04d", i), Value: []byte("new")}, nil) {
					return
				}
			}
			if end != nil {
				yield(kv.Pair{}, end)
			}
		}
	}
	boom := errors.New("boom")
	if err := l.Load(context.Background(), pairs(100, boom)); !errors.Is(err, boom) {
		t.Errorf("Load: %v", err)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if err := l.Load(cancelled, pairs(100, nil)); !errors.Is(err, context.Canceled) {
		t.Errorf("Load with an ended context: %v", err)
	}
	count := func() int {
		s, err := db.Snapshot()
		must(t, err)
		defer func() { must(t, s.Close()) }()
		return len(dump(t, s, nil, nil))
	}
	if n := count(); n != 2 {
		t.Errorf("a failed Load left %d keys", n)
	}
	must(t, l.Load(context.Background(), pairs(100, nil)))
	must(t, l.Load(context.Background(), pairs(0, nil)))
	must(t, l.Load(context.Background(), pairs(100, nil)))
	if n := count(); n != 101 {
		t.Errorf("Load left %d keys", n)
	}
	s, err := db.Snapshot()
	must(t, err)
	defer func() { must(t, s.Close()) }()
	if v, _, err := s.Get([]byte("k0005")); err != nil || string(v) != "new" {
		t.Errorf("Load did not replace a value: %q, %v", v, err)
	}
}
