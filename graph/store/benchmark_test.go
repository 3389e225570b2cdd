package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/kv"
	"github.com/cayleygraph/cayley/graph/kv/bolt"
	"github.com/cayleygraph/cayley/graph/memstore"
	"github.com/cayleygraph/quad"

	"gongbao/graph/rdf"
)

// benchSize is the number of quads of the large benchmarks, which the variable
// GONGBAO_BENCH_QUADS changes.
func benchSize() int {
	if n, err := strconv.Atoi(os.Getenv("GONGBAO_BENCH_QUADS")); err == nil && n > 0 {
		return n
	}
	return 1_000_000
}

// BenchmarkStore measures the store on a million quads. Run it with
// -benchtime 1x: each measurement takes its own medians.
func BenchmarkStore(b *testing.B) {
	for range b.N {
		n := benchSize()
		dir := filepath.Join(b.TempDir(), "kg")
		report := func(name string, format string, args ...any) {
			b.Logf("%-34s "+format, append([]any{name}, args...)...)
		}

		// The quads are made beforehand, so that the clock sees the store alone.
		quads := collect(benchQuads(n))
		debug.FreeOSMemory()
		resetPeak()
		base := residentBytes()
		s := openDir(b, dir, Options{})
		start := time.Now()
		st, err := s.Load(context.Background(), quadSeq(quads))
		took := time.Since(start)
		if err != nil {
			b.Fatal(err)
		}
		rate := float64(st.Read) / took.Seconds()
		report("bulk load", "%.0f quads/s (%d quads, %d new, %.2fs)", rate, st.Read, st.Added, took.Seconds())
		report("memory above the quads themselves", "%d MB", (peakBytes()-base)>>20)
		b.ReportMetric(rate, "quads/s")
		closeStore(b, s)
		report("disk after loading", "%.1f bytes/quad", float64(treeBytes(b, dir))/float64(st.Added))
		s = openDir(b, dir, Options{})
		snap := s.Snapshot()
		_, terms, err := snap.Size()
		if err != nil {
			b.Fatal(err)
		}
		report("terms", "%d", terms)
		benchReading(b, snap, quads, report)
		benchEstimates(b, snap, report)
		if err := snap.Close(); err != nil {
			b.Fatal(err)
		}
		// Held in memory, the quads would make each garbage collection longer.
		quads = nil
		debug.FreeOSMemory()
		benchReplace(b, s, report)
		closeStore(b, s)
		opening := medianOf(9, func() {
			closeStore(b, openDir(b, dir, Options{ReadOnly: true}))
		})
		report("opening and closing, to read", "%s", opening)
		var opened []*Store
		opening = medianOf(1, func() { opened = append(opened, openDir(b, dir, Options{})) })
		closeStore(b, opened[0])
		var times []time.Duration
		for range 9 {
			start := time.Now()
			s := openDir(b, dir, Options{})
			times = append(times, time.Since(start))
			closeStore(b, s)
		}
		slices.Sort(times)
		report("opening to write", "%s, and %s the first time", times[len(times)/2], opening)
		s = openDir(b, dir, Options{})
		start = time.Now()
		if err := s.Compact(context.Background()); err != nil {
			b.Fatal(err)
		}
		report("compact", "%s", time.Since(start))
		start = time.Now()
		if r, err := s.Check(context.Background()); err != nil || !r.Whole() {
			b.Fatal(r, err)
		}
		report("check", "%s", time.Since(start))
		closeStore(b, s)
		report("disk after compact", "%.1f bytes/quad", float64(treeBytes(b, dir))/float64(st.Added))
		quads = collect(benchQuads(min(n, 1_000_000)))
		benchPostgres(b, quads, rate, report)
		if n <= 1_000_000 && os.Getenv("GONGBAO_BENCH_CAYLEY") != "" {
			benchCayley(b, quads, rate, report)
		}
	}
}

func collect(seq iter.Seq2[rdf.Quad, error]) (out []rdf.Quad) {
	for q := range seq {
		out = append(out, q)
	}
	return out
}

