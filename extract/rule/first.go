package rule

// first is what can stand next where an instruction begins: the first set of
// the theory of parsing, here for either direction. It is a superset: what it
// does not hold cannot begin a match.
//
// It holds a copy of what advance needs of the instruction, so that the way over
// many instructions reads one line of the cache for each.
type first struct {
	op    op
	edge  edge   // where alone it can begin: an anchor comes first
	any   bool   // the end of the pattern can be reached, or a gap begun: no telling
	kinds uint16 // the flags of characters that an open run may begin with, or that are passed over
	x, y  int32  // of the instruction
	types uint64 // the mentions, by the last six bits of their types
	chars uint64 // the characters of literals, by their last six bits
}

// edge is a place at which an anchor holds.
type edge uint8

const (
	anywhere edge = iota
	atStart
	atEnd
)

// next is what stands next at an offset.
type next struct {
	flags uint16
	char  uint64 // the bit of the character; 0 beyond the window
	types uint64
}

// fits reports whether what stands next may begin the instruction.
func (f *first) fits(n next) bool {
	return f.any || f.kinds&n.flags != 0 || f.types&n.types|f.chars&n.char != 0
}

// with adds what another instruction can begin with.
func (f *first) with(g *first) {
	f.any = f.any || g.any
	f.kinds |= g.kinds
	f.types |= g.types
	f.chars |= g.chars
}

// firsts computes the first set of every instruction. Conditions and anchors
// read nothing, so what follows them decides. White space and parentheses may
// be passed over before any element.
func (p *program) firsts() {
	p.first = make([]first, len(p.code))
	seen := make([]bool, len(p.code)) // a loop adds nothing to itself
	var visit func(pc int32) *first
	visit = func(pc int32) *first {
		f := &p.first[pc]
		if seen[pc] {
			return f
		}
		seen[pc] = true
		f.kinds = flagBlank | flagPaired
		i := &p.code[pc]
		f.op, f.x, f.y = i.op, i.x, i.y
		switch i.op {
		case opMatch:
			f.any = true
		case opSplit:
			f.with(visit(i.x))
			f.with(visit(i.y))
		case opLit:
			c := i.lit[0]
			if p.left {
				c = i.lit[len(i.lit)-1]
			}
			f.chars |= 1 << (c & 63)
		case opTyped:
			for _, w := range i.types { // Set is words of 64 bits
				f.types |= w
			}
		case opRun:
			f.any = i.gap
			f.kinds |= flagWord
			if i.any {
				f.kinds |= flagInner
			}
			if i.list {
				f.kinds |= flagComma
			}
		case opAnchor:
			f.with(visit(i.x))
			f.edge = atStart
			if i.not {
				f.edge = atEnd
			}
		case opOpen, opClose:
			f.with(visit(i.x))
			f.edge = p.first[i.x].edge
		default:
			f.with(visit(i.x))
		}
		return f
	}
	for pc := range p.code {
		visit(int32(pc))
	}
}
