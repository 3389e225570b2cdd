package identity

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/store"
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

// Before reads the records as they were when the batch began.
type Before interface {
	Record(bucket, key string) (value []byte, found bool, err error)
	Records(bucket, prefix string) iter.Seq2[store.Record, error]
}

// Tracker passes changes of documents on to a batch, notes which documents'
// clues change, and in the end brings the graph of identity up to date in the
// same batch. It is for one batch and one goroutine.
type Tracker struct {
	Batch
	before Before
	// clues holds what was written, by document; nil where they were taken away.
	clues map[string][]byte
	// pairs holds the changes of the records of pairs by their keys.
	pairs map[string]bool
}

// Track returns a tracker for a batch that has no changes yet.
func Track(before Before, batch Batch) *Tracker {
	return &Tracker{Batch: batch, before: before, clues: map[string][]byte{}, pairs: map[string]bool{}}
}

// PutRecord sets the value of a record.
func (t *Tracker) PutRecord(bucket, key string, value []byte) error {
	if bucket == registry.IdentityClues {
		t.clues[key] = value
	}
	return t.Batch.PutRecord(bucket, key, value)
}

// DeleteRecord takes a record away, which need not be there.
func (t *Tracker) DeleteRecord(bucket, key string) error {
	if bucket == registry.IdentityClues {
		t.clues[key] = nil
	}
	return t.Batch.DeleteRecord(bucket, key)
}

// Finish brings the graph of identity up to date with the changes so far. Where
// the links of the store were made by another version of the rules, it makes
// all of them anew.
func (t *Tracker) Finish() error {
	version, found, err := t.Record(registry.Settings, registry.IdentitySetting)
	if err != nil {
		return err
	}
	if !found || string(version) != Version {
		return t.anew()
	}
	blocks, err := t.changed()
	if err != nil {
		return err
	}
	for _, block := range sortedKeys(blocks) {
		if err := t.refresh(block, blocks[block]); err != nil {
			return err
		}
	}
	return nil
}

// change is what a document adds to a block; nil where it adds nothing any more.
type change map[string][]byte

// changed returns the changes of blocks by block and document, and writes the
// records.
func (t *Tracker) changed() (map[string]change, error) {
	blocks := map[string]change{}
	for _, doc := range sortedKeys(t.clues) {
		old, _, err := t.before.Record(registry.IdentityClues, doc)
		if err != nil {
			return nil, err
		}
		was, err := decodeBlocks(doc, old)
		if err != nil {
			return nil, err
		}
		is, err := decodeBlocks(doc, t.clues[doc])
		if err != nil {
			return nil, err
		}
		note := func(block string, value []byte) {
			if blocks[block] == nil {
				blocks[block] = change{}
			}
			blocks[block][doc] = value
		}
		for block, value := range is {
			if string(value) != string(was[block]) {
				note(block, value)
			}
		}
		for block := range was {
			if _, still := is[block]; !still {
				note(block, nil)
			}
		}
	}
	return blocks, nil
}

// decodeBlocks returns what a document's encoded clues add to blocks.
func decodeBlocks(doc string, value []byte) (map[string][]byte, error) {
	if value == nil {
		return nil, nil
	}
	c, err := registry.DecodeClues(value)
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", doc, err)
	}
	return blocksOf(c)
}

// refresh writes the changes of a block, and the difference that they make to
// its links.
func (t *Tracker) refresh(block string, c change) error {
	old, now := map[string][]byte{}, map[string][]byte{}
	for rec, err := range t.before.Records(registry.IdentityBlocks, block) {
		if err != nil {
			return err
		}
		_, doc, err := splitRecord(rec.Key)
		if err != nil {
			return err
		}
		old[doc], now[doc] = rec.Value, rec.Value
	}
	for doc, value := range c {
		if now[doc] = value; value == nil {
			delete(now, doc)
		}
	}
	if err := t.writeBlock(block, c); err != nil {
		return err
	}
	was, err := links(block, old)
	if err != nil {
		return err
	}
	is, err := links(block, now)
	if err != nil {
		return err
	}
	return t.difference(block, was, is)
}

