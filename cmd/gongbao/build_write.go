package main

import (
	"context"
	"fmt"

	"gongbao/graph/ingest"
	"gongbao/graph/rdf"
	"gongbao/graph/reason/derive"
	"gongbao/graph/reason/identity"
	"gongbao/graph/registry"
	"gongbao/graph/store"
)

const (
	// A build is a short one, and its documents are stored in one transaction
	// with all that follows from them, up to this many quads.
	shortQuads = 20_000
	// In a long one, documents that take the place of others wait until they
	// have this many.
	replacedQuads = 100_000
)

// writer stores what a build reads.
type writer struct {
	st       *store.Store
	progress *progress
	// stored is called when all that was read up to now is safe.
	stored func() error

	added, replaced []*reading
	quads           int // of those
	long            bool
}

// write stores the documents that next gives, until it gives no more. What is
// whole is stored, also when the context has ended.
func (w *writer) write(ctx context.Context, next func() (*reading, bool, error)) error {
	kept := context.WithoutCancel(ctx)
	for {
		x, more, err := next()
		if err != nil {
			return err
		}
		if !more {
			break
		}
		w.wait(x)
		if w.quads >= shortQuads {
			w.long = true
			if err := w.writeLong(kept, next); err != nil {
				return err
			}
			break
		}
	}
	if !w.long {
		due, err := anyDue(w.st)
		if err != nil {
			return err
		}
		if len(w.added)+len(w.replaced) > 0 {
			// Where steps are due anyway, they come afterwards.
			if err := w.transaction(kept, append(w.added, w.replaced...), !due); err != nil {
				return err
			}
		}
		if !due {
			return nil
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return runDue(ctx, w.st, func(name string) { w.progress.say(name) })
}

func (w *writer) wait(x *reading) {
	if x.replaces {
		w.replaced = append(w.replaced, x)
	} else {
		w.added = append(w.added, x)
	}
	w.quads += len(x.doc.Quads)
}

// transaction stores documents in one atomic step. The steps that follow are
// done in it, or postponed.
func (w *writer) transaction(ctx context.Context, docs []*reading, finish bool) error {
	err := w.st.Update(ctx, func(batch *store.Batch) error {
		changes, err := derive.Track(ctx, batch.Base(), batch)
		if err != nil {
			return err
		}
		tracker := identity.Track(batch.Base(), changes)
		for _, x := range docs {
			if err := ingest.Write(batch, tracker, x.doc); err != nil {
				return fmt.Errorf("document %s: %w", x.doc.Document.ID, err)
			}
		}
		if !finish { // what follows is not tracked
			if err := derive.Stale(batch); err != nil {
				return err
			}
		}
		for i := range afterSteps {
			end := afterSteps[i].postpone
			if finish {
				end = afterSteps[i].finish
			}
			if err := end(tracker); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return w.stored()
}

// writeLong stores new documents in bulk, and in turns with them those that take
// the place of others, or all of them by transactions where the store has no
// bulk load.
func (w *writer) writeLong(ctx context.Context, next func() (*reading, bool, error)) error {
	if err := w.transaction(ctx, nil, false); err != nil {
		return err
	}
	for more := true; more; {
		var err error
		if w.st.CanBulk() {
			more, err = w.bulk(ctx, next)
		} else {
			more, err = w.collect(next)
		}
		if err != nil {
			return err
		}
		if err := w.stored(); err != nil {
			return err
		}
		if len(w.replaced) == 0 {
			continue
		}
		w.progress.say("storing")
		if err := w.transaction(ctx, w.replaced, false); err != nil {
			return err
		}
		w.progress.say("")
		w.replaced, w.quads = nil, 0
	}
	return nil
}

// bulk stores new documents until there are no more, or enough of the others
// wait.
func (w *writer) bulk(ctx context.Context, next func() (*reading, bool, error)) (more bool, err error) {
	put := func(b *store.Bulk, x *reading) error {
		has, err := b.HasGraph(rdf.NewIRI(x.doc.Document.IRI))
		if err != nil {
			return err
		}
		if has { // somebody loaded quads into its graph
			x.replaces = true
			w.wait(x)
			return nil
		}
		if err := ingest.Write(b, b, x.doc); err != nil {
			return fmt.Errorf("document %s: %w", x.doc.Document.ID, err)
		}
		for _, rec := range x.blocks {
			if err := b.PutRecord(registry.IdentityBlocks, rec.Key, rec.Value); err != nil {
				return err
			}
		}
		stored, err := b.Done()
		if err != nil || !stored {
			return err
		}
		return w.stored()
	}
	_, err = w.st.Bulk(ctx, func(b *store.Bulk) error {
		waiting := w.added
		w.added, w.quads = nil, 0
		for _, x := range w.replaced {
			w.quads += len(x.doc.Quads)
		}
		for _, x := range waiting {
			if err := put(b, x); err != nil {
				return err
			}
		}
		for w.quads < replacedQuads {
			x, have, err := next()
			if err != nil {
				return err
			}
			if !have {
				w.progress.say("storing")
				return nil
			}
			if x.replaces {
				w.wait(x)
				continue
			}
			if err := put(b, x); err != nil {
				return err
			}
		}
		more = true
		return nil
	})
	return more, err
}

// collect gathers a transaction's documents for a store without bulk load.
func (w *writer) collect(next func() (*reading, bool, error)) (more bool, err error) {
	for more = true; more && w.quads < shortQuads; {
		var x *reading
		if x, more, err = next(); err != nil {
			return false, err
		}
		if more {
			w.wait(x)
		}
	}
	w.replaced, w.added = append(w.replaced, w.added...), nil
	return more, nil
}
