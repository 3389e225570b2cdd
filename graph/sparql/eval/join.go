package eval

import (
	"gongbao/graph/rdf"
	"gongbao/graph/sparql/algebra"
	"gongbao/graph/sparql/plan"
)

// bindOp opens r for every solution of l.
type bindOp struct {
	l, r   op
	row    []rdf.ID
	active bool
}

func (o *bindOp) open(row []rdf.ID) {
	o.row, o.active = row, false
	o.l.open(row)
}

func (o *bindOp) next() bool {
	for {
		if o.active && o.r.next() {
			return true
		}
		o.active = false
		if !o.l.next() {
			return false
		}
		o.r.open(o.row)
		o.active = true
	}
}

// optionalOp is bindOp that keeps solutions of l for which r has none.
type optionalOp struct {
	ex      *exec
	l, r    op
	filters []expr
	row     []rdf.ID
	active  bool
	matched bool
}

func (o *optionalOp) open(row []rdf.ID) {
	o.row, o.active = row, false
	o.l.open(row)
}

func (o *optionalOp) next() bool {
	for o.ex.err == nil {
		if !o.active {
			if !o.l.next() {
				return false
			}
			o.r.open(o.row)
			o.active, o.matched = true, false
		}
		if o.r.next() {
			if !o.ex.all(o.filters, o.row) {
				continue
			}
			o.matched = true
			return true
		}
		o.active = false
		if !o.matched {
			return o.ex.err == nil
		}
	}
	return false
}

// antiOp keeps the solutions of l for which r has none. r runs on a copy of
// the row, since it is left in the middle.
type antiOp struct {
	ex   *exec
	l, r op
	row  []rdf.ID
	work []rdf.ID
}

func (o *antiOp) open(row []rdf.ID) {
	o.row = row
	o.l.open(row)
}

func (o *antiOp) next() bool {
	for o.l.next() {
		o.work = append(o.work[:0], o.row...)
		o.r.open(o.work)
		if !o.r.next() {
			return o.ex.err == nil
		}
	}
	return false
}

// build runs an operand on its own and keeps its solutions by their keys.
type build struct {
	ex      *exec
	x       op
	vars    []algebra.Var // what is kept, the keys first
	keys    int
	only    bool // the keys are all that is wanted
	context []algebra.Var

	frame  []rdf.ID
	ready  bool
	given  []rdf.ID // the context's values it was run with
	rows   []rdf.ID
	table  *idTable
	first  []int32 // by key: its first row
	last   []int32
	follow []int32 // by row: the next with the same key, or -1
	n      int
}

func (c *compiler) build(n plan.Node, keys []algebra.Var) *build {
	b := &build{ex: c.ex, x: c.node(n), keys: len(keys), context: c.relevant(n)}
	b.vars = append(b.vars, keys...)
	isKey := algebra.VarSet{}
	isKey.Add(keys...)
	for _, v := range outVars(n) {
		if !isKey[v] {
			b.vars = append(b.vars, v)
		}
	}
	return b
}

// keysOnly is build for when it matters only whether there is a row.
func (c *compiler) keysOnly(n plan.Node, keys []algebra.Var) *build {
	return &build{ex: c.ex, x: c.node(n), vars: keys, keys: len(keys), only: true, context: c.relevant(n)}
}

// isolated prepares an empty row that has only the context's values.
func isolated(frame, row []rdf.ID, context []algebra.Var) []rdf.ID {
	if frame == nil {
		frame = make([]rdf.ID, len(row))
	}
	clear(frame)
	for _, v := range context {
		frame[v] = row[v]
	}
	return frame
}

