package rdf

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strconv"
	"strings"
)

// Canonicalize gives every blank node of a dataset a label that depends on the
// dataset alone, not on the labels it came with nor on the order of its quads,
// by RDF Dataset Canonicalization (RDFC-1.0, W3C 2024). It returns the
// relabelled quads in the order of their canonical N-Quads lines, without
// duplicates, and the new label of each old one. Written by NewLineWriter they
// are the canonical form of the dataset, byte for byte.
//
// Data made to poison the algorithm would take it exponential time; past the
// work limit it gives up with a *WorkLimitError. Blank nodes within RDF 1.2
// triple terms, of which RDFC-1.0 knows nothing, are treated as the standard
// treats those of quads.
func Canonicalize(quads []Quad, opts ...CanonicalOption) ([]Quad, map[string]string, error) {
	c := canonicalizer{newHash: sha256.New, canonical: newIssuer("c14n")}
	for _, opt := range opts {
		opt(&c)
	}
	c.load(quads)
	if c.limit == 0 {
		c.limit = DefaultWorkLimit + 50*len(c.labels)
	}
	if err := c.run(); err != nil {
		return nil, nil, err
	}
	labels := make(map[string]string, len(c.labels))
	for node, label := range c.labels {
		labels[label] = c.canonical.of[node]
	}
	return sortedRelabelled(quads, labels), labels, nil
}

// sortedRelabelled returns the quads with new labels, ordered by their N-Quads
// lines, without duplicates.
func sortedRelabelled(quads []Quad, labels map[string]string) []Quad {
	type line struct {
		text string
		quad Quad
	}
	sorted := make([]line, 0, len(quads))
	var buf []byte
	for _, q := range quads {
		q = q.mapBlanks(func(l string) string { return labels[l] })
		buf = appendQuad(buf[:0], q)
		sorted = append(sorted, line{string(buf), q})
	}
	slices.SortFunc(sorted, func(a, b line) int { return strings.Compare(a.text, b.text) })
	sorted = slices.CompactFunc(sorted, func(a, b line) bool { return a.text == b.text })
	out := make([]Quad, len(sorted))
	for i := range sorted {
		out[i] = sorted[i].quad
	}
	return out
}

// CanonicalOption changes how Canonicalize works.
type CanonicalOption func(*canonicalizer)

// WithHash replaces SHA-256, which RDFC-1.0 uses unless told otherwise.
func WithHash(newHash func() hash.Hash) CanonicalOption {
	return func(c *canonicalizer) { c.newHash = newHash }
}

// WithWorkLimit replaces the work limit, which is DefaultWorkLimit and 50 steps
// for each blank node.
func WithWorkLimit(steps int) CanonicalOption {
	return func(c *canonicalizer) { c.limit = steps }
}

// DefaultWorkLimit is the number of steps after which Canonicalize gives up on
// a small dataset. A step looks at one blank node from one other, or carries a
// few labels over into the trial of one order of several; data that means
// something takes a few steps for each blank node, and the limit is reached in
// a second or so.
const DefaultWorkLimit = 200_000

// WorkLimitError says that a dataset's blank nodes are too symmetric to be
// told apart within the work limit.
type WorkLimitError struct {
	Limit int // steps done
	Nodes int // blank nodes that had no label by then
}

// Error implements error.
func (e *WorkLimitError) Error() string {
	return fmt.Sprintf("rdf: %d blank nodes could not be told apart in %d steps; the data looks made to prevent it, else raise the limit", e.Nodes, e.Limit)
}

type canonicalizer struct {
	newHash   func() hash.Hash
	limit     int
	steps     int
	labels    []string // of the nodes, as they came
	quads     []canonicalQuad
	mentions  [][]int // quads by node
	first     []string
	canonical *issuer
	sum       hash.Hash
	buf       []byte
}

// canonicalQuad is the N-Quads line of a quad cut at its blank nodes: text[0],
// node 0, text[1], … , and for each node its place in the quad.
type canonicalQuad struct {
	text   [][]byte
	nodes  []int
	places []string
	pred   string
}

