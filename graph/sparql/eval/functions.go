package eval

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/eval/value"
)

var (
	errNoSearch    = errors.New("this data has no text index, so the search property finds nothing; query a store, or use FILTER(CONTAINS(…))")
	errSearchWords = errors.New("the search property needs the words as its object, as in ?x gb:search \"…\"")
)

type builtin = func(ex *exec, args []value.Value) (value.Value, bool)

var no = value.Value{}

// builtins are the functions of SPARQL 1.1 section 17.4, and those of 1.2 for
// triple terms and base directions, that are functions of values alone.
var builtins = map[string]builtin{
	"STR":            str,
	"LANG":           lang,
	"LANGMATCHES":    langMatches,
	"DATATYPE":       datatype,
	"IRI":            iri,
	"BNODE":          bnode,
	"RAND":           func(ex *exec, _ []value.Value) (value.Value, bool) { return value.DoubleOf(ex.random.Float64()), true },
	"ABS":            func(_ *exec, a []value.Value) (value.Value, bool) { return value.Abs(a[0]) },
	"CEIL":           func(_ *exec, a []value.Value) (value.Value, bool) { return value.Round('c', a[0]) },
	"FLOOR":          func(_ *exec, a []value.Value) (value.Value, bool) { return value.Round('f', a[0]) },
	"ROUND":          func(_ *exec, a []value.Value) (value.Value, bool) { return value.Round('r', a[0]) },
	"CONCAT":         concat,
	"SUBSTR":         substr,
	"STRLEN":         strlen,
	"REPLACE":        replace,
	"REGEX":          regexTest,
	"UCASE":          func(_ *exec, a []value.Value) (value.Value, bool) { return mapString(a[0], strings.ToUpper) },
	"LCASE":          func(_ *exec, a []value.Value) (value.Value, bool) { return mapString(a[0], strings.ToLower) },
	"ENCODE_FOR_URI": encodeForURI,
	"CONTAINS":       func(_ *exec, a []value.Value) (value.Value, bool) { return compareStrings(a, strings.Contains) },
	"STRSTARTS":      func(_ *exec, a []value.Value) (value.Value, bool) { return compareStrings(a, strings.HasPrefix) },
	"STRENDS":        func(_ *exec, a []value.Value) (value.Value, bool) { return compareStrings(a, strings.HasSuffix) },
	"STRBEFORE":      func(_ *exec, a []value.Value) (value.Value, bool) { return cut(a, true) },
	"STRAFTER":       func(_ *exec, a []value.Value) (value.Value, bool) { return cut(a, false) },
	"YEAR":           func(_ *exec, a []value.Value) (value.Value, bool) { return datePart(a[0], 'Y') },
	"MONTH":          func(_ *exec, a []value.Value) (value.Value, bool) { return datePart(a[0], 'M') },
	"DAY":            func(_ *exec, a []value.Value) (value.Value, bool) { return datePart(a[0], 'D') },
	"HOURS":          func(_ *exec, a []value.Value) (value.Value, bool) { return datePart(a[0], 'h') },
	"MINUTES":        func(_ *exec, a []value.Value) (value.Value, bool) { return datePart(a[0], 'm') },
	"SECONDS":        func(_ *exec, a []value.Value) (value.Value, bool) { return datePart(a[0], 's') },
	"TIMEZONE":       func(_ *exec, a []value.Value) (value.Value, bool) { return datePart(a[0], 'z') },
	"TZ":             func(_ *exec, a []value.Value) (value.Value, bool) { return datePart(a[0], 'Z') },
	"NOW":            func(ex *exec, _ []value.Value) (value.Value, bool) { return ex.now, true },
	"UUID": func(ex *exec, _ []value.Value) (value.Value, bool) {
		return value.NewIRI("urn:uuid:" + ex.uuid()), true
	},
	"STRUUID":   func(ex *exec, _ []value.Value) (value.Value, bool) { return value.Str(ex.uuid()), true },
	"MD5":       func(_ *exec, a []value.Value) (value.Value, bool) { s := md5.Sum(text(a)); return hash(a, s[:]) },
	"SHA1":      func(_ *exec, a []value.Value) (value.Value, bool) { s := sha1.Sum(text(a)); return hash(a, s[:]) },
	"SHA256":    func(_ *exec, a []value.Value) (value.Value, bool) { s := sha256.Sum256(text(a)); return hash(a, s[:]) },
	"SHA384":    func(_ *exec, a []value.Value) (value.Value, bool) { s := sha512.Sum384(text(a)); return hash(a, s[:]) },
	"SHA512":    func(_ *exec, a []value.Value) (value.Value, bool) { s := sha512.Sum512(text(a)); return hash(a, s[:]) },
	"STRLANG":   strLang,
	"STRDT":     strDT,
	"ISIRI":     func(_ *exec, a []value.Value) (value.Value, bool) { return value.Bool(a[0].Kind == value.IRI), true },
	"ISBLANK":   func(_ *exec, a []value.Value) (value.Value, bool) { return value.Bool(a[0].Kind == value.Blank), true },
	"ISLITERAL": func(_ *exec, a []value.Value) (value.Value, bool) { return value.Bool(a[0].IsLiteral()), true },
	"ISNUMERIC": func(_ *exec, a []value.Value) (value.Value, bool) { return value.Bool(a[0].IsNumeric()), true },
	"ISTRIPLE":  func(_ *exec, a []value.Value) (value.Value, bool) { return value.Bool(a[0].Kind == value.Triple), true },
	"TRIPLE":    triple,
	"SUBJECT":   func(_ *exec, a []value.Value) (value.Value, bool) { return member(a[0], 0) },
	"PREDICATE": func(_ *exec, a []value.Value) (value.Value, bool) { return member(a[0], 1) },
	"OBJECT":    func(_ *exec, a []value.Value) (value.Value, bool) { return member(a[0], 2) },
	"LANGDIR":   langDir,
	"HASLANG":   func(_ *exec, a []value.Value) (value.Value, bool) { return value.Bool(a[0].Term().Lang != ""), true },
	"HASLANGDIR": func(_ *exec, a []value.Value) (value.Value, bool) {
		return value.Bool(strings.Contains(a[0].Term().Lang, "--")), true
	},
	"STRLANGDIR": strLangDir,
}

