package main

import (
	"errors"

	"github.com/urfave/cli/v2"

	"gongbao/graph/ingest"
	"gongbao/graph/reason/derive"
	"gongbao/graph/reason/identity"
	"gongbao/graph/store"
)

func removeCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "remove", Usage: "take documents and all that was read in them out of the graph", ArgsUsage: "DOC…",
		Description: "DOC is the document's name as gongbao list prints it. Removing a document removes exactly its own graph.",
		Flags:       []cli.Flag{storeFlag(), noDeriveFlag(), quietFlag()},
		Action:      func(c *cli.Context) error { return remove(c, s) },
	}
}

func remove(c *cli.Context, s streams) (err error) {
	if err := need(c, 1, -1, "one or more documents"); err != nil {
		return err
	}
	// A store is not made only to take something out of it.
	ro, err := store.OpenContext(c.Context, c.String("store"), store.Options{ReadOnly: true})
	if err == nil {
		err = ro.Close()
	}
	if err != nil {
		return err
	}
	st, err := store.OpenContext(c.Context, c.String("store"), store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	removed := 0
	for _, id := range c.Args().Slice() {
		had := false
		err := st.Update(c.Context, func(b *store.Batch) error {
			changes, err := derive.Track(c.Context, b.Base(), b)
			if err != nil {
				return err
			}
			tracker := identity.Track(b.Base(), changes)
			if had, err = ingest.Remove(b, tracker, id); err != nil || !had {
				return err
			}
			return tracker.Finish()
		})
		switch {
		case err != nil:
			return err
		case !had:
			s.note("gongbao: no document is called %s; gongbao list prints their names", id)
		default:
			removed++
		}
	}
	if removed > 0 && !c.Bool("no-derive") {
		if _, _, err := upToDate(c.Context, st); err != nil {
			return err
		}
	}
	if !c.Bool("quiet") {
		s.note("%s removed", count(removed, "document"))
	}
	if removed < c.Args().Len() {
		return silent(exitNothing)
	}
	return nil
}
