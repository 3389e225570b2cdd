package ingest

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"gongbao/extract"
	"gongbao/extract/fact"
	"gongbao/extract/pack"
	"gongbao/extract/packs"
	"gongbao/extract/resolve"
	"gongbao/extract/source"
	"gongbao/extract/text"
	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/ontology"
	"gongbao/ontology/vocab"
)

// TestOntologyIsWhatIsWritten compares both ways what gongbao.ttl defines with
// what can be written: the graph of a document with every class, relation,
// qualifier and modality, the graphs of the sample texts, and what the code of
// the packages of graph names.
func TestOntologyIsWhatIsWritten(t *testing.T) {
	terms, err := ontology.Terms()
	if err != nil {
		t.Fatal(err)
	}
	defined := map[string]*ontology.Term{}
	for _, term := range terms {
		defined[term.IRI] = term
	}
	written := named(t)
	graph := func(quads []rdf.Quad) {
		if len(quads) == 0 {
			t.Error("a graph is empty")
		}
		for _, q := range quads {
			for _, term := range []rdf.Term{q.S, q.P, q.O} {
				if term.Kind == rdf.IRI && strings.HasPrefix(term.Value, vocab.NS) {
					written[term.Value] = true
				}
			}
		}
	}
	graph(Quads(sample(t), plain))
	graph(Quads(everything(terms), Options{Base: vocab.DefaultBase, NoText: true}))
	for _, quads := range sampleGraphs(t) {
		graph(quads)
	}
	for iri := range written {
		if defined[iri] == nil {
			t.Errorf("%s can be written and is not defined in gongbao.ttl", iri)
		}
	}
	for iri, term := range defined {
		switch {
		case term.Is(vocab.ClassInverseProperty), term.Is(vocab.ClassQueryFunction):
			if written[iri] && term.Is(vocab.ClassInverseProperty) {
				t.Errorf("gb:%s is an inverse and written", term.Local())
			}
		case metaclass[iri]:
		case !written[iri]:
			t.Errorf("gb:%s is defined, and nothing writes it", term.Local())
		}
	}
	// Whatever a qualifier is called, the place where it stands has a property.
	for iri, term := range defined {
		local := term.Local()
		if term.Is(vocab.ClassQualifierProperty) && defined[iri+"At"] == nil {
			t.Errorf("gb:%s has no gb:%sAt", local, local)
		}
	}
}

// metaclass are the classes by which the ontology sorts its own terms, and those
// that stand above the classes of things.
var metaclass = map[string]bool{
	vocab.ClassAgent: true, vocab.ClassModality: true, vocab.ClassIdentityReason: true,
	vocab.ClassRelation: true, vocab.ClassFluentRelation: true, vocab.ClassEventRelation: true, vocab.ClassAtemporalRelation: true,
	vocab.ClassQualifierProperty: true, vocab.ClassInverseProperty: true, vocab.ClassQueryFunction: true,
}

// TestPackRelations asks that what the built-in pack can read has a property in
// the ontology.
func TestPackRelations(t *testing.T) {
	p := defaultPack(t)
	if len(p.Relations) < 40 {
		t.Fatalf("the pack has %d relations", len(p.Relations))
	}
	b := newBuilder(Input{PackName: p.Name}, plain)
	for name := range p.Relations {
		if iri, _ := b.relation(name); !strings.HasPrefix(iri, vocab.NS) {
			t.Errorf("the relation %s becomes %s", name, iri)
		}
	}
}

