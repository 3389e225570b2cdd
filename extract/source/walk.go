package source

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// archiveExtensions are the names of archives, the longer ones first.
var archiveExtensions = []string{".tar.gz", ".tgz", ".tar", ".zip"}

// Walk yields the documents that the paths hold, in the order of the paths, and
// for each that cannot be read an *Error, after which it goes on. A path is a
// file, a folder (read in the order of names, hidden files left out), an archive
// (zip, tar, tar.gz), a file of JSON records, any of these under gzip, or "-"
// for standard input. Inside folders and archives only files with the extension
// of a format are read; a file that is named is read whatever it is called.
func Walk(paths []string, o Options) iter.Seq2[*Document, error] {
	return func(yield func(*Document, error) bool) {
		w := walker{o: o, yield: yield}
		for _, path := range paths {
			if !w.path(path) {
				return
			}
		}
	}
}

// walker carries the options and the consumer. Its methods report whether to go
// on.
type walker struct {
	o     Options
	yield func(*Document, error) bool
}

func (w *walker) path(path string) bool {
	if path == "-" {
		if w.o.Stdin == nil {
			return w.yield(nil, fault(path, ErrUnreadable, "name a file", "there is no standard input"))
		}
		return w.stream(path, w.o.Stdin, true)
	}
	info, err := os.Stat(path)
	if err != nil {
		return w.yield(nil, unreadable(path, err))
	}
	if info.IsDir() {
		return w.folder(path)
	}
	return w.file(path, true)
}

// folder reads a folder and those in it.
func (w *walker) folder(root string) bool {
	more := true
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			if more = w.yield(nil, unreadable(path, err)); more {
				if e != nil && e.IsDir() {
					return fs.SkipDir
				}
				return nil
			}
		case path != root && strings.HasPrefix(e.Name(), "."):
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case e.IsDir():
			return nil
		case e.Type()&^fs.ModeSymlink != 0 || !isKnown(path) || isMeta(path):
			return nil
		case e.Type() != 0:
			if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
				return nil
			}
			more = w.file(path, false)
		default:
			more = w.file(path, false)
		}
		if !more {
			return fs.SkipAll
		}
		return nil
	})
	if err != nil && more {
		return w.yield(nil, unreadable(root, err))
	}
	return more
}

// isKnown reports names that say a format.
func isKnown(path string) bool {
	name := strings.ToLower(path)
	if hasArchiveExtension(name) {
		return true
	}
	_, ok := extensions[filepath.Ext(strings.TrimSuffix(name, ".gz"))]
	return ok
}

func hasArchiveExtension(name string) bool {
	for _, ext := range archiveExtensions {
		if strings.HasSuffix(name, ext) {
			return true
		}
	}
	return false
}

// file reads one file on disk. A named file of records without a text is an
// error; one that lies in a folder is not.
func (w *walker) file(path string, named bool) bool {
	name := strings.ToLower(path)
	if strings.HasSuffix(name, ".zip") {
		more := w.zipFile(path)
		w.o.took(max(fileSize(path), 0))
		return more
	}
	if ext := extensions[filepath.Ext(name)]; ext != "" && ext != JSON && ext != JSONL && !isRecords(w.o.MediaType) {
		d, err := Read(path, w.o)
		w.o.took(max(fileSize(path), 0))
		return w.yield(d, err)
	}
	f, err := os.Open(path)
	if err != nil {
		return w.yield(nil, unreadable(path, err))
	}
	defer f.Close()
	return w.stream(path, &metered{f, w.o}, named)
}

// metered is a file that tells how much of it has been read.
type metered struct {
	r io.Reader
	o Options
}

func (m *metered) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.o.took(int64(n))
	return n, err
}

// Size returns the bytes of all files that Walk would read for the paths, or -1
// where that cannot be known beforehand, as for a pipe.
func Size(paths []string) int64 {
	var total int64
	for _, root := range paths {
		info, err := os.Stat(root)
		if err == nil && !info.IsDir() {
			if !info.Mode().IsRegular() {
				return -1
			}
			total += info.Size()
			continue
		}
		if root == "-" {
			return -1
		}
		// What cannot be read is told by Walk.
		_ = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return nil
			case path != root && strings.HasPrefix(e.Name(), "."):
				if e.IsDir() {
					return fs.SkipDir
				}
			case !e.IsDir() && isKnown(path) && !isMeta(path):
				total += max(fileSize(path), 0)
			}
			return nil
		})
	}
	return total
}

// fileSize returns the size of a regular file, or -1.
func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return -1
	}
	return info.Size()
}

func isRecords(mediaType string) bool { return mediaType == JSON || mediaType == JSONL }

