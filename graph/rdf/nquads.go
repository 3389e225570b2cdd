package rdf

import (
	"bytes"
	"fmt"
	"io"

	krdf "github.com/knakk/rdf"
)

// lineReader reads N-Triples and N-Quads. The terms are decoded by knakk/rdf;
// in front of it stands a guard that scans every line by the grammar, because
// knakk alone takes strings in single quotes, text that is not UTF-8, escapes
// of surrogates and labels with colons; refuses byte order marks; never ends on
// labels with two dots in a row; tells the position of some errors only; and
// leaves a goroutine behind when it is given up half way. So knakk gets sound
// lines only, each in its plainest spelling, a batch at a time that it always
// reads to the end, and the statements that it cannot read are built here.
type lineReader struct {
	src   *source
	opts  options
	names *interner
	batch []byte
	quads []Quad
	head  int
	err   error
}

// maxBatch bounds the statements that are handed to knakk in one go.
const maxBatch = 512

func newLineReader(r io.Reader, format Format, o options) *lineReader {
	return &lineReader{src: newSource(r, format), opts: o, names: newInterner()}
}

// Read implements Reader.
func (l *lineReader) Read() (Quad, error) {
	for l.head == len(l.quads) {
		if l.err != nil {
			return Quad{}, l.err
		}
		l.quads, l.head = l.quads[:0], 0
		if l.opts.rdf12 || l.opts.withoutKnakk {
			l.err = l.readOwn()
		} else {
			l.err = l.readBatch()
		}
	}
	l.head++
	return l.quads[l.head-1], nil
}

// readOwn decodes one line without knakk.
func (l *lineReader) readOwn() error {
	if l.src.at(0) < 0 {
		return l.ended()
	}
	st, err := l.src.scanLine(l.opts.rdf12)
	if err != nil {
		return err
	}
	if !st.empty {
		l.quads = append(l.quads, l.build(&st))
	}
	l.src.take(st.end)
	return nil
}

func (l *lineReader) ended() error {
	if err := l.src.broken(0); err != nil {
		return err
	}
	return io.EOF
}

func (l *lineReader) build(st *statementScan) Quad {
	var terms [4]Term
	for n := range terms {
		terms[n] = l.blank(l.src.build(st.terms[n], l.names))
	}
	return Quad{terms[S], terms[P], terms[O], terms[G]}
}

func (l *lineReader) blank(t Term) Term {
	if t.Kind == Blank {
		t.Value = l.opts.blankPrefix + t.Value
	}
	return t
}

// readBatch scans lines as long as they are at hand, so that a slow input is
// not waited for, and lets knakk decode them. The quads before a bad line are
// handed out before its error.
func (l *lineReader) readBatch() error {
	l.batch = l.batch[:0]
	var failed error
	for n := 0; n < maxBatch; {
		if n > 0 && bytes.IndexByte(l.src.buf[l.src.pos:], '\n') < 0 {
			break
		}
		if l.src.at(0) < 0 {
			failed = l.ended()
			break
		}
		st, err := l.src.scanLine(false)
		if err != nil {
			failed = err
			break
		}
		if !st.empty && l.beyondKnakk(&st) {
			if n == 0 {
				l.quads = append(l.quads, l.build(&st))
				l.src.take(st.end)
				return nil
			}
			break
		}
		if !st.empty {
			l.plain(&st)
			n++
		}
		l.src.take(st.end)
	}
	if err := l.decode(); err != nil {
		return err
	}
	return failed
}

// beyondKnakk reports whether the statement has a label on which knakk's lexer
// would go round for ever, or an IRI with an escape, of which it takes all the
// hexadecimal digits that follow for a part.
func (l *lineReader) beyondKnakk(st *statementScan) bool {
	for _, t := range st.terms {
		if t.kind == IRI && t.escaped || t.dtEsc {
			return true
		}
		if t.kind == Blank && bytes.Contains(l.src.buf[l.src.pos+t.from:l.src.pos+t.to], []byte("..")) {
			return true
		}
	}
	return false
}

// plain appends the statement to the batch, with single spaces and no comment.
func (l *lineReader) plain(st *statementScan) {
	text := func(from, to int) {
		l.batch = append(l.batch, l.src.buf[l.src.pos+from:l.src.pos+to]...)
	}
	for _, t := range st.terms {
		switch t.kind {
		case IRI:
			text(t.from-1, t.to+1)
		case Blank:
			text(t.from-2, t.to)
		case Literal:
			text(t.from-1, t.to+1)
			if t.lang[0] > 0 {
				text(t.lang[0]-1, t.lang[1])
			} else if t.datatype[0] > 0 {
				l.batch = append(l.batch, "^^"...)
				text(t.datatype[0]-1, t.datatype[1]+1)
			}
		default:
			continue
		}
		l.batch = append(l.batch, ' ')
	}
	l.batch = append(l.batch, ".\n"...)
}

// decode lets knakk decode the batch.
func (l *lineReader) decode() error {
	dec := krdf.NewQuadDecoder(bytes.NewReader(l.batch), krdf.NQuads)
	dec.DefaultGraph = nil // its own would be a blank node _:defaultGraph
	for {
		q, err := dec.Decode()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("rdf: knakk/rdf refuses a sound statement (%w); read the file without it", err)
		}
		quad, err := fromKnakkQuad(q)
		if err != nil {
			return err
		}
		quad.S, quad.O, quad.G = l.blank(quad.S), l.blank(quad.O), l.blank(quad.G)
		l.quads = append(l.quads, quad)
	}
}
