package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"sync/atomic"

	"gongbao/graph/rdf"
	"gongbao/graph/store/kv"
)

// The dictionary gives each term an id of 8 bytes, counted upwards. Counted ids
// are small and the ids of a document lie together, so the orderings compress
// several times better than with hashes for ids, and two terms can never share
// one. An id is never given again, so what an id means can be cached for ever.
//
// A term is found by the first 8 bytes of its SHA-256, behind which the id
// stands in the key; whatever has the same 8 bytes is compared in full.

// Ids below firstID are the dataset's and this package's own. The rdf:type
// property has a fixed id so that counting the members of classes needs no
// look-up.
const (
	typeID  rdf.ID = 2
	firstID rdf.ID = 1024
)

var typeTerm = rdf.NewIRI(rdf.RDF + "type")

// Tags of the stored forms of terms: literals of the two common kinds go
// without their datatype.
const (
	tagIRI = iota + 1
	tagBlank
	tagString   // xsd:string: the lexical form
	tagLang     // rdf:langString: length of the tag, tag, lexical form
	tagTyped    // length of the datatype, datatype, lexical form
	tagBoth     // as tagTyped, with the language tag between
	tagTriple   // the three terms as text
	maxTermSize = 1 << 28
)

// encodeTerm appends the stored form of a term. It fails for the zero Term and
// for what is no term.
func encodeTerm(b []byte, t rdf.Term) ([]byte, error) {
	if len(t.Value) > maxTermSize {
		return b, fmt.Errorf("store: a term of %d bytes is longer than the limit of %d", len(t.Value), maxTermSize)
	}
	if t.Kind != rdf.Literal && (t.Datatype != "" || t.Lang != "") {
		return b, fmt.Errorf("store: %+v has a datatype or a language and is no literal", t)
	}
	switch t.Kind {
	case rdf.IRI:
		b = append(b, tagIRI)
	case rdf.Blank:
		b = append(b, tagBlank)
	case rdf.TripleTerm:
		b = append(b, tagTriple)
	case rdf.Literal:
		switch {
		case t.Datatype == "":
			return b, fmt.Errorf("store: the literal %q has no datatype", t.Value)
		case t.Lang == "" && t.Datatype == rdf.XSDString:
			b = append(b, tagString)
		case t.Lang != "" && t.Datatype == rdf.RDFLangString:
			b = appendString(append(b, tagLang), t.Lang)
		case t.Lang == "":
			b = appendString(append(b, tagTyped), t.Datatype)
		default:
			b = appendString(append(b, tagBoth), t.Datatype)
			b = appendString(b, t.Lang)
		}
	default:
		return b, fmt.Errorf("store: kind %d is no kind of term; a quad needs a subject, a predicate and an object", t.Kind)
	}
	return append(b, t.Value...), nil
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// decodeTerm is the inverse of encodeTerm.
func decodeTerm(b []byte) (rdf.Term, error) {
	if len(b) == 0 {
		return rdf.Term{}, fmt.Errorf("%w: an empty term", errDamaged)
	}
	tag, rest := b[0], string(b[1:])
	var t rdf.Term
	var ok bool
	switch tag {
	case tagIRI:
		return rdf.Term{Kind: rdf.IRI, Value: rest}, nil
	case tagBlank:
		return rdf.Term{Kind: rdf.Blank, Value: rest}, nil
	case tagTriple:
		return rdf.Term{Kind: rdf.TripleTerm, Value: rest}, nil
	case tagString:
		return rdf.Term{Kind: rdf.Literal, Value: rest, Datatype: rdf.XSDString}, nil
	case tagLang:
		t = rdf.Term{Kind: rdf.Literal, Datatype: rdf.RDFLangString}
		t.Lang, t.Value, ok = cutString(rest)
	case tagTyped:
		t = rdf.Term{Kind: rdf.Literal}
		t.Datatype, t.Value, ok = cutString(rest)
	case tagBoth:
		t = rdf.Term{Kind: rdf.Literal}
		if t.Datatype, rest, ok = cutString(rest); ok {
			t.Lang, t.Value, ok = cutString(rest)
		}
	}
	if !ok {
		return rdf.Term{}, fmt.Errorf("%w: a term that begins with byte %d", errDamaged, tag)
	}
	return t, nil
}

func cutString(s string) (head, rest string, ok bool) {
	head8 := s[:min(len(s), binary.MaxVarintLen64)]
	n, used := binary.Uvarint([]byte(head8))
	if used <= 0 || n > uint64(len(s)-used) {
		return "", "", false
	}
	return s[used : used+int(n)], s[used+int(n):], true
}

func termKey(id rdf.ID) []byte { return appendID([]byte{prefixTerm}, id) }

// hashKeyLen is the length of a hash key, and hashHead that of its part before
// the id.
const (
	hashHead   = 1 + 8
	hashKeyLen = hashHead + 8
)

// hashPrefix returns the part of a term's hash key that its stored form gives.
// The whole key, with the id behind it, can be written and removed without
// reading what else has the same hash.
func hashPrefix(stored []byte) []byte {
	sum := sha256.Sum256(stored)
	return append(append(make([]byte, 0, hashKeyLen), prefixHash), sum[:8]...)
}

func hashKey(stored []byte, id rdf.ID) []byte { return appendID(hashPrefix(stored), id) }

// lookup finds terms, with cursors that serve one search after another.
type lookup struct{ hashes, terms kv.Cursor }

func newLookup(r kv.Snapshot) *lookup {
	h, t := []byte{prefixHash}, []byte{prefixTerm}
	return &lookup{r.Range(h, upperBound(nil, h)), r.Range(t, upperBound(nil, t))}
}

func (l *lookup) close() error { return firstError(l.hashes.Close(), l.terms.Close()) }

// id returns the id of a term, given by its stored form and hash prefix, or 0.
func (l *lookup) id(prefix, stored []byte) (rdf.ID, error) {
	for ok := l.hashes.Seek(prefix); ok && bytes.HasPrefix(l.hashes.Key(), prefix); ok = l.hashes.Next() {
		if len(l.hashes.Key()) != hashKeyLen {
			return 0, fmt.Errorf("%w: the hash key %x", errDamaged, l.hashes.Key())
		}
		id := idAt(l.hashes.Key()[hashHead:])
		have, found, err := l.stored(id)
		if err != nil {
			return 0, err
		}
		if !found {
			return 0, fmt.Errorf("%w: term %d is missing", errDamaged, id)
		}
		if bytes.Equal(have, stored) {
			return id, nil
		}
	}
	return 0, l.hashes.Err()
}

// stored returns the stored form of the term with that id, valid until the
// next call.
func (l *lookup) stored(id rdf.ID) (stored []byte, found bool, err error) {
	return storedAt(l.terms, id)
}

// each calls f with the stored form of each id, or nil where there is none. The
// ids must ascend: most are found by going on from the one before.
func (l *lookup) each(ids []rdf.ID, f func(id rdf.ID, stored []byte) error) error {
	cur := &ascending{Cursor: l.terms}
	for _, id := range ids {
		stored, _, err := storedAt(cur, id)
		if err == nil {
			err = f(id, stored)
		}
		if err != nil {
			return err
		}
		if cur.stands {
			cur.Next()
		}
	}
	return nil
}

func storedAt(cur kv.Cursor, id rdf.ID) (stored []byte, found bool, err error) {
	var buf [9]byte
	key := appendID(append(buf[:0], prefixTerm), id)
	if !cur.Seek(key) || !bytes.Equal(cur.Key(), key) {
		return nil, false, cur.Err()
	}
	stored, err = cur.Value()
	return stored, err == nil, err
}

// errNoTerm is returned where an id is no term's.
var errNoTerm = errors.New("store: there is no term with id")

// readTerm reads the term of an id.
func readTerm(r kv.Snapshot, id rdf.ID) (rdf.Term, error) {
	stored, found, err := r.Get(termKey(id))
	if err != nil {
		return rdf.Term{}, err
	}
	if !found {
		return rdf.Term{}, fmt.Errorf("%w %d", errNoTerm, id)
	}
	return decodeTerm(stored)
}

// termCache remembers terms by id. Each id has one place that it shares with
// others, and the last one used stays: no locks and no bookkeeping, which for
// ids that come in runs serves as well as anything.
type termCache struct {
	slots [termCacheSize]atomic.Pointer[cachedTerm]
}

const termCacheSize = 1 << 15

// maxCachedTerm keeps long texts from filling the memory.
const maxCachedTerm = 512

type cachedTerm struct {
	id   rdf.ID
	term rdf.Term
}

func (c *termCache) get(id rdf.ID) (rdf.Term, bool) {
	if e := c.slots[id%termCacheSize].Load(); e != nil && e.id == id {
		return e.term, true
	}
	return rdf.Term{}, false
}

func (c *termCache) put(id rdf.ID, t rdf.Term) {
	if len(t.Value) <= maxCachedTerm {
		c.slots[id%termCacheSize].Store(&cachedTerm{id, t})
	}
}
