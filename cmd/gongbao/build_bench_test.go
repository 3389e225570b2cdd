package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// BenchmarkBuild measures, in one run, reading documents alone, loading the same
// quads alone, and the two together with all that belongs to a build. The
// What is derived afterwards is told apart. The
// figure to keep below 1.3 is the last one by the slower of the others.
func BenchmarkBuild(b *testing.B) {
	corpus := sharedFile(b, "corpus", "bulk")
	for range b.N {
		dir := b.TempDir()
		kg, file := filepath.Join(dir, "kg"), filepath.Join(dir, "all.nq")
		type spent struct{ wall, cpu time.Duration }
		command := func(args ...string) spent {
			var out, errs bytes.Buffer
			runtime.GC()
			start, cpu := time.Now(), cpuTime()
			if code := run(context.Background(), append([]string{"gongbao"}, args...), streams{out: &out, err: &errs}); code != exitOK {
				b.Fatal(code, errs.String())
			}
			return spent{time.Since(start), cpuTime() - cpu}
		}
		build := command("build", "--no-derive", "--store", kg, corpus)
		extract := command("extract", "-o", filepath.Join(dir, "facts.jsonl"), corpus)
		command("export", "--store", kg, "-o", file)
		load := command("load", "--store", filepath.Join(dir, "kg2"), file)
		again := command("build", "--no-derive", "--store", kg, corpus)
		derive := command("derive", "--store", kg)
		ratio := build.wall.Seconds() / max(load.wall, extract.wall).Seconds()
		for _, x := range []struct {
			name string
			spent
		}{{"extract alone", extract}, {"load alone", load}, {"build", build}, {"build again, nothing changed", again}, {"derive from everything", derive}} {
			b.Logf("%-30s %6.2f s, %6.2f s of processor time", x.name, x.wall.Seconds(), x.cpu.Seconds())
		}
		b.Logf("build is %.2f times the slower of the two (in processor time %.2f)", ratio, build.cpu.Seconds()/max(load.cpu, extract.cpu).Seconds())
		b.ReportMetric(ratio, "times-slower")
		b.ReportMetric(build.wall.Seconds(), "build-s")
		b.ReportMetric(extract.wall.Seconds(), "extract-s")
		b.ReportMetric(load.wall.Seconds(), "load-s")
	}
}

func sharedFile(b testing.TB, path ...string) string {
	dir := os.Getenv("GONGBAO_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	p := filepath.Join(append([]string{dir}, path...)...)
	if _, err := os.Stat(p); err != nil {
		b.Skip("skipped: no " + p)
	}
	return p
}
