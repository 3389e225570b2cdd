package rdf

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"path"
	"strings"
)

// Format is a way of writing RDF down.
type Format uint8

// The formats that this package reads and writes.
const (
	NTriples Format = iota + 1
	NQuads
	Turtle
	TriG
)

type formatInfo struct {
	name, mime string
	exts       []string
	otherMimes []string
}

var formats = map[Format]formatInfo{
	NTriples: {"N-Triples", "application/n-triples", []string{"nt", "ntriples"}, []string{"text/plain"}},
	NQuads:   {"N-Quads", "application/n-quads", []string{"nq", "nquads"}, []string{"text/x-nquads"}},
	Turtle:   {"Turtle", "text/turtle", []string{"ttl", "turtle"}, []string{"application/x-turtle", "application/turtle"}},
	TriG:     {"TriG", "application/trig", []string{"trig"}, []string{"application/x-trig"}},
}

// String returns the format's own name, such as "N-Quads".
func (f Format) String() string {
	if info, ok := formats[f]; ok {
		return info.name
	}
	return fmt.Sprintf("Format(%d)", uint8(f))
}

// ContentType returns the format's registered media type.
func (f Format) ContentType() string { return formats[f].mime }

// Extension returns the format's usual file name extension, without a dot.
func (f Format) Extension() string {
	if info, ok := formats[f]; ok {
		return info.exts[0]
	}
	return ""
}

// HasGraphs reports whether the format can name graphs.
func (f Format) HasGraphs() bool { return f == NQuads || f == TriG }

// FormatByPath tells the format by a file name's extension, before which a
// ".gz" is passed over. A bare name such as "ttl" or "trig" will do as well.
func FormatByPath(name string) (Format, bool) {
	name = strings.TrimSuffix(strings.ToLower(name), ".gz")
	ext := strings.TrimPrefix(path.Ext(name), ".")
	if ext == "" {
		ext = name
	}
	for f, info := range formats {
		for _, e := range info.exts {
			if e == ext {
				return f, true
			}
		}
	}
	return 0, false
}

// FormatByContentType tells the format by a media type; parameters such as a
// charset are passed over.
func FormatByContentType(contentType string) (Format, bool) {
	mime, _, _ := strings.Cut(contentType, ";")
	mime = strings.ToLower(strings.TrimSpace(mime))
	for f, info := range formats {
		if mime == info.mime {
			return f, true
		}
		for _, m := range info.otherMimes {
			if m == mime {
				return f, true
			}
		}
	}
	return 0, false
}

// Reader reads quads one after the other. Read returns io.EOF behind the last
// one, a *SyntaxError where the input breaks the rules of its format, and the
// error of the input where that fails; after an error it returns it again.
type Reader interface {
	Read() (Quad, error)
}

// PrefixReader is a Reader of a format that declares prefixes.
type PrefixReader interface {
	Reader
	// Prefixes returns the namespaces declared so far by prefix. The map is
	// the reader's own and grows as it reads on.
	Prefixes() map[string]string
}

// Option changes how Open reads.
type Option func(*options)

type options struct {
	rdf12        bool
	withoutKnakk bool
	blankPrefix  string
}

// WithRDF12 makes a reader accept the syntax of RDF 1.2: triple terms,
// reified triples, annotations, base directions and version announcements.
func WithRDF12() Option { return func(o *options) { o.rdf12 = true } }

// WithoutKnakk has N-Triples and N-Quads decoded by this package alone, which
// reads the same terms several times as fast: knakk/rdf passes every token
// from one goroutine to another. RDF 1.2 is read so in any case.
func WithoutKnakk() Option { return func(o *options) { o.withoutKnakk = true } }

// WithBlankPrefix puts a prefix before the label of every blank node, so that
// the blank nodes of several documents can live in one dataset without being
// mistaken for each other.
func WithBlankPrefix(prefix string) Option { return func(o *options) { o.blankPrefix = prefix } }

// Open returns a reader of RDF text in the given format. Relative IRIs are
// resolved against base, the absolute IRI of the document; with an empty base
// they are errors, unless the document itself declares one. Text compressed by
// gzip is recognised and unpacked.
//
// Blank nodes keep their labels, except that a label which looks like the ones
// given to nameless nodes ("anon1") gets an underscore; so no two nodes of a
// document ever share a label.
func Open(r io.Reader, format Format, base string, opts ...Option) Reader {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	r, err := unpack(r)
	if err != nil {
		return failedReader{err}
	}
	switch format {
	case Turtle, TriG:
		return newTurtleReader(r, format, base, o)
	case NTriples, NQuads:
		return newLineReader(r, format, o)
	}
	return failedReader{fmt.Errorf("rdf: no reader for %v; use N-Triples, N-Quads, Turtle or TriG", format)}
}

// ReadAll reads to the end. With an error come the quads read before it.
func ReadAll(r Reader) ([]Quad, error) {
	var quads []Quad
	for {
		q, err := r.Read()
		if err == io.EOF {
			return quads, nil
		}
		if err != nil {
			return quads, err
		}
		quads = append(quads, q)
	}
}

// unpack returns the decompressed text where r begins as gzip does, which no
// RDF text can, and else r.
func unpack(r io.Reader) (io.Reader, error) {
	br := bufio.NewReader(r)
	head, _ := br.Peek(2) // an error comes again at the first read
	if len(head) == 2 && head[0] == 0x1f && head[1] == 0x8b {
		z, err := gzip.NewReader(br)
		if err != nil {
			return nil, fmt.Errorf("rdf: the gzip header is damaged: %w", err)
		}
		return z, nil
	}
	return br, nil
}

type failedReader struct{ err error }

func (f failedReader) Read() (Quad, error) { return Quad{}, f.err }
