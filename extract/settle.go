package extract

import (
	"slices"
	"strings"

	"gongbao/extract/fact"
	"gongbao/extract/rule"
)

// settle merges what several matches gave: a fact is told once for each
// subject, relation and object (for posts also each body), with the evidence of
// all its readings. Where readings differ in a qualifier, a date or the
// modality, the rule of the higher priority wins, then the reading that tells both
// ends of a time, then the earlier one.
func settle(found []rule.Finding, symmetric func(relation string) bool) []fact.Fact {
	if len(found) == 0 {
		return nil
	}
	order := make([]int32, len(found))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		x, y := &found[a], &found[b]
		if x.Priority != y.Priority {
			return y.Priority - x.Priority
		}
		if (x.Fact.End != "") != (y.Fact.End != "") { // one that tells a term says more than one that tells a day
			if x.Fact.End != "" {
				return -1
			}
			return 1
		}
		return x.Fact.Evidence[0].Span.Start - y.Fact.Evidence[0].Span.Start
	})
	facts := make([]fact.Fact, 0, len(found))
	index := make(map[told]int, len(found))
	// first is, for the relations of posts, the first fact of a person and post,
	// whatever its body.
	first := map[told]int{}
	for _, i := range order {
		f := &found[i].Fact
		k := told{p: f.Relation, s: f.Subject.Text, o: f.Object.Text}
		if k.o < k.s && symmetric(f.Relation) {
			k.s, k.o = k.o, k.s
		}
		post := k
		ofPost := isPost(f.Relation)
		if ofPost {
			q, _ := f.Qualifier("of")
			k.of = q.Text
			if _, ok := index[k]; !ok && k.of == "" { // a bare mention of a post told with its body
				if j, ok := first[post]; ok {
					q, _ := facts[j].Qualifier("of")
					k.of = q.Text
				}
			}
		}
		j, ok := index[k]
		if ok {
			merge(&facts[j], f)
			continue
		}
		index[k] = len(facts)
		if _, ok := first[post]; ofPost && !ok {
			first[post] = len(facts)
		}
		facts = append(facts, *f)
	}
	for i := range facts {
		if len(facts[i].Evidence) > 1 {
			facts[i].Evidence = distinct(facts[i].Evidence)
		}
	}
	slices.SortStableFunc(facts, func(a, b fact.Fact) int {
		return a.Evidence[0].Span.Start - b.Evidence[0].Span.Start
	})
	return facts
}

// told is what makes two facts one.
type told struct{ p, s, o, of string }

// isPost reports the relations of a person and a post, of which the body is a
// part of what is told.
func isPost(relation string) bool {
	switch relation {
	case "holds_office", "appointed_to", "removed_from", "elected_to":
		return true
	}
	return false
}

// merge adds a further reading to a fact.
func merge(into, f *fact.Fact) {
	undated := into.Start == "" && into.End == ""
	if undated {
		into.Start, into.End = f.Start, f.End
	}
	n := len(into.Qualifiers)
	for _, q := range f.Qualifiers {
		if q.Name == fact.Inferred && !undated { // it is said of another start
			continue
		}
		if _, ok := into.Qualifier(q.Name); !ok {
			into.Qualifiers = append(into.Qualifiers, q)
		}
	}
	if len(into.Qualifiers) > n {
		slices.SortStableFunc(into.Qualifiers, func(a, b fact.Qualifier) int { return strings.Compare(a.Name, b.Name) })
	}
	into.Evidence = append(into.Evidence, f.Evidence...)
}

// distinct puts the evidence of a fact in text order, each reading once: a rule
// that reads the same characters twice gives one.
func distinct(list []fact.Evidence) []fact.Evidence {
	slices.SortStableFunc(list, func(a, b fact.Evidence) int { return a.Span.Start - b.Span.Start })
	out := list[:0]
	for _, e := range list {
		same := false
		for k := len(out) - 1; k >= 0 && out[k].Span.Start == e.Span.Start && !same; k-- {
			same = out[k].Rule == e.Rule && out[k].Span == e.Span
		}
		if !same {
			out = append(out, e)
		}
	}
	return out
}
