package syntax

import "fmt"

// Clash is two open runs between which nothing fixed stands, so that the text
// does not say where one ends and the other begins; or one that repeats with
// nothing fixed in between.
type Clash struct {
	First, Second *Run
	// Direct says that nothing at all stands between them; else something
	// optional does.
	Direct bool
}

// String tells the clash.
func (c Clash) String() string {
	switch {
	case c.First == c.Second:
		return fmt.Sprintf("the open run %s repeats with nothing fixed between, so it is unbounded", c.First)
	case c.Direct:
		return fmt.Sprintf("the open runs %s and %s stand next to each other", c.First, c.Second)
	}
	return fmt.Sprintf("between the open runs %s and %s stands nothing that must be there", c.First, c.Second)
}

// edges are the runs that can stand first and last in what a node matches.
type edges struct {
	first, last []*Run
	nullable    bool
}

// Clashes finds the open runs of a pattern that meet. Runs of the class gap may
// meet others: they stop at the first anchor that fits.
func Clashes(n Node) []Clash {
	var out []Clash
	clash := func(a, b []*Run, direct bool) {
		for _, x := range a {
			for _, y := range b {
				out = append(out, Clash{x, y, direct})
			}
		}
	}
	var visit func(n Node) edges
	visit = func(n Node) edges {
		switch n := n.(type) {
		case *Run:
			if n.Class == "gap" {
				return edges{nullable: n.Min == 0}
			}
			return edges{[]*Run{n}, []*Run{n}, n.Min == 0}
		case *Seq:
			e := edges{nullable: true}
			between := false // something optional stands since the last run
			for _, m := range n.Items {
				k := visit(m)
				clash(e.last, k.first, !between)
				if e.nullable {
					e.first = append(e.first, k.first...)
				}
				if !k.nullable {
					e.last = nil
				}
				between = len(e.last) > 0
				e.last = append(e.last, k.last...)
				e.nullable = e.nullable && k.nullable
			}
			return e
		case *Alt:
			var e edges
			for _, m := range n.Items {
				k := visit(m)
				e.first, e.last = append(e.first, k.first...), append(e.last, k.last...)
				e.nullable = e.nullable || k.nullable
			}
			return e
		case *Repeat:
			e := visit(n.Node)
			if n.Max != 1 {
				clash(e.last, e.first, true)
			}
			e.nullable = e.nullable || n.Min == 0
			return e
		case *Group:
			return visit(n.Node)
		case *Look, *Anchor:
			return edges{nullable: true}
		}
		return edges{}
	}
	visit(n)
	return out
}
