package lookup

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/validity"
	"gongbao/ontology/vocab"
)

// Fact is what one or several documents state in the same way.
type Fact struct {
	Statement
	// Count is the number of statements that say so, one a document.
	Count int `json:"count"`
	// FirstTold and LastTold are the dates of the first and the last dated
	// document that says so (ISO 8601), empty where none is dated.
	FirstTold string `json:"first_told,omitempty"`
	LastTold  string `json:"last_told,omitempty"`
	// Sources are the statements, the embedded one first and that of the newest
	// document; fewer than Count where fewer were asked for.
	Sources []*Statement `json:"sources"`
	// Validity says whether it holds at the date that was asked for, holds or
	// possible; empty where none was.
	Validity string `json:"validity,omitempty"`
	// Agreement tells how the documents stand to it, where it was asked for.
	Agreement *Agreement `json:"agreement,omitempty"`
}

// Facts are the facts that an entity takes part in.
type Facts struct {
	// Out has it as their subject, In as their object, and Beside as the value
	// of a qualifier. Each list is sorted by relation, then the most recent
	// first: by start or else the date of the newest document.
	Out    []*Fact `json:"out"`
	In     []*Fact `json:"in"`
	Beside []*Fact `json:"beside,omitempty"`
	// Told are the facts that it tells, of a source document.
	Told []*Fact `json:"told,omitempty"`
	// Hidden counts the facts that are not in the lists because fewer were
	// asked for.
	Hidden []Hidden `json:"hidden,omitempty"`
	// LeftOut counts the facts that are not there because of the date.
	LeftOut LeftOut `json:"left_out,omitzero"`
}

// Hidden tells how many more facts of a relation there are in a list.
type Hidden struct {
	// List is out, in, beside or told.
	List     string `json:"list"`
	Relation string `json:"relation"`
	Count    int    `json:"count"`
}

// FactOptions say which facts are wanted.
type FactOptions struct {
	// PerRelation is how many facts of one relation a list has at most, and
	// Sources how many statements a fact has; 0 means all.
	PerRelation, Sources int
	// AsOf is a date (validity.Parse): only facts that hold then, or may, are
	// wanted. Empty means all.
	AsOf string
	// About is the IRI of a thing: facts that join the entity to it are wanted
	// too where the documents that tell them lie on both sides of the date.
	About string
}

// Facts returns the facts that the entity with that IRI takes part in, under
// all IRIs that name it.
func (v *View) Facts(ctx context.Context, iri string) (*Facts, error) {
	return v.FactsOf(ctx, iri, FactOptions{})
}

// FactsOf returns the facts that the entity with that IRI takes part in, as far
// as they are wanted. What is not wanted is counted and not read, so that an
// entity of many thousand facts is shown as fast as others.
func (v *View) FactsOf(ctx context.Context, iri string, o FactOptions) (*Facts, error) {
	f := new(Facts)
	id, ok, err := v.snap.ID(rdf.NewIRI(iri))
	if err != nil || !ok {
		return f, err
	}
	g, err := v.group(ctx, id)
	if err != nil {
		return nil, err
	}
	refs, err := v.statementsOf(ctx, g)
	if err != nil {
		return nil, err
	}
	rows, err := v.rows(ctx, refs)
	if err != nil {
		return nil, err
	}
	merged, err := v.merge(ctx, rows)
	if err != nil {
		return nil, err
	}
	if o.AsOf != "" {
		if merged, err = v.heldAt(ctx, f, merged, o); err != nil {
			return nil, err
		}
	}
	if err := v.fill(ctx, f, merged, o); err != nil {
		return nil, err
	}
	return f, v.told(ctx, f, id, o)
}

// All returns the facts of all lists in their order.
func (f *Facts) All() []*Fact { return slices.Concat(f.Out, f.In, f.Beside, f.Told) }

// Lists of facts.
const (
	noList = iota - 1
	outList
	inList
	besideList
	toldList
)

var listNames = [...]string{outList: "out", inList: "in", besideList: "beside", toldList: "told"}