// run fills the table, unless it is filled already for the same context.
func (b *build) run(row []rdf.ID) {
	if b.ready {
		same := true
		for i, v := range b.context {
			same = same && b.given[i] == row[v]
		}
		if same {
			return
		}
	}
	b.ready = true
	b.given = b.given[:0]
	for _, v := range b.context {
		b.given = append(b.given, row[v])
	}
	b.frame = isolated(b.frame, row, b.context)
	b.rows, b.first, b.last, b.follow, b.n = b.rows[:0], b.first[:0], b.last[:0], b.follow[:0], 0
	b.table = newIDTable(b.ex, b.keys)
	tuple := make([]rdf.ID, len(b.vars))
	b.x.open(b.frame)
	for b.ex.tick() && b.x.next() {
		for i, v := range b.vars {
			tuple[i] = b.frame[v]
		}
		k, fresh := b.table.add(tuple[:b.keys])
		if b.only {
			b.n++
			continue
		}
		if fresh {
			b.first = append(b.first, int32(b.n))
			b.last = append(b.last, int32(b.n))
		} else {
			b.follow[b.last[k]] = int32(b.n)
			b.last[k] = int32(b.n)
		}
		b.follow = append(b.follow, -1)
		b.rows = appendIDs(b.ex, b.rows, tuple)
		b.ex.charge(12)
		b.n++
	}
}

// find returns the first row whose keys are those of a solution, or -1.
func (b *build) find(key []rdf.ID) int32 {
	if b.n == 0 {
		return -1
	}
	k := b.table.lookup(key)
	if k < 0 {
		return -1
	}
	return b.first[k]
}

func (b *build) at(i int32) []rdf.ID {
	return b.rows[int(i)*len(b.vars) : (int(i)+1)*len(b.vars)]
}

// hashOp joins l with a built table.
type hashOp struct {
	ex      *exec
	l       op
	build   *build
	keys    []algebra.Var
	outer   bool
	filters []expr

	row     []rdf.ID
	key     []rdf.ID
	at      int32
	active  bool
	matched bool
	bound   bound
}

func (o *hashOp) open(row []rdf.ID) {
	o.row, o.active, o.bound = row, false, o.bound[:0]
	o.build.run(row)
	o.l.open(row)
}

func (o *hashOp) next() bool {
	for o.ex.tick() {
		if !o.active {
			if !o.l.next() {
				return false
			}
			o.key = o.key[:0]
			for _, v := range o.keys {
				o.key = append(o.key, o.row[v])
			}
			o.at, o.active, o.matched = o.build.find(o.key), true, false
		}
		o.bound.undo(o.row)
		for o.at >= 0 && o.ex.tick() {
			tuple := o.build.at(o.at)
			o.at = o.build.follow[o.at]
			if o.take(tuple) && o.ex.all(o.filters, o.row) {
				o.matched = true
				return true
			}
			o.bound.undo(o.row)
		}
		o.active = false
		if o.outer && !o.matched {
			return o.ex.err == nil
		}
	}
	return false
}

// take binds a built row's variables where they agree with the solution.
func (o *hashOp) take(tuple []rdf.ID) bool {
	for i := o.build.keys; i < len(tuple); i++ {
		if !o.bound.bind(o.row, o.build.vars[i], tuple[i]) {
			return false
		}
	}
	return true
}

// semiOp keeps the solutions of l whose keys a built row has, or drops them.
type semiOp struct {
	ex    *exec
	l     op
	build *build
	keys  []algebra.Var
	not   bool
	row   []rdf.ID
	key   []rdf.ID
}

func (o *semiOp) open(row []rdf.ID) {
	o.row = row
	o.build.run(row)
	o.l.open(row)
}

func (o *semiOp) next() bool {
	for o.l.next() {
		o.key = o.key[:0]
		for _, v := range o.keys {
			o.key = append(o.key, o.row[v])
		}
		if o.build.table.lookup(o.key) >= 0 != o.not {
			return o.ex.err == nil
		}
	}
	return false
}

// minusOp drops the solutions of l that agree with a built row on at least one
// variable and disagree on none.
type minusOp struct {
	ex     *exec
	l      op
	build  *build
	keys   []algebra.Var
	shared []algebra.Var
	row    []rdf.ID
	key    []rdf.ID
}

func (o *minusOp) open(row []rdf.ID) {
	o.row = row
	o.build.run(row)
	o.l.open(row)
}

func (o *minusOp) next() bool {
	for o.l.next() {
		if !o.removed() {
			return o.ex.err == nil
		}
	}
	return false
}

