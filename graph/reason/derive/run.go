package derive

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// Options say how facts are derived.
type Options struct {
	// Full derives everything anew instead of what depends on changes.
	Full bool
	// Prefixes are declared before the rules' queries, keyed without the colon.
	Prefixes map[string]string
	// Fold is what gb:fold does to a string.
	Fold func(string) string
	// Count has the report count all statements of each rule, which reads the
	// records of all groups.
	Count bool
}

// RuleReport tells what became of one rule.
type RuleReport struct {
	Rule *Rule
	// Groups is how many values of its key were looked at; Added and Removed
	// count statements, and Total those there are now where they were counted.
	Groups, Added, Removed, Total int
}

// Report tells what a run did.
type Report struct {
	// Full says that everything was derived anew.
	Full  bool
	Rules []RuleReport
}

// groupName names what a rule finds for one value of its key.
type groupName struct{ rule, key string }

func (g groupName) record() string { return g.rule + "\x00" + g.key }

// group is what a rule found for one value of its key: at the last run, and
// now.
type group struct {
	was, is map[string]*Statement
}

// run is one run over a snapshot.
type run struct {
	ctx    context.Context
	snap   *store.Snapshot
	rules  *Rules
	o      Options
	view   *view
	full   bool
	groups map[groupName]*group
	notes  []string // keys of the notes on changes
	looked map[string]int

	rdfType, predicate rdf.ID
}

// maxRounds bounds how often the rules of a stratum feed each other before a
// run gives up.
const maxRounds = 200

// EndlessError says that rules go on deriving for ever.
type EndlessError struct{ Rules []string }

func (e *EndlessError) Error() string {
	return fmt.Sprintf("the rules %s derive more and more from what they derive; no value that they make may go back into them", strings.Join(e.Rules, ", "))
}

// Run brings the graph of derived facts up to date with the rest of the
// snapshot: it reads the snapshot, which is the store before the batch, and puts
// what has to change into the batch. Where the facts were derived by other
// rules, everything is derived anew. A nil batch changes nothing.
func Run(ctx context.Context, snap *store.Snapshot, batch Batch, rules *Rules, o Options) (*Report, error) {
	r := &run{ctx: ctx, snap: snap, rules: rules, o: o, groups: map[groupName]*group{}, looked: map[string]int{}}
	setting, found, err := snap.Record(registry.Settings, registry.DerivedSetting)
	if err != nil {
		return nil, err
	}
	r.full = o.Full || !found || string(setting) != rules.hash
	if r.view, err = newView(ctx, snap); err != nil {
		return nil, err
	}
	if r.rdfType, err = r.view.raw(rdf.NewIRI(vocab.RDFType), true); err != nil {
		return nil, err
	}
	if r.predicate, err = r.view.raw(rdf.NewIRI(vocab.RDFPredicate), true); err != nil {
		return nil, err
	}
	if r.full {
		err = r.anew()
	} else {
		err = r.renew()
	}
	if err != nil {
		return nil, err
	}
	if batch != nil {
		if err := r.write(batch); err != nil {
			return nil, err
		}
	}
	return r.report()
}

