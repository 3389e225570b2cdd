package source

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongbao/extract/text"
)

// Clean decodes a document and returns its text without what pages have put in.
// It never rewrites the source: what it leaves out is skipped in the map of the
// text. It fills Title and Date of the document where they are empty and the
// text tells them. Its errors are *Error values.
func Clean(d *Document) (*text.Text, error) {
	if len(d.Bytes) == 0 {
		return nil, fault(d.Path, ErrEmpty, "remove it from the list", "")
	}
	in := decode(d.Bytes, d.Charset, d.valid)
	c := &cleaner{b: text.NewBuilder(len(in.text)), in: in}
	switch d.MediaType {
	case HTML:
		c.page()
	case Markdown:
		c.markdown()
	default:
		c.run(0, len(in.text))
	}
	c.b.TrimSpace(false)
	t := c.b.Text()
	if t.Len() == 0 {
		return nil, fault(d.Path, ErrEmpty, "remove it from the list", "nothing but white space and marks")
	}
	d.settle(t)
	return t, nil
}

// settle takes title and date from the text where metadata did not give them.
func (d *Document) settle(t *text.Text) {
	if d.Date == "" {
		if date := dateIn(t); date != "" {
			d.Date, d.DateSource = date, DateLine
		}
	}
	if d.Title != "" {
		return
	}
	for _, line := range t.Lines() {
		if line.Kind == text.Headline {
			d.Title = t.Slice(line.Span)
			return
		}
	}
}

// cleaner passes decoded text on to a Builder, run by run.
type cleaner struct {
	b  *text.Builder
	in decoded
	// The cursor of the way back: the piece that holds decoded byte at, which
	// stands at byte source.
	piece, at, source int
	// flow says that line ends of the source are mere white space, as in HTML.
	flow bool
}

// step is the number of bytes to go on by when a byte begins a character that
// needs no look, and 0 when it needs one.
var step = makeSteps()

func makeSteps() *[256]uint8 {
	t := new([256]uint8)
	for c := range t {
		switch {
		case c < 0x20 || c == 0x7F:
		case c < 0xC0:
			t[c] = 1
		case c < 0xE0:
			t[c] = 2
		case c < 0xF0:
			t[c] = 3
		default:
			t[c] = 4
		}
	}
	for _, c := range []byte{' ', '(', ',', '[', '&', '\\', 0xC2, 0xE2, 0xE3, 0xEF, 0xF3} {
		t[c] = 0
	}
	return t
}

// run cleans the decoded bytes [lo, hi) and appends them. It goes over bytes,
// and looks only at those that may begin something to leave out.
func (c *cleaner) run(lo, hi int) {
	s := c.in.text
	start, i := lo, lo
	for i < hi {
		if n := step[s[i]]; n != 0 {
			i += int(n)
			continue
		}
		if s[i] == 0xE3 && i+2 < hi && (s[i+1] != 0x80 || s[i+2] != 0x80) {
			i += 3 // 。 、 and the like
			continue
		}
		keep, end := c.look(start, i, hi)
		if keep {
			i = end
			continue
		}
		c.emit(start, i)
		c.instead(i, end)
		start, i = end, end
	}
	c.emit(start, min(i, hi))
}

// look decides about what begins at i: to keep the bytes up to end as they are,
// or to leave them out. Kept text since start has not been appended yet.
func (c *cleaner) look(start, i, hi int) (keep bool, end int) {
	s := c.in.text
	switch s[i] {
	case ' ', '\t', '\v', '\f':
		return c.blank(start, i, hi)
	case '\n':
		if c.flow {
			return c.blank(start, i, hi)
		}
		return true, i + 1
	case '\r':
		if c.flow {
			return c.blank(start, i, hi)
		}
		return false, i + 1
	case '(':
		end = gloss(s[i:hi], 1)
		return c.unlessGloss(start, i, end, 1)
	case ',':
		return c.comma(i, hi, 1)
	case '[':
		return c.footnote(start, i, hi)
	case '&':
		end = entity(s[i:hi])
		return end == 0, i + max(end, 1)
	case '\\':
		end = escape(s[i:hi])
		return end == 0, i + max(end, 1)
	case 0xC2, 0xE2, 0xE3, 0xEF, 0xF3:
		return c.wide(start, i, hi)
	}
	return false, i + 1 // a control character
}

