// Package memory is a dataset of sorted slices, for queries over RDF files
// without a store and for tests. Each ordering of the quads is sorted when it
// is first wanted; a look-up is a table access for the leading term and a
// binary search for the rest.
package memory

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"sync"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/eval"
)

// orders are the orderings kept; together they have an index for every set of
// bound positions.
var orders = [...]eval.Order{
	{rdf.S, rdf.P, rdf.O, rdf.G},
	{rdf.P, rdf.O, rdf.S, rdf.G},
	{rdf.O, rdf.S, rdf.P, rdf.G},
	{rdf.G, rdf.S, rdf.P, rdf.O},
	{rdf.G, rdf.P, rdf.O, rdf.S},
	{rdf.G, rdf.O, rdf.S, rdf.P},
	{rdf.P, rdf.S, rdf.O, rdf.G},
}

// firstID is the id of the first term; 0 and 1 have meanings of their own.
const firstID = 2

// key is a quad in the order of one index.
type key [4]uint32

// Builder collects quads.
type Builder struct {
	ids    map[rdf.Term]uint32
	terms  []rdf.Term
	quads  []key
	graphs map[uint32]bool
}

// NewBuilder returns an empty builder.
func NewBuilder() *Builder {
	return &Builder{ids: map[rdf.Term]uint32{}, graphs: map[uint32]bool{}}
}

func (b *Builder) id(t rdf.Term) uint32 {
	id, ok := b.ids[t]
	if !ok {
		id = uint32(len(b.terms) + firstID)
		b.terms = append(b.terms, t)
		b.ids[t] = id
	}
	return id
}

// Add adds a quad; adding one twice makes no difference.
func (b *Builder) Add(q rdf.Quad) {
	g := uint32(rdf.DefaultGraphID)
	if !q.G.IsZero() {
		g = b.id(q.G)
		b.graphs[g] = true
	}
	b.quads = append(b.quads, key{b.id(q.S), b.id(q.P), b.id(q.O), g})
}

// AddGraph makes a named graph known, even if it stays empty.
func (b *Builder) AddGraph(name rdf.Term) { b.graphs[b.id(name)] = true }

// Read adds all quads of a reader. Where graph is not zero, triples of the
// default graph go into it instead.
func (b *Builder) Read(r rdf.Reader, graph rdf.Term) error {
	for {
		q, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if q.G.IsZero() {
			q.G = graph
		}
		b.Add(q)
		if len(b.terms) > math.MaxUint32-firstID-4 {
			return fmt.Errorf("the data has more than %d terms, too many to hold in memory; load it into a store", len(b.terms))
		}
	}
}

// Dataset returns the dataset of what was added. The builder must not be used
// afterwards.
func (b *Builder) Dataset() *Dataset {
	slices.SortFunc(b.quads, compare)
	quads := slices.Compact(b.quads)
	d := &Dataset{terms: b.terms, ids: b.ids, quads: quads, distinct: map[distinctKey]uint64{}}
	for g := range b.graphs {
		d.graphs = append(d.graphs, rdf.ID(g))
	}
	slices.Sort(d.graphs)
	return d
}

// FromQuads returns the dataset of some quads.
func FromQuads(quads []rdf.Quad) *Dataset {
	b := NewBuilder()
	for _, q := range quads {
		b.Add(q)
	}
	return b.Dataset()
}

func compare(a, b key) int { return slices.Compare(a[:], b[:]) }

// Dataset is an immutable dataset in memory. It implements eval.Dataset,
// eval.Orderer, eval.GraphLister and eval.Counter.
type Dataset struct {
	terms   []rdf.Term
	ids     map[rdf.Term]uint32
	quads   []key // in the order of orders[0]
	graphs  []rdf.ID
	indexes [len(orders)]index

	mu       sync.Mutex
	distinct map[distinctKey]uint64
}

type distinctKey struct {
	pattern  rdf.IDQuad
	position int
}

// index is the quads in one order; those that begin with id n are
// keys[start[n]:start[n+1]].
type index struct {
	once  sync.Once
	keys  []key
	start []uint32
}

// Len returns the number of quads.
func (d *Dataset) Len() int { return len(d.quads) }

// ID implements eval.Dataset.
func (d *Dataset) ID(t rdf.Term) (rdf.ID, bool, error) {
	id, ok := d.ids[t]
	return rdf.ID(id), ok, nil
}

// Term implements eval.Dataset.
func (d *Dataset) Term(id rdf.ID) (rdf.Term, error) {
	if id < firstID || id-firstID >= rdf.ID(len(d.terms)) {
		return rdf.Term{}, fmt.Errorf("the dataset has no term with the id %d", id)
	}
	return d.terms[id-firstID], nil
}

// Graphs implements eval.GraphLister.
func (d *Dataset) Graphs(context.Context) ([]rdf.ID, error) { return d.graphs, nil }

func (d *Dataset) index(n int) *index {
	x := &d.indexes[n]
	x.once.Do(func() {
		x.keys = d.quads
		if n > 0 {
			x.keys = make([]key, len(d.quads))
			o := orders[n]
			for i, q := range d.quads {
				x.keys[i] = key{q[o[0]], q[o[1]], q[o[2]], q[o[3]]}
			}
			slices.SortFunc(x.keys, compare)
		}
		x.start = make([]uint32, len(d.terms)+firstID+1)
		for _, k := range x.keys {
			x.start[k[0]+1]++
		}
		for i := 1; i < len(x.start); i++ {
			x.start[i] += x.start[i-1]
		}
	})
	return x
}

