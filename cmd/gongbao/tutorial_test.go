package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	fencedBlock = regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$")
	fileMark    = regexp.MustCompile(`^# file: (\S+)\n`)
)

// TestTutorial does what the tutorial says: writes its files, runs its commands,
// and compares what they print. With GONGBAO_UPDATE the outputs in it are
// written anew.
func TestTutorial(t *testing.T) {
	path, err := filepath.Abs("../../docs/rules-tutorial.md")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	commands := 0
	written := fencedBlock.ReplaceAllStringFunc(string(data), func(b string) string {
		m := fencedBlock.FindStringSubmatch(b)
		if m[1] == "console" {
			out := console(m[2])
			commands += strings.Count(m[2], "$ ")
			return "```console\n" + out + "```"
		}
		name := fileMark.FindStringSubmatch(m[2])
		if name == nil {
			t.Fatalf("a block names no file: %s", b)
		}
		if err := os.MkdirAll(filepath.Dir(name[1]), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name[1], []byte(m[2][len(name[0]):]), 0o644); err != nil {
			t.Fatal(err)
		}
		return b
	})
	if commands < 8 {
		t.Errorf("only %d commands ran", commands)
	}
	if written == string(data) {
		return
	}
	if os.Getenv("GONGBAO_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(written), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	was, is := strings.Split(string(data), "\n"), strings.Split(written, "\n")
	for i := range is {
		if i >= len(was) || was[i] != is[i] {
			t.Fatalf("line %d of the tutorial is not what is printed:\n%s", i+1, is[i])
		}
	}
}

// console runs the commands of a block and returns it with what they print.
func console(block string) string {
	var b strings.Builder
	for _, line := range strings.Split(block, "\n") {
		command, ok := strings.CutPrefix(line, "$ ")
		if !ok {
			continue
		}
		var out bytes.Buffer
		s := streams{in: strings.NewReader(""), out: &out, err: new(discard)}
		run(context.Background(), strings.Fields(command), s)
		b.WriteString(line + "\n" + out.String())
	}
	return b.String()
}
