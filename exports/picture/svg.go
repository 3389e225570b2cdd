package picture

import (
	_ "embed"
	"fmt"
	"io"
	"strings"
)

//go:embed style.css
var style string

// begin opens an SVG picture that screen readers announce by its title and
// description. The prefix keeps the ids of several pictures on a page apart.
func (c *canvas) begin(prefix, lang string, width, height float64, title, description string, withStyle bool) {
	c.open("svg", "xmlns", "http://www.w3.org/2000/svg", "class", "gb", "lang", lang, "role", "img", "aria-labelledby", prefix+"-title "+prefix+"-desc",
		"viewBox", "0 0 "+num(width)+" "+num(height), "width", num(width), "height", num(height))
	c.leaf("title", title, "id", prefix+"-title")
	c.leaf("desc", description, "id", prefix+"-desc")
	if withStyle {
		c.leaf("style", style)
	}
	c.empty("rect", "class", "ground", "width", num(width), "height", num(height))
}

// SVG writes the picture: who it is, the neighbourhood, the time line and the
// legend.
func (s *Scene) SVG(w io.Writer) error {
	var body canvas
	names := s.otherNames()
	top := 74.0
	if len(names) > 0 {
		top += 18
	}
	width, height := s.neighbourhood(&body, top)
	y := top + height + 22
	y += s.legend(&body, y, width)
	if len(s.times) > 0 {
		body.text(margin, y+24, "start", "heading", s.word("timeline"))
		y += 34 + s.timeline(&body, y+34, width)
	}
	var c canvas
	c.begin("g", s.o.tag(), width, y+margin, s.Entity.Label, s.word("describe", s.Entity.Label), true)
	room := width - 2*margin
	c.text(margin, 38, "start", "title", truncate(s.Entity.Label, 20, room))
	line := s.className() + " · " + s.word("counts", s.Facts, s.Documents)
	c.text(margin, 58, "start", "small", truncate(line+" · "+s.Entity.IRI, smallSize, room))
	c.text(margin, 76, "start", "small", truncate(strings.Join(names, " · "), smallSize, room))
	c.b.WriteString(body.b.String())
	c.close("svg")
	if _, err := io.WriteString(w, c.b.String()); err != nil {
		return fmt.Errorf("picture: %w", err)
	}
	return nil
}
