package syntax

import (
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkLoad reads all rule files of the built-in pack.
func BenchmarkLoad(b *testing.B) {
	files, err := filepath.Glob("../../packs/diplomacy/rules/*.yaml")
	if err != nil {
		b.Fatal(err)
	}
	var texts [][]byte
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		texts = append(texts, data)
	}
	for b.Loop() {
		scope := NewScope(nil)
		for i, data := range texts {
			if _, errs := ParseFile(files[i], data, scope); len(errs) > 0 {
				b.Fatal(errs)
			}
		}
	}
}
