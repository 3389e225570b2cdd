package rdf

import (
	"io"
	"strconv"
	"strings"
)

// maxDepth bounds how deep brackets may nest.
const maxDepth = 1 << 16

// turtleReader reads Turtle and TriG. It is a state machine with a stack of
// its own: each step reads about one term, so a quad is handed out as soon as
// it is complete, no statement is ever held as a whole, and deep nesting costs
// memory in proportion instead of the call stack.
type turtleReader struct {
	src      *source
	opts     options
	names    *interner
	base     Base
	prefixes map[string]string
	graph    Term
	inGraph  bool // between the braces of a graph block
	stack    []frame
	queue    []Quad // complete quads; those before head have been handed out
	head     int
	anon     int // nameless blank nodes so far
	scratch  []byte
	err      error
}

// frame is one construct that has begun and not ended.
type frame struct {
	kind     frameKind
	state    frameState
	s, p, o  Term // the triple being read
	reifier  Term // RDF 1.2: the reifier that the next annotation block describes
	lastNode Term // of a collection: the cell that awaits its rdf:rest
}

type frameKind uint8

const (
	statementFrame  frameKind = iota // subject … .
	bracketFrame                     // [ … ]
	listFrame                        // ( … )
	annotationFrame                  // {| … |}
)

// frameState says what may come next in a frame.
type frameState uint8

const (
	wantVerb frameState = iota
	wantVerbOrEnd
	wantObject
	wantMore // after an object: a comma, a semicolon or the end
	wantItem // in a collection
)

func newTurtleReader(r io.Reader, format Format, base string, o options) Reader {
	t := &turtleReader{
		src:      newSource(r, format),
		opts:     o,
		names:    newInterner(),
		prefixes: map[string]string{},
	}
	if base != "" {
		t.base, t.err = NewBase(base)
	}
	return t
}

// Prefixes implements PrefixReader.
func (t *turtleReader) Prefixes() map[string]string { return t.prefixes }

// Read implements Reader.
func (t *turtleReader) Read() (Quad, error) {
	for t.head == len(t.queue) {
		if t.err != nil {
			return Quad{}, t.err
		}
		t.queue, t.head = t.queue[:0], 0
		t.err = t.step()
	}
	t.head++
	return t.queue[t.head-1], nil
}

func (t *turtleReader) emit(s, p, o Term) {
	t.queue = append(t.queue, Quad{s, p, o, t.graph})
}

func (t *turtleReader) push(f frame) error {
	if len(t.stack) >= maxDepth {
		return t.src.fail(0, "brackets nest more than %d deep", maxDepth)
	}
	t.stack = append(t.stack, f)
	return nil
}

func (t *turtleReader) pop() { t.stack = t.stack[:len(t.stack)-1] }

// space moves past white space and comments and returns the byte after them.
func (t *turtleReader) space() int {
	for {
		c := t.src.at(0)
		switch c {
		case ' ', '\t', '\n', '\r':
			t.src.pos++
		case '#':
			for c := t.src.at(0); c >= 0 && c != '\n' && c != '\r'; c = t.src.at(0) {
				t.src.pos++
			}
		default:
			return c
		}
	}
}

func (t *turtleReader) step() error {
	c := t.space()
	if len(t.stack) == 0 {
		return t.statement(c)
	}
	f := &t.stack[len(t.stack)-1]
	switch f.state {
	case wantVerbOrEnd:
		if t.atEnd(f, c) {
			return t.end(f)
		}
		if c == ';' {
			t.src.take(1)
			return nil
		}
		return t.verb(f, c)
	case wantVerb:
		return t.verb(f, c)
	case wantObject:
		return t.object(c)
	case wantItem:
		if c == ')' {
			return t.endList(f)
		}
		return t.object(c)
	default:
		return t.more(f, c)
	}
}

// more reads what follows an object.
func (t *turtleReader) more(f *frame, c int) error {
	switch {
	case c == ',':
		t.src.take(1)
		f.state, f.reifier = wantObject, Term{}
	case c == ';':
		t.src.take(1)
		f.state, f.reifier = wantVerbOrEnd, Term{}
	case c == '~', c == '{' && t.src.at(1) == '|':
		return t.annotation(f, c)
	case t.atEnd(f, c):
		return t.end(f)
	default:
		return t.src.fail(0, "after an object comes ',', ';' or %s, not %s", closing[f.kind], t.src.found(0))
	}
	return nil
}

var closing = [...]string{statementFrame: "'.'", bracketFrame: "']'", listFrame: "')'", annotationFrame: "'|}'"}

// atEnd reports whether c ends the frame f.
func (t *turtleReader) atEnd(f *frame, c int) bool {
	switch f.kind {
	case statementFrame:
		return c == '.' || c == '}' && t.inGraph
	case bracketFrame:
		return c == ']'
	default:
		return c == '|' && t.src.at(1) == '}'
	}
}

func (t *turtleReader) end(f *frame) error {
	switch {
	case f.kind == annotationFrame:
		t.src.take(2)
	case t.src.at(0) != '}': // the brace ends the graph block too, so it stays
		t.src.take(1)
	}
	t.pop()
	return nil
}

