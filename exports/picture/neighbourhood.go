package picture

import (
	"fmt"
	"math"
	"strings"
)

// Measures of the neighbourhood, in pixels. Three columns: those that have a
// relation to the entity, the entity, and those that it has relations to. A
// relation is a pill between the entity and the rows of its things, so no label
// can lie on another.
const (
	margin    = 24.0
	fontSize  = 13.0
	smallSize = 11.0
	boxWidth  = 168.0
	gap       = 64.0 // between the entity and the pills
	fan       = 40.0 // between a pill and the signs of its rows
	rowWide   = 300.0
	rowWider  = 420.0 // where there is but one side
	leastWide = 860.0 // for the time line below
	lineHigh  = 17.0
	groupGap  = 14.0
	signSize  = 6.0
)

// side is the layout of the relations on one side of the entity.
type side struct {
	groups []Group
	pill   float64 // width of the pills
	row    float64 // width of the text of a row
	height float64
	left   bool
}

func (s *Scene) side(groups []Group, left, alone bool) side {
	out := side{groups: groups, left: left}
	most := rowWide
	if alone {
		most = rowWider
	}
	for _, g := range groups {
		for _, r := range g.Rows {
			out.row = max(out.row, min(most, max(measure(r.Label, fontSize), measure(r.Detail, smallSize))))
		}
		out.pill = max(out.pill, min(measure(s.pillLabel(g), smallSize)+22, 170))
		out.height += s.groupHeight(g) + groupGap
	}
	return out
}

// width is what a side takes from the edge of the entity's box.
func (s side) width() float64 {
	if len(s.groups) == 0 {
		return 0
	}
	return gap + s.pill + fan + 14 + s.row
}

func (s *Scene) pillLabel(g Group) string {
	if g.By != "" {
		return s.name(g.Relation) + " (" + s.name(g.By) + ")"
	}
	return s.name(g.Relation)
}

func rowHeight(r *Row) float64 {
	if r.Detail == "" {
		return lineHigh + 5
	}
	return 2*lineHigh + 3
}

func (s *Scene) groupHeight(g Group) float64 {
	h := 0.0
	for i := range g.Rows {
		h += rowHeight(&g.Rows[i])
	}
	if g.More > 0 {
		h += lineHigh
	}
	return max(h, 26)
}

// neighbourhood draws the entity with its relations from a height downwards, and
// returns the size of what it drew.
func (s *Scene) neighbourhood(c *canvas, top float64) (width, height float64) {
	in, out := s.side(s.In, true, len(s.Out) == 0), s.side(s.Out, false, len(s.In) == 0)
	name := wrap(s.Entity.Label, 17, boxWidth-24, 4)
	boxHeight := 56 + 22*float64(len(name)) + 18
	height = max(in.height, out.height, boxHeight)
	width = max(2*margin+in.width()+boxWidth+out.width(), leastWide)
	x, y := (width-boxWidth+in.width()-out.width())/2, top+height/2
	c.open("g", "class", "edges")
	s.edges(c, in, x, y, top+(height-in.height)/2)
	s.edges(c, out, x+boxWidth, y, top+(height-out.height)/2)
	c.close("g")
	s.rows(c, in, x, top+(height-in.height)/2)
	s.rows(c, out, x+boxWidth, top+(height-out.height)/2)

	end := c.link(s.Entity.IRI)
	c.open("g", "class", "self")
	c.leaf("title", s.Entity.Label+"\n"+s.Entity.IRI)
	c.empty("rect", "class", "box", "x", num(x), "y", num(y-boxHeight/2), "width", num(boxWidth), "height", num(boxHeight), "rx", "10")
	c.sign(s.Class, x+boxWidth/2, y-boxHeight/2+28, 11)
	for i, line := range name {
		c.text(x+boxWidth/2, y-boxHeight/2+66+22*float64(i), "middle", "name", line)
	}
	c.text(x+boxWidth/2, y+boxHeight/2-12, "middle", "small", s.className())
	c.close("g")
	end()
	return width, height
}

// className names the class of the entity as the ontology does.
func (s *Scene) className() string {
	if s.Class == otherClass && len(s.Entity.Classes) > 0 {
		return s.name(s.Entity.Classes[0])
	}
	return s.name(s.Class)
}

// edges draws the lines of one side, below all else. They run from the entity's
// box to the pills, and from there to the rows.
func (s *Scene) edges(c *canvas, d side, x, y, top float64) {
	dir := 1.0
	if d.left {
		dir = -1
	}
	for _, g := range d.groups {
		h := s.groupHeight(g)
		mid := top + h/2
		near, far := x+dir*gap, x+dir*(gap+d.pill)
		class := "edge"
		if g.By != "" {
			class += " beside"
		}
		c.empty("path", "class", class, "d", curve(x, y, near, mid))
		// The head of the arrow is at the object: the entity, or the things.
		switch {
		case g.By != "":
		case d.left:
			c.empty("path", "class", "head", "d", arrow(x, y, -dir))
		default:
			c.empty("path", "class", "head", "d", arrow(near, mid, dir))
		}
		at := top + (h-s.rowsHeight(g))/2
		for i := range g.Rows {
			r := &g.Rows[i]
			rc := class
			if r.Facts[0].Modality != asserted {
				rc += " unsure"
			}
			c.empty("path", "class", rc, "d", curve(far, mid, far+dir*(fan-signSize-2), at+rowHeight(r)/2))
			at += rowHeight(r)
		}
		top += h + groupGap
	}
}