// everything is a result with each class, relation, qualifier and modality.
func everything(terms []*ontology.Term) Input {
	in := Input{
		Document: registry.Document{
			ID: "all", Title: "全", Date: "2031-05-03", URL: "https://example.org/a", Charset: "UTF-8", Language: "zh", ContentHash: "00", Pack: "p 1",
			PackHash: "11", Engine: "test", Extracted: true,
		},
		PackName: "p", Text: text.New("一二三四五六"),
	}
	span := func(i int) text.Span { return text.Span{Start: i, End: i + 1} }
	var qualifiers []fact.Qualifier
	at := map[string]text.Span{}
	for _, t := range terms {
		switch {
		case t.Is("http://www.w3.org/2002/07/owl#Class"):
			in.Entities = append(in.Entities, resolve.Entity{Class: t.Local(), Key: []string{"x", t.Local()}, Code: "C", Names: []resolve.Name{{Text: "甲", Lang: "zh"}, {Text: "乙", Lang: "zh"}}})
		case t.Is(vocab.ClassQualifierProperty):
			name := snake(t.Local())
			qualifiers = append(qualifiers, fact.Qualifier{Name: name, Argument: fact.Argument{Text: "3", Span: span(2), Entity: fact.NoEntity}})
			at[name] = span(2)
		}
	}
	office := 0
	for i, e := range in.Entities {
		if e.Class == "Office" {
			office = i
		}
	}
	qualifiers = append(qualifiers, fact.Qualifier{Name: "of", Argument: fact.Argument{Text: "国", Span: span(3), Entity: 0}})
	for _, modality := range []fact.Modality{fact.Asserted, fact.Planned, fact.Claimed, fact.Denied} {
		for _, t := range terms {
			if t.Is(vocab.ClassRelation) {
				in.Facts = append(in.Facts, fact.Fact{
					Relation: snake(t.Local()), Subject: fact.Argument{Text: "一", Span: span(0), Entity: 0},
					Object: fact.Argument{Text: "二", Span: span(1), Entity: office}, Start: "2031-05-02", End: "2031-05-03", Modality: modality, Qualifiers: qualifiers,
					Evidence: []fact.Evidence{{Rule: "r", Span: span(0), Sentence: text.Span{Start: 0, End: 6}, Subject: span(0), Object: span(1), Qualifiers: at}},
				})
			}
		}
	}
	return in
}

// snake is the reverse of camel.
func snake(camel string) string {
	var b strings.Builder
	for _, r := range camel {
		if unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func defaultPack(t *testing.T) *pack.Pack {
	t.Helper()
	files, err := packs.Open(packs.Default)
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// sampleGraphs returns the graphs of the project's sample texts.
func sampleGraphs(t *testing.T) [][]rdf.Quad {
	t.Helper()
	p := defaultPack(t)
	x, err := extract.New(p, extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs(filepath.Join("..", "..", "extract", "samples"))
	if err != nil {
		t.Fatal(err)
	}
	var out [][]rdf.Quad
	for d, err := range source.Walk([]string{root}, source.Options{Root: root}) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := x.Extract(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		in := Input{Document: registry.Document{ID: d.ID, Title: d.Title, Date: d.Date, URL: d.URL}, PackName: p.Name, Text: r.Text, Facts: r.Facts, Entities: r.Entities}
		out = append(out, Quads(in, plain))
	}
	return out
}

// named returns the IRIs of the ontology's terms that the code below graph names
// by a constant of package vocab, tests apart. Where code only asks for a term
// it has been written by other code, so that naming it is as good as writing it.
func named(t *testing.T) map[string]bool {
	t.Helper()
	set := token.NewFileSet()
	constants := map[string]string{}
	file, err := parser.ParseFile(set, filepath.Join("..", "..", "ontology", "vocab", "vocab_gen.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && len(v.Values) == 1 {
			if sum, ok := v.Values[0].(*ast.BinaryExpr); ok {
				if lit, ok := sum.Y.(*ast.BasicLit); ok {
					local, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					constants[v.Names[0].Name] = vocab.NS + local
				}
			}
		}
		return true
	})
	out := map[string]bool{}
	err = filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "vocab" && constants[sel.Sel.Name] != "" {
					out[constants[sel.Sel.Name]] = true
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(constants) < 100 || len(out) < 20 {
		t.Fatalf("%d constants, of which the code names %d", len(constants), len(out))
	}
	return out
}
