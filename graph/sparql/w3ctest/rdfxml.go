package w3ctest

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"gongbao/graph/rdf"
)

// readRDFXML reads as much of RDF/XML as the suites' own files use: typed
// nodes, property attributes, rdf:about, rdf:nodeID, rdf:resource, datatypes,
// languages and parseType="Resource".
func readRDFXML(r io.Reader, base, prefix string) ([]rdf.Quad, error) {
	b, err := rdf.NewBase(base)
	if err != nil {
		return nil, err
	}
	x := &xmlReader{d: xml.NewDecoder(r), base: b, prefix: prefix}
	for {
		tok, err := x.d.Token()
		if err == io.EOF {
			return x.quads, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", base, err)
		}
		start, ok := tok.(xml.StartElement)
		if !ok || start.Name.Space+start.Name.Local == rdf.RDF+"RDF" {
			continue
		}
		if _, err := x.node(start, ""); err != nil {
			return nil, fmt.Errorf("%s: %w", base, err)
		}
	}
}

type xmlReader struct {
	d      *xml.Decoder
	base   rdf.Base
	prefix string
	quads  []rdf.Quad
	n      int
}

func (x *xmlReader) blank() rdf.Term {
	x.n++
	return rdf.NewBlank(fmt.Sprintf("%sxml%d", x.prefix, x.n))
}

func (x *xmlReader) add(s rdf.Term, p string, o rdf.Term) {
	x.quads = append(x.quads, rdf.Quad{S: s, P: rdf.NewIRI(p), O: o})
}

func (x *xmlReader) iri(ref string) (rdf.Term, error) {
	iri, err := x.base.Resolve(ref)
	return rdf.NewIRI(iri), err
}

const xmlSpace = "http://www.w3.org/XML/1998/namespace"

// node reads a node element and returns its term.
func (x *xmlReader) node(e xml.StartElement, lang string) (rdf.Term, error) {
	s := rdf.Term{}
	props := map[string]string{}
	for _, a := range e.Attr {
		var err error
		switch name := a.Name.Space + a.Name.Local; {
		case name == rdf.RDF+"about":
			s, err = x.iri(a.Value)
		case name == rdf.RDF+"ID":
			s, err = x.iri("#" + a.Value)
		case name == rdf.RDF+"nodeID":
			s = rdf.NewBlank(x.prefix + "n" + a.Value)
		case a.Name.Space == xmlSpace && a.Name.Local == "lang":
			lang = a.Value
		case a.Name.Space != "" && a.Name.Space != "xmlns" && a.Name.Space != xmlSpace:
			props[name] = a.Value
		}
		if err != nil {
			return s, err
		}
	}
	if s.IsZero() {
		s = x.blank()
	}
	if name := e.Name.Space + e.Name.Local; name != rdf.RDF+"Description" {
		x.add(s, rdf.RDF+"type", rdf.NewIRI(name))
	}
	for p, v := range props {
		x.add(s, p, rdf.NewLang(v, lang))
	}
	return s, x.properties(s, lang)
}

// properties reads property elements up to the end of their parent.
func (x *xmlReader) properties(s rdf.Term, lang string) error {
	for {
		tok, err := x.d.Token()
		if err != nil {
			return err
		}
		switch tok := tok.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			if err := x.property(s, tok, lang); err != nil {
				return err
			}
		}
	}
}

func (x *xmlReader) property(s rdf.Term, e xml.StartElement, lang string) error {
	p := e.Name.Space + e.Name.Local
	datatype := ""
	o := rdf.Term{}
	for _, a := range e.Attr {
		switch name := a.Name.Space + a.Name.Local; {
		case name == rdf.RDF+"resource":
			iri, err := x.iri(a.Value)
			if err != nil {
				return err
			}
			o = iri
		case name == rdf.RDF+"nodeID":
			o = rdf.NewBlank(x.prefix + "n" + a.Value)
		case name == rdf.RDF+"datatype":
			datatype = a.Value
		case name == rdf.RDF+"parseType" && a.Value == "Resource":
			o = x.blank()
			x.add(s, p, o)
			return x.properties(o, lang)
		case a.Name.Space == xmlSpace && a.Name.Local == "lang":
			lang = a.Value
		}
	}
	var text strings.Builder
	for {
		tok, err := x.d.Token()
		if err != nil {
			return err
		}
		switch tok := tok.(type) {
		case xml.CharData:
			text.Write(tok)
		case xml.StartElement:
			if o, err = x.node(tok, lang); err != nil {
				return err
			}
		case xml.EndElement:
			if o.IsZero() {
				o = rdf.NewLiteral(text.String(), datatype)
				if datatype == "" {
					o = rdf.NewLang(text.String(), lang)
				}
			}
			x.add(s, p, o)
			return nil
		}
	}
}