func (c *canonicalizer) load(quads []Quad) {
	ids := map[string]int{}
	seen := make(map[Quad]bool)
	node := func(label string) int {
		id, ok := ids[label]
		if !ok {
			id = len(ids)
			ids[label] = id
			c.labels = append(c.labels, label)
			c.mentions = append(c.mentions, nil)
		}
		return id
	}
	for _, q := range quads {
		if !q.hasBlank() || seen[q] {
			continue
		}
		seen[q] = true
		cq := cutQuad(q, node)
		for i, n := range cq.nodes {
			if !slices.Contains(cq.nodes[:i], n) {
				c.mentions[n] = append(c.mentions[n], len(c.quads))
			}
		}
		c.quads = append(c.quads, cq)
	}
	c.sum = c.newHash()
}

// cutQuad cuts the N-Quads line of q at its blank nodes. The places of those in
// RDF 1.2 triple terms are named by the way to them.
func cutQuad(q Quad, node func(label string) int) canonicalQuad {
	cq := canonicalQuad{pred: q.P.Value}
	var text []byte
	var term func(t Term, place string)
	term = func(t Term, place string) {
		if t.Kind == Blank {
			cq.text = append(cq.text, text)
			cq.nodes = append(cq.nodes, node(t.Value))
			cq.places = append(cq.places, place)
			text = nil
			return
		}
		tr, ok := t.Triple()
		if !ok {
			text = appendTerm(text, t)
			return
		}
		text = append(text, "<<( "...)
		term(tr.S, place+"s")
		text = append(text, ' ')
		text = appendTerm(text, tr.P)
		text = append(text, ' ')
		term(tr.O, place+"o")
		text = append(text, " )>>"...)
	}
	term(q.S, "s")
	text = append(text, ' ')
	text = appendTerm(text, q.P)
	text = append(text, ' ')
	term(q.O, "o")
	if !q.G.IsZero() {
		text = append(text, ' ')
		term(q.G, "g")
	}
	cq.text = append(cq.text, append(text, " .\n"...))
	return cq
}

func (c *canonicalizer) hex(data []byte) string {
	c.sum.Reset()
	c.sum.Write(data)
	return hex.EncodeToString(c.sum.Sum(nil))
}

// run is section 4.4.3 of RDFC-1.0.
func (c *canonicalizer) run() error {
	byHash := map[string][]int{}
	c.first = make([]string, len(c.labels))
	for n := range c.labels {
		c.first[n] = c.hashFirstDegree(n)
		byHash[c.first[n]] = append(byHash[c.first[n]], n)
	}
	hashes := make([]string, 0, len(byHash))
	for h := range byHash {
		hashes = append(hashes, h)
	}
	slices.Sort(hashes)
	for _, h := range hashes {
		if nodes := byHash[h]; len(nodes) == 1 {
			c.canonical.issue(nodes[0])
		}
	}
	for _, h := range hashes {
		if len(byHash[h]) == 1 {
			continue
		}
		type result struct {
			hash   string
			issuer *issuer
		}
		var results []result
		for _, n := range byHash[h] {
			if _, done := c.canonical.of[n]; done {
				continue
			}
			temp := newIssuer("b")
			temp.issue(n)
			sum, issued, err := c.hashNDegree(n, temp)
			if err != nil {
				return err
			}
			results = append(results, result{sum, issued})
		}
		slices.SortStableFunc(results, func(a, b result) int { return strings.Compare(a.hash, b.hash) })
		for _, r := range results {
			for _, n := range r.issuer.order {
				c.canonical.issue(n)
			}
		}
	}
	return nil
}

// hashFirstDegree is section 4.6: the hash of the quads around a node, itself
// named a and every other blank node z.
func (c *canonicalizer) hashFirstDegree(node int) string {
	lines := make([]string, 0, len(c.mentions[node]))
	for _, qi := range c.mentions[node] {
		q := &c.quads[qi]
		c.buf = append(c.buf[:0], q.text[0]...)
		for i, n := range q.nodes {
			if n == node {
				c.buf = append(c.buf, "_:a"...)
			} else {
				c.buf = append(c.buf, "_:z"...)
			}
			c.buf = append(c.buf, q.text[i+1]...)
		}
		lines = append(lines, string(c.buf))
	}
	slices.Sort(lines)
	c.buf = c.buf[:0]
	for _, l := range lines {
		c.buf = append(c.buf, l...)
	}
	return c.hex(c.buf)
}

