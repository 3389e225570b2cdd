package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"gongbao/graph/store"
)

// writeSamplesCommand is "samples DIR": it writes the sample texts.
func writeSamplesCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: samples DIR")
	}
	ts.Check(writeSamples(ts.MkAbs(args[0])))
}

// convertCommand is "convert CHARSET FROM TO": it writes a UTF-8 file in Big5
// or GB18030.
func convertCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: convert big5|gb18030 FROM TO")
	}
	enc := simplifiedchinese.GB18030.NewEncoder()
	if args[0] == "big5" {
		enc = traditionalchinese.Big5.NewEncoder()
	}
	out, err := enc.String(ts.ReadFile(args[1]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(out), 0o644))
}

// fillCommand is "fill FILE BYTES TEXT": it writes a file of about that size on
// one line.
func fillCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: fill FILE BYTES TEXT")
	}
	size, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), bytes.Repeat([]byte(args[2]), size/len(args[2])), 0o644))
}

// exitsCommand is "exits CODE PROGRAM ARG…": it runs a program and compares its
// exit code.
func exitsCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

// holdCommand is "hold STORE": this process opens a store for writing and keeps it
// until the script ends.
func holdCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: hold STORE")
	}
	st, err := store.Open(ts.MkAbs(args[0]), store.Options{})
	ts.Check(err)
	ts.Defer(func() { ts.Check(st.Close()) })
}

// damageCommand is "damage STORE": it changes a byte in the middle of the largest
// file of a store's tables.
func damageCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: damage STORE")
	}
	files, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), "data", "*.sst"))
	ts.Check(err)
	var largest []byte
	name := ""
	for _, f := range files {
		data, err := os.ReadFile(f)
		ts.Check(err)
		if len(data) > len(largest) {
			largest, name = data, f
		}
	}
	if name == "" {
		ts.Fatalf("the store has no tables")
	}
	largest[len(largest)/3] ^= 0xff
	ts.Check(os.WriteFile(name, largest, 0o644))
}

// bytesCommand is "bytes SOURCE CHARSET [some]": standard output of the last
// command are facts as extract prints them, or a statement as explain --json
// does, and each of their byte ranges, cut out of the source and decoded, must
// give the quoted text. With "some" a subject or object may stand for another
// word of the text, as a meeting does for 會議, but not all of them.
func bytesCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: bytes SOURCE utf-8|big5|gb18030 [some]")
	}
	data := []byte(ts.ReadFile(args[0]))
	cut := func(start, end int) string {
		if start < 0 || start >= end || end > len(data) {
			ts.Fatalf("bytes %d-%d lie outside the source of %d", start, end, len(data))
		}
		switch args[1] {
		case "big5":
			s, err := traditionalchinese.Big5.NewDecoder().Bytes(data[start:end])
			ts.Check(err)
			return string(s)
		case "gb18030":
			s, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data[start:end])
			ts.Check(err)
			return string(s)
		}
		return string(data[start:end])
	}
	out := ts.ReadFile("stdout")
	checked := 0
	compare := func(start, end int, want string) {
		if got := cut(start, end); got != want {
			ts.Fatalf("bytes %d-%d are %q, quoted is %q", start, end, got, want)
		}
		checked++
	}
	if strings.HasPrefix(out, "{\n") {
		var x explained
		ts.Check(json.Unmarshal([]byte(out), &x))
		for _, e := range x.Evidence {
			compare(e.ByteStart, e.ByteEnd, e.Sentence)
			for _, m := range e.Marks {
				compare(m.ByteStart, m.ByteEnd, m.Exact)
			}
		}
	} else {
		for _, line := range strings.Split(strings.TrimSpace(out), "\n") {
			var l factLine
			ts.Check(json.Unmarshal([]byte(line), &l))
			for name, span := range l.Spans {
				want := map[string]string{"s": l.S, "o": l.O}[name]
				if want == "" || len(args) > 2 && cut(span[0], span[1]) != want {
					continue
				}
				compare(span[0], span[1], want)
			}
		}
	}
	if checked == 0 {
		ts.Fatalf("nothing was compared")
	}
}

// captureCommand sets an environment variable to what the first group of a
// regular expression matches in the last standard output: capture NAME REGEXP.
func captureCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: capture NAME REGEXP")
	}
	m := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if len(m) < 2 {
		ts.Fatalf("nothing in the output matches %s", args[1])
	}
	ts.Setenv(args[0], m[1])
}
