package store

import (
	"encoding/binary"
	"errors"
	"fmt"

	"gongbao/graph/rdf"
)

// Version is the format of the stores that this program writes. It rises
// whenever the layout below, or the engine's file format, changes.
const Version = 1

// The first byte of a key tells what the key is. The bytes ascend in the order
// in which a bulk load writes the keys.
const (
	prefixMeta    = 'a' // + name → number
	prefixCounter = 'c' // + counter kind + id → number of quads
	prefixHash    = 'h' // + 8 bytes of hash of a term + its id → nothing
	prefixQuad    = 'p' // + number of the ordering, + four ids → nothing
	prefixRecord  = 'r' // + bucket + 0 + key → a side record
	prefixTerm    = 't' // + id → the term
)

// Names of the meta numbers.
const (
	metaFormat = "format" // Version
	metaNextID = "next"   // the id that the next new term gets
	metaQuads  = "quads"  // number of quads in all graphs
	metaTerms  = "terms"  // number of terms in the dictionary
)

// errDamaged marks what can only be read when the files are damaged.
var errDamaged = errors.New("damaged entry")

func metaKey(name string) []byte { return append([]byte{prefixMeta}, name...) }

func encodeCount(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func decodeCount(b []byte) (uint64, error) {
	if len(b) != 8 {
		return 0, fmt.Errorf("%w: a number of %d bytes", errDamaged, len(b))
	}
	return binary.BigEndian.Uint64(b), nil
}

func appendID(b []byte, id rdf.ID) []byte { return binary.BigEndian.AppendUint64(b, uint64(id)) }

func idAt(b []byte) rdf.ID { return rdf.ID(binary.BigEndian.Uint64(b)) }

// upperBound returns the least key above all keys that begin with prefix, in
// the memory of buf. Prefixes here never consist of 0xff bytes only.
func upperBound(buf, prefix []byte) []byte {
	buf = append(buf[:0], prefix...)
	for i := len(buf) - 1; i >= 0; i-- {
		if buf[i]++; buf[i] != 0 {
			return buf[:i+1]
		}
	}
	return buf
}

func recordKey(bucket, key string) []byte {
	b := make([]byte, 0, len(bucket)+len(key)+2)
	b = append(b, prefixRecord)
	b = append(b, bucket...)
	b = append(b, 0)
	return append(b, key...)
}
