// Package syntax reads, prints and lints rules: the YAML file around them and
// the pattern language inside. The pattern parser is a recursive descent over
// code points with one look-ahead; every node knows its place, and String of a
// node parses back to an equal node.
package syntax

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Node is a node of a pattern.
type Node interface {
	// Pos is the offset of the node in its pattern, in code points.
	Pos() int
	// String prints the node in the pattern language.
	String() string
}

type at int

// Pos implements Node.
func (p at) Pos() int { return int(p) }

// Seq is a sequence of parts that follow each other.
type Seq struct {
	at
	Items []Node
}

// Alt is a choice between parts.
type Alt struct {
	at
	Items []Node
}

// Repeat is a part that may stand Min to Max times; Max < 0 is without bound.
type Repeat struct {
	at
	Node     Node
	Min, Max int
}

// Literal is a string, compared folded (script, width, letter case).
type Literal struct {
	at
	Text string
	Slot string
}

// Typed is a mention of one of some types whose attributes fulfil conditions.
type Typed struct {
	at
	Types []string
	Conds []Cond
	Slot  string
}

// Cond is a condition on an attribute of a mention: [role=observer],
// [role!=observer], [capital] (present), [!capital] (absent).
type Cond struct {
	Attr  string
	Value string
	// Has is set where only presence is asked.
	Has bool
	Not bool
}

// Run is a bounded run of characters: ~2..12.
type Run struct {
	at
	Min, Max int
	// Class limits the characters: "" (word: letters and name marks), "any"
	// (also digits and quotation marks), "list" (also 、), "name" (what a person's name may look like), or is "gap": anything up to the end of the
	// sentence, hard stops and commas too, between two anchors; a gap has no
	// slot.
	Class string
	// Not lists mention types that the run may not enter.
	Not  []string
	Slot string
}

// Group is a named group: name=( … ).
type Group struct {
	at
	Name string
	Node Node
}

// Trigger is the place where the automaton starts: ‹任命|委任› or ‹AttendVerb›.
type Trigger struct {
	at
	// Items are *Literal or *Typed.
	Items []Node
	Slot  string
}

// Macro is a use of a macro: @name.
type Macro struct {
	at
	Name string
}

// Look is a condition on what stands next, which it does not consume: !( … )
// must not, &( … ) must match.
type Look struct {
	at
	Not  bool
	Node Node
}

// Anchor is ^, the start of a sentence, or $, its end.
type Anchor struct {
	at
	End bool
}

// ErrorCode names a fault of a pattern; its text is the message.
type ErrorCode string

// The faults of patterns.
const (
	ErrEnd          ErrorCode = "the pattern ends too early"
	ErrParen        ErrorCode = "missing closing )"
	ErrBracket      ErrorCode = "missing closing ]"
	ErrQuote        ErrorCode = `missing closing "`
	ErrTriggerMark  ErrorCode = "missing closing ›"
	ErrUnexpected   ErrorCode = "unexpected character"
	ErrEmpty        ErrorCode = "empty group or literal"
	ErrRange        ErrorCode = "a run needs both bounds, as in ~2..12, the first not above the second"
	ErrRunTooLong   ErrorCode = "a run may be at most 200 characters long"
	ErrRunClass     ErrorCode = "unknown class of run; the classes are word, name, any, list and gap (which has no slot)"
	ErrRepeatBound  ErrorCode = "a repetition is written {m,n} with m not above n"
	ErrName         ErrorCode = "a name is expected here"
	ErrDepth        ErrorCode = "nested too deeply"
	ErrSlotPlace    ErrorCode = "a slot stands behind a literal, type, run or trigger, before ? * + or {; a group is named name=( … )"
	ErrTriggerInner ErrorCode = "a trigger holds literals or types, separated by |"
)

// PatternError is a fault at a place of a pattern.
type PatternError struct {
	Offset int // in code points of the pattern
	Code   ErrorCode
	Found  string
}

func (e *PatternError) Error() string {
	if e.Found != "" {
		return fmt.Sprintf("%s: %q", e.Code, e.Found)
	}
	return string(e.Code)
}

// MaxRun is the longest open run, in characters, and maxDepth the deepest
// nesting that a pattern may have.
const (
	MaxRun   = 200
	maxDepth = 60
)

// ParsePattern parses a pattern. A fault is a *PatternError.
func ParsePattern(s string) (Node, error) {
	p := &parser{src: []rune(s)}
	n, err := p.alt(0)
	if err != nil {
		return nil, err
	}
	if p.pos < len(p.src) {
		return nil, p.fail(ErrUnexpected)
	}
	return n, nil
}

type parser struct {
	src []rune
	pos int
}

func (p *parser) fail(code ErrorCode) error {
	e := &PatternError{Offset: p.pos, Code: code}
	if p.pos < len(p.src) {
		e.Found = string(p.src[p.pos])
	} else if code == ErrUnexpected {
		e.Code = ErrEnd
	}
	return e
}

