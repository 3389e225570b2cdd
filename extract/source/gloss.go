package source

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestGloss bounds the reading between the brackets, in bytes.
const longestGloss = 40

// gloss returns the length of a bracket at the beginning of s that holds nothing
// but a reading in Hanyu Pinyin, as converters leave it after a character:
// 總統(tǒng), 會(huì )議. The opening bracket has the given size. It returns 0
// for any other bracket.
func gloss(s string, size int) int {
	inside := s[size:min(len(s), size+longestGloss)]
	if inside == "" || inside[0] < 'a' || inside[0] > 'z' && (inside[0] < 0xC3 || inside[0] > 0xC9) {
		return 0 // neither a small letter nor one with a mark
	}
	end := strings.IndexAny(inside, ")）")
	if end <= 0 {
		return 0
	}
	_, n := utf8.DecodeRuneInString(inside[end:])
	if !isReading(inside[:end]) {
		return 0
	}
	return size + end + n
}

// unlessGloss leaves a gloss out when it stands after a Han character.
func (c *cleaner) unlessGloss(start, i, length, size int) (keep bool, end int) {
	if length == 0 || !unicode.Is(unicode.Han, c.before(start, i)) {
		return true, i + size
	}
	return false, i + length
}

// toned are the vowels of Pinyin with a mark of tone, each with its letter.
var toned = strings.NewReplacer(
	"ā", "a1", "á", "a1", "ǎ", "a1", "à", "a1", "ē", "e1", "é", "e1", "ě", "e1", "è", "e1", "ī", "i1", "í", "i1", "ǐ", "i1", "ì", "i1",
	"ō", "o1", "ó", "o1", "ǒ", "o1", "ò", "o1", "ū", "u1", "ú", "u1", "ǔ", "u1", "ù", "u1", "ǖ", "v1", "ǘ", "v1", "ǚ", "v1", "ǜ", "v1", "ü", "v",
	"ń", "n1", "ň", "n1", "ǹ", "n1", "ɡ", "g", "ɑ", "a", "\u0300", "1", "\u0301", "1", "\u0304", "1", "\u030C", "1", "\u0306", "1", "\u0308", "", "'", " ", "’", " ", "\u00A0", " ",
)

// neutral are the syllables that stand without a mark of tone.
var neutral = map[string]bool{
	"de": true, "le": true, "zhe": true, "zi": true, "men": true, "me": true, "ne": true, "ba": true, "ma": true, "li": true, "ge": true,
	"tou": true, "guo": true, "shang": true, "shi": true, "lai": true, "qu": true, "hu": true, "qi": true, "jia": true, "tong": true, "xin": true,
}

// isReading reports whether s is one syllable of Pinyin or several, in small
// letters and with marks of tone; a single one may be without where Mandarin
// leaves it.
func isReading(s string) bool {
	plain := toned.Replace(s)
	marks := strings.Count(plain, "1")
	fields := strings.Fields(plain)
	if marks == 0 && (len(fields) != 1 || !neutral[fields[0]]) {
		return false
	}
	for _, f := range fields {
		if !isSyllables(f) {
			return false
		}
	}
	return len(fields) > 0
}

// isSyllables reports whether letters and marks of tone (1) make up syllables,
// each an initial that may be missing and a final.
func isSyllables(s string) bool {
	for s != "" {
		n := syllable(s)
		if n == 0 {
			return false
		}
		s = s[n:]
	}
	return true
}

var initials = []string{"zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y", "w", ""}

var finals = []string{
	"iang", "iong", "uang", "ueng", "ang", "eng", "ian", "iao", "ing", "ong", "uai", "uan", "van",
	"ai", "an", "ao", "ei", "en", "er", "ia", "ie", "in", "iu", "ou", "ua", "ue", "ui", "un", "uo", "ve", "vn", "a", "e", "i", "o", "u", "v",
}

// syllable returns the length of the longest syllable at the beginning of s,
// its mark of tone included.
func syllable(s string) int {
	for _, initial := range initials {
		if !strings.HasPrefix(s, initial) {
			continue
		}
		best := 0
		for _, final := range finals {
			if n := matchFinal(s[len(initial):], final); n > best {
				best = n
			}
		}
		if best > 0 {
			return len(initial) + best
		}
	}
	return 0
}

// matchFinal matches a final with at most one mark of tone behind a letter.
func matchFinal(s, final string) int {
	i, marked := 0, false
	for k := range len(final) {
		if i >= len(s) || s[i] != final[k] {
			return 0
		}
		i++
		if !marked && i < len(s) && s[i] == '1' {
			marked = true
			i++
		}
	}
	return i
}
