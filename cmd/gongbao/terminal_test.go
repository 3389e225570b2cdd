//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
)

// onTerminal runs a command line on a terminal of a size, and returns what the
// terminal gets.
func onTerminal(t *testing.T, dir string, env []string, columns, lines uint16, command string) string {
	t.Helper()
	cmd := exec.Command("sh", "-c", command)
	cmd.Dir, cmd.Env = dir, env
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: lines, Cols: columns})
	if err != nil {
		t.Skip("skipped: no terminal: ", err)
	}
	defer f.Close()
	var out bytes.Buffer
	// The other side of a terminal that is closed ends with EIO on Linux.
	if _, err := io.Copy(&out, f); err != nil && !errors.Is(err, syscall.EIO) {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, out.String())
	}
	return strings.ReplaceAll(out.String(), "\r\n", "\n")
}

// TestTerminal looks at what people see: tables cut to the screen, colours, the
// bar, and pages.
func TestTerminal(t *testing.T) {
	dir := t.TempDir()
	if err := writeSamples(filepath.Join(dir, "samples")); err != nil {
		t.Fatal(err)
	}
	var env []string
	for _, v := range shellEnv(t) {
		if !strings.HasPrefix(v, "NO_COLOR=") {
			env = append(env, v)
		}
	}
	// A program for pages that says so and numbers the lines.
	turn := filepath.Join(dir, "turn")
	if err := os.WriteFile(turn, []byte("#!/bin/sh\necho PAGES\ncat\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	env = append(env, "TERM=xterm", "GONGBAO_PAGER="+turn)
	see := func(columns, lines uint16, command string) string {
		t.Helper()
		return onTerminal(t, dir, env, columns, lines, command)
	}
	built := see(100, 40, "gongbao build samples")
	// What takes longer shows a bar meanwhile.
	built += see(100, 40, `(cat samples/beijing.txt; sleep 0.5) | gongbao build - samples --store slow.kg`)
	for _, want := range []string{"│ added ", "\x1b[K", " MB/s", "3 added, 0 replaced"} {
		if !strings.Contains(built, want) {
			t.Errorf("build on a terminal lacks %q:\n%q", want, built)
		}
	}
	for _, flags := range []string{"--no-progress", "--quiet", "--log-format json"} {
		if out := see(100, 40, "gongbao build samples "+flags); strings.Contains(out, "\x1b[K") {
			t.Errorf("a bar in spite of %s: %q", flags, out)
		}
	}
	if out := see(100, 40, "TERM=dumb gongbao build samples"); strings.Contains(out, "\x1b") {
		t.Errorf("a dumb terminal got %q", out)
	}

	for _, columns := range []uint16{60, 80, 120} {
		out := see(columns, 50, "gongbao review --no-pager; gongbao list --no-pager")
		for _, line := range strings.Split(out, "\n") {
			if w := displayWidth(line); w > int(columns) {
				t.Errorf("on %d columns a line takes %d: %s", columns, w, line)
			}
		}
	}

	long := see(80, 10, "gongbao stats")
	if !strings.HasPrefix(long, "PAGES\n") || strings.Count(long, "│ class") < 5 {
		t.Errorf("what is longer than the screen came as %q", long)
	}
	for _, command := range []string{"gongbao list", "gongbao stats --no-pager", "GONGBAO_PAGER=cat gongbao stats", "TERM=dumb gongbao stats", "gongbao stats | cat"} {
		if out := see(80, 10, command); strings.Contains(out, "PAGES") {
			t.Errorf("%s came through the pager", command)
		}
	}
	if out := see(80, 10, "GONGBAO_PAGER=/nonexistent gongbao stats"); strings.Count(out, "│ class") < 5 {
		t.Errorf("without its pager the answer is lost: %q", out)
	}
	if out := see(80, 10, "GONGBAO_PAGER=true gongbao stats; echo $?"); !strings.HasSuffix(out, "0\n") {
		t.Errorf("a pager that is left at once: %q", out)
	}

	const lookup = "gongbao lookup 联合国 --no-pager"
	if out := see(100, 40, lookup); !strings.Contains(out, "\x1b[1m") {
		t.Errorf("no colours on a terminal: %q", out)
	}
	for _, command := range []string{"NO_COLOR=1 " + lookup, "TERM=dumb " + lookup, lookup + " --color never", "GONGBAO_COLOR=never " + lookup} {
		if out := see(100, 40, command); strings.Contains(out, "\x1b[") {
			t.Errorf("%s has colours: %q", command, out)
		}
	}
}

// TestBashCompletion has bash itself complete command lines.
func TestBashCompletion(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("skipped: no bash")
	}
	dir := t.TempDir()
	if err := writeSamples(filepath.Join(dir, "samples")); err != nil {
		t.Fatal(err)
	}
	script := `gongbao build samples -q >/dev/null
source <(gongbao completion bash)
try() { COMP_WORDS=(gongbao "$@"); COMP_CWORD=$#; COMPREPLY=(); _gongbao; local IFS='|'; echo "${COMPREPLY[*]}"; }
try lo
try lookup --ev
try list -f js
try lookup 联合国
try export --class Pers
try remove samples/b
try build sam
try rules te
try completion f
`
	cmd := exec.Command(bash, "-c", script)
	cmd.Dir, cmd.Env = dir, shellEnv(t)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got := strings.Split(strings.TrimSpace(string(out)), "\n")
	for i, want := range []string{"load|lookup", "--evidence", "json|jsonl", "联合国", "Person", "samples/beijing.txt", "samples", "test", "fish"} {
		if i >= len(got) {
			t.Fatalf("only %d answers:\n%s", len(got), out)
		}
		found := strings.Split(got[i], "|")
		for _, w := range strings.Split(want, "|") {
			if !contains(found, w) {
				t.Errorf("line %d of the script completes to %q, which lacks %q", i+4, got[i], w)
			}
		}
	}
}

// contains looks for a completion, quoted by bash or not.
func contains(found []string, want string) bool {
	for _, f := range found {
		if f == want || f == "$'"+want+"'" || strings.ReplaceAll(f, `\`, "") == want {
			return true
		}
	}
	return false
}
