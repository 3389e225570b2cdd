package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"iter"
	"slices"

	"gongbao/graph/rdf"
	"gongbao/graph/store/kv"
)

// loadChunk is the number of quads that a bulk load sorts and stores at a time.
// A larger chunk means fewer files to merge and more memory: some 150 bytes a
// quad.
const loadChunk = 1 << 20

// LoadStats says what a bulk load did.
type LoadStats struct {
	Read  uint64 // quads read
	Added uint64 // quads that were not in the store before
}

// Load adds many quads at once, several times faster than Update: it sorts them
// in every ordering and hands the engine finished files. It stores them in
// chunks of about a million quads; each chunk is atomic and durable, and ends
// where the graph of the quads changes, so that a graph whose quads come in one
// run is stored whole or not at all (a graph of more than two million quads
// excepted). When quads yields an error, or the context ends, Load returns it;
// the chunks before stay, as the LoadStats tell.
func (s *Store) Load(ctx context.Context, quads iter.Seq2[rdf.Quad, error]) (st LoadStats, err error) {
	if s.opts.ReadOnly {
		return st, ErrReadOnly
	}
	if err := s.beginWrite(ctx); err != nil {
		return st, err
	}
	defer s.endWrite()
	if s.remote != nil {
		return s.loadRemote(ctx, quads)
	}
	l := newLoader(ctx, s)
	defer func() { l.end(err) }()
	var last rdf.Term
	for q, err := range quads {
		if err == nil && st.Read%4096 == 0 {
			err = ctx.Err()
		}
		if err == nil && (len(l.quads) >= 2*loadChunk || len(l.quads) >= loadChunk && q.G != last) {
			err = l.flush(&st)
		}
		if err == nil {
			err = l.add(q)
		}
		if err != nil {
			return st, wrapKV(s.dir, err)
		}
		st.Read++
		last = q.G
	}
	return st, wrapKV(s.dir, l.flush(&st))
}

// loader collects a chunk of quads by their ids.
type loader struct {
	store *Store
	ctx   context.Context
	dict  *loadDict

	base  *Snapshot // the store before the chunk; nil between chunks
	find  *lookup   // in base
	first rdf.ID    // the id of the first new term of the chunk
	next  rdf.ID

	quads   []rdf.IDQuad
	terms   []loadTerm        // new in this chunk, in the order of their ids
	text    []byte            // their stored forms
	records map[string][]byte // side records by key
	bytes   int               // of the records

	buf    []byte
	recent [4]struct {
		term rdf.Term
		id   rdf.ID
	}
}

// loadTerm is a new term: its hash key, its id and where its stored form ends
// in loader.text.
type loadTerm struct {
	hash uint64
	id   rdf.ID
	end  int
}

func newLoader(ctx context.Context, s *Store) *loader {
	l := &loader{store: s, ctx: ctx, dict: s.dict, records: map[string][]byte{}}
	if l.dict == nil {
		l.dict = newLoadDict()
	}
	s.dict = nil // until end gives it back
	return l
}

// end gives back what the loader used. After an error its dictionary may hold
// terms that were never stored, and is dropped.
func (l *loader) end(err error) {
	l.endChunk()
	if err == nil {
		l.store.dict = l.dict
	}
}

func (l *loader) beginChunk() error {
	l.base = l.store.Snapshot()
	if l.base.err != nil {
		return l.base.err
	}
	next, err := readCount(l.base.kv, metaKey(metaNextID))
	if err != nil {
		return err
	}
	terms, err := readCount(l.base.kv, metaKey(metaTerms))
	if err != nil {
		return err
	}
	if terms == 0 {
		l.dict.complete = true
	}
	l.next = max(firstID, rdf.ID(next))
	l.first = l.next
	l.find = newLookup(l.base.kv)
	return nil
}

func (l *loader) endChunk() {
	if l.base != nil {
		// Nothing can go wrong here but a use after closing.
		if l.find != nil {
			_ = l.find.close()
		}
		_ = l.base.Close()
		l.base, l.find = nil, nil
	}
	l.quads, l.terms, l.text = l.quads[:0], l.terms[:0], l.text[:0]
	clear(l.records)
	l.bytes = 0
}

func (l *loader) add(q rdf.Quad) error {
	if l.base == nil {
		if err := l.beginChunk(); err != nil {
			return err
		}
	}
	var ids rdf.IDQuad
	for i, t := range [4]rdf.Term{q.S, q.P, q.O, q.G} {
		if i == rdf.G && t.IsZero() {
			ids[i] = rdf.DefaultGraphID
			continue
		}
		// Quads come in runs of one subject and one graph.
		if r := &l.recent[i]; r.id != 0 && r.term == t {
			ids[i] = r.id
			continue
		}
		id, err := l.id(t, true)
		if err != nil {
			return err
		}
		ids[i] = id
		l.recent[i].term, l.recent[i].id = t, id
	}
	l.quads = append(l.quads, ids)
	return nil
}