func str(_ *exec, a []value.Value) (value.Value, bool) {
	switch a[0].Kind {
	case value.Blank, value.Triple, value.None:
		return no, false
	}
	return value.Str(a[0].Lexical()), true
}

// splitLang parts a tag from its base direction.
func splitLang(tag string) (lang, dir string) {
	lang, dir, _ = strings.Cut(tag, "--")
	return lang, dir
}

func lang(_ *exec, a []value.Value) (value.Value, bool) {
	if !a[0].IsLiteral() {
		return no, false
	}
	l, _ := splitLang(a[0].Term().Lang)
	return value.Str(l), true
}

func langDir(_ *exec, a []value.Value) (value.Value, bool) {
	if !a[0].IsLiteral() {
		return no, false
	}
	_, d := splitLang(a[0].Term().Lang)
	return value.Str(d), true
}

// langMatches is the basic filtering of RFC 4647.
func langMatches(_ *exec, a []value.Value) (value.Value, bool) {
	if a[0].Kind != value.String || a[1].Kind != value.String {
		return no, false
	}
	tag, want := strings.ToLower(a[0].Lexical()), strings.ToLower(a[1].Lexical())
	if want == "*" {
		return value.Bool(tag != ""), true
	}
	return value.Bool(tag == want || strings.HasPrefix(tag, want+"-")), true
}

func datatype(_ *exec, a []value.Value) (value.Value, bool) {
	if !a[0].IsLiteral() {
		return no, false
	}
	if strings.Contains(a[0].Term().Lang, "--") {
		return value.NewIRI(rdf.RDF + "dirLangString"), true
	}
	return value.NewIRI(a[0].Datatype()), true
}

