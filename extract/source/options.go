package source

import (
	"io"
	"strings"
)

// DefaultLimit is the size up to which a document is read, in bytes.
const DefaultLimit = 32 << 20

// Options say how to read. The zero value reads anything up to DefaultLimit.
type Options struct {
	// Limit bounds one document, in bytes; 0 means DefaultLimit. It holds for
	// each record and each member of an archive, after decompression.
	Limit int64
	// Date is a date known for every document, ISO 8601, possibly partial. It
	// goes before all others.
	Date string
	// ID is the identity of a document that has no URL; it suits a single one.
	ID string
	// Root is the folder that identities made of paths are relative to.
	Root string
	// Charset and MediaType overrule what is found out. Charset may be any
	// name that pages use.
	Charset   string
	MediaType string
	// Fields names the fields of a JSON record.
	Fields Fields
	// Stdin is read for the path "-".
	Stdin io.Reader
	// Taken, where it is not nil, hears how many more bytes of the files that
	// Size counts have been read. Walk calls it from the goroutine that walks.
	Taken func(bytes int64)
}

// took tells Taken.
func (o Options) took(bytes int64) {
	if o.Taken != nil && bytes > 0 {
		o.Taken(bytes)
	}
}

// Fields are the names of a record's fields; empty ones mean id, url, date,
// title and text. A dot goes into an object within the record.
type Fields struct {
	ID, URL, Date, Title, Text string
}

// limit returns the limit in force.
func (o Options) limit() int64 {
	if o.Limit > 0 {
		return o.Limit
	}
	return DefaultLimit
}

// or returns the name, or the other one when it is empty.
func or(name, other string) string {
	if name != "" {
		return name
	}
	return other
}

// charset returns the character set asked for, by the name used here.
func (o Options) charset() (string, error) {
	if o.Charset == "" {
		return "", nil
	}
	name, ok := charsetNames[strings.ToLower(strings.TrimSpace(o.Charset))]
	if !ok {
		return "", fault("charset "+o.Charset, ErrOption, "use utf-8, gb18030, big5, utf-16le or utf-16be", "unknown name")
	}
	return name, nil
}
