package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// inProcess runs the program and returns what it prints.
func inProcess(t testing.TB, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	s := streams{in: strings.NewReader(""), out: &out, err: &errs}
	if code := run(context.Background(), append([]string{"gongbao"}, args...), s); code != exitOK {
		t.Fatalf("gongbao %s: exit code %d\n%s", strings.Join(args, " "), code, errs.String())
	}
	return out.String()
}

// programFolder returns a folder with a program gongbao in it, which is the test
// program, to be put before the others.
func programFolder(t testing.TB) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\n%s=1 exec '%s' \"$@\"\n", runAsGongbao, self)
	if err := os.WriteFile(filepath.Join(dir, "gongbao"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// shellEnv is the environment of a shell that finds the program first and has
// no settings of its own.
func shellEnv(t testing.TB) []string {
	home := t.TempDir()
	env := []string{"PATH=" + programFolder(t) + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + home, "XDG_CONFIG_HOME=" + home, "LC_ALL=C.UTF-8", "NO_COLOR=1", "TMPDIR=" + t.TempDir()}
	return env
}

// TestTopics runs the examples of all topics over the sample texts and compares
// what they print. A line "…" stands for any lines, and "…" within a line for any
// text.
func TestTopics(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("skipped: no sh")
	}
	for _, name := range topicNames() {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := writeSamples(filepath.Join(dir, "samples")); err != nil {
				t.Fatal(err)
			}
			env := shellEnv(t)
			build := exec.Command(sh, "-c", "gongbao build samples -q >/dev/null")
			build.Dir, build.Env = dir, env
			if out, err := build.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			_, text, _ := topic(name)
			commands, wants := examplesOf(text)
			var script strings.Builder
			const mark = "@@end@@"
			for _, c := range commands {
				fmt.Fprintf(&script, "%s\necho %s\n", c, mark)
			}
			cmd := exec.Command(sh)
			cmd.Dir, cmd.Env, cmd.Stdin = dir, env, strings.NewReader(script.String())
			out, _ := cmd.CombinedOutput() // the examples show exit codes
			got := strings.Split(string(out), mark+"\n")
			if len(got) != len(commands)+1 {
				t.Fatalf("%d examples gave %d answers:\n%s", len(commands), len(got)-1, out)
			}
			for i, want := range wants {
				if !like(want, got[i]) {
					t.Errorf("$ %s\nprints\n%s\nhelp says\n%s", commands[i], got[i], want)
				}
			}
		})
	}
}

// examplesOf returns the commands of a text that stand behind "    $ ", and what is
// below each.
func examplesOf(text string) (commands, wants []string) {
	for _, line := range strings.Split(text, "\n") {
		in, ok := strings.CutPrefix(line, "    ")
		switch command, is := strings.CutPrefix(in, "$ "); {
		case ok && is:
			commands, wants = append(commands, command), append(wants, "")
		case ok && len(wants) > 0:
			wants[len(wants)-1] += in + "\n"
		}
	}
	return commands, wants
}

// like compares an answer with a pattern.
func like(want, got string) bool {
	p := regexp.QuoteMeta(want)
	p = regexp.MustCompile(`(?m)^…\n`).ReplaceAllString(p, "(?s:.*)")
	p = strings.ReplaceAll(p, "…\n", "(?s:.*)")
	p = strings.ReplaceAll(p, "…", ".*")
	return regexp.MustCompile("^(?:" + p + ")$").MatchString(strings.ReplaceAll(got, "\r\n", "\n"))
}

// TestReference holds docs/cli.md fresh.
func TestReference(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "cli.md")
	want := inProcess(t, "man", "--markdown")
	if os.Getenv("GONGBAO_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != want {
		t.Error("docs/cli.md is not what gongbao man --markdown prints; make golden writes it anew")
	}
}

// TestManual has the manual page checked by groff, where there is one.
func TestManual(t *testing.T) {
	page := inProcess(t, "man")
	for _, want := range []string{".TH GONGBAO 1", ".SH NAME", ".SH SYNOPSIS", "\\-\\-dry\\-run", ".SH EXIT CODES"} {
		if !strings.Contains(page, want) {
			t.Errorf("the manual page lacks %q", want)
		}
	}
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("skipped: no groff")
	}
	cmd := exec.Command(groff, "-man", "-Tutf8", "-ww", "-z")
	cmd.Stdin = strings.NewReader(page)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("groff: %v\n%s", err, out)
	}
}

// TestEveryVerb holds what all verbs have in common.
func TestEveryVerb(t *testing.T) {
	app := newApp(streams{})
	for _, c := range withInner(app.Commands) {
		if c.Hidden || c.Name == "help" {
			continue
		}
		if c.Usage == "" || strings.HasSuffix(c.Usage, ".") {
			t.Errorf("%s: usage %q", c.Name, c.Usage)
		}
		for _, f := range generalFlags() {
			if flagOf(c, f.Names()[0]) == nil {
				t.Errorf("%s has no flag --%s", c.Name, f.Names()[0])
			}
		}
		formats := formatsOf(c)
		if flagOf(c, "format") != nil && c.Name != "export" {
			known := map[string]bool{"table": true, "text": true, "tsv": true, "csv": true, "md": true, "json": true, "jsonl": true, "srj": true, "srx": true, "turtle": true, "ntriples": true, "svg": true, "html": true}
			for _, f := range formats {
				if !known[f] {
					t.Errorf("%s has a format %q, which no other verb has", c.Name, f)
				}
			}
			if slices.Contains(formats, "json") && flagOf(c, "json") == nil {
				t.Errorf("%s has --format and no --json", c.Name)
			}
		}
	}
}
