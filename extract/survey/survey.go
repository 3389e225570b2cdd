// Package survey reads a corpus with a pack and tells how the rules fare in it:
// what each gives and costs, where they meet, which sentences rich in names none
// of them reads, and what changes from one pack to another. It is for those who
// write rules; each document is read by the pipeline as always.
package survey

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sort"
	"strings"
	"time"

	"gongbao/extract"
	"gongbao/extract/fact"
	"gongbao/extract/pack"
	"gongbao/extract/rule"
	"gongbao/extract/source"
	"gongbao/extract/text"
)

// Documents are those of a corpus, as source.Walk yields them.
type Documents = iter.Seq2[*source.Document, error]

// Survey is what was seen in a corpus.
type Survey struct {
	Documents  int `json:"documents"`
	Characters int `json:"characters"`
	Facts      int `json:"facts"`
	// Time is that of extraction alone.
	Time  time.Duration `json:"time_ns"`
	Rules []Rule        `json:"rules"`
	// Conflicts are pairs of rules that read one fact differently.
	Conflicts []Conflict `json:"conflicts"`
	// Unread are sentences rich in known names that no rule read, the richest
	// first; Sentences counts all sentences that were looked at, Silent those
	// that hold a known name and gave no fact.
	Unread    []Unread `json:"unread"`
	Sentences int      `json:"sentences"`
	Silent    int      `json:"silent"`
	// Limits are what was too large to be read whole.
	Limits []string `json:"limits,omitempty"`
	// Failed are the documents that could not be read.
	Failed []string `json:"failed,omitempty"`
}

// Rule is what a rule gave and cost in a corpus.
type Rule struct {
	rule.Cost
	// Documents is in how many documents it matched.
	Documents int `json:"documents"`
	// Alone are the facts that no other rule read too; Overlaps those that
	// another one read as well.
	Alone    int `json:"alone"`
	Overlaps int `json:"overlaps"`
}

// Conflict is a fact that two rules read with different qualifiers, dates or
// modality.
type Conflict struct {
	First  string `json:"first"`
	Second string `json:"second"`
	Count  int    `json:"count"`
	// Example is one such fact as each of them read it.
	Example [2]string `json:"example"`
}

// Unread is a sentence that holds known names and gave no fact.
type Unread struct {
	Text     string   `json:"text"`
	Document string   `json:"document"`
	Names    []string `json:"names"`
	// Score is the number of different known names divided by the square root
	// of the length in characters, times ten: many names in few words.
	Score float64 `json:"score"`
}

// Options say how much to look for.
type Options struct {
	// Unread is how many sentences to keep; 0 none.
	Unread int
	// Profile asks for time and steps of each rule.
	Profile bool
}

// Take reads a corpus. It stops when the context ends, with its error.
func Take(ctx context.Context, p *pack.Pack, docs Documents, o Options) (*Survey, error) {
	x, err := extract.New(p, extract.Options{})
	if err != nil {
		return nil, err
	}
	x.Profile()
	t := &taker{survey: &Survey{Rules: []Rule{}, Conflicts: []Conflict{}, Unread: []Unread{}}, pack: p, options: o, in: map[string]map[int]bool{}, by: map[string]*Rule{}, conflicts: map[[2]string]*Conflict{}}
	for d, err := range docs {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == nil {
			start := time.Now()
			var r *extract.Result
			if r, err = x.Extract(ctx, d); err == nil {
				t.survey.Time += time.Since(start)
				t.document(r, x)
			}
		}
		if err != nil {
			if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
				return nil, err
			}
			t.survey.Failed = append(t.survey.Failed, err.Error())
		}
	}
	return t.finish(x.Costs()), nil
}

type taker struct {
	survey    *Survey
	pack      *pack.Pack
	options   Options
	in        map[string]map[int]bool // rule → documents
	by        map[string]*Rule
	conflicts map[[2]string]*Conflict
}

func (t *taker) rule(id string) *Rule {
	r := t.by[id]
	if r == nil {
		r = &Rule{}
		t.by[id] = r
	}
	return r
}

// document counts what was read in one document.
func (t *taker) document(r *extract.Result, x *extract.Extractor) {
	s := t.survey
	s.Documents++
	s.Characters += r.Text.Len()
	s.Facts += len(r.Facts)
	for _, l := range r.Limits {
		s.Limits = append(s.Limits, r.Document.ID+": "+l.Error())
	}
	hit := func(id string) {
		if t.in[id] == nil {
			t.in[id] = map[int]bool{}
		}
		t.in[id][s.Documents] = true
	}
	read := make([]text.Span, 0, len(r.Facts))
	for i := range r.Facts {
		var ids []string
		for _, e := range r.Facts[i].Evidence {
			hit(e.Rule)
			read = append(read, e.Sentence)
			if !slices.Contains(ids, e.Rule) {
				ids = append(ids, e.Rule)
			}
		}
		for _, id := range ids {
			if len(ids) == 1 {
				t.rule(id).Alone++
			} else {
				t.rule(id).Overlaps++
			}
		}
	}
	for _, m := range r.Mentions {
		hit(m.Rule)
	}
	t.conflict(x.Findings())
	t.silent(r, x.Seen(), read)
}

