package store

import (
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
// A term is found by the first 8 bytes of its SHA-256, under which the ids of
// all terms with that hash stand; each is compared in full.

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

func hashKey(stored []byte) []byte {
	sum := sha256.Sum256(stored)
	return append([]byte{prefixHash}, sum[:8]...)
}

// findTerm looks a term up by its stored form. It returns the ids of all terms
// under the same hash key as well, for a writer to add to.
func findTerm(r kv.Snapshot, key, stored []byte) (id rdf.ID, same []byte, err error) {
	same, found, err := r.Get(key)
	if err != nil || !found {
		return 0, nil, err
	}
	if len(same) == 0 || len(same)%8 != 0 {
		return 0, nil, fmt.Errorf("%w: a hash entry of %d bytes", errDamaged, len(same))
	}
	for at := 0; at < len(same); at += 8 {
		id := idAt(same[at:])
		have, found, err := r.Get(termKey(id))
		if err != nil {
			return 0, nil, err
		}
		if !found {
			return 0, nil, fmt.Errorf("%w: term %d is missing", errDamaged, id)
		}
		if string(have) == string(stored) {
			return id, same, nil
		}
	}
	return 0, same, nil
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
