// Package rule compiles rules and runs them over a text. A rule's pattern is
// split at its trigger into two programs, one leftwards and one rightwards,
// over a lattice of typed mentions; a machine with memory finds the best way
// through each in linear time (see machine). Rules that use the mentions of
// others run after them; the order is computed from the types they make.
package rule

import (
	"fmt"
	"sort"
	"strings"

	"gongbao/extract/fact"
	"gongbao/extract/gazetteer"
	"gongbao/extract/mention"
	"gongbao/extract/rule/syntax"
	"gongbao/extract/text"
)

// Stop tells how a mention type bears on open runs.
type Stop uint8

// The ways: a run never crosses a hard stop; it pays for crossing a soft one,
// and may end there; an inner one it pays for too, but never ends there, because
// the names of places stand inside those of persons (马里 in 马里奥); of the rest it
// takes no notice.
const (
	StopNone Stop = iota
	StopSoft
	StopHard
	StopInner
)

// Config is what a pack says beside its rules and tables.
type Config struct {
	// Stops tells the types that end open runs.
	Stops map[string]Stop
	// Names says what runs of class name admit.
	Names Names
	// Kinds are kinds of documents, each with the words of which one stands in
	// the headlines of such a document.
	Kinds map[string][]string
	// Modality tells what the values of the attribute modality, of whatever
	// mention, mean for rules that take their modality from the context.
	Modality map[string]fact.Modality
	// Speakers are the mention types of those who may speak.
	Speakers []string
	// Cache keeps the compiled dictionary from run to run; nil keeps nothing.
	Cache gazetteer.Cache
}

// Engine is a compiled set of rules with their gazetteer. It is immutable and
// safe for use by several goroutines; each reads with a Reader of its own.
type Engine struct {
	gaz        *gazetteer.Gazetteer
	types      *mention.TypeTable
	entryType  []mention.Type // by gazetteer entry
	stop       []Stop         // by type
	starts     []bool         // by type: triggers a rule
	asked      []bool         // by type: some rule looks at mentions of it
	roots      []string       // by entry: see rootOf
	marks      []marks        // by type
	patterns   []pattern      // by pattern of the gazetteer
	reads      []read         // of all patterns
	distinct   []marks        // of all patterns
	strata     [][]*compiled
	rules      []*compiled
	defineType mention.Type
	names      *nameShape
	relations  map[string]bool // those that some rule gives
	byCode     map[string]*gazetteer.Entry
	cfg        Config
	modal      []bool // by type: an entry of it has the attribute modality
	speaks     []bool // by type: of a speaker
}

// compiled is a rule ready to run.
type compiled struct {
	src      *syntax.Rule
	index    int
	variants []variant
	triggers []mention.Set    // by variant
	starts   [][]mention.Type // by variant: the types of its triggers
	slots    map[string]int16
	names    []string
	make     mention.Type
	anaphor  string
	text     []string
	modality fact.Modality
	emits    []*emission
	speech   string
	lines    uint16 // by text.Kind
	cond     *conditions
}

// builtin lists the mention types that earlier stages give.
var builtin = []string{"Date", "Ordinal", "Title"}

