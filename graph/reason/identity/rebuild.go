package identity

import (
	"context"
	"errors"
	"iter"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// States of the graph of identity, as the setting tells them beside Version.
const (
	// due says that documents have come or gone since the links were made. The
	// blocks are right.
	due = "due " + Version
	// stale says that the blocks have to be made anew too.
	stale = "due"
)

// Due reports whether a Postpone has not been made good.
func Due(r interface {
	Record(bucket, key string) (value []byte, found bool, err error)
},
) (bool, error) {
	version, found, err := r.Record(registry.Settings, registry.IdentitySetting)
	return found && string(version) != Version, err
}

// BlockRecords returns the records by which a document that a store does not have
// yet takes part in identity, besides its clues. It is a pure function, for many
// documents at once; what a Tracker writes needs it not.
func BlockRecords(doc string, c *registry.Clues) ([]store.Record, error) {
	if c == nil || c.Empty() {
		return nil, nil
	}
	blocks, err := blocksOf(c)
	if err != nil {
		return nil, err
	}
	out := make([]store.Record, 0, len(blocks))
	for _, block := range sortedKeys(blocks) {
		out = append(out, store.Record{Key: block + doc, Value: blocks[block]})
	}
	return out, nil
}

// Postpone leaves the links as they are and notes that they are due, so that
// Rebuild, or the next Finish, makes all of them anew. It is for many batches in
// a row.
func (t *Tracker) Postpone() error {
	version, found, err := t.Record(registry.Settings, registry.IdentitySetting)
	if err != nil {
		return err
	}
	state := stale
	right := string(version) == Version || string(version) == due
	if !found {
		any, err := t.anyClues()
		if err != nil {
			return err
		}
		right = !any // without documents the blocks are right
	}
	if right {
		state = due
		blocks, err := t.changed()
		if err != nil {
			return err
		}
		for _, block := range sortedKeys(blocks) {
			if err := t.writeBlock(block, blocks[block]); err != nil {
				return err
			}
		}
	}
	return t.Batch.PutRecord(registry.Settings, registry.IdentitySetting, []byte(state))
}

// anyClues reports whether the store had clues before the batch.
func (t *Tracker) anyClues() (bool, error) {
	for _, err := range t.before.Records(registry.IdentityClues, "") {
		return err == nil, err
	}
	return false, nil
}

// writeBlock writes the changes of a block's records.
func (t *Tracker) writeBlock(block string, c change) error {
	for _, doc := range sortedKeys(c) {
		var err error
		if c[doc] == nil {
			err = t.Batch.DeleteRecord(registry.IdentityBlocks, block+doc)
		} else {
			err = t.Batch.PutRecord(registry.IdentityBlocks, block+doc, c[doc])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// rebuildStep is how many quads or records Rebuild changes at a time, which
// bounds its memory.
const rebuildStep = 50_000

// Rebuild makes the links of a store anew where they are due. It reads one block
// after the other, so that its memory does not grow with the store, and can be
// broken off: the links stay due then. The links are the same as those that
// Finish makes.
func Rebuild(ctx context.Context, st *store.Store) (err error) {
	if !st.CanBulk() {
		return st.Update(ctx, func(b *store.Batch) error { return Track(b.Base(), b).Finish() })
	}
	snap := st.Snapshot()
	defer func() { err = errors.Join(err, snap.Close()) }()
	version, found, err := snap.Record(registry.Settings, registry.IdentitySetting)
	if err != nil || found && string(version) == Version {
		return err
	}
	if err := clearLinks(ctx, st, snap); err != nil {
		return err
	}
	if found && string(version) != due {
		if err := rebuildBlocks(ctx, st, snap); err != nil {
			return err
		}
	}
	blocks := st.Snapshot()
	defer func() { err = errors.Join(err, blocks.Close()) }()
	_, err = st.Bulk(ctx, func(b *store.Bulk) error {
		if err := linkBlocks(ctx, blocks, b); err != nil {
			return err
		}
		return b.PutRecord(registry.Settings, registry.IdentitySetting, []byte(Version))
	})
	return err
}

// clearLinks takes the graphs of identity and the records of pairs away.
func clearLinks(ctx context.Context, st *store.Store, snap *store.Snapshot) error {
	graphs, err := linkGraphs(ctx, snap)
	if err != nil {
		return err
	}
	for _, g := range graphs {
		it := snap.Match(ctx, rdf.IDQuad{rdf.G: g}, store.Order{rdf.G, rdf.S, rdf.P, rdf.O})
		err := inSteps(ctx, st, func(b *store.Batch) (more bool, err error) {
			if !it.Next() {
				return false, nil
			}
			q, err := snap.Quad(it.Quad())
			if err != nil {
				return false, err
			}
			return true, b.Delete(q)
		})
		if err := errors.Join(err, it.Close()); err != nil {
			return err
		}
	}
	return dropRecords(ctx, st, snap, registry.IdentityPairs)
}

// linkGraphs returns the graphs of identity, of which there is one for each base
// IRI.
func linkGraphs(ctx context.Context, snap *store.Snapshot) ([]rdf.ID, error) {
	var pattern rdf.IDQuad
	for i, iri := range map[int]string{rdf.P: vocab.RDFType, rdf.O: vocab.ClassIdentityLink} {
		id, found, err := snap.ID(rdf.NewIRI(iri))
		if err != nil || !found {
			return nil, err
		}
		pattern[i] = id
	}
	seen := map[rdf.ID]bool{}
	it := snap.Match(ctx, pattern, store.Order{rdf.P, rdf.O, rdf.S, rdf.G})
	for it.Next() {
		seen[it.Quad()[rdf.G]] = true
	}
	if err := it.Close(); err != nil {
		return nil, err
	}
	var out []rdf.ID
	for _, id := range slices.Sorted(maps.Keys(seen)) {
		g, err := snap.Term(id)
		if err != nil {
			return nil, err
		}
		// Others may have loaded links of their own into graphs of their own.
		if strings.HasSuffix(g.Value, Graph("")) {
			out = append(out, id)
		}
	}
	return out, nil
}

// dropRecords empties a bucket.
func dropRecords(ctx context.Context, st *store.Store, snap *store.Snapshot, bucket string) error {
	next, stop := iter.Pull2(snap.Records(bucket, ""))
	defer stop()
	return inSteps(ctx, st, func(b *store.Batch) (more bool, err error) {
		rec, err, more := next()
		if !more || err != nil {
			return false, err
		}
		return true, b.DeleteRecord(bucket, rec.Key)
	})
}

// rebuildBlocks makes the records of the blocks anew from the clues.
func rebuildBlocks(ctx context.Context, st *store.Store, snap *store.Snapshot) error {
	if err := dropRecords(ctx, st, snap, registry.IdentityBlocks); err != nil {
		return err
	}
	next, stop := iter.Pull2(snap.Records(registry.IdentityClues, ""))
	defer stop()
	return inSteps(ctx, st, func(b *store.Batch) (more bool, err error) {
		rec, err, more := next()
		if !more || err != nil {
			return false, err
		}
		blocks, err := decodeBlocks(rec.Key, rec.Value)
		if err != nil {
			return false, err
		}
		for block, value := range blocks {
			if err := b.PutRecord(registry.IdentityBlocks, block+rec.Key, value); err != nil {
				return false, err
			}
		}
		return true, nil
	})
}

// inSteps calls change until it says that there is no more, in updates of
// rebuildStep changes each.
func inSteps(ctx context.Context, st *store.Store, change func(*store.Batch) (more bool, err error)) error {
	for more := true; more; {
		err := st.Update(ctx, func(b *store.Batch) (err error) {
			for i := 0; more && err == nil && i < rebuildStep; i++ {
				more, err = change(b)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// block is a block with what each document adds to it.
type block struct {
	key   string
	docs  map[string][]byte
	quads []rdf.Quad
	pairs []string
	err   error
}

// solve finds the links of the block.
func (b *block) solve() {
	base, _, err := splitBlock(b.key)
	if err != nil {
		b.err = err
		return
	}
	found, err := links(b.key, b.docs)
	if err != nil {
		b.err = err
		return
	}
	for i := range found {
		l := &found[i]
		b.quads = append(b.quads, l.Quads(base, b.key)...)
		if l.Same {
			b.quads = append(b.quads, l.Triple(base))
			b.pairs = append(b.pairs, l.pair()+b.key)
		}
	}
}

// blocksAtOnce is how many blocks are solved side by side.
const blocksAtOnce = 512

// linkBlocks writes the links of all blocks.
func linkBlocks(ctx context.Context, snap *store.Snapshot, to *store.Bulk) error {
	var wait []*block
	flush := func() error {
		solveAll(wait)
		for _, b := range wait {
			if b.err != nil {
				return b.err
			}
			for _, q := range b.quads {
				if err := to.Add(q); err != nil {
					return err
				}
			}
			for _, key := range b.pairs {
				if err := to.PutRecord(registry.IdentityPairs, key, nil); err != nil {
					return err
				}
			}
			if _, err := to.Done(); err != nil {
				return err
			}
		}
		wait = wait[:0]
		return ctx.Err()
	}
	last := &block{}
	end := func() error {
		// What one document alone tells makes no links.
		if len(last.docs) > 1 {
			wait = append(wait, last)
		}
		if len(wait) < blocksAtOnce {
			return nil
		}
		return flush()
	}
	for rec, err := range snap.Records(registry.IdentityBlocks, "") {
		if err != nil {
			return err
		}
		key, doc, err := splitRecord(rec.Key)
		if err != nil {
			return err
		}
		if key != last.key {
			if err := end(); err != nil {
				return err
			}
			last = &block{key: key, docs: map[string][]byte{}}
		}
		last.docs[doc] = rec.Value
	}
	if err := end(); err != nil {
		return err
	}
	return flush()
}

// solveAll solves blocks with as many workers as there are processors.
func solveAll(blocks []*block) {
	next := make(chan *block)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(blocks)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for b := range next {
				b.solve()
			}
		}()
	}
	for _, b := range blocks {
		next <- b
	}
	close(next)
	wg.Wait()
}
