package rule

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"gongbao/extract/fact"
	"gongbao/extract/rule/syntax"
	"gongbao/extract/text"
)

// conditions is what a rule says beyond its pattern: when, unless, where,
// overrides, and modality by context. A rule that says none of it has none.
type conditions struct {
	script        string
	kinds         []string
	sections      []string // folded
	after, before string
	guards        *guards
	where         []syntax.Condition
	// yields are the rules that override this one.
	yields []*compiled
	// context says that the words around the trigger give the modality.
	context bool
}

// compileConditions compiles the conditions of a rule, nil when there are none
// that ask for more than a look at the line.
func (e *Engine) compileConditions(k *compiler, r *syntax.Rule) (*conditions, error) {
	c := &conditions{script: r.When.Script, after: r.When.After, before: r.When.Before, context: r.Modality == "context"}
	for _, kind := range r.When.Kind {
		if e.cfg.Kinds[kind.Value] == nil {
			return nil, r.Fault(kind, 0, "kinds in pack.yaml has no %s", kind.Value)
		}
		c.kinds = append(c.kinds, kind.Value)
	}
	for _, s := range r.When.Section {
		c.sections = append(c.sections, text.FoldString(s))
	}
	var err error
	if c.guards, err = k.guards(r); err != nil {
		return nil, err
	}
	for _, at := range r.Where {
		cond, err := syntax.ParseCondition(at.Value)
		if err != nil {
			return nil, err
		}
		c.where = append(c.where, cond)
	}
	if c.script == "" && c.after == "" && c.before == "" && !c.context && c.kinds == nil && c.sections == nil && c.guards == nil && c.where == nil {
		return nil, nil
	}
	return c, nil
}

// override notes for every rule which others override it. A name that no rule
// has is an error.
func (e *Engine) override() []error {
	byID := map[string]*compiled{}
	for _, c := range e.rules {
		byID[c.src.ID.Value] = c
	}
	var errs []error
	for _, c := range e.rules {
		for _, id := range c.src.Overrides {
			other := byID[id.Value]
			switch {
			case other == nil:
				errs = append(errs, c.src.Fault(id, 0, "overrides: no rule is called %s", id.Value))
			case other == c:
				errs = append(errs, c.src.Fault(id, 0, "a rule cannot override itself"))
			default:
				if other.cond == nil {
					other.cond = &conditions{}
				}
				other.cond.yields = append(other.cond.yields, c)
			}
		}
	}
	return errs
}

// circumstances is what conditions ask of a document, worked out when first
// asked for.
type circumstances struct {
	script   string  // of the document; "" until a rule asks
	known    bool    // headings and top
	headings []int32 // by line: the nearest heading above it or -1
	top      string  // the headlines at the top, folded
	// heading is the one asked about last for the rule being run, and astray why
	// it does not suit it: a heading is read once for all triggers below it.
	heading int32
	astray  string
	// unfit is why the rule being run does not read the document, or "".
	unfit string
	// claims are the stretches that the rules which override the one being run
	// have matched, sorted and apart.
	claims []text.Span
}

// scriptOf returns the script of the document.
func (r *reader) scriptOf() string {
	if r.about.script == "" {
		r.about.script = text.Script(r.page.text.String())
	}
	return r.about.script
}

// look works out what stands above the lines of the document.
func (r *reader) look() *circumstances {
	k := &r.about
	if k.known {
		return k
	}
	k.known, k.headings, k.top = true, k.headings[:0], ""
	t := r.page.text
	lines := t.Lines()
	last, body := int32(-1), false
	var top strings.Builder
	for i, l := range lines {
		k.headings = append(k.headings, last)
		switch {
		case l.Kind == text.Headline:
			last = int32(i)
			if !body {
				top.WriteString(t.Slice(l.Span) + "\n")
			}
		case l.Kind == text.Body:
			if !body && top.Len() == 0 {
				top.WriteString(t.Slice(l.Span))
			}
			body = true
		}
	}
	k.top = text.FoldString(top.String())
	return k
}

// begin prepares the conditions of a rule that is about to run, and reports
// whether it reads this document at all.
func (r *reader) begin(c *compiled) bool {
	k := &r.about
	k.unfit, k.claims, k.heading = r.unfit(c.cond), k.claims[:0], -2
	for _, by := range c.cond.yields {
		for _, m := range r.matches {
			if m.rule == by {
				k.claims = append(k.claims, text.Span{Start: int(m.start), End: int(m.end)})
			}
		}
	}
	if len(k.claims) < 2 {
		return k.unfit == ""
	}
	slices.SortFunc(k.claims, func(a, b text.Span) int { return a.Start - b.Start })
	joined := k.claims[:0]
	for _, s := range k.claims {
		if n := len(joined); n > 0 && s.Start < joined[n-1].End {
			joined[n-1].End = max(joined[n-1].End, s.End)
			continue
		}
		joined = append(joined, s)
	}
	k.claims = joined
	return k.unfit == ""
}

// unfit says why a rule does not read the document, or "".
func (r *reader) unfit(c *conditions) string {
	switch {
	case c.script == "hans" && r.scriptOf() == "zh-Hant", c.script == "hant" && r.scriptOf() != "zh-Hant":
		return fmt.Sprintf("the rule reads script %s, the document is %s", c.script, r.scriptOf())
	case (c.after != "" || c.before != "") && len(r.date) < 4:
		return "the rule asks for a date of the document, which has none"
	case c.after != "" && compareDates(r.date, c.after) < 0:
		return "the document is earlier than " + c.after
	case c.before != "" && compareDates(r.date, c.before) >= 0:
		return "the document is not earlier than " + c.before
	}
	if len(c.kinds) > 0 {
		for _, kind := range c.kinds {
			for _, word := range r.e.cfg.Kinds[kind] {
				if strings.Contains(r.look().top, text.FoldString(word)) {
					return ""
				}
			}
		}
		return "the document is not of the kind " + strings.Join(c.kinds, " or ")
	}
	return ""
}

