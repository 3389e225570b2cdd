package rdf

// Character classes of the names in Turtle, N-Triples and SPARQL (RDF 1.1
// Turtle, section 6.5). For ASCII they are read from a table.
const (
	classBase   = 1 << iota // PN_CHARS_BASE
	classU                  // PN_CHARS_U
	classChars              // PN_CHARS
	classLocal              // PN_CHARS, ':' : goes bare anywhere in PN_LOCAL
	classEscape             // may follow the backslash of PN_LOCAL_ESC
	classHex
	classIRI // may stand bare in an IRIREF
)

var asciiClass = func() (t [128]uint8) {
	for c := range t {
		switch b := byte(c); {
		case 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z':
			t[c] |= classBase | classU | classChars | classLocal
		case '0' <= b && b <= '9' || b == '-':
			t[c] |= classChars | classLocal
		case b == '_':
			t[c] |= classU | classChars | classLocal
		case b == ':':
			t[c] |= classLocal
		}
		if c > ' ' {
			t[c] |= classIRI
		}
	}
	for _, c := range "_~.-!$&'()*+,;=/?#@%" {
		t[c] |= classEscape
	}
	for _, c := range "0123456789abcdefABCDEF" {
		t[c] |= classHex
	}
	for _, c := range "<>\"{}|^`\\" {
		t[c] &^= classIRI
	}
	return t
}()

// inClass reports whether the byte at is (from source.at, -1 behind the end)
// an ASCII character of the class.
func inClass(c int, class uint8) bool {
	return uint(c) < 128 && asciiClass[c]&class != 0
}

func isDigit(c int) bool { return '0' <= c && c <= '9' }

func isASCIILetter(c int) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// isNameBase is PN_CHARS_BASE beyond ASCII.
func isNameBase(r rune) bool {
	switch {
	case r < 0x300:
		return r >= 0xC0 && r != 0xD7 && r != 0xF7
	case r < 0x2000:
		return r >= 0x370 && r != 0x37E
	case r < 0x3001:
		return r == 0x200C || r == 0x200D || 0x2070 <= r && r <= 0x218F || 0x2C00 <= r && r <= 0x2FEF
	case r < 0x10000:
		return r <= 0xD7FF || 0xF900 <= r && r <= 0xFDCF || 0xFDF0 <= r && r <= 0xFFFD
	}
	return r <= 0xEFFFF
}

// isNameChar is PN_CHARS beyond ASCII.
func isNameChar(r rune) bool {
	return isNameBase(r) || r == 0xB7 || 0x300 <= r && r <= 0x36F || r == 0x203F || r == 0x2040
}
