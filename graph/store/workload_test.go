package store

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strconv"

	"gongbao/graph/rdf"
)

// The benchmarks' data: documents as ingest writes them. A document is a named
// graph of some forty facts; each fact has a direct triple, a statement node
// with its subject, predicate, object and qualifiers, and a node of evidence
// for each of its arguments, with position and quote. People, offices and
// meetings recur in many documents, with labels in both scripts.
const (
	benchBase = "https://w3id.org/gongbao/"
	benchGB   = benchBase + "ontology#"
	benchProv = "http://www.w3.org/ns/prov#"
	benchOA   = "http://www.w3.org/ns/oa#"
	benchSKOS = "http://www.w3.org/2004/02/skos/core#"
)

const benchFacts = 40

func gb(name string) rdf.Term { return rdf.NewIRI(benchGB + name) }

// benchNames are syllables of which names and quotes are made.
var benchNames = []rune("安巴白布查达德东多尔法费戈格古哈海赫吉加杰金卡科库拉莱里利林马米莫纳尼诺帕普奇乔萨沙斯塔坦特图瓦维沃西谢雅亚伊尤扎")

func benchText(r *rand.Rand, n int) string {
	out := make([]rune, n)
	for i := range out {
		out[i] = benchNames[r.IntN(len(benchNames))]
	}
	return string(out)
}

// benchDocument makes the quads of document n, all in its graph, the same for
// the same n and version.
func benchDocument(n, version int) []rdf.Quad {
	r := rand.New(rand.NewPCG(uint64(n), uint64(version)))
	doc := benchBase + "doc/" + fmt.Sprintf("%08x", uint32(n)*2654435761)
	g := rdf.NewIRI(doc)
	var out []rdf.Quad
	add := func(s rdf.Term, p string, o rdf.Term) {
		out = append(out, rdf.Quad{S: s, P: rdf.NewIRI(p), O: o, G: g})
	}
	add(g, rdf.RDF+"type", gb("Document"))
	add(g, benchGB+"issued", rdf.NewLiteral(fmt.Sprintf("20%02d-%02d-%02d", n%25, n%12+1, n%28+1), rdf.XSD+"date"))
	add(g, "http://purl.org/dc/terms/title", rdf.NewLang("第"+strconv.Itoa(n)+"次会议新闻公报", "zh-Hans"))
	relations := []string{"holdsOffice", "attended", "heldIn", "heldOn", "chairs", "signed", "observerOf", "appointedTo"}
	// Few people are in most documents, most people in few.
	people := []int{}
	for range 12 {
		people = append(people, int(r.ExpFloat64()*2000))
	}
	labelled := map[int]bool{}
	at := 0
	for i := range benchFacts {
		person := people[r.IntN(len(people))]
		state := person % 60
		s := rdf.NewIRI(fmt.Sprintf("%sid/person/S%02d/%s", benchBase, state, personName(person)))
		if !labelled[person] {
			labelled[person] = true
			add(s, rdf.RDF+"type", gb("Person"))
			add(s, benchSKOS+"altLabel", rdf.NewLang(personName(person), "zh-Hans"))
			add(s, benchSKOS+"altLabel", rdf.NewLang(personName(person)+"氏", "zh-Hant"))
			add(s, benchGB+"state", rdf.NewIRI(fmt.Sprintf("%sid/state/S%02d", benchBase, state)))
		}
		relation := relations[r.IntN(len(relations))]
		o := rdf.NewIRI(fmt.Sprintf("%sid/%s/%d", benchBase, relation, r.IntN(300)))
		if relation == "heldOn" {
			o = rdf.NewLiteral(fmt.Sprintf("20%02d-%02d-%02d", r.IntN(25), r.IntN(12)+1, r.IntN(28)+1), rdf.XSD+"date")
		}
		add(s, benchGB+relation, o)
		st := rdf.NewIRI(fmt.Sprintf("%s/statement/%016x", doc, r.Uint64()))
		add(st, rdf.RDF+"type", gb("Statement"))
		add(st, rdf.RDF+"subject", s)
		add(st, rdf.RDF+"predicate", rdf.NewIRI(benchGB+relation))
		add(st, rdf.RDF+"object", o)
		add(st, benchGB+"modality", gb("asserted"))
		add(st, benchGB+"rule", rdf.NewIRI(fmt.Sprintf("%srule/diplomacy/%s-%d", benchBase, relation, i%5)))
		add(st, benchProv+"wasDerivedFrom", g)
		if i%2 == 0 {
			add(st, benchGB+"start", rdf.NewLiteral(fmt.Sprintf("20%02d-01-01", r.IntN(25)), rdf.XSD+"date"))
			add(st, benchGB+"of", rdf.NewIRI(fmt.Sprintf("%sid/org/O%d", benchBase, r.IntN(40))))
		}
		for arg := range 2 {
			at += r.IntN(30)
			ev := rdf.NewIRI(fmt.Sprintf("%s/evidence/%d-%d", doc, i, arg))
			add(st, benchGB+"evidence", ev)
			add(ev, benchOA+"start", rdf.NewLiteral(strconv.Itoa(at), rdf.XSD+"integer"))
			add(ev, benchOA+"end", rdf.NewLiteral(strconv.Itoa(at+9), rdf.XSD+"integer"))
			add(ev, benchOA+"exact", rdf.NewString(benchText(r, 3+r.IntN(6))))
		}
	}
	return out
}

func personName(n int) string {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	return benchText(r, 2+n%4) + strconv.Itoa(n%7)
}

// benchQuads yields documents one after the other until there are n quads.
func benchQuads(n int) iter.Seq2[rdf.Quad, error] {
	return func(yield func(rdf.Quad, error) bool) {
		for doc := 0; n > 0; doc++ {
			for _, q := range benchDocument(doc, 0) {
				if n--; n < 0 || !yield(q, nil) {
					return
				}
			}
		}
	}
}
