package exports

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/piprate/json-gold/ld"

	"gongbao/graph/rdf"
	"gongbao/ontology"
	"gongbao/ontology/vocab"
)

// jsonLD writes JSON-LD 1.1: the triples of all graphs, each once, a node a
// subject, shortened by ontology/context.jsonld, which stands at the head of the
// file, so that no program has to fetch it. Nodes are compacted by json-gold one
// by one; the memory used does not grow with the graph.
type jsonLD struct{}

func (jsonLD) Name() string         { return "jsonld" }
func (jsonLD) Extensions() []string { return []string{"jsonld"} }
func (jsonLD) About() string        { return "RDF as JSON that reads like JSON" }

func (jsonLD) Write(ctx context.Context, out Output, src Source, o Options) (int, error) {
	c, err := newCompactor(cmp.Or(o.Base, vocab.DefaultBase))
	if err != nil {
		return 0, err
	}
	w, err := out.Create("")
	if err != nil {
		return 0, err
	}
	c.lines = jsonLines{w: w}
	c.lines.raw(c.head + ",\n\"@graph\": [")
	n := 0
	var node map[string]any
	var subject rdf.Term
	for q, err := range src.BySubject(ctx) {
		if err == nil && (node == nil || q.S != subject) {
			err = c.write(node)
			subject, node = q.S, map[string]any{"@id": nameOf(q.S)}
		}
		if err == nil {
			err = expandInto(node, q)
		}
		if err != nil {
			return n, err
		}
		n++
	}
	if err := c.write(node); err != nil {
		return n, err
	}
	c.lines.raw("\n]\n}\n")
	return n, c.lines.err
}

// expandInto adds a triple to its subject's node in expanded form.
func expandInto(node map[string]any, q rdf.Quad) error {
	add := func(key string, v any) {
		values, _ := node[key].([]any)
		node[key] = append(values, v)
	}
	switch q.O.Kind {
	case rdf.IRI, rdf.Blank:
		if q.P.Value == vocab.RDFType {
			add("@type", nameOf(q.O))
		} else {
			add(q.P.Value, map[string]any{"@id": nameOf(q.O)})
		}
	case rdf.Literal:
		v := map[string]any{"@value": q.O.Value}
		switch lang, direction, _ := strings.Cut(q.O.Lang, "--"); {
		case lang != "" && direction != "":
			v["@language"], v["@direction"] = lang, direction
		case lang != "":
			v["@language"] = lang
		case q.O.Datatype != rdf.XSDString:
			v["@type"] = q.O.Datatype
		}
		add(q.P.Value, v)
	default:
		return fmt.Errorf("JSON-LD has no triple terms; export without --rdf12, or as Turtle")
	}
	return nil
}

// compactor shortens nodes by the context and writes them.
type compactor struct {
	head   string // the file up to the graph
	active *ld.Context
	lines  jsonLines
}

func newCompactor(base string) (*compactor, error) {
	data, err := ontology.Context()
	if err != nil {
		return nil, err
	}
	// IRIs of the data are prefixed, not relative: readers resolve relative IRIs in
	// ways that differ beyond ASCII.
	prefix, err := marshal(base)
	if err != nil {
		return nil, err
	}
	text := strings.Replace(string(data), `"`+vocab.DefaultBase+`"`, string(prefix), 1)
	var file struct {
		Context map[string]any `json:"@context"`
	}
	if err := json.Unmarshal([]byte(text), &file); err != nil {
		return nil, fmt.Errorf("context.jsonld: %w", err)
	}
	o := ld.NewJsonLdOptions("")
	o.ProcessingMode = ld.JsonLd_1_1
	o.DocumentLoader = noLoader{}
	c := &compactor{head: strings.TrimRight(strings.TrimSuffix(strings.TrimSpace(text), "}"), "\n")}
	if c.active, err = ld.NewContext(nil, o).Parse(file.Context); err != nil {
		return nil, fmt.Errorf("context.jsonld: %w", err)
	}
	return c, nil
}

// noLoader refuses to fetch anything.
type noLoader struct{}

func (noLoader) LoadDocument(u string) (*ld.RemoteDocument, error) {
	return nil, fmt.Errorf("%s is not fetched: exports use no network", u)
}

// write writes a node; nil is none.
func (c *compactor) write(node map[string]any) error {
	if node == nil {
		return nil
	}
	short, err := ld.NewJsonLdApi().Compact(c.active, "", node, true)
	if err != nil {
		return fmt.Errorf("JSON-LD: %w", err)
	}
	members, ok := short.(map[string]any)
	if !ok {
		return fmt.Errorf("JSON-LD: a node became %T", short)
	}
	text, err := writeNode(members)
	if err != nil {
		return err
	}
	c.lines.text(text)
	return c.lines.err
}

// firstMembers are the members of a node that come first.
var firstMembers = []string{"id", "type", "label", "aliases"}

// writeNode writes a node with a member on each line.
func writeNode(node map[string]any) ([]byte, error) {
	keys := slices.SortedFunc(maps.Keys(node), func(a, b string) int {
		place := func(k string) int {
			if i := slices.Index(firstMembers, k); i >= 0 {
				return i
			}
			return len(firstMembers)
		}
		return cmp.Or(place(a)-place(b), strings.Compare(a, b))
	})
	out := []byte("{")
	for i, k := range keys {
		name, err := marshal(k)
		if err != nil {
			return nil, err
		}
		value, err := marshal(node[k])
		if err != nil {
			return nil, err
		}
		if i > 0 {
			out = append(out, ",\n "...)
		}
		out = append(append(append(out, name...), ": "...), value...)
	}
	return append(out, '}'), nil
}
