package source

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// metadata is what a meta.json beside a text tells.
type metadata struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Date  string `json:"date"`
	URL   string `json:"url"`
}

// metaLimit bounds a file of metadata, in bytes.
const metaLimit = 1 << 20

// metaPath returns the file that may hold a document's metadata: meta.json
// beside a file named text or index, NAME.meta.json beside any other.
func metaPath(path string) string {
	dir, base := filepath.Split(path)
	stem := strings.TrimSuffix(strings.TrimSuffix(base, ".gz"), filepath.Ext(strings.TrimSuffix(base, ".gz")))
	if stem == "text" || stem == "index" {
		return dir + "meta.json"
	}
	return dir + stem + ".meta.json"
}

// isMeta reports the names of files that hold metadata and no document.
func isMeta(path string) bool {
	base := filepath.Base(path)
	return base == "meta.json" || strings.HasSuffix(base, ".meta.json")
}

// beside takes the metadata in the file next to a document, where there is one.
func beside(d *Document, path string, o Options) error {
	file := metaPath(path)
	data, err := readFile(file, metaLimit)
	if err != nil {
		if _, gone := os.Stat(file); errors.Is(gone, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	var m metadata
	if err := json.Unmarshal(data, &m); err != nil {
		return fault(file, ErrFormat, "mend it or take it away", "%v", err)
	}
	if m.URL != "" {
		d.URL = m.URL
	}
	if m.Title != "" {
		d.Title = m.Title
	}
	if date := isoDate(m.Date); date != "" && d.DateSource != DateGiven {
		d.Date, d.DateSource = date, DateMetadata
	}
	if o.ID == "" {
		o.ID = m.ID
	}
	d.identify(o)
	return nil
}
