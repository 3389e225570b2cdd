package main

import (
	"context"

	"gongbao/graph/reason/identity"
	"gongbao/graph/store"
)

// afterStep is work on the whole graph that follows when documents have come or
// gone, such as finding what is one thing in several documents. A build of few
// documents has each done within the one transaction that stores them; a long
// one postpones them all, so that they are due, and then runs those that are.
// A build that is broken off leaves them due, and the next one makes that good.
type afterStep struct {
	// name is what the progress line says meanwhile.
	name string
	// finish and postpone end the transaction that the tracker watches.
	finish, postpone func(*identity.Tracker) error
	// due reports whether run has something to do.
	due func(*store.Snapshot) (bool, error)
	// run makes good what was postponed. It does its own transactions, in
	// bounded memory, and stops when the context ends.
	run func(context.Context, *store.Store) error
}

// afterSteps are in the order in which they run.
var afterSteps = []afterStep{{
	name:     "identity across documents",
	finish:   (*identity.Tracker).Finish,
	postpone: (*identity.Tracker).Postpone,
	due:      func(n *store.Snapshot) (bool, error) { return identity.Due(n) },
	run:      identity.Rebuild,
}}

// anyDue reports whether a step is due.
func anyDue(st *store.Store) (any bool, err error) {
	snap := st.Snapshot()
	defer snap.Close()
	for i := range afterSteps {
		is, err := afterSteps[i].due(snap)
		if err != nil || is {
			return is, err
		}
	}
	return false, nil
}

// runDue runs the steps that are due, and tells before each.
func runDue(ctx context.Context, st *store.Store, tell func(name string)) error {
	for i := range afterSteps {
		step := &afterSteps[i]
		snap := st.Snapshot()
		is, err := step.due(snap)
		if err := snap.Close(); err != nil {
			return err
		}
		if err != nil {
			return err
		}
		if !is {
			continue
		}
		tell(step.name)
		if err := step.run(ctx, st); err != nil {
			return err
		}
	}
	return nil
}
