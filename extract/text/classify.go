package text

// classify gives each line its kind, its Lead and its Tail. It works in buffer
// and returns it for the next text.
func classify(t *Text, lines []Line, buffer []rune) []rune {
	c := classifier{t: t, lines: lines, head: buffer}
	hints := t.hints
	told := false
	var kind Kind
	for _, h := range hints {
		c.headed = c.headed || h.kind == Headline
	}
	for i := range lines {
		line := &lines[i]
		for len(hints) > 0 && hints[0].at <= line.Start {
			told, kind, hints = hints[0].kind != Body, hints[0].kind, hints[1:]
		}
		c.fold(line.Span)
		if told {
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
			if line.Lead.End == line.End {
				line.Kind, line.Lead = Furniture, Span{} // nothing but the programme's name
				continue
			}
			line.Tail = c.credit(line.Span)
		case Caption:
			line.Tail = c.agency(line.Span)
		}
	}
	return c.head
}

// leadLines is how many lines of running text may begin with a dateline.
const leadLines = 3

type classifier struct {
	t          *Text
	lines      []Line
	bodies     int // lines of running text so far
	references bool
	headed     bool // the format of the source tells headings
	box        bool // inside an infobox
	label      bool // the line before was a label
	// head and tail are the beginning and the end of the line, folded: all of it
	// when it is short, and then they are the same.
	head, tail []rune
}

// captionLimit bounds lines that may be captions.
const captionLimit = 4 * furnitureLimit

// fold folds what is looked at of a line.
func (c *classifier) fold(s Span) {
	line := c.t.runes[s.Start:s.End]
	if len(line) <= furnitureLimit {
		c.head = appendFolded(c.head[:0], line)
		c.tail = c.head
		return
	}
	both := appendFolded(c.head[:0], line[:leadLimit])
	both = appendFolded(both, line[len(line)-furnitureLimit:])
	c.head, c.tail = both[:leadLimit], both[leadLimit:]
}

func appendFolded(dst, line []rune) []rune {
	for _, r := range line {
		dst = append(dst, Fold(r))
	}
	return dst
}

// kind tells the kind of line i. The lines before it have been told.
func (c *classifier) kind(i int) Kind {
	if c.references {
		return Reference
	}
	s := c.lines[i].Span
	use := c.use()
	if use&referenceLine != 0 {
		c.references = true
		return Reference
	}
	if c.inBox(i, use) {
		if c.label = !c.label; c.label {
			return Label
		}
		return Value
	}
	short := s.Len() <= furnitureLimit
	if short && (use&furnitureLine != 0 || c.furniture()) {
		return Furniture
	}
	if s.Len() <= captionLimit && (known.caption.open(c.head) > 0 || tailOf(c.tail) > 0) {
		return Caption
	}
	if short && c.heading(i) {
		return Headline
	}
	return Body
}

// use looks a short line up, spaces left out.
func (c *classifier) use() lineUse {
	var key [maxWord]rune
	n := 0
	for _, r := range c.head {
		if isSpace(r) {
			continue
		}
		if n == maxWord {
			return 0
		}
		key[n] = r
		n++
	}
	return known.lines[key]
}

// inBox keeps track of infoboxes. A blank line ends one, and so does a line too
// long for what it should be.
func (c *classifier) inBox(i int, use lineUse) bool {
	line := c.head
	if c.box {
		limit := labelLimit
		if c.label {
			limit = valueLimit
		}
		last := classOf(line[len(line)-1])
		fits := len(line) <= limit && last != stop
		if !c.label {
			fits = fits && !holdsComma(line)
		}
		if fits && !c.blankBefore(i) {
			return true
		}
		c.box = false
	}
	if use&infoboxLine != 0 && i+1 < len(c.lines) && !c.blankBefore(i+1) {
		c.box, c.label = true, false
		return true
	}
	return false
}

