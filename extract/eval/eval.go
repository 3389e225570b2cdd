// Package eval compares facts with gold facts: precision, recall and F1 by
// relation, and how often qualifiers are right. The rules of the comparison
// are those of the annotation conventions: strict on subject, relation and
// object; for offices also on the body where both name one; a gold fact that is
// optional costs nothing when missed and is no error when found; relations
// between equals are symmetric.
package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strings"
)

// Fact is one line of a JSONL file of facts: gold, or what was extracted.
type Fact struct {
	S        string         `json:"s"`
	P        string         `json:"p"`
	O        string         `json:"o"`
	Start    string         `json:"start"`
	End      string         `json:"end"`
	Quals    map[string]any `json:"quals"`
	Evidence string         `json:"evidence"`
	Optional bool           `json:"optional"`
}

// Read reads facts, one JSON object a line.
func Read(r io.Reader) ([]Fact, error) {
	var out []Fact
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 64<<10), 16<<20)
	for n := 1; sc.Scan(); n++ {
		if len(strings.TrimSpace(sc.Text())) == 0 {
			continue
		}
		var f Fact
		if err := json.Unmarshal(sc.Bytes(), &f); err != nil {
			return out, fmt.Errorf("line %d: %w", n, err)
		}
		out = append(out, f)
	}
	return out, sc.Err()
}

// Core is the set of relations for which the gold files are complete.
var Core = set(`holds_office attended represented_at chaired_by addressed held_in held_on part_of_series event_of met_with
	visited invited_by issued adopted approved signed appointed_to removed_from elected_to member_of observer_of
	dialogue_partner_of granted_status joined chairs_org heads_delegation special_representative_of accredited_to
	received_credentials_from abbreviation_of part_of capital_of located_in diplomatic_relations_with sent_message_to`)

var (
	symmetric   = set("met_with diplomatic_relations_with")
	ofRelations = set("holds_office appointed_to removed_from elected_to")
	// Qualifiers are those whose values are compared.
	Qualifiers = strings.Fields("of role status planned ordinal start end place by at")
)

func set(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// Options say what is compared.
type Options struct {
	// CoreOnly leaves out the relations that are not in Core.
	CoreOnly bool
	// Dates demands the same start where gold has one.
	Dates bool
}

// Count is a tally of one relation, or of all.
type Count struct{ TP, FP, FN, Optional int }

// Precision is TP/(TP+FP), 0 when nothing was found.
func (c Count) Precision() float64 { return ratio(c.TP, c.TP+c.FP) }

// Recall is TP/(TP+FN), 0 when nothing was to be found.
func (c Count) Recall() float64 { return ratio(c.TP, c.TP+c.FN) }

// F1 is the harmonic mean of precision and recall.
func (c Count) F1() float64 { return ratio(2*c.TP, 2*c.TP+c.FP+c.FN) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Tally counts how often a qualifier was right among the facts found.
type Tally struct{ Right, All int }

// Score is the result of a comparison; scores of documents add up.
type Score struct {
	Relations  map[string]*Count
	Qualifiers map[string]*Tally
	// Missed are required gold facts that were not found; Wrong are extracted
	// facts that no gold fact supports; WrongQualifiers say what differs.
	Missed, Wrong   []Fact
	WrongQualifiers []string
}

// NewScore returns an empty score.
func NewScore() *Score {
	return &Score{Relations: map[string]*Count{}, Qualifiers: map[string]*Tally{}}
}

type key struct{ p, s, o string }

func keyOf(f Fact) key {
	if symmetric[f.P] && f.O < f.S {
		return key{f.P, f.O, f.S}
	}
	return key{f.P, f.S, f.O}
}

func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		if v {
			return "True"
		}
		return ""
	case float64:
		return strings.TrimSuffix(fmt.Sprintf("%g", v), ".0")
	}
	return fmt.Sprint(v)
}

