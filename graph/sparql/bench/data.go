// Package bench makes the data and holds the queries by which the speed of the
// engine is judged. The data is what a store of the project holds, in small:
// one graph a document, with a meeting, the people who attended it and their
// offices, and labels in Chinese and English. It is the same at every run.
package bench

import (
	"embed"
	"fmt"
	"iter"
	"path"
	"sort"
	"strings"

	"gongbao/graph/rdf"
)

const (
	ns   = "https://w3id.org/gongbao/ontology#"
	id   = "https://w3id.org/gongbao/id/"
	skos = "http://www.w3.org/2004/02/skos/core#"
)

// The sizes of the small populations; the others grow with the data.
const (
	cities = 200
	states = 60
	series = 120
	depth  = 8 // of the tree of bodies
)

// random is a linear congruential generator (Knuth's MMIX constants).
type random uint64

func (r *random) below(n int) int {
	*r = *r*6364136223846793005 + 1442695040888963407
	return int(uint64(*r>>33) % uint64(n))
}

// Quads yields about n quads, whole documents at a time.
func Quads(n int) iter.Seq2[rdf.Quad, error] {
	return func(yield func(rdf.Quad, error) bool) {
		g := &generator{r: 42, docs: n/15 + 1}
		for doc := range g.docs {
			g.out = g.out[:0]
			g.document(doc)
			for _, q := range g.out {
				if n--; n < 0 || !yield(q, nil) {
					return
				}
			}
		}
	}
}

type generator struct {
	r    random
	docs int
	doc  rdf.Term
	out  []rdf.Quad
}

func (g *generator) add(s rdf.Term, p string, o rdf.Term) {
	g.out = append(g.out, rdf.Quad{S: s, P: rdf.NewIRI(p), O: o, G: g.doc})
}

func thing(kind string, n int) rdf.Term { return rdf.NewIRI(fmt.Sprintf("%s%s/%d", id, kind, n)) }

func date(n int) rdf.Term {
	return rdf.NewLiteral(fmt.Sprintf("%04d-%02d-%02d", 1990+n%35, 1+n/35%12, 1+n/420%28), rdf.XSD+"date")
}

// document makes the quads of one document, about 16. No triple stands in two
// graphs: Oxigraph counts such a triple twice in the merge of all graphs, and
// the answers could not be compared.
func (g *generator) document(n int) {
	g.doc = thing("doc", n)
	typ := rdf.RDF + "type"
	meeting := thing("meeting", n)
	city := g.r.below(cities)
	day := g.r.below(11760)
	g.add(meeting, typ, rdf.NewIRI(ns+"Meeting"))
	g.add(meeting, skos+"prefLabel", rdf.NewLang(fmt.Sprintf("第%d次会议", n), "zh"))
	g.add(meeting, skos+"prefLabel", rdf.NewLang(fmt.Sprintf("Meeting %d", n), "en"))
	g.add(meeting, ns+"heldIn", thing("city", city))
	g.add(meeting, ns+"heldOn", date(day))
	g.add(meeting, ns+"partOfSeries", thing("series", g.r.below(series)))
	if n < cities {
		g.add(thing("city", n), ns+"locatedIn", thing("state", n%states))
		g.add(thing("city", n), skos+"prefLabel", rdf.NewLang(fmt.Sprintf("城市%d", n), "zh"))
	}
	for range 3 {
		// Some people attend often, most seldom.
		g.add(thing("person", min(g.r.below(g.docs), g.r.below(g.docs))), ns+"attended", meeting)
	}
	person := thing("person", n)
	g.add(person, typ, rdf.NewIRI(ns+"Person"))
	g.add(person, skos+"prefLabel", rdf.NewLang(fmt.Sprintf("人物%d", n), "zh"))
	g.add(person, ns+"holdsOffice", thing("office", n/3))
	if n%3 > 0 {
		g.add(person, ns+"nationalOf", thing("state", g.r.below(states)))
	}
	// Bodies stand in a tree: each but the root is part of another.
	if n > 0 {
		g.add(thing("org", n), ns+"partOf", thing("org", n/depth))
	}
	g.add(thing("office", n/3), ns+"officeOf", thing("org", n))
	if n%7 == 0 {
		g.add(person, ns+"start", date(g.r.below(11760)))
	}
}

// Query is one query of the set.
type Query struct {
	// Name is the file's name, Title its first comment line.
	Name, Title, Text string
}

//go:embed queries/*.rq
var files embed.FS

// Queries returns the query set in the order of its names.
func Queries() ([]Query, error) {
	entries, err := files.ReadDir("queries")
	if err != nil {
		return nil, err
	}
	var out []Query
	for _, e := range entries {
		text, err := files.ReadFile(path.Join("queries", e.Name()))
		if err != nil {
			return nil, err
		}
		first, _, _ := strings.Cut(string(text), "\n")
		out = append(out, Query{Name: strings.TrimSuffix(e.Name(), ".rq"), Title: strings.TrimPrefix(first, "# "), Text: string(text)})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out, nil
}