// id returns the id of a term. Where it has none, it gets one if add is set, and
// id returns 0 if not.
func (l *loader) id(t rdf.Term, add bool) (rdf.ID, error) {
	var err error
	if l.buf, err = encodeTerm(l.buf[:0], t); err != nil {
		return 0, err
	}
	sum := sha256.Sum256(l.buf)
	hash, rest := binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16])
	id := l.dict.get(hash, rest)
	if id == 0 && !l.dict.complete {
		var buf [hashHead]byte
		if id, err = l.find.id(append(append(buf[:0], prefixHash), sum[:8]...), l.buf); err != nil {
			return 0, err
		}
		if id != 0 {
			l.dict.put(hash, rest, id)
		}
	}
	if id != 0 || !add {
		return id, nil
	}
	if t == typeTerm {
		id = typeID
	} else {
		id = l.next
		l.next++
	}
	l.text = append(l.text, l.buf...)
	l.terms = append(l.terms, loadTerm{hash, id, len(l.text)})
	l.dict.put(hash, rest, id)
	return id, nil
}

// flush stores the chunk.
func (l *loader) flush(st *LoadStats) error {
	if len(l.quads) == 0 && len(l.records) == 0 {
		return nil
	}
	added, c, err := l.newQuads()
	if err != nil {
		return err
	}
	numbers, err := l.numbers(added, c)
	if err != nil {
		return err
	}
	pairs := func(yield func(kv.Pair, error) bool) {
		for _, p := range numbers {
			if !yield(p, nil) {
				return
			}
		}
		_ = l.yieldHashes(yield) && yieldOrderings(added, yield) && l.yieldRecords(yield) && l.yieldTerms(yield)
	}
	if loader, ok := l.store.db.(kv.Loader); ok {
		err = loader.Load(l.ctx, pairs)
	} else {
		var b kv.Batch
		for p := range pairs {
			b.Put(p.Key, p.Value)
		}
		err = l.store.db.Commit(&b, !l.store.opts.NoSync)
	}
	if err != nil {
		return err
	}
	st.Added += uint64(len(added))
	l.endChunk()
	l.dict.trim()
	return nil
}

// newQuads sorts the chunk by graph, drops what repeats or is in the store
// already, and counts the rest.
func (l *loader) newQuads() ([]rdf.IDQuad, counts, error) {
	sortByOrdering(l.quads, orderGSPO)
	quads := slices.Compact(l.quads)
	c := counts{}
	out := quads[:0]
	for len(quads) > 0 {
		g := quads[0][rdf.G]
		n := 1
		for n < len(quads) && quads[n][rdf.G] == g {
			n++
		}
		run := quads[:n]
		quads = quads[n:]
		have, err := readCount(l.base.kv, counter{countGraph, g}.key())
		if err != nil {
			return nil, nil, err
		}
		if have == 0 {
			out = append(out, run...)
			continue
		}
		it := l.base.scan(l.ctx, orderGSPO, 1, rdf.IDQuad{rdf.G: g})
		for _, q := range run {
			if !it.Seek(q) || it.Quad() != q {
				out = append(out, q)
			}
		}
		if err := it.Close(); err != nil {
			return nil, nil, err
		}
	}
	for _, q := range out {
		c.add(q, 1)
	}
	return out, c, nil
}

// numbers returns the meta numbers and the counters after the chunk, sorted.
func (l *loader) numbers(added []rdf.IDQuad, c counts) ([]kv.Pair, error) {
	// Terms of quads that turned out to be old are in the store already, so
	// all new terms are in use.
	var b kv.Batch
	for name, delta := range map[string]int{metaQuads: len(added), metaTerms: len(l.terms)} {
		n, err := addCount(l.base.kv, metaKey(name), int64(delta))
		if err != nil {
			return nil, err
		}
		b.Put(metaKey(name), encodeCount(n))
	}
	b.Put(metaKey(metaNextID), encodeCount(uint64(l.next)))
	if err := c.appendTo(&b, l.base.kv); err != nil {
		return nil, err
	}
	var out []kv.Pair
	for ch := range b.Changes() {
		out = append(out, kv.Pair{Key: ch.Key, Value: ch.Value})
	}
	slices.SortFunc(out, func(a, b kv.Pair) int { return slices.Compare(a.Key, b.Key) })
	return out, nil
}

// yieldHashes gives the hash entries of the new terms, sorted.
func (l *loader) yieldHashes(yield func(kv.Pair, error) bool) bool {
	byHash := slices.Clone(l.terms)
	slices.SortFunc(byHash, func(a, b loadTerm) int {
		switch {
		case a.hash < b.hash, a.hash == b.hash && a.id < b.id:
			return -1
		case a == b:
			return 0
		}
		return 1
	})
	var key [hashKeyLen]byte
	for _, t := range byHash {
		k := binary.BigEndian.AppendUint64(append(key[:0], prefixHash), t.hash)
		if !yield(kv.Pair{Key: appendID(k, t.id)}, nil) {
			return false
		}
	}
	return true
}

