package ingest

import (
	"strings"

	"gongbao/graph/rdf"
)

// identity returns a string that is different for different terms.
func identity(t rdf.Term) string {
	return string(rune('0'+t.Kind)) + t.Datatype + "\x00" + t.Lang + "\x00" + t.Value
}

// validIRI reports whether every character of s may stand in an IRI as RDF
// syntaxes write it.
func validIRI(s string) bool {
	for _, r := range s {
		if r <= ' ' || strings.ContainsRune("<>\"{}|^`\\", r) {
			return false
		}
	}
	return true
}
