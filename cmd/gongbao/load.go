package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"github.com/urfave/cli/v2"

	"gongbao/graph/rdf"
	"gongbao/graph/reason/derive"
	"gongbao/graph/store"
)

func loadCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "load", Usage: "put RDF of other programs into the graph", ArgsUsage: "FILE…",
		Description: `Reads N-Triples, N-Quads, Turtle and TriG, compressed by gzip or not, and adds what they say; nothing is taken away. The
format is the one named, else that of the file's extension. A triple that its file puts in no graph goes into the one named
by --graph, else into the default graph. A file with a fault is told with line and column; nothing of it is kept, unless it
is longer than a million triples. Loading a file again changes nothing.`,
		Flags: []cli.Flag{
			storeFlag(),
			&cli.StringFlag{Name: "graph", Usage: "`IRI` of the graph for triples that have none"},
			&cli.StringFlag{Name: "from-format", Usage: "`FORMAT` of the files: ntriples, nquads, turtle, trig"},
			&cli.StringFlag{Name: "base", Usage: "base `IRI` for relative ones; the file's own address when missing"},
			&cli.BoolFlag{Name: "rdf12", Usage: "take the syntax of RDF 1.2: triple terms, reifiers, annotations"},
			&cli.BoolFlag{Name: "knakk", Usage: "decode N-Triples and N-Quads by the library knakk/rdf, which is slower"},
			progressFlag(),
			formatFlag(gridFormats), jsonFlag(), quietFlag(),
		},
		Action: func(c *cli.Context) error { return load(c, s) },
	}
}

// loaded is what became of a file.
type loaded struct {
	Status string `json:"status"` // loaded, failed
	File   string `json:"file"`
	Format string `json:"format,omitempty"`
	Read   uint64 `json:"read"`
	Added  uint64 `json:"added"`
	Error  string `json:"error,omitempty"`
}

func load(c *cli.Context, s streams) (err error) {
	if err := need(c, 1, -1, "one or more files, or -"); err != nil {
		return err
	}
	format, err := gridFormat(c, s)
	if err != nil {
		return err
	}
	if name := c.String("from-format"); name != "" {
		if _, ok := rdfFormat(name); !ok {
			return usagef("unknown format %q; choose one of ntriples, nquads, turtle, trig", name)
		}
	}
	for _, flag := range []string{"graph", "base"} {
		if iri := c.String(flag); iri != "" {
			if err := rdf.CheckIRI(iri); err != nil {
				return usagef("--%s: %w", flag, err)
			}
		}
	}
	st, err := store.OpenContext(c.Context, c.String("store"), store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	g := &grid{head: []string{"status", "read", "added", "format", "file"}, right: map[int]bool{1: true, 2: true}}
	failed := 0
	var added uint64
	for _, name := range c.Args().Slice() {
		r, err := loadFile(c, s, st, name)
		clearLine(c, s)
		if err != nil {
			if code := exitCode(err); code == exitInterrupted || code == exitStore && !isSyntax(err) {
				return err
			}
			failed++
			r.Status, r.Error = "failed", err.Error()
			s.note("gongbao: %s: %v", name, err)
		}
		added += r.Added
		g.rows = append(g.rows, []string{r.Status, strconv.FormatUint(r.Read, 10), strconv.FormatUint(r.Added, 10), r.Format, r.File})
		g.objects = append(g.objects, r)
	}
	if added > 0 {
		// Rules may read what was loaded; the next build derives everything anew.
		if err := st.Update(c.Context, func(b *store.Batch) error { return derive.Stale(b) }); err != nil {
			return err
		}
	}
	if err := g.write(s.out, format); err != nil {
		return err
	}
	if !c.Bool("quiet") {
		s.note("%d loaded, %d failed; %s added", c.Args().Len()-failed, failed, count(int(added), "quad"))
	}
	if failed > 0 {
		return silent(exitInput)
	}
	return nil
}

// rdfFormat returns the RDF format of a name or file extension.
func rdfFormat(name string) (rdf.Format, bool) {
	for _, f := range []rdf.Format{rdf.NTriples, rdf.NQuads, rdf.Turtle, rdf.TriG} {
		if name == map[rdf.Format]string{rdf.NTriples: "ntriples", rdf.NQuads: "nquads", rdf.Turtle: "turtle", rdf.TriG: "trig"}[f] {
			return f, true
		}
	}
	return rdf.FormatByPath(name)
}

func isSyntax(err error) bool {
	var syntax *rdf.SyntaxError
	var coded *exitError
	return errors.As(err, &syntax) || errors.As(err, &coded)
}

// loadFile puts one file into the store.
func loadFile(c *cli.Context, s streams, st *store.Store, name string) (loaded, error) {
	r := loaded{Status: "loaded", File: name}
	format, ok := rdfFormat(c.String("from-format"))
	if !ok {
		if format, ok = rdf.FormatByPath(name); !ok {
			return r, inputf("no format has this extension; name one with --from-format")
		}
	}
	r.Format = format.String()
	in, base := s.in, c.String("base")
	id := rand.Text() // standard input is never the same twice
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return r, err
		}
		defer f.Close() // only read
		path, err := filepath.Abs(name)
		if err != nil {
			return r, err
		}
		in, id = f, path
		if base == "" {
			base = (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
		}
	}
	// Blank nodes of different files are different, and those of the same file
	// the same, so that loading it again changes nothing.
	sum := sha256.Sum256([]byte(id))
	opts := []rdf.Option{rdf.WithBlankPrefix("f" + hex.EncodeToString(sum[:6]) + "-")}
	if !c.Bool("knakk") {
		opts = append(opts, rdf.WithoutKnakk())
	}
	if c.Bool("rdf12") {
		opts = append(opts, rdf.WithRDF12())
	}
	var graph rdf.Term
	if iri := c.String("graph"); iri != "" {
		graph = rdf.NewIRI(iri)
	}
	stats, err := st.Load(c.Context, quadsOf(rdf.Open(in, format, base, opts...), graph, func(n int) {
		if showProgress(c, s) {
			fmt.Fprintf(s.err, "\r\x1b[K%s: %d read", name, n)
		}
	}))
	r.Read, r.Added = stats.Read, stats.Added
	return r, err
}

// quadsOf yields what a reader reads, and tells now and then how much that is.
func quadsOf(r rdf.Reader, graph rdf.Term, report func(int)) iter.Seq2[rdf.Quad, error] {
	return func(yield func(rdf.Quad, error) bool) {
		for n := 1; ; n++ {
			q, err := r.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if q.G.IsZero() {
				q.G = graph
			}
			if n%50000 == 0 {
				report(n)
			}
			if !yield(q, err) || err != nil {
				return
			}
		}
	}
}

// readQuads reads a whole file, folder of a store, or standard input.
func readQuads(ctx context.Context, c *cli.Context, s streams, name string) ([]rdf.Quad, error) {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return storeQuads(ctx, name)
	}
	format, ok := rdfFormat(c.String("from-format"))
	if !ok {
		if format, ok = rdf.FormatByPath(name); !ok {
			return nil, inputf("%s: no format has this extension; name one with --from-format", name)
		}
	}
	in := s.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close() // only read
		in = f
	}
	quads, err := rdf.ReadAll(rdf.Open(in, format, c.String("base"), rdf.WithoutKnakk(), rdf.WithRDF12()))
	if err != nil {
		return nil, inputf("%s: %w", name, err)
	}
	return quads, nil
}