// statement reads the beginning of a directive, a graph block or triples.
func (t *turtleReader) statement(c int) error {
	trig := t.src.format == TriG
	switch {
	case c < 0:
		if err := t.src.broken(0); err != nil {
			return err
		}
		if t.inGraph {
			return t.src.syntax(0, "the graph block has no closing '}'")
		}
		return io.EOF
	case c == '@':
		return t.atDirective()
	case trig && c == '}' && t.inGraph:
		t.src.take(1)
		t.graph, t.inGraph = Term{}, false
		return nil
	case trig && c == '{' && !t.inGraph:
		return t.openGraph(Term{})
	case c == '[':
		return t.bracketSubject(trig)
	case c == '(':
		return t.listSubject()
	case c == '<' && t.src.at(1) == '<':
		s, err := t.reifiedTriple(0)
		if err != nil {
			return err
		}
		return t.push(frame{kind: statementFrame, state: wantVerbOrEnd, s: s})
	}
	if done, err := t.keyword(); done || err != nil {
		return err
	}
	s, err := t.resource("a subject")
	if err != nil {
		return err
	}
	return t.afterLabel(s, trig)
}

// afterLabel goes on behind an IRI or blank node that may be a subject or, in
// TriG, the name of a graph block.
func (t *turtleReader) afterLabel(s Term, trig bool) error {
	if trig && !t.inGraph && t.space() == '{' {
		return t.openGraph(s)
	}
	return t.push(frame{kind: statementFrame, s: s})
}

func (t *turtleReader) openGraph(g Term) error {
	if t.src.at(1) == '|' {
		return t.src.fail(0, "an annotation must follow an object")
	}
	t.src.take(1)
	t.graph, t.inGraph = g, true
	return nil
}

// bracketSubject reads [] or the beginning of [ … ] as a subject.
func (t *turtleReader) bracketSubject(trig bool) error {
	b := t.fresh()
	if t.openBracket() {
		return t.afterLabel(b, trig)
	}
	if err := t.push(frame{kind: statementFrame, state: wantVerbOrEnd, s: b}); err != nil {
		return err
	}
	return t.push(frame{kind: bracketFrame, s: b})
}

// openBracket takes '[', and ']' too when nothing stands between them, which
// it reports.
func (t *turtleReader) openBracket() (empty bool) {
	t.src.take(1)
	if t.space() == ']' {
		t.src.take(1)
		return true
	}
	return false
}

func (t *turtleReader) listSubject() error {
	t.src.take(1)
	s := NewIRI(RDFNil)
	empty := t.space() == ')'
	if empty {
		t.src.take(1)
	} else {
		s = t.fresh()
	}
	if err := t.push(frame{kind: statementFrame, s: s}); err != nil || empty {
		return err
	}
	return t.push(frame{kind: listFrame, state: wantItem, s: s})
}

func (t *turtleReader) endList(f *frame) error {
	t.src.take(1)
	t.emit(f.lastNode, NewIRI(RDFRest), NewIRI(RDFNil))
	t.pop()
	return nil
}

func (t *turtleReader) verb(f *frame, c int) error {
	f.state = wantObject
	if c == 'a' && t.src.scanNameChars(0) == 1 && t.src.at(1) != ':' {
		t.src.take(1)
		f.p = NewIRI(RDFType)
		return nil
	}
	if c == '_' || c == '[' || c == '(' || c == '"' || c == '\'' {
		return t.src.fail(0, "a predicate must be an IRI")
	}
	p, err := t.resource("a predicate")
	f.p = p
	return err
}

// object reads one object or item, or the beginning of a nested one.
func (t *turtleReader) object(c int) error {
	switch c {
	case '[':
		b := t.fresh()
		if t.openBracket() {
			t.complete(b)
			return nil
		}
		t.complete(b)
		return t.push(frame{kind: bracketFrame, s: b})
	case '(':
		t.src.take(1)
		if t.space() == ')' {
			t.src.take(1)
			t.complete(NewIRI(RDFNil))
			return nil
		}
		b := t.fresh()
		t.complete(b)
		return t.push(frame{kind: listFrame, state: wantItem, s: b})
	}
	o, err := t.simpleObject(c, 0)
	if err != nil {
		return err
	}
	t.complete(o)
	return nil
}

// complete emits the triple of the innermost frame with the object o.
func (t *turtleReader) complete(o Term) {
	f := &t.stack[len(t.stack)-1]
	if f.kind == listFrame {
		node := f.s
		if !f.lastNode.IsZero() {
			node = t.fresh()
			t.emit(f.lastNode, NewIRI(RDFRest), node)
		}
		f.lastNode = node
		t.emit(node, NewIRI(RDFFirst), o)
		return
	}
	f.o, f.state = o, wantMore
	t.emit(f.s, f.p, o)
}

// fresh returns a new nameless blank node.
func (t *turtleReader) fresh() Term {
	t.anon++
	return NewBlank(t.opts.blankPrefix + anonLabel + strconv.Itoa(t.anon))
}

const anonLabel = "anon"

// explicitLabel returns the label under which an explicit blank node is handed
// out: its own, but where that could be one of fresh's, with one more
// underscore behind "anon". This is injective.
func explicitLabel(label string) string {
	rest, ok := strings.CutPrefix(label, anonLabel)
	if !ok {
		return label
	}
	digits := strings.TrimLeft(rest, "_")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return label
	}
	return anonLabel + "_" + rest
}
