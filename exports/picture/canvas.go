package picture

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// canvas collects SVG. All that goes into it is escaped here and nowhere else.
type canvas struct{ b strings.Builder }

// open begins an element; attributes come as names and values in turn, and one
// whose value is empty is left out.
func (c *canvas) open(name string, attrs ...string) {
	c.start(name, attrs)
	c.b.WriteString(">\n")
}

// close ends an element.
func (c *canvas) close(name string) { c.b.WriteString("</" + name + ">\n") }

// empty writes an element without content.
func (c *canvas) empty(name string, attrs ...string) {
	c.start(name, attrs)
	c.b.WriteString("/>\n")
}

// leaf writes an element that holds nothing but text.
func (c *canvas) leaf(name, text string, attrs ...string) {
	c.start(name, attrs)
	c.b.WriteString(">" + escape(text) + "</" + name + ">\n")
}

func (c *canvas) start(name string, attrs []string) {
	c.b.WriteString("<" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			c.b.WriteString(" " + attrs[i] + `="` + escape(attrs[i+1]) + `"`)
		}
	}
}

// text writes one line of text whose anchor (start, middle, end) is at x.
func (c *canvas) text(x, y float64, anchor, class, s string) {
	if s == "" {
		return
	}
	if anchor == "start" {
		anchor = "" // the default of SVG
	}
	c.leaf("text", s, "x", num(x), "y", num(y), "text-anchor", anchor, "class", class)
}

// link begins a link where the target is an address of the web, and returns what
// ends it. What else an IRI may begin with is not to be clicked on.
func (c *canvas) link(iri string) (end func()) {
	if !webAddress(iri) {
		return func() {}
	}
	c.open("a", "href", iri)
	return func() { c.close("a") }
}

func webAddress(iri string) bool {
	return strings.HasPrefix(iri, "https://") || strings.HasPrefix(iri, "http://")
}

// num writes a length in pixels with at most one decimal.
func num(v float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
}

// escape makes text safe between tags and in attributes.
func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(clean(s))) // a buffer does not fail
	return b.String()
}

// clean takes out what would change more than its own place: control characters
// and those that turn the direction of what follows.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
}

// advance is about how wide a character is, in units of the size of the font:
// characters of East Asian width are square.
func advance(r rune) float64 {
	switch k := width.LookupRune(r).Kind(); {
	case k == width.EastAsianWide || k == width.EastAsianFullwidth:
		return 1
	case k == width.EastAsianAmbiguous:
		return 0.8 // “ and … are narrow in some fonts and wide in others
	case unicode.Is(unicode.Mn, r):
		return 0
	case strings.ContainsRune("iIlj.,:;'|! ()[]ft", r):
		return 0.36
	case unicode.IsUpper(r) || r == 'm' || r == 'w':
		return 0.72
	}
	return 0.58
}

// measure returns about how many pixels a text takes in a size of font.
func measure(s string, size float64) float64 {
	w := 0.0
	for _, r := range s {
		w += advance(r)
	}
	return w * size
}

// truncate shortens a text to a width; where it is cut it ends in an ellipsis.
func truncate(s string, size, most float64) string {
	if measure(s, size) <= most {
		return s
	}
	w := advance('…') * size
	for i, r := range s {
		if w += advance(r) * size; w > most {
			return strings.TrimRight(s[:i], " ·") + "…"
		}
	}
	return s
}

// wrap breaks a text into lines of a width, at spaces where there are some and
// between characters otherwise; the last of at most n lines is shortened.
func wrap(s string, size, most float64, n int) []string {
	var lines []string
	for rest := []rune(strings.TrimSpace(s)); len(rest) > 0; {
		if len(lines) == n-1 || measure(string(rest), size) <= most {
			return append(lines, truncate(string(rest), size, most))
		}
		w, cut, space := 0.0, 0, 0
		for cut < len(rest) && (cut == 0 || w+advance(rest[cut])*size <= most) {
			w += advance(rest[cut]) * size
			if rest[cut] == ' ' {
				space = cut
			}
			cut++
		}
		if space > 0 && cut < len(rest) && rest[cut] != ' ' {
			cut = space
		}
		lines = append(lines, strings.TrimSpace(string(rest[:cut])))
		rest = []rune(strings.TrimSpace(string(rest[cut:])))
	}
	return lines
}
