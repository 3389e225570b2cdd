// Package exports writes the graph in the formats that users open, one file a
// format behind one interface. Every format writes the same bytes for the same
// graph, whatever the order in which it was loaded.
package exports

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Exporter writes a graph in one format.
type Exporter interface {
	// Name is what the format is called on the command line, in lower case.
	Name() string
	// Extensions are the file name extensions of the format, without a dot,
	// the usual one first.
	Extensions() []string
	// Write writes all of the source and returns how many statements it wrote.
	Write(ctx context.Context, w io.Writer, src Source) (int, error)
}

// All returns the formats, the one that is used when none is named first.
func All() []Exporter {
	return []Exporter{turtle{}, trig{}, nquads{}, ntriples{}}
}

// ByName returns the format with that name or file name extension.
func ByName(name string) (Exporter, error) {
	name = strings.ToLower(strings.TrimPrefix(name, "."))
	var names []string
	for _, e := range All() {
		if e.Name() == name || slices.Contains(e.Extensions(), name) {
			return e, nil
		}
		names = append(names, e.Name())
	}
	return nil, fmt.Errorf("unknown format %q; choose one of %s", name, strings.Join(names, ", "))
}

// ByPath returns the format that a file name's extension stands for, before
// which a ".gz" is passed over, and whether there is one.
func ByPath(path string) (Exporter, bool) {
	path = strings.TrimSuffix(strings.ToLower(path), ".gz")
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return nil, false
	}
	e, err := ByName(path[i:])
	return e, err == nil
}
