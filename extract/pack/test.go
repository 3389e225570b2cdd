package pack

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"gongbao/extract/fact"
	"gongbao/extract/gazetteer"
	"gongbao/extract/rule"
	"gongbao/extract/rule/syntax"
)

// ReadFunc reads a text with a pack, as extraction does, and returns the facts
// and the mentions that rules made on the way. date is the document's date or
// empty. It is the test runner's only need of the stages before and behind the
// rules.
type ReadFunc func(p *Pack, text, date string) ([]fact.Fact, []rule.Made, error)

// Outcome is how one test of a rule came out.
type Outcome struct {
	Rule string `json:"rule"`
	File string `json:"file"`
	Line int    `json:"line"`
	Text string `json:"text"`
	// Silent says that the test demands that the rule reads nothing.
	Silent bool `json:"silent"`
	// Missing are the facts wanted and not read, Extra those read and not
	// wanted, both in the form of want.
	Missing []string `json:"missing,omitempty"`
	Extra   []string `json:"extra,omitempty"`
	// Faults are what is wrong with the test itself.
	Faults []string `json:"faults,omitempty"`
}

// OK reports whether the test passed.
func (o *Outcome) OK() bool { return len(o.Missing)+len(o.Extra)+len(o.Faults) == 0 }

// String tells the outcome in a line for each thing wrong.
func (o *Outcome) String() string {
	var b strings.Builder
	state := "ok"
	if !o.OK() {
		state = "FAILED"
	}
	fmt.Fprintf(&b, "%s:%d: rule %s: %s: %s", o.File, o.Line, o.Rule, state, o.Text)
	for _, s := range o.Faults {
		b.WriteString("\n  fault   " + s)
	}
	for _, s := range o.Missing {
		b.WriteString("\n  missing " + s)
	}
	for _, s := range o.Extra {
		b.WriteString("\n  extra   " + s)
	}
	return b.String()
}

// Test runs the tests of the rules named, or of all rules when none is, in the
// order of the files. Only facts that the tested rule read count, be it alone or
// together with others. A rule that makes mentions may want them as "Type text";
// of a rule that gives no facts all mentions count. An id that no rule has is an
// error.
func (p *Pack) Test(ids []string, read ReadFunc) ([]Outcome, error) {
	for _, id := range ids {
		if !slices.ContainsFunc(p.Rules, func(r *syntax.Rule) bool { return r.ID.Value == id }) {
			return nil, fmt.Errorf("the pack %s has no rule %s", p.Name, id)
		}
	}
	var out []Outcome
	for _, r := range p.Rules {
		if len(ids) > 0 && !slices.Contains(ids, r.ID.Value) {
			continue
		}
		for _, c := range r.Tests {
			o, err := p.runCase(r, c, read)
			if err != nil {
				return out, fmt.Errorf("%s:%d: rule %s: %w", r.File, c.Text.Line, r.ID.Value, err)
			}
			out = append(out, o)
		}
	}
	return out, nil
}

// runCase runs one test.
func (p *Pack) runCase(r *syntax.Rule, c *syntax.Case, read ReadFunc) (Outcome, error) {
	o := Outcome{Rule: r.ID.Value, File: r.File, Line: c.Text.Line, Text: strings.TrimSpace(c.Text.Value), Silent: len(c.Want) == 0}
	with, errs := p.With(given(c.Given))
	for _, err := range errs {
		o.Faults = append(o.Faults, "given: "+err.Error())
	}
	facts, made, err := read(with, c.Text.Value, c.Date)
	if err != nil {
		return o, err
	}
	got := map[string]bool{}
	for i := range facts {
		if slices.ContainsFunc(facts[i].Evidence, func(e fact.Evidence) bool { return e.Rule == r.ID.Value }) {
			got[Line(&facts[i])] = true
		}
	}
	mentions := len(r.Emit) == 0 || slices.ContainsFunc(c.Want, func(w string) bool { return isMention(r, w) })
	for _, m := range made {
		if mentions && m.Rule == r.ID.Value && m.Type == r.Make {
			got[m.Type+" "+m.Text] = true
		}
	}
	wanted := map[string]bool{}
	for _, w := range c.Want {
		line, err := p.normalise(w)
		if isMention(r, w) {
			line, err = strings.Join(strings.Fields(w), " "), nil
		}
		if err != nil {
			o.Faults = append(o.Faults, err.Error())
			continue
		}
		wanted[line] = true
		if !got[line] && !slices.Contains(o.Missing, line) {
			o.Missing = append(o.Missing, line)
		}
	}
	for line := range got {
		if !wanted[line] {
			o.Extra = append(o.Extra, line)
		}
	}
	sort.Strings(o.Extra)
	return o, nil
}

