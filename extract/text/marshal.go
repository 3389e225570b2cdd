package text

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf8"
)

// formatVersion is the first byte of a marshalled Text.
const formatVersion = 1

// ErrFormat is what Unmarshal's errors wrap: the bytes are not those of a
// Text, or were written by a later version of this program.
var ErrFormat = errors.New("not a stored text")

// Marshal returns the clean text and its map in a compact binary form, for the
// store to keep: a version byte, the clean text, the segments as differences,
// the known kinds of lines. Equal texts give equal bytes.
func (t *Text) Marshal() []byte {
	out := make([]byte, 0, len(t.clean)+8*len(t.segments)+16)
	out = append(out, formatVersion)
	out = binary.AppendUvarint(out, uint64(len(t.clean)))
	out = append(out, t.clean...)
	out = binary.AppendUvarint(out, uint64(t.sourceLen))
	out = binary.AppendUvarint(out, uint64(len(t.segments)))
	runeAt, source := uint32(0), uint32(0)
	for _, s := range t.segments {
		out = binary.AppendUvarint(out, uint64(s.rune-runeAt)<<3|uint64(s.width))
		out = binary.AppendVarint(out, int64(s.start)-int64(source))
		out = binary.AppendUvarint(out, uint64(s.end-s.start))
		runeAt, source = s.rune, s.end
	}
	out = binary.AppendUvarint(out, uint64(len(t.hints)))
	at := 0
	for _, h := range t.hints {
		out = binary.AppendUvarint(out, uint64(h.at-at)<<4|uint64(h.kind))
		at = h.at
	}
	return out
}

// Unmarshal makes the Text again from the bytes that Marshal gave. It checks
// what it reads; its errors wrap ErrFormat.
func Unmarshal(data []byte) (*Text, error) {
	if len(data) == 0 || data[0] != formatVersion {
		return nil, fmt.Errorf("%w: unknown version; build the document again", ErrFormat)
	}
	d := decoder{data: data[1:]}
	t := &Text{}
	t.clean = string(d.bytes(d.count(len(d.data))))
	if !utf8.ValidString(t.clean) {
		d.bad = true
	}
	t.sourceLen = int(d.uint() & (1<<32 - 1))
	t.runes = appendRunes(make([]rune, 0, utf8.RuneCountInString(t.clean)), t.clean)
	t.segments = make([]segment, 0, d.count(len(d.data)))
	runeAt, source := uint64(0), int64(0)
	for range cap(t.segments) {
		head := d.uint()
		start := source + d.int()
		end := start + int64(d.uint())
		runeAt += head >> 3
		width := Width(head & 7)
		first := len(t.segments) == 0
		if start < 0 || end < start || end > int64(t.sourceLen) || width > atom || runeAt >= uint64(len(t.runes)) ||
			first && runeAt != 0 || !first && head>>3 == 0 {
			d.bad = true
			break
		}
		t.segments = append(t.segments, segment{uint32(runeAt), uint32(start), uint32(end), width})
		source = end
	}
	if len(t.segments) == 0 && len(t.runes) > 0 {
		d.bad = true
	}
	at := uint64(0)
	for range d.count(len(d.data)) {
		h := d.uint()
		at += h >> 4
		if d.bad || at > uint64(len(t.runes)) || Kind(h&15) > Reference {
			d.bad = true
			break
		}
		t.hints = append(t.hints, hint{int(at), Kind(h & 15)})
	}
	if d.bad || len(d.data) != 0 {
		return nil, fmt.Errorf("%w: damaged; build the document again", ErrFormat)
	}
	t.note()
	return t, nil
}

// decoder reads numbers and notes when they cannot be.
type decoder struct {
	data []byte
	bad  bool
}

func (d *decoder) uint() uint64 {
	v, n := binary.Uvarint(d.data)
	if n <= 0 {
		d.bad, d.data = true, nil
		return 0
	}
	d.data = d.data[n:]
	return v
}

func (d *decoder) int() int64 {
	v, n := binary.Varint(d.data)
	if n <= 0 {
		d.bad, d.data = true, nil
		return 0
	}
	d.data = d.data[n:]
	return v
}

// count reads a number of things of at least one byte each, of which no more
// than limit can follow.
func (d *decoder) count(limit int) int {
	v := d.uint()
	if v > uint64(limit) {
		d.bad = true
		return 0
	}
	return int(v)
}

func (d *decoder) bytes(n int) []byte {
	if n > len(d.data) {
		d.bad = true
		return nil
	}
	b := d.data[:n]
	d.data = d.data[n:]
	return b
}
