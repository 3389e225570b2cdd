package pack

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"maps"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"gongbao/extract/fact"
	"gongbao/extract/gazetteer"
	"gongbao/extract/rule"
	"gongbao/extract/rule/syntax"
)

// Source is a pack to be loaded: its files, and the name that stands before
// their paths in errors; it may be empty.
type Source struct {
	Name string
	FS   fs.FS
}

// OpenFunc finds the pack that another one depends on. An unknown name gives an
// error that wraps fs.ErrNotExist.
type OpenFunc func(name string) (fs.FS, error)

// Load reads the pack at the root of fsys, which depends on no other one. When
// something in it is wrong, the error is an *Error, and the pack holds all that
// is right.
func Load(fsys fs.FS) (*Pack, error) { return Compose([]Source{{FS: fsys}}, nil) }

// Compose loads several packs as one. Each goes behind those that it depends on,
// which open finds, and otherwise in the order given; none is loaded twice. What
// a later pack says wins: its rules replace those with the same id, its list off
// takes away rules by id and tables by path, its settings replace single ones of
// those before, its tables and new rules are added. Errors are as Load's.
func Compose(sources []Source, open OpenFunc) (*Pack, error) {
	return ComposeKept(sources, open, nil)
}

// ComposeKept is Compose for packs that may have been loaded before: what is
// dear to compile comes from the cache, or goes there. The pack is the same.
func ComposeKept(sources []Source, open OpenFunc, cache Cache) (*Pack, error) {
	c := &composer{
		pack:  &Pack{config: rule.Config{Stops: map[string]rule.Stop{}, Kinds: map[string][]string{}, Modality: map[string]fact.Modality{}, Cache: cache}},
		cache: cache,
		open:  open, sum: sha256.New(), state: map[string]int{}, given: map[string]string{},
	}
	for _, s := range sources {
		c.source(s, nil)
	}
	return c.finish()
}

// composer gathers packs.
type composer struct {
	pack   *Pack
	cache  Cache
	open   OpenFunc
	sum    hash.Hash
	faults []error
	// state is 1 for a pack whose dependencies are being loaded, 2 for one that
	// is loaded.
	state map[string]int
	// given holds the manifests of the packs loaded, by name.
	given  map[string]string
	tables []table
	scope  *syntax.Scope
}

// table is the entries of one file.
type table struct {
	path    string
	entries []*gazetteer.Entry
}

func (c *composer) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Errorf(format, args...))
}

// source loads one pack and those that it depends on. path lists the packs that
// depend on it.
func (c *composer) source(s Source, path []string) {
	show := func(file string) string {
		if s.Name == "" {
			return file
		}
		return s.Name + "/" + file
	}
	var m Manifest
	data := c.read(s, "pack.yaml", show)
	if err := settings(c.cache, "manifest", data, &m, func() error { return yaml.UnmarshalWithOptions(data, &m, yaml.Strict()) }); err != nil {
		c.fault("%s", manifestFault(show("pack.yaml"), err))
	} else if m.Name == "" && data != nil {
		c.fault("%s:1:1: a pack needs a name", show("pack.yaml"))
	}
	if c.state[m.Name] == 2 && m.Name != "" {
		if c.given[m.Name] != string(data) {
			c.fault("%s:1:1: another pack is called %s too", show("pack.yaml"), m.Name)
		}
		return
	}
	c.state[m.Name], c.given[m.Name] = 1, string(data)
	for _, name := range m.Depends {
		switch {
		case c.state[name] == 1:
			c.fault("%s: packs depend on each other in a circle: %s", show("pack.yaml"), strings.Join(append(append(path, m.Name), name), " → "))
			continue
		case c.state[name] == 2:
			continue
		case c.open == nil:
			c.fault("%s: the pack depends on %s, which was not given", show("pack.yaml"), name)
			continue
		}
		files, err := c.open(name)
		if err != nil {
			c.fault("%s: the pack depends on %s: %w; give its folder too", show("pack.yaml"), name, err)
			continue
		}
		c.source(Source{name, files}, append(path, m.Name))
	}
	c.state[m.Name] = 2
	c.manifest(m, show)
	c.off(m, show)
	if exists(s.FS, "names.yaml") {
		var names rule.Names
		data := c.read(s, "names.yaml", show)
		if err := settings(c.cache, "names", data, &names, func() error { return yaml.UnmarshalWithOptions(data, &names, yaml.Strict()) }); err != nil {
			c.fault("%s", manifestFault(show("names.yaml"), err))
		}
		all := &c.pack.config.Names
		all.Sounds, all.Surnames, all.Compounds = cmpOr(names.Sounds, all.Sounds), cmpOr(names.Surnames, all.Surnames), cmpOr(names.Compounds, all.Compounds)
	}
	c.files(s, show)
}

// files reads the tables and the rule files of a pack, side by side: none needs
// another one until the macros of the rules are put in.
func (c *composer) files(s Source, show func(string) string) {
	names := list(s.FS, "gazetteer/*.tsv")
	tables, faults := make([]table, len(names)), make([][]error, len(names))
	var side sync.WaitGroup
	for i, name := range names {
		data := c.read(s, name, show)
		side.Go(func() {
			tables[i].path = show(name)
			tables[i].entries, faults[i] = gazetteer.ReadTable(show(name), bytes.NewReader(data))
		})
	}
	names = list(s.FS, "rules/*.yaml")
	files := make([]*syntax.Written, len(names))
	for i, name := range names {
		data := c.read(s, name, show)
		side.Go(func() { files[i] = written(c.cache, show(name), data) })
	}
	side.Wait()
	c.tables = append(c.tables, tables...)
	c.faults = append(c.faults, slices.Concat(faults...)...)
	c.scope = syntax.NewScope(c.scope)
	own := map[string]string{}
	for i, name := range names {
		c.rules(files[i], show(name), own)
	}
}

