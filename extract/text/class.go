package text

// class is what the layout pass needs to know of a code point.
type class uint8

const (
	plain   class = iota
	space         // white space within a line
	newline       // line feed
	stop          // ends a sentence: 。！？；
	comma         // ，, and 、
	colon         // ：
	open          // an opening bracket or quotation mark
	shut          // a closing one
	quote         // the ASCII quotation mark, which is both
	verb          // the last character of a verb of speech
)

// classes is the class of each code point of the BMP; those beyond are plain.
var classes = makeClasses()

func makeClasses() *[1 << 16]class {
	t := new([1 << 16]class)
	set := func(c class, chars string) {
		for _, r := range chars {
			t[r] = c
		}
	}
	set(space, " \t\u00A0\u3000\u202F\u205F\u1680\v\f")
	for r := rune(0x2000); r <= 0x200A; r++ {
		t[r] = space
	}
	set(newline, "\n")
	set(stop, "。！？；!?;｡﹔﹖﹗")
	set(comma, "，,、﹐﹑､")
	set(colon, "：:﹕")
	set(open, "（(《〈“‘「『【〔［[﹁﹃〖｢")
	set(shut, "）)》〉”’」』】〕］]﹂﹄〗｣")
	set(quote, "\"＂")
	set(verb, speechFinals)
	return t
}

// classOf returns the class of a code point.
func classOf(r rune) class {
	if uint32(r) < uint32(len(classes)) {
		return classes[r]
	}
	return plain
}

// isSpace reports white space other than the line feed.
func isSpace(r rune) bool { return classOf(r) == space }

// partner returns the closing mark of an opening one, half-width and
// full-width forms as one.
func partner(r rune) rune {
	switch r {
	case '（', '(':
		return ')'
	case '《':
		return '》'
	case '〈':
		return '〉'
	case '“':
		return '”'
	case '‘':
		return '’'
	case '「', '｢', '﹁':
		return '」'
	case '『', '﹃':
		return '』'
	case '【':
		return '】'
	case '〔':
		return '〕'
	case '［', '[':
		return ']'
	case '〖':
		return '〗'
	}
	return 0
}

// canonical returns the form of a closing mark that partner gives.
func canonical(r rune) rune {
	switch r {
	case '）':
		return ')'
	case '］':
		return ']'
	case '｣', '﹂':
		return '」'
	case '﹄':
		return '』'
	}
	return r
}
