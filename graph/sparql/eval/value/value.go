// Package value gives RDF terms their values in SPARQL expressions: numbers,
// booleans, strings, dates and durations with the comparisons, the arithmetic
// and the casts of SPARQL 1.1 section 17 and of XPath and XQuery Functions and
// Operators.
//
// Operations report a SPARQL type error as a false second result, since the
// evaluator only needs to know that there was one.
package value

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"gongbao/graph/rdf"
)

// Kind is the sort of a value. The order of the kinds is that of ORDER BY.
type Kind uint8

// The kinds. Other is a literal of an unknown datatype or with a lexical form
// that its datatype does not allow.
const (
	None Kind = iota
	Blank
	IRI
	Integer
	Decimal
	Float
	Double
	Boolean
	String
	LangString
	DateTime
	Date
	Time
	Duration
	Other
	Triple
)

// Value is a term with its value. The zero Value is unbound.
type Value struct {
	Kind Kind
	// Int is an integer that fits, or a boolean as 0 or 1.
	Int int64
	// Float is a float or a double.
	Float float64
	// Dec is a decimal, or an integer that does not fit Int.
	Dec *Dec
	// When is a point in time, a date, a time or a duration.
	When *Moment
	// ID is the id of the term in the running query where known, else 0.
	ID rdf.ID

	// term is zero for a computed value until it is asked for.
	term rdf.Term
}

// Datatypes by their local names in XML Schema.
const (
	xsdBoolean  = rdf.XSD + "boolean"
	xsdInteger  = rdf.XSD + "integer"
	xsdDecimal  = rdf.XSD + "decimal"
	xsdFloat    = rdf.XSD + "float"
	xsdDouble   = rdf.XSD + "double"
	xsdDateTime = rdf.XSD + "dateTime"
	xsdDate     = rdf.XSD + "date"
)

// integerTypes are the types derived from xsd:integer with their least and
// greatest value, where those fit 64 bits.
var integerTypes = map[string][2]int64{
	"integer": {math.MinInt64, math.MaxInt64}, "long": {math.MinInt64, math.MaxInt64},
	"int": {math.MinInt32, math.MaxInt32}, "short": {math.MinInt16, math.MaxInt16}, "byte": {-128, 127},
	"nonNegativeInteger": {0, math.MaxInt64}, "positiveInteger": {1, math.MaxInt64},
	"nonPositiveInteger": {math.MinInt64, 0}, "negativeInteger": {math.MinInt64, -1},
	"unsignedLong": {0, math.MaxInt64}, "unsignedInt": {0, math.MaxUint32},
	"unsignedShort": {0, math.MaxUint16}, "unsignedByte": {0, 255},
}

// unbounded are the integer types that go on beyond 64 bits.
var unbounded = map[string]bool{
	"integer": true, "nonNegativeInteger": true, "positiveInteger": true, "nonPositiveInteger": true,
	"negativeInteger": true, "unsignedLong": true,
}

// Of returns the value of a term.
func Of(t rdf.Term) Value {
	v := Value{term: t}
	switch t.Kind {
	case rdf.NoTerm:
		return Value{}
	case rdf.IRI:
		v.Kind = IRI
	case rdf.Blank:
		v.Kind = Blank
	case rdf.TripleTerm:
		v.Kind = Triple
	case rdf.Literal:
		v.literal(t)
	}
	return v
}

func (v *Value) literal(t rdf.Term) {
	v.Kind = Other
	if t.Lang != "" {
		v.Kind = LangString
		return
	}
	local, ok := strings.CutPrefix(t.Datatype, rdf.XSD)
	if !ok {
		return
	}
	lex := t.Value
	if local != "string" {
		lex = strings.Trim(lex, " \t\r\n")
	}
	switch local {
	case "string":
		v.Kind = String
	case "boolean":
		switch lex {
		case "true", "1":
			v.Kind, v.Int = Boolean, 1
		case "false", "0":
			v.Kind = Boolean
		}
	case "decimal":
		if d, ok := parseDec(lex); ok {
			v.Kind, v.Dec = Decimal, d
		}
	case "double", "float":
		if f, ok := parseFloat(lex); ok {
			v.Kind, v.Float = Double, f
			if local == "float" {
				v.Kind, v.Float = Float, float64(float32(f))
			}
		}
	case "dateTime", "dateTimeStamp":
		if m, ok := parseDateTime(lex); ok {
			v.Kind, v.When = DateTime, m
		}
	case "date", "gYear", "gYearMonth":
		if m, ok := parseDate(lex, local); ok {
			v.Kind, v.When = Date, m
		}
	case "time":
		if m, ok := parseTime(lex); ok {
			v.Kind, v.When = Time, m
		}
	case "duration", "dayTimeDuration", "yearMonthDuration":
		if m, ok := parseDuration(lex, local); ok {
			v.Kind, v.When = Duration, m
		}
	default:
		limits, ok := integerTypes[local]
		if !ok {
			return
		}
		v.integer(lex, limits, unbounded[local])
		return
	}
}

