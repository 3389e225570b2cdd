package exports

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// Source is what an export reads: the quads of a dataset in two orders that
// depend on the terms alone. Subjects come by class and then by name: first what
// the texts speak of, then the source documents, statements, evidence, and the
// rest. The quads of a subject come by predicate and object. A source can be run
// through several times.
type Source interface {
	// ByGraph yields all quads, graph by graph in the order of their names, and
	// within a graph subject by subject.
	ByGraph(ctx context.Context) iter.Seq2[rdf.Quad, error]
	// BySubject yields the triples of all graphs, each once, subject by subject.
	// Their graph is the default graph.
	BySubject(ctx context.Context) iter.Seq2[rdf.Quad, error]
	// Text returns the clean text of the document with that ID, whose characters
	// the positions of evidence count; "" where the store does not keep it.
	Text(id string) (string, error)
}

// FromStore returns the whole dataset of a snapshot, which stays the caller's
// to close. It keeps the names of all graphs, or of all subjects, and the quads
// of one of them at a time.
func FromStore(snap *store.Snapshot) Source {
	return storeSource{snap: snap, sorted: &subjectOrder{}}
}

// InStoreOrder returns a source whose quads come in the order in which the store
// keeps them, which costs least: still graph by graph and subject by subject,
// but in an order that depends on how the store was loaded. Sources of other
// kinds than FromStore and Select make are returned as they are.
func InStoreOrder(src Source) Source {
	if s, ok := src.(storeSource); ok {
		s.unsorted = true
		return s
	}
	return src
}

type storeSource struct {
	snap     *store.Snapshot
	keep     func(rdf.IDQuad) bool // nil keeps all quads
	unsorted bool
	sorted   *subjectOrder
}

// subjectOrder is the order of subjects, which is found once: Turtle runs
// through them twice.
type subjectOrder struct {
	sync.Mutex
	ids []rdf.ID
}

var (
	bySPOG = store.Order{rdf.S, rdf.P, rdf.O, rdf.G}
	byGSPO = store.Order{rdf.G, rdf.S, rdf.P, rdf.O}
)

func (s storeSource) Text(id string) (string, error) {
	value, found, err := s.snap.Record(registry.Texts, id)
	if err != nil || !found {
		return "", err
	}
	t, err := registry.DecodeText(value)
	if err != nil {
		return "", fmt.Errorf("text of document %s: %w", id, err)
	}
	return t.String(), nil
}

func (s storeSource) ByGraph(ctx context.Context) iter.Seq2[rdf.Quad, error] {
	if s.unsorted {
		return s.stored(ctx, byGSPO)
	}
	return func(yield func(rdf.Quad, error) bool) {
		keys, err := s.keys(ctx, rdf.G, byGSPO)
		slices.SortFunc(keys, func(a, b key) int { return rdf.CompareTerms(a.term, b.term) })
		r := s.reader(ctx, byGSPO)
		for _, k := range keys {
			var quads []rdf.Quad
			if err != nil {
				break
			}
			if quads, err = r.quads(rdf.IDQuad{rdf.G: k.id}); err != nil {
				break
			}
			sortBySubject(quads)
			for _, q := range quads {
				if !yield(q, nil) {
					_ = r.close() // the reader has stopped
					return
				}
			}
		}
		if e := r.close(); err == nil {
			err = e
		}
		if err != nil {
			yield(rdf.Quad{}, err)
		}
	}
}

func (s storeSource) BySubject(ctx context.Context) iter.Seq2[rdf.Quad, error] {
	if s.unsorted {
		return s.stored(ctx, bySPOG)
	}
	return func(yield func(rdf.Quad, error) bool) {
		subjects, err := s.subjects(ctx)
		r := s.reader(ctx, bySPOG)
		for _, id := range subjects {
			var quads []rdf.Quad
			if quads, err = r.quads(rdf.IDQuad{rdf.S: id}); err != nil {
				break
			}
			for i := range quads {
				quads[i].G = rdf.Term{}
			}
			slices.SortFunc(quads, compareTriples)
			for _, q := range slices.Compact(quads) {
				if !yield(q, nil) {
					_ = r.close() // the reader has stopped
					return
				}
			}
		}
		if e := r.close(); err == nil {
			err = e
		}
		if err != nil {
			yield(rdf.Quad{}, err)
		}
	}
}

