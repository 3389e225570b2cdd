package page

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"gongbao/ontology"
)

// TestPage asks that every term stands on the page once, in three languages,
// and that every link inside the page leads somewhere.
func TestPage(t *testing.T) {
	p, err := Read()
	if err != nil {
		t.Fatal(err)
	}
	terms, err := ontology.Terms()
	if err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]func(io.Writer) error{"markdown": p.Markdown, "html": p.HTML} {
		var b, again bytes.Buffer
		if err := errors.Join(write(&b), write(&again)); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		if text != again.String() {
			t.Errorf("%s: two pages differ", name)
		}
		ids := map[string]int{}
		for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(text, -1) {
			ids[m[1]]++
		}
		for _, term := range terms {
			if ids[term.Local()] != 1 {
				t.Errorf("%s: gb:%s has %d anchors", name, term.Local(), ids[term.Local()])
			}
			for _, lang := range ontology.Languages {
				if def := term.Definitions[lang]; !strings.ContainsAny(def, `"&<>#*_'+[`) && !strings.Contains(text, def) {
					t.Errorf("%s: the definition of gb:%s in %s is not there", name, term.Local(), lang)
				}
			}
		}
		links := regexp.MustCompile(`(?:href="|\]\()#([^")]+)[")]`).FindAllStringSubmatch(text, -1)
		if len(links) < len(terms) {
			t.Errorf("%s: only %d links", name, len(links))
		}
		for _, l := range links {
			if ids[l[1]] == 0 {
				t.Errorf("%s: a link leads to #%s, which is not there", name, l[1])
			}
		}
	}
}

// TestHTML asks that the HTML is well formed and asks nothing of others.
func TestHTML(t *testing.T) {
	p, err := Read()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := p.HTML(&b); err != nil {
		t.Fatal(err)
	}
	for _, foreign := range []string{"<script", "<link", "<img", "@import", "url("} {
		if strings.Contains(b.String(), foreign) {
			t.Errorf("the page has %s", foreign)
		}
	}
	d := xml.NewDecoder(bytes.NewReader(b.Bytes()))
	d.Strict, d.AutoClose, d.Entity = false, []string{"meta"}, xml.HTMLEntity
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestEntry(t *testing.T) {
	term, err := ontology.Find("gb:holdsOffice")
	if err != nil || term == nil {
		t.Fatal(term, err)
	}
	e, err := NewEntry(term)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range e.Facts {
		for _, l := range f.Terms {
			got[f.Name] += l.Text + " " + l.Target + ";"
		}
	}
	for name, want := range map[string]string{
		"domain": "gb:Person #Person;", "range": "gb:Office #Office;", "inverse": "gb:officeHeldBy #officeHeldBy;",
		"a kind of": "org:holds http://www.w3.org/ns/org#holds;",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	if e.Kind != "fluent relation" {
		t.Errorf("its kind is %q", e.Kind)
	}
}
