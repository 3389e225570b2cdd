package text

// classify gives each line its kind, its Lead and its Tail.
func classify(t *Text, lines []Line) {
	c := classifier{t: t, lines: lines}
	hints := t.hints
	known := false
	var kind Kind
	for i := range lines {
		line := &lines[i]
		for len(hints) > 0 && hints[0].at <= line.Start {
			known, kind, hints = hints[0].kind != Body, hints[0].kind, hints[1:]
		}
		if known {
			line.Kind = kind
		} else {
			line.Kind = c.kind(i)
		}
		switch line.Kind {
		case Body:
			c.bodies++
			if c.bodies <= leadLines {
				line.Lead = c.lead(line.Span)
			}
			line.Tail = c.credit(line.Span)
		case Caption:
			line.Tail = c.agency(line.Span)
		}
	}
}

// leadLines is how many lines of running text may begin with a dateline.
const leadLines = 3

type classifier struct {
	t          *Text
	lines      []Line
	bodies     int // lines of running text so far
	references bool
	box        bool // inside an infobox
	label      bool // the line before was a label
}

// kind tells the kind of line i. The lines before it have been told.
func (c *classifier) kind(i int) Kind {
	runes := c.t.runes
	s := c.lines[i].Span
	line := runes[s.Start:s.End]
	if c.references {
		return Reference
	}
	short := len(line) <= furnitureLimit
	if short && referenceHeadings.has(runes, s.Start, s.End) {
		c.references = true
		return Reference
	}
	if c.inBox(i, line) {
		if c.label = !c.label; c.label {
			return Label
		}
		return Value
	}
	if !short {
		return c.long(line)
	}
	if c.furniture(line) {
		return Furniture
	}
	if !c.agency(s).Empty() || opensWith(line, captionOpens) {
		return Caption
	}
	if c.heading(i, line) {
		return Headline
	}
	return Body
}

// long tells captions of more than a short line from running text.
func (c *classifier) long(line []rune) Kind {
	if len(line) <= 4*furnitureLimit && (opensWith(line, captionOpens[:1]) || tailOf(line) > 0) {
		return Caption
	}
	return Body
}

// inBox keeps track of infoboxes. A blank line ends one, and so does a line too
// long for what it should be.
func (c *classifier) inBox(i int, line []rune) bool {
	if c.box {
		limit := labelLimit
		if c.label {
			limit = valueLimit
		}
		last := line[len(line)-1]
		fits := len(line) <= limit && classOf(last) != stop
		if !c.label {
			fits = fits && classOf(last) != comma && !containsComma(line)
		}
		if fits && !c.blankBefore(i) {
			return true
		}
		c.box = false
	}
	s := c.lines[i].Span
	if infoboxLabels.has(c.t.runes, s.Start, s.End) && i+1 < len(c.lines) && !c.blankBefore(i+1) {
		c.box, c.label = true, false
		return true
	}
	return false
}

func containsComma(line []rune) bool {
	for _, r := range line {
		if classOf(r) == comma && r != '、' {
			return true
		}
	}
	return false
}

// blankBefore reports whether a blank line stands between line i and the one
// before it.
func (c *classifier) blankBefore(i int) bool {
	if i == 0 {
		return true
	}
	n := 0
	for _, r := range c.t.runes[c.lines[i-1].End:c.lines[i].Start] {
		if r == '\n' {
			n++
		}
	}
	return n > 1
}

// furniture tells whether a short line is navigation and the like.
func (c *classifier) furniture(line []rune) bool {
	letters := 0
	for _, r := range line {
		if classOf(r) == plain && r > ' ' && !isRule(r) {
			letters++
		}
	}
	if letters == 0 {
		return true
	}
	if len(line) <= 2*maxWord {
		var squeezed [2 * maxWord]rune
		n := 0
		for _, r := range line {
			if !isSpace(r) {
				squeezed[n] = r
				n++
			}
		}
		if furnitureLines.has(squeezed[:], 0, n) {
			return true
		}
	}
	if opensWith(line, furnitureOpens) && !sentenceEnd(line) {
		return true
	}
	if opensWith(line, []string{"请加入成为", "请复制", "版权所有", "未经授权", "转载请"}) {
		return true
	}
	if partner(line[0]) != 0 && canonical(line[len(line)-1]) == partner(line[0]) && hasCredit(line) {
		return true
	}
	for _, w := range furnitureInside {
		if index(line, w) >= 0 {
			return true
		}
	}
	return false
}

// isRule reports characters that draw lines and bullets.
func isRule(r rune) bool {
	switch r {
	case '-', '_', '=', '*', '#', '~', '|', '+', '·', '•', '—', '─', '━', '＝', '＊', '－', '>', '<', '.', '…', '/', '※', '◎', '■', '●', '◆', '▌':
		return true
	}
	return false
}

// sentenceEnd reports whether a line closes as a sentence does.
func sentenceEnd(line []rune) bool {
	for i := len(line) - 1; i >= 0; i-- {
		switch classOf(line[i]) {
		case shut, quote, space:
			continue
		case stop:
			return true
		}
		return false
	}
	return false
}

