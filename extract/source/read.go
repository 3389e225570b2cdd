package source

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Read reads the one document in a file: text, Markdown, HTML or DOCX. Files
// that may hold several (archives, files of records) are for Walk. Its errors
// are *Error values.
func Read(path string, o Options) (*Document, error) {
	data, err := readFile(path, o.limit())
	if err != nil {
		return nil, err
	}
	d, err := Parse(path, data, o)
	if err != nil {
		return nil, err
	}
	if err := beside(d, path, o); err != nil {
		return nil, err
	}
	return d, nil
}

// Parse makes a Document of bytes that are in memory. The path serves for
// messages, for the format and for the identity. The Document keeps data. Its
// errors are *Error values.
func Parse(path string, data []byte, o Options) (*Document, error) {
	if len(data) == 0 {
		return nil, fault(path, ErrEmpty, "remove it from the list", "")
	}
	if int64(len(data)) > o.limit() {
		return nil, tooLarge(path, o.limit())
	}
	d := &Document{Path: path, Bytes: data, MediaType: or(o.MediaType, mediaType(path, data))}
	if o.Date != "" {
		d.Date, d.DateSource = o.Date, DateGiven
	}
	if d.MediaType == DOCX {
		if err := docx(d, o.limit()); err != nil {
			return nil, err
		}
	}
	asked, err := o.charset()
	if err != nil {
		return nil, err
	}
	if d.Charset == "" && asked != "" {
		d.Charset = asked
	}
	if d.Charset == "" {
		declared := ""
		if d.MediaType == HTML {
			declared = declaredCharset(data)
		}
		d.Charset, d.valid, err = detect(d.Bytes, declared)
		switch {
		case errors.Is(err, ErrBinary):
			return nil, fault(path, ErrBinary, binaryRemedy(data), "")
		case err != nil:
			return nil, fault(path, ErrUndecodable, "name the character set, or convert the file to UTF-8", "neither UTF-8 nor GB18030 nor Big5")
		}
	}
	if d.MediaType == HTML {
		pageHead(d)
	}
	d.identify(o)
	return d, nil
}

// identify settles what follows from the address and the path.
func (d *Document) identify(o Options) {
	d.ID = Identity(d, o.ID, o.Root)
	if d.Date == "" {
		if date := dateInURL(d.URL); date != "" {
			d.Date, d.DateSource = date, DateURL
		}
	}
}

// readFile reads a file up to a limit.
func readFile(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil {
		switch {
		case info.IsDir():
			return nil, fault(path, ErrUnreadable, "name a file", "it is a folder")
		case info.Mode().IsRegular() && info.Size() > limit:
			return nil, tooLarge(path, limit)
		}
	}
	return readAll(path, f, limit)
}

// readAll reads a stream up to a limit.
func readAll(path string, r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, unreadable(path, err)
	}
	if int64(len(data)) > limit {
		return nil, tooLarge(path, limit)
	}
	return data, nil
}

func tooLarge(path string, limit int64) *Error {
	return fault(path, ErrTooLarge, "split it or raise the limit", "%d MiB", max(limit>>20, 1))
}

// unreadable wraps an error of the operating system, without its path.
func unreadable(path string, err error) *Error {
	remedy := "check the disk"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		remedy = "check the name"
	case errors.Is(err, fs.ErrPermission):
		remedy = "check its permissions"
	}
	var inner *fs.PathError
	if errors.As(err, &inner) {
		err = inner.Err
	}
	return fault(path, ErrUnreadable, remedy, "%v", err)
}

// extensions are the media types of the files that hold one document.
var extensions = map[string]string{
	".txt": Plain, ".text": Plain, ".md": Markdown, ".markdown": Markdown, ".html": HTML, ".htm": HTML, ".xhtml": HTML, ".shtml": HTML,
	".docx": DOCX, ".json": JSON, ".jsonl": JSONL, ".ndjson": JSONL,
}

// mediaType tells the format by the extension, else by the beginning.
func mediaType(path string, data []byte) string {
	ext := strings.ToLower(filepath.Ext(strings.TrimSuffix(strings.ToLower(path), ".gz")))
	if t, ok := extensions[ext]; ok && t != JSON && t != JSONL {
		return t
	}
	head := bytes.ToLower(bytes.TrimLeft(data[:min(len(data), 1024)], "\xEF\xBB\xBF \t\r\n"))
	switch {
	case bytes.HasPrefix(head, []byte("<!doctype html")), bytes.HasPrefix(head, []byte("<html")), bytes.HasPrefix(head, []byte("<?xml")) && bytes.Contains(head, []byte("<html")):
		return HTML
	case bytes.HasPrefix(data, []byte("PK\x03\x04")) && bytes.Contains(data, []byte("word/document.xml")):
		return DOCX
	}
	return Plain
}

// binaryRemedy advises on formats that are known and not read.
func binaryRemedy(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("%PDF")):
		return "take the text out of the PDF first"
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")):
		return "save it as DOCX or text first"
	}
	return "give text, Markdown, HTML, JSON or DOCX"
}
