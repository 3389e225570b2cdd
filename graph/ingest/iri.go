package ingest

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongbao/extract/resolve"
)

// Namer makes the IRIs of documents, entities and statements below one base.
type Namer struct{ base string }

// NewNamer returns a Namer for a base IRI, which ends in a slash or is given
// one.
func NewNamer(base string) Namer {
	if !strings.HasSuffix(base, "/") {
		base += "/"
	}
	return Namer{base: base}
}

// Base returns the base IRI, which ends in a slash.
func (n Namer) Base() string { return n.base }

// Document returns the IRI of a source document, which is the name of its
// graph: …/doc/ID, where the slashes and colons of the ID stay as they are.
func (n Namer) Document(id string) string {
	segments := strings.Split(id, "/")
	for i, s := range segments {
		segments[i] = escape(s, ":")
	}
	return n.base + "doc/" + strings.Join(segments, "/")
}

// Entity returns the IRI of an entity: …/id/ and its key, or for one that is
// known inside its document only, a fragment of the document's IRI.
func (n Namer) Entity(e resolve.Entity, document string) string {
	segments := make([]string, len(e.Key))
	for i, s := range e.Key {
		segments[i] = escape(s, "")
	}
	path := strings.Join(segments, "/")
	if e.Scoped {
		return document + "#" + path
	}
	return n.base + "id/" + path
}

// pack returns the IRI of a name that only a rule pack knows.
func (n Namer) pack(name, local string) string {
	return n.base + "pack/" + escape(name, "") + "#" + escape(local, "")
}

// statement returns the IRI of a statement, given what makes it that one. The
// parts are hashed with their lengths between them, so that no two lists of
// parts read the same; 100 bits of SHA-256 keep billions of statements apart.
func (n Namer) statement(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		var size [8]byte
		for i, v := 0, len(p); i < len(size); i, v = i+1, v>>8 {
			size[i] = byte(v)
		}
		h.Write(size[:])
		h.Write([]byte(p))
	}
	return n.statementIRI(strings.ToLower(base32.StdEncoding.EncodeToString(h.Sum(nil))[:20]))
}

// statementIRI returns the IRI of the statement with that short name.
func (n Namer) statementIRI(ref string) string { return n.base + "statement/" + ref }

// escape writes a string so that it can stand in the path or the fragment of
// an IRI (RFC 3987): letters, digits, -._~ and the characters that IRIs allow
// beyond ASCII stand for themselves, as do those in keep; everything else is
// percent-encoded. A string that is a dot or two is encoded too, because as a
// path segment it would vanish. Different strings give different results.
func escape(s, keep string) string {
	if s == "." || s == ".." {
		return strings.ReplaceAll(s, ".", "%2E")
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size <= 1 || !plainInIRI(r) && !strings.ContainsRune(keep, r) {
			for _, c := range []byte(s[i : i+size]) {
				b.WriteByte('%')
				b.WriteByte(hexDigits[c>>4])
				b.WriteByte(hexDigits[c&15])
			}
		} else {
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}

const hexDigits = "0123456789ABCDEF"

// plainInIRI reports whether a character is "iunreserved" in RFC 3987. Space,
// control and format characters beyond ASCII are left out although the grammar
// has them: they cannot be seen in an IRI.
func plainInIRI(r rune) bool {
	switch {
	case r < 0x80:
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '.' || r == '_' || r == '~'
	case r < 0xA0, r >= 0xE000 && r <= 0xF8FF, r >= 0xFDD0 && r <= 0xFDEF, r >= 0xFFF0 && r <= 0xFFFF, r >= 0xE0000, r&0xFFFE == 0xFFFE:
		return false
	}
	return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r)
}
