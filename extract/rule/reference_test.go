package rule

import (
	"fmt"
	"slices"

	"gongbao/extract/mention"
	"gongbao/extract/rule/syntax"
	"gongbao/extract/text"
)

// reference matches one side of a pattern the slow way: it tries every way by
// plain backtracking over the nodes of the pattern, and keeps the best. It shares
// no table, flag or program with the machine; all it has is the characters and the
// list of mentions.
type reference struct {
	e        *Engine
	runes    []rune
	mentions []mention.Mention // in the order in which the page lists them
	holds    func(m mention.Mention, conds []syntax.Cond) bool
	lo, hi   int
	left     bool
	budget   int // ways still to be tried before it gives up
}

// refWay is one way through a side of a pattern.
type refWay struct {
	soft, skipped, elements, open int
	end                           int
	events                        []refEvent
}

// refEvent is a step of a way: an element read, or the mark of a group.
type refEvent struct {
	op         op
	slot       string
	start, end int
}

// state is where a try stands.
type refState struct {
	at int
	// loose is the offset at which a run ended inside a word, or -1.
	loose int
	way   refWay
}

// best returns the best way through n from an offset, or nil. The order: the
// fewest soft stops, the longest, the fewest skipped parentheses, elements, open
// characters; then the first one in the order of the pattern.
func (r *reference) best(n syntax.Node, at int) *refWay {
	var best *refWay
	r.match(n, refState{at: at, loose: -1}, func(s refState) {
		if s.loose == s.at { // a run ended inside a word, and nothing followed
			return
		}
		w := s.way
		w.end = s.at
		if best == nil || r.compare(w, *best) < 0 {
			w.events = slices.Clone(w.events)
			best = &w
		}
	})
	return best
}

func (r *reference) compare(a, b refWay) int {
	far := b.end - a.end
	if r.left {
		far = -far
	}
	return slices.Compare([]int{a.soft, far, a.skipped, a.elements, a.open}, []int{b.soft, 0, b.skipped, b.elements, b.open})
}

// match tries all ways through n and goes on with each.
func (r *reference) match(n syntax.Node, s refState, then func(refState)) {
	if r.budget--; r.budget < 0 {
		return
	}
	switch n := n.(type) {
	case *syntax.Seq:
		r.sequence(n.Items, s, then)
	case *syntax.Alt:
		for _, m := range n.Items {
			r.match(m, s, then)
		}
	case *syntax.Repeat:
		r.repeat(n, 0, s, then)
	case *syntax.Group:
		first, last := opOpen, opClose
		if r.left {
			first, last = last, first
		}
		s.event(first, n.Name, s.at, s.at)
		r.match(n.Node, s, func(s refState) {
			s.event(last, n.Name, s.at, s.at)
			then(s)
		})
	case *syntax.Look:
		if (r.best(n.Node, s.at) != nil) != n.Not {
			then(s)
		}
	case *syntax.Anchor:
		if n.End && s.at == r.hi || !n.End && s.at == r.lo {
			then(s)
		}
	case *syntax.Run:
		shortest := *n
		shortest.Min = max(n.Min, 1)
		r.element(&shortest, s, then)
		if n.Min == 0 {
			then(s)
		}
	default:
		r.element(n, s, then)
	}
}

func (r *reference) sequence(items []syntax.Node, s refState, then func(refState)) {
	if len(items) == 0 {
		then(s)
		return
	}
	next, rest := items[0], items[1:]
	if r.left {
		next, rest = items[len(items)-1], items[:len(items)-1]
	}
	r.match(next, s, func(s refState) { r.sequence(rest, s, then) })
}

func (r *reference) repeat(n *syntax.Repeat, done int, s refState, then func(refState)) {
	if n.Max < 0 || done < n.Max {
		r.match(n.Node, s, func(s refState) { r.repeat(n, done+1, s, then) })
	}
	if done >= n.Min {
		then(s)
	}
}

// element tries an element where the state stands, and then behind the space or
// the parenthesis that stands there.
func (r *reference) element(n syntax.Node, s refState, then func(refState)) {
	switch n := n.(type) {
	case *syntax.Literal:
		want := []rune(n.Text)
		from, to := s.at, s.at+len(want)
		if r.left {
			from, to = s.at-len(want), s.at
		}
		if from >= r.lo && to <= r.hi && text.FoldString(string(r.runes[from:to])) == text.FoldString(n.Text) {
			r.read(opLit, n.Slot, from, to, s, then)
		}
	case *syntax.Typed:
		for _, m := range slices.Backward(r.mentions) { // the page lists the last one first
			from, to := int(m.Start), int(m.End)
			near := from
			if r.left {
				near = to
			}
			if near == s.at && from >= r.lo && to <= r.hi && slices.Contains(n.Types, r.e.types.Name(m.Type)) && r.holds(m, n.Conds) {
				r.read(opTyped, n.Slot, from, to, s, then)
			}
		}
	case *syntax.Run:
		r.run(n, s, then)
	}
	if at, parenthesis, ok := r.transparent(s.at); ok {
		s.at = at
		if parenthesis {
			s.way.skipped++
		}
		r.element(n, s, then)
	}
}

// read goes on behind an element.
func (r *reference) read(o op, slot string, from, to int, s refState, then func(refState)) {
	s.event(o, slot, from, to)
	s.way.elements++
	s.at = to
	if r.left {
		s.at = from
	}
	then(s)
}

func (s *refState) event(o op, slot string, from, to int) {
	s.way.events = append(slices.Clip(s.way.events), refEvent{o, slot, from, to})
}