func holdsComma(line []rune) bool {
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
func (c *classifier) furniture() bool {
	line := c.head
	letters := 0
	for _, r := range line {
		if classOf(r) == plain && r > ' ' && !isRule(r) {
			letters++
		}
	}
	switch {
	case letters == 0:
		return true
	case known.opens.open(line) > 0 && !sentenceEnd(line):
		return true
	case known.always.open(line) > 0, known.inside.in(line):
		return true
	}
	closing := partner(line[0])
	return closing != 0 && canonical(line[len(line)-1]) == closing && known.credit.in(line)
}

// isRule reports characters that draw lines and bullets.
func isRule(r rune) bool {
	switch r {
	case '-', '_', '=', '*', '#', '~', '|', '+', '·', '>', '<', '.', '…', '/', '※', '◎', '■', '◆', '▌':
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
// no punctuation at all. The last line of a text is none, and where the format
// of the source tells headings no other line is.
func (c *classifier) heading(i int) bool {
	line := c.head
	if c.headed || sentenceEnd(line) || i+1 >= len(c.lines) || !c.credit(c.lines[i].Span).Empty() {
		return false
	}
	last := classOf(line[len(line)-1])
	if last == comma || last == colon {
		return false
	}
	if c.bodies == 0 {
		return len(line) <= titleLimit && c.lead(c.lines[i].Span).Empty()
	}
	if len(line) > headingLimit {
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

// credit finds a credit in brackets at the end of a line of running text.
func (c *classifier) credit(s Span) Span {
	line := c.tail
	if canonical(line[len(line)-1]) != ')' {
		return Span{}
	}
	for i := len(line) - 2; i > 0; i-- {
		if partner(line[i]) != ')' {
			continue
		}
		before := classOf(line[i-1])
		if (before == stop || before == shut || before == space) && known.credit.in(line[i:]) {
			return Span{s.End - (len(line) - i), s.End}
		}
		break
	}
	return Span{}
}

// agency finds the agency or credit at the end of a caption.
func (c *classifier) agency(s Span) Span {
	if n := tailOf(c.tail); n > 0 {
		return Span{s.End - n, s.End}
	}
	return Span{}
}

// tailLimit bounds an agency or a photographer's credit, in code points.
const tailLimit = 24

// tailOf returns the length of an agency or a photographer's credit at the end
// of a folded line, after a sentence end or a blank; 0 when there is none.
func tailOf(line []rune) int {
	for n := 1; n < len(line) && n <= tailLimit; n++ {
		at := len(line) - n
		before := classOf(line[at-1])
		if before != stop && before != space && before != shut {
			continue
		}
		if isCredit(line[at:], before != shut) {
			return n
		}
		if before == stop {
			return 0
		}
	}
	return 0
}

// isCredit reports an agency, alone or with a photographer; a photographer
// alone, or either in brackets, only where it stands apart.
func isCredit(tail []rune, apart bool) bool {
	last := tail[len(tail)-1]
	if n := known.photo.open(tail); n > 0 && (n == len(tail) || last == '摄' || last == '图') {
		return true
	}
	if !apart || len(tail) < 2 {
		return false
	}
	if last == '摄' || last == '影' && tail[len(tail)-2] == '摄' || last == ')' && tail[len(tail)-2] == '摄' {
		return true
	}
	return partner(tail[0]) == ')' && known.photo.open(tail[1:]) > 0
}

// lead finds the dateline or the programme's name at the beginning of a line:
// 某网消息（栏目）：, 某社某地某日电（记者某某）.
func (c *classifier) lead(s Span) Span {
	line := c.head[:min(len(c.head), leadLimit)]
	body := line
	closing := partner(line[0])
	if closing != 0 {
		body = body[1:]
	}
	if known.agency.open(body) == 0 && known.agency.open(line) == 0 {
		return Span{}
	}
	for i := 2; i < len(line); i++ {
		end := i + 1
		switch {
		case closing != 0:
			if canonical(line[i]) != closing {
				continue
			}
			if !isWire(line[:i]) {
				return Span{}
			}
		case line[i] == '(' && i <= agencyLimit:
			// 某台(某栏目)：
			end = afterBracket(line, i)
			if end == i || end >= len(line) || classOf(line[end]) != colon {
				continue
			}
		case isWire(line[:end]):
			end = afterBracket(line, end)
			if end == i+1 && end < len(line) && classOf(line[end]) != colon && classOf(line[end]) != space {
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
		return Span{s.Start, s.Start + end}
	}
	return Span{}
}

// agencyLimit bounds the name of a publisher before the bracket with its
// programme.
const agencyLimit = 10

// isWire reports whether what stands here closes as the name of a report does:
// 电 讯 消息 报道 报导.
func isWire(head []rune) bool {
	n := len(head)
	switch head[n-1] {
	case '电', '讯':
		return true
	case '息':
		return head[n-2] == '消'
	case '道', '导':
		return head[n-2] == '报'
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
