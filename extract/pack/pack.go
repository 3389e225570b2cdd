// Package pack loads packs: a folder with pack.yaml, rules/*.yaml and
// gazetteer/*.tsv becomes entries and rules, compiled into one engine. Faults
// of all files are gathered, each with file, line and column.
package pack

import (
	"errors"

	"gongbao/extract/gazetteer"
	"gongbao/extract/resolve"
	"gongbao/extract/rule"
	"gongbao/extract/rule/syntax"
)

// Manifest is pack.yaml.
type Manifest struct {
	Name     string `yaml:"name"`
	Version  string `yaml:"version"`
	Language string `yaml:"language"`
	About    string `yaml:"about"`
	Licence  string `yaml:"licence"`
	// Ontology is the IRI of the ontology that the relations belong to.
	Ontology string `yaml:"ontology"`
	// Depends names the packs that this one builds on; Off the rules, by id, and
	// the tables, by path, of those packs that it does without.
	Depends []string `yaml:"depends"`
	Off     []string `yaml:"off"`
	// Kinds are kinds of documents, for the condition kind: words of which one
	// stands in the headlines at the top.
	Kinds map[string][]string `yaml:"kinds"`
	// Modality tells what values of the attribute modality mean for rules that
	// take their modality from the context; Speakers are the mention types of
	// those who may speak.
	Modality map[string]string `yaml:"modality"`
	Speakers []string          `yaml:"speakers"`
	// Runs tells which mention types end open runs: "hard" or "soft".
	Runs map[string]string `yaml:"runs"`
	// Classes tells the class of thing that a mention type names, and Relations
	// the classes at the ends of each relation.
	Classes   map[string]string           `yaml:"classes"`
	Relations map[string]resolve.Relation `yaml:"relations"`
}

// Pack is a loaded pack: its tables, its rules, and the engine made of them.
type Pack struct {
	Manifest
	Entries []*gazetteer.Entry
	Rules   []*syntax.Rule
	// Files are the rule files, with the macros that they define.
	Files  []*syntax.File
	hash   string
	engine *rule.Engine
	config rule.Config
}

// Hash returns the SHA-256 of everything the pack was loaded from, in
// hexadecimal digits: two packs with one hash read every text alike.
func (p *Pack) Hash() string { return p.hash }

// Engine returns the compiled rules and tables.
func (p *Pack) Engine() *rule.Engine { return p.engine }

// Error is what is wrong with a pack: all faults found, in file order.
type Error struct{ Faults []error }

func (e *Error) Error() string { return errors.Join(e.Faults...).Error() }

// Unwrap gives the faults to errors.Is and errors.As.
func (e *Error) Unwrap() []error { return e.Faults }

// With returns the pack with more gazetteer entries, as a rule's tests give
// them. It shares what is compiled with p. The errors tell of entries that
// nothing could read.
func (p *Pack) With(extra []*gazetteer.Entry) (*Pack, []error) {
	engine, errs := p.engine.With(extra)
	x := *p
	x.engine = engine
	x.Entries = append(p.Entries[:len(p.Entries):len(p.Entries)], extra...)
	return &x, errs
}
