package extract

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

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

// BenchmarkRunes is the yardstick: one look at every code point of the corpus.
func BenchmarkRunes(b *testing.B) {
	items, n := bulk(b)
	b.SetBytes(n)
	var sum rune
	for b.Loop() {
		for i := range items {
			for _, r := range items[i].Text {
				sum += r
			}
		}
	}
	_ = sum
}

// BenchmarkClean is text in memory to clean text with lines, sentences, speech.
func BenchmarkClean(b *testing.B) {
	items, n := bulk(b)
	b.SetBytes(n)
	for b.Loop() {
		for i := range items {
			t, err := source.Clean(&source.Document{Bytes: []byte(items[i].Text), Charset: "utf-8", Date: items[i].Date})
			if err != nil {
				b.Fatal(err)
			}
			t.Sentences()
		}
	}
}

// BenchmarkScan is the gazetteer's pass alone, over clean text.
func BenchmarkScan(b *testing.B) {
	items, n := bulk(b)
	texts := make([]*text.Text, len(items))
	for i := range items {
		t, err := source.Clean(&source.Document{Bytes: []byte(items[i].Text), Charset: "utf-8"})
		if err != nil {
			b.Fatal(err)
		}
		texts[i] = t
	}
	g := builtin(b).Engine().Gazetteer()
	b.SetBytes(n)
	hits := g.Hits(nil, nil)
	for b.Loop() {
		for _, t := range texts {
			hits = g.Hits(t.Runes(), hits[:0])
		}
	}
}

// BenchmarkExtract is text in memory to resolved facts, on one core.
func BenchmarkExtract(b *testing.B) {
	items, n := bulk(b)
	x, err := New(builtin(b), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(n)
	b.ReportAllocs()
	var facts, steps, runes int64
	for b.Loop() {
		facts, steps, runes = 0, 0, 0
		for i := range items {
			r, err := x.Extract(b.Context(), &source.Document{ID: "x", Bytes: []byte(items[i].Text), Charset: "utf-8", MediaType: source.Plain, Date: items[i].Date})
			if err != nil {
				b.Fatal(err)
			}
			facts += int64(len(r.Facts))
			steps += r.Steps
			runes += int64(r.Text.Len())
		}
	}
	b.ReportMetric(float64(facts)/float64(len(items)), "facts/doc")
	b.ReportMetric(float64(steps)/float64(runes), "steps/rune")
}