// Compile builds an engine. A rule that does not compile is left out and its
// fault returned, a *syntax.FileError; the others still run.
func Compile(entries []*gazetteer.Entry, rules []*syntax.Rule, cfg Config) (*Engine, []error) {
	e := &Engine{types: mention.NewTypeTable(), relations: map[string]bool{}, cfg: cfg}
	var errs []error
	for _, t := range builtin {
		e.types.ID(t)
	}
	all := append([]*gazetteer.Entry{}, entries...)
	literals := map[string]bool{}
	for _, r := range rules {
		c, err := e.compileRule(r)
		if err != nil {
			errs = append(errs, located(r, err))
			continue
		}
		c.index = len(e.rules)
		e.rules = append(e.rules, c)
		for i := range c.variants {
			set := mention.Set(nil)
			for _, item := range c.variants[i].trigger.Items {
				switch n := item.(type) {
				case *syntax.Typed:
					set = c.addTypes(e, set, n.Types)
				case *syntax.Literal:
					name := "=" + text.FoldString(n.Text)
					set = set.With(e.types.ID(name))
					if !literals[name] {
						literals[name] = true
						all = append(all, &gazetteer.Entry{Type: name, Name: n.Text})
					}
				}
			}
			c.triggers = append(c.triggers, set)
		}
	}
	for _, x := range all {
		e.types.ID(x.Type)
	}
	for t := range cfg.Stops {
		e.types.ID(t)
	}
	for _, t := range cfg.Speakers {
		e.types.ID(t)
	}
	e.gaz = gazetteer.NewKept(all, cfg.Cache)
	for _, x := range all {
		e.entryType = append(e.entryType, e.types.ID(x.Type))
	}
	e.byCode = map[string]*gazetteer.Entry{}
	for _, x := range all {
		if x.Code != "" && e.byCode[x.Code] == nil {
			e.byCode[x.Code] = x
		}
	}
	e.names = newNameShape(cfg.Names)
	e.defineType = e.types.ID("Define")
	e.stop = make([]Stop, e.types.Len())
	for name := range literals { // no run crosses a trigger
		e.stop[e.types.ID(name)] = StopHard
		if len([]rune(name)) <= 2 { // "=" and one character, which may be part of a name
			e.stop[e.types.ID(name)] = StopSoft
		}
	}
	for t, s := range cfg.Stops {
		e.stop[e.types.ID(t)] = s
	}
	for _, c := range e.rules {
		for _, m := range c.emits {
			e.relations[m.relation] = true
		}
	}
	for _, c := range e.rules {
		for _, m := range c.emits {
			m.mark(e.relations)
		}
	}
	e.modal, e.speaks = make([]bool, e.types.Len()), make([]bool, e.types.Len())
	for i, x := range all {
		e.modal[e.entryType[i]] = e.modal[e.entryType[i]] || x.Attr("modality") != ""
	}
	for _, t := range cfg.Speakers {
		e.speaks[e.types.ID(t)] = true
	}
	errs = append(errs, e.override()...)
	e.index()
	return e, append(errs, e.stratify()...)
}

func (c *compiled) addTypes(e *Engine, set mention.Set, names []string) mention.Set {
	for _, n := range names {
		set = set.With(e.types.ID(n))
	}
	return set
}

func (e *Engine) compileRule(r *syntax.Rule) (*compiled, error) {
	k := &compiler{types: e.types, slots: map[string]int16{}}
	vs, err := k.variants(r.Node)
	if err != nil {
		return nil, err
	}
	c := &compiled{src: r, variants: vs, modality: fact.Asserted, speech: r.When.Speech, anaphor: r.Anaphor}
	if r.Modality != "" && r.Modality != "context" {
		c.modality = fact.Modality(r.Modality)
	}
	if c.speech == "" {
		c.speech = "no"
	}
	for _, name := range r.When.Lines {
		found := false
		for kind := text.Body; kind <= text.Reference; kind++ {
			if kind.String() == name {
				c.lines |= 1 << kind
				found = true
			}
		}
		if !found {
			return nil, fmt.Errorf("unknown kind of line %q", name)
		}
	}
	if c.lines == 0 {
		c.lines = 1<<text.Body | 1<<text.Headline | 1<<text.Caption
	}
	if r.Make != "" {
		c.make = e.types.ID(r.Make)
	}
	if r.Text != "" {
		x, err := syntax.ParseExpr(r.Text)
		if err != nil {
			return nil, err
		}
		c.text = x.Alternatives[0].Path
	}
	for _, x := range r.Emit {
		m, err := compileEmit(x)
		if err != nil {
			return nil, err
		}
		if _, ok := k.slots[x.Each.Value]; x.Each.Value != "" && !ok {
			return nil, r.Fault(x.Each, 0, "each: %s names no group or slot of the pattern", x.Each.Value)
		}
		c.emits = append(c.emits, m)
	}
	for _, m := range r.Remember {
		e.types.ID(m.As)
	}
	if c.cond, err = e.compileConditions(k, r); err != nil {
		return nil, err
	}
	c.slots, c.names = k.slots, k.names
	return c, nil
}

