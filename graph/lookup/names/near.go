package names

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"gongbao/extract/text/pinyin"
	"gongbao/graph/registry"
)

// Names that are nearly what was typed are found in two ways:
//
//   - by sound: the whole of it, two characters at least, is read as the name
//     is, what many speakers do not tell apart being one (pinyin.Sound);
//   - by spelling: five characters or letters at least, of which one is another
//     one, too many, missing, or has changed places with its neighbour; of nine
//     letters two. A character that tells names apart (telling.tsv) is never
//     taken for a misspelling, and Chinese names of fewer than five characters
//     are never compared so: 外长 and 部长 are a character apart.
//
// The second rests on what does not change: with one fault in it, one half of
// what was typed is right, so that the names that hold it can be taken from the
// index and compared (the pigeonhole principle; Navarro, "A guided tour to
// approximate string matching", 2001).
const (
	shortestSound    = 2
	shortestSpelling = 5
	twoFaults        = 9
)

//go:embed telling.tsv
var tellingTSV string

// telling returns the characters that tell names apart.
var telling = sync.OnceValue(func() map[rune]bool {
	set := map[rune]bool{}
	for line := range strings.Lines(tellingTSV) {
		if _, characters, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && line[0] != '#' {
			for _, r := range characters {
				set[r] = true
			}
		}
	}
	return set
})

// near finds names that sound alike or are spelt nearly so.
func (s *search) near(typed, folded string) error {
	runes := []rune(folded)
	if err := s.alike(runes); err != nil {
		return err
	}
	if err := s.spelt(runes); err != nil {
		return err
	}
	if letters, ok := pinyin.Letters(typed); ok {
		return s.speltLetters(letters)
	}
	return nil
}

// alike finds the names that are read as that one is.
func (s *search) alike(typed []rune) error {
	if len(typed) < shortestSound {
		return nil
	}
	for _, syllables := range registry.Readings(typed) {
		if err := s.keys(registry.SoundKey, pinyin.Sound(strings.Join(syllables, ""))+"\x00", func(_, name string) bool {
			if utf8.RuneCountInString(name) == len(typed) && sameTelling(typed, []rune(name)) {
				s.add(name, Sound, 1)
			}
			return true
		}); err != nil {
			return err
		}
	}
	return nil
}

// sameTelling reports whether two names have the same characters of those that
// tell names apart.
func sameTelling(a, b []rune) bool {
	only := func(name []rune) string {
		return strings.Map(func(r rune) rune {
			if telling()[r] {
				return r
			}
			return -1
		}, string(name))
	}
	return only(a) == only(b)
}

// faults is how many faults a text may have.
func faults(typed []rune) int {
	latin := true
	for _, r := range typed {
		latin = latin && !unicode.Is(unicode.Han, r)
	}
	switch n := len(typed); {
	case n < shortestSpelling:
		return 0
	case latin && n >= twoFaults:
		return 2
	}
	return 1
}

// spelt finds names with a few faults by the parts that have none.
func (s *search) spelt(typed []rune) error {
	k := faults(typed)
	if k == 0 {
		return nil
	}
	for i := range k + 1 {
		part := typed[i*len(typed)/(k+1) : (i+1)*len(typed)/(k+1)]
		if err := s.keys(registry.TextKey, string(part), func(head, rest string) bool {
			// Most names are too long; their bytes tell without decoding them.
			if d := len(head) + len(rest) - len(string(typed)); d > 4*k || d < -4*k {
				return true
			}
			name := []rune(rest + head)
			if d := distance(typed, name, k); d <= k && sameTelling(typed, name) {
				s.add(string(name), Misspelt, 1-float64(d)/float64(len(typed)+1))
			}
			return true
		}); err != nil {
			return err
		}
	}
	return nil
}

// speltLetters finds names by pinyin with a fault: by its first half, or by the
// rest from a character's beginning on.
func (s *search) speltLetters(letters string) error {
	typed := []rune(letters)
	k := faults(typed)
	if k == 0 {
		return nil
	}
	check := func(_, name string) bool {
		runes := []rune(name)
		for _, syllables := range registry.Readings(runes) {
			read := []rune(strings.Join(syllables, ""))
			if d := distance(typed, read, k); d <= k {
				s.add(name, Misspelt, 0.99-float64(d)/float64(len(typed)+1))
			}
		}
		return true
	}
	if err := s.keys(registry.SoundKey, pinyin.Sound(letters[:len(letters)/2]), check); err != nil {
		return err
	}
	for at := 1; at <= len(letters)/2+3 && len(letters)-at >= 3; at++ {
		if strings.IndexByte("aeiou", letters[at]) >= 0 {
			continue // the characters of names seldom begin with a vowel
		}
		if err := s.keys(registry.SoundKey, pinyin.Sound(letters[at:])+"\x00", check); err != nil {
			return err
		}
	}
	return nil
}

// distance returns the number of characters that were replaced, left out, added
// or swapped with their neighbour between two texts (optimal string alignment),
// or more than most where it is more than that.
func distance(a, b []rune, most int) int {
	if d := len(a) - len(b); d > most || -d > most {
		return most + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		smallest := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			smallest = min(smallest, row[j])
		}
		if smallest > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