// stream reads what a file or a pipe holds, told by its name and its first
// bytes.
func (w *walker) stream(path string, r io.Reader, named bool) bool {
	in := bufio.NewReaderSize(r, 64<<10)
	if magic, _ := in.Peek(2); bytes.Equal(magic, []byte("\x1F\x8B")) {
		z, err := gzip.NewReader(in)
		if err != nil {
			return w.yield(nil, fault(path, ErrFormat, "fetch it again", "%v", err))
		}
		defer z.Close()
		// One layer is taken off; a gzip within a gzip is read as it is, and found
		// to be no text.
		in = bufio.NewReaderSize(z, 64<<10)
	}
	magic, err := in.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return w.yield(nil, unreadable(path, err))
	}
	name := strings.TrimSuffix(strings.ToLower(path), ".gz")
	if len(magic) > 262 && string(magic[257:262]) == "ustar" || strings.HasSuffix(name, ".tar") || strings.HasSuffix(name, ".tgz") {
		return w.tarFile(path, in)
	}
	if w.holdsRecords(name, magic) {
		more, found := records(path, in, w.o, w.yield)
		if more && found == 0 && named {
			return w.yield(nil, fault(path, ErrNoText, "name the field that holds the text", "looked for %q", or(w.o.Fields.Text, "text")))
		}
		return more
	}
	data, err := readAll(path, in, w.o.limit())
	if err != nil {
		return w.yield(nil, err)
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) && mediaType(path, data) != DOCX {
		return w.zipBytes(path, data)
	}
	d, err := Parse(path, data, w.o)
	if err == nil && path != "-" {
		err = beside(d, path, w.o)
	}
	if err != nil {
		return w.yield(nil, err)
	}
	return w.yield(d, nil)
}

// holdsRecords tells JSON by the options, the name, or the first bytes.
func (w *walker) holdsRecords(name string, magic []byte) bool {
	if w.o.MediaType != "" {
		return isRecords(w.o.MediaType)
	}
	ext := filepath.Ext(name)
	if t, ok := extensions[ext]; ok {
		return isRecords(t)
	}
	head := bytes.TrimLeft(magic, "\xEF\xBB\xBF \t\r\n")
	return bytes.HasPrefix(head, []byte("{\"")) || bytes.HasPrefix(head, []byte("[{"))
}

// zipFile reads the members of a zip archive, in the order of their names.
func (w *walker) zipFile(path string) bool {
	z, err := zip.OpenReader(path)
	if err != nil {
		var inner *fs.PathError
		if errors.As(err, &inner) {
			return w.yield(nil, unreadable(path, err))
		}
		return w.yield(nil, fault(path, ErrFormat, "fetch it again", "%v", err))
	}
	defer z.Close()
	return w.members(path, z.File)
}

func (w *walker) zipBytes(path string, data []byte) bool {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return w.yield(nil, fault(path, ErrFormat, "fetch it again", "%v", err))
	}
	return w.members(path, z.File)
}

func (w *walker) members(path string, files []*zip.File) bool {
	files = append([]*zip.File(nil), files...)
	sort.SliceStable(files, func(i, j int) bool { return files[i].Name < files[j].Name })
	for _, f := range files {
		if f.FileInfo().IsDir() || !isMember(f.Name) {
			continue
		}
		at := path + memberMark + f.Name
		r, err := f.Open()
		if err != nil {
			if !w.yield(nil, fault(at, ErrFormat, "fetch the archive again", "%v", err)) {
				return false
			}
			continue
		}
		more := w.member(at, r)
		_ = r.Close() // what could be read has been read
		if !more {
			return false
		}
	}
	return true
}

// tarFile reads the members of a tar archive, in the order they stand in.
func (w *walker) tarFile(path string, r io.Reader) bool {
	t := tar.NewReader(r)
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			return w.yield(nil, fault(path, ErrFormat, "fetch it again", "%v", err))
		}
		if h.Typeflag != tar.TypeReg || !isMember(h.Name) {
			continue
		}
		if !w.member(path+memberMark+h.Name, t) {
			return false
		}
	}
}

// isMember reports members that are documents. Archives within archives are
// not opened.
func isMember(name string) bool {
	for _, part := range strings.Split(name, "/") {
		if strings.HasPrefix(part, ".") || part == "__MACOSX" {
			return false
		}
	}
	return isKnown(name) && !isMeta(name) && !hasArchiveExtension(strings.ToLower(name)) && !strings.HasSuffix(strings.ToLower(name), ".gz")
}

// member reads one member of an archive.
func (w *walker) member(path string, r io.Reader) bool {
	if isRecords(extensions[strings.ToLower(filepath.Ext(path))]) {
		more, _ := records(path, r, w.o, w.yield)
		return more
	}
	data, err := readAll(path, r, w.o.limit())
	if err != nil {
		return w.yield(nil, err)
	}
	return w.yield(Parse(path, data, w.o))
}
