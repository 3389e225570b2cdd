package exports

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongbao/graph/rdf"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// sample is a small dataset of two graphs that share triples and a subject,
// with names and literals that need care.
func sample() []rdf.Quad {
	iri := func(s string) rdf.Term { return rdf.NewIRI(vocab.DefaultBase + s) }
	a, b := iri("doc/甲.txt"), iri("doc/b.txt")
	person, state, meeting := iri("id/person/KAL/𠮷田·贝尔萨"), iri("id/state/KAL"), iri("id/meeting/x%20y")
	quad := func(s rdf.Term, p string, o, g rdf.Term) rdf.Quad {
		return rdf.Quad{S: s, P: rdf.NewIRI(p), O: o, G: g}
	}
	return []rdf.Quad{
		quad(person, vocab.RDFType, rdf.NewIRI(vocab.ClassPerson), a),
		quad(person, vocab.RDFType, rdf.NewIRI(vocab.ClassPerson), b),
		quad(person, vocab.SKOSPrefLabel, rdf.NewLang("𠮷田·贝尔萨", "zh-Hans"), a),
		quad(person, vocab.SKOSPrefLabel, rdf.NewLang("𠮷田·貝爾薩", "zh-Hant-TW"), b),
		quad(state, vocab.RDFType, rdf.NewIRI(vocab.ClassState), a),
		quad(state, vocab.Code, rdf.NewString("K\"A\\L\n"), a),
		quad(meeting, vocab.RDFType, rdf.NewIRI(vocab.ClassMeeting), b),
		quad(meeting, vocab.HeldOn, rdf.NewLiteral("2031-05-02", vocab.XSDDate), b),
		quad(meeting, vocab.HeldOn, rdf.NewLiteral("2031-05-02/2031-05-03", vocab.EDTF), b),
		quad(meeting, vocab.Ordinal, rdf.NewLiteral("007", vocab.XSDInteger), b),
		quad(person, vocab.Attended, meeting, b),
		quad(state, vocab.Theme, rdf.NewString(""), rdf.Term{}),
	}
}

// load puts quads into a store in memory, in their order and one transaction
// each, and returns it as a source.
func load(t *testing.T, quads []rdf.Quad) Source {
	t.Helper()
	s, err := store.Open(store.Memory, store.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range quads {
		if err := s.Update(context.Background(), func(b *store.Batch) error { return b.Add(q) }); err != nil {
			t.Fatal(err)
		}
	}
	snap := s.Snapshot()
	t.Cleanup(func() {
		if err := errors.Join(snap.Close(), s.Close()); err != nil {
			t.Error(err)
		}
	})
	return FromStore(snap)
}

// TestFormats is the one test of all formats: the golden file, the same bytes
// whatever the order of loading, and reading back what was written.
func TestFormats(t *testing.T) {
	quads := sample()
	shuffled := append([]rdf.Quad(nil), quads...)
	rand.New(rand.NewSource(1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	src, other := load(t, quads), load(t, shuffled)
	for _, e := range All() {
		t.Run(e.Name(), func(t *testing.T) {
			var b, again bytes.Buffer
			n, err := e.Write(context.Background(), &b, src)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := e.Write(context.Background(), &again, other); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(b.Bytes(), again.Bytes()) {
				t.Error("the order of loading shows in the output")
			}
			name := filepath.Join("testdata", "sample."+e.Extensions()[0])
			if os.Getenv("GONGBAO_UPDATE") != "" {
				if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(b.Bytes(), want) {
				t.Errorf("output differs from %s; run make golden and read the difference", name)
			}
			format, ok := rdf.FormatByPath(name)
			if !ok {
				t.Fatalf("no reader for %s", name)
			}
			back, err := rdf.ReadAll(rdf.Open(&b, format, ""))
			if err != nil {
				t.Fatal(err)
			}
			expect := quads
			if !format.HasGraphs() {
				expect = nil
				seen := map[rdf.Triple]bool{}
				for _, q := range quads {
					if !seen[q.Triple()] {
						expect = append(expect, rdf.Quad{S: q.S, P: q.P, O: q.O})
					}
					seen[q.Triple()] = true
				}
			}
			if n != len(expect) {
				t.Errorf("%d statements counted, want %d", n, len(expect))
			}
			if !rdf.Isomorphic(back, expect) {
				t.Errorf("read back %d statements that differ from the %d written", len(back), len(expect))
			}
			ended, cancel := context.WithCancel(context.Background())
			cancel()
			if _, err := e.Write(ended, io.Discard, src); !errors.Is(err, context.Canceled) {
				t.Errorf("with an ended context the error is %v", err)
			}
		})
	}
}

func TestByName(t *testing.T) {
	for name, want := range map[string]string{"turtle": "turtle", "TTL": "turtle", ".nq": "nquads", "ntriples": "ntriples"} {
		if e, err := ByName(name); err != nil || e.Name() != want {
			t.Errorf("ByName(%s) = %v, %v", name, e, err)
		}
	}
	if _, err := ByName("docx"); err == nil || !strings.Contains(err.Error(), "turtle, trig, nquads, ntriples") {
		t.Errorf("error %v does not list the formats", err)
	}
	for path, want := range map[string]string{"a/b.ttl": "turtle", "b.NQ.gz": "nquads", "b": "", "b.txt": "", "-": ""} {
		e, ok := ByPath(path)
		if got := ""; ok != (want != "") || ok && e.Name() != want {
			t.Errorf("ByPath(%s) = %v %v%s", path, e, ok, got)
		}
	}
}

func TestToFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.txt")
	if err := ToFile(path, func(w io.Writer) error { _, err := io.WriteString(w, "first"); return err }); err != nil {
		t.Fatal(err)
	}
	failure := errors.New("no more")
	err := ToFile(path, func(w io.Writer) error {
		if _, err := io.WriteString(w, "half"); err != nil {
			return err
		}
		return failure
	})
	if !errors.Is(err, failure) {
		t.Errorf("error %v, want the writer's own", err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "first" {
		t.Errorf("after a failure the file holds %q, %v", data, err)
	}
	zipped := filepath.Join(dir, "out.gz")
	var sizes [2]int64
	for i := range sizes {
		if err := ToFile(zipped, func(w io.Writer) error { _, err := w.Write(make([]byte, 1<<16)); return err }); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(zipped)
		if err != nil {
			t.Fatal(err)
		}
		sizes[i] = info.Size()
	}
	if sizes[0] != sizes[1] || sizes[0] > 1<<12 {
		t.Errorf("compressed sizes %v", sizes)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("%d files left in the folder, want 2: %v", len(entries), err)
	}
}
