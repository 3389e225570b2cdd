// Package gazetteer is the typed dictionary: entries with codes, names in
// several scripts and attributes, and one pass over a text that finds them all
// (an Aho–Corasick automaton over folded code points, see Automaton). Script,
// width and letter case are folded by the class table, so that 總統 and 总统
// are one pattern and offsets stay those of the text.
package gazetteer

import (
	"slices"
	"sort"

	"gongbao/extract/text"
)

// Entry is one row of a gazetteer table.
type Entry struct {
	// Type is the mention type that the entry gives: Polity, Org, City …
	Type string
	// Code names the thing in the pack: KAZ, SCO, Astana. It may be empty.
	Code string
	// Name is the main surface form.
	Name string
	// Forms are the other surface forms, without mere variants of script or
	// width.
	Forms []string
	// Labels are the names for display by language tag (zh-Hans, zh-Hant,
	// zh-Hant-HK, zh-Hant-TW, en).
	Labels map[string]string
	// Attrs are typed columns such as capital, state, role, status, initial.
	Attrs map[string]string
	// Links are identifiers elsewhere, as "scheme=value".
	Links []string
	// Source says where the row comes from.
	Source string
	// File and Line say where the row stands.
	File string
	Line int
}

// Attr returns the attribute of that name, or "".
func (e *Entry) Attr(name string) string { return e.Attrs[name] }

// Surface returns all strings by which the entry is found in a text: name,
// forms, and the labels in Chinese scripts, without duplicates, in that order.
func (e *Entry) Surface() []string {
	out := make([]string, 0, 1+len(e.Forms)+len(chinese))
	add := func(s string) {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	add(e.Name)
	for _, f := range e.Forms {
		add(f)
	}
	for _, tag := range chinese {
		add(e.Labels[tag])
	}
	return out
}

// chinese are the tags of labels in Chinese scripts.
var chinese = [...]string{"zh-Hans", "zh-Hant", "zh-Hant-HK", "zh-Hant-TW"}

// Match is one occurrence of an entry in a text.
type Match struct {
	Span  text.Span
	Entry *Entry
}

// Gazetteer finds the entries of all its tables in a text.
type Gazetteer struct {
	auto    *Automaton
	entries []*Entry
	// byPattern lists the entries of each pattern, in table order.
	byPattern [][]int32
	// further are the automata of entries that were added later; see With.
	further []layer
}

// New compiles the entries. Their order decides which of several entries with
// the same surface form is listed first.
func New(entries []*Entry) *Gazetteer { return NewKept(entries, nil) }

// NewKept is New for a table that may have been compiled before: the automaton
// comes from the cache, or goes there.
func NewKept(entries []*Entry, cache Cache) *Gazetteer {
	g := &Gazetteer{entries: entries}
	patterns := make([]string, 0, 2*len(entries))
	owner := make([]int32, 0, 2*len(entries))
	for i, e := range entries {
		for _, s := range e.Surface() {
			patterns = append(patterns, s)
			owner = append(owner, int32(i))
		}
	}
	auto, same := automaton(patterns, text.Fold, cache)
	g.auto = auto
	g.byPattern = make([][]int32, len(patterns))
	single := make([]int32, len(patterns)) // most patterns have one owner: one block for all
	for i, p := range same {
		if g.byPattern[p] == nil {
			single[i] = owner[i]
			g.byPattern[p] = single[i : i+1 : i+1]
			continue
		}
		list := g.byPattern[p]
		if n := len(list); n > 0 && list[n-1] == owner[i] {
			continue
		}
		g.byPattern[p] = append(list, owner[i])
	}
	return g
}

// Entries returns all entries; the index of an entry is the one Owners gives.
func (g *Gazetteer) Entries() []*Entry { return g.entries }

// Hits appends every occurrence of every surface form in the text to hits.
// Owners tells the entries of a hit's pattern.
func (g *Gazetteer) Hits(text []rune, hits []Hit) []Hit {
	if len(g.further) > 0 {
		return g.merge(text, hits)
	}
	return g.auto.Scan(text, hits)
}

// Outermost is Hits without those that lie in a longer one.
func (g *Gazetteer) Outermost(text []rune, hits []Hit) []Hit {
	if len(g.further) == 0 {
		return g.auto.Outermost(text, hits)
	}
	from := len(hits)
	all := g.merge(text, hits)
	kept := all[:from]
	for _, h := range all[from:] { // the longest of those that end together comes first
		if n := len(kept); n > from && kept[n-1].End == h.End && kept[n-1].Start < h.Start {
			continue
		}
		for len(kept) > from && kept[len(kept)-1].Start >= h.Start && kept[len(kept)-1].End < h.End {
			kept = kept[:len(kept)-1]
		}
		kept = append(kept, h)
	}
	return kept
}

// Patterns returns the number of patterns; Owners knows those below it.
func (g *Gazetteer) Patterns() int { return len(g.byPattern) }

// Owners returns the indexes of the entries that have that pattern as a form.
func (g *Gazetteer) Owners(pattern int32) []int32 { return g.byPattern[pattern] }

// Find returns the matches in a text sorted by start, longer ones first. It is
// the convenient form of Hits for callers that are not in a hurry.
func (g *Gazetteer) Find(t []rune) []Match {
	var out []Match
	for _, h := range g.Hits(t, nil) {
		for _, i := range g.byPattern[h.Pattern] {
			out = append(out, Match{text.Span{Start: int(h.Start), End: int(h.End)}, g.entries[i]})
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].Span.Start != out[j].Span.Start {
			return out[i].Span.Start < out[j].Span.Start
		}
		return out[i].Span.End > out[j].Span.End
	})
	return out
}