// hashRelated is section 4.7: the hash of a node as seen from another one, by
// the place it has in a quad with it.
func (c *canonicalizer) hashRelated(related int, q *canonicalQuad, temp *issuer, place string) string {
	b := append([]byte(nil), place...)
	if place != "g" {
		b = append(b, '<')
		b = append(b, q.pred...)
		b = append(b, '>')
	}
	if id, ok := c.canonical.of[related]; ok {
		b = append(append(b, "_:"...), id...)
	} else if id, ok := temp.of[related]; ok {
		b = append(append(b, "_:"...), id...)
	} else {
		b = append(b, c.first[related]...)
	}
	return c.hex(b)
}

// work counts steps.
func (c *canonicalizer) work(steps int) error {
	if c.steps += steps; c.steps > c.limit {
		return &WorkLimitError{Limit: c.limit, Nodes: len(c.labels) - len(c.canonical.of)}
	}
	return nil
}

// hashNDegree is section 4.8: the hash of a node by everything that can be
// reached from it, over the order of its like neighbours that gives the least.
func (c *canonicalizer) hashNDegree(node int, temp *issuer) (string, *issuer, error) {
	related := map[string][]int{}
	for _, qi := range c.mentions[node] {
		q := &c.quads[qi]
		for i, n := range q.nodes {
			if n == node {
				continue
			}
			if err := c.work(1); err != nil {
				return "", nil, err
			}
			h := c.hashRelated(n, q, temp, q.places[i])
			related[h] = append(related[h], n)
		}
	}
	hashes := make([]string, 0, len(related))
	for h := range related {
		hashes = append(hashes, h)
	}
	slices.Sort(hashes)
	var data []byte
	for _, h := range hashes {
		path, chosen, err := c.bestOrder(related[h], temp)
		if err != nil {
			return "", nil, err
		}
		data = append(data, h...)
		data = append(data, path...)
		temp = chosen
	}
	return c.hex(data), temp, nil
}

// bestOrder tries the orders of nodes that look alike and returns the least
// path, with the labels that it issued.
func (c *canonicalizer) bestOrder(nodes []int, temp *issuer) (best string, chosen *issuer, err error) {
	err = permutations(slices.Clone(nodes), func(order []int) error {
		if err := c.work(1 + len(temp.order)/8); err != nil {
			return err
		}
		trial := temp.clone()
		path := make([]byte, 0, 64)
		worse := func() bool {
			return best != "" && len(path) >= len(best) && string(path) > best
		}
		var recursion []int
		for _, n := range order {
			if id, ok := c.canonical.of[n]; ok {
				path = append(append(path, "_:"...), id...)
			} else {
				if _, ok := trial.of[n]; !ok {
					recursion = append(recursion, n)
				}
				path = append(append(path, "_:"...), trial.issue(n)...)
			}
			if worse() {
				return nil
			}
		}
		for _, n := range recursion {
			sum, issued, err := c.hashNDegree(n, trial)
			if err != nil {
				return err
			}
			path = append(append(path, "_:"...), trial.issue(n)...)
			path = append(append(append(path, '<'), sum...), '>')
			trial = issued
			if worse() {
				return nil
			}
		}
		if best == "" || string(path) < best {
			best, chosen = string(path), trial
		}
		return nil
	})
	return best, chosen, err
}

// permutations calls f with every order of items (Heap's algorithm) until f
// fails.
func permutations(items []int, f func([]int) error) error {
	if err := f(items); err != nil {
		return err
	}
	counters := make([]int, len(items))
	for i := 1; i < len(items); {
		if counters[i] >= i {
			counters[i] = 0
			i++
			continue
		}
		if i%2 == 0 {
			items[0], items[i] = items[i], items[0]
		} else {
			items[counters[i]], items[i] = items[i], items[counters[i]]
		}
		if err := f(items); err != nil {
			return err
		}
		counters[i]++
		i = 1
	}
	return nil
}

// issuer gives out labels in the order in which nodes ask for them.
type issuer struct {
	prefix string
	of     map[int]string
	order  []int
}

func newIssuer(prefix string) *issuer { return &issuer{prefix: prefix, of: map[int]string{}} }

func (i *issuer) issue(node int) string {
	id, ok := i.of[node]
	if !ok {
		id = i.prefix + strconv.Itoa(len(i.order))
		i.of[node] = id
		i.order = append(i.order, node)
	}
	return id
}

func (i *issuer) clone() *issuer {
	of := make(map[int]string, len(i.of))
	for k, v := range i.of {
		of[k] = v
	}
	return &issuer{prefix: i.prefix, of: of, order: slices.Clone(i.order)}
}
