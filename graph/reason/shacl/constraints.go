package shacl

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/eval/value"
)

// constraint is one constraint of a shape.
type constraint interface {
	// check looks at a batch of focus nodes and tells of those that fail.
	check(b *batch) error
}

// eachValue is a constraint that looks at each value node by itself, and so can
// keep what it has found about it.
type eachValue struct {
	name string
	test valueTest
	memo int
}

// valueTest looks at a value node.
type valueTest interface {
	ok(r *run, id rdf.ID) (bool, error)
	// want says what is expected, for people.
	want() string
}

func (c *eachValue) check(b *batch) error {
	m := &b.run.memos[c.memo]
	for i := range b.nodes.ids {
		for _, id := range b.values.of(i) {
			if m.seen.add(id) {
				ok, err := c.test.ok(b.run, id)
				if err != nil {
					return err
				}
				if !ok {
					m.bad.add(id)
				}
			}
			if m.bad.has(id) {
				if err := b.fail(i, c.name, id, c.test.want()); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

type classTest struct{ class rdf.Term }

func (t *classTest) ok(r *run, id rdf.ID) (bool, error) {
	members, err := r.members(r.intern(t.class))
	return err == nil && members.has(id), err
}

func (t *classTest) want() string { return "a value of the class " + show(t.class) + " is expected" }

type datatypeTest string

func (t datatypeTest) ok(r *run, id rdf.ID) (bool, error) {
	term, err := r.termOf(id)
	return term.Kind == rdf.Literal && term.Datatype == string(t) && wellFormed(term), err
}

func (t datatypeTest) want() string {
	return "a literal of the datatype <" + string(t) + "> is expected"
}

// wellFormed reports whether a literal's lexical form is one of its datatype, as
// far as SPARQL knows the datatype.
func wellFormed(t rdf.Term) bool {
	_, ok, known := value.Cast(t.Datatype, value.Str(t.Value))
	return ok || !known
}

type nodeKindTest struct {
	kinds []rdf.Kind
	iri   string
}

func (t nodeKindTest) ok(r *run, id rdf.ID) (bool, error) {
	term, err := r.termOf(id)
	return slices.Contains(t.kinds, term.Kind), err
}

func (t nodeKindTest) want() string {
	return "the kind of node is to be sh:" + strings.TrimPrefix(t.iri, NS)
}

type boundTest struct {
	term  rdf.Term
	limit value.Value
	fits  func(int) bool
}

func (t boundTest) ok(r *run, id rdf.ID) (bool, error) {
	v, err := r.valueOf(id)
	c, undefined, comparable := value.Compare(v, t.limit)
	return comparable && !undefined && t.fits(c), err
}
func (t boundTest) want() string { return "the limit is " + show(t.term) }

type lengthTest struct {
	n    int
	most bool
}

func (t lengthTest) ok(r *run, id rdf.ID) (bool, error) {
	term, err := r.termOf(id)
	n := utf8.RuneCountInString(term.Value)
	return term.Kind != rdf.Blank && (t.most && n <= t.n || !t.most && n >= t.n), err
}

func (t lengthTest) want() string {
	if t.most {
		return fmt.Sprintf("at most %d characters are expected", t.n)
	}
	return fmt.Sprintf("at least %d characters are expected", t.n)
}

type patternTest struct {
	re   *regexp.Regexp
	text string
}

func (t patternTest) ok(r *run, id rdf.ID) (bool, error) {
	term, err := r.termOf(id)
	return term.Kind != rdf.Blank && t.re.MatchString(term.Value), err
}

func (t patternTest) want() string { return fmt.Sprintf("text that matches %q is expected", t.text) }

type languageTest []string

func (t languageTest) ok(r *run, id rdf.ID) (bool, error) {
	term, err := r.termOf(id)
	tag := strings.ToLower(term.Lang)
	return tag != "" && slices.ContainsFunc(t, func(l string) bool {
		l = strings.ToLower(l)
		return tag == l || strings.HasPrefix(tag, l+"-")
	}), err
}

func (t languageTest) want() string {
	return "one of the languages " + strings.Join(t, ", ") + " is expected"
}

type inTest map[rdf.Term]bool

func (t inTest) ok(r *run, id rdf.ID) (bool, error) {
	term, err := r.termOf(id)
	return t[term], err
}

func (t inTest) want() string { return fmt.Sprintf("one of a list of %d values is expected", len(t)) }

// counts is sh:minCount and sh:maxCount.
type counts struct {
	name string
	n    int
	most bool
}

func (c counts) check(b *batch) error {
	for i := range b.nodes.ids {
		n, word := len(b.values.of(i)), "least"
		if c.most {
			word = "most"
		}
		if c.most && n > c.n || !c.most && n < c.n {
			if err := b.fail(i, c.name, 0, fmt.Sprintf("at %s %d expected, %d found", word, c.n, n)); err != nil {
				return err
			}
		}
	}
	return nil
}

// uniqueLanguages is sh:uniqueLang.
type uniqueLanguages struct{}

func (uniqueLanguages) check(b *batch) error {
	for i := range b.nodes.ids {
		ids := b.values.of(i)
		if len(ids) < 2 {
			continue
		}
		times := map[string]int{}
		for _, id := range ids {
			t, err := b.run.termOf(id)
			if err != nil {
				return err
			}
			tag := strings.ToLower(t.Lang)
			if times[tag]++; tag != "" && times[tag] == 2 {
				if err := b.fail(i, "UniqueLang", 0, "more than one value in the language "+tag); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// hasValue is sh:hasValue.
type hasValue struct{ value rdf.Term }

func (c hasValue) check(b *batch) error {
	id := b.run.intern(c.value)
	for i := range b.nodes.ids {
		if !slices.Contains(b.values.of(i), id) {
			if err := b.fail(i, "HasValue", 0, "the value "+show(c.value)+" is expected"); err != nil {
				return err
			}
		}
	}
	return nil
}

// pairs compares the value nodes with the values of another property.
type pairs struct {
	name      string
	predicate rdf.Term
}

func (c pairs) check(b *batch) error {
	r := b.run
	others := &values{start: make([]int, 1, len(b.nodes.ids)+1)}
	if err := r.objects(r.intern(c.predicate), b.nodes, others); err != nil {
		return err
	}
	for i := range b.nodes.ids {
		xs, ys := b.values.of(i), others.of(i)
		var err error
		switch c.name {
		case "Equals":
			err = c.differing(b, i, xs, ys)
			if err == nil {
				err = c.differing(b, i, ys, xs)
			}
		case "Disjoint":
			for _, x := range xs {
				if slices.Contains(ys, x) && err == nil {
					err = b.fail(i, c.name, x, "it is a value of "+show(c.predicate)+" too")
				}
			}
		default:
			err = c.ordered(b, i, xs, ys)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// differing tells of what is in xs and not in ys.
func (c pairs) differing(b *batch, i int, xs, ys []rdf.ID) error {
	for _, x := range xs {
		if !slices.Contains(ys, x) {
			if err := b.fail(i, c.name, x, "the values of "+show(c.predicate)+" are not the same"); err != nil {
				return err
			}
		}
	}
	return nil
}

// ordered tells of each pair that is not in order.
func (c pairs) ordered(b *batch, i int, xs, ys []rdf.ID) error {
	for _, x := range xs {
		vx, err := b.run.valueOf(x)
		if err != nil {
			return err
		}
		for _, y := range ys {
			vy, err := b.run.valueOf(y)
			if err != nil {
				return err
			}
			n, undefined, comparable := value.Compare(vx, vy)
			if !comparable || undefined || n > 0 || n == 0 && c.name == "LessThan" {
				if err := b.fail(i, c.name, x, "it is not before "+show(vy.Term())); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// logical is sh:not, sh:and, sh:or, sh:xone and sh:node.
type logical struct {
	name   string
	shapes []*Shape
}

func (c logical) check(b *batch) error {
	var failed []*idSet
	for _, s := range c.shapes {
		f, err := b.run.failing(s, b.values.ids)
		if err != nil {
			return err
		}
		failed = append(failed, f)
	}
	for i := range b.nodes.ids {
		for _, id := range b.values.of(i) {
			met := 0
			for _, f := range failed {
				if !f.has(id) {
					met++
				}
			}
			ok := met == len(c.shapes) // node, and
			switch c.name {
			case "Not":
				ok = met == 0
			case "Or":
				ok = met > 0
			case "Xone":
				ok = met == 1
			}
			if !ok {
				if err := b.fail(i, c.name, id, fmt.Sprintf("it meets %d of %d shapes", met, len(c.shapes))); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// properties is sh:property: the value nodes are focus nodes of another shape,
// which tells of them itself.
type properties struct{ shape *Shape }

func (c properties) check(b *batch) error {
	inner := b.nodes
	if b.shape.Path != nil {
		inner = &nodes{ids: slices.Clone(b.values.ids)}
		if !b.report || !b.run.options.Repeat {
			inner.ids = distinct(inner.ids)
		}
	}
	if err := b.run.check(c.shape, inner, b.report); err != nil {
		return err
	}
	failed := &b.run.shapes[c.shape.n].failed
	for i, focus := range b.nodes.ids {
		if slices.ContainsFunc(b.values.of(i), failed.has) {
			b.run.shapes[b.shape.n].failed.add(focus)
		}
	}
	return nil
}

// qualifying is sh:qualifiedValueShape.
type qualifying struct {
	shape       *Shape
	least, most int // -1 where not given
	siblings    []*Shape
}

func (c qualifying) check(b *batch) error {
	failed, err := b.run.failing(c.shape, b.values.ids)
	if err != nil {
		return err
	}
	var others []*idSet
	for _, s := range c.siblings {
		f, err := b.run.failing(s, b.values.ids)
		if err != nil {
			return err
		}
		others = append(others, f)
	}
	for i := range b.nodes.ids {
		n := 0
		for _, id := range b.values.of(i) {
			if !failed.has(id) && !slices.ContainsFunc(others, func(f *idSet) bool { return !f.has(id) }) {
				n++
			}
		}
		if n < c.least {
			err = b.fail(i, "QualifiedMinCount", 0, fmt.Sprintf("at least %d such values expected, %d found", c.least, n))
		}
		if c.most >= 0 && n > c.most && err == nil {
			err = b.fail(i, "QualifiedMaxCount", 0, fmt.Sprintf("at most %d such values expected, %d found", c.most, n))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// closing is sh:closed.
type closing struct{ allowed map[string]bool }

func (c closing) check(b *batch) error {
	r := b.run
	allowed := &idSet{}
	for p := range c.allowed {
		allowed.add(r.intern(rdf.NewIRI(p)))
	}
	inner := b.nodes
	if b.shape.Path != nil {
		inner = &nodes{ids: b.values.ids}
	}
	s, err := r.starOf(inner)
	if err != nil {
		return err
	}
	for i := range b.nodes.ids {
		for k := b.values.start[i]; k < b.values.start[i+1]; k++ {
			for _, e := range s.triples(k) {
				if allowed.has(e[0]) {
					continue
				}
				p, err := r.termOf(e[0])
				if err != nil {
					return err
				}
				path := &Path{kind: pathPredicate, iri: p.Value}
				if err := b.failAt(i, "Closed", path, e[1], "the shape does not allow this property"); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
