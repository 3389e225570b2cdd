package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"gongbao/extract"
	"gongbao/extract/pack"
	"gongbao/extract/source"
	"gongbao/extract/text"
	"gongbao/graph/ingest"
	"gongbao/graph/reason/derive"
	"gongbao/graph/reason/identity"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

func buildCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "build",
		Usage:     "read documents into the graph",
		ArgsUsage: "PATH…",
		Description: `Reads files, folders, archives or - (standard input) and puts what the rules find into the graph. Each document is a
graph of its own, replaced as a whole when the document, the rules or the program have changed, and left alone otherwise.
A document that cannot be read is told on standard error and does not stop the others.`,
		Flags: append(readingFlags(), storeFlag(), baseFlag(),
			noDeriveFlag(),
			&cli.BoolFlag{Name: "no-text", Usage: "do not keep the clean text, by which explain shows sentences"},
			&cli.BoolFlag{Name: "no-progress", Usage: "no progress line on a terminal"},
			formatFlag(gridFormats), jsonFlag(), quietFlag()),
		Action: func(c *cli.Context) error { return build(c, s) },
	}
}

// built is what became of a document in a build.
type built struct {
	Status     string `json:"status"` // added, replaced, unchanged, failed
	ID         string `json:"id"`
	Statements int    `json:"statements"`
	Entities   int    `json:"entities"`
	Error      string `json:"error,omitempty"`
}

// builder carries a build.
type builder struct {
	s        streams
	store    *store.Store
	old      *store.Snapshot // as it was when the build began
	pack     *pack.Pack
	options  ingest.Options
	quiet    bool
	progress bool
	results  []built
	seen     map[string]string // IDs of this build, with the paths they were read from
	waiting  []*ingest.Prepared
	quads    int
	// last says that no transaction will follow, late that identity across
	// documents was left to the last.
	last, late bool
	// derived and undone count the facts that were derived and taken back.
	derived, undone int
}

// A transaction holds as many documents as have come together until it is this
// large; each of them is in it as a whole.
const transactionQuads = 20000

func build(c *cli.Context, s streams) (err error) {
	if err := need(c, 1, -1, "one or more paths, or -"); err != nil {
		return err
	}
	format, err := gridFormat(c, s)
	if err != nil {
		return err
	}
	// The rules take a while to compile, and the store a while to open.
	loaded := make(chan struct{})
	var p *pack.Pack
	var packErr error
	go func() {
		defer close(loaded)
		p, packErr = loadPacks(c.StringSlice("pack"))
	}()
	st, err := store.OpenContext(c.Context, c.String("store"), store.Options{})
	<-loaded
	if err == nil {
		defer func() { err = errors.Join(err, st.Close()) }()
	}
	if err = cmp.Or(packErr, err); err != nil {
		return err
	}
	root, err := storeRoot(c.Context, st)
	if err != nil {
		return err
	}
	b := &builder{
		s: s, store: st, old: st.Snapshot(), pack: p,
		seen:    map[string]string{},
		options: ingest.Options{Base: cmp.Or(c.String("base"), vocab.DefaultBase), NoText: c.Bool("no-text")},
		quiet:   c.Bool("quiet"), progress: s.errTTY && !c.Bool("quiet") && !c.Bool("no-progress"),
	}
	defer func() { err = errors.Join(err, b.old.Close()) }()
	docs := source.Walk(c.Args().Slice(), sourceOptions(c, s, root))
	for o := range readAll(c.Context, docs, p, c.Int("jobs"), b.prepare) {
		if err := b.take(c.Context, o); err != nil {
			return err
		}
	}
	// What is finished is kept, also when the work was broken off.
	b.last = true
	if !b.late {
		// An earlier build may have been broken off.
		if b.late, err = identity.Due(b.old); err != nil {
			return err
		}
	}
	if err := b.flush(context.WithoutCancel(c.Context)); err != nil {
		return err
	}
	if err := c.Context.Err(); err != nil {
		return err
	}
	if !c.Bool("no-derive") {
		if b.derived, b.undone, err = upToDate(c.Context, st); err != nil {
			b.clear()
			return err
		}
	}
	return b.report(format)
}

// storeRoot returns the folder that the paths of the store's documents are
// relative to: the working folder of the first build.
func storeRoot(ctx context.Context, st *store.Store) (string, error) {
	var root string
	err := st.Update(ctx, func(b *store.Batch) error {
		value, found, err := b.Record(registry.Settings, registry.RootSetting)
		if err != nil || found {
			root = string(value)
			return err
		}
		if root, err = os.Getwd(); err != nil {
			return err
		}
		return b.PutRecord(registry.Settings, registry.RootSetting, []byte(root))
	})
	return root, err
}

// prepare reads one document. It returns nil where the store holds it as it is.
func (b *builder) prepare(ctx context.Context, x *extract.Extractor, d *source.Document) (*ingest.Prepared, error) {
	// File names may hold any bytes; names of documents are text.
	d.ID = strings.ToValidUTF8(d.ID, "\uFFFD")
	doc := documentEntry(d, b.pack)
	doc.Fingerprint = ingest.Fingerprint(doc, b.options)
	same, err := ingest.Unchanged(b.old, d.ID, doc.Fingerprint)
	if err != nil || same {
		return nil, err
	}
	r, err := x.Extract(ctx, d)
	if err != nil {
		return nil, err
	}
	doc.Title, doc.Date, doc.Charset = d.Title, d.Date, d.Charset
	doc.Language = text.Script(r.Text.String())
	in := ingest.Input{
		Document: doc, PackName: b.pack.Name, Text: r.Text, Facts: r.Facts, Entities: r.Entities,
		Leading: func(name string) (string, int) { return leadingBody(b.pack, name) },
	}
	return ingest.Prepare(in, b.options), nil
}

