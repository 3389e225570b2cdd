package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkBuild measures, in one run, reading documents alone, loading the same
// quads alone, and the two together with all that belongs to a build. The
// figure to keep below 1.3 is the last one by the slower of the others.
func BenchmarkBuild(b *testing.B) {
	corpus := sharedFile(b, "corpus", "bulk")
	for range b.N {
		dir := b.TempDir()
		kg, file := filepath.Join(dir, "kg"), filepath.Join(dir, "all.nq")
		command := func(args ...string) time.Duration {
			var out, errs bytes.Buffer
			start := time.Now()
			if code := run(context.Background(), append([]string{"gongbao"}, args...), streams{out: &out, err: &errs}); code != exitOK {
				b.Fatal(code, errs.String())
			}
			return time.Since(start)
		}
		build := command("build", "--store", kg, corpus)
		extract := command("extract", "-o", filepath.Join(dir, "facts.jsonl"), corpus)
		command("export", "--store", kg, "-o", file)
		load := command("load", "--store", filepath.Join(dir, "kg2"), file)
		b.Logf("extract %v, load %v, build %v: %.2f", extract, load, build, float64(build)/float64(max(load, extract)))
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
