package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"gongbao/extract/eval"
)

// evalReport is what eval has to tell.
type evalReport struct {
	score     *eval.Score
	intervals map[string]eval.Intervals // nil where there is too little to draw from
	resamples int
	rules     []eval.RuleCount
	changes   *eval.Comparison
	// quals lists the qualifiers that are not right, table leaves out all that
	// is not the table or asked for by name.
	quals, table bool
}

// write tells it in lines.
func (r *evalReport) write(w io.Writer) error {
	if err := r.score.Write(w); err != nil {
		return err
	}
	var b strings.Builder
	if !r.table {
		r.writeIntervals(&b)
		r.writeFacts(&b, eval.Missed)
		r.writeFacts(&b, eval.Wrong)
	}
	if differs := r.score.Differs(); r.quals && len(differs) > 0 {
		fmt.Fprintf(&b, "\nqualifiers not right: %d\n", len(differs))
		for i := range differs {
			b.WriteString("- " + differs[i].String() + "\n")
			writePlace(&b, differs[i].Place)
		}
	}
	r.writeRules(&b)
	r.writeChanges(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *evalReport) writeIntervals(b *strings.Builder) {
	if r.intervals == nil {
		return
	}
	fmt.Fprintf(b, "\n95 %% intervals, from %d resamples of %s\n", r.resamples, count(len(r.score.Documents), "document"))
	fmt.Fprintf(b, "%-26s %13s  %13s  %13s\n", "relation", "P", "R", "F1")
	show := func(x eval.Interval) string { return fmt.Sprintf("%.3f – %.3f", x.Low, x.High) }
	for _, name := range append(slices.Sorted(maps.Keys(r.score.Relations)), eval.Total) {
		x := r.intervals[name]
		fmt.Fprintf(b, "%-26s %s  %s  %s\n", name, show(x.Precision), show(x.Recall), show(x.F1))
	}
}

// writeFacts lists the facts with a verdict, each with its place.
func (r *evalReport) writeFacts(b *strings.Builder, v eval.Verdict) {
	facts := r.score.Judged(v)
	if len(facts) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s: %d\n", v, len(facts))
	for i := range facts {
		b.WriteString("- " + facts[i].String())
		if facts[i].Rule != "" {
			b.WriteString("  [" + facts[i].Rule + "]")
		}
		b.WriteByte('\n')
		writePlace(b, facts[i].Place)
	}
}

// longestSentence is how much of a sentence is shown, in code points.
const longestSentence = 160

func writePlace(b *strings.Builder, p eval.Place) {
	b.WriteString("  " + p.Doc)
	if p.Line > 0 {
		fmt.Fprintf(b, ":%d", p.Line)
	}
	if p.Sentence != "" {
		s := []rune(p.Sentence)
		if len(s) > longestSentence {
			s = append(s[:longestSentence:longestSentence], '…')
		}
		b.WriteString("  " + string(s))
	}
	b.WriteByte('\n')
}

func (r *evalReport) writeRules(b *strings.Builder) {
	if r.rules == nil {
		return
	}
	fmt.Fprintf(b, "\n%-24s %-26s %5s %5s %5s  %6s  %s\n", "rule", "relation", "right", "wrong", "opt", "P", "95 % interval")
	for _, c := range r.rules {
		p, ok := c.Precision()
		measured, wilson := "     –", "–"
		if ok {
			x := c.Wilson()
			measured, wilson = fmt.Sprintf("%6.3f", p), fmt.Sprintf("%.3f – %.3f", x.Low, x.High)
		}
		fmt.Fprintf(b, "%-24s %-26s %5d %5d %5d  %s  %s\n", c.Rule, c.Relation, c.Right, c.Wrong, c.Optional, measured, wilson)
	}
}

// writeChanges tells what changed from an earlier run.
func (r *evalReport) writeChanges(b *strings.Builder) {
	c := r.changes
	if c == nil {
		return
	}
	fmt.Fprintf(b, "\nagainst the saved run\n%-26s %22s   %22s   %s\n", "relation", "before (P R F1)", "after", "change of F1")
	show := func(x eval.Count) string { return fmt.Sprintf("%.3f %.3f %.3f", x.Precision(), x.Recall(), x.F1()) }
	for _, x := range c.Relations {
		fmt.Fprintf(b, "%-26s %22s   %22s   %+.3f\n", x.Relation, show(x.Before), show(x.After), x.After.F1()-x.Before.F1())
	}
	list := func(title string, pick func(*eval.Change) bool) {
		n := 0
		for i := range c.Changes {
			if pick(&c.Changes[i]) {
				n++
			}
		}
		fmt.Fprintf(b, "%s: %d\n", title, n)
		for i := range c.Changes {
			if x := &c.Changes[i]; pick(x) {
				fmt.Fprintf(b, "- %s  (%s, now %s)\n", x.String(), verdictName(x.Before), verdictName(x.After))
				writePlace(b, x.Place)
			}
		}
	}
	list("better", (*eval.Change).Better)
	list("worse", (*eval.Change).Worse)
	if len(c.Gone) > 0 {
		fmt.Fprintf(b, "documents of the saved run alone: %s\n", strings.Join(c.Gone, ", "))
	}
	if len(c.New) > 0 {
		fmt.Fprintf(b, "documents of this run alone: %s\n", strings.Join(c.New, ", "))
	}
}

// verdictName names a verdict; a fact that a run does not have is absent.
func verdictName(v eval.Verdict) string {
	if v == "" {
		return "absent"
	}
	return string(v)
}

// measuredCount is a tally with its measures, in JSON.
type measuredCount struct {
	Relation string `json:"relation"`
	eval.Count
	Precision float64         `json:"precision"`
	Recall    float64         `json:"recall"`
	F1        float64         `json:"f1"`
	Intervals *eval.Intervals `json:"intervals,omitempty"`
}

// measuredRule is how a rule fared, in JSON. Precision is null where nothing was
// right or wrong.
type measuredRule struct {
	eval.RuleCount
	Precision *float64      `json:"precision"`
	Interval  eval.Interval `json:"interval"`
}

// evalObject is the report in JSON.
type evalObject struct {
	Options    eval.Options           `json:"options"`
	Documents  []string               `json:"documents"`
	Relations  []measuredCount        `json:"relations"`
	Total      measuredCount          `json:"total"`
	Qualifiers map[string]*eval.Tally `json:"qualifiers"`
	AllQuals   eval.Tally             `json:"all_qualifiers"`
	Missed     []eval.Fact            `json:"missed"`
	Wrong      []eval.Fact            `json:"wrong"`
	Differs    []eval.Difference      `json:"differs"`
	Rules      []measuredRule         `json:"rules,omitempty"`
	Changes    *eval.Comparison       `json:"changes,omitempty"`
}

// object returns the report for JSON. It holds all, whatever was asked to be
// shown.
func (r *evalReport) object(o eval.Options) *evalObject {
	measured := func(name string, c eval.Count) measuredCount {
		m := measuredCount{Relation: name, Count: c, Precision: c.Precision(), Recall: c.Recall(), F1: c.F1()}
		if x, ok := r.intervals[name]; ok {
			m.Intervals = &x
		}
		return m
	}
	out := &evalObject{
		Options: o, Total: measured(eval.Total, r.score.Total()), Qualifiers: r.score.Qualifiers, AllQuals: r.score.QualifierTotal(),
		Missed: orEmpty(r.score.Judged(eval.Missed)), Wrong: orEmpty(r.score.Judged(eval.Wrong)), Differs: orEmpty(r.score.Differs()),
		Relations: []measuredCount{}, Changes: r.changes,
	}
	for _, d := range r.score.Documents {
		out.Documents = append(out.Documents, d.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(r.score.Relations)) {
		out.Relations = append(out.Relations, measured(name, *r.score.Relations[name]))
	}
	for _, c := range r.rules {
		m := measuredRule{RuleCount: c, Interval: c.Wilson()}
		if p, ok := c.Precision(); ok {
			m.Precision = &p
		}
		out.Rules = append(out.Rules, m)
	}
	return out
}

// orEmpty makes a missing list an empty one.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
