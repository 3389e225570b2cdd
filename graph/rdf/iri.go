package rdf

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// iriParts are the five components of an IRI reference (RFC 3986, section 3).
// The flags tell an empty component from a missing one.
type iriParts struct {
	scheme, authority, path, query, fragment string
	hasAuthority, hasQuery, hasFragment      bool
}

// schemeLen returns the length of the scheme that s begins with, without its
// colon, or 0 when s is a relative reference.
func schemeLen(s string) int {
	for i := 0; i < len(s); i++ {
		c := int(s[i])
		switch {
		case isASCIILetter(c):
		case i > 0 && (isDigit(c) || c == '+' || c == '-' || c == '.'):
		case i > 0 && c == ':':
			return i
		default:
			return 0
		}
	}
	return 0
}

func splitIRI(s string) (p iriParts) {
	if n := schemeLen(s); n > 0 {
		p.scheme, s = s[:n], s[n+1:]
	}
	s, p.fragment, p.hasFragment = strings.Cut(s, "#")
	s, p.query, p.hasQuery = strings.Cut(s, "?")
	if rest, ok := strings.CutPrefix(s, "//"); ok {
		p.hasAuthority = true
		end := strings.IndexByte(rest, '/')
		if end < 0 {
			end = len(rest)
		}
		p.authority, s = rest[:end], rest[end:]
	}
	p.path = s
	return p
}

// String composes the parts again (RFC 3986, section 5.3).
func (p iriParts) String() string {
	var b strings.Builder
	if p.scheme != "" {
		b.WriteString(p.scheme)
		b.WriteByte(':')
	}
	if p.hasAuthority {
		b.WriteString("//")
		b.WriteString(p.authority)
	}
	b.WriteString(p.path)
	if p.hasQuery {
		b.WriteByte('?')
		b.WriteString(p.query)
	}
	if p.hasFragment {
		b.WriteByte('#')
		b.WriteString(p.fragment)
	}
	return b.String()
}

// Base resolves relative IRI references against one absolute IRI.
type Base struct {
	iri   string
	parts iriParts
}

// NewBase prepares an absolute IRI as a base; a relative one is an error.
func NewBase(iri string) (Base, error) {
	if schemeLen(iri) == 0 {
		return Base{}, fmt.Errorf("rdf: the base IRI %q is not absolute; begin it with a scheme such as https or file", iri)
	}
	return Base{iri: iri, parts: splitIRI(iri)}, nil
}

// String returns the base IRI; the zero Base is "".
func (b Base) String() string { return b.iri }

// Resolve returns the absolute IRI that ref stands for (RFC 3986, section
// 5.2, with RFC 3987 leaving characters beyond ASCII as they are). A reference
// that is absolute already is returned unchanged, dot segments included, since
// RDF compares IRIs character by character. It is an error to resolve a
// relative reference against the zero Base.
func (b Base) Resolve(ref string) (string, error) {
	if schemeLen(ref) > 0 {
		return ref, nil
	}
	if b.iri == "" {
		return "", fmt.Errorf("the IRI <%s> is relative and the document has no base IRI; declare one with @base or give one to the reader", ref)
	}
	r, t := splitIRI(ref), b.parts
	t.fragment, t.hasFragment = r.fragment, r.hasFragment
	switch {
	case r.hasAuthority:
		t.authority, t.hasAuthority = r.authority, true
		t.path = removeDotSegments(r.path)
		t.query, t.hasQuery = r.query, r.hasQuery
	case r.path == "":
		if r.hasQuery {
			t.query, t.hasQuery = r.query, true
		}
	default:
		switch {
		case r.path[0] == '/':
			t.path = removeDotSegments(r.path)
		case t.hasAuthority && t.path == "":
			t.path = removeDotSegments("/" + r.path)
		default:
			t.path = removeDotSegments(t.path[:strings.LastIndexByte(t.path, '/')+1] + r.path)
		}
		t.query, t.hasQuery = r.query, r.hasQuery
	}
	return t.String(), nil
}

// removeDotSegments is RFC 3986, section 5.2.4.
func removeDotSegments(in string) string {
	if !strings.Contains(in, ".") {
		return in
	}
	out := make([]byte, 0, len(in))
	for in != "" {
		switch {
		case strings.HasPrefix(in, "../"):
			in = in[3:]
		case strings.HasPrefix(in, "./"), strings.HasPrefix(in, "/./"):
			in = in[2:]
		case in == "/.":
			in = "/"
		case strings.HasPrefix(in, "/../"), in == "/..":
			if in = in[3:]; in == "" {
				in = "/"
			}
			out = out[:max(0, strings.LastIndexByte(string(out), '/'))]
		case in == ".", in == "..":
			in = ""
		default:
			end := strings.IndexByte(in[1:], '/') + 1
			if end == 0 {
				end = len(in)
			}
			out = append(out, in[:end]...)
			in = in[end:]
		}
	}
	return string(out)
}

// CheckIRI returns an error when iri could not be written in a document: when
// it is relative, or holds a character that no IRI may hold.
func CheckIRI(iri string) error {
	if schemeLen(iri) == 0 {
		return fmt.Errorf("rdf: the IRI %q is not absolute", iri)
	}
	for i, r := range iri {
		if r < utf8.RuneSelf && asciiClass[r]&classIRI == 0 {
			return fmt.Errorf("rdf: the IRI %q holds %q; write it percent-encoded", iri, r)
		}
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(iri[i:]); n == 1 {
				return fmt.Errorf("rdf: the IRI %q is not UTF-8 at byte %d", iri, i)
			}
		}
	}
	return nil
}
