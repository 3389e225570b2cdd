package exports

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/piprate/json-gold/ld"

	"gongbao/graph/rdf"
)

// files is an Output in memory.
type files struct {
	content map[string]*bytes.Buffer
}

func newFiles() *files { return &files{map[string]*bytes.Buffer{}} }

func (f *files) Create(name string) (io.Writer, error) {
	if f.content[name] != nil || name != "" && !filepath.IsLocal(name) {
		return nil, errors.New("bad name " + name)
	}
	f.content[name] = &bytes.Buffer{}
	return f.content[name], nil
}

// golden is the output as one text: a single file as it is, a folder with a line
// above each of its files.
func (f *files) golden() []byte {
	if one := f.content[""]; one != nil && len(f.content) == 1 {
		return one.Bytes()
	}
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(f.content)) {
		b.WriteString("-- " + name + " --\n")
		b.Write(f.content[name].Bytes())
	}
	return b.Bytes()
}

// TestFormats is the one test of all formats: the golden file, the same bytes
// whatever the order of loading, an end where the context ends, and for RDF that
// what was written reads back as it was.
func TestFormats(t *testing.T) {
	quads := sample()
	shuffled := slices.Clone(quads)
	rand.New(rand.NewSource(1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	src, other := load(t, quads, 0), load(t, shuffled, 1)
	all, err := ReadAll(context.Background(), src)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range All() {
		t.Run(e.Name(), func(t *testing.T) {
			out, again := newFiles(), newFiles()
			n, err := e.Write(context.Background(), out, src, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := e.Write(context.Background(), again, other, Options{}); err != nil {
				t.Fatal(err)
			}
			got := out.golden()
			if !bytes.Equal(got, again.golden()) {
				t.Error("the order of loading shows in the output")
			}
			if n == 0 {
				t.Error("no statement was counted")
			}
			extension := e.Name() + ".folder"
			if !IsFolder(e) {
				extension = e.Extensions()[0]
			}
			compareGolden(t, filepath.Join("testdata", "sample."+extension), got)
			if IsRDF(e) {
				readBack(t, e, got, n, all)
			}
			ended, cancel := context.WithCancel(context.Background())
			cancel()
			if _, err := e.Write(ended, newFiles(), src, Options{}); !errors.Is(err, context.Canceled) {
				t.Errorf("with an ended context the error is %v", err)
			}
		})
	}
}

// compareGolden compares an output with the file that holds what it should be.
func compareGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	want, err := os.ReadFile(name)
	if os.Getenv("GONGBAO_UPDATE") != "" && !bytes.Equal(got, want) {
		err = os.WriteFile(name, got, 0o644)
		want = got
	}
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("output differs from %s; run make golden and read the difference", name)
	}
}

// readBack reads what an RDF format wrote and compares it with the quads that
// were meant.
func readBack(t *testing.T, e Exporter, data []byte, n int, quads []rdf.Quad) {
	t.Helper()
	var back []rdf.Quad
	var err error
	format, ok := rdf.FormatByPath("x." + e.Extensions()[0])
	if ok {
		back, err = rdf.ReadAll(rdf.Open(bytes.NewReader(data), format, ""))
	} else {
		back, err = readJSONLD(data)
	}
	if err != nil {
		t.Fatal(err)
	}
	want := quads
	if !format.HasGraphs() {
		want = triples(quads)
	}
	if n != len(want) {
		t.Errorf("%d statements counted, want %d", n, len(want))
	}
	if !ok {
		// Readers of JSON-LD may put language tags in lower case.
		back, want = lowerTags(back), lowerTags(want)
	}
	if !rdf.Isomorphic(back, want) {
		t.Errorf("read back %d statements, not the %d written: %s", len(back), len(want), difference(back, want))
	}
}

// difference tells some of what two sets of quads differ in.
func difference(got, want []rdf.Quad) string {
	onlyGot, onlyWant := rdf.Diff(got, want)
	const shown = 5
	return fmt.Sprintf("only read: %v; only written: %v", onlyGot[:min(shown, len(onlyGot))], onlyWant[:min(shown, len(onlyWant))])
}

// lowerTags returns quads with their language tags in lower case.
func lowerTags(quads []rdf.Quad) []rdf.Quad {
	out := slices.Clone(quads)
	for i := range out {
		out[i].O.Lang = strings.ToLower(out[i].O.Lang)
	}
	return out
}

// triples returns the triples of quads, each once, in the default graph.
func triples(quads []rdf.Quad) []rdf.Quad {
	var out []rdf.Quad
	seen := map[rdf.Triple]bool{}
	for _, q := range quads {
		if tr := q.Triple(); !seen[tr] {
			seen[tr] = true
			out = append(out, rdf.Quad{S: q.S, P: q.P, O: q.O})
		}
	}
	return out
}

// readJSONLD reads JSON-LD by json-gold.
func readJSONLD(data []byte) ([]rdf.Quad, error) {
	doc, err := ld.DocumentFromReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	o := ld.NewJsonLdOptions("")
	o.Format = "application/n-quads"
	o.ProcessingMode = ld.JsonLd_1_1
	text, err := ld.NewJsonLdProcessor().ToRDF(doc, o)
	if err != nil {
		return nil, err
	}
	return rdf.ReadAll(rdf.Open(strings.NewReader(text.(string)), rdf.NQuads, "", rdf.WithoutKnakk()))
}

func TestByName(t *testing.T) {
	for name, want := range map[string]string{"turtle": "turtle", "TTL": "turtle", ".nq": "nquads", "ntriples": "ntriples"} {
		if e, err := ByName(name); err != nil || e.Name() != want {
			t.Errorf("ByName(%s) = %v, %v", name, e, err)
		}
	}
	if _, err := ByName("docx"); err == nil || !strings.Contains(err.Error(), "turtle, trig, nquads, ntriples, jsonld, csv") {
		t.Errorf("error %v does not list the formats", err)
	}
	for path, want := range map[string]string{"a/b.ttl": "turtle", "b.NQ.gz": "nquads", "b": "", "b.txt": "", "-": ""} {
		e, ok := ByPath(path)
		if got := ""; ok != (want != "") || ok && e.Name() != want {
			t.Errorf("ByPath(%s) = %v %v%s", path, e, ok, got)
		}
	}
}
