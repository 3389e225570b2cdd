package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"gongbao/graph/rdf"
	"gongbao/graph/store/backend"
	"gongbao/graph/store/kv"
)

// Update runs fn with an empty Batch and then applies all that fn put into it,
// in one atomic step that is durable when Update returns nil. When fn returns
// an error, or the context ends, nothing changes and Update returns that error.
//
// One Update runs at a time; others wait for it or for the end of their
// context. Readers go on meanwhile. After a *FullError the store answers
// errors only, until it is closed and opened again.
func (s *Store) Update(ctx context.Context, fn func(*Batch) error) error {
	if s.opts.ReadOnly {
		return ErrReadOnly
	}
	if err := s.beginWrite(ctx); err != nil {
		return err
	}
	defer s.endWrite()
	if s.remote != nil {
		return s.updateRemote(ctx, fn)
	}
	snap := s.Snapshot()
	if snap.err != nil {
		return snap.err
	}
	b := newBatch(ctx, snap)
	err := b.run(fn)
	var out *kv.Batch
	if err == nil {
		out, err = b.changes()
	}
	err = firstError(err, b.dict.close())
	// Callers compare the errors of fn, so it must not be wrapped here.
	if err = firstError(err, snap.Close()); err != nil {
		return wrapKV(s.dir, err)
	}
	if out.Len() == 0 {
		return nil
	}
	if len(b.quads) > 0 {
		s.dict = nil // terms may have come or gone
	}
	return wrapKV(s.dir, s.db.Commit(out, !s.opts.NoSync))
}

// beginWrite waits for the turn to write.
func (s *Store) beginWrite(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case s.writer <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Store) endWrite() { <-s.writer }

// errBatchOver is returned by a Batch that outlived its Update.
var errBatchOver = errors.New("store: the batch belongs to an Update that has ended")

// Batch collects the changes of one Update. Its methods take effect in the
// order of the calls and see those before them. It is for the goroutine that
// Update called. An error that a method returned makes the Update fail, whether
// fn passes it on or not, for a change that was meant would be missing.
type Batch struct {
	ctx  context.Context
	base *Snapshot
	// remote takes the changes for a server's database; then the fields from
	// terms on are unused.
	remote backend.Writer
	err    error
	over   bool

	dict    *lookup
	terms   map[string]rdf.ID // stored forms of terms met in this batch
	added   []newTerm         // terms that the dictionary does not have yet
	firstID rdf.ID            // id of added[0]

	quads   map[rdf.IDQuad]quadState
	records map[string][]byte // by key; nil is a deletion
	buf     []byte
}

type newTerm struct {
	id     rdf.ID
	stored string
}

// quadState is whether a quad was in the store before and is to be in it now.
type quadState struct{ before, now bool }

func newBatch(ctx context.Context, base *Snapshot) *Batch {
	return &Batch{
		ctx: ctx, base: base, dict: newLookup(base.kv),
		terms:   map[string]rdf.ID{},
		quads:   map[rdf.IDQuad]quadState{},
		records: map[string][]byte{},
	}
}

func (b *Batch) run(fn func(*Batch) error) error {
	next, err := readCount(b.base.kv, metaKey(metaNextID))
	if err != nil {
		return err
	}
	b.firstID = max(rdf.ID(next), firstID)
	err = fn(b)
	b.over = true
	if err == nil {
		err = b.err
	}
	if err == nil {
		err = b.ctx.Err()
	}
	return err
}

// check returns why the batch takes no more changes.
func (b *Batch) check() error {
	if b.over {
		return errBatchOver
	}
	return b.err
}

// fail remembers the first error.
func (b *Batch) fail(err error) error {
	if err != nil && b.err == nil {
		b.err = b.base.wrap(err)
	}
	return b.err
}

