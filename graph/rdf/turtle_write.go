package rdf

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
)

// TurtleOptions say how Turtle and TriG are to look. The zero value is Turtle
// without prefixes.
type TurtleOptions struct {
	// Format is Turtle, which leaves graph names out, or TriG.
	Format Format
	// Prefixes are namespaces by prefix; only those that are used get declared.
	Prefixes map[string]string
	// Base, such as https://host/folder/, shortens the IRIs below it for which
	// there is no prefix; "" writes them in full.
	Base string
	// Label, when set, returns what people call an IRI, or "". It is written
	// as a comment above the IRI's own block and behind mentions of it.
	Label func(iri Term) string
}

// WriteTurtle writes a dataset as Turtle or TriG that people like to read and
// to compare: prefixes first; graphs by name; subjects by class and then name,
// blank ones last; rdf:type first, then labels, then predicates by IRI; objects
// in a fixed order; blank nodes that are mentioned once nested in brackets,
// collections in parentheses. The same dataset gives the same bytes, whatever
// the order of its quads, their repetition, or the labels of its blank nodes
// (data made to poison RDFC-1.0 excepted).
func WriteTurtle(w io.Writer, quads []Quad, o TurtleOptions) error {
	t, err := newTurtleWriter(w, o)
	if err != nil {
		return err
	}
	all := func(yield func(Quad, error) bool) {
		for _, q := range quads {
			if !yield(q, nil) {
				return
			}
		}
	}
	if err := t.plan(all); err != nil {
		return err
	}
	return t.write(t.sorted(quads))
}

// StreamTurtle is WriteTurtle for datasets that are too large to sort in
// memory. It runs through quads twice, first to see which prefixes are used and
// how blank nodes hang together, then to write; both runs must give the same
// quads. The quads of one subject must come together, and so must those of one
// graph; subjects and graphs are written in the order in which they come, and
// CompareSubjects tells the order of WriteTurtle. The memory used grows with
// the quads that mention blank nodes and with the largest subject, not with
// the dataset. Nothing is written when the first run meets an error.
func StreamTurtle(w io.Writer, quads iter.Seq2[Quad, error], o TurtleOptions) error {
	t, err := newTurtleWriter(w, o)
	if err != nil {
		return err
	}
	if err := t.plan(quads); err != nil {
		return err
	}
	return t.write(quads)
}

// CompareSubjects is the order in which WriteTurtle puts subjects: by the first
// of the IRIs of their classes, those without any last, and then by their own
// IRI. A class not known is the zero Term.
func CompareSubjects(classA, a, classB, b Term) int {
	if classA.IsZero() != classB.IsZero() {
		if classA.IsZero() {
			return 1
		}
		return -1
	}
	if c := CompareTerms(classA, classB); c != 0 {
		return c
	}
	return CompareTerms(a, b)
}

// turtleWriter is the state of one run of WriteTurtle or StreamTurtle.
type turtleWriter struct {
	out    *bufio.Writer
	opts   TurtleOptions
	names  *namer
	blanks *blankPlan
	layout layout

	begun   bool          // a block has been written
	graph   Term          // the graph being written
	subject Term          // the subject whose quads are being collected
	quads   []Quad        // of the subject
	graphs  map[Term]bool // graphs whose blank subjects have been written
}

func newTurtleWriter(w io.Writer, o TurtleOptions) (*turtleWriter, error) {
	if o.Format == 0 {
		o.Format = Turtle
	}
	if o.Format != Turtle && o.Format != TriG {
		return nil, fmt.Errorf("rdf: %v is not written as Turtle is", o.Format)
	}
	names, err := newNamer(o.Prefixes, o.Base)
	if err != nil {
		return nil, err
	}
	t := &turtleWriter{
		out:    bufio.NewWriterSize(w, 64<<10),
		opts:   o,
		names:  names,
		blanks: newBlankPlan(),
		graphs: map[Term]bool{},
	}
	t.layout = layout{names: names, blanks: t.blanks, label: o.Label}
	return t, nil
}

// inFormat is q as the format can say it.
func (t *turtleWriter) inFormat(q Quad) Quad {
	if t.opts.Format == Turtle {
		q.G = Term{}
	}
	return q
}

// plan is the first run: it checks the quads, finds the prefixes they use and
// settles how blank nodes are written.
func (t *turtleWriter) plan(quads iter.Seq2[Quad, error]) error {
	var lastSubject Term
	for q, err := range quads {
		if err != nil {
			return err
		}
		q = t.inFormat(q)
		if err := checkQuad(q); err != nil {
			return err
		}
		if q.hasBlank() {
			t.blanks.add(q)
		}
		if q.S.Kind == Blank {
			continue // which of its names are used depends on how it is written
		}
		if q.S != lastSubject {
			lastSubject = q.S
			t.use(q.S)
		}
		t.use(q.G)
		t.useProperty(q)
	}
	t.blanks.settle()
	for b := range t.blanks.all {
		for _, i := range b.quads {
			q := t.blanks.quad(i)
			t.use(q.G)
			switch {
			case !b.cell:
				t.useProperty(q)
			case q.P.Value == RDFFirst:
				t.useObject(q.O)
			}
		}
	}
	return nil
}

func (t *turtleWriter) useProperty(q Quad) {
	if q.P.Value != RDFType {
		t.use(q.P)
	}
	t.useObject(q.O)
}

// useObject is use for an object or an item of a collection, where rdf:nil is
// written as ().
func (t *turtleWriter) useObject(o Term) {
	if o.Kind != IRI || o.Value != RDFNil {
		t.use(o)
	}
}

