package resolve

import (
	"gongbao/extract/fact"
	"gongbao/extract/text"
)

// bearer is one of the persons who bear a name in a document. Two posts are of
// one person when one match tells both, or when their bodies belong to one
// state; else they are of two: 南非总统X is not 非盟委员会主席X.
type bearer struct {
	next    int32 // 1 + the index of the next one of the same name
	body    body
	roots   []string    // the states of its bodies, or the bodies themselves
	matches []text.Span // what the rules matched that told its posts
	named   []text.Span // where those matches name the person
}

// root returns the state that a body belongs to, or the body itself.
func (d *document) root(a *fact.Argument, b body) string {
	if b.class == "State" {
		return b.key
	}
	if e := d.r.byCode[coded{b.class, a.Code}]; e != nil && e.Attr("state") != "" {
		return e.Attr("state")
	}
	return b.class + "/" + b.key
}

// meetBearer notes a post of a person of that name.
func (d *document) meetBearer(name string, of *fact.Argument, evidence []fact.Evidence) {
	b := d.bodyOf(of)
	root := d.root(of, b)
	into, last := int32(-1), int32(-1)
	for i := d.bearers[name] - 1; i >= 0; {
		x := &d.pool[i]
		next := x.next - 1
		switch {
		case !x.shares(root, evidence):
			last = i
		case into < 0:
			into, last = i, i
		default: // the post shows two to be one
			first := &d.pool[into]
			first.roots = append(first.roots, x.roots...)
			first.matches = append(first.matches, x.matches...)
			first.named = append(first.named, x.named...)
			d.pool[last].next = x.next
		}
		i = next
	}
	if into < 0 {
		into = d.newBearer(b)
		if last < 0 {
			d.bearers[name] = into + 1
		} else {
			d.pool[last].next = into + 1
		}
	}
	x := &d.pool[into]
	x.roots = append(x.roots, root)
	for _, e := range evidence {
		x.matches = append(x.matches, e.Span)
		x.named = append(x.named, e.Subject)
	}
}

// newBearer returns the index of a bearer without posts. Its lists are those of
// one in the document before, emptied.
func (d *document) newBearer(b body) int32 {
	n := len(d.pool)
	if n == cap(d.pool) {
		d.pool = append(d.pool, bearer{})
	} else {
		d.pool = d.pool[:n+1]
	}
	x := &d.pool[n]
	*x = bearer{body: b, roots: x.roots[:0], matches: x.matches[:0], named: x.named[:0]}
	return int32(n)
}

// shares reports whether a post with that root and evidence is one of the
// person's.
func (x *bearer) shares(root string, evidence []fact.Evidence) bool {
	for _, r := range x.roots {
		if r == root {
			return true
		}
	}
	for _, m := range x.matches {
		for _, e := range evidence {
			if m == e.Span {
				return true
			}
		}
	}
	return false
}

// bearer returns who of the bearers of a name an argument is: the only one; the
// one with the body that the fact itself tells; else the one named nearest to
// where the argument stands, before it rather than behind. It returns nil where
// there is none, or nothing to tell by.
func (d *document) bearer(name string, a *fact.Argument, of *fact.Argument) *bearer {
	first := d.bearers[name] - 1
	if first < 0 {
		return nil
	}
	if d.pool[first].next == 0 {
		return &d.pool[first]
	}
	if of.Text != "" {
		root := d.root(of, d.bodyOf(of))
		for i := first; i >= 0; i = d.pool[i].next - 1 {
			if d.pool[i].shares(root, nil) {
				return &d.pool[i]
			}
		}
	}
	if a.Span.Empty() {
		return nil
	}
	var best *bearer
	least := 0
	for i := first; i >= 0; i = d.pool[i].next - 1 {
		for _, s := range d.pool[i].named {
			far := 2 * (a.Span.Start - s.Start)
			if far < 0 {
				far = -far + 1 // behind it: farther than the same way before it
			}
			if best == nil || far < least {
				best, least = &d.pool[i], far
			}
		}
	}
	return best
}
