package value

import (
	"math"
	"strings"

	"gongbao/graph/rdf"
)

// Cast converts a value to the datatype with that IRI, by the table of SPARQL
// 1.1 section 17.5 and, for the other types of XML Schema that this package
// knows, from strings and from themselves. known is false for another IRI.
func Cast(datatype string, v Value) (out Value, ok, known bool) {
	local, isXSD := strings.CutPrefix(datatype, rdf.XSD)
	if !isXSD {
		return Value{}, false, false
	}
	switch local {
	case "string":
		switch {
		case v.Kind == IRI, v.IsLiteral():
			return Str(castText(v)), true, true
		}
		return Value{}, false, true
	case "boolean":
		out, ok = castBoolean(v)
	case "double", "float":
		out, ok = castFloat(local, v)
	case "decimal":
		out, ok = castDecimal(v)
	case "dateTime", "date", "time", "duration", "dayTimeDuration", "yearMonthDuration", "gYear", "gYearMonth":
		out, ok = castTime(local, v)
	default:
		if _, isInteger := integerTypes[local]; !isInteger {
			return Value{}, false, false
		}
		out, ok = castInteger(local, v)
	}
	return out, ok, true
}

// castText is the string form of a value: canonical for numbers that were
// computed, as written otherwise; floats in plain notation where they are
// between 10⁻⁶ and 10⁶, as XPath has it.
func castText(v Value) string {
	switch v.Kind {
	case Float, Double:
		f := v.Float
		if a := math.Abs(f); a == 0 || a >= 1e-6 && a < 1e6 {
			if d, ok := DecFromFloat(f); ok {
				if v.Kind == Float {
					d, _ = parseDec(shortest(f))
				}
				return d.String()
			}
		}
		return formatFloat(f, map[Kind]int{Float: 32, Double: 64}[v.Kind])
	case Boolean, Integer, Decimal:
		return Value{Kind: v.Kind, Int: v.Int, Dec: v.Dec}.Term().Value
	}
	return v.Lexical()
}

func shortest(f float64) string {
	s := formatFloat(f, 32)
	if g, ok := parseFloat(s); ok {
		if d, ok := DecFromFloat(g); ok {
			return d.String()
		}
	}
	return s
}

func castBoolean(v Value) (Value, bool) {
	switch {
	case v.Kind == Boolean:
		return Bool(v.Int != 0), true
	case v.IsNumeric():
		truth, _ := v.EBV()
		return Bool(truth), true
	case v.Kind == String:
		b := Of(rdf.NewLiteral(v.term.Value, xsdBoolean))
		return Bool(b.Int != 0), b.Kind == Boolean
	}
	return Value{}, false
}

func castFloat(local string, v Value) (Value, bool) {
	kind := Double
	if local == "float" {
		kind = Float
	}
	f := 0.0
	switch {
	case v.IsNumeric():
		f = v.AsFloat()
	case v.Kind == Boolean:
		f = float64(v.Int)
	case v.Kind == String:
		n, ok := parseFloat(strings.TrimSpace(v.term.Value))
		if !ok {
			return Value{}, false
		}
		f = n
	default:
		return Value{}, false
	}
	if kind == Float {
		f = float64(float32(f))
	}
	return Value{Kind: kind, Float: f}, true
}

func castDecimal(v Value) (Value, bool) {
	switch {
	case v.Kind == Integer || v.Kind == Decimal:
		return DecimalOf(v.AsDec()), true
	case v.Kind == Float || v.Kind == Double:
		d, ok := DecFromFloat(v.Float)
		return Value{Kind: Decimal, Dec: d}, ok
	case v.Kind == Boolean:
		return DecimalOf(Int64(v.Int).AsDec()), true
	case v.Kind == String:
		d, ok := parseDec(strings.TrimSpace(v.term.Value))
		return Value{Kind: Decimal, Dec: d}, ok
	}
	return Value{}, false
}

func castInteger(local string, v Value) (Value, bool) {
	var out Value
	switch v.Kind {
	case String:
		out = Of(rdf.NewLiteral(strings.TrimSpace(v.term.Value), rdf.XSD+local))
		if out.Kind != Integer {
			return Value{}, false
		}
	default:
		d, ok := castDecimal(v)
		if !ok {
			return Value{}, false
		}
		mode := byte('f') // towards zero
		if d.Dec.U.Sign() < 0 {
			mode = 'c'
		}
		out = integerOf(d.Dec.round(mode))
	}
	plain := Value{Kind: Integer, Int: out.Int, Dec: out.Dec}
	if local == "integer" {
		return plain, true
	}
	typed := Of(rdf.NewLiteral(plain.Term().Value, rdf.XSD+local))
	return typed, typed.Kind == Integer
}

func castTime(local string, v Value) (Value, bool) {
	lex := v.Lexical()
	switch {
	case v.Kind == String:
		lex = strings.TrimSpace(lex)
	case v.Kind == DateTime && local == "date":
		day, _, _ := strings.Cut(lex, "T")
		lex = day + v.When.ZoneText()
	case v.Kind == DateTime && local == "time":
		_, lex, _ = strings.Cut(lex, "T")
	case v.Kind == Date && local == "dateTime" && v.Datatype() == xsdDate:
		zone := v.When.ZoneText()
		day := lex
		if zone != "" {
			day = strings.TrimSuffix(lex, zone)
			if zone == "Z" && !strings.HasSuffix(lex, "Z") {
				day = lex[:len(lex)-6]
			}
		}
		lex = day + "T00:00:00" + zone
	case v.Kind == Date && local == "gYear", v.Kind == Date && local == "gYearMonth":
		parts := 1
		if local == "gYearMonth" {
			parts = 2
		}
		fields := strings.Split(lex, "-")
		if strings.HasPrefix(lex, "-") || len(fields) < parts {
			return Value{}, false
		}
		lex = strings.Join(fields[:parts], "-")
	case v.Kind >= DateTime && v.Kind <= Duration && v.Datatype() == rdf.XSD+local:
	default:
		return Value{}, false
	}
	out := Of(rdf.NewLiteral(lex, rdf.XSD+local))
	return out, out.Kind != Other
}