func iri(ex *exec, a []value.Value) (value.Value, bool) {
	switch a[0].Kind {
	case value.IRI:
		return a[0], true
	case value.String:
		ref := a[0].Lexical()
		if base, err := rdf.NewBase(ex.opts.Base); err == nil {
			if abs, err := base.Resolve(ref); err == nil {
				ref = abs
			}
		}
		if rdf.CheckIRI(ref) != nil {
			return no, false
		}
		return value.NewIRI(ref), true
	}
	return no, false
}

type blankKey struct {
	solution uint64
	label    string
}

func (ex *exec) freshBlank() rdf.Term {
	ex.blanks++
	return rdf.NewBlank("sparql-" + strconv.Itoa(ex.blanks))
}

// bnode makes a blank node: with an argument the same one for the same string
// within one solution.
func bnode(ex *exec, a []value.Value) (value.Value, bool) {
	if len(a) == 0 {
		return value.Of(ex.freshBlank()), true
	}
	if a[0].Kind != value.String {
		return no, false
	}
	k := blankKey{ex.solution, a[0].Lexical()}
	t, ok := ex.labels[k]
	if !ok {
		if len(ex.labels) > 1000 {
			clear(ex.labels) // only those of the present solution are needed
		}
		t = ex.freshBlank()
		ex.labels[k] = t
	}
	return value.Of(t), true
}

func concat(_ *exec, a []value.Value) (value.Value, bool) {
	var b strings.Builder
	tag := ""
	for i, v := range a {
		if !v.IsString() {
			return no, false
		}
		l := v.Term().Lang
		if i == 0 {
			tag = l
		} else if l != tag {
			tag = ""
		}
		b.WriteString(v.Lexical())
	}
	return value.Lang(b.String(), tag), true
}

// substr counts characters from 1, as XPath does.
func substr(_ *exec, a []value.Value) (value.Value, bool) {
	if !a[0].IsString() || !a[1].IsNumeric() {
		return no, false
	}
	round := func(v value.Value) (float64, bool) {
		r, ok := value.Round('r', v)
		return r.AsFloat(), ok
	}
	start, _ := round(a[1])
	end := -1.0
	if len(a) == 3 {
		n, ok := round(a[2])
		if !ok {
			return no, false
		}
		end = start + n
	}
	s := a[0].Lexical()
	from, to := len(s), len(s)
	pos := 1.0
	for i := range s {
		if pos >= start && i < from {
			from = i
		}
		if len(a) == 3 && pos >= end {
			to = i
			break
		}
		pos++
	}
	if len(a) == 3 && !(end > start) || from >= to {
		return value.Lang("", a[0].Term().Lang), true
	}
	return value.Lang(s[from:to], a[0].Term().Lang), true
}

func strlen(_ *exec, a []value.Value) (value.Value, bool) {
	return value.Int64(int64(utf8.RuneCountInString(a[0].Lexical()))), a[0].IsString()
}

func mapString(v value.Value, f func(string) string) (value.Value, bool) {
	if !v.IsString() {
		return no, false
	}
	return value.Lang(f(v.Lexical()), v.Term().Lang), true
}

func encodeForURI(_ *exec, a []value.Value) (value.Value, bool) {
	if !a[0].IsString() {
		return no, false
	}
	return value.Str(strings.ReplaceAll(url.QueryEscape(a[0].Lexical()), "+", "%20")), true
}

// compatible reports whether two strings may be compared: the second has no
// language tag or that of the first (SPARQL 1.1 section 17.4.3.1.2).
func compatible(a []value.Value) bool {
	if !a[0].IsString() || !a[1].IsString() {
		return false
	}
	return a[1].Kind == value.String || strings.EqualFold(a[0].Term().Lang, a[1].Term().Lang)
}

func compareStrings(a []value.Value, f func(s, part string) bool) (value.Value, bool) {
	if !compatible(a) {
		return no, false
	}
	return value.Bool(f(a[0].Lexical(), a[1].Lexical())), true
}

