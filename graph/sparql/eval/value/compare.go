package value

import (
	"math"
	"strings"

	"gongbao/graph/rdf"
)

// compareNumbers compares by value after promotion; NaN compares with nothing.
func compareNumbers(a, b Value) (int, bool) {
	if a.Kind == Integer && b.Kind == Integer && a.Dec == nil && b.Dec == nil {
		switch {
		case a.Int < b.Int:
			return -1, true
		case a.Int > b.Int:
			return 1, true
		}
		return 0, true
	}
	if a.Kind <= Decimal && b.Kind <= Decimal {
		return a.AsDec().cmp(b.AsDec()), true
	}
	x, y := a.AsFloat(), b.AsFloat()
	if a.Kind != Double && b.Kind != Double {
		x, y = float64(float32(x)), float64(float32(y))
	}
	switch {
	case x < y:
		return -1, true
	case x > y:
		return 1, true
	case x == y:
		return 0, true
	}
	return 0, false
}

// Equal is the operator "=". Two literals of which one has no known value are
// equal when they are the same term and otherwise an error.
func Equal(a, b Value) (equal, ok bool) {
	if a.IsNumeric() && b.IsNumeric() {
		c, comparable := compareNumbers(a, b)
		return comparable && c == 0, true
	}
	if !a.IsLiteral() || !b.IsLiteral() {
		if a.Kind == None || b.Kind == None {
			return false, false
		}
		if a.Kind == Triple && b.Kind == Triple {
			return equalTriples(a, b)
		}
		return SameTerm(a, b), true
	}
	if a.Kind == b.Kind {
		switch a.Kind {
		case Boolean:
			return a.Int == b.Int, true
		case String:
			return a.term.Value == b.term.Value, true
		case LangString:
			return a.term.Value == b.term.Value && strings.EqualFold(a.term.Lang, b.term.Lang), true
		case DateTime, Date, Time:
			if a.term.Datatype != b.term.Datatype && a.Kind == Date {
				return false, false
			}
			c, ok := a.When.cmp(b.When)
			return ok && c == 0, ok
		case Duration:
			return a.When.Months == b.When.Months && a.When.NanosTotal == b.When.NanosTotal, true
		}
	}
	if SameTerm(a, b) {
		return true, true
	}
	// Known values of different types differ, and so does a string with a
	// language tag from anything without; the rest is unknown.
	if a.Kind != LangString && b.Kind != LangString && (a.Kind == Other || b.Kind == Other) {
		return false, false
	}
	return false, true
}

func equalTriples(a, b Value) (equal, ok bool) {
	x, okX := members(a.term)
	y, okY := members(b.term)
	if !okX || !okY {
		return false, false
	}
	for i := range x {
		if eq, ok := Equal(x[i], y[i]); !ok || !eq {
			return false, ok
		}
	}
	return true, true
}

// members returns the values of a triple term's three terms.
func members(t rdf.Term) (list [3]Value, ok bool) {
	tr, ok := t.Triple()
	return [3]Value{Of(tr.S), Of(tr.P), Of(tr.O)}, ok
}

// SameTerm is sameTerm(): the same RDF term, language tags in any case.
func SameTerm(a, b Value) bool {
	if a.ID != 0 && a.ID == b.ID {
		return true
	}
	x, y := a.Term(), b.Term()
	if x == y {
		return true
	}
	return x.Lang != "" && x.Value == y.Value && strings.EqualFold(x.Lang, y.Lang) && x.Datatype == y.Datatype
}

// Compare is the operator "<" and its relatives: -1, 0 or 1, or false where
// the two cannot be compared. undefined is true for numbers that compare as
// false with everything (NaN).
func Compare(a, b Value) (c int, undefined, ok bool) {
	if a.IsNumeric() && b.IsNumeric() {
		c, comparable := compareNumbers(a, b)
		return c, !comparable, true
	}
	if a.Kind != b.Kind {
		return 0, false, false
	}
	switch a.Kind {
	case Boolean:
		return sign(a.Int - b.Int), false, true
	case String:
		return strings.Compare(a.term.Value, b.term.Value), false, true
	case DateTime, Date, Time:
		c, ok := a.When.cmp(b.When)
		return c, false, ok
	case Duration:
		if a.When.Months == 0 && b.When.Months == 0 || a.When.NanosTotal == 0 && b.When.NanosTotal == 0 {
			return sign(a.When.Months - b.When.Months + sign64(a.When.NanosTotal-b.When.NanosTotal)), false, true
		}
	}
	return 0, false, false
}

func sign64(n int64) int64 { return int64(sign(n)) }

// class gathers the kinds that ORDER BY sorts among one another.
func class(k Kind) Kind {
	if k >= Integer && k <= Double {
		return Integer
	}
	return k
}

// Order compares for ORDER BY, MIN and MAX. It is total: unbound, blank nodes,
// IRIs, numbers, booleans, strings, language-tagged strings, times, other
// literals, triple terms; and terms of equal value by their text.
func Order(a, b Value) int {
	if x, y := class(a.Kind), class(b.Kind); x != y {
		return sign(int64(x) - int64(y))
	}
	switch class(a.Kind) {
	case None:
		return 0
	case Integer:
		if c, ok := compareNumbers(a, b); ok {
			if c != 0 {
				return c
			}
		} else if nanA, nanB := math.IsNaN(a.AsFloat()), math.IsNaN(b.AsFloat()); nanA != nanB {
			if nanA {
				return -1
			}
			return 1
		}
	case Boolean:
		if a.Int != b.Int {
			return sign(a.Int - b.Int)
		}
	case DateTime, Date, Time:
		if c := a.When.order(b.When); c != 0 {
			return c
		}
	case Duration:
		if c := sign(a.When.Months - b.When.Months); c != 0 {
			return c
		}
		if c := sign(a.When.NanosTotal - b.When.NanosTotal); c != 0 {
			return c
		}
	case Triple:
		x, okX := members(a.term)
		y, okY := members(b.term)
		if okX && okY {
			for i := range x {
				if c := Order(x[i], y[i]); c != 0 {
					return c
				}
			}
		}
	}
	if a.ID != 0 && a.ID == b.ID {
		return 0
	}
	x, y := a.Term(), b.Term()
	if c := strings.Compare(x.Value, y.Value); c != 0 {
		return c
	}
	if c := strings.Compare(x.Lang, y.Lang); c != 0 {
		return c
	}
	return strings.Compare(x.Datatype, y.Datatype)
}

// IsNaN reports whether v is the number NaN, the one value not equal to itself.
func (v Value) IsNaN() bool { return (v.Kind == Float || v.Kind == Double) && math.IsNaN(v.Float) }

// Datatype returns the datatype IRI of a literal.
func (v Value) Datatype() string {
	if v.term.Kind == rdf.NoTerm {
		return v.Term().Datatype
	}
	return v.term.Datatype
}
