package eval

import (
	"errors"
	"regexp"
	"strings"

	"gongbao/graph/sparql/eval/value"
)

type regexKey struct{ pattern, flags string }

// regex is a compiled pattern; nil where it does not compile.
type regex struct{ re *regexp.Regexp }

var errRegexFlag = errors.New("the flags of a regular expression are i, s, m, x and q")

// maxRegexes bounds the patterns kept, which a query can compute without end.
const maxRegexes = 256

// regex compiles a pattern of XPath's language. Go's engine runs in linear time
// and lacks what cannot: back-references, which are an error here.
func (ex *exec) regex(pattern, flags string) (*regexp.Regexp, bool) {
	k := regexKey{pattern, flags}
	r, ok := ex.regexes[k]
	if !ok {
		r = &regex{}
		if re, err := CompileRegex(pattern, flags); err == nil {
			r.re = re
		}
		if len(ex.regexes) >= maxRegexes {
			clear(ex.regexes)
		}
		ex.regexes[k] = r
	}
	return r.re, r.re != nil
}

// CompileRegex compiles a pattern of XPath's language with the flags that REGEX
// takes, for others who match as queries do.
func CompileRegex(pattern, flags string) (*regexp.Regexp, error) {
	quoted := strings.Contains(flags, "q")
	mode := ""
	for _, f := range flags {
		switch f {
		case 'i', 's', 'm':
			mode += string(f)
		case 'x':
			if !quoted {
				pattern = dropSpace(pattern)
			}
		case 'q':
		default:
			return nil, errRegexFlag
		}
	}
	if quoted {
		pattern = regexp.QuoteMeta(pattern)
	}
	if mode != "" {
		pattern = "(?" + mode + ")" + pattern
	}
	return regexp.Compile(pattern)
}

// dropSpace removes white space outside character classes, as flag x asks.
func dropSpace(pattern string) string {
	var b strings.Builder
	depth, escaped := 0, false
	for _, r := range pattern {
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
		case r == '[':
			depth++
		case r == ']':
			depth--
		case depth <= 0 && strings.ContainsRune(" \t\r\n", r):
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func flagsOf(a []value.Value, i int) (string, bool) {
	if len(a) <= i {
		return "", true
	}
	return a[i].Lexical(), a[i].Kind == value.String
}

func regexTest(ex *exec, a []value.Value) (value.Value, bool) {
	flags, ok := flagsOf(a, 2)
	if !ok || !a[0].IsString() || a[1].Kind != value.String {
		return no, false
	}
	re, ok := ex.regex(a[1].Lexical(), flags)
	if !ok {
		return no, false
	}
	return value.Bool(re.MatchString(a[0].Lexical())), true
}

// replace is fn:replace: $1 stands for a group, \$ for a dollar sign, and a
// pattern that matches the empty string is an error.
func replace(ex *exec, a []value.Value) (value.Value, bool) {
	flags, ok := flagsOf(a, 3)
	if !ok || !a[0].IsString() || a[1].Kind != value.String || a[2].Kind != value.String {
		return no, false
	}
	re, ok := ex.regex(a[1].Lexical(), flags)
	if !ok || re.MatchString("") {
		return no, false
	}
	template, ok := goTemplate(a[2].Lexical(), re.NumSubexp(), strings.Contains(flags, "q"))
	if !ok {
		return no, false
	}
	return value.Lang(re.ReplaceAllString(a[0].Lexical(), template), a[0].Term().Lang), true
}

// goTemplate rewrites XPath's replacement string into Go's.
func goTemplate(s string, groups int, quoted bool) (string, bool) {
	if quoted {
		return strings.ReplaceAll(s, "$", "$$"), true
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '$' || s[i+1] == '\\'):
			i++
			if s[i] == '$' {
				b.WriteString("$$")
			} else {
				b.WriteByte('\\')
			}
		case s[i] == '\\':
			return "", false
		case s[i] == '$':
			n, j := 0, i+1
			for ; j < len(s) && s[j] >= '0' && s[j] <= '9'; j++ {
				if d := n*10 + int(s[j]-'0'); d > groups && j > i+1 {
					break
				} else {
					n = d
				}
			}
			if j == i+1 {
				return "", false
			}
			if n <= groups {
				b.WriteString("${" + s[i+1:j] + "}")
			}
			i = j - 1
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), true
}
