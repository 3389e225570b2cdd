package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestWatch: the work is done at once, again after a file changed, was added or
// taken away, and not again while nothing changes.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.yaml")
	write := func(name, s string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(s), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(file, "1")
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	steps := []func(){
		func() { write(file, "12") },
		func() { write(filepath.Join(dir, "b.yaml"), "") },
		func() { _ = os.Remove(file) },
		func() { go func() { time.Sleep(50 * time.Millisecond); cancel() }() },
	}
	rounds := 0
	err := watch(ctx, []string{dir, filepath.Join(dir, "none")}, 5*time.Millisecond, func() error {
		if rounds < len(steps) {
			steps[rounds]()
		}
		rounds++
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if rounds != len(steps) {
		t.Errorf("%d rounds, want %d", rounds, len(steps))
	}
	failed := errors.New("failed")
	if err := watch(context.Background(), nil, time.Millisecond, func() error { return failed }); !errors.Is(err, failed) {
		t.Errorf("the watch ended with %v", err)
	}
}
