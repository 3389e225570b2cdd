package main

import (
	"context"
	"errors"

	"github.com/urfave/cli/v2"

	"gongbao/graph/lookup"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// withView opens the store for reading and calls fn with a view of it.
func withView(c *cli.Context, fn func(context.Context, *lookup.View) error) error {
	return withSnapshot(c, func(ctx context.Context, snap *store.Snapshot) error {
		return fn(ctx, lookup.NewView(snap, lookup.Options{Lang: c.String("lang"), Base: c.String("base")}))
	})
}

// withSnapshot opens the store for reading and calls fn with a snapshot of it.
func withSnapshot(c *cli.Context, fn func(context.Context, *store.Snapshot) error) (err error) {
	st, err := store.OpenContext(c.Context, c.String("store"), store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	snap := st.Snapshot()
	defer func() { err = errors.Join(err, snap.Close(), st.Close()) }()
	return fn(c.Context, snap)
}

// relationNames returns the labels of the ontology's terms by local name, in a
// language; English where none is given.
func relationNames(lang string) map[string]string { return vocab.Labels(lang) }