func (v *Value) integer(lex string, limits [2]int64, open bool) {
	n, err := strconv.ParseInt(lex, 10, 64)
	if err == nil {
		if n >= limits[0] && n <= limits[1] && lex[0] != '_' {
			v.Kind, v.Int = Integer, n
		}
		return
	}
	if d, ok := parseDec(lex); ok && d.Scale == 0 && !strings.Contains(lex, ".") && open {
		negative := d.U.Sign() < 0
		if negative && limits[0] < 0 || !negative && limits[1] > 0 {
			v.Kind, v.Dec = Integer, d
		}
	}
}

func parseFloat(s string) (float64, bool) {
	switch s {
	case "INF", "+INF":
		return math.Inf(1), true
	case "-INF":
		return math.Inf(-1), true
	case "NaN":
		return math.NaN(), true
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; !(c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E') {
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(f, 0) {
		return 0, false
	}
	return f, true
}

// Term returns the value's term, rendering a computed value in its canonical
// form.
func (v Value) Term() rdf.Term {
	if v.term.Kind != rdf.NoTerm {
		return v.term
	}
	switch v.Kind {
	case Integer:
		if v.Dec != nil {
			return rdf.NewLiteral(v.Dec.String(), xsdInteger)
		}
		return rdf.NewLiteral(strconv.FormatInt(v.Int, 10), xsdInteger)
	case Decimal:
		return rdf.NewLiteral(v.Dec.String(), xsdDecimal)
	case Float:
		return rdf.NewLiteral(formatFloat(v.Float, 32), xsdFloat)
	case Double:
		return rdf.NewLiteral(formatFloat(v.Float, 64), xsdDouble)
	case Boolean:
		return rdf.NewLiteral(strconv.FormatBool(v.Int != 0), xsdBoolean)
	}
	return rdf.Term{}
}

// formatFloat writes XML Schema's canonical form, such as 1.5E2.
func formatFloat(f float64, bits int) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "INF"
	case math.IsInf(f, -1):
		return "-INF"
	}
	s := strconv.FormatFloat(f, 'E', -1, bits)
	mantissa, exp, _ := strings.Cut(s, "E")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	n, _ := strconv.Atoi(exp)
	return mantissa + "E" + strconv.Itoa(n)
}

// Bool, Int64, Number and the like make values.
func Bool(b bool) Value {
	if b {
		return Value{Kind: Boolean, Int: 1}
	}
	return Value{Kind: Boolean}
}

// Int64 returns an xsd:integer.
func Int64(n int64) Value { return Value{Kind: Integer, Int: n} }

// DoubleOf returns an xsd:double.
func DoubleOf(f float64) Value { return Value{Kind: Double, Float: f} }

// DecimalOf returns an xsd:decimal.
func DecimalOf(d *Dec) Value { return Value{Kind: Decimal, Dec: d} }

// Str returns an xsd:string.
func Str(s string) Value { return Value{Kind: String, term: rdf.NewString(s)} }

// Lang returns a language-tagged string, or a plain one for an empty tag.
func Lang(s, tag string) Value { return Of(rdf.NewLang(s, tag)) }

// NewIRI returns an IRI.
func NewIRI(iri string) Value { return Value{Kind: IRI, term: rdf.NewIRI(iri)} }

// IsNumeric reports whether v is a number.
func (v Value) IsNumeric() bool { return v.Kind >= Integer && v.Kind <= Double }

// IsLiteral reports whether v is a literal of any sort.
func (v Value) IsLiteral() bool { return v.Kind >= Integer && v.Kind <= Other }

// IsString reports whether v is a string, with a language tag or without.
func (v Value) IsString() bool { return v.Kind == String || v.Kind == LangString }

// Lexical returns the lexical form of a literal, an IRI or a label.
func (v Value) Lexical() string { return v.Term().Value }

// EBV returns the effective boolean value of SPARQL section 17.2.2.
func (v Value) EBV() (truth, ok bool) {
	switch v.Kind {
	case Boolean:
		return v.Int != 0, true
	case String:
		return v.term.Value != "", true
	case Integer:
		return v.Dec != nil || v.Int != 0, true
	case Decimal:
		return v.Dec.U.Sign() != 0, true
	case Float, Double:
		return v.Float != 0 && !math.IsNaN(v.Float), true
	case Other:
		// A boolean or a number with a wrong lexical form is false.
		local, known := strings.CutPrefix(v.term.Datatype, rdf.XSD)
		if known && (local == "boolean" || local == "decimal" || local == "float" || local == "double" || integerTypes[local] != [2]int64{}) {
			return false, true
		}
	}
	return false, false
}

// AsFloat returns a number as a float64; NaN for what is no number.
func (v Value) AsFloat() float64 {
	switch v.Kind {
	case Integer:
		if v.Dec == nil {
			return float64(v.Int)
		}
		return v.Dec.Float()
	case Decimal:
		return v.Dec.Float()
	case Float, Double:
		return v.Float
	}
	return math.NaN()
}

// AsDec returns an integer or a decimal as a decimal.
func (v Value) AsDec() *Dec {
	if v.Dec != nil {
		return v.Dec
	}
	return &Dec{U: big.NewInt(v.Int)}
}