func cut(a []value.Value, before bool) (value.Value, bool) {
	if !compatible(a) {
		return no, false
	}
	head, tail, found := strings.Cut(a[0].Lexical(), a[1].Lexical())
	switch {
	case !found:
		return value.Str(""), true
	case before:
		return value.Lang(head, a[0].Term().Lang), true
	}
	return value.Lang(tail, a[0].Term().Lang), true
}

func datePart(v value.Value, part byte) (value.Value, bool) {
	date := v.Kind == value.Date && v.Datatype() == rdf.XSD+"date"
	clock := v.Kind == value.Time
	switch {
	case v.Kind == value.DateTime:
	case date && strings.IndexByte("YMDzZ", part) >= 0:
	case clock && strings.IndexByte("hmszZ", part) >= 0:
	case v.Kind == value.Date && part == 'Y':
	case v.Kind == value.Date && part == 'M' && v.When.Month > 0:
	default:
		return no, false
	}
	m := v.When
	switch part {
	case 'Y':
		return value.Int64(m.Year), true
	case 'M':
		return value.Int64(int64(m.Month)), true
	case 'D':
		return value.Int64(int64(m.Day)), true
	case 'h':
		return value.Int64(int64(m.Hour)), true
	case 'm':
		return value.Int64(int64(m.Minute)), true
	case 's':
		return value.Of(rdf.NewLiteral(m.SecondText, rdf.XSD+"decimal")), true
	case 'z':
		if !m.HasZone {
			return no, false
		}
		return value.Of(rdf.NewLiteral(m.ZoneDuration(), rdf.XSD+"dayTimeDuration")), true
	}
	return value.Str(m.ZoneText()), true
}

// uuid makes a random UUID of version 4.
func (ex *exec) uuid() string {
	hi, lo := ex.random.Uint64(), ex.random.Uint64()
	hi = hi&^0xf000 | 0x4000
	lo = lo&^(3<<62) | 2<<62
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", hi>>32, hi>>16&0xffff, hi&0xffff, lo>>48, lo&(1<<48-1))
}

func text(a []value.Value) []byte { return []byte(a[0].Lexical()) }

func hash(a []value.Value, sum []byte) (value.Value, bool) {
	return value.Str(hex.EncodeToString(sum)), a[0].Kind == value.String
}

func strLang(_ *exec, a []value.Value) (value.Value, bool) {
	if a[0].Kind != value.String || a[1].Kind != value.String || a[1].Lexical() == "" {
		return no, false
	}
	return value.Lang(a[0].Lexical(), a[1].Lexical()), true
}

func strLangDir(_ *exec, a []value.Value) (value.Value, bool) {
	if a[0].Kind != value.String || a[1].Kind != value.String || a[2].Kind != value.String || a[1].Lexical() == "" {
		return no, false
	}
	if d := a[2].Lexical(); d != "ltr" && d != "rtl" {
		return no, false
	}
	return value.Lang(a[0].Lexical(), a[1].Lexical()+"--"+a[2].Lexical()), true
}

func strDT(_ *exec, a []value.Value) (value.Value, bool) {
	if a[0].Kind != value.String || a[1].Kind != value.IRI {
		return no, false
	}
	return value.Of(rdf.NewLiteral(a[0].Lexical(), a[1].Lexical())), true
}

func triple(_ *exec, a []value.Value) (value.Value, bool) {
	s, p := a[0].Kind, a[1].Kind
	if p != value.IRI || s != value.IRI && s != value.Blank {
		return no, false
	}
	return value.Of(rdf.NewTripleTerm(rdf.Triple{S: a[0].Term(), P: a[1].Term(), O: a[2].Term()})), true
}

func member(v value.Value, i int) (value.Value, bool) {
	t, ok := v.Term().Triple()
	return value.Of([]rdf.Term{t.S, t.P, t.O}[i]), ok
}