// headingLimit and titleLimit bound headings within a text and the title.
const (
	headingLimit = 40
	titleLimit   = 60
)

// heading tells whether a short line is a title or the heading of a section:
// the first lines that do not close as sentences do, and later ones that hold
// no punctuation at all.
func (c *classifier) heading(i int, line []rune) bool {
	if sentenceEnd(line) {
		return false
	}
	last := classOf(line[len(line)-1])
	if last == comma || last == colon {
		return false
	}
	if c.bodies == 0 {
		return len(line) <= titleLimit && !opensWith(line, agencies[:12]) && i+1 < len(c.lines)
	}
	if len(line) > headingLimit || i+1 >= len(c.lines) {
		return false
	}
	for _, r := range line {
		switch classOf(r) {
		case comma, colon, stop:
			return false
		}
	}
	return true
}

// hasCredit reports whether a bracket holds a credit: the word and a colon.
func hasCredit(line []rune) bool {
	for _, w := range credits {
		if k := index(line, w); k >= 0 {
			return true
		}
	}
	return false
}

// credit finds a credit in brackets at the end of a line of running text.
func (c *classifier) credit(s Span) Span {
	line := c.t.runes[s.Start:s.End]
	if canonical(line[len(line)-1]) != ')' {
		return Span{}
	}
	for i := len(line) - 2; i > 0 && i > len(line)-furnitureLimit; i-- {
		if partner(line[i]) != ')' {
			continue
		}
		inside := line[i:]
		k := classOf(line[i-1])
		if (k == stop || k == shut || k == space) && hasCredit(inside) {
			return Span{s.Start + i, s.End}
		}
		break
	}
	return Span{}
}

// agency finds the agency or credit at the end of a caption.
func (c *classifier) agency(s Span) Span {
	line := c.t.runes[s.Start:s.End]
	if n := tailOf(line); n > 0 {
		return Span{s.End - n, s.End}
	}
	return Span{}
}

// tailOf returns the length of an agency or a photographer's credit at the end
// of a line, after a sentence end or a blank; 0 when there is none.
func tailOf(line []rune) int {
	for n := 1; n < len(line) && n <= furnitureLimit/3; n++ {
		at := len(line) - n
		c := classOf(line[at-1])
		if c != stop && c != space && c != shut {
			continue
		}
		tail := line[at:]
		for _, w := range photoAgencies {
			if hasPrefix(tail, w) && (len(tail) == len([]rune(w)) || hasSuffix(tail, "摄") || hasSuffix(tail, "图")) {
				return n
			}
		}
		if c == stop || c == space {
			if hasSuffix(tail, "摄") || hasSuffix(tail, "摄影") || hasSuffix(tail, "摄)") {
				return n
			}
			for _, w := range photoAgencies {
				if len(tail) > 2 && partner(tail[0]) == ')' && hasPrefix(tail[1:], w) {
					return n
				}
			}
		}
		if c == stop {
			return 0
		}
	}
	return 0
}

// lead finds the dateline or the programme's name at the beginning of a line:
// 某网消息（栏目）：, 某社某地某日电（记者某某）.
func (c *classifier) lead(s Span) Span {
	line := c.t.runes[s.Start:min(s.End, s.Start+leadLimit)]
	body := line
	if partner(body[0]) != 0 {
		body = body[1:]
	}
	if !opensWith(body, agencies) && !opensWith(line, agencies) {
		return Span{}
	}
	bracketed := len(body) < len(line)
	for i := 2; i < len(line); i++ {
		end := i + 1
		switch {
		case bracketed:
			if canonical(line[i]) != partner(line[0]) || partner(line[0]) == 0 {
				continue
			}
			if !isWire(line[:i]) {
				return Span{}
			}
		case isWire(line[:end]):
			end = afterBracket(line, end)
			if end < len(line) && classOf(line[end]) != colon && classOf(line[end]) != space && end == i+1 {
				continue
			}
		case classOf(line[i]) == stop:
			return Span{}
		default:
			continue
		}
		for end < len(line) && (classOf(line[end]) == colon || classOf(line[end]) == space) {
			end++
		}
		if s.Start+end >= s.End {
			return Span{}
		}
		return Span{s.Start, s.Start + end}
	}
	return Span{}
}

// isWire reports whether what stands here closes as the name of a report does.
func isWire(head []rune) bool {
	for _, w := range []string{"电", "讯", "消息", "报道", "报导"} {
		if hasSuffix(head, w) {
			return true
		}
	}
	return false
}

// afterBracket skips a bracket that opens at place i.
func afterBracket(line []rune, i int) int {
	if i >= len(line) || partner(line[i]) != ')' {
		return i
	}
	for k := i + 1; k < len(line); k++ {
		if canonical(line[k]) == ')' {
			return k + 1
		}
	}
	return i
}

// opensWith reports whether a line begins with one of the words.
func opensWith(line []rune, list []string) bool {
	for _, w := range list {
		if hasPrefix(line, w) {
			return true
		}
	}
	return false
}