func (p *parser) space() {
	for p.pos < len(p.src) && (p.src[p.pos] == ' ' || p.src[p.pos] == '\n' || p.src[p.pos] == '\t' || p.src[p.pos] == '\r') {
		p.pos++
	}
}

func (p *parser) peek() rune {
	if p.pos < len(p.src) {
		return p.src[p.pos]
	}
	return -1
}

func (p *parser) ahead(s string) bool {
	return strings.HasPrefix(string(p.src[p.pos:min(len(p.src), p.pos+len(s))]), s)
}

func (p *parser) alt(depth int) (Node, error) {
	if depth > maxDepth {
		return nil, p.fail(ErrDepth)
	}
	start := p.pos
	var items []Node
	for {
		n, err := p.seq(depth)
		if err != nil {
			return nil, err
		}
		items = append(items, n)
		p.space()
		if p.peek() != '|' {
			break
		}
		p.pos++
	}
	if len(items) == 1 {
		return items[0], nil
	}
	return &Alt{at(start), items}, nil
}

func (p *parser) seq(depth int) (Node, error) {
	start := p.pos
	var items []Node
	for {
		p.space()
		if c := p.peek(); c < 0 || c == '|' || c == ')' {
			break
		}
		n, err := p.item(depth)
		if err != nil {
			return nil, err
		}
		items = append(items, n)
	}
	switch len(items) {
	case 0:
		if p.peek() < 0 {
			return nil, p.fail(ErrEnd)
		}
		return nil, p.fail(ErrEmpty)
	case 1:
		return items[0], nil
	}
	return &Seq{at(start), items}, nil
}

func (p *parser) item(depth int) (Node, error) {
	n, err := p.atom(depth)
	if err != nil {
		return nil, err
	}
	for {
		start := p.pos
		switch p.peek() {
		case '?':
			p.pos++
			n = &Repeat{at(start), n, 0, 1}
		case '*':
			p.pos++
			n = &Repeat{at(start), n, 0, -1}
		case '+':
			p.pos++
			n = &Repeat{at(start), n, 1, -1}
		case '{':
			p.pos++
			lo, ok1 := p.number()
			hi, ok2 := lo, true
			if p.peek() == ',' {
				p.pos++
				hi, ok2 = p.number()
			}
			if !ok1 || !ok2 || lo > hi || p.peek() != '}' {
				return nil, p.fail(ErrRepeatBound)
			}
			p.pos++
			n = &Repeat{at(start), n, lo, hi}
		case ':':
			return nil, p.fail(ErrSlotPlace)
		default:
			return n, nil
		}
	}
}

func (p *parser) atom(depth int) (Node, error) {
	start := p.pos
	switch c := p.peek(); {
	case c == '(':
		n, err := p.parens(depth)
		return n, err
	case c == '"':
		return p.literal()
	case c == '‹':
		return p.trigger()
	case c == '~':
		return p.run()
	case c == '@':
		p.pos++
		name := p.name()
		if name == "" {
			return nil, p.fail(ErrName)
		}
		return &Macro{at(start), name}, nil
	case c == '^' || c == '$':
		p.pos++
		return &Anchor{at(start), c == '$'}, nil
	case c == '!' || c == '&':
		p.pos++
		if p.peek() != '(' {
			return nil, p.fail(ErrUnexpected)
		}
		n, err := p.parens(depth)
		return &Look{at(start), c == '!', n}, err
	case isUpper(c):
		return p.typed()
	case isLower(c):
		name := p.name()
		if !p.ahead("=(") {
			return nil, p.fail(ErrUnexpected)
		}
		p.pos++
		n, err := p.parens(depth)
		return &Group{at(start), name, n}, err
	}
	return nil, p.fail(ErrUnexpected)
}

func (p *parser) parens(depth int) (Node, error) {
	p.pos++
	n, err := p.alt(depth + 1)
	if err != nil {
		return nil, err
	}
	p.space()
	if p.peek() != ')' {
		return nil, p.fail(ErrParen)
	}
	p.pos++
	return n, nil
}

func (p *parser) literal() (Node, error) {
	start := p.pos
	p.pos++
	var b strings.Builder
	for {
		switch c := p.peek(); c {
		case -1:
			return nil, p.fail(ErrQuote)
		case '"':
			p.pos++
			if b.Len() == 0 {
				return nil, &PatternError{Offset: start, Code: ErrEmpty}
			}
			slot, err := p.slot()
			return &Literal{at(start), b.String(), slot}, err
		case '\\':
			p.pos++
			if p.peek() < 0 {
				return nil, p.fail(ErrQuote)
			}
			b.WriteRune(p.peek())
			p.pos++
		default:
			b.WriteRune(c)
			p.pos++
		}
	}
}

func (p *parser) slot() (string, error) {
	if p.peek() != ':' {
		return "", nil
	}
	p.pos++
	name := p.name()
	if name == "" {
		return "", p.fail(ErrName)
	}
	return name, nil
}

