package gazetteer

import (
	"math"
	"sort"
)

// Automaton finds all occurrences of a set of patterns in one pass over code
// points. It is the machine of Aho and Corasick (Efficient string matching,
// CACM 18(6), 1975) in a double array (Aoe, An efficient digital search
// algorithm, IEEE TSE 15(9), 1989) over classes of code points: all code points
// that fold to one share a class, so that text is matched folded without being
// rewritten.
type Automaton struct {
	class   []uint16          // class of a BMP code point; 0 = occurs in no pattern
	classes map[rune]uint16   // class of a folded code point
	fold    func(r rune) rune // for code points beyond the BMP
	cells   []cell            // by state
	// root is the state after the root, by class: most steps start there, and this
	// one look needs no comparison that the processor would have to guess.
	root []int32
	// out and outLink are asked only by Scan: the pattern that ends in a state
	// or -1, and the nearest state on the fail chain with such a pattern or -1.
	out     []int32
	outLink []int32
	length  []int32 // code points of a pattern
}

// cell is what a step over the text needs to know of a state. It is one record
// and not a column each, so that a step touches one line of the cache.
type cell struct {
	base    int32 // the child of class c is in cell base+c; 0 = no children
	check   int32 // parent of the state in this cell, -1 when free
	fail    int32 // longest proper suffix that is a state
	longest int32 // longest pattern that ends in this state, or -1
}

// Hit is one occurrence: the half-open range of code points and the index of
// the pattern in the list given to NewAutomaton.
type Hit struct {
	Start, End int32
	Pattern    int32
}

type trieNode struct {
	class    uint16
	children []int32 // node indexes, sorted by class
	pattern  int32
	state    int32
}

// NewAutomaton builds the machine for the patterns; two patterns that fold to
// the same string share the index of the first, which same returns for each.
// Empty patterns never match.
func NewAutomaton(patterns []string, fold func(r rune) rune) (a *Automaton, same []int32) {
	a = &Automaton{class: make([]uint16, 1<<16), classes: map[rune]uint16{}, fold: fold}
	nodes := make([]trieNode, 1, 4*len(patterns)+1)
	nodes[0].pattern = -1
	same = make([]int32, len(patterns))
	a.length = make([]int32, len(patterns))
	for i, p := range patterns {
		same[i] = int32(i)
		node, n := int32(0), int32(0)
		for _, r := range p {
			f := fold(r)
			c := a.folded(f)
			if c == 0 {
				c = uint16(len(a.classes) + 1)
				a.classes[f] = c
				if uint32(f) < 1<<16 {
					a.class[f] = c
				}
			}
			node = child(&nodes, node, c)
			n++
		}
		a.length[i] = n
		if n == 0 {
			continue
		}
		if nodes[node].pattern >= 0 {
			same[i] = nodes[node].pattern
		} else {
			nodes[node].pattern = int32(i)
		}
	}
	// So far the table holds folded code points alone; now the others. Folding is
	// idempotent, so those that are there stay.
	for r := range a.class {
		if f := fold(rune(r)); f != rune(r) {
			a.class[r] = a.folded(f)
		}
	}
	a.place(nodes, len(a.classes))
	a.link(nodes)
	a.root = make([]int32, len(a.classes)+1)
	for _, k := range nodes[0].children {
		a.root[nodes[k].class] = nodes[k].state
	}
	return a, same
}

func child(nodes *[]trieNode, parent int32, c uint16) int32 {
	kids := (*nodes)[parent].children
	i := sort.Search(len(kids), func(i int) bool { return (*nodes)[kids[i]].class >= c })
	if i < len(kids) && (*nodes)[kids[i]].class == c {
		return kids[i]
	}
	id := int32(len(*nodes))
	*nodes = append(*nodes, trieNode{class: c, pattern: -1})
	kids = append(kids, 0)
	copy(kids[i+1:], kids[i:])
	kids[i] = id
	(*nodes)[parent].children = kids
	return id
}

