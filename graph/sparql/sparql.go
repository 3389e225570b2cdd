// Package sparql answers SPARQL 1.1 queries over an eval.Dataset.
//
// A query passes through syntax (text to tree), algebra (tree to operators on
// numbered variables), plan (the order of joins, from the dataset's counts) and
// eval (streaming operators on ids); result writes the answer. SERVICE and
// SPARQL Update are read but refused.
package sparql

import (
	"context"
	"maps"
	"slices"
	"time"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/algebra"
	"gongbao/graph/sparql/eval"
	"gongbao/graph/sparql/plan"
	"gongbao/graph/sparql/result"
	"gongbao/graph/sparql/syntax"
)

// Options says how a query is run. The zero Options are those of the SPARQL
// specification: no limits, and patterns outside GRAPH match the default graph
// alone.
type Options struct {
	// Timeout stops the query after that time; 0 is none. The context given to
	// Run can stop it as well.
	Timeout time.Duration
	// MemoryLimit bounds what the query may hold at once, in bytes; 0 is none.
	MemoryLimit int64
	// UnionDefaultGraph makes the default graph the merge of all graphs.
	UnionDefaultGraph bool
	// Prefixes are declared before the query, keyed without the colon.
	Prefixes map[string]string
	// Base is the IRI against which relative IRIs are resolved.
	Base string
	// Languages are the languages in which gb:label looks for a label, best
	// first; none means Chinese, then English.
	Languages []string
	// Label names what has no label in the data, such as the terms of an
	// ontology; it returns "" for what it does not know. nil knows nothing.
	Label func(iri string) string
	// Fold is what gb:fold does to a string; nil means lower case.
	Fold func(string) string
	// Params are values for variables of the query, by name: as if the query
	// ended with a VALUES block.
	Params map[string]rdf.Term
	// Explain makes the result describe how it was found.
	Explain bool
	// Plain runs the query as it is written, without planning.
	Plain bool
	// Now is what NOW() gives; the zero time means the clock's.
	Now time.Time
}

// Parse reads a query. Its error is an error of type *syntax.Error.
func Parse(query string, prefixes map[string]string, base string) (*syntax.Query, error) {
	return syntax.Parse(query, syntax.Options{Base: base, Prefixes: prefixes})
}

// Run parses a query and starts it. Reading the result runs it on; the caller
// closes the result. Errors of reading are *syntax.Error; the result's own are
// *eval.StoppedError for a query that was stopped, *eval.MemoryError,
// *eval.ServiceError, or those of the dataset.
func Run(ctx context.Context, ds eval.Dataset, query string, opts Options) (*result.Result, error) {
	q, err := Parse(query, opts.Prefixes, opts.Base)
	if err != nil {
		return nil, err
	}
	return RunQuery(ctx, ds, q, opts)
}

// RunQuery starts a parsed query.
func RunQuery(ctx context.Context, ds eval.Dataset, q *syntax.Query, opts Options) (*result.Result, error) {
	cancel := func() {}
	if opts.Timeout > 0 { // planning counts too
		ctx, cancel = context.WithTimeout(ctx, opts.Timeout)
	}
	q = withParams(q, opts.Params)
	a := algebra.Translate(q, algebra.Options{SearchProperty: SearchProperty})
	p, err := plan.New(a, eval.WithCounts(ds), plan.Options{Union: opts.UnionDefaultGraph, Plain: opts.Plain})
	if err != nil {
		cancel()
		return nil, err
	}
	base := q.Base
	if base == "" {
		base = opts.Base
	}
	rows, err := eval.Open(ctx, ds, p, eval.Options{
		Union: opts.UnionDefaultGraph, Base: base, MemoryLimit: opts.MemoryLimit, Now: opts.Now,
		Functions: functions(opts), Profile: opts.Explain,
	})
	if err != nil {
		cancel()
		return nil, err
	}
	r := &result.Result{Closer: func() error {
		cancel()
		return rows.Close()
	}}
	if opts.Explain {
		r.Explain = func() string { return plan.Explain(p, actual(rows.Profile())) }
	}
	switch q.Form {
	case syntax.Ask:
		r.Kind = result.Boolean
		r.Truth = rows.Next()
		if err := rows.Err(); err != nil {
			_ = r.Close() // the query's error matters more
			return nil, err
		}
	case syntax.Construct:
		r.Kind = result.Graph
		r.Triples = newConstructed(rows, a)
	case syntax.Describe:
		r.Kind = result.Graph
		r.Triples = &described{rows: rows, query: a, seen: map[rdf.ID]bool{}}
	default:
		r.Kind = result.Bindings
		s := &solutions{rows: rows, vars: a.Columns, row: make([]rdf.Term, len(a.Columns))}
		for _, v := range a.Columns {
			r.Vars = append(r.Vars, a.Names[v])
		}
		r.Solutions = s
	}
	return r, nil
}

