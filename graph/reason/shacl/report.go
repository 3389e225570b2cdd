package shacl

import (
	"strconv"

	"gongbao/graph/rdf"
)

// ReportQuads returns the triples of a validation report (section 3.6 of the
// recommendation): its blank nodes are labelled from the prefix on.
func ReportQuads(results []Result, prefix string) []rdf.Quad {
	n := 0
	fresh := func() rdf.Term {
		n++
		return rdf.NewBlank(prefix + strconv.Itoa(n))
	}
	report := fresh()
	out := []rdf.Quad{
		{S: report, P: rdf.NewIRI(rdf.RDFType), O: rdf.NewIRI(NS + "ValidationReport")},
		{S: report, P: rdf.NewIRI(NS + "conforms"), O: rdf.NewLiteral(strconv.FormatBool(len(results) == 0), rdf.XSDBoolean)},
	}
	for _, r := range results {
		node := fresh()
		out = append(out, rdf.Quad{S: report, P: rdf.NewIRI(NS + "result"), O: node})
		out = append(out, r.Quads(node, fresh)...)
	}
	return out
}

// Quads returns the triples of one result, of which node is the subject; fresh
// makes blank nodes for its path.
func (r *Result) Quads(node rdf.Term, fresh func() rdf.Term) []rdf.Quad {
	var out []rdf.Quad
	add := func(p string, o rdf.Term) { out = append(out, rdf.Quad{S: node, P: rdf.NewIRI(p), O: o}) }
	add(rdf.RDFType, rdf.NewIRI(NS+"ValidationResult"))
	add(NS+"focusNode", r.Focus)
	if r.Path != nil {
		path, more := r.Path.Quads(fresh)
		add(NS+"resultPath", path)
		out = append(out, more...)
	}
	if !r.Value.IsZero() {
		add(NS+"value", r.Value)
	}
	for _, m := range r.Shape.Messages {
		add(NS+"resultMessage", m)
	}
	if len(r.Shape.Messages) == 0 && r.Detail != "" {
		add(NS+"resultMessage", rdf.NewLang(r.Detail, "en"))
	}
	add(NS+"resultSeverity", rdf.NewIRI(r.Shape.Severity))
	add(NS+"sourceConstraintComponent", rdf.NewIRI(r.Component))
	add(NS+"sourceShape", r.Shape.Node)
	return out
}