// compareDates compares two dates as far as both go.
func compareDates(a, b string) int {
	n := min(len(a), len(b))
	return strings.Compare(a[:n], b[:n])
}

// misplaced says why a rule may not try at a trigger: because of the document,
// or of the heading above; or "".
func (r *reader) misplaced(c *conditions, t trigger) string {
	if r.about.unfit != "" || len(c.sections) == 0 {
		return r.about.unfit
	}
	k, h := r.look(), int32(-1)
	if line := r.page.text.LineAt(int(t.start)); line >= 0 {
		h = k.headings[line]
	}
	if h != k.heading {
		k.heading, k.astray = h, r.astray(c, h)
	}
	return k.astray
}

// astray says why the text below a heading, by its line or -1 for none, is not
// where a rule reads, or "".
func (r *reader) astray(c *conditions, heading int32) string {
	if heading < 0 {
		return "there is no heading above"
	}
	s := r.page.text.Slice(r.page.text.Lines()[heading].Span)
	folded := text.FoldString(s)
	for _, word := range c.sections {
		if strings.Contains(folded, word) {
			return ""
		}
	}
	return fmt.Sprintf("the heading above, %q, has none of the words of section", s)
}

// refused says why a match of the pattern does not count, or "".
func (r *reader) refused(c *compiled, win, start, end int32) string {
	if by := r.claimed(c, start, end); by != "" {
		return by
	}
	if c.cond.guards != nil {
		return r.guarded(c, win, start, end)
	}
	return ""
}

// claimed tells of a rule that overrides this one and matched some of the text.
func (r *reader) claimed(c *compiled, start, end int32) string {
	claims := r.about.claims
	i := sort.Search(len(claims), func(i int) bool { return claims[i].End > int(start) })
	if i == len(claims) || claims[i].Start >= int(end) {
		return ""
	}
	ids := make([]string, len(c.cond.yields))
	for i, by := range c.cond.yields {
		ids[i] = by.src.ID.Value
	}
	return "the text is read by " + strings.Join(ids, " or ") + ", which overrides this rule"
}

// unmet returns the first test of where that a match does not pass, or "".
func (r *reader) unmet(m *match) string {
	for _, c := range m.rule.cond.where {
		if i := r.failing(m, 0, c); i >= 0 {
			return "where: " + c[i].String() + " does not hold"
		}
	}
	return ""
}

// strike drops the matches of rules that others override where those others
// could only run later, since they use what the former make. Their mentions
// stay; their facts are not given.
func (r *reader) strike() {
	last := (*compiled)(nil)
	r.matches = slices.DeleteFunc(r.matches, func(m *match) bool {
		if m.rule.cond == nil || len(m.rule.cond.yields) == 0 {
			return false
		}
		if m.rule != last {
			r.begin(m.rule)
			last = m.rule
		}
		return r.claimed(m.rule, m.start, m.end) != ""
	})
}

// contextReach is how far before its trigger the word may stand that gives a
// match its modality, in code points: a date and a place may stand between.
const contextReach = 40

// speakerReach is how far before reported speech its speaker is looked for.
const speakerReach = 40

// context returns the modality of a match by the words around its trigger: in
// reported speech it is claimed, with who says so; else the nearest modal word
// before the trigger in the same clause decides, or one within the match.
func (r *reader) context(m *match) (fact.Modality, value) {
	p := &r.page
	if p.text.InSpeech(int(m.trigger)) {
		return fact.Claimed, r.speaker(m.trigger)
	}
	win := &p.windows[m.sentence]
	for off := m.trigger; off > win.lo && off > m.trigger-contextReach; off-- {
		for k := p.lat.EndingAt(off); k >= 0; k = p.lat.NextEnding(k) {
			if v := p.lat.At(k); r.e.modal[v.Type] {
				if modality, ok := r.e.cfg.Modality[p.attr(v, "modality")]; ok {
					return modality, value{}
				}
			}
		}
		switch p.runes[off-1] {
		case '，', ',', '；', ';', '：', ':', '。':
			if off <= m.start {
				return fact.Asserted, value{}
			}
		}
		if o := p.pair[off-1]; o > 0 && o-1 < off-1 {
			off = max(o, win.lo+1)
		}
	}
	return fact.Asserted, value{}
}

// speaker returns who says what stands at an offset: what is named last before
// the speech in its line, of a type that the pack calls a speaker's.
func (r *reader) speaker(at int32) value {
	p := &r.page
	speech := p.text.Speech()
	i := sort.Search(len(speech), func(i int) bool { return speech[i].End > int(at) })
	if i == len(speech) || speech[i].Start > int(at) {
		return value{}
	}
	from := int32(speech[i].Start)
	least := max(0, from-speakerReach)
	if line := p.text.LineAt(int(from)); line >= 0 {
		least = max(least, int32(p.text.Lines()[line].Start))
	}
	for off := from; off >= least; off-- {
		best := int32(-1)
		for k := p.lat.EndingAt(off); k >= 0; k = p.lat.NextEnding(k) {
			if v := p.lat.At(k); r.e.speaks[v.Type] && (best < 0 || v.Start < p.lat.At(best).Start) {
				best = k
			}
		}
		if best >= 0 {
			return p.mentionValue(best)
		}
	}
	return value{}
}
