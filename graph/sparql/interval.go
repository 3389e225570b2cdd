package sparql

import (
	"gongbao/graph/rdf"
	"gongbao/graph/sparql/eval"
	"gongbao/graph/sparql/eval/value"
	"gongbao/graph/validity"
)

// during reports whether some day of a date may lie in an interval: dates of
// EDTF levels 0 and 1, an interval with an untold or open end, a dateTime by its
// day. ok is false where either cannot be read.
func during(interval, date string) (in, ok bool) {
	i, okInterval := validity.ParseInterval(interval)
	d, okDate := validity.Parse(date)
	if !okInterval || !okDate {
		return false, false
	}
	return i.May(d), true
}

// verdict says whether a statement holds at a date; ok is false where the first
// is no IRI or the second no date.
func verdict(env *eval.Env, statement, date value.Value) (value.Value, bool) {
	t := statement.Term()
	d, ok := validity.Parse(date.Lexical())
	if t.Kind != rdf.IRI || !date.IsLiteral() || !ok {
		return value.Value{}, false
	}
	v, err := validity.Of(properties{env}, t.Value, d)
	if err != nil {
		env.Fail(err)
		return value.Value{}, false
	}
	return value.Str(v.String()), true
}

// properties reads the properties of nodes for package validity.
type properties struct{ env *eval.Env }

// Properties calls take for every property of a node in any graph.
func (p properties) Properties(node string, take func(property string, value func() string)) error {
	id := p.env.ID(rdf.NewIRI(node))
	if id > eval.MaxID { // of the query itself: the data does not have it
		return nil
	}
	it := p.env.Dataset.Match(p.env.Context, rdf.IDQuad{rdf.S: id}, eval.Order{rdf.S, rdf.P, rdf.O, rdf.G})
	for it.Next() {
		q := it.Quad()
		take(p.env.Term(q[rdf.P]).Value, func() string { return p.env.Term(q[rdf.O]).Value })
	}
	err := it.Err()
	if closed := it.Close(); err == nil {
		err = closed
	}
	return err
}
