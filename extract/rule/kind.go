package rule

// Marks of the table of kinds that the page's flags do not keep: they share the
// bits of flags that are set later.
const (
	markOpen  = flagHard   // an opening parenthesis
	markClose = flagSoft   // a closing one
	markLine  = flagInside // a line feed
)

// kinds is the kind of every code point of the BMP, for open runs and brackets.
var kinds = makeKinds()

func makeKinds() *[1 << 16]uint16 {
	t := new([1 << 16]uint16)
	for r := range rune(1 << 16) {
		t[r] = kindByRange(r)
	}
	for f, chars := range map[uint16]string{
		flagWord:  "·•‧・—－-–.'’",
		flagInner: "“”「」『』\"+＋/《》〈〉%％&",
		flagComma: "、",
		markOpen:  "(（",
		markClose: ")）",
		flagBlank: " \u3000\u00a0\t",
		// a line feed is white space, too
		markLine | flagBlank: "\n",
	} {
		for _, r := range chars {
			t[r] = f
		}
	}
	return t
}

// kindOf classifies a character for open runs and brackets.
func kindOf(r rune) uint16 {
	if uint32(r) < uint32(len(kinds)) {
		return kinds[r]
	}
	return kindByRange(r)
}

// kindByRange tells letters and digits from the rest.
func kindByRange(r rune) uint16 {
	switch {
	case r >= 0x4E00 && r <= 0x9FFF, r >= 0x3400 && r <= 0x4DBF, r >= 0x20000 && r < 0x323B0, r == '〇',
		r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', r >= 0xC0 && r < 0x250 && r != 0xD7 && r != 0xF7,
		r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ':
		return flagWord
	case r >= '0' && r <= '9', r >= '０' && r <= '９':
		return flagInner
	}
	return 0
}