// difference takes away the quads of the links that were and are not, and adds
// those of the links that are and were not.
func (t *Tracker) difference(block string, was, is []Link) error {
	base, _, err := splitBlock(block)
	if err != nil {
		return err
	}
	had, has := map[rdf.Quad]bool{}, map[rdf.Quad]bool{}
	sameBefore, sameNow := map[string]bool{}, map[string]bool{}
	for i := range was {
		for _, q := range was[i].Quads(base, block) {
			had[q] = true
		}
		sameBefore[was[i].pair()] = was[i].Same
	}
	for i := range is {
		sameNow[is[i].pair()] = is[i].Same
		for _, q := range is[i].Quads(base, block) {
			has[q] = true
			if !had[q] {
				if err := t.Add(q); err != nil {
					return err
				}
			}
		}
		if is[i].Same && !sameBefore[is[i].pair()] {
			if err := t.found(block, &is[i], base); err != nil {
				return err
			}
		}
	}
	for i := range was {
		for _, q := range was[i].Quads(base, block) {
			if !has[q] {
				if err := t.Delete(q); err != nil {
					return err
				}
			}
		}
		if was[i].Same && !sameNow[was[i].pair()] {
			if err := t.lost(block, &was[i], base); err != nil {
				return err
			}
		}
	}
	return nil
}

// found writes the direct triple of a link and notes that the block says so:
// another block may say the same, as where one text tells the body of a meeting
// and another does not.
func (t *Tracker) found(block string, l *Link, base string) error {
	key := l.pair() + block
	t.pairs[key] = true
	if err := t.Batch.PutRecord(registry.IdentityPairs, key, nil); err != nil {
		return err
	}
	return t.Add(l.Triple(base))
}

// lost takes the direct triple of a link away unless another block says the
// same.
func (t *Tracker) lost(block string, l *Link, base string) error {
	key := l.pair() + block
	t.pairs[key] = false
	if err := t.Batch.DeleteRecord(registry.IdentityPairs, key); err != nil {
		return err
	}
	for rec, err := range t.before.Records(registry.IdentityPairs, l.pair()) {
		if err != nil {
			return err
		}
		if now, changed := t.pairs[rec.Key]; !changed || now {
			return nil
		}
	}
	for other, now := range t.pairs {
		if now && strings.HasPrefix(other, l.pair()) {
			return nil
		}
	}
	return t.Delete(l.Triple(base))
}

// anew makes all blocks and links from the clues of all documents.
func (t *Tracker) anew() error {
	clues := map[string][]byte{}
	for rec, err := range t.before.Records(registry.IdentityClues, "") {
		if err != nil {
			return err
		}
		clues[rec.Key] = rec.Value
	}
	for doc, value := range t.clues {
		if clues[doc] = value; value == nil {
			delete(clues, doc)
		}
	}
	blocks := map[string]change{}
	for _, doc := range sortedKeys(clues) {
		adds, err := decodeBlocks(doc, clues[doc])
		if err != nil {
			return err
		}
		for block, value := range adds {
			if blocks[block] == nil {
				blocks[block] = change{}
			}
			blocks[block][doc] = value
		}
	}
	bases, err := t.clear()
	if err != nil {
		return err
	}
	graphs := map[string][]rdf.Quad{}
	for _, base := range bases {
		graphs[base] = nil
	}
	for _, block := range sortedKeys(blocks) {
		for _, doc := range sortedKeys(blocks[block]) {
			if err := t.Batch.PutRecord(registry.IdentityBlocks, block+doc, blocks[block][doc]); err != nil {
				return err
			}
		}
		base, _, err := splitBlock(block)
		if err != nil {
			return err
		}
		found, err := links(block, blocks[block])
		if err != nil {
			return err
		}
		for i := range found {
			l := &found[i]
			graphs[base] = append(graphs[base], l.Quads(base, block)...)
			if !l.Same {
				continue
			}
			graphs[base] = append(graphs[base], l.Triple(base))
			if err := t.Batch.PutRecord(registry.IdentityPairs, l.pair()+block, nil); err != nil {
				return err
			}
		}
	}
	for _, base := range sortedKeys(graphs) {
		if err := t.ReplaceGraph(rdf.NewIRI(Graph(base)), graphs[base]); err != nil {
			return err
		}
	}
	return t.Batch.PutRecord(registry.Settings, registry.IdentitySetting, []byte(Version))
}

// clear takes the records of all blocks and pairs away and returns the bases they had.
func (t *Tracker) clear() ([]string, error) {
	var bases []string
	for rec, err := range t.before.Records(registry.IdentityBlocks, "") {
		if err != nil {
			return nil, err
		}
		block, _, err := splitRecord(rec.Key)
		if err != nil {
			return nil, err
		}
		base, _, err := splitBlock(block)
		if err != nil {
			return nil, err
		}
		bases = append(bases, base)
		if err := t.Batch.DeleteRecord(registry.IdentityBlocks, rec.Key); err != nil {
			return nil, err
		}
	}
	for rec, err := range t.before.Records(registry.IdentityPairs, "") {
		if err != nil {
			return nil, err
		}
		if err := t.Batch.DeleteRecord(registry.IdentityPairs, rec.Key); err != nil {
			return nil, err
		}
	}
	slices.Sort(bases)
	return slices.Compact(bases), nil
}
