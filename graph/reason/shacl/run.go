package shacl

import (
	"context"
	"errors"
	"slices"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/eval"
	"gongbao/graph/sparql/eval/value"
)

// Options say how data are validated.
type Options struct {
	// SuperClasses are what each class is a subclass of besides what the data
	// say: an ontology that is not among the data.
	SuperClasses map[rdf.Term][]rdf.Term
	// Repeat tells of a node's results again for each way by which sh:property
	// leads to it, as the tests of the recommendation have it. Without it they
	// are told once.
	Repeat bool
}

// Result is one way in which a node does not meet a shape.
type Result struct {
	Shape *Shape
	// Component is the IRI of the constraint component.
	Component string
	Focus     rdf.Term
	// Path is nil where the shape is a node shape.
	Path *Path
	// Value is the zero Term where no single value is to blame.
	Value rdf.Term
	// Detail says in English what is expected, where the shape has no message.
	Detail string
}

// batchSize is how many focus nodes go through a shape at once.
const batchSize = 4096

// Validate takes the focus nodes of all shapes through them and calls emit for
// each result: by shape in the order of the shapes graph, and within a shape by
// constraint and focus node. An error of emit ends the validation.
func (s *Shapes) Validate(ctx context.Context, ds eval.Dataset, o Options, emit func(Result) error) (err error) {
	r := &run{
		ctx: ctx, ds: ds, emit: emit, options: o, ids: map[rdf.Term]rdf.ID{}, classes: map[rdf.ID]*idSet{},
		shapes: make([]shapeState, s.shapes), memos: make([]memo, s.memos),
	}
	if t, ok := ds.(eval.TermReader); ok {
		terms := t.Terms()
		r.term = terms.Term
		defer func() { err = errors.Join(err, terms.Close()) }()
	} else {
		r.term = ds.Term
	}
	defer func() { err = errors.Join(err, r.close()) }()
	for _, root := range s.roots {
		foci, err := r.foci(root)
		if err != nil {
			return err
		}
		if err := r.check(root, &nodes{ids: foci}, true); err != nil {
			return err
		}
	}
	return r.err
}

// run is one validation.
type run struct {
	ctx     context.Context
	ds      eval.Dataset
	term    func(rdf.ID) (rdf.Term, error)
	emit    func(Result) error
	options Options

	err     error               // the first trouble with looking a term up
	ids     map[rdf.Term]rdf.ID // of terms that shapes mention
	outside []rdf.Term          // those of them that the data do not have, by id from eval.MaxID+1
	classes map[rdf.ID]*idSet   // the instances of a class
	shapes  []shapeState
	memos   []memo
	readers [3]eval.Iterator // for the three shapes of pattern that are read
	sweep   sweep
}

// shapeState is what is known of the nodes that a shape has seen.
type shapeState struct{ checked, failed, reported idSet }

// memo is what a constraint knows of the values that it has seen.
type memo struct{ seen, bad idSet }

// intern returns the id of a term: that of the data, or one of this run's own.
func (r *run) intern(t rdf.Term) rdf.ID {
	if id, ok := r.ids[t]; ok {
		return id
	}
	id, ok, err := r.ds.ID(t)
	if err != nil {
		r.err = errors.Join(r.err, err) // told at the end
	}
	if err != nil || !ok {
		r.outside = append(r.outside, t)
		id = eval.MaxID + rdf.ID(len(r.outside))
	}
	r.ids[t] = id
	return id
}

// termOf returns the term of an id.
func (r *run) termOf(id rdf.ID) (rdf.Term, error) {
	if id > eval.MaxID {
		return r.outside[id-eval.MaxID-1], nil
	}
	return r.term(id)
}

func (r *run) valueOf(id rdf.ID) (value.Value, error) {
	t, err := r.termOf(id)
	return value.Of(t), err
}

// The patterns that are read: all triples of a subject, the objects of a subject
// and a predicate, and the subjects of a predicate and an object.
const (
	readStar = iota
	readObjects
	readSubjects
)

var readOrders = [3]eval.Order{
	{rdf.S, rdf.P, rdf.O, rdf.G},
	{rdf.S, rdf.P, rdf.O, rdf.G},
	{rdf.P, rdf.O, rdf.S, rdf.G},
}

