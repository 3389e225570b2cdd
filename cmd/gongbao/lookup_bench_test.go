package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"gongbao/graph/lookup/sample"
	"gongbao/graph/store"
)

// BenchmarkColdLookup measures look-ups as a user feels them: the built program
// is started anew for each, on a graph of a million quads and a hundred thousand
// names. The first line, start, is a start that opens no store, for comparison. It
// tells the median besides the mean, for a busy machine spoils the mean.
func BenchmarkColdLookup(b *testing.B) {
	dir := b.TempDir()
	program := filepath.Join(dir, "gongbao")
	if out, err := exec.Command("go", "build", "-trimpath", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	kg := filepath.Join(dir, "kg")
	st, err := store.Open(kg, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if err := sample.Fill(context.Background(), st, sample.Documents); err != nil {
		b.Fatal(err)
	}
	info, err := st.Info(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	if err := st.Close(); err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		args []string
	}{
		{"start", []string{"version"}},
		{"exact", []string{"卡兰国"}},
		{"pinyin", []string{"ka lan guo"}},
		{"initials", []string{"klg"}},
		{"part", []string{"组织第3次外长"}},
		{"misspelt", []string{"Kalam"}},
		{"office", []string{"卡兰国总统"}},
		{"nothing", []string{"没有这个名字"}},
		{"hub", []string{sample.Hub}},
	} {
		args := c.args
		if c.name != "start" {
			args = append([]string{"lookup", "--store", kg, "-f", "text"}, args...)
		}
		b.Run(c.name, func(b *testing.B) {
			var times []time.Duration
			var cpu time.Duration
			for b.Loop() {
				cmd := exec.Command(program, args...)
				began := time.Now()
				err := cmd.Run()
				times = append(times, time.Since(began))
				if cmd.ProcessState == nil || err != nil && c.name != "nothing" {
					b.Fatal(err)
				}
				cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
			}
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "ms/median")
			b.ReportMetric(float64(times[0].Microseconds())/1000, "ms/least")
			b.ReportMetric(float64(cpu.Microseconds())/1000/float64(len(times)), "cpu-ms/op")
			b.ReportMetric(float64(info.Quads), "quads")
		})
	}
}