func (o *minusOp) removed() bool {
	o.key = o.key[:0]
	for _, v := range o.keys {
		o.key = append(o.key, o.row[v])
	}
	for at := o.build.find(o.key); at >= 0 && o.ex.tick(); at = o.build.follow[at] {
		tuple := o.build.at(at)
		common, agree := false, true
		for i, v := range o.build.vars {
			a, b := o.row[v], tuple[i]
			if a == 0 || b == 0 || !o.isShared(v) {
				continue
			}
			common = true
			agree = agree && a == b
		}
		if common && agree {
			return true
		}
	}
	return false
}

func (o *minusOp) isShared(v algebra.Var) bool {
	for _, s := range o.shared {
		if s == v {
			return true
		}
	}
	return false
}

// mergeOp joins l and a scan that both come sorted by one variable.
type mergeOp struct {
	ex      *exec
	l       op
	r       *scanOp
	on      algebra.Var
	context []algebra.Var
	left    []algebra.Var // what l may bind
	profile *Profile

	row   []rdf.ID
	free  []algebra.Var // those of left that were unbound at the start
	frame []rdf.ID
	vars  []algebra.Var
	// group are the scan's rows with the id groupID, flat.
	group   []rdf.ID
	groupID rdf.ID
	at      int
	active  bool
	more    bool // the frame holds a row that is not in the group yet
	ended   bool
	bound   bound
}

func (o *mergeOp) open(row []rdf.ID) {
	o.row = row
	o.frame = isolated(o.frame, row, o.context)
	o.group, o.groupID, o.active, o.more, o.ended, o.bound = o.group[:0], 0, false, false, false, o.bound[:0]
	o.free = o.free[:0]
	for _, v := range o.left {
		if row[v] == 0 {
			o.free = append(o.free, v)
		}
	}
	o.l.open(row)
	o.r.open(o.frame)
	o.profile.Opens++
	o.vars = o.vars[:0]
	for i := range o.r.nset {
		o.vars = append(o.vars, o.r.set[i])
	}
	if o.r.pos[0].triple != nil || o.r.pos[2].triple != nil {
		for i := range o.r.pos {
			if t := o.r.pos[i].triple; t != nil {
				o.vars = t.vars(o.vars)
			}
		}
	}
}

func (t *triplePattern) vars(list []algebra.Var) []algebra.Var {
	for _, p := range t.parts {
		if p.triple != nil {
			list = p.triple.vars(list)
		} else if p.slot >= 0 {
			list = append(list, p.slot)
		}
	}
	return list
}

func (o *mergeOp) next() bool {
	for o.ex.tick() {
		o.bound.undo(o.row)
		if o.active {
			for o.at < len(o.group) {
				tuple := o.group[o.at : o.at+len(o.vars)]
				o.at += len(o.vars)
				if o.take(tuple) {
					return true
				}
				o.bound.undo(o.row)
			}
			o.active = false
		}
		if !o.l.next() {
			return false
		}
		id := o.row[o.on]
		if id != o.groupID {
			o.fill(id)
		}
		o.at, o.active = 0, true
		if len(o.group) == 0 && o.ended {
			for _, v := range o.free { // l is left in the middle
				o.row[v] = 0
			}
			return false
		}
	}
	return false
}

// fill collects the scan's rows with an id.
func (o *mergeOp) fill(id rdf.ID) {
	o.group, o.groupID = o.group[:0], id
	if !o.more && !o.ended {
		o.more = o.r.seek(o.on, id)
		o.ended = !o.more
	} else if o.more && o.frame[o.on] < id {
		o.more = o.r.seek(o.on, id)
		o.ended = !o.more
	}
	for o.more && o.frame[o.on] == id && o.ex.tick() {
		for _, v := range o.vars {
			o.group = appendIDs(o.ex, o.group, []rdf.ID{o.frame[v]})
		}
		o.profile.Rows++
		o.more = o.r.next()
		o.ended = !o.more
	}
}

func (o *mergeOp) take(tuple []rdf.ID) bool {
	for i, v := range o.vars {
		if !o.bound.bind(o.row, v, tuple[i]) {
			return false
		}
	}
	return true
}
