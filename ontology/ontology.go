// Package ontology holds the project's vocabulary as data: gongbao.ttl defines
// every class and property that the program writes, and prefixes.ttl lists the
// prefixes that queries know and exports declare. Both are embedded. The
// constants of package ontology/vocab are generated from gongbao.ttl.
package ontology

import (
	"embed"
	"fmt"
	"regexp"
	"strings"
)

//go:embed prefixes.ttl gongbao.ttl
var files embed.FS

// File returns the text of one of the embedded files: "gongbao.ttl" or
// "prefixes.ttl".
func File(name string) ([]byte, error) { return files.ReadFile(name) }

// Prefix is a short name for a namespace.
type Prefix struct {
	Name string // without the colon
	IRI  string
}

// directive is the one form of line, comments apart, that prefixes.ttl has.
var directive = regexp.MustCompile(`^@prefix ([A-Za-z][A-Za-z0-9_-]*): <([^<>"{}|^` + "`" + `\\\x00-\x20]+)> \.$`)

// Prefixes returns the prefixes of prefixes.ttl in the order of the file. An
// error names the line that is not a prefix directive.
func Prefixes() ([]Prefix, error) {
	data, err := files.ReadFile("prefixes.ttl")
	if err != nil {
		return nil, err
	}
	return parsePrefixes("prefixes.ttl", string(data))
}

// parsePrefixes reads the prefix directives of a file that holds nothing else.
func parsePrefixes(name, data string) ([]Prefix, error) {
	var out []Prefix
	for i, line := range strings.Split(data, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		m := directive.FindStringSubmatch(line)
		if m == nil {
			return nil, fmt.Errorf("%s:%d: not a prefix directive; write @prefix name: <iri> and a dot", name, i+1)
		}
		out = append(out, Prefix{Name: m[1], IRI: m[2]})
	}
	return out, nil
}

// Compact returns the IRI as prefix:local with the first prefix that fits and
// leaves a plain local name, and whether there is one. It is for reading, not
// for writing Turtle: nothing is escaped.
func Compact(prefixes []Prefix, iri string) (string, bool) {
	for _, p := range prefixes {
		local, ok := strings.CutPrefix(iri, p.IRI)
		if ok && local != "" && !strings.ContainsAny(local, "/#?:") {
			return p.Name + ":" + local, true
		}
	}
	return iri, false
}
