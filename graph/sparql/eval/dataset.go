// Package eval runs query plans over a dataset: streaming operators on
// dictionary ids that look terms up as late as they can.
package eval

import (
	"context"

	"gongbao/graph/rdf"
)

// Order is a permutation of the positions rdf.S, rdf.P, rdf.O and rdf.G, most
// significant first: the order in which quads shall be sorted, by the numeric
// value of their ids. Positions that the pattern binds do not matter.
//
// It is an alias of a plain array, as Iterator is one of a plain interface, so
// that a package can implement Dataset without importing this one.
type Order = [4]uint8

// MaxID is the largest id that a dataset may give a term. The ids above it are
// the evaluator's own, for terms that a query computes or mentions and the
// dataset does not have.
const MaxID rdf.ID = 1<<62 - 1

// Dataset is what the evaluator reads: an RDF dataset whose terms have integer
// ids. A Dataset is one unchanging snapshot for as long as a query runs, and
// its methods may be called from several goroutines at once.
type Dataset interface {
	// ID returns the id of a term, and false where the dataset has no such
	// term. Ids lie between 2 and MaxID; equal ids mean equal terms.
	ID(t rdf.Term) (id rdf.ID, found bool, err error)

	// Term returns the term of an id that this dataset gave out.
	Term(id rdf.ID) (rdf.Term, error)

	// Match streams the quads that equal pattern in each of its positions that
	// is not rdf.AnyID. As the graph, rdf.DefaultGraphID matches the default
	// graph alone and rdf.AnyID every graph, the default one included.
	//
	// order is a wish. It is binding where the dataset implements Orderer and
	// has said yes to it; elsewhere any order will do. The iterator stops with
	// the context's error soon after the context ends.
	Match(ctx context.Context, pattern rdf.IDQuad, order Order) Iterator

	// Estimate returns about how many quads match the pattern, and whether the
	// number is exact. It must cost no more than a look-up in the index (tens
	// of microseconds): planning calls it often.
	Estimate(pattern rdf.IDQuad) (n uint64, exact bool)
}

// Iterator is a stream of quads, as bufio.Scanner is one of lines: after Next
// returns true, Quad is the quad; after it returns false, Err tells why. An
// Iterator that could not be opened returns false at once and has its Err.
type Iterator = interface {
	Next() bool
	Quad() rdf.IDQuad
	Err() error
	Close() error
}

// Orderer is a Dataset that keeps its quads sorted in some ways.
type Orderer interface {
	// CanOrder reports whether Match streams the quads of patterns that bind
	// the same positions as this one in exactly that order. It depends on which
	// positions are bound, not on the ids in them.
	CanOrder(pattern rdf.IDQuad, order Order) bool
}

// Seeker is an Iterator that can skip.
type Seeker interface {
	// Seek moves forward to the first quad that is not before q in the
	// iterator's own order and not before the present quad; it returns what
	// Next would. Positions that the pattern binds are ignored in q.
	Seek(q rdf.IDQuad) bool
}

// Rebinder is an Iterator that can be used again for another pattern that
// binds the same positions, which is cheaper than a new Match: joins that look
// one binding up after another use it.
type Rebinder interface {
	// Rebind starts the iterator anew on that pattern, in the order it was
	// opened with. It returns false where the iterator cannot do so; the caller
	// then closes it and calls Match.
	Rebind(pattern rdf.IDQuad) bool
}

// GraphLister is a Dataset that knows its named graphs without a scan, empty
// ones included.
type GraphLister interface {
	// Graphs returns the ids of the named graphs in ascending order.
	Graphs(ctx context.Context) ([]rdf.ID, error)
}

// Counter is a Dataset that knows how many different terms stand in a
// position, which makes join estimates much better.
type Counter interface {
	// Distinct returns about how many different ids stand in that position
	// (rdf.S … rdf.G) of the quads that match the pattern, and false where the
	// dataset does not know.
	Distinct(pattern rdf.IDQuad, position int) (n uint64, ok bool)
}

// TermReader is a Dataset that looks many terms up faster one after another
// than each on its own.
type TermReader interface {
	// Terms returns a reader for the use of one goroutine.
	Terms() Terms
}

// Terms reads terms of a dataset by their ids. It must be closed.
type Terms = interface {
	Term(id rdf.ID) (rdf.Term, error)
	Close() error
}

// Hit is one find of a text search; an alias, so that others can return it.
type Hit = struct {
	// Subject is the thing found and Score how well it fits, higher being
	// better; scores compare within one search only.
	Subject rdf.ID
	Score   float64
}

// Searcher is a Dataset with a text index. It serves the property gb:search.
type Searcher interface {
	// Search returns the subjects whose labels or texts fit the words, best
	// first, at most limit of them where limit is above zero.
	Search(ctx context.Context, words string, limit int) ([]Hit, error)
}
