package syntax

import (
	"fmt"
	"slices"
	"strings"
)

// Scope holds the macros that rule files see: those of the packs below, which a
// pack may define anew for its own rules, and those of the pack itself.
type Scope struct {
	inherited, own map[string]Node
}

// NewScope returns a scope for the files of one pack. It inherits the macros of
// the scope below, which may be nil.
func NewScope(below *Scope) *Scope {
	s := &Scope{inherited: map[string]Node{}, own: map[string]Node{}}
	if below != nil {
		for name, n := range below.inherited {
			s.inherited[name] = n
		}
		for name, n := range below.own {
			s.inherited[name] = n
		}
	}
	return s
}

func (s *Scope) define(name string, n Node) { s.own[name] = n }

// Macro returns the definition of a macro, or nil.
func (s *Scope) Macro(name string) Node {
	if n := s.own[name]; n != nil {
		return n
	}
	return s.inherited[name]
}

// Names returns the macros that the scope can see, sorted.
func (s *Scope) Names() []string {
	var out []string
	for _, m := range []map[string]Node{s.own, s.inherited} {
		for name := range m {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// maxExpansion bounds the nodes of a pattern with its macros expanded: macros
// within macros multiply.
const maxExpansion = 20000

// expansion replaces macros by their definitions.
type expansion struct {
	scope *Scope
	used  map[string]bool
	nodes int
	err   error
	at    int // of err, in the pattern as written
}

// expand returns n with its macros expanded. Nodes out of a macro take the place
// of its use, pos, so that every node tells a place of the rule's own pattern.
// open lists the macros being expanded.
func (x *expansion) expand(n Node, open []string, pos int) Node {
	if x.nodes++; x.nodes > maxExpansion {
		x.fail(n, pos, fmt.Errorf("the pattern has more than %d elements once its macros are expanded", maxExpansion))
	}
	if x.err != nil {
		return n
	}
	here := at(pos)
	if pos < 0 {
		here = at(n.Pos())
	}
	each := func(items []Node) []Node {
		out := make([]Node, len(items))
		for i, m := range items {
			out[i] = x.expand(m, open, pos)
		}
		return out
	}
	switch n := n.(type) {
	case *Macro:
		if slices.Contains(open, n.Name) {
			x.fail(n, pos, fmt.Errorf("macro @%s uses itself: @%s", n.Name, strings.Join(append(open, n.Name), " → @")))
			return n
		}
		m := x.scope.Macro(n.Name)
		if m == nil {
			hint := ""
			if near := nearest(n.Name, x.scope.Names()); near != "" {
				hint = "; did you mean @" + near + "?"
			}
			x.fail(n, pos, fmt.Errorf("there is no macro @%s in this file or those before it%s", n.Name, hint))
			return n
		}
		x.used[n.Name] = true
		return x.expand(m, append(open, n.Name), int(here))
	case *Seq:
		return &Seq{here, each(n.Items)}
	case *Alt:
		return &Alt{here, each(n.Items)}
	case *Repeat:
		return &Repeat{here, x.expand(n.Node, open, pos), n.Min, n.Max}
	case *Group:
		return &Group{here, n.Name, x.expand(n.Node, open, pos)}
	case *Look:
		return &Look{here, n.Not, x.expand(n.Node, open, pos)}
	case *Literal:
		c := *n
		c.at = here
		return &c
	case *Typed:
		c := *n
		c.at = here
		return &c
	case *Run:
		c := *n
		c.at = here
		return &c
	case *Trigger:
		c := *n
		c.at = here
		return &c
	case *Anchor:
		c := *n
		c.at = here
		return &c
	}
	return n
}

func (x *expansion) fail(n Node, pos int, err error) {
	if x.err == nil {
		x.err, x.at = err, pos
		if pos < 0 {
			x.at = n.Pos()
		}
	}
}

// HasTrigger reports whether a trigger stands in a pattern.
func HasTrigger(n Node) bool {
	found := false
	Walk(n, func(m Node) bool {
		_, ok := m.(*Trigger)
		found = found || ok
		return !found
	})
	return found
}

// Walk calls f for a node and those below it, as long as f says to go deeper.
func Walk(n Node, f func(Node) bool) {
	if n == nil || !f(n) {
		return
	}
	switch n := n.(type) {
	case *Seq:
		for _, m := range n.Items {
			Walk(m, f)
		}
	case *Alt:
		for _, m := range n.Items {
			Walk(m, f)
		}
	case *Repeat:
		Walk(n.Node, f)
	case *Group:
		Walk(n.Node, f)
	case *Look:
		Walk(n.Node, f)
	case *Trigger:
		for _, m := range n.Items {
			Walk(m, f)
		}
	}
}
