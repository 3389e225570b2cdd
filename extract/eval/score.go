package eval

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Count is a tally of one relation, of a rule, or of all.
type Count struct {
	TP       int `json:"tp"`
	FP       int `json:"fp"`
	FN       int `json:"fn"`
	Optional int `json:"optional"`
}

// add counts a verdict.
func (c *Count) add(v Verdict) {
	switch v {
	case Right:
		c.TP++
	case Wrong:
		c.FP++
	case Missed:
		c.FN++
	case Optional:
		c.Optional++
	}
}

// plus adds up two tallies.
func (c Count) plus(d Count) Count {
	return Count{c.TP + d.TP, c.FP + d.FP, c.FN + d.FN, c.Optional + d.Optional}
}

// Precision is TP/(TP+FP), 0 when nothing was found.
func (c Count) Precision() float64 { return ratio(c.TP, c.TP+c.FP) }

// Recall is TP/(TP+FN), 0 when nothing was to be found.
func (c Count) Recall() float64 { return ratio(c.TP, c.TP+c.FN) }

// F1 is the harmonic mean of precision and recall.
func (c Count) F1() float64 { return ratio(2*c.TP, 2*c.TP+c.FP+c.FN) }

// Gold is the number of required gold facts.
func (c Count) Gold() int { return c.TP + c.FN }

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Tally counts how often a qualifier was right among the facts found.
type Tally struct {
	Right int `json:"right"`
	All   int `json:"all"`
}

// Accuracy is Right/All, 1 when nothing was compared.
func (t Tally) Accuracy() float64 {
	if t.All == 0 {
		return 1
	}
	return ratio(t.Right, t.All)
}

// Score is the result of a comparison; scores of documents add up.
type Score struct {
	Relations  map[string]*Count
	Qualifiers map[string]*Tally
	// Documents are the comparisons that were added, in that order.
	Documents []*Document
}

// NewScore returns an empty score.
func NewScore() *Score {
	return &Score{Relations: map[string]*Count{}, Qualifiers: map[string]*Tally{}}
}

// Add compares the facts of one document with its gold facts and adds the
// result.
func (s *Score) Add(found, gold []Fact, o Options) { s.AddDocument(Judge("", found, gold, o)) }

// AddDocument adds the comparison of a document.
func (s *Score) AddDocument(d *Document) {
	s.Documents = append(s.Documents, d)
	for p, c := range d.Counts() {
		if s.Relations[p] == nil {
			s.Relations[p] = &Count{}
		}
		*s.Relations[p] = s.Relations[p].plus(c)
	}
	for name, t := range d.Qualifiers {
		if s.Qualifiers[name] == nil {
			s.Qualifiers[name] = &Tally{}
		}
		s.Qualifiers[name].Right += t.Right
		s.Qualifiers[name].All += t.All
	}
}

// Judged returns the facts with a verdict, document by document.
func (s *Score) Judged(v Verdict) []Fact {
	var out []Fact
	for _, d := range s.Documents {
		for i := range d.Judgements {
			if d.Judgements[i].Verdict == v {
				out = append(out, d.Judgements[i].Fact)
			}
		}
	}
	return out
}

// Differs returns what is not right among the qualifiers, document by document.
func (s *Score) Differs() []Difference {
	var out []Difference
	for _, d := range s.Documents {
		out = append(out, d.Differs...)
	}
	return out
}

// Total sums all relations.
func (s *Score) Total() Count {
	var t Count
	for _, c := range s.Relations {
		t = t.plus(*c)
	}
	return t
}

// QualifierTotal sums all qualifiers.
func (s *Score) QualifierTotal() Tally {
	var t Tally
	for _, q := range s.Qualifiers {
		t.Right += q.Right
		t.All += q.All
	}
	return t
}

// Write prints the table: relations, qualifiers, totals.
func (s *Score) Write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-26s %5s %5s %5s  %6s %6s %6s\n", "relation", "tp", "fp", "fn", "P", "R", "F1")
	row := func(name string, c Count) {
		fmt.Fprintf(&b, "%-26s %5d %5d %5d  %6.3f %6.3f %6.3f\n", name, c.TP, c.FP, c.FN, c.Precision(), c.Recall(), c.F1())
	}
	for _, n := range slices.Sorted(maps.Keys(s.Relations)) {
		row(n, *s.Relations[n])
	}
	for _, n := range slices.Sorted(maps.Keys(s.Qualifiers)) {
		t := s.Qualifiers[n]
		fmt.Fprintf(&b, "  qualifier %-15s right %4d of %4d  %.3f\n", n, t.Right, t.All, t.Accuracy())
	}
	q := s.QualifierTotal()
	fmt.Fprintf(&b, "  qualifiers, all      right %4d of %4d  %.3f\n", q.Right, q.All, q.Accuracy())
	row("ALL", s.Total())
	_, err := io.WriteString(w, b.String())
	return err
}
