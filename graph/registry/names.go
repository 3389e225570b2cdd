package registry

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"

	"gongbao/extract/text/pinyin"
)

const (
	// Labels holds for each folded name the labels that fold so, by FoldName;
	// the values are those of EncodeLabels. Which things bear a label the graph
	// itself tells, so that the index cannot say otherwise.
	Labels = "labels"
	// Search holds the keys by which a part of a name, its sound or its
	// initials lead to the folded name. They are a pure function of that name,
	// by SearchKeys, and there as long as it is in Labels.
	Search = "search"
	// SearchSetting is the name of the setting that tells by which version of
	// these rules the two were written.
	SearchSetting = "search"
	// SearchVersion is the present one.
	SearchVersion = "1"
)

// Label is a name as the graph has it, and how many documents bear it.
type Label struct {
	Text      string
	Lang      string
	Documents int
}

// EncodeLabels returns the value of a record of the bucket Labels.
func EncodeLabels(labels []Label) []byte {
	var b []byte
	for _, l := range labels {
		for _, s := range []string{l.Text, l.Lang} {
			b = binary.AppendUvarint(b, uint64(len(s)))
			b = append(b, s...)
		}
		b = binary.AppendUvarint(b, uint64(max(0, l.Documents)))
	}
	return b
}

var errLabels = errors.New("a record of the index of names is damaged; gongbao store reindex makes the index anew")

// DecodeLabels reads the value of a record of the bucket Labels.
func DecodeLabels(b []byte) ([]Label, error) {
	var out []Label
	number := func() (int, bool) {
		n, size := binary.Uvarint(b)
		if size <= 0 || n > 1<<31 {
			return 0, false
		}
		b = b[size:]
		return int(n), true
	}
	for len(b) > 0 {
		var l Label
		for _, s := range []*string{&l.Text, &l.Lang} {
			n, ok := number()
			if !ok || n > len(b) {
				return nil, errLabels
			}
			*s, b = string(b[:n]), b[n:]
		}
		n, ok := number()
		if !ok {
			return nil, errLabels
		}
		l.Documents = n
		out = append(out, l)
	}
	return out, nil
}

// CountLabel adds n documents to a label of a list, which stays sorted by text
// and language; a label that no document bears any more is taken out.
func CountLabel(labels []Label, text, lang string, n int) []Label {
	i, found := slices.BinarySearchFunc(labels, Label{Text: text, Lang: lang}, func(a, b Label) int {
		if d := strings.Compare(a.Text, b.Text); d != 0 {
			return d
		}
		return strings.Compare(a.Lang, b.Lang)
	})
	if !found {
		if n <= 0 {
			return labels
		}
		return slices.Insert(labels, i, Label{text, lang, n})
	}
	if labels[i].Documents += n; labels[i].Documents <= 0 {
		return slices.Delete(labels, i, i+1)
	}
	return labels
}

// Kinds of search keys, their first byte.
const (
	// TextKey is followed by the name from one of its characters on.
	TextKey = "n"
	// SoundKey is followed by the sound (pinyin.Sound) of the name from one of
	// its characters on.
	SoundKey = "p"
	// InitialsKey is followed by the first letters of its characters' readings
	// from one of them on.
	InitialsKey = "i"
)

// Longer names are found by their text from each of the first longestText
// characters on, by their sound from the first one on alone, and not by their
// initials.
const (
	longestText     = 48
	longestSound    = 16
	longestInitials = 10
	// mostReadings is how many ways to read a name the index holds.
	mostReadings = 6
)

// SearchKeys returns the keys of the bucket Search under which a folded name
// stands, sorted and each once. Behind each stands, after a NUL, what is
// missing to the name: for text what comes before it, else all of it.
func SearchKeys(folded string) []string {
	var keys []string
	n := 0
	for i := range folded {
		if n++; n > longestText {
			break
		}
		keys = append(keys, TextKey+folded[i:]+"\x00"+folded[:i])
	}
	for _, syllables := range Readings([]rune(folded)) {
		from := len(syllables)
		if from > longestSound {
			from = 1
		}
		for i := range from {
			keys = append(keys, SoundKey+pinyin.Sound(strings.Join(syllables[i:], ""))+"\x00"+folded)
			if len(syllables) > longestInitials {
				continue
			}
			var initials strings.Builder
			for _, s := range syllables[i:] {
				initials.WriteByte(s[0])
			}
			keys = append(keys, InitialsKey+initials.String()+"\x00"+folded)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Readings returns the ways in which a name may be read aloud, syllable for
// syllable: the usual one, and those that read one character otherwise. Letters
// and digits stand for themselves, what has no reading is left out. A name
// without any Chinese character has none.
func Readings(name []rune) [][]string {
	var usual []string
	type turn struct {
		at      int
		reading string
	}
	var turns []turn
	han := false
	for _, r := range name {
		s := pinyin.Usual(r)
		switch {
		case s != "":
			han = true
			for _, o := range pinyin.Others(r) {
				turns = append(turns, turn{len(usual), o})
			}
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			s = string(r)
		default:
			continue
		}
		usual = append(usual, s)
	}
	if !han {
		return nil
	}
	out := [][]string{usual}
	for _, t := range turns {
		if len(out) == mostReadings {
			break
		}
		other := slices.Clone(usual)
		other[t.at] = t.reading
		out = append(out, other)
	}
	return out
}
