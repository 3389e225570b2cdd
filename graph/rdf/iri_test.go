package rdf

import "testing"

// The examples of RFC 3986, section 5.4, and a few beyond them.
func TestResolve(t *testing.T) {
	for _, c := range []struct{ base, ref, want string }{
		{"http://a/b/c/d;p?q", "g:h", "g:h"},
		{"http://a/b/c/d;p?q", "g", "http://a/b/c/g"},
		{"http://a/b/c/d;p?q", "./g", "http://a/b/c/g"},
		{"http://a/b/c/d;p?q", "g/", "http://a/b/c/g/"},
		{"http://a/b/c/d;p?q", "/g", "http://a/g"},
		{"http://a/b/c/d;p?q", "//g", "http://g"},
		{"http://a/b/c/d;p?q", "?y", "http://a/b/c/d;p?y"},
		{"http://a/b/c/d;p?q", "g?y", "http://a/b/c/g?y"},
		{"http://a/b/c/d;p?q", "#s", "http://a/b/c/d;p?q#s"},
		{"http://a/b/c/d;p?q", "g#s", "http://a/b/c/g#s"},
		{"http://a/b/c/d;p?q", "g?y#s", "http://a/b/c/g?y#s"},
		{"http://a/b/c/d;p?q", ";x", "http://a/b/c/;x"},
		{"http://a/b/c/d;p?q", "g;x?y#s", "http://a/b/c/g;x?y#s"},
		{"http://a/b/c/d;p?q", "", "http://a/b/c/d;p?q"},
		{"http://a/b/c/d;p?q", ".", "http://a/b/c/"},
		{"http://a/b/c/d;p?q", "./", "http://a/b/c/"},
		{"http://a/b/c/d;p?q", "..", "http://a/b/"},
		{"http://a/b/c/d;p?q", "../", "http://a/b/"},
		{"http://a/b/c/d;p?q", "../g", "http://a/b/g"},
		{"http://a/b/c/d;p?q", "../..", "http://a/"},
		{"http://a/b/c/d;p?q", "../../g", "http://a/g"},
		{"http://a/b/c/d;p?q", "../../../g", "http://a/g"},
		{"http://a/b/c/d;p?q", "/./g", "http://a/g"},
		{"http://a/b/c/d;p?q", "/../g", "http://a/g"},
		{"http://a/b/c/d;p?q", "g.", "http://a/b/c/g."},
		{"http://a/b/c/d;p?q", ".g", "http://a/b/c/.g"},
		{"http://a/b/c/d;p?q", "g..", "http://a/b/c/g.."},
		{"http://a/b/c/d;p?q", "..g", "http://a/b/c/..g"},
		{"http://a/b/c/d;p?q", "./../g", "http://a/b/g"},
		{"http://a/b/c/d;p?q", "./g/.", "http://a/b/c/g/"},
		{"http://a/b/c/d;p?q", "g/./h", "http://a/b/c/g/h"},
		{"http://a/b/c/d;p?q", "g/../h", "http://a/b/c/h"},
		{"http://a/b/c/d;p?q", "g;x=1/./y", "http://a/b/c/g;x=1/y"},
		{"http://a/b/c/d;p?q", "g;x=1/../y", "http://a/b/c/y"},
		{"http://a/b/c/d;p?q", "g?y/./x", "http://a/b/c/g?y/./x"},
		{"http://a/b/c/d;p?q", "g?y/../x", "http://a/b/c/g?y/../x"},
		{"http://a/b/c/d;p?q", "g#s/./x", "http://a/b/c/g#s/./x"},
		{"http://a/b/c/d;p?q", "http:g", "http:g"},
		{"http://a/b/c/d;p?q", "http://x/../y", "http://x/../y"},
		{"http://a", "g", "http://a/g"},
		{"http://a#old", "", "http://a"},
		{"http://a?q#old", "#new", "http://a?q#new"},
		{"urn:a:b", "c", "urn:c"},
		{"file:///home/公报/a.ttl", "../签.ttl", "file:///home/签.ttl"},
		{"http://a/b", "?", "http://a/b?"},
		{"http://a/b", "#", "http://a/b#"},
		{"http://a/b", "//", "http://"},
	} {
		base, err := NewBase(c.base)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := base.Resolve(c.ref); err != nil || got != c.want {
			t.Errorf("<%s> on <%s> = <%s> (%v), want <%s>", c.ref, c.base, got, err, c.want)
		}
	}
	if _, err := NewBase("a/b"); err == nil {
		t.Error("a relative base must be refused")
	}
	if _, err := (Base{}).Resolve("a"); err == nil {
		t.Error("without a base no relative IRI can be resolved")
	}
}

func TestCheckIRI(t *testing.T) {
	for iri, ok := range map[string]bool{
		"http://e/纳扎尔巴耶夫": true, "urn:x": true, "a:": true, "http://e/%20": true, "http://e/\ufffd": true,
		"": false, "a": false, "http://e/ ": false, "http://e/<": false, "http://e/\x00": false,
		"http://e/\xff": false, "1a:b": false, "http://e/`": false, "http://e/\\": false,
	} {
		if err := CheckIRI(iri); (err == nil) != ok {
			t.Errorf("CheckIRI(%q) = %v, want ok %v", iri, err, ok)
		}
	}
}
