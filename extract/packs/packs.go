// Package packs embeds the built-in packs. They are data: see the README of
// each for what its tables are made from.
package packs

import (
	"embed"
	"io/fs"
)

//go:embed diplomacy
var files embed.FS

// Default is the name of the pack that is used when none is asked for.
const Default = "diplomacy"

// Open returns the files of a built-in pack, for pack.Load, or an error that
// wraps fs.ErrNotExist.
func Open(name string) (fs.FS, error) {
	if _, err := fs.Stat(files, name+"/pack.yaml"); err != nil {
		return nil, err
	}
	return fs.Sub(files, name)
}
