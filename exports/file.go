package exports

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// ToFile writes a file as a whole or not at all: write fills a temporary file
// in the same folder, which takes the file's name only after everything has
// reached the disk. A name that ends in ".gz" is compressed by gzip. What stood
// under the name before stays until then.
func ToFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.part")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	err = fill(f, strings.HasSuffix(strings.ToLower(path), ".gz"), write)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// fill writes through a buffer, and through gzip where that is asked for. The
// header of the archive holds no time, so that the same content gives the same
// bytes.
func fill(f io.Writer, zipped bool, write func(io.Writer) error) error {
	buf := bufio.NewWriterSize(f, 64<<10)
	if !zipped {
		if err := write(buf); err != nil {
			return err
		}
		return buf.Flush()
	}
	z := gzip.NewWriter(buf)
	if err := write(z); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return buf.Flush()
}