// read reads a file and adds it to the hash.
func (c *composer) read(s Source, name string, show func(string) string) []byte {
	data, err := fs.ReadFile(s.FS, name)
	if err != nil {
		c.fault("%s: %w", show(name), err)
		return nil
	}
	fmt.Fprintf(c.sum, "%s\x00%d\x00", name, len(data))
	c.sum.Write(data)
	return data
}

// manifestFault shows a fault of a settings file with its place.
func manifestFault(file string, err error) string {
	var y yaml.Error
	if errors.As(err, &y) {
		if t := y.GetToken(); t != nil && t.Position != nil {
			text := yaml.FormatError(err, false, true)
			_, shown, _ := strings.Cut(text, "\n")
			return fmt.Sprintf("%s:%d:%d: %s\n%s", file, t.Position.Line, t.Position.Column, y.GetMessage(), shown)
		}
	}
	return file + ":1:1: " + err.Error()
}

// manifest adds the settings of a pack.
func (c *composer) manifest(m Manifest, show func(string) string) {
	p := c.pack
	if p.Name != "" {
		m.Name, m.Version = p.Name+"+"+m.Name, p.Version+"+"+m.Version
		m.Language, m.Ontology = cmpOr(m.Language, p.Language), cmpOr(m.Ontology, p.Ontology)
		m.About, m.Licence = cmpOr(m.About, p.About), cmpOr(m.Licence, p.Licence)
		m.Runs, m.Classes, m.Relations = joined(p.Runs, m.Runs), joined(p.Classes, m.Classes), joined(p.Relations, m.Relations)
		m.Kinds, m.Modality = joined(p.Kinds, m.Kinds), joined(p.Modality, m.Modality)
		m.Speakers = slices.Concat(p.Speakers, m.Speakers)
	}
	p.Manifest = m
	for t, s := range m.Runs {
		switch s {
		case "hard":
			p.config.Stops[t] = rule.StopHard
		case "soft":
			p.config.Stops[t] = rule.StopSoft
		case "inner":
			p.config.Stops[t] = rule.StopInner
		case "none":
			p.config.Stops[t] = rule.StopNone
		default:
			c.fault("%s:1:1: runs: %s: %q is none of hard, soft, inner, none", show("pack.yaml"), t, s)
		}
	}
	for value, modality := range m.Modality {
		switch f := fact.Modality(modality); f {
		case fact.Asserted, fact.Planned, fact.Claimed, fact.Denied:
			p.config.Modality[value] = f
		default:
			c.fault("%s:1:1: modality: %s: %q is none of asserted, planned, claimed, denied", show("pack.yaml"), value, modality)
		}
	}
	maps.Copy(p.config.Kinds, m.Kinds)
	p.config.Speakers = m.Speakers
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// joined is the map of both, in which the later one wins.
func joined[V any](a, b map[string]V) map[string]V {
	out := maps.Clone(a)
	if out == nil {
		out = map[string]V{}
	}
	maps.Copy(out, b)
	return out
}

// off takes away rules and tables of the packs before.
func (c *composer) off(m Manifest, show func(string) string) {
	for _, name := range m.Off {
		before := len(c.pack.Rules) + len(c.tables)
		c.pack.Rules = slices.DeleteFunc(c.pack.Rules, func(r *syntax.Rule) bool { return r.ID.Value == name })
		c.tables = slices.DeleteFunc(c.tables, func(t table) bool { return t.path == name || strings.HasSuffix(t.path, "/"+name) })
		if len(c.pack.Rules)+len(c.tables) == before {
			c.fault("%s:1:1: off: the packs before have no rule and no table %s", show("pack.yaml"), name)
		}
	}
}

// rules adds the rules of a file of a pack whose other rules own tells, by id the
// file they stand in. A rule with the id of one of a pack before takes its place.
func (c *composer) rules(w *syntax.Written, file string, own map[string]string) {
	f, errs := w.Build(c.scope)
	c.faults = append(c.faults, errs...)
	c.pack.Files = append(c.pack.Files, f)
	for _, r := range f.Rules {
		id := r.ID.Value
		if other, ok := own[id]; ok {
			c.faults = append(c.faults, r.Fault(r.ID, 0, "a rule with this id stands in %s", other))
			continue
		}
		own[id] = file
		if i := slices.IndexFunc(c.pack.Rules, func(r *syntax.Rule) bool { return r.ID.Value == id }); i >= 0 {
			c.pack.Rules[i] = r
			continue
		}
		c.pack.Rules = append(c.pack.Rules, r)
	}
}

// finish compiles what was gathered.
func (c *composer) finish() (*Pack, error) {
	p := c.pack
	for _, t := range c.tables {
		p.Entries = append(p.Entries, t.entries...)
	}
	p.hash = hex.EncodeToString(c.sum.Sum(nil))
	engine, errs := rule.Compile(p.Entries, p.Rules, p.config)
	p.engine = engine
	if c.faults = append(c.faults, errs...); len(c.faults) > 0 {
		return p, &Error{c.faults}
	}
	return p, nil
}

func list(fsys fs.FS, pattern string) []string {
	names, err := fs.Glob(fsys, pattern)
	if err != nil {
		return nil
	}
	sort.Slice(names, func(i, j int) bool { return path.Base(names[i]) < path.Base(names[j]) })
	return names
}
