// Package pack loads packs: a folder with pack.yaml, rules/*.yaml and
// gazetteer/*.tsv becomes entries and rules, compiled into one engine. Faults
// of all files are gathered, each with file, line and column.
package pack

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"

	"github.com/goccy/go-yaml"

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
	hash    string
	engine  *rule.Engine
	config  rule.Config
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

// Load reads the pack at the root of fsys. When something in it is wrong, the
// error is an *Error, and the pack holds all that is right.
func Load(fsys fs.FS) (*Pack, error) {
	p := &Pack{config: rule.Config{Stops: map[string]rule.Stop{}}}
	var faults []error
	sum := sha256.New()
	read := func(name string) []byte {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			faults = append(faults, err)
			return nil
		}
		fmt.Fprintf(sum, "%s\x00%d\x00", name, len(data))
		sum.Write(data)
		return data
	}
	manifest := read("pack.yaml")
	if err := yaml.UnmarshalWithOptions(manifest, &p.Manifest, yaml.Strict()); err != nil {
		faults = append(faults, fmt.Errorf("pack.yaml: %s", yaml.FormatError(err, false, true)))
	}
	if p.Name == "" && len(faults) == 0 {
		faults = append(faults, errors.New("pack.yaml:1:1: a pack needs a name"))
	}
	for t, s := range p.Runs {
		switch s {
		case "hard":
			p.config.Stops[t] = rule.StopHard
		case "soft":
			p.config.Stops[t] = rule.StopSoft
		case "inner":
			p.config.Stops[t] = rule.StopInner
		default:
			faults = append(faults, fmt.Errorf("pack.yaml: runs: %s: %q is none of hard, soft, inner", t, s))
		}
	}
	for _, name := range list(fsys, "gazetteer/*.tsv") {
		entries, errs := gazetteer.ReadTable(name, bytes.NewReader(read(name)))
		p.Entries = append(p.Entries, entries...)
		faults = append(faults, errs...)
	}
	ids := map[string]string{}
	macros := syntax.NewScope(nil)
	for _, name := range list(fsys, "rules/*.yaml") {
		f, errs := syntax.ParseFile(name, read(name), macros)
		faults = append(faults, errs...)
		for _, r := range f.Rules {
			if other, ok := ids[r.ID.Value]; ok {
				faults = append(faults, &syntax.FileError{File: name, Line: r.ID.Line, Col: r.ID.Col, Rule: r.ID.Value, Msg: "a rule with this id stands in " + other})
				continue
			}
			ids[r.ID.Value] = name
			p.Rules = append(p.Rules, r)
		}
	}
	p.hash = hex.EncodeToString(sum.Sum(nil))
	engine, errs := rule.Compile(p.Entries, p.Rules, p.config)
	p.engine = engine
	if faults = append(faults, errs...); len(faults) > 0 {
		return p, &Error{faults}
	}
	return p, nil
}

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

func list(fsys fs.FS, pattern string) []string {
	names, err := fs.Glob(fsys, pattern)
	if err != nil {
		return nil
	}
	sort.Slice(names, func(i, j int) bool { return path.Base(names[i]) < path.Base(names[j]) })
	return names
}