// isMention reports a want that is a mention: Meeting 理事会第四次会议.
func isMention(r *syntax.Rule, want string) bool {
	return r.Make != "" && strings.HasPrefix(strings.TrimSpace(want), r.Make+" ")
}

// given makes entries of what a test gives, in the order of types.
func given(types map[string][]string) []*gazetteer.Entry {
	var out []*gazetteer.Entry
	for t, names := range types {
		for _, n := range names {
			out = append(out, &gazetteer.Entry{Type: t, Name: n, Source: "test"})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Type < out[j].Type })
	return out
}

// Line writes a fact in the form of want: subject, relation, object, the
// qualifiers in the order of their names with start and end first, and last the
// modality where it is not asserted.
func Line(f *fact.Fact) string {
	var pairs []string
	for _, q := range f.Qualifiers {
		pairs = append(pairs, q.Name+"="+q.Text)
	}
	return line(f.Subject.Text, f.Relation, f.Object.Text, f.Start, f.End, pairs, string(f.Modality))
}

func line(s, p, o, start, end string, pairs []string, modality string) string {
	parts := []string{s, p, o}
	if start != "" {
		parts = append(parts, "start="+start)
	}
	if end != "" {
		parts = append(parts, "end="+end)
	}
	sort.Strings(pairs)
	parts = append(parts, pairs...)
	if modality != "" && modality != string(fact.Asserted) {
		parts = append(parts, modality)
	}
	return strings.Join(parts, " ")
}

// normalise reads a want and writes it again as Line does. The relation is the
// first word that is one of the pack; a word key=value is a qualifier; planned,
// claimed and denied at the end are the modality.
func (p *Pack) normalise(want string) (string, error) {
	words := strings.Fields(want)
	modality := ""
	if n := len(words); n > 0 {
		switch last := strings.TrimSuffix(words[n-1], "=true"); fact.Modality(last) {
		case fact.Planned, fact.Claimed, fact.Denied:
			modality, words = last, words[:n-1]
		}
	}
	at := -1
	for i, w := range words {
		if i > 0 && p.gives(w) {
			at = i
			break
		}
	}
	if at < 0 {
		return "", fmt.Errorf("want %q: no word of it is a relation that the pack gives; write \"subject relation object key=value …\"", want)
	}
	var object, pairs []string
	start, end := "", ""
	for _, w := range words[at+1:] {
		key, value, ok := strings.Cut(w, "=")
		switch {
		case ok && isKey(key) && key == "start":
			start = value
		case ok && isKey(key) && key == "end":
			end = value
		case ok && isKey(key):
			pairs = append(pairs, w)
		case len(pairs) > 0:
			pairs[len(pairs)-1] += " " + w
		default:
			object = append(object, w)
		}
	}
	if len(object) == 0 {
		return "", fmt.Errorf("want %q: the object is missing", want)
	}
	return line(strings.Join(words[:at], " "), words[at], strings.Join(object, " "), start, end, pairs, modality), nil
}

// gives reports whether a word is a relation of the pack or of one of its
// rules.
func (p *Pack) gives(word string) bool {
	if _, ok := p.Relations[word]; ok {
		return true
	}
	for _, r := range p.Rules {
		for _, e := range r.Emit {
			if e.P.Value == word {
				return true
			}
		}
	}
	return false
}

func isKey(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && r != '_' {
			return false
		}
	}
	return s != ""
}
