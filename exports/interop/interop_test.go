// Package interop has other people's programs read what exports write: triple
// stores and parsers of RDF, NetworkX and DuckDB. A test of a program that is
// not there says so and is skipped; .ci/interop.sh installs them.
package interop

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongbao/exports"
	"gongbao/graph/rdf"
	"gongbao/graph/store"
)

// program is one that reads RDF and writes N-Quads to its standard output.
type program struct {
	name    string
	formats []string // of ours
	// command returns the command line for a file of a format, or an error that
	// says what is missing.
	command func(format, file string) ([]string, error)
	// spared reports what the program is not given, because it changes it or
	// refuses it by its own doing, however it is written.
	spared func(format string, q rdf.Quad) bool
}

// dotSegments reports whether a quad has an IRI with dot segments, which Raptor
// removes in Turtle and TriG although RDF compares IRIs as they are.
func dotSegments(format string, q rdf.Quad) bool {
	return (format == "turtle" || format == "trig") && slices.ContainsFunc([]rdf.Term{q.S, q.O, q.G}, func(t rdf.Term) bool {
		return t.Kind == rdf.IRI && strings.Contains(t.Value, "/../")
	})
}

// escapedTwice reports whether a quad has a backslash before a letter in a
// literal: rdflib 6.1 takes \\n in N-Triples and N-Quads for a backslash and a
// line break.
func escapedTwice(format string, q rdf.Quad) bool {
	return (format == "ntriples" || format == "nquads") && q.O.Kind == rdf.Literal &&
		(strings.Contains(q.O.Value, `\n`) || strings.Contains(q.O.Value, `\u`) || strings.Contains(q.O.Value, `\U`))
}

// programs are the consumers, each from a package that anybody can install.
var programs = []program{
	{"rapper", []string{"turtle", "ntriples", "nquads", "trig"}, func(format, file string) ([]string, error) {
		return need("rapper", "raptor2-utils", "rapper", "-q", "-i", format, "-o", "nquads", file, "http://base.example/")
	}, dotSegments},
	{"serdi", []string{"turtle", "ntriples", "nquads", "trig"}, func(format, file string) ([]string, error) {
		return need("serdi", "serdi", "serdi", "-i", format, "-o", "nquads", file)
	}, nil},
	{"rdflib", []string{"turtle", "ntriples", "nquads", "trig", "jsonld"}, func(format, file string) ([]string, error) {
		return python("rdflib", "rdflib_read.py", format, file)
	}, escapedTwice},
	{"oxigraph", []string{"turtle", "ntriples", "nquads", "trig", "jsonld"}, func(format, file string) ([]string, error) {
		return node("oxigraph", "oxigraph_read.js", format, file)
	}, nil},
	{"n3", []string{"turtle", "ntriples", "nquads", "trig"}, func(format, file string) ([]string, error) {
		return node("n3", "n3_read.js", format, file)
	}, nil},
}

// need returns a command line whose program must be there.
func need(name, debian string, command ...string) ([]string, error) {
	if _, err := exec.LookPath(name); err != nil {
		return nil, fmt.Errorf("%s is not installed; it is in the Debian package %s", name, debian)
	}
	return command, nil
}

// python returns the command line of a script with the first Python that has a
// module.
func python(module, script string, args ...string) ([]string, error) {
	for _, p := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(p, "-c", "import "+module).Run() == nil {
			return append([]string{p, script}, args...), nil
		}
	}
	return nil, fmt.Errorf("no Python has the module %s; it is in the Debian package python3-%s", module, module)
}

// node returns the command line of a script for Node.js, whose packages must be
// in node_modules.
func node(pkg, script string, args ...string) ([]string, error) {
	if _, err := exec.LookPath("node"); err != nil {
		return nil, errors.New("node is not installed")
	}
	if _, err := os.Stat(filepath.Join("node_modules", filepath.FromSlash(pkg))); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the npm package %s is not installed; run npm install in exports/interop", pkg)
	}
	return append([]string{"node", script}, args...), nil
}

// run runs a command and returns its standard output, or skips the test where the
// program is missing.
func run(t *testing.T, command []string, missing error) []byte {
	t.Helper()
	if missing != nil {
		t.Skip("skipped: ", missing)
	}
	cmd := exec.Command(command[0], command[1:]...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		text := errs.String()
		t.Fatalf("%s: %v\n%s", strings.Join(command, " "), err, text[:min(len(text), 2000)])
	}
	return out.Bytes()
}

// datasets are what is exported: a document as ingest writes it, the graphs of
// the sample texts, and the hostile dataset.
func datasets(t *testing.T) map[string][]rdf.Quad {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "testdata", "sample.nq"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() // only read
	document, err := rdf.ReadAll(rdf.Open(f, rdf.NQuads, "", rdf.WithoutKnakk()))
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]rdf.Quad{"document": document, "samples": samples(t), "hostile": hostile()}
}

