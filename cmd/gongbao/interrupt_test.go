//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestInterrupt breaks a build of many documents off by a signal, finds the
// store whole, goes on, and compares with a build that nobody disturbed.
func TestInterrupt(t *testing.T) {
	const documents = 1500
	dir := t.TempDir()
	texts := filepath.Join(dir, "texts.jsonl")
	var lines bytes.Buffer
	first, second := []rune("林祖马安丁何卢白"), []rune("德玛卡萨仁云诺敏")
	for i := range documents {
		// Ten in a row tell of one president, half of them without his state, for
		// identity to find.
		group := i / 10
		name := string(first[group%8]) + string(second[group/8%8])
		text := fmt.Sprintf("%d年3月%d日，南非总统%s抵达德班。", 2001+group/64, i%10+1, name)
		if i%2 == 1 {
			text = strings.Replace(text, "南非", "", 1)
		}
		fmt.Fprintf(&lines, "{\"id\":\"d%05d\",\"date\":\"%d-03-%02d\",\"text\":%q}\n", i, 2001+group/64, i%10+1, text)
	}
	if err := os.WriteFile(texts, lines.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	gongbao := func(args ...string) *exec.Cmd {
		cmd := exec.Command(program, args...)
		cmd.Args[0] = "gongbao"
		cmd.Env = append(os.Environ(), runAsGongbao+"=1")
		cmd.Dir = dir
		return cmd
	}
	must := func(args ...string) string {
		t.Helper()
		cmd := gongbao(args...)
		var errs bytes.Buffer
		cmd.Stderr = &errs
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("gongbao %s: %v\n%s", strings.Join(args, " "), err, errs.String())
		}
		return string(out)
	}
	// The documents come through a pipe that is kept open, so that the signal
	// arrives in the middle, however fast the machine is.
	pipe := filepath.Join(dir, "pipe.jsonl")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	cut := gongbao("build", pipe, "--store", "cut.kg", "--jobs", "2")
	var errs bytes.Buffer
	cut.Stderr = &errs
	if err := cut.Start(); err != nil {
		t.Fatal(err)
	}
	feed, err := os.OpenFile(pipe, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	head := lines.Bytes()[:lines.Len()*2/3]
	if _, err := feed.Write(head[:bytes.LastIndexByte(head, '\n')+1]); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond) // let some of the last be read too
	if err := cut.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cut.Wait() // its exit code is looked at below
	if err := feed.Close(); err != nil {
		t.Fatal(err)
	}
	if code := cut.ProcessState.ExitCode(); code != exitInterrupted {
		t.Fatalf("exit code %d, want %d\n%s", code, exitInterrupted, errs.String())
	}
	if !strings.Contains(errs.String(), "interrupted; what was finished is kept") {
		t.Errorf("standard error: %s", errs.String())
	}
	must("store", "check", "--store", "cut.kg")
	kept := strings.Count(must("list", "--store", "cut.kg", "-f", "jsonl"), "\n")
	if kept < documents/10 || kept >= documents {
		t.Errorf("%d documents of %d were kept", kept, documents)
	}

	again := must("build", texts, "--store", "cut.kg", "-q")
	if unchanged := strings.Count(again, "unchanged\t"); unchanged != kept {
		t.Errorf("the second run left %d documents alone, the first had kept %d", unchanged, kept)
	}
	must("store", "check", "--store", "cut.kg")
	must("build", texts, "--store", "whole.kg", "-q", "--jobs", "1")
	want := must("export", "-f", "nquads", "--store", "whole.kg")
	if got := must("export", "-f", "nquads", "--store", "cut.kg"); got != want || len(want) < documents*100 {
		t.Errorf("the store differs from that of an undisturbed build: %d bytes and %d", len(got), len(want))
	}
	if !strings.Contains(want, "graph/identity") {
		t.Error("no links of identity were made; the test does not see them")
	}
}
