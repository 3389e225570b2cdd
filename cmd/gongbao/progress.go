package main

import (
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/urfave/cli/v2"
)

// How often progress is told: on a terminal, and by lines in a file.
const (
	barEvery  = 100 * time.Millisecond
	lineEvery = 10 * time.Second
)

// progress tells how far long work is: a bar on a terminal, a line now and then
// elsewhere. Its methods are for one goroutine, taken apart.
type progress struct {
	s     streams
	bar   bool
	lines bool
	now   func() time.Time
	start time.Time
	last  time.Time
	shown bool
	// total is what is to be read in all, in bytes of files; 0 where that is not
	// known. taken is what has been read of it.
	total     int64
	taken     atomic.Int64
	documents int
	facts     int
	bytes     int64 // of documents
	stage     string
}

// progressFlag is for the verbs that show progress.
func progressFlag() cli.Flag {
	return &cli.BoolFlag{Name: "no-progress", Usage: "no progress bar on a terminal, and no lines that tell of progress elsewhere", Category: generalCategory}
}

// newProgress returns the progress of work that begins now.
func newProgress(c *cli.Context, s streams) *progress {
	p := &progress{s: s, now: time.Now}
	if !c.Bool("quiet") && !c.Bool("no-progress") {
		p.bar, p.lines = s.errTTY, !s.errTTY
	}
	p.start = p.now()
	p.last = p.start
	return p
}

// took says that bytes of the files have been read. It may be called from any
// goroutine.
func (p *progress) took(bytes int64) { p.taken.Add(bytes) }

// read says that a document has been read.
func (p *progress) read(facts, bytes int) {
	p.documents++
	p.facts += facts
	p.bytes += int64(bytes)
	p.show(false)
}

// say names what is being done now, "" being the reading of documents.
func (p *progress) say(stage string) {
	if p.stage != stage {
		p.stage = stage
		p.show(p.bar)
	}
}

// show draws the bar, or writes a line, where it is time.
func (p *progress) show(atOnce bool) {
	every := barEvery
	if p.lines {
		every = lineEvery
	}
	now := p.now()
	if !p.bar && !p.lines || !atOnce && now.Sub(p.last) < every {
		return
	}
	p.last = now
	if p.lines {
		p.s.note("%s", p.text(now))
		return
	}
	width := p.s.errWidth
	if width <= 0 {
		width = 80
	}
	line := p.text(now)
	if part, known := p.part(); known && p.stage == "" {
		if room := min(width-len(line)-10, 30); room >= 5 {
			full := int(part * float64(room))
			line = fmt.Sprintf("%3.0f %% [%s%s] %s", 100*part, strings.Repeat("=", full), strings.Repeat(" ", room-full), line)
		}
	}
	fmt.Fprintf(p.s.err, "\r\x1b[K%s", cutTo(line, width-1))
	p.shown = true
}

// part returns how much of the work is done, from 0 to 1.
func (p *progress) part() (float64, bool) {
	taken := p.taken.Load()
	if p.total <= 0 || taken <= 0 {
		return 0, false
	}
	return min(float64(taken)/float64(p.total), 1), true
}

// text says how far the work is.
func (p *progress) text(now time.Time) string {
	took := now.Sub(p.start)
	line := fmt.Sprintf("%s, %s, %.1f MB/s", count(p.documents, "document"), count(p.facts, "fact"), float64(p.bytes)/1e6/max(took.Seconds(), 0.001))
	if p.stage != "" {
		return line + ", " + p.stage
	}
	if part, known := p.part(); known {
		left := time.Duration(float64(took) * (1 - part) / part)
		line += fmt.Sprintf(", %s left", clock(left))
	}
	return line
}

// clear takes the bar away, so that something else can be written.
func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.s.err, "\r\x1b[K")
		p.shown = false
	}
}

// clock writes a time as 0:07 or 1:02:03.
func clock(d time.Duration) string {
	s := int(d.Round(time.Second).Seconds())
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}