// leadingBody finds the organisation whose name a name begins with in the
// tables of a pack. The longest counts; of names that two organisations have,
// none.
func leadingBody(p *pack.Pack, name string) (code string, length int) {
	for _, m := range p.Engine().Gazetteer().Find([]rune(name)) {
		if m.Span.Start > 0 || length > 0 && m.Span.End < length {
			break
		}
		if m.Entry.Code == "" || p.Classes[m.Entry.Type] != "Organisation" {
			continue
		}
		if length > 0 && m.Entry.Code != code {
			return "", 0
		}
		code, length = m.Entry.Code, m.Span.End
	}
	return code, length
}

// documentEntry returns what is known of a document before it is read.
func documentEntry(d *source.Document, p *pack.Pack) registry.Document {
	return registry.Document{
		ID: d.ID, Title: d.Title, Date: d.Date, Source: d.Path, URL: d.URL, ContentHash: d.Hash(), Bytes: len(d.Bytes),
		Charset: d.Charset, Extracted: d.Extracted, Pack: p.Name + " " + p.Version, PackHash: p.Hash(), Engine: version + "/" + extract.Engine,
	}
}

// take notes what became of a document, and writes what has come together when
// it is enough.
func (b *builder) take(ctx context.Context, o outcome[*ingest.Prepared]) error {
	if o.err == nil {
		if path, twice := b.seen[o.doc.ID]; twice {
			o.err = fmt.Errorf("%s: this build has read a document called %s already, from %s; give each its own --id, or leave one out", o.doc.Path, o.doc.ID, path)
		} else {
			b.seen[o.doc.ID] = o.doc.Path
		}
	}
	switch {
	case errors.Is(o.err, context.Canceled):
		return nil
	case o.err != nil:
		b.failed(o)
		return nil
	case o.value == nil:
		b.results = append(b.results, built{Status: "unchanged", ID: o.doc.ID})
		return b.show()
	}
	d := &o.value.Document
	old, err := ingest.Registered(b.old, d.ID)
	if err != nil {
		return err
	}
	status := "added"
	if old != nil {
		status = "replaced"
	}
	b.results = append(b.results, built{Status: status, ID: d.ID, Statements: d.Statements, Entities: d.Entities})
	b.waiting = append(b.waiting, o.value)
	if b.quads += d.Quads; b.quads >= transactionQuads {
		if err := b.flush(ctx); err != nil {
			return err
		}
	}
	return b.show()
}

// failed notes a document that could not be read.
func (b *builder) failed(o outcome[*ingest.Prepared]) {
	var in *source.Error
	r := built{Status: "failed", Error: o.err.Error()}
	switch {
	case o.doc != nil:
		r.ID = o.doc.ID
	case errors.As(o.err, &in):
		r.ID = in.Path
	}
	b.results = append(b.results, r)
	b.clear()
	b.s.note("gongbao: %v", o.err)
}

// flush writes the documents that wait, in one transaction. In a build of
// several, identity across documents is found once, in the last; should the
// build break off before, the next one finds that it is due.
func (b *builder) flush(ctx context.Context) error {
	if len(b.waiting) == 0 && !b.late {
		return nil
	}
	err := b.store.Update(ctx, func(batch *store.Batch) error {
		changes, err := derive.Track(ctx, batch.Base(), batch)
		if err != nil {
			return err
		}
		tracker := identity.Track(batch.Base(), changes)
		for _, p := range b.waiting {
			if err := ingest.Write(batch, tracker, p); err != nil {
				return fmt.Errorf("document %s: %w", p.Document.ID, err)
			}
		}
		if !b.last {
			b.late = true
			return tracker.Postpone()
		}
		return tracker.Finish()
	})
	b.waiting, b.quads = nil, 0
	return err
}

// show draws the progress line.
func (b *builder) show() error {
	if !b.progress {
		return nil
	}
	n := 0
	for _, r := range b.results {
		n += r.Statements
	}
	_, err := fmt.Fprintf(b.s.err, "\r\x1b[K%s, %s", count(len(b.results), "document"), count(n, "statement"))
	return err
}

// clear takes the progress line away.
func (b *builder) clear() {
	if b.progress {
		fmt.Fprint(b.s.err, "\r\x1b[K")
	}
}

// report writes the results and says whether all went well.
func (b *builder) report(format string) error {
	b.clear()
	g := &grid{head: []string{"status", "statements", "entities", "document"}, right: map[int]bool{1: true, 2: true}}
	by := map[string]int{}
	statements := 0
	for _, r := range b.results {
		by[r.Status]++
		statements += r.Statements
		g.rows = append(g.rows, []string{r.Status, strconv.Itoa(r.Statements), strconv.Itoa(r.Entities), r.ID})
		g.objects = append(g.objects, r)
	}
	if len(b.results) == 0 {
		b.s.note("gongbao: no documents there; name files, or folders with .txt, .md, .html, .json, .jsonl or .docx files")
		return silent(exitNothing)
	}
	if err := g.write(b.s.out, format); err != nil {
		return err
	}
	if !b.quiet {
		derived := ""
		if b.derived+b.undone > 0 {
			derived = fmt.Sprintf("; %d derived, %d taken back", b.derived, b.undone)
		}
		b.s.note("%d added, %d replaced, %d unchanged, %d failed; %s read%s",
			by["added"], by["replaced"], by["unchanged"], by["failed"], count(statements, "statement"), derived)
	}
	if by["failed"] > 0 {
		return silent(exitInput)
	}
	return nil
}