// wide looks at the characters beyond ASCII that may need leaving out.
func (c *cleaner) wide(start, i, hi int) (keep bool, end int) {
	s := c.in.text[i:hi]
	if strings.HasPrefix(s, "，") {
		return c.comma(i, hi, len("，"))
	}
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case r == '（':
		return c.unlessGloss(start, i, gloss(s, n), n)
	case r == '［':
		return c.footnote(start, i, hi)
	case isBlank(r):
		return c.blank(start, i, hi)
	case r == '\u2028' || r == '\u2029' || r == '\u0085' || isInvisible(r):
		return false, i + n
	}
	return true, i + n
}

// isBlank reports white space beyond ASCII.
func isBlank(r rune) bool {
	return r == '\u00A0' || r == '\u3000' || r >= 0x2000 && r <= 0x200A || r == '\u202F' || r == '\u205F'
}

// isInvisible reports characters without a width: joiners, marks of direction,
// soft hyphens, byte order marks, variation selectors, controls.
func isInvisible(r rune) bool {
	switch {
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F,
		r == 0xFEFF, r == 0x00AD, r >= 0xFE00 && r <= 0xFE0F, r >= 0xFFF9 && r <= 0xFFFB,
		r >= 0xE0100 && r <= 0xE01EF, r >= 0x80 && r < 0xA0:
		return true
	}
	return false
}

// before returns the code point before decoded byte i: of what has not been
// appended yet, else of what has.
func (c *cleaner) before(start, i int) rune {
	if i > start {
		r, _ := utf8.DecodeLastRuneInString(c.in.text[start:i])
		return r
	}
	return c.b.Last()
}

// labelBytes bounds a line whose blanks only spread its characters (成    立).
const labelBytes = 24

// blank looks at a run of white space. At the ends of a line it goes; so it
// does inside a label whose characters it spreads, and around a footnote mark
// between characters that need no space. In HTML it becomes one space.
func (c *cleaner) blank(start, i, hi int) (keep bool, end int) {
	s := c.in.text
	end = i
	spaces := 0
	for end < hi {
		r, n := rune(s[end]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[end:hi])
		}
		if r != ' ' && r != '\t' && r != '\v' && r != '\f' && !isBlank(r) && !(c.flow && (r == '\n' || r == '\r')) {
			break
		}
		end += n
		spaces++
	}
	last := c.before(start, i)
	if last == 0 || last == '\n' {
		return false, end
	}
	if end == hi {
		return !c.flow && hi < len(s), end
	}
	next, _ := utf8.DecodeRuneInString(s[end:hi])
	if next == '\n' || next == '\r' {
		return false, end
	}
	if mark := footnote(s[end:hi]); mark > 0 {
		return false, end
	}
	if c.flow {
		return !isWideChar(last) && !isWideChar(next) && spaces == 1 && s[i] == ' ', end
	}
	if spaces > 1 && isWideChar(last) && isWideChar(next) && c.isLabel(i, end, hi) {
		return false, end
	}
	return true, end
}

// isLabel reports whether the line around a run of blanks is so short that the
// blanks only spread it.
func (c *cleaner) isLabel(i, end, hi int) bool {
	s := c.in.text
	from := max(i-labelBytes, 0)
	if k := strings.LastIndexByte(s[from:i], '\n'); k >= 0 {
		from += k + 1
	} else if from > 0 {
		return false
	}
	to := min(end+labelBytes, hi)
	if k := strings.IndexByte(s[end:to], '\n'); k >= 0 {
		to = end + k
	} else if to < hi {
		return false
	}
	wide := 0
	for _, r := range s[from:to] {
		if isWideChar(r) {
			wide++
		}
	}
	return wide <= 4
}

