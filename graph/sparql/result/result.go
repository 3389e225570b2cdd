// Package result holds the answers of queries and writes them: the W3C's JSON,
// XML, CSV and TSV formats, Markdown, and a table for people. Solutions are
// written as they come; only the table, which must know its widths, waits.
package result

import (
	"gongbao/graph/rdf"
)

// Kind is what an answer consists of.
type Kind uint8

// The kinds of answer: those of SELECT, of ASK, and of CONSTRUCT and DESCRIBE.
const (
	Bindings Kind = iota
	Boolean
	Graph
)

// Solutions is a stream of rows of terms, one for each variable; an unbound
// one is the zero term. A row is overwritten by the next.
type Solutions interface {
	Next() bool
	Row() []rdf.Term
	Err() error
}

// Triples is a stream of triples, none of them twice.
type Triples interface {
	Next() bool
	Triple() rdf.Triple
	Err() error
}

// Result is an answer. It must be closed.
type Result struct {
	Kind Kind
	// Vars names the columns of Bindings.
	Vars []string
	// Solutions is set for Bindings, Triples for a Graph, and Truth for a
	// Boolean.
	Solutions Solutions
	Triples   Triples
	Truth     bool
	// Closer releases what the answer holds; it may be nil.
	Closer func() error
	// Explain describes how the query was run, once it has been read to the
	// end; it is nil unless it was asked for.
	Explain func() string
}

// Close releases what the answer holds.
func (r *Result) Close() error {
	if r.Closer == nil {
		return nil
	}
	return r.Closer()
}

// Rows reads all solutions.
func (r *Result) Rows() ([][]rdf.Term, error) {
	var rows [][]rdf.Term
	for r.Solutions.Next() {
		rows = append(rows, append([]rdf.Term(nil), r.Solutions.Row()...))
	}
	return rows, r.Solutions.Err()
}

// Quads reads all triples of a graph, as quads of the default graph.
func (r *Result) Quads() ([]rdf.Quad, error) {
	var quads []rdf.Quad
	for r.Triples.Next() {
		t := r.Triples.Triple()
		quads = append(quads, rdf.Quad{S: t.S, P: t.P, O: t.O})
	}
	return quads, r.Triples.Err()
}

// Fixed returns an answer with the given solutions.
func Fixed(vars []string, rows [][]rdf.Term) *Result {
	return &Result{Kind: Bindings, Vars: vars, Solutions: &fixed{rows: rows, at: -1}}
}

type fixed struct {
	rows [][]rdf.Term
	at   int
}

func (f *fixed) Next() bool {
	f.at++
	return f.at < len(f.rows)
}

func (f *fixed) Row() []rdf.Term { return f.rows[f.at] }
func (f *fixed) Err() error      { return nil }