// yieldRecords gives the side records, sorted.
func (l *loader) yieldRecords(yield func(kv.Pair, error) bool) bool {
	for _, key := range sortedKeys(l.records) {
		if !yield(kv.Pair{Key: []byte(key), Value: l.records[key]}, nil) {
			return false
		}
	}
	return true
}

// yieldTerms gives the new terms in the order of their ids.
func (l *loader) yieldTerms(yield func(kv.Pair, error) bool) bool {
	var key [9]byte
	key[0] = prefixTerm
	give := func(i int) bool {
		t := l.terms[i]
		start := 0
		if i > 0 {
			start = l.terms[i-1].end
		}
		binary.BigEndian.PutUint64(key[1:], uint64(t.id))
		return yield(kv.Pair{Key: key[:], Value: l.text[start:t.end]}, nil)
	}
	// All ids ascend but that of rdf:type, which is less than any.
	special := slices.IndexFunc(l.terms, func(t loadTerm) bool { return t.id == typeID })
	if special >= 0 && !give(special) {
		return false
	}
	for i := range l.terms {
		if i != special && !give(i) {
			return false
		}
	}
	return true
}

// yieldOrderings gives the keys of the quads in one ordering after the other.
// While one is given, the next is being sorted.
func yieldOrderings(quads []rdf.IDQuad, yield func(kv.Pair, error) bool) bool {
	sorted := make(chan []rdf.IDQuad)
	spare := make(chan []rdf.IDQuad, 2)
	spare <- make([]rdf.IDQuad, len(quads))
	spare <- make([]rdf.IDQuad, len(quads))
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for i := range orderings {
			var s []rdf.IDQuad
			select {
			case s = <-spare:
			case <-stop:
				return
			}
			copy(s, quads)
			sortByOrdering(s, i)
			select {
			case sorted <- s:
			case <-stop:
				return
			}
		}
	}()
	var key [quadKeyLen]byte
	for i := range orderings {
		s := <-sorted
		for _, q := range s {
			if !yield(kv.Pair{Key: appendQuadKey(key[:0], i, q)}, nil) {
				return false
			}
		}
		spare <- s
	}
	return true
}

// sortByOrdering sorts quads by an ordering.
func sortByOrdering(quads []rdf.IDQuad, ordering int) {
	o := orderings[ordering]
	a, b, c, d := o[0], o[1], o[2], o[3]
	slices.SortFunc(quads, func(x, y rdf.IDQuad) int {
		switch {
		case x[a] != y[a]:
			return compareIDs(x[a], y[a])
		case x[b] != y[b]:
			return compareIDs(x[b], y[b])
		case x[c] != y[c]:
			return compareIDs(x[c], y[c])
		default:
			return compareIDs(x[d], y[d])
		}
	})
}

func compareIDs(a, b rdf.ID) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

// loadDict remembers the ids of the terms that a load has met, by the first 16
// bytes of their SHA-256. That two terms share those by chance or by intent is
// beyond the means of anybody who writes documents.
type loadDict struct {
	// complete says that all terms of the store are in here, so that a term
	// that is not is new.
	complete bool
	byHash   map[uint64]loadEntry
	others   map[[2]uint64]rdf.ID // where the first 8 bytes are another term's
}

type loadEntry struct {
	rest uint64
	id   rdf.ID
}

// maxLoadDict bounds the memory of a loadDict to some 400 MB.
const maxLoadDict = 8 << 20

func newLoadDict() *loadDict {
	return &loadDict{byHash: map[uint64]loadEntry{}, others: map[[2]uint64]rdf.ID{}}
}

// get returns the id of a term, or 0.
func (d *loadDict) get(hash, rest uint64) rdf.ID {
	e, ok := d.byHash[hash]
	if ok && e.rest != rest {
		return d.others[[2]uint64{hash, rest}]
	}
	return e.id
}

func (d *loadDict) put(hash, rest uint64, id rdf.ID) {
	if e, ok := d.byHash[hash]; ok && e.rest != rest {
		d.others[[2]uint64{hash, rest}] = id
		return
	}
	d.byHash[hash] = loadEntry{rest, id}
}

// trim empties the dictionary when it has become too large; the store itself
// is asked from then on.
func (d *loadDict) trim() {
	if len(d.byHash) > maxLoadDict {
		clear(d.byHash)
		clear(d.others)
		d.complete = false
	}
}

// String describes the outcome for people.
func (st LoadStats) String() string {
	return fmt.Sprintf("%d quads read, %d added", st.Read, st.Added)
}