type reporter func(name string, format string, args ...any)

// benchReading measures the first match of each of the 16 patterns, the look-up
// of terms and a full scan.
func benchReading(b *testing.B, n *Snapshot, quads []rdf.Quad, report reporter) {
	r := rand.New(rand.NewPCG(1, 2))
	var ids []rdf.IDQuad
	for range 400 {
		q := quads[r.IntN(len(quads))]
		var id rdf.IDQuad
		for i, t := range []rdf.Term{q.S, q.P, q.O, q.G} {
			var found bool
			var err error
			if id[i], found, err = n.ID(t); err != nil || !found {
				b.Fatal(t, found, err)
			}
		}
		ids = append(ids, id)
	}
	var worst time.Duration
	var line []string
	for set := range 16 {
		i := 0
		d := medianOf(len(ids), func() {
			p := ids[i]
			i++
			for pos := range p {
				if set&(1<<pos) == 0 {
					p[pos] = rdf.AnyID
				}
			}
			it := n.Match(context.Background(), p, Order{rdf.S, rdf.P, rdf.O, rdf.G})
			if !it.Next() {
				b.Fatal("no match for", p)
			}
			if err := it.Close(); err != nil {
				b.Fatal(err)
			}
		})
		worst = max(worst, d)
		name := ""
		for pos := range 4 {
			if set&(1<<pos) != 0 {
				name += string("SPOG"[pos])
			}
		}
		line = append(line, fmt.Sprintf("%s %s", name, d))
	}
	report("first match, worst pattern", "%s", worst)
	report("first match, all patterns", "%s", strings.Join(line, ", "))
	i := 0
	d := medianOf(2000, func() {
		if _, err := readTerm(n.kv, ids[i%len(ids)][rdf.O]); err != nil {
			b.Fatal(err)
		}
		i++
	})
	report("term of an id, not cached", "%s", d)
	d = medianOf(2000, func() {
		if _, _, err := n.ID(quads[r.IntN(len(quads))].O); err != nil {
			b.Fatal(err)
		}
	})
	report("id of a term", "%s", d)
	start := time.Now()
	it := n.Match(context.Background(), rdf.IDQuad{}, Order{rdf.S, rdf.P, rdf.O, rdf.G})
	count := 0
	for it.Next() {
		count++
	}
	if err := it.Close(); err != nil {
		b.Fatal(err)
	}
	report("full scan of ids", "%.2f M quads/s", float64(count)/time.Since(start).Seconds()/1e6)
	b.ReportMetric(float64(count)/time.Since(start).Seconds(), "scanned/s")
}

// benchEstimates compares estimates with counts, for the patterns without a
// kept count.
func benchEstimates(b *testing.B, n *Snapshot, report reporter) {
	r := rand.New(rand.NewPCG(3, 4))
	scan := n.Match(context.Background(), rdf.IDQuad{}, Order{rdf.O, rdf.S, rdf.P, rdf.G})
	var some []rdf.IDQuad
	for scan.Next() {
		if r.IntN(3000) == 0 {
			some = append(some, scan.Quad())
		}
	}
	if err := scan.Close(); err != nil {
		b.Fatal(err)
	}
	var errs []float64
	var exact, all int
	var times []time.Duration
	for _, q := range some {
		for _, set := range []int{1, 4, 3, 5, 6, 9, 10, 12} {
			p := q
			for pos := range p {
				if set&(1<<pos) == 0 {
					p[pos] = rdf.AnyID
				}
			}
			start := time.Now()
			got, ok := n.Estimate(p)
			times = append(times, time.Since(start))
			all++
			if ok {
				exact++
				continue
			}
			it := n.Match(context.Background(), p, Order{})
			want := 0
			for it.Next() {
				want++
			}
			_ = it.Close()
			f := float64(got) / float64(want)
			errs = append(errs, max(f, 1/f))
		}
	}
	slices.Sort(errs)
	slices.Sort(times)
	benchDistinct(b, n, report)
	report("estimates", "%d of %d exact; the others off by a factor of %.2f in the median, %.2f at the 90th percentile, %.1f at most; %s in the median",
		exact, all, errs[len(errs)/2], errs[len(errs)*9/10], errs[len(errs)-1], times[len(times)/2])
}

