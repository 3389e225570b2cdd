package text

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// Width says how many bytes of the source each code point of a verbatim run
// took there.
type Width uint8

// The widths of the character sets that are read.
const (
	// UTF8 is one to four bytes, as UTF-8 has it.
	UTF8 Width = iota
	// Double is one byte for ASCII and two for the rest: Big5, and GB18030
	// outside its four-byte codes.
	Double
	// Four is four bytes each: the four-byte codes of GB18030.
	Four
	// UTF16 is two bytes, four beyond the BMP.
	UTF16
	// atom marks a segment whose code points all stand for all its bytes.
	atom
)

// segmentLimit bounds the code points of a segment that is not UTF-8, so that
// finding a place in one stays cheap.
const segmentLimit = 64

// segment is a run of code points that stand one after another in the source.
type segment struct {
	rune  uint32 // first code point in the clean text
	start uint32 // first byte in the source
	end   uint32 // byte after the last one
	width Width
}

// hint is a kind that the maker of the text knows for the line at a place.
type hint struct {
	at   int
	kind Kind
}

// Builder puts a Text together from runs of decoded source. What is not
// appended is dropped, and the map stays exact: a span covers whatever was
// dropped inside it, and nothing dropped at its edges. The runs must come in
// source order. The zero value is not usable; see NewBuilder.
type Builder struct {
	chunks    []string // the clean text in pieces, joined at the end
	size      int      // their bytes
	runes     []rune
	segments  []segment
	hints     []hint
	sourceEnd int
}

// NewBuilder returns a Builder with room for about size bytes of clean text.
func NewBuilder(size int) *Builder {
	return &Builder{runes: make([]rune, 0, size/3+16)}
}

// Verbatim appends a run of valid UTF-8 that stands in the source at byte
// offset source, where its code points have the given width.
func (b *Builder) Verbatim(run string, source int, width Width) {
	if run == "" {
		return
	}
	first := len(b.runes)
	b.append(run)
	b.runes = appendRunes(b.runes, run)
	if width == UTF8 {
		b.extend(first, source, source+len(run), UTF8)
		return
	}
	for i := first; i < len(b.runes); {
		n := min(len(b.runes), i+segmentLimit)
		end := source
		for _, r := range b.runes[i:n] {
			end += width.Bytes(r)
		}
		b.extend(i, source, end, width)
		i, source = n, end
	}
}

// appendRunes decodes run, which is valid UTF-8, onto dst. Three-byte forms
// have a path of their own, being nearly all there is in Chinese.
func appendRunes(dst []rune, run string) []rune {
	if cap(dst)-len(dst) < len(run)/3+1 {
		dst = slices.Grow(dst, utf8.RuneCountInString(run))
	}
	for i := 0; i < len(run); {
		c := run[i]
		switch {
		case c >= 0xE0 && c < 0xF0 && i+2 < len(run):
			dst = append(dst, rune(c&0x0F)<<12|rune(run[i+1]&0x3F)<<6|rune(run[i+2]&0x3F))
			i += 3
		case c < utf8.RuneSelf:
			dst = append(dst, rune(c))
			i++
		default:
			r, n := utf8.DecodeRuneInString(run[i:])
			dst = append(dst, r)
			i += n
		}
	}
	return dst
}

// Atom appends one code point that stands for the bytes [start, end) of the
// source without being spelt there as such: a decoded entity, a line feed that
// stands for a carriage return, a line break made for a tag (start = end).
func (b *Builder) Atom(r rune, start, end int) {
	if !utf8.ValidRune(r) {
		r = utf8.RuneError
	}
	first := len(b.runes)
	b.append(string(r))
	b.runes = append(b.runes, r)
	b.segments = append(b.segments, segment{uint32(first), uint32(start), uint32(end), atom})
	b.sourceEnd = max(b.sourceEnd, end)
}

// extend notes a run, joining it to the segment before where it carries on
// exactly. Segments of other widths than UTF-8 are kept short.
func (b *Builder) extend(first, start, end int, width Width) {
	b.sourceEnd = max(b.sourceEnd, end)
	if n := len(b.segments); n > 0 {
		last := &b.segments[n-1]
		short := width == UTF8 || len(b.runes)-int(last.rune) <= segmentLimit
		if last.width == width && int(last.end) == start && short {
			last.end = uint32(end)
			return
		}
	}
	b.segments = append(b.segments, segment{uint32(first), uint32(start), uint32(end), width})
}

// Last returns the code point appended last, or 0 at the beginning.
func (b *Builder) Last() rune {
	if len(b.runes) == 0 {
		return 0
	}
	return b.runes[len(b.runes)-1]
}

// Len returns the number of code points appended so far.
func (b *Builder) Len() int { return len(b.runes) }

// TrimSpace takes white space, line ends included, off what has been appended
// so far. With keepLines it stops at a line end.
func (b *Builder) TrimSpace(keepLines bool) {
	for n := len(b.runes); n > 0; n = len(b.runes) {
		r := b.runes[n-1]
		if !isSpace(r) && (r != '\n' || keepLines) {
			break
		}
		b.drop()
	}
	for k := len(b.hints) - 1; k >= 0 && b.hints[k].at > len(b.runes); k-- {
		b.hints[k].at = len(b.runes)
	}
}

