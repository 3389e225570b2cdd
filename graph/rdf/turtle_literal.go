package rdf

import (
	"strings"
	"unicode/utf8"
)

// appendLiteral appends a literal as Turtle writes it: booleans and numbers
// bare where their lexical form is one that reads back as it was.
func (n *namer) appendLiteral(dst []byte, t Term) []byte {
	if bareLiteral(t) {
		return append(dst, t.Value...)
	}
	dst = appendTurtleString(dst, t.Value)
	if t.Lang != "" {
		return append(append(dst, '@'), t.Lang...)
	}
	if t.Datatype != XSDString {
		return append(append(dst, "^^"...), n.name(t.Datatype)...)
	}
	return dst
}

// bareLiteral reports whether a literal can go without quotation marks: where
// the grammar allows it and the number is written as every program writes it.
// rdflib reads a bare 007 or 1E0 as a number and writes 7 and 1.0 again, while
// it keeps what stands in quotation marks.
func bareLiteral(t Term) bool {
	switch t.Datatype {
	case XSDBoolean:
		return t.Value == "true" || t.Value == "false"
	case XSDInteger, XSDDecimal:
		return t.Datatype == numberType(t.Value) && plainNumber(t.Value)
	}
	return false
}

// plainNumber reports whether a number has no sign but a minus before something
// that is not nought, and no digits to spare at its beginning.
func plainNumber(s string) bool {
	digits := strings.TrimPrefix(s, "-")
	return digits != "" && isDigit(int(digits[0])) && (digits[0] != '0' || len(digits) == 1 || digits[1] == '.') && s != "-0"
}

// numberType returns the datatype of a bare number, or "" when s is none.
func numberType(s string) string {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	digits := func() (n int) {
		for n < len(s) && isDigit(int(s[n])) {
			n++
		}
		s = s[n:]
		return n
	}
	whole, fraction := digits(), 0
	kind := XSDInteger
	if s != "" && s[0] == '.' {
		s = s[1:]
		fraction = digits()
		kind = XSDDecimal
	}
	if whole+fraction == 0 {
		return ""
	}
	if s != "" && s[0]|0x20 == 'e' {
		s = s[1:]
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		if digits() == 0 {
			return ""
		}
		kind = XSDDouble
	}
	if s != "" || kind == XSDDecimal && fraction == 0 {
		return ""
	}
	return kind
}

// appendTurtleString appends a quoted string. One of several lines stands in
// three quotation marks and keeps its lines. Characters that cannot be seen,
// or that turn the direction of what follows, are escaped.
func appendTurtleString(dst []byte, s string) []byte {
	long := strings.Contains(strings.Trim(s, "\n"), "\n")
	quote := `"`
	if long {
		quote = `"""`
	}
	dst = append(dst, quote...)
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if invisible(r) {
				dst = appendUchar(append(dst, s[from:i]...), r)
				from = i + size
			}
			i += size
			continue
		}
		i++
		if c >= ' ' && c != '"' && c != '\\' && c != 0x7F {
			continue
		}
		if long && (c == '\n' || c == '"' && i < len(s) && s[i] != '"') {
			continue
		}
		dst = append(dst, s[from:i-1]...)
		from = i
		if c == 0x7F {
			dst = appendUchar(dst, rune(c))
		} else {
			dst = appendEscaped(dst, s[i-1:i])
		}
	}
	return append(append(dst, s[from:]...), quote...)
}

// invisible reports whether a character beyond ASCII is better escaped: C1
// controls, spaces without width, marks and overrides of direction, line and
// paragraph separators. U+FFFE and U+FFFF are left as they are, for Raptor
// reads them so and refuses their escapes.
func invisible(r rune) bool {
	switch {
	case r < 0xA0:
		return true
	case r < 0x200B:
		return r == 0xAD || r == 0x61C
	case r <= 0x206F:
		return r <= 0x200F || r >= 0x2028 && r <= 0x202E || r >= 0x2060
	}
	return r == 0xFEFF || 0xFFF9 <= r && r <= 0xFFFB
}

func appendUchar(dst []byte, r rune) []byte {
	const digits = "0123456789ABCDEF"
	return append(dst, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
}

// compareObjects orders the objects of one predicate: IRIs, labelled blank
// nodes, triple terms, literals, nested blank nodes; literals by language,
// datatype and then value, integers among them by size.
func compareObjects(a, b *property) int {
	if a.rank != b.rank {
		return int(a.rank) - int(b.rank)
	}
	x, y := &a.object, &b.object
	switch a.rank {
	case rankLiteral:
		if x.Lang != y.Lang {
			return strings.Compare(x.Lang, y.Lang)
		}
		if x.Datatype != y.Datatype {
			return strings.Compare(x.Datatype, y.Datatype)
		}
		if x.Datatype == XSDInteger {
			if c := compareIntegers(x.Value, y.Value); c != 0 {
				return c
			}
		}
		return strings.Compare(x.Value, y.Value)
	case rankIRI:
		return strings.Compare(x.Value, y.Value)
	case rankBlank:
		return compareLabels(a.text, b.text)
	}
	return strings.Compare(a.text, b.text)
}

// compareLabels orders labels that differ in a number at the end.
func compareLabels(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

// compareIntegers compares two lexical forms by value; what is no integer comes
// last.
func compareIntegers(a, b string) int {
	na, da, oka := integerParts(a)
	nb, db, okb := integerParts(b)
	switch {
	case !oka || !okb:
		if oka == okb {
			return 0
		}
		if oka {
			return -1
		}
		return 1
	case na != nb:
		if na {
			return -1
		}
		return 1
	case na:
		return compareLabels(db, da)
	}
	return compareLabels(da, db)
}

// integerParts returns the sign and the digits without leading zeros.
func integerParts(s string) (negative bool, digits string, ok bool) {
	if numberType(s) != XSDInteger {
		return false, "", false
	}
	digits = strings.TrimLeft(strings.TrimLeft(s, "+-"), "0")
	return s[0] == '-' && digits != "", digits, true
}
