package exports

import (
	"context"

	"gongbao/graph/rdf"
)

// Canonical returns the exporter of the canonical form of a dataset: N-Quads as
// RDF Dataset Canonicalization (RDFC-1.0, W3C 2024) has them, the same bytes for
// the same dataset whatever the labels of its blank nodes. It holds the dataset
// in memory; its error is a *rdf.WorkLimitError where the blank nodes are too
// symmetric.
func Canonical() Exporter { return canonical{} }

type canonical struct{ nquads }

func (canonical) Write(ctx context.Context, out Output, src Source, _ Options) (int, error) {
	quads, err := ReadAll(ctx, src)
	if err != nil {
		return 0, err
	}
	quads, _, err = rdf.Canonicalize(quads)
	if err != nil {
		return 0, err
	}
	return writeLines(out, rdf.NQuads, run(ctx, quads))
}
