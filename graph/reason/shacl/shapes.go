// Package shacl validates a dataset against SHACL Core shapes (W3C
// Recommendation, 20 July 2017).
//
// A shapes graph is compiled once (Parse). Validate then takes whole sets of
// focus nodes through each shape: the triples of a focus node are read once for
// all its property shapes, in the order in which the store keeps them, and what
// a constraint or a shape has found about a node is kept for the next time that
// node comes up. The data stay where they are, behind the interface that the
// SPARQL engine reads; the data graph is the merge of the dataset's graphs.
package shacl

import (
	"fmt"
	"slices"
	"strings"

	"gongbao/graph/rdf"
)

// NS is the namespace of SHACL.
const NS = "http://www.w3.org/ns/shacl#"

const (
	rdfsSubClassOf = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
	rdfsClass      = "http://www.w3.org/2000/01/rdf-schema#Class"
	owlClass       = "http://www.w3.org/2002/07/owl#Class"
)

// The severities of SHACL, and what a shape has that names none.
const (
	Info      = NS + "Info"
	Warning   = NS + "Warning"
	Violation = NS + "Violation"
)

// Shape is a node shape or, where it has a path, a property shape.
type Shape struct {
	// Node is the IRI or the blank node of the shape in its shapes graph.
	Node rdf.Term
	// Named is the IRI of the shape, or of the innermost one around it that has
	// one; empty where there is none.
	Named string
	// Path leads from a focus node to its value nodes; nil in a node shape.
	Path *Path
	// Severity is an IRI, Violation where the shape does not say.
	Severity string
	// Messages are the literals of sh:message.
	Messages []rdf.Term

	n           int // its place among the shapes of a Shapes
	deactivated bool
	targets     []target
	constraints []constraint
}

// targetKind is a way to find focus nodes.
type targetKind uint8

const (
	targetNode targetKind = iota
	targetClass
	targetSubjects
	targetObjects
)

// target is one way in which a shape finds its focus nodes.
type target struct {
	kind targetKind
	term rdf.Term
}

// Shapes is a compiled shapes graph. It does not change and can be used by
// several validations at once.
type Shapes struct {
	// Ignored are the parts of the shapes that are beyond SHACL Core, such as
	// sh:sparql, or that SHACL does not know, and so are not checked.
	Ignored []Ignored

	roots  []*Shape // those with targets, in the order of the graph
	shapes int
	memos  int // the constraints that keep what they find about a value
}

// Ignored is a property of a shape that is not checked.
type Ignored struct {
	Shape rdf.Term
	// Property is the IRI of the property.
	Property string
}

// ShapeError tells of a shape that breaks the rules of SHACL's syntax.
type ShapeError struct {
	Shape rdf.Term
	Msg   string
}

func (e *ShapeError) Error() string { return "the shape " + show(e.Shape) + ": " + e.Msg }

// show writes a term as N-Triples does, near enough for a message.
func show(t rdf.Term) string {
	switch t.Kind {
	case rdf.IRI:
		return "<" + t.Value + ">"
	case rdf.Blank:
		return "_:" + t.Value
	}
	return fmt.Sprintf("%q", t.Value)
}

// Parse compiles the shapes of a shapes graph; the graphs of the quads do not
// matter. Shapes that no target leads to are not looked at. Errors are of type
// *ShapeError.
func Parse(quads []rdf.Quad) (*Shapes, error) {
	p := &parser{g: index(quads), byNode: map[rdf.Term]*Shape{}, out: &Shapes{}}
	for _, node := range p.g.subjects {
		targets := p.targets(node)
		if len(targets) == 0 {
			continue
		}
		s, err := p.shape(node)
		if err != nil {
			return nil, err
		}
		s.targets = targets
		p.out.roots = append(p.out.roots, s)
	}
	return p.out, nil
}

// shapesGraph is the triples of a shapes graph by subject and predicate, both
// in the order in which they came.
type shapesGraph struct {
	subjects []rdf.Term
	bySubj   map[rdf.Term]*node
}

type node struct {
	predicates []string
	objects    map[string][]rdf.Term
}

func index(quads []rdf.Quad) *shapesGraph {
	g := &shapesGraph{bySubj: map[rdf.Term]*node{}}
	for _, q := range quads {
		n := g.bySubj[q.S]
		if n == nil {
			n = &node{objects: map[string][]rdf.Term{}}
			g.bySubj[q.S] = n
			g.subjects = append(g.subjects, q.S)
		}
		if _, known := n.objects[q.P.Value]; !known {
			n.predicates = append(n.predicates, q.P.Value)
		}
		if !slices.Contains(n.objects[q.P.Value], q.O) {
			n.objects[q.P.Value] = append(n.objects[q.P.Value], q.O)
		}
	}
	return g
}

