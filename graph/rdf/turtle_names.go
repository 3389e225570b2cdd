package rdf

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"unicode/utf8"
)

// namer writes IRIs in their shortest spelling: by a prefix, else relative to
// the base, else in full; and remembers which prefixes it has used.
type namer struct {
	spaces []namespace // the longest first
	base   string      // ends in '/', or is ""
	based  bool        // the base has been used
	seed   maphash.Seed
	cache  [4096]struct{ iri, name string }
	buf    []byte
}

type namespace struct {
	prefix, iri string
	used        bool
}

func newNamer(prefixes map[string]string, base string) (*namer, error) {
	n := &namer{seed: maphash.MakeSeed()}
	for prefix, iri := range prefixes {
		if !validPrefix(prefix) {
			return nil, fmt.Errorf("rdf: %q cannot be a prefix; use a letter and then letters, digits, '-' or '_'", prefix)
		}
		if err := CheckIRI(iri); err != nil {
			return nil, fmt.Errorf("rdf: the namespace of prefix %q: %w", prefix, err)
		}
		n.spaces = append(n.spaces, namespace{prefix: prefix, iri: iri})
	}
	slices.SortFunc(n.spaces, func(a, b namespace) int {
		return cmp.Or(cmp.Compare(len(b.iri), len(a.iri)), cmp.Compare(len(a.prefix), len(b.prefix)), strings.Compare(a.prefix, b.prefix))
	})
	if base != "" {
		if err := CheckIRI(base); err != nil {
			return nil, err
		}
		if !strings.HasSuffix(base, "/") || !strings.Contains(base, "://") || strings.ContainsAny(base, "?#") || strings.Contains(base, "/.") {
			return nil, fmt.Errorf("rdf: the base %q cannot shorten IRIs; use one like https://host/folder/", base)
		}
		n.base = base
	}
	return n, nil
}

func validPrefix(prefix string) bool {
	for i, r := range prefix {
		switch {
		case r < utf8.RuneSelf:
			if inClass(int(r), classBase) || i > 0 && (r == '.' || inClass(int(r), classChars)) {
				continue
			}
			return false
		case r == utf8.RuneError || !isNameChar(r) || i == 0 && !isNameBase(r):
			return false
		}
	}
	return !strings.HasSuffix(prefix, ".")
}

// name returns the spelling of an IRI.
func (n *namer) name(iri string) string {
	slot := &n.cache[maphash.String(n.seed, iri)%uint64(len(n.cache))]
	if slot.iri != iri || slot.name == "" {
		slot.iri, slot.name = iri, n.spell(iri)
	}
	return slot.name
}

func (n *namer) spell(iri string) string {
	for i := range n.spaces {
		ns := &n.spaces[i]
		local, ok := strings.CutPrefix(iri, ns.iri)
		if !ok {
			continue
		}
		n.buf = append(append(n.buf[:0], ns.prefix...), ':')
		if n.buf, ok = appendLocal(n.buf, local); ok {
			ns.used = true
			return string(n.buf)
		}
	}
	if n.base != "" {
		if rel, ok := strings.CutPrefix(iri, n.base); ok && safeRelative(rel) {
			n.based = true
			return "<" + rel + ">"
		}
	}
	return "<" + iri + ">"
}

// safeRelative reports whether rel, behind a base that ends in '/', resolves to
// what stands there: it must not look like a scheme, a path from the root, or
// hold segments of dots. It must begin with a letter or digit, since "<=" and
// the like puzzle readers that know N3 too.
func safeRelative(rel string) bool {
	if rel == "" || rel[0] < utf8.RuneSelf && !isASCIILetter(int(rel[0])) && !isDigit(int(rel[0])) || strings.Contains(rel, "/.") {
		return false
	}
	first, _, _ := strings.Cut(rel, "/")
	return !strings.Contains(first, ":")
}

// appendLocal appends a local name with the escapes of PN_LOCAL, and reports
// whether it can be written so. A path, query or fragment in it could be
// escaped too, but reads better as an IRI in full; and so does a dot at the
// end, whose escape not every reader knows (rdflib takes it for the end of the
// statement).
func appendLocal(dst []byte, local string) ([]byte, bool) {
	if strings.HasSuffix(local, ".") {
		return dst, false
	}
	for i, r := range local {
		switch {
		case r >= utf8.RuneSelf:
			if r == utf8.RuneError || !isNameChar(r) || i == 0 && !isNameBase(r) {
				return dst, false
			}
			dst = utf8.AppendRune(dst, r)
		case r == '/' || r == '?' || r == '#':
			return dst, false
		case r == '.' && i > 0, r == '-' && i > 0, r != '-' && inClass(int(r), classLocal):
			dst = append(dst, byte(r))
		case r == '%' && i+2 < len(local) && inClass(int(local[i+1]), classHex) && inClass(int(local[i+2]), classHex):
			dst = append(dst, '%')
		case inClass(int(r), classEscape):
			dst = append(dst, '\\', byte(r))
		default:
			return dst, false
		}
	}
	return dst, true
}

// header returns the directives for what was used, in the order of prefixes.
func (n *namer) header() string {
	var b strings.Builder
	if n.based {
		fmt.Fprintf(&b, "@base <%s> .\n", n.base)
	}
	used := slices.Clone(n.spaces)
	slices.SortFunc(used, func(a, b namespace) int { return strings.Compare(a.prefix, b.prefix) })
	for _, ns := range used {
		if ns.used {
			fmt.Fprintf(&b, "@prefix %s: <%s> .\n", ns.prefix, ns.iri)
		}
	}
	return b.String()
}