// read calls fn for the quads of a pattern of that shape. fn must not read.
func (r *run) read(shape int, pattern rdf.IDQuad, fn func(rdf.IDQuad)) error {
	for _, id := range pattern {
		if id > eval.MaxID {
			return nil
		}
	}
	it := r.readers[shape]
	if b, ok := it.(eval.Rebinder); !ok || !b.Rebind(pattern) {
		if it != nil {
			if err := it.Close(); err != nil {
				return err
			}
		}
		it = r.ds.Match(r.ctx, pattern, readOrders[shape])
		r.readers[shape] = it
	}
	for it.Next() {
		fn(it.Quad())
	}
	return it.Err()
}

// sweep is an iterator over all quads in the order of their subjects. The
// subjects of a batch ascend, and mostly lie close together, so that going on
// from one to the next is much cheaper than looking each up.
type sweep struct {
	it    eval.Iterator
	valid bool
	quad  rdf.IDQuad
}

// triples calls fn for the quads of a subject, in the order of predicate and
// object. fn must not read.
func (r *run) triples(id rdf.ID, fn func(rdf.IDQuad)) error {
	if id > eval.MaxID {
		return nil
	}
	order := readOrders[readStar]
	ordered, ok := r.ds.(eval.Orderer)
	if !ok || !ordered.CanOrder(rdf.IDQuad{}, order) {
		var quads []rdf.IDQuad
		if err := r.read(readStar, rdf.IDQuad{id, 0, 0, 0}, func(q rdf.IDQuad) { quads = append(quads, q) }); err != nil {
			return err
		}
		slices.SortFunc(quads, func(a, b rdf.IDQuad) int { return slices.Compare(a[:], b[:]) })
		for _, q := range quads {
			fn(q)
		}
		return nil
	}
	w := &r.sweep
	if w.it == nil || !w.valid || w.quad[rdf.S] > id {
		if err := r.restart(order); err != nil {
			return err
		}
	} else {
		const steps = 12 // about what a seek costs
		for n := 0; n < steps && w.valid && w.quad[rdf.S] < id; n++ {
			w.next()
		}
	}
	if !w.valid || w.quad[rdf.S] < id {
		if s, ok := w.it.(eval.Seeker); ok {
			w.valid = s.Seek(rdf.IDQuad{id, 0, 0, 0})
			if w.valid {
				w.quad = w.it.Quad()
			}
		}
		for w.valid && w.quad[rdf.S] < id {
			w.next()
		}
	}
	for w.valid && w.quad[rdf.S] == id {
		fn(w.quad)
		w.next()
	}
	return w.it.Err()
}

// restart puts the sweep before the first quad.
func (r *run) restart(order eval.Order) error {
	w := &r.sweep
	w.valid = false
	if b, ok := w.it.(eval.Rebinder); ok && b.Rebind(rdf.IDQuad{}) {
		return nil
	}
	if w.it != nil {
		if err := w.it.Close(); err != nil {
			return err
		}
	}
	w.it = r.ds.Match(r.ctx, rdf.IDQuad{}, order)
	if _, ok := w.it.(eval.Seeker); !ok {
		w.next()
	}
	return nil
}

func (w *sweep) next() {
	if w.valid = w.it.Next(); w.valid {
		w.quad = w.it.Quad()
	}
}

func (r *run) close() error {
	var errs []error
	if r.sweep.it != nil {
		errs = append(errs, r.sweep.it.Close())
	}
	for _, it := range r.readers {
		if it != nil {
			errs = append(errs, it.Close())
		}
	}
	return errors.Join(errs...)
}

// edges appends the objects of a subject, or the subjects of an object.
func (r *run) edges(predicate, from rdf.ID, backwards bool, out []rdf.ID) ([]rdf.ID, error) {
	if backwards {
		err := r.read(readSubjects, rdf.IDQuad{0, predicate, from, 0}, func(q rdf.IDQuad) { out = append(out, q[rdf.S]) })
		return out, err
	}
	err := r.read(readObjects, rdf.IDQuad{from, predicate, 0, 0}, func(q rdf.IDQuad) { out = append(out, q[rdf.O]) })
	return out, err
}

