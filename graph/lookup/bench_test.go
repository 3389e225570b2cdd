package lookup_test

import (
	"context"
	"fmt"
	"testing"

	"gongbao/graph/ingest"
	"gongbao/graph/lookup"
)

// BenchmarkLookup finds a person by name among 500 documents and reads what
// they all say of him, with a fresh view each time.
func BenchmarkLookup(b *testing.B) {
	var docs []ingest.Input
	for i := range 500 {
		person := "贝尔萨"
		if i%10 != 0 {
			person = fmt.Sprintf("林德%d", i)
		}
		docs = append(docs, document(b, fmt.Sprint(i), "卡兰国总统"+person+"说。", "卡兰国", person))
	}
	snap := fill(b, false, docs...)
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		v := lookup.NewView(snap, lookup.Options{})
		found, err := v.Find(ctx, "貝爾薩")
		if err != nil || len(found) != 1 {
			b.Fatalf("found %d, %v", len(found), err)
		}
		if facts, err := v.Facts(ctx, found[0].IRI); err != nil || len(facts.Out) == 0 {
			b.Fatalf("%v, %v", facts, err)
		}
	}
}