// termID returns the id of a term. Where the dictionary has none, it gives one
// if add is set and returns 0 if not.
func (b *Batch) termID(t rdf.Term, add bool) (rdf.ID, error) {
	var err error
	if b.buf, err = encodeTerm(b.buf[:0], t); err != nil {
		return 0, err
	}
	if id, ok := b.terms[string(b.buf)]; ok && (id != 0 || !add) {
		return id, nil
	}
	stored := string(b.buf)
	id, err := b.dict.id(hashPrefix(b.buf), b.buf)
	if err != nil {
		return 0, err
	}
	if id == 0 && add {
		id = b.firstID + rdf.ID(len(b.added))
		if t == typeTerm {
			id = typeID
		}
		b.added = append(b.added, newTerm{id, stored})
	}
	b.terms[stored] = id
	return id, nil
}

// quadIDs returns the ids of a quad's terms, and false where a term has none
// and add is not set.
func (b *Batch) quadIDs(q rdf.Quad, add bool) (ids rdf.IDQuad, ok bool, err error) {
	for i, t := range [4]rdf.Term{q.S, q.P, q.O, q.G} {
		if i == rdf.G && t.IsZero() {
			ids[i] = rdf.DefaultGraphID
			continue
		}
		if ids[i], err = b.termID(t, add); err != nil {
			return ids, false, err
		}
		if ids[i] == 0 {
			return ids, false, nil
		}
	}
	return ids, true, nil
}

// isNew reports whether an id was given in this batch.
func (b *Batch) isNew(id rdf.ID) bool { return id >= b.firstID }

// set says whether a quad is to be in the store.
func (b *Batch) set(q rdf.IDQuad, now bool) error {
	state, ok := b.quads[q]
	if !ok && !b.isNew(q[rdf.S]) && !b.isNew(q[rdf.P]) && !b.isNew(q[rdf.O]) && !b.isNew(q[rdf.G]) {
		var buf [quadKeyLen]byte
		_, found, err := b.base.kv.Get(appendQuadKey(buf[:0], orderSPOG, q))
		if err != nil {
			return err
		}
		state.before = found
	}
	state.now = now
	b.quads[q] = state
	return nil
}

// Add adds a quad. A zero graph is the default graph. Adding a quad that is
// there already changes nothing.
func (b *Batch) Add(q rdf.Quad) error {
	if err := b.check(); err != nil {
		return err
	}
	if b.remote != nil {
		return b.fail(b.remote.Add(q))
	}
	ids, _, err := b.quadIDs(q, true)
	if err == nil {
		err = b.set(ids, true)
	}
	return b.fail(err)
}

// Delete removes a quad. Removing one that is not there changes nothing.
func (b *Batch) Delete(q rdf.Quad) error {
	if err := b.check(); err != nil {
		return err
	}
	if b.remote != nil {
		return b.fail(b.remote.Delete(q))
	}
	ids, ok, err := b.quadIDs(q, false)
	if err == nil && ok {
		err = b.set(ids, false)
	}
	return b.fail(err)
}

// Has reports whether a quad is in the store after the changes so far.
func (b *Batch) Has(q rdf.Quad) (bool, error) {
	if err := b.check(); err != nil {
		return false, err
	}
	if b.remote != nil {
		has, err := b.remote.Has(q)
		return has, b.fail(err)
	}
	ids, ok, err := b.quadIDs(q, false)
	if err != nil || !ok {
		return false, b.fail(err)
	}
	if state, ok := b.quads[ids]; ok {
		return state.now, nil
	}
	var buf [quadKeyLen]byte
	_, found, err := b.base.kv.Get(appendQuadKey(buf[:0], orderSPOG, ids))
	return found, b.fail(err)
}

