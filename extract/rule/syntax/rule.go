package syntax

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// File is one rule file. The tags doc and enum of its types are what the JSON
// Schema for editors says of them.
type File struct {
	Path string `yaml:"-"`
	// Macros are the file's own, in the order of their names.
	Macros []Macrodef `yaml:"macros" doc:"Named pieces of patterns, used as @name in this file and those behind it."`
	Rules  []*Rule    `yaml:"rules" doc:"The rules."`
	src    *sourceFile
}

// Macrodef is the definition of a macro.
type Macrodef struct {
	Name    Located
	Pattern Located
	// Node is the parsed pattern, without its macros expanded.
	Node Node
}

// Rule is one rule as written.
type Rule struct {
	// ID names the rule in its pack.
	ID Located `yaml:"id" doc:"Name of the rule in its pack: letters, digits and hyphens." required:"yes" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$"`
	// About says in a sentence what the rule reads.
	About string `yaml:"about" doc:"What the rule reads, in a sentence, with an example."`
	// Match is the pattern.
	Match Located `yaml:"match" doc:"The pattern; one element of every way through it is a trigger in ‹ ›." required:"yes"`
	// Make names the mention type that a match becomes, for later rules.
	Make string `yaml:"make" doc:"Mention type that a match becomes, for the rules that ask for that type."`
	// Text is the slot whose text a made mention shows; empty: all of it.
	Text string `yaml:"text" doc:"Slot whose text the made mention shows; without it the whole match."`
	// Anaphor marks a maker whose mention refers to one of its type: "near", the
	// last one named before it in the same line, else the main one, or "main".
	Anaphor string `yaml:"anaphor" doc:"The made mention stands for another one of its type: near, the last one before it in the line, else the main one; or main." enum:"near,main"`
	// Remember lists names to be found again anywhere in the document.
	Remember []Remember `yaml:"remember" doc:"Names that the match introduces, to be found again in the document."`
	// When limits where the rule reads.
	When When `yaml:"when" doc:"Where the rule reads."`
	// Unless are patterns that keep a match from counting.
	Unless Unless `yaml:"unless" doc:"Patterns, without trigger, that must not match in the sentence or around the match."`
	// Where are tests that the slots of a match must pass.
	Where Tests `yaml:"where" doc:"Tests on slots that a match must pass; all of them."`
	// Priority settles the qualifiers of a fact that two rules read; the
	// higher one wins. Default 0.
	Priority int `yaml:"priority" doc:"Where two rules read one fact with different qualifiers, the higher priority wins. Default 0."`
	// Overrides names rules that give way where both read overlapping text.
	Overrides []Located `yaml:"overrides" doc:"Ids of rules that give way where they match text that this rule matches too."`
	// Modality is that of all facts of the rule; default asserted. "context"
	// takes it from the words around the trigger.
	Modality string  `yaml:"modality" doc:"Modality of the facts; context takes it from the words before the trigger. Default asserted." enum:"asserted,planned,claimed,denied,context"`
	Emit     []*Emit `yaml:"emit" doc:"The facts that a match gives."`
	Tests    []*Case `yaml:"tests" doc:"Tests of the rule: texts and what it must read in them."`
	// Author, Since and Source are for people.
	Author string `yaml:"author" doc:"Who wrote the rule."`
	Since  string `yaml:"since" doc:"Version of the pack that the rule came with."`
	Source string `yaml:"source" doc:"Where the claim behind the rule comes from: a grammar, a text, a convention."`

	// Pattern is the pattern as written, Node the one with its macros expanded;
	// every node of both tells its place in Match.
	Pattern, Node Node `yaml:"-"`
	// Uses names the macros that the rule uses, also inside others.
	Uses []string `yaml:"-"`
	// File is where the rule stands.
	File string `yaml:"-"`
	src  *sourceFile
}