// sortBySubject sorts the quads of one graph by the class of their subject, by
// subject, predicate and object.
func sortBySubject(quads []rdf.Quad) {
	class := map[rdf.Term]rdf.Term{}
	for _, q := range quads {
		if q.P.Value == vocab.RDFType {
			class[q.S] = first(class[q.S], q.O)
		}
	}
	slices.SortFunc(quads, func(a, b rdf.Quad) int {
		if a.S != b.S {
			if c := compareSubjects(class[a.S], a.S, class[b.S], b.S); c != 0 {
				return c
			}
		}
		return compareTriples(a, b)
	})
}

// first returns which of two classes of a subject decides its place; the one
// known so far may be the zero Term, and only IRIs count.
func first(known, class rdf.Term) rdf.Term {
	if class.Kind == rdf.IRI && (known.IsZero() || cmp.Or(rank(class)-rank(known), rdf.CompareTerms(class, known)) < 0) {
		return class
	}
	return known
}

// rank tells how early the subjects of a class come.
func rank(class rdf.Term) int {
	switch {
	case class.IsZero():
		return 5
	case class.Value == vocab.ClassSourceDocument:
		return 1
	case class.Value == vocab.ClassStatement, class.Value == vocab.ClassDerivedStatement:
		return 2
	case class.Value == vocab.ClassEvidence:
		return 3
	case strings.HasPrefix(class.Value, vocab.NS):
		return 0
	}
	return 4
}

// compareSubjects orders subjects by the rank of their class, by class and by
// name.
func compareSubjects(classA, a, classB, b rdf.Term) int {
	return cmp.Or(rank(classA)-rank(classB), rdf.CompareSubjects(classA, a, classB, b))
}

// subjects returns the ids of all subjects in their order.
func (s storeSource) subjects(ctx context.Context) ([]rdf.ID, error) {
	s.sorted.Lock()
	defer s.sorted.Unlock()
	if s.sorted.ids != nil {
		return s.sorted.ids, ctx.Err()
	}
	keys, err := s.keys(ctx, rdf.S, bySPOG)
	if err == nil {
		err = s.classify(ctx, keys)
	}
	if err != nil {
		return nil, err
	}
	slices.SortFunc(keys, func(a, b key) int { return compareSubjects(a.class, a.term, b.class, b.term) })
	ids := make([]rdf.ID, len(keys))
	for i, k := range keys {
		ids[i] = k.id
	}
	s.sorted.ids = ids
	return ids, nil
}

// key is a term in a position, with its id, and for a subject its class.
type key struct {
	term, class rdf.Term
	id          rdf.ID
}

// classify finds the class of each subject: the first of its classes. The keys
// come in ascending order of their ids.
func (s storeSource) classify(ctx context.Context, keys []key) error {
	p, ok, err := s.snap.ID(rdf.NewIRI(vocab.RDFType))
	if err != nil || !ok {
		return err
	}
	classes := map[rdf.ID]rdf.Term{}
	it := s.snap.Match(ctx, rdf.IDQuad{rdf.P: p}, store.Order{rdf.P, rdf.O, rdf.S, rdf.G})
	for it.Next() && err == nil {
		q := it.Quad()
		if s.keep != nil && !s.keep(q) {
			continue
		}
		class, ok := classes[q[rdf.O]]
		if !ok {
			if class, err = s.snap.Term(q[rdf.O]); err != nil {
				break
			}
			classes[q[rdf.O]] = class
		}
		i, found := slices.BinarySearchFunc(keys, q[rdf.S], func(k key, id rdf.ID) int { return cmp.Compare(k.id, id) })
		if found {
			keys[i].class = first(keys[i].class, class)
		}
	}
	if e := it.Close(); err == nil {
		err = e
	}
	return err
}

// keys returns the different terms in a position. Quads come sorted by id, so
// that each next id needs one seek.
func (s storeSource) keys(ctx context.Context, position int, order store.Order) ([]key, error) {
	it := s.snap.Match(ctx, rdf.IDQuad{}, order)
	seeker, canSeek := it.(interface{ Seek(rdf.IDQuad) bool })
	var out []key
	var err error
	for ok := it.Next(); ok && err == nil; {
		id := it.Quad()[position]
		if len(out) == 0 || out[len(out)-1].id != id {
			var t rdf.Term
			t, err = s.snap.Term(id)
			out = append(out, key{term: t, id: id})
		}
		if canSeek {
			var next rdf.IDQuad
			next[position] = id + 1
			ok = seeker.Seek(next)
		} else {
			ok = it.Next()
		}
	}
	if e := it.Close(); err == nil {
		err = e
	}
	return out, err
}

// compareTriples orders quads by subject, predicate and object.
func compareTriples(a, b rdf.Quad) int {
	a.G, b.G = rdf.Term{}, rdf.Term{}
	return rdf.CompareQuads(a, b)
}
