package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"gongbao/graph/rdf"
)

// documentState verifies that each document is in the store whole or not at
// all and as its record says, and returns the number of the newest.
func documentState(t *testing.T, s *Store) (newest int) {
	t.Helper()
	mustBeWhole(t, s)
	n := s.Snapshot()
	defer n.Close()
	newest = -1
	recorded := map[int]bool{}
	for r, err := range n.Records("docs", "") {
		if err != nil {
			t.Fatal(err)
		}
		doc, err := strconv.Atoi(r.Key)
		if err != nil {
			t.Fatal(err)
		}
		recorded[doc] = true
		newest = max(newest, doc)
	}
	graphs, err := n.Graphs(ctx)
	if err != nil {
		t.Fatal(err)
	}
	whole := 0
	for _, id := range graphs {
		g, err := n.Term(id)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := strconv.Atoi(strings.TrimPrefix(g.Value, "http://example.org/g"))
		if err != nil {
			t.Fatal(err)
		}
		want := map[rdf.Quad]bool{}
		for _, q := range sampleDocument(doc) {
			want[q] = true
		}
		it := n.Match(ctx, rdf.IDQuad{rdf.G: id}, Order{})
		got := 0
		for it.Next() {
			q, err := n.Quad(it.Quad())
			if err != nil {
				t.Fatal(err)
			}
			if !want[q] {
				t.Fatalf("document %d has the quad %v, which is not its own", doc, q)
			}
			got++
		}
		if err := it.Close(); err != nil {
			t.Fatal(err)
		}
		if got != len(want) {
			t.Fatalf("document %d has %d quads of %d", doc, got, len(want))
		}
		if doc < bulkDocuments {
			if !recorded[doc] {
				t.Fatalf("document %d is in the graph and not in the records", doc)
			}
			whole++
		}
	}
	if whole != len(recorded) {
		t.Fatalf("%d documents are recorded and %d are in the graph", len(recorded), whole)
	}
	return newest
}

// TestKilledAtAnyMoment kills a loading process 200 times (20 with -short).
// After each time every document that it reported as committed must be there.
func TestKilledAtAnyMoment(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kg")
	kills := 200
	if testing.Short() {
		kills = 20
	}
	r := rand.New(rand.NewPCG(42, 1))
	committed := -1
	progressed := 0
	for i := range kills {
		cmd, lines, _ := child(t, "load", dir)
		time.AfterFunc(time.Duration(5+r.IntN(90))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		before := committed
		for lines.Scan() {
			num, ok := strings.CutPrefix(lines.Text(), "committed ")
			if !ok {
				t.Fatalf("kill %d: the loading process says %q", i, lines.Text())
			}
			n, err := strconv.Atoi(num)
			if err != nil {
				continue // the last line was cut off
			}
			committed = n
		}
		_ = cmd.Wait() // it was killed
		if committed > before {
			progressed++
		}
		s := openDir(t, dir, Options{})
		newest := documentState(t, s)
		closeStore(t, s)
		if newest < committed {
			t.Fatalf("kill %d: document %d was committed and the newest is %d", i, committed, newest)
		}
		committed = newest
	}
	if progressed < kills/10 {
		t.Errorf("only %d of %d processes lived long enough to commit anything", progressed, kills)
	}
	t.Logf("%d kills, %d processes committed, %d documents", kills, progressed, committed+1)
}

// TestPowerFailsAtAnyMoment runs on a file system that forgets what was not
// synced. A clone of it, taken at a random moment, stands for the disk after
// the power failed.
func TestPowerFailsAtAnyMoment(t *testing.T) {
	rounds := 60
	if testing.Short() {
		rounds = 10
	}
	for round := range rounds {
		r := rand.New(rand.NewPCG(uint64(round), 2))
		fs := vfs.NewCrashableMem()
		s := openOn(t, fs, nil)
		var mu sync.Mutex
		committed := -1
		done := make(chan struct{})
		go func() {
			defer close(done)
			for n := range 25 {
				err := s.Update(ctx, func(b *Batch) error {
					if err := b.PutRecord("docs", fmt.Sprintf("%06d", n), []byte("1")); err != nil {
						return err
					}
					return b.ReplaceGraph(iri("g%d", n), sampleDocument(n))
				})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				committed = n
				mu.Unlock()
			}
		}()
		time.Sleep(time.Duration(r.IntN(15_000)) * time.Microsecond)
		mu.Lock()
		promised := committed
		clone := fs.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: r.IntN(101), RNG: r})
		mu.Unlock()
		<-done
		closeStore(t, s)
		after := openOn(t, clone, nil)
		if newest := documentState(t, after); newest < promised {
			t.Fatalf("round %d: document %d was committed and the newest is %d", round, promised, newest)
		}
		closeStore(t, after)
	}
}