// conflict looks for facts that two rules read differently.
func (t *taker) conflict(found []rule.Finding) {
	type key struct{ s, p, o string }
	first := map[key][]*fact.Fact{}
	for i := range found {
		f := &found[i].Fact
		k := key{f.Subject.Text, f.Relation, f.Object.Text}
		for _, g := range first[k] {
			a, b := g.Evidence[0].Rule, f.Evidence[0].Rule
			if a == b || !differ(g, f) {
				continue
			}
			x, y := g, f
			if b < a {
				a, b, x, y = b, a, f, g
			}
			c := t.conflicts[[2]string{a, b}]
			if c == nil {
				c = &Conflict{First: a, Second: b, Example: [2]string{pack.Line(x), pack.Line(y)}}
				t.conflicts[[2]string{a, b}] = c
			}
			c.Count++
		}
		first[k] = append(first[k], f)
	}
}

// differ reports whether two readings of a fact contradict each other: both
// tell a thing, and not the same.
func differ(a, b *fact.Fact) bool {
	if a.Modality != b.Modality || a.Start != b.Start && a.Start != "" && b.Start != "" || a.End != b.End && a.End != "" && b.End != "" {
		return true
	}
	for _, q := range a.Qualifiers {
		if w, ok := b.Qualifier(q.Name); ok && w.Text != q.Text {
			return true
		}
	}
	return false
}

// silent ranks the sentences that gave nothing.
func (t *taker) silent(r *extract.Result, seen []rule.Seen, read []text.Span) {
	done := map[int]bool{}
	for _, s := range read {
		done[s.Start] = true
	}
	lines := r.Text.Lines()
	k := 0
	for _, s := range r.Text.Sentences() {
		if !lines[s.Line].Kind.Readable() {
			continue
		}
		t.survey.Sentences++
		for k < len(seen) && seen[k].Span.Start < s.Start {
			k++
		}
		names := map[string]bool{}
		end := s.Start // a name within another one does not count
		for i := k; i < len(seen) && seen[i].Span.Start < s.End; i++ {
			if at := seen[i].Span; t.pack.Classes[seen[i].Type] != "" && at.Start >= end && at.End <= s.End {
				names[r.Text.Slice(at)] = true
				end = at.End
			}
		}
		if len(names) == 0 || done[s.Start] || r.Text.InSpeech(s.Start) {
			continue
		}
		t.survey.Silent++
		if t.options.Unread == 0 || len(names) < 2 {
			continue
		}
		u := Unread{Text: strings.TrimSpace(r.Text.Slice(s.Span)), Document: r.Document.ID, Score: 10 * float64(len(names)) / root(s.Len())}
		for n := range names {
			u.Names = append(u.Names, n)
		}
		sort.Strings(u.Names)
		t.survey.Unread = append(t.survey.Unread, u)
		if len(t.survey.Unread) > 20*t.options.Unread {
			t.trim()
		}
	}
}

// root is the integer square root, at least 1, as a number to divide by.
func root(n int) float64 {
	r := 1
	for (r+1)*(r+1) <= n {
		r++
	}
	return float64(r)
}

// trim keeps the best sentences, each once.
func (t *taker) trim() {
	u := t.survey.Unread
	sort.SliceStable(u, func(i, j int) bool {
		if u[i].Score != u[j].Score {
			return u[i].Score > u[j].Score
		}
		return u[i].Text < u[j].Text
	})
	u = slices.CompactFunc(u, func(a, b Unread) bool { return a.Text == b.Text })
	t.survey.Unread = u[:min(len(u), t.options.Unread)]
}

// finish puts the counts together.
func (t *taker) finish(costs []rule.Cost) *Survey {
	s := t.survey
	t.trim()
	for _, c := range costs {
		r := t.rule(c.Rule)
		if !t.options.Profile {
			c.Time = 0
		}
		r.Cost, r.Documents = c, len(t.in[c.Rule])
		s.Rules = append(s.Rules, *r)
	}
	for _, c := range t.conflicts {
		s.Conflicts = append(s.Conflicts, *c)
	}
	sort.Slice(s.Conflicts, func(i, j int) bool {
		a, b := s.Conflicts[i], s.Conflicts[j]
		if a.Count != b.Count {
			return a.Count > b.Count
		}
		return a.First+a.Second < b.First+b.Second
	})
	return s
}
