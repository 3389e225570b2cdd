// Package eval compares facts with gold facts: precision, recall and F1 by
// relation, and how often qualifiers are right. The rules of the comparison
// are those of the annotation conventions: strict on subject, relation and
// object; for offices also on the body where both name one; a gold fact that is
// optional costs nothing when missed and is no error when found; relations
// between equals are symmetric.
//
// What a comparison says of each single fact is kept, so that a run can be
// saved and compared with a later one fact by fact, documents can be resampled
// for confidence intervals, and each rule be given the precision that was
// measured for it.
package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Fact is one line of a JSONL file of facts: gold, or what was extracted.
type Fact struct {
	S        string         `json:"s"`
	P        string         `json:"p"`
	O        string         `json:"o"`
	Start    string         `json:"start,omitempty"`
	End      string         `json:"end,omitempty"`
	Quals    map[string]any `json:"quals,omitempty"`
	Evidence string         `json:"evidence,omitempty"`
	Optional bool           `json:"optional,omitempty"`
	// Rule is what read the fact: the ids of rules, commas between them.
	Rule string `json:"rule,omitempty"`
	// Place is where it stands, as far as known; gold files do not tell it.
	Place
}

// Place is where a fact stands.
type Place struct {
	Doc      string `json:"doc,omitempty"`
	Line     int    `json:"line,omitempty"` // of the source, from 1
	Sentence string `json:"sentence,omitempty"`
}

// String writes a fact on one line: subject, relation, object, start and end,
// the qualifiers by name.
func (f *Fact) String() string {
	parts := []string{f.S, f.P, f.O}
	if f.Start != "" {
		parts = append(parts, "start="+f.Start)
	}
	if f.End != "" {
		parts = append(parts, "end="+f.End)
	}
	for _, name := range slices.Sorted(maps.Keys(f.Quals)) {
		if v := text(f.Quals[name]); v != "" {
			parts = append(parts, name+"="+v)
		}
	}
	return strings.Join(parts, " ")
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
	CoreOnly bool `json:"core"`
	// Dates demands the same start where gold has one.
	Dates bool `json:"dates"`
}

// Verdict is what a comparison says of a fact.
type Verdict string

// The verdicts. Missed ones are gold facts, the others extracted ones.
const (
	Right    Verdict = "right"    // a required gold fact
	Optional Verdict = "optional" // an optional gold fact
	Repeat   Verdict = "repeat"   // a gold fact once more; it counts for nothing
	Wrong    Verdict = "wrong"    // nothing in gold
	Missed   Verdict = "missed"   // a required gold fact that was not found
)

// Judgement is the verdict on one fact.
type Judgement struct {
	Fact
	Verdict Verdict `json:"verdict"`
}

// Difference is a qualifier of a fact found that is not what gold has.
type Difference struct {
	Fact
	Qualifier string `json:"qualifier"`
	Got       string `json:"got"`
	Want      string `json:"want"`
}

// String tells the difference on one line.
func (d *Difference) String() string {
	return fmt.Sprintf("%s %s %s: %s is %q, not %q", d.S, d.P, d.O, d.Qualifier, d.Got, d.Want)
}

// Document is the comparison of one document.
type Document struct {
	Name       string            `json:"name"`
	Judgements []Judgement       `json:"judgements"`
	Qualifiers map[string]*Tally `json:"qualifiers"`
	Differs    []Difference      `json:"differs,omitempty"`
}

type key struct{ p, s, o string }

func keyOf(f *Fact) key {
	if symmetric[f.P] && f.O < f.S {
		return key{f.P, f.O, f.S}
	}
	return key{f.P, f.S, f.O}
}

// text writes the value of a qualifier as a string, "" for none and false.
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
		return fmt.Sprintf("%g", v)
	}
	return fmt.Sprint(v)
}

// qualifier returns a value by the name that it has in the list of Qualifiers.
func (f *Fact) qualifier(name string) string {
	switch name {
	case "start":
		return f.Start
	case "end":
		return f.End
	}
	return text(f.Quals[name])
}

// keep returns the facts that the options ask for.
func (o Options) keep(facts []Fact) []Fact {
	if !o.CoreOnly {
		return facts
	}
	var out []Fact
	for _, f := range facts {
		if Core[f.P] {
			out = append(out, f)
		}
	}
	return out
}

// fits reports whether a fact with the key of a gold fact is that gold fact.
func (o Options) fits(f, g *Fact) bool {
	if ofRelations[f.P] {
		if x, y := text(f.Quals["of"]), text(g.Quals["of"]); x != "" && y != "" && x != y {
			return false
		}
	}
	return !o.Dates || g.Start == "" || f.Start == g.Start
}

// Judge compares the facts of one document with its gold facts. Extracted facts
// come first among the judgements, in their order, then the missed ones.
func Judge(name string, found, gold []Fact, o Options) *Document {
	found, gold = o.keep(found), o.keep(gold)
	d := &Document{Name: name, Qualifiers: map[string]*Tally{}}
	byKey := map[key][]int{}
	for i := range gold {
		k := keyOf(&gold[i])
		byKey[k] = append(byKey[k], i)
	}
	used := make([]bool, len(gold))
	for i := range found {
		f := &found[i]
		verdict := Wrong
		for _, k := range byKey[keyOf(f)] {
			g := &gold[k]
			if !o.fits(f, g) {
				continue
			}
			if used[k] {
				verdict = Repeat
				continue
			}
			used[k] = true
			d.qualify(f, g)
			verdict = Right
			if g.Optional {
				verdict = Optional
			}
			break
		}
		d.judged(f, verdict)
	}
	for i := range gold {
		if !used[i] && !gold[i].Optional {
			d.judged(&gold[i], Missed)
		}
	}
	return d
}

func (d *Document) judged(f *Fact, v Verdict) {
	j := Judgement{*f, v}
	j.Doc = d.Name
	d.Judgements = append(d.Judgements, j)
}

// qualify compares the qualifiers that gold has.
func (d *Document) qualify(f, g *Fact) {
	for _, name := range Qualifiers {
		want := g.qualifier(name)
		if want == "" {
			continue
		}
		t := d.Qualifiers[name]
		if t == nil {
			t = &Tally{}
			d.Qualifiers[name] = t
		}
		t.All++
		if got := f.qualifier(name); got == want {
			t.Right++
		} else {
			x := Difference{Fact: *f, Qualifier: name, Got: got, Want: want}
			x.Doc = d.Name
			d.Differs = append(d.Differs, x)
		}
	}
}

// Counts returns the tally of each relation.
func (d *Document) Counts() map[string]Count {
	out := map[string]Count{}
	for i := range d.Judgements {
		j := &d.Judgements[i]
		c := out[j.P]
		c.add(j.Verdict)
		out[j.P] = c
	}
	return out
}
