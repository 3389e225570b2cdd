package eval

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Interval is a confidence interval of 95 %.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Intervals are those of one tally.
type Intervals struct {
	Precision Interval `json:"precision"`
	Recall    Interval `json:"recall"`
	F1        Interval `json:"f1"`
}

// Total is the name under which Bootstrap returns the intervals of all
// relations together.
const Total = "ALL"

// seed makes the resamples the same in every run.
const seed = 20090616

// Bootstrap returns 95 % confidence intervals by relation and, as Total, of all
// together, from n resamples. It is the percentile bootstrap (B. Efron and
// R. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13) with the
// document as the unit that is drawn, since the facts of one text stand and
// fall together (A. C. Davison and D. V. Hinkley, Bootstrap Methods and their
// Application, 1997, section 3.8). The generator has a fixed seed, so equal
// scores have equal intervals. A resample in which a measure is not defined,
// because it drew no document that has the relation, counts for nothing.
// With fewer than two documents there is nothing to draw from, and the result is
// nil.
//
// The intervals say how far other documents of the same kinds could move the
// numbers; with few documents they are too narrow rather than too wide.
func (s *Score) Bootstrap(n int) map[string]Intervals {
	if len(s.Documents) < 2 || n < 1 {
		return nil
	}
	counts := make([]map[string]Count, len(s.Documents))
	for i, d := range s.Documents {
		counts[i] = d.Counts()
	}
	type drawn struct{ precision, recall, f1 []float64 }
	all := map[string]*drawn{Total: {}}
	for p := range s.Relations {
		all[p] = &drawn{}
	}
	r := rand.New(rand.NewPCG(seed, seed))
	for range n {
		sums := map[string]Count{}
		for range s.Documents {
			for p, c := range counts[r.IntN(len(counts))] {
				sums[p] = sums[p].plus(c)
				sums[Total] = sums[Total].plus(c)
			}
		}
		for p, c := range sums {
			x := all[p]
			if c.TP+c.FP > 0 {
				x.precision = append(x.precision, c.Precision())
			}
			if c.TP+c.FN > 0 {
				x.recall = append(x.recall, c.Recall())
			}
			if c.TP+c.FP+c.FN > 0 {
				x.f1 = append(x.f1, c.F1())
			}
		}
	}
	out := map[string]Intervals{}
	for p, x := range all {
		out[p] = Intervals{middle(x.precision), middle(x.recall), middle(x.f1)}
	}
	return out
}

// middle returns the bounds between which the middle 95 % of the values lie.
func middle(values []float64) Interval {
	if len(values) == 0 {
		return Interval{}
	}
	slices.Sort(values)
	at := func(q float64) float64 {
		return values[min(max(int(math.Ceil(q*float64(len(values))))-1, 0), len(values)-1)]
	}
	return Interval{at(0.025), at(0.975)}
}