// isWideChar reports characters that are set without spaces between them.
func isWideChar(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF
}

// comma leaves out a comma before another one or before the end of a sentence.
func (c *cleaner) comma(i, hi, n int) (keep bool, end int) {
	s := c.in.text
	if i+n >= hi || s[i+n] != ',' && s[i+n] != 0xEF && s[i+n] != 0xE3 {
		return true, i + n
	}
	next, _ := utf8.DecodeRuneInString(s[i+n : hi])
	switch next {
	case ',', '，', '。', '；', '！', '？':
		return false, i + n
	}
	return true, i + n
}

// footnote leaves out a mark like [1] in or after a text.
func (c *cleaner) footnote(start, i, hi int) (keep bool, end int) {
	s := c.in.text
	n := footnote(s[i:hi])
	last := c.before(start, i)
	if n == 0 || last == 0 || last == '\n' || last < utf8.RuneSelf && (unicode.IsLetter(last) || unicode.IsDigit(last)) && (i == 0 || s[i-1] != ' ') {
		_, size := utf8.DecodeRuneInString(s[i:hi])
		return true, i + size
	}
	end = i + n
	// One blank behind the mark belongs to it when one stood before it.
	if end < hi && s[end] == ' ' && i > 0 && s[i-1] == ' ' && isWideChar(last) {
		end++
	}
	return false, end
}

// footnote returns the length of a footnote mark at the beginning of s: one to
// three digits, or a list or range of such, in square brackets.
func footnote(s string) int {
	var i int
	switch {
	case strings.HasPrefix(s, "["):
		i = 1
	case strings.HasPrefix(s, "［"):
		i = len("［")
	default:
		return 0
	}
	digits, total := 0, 0
	for i < len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
			total++
			if digits > 3 {
				return 0
			}
			i++
			continue
		case (c == '-' || c == ',') && digits > 0:
			digits = 0
			i++
			continue
		case c == ']' && digits > 0:
			return i + 1
		}
		if digits > 0 && strings.HasPrefix(s[i:], "］") {
			return i + len("］")
		}
		return 0
	}
	return 0
}

// longestEntity bounds an entity or an escape, in bytes.
const longestEntity = 32

// entity returns the length of a character entity at the beginning of s, 0 when
// there is none. An ampersand that was itself written as an entity (&amp;nbsp;)
// is one with what follows.
func entity(s string) int {
	s = s[:min(len(s), longestEntity)]
	end := strings.IndexByte(s, ';') + 1
	if end < 3 || html.UnescapeString(s[:end]) == s[:end] {
		return 0
	}
	if s[:end] == "&amp;" {
		if more := strings.IndexByte(s[end:], ';') + 1; more > 1 && html.UnescapeString("&"+s[end:end+more]) != "&"+s[end:end+more] {
			return end + more
		}
	}
	return end
}

// escape returns the length of an escape of JSON at the beginning of s that was
// left in a text: \n, \r, \t, \", \/, or \u and four hexadecimal digits.
func escape(s string) int {
	if len(s) < 2 {
		return 0
	}
	switch s[1] {
	case 'n', 'r', 't':
		// Not a word of Latin letters behind a backslash, as in a path.
		if len(s) > 2 && s[2] < utf8.RuneSelf && unicode.IsLetter(rune(s[2])) {
			return 0
		}
		return 2
	case '"', '/':
		return 2
	case 'u':
		if len(s) >= 6 && hex4(s[2:6]) >= 0 {
			return 6
		}
	}
	return 0
}

// hex4 reads four hexadecimal digits, -1 if they are not.
func hex4(s string) rune {
	v := rune(0)
	for i := range 4 {
		c := s[i] | 0x20
		switch {
		case c >= '0' && c <= '9':
			v = v<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			v = v<<4 | rune(c-'a'+10)
		default:
			return -1
		}
	}
	return v
}

