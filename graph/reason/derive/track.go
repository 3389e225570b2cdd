package derive

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// Batch is one atomic change of a store.
type Batch interface {
	Add(rdf.Quad) error
	Delete(rdf.Quad) error
	ReplaceGraph(graph rdf.Term, quads []rdf.Quad) error
	RemoveGraph(graph rdf.Term) error
	PutRecord(bucket, key string, value []byte) error
	DeleteRecord(bucket, key string) error
	Record(bucket, key string) (value []byte, found bool, err error)
}

// Tracker passes changes on to a batch and notes, in the same batch, what a
// later Run has to look at. It is for one batch and one goroutine. Where
// nothing has been derived yet it notes nothing, for then all is due.
type Tracker struct {
	Batch
	ctx    context.Context
	before *store.Snapshot
	on     bool
}

// Track returns a tracker for a batch that has no changes yet; before is the
// store before the batch.
func Track(ctx context.Context, before *store.Snapshot, batch Batch) (*Tracker, error) {
	_, on, err := before.Record(registry.Settings, registry.DerivedSetting)
	return &Tracker{Batch: batch, ctx: ctx, before: before, on: on}, err
}

// Stale notes that everything is due, as where much was loaded at once. It is
// no error if nothing has been derived yet.
func Stale(batch Batch) error {
	if _, on, err := batch.Record(registry.Settings, registry.DerivedSetting); err != nil || !on {
		return err
	}
	return batch.PutRecord(registry.Settings, registry.DerivedSetting, []byte("due"))
}

// ReplaceGraph makes the quads the whole content of a graph.
func (t *Tracker) ReplaceGraph(graph rdf.Term, quads []rdf.Quad) error {
	if err := t.note(graph, quads); err != nil {
		return err
	}
	return t.Batch.ReplaceGraph(graph, quads)
}

// RemoveGraph takes all quads of a graph away.
func (t *Tracker) RemoveGraph(graph rdf.Term) error {
	if err := t.note(graph, nil); err != nil {
		return err
	}
	return t.Batch.RemoveGraph(graph)
}

// Add adds a quad.
func (t *Tracker) Add(q rdf.Quad) error {
	if err := t.noteLink(q, false); err != nil {
		return err
	}
	return t.Batch.Add(q)
}

// Delete takes a quad away.
func (t *Tracker) Delete(q rdf.Quad) error {
	if err := t.noteLink(q, true); err != nil {
		return err
	}
	return t.Batch.Delete(q)
}

// Keys of the bucket registry.DerivedDue: the name of a graph, with what it said
// at the last run, or the ends of a link of identity, with whether it was there.
const dueLink = "\x00"

// note notes that a graph changes.
func (t *Tracker) note(graph rdf.Term, quads []rdf.Quad) error {
	if !t.on {
		return nil
	}
	if strings.HasSuffix(graph.Value, "/graph/identity") {
		return t.noteLinks(graph, quads)
	}
	if _, noted, err := t.Record(registry.DerivedDue, graph.Value); err != nil || noted {
		return err
	}
	said, err := t.said(graph)
	if err != nil {
		return err
	}
	value, err := json.Marshal(said)
	if err != nil {
		return err
	}
	return t.PutRecord(registry.DerivedDue, graph.Value, registry.Compress(value))
}

// said returns what a graph said before the batch.
func (t *Tracker) said(graph rdf.Term) ([]mention, error) {
	g, found, err := t.before.ID(graph)
	if err != nil || !found {
		return nil, err
	}
	var m mentions
	err = each(t.before.Match(t.ctx, rdf.IDQuad{rdf.G: g}, store.Order{rdf.G, rdf.S, rdf.P, rdf.O}), func(ids rdf.IDQuad) error {
		q, err := t.before.Quad(ids)
		if err == nil {
			m.take(q)
		}
		return err
	})
	return m.list(), err
}

// noteLinks notes which links come and go where the graph of identity is made
// anew.
func (t *Tracker) noteLinks(graph rdf.Term, quads []rdf.Quad) error {
	is := map[rdf.Quad]bool{}
	for _, q := range quads {
		if q.P.Value == vocab.Same {
			q.G = graph
			is[q] = true
		}
	}
	g, found, err := t.before.ID(graph)
	if err != nil {
		return err
	}
	same, linked, err := t.before.ID(rdf.NewIRI(vocab.Same))
	if err != nil {
		return err
	}
	if found && linked {
		err = each(t.before.Match(t.ctx, rdf.IDQuad{rdf.P: same, rdf.G: g}, store.Order{rdf.S, rdf.O, rdf.P, rdf.G}), func(ids rdf.IDQuad) error {
			q, err := t.before.Quad(ids)
			if err != nil {
				return err
			}
			if is[q] {
				delete(is, q)
				return nil
			}
			return t.noteLink(q, true)
		})
		if err != nil {
			return err
		}
	}
	for q := range is {
		if err := t.noteLink(q, false); err != nil {
			return err
		}
	}
	return nil
}