// Remember is a name that a match introduces: the text of a slot becomes a
// mention of a type wherever it stands in the document.
type Remember struct {
	Slot string `yaml:"slot" doc:"Slot whose text is the name." required:"yes"`
	As   string `yaml:"as" doc:"Mention type that the name becomes." required:"yes"`
	// For is the slot that it is another name of, where there is one.
	For string `yaml:"for" doc:"Slot of the thing that it is another name of."`
	// Since is set where the name stands for itself from its definition on.
	Since bool `yaml:"since" doc:"The name counts only behind the place that introduces it."`
}

// When limits a rule to a part of texts. All conditions given must hold.
type When struct {
	// Speech is "no" (default: not inside reported speech), "any" or "only".
	Speech string `yaml:"speech" doc:"Whether the rule reads reported speech. Default no." enum:"no,any,only"`
	// Lines is the set of line kinds that the rule reads; empty: body,
	// headline and caption.
	Lines []string `yaml:"lines" doc:"Kinds of lines that the rule reads. Default body, headline and caption." enum:"body,headline,label,value,caption"`
	// Script is the script of the document.
	Script string `yaml:"script" doc:"Script of the document." enum:"hans,hant"`
	// Kind are kinds of documents that the pack defines.
	Kind []Located `yaml:"kind" doc:"Kinds of documents, as kinds in pack.yaml defines them; one of them."`
	// Section are words of which one stands in the heading above.
	Section []string `yaml:"section" doc:"Words of which one stands in the nearest heading above the match."`
	// After and Before bound the date of the document: on or after the first,
	// earlier than the second. A document without a date is not read then.
	After  string `yaml:"after" doc:"The document is of this date or a later one." pattern:"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"`
	Before string `yaml:"before" doc:"The document is earlier than this date." pattern:"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"`
}

// Guard is a pattern that keeps a match from counting.
type Guard struct {
	// Where is "sentence" (it matches anywhere in the sentence), "before" (it
	// ends where the match begins), "after" (it begins where the match ends) or
	// "inside" (it begins inside the match).
	Where   string
	Pattern Located
	// Written is the pattern as written, Node the one with macros expanded.
	Written, Node Node
}

// Unless are the guards of a rule. A single pattern means the sentence.
type Unless []Guard

// guardPlaces are the places of guards, in the order they are printed.
var guardPlaces = []string{"sentence", "before", "after", "inside"}

func (u *Unless) decode(d *decoder, n ast.Node) {
	if m := pairs(n); m != nil {
		for _, v := range m {
			key := keyOf(v)
			if !slices.Contains(guardPlaces, key.Value) {
				d.fault(key, "%s", unknown("unless", key.Value, guardPlaces))
				continue
			}
			if l, ok := d.located(v.Value); ok {
				*u = append(*u, Guard{Where: key.Value, Pattern: l})
			}
		}
		return
	}
	if l, ok := d.located(n); ok {
		*u = append(*u, Guard{Where: "sentence", Pattern: l})
	}
}

// Tests is a conjunction of tests on slots: one text, or a list of them.
type Tests []Located

func (t *Tests) decode(d *decoder, n ast.Node) {
	items := []ast.Node{n}
	if s, ok := n.(*ast.SequenceNode); ok {
		items = s.Values
	}
	for _, v := range items {
		if l, ok := d.located(v); ok {
			*t = append(*t, l)
		}
	}
}

// Emit is one fact that a match gives.
type Emit struct {
	// Each names a group: the fact is given for each of its instances.
	Each Located `yaml:"each" doc:"Group or slot: the fact is given for each of its instances."`
	S    Located `yaml:"s" doc:"Subject: slot, path, constant or alternatives." required:"yes"`
	P    Located `yaml:"p" doc:"Relation." required:"yes"`
	O    Located `yaml:"o" doc:"Object: slot, path, constant or alternatives." required:"yes"`
	// Q are the qualifiers.
	Q Qualifiers `yaml:"q" doc:"Qualifiers: name and value, or a list of slots that name themselves."`
	// Start and End are dates; Time is an interval that fills both.
	Start    Located `yaml:"start" doc:"Date from which the fact holds."`
	End      Located `yaml:"end" doc:"Date to which it holds."`
	Time     Located `yaml:"time" doc:"Interval that fills start and end."`
	If       Located `yaml:"if" doc:"Tests on slots that must hold for the fact to be given."`
	Modality Located `yaml:"modality" doc:"Modality of this fact, as a value: =planned if plan."`
}

