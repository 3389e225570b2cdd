package rule

// matchArena hands out matches that live as long as the document is read, and
// takes them all back for the next one.
type matchArena struct {
	all  []*match
	used int
}

func (a *matchArena) next() *match {
	if a.used == len(a.all) {
		block := make([]match, 64)
		for i := range block {
			a.all = append(a.all, &block[i])
		}
	}
	m := a.all[a.used]
	a.used++
	*m = match{}
	return m
}

// captureArena hands out room for the captures of a match.
type captureArena struct {
	block []capture
	used  int
}

// take returns room for n captures. When the block is full, a larger one takes
// its place; the captures in the old one stay where they are.
func (a *captureArena) take(n int) []capture {
	if a.used+n > len(a.block) {
		a.block, a.used = make([]capture, max(n, 2*len(a.block), 256)), 0
	}
	room := a.block[a.used : a.used+n : a.used+n]
	a.used += n
	return room
}
