package eval

import (
	"context"

	"gongbao/graph/rdf"
)

// counting adds to a dataset estimates of how many different ids stand in a
// position, by looking at the quads themselves: it skips from id to id, and
// where there are many it supposes that the rest is like the first few hundred.
type counting struct{ Dataset }

// WithCounts returns a dataset that is a Counter: the dataset itself where it is
// one already.
func WithCounts(ds Dataset) Dataset {
	if _, ok := ds.(Counter); ok {
		return ds
	}
	c := &counting{ds}
	if o, ok := ds.(Orderer); ok {
		return struct {
			*counting
			Orderer
		}{c, o}
	}
	return c
}

// How much is looked at: so many different ids one by one, and so many quads.
const (
	skipLimit   = 32
	sampleLimit = 256
)

// Distinct implements Counter.
func (c *counting) Distinct(pattern rdf.IDQuad, position int) (uint64, bool) {
	total, exact := c.Estimate(pattern)
	if exact && total <= skipLimit {
		return max(total, 1), true
	}
	order := Order{uint8(position)}
	n := 1
	for _, p := range []uint8{rdf.S, rdf.P, rdf.O, rdf.G} {
		if int(p) != position {
			order[n] = p
			n++
		}
	}
	it := c.Match(context.Background(), pattern, order)
	defer func() { _ = it.Close() }() // an estimate has no errors to report
	if o, ok := c.Dataset.(Orderer); ok && o.CanOrder(pattern, order) {
		if s, ok := it.(Seeker); ok {
			if n, all := skip(it, s, position); all {
				return n, true
			}
		}
	}
	return c.sample(pattern, position, order, total)
}

// skip counts different ids by seeking past each, up to a limit.
func skip(it Iterator, s Seeker, position int) (n uint64, all bool) {
	if !it.Next() {
		return 1, it.Err() == nil
	}
	for n = 1; n <= skipLimit; n++ {
		next := rdf.IDQuad{}
		next[position] = it.Quad()[position] + 1
		if !s.Seek(next) {
			return n, it.Err() == nil
		}
	}
	return n, false
}

// sample supposes that different ids are as frequent as in the first quads.
func (c *counting) sample(pattern rdf.IDQuad, position int, order Order, total uint64) (uint64, bool) {
	it := c.Match(context.Background(), pattern, order)
	defer func() { _ = it.Close() }()
	seen := map[rdf.ID]bool{}
	read := uint64(0)
	for read < sampleLimit && it.Next() {
		seen[it.Quad()[position]] = true
		read++
	}
	if read == 0 || it.Err() != nil {
		return 0, false
	}
	return max(uint64(len(seen)), total*uint64(len(seen))/read), true
}