// noteLink notes that a link of identity comes or goes; before says whether it
// was there. What was noted first holds.
func (t *Tracker) noteLink(q rdf.Quad, before bool) error {
	if !t.on || q.P.Value != vocab.Same {
		return nil
	}
	key := dueLink + q.S.Value + dueLink + q.O.Value
	_, noted, err := t.Record(registry.DerivedDue, key)
	if err != nil || noted {
		return err
	}
	value := []byte("0")
	if before {
		value = []byte("1")
	}
	return t.PutRecord(registry.DerivedDue, key, value)
}

// Due reports whether something has changed since facts were last derived by
// these rules.
func Due(snap *store.Snapshot, rules *Rules) (bool, error) {
	value, found, err := snap.Record(registry.Settings, registry.DerivedSetting)
	if err != nil || !found || string(value) != rules.hash {
		return true, err
	}
	for _, err := range snap.Records(registry.DerivedDue, "") {
		return true, err
	}
	return false, nil
}

// mention is what one node says by one property or class: the IRIs that take
// part.
type mention struct {
	// By is the relation of a statement; of another node, a property or class.
	By    string   `json:"b"`
	Terms []string `json:"t"`
}

// mentions collects what a graph says, whose quads come by subject. What stands
// only for evidence is left out.
type mentions struct {
	subject string
	node    map[string][]string
	out     []mention
}

// structure lists the properties that say nothing of their own.
var structure = map[string]bool{
	vocab.Evidence: true, vocab.Rule: true, vocab.Modality: true, vocab.RDFPredicate: true,
	vocab.OAHasBody: true, vocab.OAHasTarget: true, vocab.OAHasSource: true, vocab.OAHasSelector: true,
	vocab.OAStart: true, vocab.OAEnd: true, vocab.OAExact: true, vocab.OAPrefix: true, vocab.OASuffix: true,
	vocab.ByteStart: true, vocab.ByteEnd: true, vocab.Sentence: true,
}

// take takes a quad up.
func (m *mentions) take(q rdf.Quad) {
	if q.S.Kind != rdf.IRI {
		return
	}
	if q.S.Value != m.subject {
		m.flush()
		m.subject, m.node = q.S.Value, map[string][]string{}
	}
	object := ""
	if q.O.Kind == rdf.IRI {
		object = q.O.Value
	}
	m.node[q.P.Value] = append(m.node[q.P.Value], object)
}

// flush writes down what the node said.
func (m *mentions) flush() {
	node := m.node
	m.node = nil
	if node == nil || node[vocab.OAHasBody] != nil || node[vocab.OAHasSource] != nil || node[vocab.OAStart] != nil {
		return
	}
	if relation := node[vocab.RDFPredicate]; len(relation) == 1 {
		x := mention{By: relation[0], Terms: []string{m.subject}}
		for p, objects := range node {
			if structure[p] || p == vocab.RDFType {
				continue
			}
			for _, o := range objects {
				if o != "" {
					x.Terms = append(x.Terms, o)
				}
			}
		}
		slices.Sort(x.Terms)
		m.out = append(m.out, x)
		return
	}
	for p, objects := range node {
		if structure[p] {
			continue
		}
		for _, o := range objects {
			switch {
			case p == vocab.RDFType:
				m.out = append(m.out, mention{o, []string{m.subject}})
			case o == "":
				m.out = append(m.out, mention{p, []string{m.subject}})
			default:
				m.out = append(m.out, mention{p, []string{m.subject, o}})
			}
		}
	}
}

// list returns what was collected, sorted.
func (m *mentions) list() []mention {
	m.flush()
	slices.SortFunc(m.out, func(a, b mention) int {
		if d := strings.Compare(a.By, b.By); d != 0 {
			return d
		}
		return slices.Compare(a.Terms, b.Terms)
	})
	return m.out
}

// decodeMentions reads the value of a note on a graph.
func decodeMentions(graph string, value []byte) ([]mention, error) {
	data, err := registry.Decompress(value)
	var out []mention
	if err == nil {
		err = json.Unmarshal(data, &out)
	}
	if err != nil {
		return nil, fmt.Errorf("note on the change of <%s>: %w", graph, err)
	}
	return out, nil
}
