package ingest

import (
	"regexp"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/validity"
	"gongbao/ontology/vocab"
)

var integer = regexp.MustCompile(`^(0|[1-9]\d*)$`)

// plainDate is the form of a date that XML Schema has too; whether its day is one
// of the calendar, validity.Parse says.
var plainDate = regexp.MustCompile(`^(--\d{2}-\d{2}|\d{4}(-\d{2}(-\d{2})?)?)$`)

// dateTerm returns the literal of a date as precise as it is given: xsd:date,
// xsd:gYearMonth, xsd:gYear or xsd:gMonthDay; and as EDTF (ISO 8601-2) what XML
// Schema cannot say, an interval or a date that is uncertain or known in part.
// What is none of these stays a plain string, so that nothing is lost.
func dateTerm(s string) rdf.Term {
	if dt := dateType(s); dt != "" {
		return rdf.NewLiteral(s, dt)
	}
	if i, ok := validity.ParseInterval(s); ok && !strings.Contains(s, "T") && s != "/" && i.From.Month == 0 && i.To.Month == 0 {
		return rdf.NewLiteral(s, vocab.EDTF)
	}
	return rdf.NewString(s)
}

// dateType returns the XSD datatype whose lexical form s has, or "".
func dateType(s string) string {
	if _, ok := validity.Parse(s); !ok || !plainDate.MatchString(s) {
		return ""
	}
	switch {
	case strings.HasPrefix(s, "--"):
		return vocab.XSDGMonthDay
	case len(s) == len("2006"):
		return vocab.XSDGYear
	case len(s) == len("2006-01"):
		if s[len("2006-"):] > "12" {
			return "" // a season
		}
		return vocab.XSDGYearMonth
	}
	return vocab.XSDDate
}

// numberTerm returns the literal of a number written in ASCII digits, and a
// plain string for anything else.
func numberTerm(s string) rdf.Term {
	if integer.MatchString(s) {
		return rdf.NewLiteral(s, vocab.XSDInteger)
	}
	return rdf.NewString(s)
}
