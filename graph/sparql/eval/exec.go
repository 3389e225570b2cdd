package eval

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/algebra"
	"gongbao/graph/sparql/eval/value"
	"gongbao/graph/sparql/plan"
	"gongbao/graph/sparql/syntax"
)

// Options says how a plan is run.
type Options struct {
	// Union matches patterns of the default graph in the merge of all graphs.
	Union bool
	// Base is the IRI against which IRI() resolves relative references.
	Base string
	// MemoryLimit bounds what a query may hold at once, in bytes, by its own
	// count of tables, sorted rows and computed terms; 0 is no limit.
	MemoryLimit int64
	// Now is the time that NOW() gives; the zero time means the clock's.
	Now time.Time
	// Functions are extension functions by their IRIs.
	Functions map[string]Function
	// Profile counts rows and measures time at each node of the plan.
	Profile bool
}

// Function is an extension function. Arguments that failed to evaluate make
// the call fail before it is reached; a false second result is a type error.
type Function func(env *Env, args []value.Value) (value.Value, bool)

// Env is what an extension function sees of the running query.
type Env struct {
	Context context.Context
	Dataset Dataset
	ex      *exec
}

// Fail stops the query with an error that is not the query's fault, such as
// one of the dataset.
func (e *Env) Fail(err error) { e.ex.fail(err) }

// Term returns the term of an id.
func (e *Env) Term(id rdf.ID) rdf.Term { return e.ex.term(id) }

// ID returns the id of a term, which may be one of the query's own.
func (e *Env) ID(t rdf.Term) rdf.ID { return e.ex.intern(t) }

// MemoryError says that a query needed more memory than it was allowed.
type MemoryError struct {
	// Limit is the limit in bytes.
	Limit int64
}

// Error names the limit and what to do.
func (e *MemoryError) Error() string {
	return fmt.Sprintf("the query needs more than its %d MB of memory; narrow it, add LIMIT, or raise the limit", e.Limit>>20)
}

// StoppedError says that a query was stopped before it was done, so that what
// it gave is not the whole answer. It wraps context.DeadlineExceeded or
// context.Canceled.
type StoppedError struct {
	// After is how long the query had run.
	After time.Duration
	cause error
}

// Error says whether time ran out or somebody stopped the query.
func (e *StoppedError) Error() string {
	if errors.Is(e.cause, context.DeadlineExceeded) {
		return fmt.Sprintf("the query was stopped at its time limit after %v; the answer is not complete", e.After.Round(time.Millisecond))
	}
	return "the query was interrupted; the answer is not complete"
}

// Unwrap returns the context's error.
func (e *StoppedError) Unwrap() error { return e.cause }

// ServiceError says that a query asks another server, which is not done.
type ServiceError struct {
	// Pos is where SERVICE stands.
	Pos syntax.Pos
}

// Error names the place.
func (e *ServiceError) Error() string {
	return fmt.Sprintf("query line %d, column %d: SERVICE is not run: this engine asks no other server; load the data into the store instead",
		e.Pos.Line, e.Pos.Column)
}

// exec is one run of a plan.
type exec struct {
	ctx     context.Context
	done    <-chan struct{}
	ds      Dataset
	plan    *plan.Plan
	opts    Options
	started time.Time
	now     value.Value
	env     *Env
	random  *rand.Rand

	err   error
	ticks uint32
	used  int64

	// locals are the terms that the dataset does not have.
	locals   []value.Value
	localIDs map[rdf.Term]rdf.ID
	cache    []cached
	misses   int

	// terms looks terms up: the dataset, or its reader, which is then in reader
	// too, to be closed.
	terms interface {
		Term(rdf.ID) (rdf.Term, error)
	}
	reader Terms

	// graphs that FROM and FROM NAMED choose; nil where there is no clause.
	from      []rdf.ID
	fromNamed map[rdf.ID]bool
	hasFrom   bool
	named     []rdf.ID
	hasNamed  bool

	open     []Iterator
	regexes  map[regexKey]*regex
	blanks   int
	solution uint64
	labels   map[blankKey]rdf.Term
	profile  []Profile
}

// Profile is what one node of a plan did.
type Profile struct {
	// Opens counts how often the node was opened and Rows what it gave in all.
	Opens, Rows uint64
	// Time is spent in the node and those below it.
	Time time.Duration
}

type cached struct {
	id rdf.ID
	v  value.Value
}