// column scans the quads of a pattern once and returns what stands in a
// position, sorted and each once.
func (r *run) column(pattern rdf.IDQuad, order eval.Order, position int) ([]rdf.ID, error) {
	for _, id := range pattern {
		if id > eval.MaxID {
			return nil, nil
		}
	}
	var out []rdf.ID
	it := r.ds.Match(r.ctx, pattern, order)
	for it.Next() {
		if id := it.Quad()[position]; len(out) == 0 || out[len(out)-1] != id {
			out = append(out, id)
		}
	}
	return distinct(out), it.Close()
}

// foci returns the focus nodes of a shape by its targets.
func (r *run) foci(s *Shape) ([]rdf.ID, error) {
	if s.deactivated {
		return nil, nil
	}
	var all []rdf.ID
	for _, t := range s.targets {
		id := r.intern(t.term)
		var some []rdf.ID
		var err error
		switch t.kind {
		case targetNode:
			some = []rdf.ID{id}
		case targetClass:
			some, err = r.instances(id)
		case targetSubjects:
			some, err = r.column(rdf.IDQuad{0, id, 0, 0}, eval.Order{rdf.P, rdf.S, rdf.O, rdf.G}, rdf.S)
		case targetObjects:
			some, err = r.column(rdf.IDQuad{0, id, 0, 0}, eval.Order{rdf.P, rdf.O, rdf.S, rdf.G}, rdf.O)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return distinct(all), nil
}

// instances returns the nodes of a class and of those below it.
func (r *run) instances(class rdf.ID) ([]rdf.ID, error) {
	below := &idSet{}
	at := []rdf.ID{class}
	below.add(class)
	subClassOf, typ := r.intern(rdf.NewIRI(rdfsSubClassOf)), r.intern(rdf.NewIRI(rdf.RDFType))
	var out []rdf.ID
	for len(at) > 0 {
		c := at[len(at)-1]
		at = at[:len(at)-1]
		members, err := r.column(rdf.IDQuad{0, typ, c, 0}, eval.Order{rdf.P, rdf.O, rdf.S, rdf.G}, rdf.S)
		if err != nil {
			return nil, err
		}
		out = append(out, members...)
		narrower, err := r.edges(subClassOf, c, true, nil)
		if err != nil {
			return nil, err
		}
		t, err := r.termOf(c)
		if err != nil {
			return nil, err
		}
		for sub, supers := range r.options.SuperClasses {
			for _, super := range supers {
				if super == t {
					narrower = append(narrower, r.intern(sub))
				}
			}
		}
		for _, n := range narrower {
			if below.add(n) {
				at = append(at, n)
			}
		}
	}
	return distinct(out), nil
}

// members returns the instances of a class as a set, which is kept.
func (r *run) members(class rdf.ID) (*idSet, error) {
	if s := r.classes[class]; s != nil {
		return s, nil
	}
	ids, err := r.instances(class)
	if err != nil {
		return nil, err
	}
	s := &idSet{}
	for _, id := range ids {
		s.add(id)
	}
	r.classes[class] = s
	return s, nil
}

// nodes are focus nodes, with their triples once a property shape has asked.
type nodes struct {
	ids  []rdf.ID
	star *star
}

// star is the triples of some subjects: those of the i-th are
// edges[start[i]:start[i+1]], predicate and object.
type star struct {
	edges [][2]rdf.ID
	start []int
}

// triples returns the triples of the i-th node.
func (s *star) triples(i int) [][2]rdf.ID { return s.edges[s.start[i]:s.start[i+1]] }

// starOf reads the triples of the nodes.
func (r *run) starOf(n *nodes) (*star, error) {
	if n.star != nil {
		return n.star, nil
	}
	s := &star{start: make([]int, 1, len(n.ids)+1)}
	for _, id := range n.ids {
		err := r.triples(id, func(q rdf.IDQuad) {
			e := [2]rdf.ID{q[rdf.P], q[rdf.O]}
			// The same triple in several graphs comes in a row.
			if k := len(s.edges); k == s.start[len(s.start)-1] || s.edges[k-1] != e {
				s.edges = append(s.edges, e)
			}
		})
		if err != nil {
			return nil, err
		}
		s.start = append(s.start, len(s.edges))
	}
	n.star = s
	return s, nil
}

// values are the value nodes of focus nodes: those of the i-th are
// ids[start[i]:start[i+1]], sorted and each once.
type values struct {
	ids   []rdf.ID
	start []int
}

func (v *values) of(i int) []rdf.ID { return v.ids[v.start[i]:v.start[i+1]] }

// valuesOf returns the value nodes of a shape.
func (r *run) valuesOf(s *Shape, n *nodes) (*values, error) {
	v := &values{start: make([]int, 1, len(n.ids)+1)}
	if s.Path == nil {
		v.ids = n.ids
		for i := range n.ids {
			v.start = append(v.start, i+1)
		}
		return v, nil
	}
	if iri, ok := s.Path.Predicate(); ok {
		return v, r.objects(r.intern(rdf.NewIRI(iri)), n, v)
	}
	for _, id := range n.ids {
		var err error
		at := len(v.ids)
		if v.ids, err = r.follow(s.Path, id, false, v.ids); err != nil {
			return nil, err
		}
		v.ids = v.ids[:at+len(distinct(v.ids[at:]))]
		v.start = append(v.start, len(v.ids))
	}
	return v, nil
}

// objects adds the values of a predicate.
func (r *run) objects(predicate rdf.ID, n *nodes, v *values) error {
	s, err := r.starOf(n)
	if err != nil {
		return err
	}
	for i := range n.ids {
		at := len(v.ids)
		for _, e := range s.triples(i) {
			if e[0] == predicate {
				v.ids = append(v.ids, e[1])
			}
		}
		v.ids = v.ids[:at+len(distinct(v.ids[at:]))]
		v.start = append(v.start, len(v.ids))
	}
	return nil
}

// check takes nodes through a shape. Afterwards the shape's state tells which of
// them failed; with report each result has been emitted, once for each node.
func (r *run) check(s *Shape, n *nodes, report bool) error {
	if s.deactivated {
		return nil
	}
	st := &r.shapes[s.n]
	seen := &st.checked
	if report {
		seen = &st.reported
	}
	todo := n
	for i, id := range n.ids {
		if report && r.options.Repeat {
			break
		}
		if seen.has(id) && todo == n {
			todo = &nodes{ids: append([]rdf.ID(nil), n.ids[:i]...)}
		} else if todo != n && !seen.has(id) {
			todo.ids = append(todo.ids, id)
		}
	}
	for len(todo.ids) > 0 {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		part := todo
		if len(todo.ids) > batchSize {
			part = &nodes{ids: todo.ids[:batchSize]}
		}
		v, err := r.valuesOf(s, part)
		if err != nil {
			return err
		}
		for _, id := range part.ids {
			st.checked.add(id)
			if report {
				st.reported.add(id)
			}
		}
		b := &batch{run: r, shape: s, nodes: part, values: v, report: report}
		for _, c := range s.constraints {
			if err := c.check(b); err != nil {
				return err
			}
		}
		todo = &nodes{ids: todo.ids[len(part.ids):]}
	}
	return nil
}

// failing returns which of some nodes do not meet a shape, without a report.
func (r *run) failing(s *Shape, ids []rdf.ID) (*idSet, error) {
	err := r.check(s, &nodes{ids: distinct(append([]rdf.ID(nil), ids...))}, false)
	return &r.shapes[s.n].failed, err
}

// batch is some focus nodes on their way through a shape.
type batch struct {
	run    *run
	shape  *Shape
	nodes  *nodes
	values *values
	report bool
}

// fail notes that the i-th focus node does not meet a constraint. value is the
// value to blame, or 0.
func (b *batch) fail(i int, component string, value rdf.ID, detail string) error {
	return b.failAt(i, component, b.shape.Path, value, detail)
}

func (b *batch) failAt(i int, component string, path *Path, value rdf.ID, detail string) error {
	r, id := b.run, b.nodes.ids[i]
	r.shapes[b.shape.n].failed.add(id)
	if !b.report {
		return nil
	}
	res := Result{Shape: b.shape, Component: NS + component + "ConstraintComponent", Path: path, Detail: detail}
	var err error
	if res.Focus, err = r.termOf(id); err != nil {
		return err
	}
	if value != 0 {
		if res.Value, err = r.termOf(value); err != nil {
			return err
		}
	}
	return r.emit(res)
}
