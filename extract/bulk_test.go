package extract

import (
	"testing"
	"time"

	"gongbao/extract/source"
)

// The slowest that a document may be read: so long for each kilobyte of it, a
// started one counting as a whole one.
const slowest = time.Millisecond

// TestBulk reads every item of the bulk corpus: none may panic, and none may
// take longer than a millisecond for a kilobyte. A machine that does other work
// can make any document slow once, so the best of several readings counts. With
// -short it reads one item in ten.
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
		bound := time.Duration(len(it.Text)/1024+1) * slowest
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
			if best <= bound {
				facts += len(r.Facts)
				break
			}
		}
		if best > bound {
			t.Errorf("item %d: %d bytes took %v at best, more than %v", i, len(it.Text), best, bound)
		}
	}
	if facts == 0 {
		t.Error("nothing was read in the whole corpus")
	}
	t.Logf("%d facts in %d items", facts, (len(items)+step-1)/step)
}