// choose returns the index for a pattern: one whose leading positions are the
// bound ones, with the rest as wished where there is one.
func choose(pattern rdf.IDQuad, wish eval.Order) (n int, asWished bool) {
	best := -1
	for i, o := range orders {
		if !leads(o, pattern) {
			continue
		}
		if best < 0 {
			best = i
		}
		if sameRest(o, wish, pattern) {
			return i, true
		}
	}
	return best, false
}

func bound(pattern rdf.IDQuad) int {
	n := 0
	for _, id := range pattern {
		if id != rdf.AnyID {
			n++
		}
	}
	return n
}

func leads(o eval.Order, pattern rdf.IDQuad) bool {
	for _, p := range o[:bound(pattern)] {
		if pattern[p] == rdf.AnyID {
			return false
		}
	}
	return true
}

func sameRest(o, wish eval.Order, pattern rdf.IDQuad) bool {
	i := bound(pattern)
	for _, p := range wish {
		if pattern[p] != rdf.AnyID {
			continue
		}
		if i == len(o) || o[i] != p {
			return false
		}
		i++
	}
	return true
}

// CanOrder implements eval.Orderer.
func (d *Dataset) CanOrder(pattern rdf.IDQuad, order eval.Order) bool {
	_, ok := choose(pattern, order)
	return ok
}

// find returns the range of an index in which a pattern's quads lie.
func (d *Dataset) find(n int, pattern rdf.IDQuad) (x *index, lo, hi int) {
	x = d.index(n)
	o := orders[n]
	count := bound(pattern)
	if count == 0 {
		return x, 0, len(x.keys)
	}
	var want key
	for i := range count {
		id := pattern[o[i]]
		if id >= rdf.ID(len(d.terms)+firstID) {
			return x, 0, 0
		}
		want[i] = uint32(id)
	}
	lo, hi = int(x.start[want[0]]), int(x.start[want[0]+1])
	if count == 1 {
		return x, lo, hi
	}
	lo += search(x.keys[lo:hi], want, count, false)
	hi = lo + search(x.keys[lo:hi], want, count, true)
	return x, lo, hi
}

// search returns how many keys are before want in their first n parts, or not
// after it.
func search(keys []key, want key, n int, after bool) int {
	lo, hi := 0, len(keys)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		c := 0
		for i := 1; i < n; i++ { // the first part is equal already
			if keys[mid][i] != want[i] {
				c = 1
				if keys[mid][i] < want[i] {
					c = -1
				}
				break
			}
		}
		if c < 0 || after && c == 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// Estimate implements eval.Dataset; it is always exact.
func (d *Dataset) Estimate(pattern rdf.IDQuad) (uint64, bool) {
	n, _ := choose(pattern, eval.Order{})
	_, lo, hi := d.find(n, pattern)
	return uint64(hi - lo), true
}

// Distinct implements eval.Counter. The first question about a pattern scans
// its quads; the answer is kept.
func (d *Dataset) Distinct(pattern rdf.IDQuad, position int) (uint64, bool) {
	k := distinctKey{pattern, position}
	d.mu.Lock()
	n, ok := d.distinct[k]
	d.mu.Unlock()
	if ok {
		return n, true
	}
	for i, o := range orders {
		c := bound(pattern)
		if !leads(o, pattern) || c > 3 || int(o[c]) != position {
			continue
		}
		x, lo, hi := d.find(i, pattern)
		last := uint32(0)
		for _, q := range x.keys[lo:hi] {
			if q[c] != last {
				n++
				last = q[c]
			}
		}
		d.mu.Lock()
		d.distinct[k] = n
		d.mu.Unlock()
		return n, true
	}
	return 0, false
}

// Match implements eval.Dataset.
func (d *Dataset) Match(_ context.Context, pattern rdf.IDQuad, order eval.Order) eval.Iterator {
	n, _ := choose(pattern, order)
	it := &iterator{d: d, n: n}
	it.x, it.begin, it.end = d.find(n, pattern)
	it.at = it.begin - 1
	it.shape = bound(pattern)
	return it
}

type iterator struct {
	d     *Dataset
	x     *index
	n     int
	shape int
	// The quads are keys[begin:end]; at is the present one.
	begin, end, at int
}

func (it *iterator) Next() bool {
	it.at++
	return it.at < it.end
}

func (it *iterator) Quad() rdf.IDQuad {
	k, o := &it.x.keys[it.at], &orders[it.n]
	var q rdf.IDQuad
	q[o[0]&3], q[o[1]&3], q[o[2]&3], q[o[3]&3] = rdf.ID(k[0]), rdf.ID(k[1]), rdf.ID(k[2]), rdf.ID(k[3])
	return q
}

func (it *iterator) Err() error   { return nil }
func (it *iterator) Close() error { return nil }

// Rebind implements eval.Rebinder.
func (it *iterator) Rebind(pattern rdf.IDQuad) bool {
	if bound(pattern) != it.shape || !leads(orders[it.n], pattern) {
		return false
	}
	_, it.begin, it.end = it.d.find(it.n, pattern)
	it.at = it.begin - 1
	return true
}

// Seek implements eval.Seeker by galloping from the present quad.
func (it *iterator) Seek(q rdf.IDQuad) bool {
	o := &orders[it.n]
	before := func(i int) bool {
		k := &it.x.keys[i]
		for j := it.shape; j < 4; j++ {
			if v := uint32(min(q[o[j]], math.MaxUint32)); k[j] != v {
				return k[j] < v
			}
		}
		return false
	}
	it.at = max(it.at, it.begin)
	if it.at >= it.end || !before(it.at) {
		return it.at < it.end
	}
	lo := it.at
	step := 1
	for lo+step < it.end && before(lo+step) {
		lo += step
		step *= 2
	}
	hi := min(lo+step, it.end)
	for lo+1 < hi {
		mid := int(uint(lo+hi) >> 1)
		if before(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	it.at = hi
	return it.at < it.end
}
