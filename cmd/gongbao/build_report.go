package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"gongbao/exports"
	"gongbao/extract/source"
	"gongbao/graph/registry"
)

// built is what became of a document in a build.
type built struct {
	Status     string `json:"status"` // added, replaced, unchanged, failed
	ID         string `json:"id"`
	Statements int    `json:"statements"`
	Entities   int    `json:"entities"`
	Error      string `json:"error,omitempty"`

	entry *registry.Document
}

// documentRow is the row of a document that was read.
func documentRow(status string, d *registry.Document) built {
	return built{Status: status, ID: d.ID, Statements: d.Statements, Entities: d.Entities, entry: d}
}

// unchangedRow is the row of a document that nothing was read of.
func unchangedRow(d *registry.Document) built { return built{Status: "unchanged", ID: d.ID, entry: d} }

// failedRow is the row of a document that could not be read.
func failedRow(o outcome[*reading]) built {
	var in *source.Error
	r := built{Status: "failed", Error: o.err.Error()}
	switch {
	case o.doc != nil:
		r.ID = o.doc.ID
	case errors.As(o.err, &in):
		r.ID = in.Path
	}
	return r
}

const (
	// A table for people has no more rows than this, and the list of what could
	// not be read no more lines. Formats for programs, and the manifest, have
	// all.
	maxTableRows   = 1000
	maxFailedLines = 100
)

// buildReport writes what became of the documents as the build goes, each as
// soon as it is stored, so that it holds only a few of them.
type buildReport struct {
	// derived and undone count the facts that were derived and taken back.
	derived, undone int
	s               streams
	format          string
	quiet           bool
	dryRun          bool
	progress        *progress

	waiting    []built // until they are stored
	rows       rowWriter
	manifest   rowWriter
	by         map[string]int
	statements int
	failed     []string
}

// add notes a document.
func (r *buildReport) add(b built) { r.waiting = append(r.waiting, b) }

// flush writes what waits.
func (r *buildReport) flush() error {
	if len(r.waiting) == 0 {
		return nil
	}
	if r.rows == nil {
		g := &grid{head: []string{"status", "statements", "entities", "document"}, right: map[int]bool{1: true, 2: true}}
		r.rows = g.stream(r.s.out, r.format, maxTableRows)
		r.by = map[string]int{}
	}
	if r.s.outTTY {
		r.progress.clear()
	}
	for i := range r.waiting {
		b := &r.waiting[i]
		r.by[b.Status]++
		r.statements += b.Statements
		if b.Error != "" && len(r.failed) < maxFailedLines {
			r.failed = append(r.failed, b.Error)
		}
		if err := r.rows.row([]string{b.Status, strconv.Itoa(b.Statements), strconv.Itoa(b.Entities), b.ID}, b); err != nil {
			return err
		}
		if r.manifest != nil {
			if err := r.manifest.row(manifestRow(b)); err != nil {
				return err
			}
		}
	}
	r.waiting = r.waiting[:0]
	return nil
}

// end says whether all went well.
func (r *buildReport) end() error {
	if r.rows == nil {
		r.s.note("gongbao: no documents there; name files, or folders with .txt, .md, .html, .json, .jsonl or .docx files")
		return silent(exitNothing)
	}
	if err := r.rows.end(); err != nil {
		return err
	}
	for _, f := range r.failed {
		r.s.note("gongbao: %s", f)
	}
	if n := r.by["failed"] - len(r.failed); n > 0 {
		r.s.note("gongbao: and %d more could not be read; --manifest FILE lists all", n)
	}
	if !r.quiet {
		line := fmt.Sprintf("%d added, %d replaced, %d unchanged, %d failed; %s read",
			r.by["added"], r.by["replaced"], r.by["unchanged"], r.by["failed"], count(r.statements, "statement"))
		if r.derived+r.undone > 0 {
			line += fmt.Sprintf("; %d derived, %d taken back", r.derived, r.undone)
		}
		if r.dryRun {
			line = "dry run, nothing was written: " + line
		}
		r.s.note("%s", line)
	}
	if r.by["failed"] > 0 {
		return silent(exitInput)
	}
	return nil
}

// manifestLine is a document in the manifest.
type manifestLine struct {
	Status     string `json:"status"`
	ID         string `json:"document"`
	Source     string `json:"source,omitempty"`
	Hash       string `json:"sha256,omitempty"`
	Bytes      int    `json:"bytes"`
	Facts      int    `json:"facts"`
	Statements int    `json:"statements"`
	Entities   int    `json:"entities"`
	Quads      int    `json:"quads"`
	Error      string `json:"error,omitempty"`
}

