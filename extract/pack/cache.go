package pack

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongbao/extract/gazetteer"
	"gongbao/extract/rule/syntax"
)

// Cache keeps what was compiled of a pack's files from one run of the program to
// the next, by a key that tells the content they were compiled from.
type Cache = gazetteer.Cache

// DirCache is a Cache in a folder: a file for each key, with a checksum at its
// end. It needs no care: what cannot be written or read, or is damaged, is
// compiled anew, and files that nobody has read for long are taken away. Several
// programs may use one folder at once.
type DirCache struct{ dir, build string }

// NewDirCache returns the cache in a folder, which is made when it is first
// written to. What one build of the program keeps another one does not take:
// build names this one.
func NewDirCache(dir, build string) *DirCache {
	sum := sha256.Sum256([]byte(build))
	return &DirCache{dir: dir, build: hex.EncodeToString(sum[:6])}
}

// Files of the cache that were not read for staleAfter are taken away when
// another one is written; a file is marked as read once in markEvery.
const (
	staleAfter = 30 * 24 * time.Hour
	markEvery  = 24 * time.Hour
	extension  = ".pack"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func (c *DirCache) path(key string) string {
	return filepath.Join(c.dir, c.build+"-"+key+extension)
}

// Get returns what the folder holds for a key, or nil.
func (c *DirCache) Get(key string) []byte {
	path := c.path(key)
	data, err := os.ReadFile(path)
	if err != nil || len(data) < crc32.Size {
		return nil
	}
	body, sum := data[:len(data)-crc32.Size], data[len(data)-crc32.Size:]
	if !bytes.Equal(checksum(body), sum) {
		return nil
	}
	if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > markEvery {
		now := time.Now()
		_ = os.Chtimes(path, now, now) // at worst it is taken away early
	}
	return body
}

// Put writes data to the folder, whole or not at all.
func (c *DirCache) Put(key string, data []byte) {
	if os.MkdirAll(c.dir, 0o755) != nil {
		return
	}
	f, err := os.CreateTemp(c.dir, "new-*"+extension)
	if err != nil {
		return
	}
	_, err = f.Write(append(slices.Clip(data), checksum(data)...))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), c.path(key))
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	c.sweep()
}

func checksum(data []byte) []byte {
	sum := crc32.Checksum(data, castagnoli)
	return []byte{byte(sum), byte(sum >> 8), byte(sum >> 16), byte(sum >> 24)}
}

// sweep takes away what nobody has read for long.
func (c *DirCache) sweep() {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && info.Mode().IsRegular() && strings.HasSuffix(e.Name(), extension) && time.Since(info.ModTime()) > staleAfter {
			_ = os.Remove(filepath.Join(c.dir, e.Name()))
		}
	}
}

// keyOf names what is made of a file's content.
func keyOf(kind string, data []byte) string {
	sum := sha256.Sum256(data)
	return kind + "-" + hex.EncodeToString(sum[:])
}

// settings reads a file of settings by read, or takes what was read before.
func settings[T any](cache Cache, kind string, data []byte, into *T, read func() error) error {
	if cache == nil {
		return read()
	}
	key := keyOf(kind, data)
	if kept := cache.Get(key); kept != nil {
		var v T
		if gob.NewDecoder(bytes.NewReader(kept)).Decode(&v) == nil {
			*into = v
			return nil
		}
	}
	if err := read(); err != nil {
		return err
	}
	var b bytes.Buffer
	if gob.NewEncoder(&b).Encode(into) == nil {
		cache.Put(key, b.Bytes())
	}
	return nil
}

// written reads the YAML of a rule file, or takes what was read before.
func written(cache Cache, path string, data []byte) *syntax.Written {
	if cache == nil {
		return syntax.Read(path, data)
	}
	key := keyOf("rules", data)
	if kept := cache.Get(key); kept != nil {
		if w, err := syntax.Decode(path, data, kept); err == nil {
			return w
		}
	}
	w := syntax.Read(path, data)
	if kept := w.Encode(); kept != nil {
		cache.Put(key, kept)
	}
	return w
}

// exists reports whether a pack has a file.
func exists(fsys fs.FS, name string) bool {
	_, err := fs.Stat(fsys, name)
	return err == nil
}