// openOn opens a store on a file system of Pebble's, without the files that the
// store itself keeps beside the data.
func openOn(t *testing.T, fs vfs.FS, wantErr error) *Store {
	t.Helper()
	s, err := openData("data", Options{FS: fs})
	if wantErr != nil {
		if !errors.Is(err, wantErr) {
			t.Fatalf("opening: %v, want %v", err, wantErr)
		}
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestDiskIsFull lets each write fail with "no space left" from the nth on, for
// growing n, so that the disk fills up in every phase of the work.
func TestDiskIsFull(t *testing.T) {
	reported := 0
	for n := int32(1); n < 4000; n += 1 + n/7 {
		mem := vfs.NewMem()
		s := openOn(t, mem, nil)
		committed := storeDocuments(t, s, 0, 5)
		closeStore(t, s)

		full := newFullDisk(mem, n)
		s, err := openData("data", Options{FS: full.fs})
		if err == nil {
			var fullErr *FullError
			for doc := 5; doc < 60; doc++ {
				err = storeDocument(s, doc)
				if err != nil {
					break
				}
				committed = doc
			}
			if err != nil {
				reported++
				if !errors.As(err, &fullErr) || strings.Contains(err.Error(), "\n") {
					t.Fatalf("write %d: %v", n, err)
				}
				// From now on it says so at once and nothing hangs.
				if err := storeDocument(s, 1000); !errors.As(err, &fullErr) {
					t.Fatalf("write %d: after the disk was full: %v", n, err)
				}
			}
			_ = s.Close() // it may report that the disk is full
		} else {
			var fullErr *FullError
			if !errors.As(err, &fullErr) {
				t.Fatalf("write %d: opening on a full disk: %v", n, err)
			}
		}
		full.on.Store(true)
		for _, o := range []Options{{FS: full.fs, ReadOnly: true}, {FS: mem}} {
			after, err := openData("data", o)
			if err != nil {
				t.Fatalf("write %d: opening again, reading only %v: %v", n, o.ReadOnly, err)
			}
			if newest := documentState(t, after); newest < committed {
				t.Fatalf("write %d: document %d was committed and the newest is %d", n, committed, newest)
			}
			closeStore(t, after)
		}
	}
	if reported < 10 {
		t.Errorf("the disk was full %d times only", reported)
	}
}

func storeDocument(s *Store, doc int) error {
	return s.Update(ctx, func(b *Batch) error {
		if err := b.PutRecord("docs", fmt.Sprintf("%06d", doc), []byte("1")); err != nil {
			return err
		}
		return b.ReplaceGraph(iri("g%d", doc), sampleDocument(doc))
	})
}

func storeDocuments(t *testing.T, s *Store, from, to int) (last int) {
	t.Helper()
	for doc := from; doc < to; doc++ {
		if err := storeDocument(s, doc); err != nil {
			t.Fatal(err)
		}
		last = doc
	}
	return last
}

// TestConcurrentReaders lets eight readers check every document they see while
// a writer replaces them; run it with -race.
func TestConcurrentReaders(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kg")
	s := openDir(t, dir, Options{NoSync: true})
	const docs = 8
	version := func(doc, v int) []rdf.Quad {
		quads := sampleDocument(doc)
		quads = append(quads, rdf.Quad{S: iri("g%d", doc), P: iri("version"), O: rdf.NewLiteral(strconv.Itoa(v), rdf.XSD+"integer")})
		for i := range v % 5 {
			quads = append(quads, rdf.Quad{S: iri("extra/%d/%d", v, i), P: iri("of"), O: iri("g%d", doc)})
		}
		return quads
	}
	put := func(doc, v int) error {
		return s.Update(ctx, func(b *Batch) error { return b.ReplaceGraph(iri("g%d", doc), version(doc, v)) })
	}
	for doc := range docs {
		if err := put(doc, 0); err != nil {
			t.Fatal(err)
		}
	}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for reader := range 8 {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				doc := (reader + i) % docs
				n := s.Snapshot()
				if err := readVersion(n, doc, version); err != nil {
					t.Error(err)
				}
				if err := n.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for v := 1; v <= 60; v++ {
		if err := put(v%docs, v); err != nil {
			t.Error(err)
		}
		if v == 30 {
			if err := s.Backup(ctx, filepath.Join(t.TempDir(), "backup")); err != nil {
				t.Error(err)
			}
			if err := s.Compact(ctx); err != nil {
				t.Error(err)
			}
		}
	}
	close(stop)
	wg.Wait()
	mustBeWhole(t, s)
	closeStore(t, s)
}

// readVersion reads a document and verifies that it is just one version.
func readVersion(n *Snapshot, doc int, version func(doc, v int) []rdf.Quad) error {
	g, found, err := n.ID(iri("g%d", doc))
	if err != nil || !found {
		return fmt.Errorf("document %d: %v, %v", doc, found, err)
	}
	it := n.Match(ctx, rdf.IDQuad{rdf.G: g}, Order{rdf.S, rdf.P, rdf.O, rdf.G})
	got := map[rdf.Quad]bool{}
	v := -1
	for it.Next() {
		q, err := n.Quad(it.Quad())
		if err != nil {
			return err
		}
		got[q] = true
		if q.P == iri("version") {
			if v, err = strconv.Atoi(q.O.Value); err != nil {
				return err
			}
		}
	}
	if err := it.Close(); err != nil {
		return err
	}
	want := version(doc, v)
	for _, q := range want {
		q.G = iri("g%d", doc)
		if !got[q] {
			return fmt.Errorf("version %d of document %d lacks %v", v, doc, q)
		}
		delete(got, q)
	}
	if len(got) > 0 {
		return fmt.Errorf("version %d of document %d has %d quads too many", v, doc, len(got))
	}
	return nil
}