// Exprs returns the value expressions of the emission, with their places.
func (e *Emit) Exprs() []Located {
	out := []Located{e.S, e.O, e.Start, e.End, e.Time, e.Modality}
	for _, q := range e.Q {
		out = append(out, q.Expr)
	}
	return slices.DeleteFunc(out, func(l Located) bool { return l.Value == "" })
}

// Qualifiers maps names to value expressions; a YAML list of slot names is
// short for a map of each to itself.
type Qualifiers []Qualifier

// Qualifier is one of them, in the order written.
type Qualifier struct {
	Name string
	Expr Located
}

func (q *Qualifiers) decode(d *decoder, n ast.Node) {
	if s, ok := n.(*ast.SequenceNode); ok {
		for _, v := range s.Values {
			if l, ok := d.located(v); ok {
				*q = append(*q, Qualifier{l.Value, l})
			}
		}
		return
	}
	m := pairs(n)
	if m == nil {
		d.fault(placeOf(n), "qualifiers are a map (role: cls.role) or a list of slots ([of, term])")
	}
	for _, v := range m {
		if l, ok := d.located(v.Value); ok {
			*q = append(*q, Qualifier{keyOf(v).Value, l})
		}
	}
}

// Case is a test of a rule: what it reads in a text.
type Case struct {
	// Given adds gazetteer entries for this text: type → names.
	Given map[string][]string `yaml:"given" doc:"Names that the text needs, by mention type, beside those of the tables."`
	Date  string              `yaml:"date" doc:"Date of the document." pattern:"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"`
	Text  Located             `yaml:"text" doc:"The text; an invented one." required:"yes"`
	// Want are the facts, each "subject relation object key=value …"; an
	// empty list says that the rule must stay silent.
	Want []string `yaml:"want" doc:"The facts, each \"subject relation object key=value …\"; an empty list: the rule stays silent."`
}

// Fault returns an error at a place of the rule's file: at the offset, in code
// points, of the value l.
func (r *Rule) Fault(l Located, offset int, format string, args ...any) *FileError {
	msg := fmt.Sprintf(format, args...)
	if r.src == nil {
		return &FileError{File: r.File, Line: l.Line, Col: l.Col, Rule: r.ID.Value, Msg: msg}
	}
	return r.src.fault(l, offset, r.ID.Value, msg)
}

// Fault returns an error at a place of the file, about a macro.
func (f *File) Fault(l Located, format string, args ...any) *FileError {
	msg := fmt.Sprintf(format, args...)
	if f.src == nil {
		return &FileError{File: f.Path, Line: l.Line, Col: l.Col, Msg: msg}
	}
	return f.src.fault(l, 0, "", msg)
}

// unknown says that a key is none, and which one may have been meant.
func unknown(what, key string, known []string) string {
	msg := fmt.Sprintf("%s has no key %q", what, key)
	if near := nearest(key, known); near != "" {
		return msg + "; did you mean " + near + "?"
	}
	return msg + "; the keys are " + strings.Join(known, ", ")
}

// nearest returns the word that one letter added, left out or changed, or two
// exchanged, makes of key; or "".
func nearest(key string, known []string) string {
	for _, k := range known {
		if strings.EqualFold(k, key) || distance(key, k) <= 1+len(k)/6 {
			return k
		}
	}
	return ""
}

// distance counts the letters to add, leave out, change or exchange with their
// neighbour (Damerau, CACM 7(3), 1964, by dynamic programming).
func distance(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
