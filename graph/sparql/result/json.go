package result

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"gongbao/graph/rdf"
)

// WriteJSON writes solutions or a truth value in SPARQL 1.1 Query Results JSON
// Format (srj).
func WriteJSON(w io.Writer, r *Result) error {
	out := bufio.NewWriterSize(w, 1<<16)
	if r.Kind == Boolean {
		fmt.Fprintf(out, "{\"head\":{},\"boolean\":%t}\n", r.Truth)
		return out.Flush()
	}
	if r.Kind == Graph {
		return errGraph
	}
	out.WriteString(`{"head":{"vars":[`)
	for i, v := range r.Vars {
		if i > 0 {
			out.WriteByte(',')
		}
		writeJSONString(out, v)
	}
	out.WriteString("]},\"results\":{\"bindings\":[")
	for n := 0; r.Solutions.Next(); n++ {
		if n > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n{")
		first := true
		for i, t := range r.Solutions.Row() {
			if t.IsZero() {
				continue
			}
			if !first {
				out.WriteByte(',')
			}
			first = false
			writeJSONString(out, r.Vars[i])
			out.WriteByte(':')
			writeJSONTerm(out, t)
		}
		out.WriteByte('}')
	}
	if err := r.Solutions.Err(); err != nil {
		return flushed(out, err)
	}
	out.WriteString("\n]}}\n")
	return out.Flush()
}

// flushed writes what there is and returns the error of the query, so that a
// broken-off answer is neither valid nor silent.
func flushed(out *bufio.Writer, err error) error {
	if e := out.Flush(); e != nil {
		return e
	}
	return err
}

func writeJSONTerm(out *bufio.Writer, t rdf.Term) {
	switch t.Kind {
	case rdf.IRI:
		out.WriteString(`{"type":"uri","value":`)
		writeJSONString(out, t.Value)
	case rdf.Blank:
		out.WriteString(`{"type":"bnode","value":`)
		writeJSONString(out, t.Value)
	case rdf.TripleTerm:
		tr, _ := t.Triple()
		out.WriteString(`{"type":"triple","value":{"subject":`)
		writeJSONTerm(out, tr.S)
		out.WriteString(`,"predicate":`)
		writeJSONTerm(out, tr.P)
		out.WriteString(`,"object":`)
		writeJSONTerm(out, tr.O)
		out.WriteByte('}')
	default:
		out.WriteString(`{"type":"literal","value":`)
		writeJSONString(out, t.Value)
		switch lang, dir, _ := strings.Cut(t.Lang, "--"); {
		case lang != "":
			out.WriteString(`,"xml:lang":`)
			writeJSONString(out, lang)
			if dir != "" {
				out.WriteString(`,"its:dir":`)
				writeJSONString(out, dir)
			}
		case t.Datatype != rdf.XSDString:
			out.WriteString(`,"datatype":`)
			writeJSONString(out, t.Datatype)
		}
	}
	out.WriteByte('}')
}

const hexDigits = "0123456789abcdef"

// writeJSONString writes a string as JSON, with nothing escaped that need not
// be.
func writeJSONString(out *bufio.Writer, s string) {
	out.WriteByte('"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		out.WriteString(s[start:i])
		start = i + 1
		switch c {
		case '"', '\\':
			out.WriteByte('\\')
			out.WriteByte(c)
		case '\n':
			out.WriteString(`\n`)
		case '\r':
			out.WriteString(`\r`)
		case '\t':
			out.WriteString(`\t`)
		default:
			out.WriteString(`\u00`)
			out.WriteByte(hexDigits[c>>4])
			out.WriteByte(hexDigits[c&15])
		}
	}
	out.WriteString(s[start:])
	out.WriteByte('"')
}

type jsonTerm struct {
	Type     string          `json:"type"`
	Value    json.RawMessage `json:"value"`
	Lang     string          `json:"xml:lang"`
	Dir      string          `json:"its:dir"`
	Datatype string          `json:"datatype"`
}

func (j jsonTerm) term() (rdf.Term, error) {
	if j.Type == "triple" {
		var parts struct{ Subject, Predicate, Object jsonTerm }
		if err := json.Unmarshal(j.Value, &parts); err != nil {
			return rdf.Term{}, err
		}
		var tr rdf.Triple
		for to, from := range map[*rdf.Term]jsonTerm{&tr.S: parts.Subject, &tr.P: parts.Predicate, &tr.O: parts.Object} {
			t, err := from.term()
			if err != nil {
				return rdf.Term{}, err
			}
			*to = t
		}
		return rdf.NewTripleTerm(tr), nil
	}
	var value string
	if err := json.Unmarshal(j.Value, &value); err != nil {
		return rdf.Term{}, err
	}
	switch j.Type {
	case "uri":
		return rdf.NewIRI(value), nil
	case "bnode":
		return rdf.NewBlank(value), nil
	case "literal", "typed-literal":
		if j.Lang != "" && j.Dir != "" {
			return rdf.NewLang(value, j.Lang+"--"+j.Dir), nil
		}
		if j.Lang != "" {
			return rdf.NewLang(value, j.Lang), nil
		}
		return rdf.NewLiteral(value, j.Datatype), nil
	}
	return rdf.Term{}, fmt.Errorf("sparql results: no term has the type %q", j.Type)
}

// ReadJSON reads an answer in the JSON format.
func ReadJSON(r io.Reader) (*Result, error) {
	var doc struct {
		Head struct {
			Vars []string `json:"vars"`
		} `json:"head"`
		Boolean *bool `json:"boolean"`
		Results struct {
			Bindings []map[string]jsonTerm `json:"bindings"`
		} `json:"results"`
	}
	if err := json.NewDecoder(r).Decode(&doc); err != nil {
		return nil, fmt.Errorf("sparql results: the JSON cannot be read: %w", err)
	}
	if doc.Boolean != nil {
		return &Result{Kind: Boolean, Truth: *doc.Boolean}, nil
	}
	rows := make([][]rdf.Term, len(doc.Results.Bindings))
	for i, b := range doc.Results.Bindings {
		rows[i] = make([]rdf.Term, len(doc.Head.Vars))
		for j, v := range doc.Head.Vars {
			if cell, ok := b[v]; ok {
				t, err := cell.term()
				if err != nil {
					return nil, err
				}
				rows[i][j] = t
			}
		}
	}
	return Fixed(doc.Head.Vars, rows), nil
}