func (p *parser) typed() (Node, error) {
	t := &Typed{at: at(p.pos)}
	for {
		name := p.name()
		if name == "" || !isUpper([]rune(name)[0]) {
			return nil, p.fail(ErrName)
		}
		t.Types = append(t.Types, name)
		if p.peek() != '/' {
			break
		}
		p.pos++
	}
	for p.peek() == '[' {
		p.pos++
		c := Cond{}
		if p.peek() == '!' {
			c.Not = true
			p.pos++
		}
		if c.Attr = p.name(); c.Attr == "" {
			return nil, p.fail(ErrName)
		}
		switch {
		case p.peek() == ']':
			c.Has = true
		case p.ahead("!="):
			if c.Not {
				return nil, p.fail(ErrUnexpected)
			}
			c.Not = true
			p.pos += 2
		case p.peek() == '=':
			p.pos++
		default:
			return nil, p.fail(ErrBracket)
		}
		if !c.Has {
			from := p.pos
			for p.peek() >= 0 && p.peek() != ']' {
				p.pos++
			}
			c.Value = string(p.src[from:p.pos])
		}
		if p.peek() != ']' {
			return nil, p.fail(ErrBracket)
		}
		p.pos++
		t.Conds = append(t.Conds, c)
	}
	var err error
	t.Slot, err = p.slot()
	return t, err
}

func (p *parser) trigger() (Node, error) {
	t := &Trigger{at: at(p.pos)}
	p.pos++
	for {
		p.space()
		start := p.pos
		if c := p.peek(); isUpper(c) {
			n, err := p.typed()
			if err != nil {
				return nil, err
			}
			t.Items = append(t.Items, n)
		} else if c == '"' {
			n, err := p.literal()
			if err != nil {
				return nil, err
			}
			t.Items = append(t.Items, n)
		} else {
			for c = p.peek(); c >= 0 && c != '|' && c != '›'; c = p.peek() {
				p.pos++
			}
			s := strings.TrimSpace(string(p.src[start:p.pos]))
			if s == "" {
				return nil, p.fail(ErrTriggerInner)
			}
			t.Items = append(t.Items, &Literal{at(start), s, ""})
		}
		p.space()
		switch p.peek() {
		case '|':
			p.pos++
			continue
		case '›':
			p.pos++
			var err error
			t.Slot, err = p.slot()
			return t, err
		}
		return nil, p.fail(ErrTriggerMark)
	}
}

func (p *parser) run() (Node, error) {
	r := &Run{at: at(p.pos)}
	p.pos++
	lo, ok := p.number()
	if !ok || !p.ahead("..") {
		return nil, p.fail(ErrRange)
	}
	p.pos += 2
	hi, ok := p.number()
	if !ok || lo > hi || hi == 0 {
		return nil, p.fail(ErrRange)
	}
	if hi > MaxRun {
		return nil, &PatternError{Offset: int(r.at), Code: ErrRunTooLong}
	}
	r.Min, r.Max = lo, hi
	if p.peek() == '/' {
		p.pos++
		start := p.pos
		r.Class = p.name()
		if r.Class == "word" {
			r.Class = ""
		} else if r.Class != "any" && r.Class != "list" && r.Class != "gap" && r.Class != "name" {
			p.pos = start
			return nil, p.fail(ErrRunClass)
		}
	}
	for p.peek() == '!' && p.pos+1 < len(p.src) && isUpper(p.src[p.pos+1]) {
		p.pos++
		r.Not = append(r.Not, p.name())
	}
	var err error
	if r.Slot, err = p.slot(); err == nil && r.Slot != "" && r.Class == "gap" {
		err = &PatternError{Offset: int(r.at), Code: ErrRunClass}
	}
	return r, err
}

func (p *parser) number() (int, bool) {
	start := p.pos
	for p.peek() >= '0' && p.peek() <= '9' {
		p.pos++
	}
	n, err := strconv.Atoi(string(p.src[start:p.pos]))
	return n, err == nil
}

func (p *parser) name() string {
	start := p.pos
	for c := p.peek(); isLower(c) || isUpper(c) || c == '_' || p.pos > start && c >= '0' && c <= '9'; c = p.peek() {
		p.pos++
	}
	return string(p.src[start:p.pos])
}

func isUpper(c rune) bool { return c >= 'A' && c <= 'Z' }
func isLower(c rune) bool { return c >= 'a' && c <= 'z' }

// Column turns an offset in code points of a pattern into line and column
// within it, both counted from 1.
func Column(pattern string, offset int) (line, col int) {
	line, col = 1, 1
	for i := 0; i < offset && len(pattern) > 0; i++ {
		r, n := utf8.DecodeRuneInString(pattern)
		pattern = pattern[n:]
		if r == '\n' {
			line++
			col = 1
		} else {
			col++
		}
	}
	return line, col
}
