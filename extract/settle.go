package extract

import (
	"sort"

	"gongbao/extract/fact"
	"gongbao/extract/rule"
)

// settle merges what several matches gave: a fact is told once for each
// subject, relation and object (for posts also each body), with the evidence of
// all its readings. Where readings differ in a qualifier, a date or the
// modality, the rule of the higher priority wins, then the earlier reading.
func settle(found []rule.Finding, symmetric func(relation string) bool) []fact.Fact {
	type key struct{ p, s, o, of string }
	order := make([]int, len(found))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool {
		x, y := &found[order[a]], &found[order[b]]
		if x.Priority != y.Priority {
			return x.Priority > y.Priority
		}
		return x.Fact.Evidence[0].Span.Start < y.Fact.Evidence[0].Span.Start
	})
	var facts []fact.Fact
	index := map[key]int{}
	for _, i := range order {
		f := found[i].Fact
		k := key{p: f.Relation, s: f.Subject.Text, o: f.Object.Text}
		if symmetric(f.Relation) && k.o < k.s {
			k.s, k.o = k.o, k.s
		}
		switch f.Relation {
		case "holds_office", "appointed_to", "removed_from", "elected_to":
			q, _ := f.Qualifier("of")
			k.of = q.Text
			if _, ok := index[k]; !ok && k.of == "" { // a bare mention of a post told with its body
				for j := range facts {
					if g := &facts[j]; g.Relation == k.p && g.Subject.Text == k.s && g.Object.Text == k.o {
						q, _ := g.Qualifier("of")
						k.of = q.Text
						break
					}
				}
			}
		}
		j, ok := index[k]
		if !ok {
			index[k] = len(facts)
			facts = append(facts, f)
			continue
		}
		merge(&facts[j], f)
	}
	sort.SliceStable(facts, func(a, b int) bool {
		return facts[a].Evidence[0].Span.Start < facts[b].Evidence[0].Span.Start
	})
	return facts
}

// merge adds a further reading to a fact.
func merge(into *fact.Fact, f fact.Fact) {
	if into.Start == "" && into.End == "" {
		into.Start, into.End = f.Start, f.End
	}
	for _, q := range f.Qualifiers {
		if _, ok := into.Qualifier(q.Name); !ok {
			into.Qualifiers = append(into.Qualifiers, q)
		}
	}
	sort.SliceStable(into.Qualifiers, func(i, j int) bool { return into.Qualifiers[i].Name < into.Qualifiers[j].Name })
	for _, e := range f.Evidence {
		same := false
		for _, g := range into.Evidence {
			same = same || g.Rule == e.Rule && g.Span == e.Span
		}
		if !same {
			into.Evidence = append(into.Evidence, e)
		}
	}
	sort.SliceStable(into.Evidence, func(i, j int) bool { return into.Evidence[i].Span.Start < into.Evidence[j].Span.Start })
}
