package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"slices"

	"gongbao/graph/rdf"
	"gongbao/graph/store/kv"
)

// Report is what Check found.
type Report struct {
	Quads    uint64 // quads in all graphs
	Terms    uint64 // terms in the dictionary
	Records  uint64 // side records
	Problems []string
	// More is how many problems were found beyond those listed.
	More int
}

// maxProblems bounds the list of problems: a damaged store can have millions.
const maxProblems = 100

// Whole reports whether no problem was found.
func (r *Report) Whole() bool { return len(r.Problems) == 0 }

func (r *Report) problem(format string, args ...any) {
	if len(r.Problems) == maxProblems {
		r.More++
		return
	}
	r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
}

// Check reads the whole store and verifies that it agrees with itself: that all
// orderings hold the same quads, that the dictionary names each term once in
// both directions and holds just the terms that quads use, that all counters
// are right, and that the engine's files are sound. Problems are in the Report;
// an error is returned where reading failed altogether. Writers can go on
// meanwhile; Check sees the store as it was at the beginning.
func (s *Store) Check(ctx context.Context) (*Report, error) {
	snap := s.Snapshot()
	defer snap.Close()
	if s.remote != nil {
		return s.checkRemote(ctx, snap)
	}
	c := &checker{ctx: ctx, snap: snap, report: &Report{}, counts: map[counter]uint64{}, seed: maphash.MakeSeed()}
	for _, step := range []func() error{c.meta, c.quads, c.counters, c.terms, c.hashes, c.records, c.strays} {
		if err := step(); err != nil {
			return nil, snap.wrap(err)
		}
	}
	if f, ok := s.db.(kv.Checker); ok {
		if err := f.CheckFiles(ctx); err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			c.report.problem("the engine's files: %s", oneLine(err))
		}
	}
	return c.report, nil
}

type checker struct {
	ctx    context.Context
	snap   *Snapshot
	report *Report
	seed   maphash.Seed

	next, metaQuads, metaTerms uint64
	used                       []uint64 // one bit for each id that a quad uses
	usedCount                  uint64
	counts                     map[counter]uint64
}

func (c *checker) meta() error {
	for _, m := range []struct {
		name string
		to   *uint64
	}{{metaNextID, &c.next}, {metaQuads, &c.metaQuads}, {metaTerms, &c.metaTerms}} {
		var err error
		if *m.to, err = readCount(c.snap.kv, metaKey(m.name)); err != nil {
			return err
		}
	}
	c.next = max(c.next, uint64(firstID))
	if c.next > 1<<36 {
		c.report.problem("the next id is %d, which no store of this size can have reached", c.next)
		c.next = uint64(firstID)
	}
	c.used = make([]uint64, c.next/64+1)
	return nil
}

// use notes that a quad uses an id and reports whether it was the first to.
func (c *checker) use(id rdf.ID) {
	word, bit := id/64, uint64(1)<<(id%64)
	if word < rdf.ID(len(c.used)) && c.used[word]&bit == 0 {
		c.used[word] |= bit
		c.usedCount++
	}
}

func (c *checker) isUsed(id rdf.ID) bool {
	word := id / 64
	return word < rdf.ID(len(c.used)) && c.used[word]&(1<<(id%64)) != 0
}

// digest stands for a set of quads whatever their order.
type digest struct{ n, sum uint64 }

func (c *checker) digest(ordering int, each func(rdf.IDQuad)) (d digest, err error) {
	it := c.snap.scan(c.ctx, ordering, 0, rdf.IDQuad{})
	var buf [32]byte
	for it.Next() {
		q := it.Quad()
		for i, id := range q {
			binary.BigEndian.PutUint64(buf[i*8:], uint64(id))
		}
		d.n++
		d.sum += maphash.Bytes(c.seed, buf[:])
		if each != nil {
			each(q)
		}
	}
	return d, it.Close()
}

func (c *checker) quads() error {
	want, err := c.digest(orderSPOG, func(q rdf.IDQuad) {
		for i, id := range q {
			switch {
			case i == rdf.G && id == rdf.DefaultGraphID:
			case id != typeID && id < firstID, uint64(id) >= c.next:
				c.report.problem("quad %v has %d, which is no term's id", q, id)
			default:
				c.use(id)
			}
		}
		c.counts[counter{countPredicate, q[rdf.P]}]++
		c.counts[counter{countGraph, q[rdf.G]}]++
		if q[rdf.P] == typeID {
			c.counts[counter{countClass, q[rdf.O]}]++
		}
	})
	if err != nil {
		return err
	}
	c.report.Quads = want.n
	if want.n != c.metaQuads {
		c.report.problem("the store holds %d quads and counts %d", want.n, c.metaQuads)
	}
	for i := range orderings {
		if i == orderSPOG {
			continue
		}
		got, err := c.digest(i, nil)
		if err != nil {
			return err
		}
		if got == want {
			continue
		}
		c.report.problem("ordering %s holds %d quads and ordering %s %d, or others", orderingName(i), got.n, orderingName(orderSPOG), want.n)
		if err := c.missing(orderSPOG, i); err != nil {
			return err
		}
		if err := c.missing(i, orderSPOG); err != nil {
			return err
		}
	}
	return nil
}

