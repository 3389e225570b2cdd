package exports

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Output takes what an export writes.
type Output interface {
	// Create begins the next file. The name is relative, with slashes; a format
	// of a single file gives "". What was created before is complete then, and
	// its writer must not be used any more.
	Create(name string) (io.Writer, error)
}

// single is the Output of one file.
type single struct{ io.Writer }

func (s single) Create(string) (io.Writer, error) { return s.Writer, nil }

// To writes an export to where path says, as a whole or not at all: a file (by
// ToFile), a folder where the format is one of a folder, a ZIP archive of such
// a folder where the path ends in ".zip", and stdout where it is "-", which for
// a folder gets the archive.
func To(path string, stdout io.Writer, e Exporter, write func(Output) error) error {
	one := func(w io.Writer) error { return write(single{w}) }
	if IsFolder(e) {
		if path != "-" && !strings.HasSuffix(strings.ToLower(path), ".zip") {
			return toFolder(path, write)
		}
		one = func(w io.Writer) error {
			z := zip.NewWriter(w)
			if err := write(zipped{z}); err != nil {
				return err
			}
			return z.Close()
		}
	}
	if path != "-" {
		return ToFile(path, one)
	}
	buf := bufio.NewWriterSize(stdout, 64<<10)
	if err := one(buf); err != nil {
		return err
	}
	return buf.Flush()
}

// zipped is the Output of a ZIP archive. Its files have no time, so that the
// same content gives the same bytes.
type zipped struct{ *zip.Writer }

// folder is the Output of a folder.
type folder struct {
	dir  string
	file *os.File
	buf  *bufio.Writer
}

func (f *folder) Create(name string) (io.Writer, error) {
	if err := f.finish(); err != nil {
		return nil, err
	}
	path := filepath.Join(f.dir, filepath.FromSlash(name))
	if !filepath.IsLocal(name) {
		return nil, fmt.Errorf("the name %q leaves the folder", name)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	f.file, f.buf = file, bufio.NewWriter(file)
	return f.buf, nil
}

// finish completes the file begun last.
func (f *folder) finish() error {
	if f.file == nil {
		return nil
	}
	err := errors.Join(f.buf.Flush(), f.file.Close())
	f.file = nil
	return err
}

// marker is an empty file by which a later export knows that a folder holds
// nothing but an earlier one and may be replaced.
const marker = ".gongbao-export"

// toFolder writes a folder as a whole or not at all: a temporary folder beside
// it takes its name in the end. A folder with other things in it is left alone.
func toFolder(path string, write func(Output) error) (err error) {
	path = filepath.Clean(path)
	old, err := os.ReadDir(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case len(old) > 0:
		if _, err := os.Stat(filepath.Join(path, marker)); err != nil {
			return fmt.Errorf("%s holds files that no export wrote; name a new folder", path)
		}
	}
	tmp, err := os.MkdirTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.part")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	next := filepath.Join(tmp, "new")
	f := &folder{dir: next}
	if _, err = f.Create(marker); err == nil {
		err = write(f)
	}
	if err = errors.Join(err, f.finish()); err != nil {
		return err
	}
	if err := os.Rename(path, filepath.Join(tmp, "old")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Rename(next, path)
}