var manifestHead = []string{"status", "document", "source", "sha256", "bytes", "facts", "statements", "entities", "quads", "error"}

func manifestRow(b *built) ([]string, any) {
	l := manifestLine{Status: b.Status, ID: b.ID, Error: b.Error}
	if d := b.entry; d != nil {
		l = manifestLine{b.Status, b.ID, d.Source, d.ContentHash, d.Bytes, d.Facts, d.Statements, d.Entities, d.Quads, b.Error}
	}
	return []string{
		l.Status, l.ID, l.Source, l.Hash, strconv.Itoa(l.Bytes), strconv.Itoa(l.Facts), strconv.Itoa(l.Statements),
		strconv.Itoa(l.Entities), strconv.Itoa(l.Quads), l.Error,
	}, l
}

// withManifest does the work and writes the manifest of what was read, also
// where the work was broken off.
func (r *buildReport) withManifest(path string, work func() error) error {
	format := strings.TrimPrefix(filepath.Ext(strings.TrimSuffix(strings.ToLower(path), ".gz")), ".")
	switch format {
	case "tsv", "csv", "jsonl", "json":
	default:
		return usagef("--manifest %s: the name must end in .tsv, .csv, .jsonl or .json", path)
	}
	var worked error
	err := exports.ToFile(path, func(w io.Writer) error {
		r.manifest = (&grid{head: manifestHead}).stream(w, format, 0)
		worked = work()
		return r.manifest.end()
	})
	if err != nil {
		err = fmt.Errorf("writing %s: %w", path, err)
	}
	return errors.Join(worked, err)
}

// rowWriter writes the rows of a grid one by one.
type rowWriter interface {
	row(cells []string, object any) error
	end() error
}

// stream returns a writer of the grid's rows in a format. What is for programs
// is written as it comes; what needs all rows holds them, of a table the first
// limit.
func (g *grid) stream(w io.Writer, format string, limit int) rowWriter {
	switch format {
	case "table", "md":
		return &heldRows{g: g, w: w, format: format, limit: limit}
	}
	out := bufio.NewWriter(w)
	s := &streamedRows{g: g, w: out, format: format}
	if format == "csv" {
		s.csv = csv.NewWriter(out)
	}
	return s
}

// heldRows holds rows until the end.
type heldRows struct {
	g      *grid
	w      io.Writer
	format string
	limit  int
	more   int
}

func (h *heldRows) row(cells []string, _ any) error {
	if h.format == "table" && h.limit > 0 && len(h.g.rows) >= h.limit {
		h.more++
		return nil
	}
	h.g.rows = append(h.g.rows, cells)
	return nil
}

func (h *heldRows) end() error {
	if err := h.g.write(h.w, h.format); err != nil || h.more == 0 {
		return err
	}
	_, err := fmt.Fprintf(h.w, "and %d more rows; -f tsv writes all\n", h.more)
	return err
}

// streamedRows writes rows as they come.
type streamedRows struct {
	g      *grid
	w      *bufio.Writer
	csv    *csv.Writer
	format string
	n      int
}

func (s *streamedRows) row(cells []string, object any) error {
	s.n++
	var err error
	switch s.format {
	case "json":
		lead := ",\n  "
		if s.n == 1 {
			lead = "[\n  "
		}
		if _, err = s.w.WriteString(lead); err == nil {
			err = writeJSONElement(s.w, object)
		}
	case "jsonl":
		err = writeJSONLine(s.w, object)
	case "csv":
		if s.n == 1 {
			err = s.csv.Write(s.g.head)
		}
		if err == nil {
			err = s.csv.Write(cells)
		}
		s.csv.Flush()
	default:
		if s.n == 1 {
			err = writeTSV(s.w, s.g.head)
		}
		if err == nil {
			err = writeTSV(s.w, cells)
		}
	}
	return errors.Join(err, s.w.Flush())
}

func (s *streamedRows) end() error {
	var err error
	switch {
	case s.format == "json" && s.n == 0:
		_, err = s.w.WriteString("[]\n")
	case s.format == "json":
		_, err = s.w.WriteString("\n]\n")
	case s.n > 0:
	case s.format == "csv":
		err = s.csv.Write(s.g.head)
		s.csv.Flush()
	case s.format == "tsv":
		err = writeTSV(s.w, s.g.head)
	}
	return errors.Join(err, s.w.Flush())
}
