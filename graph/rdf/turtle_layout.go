package rdf

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	indentStep = 4
	// lineWidth is the column up to which several objects share a line; a
	// Chinese character takes two.
	lineWidth = 100
)

// layout sets the text of blocks.
type layout struct {
	names   *namer
	blanks  *blankPlan
	label   func(Term) string
	buf     []byte
	scratch []byte
	props   []property // a stack: those of nested nodes lie on those around them
}

// property is a predicate with one object, and the object's text.
type property struct {
	predicate Term
	object    Term
	order     uint8 // of the predicate, before its IRI
	rank      uint8 // of the object's kind
	text      string
}

const (
	rankIRI uint8 = iota
	rankBlank
	rankTriple
	rankLiteral
	rankNested
)

// labelOf returns the label, with "_:", of a blank node that has one.
func (p *blankPlan) labelOf(name string) string { return p.node(name).label }

// predicates that stand before the others.
var predicateOrder = map[string]uint8{
	RDFType: 0,
	"http://www.w3.org/2000/01/rdf-schema#label":      1,
	"http://www.w3.org/2004/02/skos/core#prefLabel":   2,
	"http://www.w3.org/2004/02/skos/core#altLabel":    3,
	"http://www.w3.org/2000/01/rdf-schema#comment":    4,
	"http://www.w3.org/2004/02/skos/core#definition":  5,
	"http://www.w3.org/2000/01/rdf-schema#subClassOf": 6,
}

const otherPredicates = 7

func pad(n int) string {
	const spaces = "                                                                "
	if n <= len(spaces) {
		return spaces[:n]
	}
	return strings.Repeat(" ", n)
}

// block appends the block of one subject.
func (l *layout) block(dst []byte, subject string, quads []Quad, indent int) []byte {
	from := len(l.props)
	l.addProperties(quads, indent+indentStep)
	dst = append(dst, pad(indent)...)
	dst = append(dst, subject...)
	dst = append(dst, ' ')
	dst = l.appendProperties(dst, l.props[from:], indent+indentStep, true)
	l.props = l.props[:from]
	return dst
}

// addProperties puts the properties on the stack of props, in order and
// without repetitions. indent is that of the lines they will stand on.
func (l *layout) addProperties(quads []Quad, indent int) {
	from := len(l.props)
	for _, q := range quads {
		p := property{predicate: q.P, object: q.O, order: otherPredicates}
		if order, ok := predicateOrder[q.P.Value]; ok {
			p.order = order
		}
		p.text, p.rank = l.object(q.O, indent)
		l.props = append(l.props, p)
	}
	added := l.props[from:]
	if len(added) > 1 {
		slices.SortFunc(added, func(a, b property) int {
			if a.order != b.order {
				return int(a.order) - int(b.order)
			}
			if a.predicate.Value != b.predicate.Value {
				return strings.Compare(a.predicate.Value, b.predicate.Value)
			}
			if c := compareObjects(&a, &b); c != 0 {
				return c
			}
			return strings.Compare(a.object.Value, b.object.Value)
		})
		// Two nested nodes with the same text are two nodes all the same.
		added = slices.CompactFunc(added, func(a, b property) bool {
			return a.predicate == b.predicate && a.object == b.object
		})
		l.props = l.props[:from+len(added)]
	}
}

// object returns the text of an object and its place in the order of kinds.
func (l *layout) object(o Term, indent int) (string, uint8) {
	switch o.Kind {
	case IRI:
		if o.Value == RDFNil {
			return "()", rankIRI
		}
		return l.names.name(o.Value), rankIRI
	case Literal:
		if o.Datatype != XSDString && bareLiteral(o) {
			return o.Value, rankLiteral
		}
		l.scratch = l.names.appendLiteral(l.scratch[:0], o)
		return string(l.scratch), rankLiteral
	case TripleTerm:
		return string(l.appendTriple(nil, o)), rankTriple
	case Blank:
		b := l.blanks.node(o.Value)
		switch {
		case b.cell:
			return l.collection(b, indent), rankNested
		case b.nested:
			return l.nested(b, indent), rankNested
		}
		return b.label, rankBlank
	}
	return "", rankNested
}

func (l *layout) appendTriple(dst []byte, t Term) []byte {
	tr, ok := t.Triple()
	if !ok {
		return append(dst, t.Value...)
	}
	dst = append(dst, "<<( "...)
	for i, part := range [...]Term{tr.S, tr.P, tr.O} {
		if i > 0 {
			dst = append(dst, ' ')
		}
		switch part.Kind {
		case IRI:
			dst = append(dst, l.names.name(part.Value)...)
		case Blank:
			dst = append(dst, l.blanks.labelOf(part.Value)...)
		case Literal:
			dst = l.names.appendLiteral(dst, part)
		case TripleTerm:
			dst = l.appendTriple(dst, part)
		}
	}
	return append(dst, " )>>"...)
}