// RemoveGraph removes all quads of a graph, the zero Term being the default
// graph. It is no error if there are none.
func (b *Batch) RemoveGraph(g rdf.Term) error {
	if err := b.check(); err != nil {
		return err
	}
	if b.remote != nil {
		return b.fail(b.remote.RemoveGraph(g))
	}
	id := rdf.DefaultGraphID
	if !g.IsZero() {
		var err error
		if id, err = b.termID(g, false); err != nil || id == 0 {
			return b.fail(err)
		}
	}
	for q, state := range b.quads {
		if q[rdf.G] == id {
			state.now = false
			b.quads[q] = state
		}
	}
	if b.isNew(id) {
		return nil
	}
	it := b.base.scan(b.ctx, orderGSPO, 1, rdf.IDQuad{rdf.G: id})
	ids := map[rdf.ID]bool{}
	for it.Next() {
		q := it.Quad()
		b.quads[q] = quadState{before: true}
		if len(ids) < maxRemembered {
			ids[q[rdf.S]], ids[q[rdf.P]], ids[q[rdf.O]] = true, true, true
		}
	}
	return b.fail(firstError(it.Close(), b.remember(ids)))
}

// maxRemembered bounds how many terms of a removed graph are remembered.
const maxRemembered = 1 << 14

// remember reads terms whose ids are known, in the order of the ids, because
// what takes the place of a graph mostly has the same terms: to find them one by
// one by their text costs several times more.
func (b *Batch) remember(ids map[rdf.ID]bool) error {
	return b.dict.each(slices.Sorted(maps.Keys(ids)), func(id rdf.ID, stored []byte) error {
		if stored != nil {
			b.terms[string(stored)] = id
		}
		return nil
	})
}

// ReplaceGraph makes the quads the whole content of a graph, the zero Term
// being the default graph. All quads get that graph, whatever theirs says; they
// may repeat. What was there already and stays costs no writing.
func (b *Batch) ReplaceGraph(g rdf.Term, quads []rdf.Quad) error {
	if err := b.RemoveGraph(g); err != nil {
		return err
	}
	for i, q := range quads {
		q.G = g
		if err := b.Add(q); err != nil {
			return fmt.Errorf("quad %d of the graph: %w", i+1, err)
		}
		if i%ctxEvery == ctxEvery-1 && b.ctx.Err() != nil {
			return b.fail(b.ctx.Err())
		}
	}
	return nil
}

// PutRecord sets the side record of that key in a bucket. Buckets are kept
// apart from each other and from the quads; they serve what has to change
// together with the graph, such as a registry of documents or a search index.
// The value is copied.
func (b *Batch) PutRecord(bucket, key string, value []byte) error {
	if err := b.check(); err != nil {
		return err
	}
	if err := checkBucket(bucket); err != nil {
		return b.fail(err)
	}
	if b.remote != nil {
		return b.fail(b.remote.PutRecord(bucket, key, value))
	}
	b.records[string(recordKey(bucket, key))] = append(make([]byte, 0, len(value)), value...)
	return nil
}

// DeleteRecord removes a side record, which need not be there.
func (b *Batch) DeleteRecord(bucket, key string) error {
	if err := b.check(); err != nil {
		return err
	}
	if err := checkBucket(bucket); err != nil {
		return b.fail(err)
	}
	if b.remote != nil {
		return b.fail(b.remote.DeleteRecord(bucket, key))
	}
	b.records[string(recordKey(bucket, key))] = nil
	return nil
}

// Record returns a side record as it is after the changes so far. The value
// must not be changed.
func (b *Batch) Record(bucket, key string) (value []byte, found bool, err error) {
	if err := b.check(); err != nil {
		return nil, false, err
	}
	if err := checkBucket(bucket); err != nil {
		return nil, false, b.fail(err)
	}
	if b.remote != nil {
		value, found, err = b.remote.Record(bucket, key)
		return value, found, b.fail(err)
	}
	k := recordKey(bucket, key)
	if v, ok := b.records[string(k)]; ok {
		return v, v != nil, nil
	}
	value, found, err = b.base.kv.Get(k)
	return value, found, b.fail(err)
}

// Base returns the store as it was before the batch. It is closed by Update.
func (b *Batch) Base() *Snapshot { return b.base }