// merged are the rows that say the same, and what sorts them.
type merged struct {
	rows       []row
	relation   string
	start, end string
	// told are the dates of the rows' documents, as the rows are sorted; first
	// and last the outermost of those that are known.
	told        []string
	first, last string
	verdict     validity.Verdict // at the date asked for
}

// recent is the time by which facts are sorted.
func (m *merged) recent() string { return cmp.Or(m.start, m.last) }

// merge joins the rows of each list that say the same of the same things.
func (v *View) merge(ctx context.Context, rows []row) ([]*merged, error) {
	nodes := make([]rdf.ID, 0, 2*len(rows))
	for _, r := range rows {
		nodes = append(nodes, r.subject, r.object)
		for _, q := range r.qualifiers {
			nodes = append(nodes, q.value)
		}
	}
	slices.Sort(nodes)
	if err := v.groupAll(ctx, slices.Compact(nodes)); err != nil {
		return nil, err
	}
	byKey := map[string]*merged{}
	var out []*merged
	var key []byte
	for _, r := range rows {
		var err error
		if key, err = v.key(ctx, key[:0], &r); err != nil {
			return nil, err
		}
		m := byKey[string(key)]
		if m == nil {
			m = new(merged)
			byKey[string(key)] = m
			out = append(out, m)
		}
		m.rows = append(m.rows, r)
	}
	return out, v.date(ctx, out)
}

// key appends what is equal for statements of different documents that say the
// same of the same things.
func (v *View) key(ctx context.Context, key []byte, r *row) ([]byte, error) {
	var failed error
	same := func(id rdf.ID) uint64 {
		if id == 0 {
			return 0
		}
		g, err := v.group(ctx, id)
		if err != nil {
			failed = err
			return 0
		}
		return uint64(g.ids[0])
	}
	for _, n := range []uint64{
		uint64(r.list), uint64(r.predicate), same(r.subject), same(r.object), uint64(r.start), uint64(r.end), uint64(r.modality),
	} {
		key = binary.AppendUvarint(key, n)
	}
	qualifiers := make([]pair, len(r.qualifiers))
	for i, q := range r.qualifiers {
		qualifiers[i] = pair{q.property, rdf.ID(same(q.value))}
	}
	slices.SortFunc(qualifiers, func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.property, b.property), cmp.Compare(a.value, b.value))
	})
	for _, q := range qualifiers {
		key = binary.AppendUvarint(binary.AppendUvarint(key, uint64(q.property)), uint64(q.value))
	}
	return key, failed
}

// date finds the times of facts and of the documents that tell them.
func (v *View) date(ctx context.Context, facts []*merged) error {
	var graphs, literals []rdf.ID
	for _, m := range facts {
		for _, r := range m.rows {
			graphs = append(graphs, r.graph)
		}
		literals = append(literals, m.rows[0].start, m.rows[0].end, m.rows[0].predicate)
	}
	dates, err := v.documentDates(ctx, graphs)
	if err != nil {
		return err
	}
	words := map[rdf.ID]string{0: ""}
	literals = slices.DeleteFunc(literals, func(id rdf.ID) bool { return id == 0 })
	slices.Sort(literals)
	if err := v.terms(slices.Compact(literals), func(id rdf.ID, t rdf.Term) { words[id] = t.Value }); err != nil {
		return err
	}
	for _, m := range facts {
		first := m.rows[0]
		m.relation, m.start, m.end = localName(words[first.predicate]), words[first.start], words[first.end]
		for _, r := range m.rows {
			d := dates[r.graph]
			m.told = append(m.told, d)
			if d != "" && (m.first == "" || d < m.first) {
				m.first = d
			}
			m.last = max(m.last, d)
		}
	}
	return nil
}

