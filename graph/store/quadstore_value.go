package store

import (
	"strconv"
	"time"

	"github.com/cayleygraph/quad"

	"gongbao/graph/rdf"
)

// nativeValue returns a term as a Cayley value. Integers, doubles, booleans and
// times come as Cayley's native types, which its comparisons need, but only
// where the native type gives back the very same term; "007" stays a
// TypedString. The zero Term is nil.
func nativeValue(t rdf.Term) quad.Value {
	if t.Kind != rdf.Literal {
		return t.QuadValue()
	}
	var v quad.Value
	switch t.Datatype {
	case rdf.XSD + "integer":
		if n, err := strconv.ParseInt(t.Value, 10, 64); err == nil {
			v = quad.Int(n)
		}
	case rdf.XSD + "double":
		if f, err := strconv.ParseFloat(t.Value, 64); err == nil {
			v = quad.Float(f)
		}
	case rdf.XSD + "boolean":
		if b, err := strconv.ParseBool(t.Value); err == nil {
			v = quad.Bool(b)
		}
	case rdf.XSD + "dateTime":
		if at, err := time.Parse(time.RFC3339Nano, t.Value); err == nil {
			v = quad.Time(at)
		}
	}
	if v != nil {
		if back, err := rdf.TermOf(v); err == nil && back == t {
			return v
		}
	}
	return t.QuadValue()
}
