package exports

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestToFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.txt")
	if err := ToFile(path, func(w io.Writer) error { _, err := io.WriteString(w, "first"); return err }); err != nil {
		t.Fatal(err)
	}
	failure := errors.New("no more")
	err := ToFile(path, func(w io.Writer) error {
		if _, err := io.WriteString(w, "half"); err != nil {
			return err
		}
		return failure
	})
	if !errors.Is(err, failure) {
		t.Errorf("error %v, want the writer's own", err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "first" {
		t.Errorf("after a failure the file holds %q, %v", data, err)
	}
	zipped := filepath.Join(dir, "out.gz")
	var sizes [2]int64
	for i := range sizes {
		if err := ToFile(zipped, func(w io.Writer) error { _, err := w.Write(make([]byte, 1<<16)); return err }); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(zipped)
		if err != nil {
			t.Fatal(err)
		}
		sizes[i] = info.Size()
	}
	if sizes[0] != sizes[1] || sizes[0] > 1<<12 {
		t.Errorf("compressed sizes %v", sizes)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("%d files left in the folder, want 2: %v", len(entries), err)
	}
}