// documentDates returns the dates of documents by the ids of their graphs.
func (v *View) documentDates(ctx context.Context, graphs []rdf.ID) (map[rdf.ID]string, error) {
	slices.Sort(graphs)
	date, err := v.id(vocab.DCTDate)
	if err != nil || date == 0 {
		return nil, err
	}
	of := map[rdf.ID]rdf.ID{}
	var values []rdf.ID
	graphs = slices.Compact(graphs)
	if dated, _ := v.snap.Estimate(rdf.IDQuad{rdf.P: date}); dated < uint64(len(graphs))*steps {
		err = v.each(ctx, rdf.IDQuad{rdf.P: date}, func(q rdf.IDQuad) error {
			if _, ok := slices.BinarySearch(graphs, q[rdf.S]); ok {
				of[q[rdf.S]] = q[rdf.O]
			}
			return nil
		})
	} else {
		err = v.someDates(ctx, graphs, date, of)
	}
	if err != nil {
		return nil, err
	}
	for _, d := range of {
		values = append(values, d)
	}
	slices.Sort(values)
	words := map[rdf.ID]string{}
	if err := v.terms(slices.Compact(values), func(id rdf.ID, t rdf.Term) { words[id] = t.Value }); err != nil {
		return nil, err
	}
	out := map[rdf.ID]string{}
	for g, value := range of {
		out[g] = words[value]
	}
	return out, nil
}

// steps is how many quads an iterator reads in the time in which it goes to one
// somewhere else.
const steps = 16

// someDates puts the dates of documents into a map, which it looks up one by
// one.
func (v *View) someDates(ctx context.Context, graphs []rdf.ID, date rdf.ID, of map[rdf.ID]rdf.ID) error {
	it := v.bySubject(ctx)
	for _, g := range graphs {
		more := it.to(g, rdf.IDQuad{rdf.P: date})
		for more && it.quad()[rdf.P] < date {
			more = it.next() // in a store that cannot seek
		}
		if more && it.quad()[rdf.P] == date {
			of[g] = it.quad()[rdf.O]
		}
	}
	return it.close()
}

// fill sorts facts into the lists, as many as are wanted.
func (v *View) fill(ctx context.Context, f *Facts, facts []*merged, o FactOptions) error {
	section := func(a, b *merged) int {
		return cmp.Or(cmp.Compare(a.rows[0].list, b.rows[0].list), strings.Compare(a.relation, b.relation))
	}
	byTime := func(a, b *merged) int {
		return cmp.Or(strings.Compare(b.recent(), a.recent()), strings.Compare(b.end, a.end), cmp.Compare(len(b.rows), len(a.rows)))
	}
	slices.SortFunc(facts, func(a, b *merged) int { return cmp.Or(section(a, b), byTime(a, b)) })
	for len(facts) > 0 {
		n := 1
		for n < len(facts) && section(facts[0], facts[n]) == 0 {
			n++
		}
		shown := n
		if o.PerRelation > 0 {
			shown = min(n, o.PerRelation)
		}
		// Only of what is shown does it matter how equal ones stand.
		for from := 0; from < shown; {
			to := from + 1
			for to < n && byTime(facts[from], facts[to]) == 0 {
				to++
			}
			if err := v.byLabel(ctx, facts[from:to]); err != nil {
				return err
			}
			from = to
		}
		for _, m := range facts[:shown] {
			fact, err := v.fact(ctx, m, o.Sources)
			if err != nil {
				return err
			}
			f.put(m.rows[0].list, fact)
		}
		if n > shown {
			f.Hidden = append(f.Hidden, Hidden{listNames[facts[0].rows[0].list], facts[0].relation, n - shown})
		}
		facts = facts[n:]
	}
	return nil
}

// byLabel sorts facts of one time by the names of their ends.
func (v *View) byLabel(ctx context.Context, facts []*merged) error {
	if len(facts) == 1 {
		return nil
	}
	type keyed struct {
		*merged
		key []string
	}
	list := make([]keyed, len(facts))
	for i, m := range facts {
		r := &m.rows[0]
		list[i].merged = m
		for _, id := range []rdf.ID{r.subject, r.object} {
			t, err := v.snap.Term(id)
			if err != nil {
				return err
			}
			l, err := v.label(ctx, id, t)
			if err != nil {
				return err
			}
			list[i].key = append(list[i].key, l)
		}
		iris, err := v.sortedIRIs(m.rows)
		if err != nil {
			return err
		}
		list[i].key = append(list[i].key, iris...)
	}
	slices.SortFunc(list, func(a, b keyed) int { return slices.Compare(a.key, b.key) })
	for i := range list {
		facts[i] = list[i].merged
	}
	return nil
}

