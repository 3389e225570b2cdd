package text

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed fold.tsv
var foldTSV string

// elsewhere in a table says that the value lies beyond the BMP, in the map.
const elsewhere = 0xFFFF

// mapping is a map of code points: an array for the BMP, where 0 says that a
// character stays itself, and a map for the few beyond.
type mapping struct {
	bmp  [1 << 16]uint16
	wide map[rune]rune
}

func (m *mapping) set(from, to rune) {
	if from < 1<<16 && to < elsewhere {
		m.bmp[from] = uint16(to)
		return
	}
	if from < 1<<16 {
		m.bmp[from] = elsewhere
	}
	m.wide[from] = to
}

// far looks a code point up that the array cannot answer.
func (m *mapping) far(r rune) rune {
	if to, ok := m.wide[r]; ok {
		return to
	}
	return r
}

// tables is what fold.tsv holds.
type tables struct {
	fold, simple mapping
	// script has bit 0 set for characters of Simplified text alone, bit 1 for
	// those of Traditional text alone.
	script [1 << 16]uint8
}

const (
	hansOnly = 1 << iota
	hantOnly
)

var characters = loadTables(foldTSV)

// loadTables reads the table; its lines are: character, folded form,
// Simplified form, script. Lower case is added here.
func loadTables(tsv string) *tables {
	t := &tables{}
	t.fold.wide, t.simple.wide = map[rune]rune{}, map[rune]rune{}
	for r := rune('A'); r < 0x0600; r++ {
		if low := unicode.ToLower(r); low != r {
			t.fold.set(r, low)
		}
	}
	for line := range strings.Lines(tsv) {
		from, n := utf8.DecodeRuneInString(line)
		var column [3]string
		rest := strings.TrimSuffix(line[n:], "\n")
		for i := range column {
			rest = strings.TrimPrefix(rest, "\t")
			end := strings.IndexByte(rest, '\t')
			if end < 0 {
				end = len(rest)
			}
			column[i], rest = rest[:end], rest[end:]
		}
		if column[0] != "" {
			to, _ := utf8.DecodeRuneInString(column[0])
			t.fold.set(from, unicode.ToLower(to))
		}
		if column[1] != "" {
			to, _ := utf8.DecodeRuneInString(column[1])
			t.simple.set(from, to)
		}
		if from < 1<<16 {
			switch column[2] {
			case "s":
				t.script[from] = hansOnly
			case "t":
				t.script[from] = hantOnly
			}
		}
	}
	return t
}

// Fold returns the representative of a character for matching: Simplified for
// Traditional and for the variants of Hong Kong and Taiwan, half width for full
// width, lower case for capitals, one dot, dash and quotation mark for the
// regional ones. It maps one code point to one, so offsets stay, and folding
// twice changes nothing.
func Fold(r rune) rune {
	if uint32(r) < uint32(len(characters.fold.bmp)) {
		to := characters.fold.bmp[r]
		if to == 0 {
			return r
		}
		if to != elsewhere {
			return rune(to)
		}
	}
	return characters.fold.far(r)
}

// FoldString folds each character of s.
func FoldString(s string) string {
	for i, r := range s {
		if Fold(r) != r {
			return s[:i] + strings.Map(Fold, s[i:])
		}
	}
	return s
}

// EqualFolded reports whether two strings are one when folded. It stops at the
// first character that differs.
func EqualFolded(a, b string) bool {
	for a != "" && b != "" {
		x, n := utf8.DecodeRuneInString(a)
		y, k := utf8.DecodeRuneInString(b)
		if x != y && Fold(x) != Fold(y) {
			return false
		}
		a, b = a[n:], b[k:]
	}
	return a == b
}

// Simplify returns the Simplified form of a Traditional character, and any
// other character as it is. It goes by characters alone; where a Traditional
// character has several Simplified forms it takes the commonest.
func Simplify(r rune) rune {
	if uint32(r) < uint32(len(characters.simple.bmp)) {
		to := characters.simple.bmp[r]
		if to == 0 {
			return r
		}
		if to != elsewhere {
			return rune(to)
		}
	}
	return characters.simple.far(r)
}

// ToSimplified simplifies each character of s. It knows no phrases, which is
// what names want.
func ToSimplified(s string) string {
	for i, r := range s {
		if Simplify(r) != r {
			return s[:i] + strings.Map(Simplify, s[i:])
		}
	}
	return s
}

// Script returns the script of s as a language tag: zh-Hans or zh-Hant by the
// characters that occur in one script alone, and zh when there are none, or as
// many of the one as of the other.
func Script(s string) string {
	hans, hant := 0, 0
	for _, r := range s {
		if uint32(r) >= uint32(len(characters.script)) {
			continue
		}
		switch characters.script[r] {
		case hansOnly:
			hans++
		case hantOnly:
			hant++
		}
	}
	switch {
	case hans > hant:
		return "zh-Hans"
	case hant > hans:
		return "zh-Hant"
	}
	return "zh"
}
