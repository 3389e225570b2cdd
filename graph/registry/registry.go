// Package registry says which records the store keeps beside its quads and how
// they are written: the register of source documents, their clean texts and
// offset maps, and the index of names by which entities are found. Ingest
// writes them in the same batch as the quads, and look-up reads them, so that
// neither needs to know the other. Of the project it imports the leaf
// extract/text and what is below it alone, for the texts that it keeps and for
// folding and reading names.
package registry

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"github.com/klauspost/compress/zstd"

	"gongbao/extract/text"
)

// Document is the register's entry of one source document.
type Document struct {
	// ID is the document's own identity: a URL, a name the user gave, a path
	// relative to Root, or the hash of what came from standard input.
	ID string `json:"id"`
	// IRI names the document and its graph.
	IRI string `json:"iri"`
	// Title and Date (ISO 8601) are as the source or the user tells them.
	Title string `json:"title,omitempty"`
	Date  string `json:"date,omitempty"`
	// Source is the path or URL that the bytes were read from; empty for
	// standard input. URL is the address that the document itself gives.
	Source string `json:"source,omitempty"`
	URL    string `json:"url,omitempty"`
	// ContentHash is the SHA-256 of the source's bytes in hexadecimal, Bytes
	// their number and Charset their character set.
	ContentHash string `json:"content_hash"`
	Bytes       int    `json:"bytes"`
	Charset     string `json:"charset,omitempty"`
	// Extracted says that byte ranges count bytes of text that was taken out of
	// the source, not of the file itself.
	Extracted bool `json:"extracted,omitempty"`
	// Language is the BCP 47 tag of the text as far as it is known.
	Language string `json:"language,omitempty"`
	// Pack is the name and version of the rule pack, PackHash the hash of its
	// content and Engine the version of the program.
	Pack     string `json:"pack"`
	PackHash string `json:"pack_hash"`
	Engine   string `json:"engine"`
	// Fingerprint is a hash of all that the document's graph depends on: where
	// it is unchanged, so is the graph.
	Fingerprint string `json:"fingerprint"`
	// Facts, Statements, Entities and Quads count what the document gave. A fact
	// told twice is one statement.
	Facts      int `json:"facts"`
	Statements int `json:"statements"`
	Entities   int `json:"entities"`
	Quads      int `json:"quads"`
	// HasText tells whether the clean text is kept.
	HasText bool `json:"has_text"`
}

// Index lists what stands for a document in the indexes of names and of
// statements, and goes when the document goes.
type Index struct {
	// Names are the names that the document bears, by NameKey.
	Names []string `json:"names"`
	// Refs are keys of the bucket Statements.
	Refs []string `json:"refs"`
	// Keys are keys of a bucket that version 2 of the model had.
	Keys []string `json:"keys,omitempty"`
}

// Buckets of the store's side records.
const (
	// Settings holds what the store as a whole was made with, under the names
	// below.
	Settings = "settings"
	// Documents holds a register entry for each document, by its ID.
	Documents = "documents"
	// Indexes holds the Index of each document, by its ID.
	Indexes = "indexes"
	// Texts holds the clean text of each document with its map to the source,
	// by the document's ID.
	Texts = "texts"
	// FormerNames held the names of each document up to version 2 of the model.
	FormerNames = "names"
	// Statements holds the IRI of each statement by its Ref.
	Statements = "statements"
)

// RootSetting is the name of the setting that holds the folder to which the
// paths of documents are relative.
const RootSetting = "root"

// Ref returns the short name of a statement, which is the end of its IRI; or
// the whole where it has no slash.
func Ref(iri string) string { return iri[strings.LastIndexByte(iri, '/')+1:] }

// NameKey returns how an Index writes a name: as folded for comparison, then
// the label's text and language.
func NameKey(folded, text, lang string) string {
	return folded + "\x00" + text + "\x00" + lang
}

// FoldName returns the form of a name under which the index keeps it: script,
// width and capitals made one, and spaces, dots, dashes, quotation marks and
// other punctuation left out. A name of nothing else stays as it is.
func FoldName(name string) string {
	folded := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || unicode.IsSymbol(r) {
			return text.Fold(r)
		}
		return -1
	}, name)
	if folded == "" {
		return strings.ReplaceAll(strings.TrimSpace(name), "\x00", "")
	}
	return folded
}

// EncodeText returns the value of a document's text.
func EncodeText(t *text.Text) []byte { return Compress(t.Marshal()) }

// DecodeText reads the value of a document's text.
func DecodeText(value []byte) (*text.Text, error) {
	data, err := Decompress(value)
	if err != nil {
		return nil, fmt.Errorf("stored text: %w", err)
	}
	return text.Unmarshal(data)
}

// ParseNameKey splits what NameKey wrote.
func ParseNameKey(key string) (folded, text, lang string, err error) {
	folded, rest, ok := strings.Cut(key, "\x00")
	if i := strings.LastIndexByte(rest, 0); ok && i >= 0 {
		return folded, rest[:i], rest[i+1:], nil
	}
	return "", "", "", fmt.Errorf("not a name of the index: %q", key)
}

// Encode returns the value of a document's register entry.
func (d *Document) Encode() ([]byte, error) { return json.Marshal(d) }

// DecodeDocument reads the value of a register entry.
func DecodeDocument(value []byte) (*Document, error) {
	d := new(Document)
	if err := json.Unmarshal(value, d); err != nil {
		return nil, fmt.Errorf("register entry of a document: %w", err)
	}
	return d, nil
}

// Encode returns the value of a document's index.
func (x *Index) Encode() ([]byte, error) {
	data, err := json.Marshal(x)
	if err != nil {
		return nil, err
	}
	return Compress(data), nil
}

// DecodeIndex reads the value of a document's index.
func DecodeIndex(value []byte) (*Index, error) {
	data, err := Decompress(value)
	x := new(Index)
	if err == nil {
		err = json.Unmarshal(data, x)
	}
	if err != nil {
		return nil, fmt.Errorf("index of a document: %w", err)
	}
	return x, nil
}

// maxRecord bounds what a record may unpack to, in bytes, so that a damaged
// store cannot fill the memory.
const maxRecord = 1 << 30

// encoder and decoder are made on first use; both are safe for concurrent use
// of the methods called here. Their options are constants, so that making them
// cannot fail.
var (
	encoder = sync.OnceValue(func() *zstd.Encoder {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedDefault))
		if err != nil {
			return nil
		}
		return e
	})
	decoder = sync.OnceValue(func() *zstd.Decoder {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxRecord))
		if err != nil {
			return nil
		}
		return d
	})
)

// Compress packs the value of a large record with Zstandard. The same data
// gives the same bytes.
func Compress(data []byte) []byte { return encoder().EncodeAll(data, nil) }

// Decompress unpacks what Compress made.
func Decompress(value []byte) ([]byte, error) { return decoder().DecodeAll(value, nil) }