// sortedIRIs returns the IRIs of statements, sorted.
func (v *View) sortedIRIs(rows []row) ([]string, error) {
	ids := make([]rdf.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.id
	}
	slices.Sort(ids)
	out := make([]string, 0, len(ids))
	err := v.terms(ids, func(_ rdf.ID, t rdf.Term) { out = append(out, t.Value) })
	slices.Sort(out)
	return out, err
}

// put appends a fact to a list.
func (f *Facts) put(list int, fact *Fact) {
	switch list {
	case outList:
		f.Out = append(f.Out, fact)
	case inList:
		f.In = append(f.In, fact)
	case toldList:
		f.Told = append(f.Told, fact)
	default:
		f.Beside = append(f.Beside, fact)
	}
}

// iriOf returns the IRI with an id, to sort by; empty where it cannot be read.
func (v *View) iriOf(id rdf.ID) string {
	t, err := v.snap.Term(id)
	if err != nil {
		return ""
	}
	return t.Value
}

// fact reads a fact's statements, that of the newest document first, at most so
// many where most is above zero.
func (v *View) fact(ctx context.Context, m *merged, most int) (*Fact, error) {
	type source struct {
		told     string
		row      *row
		document string
	}
	sources := make([]source, len(m.rows))
	for i := range m.rows {
		sources[i] = source{told: m.told[i], row: &m.rows[i]}
	}
	newest := func(a, b source) int { return strings.Compare(b.told, a.told) }
	slices.SortFunc(sources, newest)
	if most > 0 && len(sources) > most {
		// Those as old as the last that is wanted stay, until their documents
		// are known.
		n := most
		for n < len(sources) && sources[n].told == sources[most-1].told {
			n++
		}
		sources = sources[:n]
	}
	slices.SortFunc(sources, func(a, b source) int { return cmp.Compare(a.row.graph, b.row.graph) })
	graphs := make([]rdf.ID, len(sources))
	for i := range sources {
		graphs[i] = sources[i].row.graph
	}
	i := 0
	if err := v.terms(graphs, func(_ rdf.ID, t rdf.Term) { sources[i].document = t.Value; i++ }); err != nil {
		return nil, err
	}
	slices.SortFunc(sources, func(a, b source) int {
		return cmp.Or(newest(a, b), strings.Compare(a.document, b.document))
	})
	if most > 0 && len(sources) > most {
		sources = sources[:most]
	}
	f := &Fact{Count: len(m.rows), FirstTold: m.first, LastTold: m.last}
	for _, s := range sources {
		st, err := v.statement(ctx, s.row.id, s.row.graph)
		if err != nil {
			return nil, err
		}
		f.Sources = append(f.Sources, st)
	}
	f.Statement = *f.Sources[0]
	if m.verdict >= validity.Possible {
		f.Validity = m.verdict.String()
	}
	return f, nil
}

// told returns the facts that a source document tells, as far as they are
// wanted.
func (v *View) told(ctx context.Context, f *Facts, graph rdf.ID, o FactOptions) error {
	kind, err := v.id(vocab.RDFType)
	if err != nil {
		return err
	}
	class, ok, err := v.snap.ID(rdf.NewIRI(vocab.ClassStatement))
	if err != nil || !ok {
		return err
	}
	var refs []ref
	if err := v.each(ctx, rdf.IDQuad{rdf.P: kind, rdf.O: class, rdf.G: graph}, func(q rdf.IDQuad) error {
		refs = append(refs, ref{q[rdf.S], graph, toldList})
		return nil
	}); err != nil {
		return err
	}
	slices.SortFunc(refs, func(a, b ref) int { return cmp.Compare(a.id, b.id) })
	rows, err := v.rows(ctx, refs)
	if err != nil {
		return err
	}
	facts, err := v.merge(ctx, rows)
	if err != nil {
		return err
	}
	return v.fill(ctx, f, facts, o)
}
