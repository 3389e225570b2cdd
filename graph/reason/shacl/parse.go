package shacl

import (
	"fmt"
	"strconv"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/eval"
	"gongbao/graph/sparql/eval/value"
)

// constraint adds to a shape the constraints that a parameter declares.
func (p *parser) constraint(s *Shape, local string, values []rdf.Term) error {
	build, known := parameters[local]
	if !known {
		p.out.Ignored = append(p.out.Ignored, Ignored{s.Node, NS + local})
		return nil
	}
	for _, v := range values {
		c, err := build(p, s, v)
		if err != nil {
			if _, told := err.(*ShapeError); told { // of a shape inside
				return err
			}
			return &ShapeError{s.Node, fmt.Sprintf("sh:%s: %v", local, err)}
		}
		if c == nil {
			continue
		}
		if t, ok := c.(*eachValue); ok {
			t.memo = p.out.memos
			p.out.memos++
		}
		s.constraints = append(s.constraints, c)
	}
	return nil
}

// parameters make the constraint of one value of a parameter; nil where it
// constrains nothing.
var parameters map[string]func(p *parser, s *Shape, v rdf.Term) (constraint, error)

func init() { // the table and the shapes inside shapes refer to each other
	parameters = map[string]func(p *parser, s *Shape, v rdf.Term) (constraint, error){
		"class": func(_ *parser, _ *Shape, v rdf.Term) (constraint, error) { return each("Class", &classTest{v}, iri(v)) },
		"datatype": func(_ *parser, _ *Shape, v rdf.Term) (constraint, error) {
			return each("Datatype", datatypeTest(v.Value), iri(v))
		},
		"nodeKind":         nodeKind,
		"minCount":         count("MinCount"),
		"maxCount":         count("MaxCount"),
		"minExclusive":     bound("MinExclusive", func(c int) bool { return c > 0 }),
		"minInclusive":     bound("MinInclusive", func(c int) bool { return c >= 0 }),
		"maxExclusive":     bound("MaxExclusive", func(c int) bool { return c < 0 }),
		"maxInclusive":     bound("MaxInclusive", func(c int) bool { return c <= 0 }),
		"minLength":        length("MinLength", false),
		"maxLength":        length("MaxLength", true),
		"pattern":          pattern,
		"languageIn":       languageIn,
		"uniqueLang":       uniqueLang,
		"equals":           pair("Equals"),
		"disjoint":         pair("Disjoint"),
		"lessThan":         pair("LessThan"),
		"lessThanOrEquals": pair("LessThanOrEquals"),
		"not":              one("Not"),
		"node":             one("Node"),
		"and":              several("And"),
		"or":               several("Or"),
		"xone":             several("Xone"),
		"property":         property,
		"hasValue":         func(_ *parser, _ *Shape, v rdf.Term) (constraint, error) { return hasValue{v}, nil },
		"in":               in,
		"closed":           closed,

		"qualifiedValueShape": qualified,
	}
}

func iri(v rdf.Term) error {
	if v.Kind != rdf.IRI {
		return fmt.Errorf("%s is no IRI", show(v))
	}
	return nil
}

func integer(v rdf.Term) (int, error) {
	n, err := strconv.Atoi(v.Value)
	if err != nil || v.Kind != rdf.Literal || n < 0 {
		return 0, fmt.Errorf("%s is no integer from 0", show(v))
	}
	return n, nil
}

func truth(v rdf.Term) (bool, error) {
	w := value.Of(v)
	if w.Kind != value.Boolean {
		return false, fmt.Errorf("%s is neither true nor false", show(v))
	}
	return w.Int != 0, nil
}

func each(name string, t valueTest, err error) (constraint, error) {
	if err != nil {
		return nil, err
	}
	return &eachValue{name: name, test: t}, nil
}

// nodeKinds are the kinds of term that each value of sh:nodeKind allows.
var nodeKinds = map[string][]rdf.Kind{
	NS + "IRI": {rdf.IRI}, NS + "BlankNode": {rdf.Blank}, NS + "Literal": {rdf.Literal},
	NS + "BlankNodeOrIRI": {rdf.Blank, rdf.IRI}, NS + "BlankNodeOrLiteral": {rdf.Blank, rdf.Literal},
	NS + "IRIOrLiteral": {rdf.IRI, rdf.Literal},
}

func nodeKind(_ *parser, _ *Shape, v rdf.Term) (constraint, error) {
	kinds := nodeKinds[v.Value]
	if v.Kind != rdf.IRI || kinds == nil {
		return nil, fmt.Errorf("%s is none of the six kinds of node", show(v))
	}
	return each("NodeKind", nodeKindTest{kinds, v.Value}, nil)
}

func count(name string) func(*parser, *Shape, rdf.Term) (constraint, error) {
	return func(_ *parser, s *Shape, v rdf.Term) (constraint, error) {
		n, err := integer(v)
		if err != nil {
			return nil, err
		}
		if s.Path == nil {
			return nil, fmt.Errorf("it is for property shapes only")
		}
		return counts{name: name, n: n, most: name == "MaxCount"}, nil
	}
}

func bound(name string, ok func(int) bool) func(*parser, *Shape, rdf.Term) (constraint, error) {
	return func(_ *parser, _ *Shape, v rdf.Term) (constraint, error) {
		if v.Kind != rdf.Literal {
			return nil, fmt.Errorf("%s is no literal", show(v))
		}
		return each(name, boundTest{v, value.Of(v), ok}, nil)
	}
}