// all returns the values of a property.
func (g *shapesGraph) all(s rdf.Term, p string) []rdf.Term {
	if n := g.bySubj[s]; n != nil {
		return n.objects[p]
	}
	return nil
}

// list returns the members of an RDF list, and whether it is one.
func (g *shapesGraph) list(head rdf.Term) ([]rdf.Term, bool) {
	var out []rdf.Term
	for range len(g.subjects) + 1 {
		if head == rdf.NewIRI(rdf.RDFNil) {
			return out, true
		}
		first, rest := g.all(head, rdf.RDFFirst), g.all(head, rdf.RDFRest)
		if len(first) != 1 || len(rest) != 1 {
			return nil, false
		}
		out, head = append(out, first[0]), rest[0]
	}
	return nil, false // it runs in a circle
}

// parser compiles shapes.
type parser struct {
	g      *shapesGraph
	byNode map[rdf.Term]*Shape
	open   []rdf.Term // the shapes being compiled, outermost first
	out    *Shapes
}

// targets returns how a node finds its focus nodes; a node without any is no
// shape that validation begins with.
func (p *parser) targets(s rdf.Term) []target {
	var out []target
	for _, t := range []struct {
		property string
		kind     targetKind
	}{
		{"targetNode", targetNode},
		{"targetClass", targetClass},
		{"targetSubjectsOf", targetSubjects},
		{"targetObjectsOf", targetObjects},
	} {
		for _, o := range p.g.all(s, NS+t.property) {
			out = append(out, target{t.kind, o})
		}
	}
	types := p.g.all(s, rdf.RDFType)
	has := func(iri string) bool { return slices.Contains(types, rdf.NewIRI(iri)) }
	if s.Kind == rdf.IRI && (has(NS+"NodeShape") || has(NS+"PropertyShape")) && (has(rdfsClass) || has(owlClass)) {
		out = append(out, target{targetClass, s})
	}
	return out
}

// shape compiles the shape of a node, once.
func (p *parser) shape(n rdf.Term) (*Shape, error) {
	if slices.Contains(p.open, n) {
		return nil, &ShapeError{n, "it refers to itself through other shapes, which SHACL leaves undefined"}
	}
	if s := p.byNode[n]; s != nil {
		return s, nil
	}
	s := &Shape{Node: n, Severity: Violation, n: p.out.shapes}
	p.out.shapes++
	p.byNode[n] = s
	p.open = append(p.open, n)
	for _, around := range slices.Backward(p.open) {
		if around.Kind == rdf.IRI {
			s.Named = around.Value
			break
		}
	}
	defer func() { p.open = p.open[:len(p.open)-1] }()
	fail := func(format string, args ...any) error { return &ShapeError{n, fmt.Sprintf(format, args...)} }
	if paths := p.g.all(n, NS+"path"); len(paths) > 0 {
		if len(paths) > 1 {
			return nil, fail("it has %d values of sh:path", len(paths))
		}
		var err error
		if s.Path, err = p.path(paths[0]); err != nil {
			return nil, fail("%v", err)
		}
	} else if slices.Contains(p.g.all(n, rdf.RDFType), rdf.NewIRI(NS+"PropertyShape")) {
		return nil, fail("a property shape has an sh:path")
	}
	for _, o := range p.g.all(n, NS+"severity") {
		if o.Kind != rdf.IRI {
			return nil, fail("sh:severity is an IRI, not %s", show(o))
		}
		s.Severity = o.Value
	}
	for _, o := range p.g.all(n, NS+"message") {
		if o.Kind != rdf.Literal {
			return nil, fail("sh:message is a string, not %s", show(o))
		}
		s.Messages = append(s.Messages, o)
	}
	for _, o := range p.g.all(n, NS+"deactivated") {
		s.deactivated = o.Value == "true" || o.Value == "1"
	}
	if s.deactivated {
		return s, nil
	}
	if def := p.g.bySubj[n]; def != nil {
		for _, property := range def.predicates {
			local, ok := strings.CutPrefix(property, NS)
			if !ok || describing[local] {
				continue
			}
			if err := p.constraint(s, local, def.objects[property]); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// describing are the properties of shapes that check nothing by themselves: they
// say where a shape applies, what to tell, or belong to another property.
var describing = map[string]bool{
	"path": true, "severity": true, "message": true, "deactivated": true, "name": true, "description": true, "order": true,
	"group": true, "defaultValue": true, "targetNode": true, "targetClass": true, "targetSubjectsOf": true,
	"targetObjectsOf": true, "flags": true, "ignoredProperties": true, "qualifiedMinCount": true, "qualifiedMaxCount": true,
	"qualifiedValueShapesDisjoint": true, "prefixes": true, "declare": true, "shapesGraph": true, "suggestedShapesGraph": true,
	"inversePath": true, "alternativePath": true, "zeroOrMorePath": true, "oneOrMorePath": true, "zeroOrOnePath": true,
}
