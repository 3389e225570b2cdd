package rule

import (
	"slices"
	"strings"

	"gongbao/extract/text"
)

// Names says what a person's name may look like, as a pack's names.yaml does.
// It tells 普京 and 习近平 from 高度评价; it is no list of persons.
type Names struct {
	// Sounds are the characters that render foreign sounds.
	Sounds string `yaml:"sounds"`
	// Surnames are those of one character; Compounds those of more, separated
	// by spaces.
	Surnames  string `yaml:"surnames"`
	Compounds string `yaml:"compounds"`
}

// nameShape is Names made ready for look-up, all in Simplified characters.
type nameShape struct {
	sounds, surnames runeSet
	compounds        map[string]bool
}

// runeSet is a set of characters: one bit for each of the BMP, and the few beyond
// in a list.
type runeSet struct {
	bmp  [1 << 10]uint64
	wide []rune
}

func (s *runeSet) add(r rune) {
	if uint32(r) < 1<<16 {
		s.bmp[r>>6] |= 1 << (r & 63)
	} else {
		s.wide = append(s.wide, r)
	}
}

func (s *runeSet) has(r rune) bool {
	if uint32(r) < 1<<16 {
		return s.bmp[r>>6]&(1<<(r&63)) != 0
	}
	return slices.Contains(s.wide, r)
}

func newNameShape(n Names) *nameShape {
	if n.Sounds == "" && n.Surnames == "" {
		return nil
	}
	s := &nameShape{compounds: map[string]bool{}}
	for _, r := range n.Sounds {
		s.sounds.add(text.Simplify(r))
	}
	for _, r := range n.Surnames {
		s.surnames.add(text.Simplify(r))
	}
	word := ""
	for _, r := range n.Compounds + " " {
		if r == ' ' || r == '\n' {
			if word != "" {
				s.compounds[text.ToSimplified(word)] = true
			}
			word = ""
			continue
		}
		word += string(r)
	}
	return s
}

// fits reports whether the characters may be a name: a surname and one or two
// more; a compound surname and one to three; characters that render sounds,
// with or without name marks; or Latin letters. Without a shape all do.
func (s *nameShape) fits(name []rune) bool {
	if s == nil {
		return true
	}
	name = regnal(name)
	sounds := len(name) > 0
	for _, r := range name {
		if !s.sounds.has(text.Simplify(r)) && !isNameMark(r) && !isLatin(r) && !isSpace(r) {
			sounds = false
			break
		}
	}
	if sounds {
		return true
	}
	if n := len(name); (n == 2 || n == 3) && s.surnames.has(text.Simplify(name[0])) {
		return true
	}
	for k := 2; k <= 3 && k < len(name); k++ {
		if n := len(name) - k; n <= 3 && s.compounds[text.ToSimplified(string(name[:k]))] {
			return true
		}
	}
	return false
}

// regnal returns a name without the number of a monarch or pope (六世).
func regnal(name []rune) []rune {
	n := len(name)
	if n < 4 || name[n-1] != '世' {
		return name
	}
	k := n - 1
	for k > 0 && strings.ContainsRune("一二三四五六七八九十", name[k-1]) {
		k--
	}
	if k == n-1 {
		return name
	}
	return name[:k]
}
