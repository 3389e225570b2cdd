package extract

import (
	"testing"
	"time"

	"gongbao/extract/source"
)

// How long a document may be read for each kilobyte of it, a started one
// counting as a whole one. The aim is only told and not held, since machines
// differ and the race detector slows all of them; the bound is far beyond what
// any of them needs, and only a document that runs away passes it.
const (
	aim     = time.Millisecond
	slowest = 50 * aim
)

// TestBulk reads every item of the bulk corpus: none may panic, and none may run
// away. It logs those that take longer than the aim; a machine that does other
// work can make any document slow once, so the best of several readings counts.
// With -short it reads one item in ten.
func TestBulk(t *testing.T) {
	items, _ := bulk(t)
	x, err := New(builtin(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	step := 1
	if testing.Short() {
		step = 10
	}
	facts := 0
	for i := 0; i < len(items); i += step {
		it := &items[i]
		kilobytes := time.Duration(len(it.Text)/1024 + 1)
		best := time.Duration(1<<63 - 1)
		for range 7 {
			start := time.Now()
			r, err := x.Extract(t.Context(), &source.Document{
				ID: "x", Bytes: []byte(it.Text), Charset: "utf-8", MediaType: source.Plain, Date: it.Date,
			})
			best = min(best, time.Since(start))
			if err != nil {
				t.Fatalf("item %d: %v", i, err)
			}
			if best <= kilobytes*aim {
				facts += len(r.Facts)
				break
			}
		}
		switch {
		case best > kilobytes*slowest:
			t.Errorf("item %d: %d bytes took %v at best, more than %v", i, len(it.Text), best, kilobytes*slowest)
		case best > kilobytes*aim:
			t.Logf("item %d: %d bytes took %v at best, more than %v", i, len(it.Text), best, kilobytes*aim)
		}
	}
	if facts == 0 {
		t.Error("nothing was read in the whole corpus")
	}
	t.Logf("%d facts in %d items", facts, (len(items)+step-1)/step)
}
