// Package pinyin tells how Chinese characters are read, in Latin letters
// without tones, and brings what people type for a reading into the same form.
package pinyin

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"gongbao/extract/text"
)

//go:embed readings.tsv
var readingsTSV string

// The table covers the characters from first to last.
const first, last = 0x3400, 0x9FFF

// table is what readings.tsv holds.
type table struct {
	syllables []string
	// usual has for each character the number of its usual syllable plus one,
	// others what else it can be.
	usual  [last - first + 1]uint16
	others map[rune][]string
}

// load reads the table on first use, which takes less than a millisecond.
var load = sync.OnceValue(func() *table {
	t := &table{others: map[rune][]string{}}
	for line := range strings.Lines(readingsTSV) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		syllable, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		usual, others, _ := strings.Cut(rest, "\t")
		t.syllables = append(t.syllables, syllable)
		for _, r := range usual {
			if r >= first && r <= last {
				t.usual[r-first] = uint16(len(t.syllables))
			}
		}
		for _, r := range others {
			t.others[r] = append(t.others[r], syllable)
		}
	}
	return t
})

// Usual returns the usual reading of a character of either script, and "" where
// none is known.
func Usual(r rune) string {
	r = text.Fold(r)
	if r < first || r > last {
		return ""
	}
	t := load()
	if n := t.usual[r-first]; n > 0 {
		return t.syllables[n-1]
	}
	return ""
}

// Others returns the further common readings of a character, in the order of
// the alphabet. They must not be changed.
func Others(r rune) []string { return load().others[text.Fold(r)] }

// Reads reports whether a character can be read so.
func Reads(r rune, syllable string) bool {
	if Usual(r) == syllable {
		return syllable != ""
	}
	for _, s := range Others(r) {
		if s == syllable {
			return true
		}
	}
	return false
}

// Letters returns pinyin as the index has it: lower case letters a to z alone,
// without tone marks, tone digits, spaces, hyphens and apostrophes, with u for
// ü and v. It reports false for what holds anything else, Chinese characters
// among them, and for what is empty.
func Letters(s string) (string, bool) {
	var b strings.Builder
	afterLetter := false
	for _, r := range norm.NFD.String(s) {
		r = unicode.ToLower(text.Fold(r))
		switch {
		case r == 'v':
			b.WriteByte('u')
			afterLetter = true
		case r >= 'a' && r <= 'z':
			b.WriteRune(r)
			afterLetter = true
		case r == 'ɡ': // the g of some dictionaries
			b.WriteByte('g')
			afterLetter = true
		case r >= '0' && r <= '5':
			if !afterLetter {
				return "", false
			}
			afterLetter = false
		case unicode.Is(unicode.Mn, r), unicode.IsSpace(r), unicode.IsPunct(r), r == '·', r == '`', r == '´':
			afterLetter = afterLetter && unicode.Is(unicode.Mn, r)
		default:
			return "", false
		}
	}
	return b.String(), b.Len() > 0
}

// sounds makes one what many speakers of Chinese do not tell apart.
var sounds = strings.NewReplacer("zh", "z", "ch", "c", "sh", "s", "ng", "n")

// Sound returns letters, as Letters gives them, in a form that is the same for
// what many speakers do not tell apart: zh and z, ch and c, sh and s, final ng and n.
func Sound(letters string) string { return sounds.Replace(letters) }
