package rdf

import (
	"bytes"
	"fmt"
	"io"
	"testing"
)

// sampleQuads makes n quads of the shape that documents give: statement nodes
// with their subject, predicate, object, qualifiers and evidence, and people
// with names; sorted by subject.
func sampleQuads(n int) []Quad {
	const (
		gb   = "https://w3id.org/gongbao/"
		ont  = gb + "ontology#"
		oa   = "http://www.w3.org/ns/oa#"
		prov = "http://www.w3.org/ns/prov#"
	)
	quads := make([]Quad, 0, n)
	for i := 0; len(quads) < n; i++ {
		g := NewIRI(fmt.Sprintf("%sdoc/%06d", gb, i/50))
		s := NewIRI(fmt.Sprintf("%sstatement/%010d", gb, i))
		person := NewIRI(fmt.Sprintf("%sid/person/KAZ/纳扎尔巴耶夫%d", gb, i%977))
		add := func(s Term, p string, o Term) {
			if len(quads) < n {
				quads = append(quads, Quad{s, NewIRI(p), o, g})
			}
		}
		add(s, RDFType, NewIRI(ont+"Statement"))
		add(s, RDF+"subject", person)
		add(s, RDF+"predicate", NewIRI(ont+"holdsOffice"))
		add(s, RDF+"object", NewIRI(gb+"id/office/KAZ/总统"))
		add(s, ont+"start", NewLiteral("2013-01-01", XSD+"date"))
		add(s, ont+"ordinal", NewLiteral(fmt.Sprint(i%31), XSDInteger))
		add(s, prov+"wasDerivedFrom", g)
		add(s, ont+"rule", NewString("appoint"))
		ev := NewBlank(fmt.Sprintf("e%d", i))
		add(s, ont+"evidence", ev)
		add(ev, RDFType, NewIRI(oa+"TextQuoteSelector"))
		add(ev, oa+"exact", NewLang("理事会任命甲乙(蒙古国)为联合会秘书长,\n任期至2015年12月31日。", "zh-Hans"))
		add(ev, oa+"start", NewLiteral(fmt.Sprint(i*37), XSD+"nonNegativeInteger"))
	}
	return quads
}

func lines(b testing.TB, quads []Quad, format Format) []byte {
	var out bytes.Buffer
	w, err := NewLineWriter(&out, format)
	if err != nil {
		b.Fatal(err)
	}
	writeAll(b, w, quads)
	return out.Bytes()
}

func writeAll(b testing.TB, w Writer, quads []Quad) {
	for _, q := range quads {
		if err := w.Write(q); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
}

func perQuad(b *testing.B, quads int) {
	b.ReportMetric(float64(quads)*float64(b.N)/b.Elapsed().Seconds(), "quads/s")
}

const benchSize = 100_000

func BenchmarkReadNQuads(b *testing.B)             { benchRead(b, NQuads) }
func BenchmarkReadNQuadsWithoutKnakk(b *testing.B) { benchRead(b, NQuads, WithoutKnakk()) }
func BenchmarkReadTurtle(b *testing.B)             { benchRead(b, Turtle) }

func benchRead(b *testing.B, format Format, opts ...Option) {
	var data []byte
	if format == Turtle {
		data = []byte(turtle(b, sampleQuads(benchSize), TurtleOptions{Prefixes: testPrefixes}))
	} else {
		data = lines(b, sampleQuads(benchSize), format)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		r := Open(bytes.NewReader(data), format, "", opts...)
		n := 0
		for {
			if _, err := r.Read(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != benchSize {
			b.Fatalf("%d quads", n)
		}
	}
	perQuad(b, benchSize)
}

func BenchmarkWriteNQuads(b *testing.B) {
	quads := sampleQuads(benchSize)
	for b.Loop() {
		w, err := NewLineWriter(io.Discard, NQuads)
		if err != nil {
			b.Fatal(err)
		}
		writeAll(b, w, quads)
	}
	perQuad(b, benchSize)
}
