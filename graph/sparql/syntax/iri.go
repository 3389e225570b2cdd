package syntax

import "strings"

// resolveIRI resolves a reference against a base by RFC 3986 section 5.2,
// without normalising anything else. An empty base leaves the reference as it
// is.
func resolveIRI(base, ref string) string {
	if base == "" || iriScheme(ref) != "" {
		return ref
	}
	scheme, authority, path, query := splitIRI(base)
	rs, ra, rp, rq := splitIRI(ref)
	_ = rs
	fragment := ""
	if i := strings.IndexByte(rq, '#'); i >= 0 {
		rq, fragment = rq[:i], rq[i:]
	}
	if i := strings.IndexByte(query, '#'); i >= 0 {
		query = query[:i]
	}
	switch {
	case ra != "":
		return scheme + ra + removeDots(rp) + rq + fragment
	case rp == "":
		if rq == "" {
			rq = query
		}
		return scheme + authority + path + rq + fragment
	case rp[0] == '/':
		return scheme + authority + removeDots(rp) + rq + fragment
	}
	if authority != "" && path == "" {
		rp = "/" + rp
	} else {
		rp = path[:strings.LastIndexByte(path, '/')+1] + rp
	}
	return scheme + authority + removeDots(rp) + rq + fragment
}

// iriScheme returns the scheme with its colon, or "".
func iriScheme(iri string) string {
	for i := 0; i < len(iri); i++ {
		c := iri[i]
		switch {
		case isLetter(c), i > 0 && (isDigit(c) || c == '+' || c == '-' || c == '.'):
		case c == ':' && i > 0:
			return iri[:i+1]
		default:
			return ""
		}
	}
	return ""
}

// splitIRI splits an IRI; each part keeps its punctuation, and query holds the
// fragment too.
func splitIRI(iri string) (scheme, authority, path, query string) {
	scheme = iriScheme(iri)
	rest := iri[len(scheme):]
	if i := strings.IndexAny(rest, "?#"); i >= 0 {
		rest, query = rest[:i], rest[i:]
	}
	if strings.HasPrefix(rest, "//") {
		end := strings.IndexByte(rest[2:], '/')
		if end < 0 {
			return scheme, rest, "", query
		}
		return scheme, rest[:end+2], rest[end+2:], query
	}
	return scheme, "", rest, query
}

func removeDots(path string) string {
	if !strings.Contains(path, "/.") && !strings.HasPrefix(path, ".") {
		return path
	}
	parts := strings.Split(path, "/")
	out := make([]string, 0, len(parts))
	for i, part := range parts {
		last := i == len(parts)-1
		switch part {
		case ".":
			if last {
				out = append(out, "")
			}
		case "..":
			if len(out) > 1 || len(out) == 1 && out[0] != "" {
				out = out[:len(out)-1]
			}
			if last {
				out = append(out, "")
			}
		default:
			out = append(out, part)
		}
	}
	return strings.Join(out, "/")
}
