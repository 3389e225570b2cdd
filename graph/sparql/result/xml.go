package result

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"gongbao/graph/rdf"
)

var errGraph = errors.New("this format holds solutions, and the query gives a graph; write it as Turtle or N-Triples")

const xmlNamespace = "http://www.w3.org/2005/sparql-results#"

// WriteXML writes solutions or a truth value in the SPARQL Query Results XML
// Format (srx).
func WriteXML(w io.Writer, r *Result) error {
	if r.Kind == Graph {
		return errGraph
	}
	out := bufio.NewWriterSize(w, 1<<16)
	out.WriteString(xml.Header + "<sparql xmlns=\"" + xmlNamespace + "\">\n<head>")
	for _, v := range r.Vars {
		out.WriteString("<variable name=\"" + escapeXML(v) + "\"/>")
	}
	out.WriteString("</head>\n")
	if r.Kind == Boolean {
		fmt.Fprintf(out, "<boolean>%t</boolean>\n</sparql>\n", r.Truth)
		return out.Flush()
	}
	out.WriteString("<results>\n")
	for r.Solutions.Next() {
		out.WriteString("<result>")
		for i, t := range r.Solutions.Row() {
			if t.IsZero() {
				continue
			}
			out.WriteString("<binding name=\"" + escapeXML(r.Vars[i]) + "\">")
			writeXMLTerm(out, t)
			out.WriteString("</binding>")
		}
		out.WriteString("</result>\n")
	}
	if err := r.Solutions.Err(); err != nil {
		return flushed(out, err)
	}
	out.WriteString("</results>\n</sparql>\n")
	return out.Flush()
}

var xmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "&#13;")

// escapeXML escapes markup, and puts U+FFFD for control characters, which XML
// 1.0 cannot hold.
func escapeXML(s string) string {
	return xmlEscapes.Replace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			return '\ufffd'
		}
		return r
	}, s))
}

func writeXMLTerm(out *bufio.Writer, t rdf.Term) {
	switch t.Kind {
	case rdf.IRI:
		out.WriteString("<uri>" + escapeXML(t.Value) + "</uri>")
	case rdf.Blank:
		out.WriteString("<bnode>" + escapeXML(t.Value) + "</bnode>")
	case rdf.TripleTerm:
		tr, _ := t.Triple()
		out.WriteString("<triple><subject>")
		writeXMLTerm(out, tr.S)
		out.WriteString("</subject><predicate>")
		writeXMLTerm(out, tr.P)
		out.WriteString("</predicate><object>")
		writeXMLTerm(out, tr.O)
		out.WriteString("</object></triple>")
	default:
		out.WriteString("<literal")
		switch lang, dir, _ := strings.Cut(t.Lang, "--"); {
		case lang != "":
			out.WriteString(" xml:lang=\"" + escapeXML(lang) + "\"")
			if dir != "" {
				out.WriteString(" xmlns:its=\"http://www.w3.org/2005/11/its\" its:dir=\"" + dir + "\" its:version=\"2.0\"")
			}
		case t.Datatype != rdf.XSDString:
			out.WriteString(" datatype=\"" + escapeXML(t.Datatype) + "\"")
		}
		out.WriteString(">" + escapeXML(t.Value) + "</literal>")
	}
}

type xmlTerm struct {
	URI     *string    `xml:"uri"`
	Blank   *string    `xml:"bnode"`
	Literal *xmlLit    `xml:"literal"`
	Triple  *xmlTriple `xml:"triple"`
}

type xmlTriple struct {
	S xmlTerm `xml:"subject"`
	P xmlTerm `xml:"predicate"`
	O xmlTerm `xml:"object"`
}

type xmlLit struct {
	Value    string `xml:",chardata"`
	Lang     string `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	Dir      string `xml:"http://www.w3.org/2005/11/its dir,attr"`
	Datatype string `xml:"datatype,attr"`
}

func (x xmlTerm) term() rdf.Term {
	switch {
	case x.URI != nil:
		return rdf.NewIRI(*x.URI)
	case x.Blank != nil:
		return rdf.NewBlank(*x.Blank)
	case x.Triple != nil:
		return rdf.NewTripleTerm(rdf.Triple{S: x.Triple.S.term(), P: x.Triple.P.term(), O: x.Triple.O.term()})
	case x.Literal == nil:
		return rdf.Term{}
	case x.Literal.Lang != "" && x.Literal.Dir != "":
		return rdf.NewLang(x.Literal.Value, x.Literal.Lang+"--"+x.Literal.Dir)
	case x.Literal.Lang != "":
		return rdf.NewLang(x.Literal.Value, x.Literal.Lang)
	}
	return rdf.NewLiteral(x.Literal.Value, x.Literal.Datatype)
}

// ReadXML reads an answer in the XML format.
func ReadXML(r io.Reader) (*Result, error) {
	var doc struct {
		Variables []struct {
			Name string `xml:"name,attr"`
		} `xml:"head>variable"`
		Boolean *string `xml:"boolean"`
		Results []struct {
			Bindings []struct {
				Name string `xml:"name,attr"`
				xmlTerm
			} `xml:"binding"`
		} `xml:"results>result"`
	}
	if err := xml.NewDecoder(r).Decode(&doc); err != nil {
		return nil, fmt.Errorf("sparql results: the XML cannot be read: %w", err)
	}
	if doc.Boolean != nil {
		return &Result{Kind: Boolean, Truth: strings.TrimSpace(*doc.Boolean) == "true"}, nil
	}
	var vars []string
	column := map[string]int{}
	for i, v := range doc.Variables {
		vars = append(vars, v.Name)
		column[v.Name] = i
	}
	rows := make([][]rdf.Term, len(doc.Results))
	for i, res := range doc.Results {
		rows[i] = make([]rdf.Term, len(vars))
		for _, b := range res.Bindings {
			j, ok := column[b.Name]
			if !ok {
				return nil, fmt.Errorf("sparql results: the variable %q is not declared in the head", b.Name)
			}
			rows[i][j] = b.term()
		}
	}
	return Fixed(vars, rows), nil
}
