// Package exports writes the graph in the formats that users open, one file a
// format behind one interface. Every format writes the same bytes for the same
// graph, whatever the order in which it was loaded.
//
// A Source is what is written: the whole of a store (FromStore), a part of it
// (Select), what a profile makes of it (Profile), with as much of its
// provenance as is wanted (WithProvenance). RDF formats write a source's quads;
// the others write its statements, which model.go reads out of the quads graph
// by graph.
package exports

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Exporter writes a graph in one format.
type Exporter interface {
	// Name is what the format is called on the command line, in lower case.
	Name() string
	// Extensions are the file name extensions of the format, without a dot,
	// the usual one first. A format of a whole folder has none.
	Extensions() []string
	// About says in a few words what the format is for.
	About() string
	// Write writes all of the source and returns how many statements it wrote.
	Write(ctx context.Context, out Output, src Source, o Options) (int, error)
}

// Options say how an export looks. The zero value is for machines.
type Options struct {
	// Labels has Turtle and TriG say in comments what people call an IRI.
	Labels bool
	// Lang is the language of the labels where there is a choice; empty means
	// Simplified Chinese.
	Lang string
	// Base is the base IRI of the data; empty means the default one.
	Base string
}

// All returns the formats, the one that is used when none is named first.
func All() []Exporter {
	return []Exporter{
		turtle{},
		trig{},
		nquads{},
		ntriples{},
		jsonLD{},
		csvTable, tsvTable,
		parquetTable{},
		graphML{},
		gexf{},
		cytoscape{},
		neo4j{},
		markdown{},
		brat{},
		webAnnotation{},
		quickStatements{},
	}
}

// IsRDF reports whether a format writes quads as they are. Only such formats
// can write what a profile makes of a graph.
func IsRDF(e Exporter) bool {
	switch e.(type) {
	case turtle, trig, nquads, ntriples, jsonLD, canonical:
		return true
	}
	return false
}

// IsFolder reports whether a format writes a folder and not a file.
func IsFolder(e Exporter) bool { return len(e.Extensions()) == 0 }

// Names returns the names of the formats in their order.
func Names() []string {
	var names []string
	for _, e := range All() {
		names = append(names, e.Name())
	}
	return names
}

// ByName returns the format with that name or file name extension.
func ByName(name string) (Exporter, error) {
	name = strings.ToLower(strings.TrimPrefix(name, "."))
	for _, e := range All() {
		if e.Name() == name || slices.Contains(e.Extensions(), name) {
			return e, nil
		}
	}
	return nil, fmt.Errorf("unknown format %q; choose one of %s", name, strings.Join(Names(), ", "))
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