// stratify orders the rules: a rule that uses a type, as element or trigger,
// runs after all rules that make it; among the makers of a type those that
// refer back run last.
func (e *Engine) stratify() []error {
	makers := map[mention.Type][]*compiled{}
	for _, c := range e.rules {
		if c.make != mention.None {
			makers[c.make] = append(makers[c.make], c)
		}
		for _, m := range c.src.Remember {
			t := e.types.ID(m.As)
			makers[t] = append(makers[t], c)
		}
	}
	level := map[*compiled]int{}
	state := map[*compiled]int{}
	var visit func(c *compiled, path []string) error
	visit = func(c *compiled, path []string) error {
		path = append(path, c.src.ID.Value)
		switch state[c] {
		case 1:
			return c.src.Fault(c.src.ID, 0, "rules wait for each other in a circle: %s", strings.Join(path, " → "))
		case 2, 3:
			return nil
		}
		state[c] = 1
		n := 0
		for t := range uses(e, c) {
			for _, m := range makers[t] {
				if m == c || c.produces(e, t) && !(c.anaphor != "" && m.anaphor == "") {
					continue // makers of one type do not wait for each other
				}
				if err := visit(m, path); err != nil {
					return err
				}
				n = max(n, level[m]+1)
			}
		}
		if c.cond != nil {
			for _, by := range c.cond.yields { // the one that overrides runs first, where it can
				if needs(e, makers, by, c, map[*compiled]bool{}) {
					continue
				}
				if err := visit(by, path); err != nil {
					return err
				}
				n = max(n, level[by]+1)
			}
		}
		if c.anaphor != "" {
			for _, m := range makers[c.make] {
				if m.anaphor != "" {
					continue
				}
				if err := visit(m, path); err != nil {
					return err
				}
				n = max(n, level[m]+1)
			}
		}
		level[c], state[c] = n, 2
		return nil
	}
	top := 0
	var errs []error
	for _, c := range e.rules {
		if err := visit(c, nil); err != nil {
			errs = append(errs, err)
			for k, v := range state {
				if v == 1 {
					state[k] = 0
				}
			}
			state[c] = 3 // left out
			continue
		}
		top = max(top, level[c])
	}
	e.strata = make([][]*compiled, top+1)
	for _, c := range e.rules {
		if state[c] != 3 {
			e.strata[level[c]] = append(e.strata[level[c]], c)
		}
	}
	return errs
}

// needs reports whether a rule uses what another one makes, be it through
// others.
func needs(e *Engine, makers map[mention.Type][]*compiled, c, other *compiled, seen map[*compiled]bool) bool {
	if c == other {
		return true
	}
	if seen[c] {
		return false
	}
	seen[c] = true
	for t := range uses(e, c) {
		for _, m := range makers[t] {
			if m != c && !c.produces(e, t) && needs(e, makers, m, other, seen) {
				return true
			}
		}
	}
	return false
}

// produces reports whether a rule makes or remembers mentions of a type.
func (c *compiled) produces(e *Engine, t mention.Type) bool {
	if c.make == t {
		return true
	}
	for _, m := range c.src.Remember {
		if e.types.Lookup(m.As) == t {
			return true
		}
	}
	return false
}

// uses returns the types that a rule's pattern asks for.
func uses(e *Engine, c *compiled) map[mention.Type]bool {
	out := map[mention.Type]bool{}
	add := func(s mention.Set) {
		for t := range s.All() {
			out[t] = true
		}
	}
	for i, v := range c.variants {
		add(c.triggers[i])
		for _, p := range []*program{v.left, v.right} {
			for _, k := range p.code {
				add(k.types)
			}
		}
	}
	if c.cond != nil && c.cond.guards != nil {
		for _, p := range []*program{c.cond.guards.left, c.cond.guards.right} {
			for _, k := range p.code {
				add(k.types)
			}
		}
	}
	return out
}

// Rules returns the ids of the rules in the order they run, stratum by stratum.
func (e *Engine) Rules() [][]string {
	out := make([][]string, len(e.strata))
	for i, s := range e.strata {
		for _, c := range s {
			out[i] = append(out[i], c.src.ID.Value)
		}
		sort.Strings(out[i])
	}
	return out
}

// root returns the code at the top of the parents of entry i.
func (e *Engine) root(i int32) string {
	if int(i) < len(e.roots) {
		return e.roots[i]
	}
	return e.rootOf(e.gaz.Entries()[i])
}

// rootOf returns the code at the top of an entry's parents: SCO for an organ of
// the SCO.
func (e *Engine) rootOf(x *gazetteer.Entry) string {
	for range 8 { // deeper chains are faults of the table
		up := e.byCode[x.Attr("parent")]
		if up == nil || up == x {
			break
		}
		x = up
	}
	return x.Code
}

// Gazetteer returns the dictionary that the engine scans with: the pack's
// entries and the literal triggers of its rules.
func (e *Engine) Gazetteer() *gazetteer.Gazetteer { return e.gaz }
