package value

import (
	"testing"

	"gongbao/graph/rdf"
)

func typed(lexical, datatype string) Value { return Of(rdf.NewLiteral(lexical, rdf.XSD+datatype)) }

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		a, b Value
		want int
		ok   bool
	}{
		{typed("1", "integer"), typed("1.0", "decimal"), 0, true},
		{typed("1", "integer"), typed("1.5e0", "double"), -1, true},
		{typed("99999999999999999999", "integer"), typed("99999999999999999998", "integer"), 1, true},
		{typed("0.1", "decimal"), typed("0.10", "decimal"), 0, true},
		{typed("2012-06-07", "date"), typed("2012-06-08", "date"), -1, true},
		{typed("2012-06-07T23:00:00-02:00", "dateTime"), typed("2012-06-08T01:00:00Z", "dateTime"), 0, true},
		{typed("2012-06-07T10:00:00", "dateTime"), typed("2012-06-07T12:00:00Z", "dateTime"), 0, false},
		{typed("2012-06-07T10:00:00", "dateTime"), typed("2012-06-09T12:00:00Z", "dateTime"), -1, true},
		{typed("-0044-03-15", "date"), typed("2012-06-08", "date"), -1, true},
		{typed("P1D", "dayTimeDuration"), typed("PT25H", "dayTimeDuration"), -1, true},
		{Str("a"), Str("b"), -1, true},
		{Str("a"), typed("1", "integer"), 0, false},
		{typed("true", "boolean"), typed("false", "boolean"), 1, true},
		{typed("abc", "integer"), typed("1", "integer"), 0, false},
	} {
		got, _, ok := Compare(c.a, c.b)
		if ok != c.ok || got != c.want {
			t.Errorf("%v against %v: %d, %t", c.a.Term(), c.b.Term(), got, ok)
		}
	}
}

func TestWrongLexicalForms(t *testing.T) {
	for datatype, list := range map[string][]string{
		"integer":  {"", "1.0", "x", "1e3", "--1"},
		"byte":     {"128", "-129"},
		"decimal":  {".", "1e3", "1.2.3", "+-1"},
		"double":   {"", "x", "1e", "0x10", "Inf"},
		"boolean":  {"TRUE", "yes"},
		"date":     {"2012-02-30", "2013-02-29", "12-01-01", "2012-1-1", "2012-13-01"},
		"dateTime": {"2012-01-01", "2012-01-01T25:00:00", "2012-01-01T10:00:60", "2012-01-01T10:00:00+15:00"},
		"duration": {"P", "PT", "P1S", "1D"},
	} {
		for _, lex := range list {
			if v := typed(lex, datatype); v.Kind != Other {
				t.Errorf("%q is taken for a %s", lex, datatype)
			}
		}
	}
	if v := typed("2012-02-29", "date"); v.Kind != Date {
		t.Error("29 February 2012 is no date")
	}
}

func TestArithmetic(t *testing.T) {
	for _, c := range []struct {
		a    Value
		op   byte
		b    Value
		want string
	}{
		{typed("0.1", "decimal"), '+', typed("0.2", "decimal"), "0.3"},
		{typed("1", "integer"), '/', typed("4", "integer"), "0.25"},
		{typed("9223372036854775807", "integer"), '*', typed("2", "integer"), "18446744073709551614"},
		{typed("-9223372036854775808", "integer"), '-', typed("1", "integer"), "-9223372036854775809"},
		{typed("1.5", "decimal"), '*', typed("2", "integer"), "3"},
		{typed("1", "float"), '/', typed("0", "integer"), "INF"},
		{typed("1.5", "double"), '+', typed("1", "integer"), "2.5E0"},
	} {
		got, ok := Arith(c.op, c.a, c.b)
		if !ok || got.Term().Value != c.want {
			t.Errorf("%v %c %v = %v, %t", c.a.Term(), c.op, c.b.Term(), got.Term(), ok)
		}
	}
	if _, ok := Arith('/', typed("1", "integer"), typed("0", "integer")); ok {
		t.Error("1 / 0 has a value")
	}
	for in, want := range map[string][3]string{"2.5": {"3", "2", "3"}, "-2.5": {"-2", "-3", "-2"}, "-0.4": {"0", "-1", "0"}} {
		for i, mode := range []byte("cfr") {
			if got, _ := Round(mode, typed(in, "decimal")); got.Term().Value != want[i] {
				t.Errorf("rounding %s by %c gives %s", in, mode, got.Term().Value)
			}
		}
	}
}

func TestOrderIsTotal(t *testing.T) {
	list := []Value{
		{},
		Of(rdf.NewBlank("b")), NewIRI("http://a"), NewIRI("http://b"), typed("NaN", "double"), typed("1", "integer"), typed("1.0", "decimal"),
		typed("2", "float"), typed("false", "boolean"), typed("true", "boolean"), Str("a"), Str("b"), Lang("a", "en"), Lang("a", "zh"),
		typed("2012-06-07T10:00:00", "dateTime"), typed("2012-06-07T12:00:00Z", "dateTime"), typed("2012-06-07", "date"), typed("x", "integer"),
	}
	for i, a := range list {
		for j, b := range list {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			if got := Order(a, b); got != want {
				t.Errorf("%v against %v: %d", a.Term(), b.Term(), got)
			}
		}
	}
}
