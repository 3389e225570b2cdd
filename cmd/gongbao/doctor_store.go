package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/urfave/cli/v2"

	"gongbao/extract"
	"gongbao/extract/pack"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/graph/store/postgres"
)

// quickCheck is how long a store is read where --full is not given.
const quickCheck = 5 * time.Second

// examineStore looks at the store. The pack, where it loads, tells whether
// documents were read with other rules. The error is an interruption.
func examineStore(c *cli.Context, p *pack.Pack) (out []finding, err error) {
	const area = "store"
	dir := c.String("store")
	st, err := store.OpenContext(c.Context, dir, store.Options{ReadOnly: true})
	if err != nil {
		if c.Context.Err() != nil {
			return nil, c.Context.Err()
		}
		out = append(out, storeFault(dir, err))
		if !postgres.IsURL(dir) {
			out = append(out, examineDisk(dir, 0)...)
		}
		return out, nil
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	info, err := st.Info(c.Context)
	if err != nil {
		return append(out, storeFault(dir, err)), c.Context.Err()
	}
	out = append(out, fine(area, "open", "%s: format %d, %d quads, %d terms", dir, info.Format, info.Quads, info.Terms))
	whole, err := examineContent(c, st, dir)
	if err != nil {
		return nil, err
	}
	out = append(out, whole)
	snap := st.Snapshot()
	defer func() { err = errors.Join(err, snap.Close()) }()
	docs, err := examineDocuments(snap, p)
	if err != nil {
		return nil, err
	}
	out = append(out, docs)
	if !postgres.IsURL(dir) {
		out = append(out, examineDisk(dir, info.DiskBytes)...)
	}
	return out, nil
}

// storeFault says what keeps a store from being used.
func storeFault(dir string, err error) finding {
	const area = "store"
	var (
		missing *store.MissingError
		foreign *store.ForeignError
		version *store.VersionError
		locked  *store.LockedError
		corrupt *store.CorruptError
	)
	switch {
	case errors.As(err, &missing):
		return fault(exitStore, area, "open", dir+": no store is here", "make one with gongbao build FOLDER, or name another with --store or GONGBAO_STORE")
	case errors.As(err, &foreign):
		return fault(exitStore, area, "open", dir+": not a gongbao store: "+foreign.Why, "name a new or empty folder with --store")
	case errors.As(err, &version) && version.Found > store.Version:
		return fault(exitStore, area, "format", fmt.Sprintf("%s: format %d, and this program reads %d", dir, version.Found, store.Version), "use a newer gongbao")
	case errors.As(err, &version):
		return fault(exitStore, area, "format", fmt.Sprintf("%s: the older format %d, and this program reads %d", dir, version.Found, store.Version),
			"write it with the gongbao that made it (export -f nquads), and load that into a new store; or build it anew")
	case errors.As(err, &locked):
		return fault(exitStore, area, "lock", err.Error(), "wait until that process has ended, or end it; another store, such as a backup, can be read meanwhile")
	case errors.As(err, &corrupt):
		return fault(exitStore, area, "open", err.Error(), "gongbao store restore BACKUP --store NEW, or build it anew from its documents")
	}
	if postgres.IsURL(dir) {
		return fault(exitStore, area, "open", err.Error(), "see that the server answers, and that address, user and password are right")
	}
	return fault(exitStore, area, "open", err.Error(), "make the folder readable and writable for you, or name another with --store")
}

// examineContent verifies what the store holds, checksums and all, as far as
// the time goes.
func examineContent(c *cli.Context, st *store.Store, dir string) (finding, error) {
	const area, check = "store", "content"
	ctx, cancel := c.Context, context.CancelFunc(func() {})
	if !c.Bool("full") {
		ctx, cancel = context.WithTimeout(ctx, quickCheck)
	}
	defer cancel()
	r, err := st.Check(ctx)
	remedy := "gongbao store restore BACKUP --store NEW, or build it anew from its documents"
	switch {
	case c.Context.Err() != nil:
		return finding{}, c.Context.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return fine(area, check, "no damage in what was read in %v; gongbao doctor --full reads the rest", quickCheck), nil
	case err != nil:
		return fault(exitValidation, area, check, err.Error(), remedy), nil
	case !r.Whole():
		return fault(exitValidation, area, check, fmt.Sprintf("%s: %s (%s)", dir, r.Problems[0], count(len(r.Problems)+r.More, "problem")), "gongbao store check lists them; "+remedy), nil
	}
	return fine(area, check, "whole: every quad, term and record was read"), nil
}

// examineDocuments tells how many documents there are, and how many would be
// read otherwise today.
func examineDocuments(snap *store.Snapshot, p *pack.Pack) (finding, error) {
	const area, check = "store", "documents"
	n, old := 0, 0
	for rec, err := range snap.Records(registry.Documents, "") {
		if err != nil {
			return finding{}, err
		}
		d, err := registry.DecodeDocument(rec.Value)
		if err != nil {
			return fault(exitValidation, area, check, fmt.Sprintf("the entry of %s cannot be read: %v", rec.Key, err), "build that document again"), nil
		}
		n++
		if d.Engine != version+"/"+extract.Engine || p != nil && d.PackHash != p.Hash() {
			old++
		}
	}
	if old > 0 {
		return advice(area, check, fmt.Sprintf("%d of %s read by other rules or another version than today's", old, count(n, "document")),
			"gongbao build with the same folders reads those again; with rules of your own give --pack here too"), nil
	}
	return fine(area, check, "%s, read with today's rules", count(n, "document")), nil
}

// leastFree is the room on a disk below which any work may fail.
const leastFree = 256 << 20

// examineDisk compares the room on the disk with the size of the store, which
// compacting may need once more.
func examineDisk(dir string, size uint64) []finding {
	const area, check = "store", "disk"
	at := dir
	if _, err := os.Stat(at); err != nil {
		at = "."
	}
	free, err := freeBytes(at)
	if err != nil {
		return []finding{advice(area, check, err.Error(), "see that the folder's disk is there")}
	}
	found := fmt.Sprintf("the store takes %s, %s are free", bytesText(size), bytesText(free))
	if size == 0 {
		found = bytesText(free) + " are free"
	}
	if free < max(size, leastFree) {
		return []finding{advice(area, check, found, "make room: compacting and large builds need as much again as the store takes")}
	}
	return []finding{fine(area, check, "%s", found)}
}

// bytesText writes a number of bytes in binary units.
func bytesText(n uint64) string {
	units := []string{"bytes", "KiB", "MiB", "GiB", "TiB"}
	v := float64(n)
	for i, u := range units {
		if v < 1024 || i == len(units)-1 {
			if i == 0 {
				return fmt.Sprintf("%d %s", n, u)
			}
			return fmt.Sprintf("%.1f %s", v, u)
		}
		v /= 1024
	}
	return ""
}
