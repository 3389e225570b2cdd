package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"gongbao/extract/pack"
	"gongbao/extract/packs"
)

// packsFlag names the packs to read with.
func packsFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "pack", Usage: "`PACK` to read with: the name of a built-in one, or a folder; repeated, later ones add to the earlier"}
}

// loadPacks loads the packs that the flag names as one; without a name the
// built-in one.
func loadPacks(names []string) (*pack.Pack, error) {
	if len(names) == 0 {
		names = []string{packs.Default}
	}
	var sources []pack.Source
	for _, name := range names {
		s, err := packSource(name)
		if err != nil {
			return nil, err
		}
		sources = append(sources, s)
	}
	return pack.ComposeKept(sources, packs.Open, packCache())
}

// cacheFolder returns the folder of what is kept between runs: the one that
// GONGBAO_CACHE names, else one in the user's cache folder; "" where nothing is
// kept, because that is "off" or there is no such folder.
func cacheFolder() string {
	switch dir := os.Getenv("GONGBAO_CACHE"); dir {
	case "off":
		return ""
	case "":
		user, err := os.UserCacheDir()
		if err != nil {
			return ""
		}
		return filepath.Join(user, "gongbao")
	default:
		return dir
	}
}

// packCache returns the folder in which compiled packs are kept; nil, a cache
// that keeps nothing, where there is none.
func packCache() pack.Cache {
	dir := cacheFolder()
	if dir == "" {
		return nil
	}
	program, err := os.Executable()
	if err != nil {
		return nil
	}
	info, err := os.Stat(program)
	if err != nil {
		return nil
	}
	return pack.NewDirCache(filepath.Join(dir, "packs"), fmt.Sprint(version, info.Size(), info.ModTime().UnixNano()))
}

// packSource finds a pack: a folder, or else a built-in one.
func packSource(name string) (pack.Source, error) {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return pack.Source{Name: filepath.ToSlash(filepath.Clean(name)), FS: os.DirFS(name)}, nil
	}
	files, err := packs.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return pack.Source{}, inputf("no pack is called %s and no folder either; leave --pack out for %s", name, packs.Default)
	}
	if err != nil {
		return pack.Source{}, fmt.Errorf("pack %s: %w", name, err)
	}
	return pack.Source{Name: name, FS: files}, nil
}
