package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"gongbao/extract"
	"gongbao/extract/pack"
	"gongbao/extract/source"
	"gongbao/extract/text"
	"gongbao/graph/ingest"
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
A document that cannot be read does not stop the others: the bad ones are listed at the end with their reasons, and the
exit code is 3. An interrupt (^C) keeps what is whole, and the same command goes on from there.`,
		Flags: append(readingFlags(), storeFlag(), baseFlag(), noDeriveFlag(),
			&cli.BoolFlag{Name: "no-text", Usage: "do not keep the clean text, by which explain shows sentences"},
			&cli.BoolFlag{Name: "dry-run", Aliases: []string{"n"}, Usage: "read everything and say what would be done, and write nothing"},
			&cli.StringFlag{Name: "manifest", Usage: "write a list of what was read to `FILE` (.tsv, .csv or .jsonl, .gz behind it compresses): status, hash, bytes and facts of each document"},
			progressFlag(), formatFlag(gridFormats), jsonFlag(), quietFlag()),
		Action: func(c *cli.Context) error { return build(c, s) },
	}
}

// builder carries a build.
type builder struct {
	old      *store.Snapshot // as the store was when the build began; nil where there is none
	pack     *pack.Pack
	options  ingest.Options
	dryRun   bool
	progress *progress
	report   *buildReport
	// seen holds the IDs of this build, with the paths they were read from.
	seen map[string]string
}

// reading is what became of a document that could be read.
type reading struct {
	// doc is nil where the store has the document as it is; entry is what is
	// known of it then.
	doc   *ingest.Prepared
	entry *registry.Document
	// replaces says that the store has another state of the document.
	replaces bool
	// blocks are the records by which a new document takes part in identity.
	blocks []store.Record
}

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
	b := &builder{
		dryRun: c.Bool("dry-run"), seen: map[string]string{},
		options: ingest.Options{Base: cmp.Or(c.String("base"), vocab.DefaultBase), NoText: c.Bool("no-text")},
	}
	st, root, err := b.open(c)
	<-loaded
	if st != nil {
		defer func() { err = errors.Join(err, st.Close()) }()
	}
	if err = cmp.Or(packErr, err); err != nil {
		return err
	}
	b.pack = p
	if st != nil {
		b.old = st.Snapshot()
		defer func() { err = errors.Join(err, b.old.Close()) }()
	}
	b.progress = newProgress(c, s)
	if b.progress.bar || b.progress.lines {
		b.progress.total = source.Size(c.Args().Slice())
	}
	b.report = &buildReport{s: s, format: format, quiet: c.Bool("quiet"), dryRun: b.dryRun, progress: b.progress}
	o := sourceOptions(c, s, root)
	o.Taken = b.progress.took
	docs := readAll(c.Context, source.Walk(c.Args().Slice(), o), p, c.Int("jobs"), b.prepare)
	work := func() error { return b.run(c.Context, st, docs) }
	if path := c.String("manifest"); path != "" {
		err = b.report.withManifest(path, work)
	} else {
		err = work()
	}
	if err == nil && c.Context.Err() == nil && !b.dryRun && !c.Bool("no-derive") {
		b.progress.say("what follows")
		b.report.derived, b.report.undone, err = upToDate(c.Context, st)
	}
	b.progress.clear()
	return cmp.Or(err, c.Context.Err(), b.report.end())
}

// open opens the store and returns the folder that the paths of its documents
// are relative to. For a dry run there need not be a store.
func (b *builder) open(c *cli.Context) (*store.Store, string, error) {
	st, err := store.OpenContext(c.Context, c.String("store"), store.Options{ReadOnly: b.dryRun})
	var missing *store.MissingError
	if b.dryRun && errors.As(err, &missing) {
		root, err := os.Getwd()
		return nil, root, err
	}
	if err != nil {
		return nil, "", err
	}
	root, err := storeRoot(c.Context, st, b.dryRun)
	return st, root, err
}

// storeRoot returns the folder that the paths of the store's documents are
// relative to: the working folder of the first build.
func storeRoot(ctx context.Context, st *store.Store, readOnly bool) (string, error) {
	snap := st.Snapshot()
	value, found, err := snap.Record(registry.Settings, registry.RootSetting)
	if err = errors.Join(err, snap.Close()); err != nil || found {
		return string(value), err
	}
	root, err := os.Getwd()
	if err != nil || readOnly {
		return root, err
	}
	return root, st.Update(ctx, func(b *store.Batch) error {
		return b.PutRecord(registry.Settings, registry.RootSetting, []byte(root))
	})
}

// run reads the documents and stores them.
func (b *builder) run(ctx context.Context, st *store.Store, docs iter.Seq[outcome[*reading]]) error {
	pull, stop := iter.Pull(docs)
	defer stop()
	next := func() (*reading, bool, error) {
		for o, more := pull(); more; o, more = pull() {
			if x := b.take(o); x != nil {
				return x, true, nil
			}
		}
		return nil, false, nil
	}
	if !b.dryRun {
		w := &writer{st: st, progress: b.progress, stored: b.report.flush}
		if err := w.write(ctx, next); err != nil {
			return err
		}
		return b.report.flush()
	}
	for {
		_, more, err := next()
		if err != nil || !more {
			return errors.Join(err, b.report.flush())
		}
		if err := b.report.flush(); err != nil {
			return err
		}
	}
}

// prepare reads one document.
func (b *builder) prepare(ctx context.Context, x *extract.Extractor, d *source.Document) (*reading, error) {
	// File names may hold any bytes; names of documents are text.
	d.ID = strings.ToValidUTF8(d.ID, "\uFFFD")
	doc := documentEntry(d, b.pack)
	doc.Fingerprint = ingest.Fingerprint(doc, b.options)
	var old *registry.Document
	if b.old != nil {
		var err error
		if old, err = ingest.Registered(b.old, d.ID); err != nil {
			return nil, err
		}
		if old != nil && old.Fingerprint == doc.Fingerprint {
			return &reading{entry: old}, nil
		}
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
	p := ingest.Prepare(in, b.options)
	out := &reading{doc: p, entry: &p.Document, replaces: old != nil}
	if !out.replaces {
		out.blocks, err = identity.BlockRecords(d.ID, p.Clues)
	}
	return out, err
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

// take notes what became of a document, and returns it where it is to be
// stored.
func (b *builder) take(o outcome[*reading]) *reading {
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
		b.report.add(failedRow(o))
		b.progress.read(0, 0)
		return nil
	}
	b.progress.read(o.value.entry.Facts, o.value.entry.Bytes)
	status := "added"
	switch {
	case o.value.doc == nil:
		b.report.add(unchangedRow(o.value.entry))
		return nil
	case o.value.replaces:
		status = "replaced"
	}
	b.report.add(documentRow(status, o.value.entry))
	return o.value
}