// place gives every trie node a cell so that the cell of child c of state s is
// base[s]+c. Nodes are placed breadth first, each at the first fit.
func (a *Automaton) place(nodes []trieNode, classes int) {
	a.grow(2)
	a.cells[0].check = math.MaxInt32 // the root's own cell is nobody's child
	queue := make([]int32, 1, len(nodes))
	// No base is below 1, so no child lies below its class: cells below the largest
	// class are left to the children that find them, and the search starts above.
	firstFree := int32(1)
	for i := range nodes {
		firstFree = max(firstFree, int32(nodes[i].class)+1)
	}
	top := int32(0)
	for at := 0; at < len(queue); at++ {
		n := queue[at]
		kids := nodes[n].children
		if len(kids) == 0 {
			continue
		}
		for int(firstFree) < len(a.cells) && a.cells[firstFree].check >= 0 {
			firstFree++
		}
		b := max(firstFree-int32(nodes[kids[0]].class), 1)
	fit:
		for ; ; b++ {
			a.grow(int(b) + int(nodes[kids[len(kids)-1]].class) + 1)
			for _, k := range kids {
				if a.cells[b+int32(nodes[k].class)].check >= 0 {
					continue fit
				}
			}
			break
		}
		s := nodes[n].state
		a.cells[s].base = b
		top = max(top, b)
		for _, k := range kids {
			t := b + int32(nodes[k].class)
			a.cells[t].check = s
			a.out[t] = nodes[k].pattern
			nodes[k].state = t
			queue = append(queue, k)
		}
	}
	// Every transition is looked up without a bounds test on the class: leave
	// room for the largest class above the largest base.
	a.grow(int(top) + classes + 1)
}

func (a *Automaton) grow(n int) {
	for len(a.cells) < n {
		a.cells = append(a.cells, cell{check: -1, longest: -1})
		a.out = append(a.out, -1)
	}
}

// link sets the fail and output links, breadth first.
func (a *Automaton) link(nodes []trieNode) {
	a.outLink = make([]int32, len(a.cells))
	for i := range a.outLink {
		a.outLink[i] = -1
	}
	queue := make([]int32, 1, len(nodes))
	for at := 0; at < len(queue); at++ {
		n := queue[at]
		s := nodes[n].state
		for _, k := range nodes[n].children {
			t := nodes[k].state
			f := int32(0)
			if n != 0 {
				f = a.next(a.cells[s].fail, nodes[k].class)
			}
			a.cells[t].fail = f
			if a.out[f] >= 0 {
				a.outLink[t] = f
			} else {
				a.outLink[t] = a.outLink[f]
			}
			a.cells[t].longest = a.out[t]
			if a.out[t] < 0 {
				a.cells[t].longest = a.cells[f].longest
			}
			queue = append(queue, k)
		}
	}
}

// next returns the state after s on a class.
func (a *Automaton) next(s int32, c uint16) int32 {
	for {
		t := a.cells[s].base + int32(c)
		if a.cells[t].check == s {
			return t
		}
		if s == 0 {
			return 0
		}
		s = a.cells[s].fail
	}
}

// classOf returns the class of a code point.
func (a *Automaton) classOf(r rune) uint16 {
	if uint32(r) < 1<<16 {
		return a.class[r]
	}
	return a.classes[a.fold(r)]
}

// folded returns the class of a folded code point.
func (a *Automaton) folded(r rune) uint16 {
	if uint32(r) < 1<<16 {
		return a.class[r]
	}
	return a.classes[r]
}

// Scan appends all occurrences in text to hits, in the order of their ends, the
// longer of those that end together first, and returns the extended slice. It
// takes time linear in the text and the number of hits.
func (a *Automaton) Scan(text []rune, hits []Hit) []Hit {
	s := int32(0)
	for i, r := range text {
		c := a.classOf(r)
		if c == 0 {
			s = 0
			continue
		}
		s = a.next(s, c)
		for o := s; ; {
			if p := a.out[o]; p >= 0 {
				hits = append(hits, Hit{int32(i) + 1 - a.length[p], int32(i) + 1, p})
			}
			if o = a.outLink[o]; o < 0 {
				break
			}
		}
	}
	return hits
}

// Outermost is Scan for callers that want only the occurrences that lie in no
// longer one; those that merely cross are all there, in the order of their starts
// and of their ends. No chain of links is walked: what ends where a longer one
// ends lies in it. What an occurrence covers is on top of those found before, so
// each is dropped at most once.
func (a *Automaton) Outermost(text []rune, hits []Hit) []Hit {
	cells, root, class := a.cells, a.root, (*[1 << 16]uint16)(a.class)
	from := len(hits)
	s := int32(0)
	for i, r := range text {
		var c int32
		if uint32(r) < 1<<16 {
			c = int32(class[r])
		} else {
			c = int32(a.classOf(r))
		}
		if c == 0 {
			s = 0
			continue
		}
		for {
			if s == 0 {
				s = root[c]
				break
			}
			t := cells[s].base + c
			if cells[t].check == s {
				s = t
				break
			}
			s = cells[s].fail
		}
		if p := cells[s].longest; p >= 0 {
			start := int32(i) + 1 - a.length[p]
			for len(hits) > from && hits[len(hits)-1].Start >= start {
				hits = hits[:len(hits)-1]
			}
			hits = append(hits, Hit{start, int32(i) + 1, p})
		}
	}
	return hits
}
