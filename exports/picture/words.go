package picture

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

// The words of the pictures themselves, by key and language.
//
//go:embed words.tsv
var wordTable string

var words = sync.OnceValue(func() map[string]map[string]string {
	lines := strings.Split(strings.TrimSpace(wordTable), "\n")
	head := strings.Split(lines[0], "\t")
	out := map[string]map[string]string{}
	for _, line := range lines[1:] {
		cells := strings.Split(line, "\t")
		out[cells[0]] = map[string]string{}
		for i, c := range cells[1:] {
			out[cells[0]][head[i+1]] = c
		}
	}
	return out
})

// word returns a word of the picture in its language, with values put in.
func (o Options) word(key string, args ...any) string {
	in := words()[key]
	w, ok := in[o.Lang]
	if !ok {
		w = in["en"]
	}
	if len(args) > 0 {
		return fmt.Sprintf(w, args...)
	}
	return w
}

func (s *Scene) word(key string, args ...any) string { return s.o.word(key, args...) }

// tag is the language of the whole picture, for the choice of fonts.
func (o Options) tag() string {
	if o.Lang == "zh-Hant" {
		return o.Lang
	}
	return "zh-Hans"
}
