package check

import (
	"strconv"

	"gongbao/graph/rdf"
	"gongbao/graph/reason/shacl"
	"gongbao/ontology/vocab"
)

// CheckNS is where the checks that are no shapes have their IRIs.
const CheckNS = "https://w3id.org/gongbao/checks#"

// Quads returns a SHACL validation report of findings. A finding of a query has
// the query as its sh:sourceConstraint, and prov:wasDerivedFrom its statements.
func Quads(findings []*Finding) []rdf.Quad {
	n := 0
	fresh := func() rdf.Term {
		n++
		return rdf.NewBlank("r" + strconv.Itoa(n))
	}
	report := fresh()
	out := []rdf.Quad{
		{S: report, P: rdf.NewIRI(rdf.RDFType), O: rdf.NewIRI(shacl.NS + "ValidationReport")},
		{S: report, P: rdf.NewIRI(shacl.NS + "conforms"), O: rdf.NewLiteral(strconv.FormatBool(len(findings) == 0), rdf.XSDBoolean)},
	}
	for _, f := range findings {
		node := fresh()
		out = append(out, rdf.Quad{S: report, P: rdf.NewIRI(shacl.NS + "result"), O: node})
		if f.result != nil {
			out = append(out, f.result.Quads(node, fresh)...)
			continue
		}
		add := func(p string, o rdf.Term) {
			if !o.IsZero() {
				out = append(out, rdf.Quad{S: node, P: rdf.NewIRI(p), O: o})
			}
		}
		add(rdf.RDFType, rdf.NewIRI(shacl.NS+"ValidationResult"))
		add(shacl.NS+"focusNode", f.Focus)
		add(shacl.NS+"value", f.Value)
		for lang, m := range f.Messages {
			add(shacl.NS+"resultMessage", rdf.NewLang(m, lang))
		}
		add(shacl.NS+"resultSeverity", rdf.NewIRI(f.Severity.IRI()))
		add(shacl.NS+"sourceConstraintComponent", rdf.NewIRI(shacl.NS+"SPARQLConstraintComponent"))
		add(shacl.NS+"sourceConstraint", f.term())
		for _, st := range f.Statements {
			add(vocab.PROVWasDerivedFrom, rdf.NewIRI(st))
		}
	}
	return out
}
