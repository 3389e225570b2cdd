package eval

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// RuleCount is how the facts of one relation fared that a rule read.
type RuleCount struct {
	Rule     string `json:"rule"`
	Relation string `json:"relation"`
	Right    int    `json:"right"`
	Wrong    int    `json:"wrong"`
	Optional int    `json:"optional"`
}

// Precision is the share of right facts among the right and the wrong ones,
// and whether there were any.
func (c RuleCount) Precision() (p float64, ok bool) {
	n := c.Right + c.Wrong
	return ratio(c.Right, n), n > 0
}

// Wilson returns the 95 % score interval of the precision (E. B. Wilson, 1927,
// Journal of the American Statistical Association 22, 209), which is honest for
// the small numbers of single rules: three right of three say little.
func (c RuleCount) Wilson() Interval {
	n := float64(c.Right + c.Wrong)
	if n == 0 {
		return Interval{0, 1}
	}
	const z = 1.959964 // 97.5 % quantile of the normal distribution
	p := float64(c.Right) / n
	centre := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return Interval{max(centre-half, 0), min(centre+half, 1)}
}

// Rules returns the tally of each rule and relation, sorted by rule, then by
// relation. A fact that several rules read counts for each of them; one that
// repeats another counts for none.
func (s *Score) Rules() []RuleCount {
	type id struct{ rule, relation string }
	sums := map[id]*RuleCount{}
	for _, d := range s.Documents {
		for i := range d.Judgements {
			j := &d.Judgements[i]
			if j.Rule == "" || j.Verdict == Missed || j.Verdict == Repeat {
				continue
			}
			for rule := range strings.SplitSeq(j.Rule, ",") {
				k := id{rule, j.P}
				c := sums[k]
				if c == nil {
					c = &RuleCount{Rule: rule, Relation: j.P}
					sums[k] = c
				}
				switch j.Verdict {
				case Right:
					c.Right++
				case Wrong:
					c.Wrong++
				case Optional:
					c.Optional++
				}
			}
		}
	}
	out := make([]RuleCount, 0, len(sums))
	for _, c := range sums {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b RuleCount) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Relation, b.Relation))
	})
	return out
}