// missing reports the quads that one ordering has and another has not.
func (c *checker) missing(in, from int) error {
	it := c.snap.scan(c.ctx, in, 0, rdf.IDQuad{})
	for it.Next() {
		var buf [quadKeyLen]byte
		_, found, err := c.snap.kv.Get(appendQuadKey(buf[:0], from, it.Quad()))
		if err != nil {
			return err
		}
		if !found {
			c.report.problem("quad %v is in ordering %s and not in %s", it.Quad(), orderingName(in), orderingName(from))
		}
	}
	return it.Close()
}

func (c *checker) counters() error {
	for _, kind := range []counterKind{countPredicate, countGraph, countClass} {
		err := c.snap.eachCounter(c.ctx, kind, func(id rdf.ID, n uint64) {
			key := counter{kind, id}
			if c.counts[key] != n {
				c.report.problem("the counter %c of %d is %d and should be %d", kind, id, n, c.counts[key])
			}
			delete(c.counts, key)
		})
		if err != nil {
			return err
		}
	}
	for key, n := range c.counts {
		c.report.problem("the counter %c of %d is missing and should be %d", key.kind, key.id, n)
	}
	return nil
}

func (c *checker) terms() error {
	return c.each([]byte{prefixTerm}, func(key, value []byte) error {
		c.report.Terms++
		if len(key) != 9 {
			c.report.problem("the term key %x has a wrong length", key)
			return nil
		}
		id := idAt(key[1:])
		if _, err := decodeTerm(value); err != nil {
			c.report.problem("term %d: %v", id, err)
			return nil
		}
		if !c.isUsed(id) {
			c.report.problem("term %d is in no quad", id)
		}
		_, listed, err := c.snap.kv.Get(hashKey(value, id))
		if err != nil {
			return err
		}
		if !listed {
			c.report.problem("term %d is not listed under its hash", id)
		}
		return nil
	})
}

func (c *checker) hashes() error {
	if c.report.Terms != c.metaTerms {
		c.report.problem("the dictionary holds %d terms and counts %d", c.report.Terms, c.metaTerms)
	}
	if c.report.Terms != c.usedCount {
		c.report.problem("the dictionary holds %d terms and quads use %d", c.report.Terms, c.usedCount)
	}
	var listed uint64
	var last []byte   // the hash of the key before
	var same [][]byte // the ids of the terms with that hash
	err := c.each([]byte{prefixHash}, func(key, _ []byte) error {
		listed++
		if len(key) != hashKeyLen {
			c.report.problem("the hash key %x has a wrong length", key)
			return nil
		}
		if !bytes.Equal(key[:hashHead], last) {
			last = append(last[:0], key[:hashHead]...)
			same = append(same[:0], slices.Clone(key[hashHead:]))
			return nil
		}
		// Two terms share a hash, which is no damage unless they are the same.
		id := idAt(key[hashHead:])
		stored, _, err := c.snap.kv.Get(termKey(id))
		if err != nil {
			return err
		}
		for _, other := range same {
			have, _, err := c.snap.kv.Get(termKey(idAt(other)))
			if err != nil {
				return err
			}
			if bytes.Equal(have, stored) {
				c.report.problem("terms %d and %d are the same", idAt(other), id)
			}
		}
		same = append(same, slices.Clone(key[hashHead:]))
		return nil
	})
	if listed != c.report.Terms {
		c.report.problem("the hashes list %d terms and the dictionary holds %d", listed, c.report.Terms)
	}
	return err
}

func (c *checker) records() error {
	return c.each([]byte{prefixRecord}, func([]byte, []byte) error { c.report.Records++; return nil })
}

// strays reports keys that begin like none of ours.
func (c *checker) strays() error {
	known := []byte{prefixMeta, prefixCounter, prefixHash, prefixQuad, prefixRecord, prefixTerm}
	cur := c.snap.kv.Range(nil, nil)
	for ok := cur.Next(); ok; {
		key := cur.Key()
		if len(key) == 0 || !slices.Contains(known, key[0]) {
			c.report.problem("the key %x is none of the store's", key)
			ok = cur.Next()
			continue
		}
		if key[0] == prefixQuad && (len(key) != quadKeyLen || int(key[1]) >= len(orderings)) {
			c.report.problem("the quad key %x is malformed", key)
			ok = cur.Next()
			continue
		}
		ok = cur.Seek(upperBound(nil, key[:1+btoi(key[0] == prefixQuad)]))
	}
	return cur.Close()
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// each calls f for each pair whose key begins with prefix.
func (c *checker) each(prefix []byte, f func(key, value []byte) error) error {
	cur := c.snap.kv.Range(prefix, upperBound(nil, prefix))
	for i := 0; cur.Next(); i++ {
		v, err := cur.Value()
		if err == nil && i%ctxEvery == 0 {
			err = c.ctx.Err()
		}
		if err == nil {
			err = f(cur.Key(), v)
		}
		if err != nil {
			_ = cur.Close() // err is the first to know
			return err
		}
	}
	return cur.Close()
}

// orderingName returns the letters of an ordering, such as SPOG.
func orderingName(ordering int) string {
	var b [4]byte
	for i, pos := range orderings[ordering] {
		b[i] = "SPOG"[pos]
	}
	return string(b[:])
}