// use has the prefixes declared that writing a term takes.
func (t *turtleWriter) use(term Term) {
	switch term.Kind {
	case IRI:
		t.names.name(term.Value)
	case Literal:
		if term.Lang == "" && term.Datatype != XSDString && !bareLiteral(term) {
			t.names.name(term.Datatype)
		}
	case TripleTerm:
		if tr, ok := term.Triple(); ok {
			t.use(tr.S)
			t.use(tr.P)
			t.use(tr.O)
		}
	}
}

// sorted returns the quads in the order in which they are to be written.
func (t *turtleWriter) sorted(quads []Quad) iter.Seq2[Quad, error] {
	type key struct{ g, s Term }
	class := map[key]Term{}
	for _, q := range quads {
		if q.P.Value != RDFType || q.O.Kind != IRI {
			continue
		}
		q = t.inFormat(q)
		k := key{q.G, q.S}
		if old, ok := class[k]; !ok || CompareTerms(q.O, old) < 0 {
			class[k] = q.O
		}
	}
	order := make([]int, len(quads))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		a, b := t.inFormat(quads[i]), t.inFormat(quads[j])
		if a.G != b.G {
			return t.compareGraphs(a.G, b.G)
		}
		if a.S == b.S {
			return 0
		}
		return CompareSubjects(class[key{a.G, a.S}], a.S, class[key{b.G, b.S}], b.S)
	})
	return func(yield func(Quad, error) bool) {
		for _, i := range order {
			if !yield(quads[i], nil) {
				return
			}
		}
	}
}

// compareGraphs puts the default graph first and those without an IRI last.
func (t *turtleWriter) compareGraphs(a, b Term) int {
	if a.Kind == Blank && b.Kind == Blank {
		return cmp.Compare(t.blanks.node(a.Value).ordinal, t.blanks.node(b.Value).ordinal)
	}
	return CompareTerms(a, b)
}

// write is the second run.
func (t *turtleWriter) write(quads iter.Seq2[Quad, error]) error {
	if header := t.names.header(); header != "" {
		t.out.WriteString(header)
		t.begun = true
	}
	for q, err := range quads {
		if err != nil {
			return err
		}
		q = t.inFormat(q)
		if q.S != t.subject || q.G != t.graph {
			t.flush()
			if q.G != t.graph {
				t.closeGraph()
				t.openGraph(q.G)
			}
			t.subject = q.S
		}
		if q.S.Kind != Blank {
			t.quads = append(t.quads, q)
		}
	}
	t.flush()
	t.closeGraph()
	return t.out.Flush()
}

func (t *turtleWriter) openGraph(g Term) {
	t.graph = g
	t.subject = Term{}
	if g.IsZero() {
		return
	}
	t.gap()
	t.comment(g, "")
	name := t.names.name
	if g.Kind == Blank {
		name = t.blanks.labelOf
	}
	t.out.WriteString(name(g.Value))
	t.out.WriteString(" {\n")
	t.begun = false // no empty line behind the brace
}

// closeGraph writes the blank subjects of the graph that ends.
func (t *turtleWriter) closeGraph() {
	if !t.graphs[t.graph] {
		t.graphs[t.graph] = true
		t.writeRoots(t.blanks.roots[t.graph])
	}
	if !t.graph.IsZero() {
		t.out.WriteString("}\n")
		t.begun = true
	}
	t.graph = Term{}
}

func (t *turtleWriter) writeRoots(roots []*blankNode) {
	type block struct {
		class   Term
		ordinal int
		text    string
	}
	blocks := make([]block, 0, len(roots))
	for _, b := range roots {
		bl := block{ordinal: -1}
		quads := make([]Quad, 0, len(b.quads))
		for _, q := range t.blanks.quadsOf(b) {
			if q.G != t.graph {
				continue
			}
			quads = append(quads, q)
			if q.P.Value == RDFType && q.O.Kind == IRI && (bl.class.IsZero() || CompareTerms(q.O, bl.class) < 0) {
				bl.class = q.O
			}
		}
		subject := "[]"
		if b.label != "" {
			subject, bl.ordinal = b.label, b.ordinal
		}
		bl.text = string(t.layout.block(nil, subject, quads, t.indent()))
		blocks = append(blocks, bl)
	}
	slices.SortFunc(blocks, func(a, b block) int {
		return cmp.Or(CompareSubjects(a.class, Term{}, b.class, Term{}), cmp.Compare(a.ordinal, b.ordinal), strings.Compare(a.text, b.text))
	})
	for _, b := range blocks {
		t.gap()
		t.out.WriteString(b.text)
	}
}

// flush writes the block of the subject whose quads have been collected.
func (t *turtleWriter) flush() {
	if len(t.quads) == 0 {
		return
	}
	t.gap()
	t.comment(t.subject, pad(t.indent()))
	t.layout.buf = t.layout.block(t.layout.buf[:0], t.names.name(t.subject.Value), t.quads, t.indent())
	t.out.Write(t.layout.buf)
	t.quads = t.quads[:0]
}

// indent returns the columns by which blocks of the current graph stand in.
func (t *turtleWriter) indent() int {
	if t.graph.IsZero() {
		return 0
	}
	return indentStep
}

// gap writes the empty line between blocks.
func (t *turtleWriter) gap() {
	if t.begun {
		t.out.WriteByte('\n')
	}
	t.begun = true
}

func (t *turtleWriter) comment(term Term, indent string) {
	if label := t.layout.comment(term); label != "" {
		t.out.WriteString(indent)
		t.out.WriteString(label)
		t.out.WriteByte('\n')
	}
}
