// Package identity finds which IRIs of different documents name one thing, and
// keeps what it found in a graph of its own, …/graph/identity, beside those of
// the documents, which it never changes.
//
// It reads no quads: each document has left clues (registry.Clues), and those
// that have a name in common stand in one block. The links of a block are a
// pure function of its entries as a set; so when documents come, change or go,
// only their blocks are looked at again, and the graph is the same whatever the
// order of loading. Within a block agreement of office, state and time, of
// series, ordinal and first day, or of title and day makes a link; the links
// are joined into components, and a component that contradicts itself gives
// its weakest links up. What agrees in part is kept as a doubt. Names are never
// compared by closeness of spelling.
package identity

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/ontology/vocab"
)

// Version is the version of the rules by which links are made. A store whose
// links were made by another is brought up to date as a whole.
const Version = "1"

// Graph returns the name of the graph of identity below a base IRI, which ends
// in a slash.
func Graph(base string) string { return base + "graph/identity" }

// Link says that two IRIs name one thing, or may do so.
type Link struct {
	// A and B are in the order of their strings.
	A, B string
	// Same is false for a doubt.
	Same bool
	// Reason is the IRI of the reason.
	Reason string
	// Statements are the IRIs of those it rests on, sorted.
	Statements []string
}

// pair returns the ends as the beginning of a key.
func (l *Link) pair() string { return l.A + "\x00" + l.B + "\x00" }

// newLink puts the ends and statements of a link in order.
func newLink(a, b string, same bool, reason string, statements ...string) Link {
	if a > b {
		a, b = b, a
	}
	slices.Sort(statements)
	return Link{a, b, same, reason, slices.Compact(statements)}
}

// compareLinks orders links by their ends; of one pair that which says most
// comes first.
func compareLinks(x, y Link) int {
	firm := func(l Link) int {
		if l.Same {
			return 0
		}
		return 1
	}
	return cmp.Or(
		strings.Compare(x.A, y.A), strings.Compare(x.B, y.B), cmp.Compare(firm(x), firm(y)),
		strings.Compare(x.Reason, y.Reason), slices.Compare(x.Statements, y.Statements),
	)
}

// settle sorts links and keeps one of each pair.
func settle(links []Link) []Link {
	slices.SortFunc(links, compareLinks)
	return slices.CompactFunc(links, func(x, y Link) bool { return x.A == y.A && x.B == y.B })
}

// IRI returns the IRI of the link's node below a base IRI: a hash of its ends
// and of the block that it was found in.
func (l *Link) IRI(base, block string) string {
	h := sha256.Sum256([]byte(l.A + "\x00" + l.B + "\x00" + block))
	return base + "link/" + strings.ToLower(base32.StdEncoding.EncodeToString(h[:])[:20])
}

// Quads returns the quads of the node of a link that was found in a block.
func (l *Link) Quads(base, block string) []rdf.Quad {
	g, node := rdf.NewIRI(Graph(base)), rdf.NewIRI(l.IRI(base, block))
	a, b, p := rdf.NewIRI(l.A), rdf.NewIRI(l.B), rdf.NewIRI(vocab.PossiblySame)
	if l.Same {
		p = rdf.NewIRI(vocab.Same)
	}
	quad := func(s rdf.Term, p string, o rdf.Term) rdf.Quad {
		return rdf.Quad{S: s, P: rdf.NewIRI(p), O: o, G: g}
	}
	out := []rdf.Quad{
		quad(node, vocab.RDFType, rdf.NewIRI(vocab.ClassIdentityLink)),
		quad(node, vocab.RDFSubject, a),
		quad(node, vocab.RDFPredicate, p),
		quad(node, vocab.RDFObject, b),
		quad(node, vocab.Reason, rdf.NewIRI(l.Reason)),
	}
	for _, st := range l.Statements {
		out = append(out, quad(node, vocab.PROVWasDerivedFrom, rdf.NewIRI(st)))
	}
	return out
}

// Triple returns the direct triple of a link that is not a doubt.
func (l *Link) Triple(base string) rdf.Quad {
	return rdf.Quad{S: rdf.NewIRI(l.A), P: rdf.NewIRI(vocab.Same), O: rdf.NewIRI(l.B), G: rdf.NewIRI(Graph(base))}
}