// nested returns [ … ]: on one line for one property, else with a line for
// each.
func (l *layout) nested(b *blankNode, indent int) string {
	if len(b.quads) == 0 {
		return "[]"
	}
	from := len(l.props)
	l.addProperties(l.blanks.quadsOf(b), indent+indentStep)
	props := l.props[from:]
	var out []byte
	if len(props) == 1 && !strings.Contains(props[0].text, "\n") {
		out = append(out, "[ "...)
		out = l.appendPredicate(out, props[0].predicate)
		out = append(out, ' ')
		out = append(out, props[0].text...)
		out = append(out, " ]"...)
	} else {
		out = append(out, "[\n"...)
		out = append(out, pad(indent+indentStep)...)
		out = l.appendProperties(out, props, indent+indentStep, false)
		out = append(out, pad(indent)...)
		out = append(out, ']')
	}
	l.props = l.props[:from]
	return string(out)
}

// collection returns ( … ): on one line if there is room, else with a line for
// each item.
func (l *layout) collection(b *blankNode, indent int) string {
	var items []string
	width, many := 0, false
	for {
		first, rest, _ := l.blanks.cellParts(b)
		text, _ := l.object(first, indent+indentStep)
		items = append(items, text)
		width += textWidth(text) + 1
		many = many || strings.Contains(text, "\n")
		if rest.Kind != Blank {
			break
		}
		b = l.blanks.node(rest.Value)
	}
	if !many && indent+width < lineWidth {
		return "( " + strings.Join(items, " ") + " )"
	}
	sep := "\n" + pad(indent+indentStep)
	return "(" + sep + strings.Join(items, sep) + "\n" + pad(indent) + ")"
}

// appendProperties appends properties, the first where the line stands and the
// others on lines of their own. What follows the last one is " ." of a block,
// or nothing within brackets.
func (l *layout) appendProperties(dst []byte, props []property, indent int, block bool) []byte {
	for i := 0; i < len(props); {
		end := i + 1
		for end < len(props) && props[end].predicate == props[i].predicate {
			end++
		}
		if i > 0 {
			dst = append(dst, pad(indent)...)
		}
		dst = l.appendPredicate(dst, props[i].predicate)
		dst = append(dst, ' ')
		dst = l.appendObjects(dst, props[i:end], indent)
		switch {
		case end < len(props):
			dst = append(dst, " ;"...)
		case block:
			dst = append(dst, " ."...)
		}
		if end == i+1 {
			if label := l.comment(props[i].object); label != "" && props[i].order != 0 {
				dst = append(append(dst, ' '), label...)
			}
		}
		dst = append(dst, '\n')
		i = end
	}
	return dst
}

func (l *layout) appendPredicate(dst []byte, p Term) []byte {
	if p.Value == RDFType {
		return append(dst, 'a')
	}
	return append(dst, l.names.name(p.Value)...)
}

// appendObjects appends the objects of one predicate: on one line if there is
// room, else one a line; brackets follow each other as "], [".
func (l *layout) appendObjects(dst []byte, props []property, indent int) []byte {
	dst = append(dst, props[0].text...)
	if len(props) == 1 {
		return dst
	}
	width, oneLine := indent, true
	for i := range props {
		width += textWidth(props[i].text) + 2
		oneLine = oneLine && !strings.Contains(props[i].text, "\n")
	}
	oneLine = oneLine && width < lineWidth
	for i := range props[1:] {
		p := &props[i+1]
		if oneLine || p.rank == rankNested {
			dst = append(dst, ", "...)
		} else {
			dst = append(dst, ",\n"...)
			dst = append(dst, pad(indent+indentStep)...)
		}
		dst = append(dst, p.text...)
	}
	return dst
}

// comment returns "# label" for an IRI that has one, on one line.
func (l *layout) comment(t Term) string {
	if l.label == nil || t.Kind != IRI {
		return ""
	}
	label := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r == utf8.RuneError || r >= utf8.RuneSelf && invisible(r) {
			return ' '
		}
		return r
	}, l.label(t))
	if label = strings.TrimSpace(label); label == "" {
		return ""
	}
	return "# " + label
}

// textWidth is the number of columns that text takes on a terminal, near
// enough to choose between layouts.
func textWidth(s string) int {
	width := 0
	for _, r := range s {
		width++
		if r >= 0x1100 {
			width++
		}
	}
	return width
}
