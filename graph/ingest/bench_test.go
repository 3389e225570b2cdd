package ingest

import (
	"testing"

	"gongbao/ontology/vocab"
)

// BenchmarkPrepare makes quads, register entry and index keys of one document;
// quads/s is the figure to compare with the store's.
func BenchmarkPrepare(b *testing.B) {
	in := sample(b)
	quads := 0
	b.ReportAllocs()
	for b.Loop() {
		quads += len(Prepare(in, Options{Base: vocab.DefaultBase}).Quads)
	}
	b.ReportMetric(float64(quads)/b.Elapsed().Seconds(), "quads/s")
}
