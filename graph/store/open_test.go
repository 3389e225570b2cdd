package store

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// childRole names the environment variable that turns this test program into a
// process that holds, fills or crashes a store for a test.
const childRole = "GONGBAO_STORE_TEST_ROLE"

func TestMain(m *testing.M) {
	switch role, dir, _ := strings.Cut(os.Getenv(childRole), " "); role {
	case "":
		os.Exit(m.Run())
	case "hold", "hold-reading":
		holdStore(dir, role == "hold-reading")
	case "load":
		loadUntilKilled(dir)
	}
}

// child starts this program in a role and returns it with the lines it prints.
func child(t *testing.T, role, dir string) (*exec.Cmd, *bufio.Scanner, io.Closer) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), childRole+"="+role+" "+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out), in
}

// holdStore opens a store, says so, and holds it until its input ends.
func holdStore(dir string, reading bool) {
	s, err := Open(dir, Options{ReadOnly: reading})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("open")
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := s.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// hold lets another process hold a store until release is called.
func hold(t *testing.T, dir string, reading bool) (pid int, release func()) {
	t.Helper()
	role := "hold"
	if reading {
		role = "hold-reading"
	}
	cmd, lines, in := child(t, role, dir)
	if !lines.Scan() || lines.Text() != "open" {
		t.Fatalf("the other process says %q", lines.Text())
	}
	var done bool
	release = func() {
		if done {
			return
		}
		done = true
		_ = in.Close()
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(release)
	return cmd.Process.Pid, release
}

func smallStore(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "kg")
	s := openDir(t, dir, Options{})
	mustUpdate(t, s, func(b *Batch) error { return b.Add(quadOf("a", "p", "b", "g")) })
	closeStore(t, s)
	return dir
}

func TestSecondWriterIsToldWhoHoldsTheStore(t *testing.T) {
	dir := smallStore(t)
	pid, release := hold(t, dir, false)
	for _, reading := range []bool{false, true} {
		_, err := Open(dir, Options{ReadOnly: reading})
		var locked *LockedError
		if !errors.As(err, &locked) {
			t.Fatalf("reading %v: %v", reading, err)
		}
		if len(locked.Holders) != 1 || locked.Holders[0].PID != pid || !strings.Contains(err.Error(), fmt.Sprint(pid)) {
			t.Errorf("the error %q does not name process %d", err, pid)
		}
		if strings.Contains(err.Error(), "\n") {
			t.Errorf("the error has several lines: %q", err)
		}
	}
	time.AfterFunc(50*time.Millisecond, release)
	s, err := Open(dir, Options{Wait: 20 * time.Second})
	if err != nil {
		t.Fatalf("waiting for the store: %v", err)
	}
	closeStore(t, s)
}

func TestReadersShareTheStore(t *testing.T) {
	dir := smallStore(t)
	first, _ := hold(t, dir, true)
	second, _ := hold(t, dir, true)
	s := openDir(t, dir, Options{ReadOnly: true})
	if got := storeContents(t, s); len(got) != 1 {
		t.Errorf("a reader beside others sees %v", got)
	}
	closeStore(t, s)
	_, err := Open(dir, Options{})
	var locked *LockedError
	if !errors.As(err, &locked) {
		t.Fatalf("a writer beside readers: %v", err)
	}
	for _, pid := range []int{first, second} {
		if !slices.ContainsFunc(locked.Holders, func(h Holder) bool { return h.PID == pid }) {
			t.Errorf("the error %q does not name process %d", err, pid)
		}
	}
}

func TestSameProcessCannotOpenTwice(t *testing.T) {
	dir := smallStore(t)
	s := openDir(t, dir, Options{})
	var locked *LockedError
	if _, err := Open(dir, Options{}); !errors.As(err, &locked) || locked.Holders[0].PID != os.Getpid() {
		t.Errorf("got %v", err)
	}
	closeStore(t, s)
	closeStore(t, openDir(t, dir, Options{}))
}

func TestWhatIsNoStoreIsLeftAlone(t *testing.T) {
	var foreign *ForeignError
	var missing *MissingError
	var version *VersionError
	var corrupt *CorruptError
	write := func(name, text string) string {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	truncated := smallStore(t)
	if err := os.RemoveAll(filepath.Join(truncated, dataName)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(write("f", ""), "f")
	for _, c := range []struct {
		name, dir string
		o         Options
		as        any
	}{
		{"a folder of other things", write("letter.txt", "Dear"), Options{}, &foreign},
		{"a folder of other things, to read", write("letter.txt", "Dear"), Options{ReadOnly: true}, &foreign},
		{"a file", file, Options{}, &foreign},
		{"another program's marker", write(markerName, "books\n"), Options{}, &foreign},
		{"nothing", filepath.Join(t.TempDir(), "none"), Options{ReadOnly: true}, &missing},
		{"an empty folder", t.TempDir(), Options{ReadOnly: true}, &missing},
		{"a newer format", write(markerName, markerText+"7\n"), Options{}, &version},
		{"an older format", write(markerName, markerText+"0\n"), Options{}, &version},
		{"a marker alone", write(markerName, fmt.Sprintf("%s%d\n", markerText, Version)), Options{}, &corrupt},
		{"a store without its data", truncated, Options{ReadOnly: true}, &corrupt},
	} {
		s, err := Open(c.dir, c.o)
		if s != nil || !errors.As(err, c.as) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v (%T)", c.name, err, err)
		}
		if _, err := os.Stat(filepath.Join(c.dir, "letter.txt")); err != nil && strings.Contains(c.name, "other things") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestDamageIsFound flips, cuts and removes each file of a store in turn. Every
// opening or check must either notice or find all quads in place, and none may
// panic.
func TestDamageIsFound(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kg")
	s := openDir(t, dir, Options{})
	for i := range 20 {
		mustUpdate(t, s, func(b *Batch) error {
			return b.ReplaceGraph(iri("g%d", i), sampleDocument(i))
		})
	}
	want := storeContents(t, s)
	closeStore(t, s)
	names, err := filepath.Glob(filepath.Join(dir, dataName, "*"))
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	noticed := 0
	for _, name := range names {
		whole, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, damage := range []string{"flip", "cut", "remove"} {
			copied := filepath.Join(t.TempDir(), "kg")
			if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(copied, dataName, filepath.Base(name))
			bad := slices.Clone(whole)
			switch {
			case damage == "remove":
				err = os.Remove(path)
			case len(bad) == 0:
				continue
			case damage == "cut":
				err = os.WriteFile(path, bad[:len(bad)/2], 0o666)
			default:
				bad[len(bad)/2] ^= 0x20
				err = os.WriteFile(path, bad, 0o666)
			}
			if err != nil {
				t.Fatal(err)
			}
			if damaged(t, copied, want, filepath.Base(name)+" "+damage) {
				noticed++
			}
		}
	}
	if noticed == 0 {
		t.Error("no damage was noticed")
	}
}

// damaged reports whether a store shows its damage; it fails the test where a
// store shows none and yet has lost something.
func damaged(t *testing.T, dir string, want []rdfQuad, what string) bool {
	t.Helper()
	s, err := Open(dir, Options{ReadOnly: true})
	if err != nil {
		var corrupt *CorruptError
		var missing *MissingError
		if !errors.As(err, &corrupt) && !errors.As(err, &missing) {
			t.Errorf("%s: opening says %v (%T)", what, err, err)
		}
		return true
	}
	defer closeStore(t, s)
	r, err := s.Check(ctx)
	if err != nil || !r.Whole() {
		return true
	}
	if got := storeContents(t, s); !slices.Equal(got, want) {
		t.Errorf("%s: unnoticed, %d quads of %d are left", what, len(got), len(want))
	}
	return false
}