// benchDistinct compares the estimates of different subjects and objects of
// each predicate with counts.
func benchDistinct(b *testing.B, n *Snapshot, report reporter) {
	predicates, err := n.Predicates(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	var errs []float64
	for _, p := range predicates {
		for _, pos := range []int{rdf.S, rdf.O} {
			pattern := rdf.IDQuad{rdf.P: p.ID}
			got, ok := n.Distinct(pattern, pos)
			if !ok {
				b.Fatal("no estimate for", pattern, pos)
			}
			different := map[rdf.ID]bool{}
			it := n.Match(context.Background(), pattern, Order{})
			for it.Next() {
				different[it.Quad()[pos]] = true
			}
			if err := it.Close(); err != nil {
				b.Fatal(err)
			}
			f := float64(got) / float64(len(different))
			errs = append(errs, max(f, 1/f))
		}
	}
	slices.Sort(errs)
	report("different subjects and objects", "of %d predicates: off by a factor of %.2f in the median, %.1f at most", len(predicates), errs[len(errs)/2], errs[len(errs)-1])
}

// benchReplace replaces graphs of 500 quads, each durably: by 500 others with
// the same people and other statements, and by the same with a tenth changed.
func benchReplace(b *testing.B, s *Store, report reporter) {
	put := func(quads []rdf.Quad) {
		err := s.Update(context.Background(), func(batch *Batch) error { return batch.ReplaceGraph(quads[0].G, quads) })
		if err != nil {
			b.Fatal(err)
		}
	}
	const docs = 40
	var versions [4][docs][]rdf.Quad // made beforehand, for the clock
	for doc := range docs {
		for v := range versions {
			versions[v][doc] = benchDocument(doc*3, v)[:500]
		}
		versions[3][doc] = append(slices.Clone(versions[2][doc][:450]), versions[3][doc][450:]...)
		put(versions[1][doc])
	}
	// Let the merging that this brought about come to its end first.
	if err := s.Compact(context.Background()); err != nil {
		b.Fatal(err)
	}
	doc := -1
	cpu := cpuTime()
	d := medianOf(docs, func() { doc++; put(versions[2][doc]) })
	report("replace 500 quads by 500 others", "%s in the median, synced; %s of processor time", d, (cpuTime()-cpu)/docs)
	doc = -1
	cpu = cpuTime()
	d = medianOf(docs, func() { doc++; put(versions[3][doc]) })
	report("replace 500 quads, 50 changed", "%s in the median, synced; %s of processor time", d, (cpuTime()-cpu)/docs)
	f, err := os.Create(filepath.Join(s.Dir(), dataName, "load-fsync"))
	if err != nil {
		b.Fatal(err)
	}
	block := make([]byte, 300_000)
	d = medianOf(docs, func() {
		_, err := f.WriteAt(block, 0)
		if err = errors.Join(err, f.Sync()); err != nil {
			b.Fatal(err)
		}
	})
	report("for comparison, a bare synced write", "%s in the median, of 300 kB", d)
	if err := errors.Join(f.Close(), os.Remove(f.Name())); err != nil {
		b.Fatal(err)
	}
}

// benchPostgres loads and reads a small part in PostgreSQL, where there is one.
func benchPostgres(b *testing.B, quads []rdf.Quad, ours float64, report reporter) {
	url := os.Getenv("GONGBAO_POSTGRES")
	if url == "" {
		return
	}
	s := openDir(b, url, Options{})
	defer closeStore(b, s)
	if err := s.Update(context.Background(), emptyStore); err != nil {
		b.Fatal(err)
	}
	quads = quads[:min(len(quads), 30_000)]
	start := time.Now()
	if _, err := s.Load(context.Background(), quadSeq(quads)); err != nil {
		b.Fatal(err)
	}
	rate := float64(len(quads)) / time.Since(start).Seconds()
	report("PostgreSQL: bulk load of 30,000", "%.0f quads/s; the embedded store is %.0f times as fast", rate, ours/rate)
	n := s.Snapshot()
	defer n.Close()
	r := rand.New(rand.NewPCG(5, 6))
	for _, bound := range [][]int{{rdf.S, rdf.P}, {rdf.P, rdf.O}, {rdf.G}} {
		name := ""
		for _, pos := range bound {
			name += string("SPOG"[pos])
		}
		d := medianOf(200, func() {
			q := quads[r.IntN(len(quads))]
			var p rdf.IDQuad
			for _, pos := range bound {
				var err error
				if p[pos], _, err = n.ID([]rdf.Term{q.S, q.P, q.O, q.G}[pos]); err != nil {
					b.Fatal(err)
				}
			}
			it := n.Match(context.Background(), p, Order{})
			if !it.Next() {
				b.Fatal("no match for", p, it.Err())
			}
			if err := it.Close(); err != nil {
				b.Fatal(err)
			}
		})
		report("PostgreSQL: first match of "+name, "%s with the look-up of the terms", d)
	}
	put := func(doc, version int) {
		quads := benchDocument(doc*3, version)[:500]
		err := s.Update(context.Background(), func(batch *Batch) error { return batch.ReplaceGraph(quads[0].G, quads) })
		if err != nil {
			b.Fatal(err)
		}
	}
	for doc := range 5 {
		put(doc, 1)
	}
	doc := -1
	d := medianOf(5, func() { doc++; put(doc, 2) })
	report("PostgreSQL: replace 500 by 500 others", "%s in the median", d)
}

// benchCayley loads the same quads into Cayley's own embedded backends.
func benchCayley(b *testing.B, quads []rdf.Quad, ours float64, report reporter) {
	values := make([]quad.Quad, len(quads))
	for i, q := range quads {
		values[i] = q.CayleyQuad()
	}
	load := func(name string, qs graph.QuadStore) {
		w, err := qs.NewQuadWriter()
		if err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		for chunk := range slices.Chunk(values, 10_000) {
			if _, err := w.WriteQuads(chunk); err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
		rate := float64(len(values)) / time.Since(start).Seconds()
		report("bulk load into Cayley's "+name, "%.0f quads/s; ours is %.1f times as fast", rate, ours/rate)
	}
	load("memstore", memstore.New())
	db, err := bolt.Create(filepath.Join(b.TempDir(), "bolt"), nil)
	if err != nil {
		b.Fatal(err)
	}
	if err := kv.Init(db, nil); err != nil {
		b.Fatal(err)
	}
	qs, err := kv.New(db, nil)
	if err != nil {
		b.Fatal(err)
	}
	load("bolt", qs)
	if err := qs.Close(); err != nil {
		b.Fatal(err)
	}
}

// medianOf runs f n times and returns the median time.
func medianOf(n int, f func()) time.Duration {
	times := make([]time.Duration, n)
	for i := range times {
		start := time.Now()
		f()
		times[i] = time.Since(start)
	}
	slices.Sort(times)
	return times[n/2]
}

func treeBytes(b *testing.B, dir string) (n int64) {
	err := filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			n += info.Size()
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// residentBytes and peakBytes read the memory of this process where the system
// tells it, and are zero elsewhere.
func residentBytes() int64 { return statusBytes("VmRSS:") }
func peakBytes() int64     { return statusBytes("VmHWM:") }

// resetPeak makes the peak what is in use now.
func resetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

func statusBytes(field string) int64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), field)
	num := strings.Fields(rest)
	if len(num) == 0 {
		return 0
	}
	n, err := strconv.ParseInt(num[0], 10, 64)
	if err != nil {
		return 0
	}
	return n << 10
}
