package sparql_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gongbao/graph/sparql"
	"gongbao/graph/sparql/memory"
)

// odd are values at the edges of what functions take.
var odd = []string{
	`""`, `"a"`, `"会议"@zh-Hant`, `"x"@en`, `0`, `-1`, `1.5`, `"NaN"^^xsd:double`, `"INF"^^xsd:double`, `"-INF"^^xsd:float`, `1e308`,
	`99999999999999999999999`, `"x"^^xsd:integer`, `"300"^^xsd:byte`, `true`, `"z"^^xsd:boolean`, `"2012-02-29"^^xsd:date`,
	`"2012-02-29T24:00:00Z"^^xsd:dateTime`, `"-0001-01-01T00:00:00+14:00"^^xsd:dateTime`, `"99999999-01-01"^^xsd:date`, `"P1Y"^^xsd:duration`,
	`"-PT0.000000001S"^^xsd:dayTimeDuration`, `"12:00:00"^^xsd:time`, `<http://x/>`, `<>`, `"<<"^^<http://x/t>`, `?unbound`, `"(["`, `"$9\\"`, `"q"`,
	`<<( <http://x/s> <http://x/p> "o" )>>`, `"\u0000\u0001"`, `BNODE()`,
}

// calls are the functions and operators, with the number of arguments.
var calls = map[string]int{
	"STR(%s)": 1, "LANG(%s)": 1, "LANGMATCHES(%s, %s)": 2, "DATATYPE(%s)": 1, "IRI(%s)": 1, "BNODE(%s)": 1, "ABS(%s)": 1, "CEIL(%s)": 1,
	"FLOOR(%s)": 1, "ROUND(%s)": 1, "CONCAT(%s, %s)": 2, "SUBSTR(%s, %s)": 2, "SUBSTR(%s, %s, %s)": 3, "STRLEN(%s)": 1, "REPLACE(%s, %s, %s)": 3,
	"REGEX(%s, %s)": 2, "REGEX(%s, %s, %s)": 3, "UCASE(%s)": 1, "LCASE(%s)": 1, "ENCODE_FOR_URI(%s)": 1, "CONTAINS(%s, %s)": 2,
	"STRBEFORE(%s, %s)": 2, "STRAFTER(%s, %s)": 2, "YEAR(%s)": 1, "MONTH(%s)": 1, "DAY(%s)": 1, "HOURS(%s)": 1, "MINUTES(%s)": 1, "SECONDS(%s)": 1,
	"TIMEZONE(%s)": 1, "TZ(%s)": 1, "MD5(%s)": 1, "SHA512(%s)": 1, "COALESCE(%s, %s)": 2, "IF(%s, %s, %s)": 3, "STRLANG(%s, %s)": 2, "STRDT(%s, %s)": 2,
	"SAMETERM(%s, %s)": 2, "ISNUMERIC(%s)": 1, "TRIPLE(%s, %s, %s)": 3, "SUBJECT(%s)": 1, "LANGDIR(%s)": 1, "STRLANGDIR(%s, %s, %s)": 3,
	"(%s = %s)": 2, "(%s < %s)": 2, "(%s + %s)": 2, "(%s * %s)": 2, "(%s / %s)": 2, "(- %s)": 1, "(! %s)": 1, "(%s && %s)": 2, "(%s IN (%s, %s))": 3,
	"xsd:integer(%s)": 1, "xsd:byte(%s)": 1, "xsd:decimal(%s)": 1, "xsd:double(%s)": 1, "xsd:float(%s)": 1, "xsd:string(%s)": 1, "xsd:boolean(%s)": 1,
	"xsd:dateTime(%s)": 1, "xsd:date(%s)": 1, "xsd:gYear(%s)": 1, "xsd:time(%s)": 1, "gb:label(%s)": 1, "gb:fold(%s)": 1, "gb:during(%s, %s)": 2,
	"<http://x/unknown>(%s)": 1,
}

// TestOddArguments calls every function with every odd value: none may panic,
// hang, or end the query. Functions of three arguments get a sample.
func TestOddArguments(t *testing.T) {
	ds := memory.NewBuilder().Dataset()
	o := options(t)
	o.Timeout = 30 * time.Second
	for call, n := range calls {
		var exprs []string
		for i, a := range odd {
			switch n {
			case 1:
				exprs = append(exprs, fmt.Sprintf(call, a))
			case 2:
				for _, b := range odd {
					exprs = append(exprs, fmt.Sprintf(call, a, b))
				}
			default:
				for j := range odd {
					exprs = append(exprs, fmt.Sprintf(call, a, odd[j], odd[(i+7*j)%len(odd)]))
				}
			}
		}
		for part := range slices.Chunk(exprs, 64) {
			var q strings.Builder
			q.WriteString("SELECT * {")
			for i, e := range part {
				fmt.Fprintf(&q, " BIND(%s AS ?x%d)\n", e, i)
			}
			q.WriteString(" }")
			r, err := sparql.Run(context.Background(), ds, q.String(), o)
			if err != nil {
				t.Fatalf("%s: %v", call, err)
			}
			rows, err := r.Rows()
			if err != nil || len(rows) != 1 {
				t.Errorf("%s: %d rows, %v", call, len(rows), err)
			}
			r.Close()
		}
	}
}
