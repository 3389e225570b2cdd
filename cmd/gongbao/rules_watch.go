package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v2"

	"gongbao/extract/pack"
)

// watchPause is how long to wait between looks at the files: quick for a person
// who has just saved, and no load for the machine.
const watchPause = 300 * time.Millisecond

// rulesWatch runs the tests again whenever a file of the packs changes. It looks
// at sizes and times of change, which every file system has, network ones too.
func rulesWatch(c *cli.Context, s streams) error {
	names := c.StringSlice("pack")
	var dirs []string
	for _, name := range names {
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			dirs = append(dirs, name)
		}
	}
	if len(dirs) == 0 {
		return usagef("--watch needs a pack in a folder: --pack FOLDER")
	}
	watched := dirs
	if t := c.String("text"); t != "" {
		if _, err := os.Stat(t); err == nil {
			watched = append(watched, t)
		}
	}
	return watch(c.Context, watched, watchPause, func() error { return watchRound(c, s, names) })
}

// watchRound loads the packs and tells how they fare. What is wrong with them is
// told, and does not end the watch.
func watchRound(c *cli.Context, s streams, names []string) error {
	if s.outTTY && s.colour {
		if _, err := fmt.Fprint(s.out, "\x1b[H\x1b[2J"); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintln(s.out, s.bold(time.Now().Format("15:04:05"))); err != nil {
		return err
	}
	p, err := loadPacks(names)
	if err != nil {
		report(s, err)
		if p == nil {
			return nil
		}
	}
	r, err := runTests(p, c.Args().Slice())
	if err != nil {
		report(s, err)
		return nil
	}
	if err := r.write(s); err != nil {
		return err
	}
	if arg := c.String("text"); arg != "" {
		return watchText(s, p, arg)
	}
	return nil
}

// watchText shows the facts of the chosen text.
func watchText(s streams, p *pack.Pack, arg string) error {
	d, t, err := givenText(arg, "", s)
	if err != nil {
		report(s, err)
		return nil
	}
	e, err := explainText(p, d, t, "")
	if err != nil {
		report(s, err)
		return nil
	}
	for _, f := range e.facts {
		if _, err := fmt.Fprintf(s.out, "%s  (%s)\n", f.line, f.rule); err != nil {
			return err
		}
	}
	return nil
}

// watch calls f at once, and again after each change below the paths, until the
// context ends.
func watch(ctx context.Context, paths []string, pause time.Duration, f func() error) error {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	last := uint64(0)
	for first := true; ; first = false {
		if now := fingerprint(paths); now != last || first {
			last = now
			if err := f(); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// fingerprint is a hash of the names, sizes and times of all files below the
// paths. What cannot be looked at counts as absent.
func fingerprint(paths []string) uint64 {
	h := fnv.New64a()
	for _, root := range paths {
		_ = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil {
				return nil
			}
			if info, err := e.Info(); err == nil && !e.IsDir() {
				fmt.Fprintf(h, "%s\x00%d\x00%d\x00", path, info.Size(), info.ModTime().UnixNano())
			}
			return nil
		})
	}
	return h.Sum64()
}
