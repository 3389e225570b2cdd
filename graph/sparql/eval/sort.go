package eval

import (
	"slices"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/algebra"
	"gongbao/graph/sparql/eval/value"
	"gongbao/graph/sparql/plan"
)

// sortOp sorts by values. The sort is stable, so that equal solutions keep the
// order in which they came. With a top it never holds more than twice as many.
type sortOp struct {
	ex   *exec
	x    op
	keys []expr
	slot []algebra.Var // of a key that is just a variable, or -1
	desc []bool
	keep []algebra.Var
	top  int

	row   []rdf.ID
	items []*sortItem
	spare []*sortItem
	at    int
	bound bound
}

// sortItem is a solution with its keys. A key that is just a variable is looked
// up when a comparison first needs it: the second key of most solutions never
// is.
type sortItem struct {
	keys []value.Value
	have []bool
	ids  []rdf.ID
	vars []rdf.ID // the ids of keys that are variables
}

// runLength is how many items are sorted without a look at the context.
const runLength = 2048

func (c *compiler) sort(n *plan.Sort) op {
	o := &sortOp{ex: c.ex, x: c.node(n.X), keep: n.Keep, top: int(n.Top)}
	for _, k := range n.Keys {
		o.keys = append(o.keys, c.expr(k.Expr))
		slot := algebra.Var(-1)
		if v, ok := k.Expr.(*algebra.VarExpr); ok {
			slot = v.Var
		}
		o.slot = append(o.slot, slot)
		o.desc = append(o.desc, k.Descending)
	}
	return o
}

func (o *sortOp) open(row []rdf.ID) {
	o.row, o.at, o.items, o.bound = row, 0, o.items[:0], o.bound[:0]
	o.x.open(row)
	var worst *sortItem // in a full top, what a new item must beat
	size := int64(len(o.keys))*200 + int64(len(o.keep))*8 + 128
	item := o.blank()
	for o.ex.tick() && o.x.next() {
		for i, k := range o.keys {
			if v := o.slot[i]; v >= 0 {
				item.vars[i], item.have[i] = row[v], false
				continue
			}
			item.keys[i], _ = k.eval(row)
			item.have[i] = true
		}
		if worst != nil && o.compare(item, worst) >= 0 {
			continue
		}
		for i, v := range o.keep {
			item.ids[i] = row[v]
		}
		o.items = append(o.items, item)
		item = o.blank()
		o.ex.charge(size)
		if o.top > 0 && len(o.items) >= 2*o.top+runLength {
			o.sort()
			clear(o.items[o.top:])
			o.ex.charge(-int64(len(o.items)-o.top) * size)
			o.items = o.items[:o.top]
			worst = o.items[o.top-1]
		}
	}
	o.sort()
	if o.top > 0 && len(o.items) > o.top {
		o.items = o.items[:o.top]
	}
}

func (o *sortOp) blank() *sortItem {
	n := len(o.keys)
	return &sortItem{keys: make([]value.Value, n), have: make([]bool, n), ids: make([]rdf.ID, len(o.keep)), vars: make([]rdf.ID, n)}
}

// key returns a key of an item, looking it up the first time.
func (o *sortOp) key(item *sortItem, i int) *value.Value {
	if !item.have[i] {
		item.keys[i], item.have[i] = o.ex.value(item.vars[i]), true
	}
	return &item.keys[i]
}

func (o *sortOp) compare(a, b *sortItem) int {
	for i := range o.keys {
		if !a.have[i] && !b.have[i] && a.vars[i] == b.vars[i] {
			continue
		}
		c := value.Order(*o.key(a, i), *o.key(b, i))
		if c == 0 {
			continue
		}
		if o.desc[i] {
			return -c
		}
		return c
	}
	return 0
}

// sort is a merge sort over short sorted runs, which looks at the context
// between them.
func (o *sortOp) sort() {
	n := len(o.items)
	for i := 0; i < n; i += runLength {
		slices.SortStableFunc(o.items[i:min(i+runLength, n)], o.compare)
		if !o.proceed() {
			return
		}
	}
	if n <= runLength {
		return
	}
	from, to := o.items, slices.Grow(o.spare[:0], n)[:n]
	for width := runLength; width < n; width *= 2 {
		for lo := 0; lo < n; lo += 2 * width {
			mid, hi := min(lo+width, n), min(lo+2*width, n)
			i, j := lo, mid
			for k := lo; k < hi; k++ {
				if i < mid && (j == hi || o.compare(from[i], from[j]) <= 0) {
					to[k] = from[i]
					i++
				} else {
					to[k] = from[j]
					j++
				}
				if k&(runLength-1) == 0 && !o.proceed() {
					return
				}
			}
		}
		from, to = to, from
	}
	o.items, o.spare = from, to[:0]
}

func (o *sortOp) proceed() bool {
	o.ex.ticks |= tickMask // look at the context now
	return o.ex.tick()
}

func (o *sortOp) next() bool {
	o.bound.undo(o.row)
	if o.ex.err != nil || o.at == len(o.items) {
		return false
	}
	for i, id := range o.items[o.at].ids {
		o.bound.bind(o.row, o.keep[i], id)
	}
	o.at++
	return o.ex.tick()
}