// transparent returns where reading goes on behind a space or a parenthesis.
func (r *reference) transparent(at int) (to int, parenthesis, ok bool) {
	if r.left {
		if at > r.lo && isSpace(r.runes[at-1]) {
			return at - 1, false, true
		}
		if at > r.lo {
			if o := r.partner(at - 1); o >= r.lo && o < at-1 {
				return o, true, true
			}
		}
		return 0, false, false
	}
	if at < r.hi && isSpace(r.runes[at]) {
		return at + 1, false, true
	}
	if at < r.hi {
		if c := r.partner(at); c > at && c < r.hi {
			return c + 1, true, true
		}
	}
	return 0, false, false
}

// partner returns the place of the other parenthesis of a pair, or -1.
func (r *reference) partner(at int) int {
	var open []int
	for i, c := range r.runes {
		switch c {
		case '(', '（':
			open = append(open, i)
		case ')', '）':
			if len(open) > 0 {
				o := open[len(open)-1]
				open = open[:len(open)-1]
				if i == at {
					return o
				}
				if o == at {
					return i
				}
			}
		case '\n':
			open = nil
		}
	}
	return -1
}

// run tries every length of an open run.
func (r *reference) run(n *syntax.Run, s refState, then func(refState)) {
	gap, dear := n.Class == "gap", n.Class == "" || n.Class == "name"
	if !gap && r.inside(s.at, StopHard) || r.insideExcluded(s.at, n.Not) {
		return
	}
	soft := 0
	for at, length := s.at, 0; ; length++ {
		last := at - 1
		if r.left {
			last = at
		}
		ends := length >= n.Min && (gap || !r.inside(at, StopHard) && (length == 0 || !isNameMark(r.runes[last])))
		from, to := min(s.at, at), max(s.at, at)
		if n.Class == "name" && !r.e.names.fits(r.runes[from:to]) {
			ends = false
		}
		if ends {
			t := s
			t.way.soft += soft
			if dear && (r.inside(at, StopSoft) || r.inside(at, StopInner)) {
				t.way.soft++
			}
			if gap {
				t.way.elements += 4 * length
			} else {
				t.way.open += length
			}
			t.loose = -1
			if !r.boundary(at) {
				t.loose = at
			}
			r.read(opRun, n.Slot, from, to, t, then)
		}
		if length == n.Max {
			return
		}
		to, crossed, ok := r.step(n, s.at, at, length)
		if !ok {
			return
		}
		if dear && crossed {
			soft++
		}
		at = to
	}
}

// step goes over the next character of a run, and tells whether a soft stop
// starts there.
func (r *reference) step(n *syntax.Run, start, at, length int) (to int, soft, ok bool) {
	next, dir := at, 1
	if r.left {
		next, dir = at-1, -1
	}
	if next < r.lo || next >= r.hi {
		return 0, false, false
	}
	for _, m := range r.mentions {
		if int(m.Start) != next {
			continue
		}
		stop := r.e.stop[m.Type]
		if stop == StopHard && n.Class != "gap" || slices.Contains(n.Not, r.e.types.Name(m.Type)) {
			return 0, false, false
		}
		soft = soft || stop == StopSoft || stop == StopInner
	}
	c := r.runes[next]
	kind := kindByRange(c)
	switch {
	case slices.Contains([]rune("·•‧・—－-–.'’"), c):
		kind = flagWord
	case slices.Contains([]rune("“”「」『』\"+＋/《》〈〉%％&"), c):
		kind = flagInner
	case c == '、':
		kind = flagComma
	}
	admitted := kind == flagWord || n.Class == "gap" || n.Class == "any" && kind == flagInner || n.Class == "list" && (kind == flagInner || kind == flagComma)
	if admitted {
		return at + dir, soft, true
	}
	if length > 0 { // a parenthesis inside a run is passed over
		if p := r.partner(next); !r.left && p > next && p < r.hi {
			return p + 1, soft, true
		} else if r.left && p >= r.lo && p < next {
			return p, soft, true
		}
	}
	if isSpace(c) && at != start && next > r.lo && next+1 < r.hi && isLatin(r.runes[next-1]) && isLatin(r.runes[next+1]) {
		return at + dir, soft, true
	}
	return 0, false, false
}

// inside reports whether an offset lies strictly inside a mention that is such a
// stop.
func (r *reference) inside(at int, stop Stop) bool {
	for _, m := range r.mentions {
		if r.e.stop[m.Type] == stop && int(m.Start) < at && at < int(m.End) {
			return true
		}
	}
	return false
}

// insideExcluded reports whether a run would begin inside a soft or inner stop
// and inside a mention that it excludes.
func (r *reference) insideExcluded(at int, not []string) bool {
	if !r.inside(at, StopSoft) && !r.inside(at, StopInner) {
		return false
	}
	for _, m := range r.mentions {
		if slices.Contains(not, r.e.types.Name(m.Type)) && int(m.Start) < at && at < int(m.End) && at-int(m.Start) < maxMention {
			return true
		}
	}
	return false
}

// boundary reports whether a run may end at an offset with nothing behind it.
func (r *reference) boundary(at int) bool {
	next := at
	if r.left {
		next = at - 1
	}
	if next < r.lo || next >= r.hi {
		return true
	}
	for _, m := range r.mentions {
		edge := int(m.Start)
		if r.left {
			edge = int(m.End)
		}
		if edge == at && r.e.stop[m.Type] != StopInner {
			return true
		}
	}
	return kindOf(r.runes[next])&flagWord == 0
}

// String prints a way for the message of a failed test.
func (w *refWay) String() string {
	if w == nil {
		return "no way"
	}
	return fmt.Sprintf("to %d: %d soft, %d skipped, %d elements, %d open; %v", w.end, w.soft, w.skipped, w.elements, w.open, w.events)
}
