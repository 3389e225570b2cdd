package ingest

import (
	"regexp"
	"strings"
	"time"

	"gongbao/graph/rdf"
	"gongbao/ontology/vocab"
)

var (
	isoDay      = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	isoMonth    = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])$`)
	isoYear     = regexp.MustCompile(`^\d{4}$`)
	isoMonthDay = regexp.MustCompile(`^--(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`)
	integer     = regexp.MustCompile(`^(0|[1-9]\d*)$`)
)

// dateTerm returns the literal of a date as precise as it is given: xsd:date,
// xsd:gYearMonth, xsd:gYear or xsd:gMonthDay, and an EDTF interval (ISO 8601-2)
// for two dates with a slash between them. What is none of these stays a plain
// string, so that nothing is lost.
func dateTerm(s string) rdf.Term {
	if dt := dateType(s); dt != "" {
		return rdf.NewLiteral(s, dt)
	}
	if from, to, ok := strings.Cut(s, "/"); ok && edge(from) && edge(to) && from+to != "" {
		return rdf.NewLiteral(s, vocab.EDTF)
	}
	return rdf.NewString(s)
}

// edge reports whether s can be one end of an EDTF interval: a date, or
// nothing or two dots for an end that is not known or open.
func edge(s string) bool { return s == "" || s == ".." || dateType(s) != "" }

// dateType returns the XSD datatype whose lexical form s has, or "".
func dateType(s string) string {
	switch {
	case isoDay.MatchString(s):
		if _, err := time.Parse(time.DateOnly, s); err == nil {
			return vocab.XSDDate
		}
	case isoMonth.MatchString(s):
		return vocab.XSDGYearMonth
	case isoYear.MatchString(s):
		return vocab.XSDGYear
	case isoMonthDay.MatchString(s):
		return vocab.XSDGMonthDay
	}
	return ""
}

// numberTerm returns the literal of a number written in ASCII digits, and a
// plain string for anything else.
func numberTerm(s string) rdf.Term {
	if integer.MatchString(s) {
		return rdf.NewLiteral(s, vocab.XSDInteger)
	}
	return rdf.NewString(s)
}
