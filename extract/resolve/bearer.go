package resolve

import (
	"gongbao/extract/fact"
	"gongbao/extract/text"
)

// bearer is one of the persons who bear a name in a document. Two posts are of
// one person when one match tells both, or when their bodies belong to one
// state; else they are of two: 南非总统X is not 非盟委员会主席X.
type bearer struct {
	body    body
	roots   []string    // the states of its bodies, or the bodies themselves
	matches []text.Span // what the rules matched that told its posts
	named   []text.Span // where those matches name the person
}

// root returns the state that a body belongs to, or the body itself.
func (d *document) root(a fact.Argument, b body) string {
	if b.class == "State" {
		return b.key
	}
	if e := d.r.byCode[coded{b.class, a.Code}]; e != nil && e.Attr("state") != "" {
		return e.Attr("state")
	}
	return b.class + "/" + b.key
}

// meetBearer notes a post of a person of that name.
func (d *document) meetBearer(name string, of fact.Argument, evidence []fact.Evidence) {
	b := d.bodyOf(of)
	root := d.root(of, b)
	list := d.bearers[name]
	into := -1
	for i := 0; i < len(list); i++ {
		if !list[i].shares(root, evidence) {
			continue
		}
		if into < 0 {
			into = i
			continue
		}
		first := &list[into]
		first.roots = append(first.roots, list[i].roots...)
		first.matches = append(first.matches, list[i].matches...)
		first.named = append(first.named, list[i].named...)
		list = append(list[:i], list[i+1:]...)
		i--
	}
	if into < 0 {
		list = append(list, bearer{body: b})
		into = len(list) - 1
	}
	x := &list[into]
	x.roots = append(x.roots, root)
	for _, e := range evidence {
		x.matches = append(x.matches, e.Span)
		x.named = append(x.named, e.Subject)
	}
	d.bearers[name] = list
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
func (d *document) bearer(name string, a *fact.Argument, of fact.Argument) *bearer {
	list := d.bearers[name]
	if len(list) <= 1 {
		if len(list) == 0 {
			return nil
		}
		return &list[0]
	}
	if of.Text != "" {
		root := d.root(of, d.bodyOf(of))
		for i := range list {
			if list[i].shares(root, nil) {
				return &list[i]
			}
		}
	}
	if a.Span.Empty() {
		return nil
	}
	var best *bearer
	least := 0
	for i := range list {
		for _, s := range list[i].named {
			far := 2 * (a.Span.Start - s.Start)
			if far < 0 {
				far = -far + 1 // behind it: farther than the same way before it
			}
			if best == nil || far < least {
				best, least = &list[i], far
			}
		}
	}
	return best
}
