// Package text holds clean text and its way back to the source: a Text is the
// sequence of code points that the later stages read, and for every span of
// them it knows the bytes of the source that they came from. It is a leaf.
//
// Positions in clean text count code points everywhere in the project, never
// bytes; positions in a source count bytes and say so in their names.
//
// A Text is put together by a Builder out of verbatim runs of the source, so
// the way back is a short list of segments and not a number a character. Its
// layout (lines and their kinds, sentences, reported speech) is worked out
// once, when first asked for, by a pass over a table of character classes.
//
// The package also folds characters: Fold gives Traditional, variant,
// full-width and capital forms one representative, for matching alone; the
// text itself is never rewritten.
package text

import (
	"sort"
	"sync"
	"unicode/utf8"
)

// checkpointShift sets how often a Text notes the byte offset of a code point
// of its clean string: one in 1<<checkpointShift.
const checkpointShift = 3

// Text is clean text with its map back to the source. It is immutable and safe
// for use by several goroutines. Make one with a Builder, New or Unmarshal.
type Text struct {
	clean       string
	runes       []rune
	checkpoints []uint32 // byte offset in clean of every eighth code point
	segments    []segment
	sourceLen   int

	hints  []hint
	once   sync.Once
	layout layout
}

// New returns the Text of a string that is its own source: nothing is dropped,
// and source bytes are the bytes of s. Bytes that are not UTF-8 become U+FFFD.
func New(s string) *Text {
	b := NewBuilder(len(s))
	for len(s) > 0 {
		end := validPrefix(s)
		b.Verbatim(s[:end], b.sourceEnd, UTF8)
		s = s[end:]
		if len(s) > 0 {
			b.Atom(utf8.RuneError, b.sourceEnd, b.sourceEnd+1)
			s = s[1:]
		}
	}
	return b.Text()
}

// validPrefix returns the length of the longest prefix of s that is UTF-8.
func validPrefix(s string) int {
	if utf8.ValidString(s) {
		return len(s)
	}
	i := 0
	for i < len(s) {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
	return i
}

// String returns the clean text.
func (t *Text) String() string { return t.clean }

// Len returns the number of code points.
func (t *Text) Len() int { return len(t.runes) }

// Runes returns the code points. The slice belongs to the Text and must not be
// written to.
func (t *Text) Runes() []rune { return t.runes }

// Rune returns code point i, or 0 when i lies outside the text, so that a
// scanner can look one place too far without a check of its own.
func (t *Text) Rune(i int) rune {
	if uint(i) >= uint(len(t.runes)) {
		return 0
	}
	return t.runes[i]
}

// Slice returns the clean text of a span. A span that reaches beyond the text
// is cut to it.
func (t *Text) Slice(s Span) string {
	s = t.clip(s)
	if s.Empty() {
		return ""
	}
	return t.clean[t.ByteOffset(s.Start):t.ByteOffset(s.End)]
}

// ByteOffset returns the byte offset of code point i in String(); for i = Len()
// the length of the string.
func (t *Text) ByteOffset(i int) int {
	if i <= 0 {
		return 0
	}
	if i >= len(t.runes) {
		return len(t.clean)
	}
	at := i >> checkpointShift
	off := int(t.checkpoints[at])
	for _, r := range t.runes[at<<checkpointShift : i] {
		off += runeLen(r)
	}
	return off
}

// RuneOffset returns the index of the code point that holds byte off of
// String(), and Len() for an offset at or beyond its end.
func (t *Text) RuneOffset(off int) int {
	if off <= 0 {
		return 0
	}
	if off >= len(t.clean) {
		return len(t.runes)
	}
	at := sort.Search(len(t.checkpoints), func(k int) bool { return int(t.checkpoints[k]) > off }) - 1
	i, b := at<<checkpointShift, int(t.checkpoints[at])
	for i < len(t.runes) {
		b += runeLen(t.runes[i])
		if b > off {
			break
		}
		i++
	}
	return i
}

// runeLen is utf8.RuneLen for code points known to be valid.
func runeLen(r rune) int {
	switch {
	case r < 0x80:
		return 1
	case r < 0x800:
		return 2
	case r < 0x10000:
		return 3
	}
	return 4
}

// clip cuts a span to the text.
func (t *Text) clip(s Span) Span {
	s.Start = min(max(s.Start, 0), len(t.runes))
	s.End = min(max(s.End, s.Start), len(t.runes))
	return s
}

// trim narrows a span so that it neither begins nor ends with white space.
func (t *Text) trim(s Span) Span {
	for s.Start < s.End && isSpace(t.runes[s.Start]) {
		s.Start++
	}
	for s.End > s.Start && isSpace(t.runes[s.End-1]) {
		s.End--
	}
	return s
}