// instead appends what stands for the bytes [i, end) that are left out, if
// anything does.
func (c *cleaner) instead(i, end int) {
	s := c.in.text[i:end]
	if s == "" {
		return
	}
	switch s[0] {
	case '\r':
		if !c.flow && !strings.HasPrefix(c.in.text[end:], "\n") {
			c.atoms("\n", i, end)
		}
	case '&':
		if strings.HasPrefix(s, "&amp;") && len(s) > len("&amp;") {
			s = "&" + s[len("&amp;"):]
		}
		c.atoms(html.UnescapeString(s), i, end)
	case '\\':
		switch s[1] {
		case 'n':
			c.atoms("\n", i, end)
		case 't':
			c.atoms(" ", i, end)
		case '"', '/':
			c.atoms(s[1:], i, end)
		case 'u':
			c.atoms(string(hex4(s[2:6])), i, end)
		}
	case ' ', '\t', '\n', '\v', '\f':
		c.space(i, end)
	default:
		switch r, _ := utf8.DecodeRuneInString(s); {
		case r == '\u2028' || r == '\u2029' || r == '\u0085':
			c.atoms("\n", i, end)
		case isBlank(r):
			c.space(i, end)
		}
	}
}

// space appends the one space that a run of white space of HTML stands for,
// unless it stands at the beginning of a line or, with a line end in it, between
// characters that are set without spaces; one at the end of a line goes with
// the line break.
func (c *cleaner) space(i, end int) {
	if !c.flow {
		return
	}
	if last := c.b.Last(); end < len(c.in.text) && isWideChar(last) && strings.Contains(c.in.text[i:end], "\n") {
		next := rune(c.in.text[end])
		if next >= utf8.RuneSelf || !unicode.IsLetter(next) && !unicode.IsDigit(next) {
			return
		}
	}
	c.atoms(" ", i, end)
}

// atoms appends code points that all stand for the decoded bytes [i, end), as
// the cleaner would have them had they stood there themselves.
func (c *cleaner) atoms(s string, i, end int) {
	from := c.sourceOf(i)
	to := c.sourceOf(end)
	for _, r := range s {
		switch {
		case isInvisible(r) || r < ' ' && r != '\n':
			continue
		case r == ' ' || isBlank(r):
			if last := c.b.Last(); last == 0 || last == '\n' || c.flow && last == ' ' {
				continue
			}
			r = ' '
		}
		c.b.Atom(r, from, to)
	}
}

// emit appends the decoded bytes [i, end) as they are.
func (c *cleaner) emit(i, end int) {
	for i < end {
		from := c.sourceOf(i)
		p := c.in.pieces[c.piece]
		upTo := len(c.in.text)
		if c.piece+1 < len(c.in.pieces) {
			upTo = c.in.pieces[c.piece+1].at
		}
		upTo = min(upTo, end)
		if p.size > 0 {
			r, n := utf8.DecodeRuneInString(c.in.text[i:])
			c.b.Atom(r, p.source, p.source+p.size)
			i += n
			continue
		}
		c.b.Verbatim(c.in.text[i:upTo], from, p.width)
		i = upTo
	}
}

// sourceOf returns the byte of the source at which decoded byte i stands. It
// must be asked in rising order; it goes on from where it was asked last.
func (c *cleaner) sourceOf(i int) int {
	list := c.in.pieces
	for c.piece+1 < len(list) && list[c.piece+1].at <= i {
		c.piece++
		c.at, c.source = list[c.piece].at, list[c.piece].source
	}
	p := list[c.piece]
	if p.size > 0 {
		if i > p.at {
			return p.source + p.size
		}
		return p.source
	}
	if p.width == text.UTF8 {
		return p.source + i - p.at
	}
	for c.at < i {
		r, n := utf8.DecodeRuneInString(c.in.text[c.at:])
		c.source += p.width.Bytes(r)
		c.at += n
	}
	return c.source
}
