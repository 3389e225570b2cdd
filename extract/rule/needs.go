package rule

import (
	"math/bits"

	"gongbao/extract/mention"
	"gongbao/extract/rule/syntax"
)

// typeBits is a set of mention types by the last seven bits of their numbers.
// Where a pack has more types than that, two may share a bit, and what is asked of
// the set is answered on the side of yes.
type typeBits [2]uint64

func (b *typeBits) add(t mention.Type) { b[t>>6&1] |= 1 << (t & 63) }

func (b *typeBits) addSet(s mention.Set) {
	for i, w := range s {
		b[i&1] |= w
	}
}

func (b typeBits) meets(o *typeBits) bool { return b[0]&o[0]|b[1]&o[1] != 0 }

func (b typeBits) size() int {
	return bits.OnesCount64(b[0]) + bits.OnesCount64(b[1])
}

// needs returns what a window must hold for a pattern to match in it: of each set
// at least one mention. Most triggers stand in sentences that lack something, and
// a look at the types of the window costs less than a try.
func (c *compiler) needs(n syntax.Node) []typeBits {
	switch n := n.(type) {
	case *syntax.Typed:
		var b typeBits
		b.addSet(c.set(n.Types))
		return []typeBits{b}
	case *syntax.Seq:
		var out []typeBits
		for _, m := range n.Items {
			out = append(out, c.needs(m)...)
		}
		return out
	case *syntax.Group:
		return c.needs(n.Node)
	case *syntax.Repeat:
		if n.Min > 0 {
			return c.needs(n.Node)
		}
	case *syntax.Alt: // each alternative has needs: one of the narrowest of each will do
		var any typeBits
		for _, m := range n.Items {
			list := c.needs(m)
			if len(list) == 0 {
				return nil
			}
			least := list[0]
			for _, b := range list[1:] {
				if b.size() < least.size() {
					least = b
				}
			}
			any[0] |= least[0]
			any[1] |= least[1]
		}
		return []typeBits{any}
	}
	return nil
}

// lacks reports whether a window holds nothing of something that a variant needs.
func (v *variant) lacks(w *window) bool {
	for i := range v.needs {
		if !v.needs[i].meets(&w.types) {
			return true
		}
	}
	return false
}
