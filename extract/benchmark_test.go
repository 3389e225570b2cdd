package extract

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongbao/extract/pack"
	"gongbao/extract/packs"
	"gongbao/extract/source"
	"gongbao/extract/text"
)

// shared returns the folder of texts that are not part of the project.
func shared() string {
	if d := os.Getenv("GONGBAO_SHARED"); d != "" {
		return d
	}
	return filepath.Join("..", "..", "shared")
}

// item is a news item of the bulk corpus.
type item struct {
	Date, Text string
	bytes      []byte
}

// bulk reads the bulk corpus, or skips.
func bulk(b testing.TB) (items []item, bytes int64) {
	f, err := os.Open(filepath.Join(shared(), "corpus", "bulk", "news-hans.jsonl.gz"))
	if err != nil {
		b.Skip("skipped: the bulk corpus is not here (set GONGBAO_SHARED)")
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	sc := bufio.NewScanner(z)
	sc.Buffer(nil, 4<<20)
	for sc.Scan() {
		var x item
		if err := json.Unmarshal(sc.Bytes(), &x); err != nil {
			b.Fatal(err)
		}
		x.bytes = []byte(x.Text)
		items = append(items, x)
		bytes += int64(len(x.Text))
	}
	return items, bytes
}

func builtin(b testing.TB) *pack.Pack {
	fsys, err := packs.Open(packs.Default)
	if err != nil {
		b.Fatal(err)
	}
	p, err := pack.Load(fsys)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// runeLoop looks at every code point of the corpus once: the yardstick for all
// other speeds, since machines differ and ratios hardly do.
func runeLoop(items []item) (sum rune) {
	for i := range items {
		for _, r := range items[i].Text {
			sum += r
		}
	}
	return sum
}

// yardstick returns the processor time of a rune loop over the corpus, the best
// of three.
func yardstick(items []item) time.Duration {
	best := time.Hour
	for range 3 {
		start := cpuTime()
		benchSink += runeLoop(items)
		best = min(best, cpuTime()-start)
	}
	return best
}

// benchSink keeps results from being optimised away.
var benchSink rune

// report adds to a benchmark that began at start, in processor time, its speed by
// that time and how many rune loops one pass over the corpus takes.
func report(b *testing.B, items []item, bytes int64, start time.Duration) {
	pass := float64(cpuTime()-start) / float64(b.N)
	b.ReportMetric(float64(bytes)/1e6/(pass/float64(time.Second)), "MB/cpu-s")
	b.ReportMetric(pass/float64(yardstick(items)), "runeloops")
}

// plain is a news item as a document of its own.
func (x *item) plain() *source.Document {
	return &source.Document{ID: "x", Bytes: x.bytes, Charset: "utf-8", MediaType: source.Plain, Date: x.Date}
}

// BenchmarkRunes is the yardstick alone.
func BenchmarkRunes(b *testing.B) {
	items, n := bulk(b)
	b.SetBytes(n)
	for b.Loop() {
		benchSink += runeLoop(items)
	}
}

// BenchmarkClean is text in memory to clean text with lines, sentences, speech.
func BenchmarkClean(b *testing.B) {
	items, n := bulk(b)
	b.SetBytes(n)
	start := cpuTime()
	for b.Loop() {
		for i := range items {
			t, err := source.Clean(items[i].plain())
			if err != nil {
				b.Fatal(err)
			}
			t.Sentences()
		}
	}
	report(b, items, n, start)
}

// BenchmarkScan is the gazetteer's pass alone, over clean text.
func BenchmarkScan(b *testing.B) {
	items, n := bulk(b)
	texts := make([]*text.Text, len(items))
	for i := range items {
		t, err := source.Clean(items[i].plain())
		if err != nil {
			b.Fatal(err)
		}
		texts[i] = t
	}
	g := builtin(b).Engine().Gazetteer()
	b.SetBytes(n)
	hits := g.Outermost(nil, nil)
	start := cpuTime()
	for b.Loop() {
		for _, t := range texts {
			hits = g.Outermost(t.Runes(), hits[:0])
		}
	}
	report(b, items, n, start)
}

// BenchmarkExtract is text in memory to resolved facts, on one core.
func BenchmarkExtract(b *testing.B) {
	items, n := bulk(b)
	x, err := New(builtin(b), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(n)
	var facts, steps, runes int64
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := cpuTime()
	for b.Loop() {
		facts, steps, runes = 0, 0, 0
		for i := range items {
			r, err := x.Extract(b.Context(), items[i].plain())
			if err != nil {
				b.Fatal(err)
			}
			facts += int64(len(r.Facts))
			steps += r.Steps
			runes += int64(r.Text.Len())
		}
	}
	runtime.ReadMemStats(&after)
	docs := float64(len(items)) * float64(b.N)
	report(b, items, n, start)
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/docs, "allocs/doc")
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/docs, "B/doc")
	b.ReportMetric(float64(facts)/float64(len(items)), "facts/doc")
	b.ReportMetric(float64(steps)/float64(runes), "steps/rune")
}

// BenchmarkWorkers is extraction by several extractors at once, each with its own
// buffers and all with one pack.
func BenchmarkWorkers(b *testing.B) {
	items, n := bulk(b)
	p := builtin(b)
	for _, workers := range []int{1, 2, 4} {
		b.Run(strconv.Itoa(workers), func(b *testing.B) {
			extractors := make([]*Extractor, workers)
			for i := range extractors {
				x, err := New(p, Options{})
				if err != nil {
					b.Fatal(err)
				}
				extractors[i] = x
			}
			b.SetBytes(n)
			start := cpuTime()
			for b.Loop() {
				var next atomic.Int64
				var wait sync.WaitGroup
				for _, x := range extractors {
					wait.Go(func() {
						for i := next.Add(1) - 1; i < int64(len(items)); i = next.Add(1) - 1 {
							if _, err := x.Extract(b.Context(), items[i].plain()); err != nil {
								b.Error(err)
								return
							}
						}
					})
				}
				wait.Wait()
			}
			report(b, items, n, start)
		})
	}
}

// BenchmarkLoad is the built-in pack from its files to an engine: "files" from
// the files alone, "kept" with what a run before has kept on disk.
func BenchmarkLoad(b *testing.B) {
	fsys, err := packs.Open(packs.Default)
	if err != nil {
		b.Fatal(err)
	}
	load := func(b *testing.B, cache pack.Cache) {
		best := time.Hour
		for b.Loop() {
			start := time.Now()
			if _, err := pack.ComposeKept([]pack.Source{{FS: fsys}}, nil, cache); err != nil {
				b.Fatal(err)
			}
			best = min(best, time.Since(start))
		}
		b.ReportMetric(float64(best)/float64(time.Millisecond), "best-ms")
	}
	b.Run("files", func(b *testing.B) { load(b, nil) })
	b.Run("kept", func(b *testing.B) {
		cache := pack.NewDirCache(b.TempDir(), "benchmark")
		if _, err := pack.ComposeKept([]pack.Source{{FS: fsys}}, nil, cache); err != nil {
			b.Fatal(err)
		}
		load(b, cache)
	})
}