// rowsHeight is the height of the rows and of the note below them.
func (s *Scene) rowsHeight(g Group) float64 {
	h := 0.0
	for i := range g.Rows {
		h += rowHeight(&g.Rows[i])
	}
	if g.More > 0 {
		h += lineHigh
	}
	return h
}

// rows draws the pills, signs and labels of one side.
func (s *Scene) rows(c *canvas, d side, x, top float64) {
	dir, anchor := 1.0, "start"
	if d.left {
		dir, anchor = -1, "end"
	}
	for _, g := range d.groups {
		h := s.groupHeight(g)
		left := x + dir*gap
		if d.left {
			left -= d.pill
		}
		class := "pill"
		if g.By != "" {
			class += " beside"
		}
		c.empty("rect", "class", class, "x", num(left), "y", num(top+h/2-11), "width", num(d.pill), "height", "22", "rx", "11")
		c.text(left+d.pill/2, top+h/2+4, "middle", "relation", truncate(s.pillLabel(g), smallSize, d.pill-12))
		sx := x + dir*(gap+d.pill+fan)
		tx := sx + dir*14
		at := top + (h-s.rowsHeight(g))/2
		for i := range g.Rows {
			r := &g.Rows[i]
			rh := rowHeight(r)
			end := c.link(r.Node.IRI)
			c.open("g", "class", "row")
			c.leaf("title", s.rowTitle(r))
			c.sign(r.Class, sx, at+rh/2, signSize)
			c.text(tx, at+lineHigh-1, anchor, "label", truncate(r.Label, fontSize, d.row))
			c.text(tx, at+2*lineHigh-3, anchor, "small", truncate(r.Detail, smallSize, d.row))
			c.close("g")
			end()
			at += rh
		}
		if g.More > 0 {
			c.text(tx, at+lineHigh-5, anchor, "small more", s.word("more", g.More))
		}
		top += h + groupGap
	}
}

// rowTitle is the tool tip of a row: its facts, the first ten of them.
func (s *Scene) rowTitle(r *Row) string {
	var lines []string
	for i, f := range r.Facts {
		if i == 10 {
			lines = append(lines, s.word("more", len(r.Facts)-i))
			break
		}
		lines = append(lines, s.sentenceOf(f))
	}
	return strings.Join(lines, " | ")
}

// legend explains the signs that the picture uses, and returns its height.
func (s *Scene) legend(c *canvas, top, width float64) float64 {
	used := map[string]bool{s.Class: true}
	unsure := false
	for _, groups := range [][]Group{s.In, s.Out} {
		for _, g := range groups {
			for _, r := range g.Rows {
				used[r.Class] = true
				unsure = unsure || r.Facts[0].Modality != asserted
			}
		}
	}
	x, y := margin, top+12
	c.open("g", "class", "legend")
	entry := func(label string, draw func()) {
		w := 18 + measure(label, smallSize) + 18
		if x+w > width-margin {
			x, y = margin, y+lineHigh
		}
		draw()
		c.text(x+18, y+4, "start", "small", label)
		x += w
	}
	for _, t := range s.times {
		used[t.class] = true
		for _, m := range t.marks {
			unsure = unsure || m.fact.Modality != asserted
		}
	}
	for _, sh := range shapes {
		if used[sh.class] {
			label := s.name(sh.class)
			if sh.class == valueClass {
				label = s.word("value")
			}
			entry(label, func() { c.sign(sh.class, x+6, y, signSize) })
		}
	}
	if unsure {
		entry(s.word("unsure"), func() { c.empty("path", "class", "edge unsure", "d", curve(x, y, x+14, y)) })
	}
	c.close("g")
	return y + 12 - top
}

// curve is a line that leaves and arrives level.
func curve(x1, y1, x2, y2 float64) string {
	if math.Abs(y1-y2) < 0.5 {
		return fmt.Sprintf("M%s %sH%s", num(x1), num(y1), num(x2))
	}
	m := (x1 + x2) / 2
	return fmt.Sprintf("M%s %sC%s %s %s %s %s %s", num(x1), num(y1), num(m), num(y1), num(m), num(y2), num(x2), num(y2))
}

// arrow is the head of an arrow whose tip is at a point.
func arrow(x, y, dir float64) string {
	return fmt.Sprintf("M%s %sl%s -4v8z", num(x), num(y), num(-8*dir))
}
