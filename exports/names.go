package exports

import (
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// names gives files names that people recognise and that every file system and
// wikilinks take, each once.
type names struct{ taken map[string]bool }

func newNames() *names { return &names{map[string]bool{}} }

// maxName is the length of a name in bytes at most; most file systems take 255,
// of which an extension and a number need some.
const maxName = 120

// file returns a name without an extension made from a title, which may have a
// folder before a slash.
func (n *names) file(parts ...string) string {
	for i, p := range parts {
		parts[i] = safeName(p)
	}
	base := path.Join(parts...)
	name := base
	// File systems may take capitals for small letters.
	for i := 2; n.taken[strings.ToLower(name)]; i++ {
		name = fmt.Sprintf("%s (%d)", base, i)
	}
	n.taken[strings.ToLower(name)] = true
	return name
}

// safeName replaces what file systems or wikilinks give a meaning to.
func safeName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`\/:*?"<>|#^[]%`, r) {
			return '_'
		}
		return r
	}, s)
	for len(s) > maxName {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	s = strings.Trim(s, ". ")
	if s == "" || reserved[strings.ToUpper(s)] {
		s += "_"
	}
	return s
}

// reserved are names of devices that Windows keeps for itself.
var reserved = map[string]bool{
	"CON": true, "PRN": true, "AUX": true, "NUL": true, "COM1": true, "COM2": true, "COM3": true, "COM4": true, "LPT1": true, "LPT2": true,
}