func length(name string, most bool) func(*parser, *Shape, rdf.Term) (constraint, error) {
	return func(_ *parser, _ *Shape, v rdf.Term) (constraint, error) {
		n, err := integer(v)
		return each(name, lengthTest{n, most}, err)
	}
}

func pattern(p *parser, s *Shape, v rdf.Term) (constraint, error) {
	flags := ""
	for _, f := range p.g.all(s.Node, NS+"flags") {
		flags = f.Value
	}
	re, err := eval.CompileRegex(v.Value, flags)
	return each("Pattern", patternTest{re, v.Value}, err)
}

func (p *parser) members(v rdf.Term) ([]rdf.Term, error) {
	list, ok := p.g.list(v)
	if !ok {
		return nil, fmt.Errorf("%s is no list", show(v))
	}
	return list, nil
}

func languageIn(p *parser, _ *Shape, v rdf.Term) (constraint, error) {
	list, err := p.members(v)
	t := languageTest{}
	for _, l := range list {
		t = append(t, l.Value)
	}
	return each("LanguageIn", t, err)
}

func uniqueLang(_ *parser, s *Shape, v rdf.Term) (constraint, error) {
	// Only "true" declares it, by the letter of the recommendation.
	if v != rdf.NewLiteral("true", rdf.XSDBoolean) {
		return nil, nil
	}
	if s.Path == nil {
		return nil, fmt.Errorf("it is for property shapes only")
	}
	return uniqueLanguages{}, nil
}

func pair(name string) func(*parser, *Shape, rdf.Term) (constraint, error) {
	return func(_ *parser, s *Shape, v rdf.Term) (constraint, error) {
		if s.Path == nil && (name == "LessThan" || name == "LessThanOrEquals") {
			return nil, fmt.Errorf("it is for property shapes only")
		}
		return pairs{name: name, predicate: v}, iri(v)
	}
}

func one(name string) func(*parser, *Shape, rdf.Term) (constraint, error) {
	return func(p *parser, _ *Shape, v rdf.Term) (constraint, error) {
		sh, err := p.shape(v)
		if err != nil {
			return nil, err
		}
		return logical{name: name, shapes: []*Shape{sh}}, nil
	}
}

func several(name string) func(*parser, *Shape, rdf.Term) (constraint, error) {
	return func(p *parser, _ *Shape, v rdf.Term) (constraint, error) {
		list, err := p.members(v)
		if err != nil {
			return nil, err
		}
		c := logical{name: name}
		for _, n := range list {
			sh, err := p.shape(n)
			if err != nil {
				return nil, err
			}
			c.shapes = append(c.shapes, sh)
		}
		return c, nil
	}
}

func property(p *parser, _ *Shape, v rdf.Term) (constraint, error) {
	if len(p.g.all(v, NS+"path")) == 0 {
		return nil, fmt.Errorf("%s has no sh:path", show(v))
	}
	sh, err := p.shape(v)
	return properties{sh}, err
}

func in(p *parser, _ *Shape, v rdf.Term) (constraint, error) {
	list, err := p.members(v)
	t := inTest{}
	for _, m := range list {
		t[m] = true
	}
	return each("In", t, err)
}

func closed(p *parser, s *Shape, v rdf.Term) (constraint, error) {
	yes, err := truth(v)
	if err != nil || !yes {
		return nil, err
	}
	c := closing{allowed: map[string]bool{}}
	for _, prop := range p.g.all(s.Node, NS+"property") {
		for _, path := range p.g.all(prop, NS+"path") {
			if path.Kind == rdf.IRI {
				c.allowed[path.Value] = true
			}
		}
	}
	for _, head := range p.g.all(s.Node, NS+"ignoredProperties") {
		list, err := p.members(head)
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			c.allowed[m.Value] = true
		}
	}
	return c, nil
}

func qualified(p *parser, s *Shape, v rdf.Term) (constraint, error) {
	if s.Path == nil {
		return nil, fmt.Errorf("it is for property shapes only")
	}
	sh, err := p.shape(v)
	if err != nil {
		return nil, err
	}
	c := qualifying{shape: sh, least: -1, most: -1}
	for _, o := range p.g.all(s.Node, NS+"qualifiedMinCount") {
		if c.least, err = integer(o); err != nil {
			return nil, err
		}
	}
	for _, o := range p.g.all(s.Node, NS+"qualifiedMaxCount") {
		if c.most, err = integer(o); err != nil {
			return nil, err
		}
	}
	if c.least < 0 && c.most < 0 {
		return nil, fmt.Errorf("it needs sh:qualifiedMinCount or sh:qualifiedMaxCount")
	}
	for _, o := range p.g.all(s.Node, NS+"qualifiedValueShapesDisjoint") {
		disjoint, err := truth(o)
		if err != nil {
			return nil, err
		}
		if disjoint {
			if err := p.siblings(s.Node, v, &c); err != nil {
				return nil, err
			}
		}
	}
	return c, nil
}

// siblings finds the shapes that a value may not meet besides the qualified one:
// the other qualified shapes of the properties of this property's parents.
func (p *parser) siblings(s, own rdf.Term, c *qualifying) error {
	for _, parent := range p.g.subjects {
		properties := p.g.all(parent, NS+"property")
		mine := false
		for _, prop := range properties {
			mine = mine || prop == s
		}
		if !mine {
			continue
		}
		for _, prop := range properties {
			for _, other := range p.g.all(prop, NS+"qualifiedValueShape") {
				if other == own {
					continue
				}
				sh, err := p.shape(other)
				if err != nil {
					return err
				}
				c.siblings = append(c.siblings, sh)
			}
		}
	}
	return nil
}