// anew derives everything.
func (r *run) anew() error {
	if err := r.view.same.preload(); err != nil {
		return err
	}
	for rec, err := range r.snap.Records(registry.Derived, "") {
		if err != nil {
			return err
		}
		rule, key, _ := strings.Cut(rec.Key, "\x00")
		if _, err := r.load(groupName{rule, key}, rec.Value); err != nil {
			return err
		}
	}
	for rec, err := range r.snap.Records(registry.DerivedDue, "") {
		if err != nil {
			return err
		}
		r.notes = append(r.notes, rec.Key)
	}
	r.view.bare = true
	for _, g := range r.groups {
		g.is = map[string]*Statement{}
	}
	for _, stratum := range r.rules.strata {
		changed := touched{}
		for _, rule := range stratum {
			found, err := r.evaluate(rule, nil)
			if err != nil {
				return err
			}
			r.looked[rule.ID] += len(found)
			if err := r.settle(rule, slices.Sorted(maps.Keys(found)), found, changed); err != nil {
				return err
			}
		}
		if recursive(stratum) {
			if err := r.fixpoint(stratum, changed, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// renew derives what depends on changes.
func (r *run) renew() error {
	t, err := r.due()
	if err != nil {
		return err
	}
	if len(t) == 0 {
		return nil
	}
	for _, stratum := range r.rules.strata {
		if recursive(stratum) {
			if err := r.rederive(stratum, t); err != nil {
				return err
			}
			continue
		}
		for _, rule := range stratum {
			keys, err := r.keys(rule, t)
			if err != nil {
				return err
			}
			if err := r.again(rule, keys, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// rederive empties all groups of a stratum that what was touched may support,
// directly or by way of others, and finds again what still follows.
func (r *run) rederive(stratum []*Rule, t touched) error {
	emptied := map[groupName]bool{}
	for news := t; len(news) > 0; {
		changed := touched{}
		for _, rule := range stratum {
			keys, err := r.keys(rule, news)
			if err != nil {
				return err
			}
			for _, key := range keys {
				name := groupName{rule.ID, key}
				if emptied[name] {
					continue
				}
				emptied[name] = true
				if err := r.settle(rule, []string{key}, nil, changed); err != nil {
					return err
				}
			}
		}
		if news = changed; len(changed) > 0 {
			t.merge(changed)
		}
	}
	changed := touched{}
	for _, rule := range stratum {
		var keys []string
		for name := range emptied {
			if name.rule == rule.ID {
				keys = append(keys, name.key)
			}
		}
		slices.Sort(keys)
		if err := r.again(rule, keys, changed); err != nil {
			return err
		}
	}
	t.merge(changed)
	return r.fixpoint(stratum, changed, t)
}

func (t touched) merge(o touched) {
	for by, ids := range o {
		for id := range ids {
			t.add(by, id)
		}
	}
}

// fixpoint has the rules of a stratum feed each other until nothing changes any
// more. What changes is added to all, where that is not nil.
func (r *run) fixpoint(stratum []*Rule, news, all touched) error {
	for range maxRounds {
		if len(news) == 0 {
			return nil
		}
		changed := touched{}
		for _, rule := range stratum {
			keys, err := r.keys(rule, news)
			if err != nil {
				return err
			}
			if err := r.again(rule, keys, changed); err != nil {
				return err
			}
		}
		if news = changed; all != nil {
			all.merge(changed)
		}
	}
	e := &EndlessError{}
	for _, rule := range stratum {
		e.Rules = append(e.Rules, rule.ID)
	}
	return e
}

// again finds the groups of some keys again.
func (r *run) again(rule *Rule, keys []string, changed touched) error {
	const most = 256 // keys in one query
	r.looked[rule.ID] += len(keys)
	for part := range slices.Chunk(keys, most) {
		found, err := r.evaluate(rule, part)
		if err != nil {
			return err
		}
		if err := r.settle(rule, part, found, changed); err != nil {
			return err
		}
	}
	return nil
}

// settle makes what was found for some keys the content of their groups, and
// notes what changes by that.
func (r *run) settle(rule *Rule, keys []string, found map[string]map[string]*Statement, changed touched) error {
	for _, key := range keys {
		g, err := r.group(groupName{rule.ID, key})
		if err != nil {
			return err
		}
		is := found[key]
		for _, iri := range slices.Sorted(maps.Keys(g.is)) {
			st := g.is[iri]
			if n := is[iri]; n != nil && n.same(st) {
				continue
			}
			if err := r.withdraw(st); err != nil {
				return err
			}
			if err := r.changed(st, changed); err != nil {
				return err
			}
		}
		for _, iri := range slices.Sorted(maps.Keys(is)) {
			st := is[iri]
			if o := g.is[iri]; o != nil && o.same(st) {
				continue
			}
			if err := r.state(st); err != nil {
				return err
			}
			if err := r.changed(st, changed); err != nil {
				return err
			}
		}
		if g.is = is; is == nil {
			g.is = map[string]*Statement{}
		}
	}
	return nil
}

// changed notes that a derived statement came or went.
func (r *run) changed(st *Statement, t touched) error {
	m := mention{By: st.Predicate.Value, Terms: append([]string{st.IRI}, st.Premises...)}
	values := []rdf.Term{st.Subject, st.Object}
	for _, p := range st.Properties {
		values = append(values, p.Value)
	}
	for _, v := range values {
		if v.Kind == rdf.IRI {
			m.Terms = append(m.Terms, v.Value)
		}
	}
	return r.mention(t, Graph(st.base()), m)
}

// state puts a statement into the view.
func (r *run) state(st *Statement) error {
	for _, q := range st.quads() {
		if err := r.view.show(q); err != nil {
			return err
		}
	}
	if st.direct() {
		return r.view.show(st.triple())
	}
	return nil
}

// withdraw takes a statement out of the view, and its direct triple where no
// other says the same.
func (r *run) withdraw(st *Statement) error {
	for _, q := range st.quads() {
		if err := r.view.hide(q); err != nil {
			return err
		}
	}
	if !st.direct() {
		return nil
	}
	says, err := r.view.says(st.triple())
	if err != nil || says {
		return err
	}
	return r.view.hide(st.triple())
}

// group returns a group, read from the store where it has not been met.
func (r *run) group(name groupName) (*group, error) {
	if g := r.groups[name]; g != nil {
		return g, nil
	}
	value, _, err := r.snap.Record(registry.Derived, name.record())
	if err != nil {
		return nil, err
	}
	return r.load(name, value)
}

// load reads the statements of a group from the store.
func (r *run) load(name groupName, value []byte) (*group, error) {
	g := &group{was: map[string]*Statement{}, is: map[string]*Statement{}}
	for _, iri := range strings.Fields(string(value)) {
		base, _, _ := strings.Cut(iri, "statement/")
		node, found, err := r.snap.ID(rdf.NewIRI(iri))
		if err != nil {
			return nil, err
		}
		graph, known, err := r.snap.ID(rdf.NewIRI(Graph(base)))
		if err != nil {
			return nil, err
		}
		if !found || !known {
			continue
		}
		st, err := r.view.statement(node, graph)
		if err != nil {
			return nil, err
		}
		st.Key = name.key
		slices.Sort(st.Premises)
		slices.SortFunc(st.Properties, compareProperties)
		g.was[iri], g.is[iri] = st, st
	}
	r.groups[name] = g
	return g, nil
}

// write puts the difference between what was and what is into a batch.
func (r *run) write(batch Batch) error {
	direct := map[rdf.Quad]bool{}
	names := slices.SortedFunc(maps.Keys(r.groups), func(a, b groupName) int {
		return slices.Compare([]string{a.rule, a.key}, []string{b.rule, b.key})
	})
	for _, name := range names {
		g := r.groups[name]
		if maps.EqualFunc(g.was, g.is, (*Statement).same) {
			continue
		}
		if err := g.write(batch, direct); err != nil {
			return err
		}
		iris := slices.Sorted(maps.Keys(g.is))
		err := batch.DeleteRecord(registry.Derived, name.record())
		if len(iris) > 0 {
			err = batch.PutRecord(registry.Derived, name.record(), []byte(strings.Join(iris, "\n")))
		}
		if err != nil {
			return err
		}
	}
	// Another group may still say what one no longer says.
	for q := range direct {
		says, err := r.view.says(q)
		if err != nil {
			return err
		}
		if says {
			err = batch.Add(q)
		} else {
			err = batch.Delete(q)
		}
		if err != nil {
			return err
		}
	}
	if r.full {
		if err := r.sweep(batch); err != nil {
			return err
		}
	}
	for _, key := range r.notes {
		if err := batch.DeleteRecord(registry.DerivedDue, key); err != nil {
			return err
		}
	}
	return batch.PutRecord(registry.Settings, registry.DerivedSetting, []byte(r.rules.hash))
}

// sweep takes out of the graphs of derived facts what was not derived, such as
// those of another store that were loaded.
func (r *run) sweep(batch Batch) error {
	graphs, err := r.snap.Graphs(r.ctx)
	if err != nil {
		return err
	}
	for _, g := range graphs {
		if is, err := r.view.isDerived(g); err != nil || !is {
			if err != nil {
				return err
			}
			continue
		}
		err := each(r.snap.Match(r.ctx, rdf.IDQuad{rdf.G: g}, store.Order{rdf.G, rdf.S, rdf.P, rdf.O}), func(ids rdf.IDQuad) error {
			if r.view.alive[ids] {
				return nil
			}
			q, err := r.snap.Quad(ids)
			if err != nil {
				return err
			}
			return batch.Delete(q)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// write writes the difference that a group makes, and notes the direct triples
// that it may concern.
func (g *group) write(batch Batch, direct map[rdf.Quad]bool) error {
	had, has := map[rdf.Quad]bool{}, map[rdf.Quad]bool{}
	collect := func(sts map[string]*Statement, into map[rdf.Quad]bool) {
		for _, st := range sts {
			for _, q := range st.quads() {
				into[q] = true
			}
			if st.direct() {
				direct[st.triple()] = true
			}
		}
	}
	collect(g.was, had)
	collect(g.is, has)
	for iri, st := range g.was {
		if g.is[iri] == nil {
			if err := batch.DeleteRecord(registry.Statements, registry.Ref(iri)); err != nil {
				return err
			}
		}
		for _, q := range st.quads() {
			if !has[q] {
				if err := batch.Delete(q); err != nil {
					return err
				}
			}
		}
	}
	for _, iri := range slices.Sorted(maps.Keys(g.is)) {
		if g.was[iri] == nil {
			if err := batch.PutRecord(registry.Statements, registry.Ref(iri), []byte(iri)); err != nil {
				return err
			}
		}
		for _, q := range g.is[iri].quads() {
			if !had[q] {
				if err := batch.Add(q); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// report counts what was done.
func (r *run) report() (*Report, error) {
	out := &Report{Full: r.full}
	by := map[string]*RuleReport{}
	for _, rule := range r.rules.List {
		out.Rules = append(out.Rules, RuleReport{Rule: rule, Groups: r.looked[rule.ID]})
	}
	for i := range out.Rules {
		by[out.Rules[i].Rule.ID] = &out.Rules[i]
	}
	for name, g := range r.groups {
		x := by[name.rule]
		if x == nil {
			continue // a rule that is no more
		}
		x.Total += len(g.is)
		for iri, st := range g.is {
			if o := g.was[iri]; o == nil || !o.same(st) {
				x.Added++
			}
		}
		for iri, st := range g.was {
			if n := g.is[iri]; n == nil || !n.same(st) {
				x.Removed++
			}
		}
	}
	if !r.o.Count {
		return out, nil
	}
	for rec, err := range r.snap.Records(registry.Derived, "") {
		if err != nil {
			return nil, err
		}
		rule, key, _ := strings.Cut(rec.Key, "\x00")
		if x := by[rule]; x != nil && r.groups[groupName{rule, key}] == nil {
			x.Total += len(strings.Fields(string(rec.Value)))
		}
	}
	return out, nil
}
