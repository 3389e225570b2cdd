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
	astral  map[rune]uint16   // class of the others
	base    []int32           // of a state
	check   []int32           // parent of the state in this cell, -1 when free
	fail    []int32           // longest proper suffix that is a state
	out     []int32           // pattern that ends in this state, or -1
	outLink []int32           // nearest state on the fail chain with out >= 0, or -1
	length  []int32           // code points of a pattern
	fold    func(r rune) rune // for Class
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
	a = &Automaton{class: make([]uint16, 1<<16), astral: map[rune]uint16{}, fold: fold}
	classOf := map[rune]uint16{}
	nodes := []trieNode{{pattern: -1}}
	same = make([]int32, len(patterns))
	a.length = make([]int32, len(patterns))
	for i, p := range patterns {
		same[i] = int32(i)
		node, n := int32(0), int32(0)
		for _, r := range p {
			f := fold(r)
			c, ok := classOf[f]
			if !ok {
				c = uint16(len(classOf) + 1)
				classOf[f] = c
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
	for r := rune(0); r < 1<<16; r++ {
		a.class[r] = classOf[fold(r)]
	}
	for r := rune(1 << 16); r <= 0x323AF; r++ {
		if c := classOf[fold(r)]; c != 0 {
			a.astral[r] = c
		}
	}
	a.place(nodes)
	a.link(nodes)
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
func (a *Automaton) place(nodes []trieNode) {
	a.grow(2)
	a.check[0] = math.MaxInt32 // the root's own cell is nobody's child
	a.out[0] = -1
	queue := []int32{0}
	firstFree := int32(1)
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		kids := nodes[n].children
		if len(kids) == 0 {
			continue
		}
		for int(firstFree) < len(a.check) && a.check[firstFree] >= 0 {
			firstFree++
		}
		b := max(firstFree-int32(nodes[kids[0]].class), 1)
	fit:
		for ; ; b++ {
			a.grow(int(b) + int(nodes[kids[len(kids)-1]].class) + 1)
			for _, k := range kids {
				if a.check[b+int32(nodes[k].class)] >= 0 {
					continue fit
				}
			}
			break
		}
		s := nodes[n].state
		a.base[s] = b
		for _, k := range kids {
			t := b + int32(nodes[k].class)
			a.check[t] = s
			a.out[t] = nodes[k].pattern
			nodes[k].state = t
			queue = append(queue, k)
		}
	}
	// Every transition is looked up without a bounds test on the class: leave
	// room for the largest class above the largest base.
	top := int32(0)
	for _, b := range a.base {
		top = max(top, b)
	}
	a.grow(int(top) + 1<<16)
}

func (a *Automaton) grow(n int) {
	for len(a.check) < n {
		a.base = append(a.base, 0)
		a.check = append(a.check, -1)
		a.out = append(a.out, -1)
	}
}

func (a *Automaton) link(nodes []trieNode) {
	a.fail = make([]int32, len(a.check))
	a.outLink = make([]int32, len(a.check))
	for i := range a.outLink {
		a.outLink[i] = -1
	}
	queue := []int32{0}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		s := nodes[n].state
		for _, k := range nodes[n].children {
			t := nodes[k].state
			f := int32(0)
			if n != 0 {
				f = a.next(a.fail[s], nodes[k].class)
			}
			a.fail[t] = f
			if a.out[f] >= 0 {
				a.outLink[t] = f
			} else {
				a.outLink[t] = a.outLink[f]
			}
			queue = append(queue, k)
		}
	}
}

func (a *Automaton) next(s int32, c uint16) int32 {
	for {
		if t := a.base[s] + int32(c); a.base[s] != 0 && a.check[t] == s {
			return t
		}
		if s == 0 {
			return 0
		}
		s = a.fail[s]
	}
}

// Scan appends all occurrences in text to hits, in the order of their ends, the
// longer of those that end together first, and returns the extended slice. It
// takes time linear in the text and the number of hits.
func (a *Automaton) Scan(text []rune, hits []Hit) []Hit {
	s := int32(0)
	for i, r := range text {
		var c uint16
		if uint32(r) < 1<<16 {
			c = a.class[r]
		} else {
			c = a.astral[r]
		}
		if c == 0 {
			s = 0
			continue
		}
		for {
			t := a.base[s] + int32(c)
			if a.check[t] == s {
				s = t
				break
			}
			if s == 0 {
				break
			}
			s = a.fail[s]
		}
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
