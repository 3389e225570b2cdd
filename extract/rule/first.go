package rule

import "gongbao/extract/mention"

// first is what can stand next where an instruction begins: the first set of
// the theory of parsing, here for either direction. It is a superset: what it
// does not hold cannot begin a match.
type first struct {
	any     bool        // the end of the pattern can be reached, or a gap begun: no telling
	literal bool        // some literal can stand here
	chars   charSet     // the characters next to the trigger of those literals
	types   mention.Set // the mentions
	kinds   uint16      // the flags of characters that an open run may begin with
}

// charSet is a set of folded characters by their last eight bits.
type charSet [4]uint64

func (s *charSet) add(r rune)      { s[r>>6&3] |= 1 << (r & 63) }
func (s *charSet) has(r rune) bool { return s[r>>6&3]&(1<<(r&63)) != 0 }

// with adds what another instruction can begin with.
func (f *first) with(g *first) {
	f.any = f.any || g.any
	f.literal = f.literal || g.literal
	f.kinds |= g.kinds
	for i := range f.chars {
		f.chars[i] |= g.chars[i]
	}
	f.types = f.types.Union(g.types)
}

// firsts computes the first set of every instruction. Conditions and anchors
// read nothing, so what follows them decides.
func (p *program) firsts() {
	p.first = make([]first, len(p.code))
	state := make([]uint8, len(p.code)) // 1 = under way: a loop adds nothing to itself
	var visit func(pc int32) *first
	visit = func(pc int32) *first {
		f := &p.first[pc]
		if state[pc] != 0 {
			return f
		}
		state[pc] = 1
		switch i := &p.code[pc]; i.op {
		case opMatch:
			f.any = true
		case opSplit:
			f.with(visit(i.x))
			f.with(visit(i.y))
		case opLit:
			f.literal = true
			c := i.lit[0]
			if p.left {
				c = i.lit[len(i.lit)-1]
			}
			f.chars.add(c)
		case opTyped:
			f.types = i.types
		case opRun:
			f.any = i.gap
			f.kinds = flagWord
			if i.any {
				f.kinds |= flagInner
			}
			if i.list {
				f.kinds |= flagComma
			}
		default:
			f.with(visit(i.x))
		}
		return f
	}
	for pc := range p.code {
		visit(int32(pc))
	}
}
