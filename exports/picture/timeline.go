package picture

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongbao/exports"
	"gongbao/graph/lookup"
	"gongbao/graph/validity"
	"gongbao/ontology/vocab"
)

// track is one line of the time line: all facts of one relation to one thing.
type track struct {
	label, class string
	marks        []span // the earliest first
	sources      int
}

// span is a fact on the time line. From and to are days since 1970.
type span struct {
	fact     *lookup.Fact
	from, to float64
	// openFrom and openTo say that the text tells no beginning, or no end of what
	// lasts.
	openFrom, openTo bool
	// vague says that the time is a point of which the text tells the month or
	// the year alone.
	vague bool
}

// tracks puts the facts that have a time on lines, and keeps the limit of those
// that most documents tell; of equals, some of all times.
func (s *Scene) tracks(facts *lookup.Facts, limit int) {
	index := map[string]int{}
	var all []track
	for i, list := range [][]*lookup.Fact{facts.Out, facts.In, facts.Beside} {
		for _, f := range list {
			sp, ok := spanOf(f)
			if !ok {
				continue
			}
			other, label := f.Subject, f.Subject.Label+" · "+s.name(f.Relation)
			switch i {
			case 0:
				other, label = f.Object, s.name(f.Relation)
				if f.Object.IRI != "" || f.Start != "" || f.End != "" {
					label += " · " + f.Object.Label
				}
			case 2:
				label += " · " + f.Object.Label
			}
			key := strings.Join([]string{strconv.Itoa(i), f.Relation, s.keyOf(f.Subject), s.keyOf(f.Object)}, "\x00")
			at, ok := index[key]
			if !ok {
				at = len(all)
				index[key] = at
				all = append(all, track{label: label, class: s.classOf(other)})
			}
			all[at].marks = append(all[at].marks, sp)
			all[at].sources += len(f.Sources)
		}
	}
	for i := range all {
		slices.SortStableFunc(all[i].marks, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
		// What goes on already need not begin again: later tellings are points.
		lasts := false
		for j := range all[i].marks {
			m := &all[i].marks[j]
			m.openTo, lasts = m.openTo && !lasts, lasts || m.openTo
		}
	}
	slices.SortStableFunc(all, func(a, b track) int {
		return cmp.Or(cmp.Compare(a.marks[0].from, b.marks[0].from), cmp.Compare(a.marks[0].to, b.marks[0].to), strings.Compare(a.label, b.label))
	})
	s.times = mostTold(all, limit)
	s.moreTimes = len(all) - len(s.times)
}

// mostTold keeps those lines that most documents tell, in their order; of those
// that equally many tell, some from all along the line.
func mostTold(all []track, n int) []track {
	if n <= 0 || len(all) <= n {
		return all
	}
	counts := make([]int, len(all))
	for i, t := range all {
		counts[i] = t.sources
	}
	slices.Sort(counts)
	least := counts[len(counts)-n] // all above it are kept
	var above, equal []int
	for i, t := range all {
		switch {
		case t.sources > least:
			above = append(above, i)
		case t.sources == least:
			equal = append(equal, i)
		}
	}
	kept := above
	for i, want := 0, n-len(above); i < want; i++ {
		kept = append(kept, equal[i*len(equal)/want])
	}
	slices.Sort(kept)
	out := make([]track, 0, n)
	for _, i := range kept {
		out = append(out, all[i])
	}
	return out
}

// spanOf reads the time of a fact; not ok where it has none that is a date. The
// object may be the time itself: born on, held on.
func spanOf(f *lookup.Fact) (sp span, ok bool) {
	start, end := f.Start, f.End
	if start == "" && end == "" && f.Object.IRI == "" {
		start, end = f.Object.Label, f.Object.Label
	}
	if end == "" && validity.KindOf(vocab.NS+f.Relation) != validity.Fluent {
		end = start
	}
	first, last := exports.Period(start, end)
	from, okFrom := day(first)
	to, okTo := day(last)
	sp = span{fact: f, from: from, to: to}
	switch {
	case !okFrom && !okTo:
		return sp, false
	case !okFrom:
		sp.from, sp.openFrom = to, true
	case !okTo:
		sp.to, sp.openTo = from, true
	}
	sp.vague = start == end && !strings.Contains(start, "/") && sp.to > sp.from
	return sp, true
}

// day turns a date into days since 1970.
func day(date string) (float64, bool) {
	t, err := time.Parse(time.DateOnly, date)
	return float64(t.Unix()) / 86400, err == nil
}

// date is the inverse of day.
func date(day float64) time.Time { return time.Unix(int64(day)*86400, 0).UTC() }

// tick is a mark of the axis.
type tick struct {
	at    float64
	label string
}

// axis chooses the marks for a time: full years, or months where there are less
// than two years.
func axis(from, to float64) (ticks []tick, first, last float64) {
	a, b := date(from), date(to)
	years := b.Year() - a.Year() + 1
	if years <= 2 {
		return months(a, b)
	}
	step := 1
	for _, s := range []int{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000} {
		if step = s; years/s <= 14 {
			break
		}
	}
	begin := a.Year() - ((a.Year()%step)+step)%step
	for y := begin; ; y += step {
		at := float64(time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC).Unix()) / 86400
		ticks = append(ticks, tick{at, fmt.Sprint(y)})
		if y > b.Year() {
			return ticks, ticks[0].at, at
		}
	}
}

