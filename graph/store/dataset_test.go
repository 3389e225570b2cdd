package store_test

import (
	"gongbao/graph/sparql/eval"
	"gongbao/graph/store"
)

// A Snapshot is what the SPARQL engine reads, with all that it can use beyond
// the necessary.
var (
	_ eval.Dataset     = (*store.Snapshot)(nil)
	_ eval.Orderer     = (*store.Snapshot)(nil)
	_ eval.GraphLister = (*store.Snapshot)(nil)
	_ eval.Counter     = (*store.Snapshot)(nil)
	_ eval.TermReader  = (*store.Snapshot)(nil)
)
