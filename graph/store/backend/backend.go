// Package backend is the small interface behind which a store other than the
// embedded one stands: a database server, for one. It is a leaf, so that such
// stores need not know package store, which serves them to everybody else.
package backend

import (
	"context"
	"iter"

	"gongbao/graph/rdf"
)

// Backend is a store of quads and side records.
type Backend interface {
	// Update runs fn and then makes the changes that it asked the Writer for.
	// When fn fails, nothing changes.
	Update(ctx context.Context, fn func(Writer) error) error
	// Read returns a view for reading, which must be closed.
	Read() (Reader, error)
	// Close releases the backend.
	Close() error
}

// Writer collects the changes of one Update, in the order of the calls.
type Writer interface {
	Add(q rdf.Quad) error
	Delete(q rdf.Quad) error
	Has(q rdf.Quad) (bool, error)
	RemoveGraph(g rdf.Term) error
	PutRecord(bucket, key string, value []byte) error
	DeleteRecord(bucket, key string) error
	Record(bucket, key string) (value []byte, found bool, err error)
}

// Reader reads quads by the ids of their terms, and side records.
type Reader interface {
	ID(t rdf.Term) (id rdf.ID, found bool, err error)
	Term(id rdf.ID) (rdf.Term, error)
	// Match streams the quads that match a pattern, in any order.
	Match(ctx context.Context, pattern rdf.IDQuad) Iterator
	Estimate(pattern rdf.IDQuad) (n uint64, exact bool)
	// Graphs, Predicates and Classes list what stands in those places with the
	// number of quads, in ascending order of the ids; Graphs without the default
	// graph.
	Graphs(ctx context.Context) ([]Count, error)
	Predicates(ctx context.Context) ([]Count, error)
	Classes(ctx context.Context) ([]Count, error)
	Size() (quads, terms uint64, err error)
	Record(bucket, key string) (value []byte, found bool, err error)
	Records(bucket, prefix string) iter.Seq2[Record, error]
	Close() error
}

// Iterator is a stream of quads. After Next returns true, Quad is the quad;
// after it returns false, Err tells why.
type Iterator = interface {
	Next() bool
	Quad() rdf.IDQuad
	Err() error
	Close() error
}

// Count is a term with the number of quads it is in.
type Count struct {
	ID    rdf.ID
	Quads uint64
}

// Record is a side record.
type Record struct {
	Key   string
	Value []byte // the receiver's own
}