// months marks every third month of full years.
func months(a, b time.Time) (ticks []tick, first, last float64) {
	for t := time.Date(a.Year(), 1, 1, 0, 0, 0, 0, time.UTC); ; t = t.AddDate(0, 3, 0) {
		at := float64(t.Unix()) / 86400
		ticks = append(ticks, tick{at, t.Format("2006-01")})
		if t.Year() > b.Year() {
			return ticks, ticks[0].at, at
		}
	}
}

// Measures of the time line, in pixels.
const (
	barHigh = 11.0
	barRow  = 21.0
)

// timeline draws the facts that have a time from a height downwards and returns
// its height, 0 where none has.
func (s *Scene) timeline(c *canvas, top, width float64) float64 {
	if len(s.times) == 0 {
		return 0
	}
	from, to, labels := s.times[0].marks[0].from, s.times[0].marks[0].to, 0.0
	for _, t := range s.times {
		for _, m := range t.marks {
			from, to = min(from, m.from), max(to, m.to)
		}
		labels = max(labels, measure(t.label, smallSize+1)+18)
	}
	ticks, first, last := axis(from, to)
	labels = min(labels, width*0.4)
	left, right := margin+labels+20, width-margin-24
	x := func(day float64) float64 { return left + (day-first)/(last-first)*(right-left) }
	bottom := top + 30 + barRow*float64(len(s.times))
	c.open("g", "class", "axis")
	for _, t := range ticks {
		c.empty("path", "class", "grid", "d", fmt.Sprintf("M%s %sV%s", num(x(t.at)), num(top+20), num(bottom)))
		c.text(x(t.at), top+13, "middle", "small", t.label)
	}
	c.close("g")
	for i, t := range s.times {
		mid := top + 24 + barRow*(float64(i)+0.5)
		c.sign(t.class, margin+6, mid, signSize-1)
		c.text(margin+18, mid+4, "start", "fine", truncate(t.label, smallSize+1, labels-14))
		for _, m := range t.marks {
			s.mark(c, m, t.class, x, mid, left, right, len(t.marks) == 1)
		}
		if n := len(t.marks); n > 1 {
			c.text(right+14, mid+3.5, "start", "when", "×"+strconv.Itoa(n))
		}
	}
	if s.moreTimes > 0 {
		c.text(margin, bottom+14, "start", "small more", s.word("more", s.moreTimes))
		bottom += lineHigh
	}
	return bottom - top
}

// mark draws one fact of a line, with its time beside it where it is alone.
func (s *Scene) mark(c *canvas, sp span, of string, x func(float64) float64, mid, left, right float64, alone bool) {
	class := "span " + strings.ToLower(of)
	if sp.fact.Modality != asserted {
		class += " unsure"
	}
	c.open("g", "class", "row")
	c.leaf("title", s.sentenceOf(sp.fact))
	a, b := x(sp.from), x(sp.to+1)
	low, high := mid-barHigh/2, mid+barHigh/2
	switch {
	case sp.openTo:
		b = right + 12
		c.empty("path", "class", class+" open", "d", fmt.Sprintf("M%s %sH%sL%s %sL%s %sH%sz", num(a), num(low), num(b-7), num(b), num(mid), num(b-7), num(high), num(a)))
	case sp.openFrom:
		a = x(sp.to) - 40
		c.empty("path", "class", class+" open", "d", fmt.Sprintf("M%s %sH%sV%sH%sL%s %sz", num(a+7), num(low), num(b), num(high), num(a+7), num(a), num(mid)))
	case sp.vague && b-a > 8:
		c.empty("rect", "class", class+" vague", "x", num(a), "y", num(low), "width", num(b-a), "height", num(barHigh), "rx", "5")
	case b-a > 8:
		c.empty("rect", "class", class, "x", num(a), "y", num(low), "width", num(b-a), "height", num(barHigh), "rx", "2")
	default:
		c.empty("path", "class", class, "d", polygon(4, 0, 1)((a+b)/2, mid, 6))
	}
	if alone {
		label := timeText(sp.fact.Start, sp.fact.End)
		if label == "" {
			label = sp.fact.Object.Label
		}
		when(c, label, a, b, mid, left, right)
	}
	c.close("g")
}

// when writes a time inside its bar, or else beside its mark, where there is room.
func when(c *canvas, label string, a, b, mid, left, right float64) {
	w := measure(label, smallSize-1)
	switch middle := (a + b) / 2; {
	case w+16 < b-a:
		c.text(a+5, mid+3.5, "start", "when in", label)
	case max(b, middle+6)+w+5 < right+16:
		c.text(max(b, middle+6)+5, mid+3.5, "start", "when", label)
	case min(a, middle-6)-w-5 > left:
		c.text(min(a, middle-6)-5, mid+3.5, "end", "when", label)
	}
}