func actual(profile []eval.Profile) []plan.Actual {
	out := make([]plan.Actual, len(profile))
	for i, p := range profile {
		out[i] = plan.Actual{Opens: p.Opens, Rows: p.Rows, Time: p.Time}
	}
	return out
}

// withParams adds a VALUES block to the pattern.
func withParams(q *syntax.Query, params map[string]rdf.Term) *syntax.Query {
	if len(params) == 0 {
		return q
	}
	v := &syntax.Values{Rows: [][]rdf.Term{nil}}
	for _, name := range slices.Sorted(maps.Keys(params)) {
		v.Vars = append(v.Vars, name)
		v.Rows[0] = append(v.Rows[0], params[name])
	}
	out := *q
	where := syntax.Group{}
	if q.Where != nil {
		where = *q.Where
	}
	where.Elements = append([]syntax.Pattern{v}, where.Elements...)
	out.Where = &where
	return &out
}

// solutions are the rows of a SELECT.
type solutions struct {
	rows *eval.Rows
	vars []algebra.Var
	row  []rdf.Term
}

func (s *solutions) Next() bool {
	if !s.rows.Next() {
		return false
	}
	for i, v := range s.vars {
		s.row[i] = s.rows.Term(v)
	}
	return s.rows.Err() == nil
}

func (s *solutions) Row() []rdf.Term { return s.row }
func (s *solutions) Err() error      { return s.rows.Err() }

// constructed are the triples of a CONSTRUCT template.
type constructed struct {
	rows  *eval.Rows
	query *algebra.Query
	seen  map[[3]rdf.ID]bool
	queue []rdf.Triple
	now   rdf.Triple
}

func newConstructed(rows *eval.Rows, q *algebra.Query) *constructed {
	return &constructed{rows: rows, query: q, seen: map[[3]rdf.ID]bool{}}
}

func (c *constructed) Next() bool {
	for len(c.queue) == 0 {
		if !c.rows.Next() {
			return false
		}
		blanks := map[string]rdf.Term{}
		for _, t := range c.query.Template {
			s, okS := c.fill(t.S, blanks)
			p, okP := c.fill(t.P, blanks)
			o, okO := c.fill(t.O, blanks)
			if !okS || !okP || !okO || p.Kind != rdf.IRI || s.Kind != rdf.IRI && s.Kind != rdf.Blank {
				continue
			}
			key := [3]rdf.ID{c.rows.IDOf(s), c.rows.IDOf(p), c.rows.IDOf(o)}
			if !c.seen[key] {
				c.seen[key] = true
				c.rows.Charge(64)
				c.queue = append(c.queue, rdf.Triple{S: s, P: p, O: o})
			}
		}
		if c.rows.Err() != nil {
			return false
		}
	}
	c.now, c.queue = c.queue[0], c.queue[1:]
	return true
}

// fill gives a node of the template its term in the present solution.
func (c *constructed) fill(n algebra.Node, blanks map[string]rdf.Term) (rdf.Term, bool) {
	switch {
	case n.IsVar:
		t := c.rows.Term(n.Var)
		return t, !t.IsZero()
	case n.Triple != nil:
		s, okS := c.fill(n.Triple[0], blanks)
		p, okP := c.fill(n.Triple[1], blanks)
		o, okO := c.fill(n.Triple[2], blanks)
		if !okS || !okP || !okO || p.Kind != rdf.IRI || s.Kind != rdf.IRI && s.Kind != rdf.Blank {
			return rdf.Term{}, false
		}
		return rdf.NewTripleTerm(rdf.Triple{S: s, P: p, O: o}), true
	case n.Term.Kind == rdf.Blank:
		b, ok := blanks[n.Term.Value]
		if !ok {
			b = c.rows.Fresh()
			blanks[n.Term.Value] = b
		}
		return b, true
	}
	return n.Term, true
}

func (c *constructed) Triple() rdf.Triple { return c.now }
func (c *constructed) Err() error         { return c.rows.Err() }

// described are the triples about what a DESCRIBE names.
type described struct {
	rows  *eval.Rows
	query *algebra.Query
	seen  map[rdf.ID]bool
	queue []rdf.Triple
	now   rdf.Triple
}

func (d *described) Next() bool {
	for len(d.queue) == 0 {
		if !d.rows.Next() {
			return false
		}
		for _, n := range d.query.Targets {
			id := rdf.ID(0)
			if n.IsVar {
				id = d.rows.Row[n.Var]
			} else {
				id = d.rows.IDOf(n.Term)
			}
			if id == 0 {
				continue
			}
			err := d.rows.Describe(id, d.seen, func(s, p, o rdf.ID) bool {
				d.queue = append(d.queue, rdf.Triple{S: d.rows.TermOf(s), P: d.rows.TermOf(p), O: d.rows.TermOf(o)})
				return true
			})
			if err != nil {
				return false
			}
		}
	}
	d.now, d.queue = d.queue[0], d.queue[1:]
	return true
}

func (d *described) Triple() rdf.Triple { return d.now }
func (d *described) Err() error         { return d.rows.Err() }
