// Package source reads documents: from files, folders, archives, streams of
// records or a pipe, in the character sets and formats that Chinese official
// texts come in, and hands on each one's bytes with what is known of it, and
// its clean text.
//
// A Document keeps its bytes as they were given. Clean decodes them and leaves
// out what a page has put in: byte order marks, footnote marks, reading glosses
// after a character, doubled commas, zero-width characters, entities. It does
// so by skipping in the offset map of a text.Text, so that every span of clean
// text still knows its bytes in the source.
package source

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"strings"
)

// DateSource says where the date of a document comes from.
type DateSource string

// The sources of a date, the most trusted first.
const (
	DateGiven    DateSource = "given"    // by the caller, for documents whose date is known
	DateMetadata DateSource = "metadata" // in meta.json, a record's field, the head of a page
	DateURL      DateSource = "url"      // in the address
	DateLine     DateSource = "dateline" // in the dateline, a subtitle, or the signature
	DateUnknown  DateSource = ""
)

// The media types that are read as such.
const (
	Plain    = "text/plain"
	Markdown = "text/markdown"
	HTML     = "text/html"
	JSON     = "application/json"
	JSONL    = "application/jsonl"
	DOCX     = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

// Document is one text with what is known of it.
type Document struct {
	// ID tells the document from all others; see Identity.
	ID string
	// URL is the address that the document was published at, if known.
	URL string
	// Path says where the document was read: a file, a member of an archive
	// ("news.zip!a.txt"), a record ("news.jsonl:12"), or "-".
	Path string
	// Title and Date come from metadata; Clean fills them from the text where
	// they are empty. Date is an ISO 8601 calendar date, possibly partial.
	Title      string
	Date       string
	DateSource DateSource
	// MediaType is the format of Bytes, without parameters.
	MediaType string
	// Charset is the character set of Bytes: utf-8, gb18030, big5, utf-16le or
	// utf-16be.
	Charset string
	// Bytes is the document as given. Positions in the source count its bytes. It
	// must not be written to: the clean text may share it.
	Bytes []byte
	// valid says that Bytes is known to be UTF-8 without fault.
	valid bool
	// Extracted says that Bytes is not a file as it lies on disk but text taken
	// out of one (a field of a record, the paragraphs of a DOCX file), so that
	// positions count bytes of the extracted text.
	Extracted bool
}

// Hash returns the SHA-256 of the document's bytes in hexadecimal.
func (d *Document) Hash() string {
	sum := sha256.Sum256(d.Bytes)
	return hex.EncodeToString(sum[:])
}

// Identity returns the ID that a document has by its own nature: its URL; else
// the id given; else its path, made absolute and then relative to root, with
// slashes; else, for a pipe, the hash of its bytes. An empty root leaves the
// path absolute.
func Identity(d *Document, id, root string) string {
	switch {
	case d.URL != "":
		return d.URL
	case id != "":
		return id
	case d.Path == "" || d.Path == "-":
		return "sha256:" + d.Hash()
	}
	file, inside := splitPath(d.Path)
	path, err := filepath.Abs(file)
	if err != nil {
		path = file
	}
	if root != "" {
		if rel, err := filepath.Rel(root, path); err == nil {
			path = rel
		}
	}
	return filepath.ToSlash(path) + inside
}

// memberMark stands between an archive and the path of a member of it,
// recordMark between a file of records and the number of a record.
const (
	memberMark = "!"
	recordMark = ":"
)

// splitPath parts the file on disk from what names a place inside it.
func splitPath(path string) (file, inside string) {
	base := strings.LastIndexByte(path, filepath.Separator) + 1
	for _, ext := range archiveExtensions {
		if i := strings.Index(strings.ToLower(path), ext+memberMark); i >= 0 {
			i += len(ext)
			return path[:i], path[i:]
		}
	}
	for i := len(path) - 1; i > base; i-- {
		if path[i] == recordMark[0] && i+1 < len(path) {
			if strings.Contains(strings.ToLower(path[base:i]), ".json") || strings.HasSuffix(strings.ToLower(path[base:i]), ".ndjson") {
				return path[:i], path[i:]
			}
			break
		}
		if path[i] < '0' || path[i] > '9' {
			break
		}
	}
	return path, ""
}