const (
	// A query starts with a small cache of values and gets larger ones when it
	// has filled that.
	smallCache = 1 << 7
	largeCache = 1 << 15
	// tickMask makes every 64th step look at the context, which keeps a stop
	// well under a millisecond away at no measurable cost.
	tickMask = 63
	// localBase is the first id of the query's own terms.
	localBase = MaxID + 1
)

// tick counts a step and reports whether the query may go on.
func (ex *exec) tick() bool {
	ex.ticks++
	if ex.ticks&tickMask == 0 {
		select {
		case <-ex.done:
			ex.stop()
		default:
		}
	}
	return ex.err == nil
}

func (ex *exec) stop() {
	if cause := ex.ctx.Err(); cause != nil {
		ex.fail(cause)
	}
}

// fail ends the query; the first error is the one reported.
func (ex *exec) fail(err error) {
	if err == nil || ex.err != nil {
		return
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		err = &StoppedError{After: time.Since(ex.started), cause: err}
	}
	ex.err = err
}

// charge counts bytes that the query holds.
func (ex *exec) charge(bytes int64) {
	ex.used += bytes
	if ex.opts.MemoryLimit > 0 && ex.used > ex.opts.MemoryLimit {
		ex.fail(&MemoryError{Limit: ex.opts.MemoryLimit})
	}
}

// intern returns the id of a term: the dataset's, or one of the query's own.
func (ex *exec) intern(t rdf.Term) rdf.ID {
	if id, ok := ex.localIDs[t]; ok {
		return id
	}
	id, ok, err := ex.ds.ID(t)
	if err != nil {
		ex.fail(err)
	}
	if ok {
		return id
	}
	id = localBase + rdf.ID(len(ex.locals))
	v := value.Of(t)
	v.ID = id
	ex.locals = append(ex.locals, v)
	ex.localIDs[t] = id
	ex.charge(int64(len(t.Value)) + 320)
	return id
}

func (ex *exec) internValue(v value.Value) rdf.ID {
	if v.ID != 0 {
		return v.ID
	}
	return ex.intern(v.Term())
}

// term returns the term of an id, the zero term for 0.
func (ex *exec) term(id rdf.ID) rdf.Term {
	switch {
	case id == 0:
		return rdf.Term{}
	case id >= localBase:
		return ex.locals[id-localBase].Term()
	}
	if ex.terms == nil {
		ex.terms = ex.ds
		if r, ok := ex.ds.(TermReader); ok {
			reader := r.Terms()
			ex.terms, ex.reader = reader, reader
		}
	}
	t, err := ex.terms.Term(id)
	if err != nil {
		ex.fail(err)
	}
	return t
}

// value returns the value of an id, remembering the last few thousand.
func (ex *exec) value(id rdf.ID) value.Value {
	switch {
	case id == 0:
		return value.Value{}
	case id >= localBase:
		return ex.locals[id-localBase]
	}
	c := &ex.cache[uint64(id)%uint64(len(ex.cache))]
	if c.id != id {
		if ex.misses++; ex.misses*2 > len(ex.cache) && len(ex.cache) < largeCache {
			ex.cache = make([]cached, len(ex.cache)*16)
			ex.misses = 0
			c = &ex.cache[uint64(id)%uint64(len(ex.cache))]
		}
		c.v = value.Of(ex.term(id))
		c.v.ID = id
		c.id = id
	}
	return c.v
}

// match opens an iterator that is closed with the query.
func (ex *exec) match(pattern rdf.IDQuad, order Order) Iterator {
	it := ex.ds.Match(ex.ctx, pattern, order)
	ex.open = append(ex.open, it)
	return it
}

func (ex *exec) drop(it Iterator) {
	ex.fail(it.Close())
	for i := len(ex.open) - 1; i >= 0; i-- {
		if ex.open[i] == it {
			ex.open = append(ex.open[:i], ex.open[i+1:]...)
			return
		}
	}
}

// namedGraphs returns the ids of the graphs that GRAPH ranges over.
func (ex *exec) namedGraphs() []rdf.ID {
	if ex.hasNamed {
		return ex.named
	}
	ex.hasNamed = true
	if ex.hasFrom {
		for _, t := range ex.plan.Query.FromNamed {
			if id := ex.intern(t); id < localBase {
				ex.named = append(ex.named, id)
			}
		}
		return ex.named
	}
	if l, ok := ex.ds.(GraphLister); ok {
		graphs, err := l.Graphs(ex.ctx)
		ex.fail(err)
		ex.named = graphs
		return ex.named
	}
	it := ex.match(rdf.IDQuad{}, Order{rdf.G, rdf.S, rdf.P, rdf.O})
	seen := map[rdf.ID]bool{rdf.DefaultGraphID: true}
	for ex.tick() && it.Next() {
		if g := it.Quad()[rdf.G]; !seen[g] {
			seen[g] = true
			ex.named = append(ex.named, g)
			ex.charge(32)
		}
	}
	ex.fail(it.Err())
	ex.drop(it)
	return ex.named
}

