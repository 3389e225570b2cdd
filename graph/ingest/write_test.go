package ingest

import (
	"maps"
	"testing"

	"gongbao/extract/resolve"
	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/ontology/vocab"
)

// memory is a store that only remembers what was written to it.
type memory struct {
	graphs  map[string][]rdf.Quad
	records map[[2]string]string
}

func newMemory() *memory {
	return &memory{graphs: map[string][]rdf.Quad{}, records: map[[2]string]string{}}
}

func (m *memory) Record(bucket, key string) ([]byte, bool, error) {
	v, ok := m.records[[2]string{bucket, key}]
	return []byte(v), ok, nil
}

func (m *memory) ReplaceGraph(g rdf.Term, quads []rdf.Quad) error {
	m.graphs[g.Value] = quads
	return nil
}

func (m *memory) RemoveGraph(g rdf.Term) error {
	delete(m.graphs, g.Value)
	return nil
}

func (m *memory) PutRecord(bucket, key string, value []byte) error {
	m.records[[2]string{bucket, key}] = string(value)
	return nil
}

func (m *memory) DeleteRecord(bucket, key string) error {
	delete(m.records, [2]string{bucket, key})
	return nil
}

func TestWriteReplaceRemove(t *testing.T) {
	m, o := newMemory(), Options{Base: vocab.DefaultBase}
	in := sample(t)
	in.Document.Fingerprint = Fingerprint(in.Document, o)
	first := Prepare(in, o)
	if err := Write(m, m, first); err != nil {
		t.Fatal(err)
	}
	if same, err := Unchanged(m, in.Document.ID, Fingerprint(in.Document, o)); err != nil || !same {
		t.Errorf("Unchanged = %v, %v after writing", same, err)
	}
	records := maps.Clone(m.records)
	if err := Write(m, m, Prepare(in, o)); err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(records, m.records) || len(m.graphs) != 1 {
		t.Error("writing the same document again changed the store")
	}
	value, found, _ := m.Record(registry.Labels, registry.FoldName("奥伦贝尔萨"))
	if labels, err := registry.DecodeLabels(value); err != nil || !found || labels[0].Documents != 1 {
		t.Errorf("a person is in the index of names as %v, %v", labels, err)
	}
	if _, found, _ := m.Record(registry.Search, registry.InitialsKey+"albes\x00"+registry.FoldName("奥伦贝尔萨")); !found {
		t.Error("the initials of a person lead nowhere")
	}
	value, _, _ = m.Record(registry.Texts, in.Document.ID)
	if txt, err := registry.DecodeText(value); err != nil || txt.String() != in.Text.String() {
		t.Errorf("the stored text differs: %v", err)
	}

	// A changed document leaves nothing of its former self, wherever its
	// former graph was.
	in.Document.ContentHash = "changed"
	in.Entities = []resolve.Entity{{Class: "State", Key: []string{"state", "NEU"}, Names: []resolve.Name{{Text: "新国", Lang: "zh"}}}}
	in.Facts = nil
	moved := Options{Base: "https://example.org/", NoText: true}
	if same, err := Unchanged(m, in.Document.ID, Fingerprint(in.Document, moved)); err != nil || same {
		t.Errorf("Unchanged = %v, %v for another document", same, err)
	}
	if err := Write(m, m, Prepare(in, moved)); err != nil {
		t.Fatal(err)
	}
	if len(m.graphs) != 1 || len(m.graphs["https://example.org/doc/notes/lake%20summit.txt"]) == 0 {
		t.Errorf("graphs after replacing: %d", len(m.graphs))
	}
	names := []string{"新国", registry.FoldName(in.Document.Title)}
	want := 3 + len(names) // the register entry, the index, the setting, the names
	for _, n := range names {
		want += len(registry.SearchKeys(n))
	}
	if len(m.records) != want {
		t.Errorf("%d records after replacing, want %d", len(m.records), want)
	}
	if _, found, _ := m.Record(registry.Texts, in.Document.ID); found {
		t.Error("the text is kept although it shall not be")
	}

	if had, err := Remove(m, m, in.Document.ID); err != nil || !had {
		t.Fatalf("Remove = %v, %v", had, err)
	}
	if len(m.graphs) != 0 || len(m.records) != 1 { // the setting stays
		t.Errorf("after removal %d graphs and %d records are left", len(m.graphs), len(m.records))
	}
	if had, err := Remove(m, m, in.Document.ID); err != nil || had {
		t.Errorf("a second Remove = %v, %v", had, err)
	}
}