// append adds a piece of clean text.
func (b *Builder) append(piece string) {
	b.chunks = append(b.chunks, piece)
	b.size += len(piece)
}

// join returns the clean text. A text in one piece is not copied.
func (b *Builder) join() string {
	if len(b.chunks) == 1 {
		return b.chunks[0]
	}
	var out strings.Builder
	out.Grow(b.size)
	for _, piece := range b.chunks {
		out.WriteString(piece)
	}
	return out.String()
}

// drop takes the last code point off.
func (b *Builder) drop() {
	n := len(b.runes) - 1
	r := b.runes[n]
	b.runes = b.runes[:n]
	k := len(b.chunks) - 1
	b.chunks[k] = b.chunks[k][:len(b.chunks[k])-runeLen(r)]
	b.size -= runeLen(r)
	if b.chunks[k] == "" {
		b.chunks = b.chunks[:k]
	}
	last := &b.segments[len(b.segments)-1]
	if int(last.rune) == n {
		b.segments = b.segments[:len(b.segments)-1]
	} else {
		last.end -= uint32(last.width.Bytes(r))
	}
}

// Mark says what kind of line begins at the next code point, where the format
// of the source tells it (a heading or a navigation element of HTML).
func (b *Builder) Mark(kind Kind) {
	b.hints = append(b.hints, hint{len(b.runes), kind})
}

// Text ends the building. The Builder must not be used afterwards.
func (b *Builder) Text() *Text {
	t := &Text{
		clean: b.join(), runes: b.runes, segments: b.segments,
		hints: b.hints, sourceLen: b.sourceEnd,
	}
	t.note()
	return t
}

// note fills the checkpoints. A stretch in which all code points take three
// bytes, as nearly all do in Chinese, is seen to be one by its signs.
func (t *Text) note() {
	const every = 1 << checkpointShift
	t.checkpoints = make([]uint32, 0, len(t.runes)>>checkpointShift+1)
	off := 0
	rest := t.runes
	for len(rest) >= every {
		t.checkpoints = append(t.checkpoints, uint32(off))
		signs := rune(0)
		for _, r := range rest[:every] {
			signs |= (r - 0x800) | (0xFFFF - r)
		}
		if signs >= 0 {
			off += 3 * every
		} else {
			for _, r := range rest[:every] {
				off += runeLen(r)
			}
		}
		rest = rest[every:]
	}
	if len(rest) > 0 {
		t.checkpoints = append(t.checkpoints, uint32(off))
	}
}

// Bytes returns the number of source bytes that one code point takes in a run
// of this width.
func (w Width) Bytes(r rune) int {
	switch w {
	case Double:
		if r < utf8.RuneSelf {
			return 1
		}
		return 2
	case Four:
		return 4
	case UTF16:
		if r >= 0x10000 {
			return 4
		}
		return 2
	case atom:
		return 0
	}
	return runeLen(r)
}

// Source returns the bytes [start, end) of the source that a span was read
// from, in the source's own character set. What was dropped inside the span
// lies within them. An empty span gives the empty range at its place.
func (t *Text) Source(s Span) (start, end int) {
	s = t.clip(s)
	if s.Empty() {
		if s.Start == len(t.runes) {
			return t.sourceLen, t.sourceLen
		}
		start, _ = t.sourceOf(s.Start)
		return start, start
	}
	start, _ = t.sourceOf(s.Start)
	_, end = t.sourceOf(s.End - 1)
	return start, end
}

// sourceOf returns the source bytes of one code point.
func (t *Text) sourceOf(i int) (start, end int) {
	k := sort.Search(len(t.segments), func(k int) bool { return int(t.segments[k].rune) > i }) - 1
	seg := &t.segments[k]
	switch seg.width {
	case atom:
		return int(seg.start), int(seg.end)
	case UTF8:
		start = int(seg.start) + t.ByteOffset(i) - t.ByteOffset(int(seg.rune))
	default:
		start = int(seg.start)
		for _, r := range t.runes[seg.rune:i] {
			start += seg.width.Bytes(r)
		}
	}
	return start, start + seg.width.Bytes(t.runes[i])
}

// SourceLen returns the offset after the last source byte that the text holds.
func (t *Text) SourceLen() int { return t.sourceLen }

// Verbatim reports whether the characters of a span stand in the source just
// so, nothing dropped and nothing replaced inside.
func (t *Text) Verbatim(s Span) bool {
	s = t.clip(s)
	if s.Empty() {
		return true
	}
	start, end := t.Source(s)
	sum := 0
	k := sort.Search(len(t.segments), func(k int) bool { return int(t.segments[k].rune) > s.Start }) - 1
	for i := s.Start; i < s.End; i++ {
		for k+1 < len(t.segments) && int(t.segments[k+1].rune) <= i {
			k++
		}
		if t.segments[k].width == atom {
			return false
		}
		sum += t.segments[k].width.Bytes(t.runes[i])
	}
	return sum == end-start
}
