package store

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strconv"

	"gongbao/graph/rdf"
)

// The benchmarks' data: documents in the shape that build writes them, node for
// node as counted in the graph of a real communiqué of 124 statements and 4,701
// quads. A document is a named graph of some forty facts; each fact has a direct
// triple, a statement node with its qualifiers, and an annotation whose targets
// and selectors say where each argument stands in the text. People, offices and
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

// documentWriter writes the graph of one document.
type documentWriter struct {
	r    *rand.Rand
	doc  string
	g    rdf.Term
	out  []rdf.Quad
	seen map[string]bool // nodes that are described already
}

func (w *documentWriter) add(s rdf.Term, p string, o rdf.Term) {
	w.out = append(w.out, rdf.Quad{S: s, P: rdf.NewIRI(p), O: o, G: w.g})
}

func (w *documentWriter) first(node string) bool {
	if w.seen[node] {
		return false
	}
	w.seen[node] = true
	return true
}

func integer(n int) rdf.Term { return rdf.NewLiteral(strconv.Itoa(n), rdf.XSD+"integer") }

// selector writes where a piece of the text stands, and the piece.
func (w *documentWriter) selector(start, length int) rdf.Term {
	name := fmt.Sprintf("%s#selector=%d,%d", w.doc, start, start+length)
	s := rdf.NewIRI(name)
	if w.first(name) {
		w.add(s, rdf.RDF+"type", rdf.NewIRI(benchOA+"TextPositionSelector"))
		w.add(s, benchOA+"start", integer(start))
		w.add(s, benchOA+"end", integer(start+length))
		w.add(s, benchGB+"byteStart", integer(start*3))
		w.add(s, benchGB+"byteEnd", integer((start+length)*3))
		if length < 20 {
			w.add(s, rdf.RDF+"type", rdf.NewIRI(benchOA+"TextQuoteSelector"))
			w.add(s, benchOA+"exact", rdf.NewString(benchText(w.r, length)))
		}
	}
	return s
}

// target writes where an argument stands.
func (w *documentWriter) target(start, length int) rdf.Term {
	name := fmt.Sprintf("%s#char=%d,%d", w.doc, start, start+length)
	t := rdf.NewIRI(name)
	if w.first(name) {
		w.add(t, rdf.RDF+"type", rdf.NewIRI(benchOA+"SpecificResource"))
		w.add(t, benchOA+"hasSource", w.g)
		w.add(t, benchOA+"hasSelector", w.selector(start, length))
	}
	return t
}

// entity writes a node with its class and labels.
func (w *documentWriter) entity(iri, class, label string) rdf.Term {
	e := rdf.NewIRI(iri)
	if w.first(iri) {
		w.add(e, rdf.RDF+"type", gb(class))
		w.add(e, benchSKOS+"prefLabel", rdf.NewLang(label, "zh-Hans"))
		w.add(e, benchSKOS+"prefLabel", rdf.NewLang(label+"氏", "zh-Hant"))
		w.add(e, benchSKOS+"altLabel", rdf.NewLang(label, "zh-Hans"))
	}
	return e
}

// fact writes a direct triple, its statement and its evidence.
func (w *documentWriter) fact(n, at, sentence int, s, o rdf.Term, relation string) {
	w.add(s, benchGB+relation, o)
	st := fmt.Sprintf("%sstatement/%020x", benchBase, w.r.Uint64())
	node, ev := rdf.NewIRI(st), rdf.NewIRI(st+"/evidence/1")
	rule := rdf.NewString(fmt.Sprintf("%s-%d", relation, n%5))
	w.add(node, rdf.RDF+"type", gb("Statement"))
	w.add(node, rdf.RDF+"type", rdf.NewIRI(rdf.RDF+"Statement"))
	w.add(node, rdf.RDF+"subject", s)
	w.add(node, rdf.RDF+"predicate", gb(relation))
	w.add(node, rdf.RDF+"object", o)
	w.add(node, benchGB+"modality", gb("asserted"))
	w.add(node, benchGB+"rule", rule)
	w.add(node, benchProv+"wasDerivedFrom", w.g)
	w.add(node, benchGB+"evidence", ev)
	if n%3 == 0 {
		w.add(node, benchGB+"start", rdf.NewLiteral(fmt.Sprintf("20%02d-01-01", w.r.IntN(25)), rdf.XSD+"date"))
		w.add(node, benchGB+"end", rdf.NewLiteral(fmt.Sprintf("20%02d-12-31", w.r.IntN(25)), rdf.XSD+"date"))
	}
	w.add(ev, rdf.RDF+"type", gb("Evidence"))
	w.add(ev, rdf.RDF+"type", rdf.NewIRI(benchOA+"Annotation"))
	w.add(ev, benchOA+"hasBody", node)
	w.add(ev, benchGB+"rule", rule)
	w.add(ev, benchGB+"sentence", w.selector(sentence, 120))
	for i, role := range []string{"subjectAt", "objectAt", "ofAt"} {
		if i == 2 && n%4 != 0 {
			break
		}
		t := w.target(at+i*7, 3+n%5)
		w.add(ev, benchGB+role, t)
		w.add(ev, benchOA+"hasTarget", t)
	}
}

// benchDocument makes the quads of document n, all in its graph, the same for
// the same n and version.
func benchDocument(n, version int) []rdf.Quad {
	r := rand.New(rand.NewPCG(uint64(n), uint64(version)))
	doc := fmt.Sprintf("%sdoc/%08x/%%E5%%85%%AC%%E6%%8A%%A5.txt", benchBase, uint32(n)*2654435761)
	w := &documentWriter{r: r, doc: doc, g: rdf.NewIRI(doc), seen: map[string]bool{}}
	w.add(w.g, rdf.RDF+"type", gb("Document"))
	w.add(w.g, benchGB+"issued", rdf.NewLiteral(fmt.Sprintf("20%02d-%02d-%02d", n%25, n%12+1, n%28+1), rdf.XSD+"date"))
	w.add(w.g, "http://purl.org/dc/terms/title", rdf.NewLang("第"+strconv.Itoa(n)+"次会议新闻公报", "zh-Hans"))
	relations := []string{"holdsOffice", "attended", "heldIn", "heldOn", "chairs", "signed", "observerOf", "appointedTo"}
	// Few people are in most documents, most people in few.
	people := []int{}
	for range 12 {
		people = append(people, int(r.ExpFloat64()*2000))
	}
	at := 0
	for i := range benchFacts {
		person := people[r.IntN(len(people))]
		state := person % 60
		s := w.entity(fmt.Sprintf("%sid/person/S%02d/%s", benchBase, state, personName(person)), "Person", personName(person))
		relation := relations[r.IntN(len(relations))]
		var o rdf.Term
		if relation == "heldOn" {
			o = rdf.NewLiteral(fmt.Sprintf("20%02d-%02d-%02d", r.IntN(25), r.IntN(12)+1, r.IntN(28)+1), rdf.XSD+"date")
		} else {
			thing := r.IntN(300)
			o = w.entity(fmt.Sprintf("%sid/%s/%d", benchBase, relation, thing), "Thing", personName(thing))
		}
		at += r.IntN(30)
		w.fact(i, at, at/150*150, s, o, relation)
	}
	return w.out
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