// export writes a store with these quads to a file in some format.
func export(t *testing.T, quads []rdf.Quad, format string) string {
	t.Helper()
	ctx := context.Background()
	st, err := store.Open(store.Memory, store.Options{InMemory: true, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Load(ctx, func(yield func(rdf.Quad, error) bool) {
		for _, q := range quads {
			if !yield(q, nil) {
				return
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	snap := st.Snapshot()
	defer func() {
		if err := errors.Join(snap.Close(), st.Close()); err != nil {
			t.Error(err)
		}
	}()
	e, err := exports.ByName(format)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "export."+e.Extensions()[0])
	if err := exports.To(path, nil, e, func(out exports.Output) error {
		_, err := e.Write(ctx, out, exports.FromStore(snap), exports.Options{})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRDF has each program read each format of each dataset; what it understood
// is the same graph.
func TestRDF(t *testing.T) {
	for name, quads := range datasets(t) {
		for _, p := range programs {
			for _, format := range p.formats {
				t.Run(name+"/"+p.name+"/"+format, func(t *testing.T) {
					quads := slices.DeleteFunc(slices.Clone(quads), func(q rdf.Quad) bool { return p.spared != nil && p.spared(format, q) })
					file := export(t, quads, format)
					command, missing := p.command(format, file)
					out := run(t, command, missing)
					got, err := rdf.ReadAll(rdf.Open(bytes.NewReader(out), rdf.NQuads, "", rdf.WithoutKnakk()))
					if err != nil {
						t.Fatalf("the output of %s: %v", p.name, err)
					}
					want := quads
					if format != "nquads" && format != "trig" {
						want = inDefaultGraph(quads)
					}
					got, want = lowerTags(got), lowerTags(want)
					if !rdf.Isomorphic(got, want) {
						t.Errorf("%s understood %d quads of %d: %s", p.name, len(got), len(want), difference(got, want))
					}
				})
			}
		}
	}
}

// inDefaultGraph returns the triples of quads, each once.
func inDefaultGraph(quads []rdf.Quad) []rdf.Quad {
	seen := map[rdf.Triple]bool{}
	var out []rdf.Quad
	for _, q := range quads {
		if tr := q.Triple(); !seen[tr] {
			seen[tr] = true
			out = append(out, rdf.Quad{S: q.S, P: q.P, O: q.O})
		}
	}
	return out
}

// lowerTags puts language tags in lower case, as some programs do: RDF 1.1 lets
// them, since case does not matter in tags.
func lowerTags(quads []rdf.Quad) []rdf.Quad {
	out := slices.Clone(quads)
	for i := range out {
		out[i].O.Lang = strings.ToLower(out[i].O.Lang)
	}
	return out
}

// difference tells some of what two datasets differ in.
func difference(got, want []rdf.Quad) string {
	onlyGot, onlyWant := rdf.Diff(got, want)
	var b strings.Builder
	const shown = 6
	for _, side := range []struct {
		what  string
		quads []rdf.Quad
	}{{"only understood", onlyGot}, {"only written", onlyWant}} {
		fmt.Fprintf(&b, "\n%s, %d:", side.what, len(side.quads))
		for _, q := range side.quads[:min(shown, len(side.quads))] {
			fmt.Fprintf(&b, "\n  %+q", q.String())
		}
	}
	return b.String()
}

// TestNetworks has NetworkX read GraphML and GEXF.
func TestNetworks(t *testing.T) {
	for _, format := range []string{"graphml", "gexf"} {
		for name, quads := range datasets(t) {
			t.Run(format+"/"+name, func(t *testing.T) {
				file := export(t, quads, format)
				command, missing := python("networkx", "networkx_read.py", format, file)
				var got struct {
					Nodes    map[string]map[string]any
					Edges    []json.RawMessage
					Directed bool
				}
				if err := json.Unmarshal(run(t, command, missing), &got); err != nil {
					t.Fatal(err)
				}
				written, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				nodes, edges := bytes.Count(written, []byte("<node ")), bytes.Count(written, []byte("<edge "))
				if len(got.Nodes) != nodes || len(got.Edges) != edges || !got.Directed || edges == 0 {
					t.Errorf("NetworkX found %d nodes and %d edges, directed %v; %d and %d were written", len(got.Nodes), len(got.Edges), got.Directed, nodes, edges)
				}
				if name != "document" {
					return
				}
				const person = "https://w3id.org/gongbao/id/person/KAL/𠮷田"
				if n := got.Nodes[person]; n["label"] != "𠮷田" || n["class"] != "Person" {
					t.Errorf("the person is %v", n)
				}
				if all := fmt.Sprintf("%s", got.Edges); !strings.Contains(all, "2029-01-01") || !strings.Contains(all, "2033-12-31") {
					t.Error("the time of the appointment is missing")
				}
			})
		}
	}
}

// TestGEXFSchema checks GEXF against an XML schema of what it may hold.
func TestGEXFSchema(t *testing.T) {
	for name, quads := range datasets(t) {
		t.Run(name, func(t *testing.T) {
			file := export(t, quads, "gexf")
			command, missing := need("xmllint", "libxml2-utils", "xmllint", "--noout", "--schema", "gexf.xsd", file)
			run(t, command, missing)
		})
	}
}

// TestTables has DuckDB read Parquet and CSV; both are the same table.
func TestTables(t *testing.T) {
	for name, quads := range datasets(t) {
		t.Run(name, func(t *testing.T) {
			var tables [2][]map[string]any
			for i, format := range []string{"parquet", "csv"} {
				command, missing := node("@duckdb/node-api", "duckdb_read.js", export(t, quads, format))
				if err := json.Unmarshal(run(t, command, missing), &tables[i]); err != nil {
					t.Fatal(err)
				}
			}
			if len(tables[0]) == 0 || len(tables[0]) != len(tables[1]) {
				t.Fatalf("%d rows in Parquet, %d in CSV", len(tables[0]), len(tables[1]))
			}
			for i, row := range tables[0] {
				for column, v := range row {
					// CSV has neither nulls nor zero for what is not there.
					w := tables[1][i][column]
					if cell(v) != cell(w) && !(column == "reading" && cell(v) == "0") {
						t.Errorf("row %d, %s: %q in Parquet, %q in CSV", i+1, column, cell(v), cell(w))
					}
				}
			}
		})
	}
}

func cell(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}
