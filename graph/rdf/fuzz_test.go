package rdf

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// seeds adds the files of one W3C suite to a fuzz target where they are at
// hand, and a few short texts in any case.
func seeds(f *testing.F, ext string) {
	for _, text := range []string{
		"", "\ufeff", "<a:s> <a:p> <a:o> .\n", "_:a <a:p> \"x\\u00e9\"@zh-Hant-TW .", "<a:s> <a:p> \"1\"^^<a:t> <a:g> .#c\r\n",
		"@prefix 会: <http://e/> . 会:a 会:b 会:%41\\,c, 1.5e3, ( [ a 会: ] '''x\n''' ) .",
		"<a:g> { <a:s> <a:p> << <a:s> <a:p> 1 ~ _:r >> {| <a:q> <<( _:a <a:p> 'x'@ar--rtl )>> |} }", "VERSION \"1.2\"\n",
		"<a:s> <a:p> _:a..2 .\n_:a..b <a:p> 'x' .", `<a:s> <a:\u2C000022> "\u2C0022"^^<a:\u00e90020> .`, "<a:s>\t<a:p> \"x\" @en<a:g>.\r<a:s> <a:p> \"x\"^^ <a:t>.",
	} {
		f.Add([]byte(text))
	}
	root := os.Getenv("GONGBAO_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	for _, pattern := range []string{"rdf11/*/*.", "rdf12/*/*/*."} {
		files, _ := filepath.Glob(filepath.Join(root, "w3c/rdf", pattern+ext))
		for _, name := range files {
			if data, err := os.ReadFile(name); err == nil && len(data) < 1000 {
				f.Add(data)
			}
		}
	}
}

// fuzzReader checks what must hold for any input: reading ends, errors stay,
// and what was read can be written as N-Quads and read again unchanged.
func fuzzReader(t *testing.T, data []byte, format Format) {
	for _, opts := range [][]Option{nil, {WithRDF12()}} {
		r := Open(bytes.NewReader(data), format, "http://e/doc", opts...)
		quads, err := ReadAll(r)
		if _, again := r.Read(); err != nil && again != err || err == nil && again != io.EOF {
			t.Fatalf("after %v comes %v", err, again)
		}
		var out bytes.Buffer
		w, err := NewLineWriter(&out, NQuads)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range quads {
			if err := w.Write(q); err != nil {
				t.Fatalf("%v was read but cannot be written: %v", q, err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		again, err := ReadAll(Open(&out, NQuads, "", opts...))
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if len(again) != len(quads) {
			t.Fatalf("%d quads came back of %d", len(again), len(quads))
		}
		for i, q := range quads {
			if again[i] != q && !strings.Contains(q.String(), "_:"+escapedLabel) {
				t.Fatalf("%v came back as %v", q, again[i])
			}
		}
	}
}

func FuzzTurtle(f *testing.F) {
	seeds(f, "ttl")
	f.Fuzz(func(t *testing.T, data []byte) { fuzzReader(t, data, Turtle) })
}

func FuzzTriG(f *testing.F) {
	seeds(f, "trig")
	f.Fuzz(func(t *testing.T, data []byte) { fuzzReader(t, data, TriG) })
}

func FuzzNTriples(f *testing.F) {
	seeds(f, "nt")
	f.Fuzz(func(t *testing.T, data []byte) { fuzzReader(t, data, NTriples) })
}

// FuzzNQuads also compares what is read with knakk and without.
func FuzzNQuads(f *testing.F) {
	seeds(f, "nq")
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzReader(t, data, NQuads)
		quads, err := ReadAll(Open(bytes.NewReader(data), NQuads, ""))
		own, ownErr := ReadAll(Open(bytes.NewReader(data), NQuads, "", WithoutKnakk()))
		if !slices.Equal(quads, own) || fmt.Sprint(err) != fmt.Sprint(ownErr) {
			t.Fatalf("knakk reads %v (%v), this package %v (%v)", quads, err, own, ownErr)
		}
	})
}