// setDataset resolves FROM and FROM NAMED.
func (ex *exec) setDataset() {
	q := ex.plan.Query
	if !q.HasFrom {
		return
	}
	ex.hasFrom = true
	ex.fromNamed = map[rdf.ID]bool{}
	seen := map[rdf.ID]bool{}
	for _, t := range q.From {
		if id := ex.intern(t); id < localBase && !seen[id] {
			seen[id] = true
			ex.from = append(ex.from, id)
		}
	}
	for _, t := range q.FromNamed {
		if id := ex.intern(t); id < localBase {
			ex.fromNamed[id] = true
		}
	}
}

// Rows is a running query: a stream of solutions.
type Rows struct {
	ex   *exec
	root op
	row  []rdf.ID
	// Row holds the ids of the present solution by slot; 0 is unbound. It is
	// overwritten by the next one.
	Row []rdf.ID
}

// Open starts a plan. The caller closes the Rows.
func Open(ctx context.Context, ds Dataset, p *plan.Plan, opts Options) (*Rows, error) {
	if opts.Now.IsZero() {
		opts.Now = time.Now()
	}
	ex := &exec{
		ctx: ctx, done: ctx.Done(), ds: ds, plan: p, opts: opts, started: time.Now(), localIDs: map[rdf.Term]rdf.ID{},
		cache: make([]cached, smallCache), regexes: map[regexKey]*regex{}, labels: map[blankKey]rdf.Term{},
		random: rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64())),
	}
	ex.env = &Env{Context: ctx, Dataset: ds, ex: ex}
	ex.now = value.Of(rdf.NewLiteral(opts.Now.Format("2006-01-02T15:04:05.000Z07:00"), rdf.XSD+"dateTime"))
	if opts.Profile {
		ex.profile = make([]Profile, p.Nodes)
	}
	ex.setDataset()
	c := &compiler{ex: ex}
	r := &Rows{ex: ex, root: c.node(p.Root), row: make([]rdf.ID, len(p.Query.Names))}
	if c.err != nil {
		return nil, c.err
	}
	ex.stop() // a context that is over already
	if ex.err != nil {
		return nil, ex.err
	}
	r.Row = r.row
	r.root.open(r.row)
	return r, nil
}

// Next moves to the next solution.
func (r *Rows) Next() bool {
	if r.ex.err != nil || !r.root.next() {
		if r.ex.err == nil {
			r.ex.stop()
		}
		return false
	}
	return r.ex.err == nil
}

// Err returns why the stream ended, nil at its true end.
func (r *Rows) Err() error { return r.ex.err }

// Term returns the term of a slot, the zero term where it is unbound.
func (r *Rows) Term(v algebra.Var) rdf.Term { return r.ex.term(r.row[v]) }

// TermOf returns the term of an id that this query has given.
func (r *Rows) TermOf(id rdf.ID) rdf.Term { return r.ex.term(id) }

// IDOf returns the id of a term, which may be one of the query's own.
func (r *Rows) IDOf(t rdf.Term) rdf.ID { return r.ex.intern(t) }

// Profile returns what each node of the plan did, by its id; nil unless
// Options.Profile was set.
func (r *Rows) Profile() []Profile { return r.ex.profile }

// Charge counts bytes that the caller holds for the answer against the query's
// memory limit; over it, the query ends with a *MemoryError.
func (r *Rows) Charge(bytes int64) { r.ex.charge(bytes) }

// Fresh returns a blank node that nothing else in the answer has.
func (r *Rows) Fresh() rdf.Term { return r.ex.freshBlank() }

// Close releases what the query holds.
func (r *Rows) Close() error {
	var first error
	for _, it := range r.ex.open {
		if err := it.Close(); err != nil && first == nil {
			first = err
		}
	}
	r.ex.open = nil
	if r.ex.reader != nil {
		if err := r.ex.reader.Close(); err != nil && first == nil {
			first = err
		}
		r.ex.reader, r.ex.terms = nil, nil
	}
	return first
}