// Add compares the facts of one document with its gold facts.
func (s *Score) Add(found, gold []Fact, o Options) {
	keep := func(fs []Fact) []Fact {
		if !o.CoreOnly {
			return fs
		}
		var out []Fact
		for _, f := range fs {
			if Core[f.P] {
				out = append(out, f)
			}
		}
		return out
	}
	found, gold = keep(found), keep(gold)
	byKey := map[key][]int{}
	for i, g := range gold {
		byKey[keyOf(g)] = append(byKey[keyOf(g)], i)
	}
	fits := func(f, g Fact) bool {
		if ofRelations[f.P] {
			if x, y := text(f.Quals["of"]), text(g.Quals["of"]); x != "" && y != "" && x != y {
				return false
			}
		}
		return !o.Dates || g.Start == "" || f.Start == g.Start
	}
	used := make([]bool, len(gold))
	for _, f := range found {
		c := s.count(f.P)
		hit, any := -1, false
		for _, i := range byKey[keyOf(f)] {
			if fits(f, gold[i]) {
				any = true
				if !used[i] {
					hit = i
					break
				}
			}
		}
		switch {
		case hit >= 0:
			used[hit] = true
			s.qualify(f, gold[hit])
			if gold[hit].Optional {
				c.Optional++
			} else {
				c.TP++
			}
		case !any:
			c.FP++
			s.Wrong = append(s.Wrong, f)
		}
	}
	for i, g := range gold {
		if !used[i] && !g.Optional {
			s.count(g.P).FN++
			s.Missed = append(s.Missed, g)
		}
	}
}

func (s *Score) count(p string) *Count {
	c := s.Relations[p]
	if c == nil {
		c = &Count{}
		s.Relations[p] = c
	}
	return c
}

func (s *Score) qualify(f, g Fact) {
	get := func(x Fact, name string) string {
		switch name {
		case "start":
			return x.Start
		case "end":
			return x.End
		}
		return text(x.Quals[name])
	}
	for _, name := range Qualifiers {
		want := get(g, name)
		if want == "" {
			continue
		}
		t := s.Qualifiers[name]
		if t == nil {
			t = &Tally{}
			s.Qualifiers[name] = t
		}
		t.All++
		if got := get(f, name); got == want {
			t.Right++
		} else {
			s.WrongQualifiers = append(s.WrongQualifiers, fmt.Sprintf("%s %s %s: %s is %q, not %q", f.S, f.P, f.O, name, got, want))
		}
	}
}

// Total sums all relations.
func (s *Score) Total() Count {
	var t Count
	for _, c := range s.Relations {
		t.TP += c.TP
		t.FP += c.FP
		t.FN += c.FN
		t.Optional += c.Optional
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

// Accuracy is Right/All, 1 when nothing was compared.
func (t Tally) Accuracy() float64 {
	if t.All == 0 {
		return 1
	}
	return ratio(t.Right, t.All)
}

// Write prints the table: relations, qualifiers, totals.
func (s *Score) Write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-26s %5s %5s %5s  %6s %6s %6s\n", "relation", "tp", "fp", "fn", "P", "R", "F1")
	row := func(name string, c Count) {
		fmt.Fprintf(&b, "%-26s %5d %5d %5d  %6.3f %6.3f %6.3f\n", name, c.TP, c.FP, c.FN, c.Precision(), c.Recall(), c.F1())
	}
	names := make([]string, 0, len(s.Relations))
	for n := range s.Relations {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		row(n, *s.Relations[n])
	}
	names = names[:0]
	for n := range s.Qualifiers {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		t := s.Qualifiers[n]
		fmt.Fprintf(&b, "  qualifier %-15s right %4d of %4d  %.3f\n", n, t.Right, t.All, t.Accuracy())
	}
	q := s.QualifierTotal()
	fmt.Fprintf(&b, "  qualifiers, all      right %4d of %4d  %.3f\n", q.Right, q.All, q.Accuracy())
	row("ALL", s.Total())
	_, err := io.WriteString(w, b.String())
	return err
}
