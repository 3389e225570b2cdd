package extract_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"gongbao/extract"
	"gongbao/extract/fact"
	"gongbao/extract/pack"
	"gongbao/extract/packs"
	"gongbao/extract/source"
	"gongbao/extract/text"
)

// hardFile is a file of testdata/hard: one hard part of the genre.
type hardFile struct {
	About string     `yaml:"about"`
	Cases []hardCase `yaml:"cases"`

	name string
}

// hardCase is a text with facts that must be read in it, and others that must
// not. A fact is written "subject relation object key=value …", where * is any
// string; of what is not written (qualifiers, start, end) nothing is demanded. Strings are Simplified;
// what is read in the Traditional text is compared after folding.
type hardCase struct {
	ID   string `yaml:"id"`
	Hans string `yaml:"hans"`
	Hant string `yaml:"hant"`
	Date string `yaml:"date"`
	// Want are facts that must be read; Forbid facts that must not. Only are relations of which nothing but Want may be read.
	Want   []string `yaml:"want"`
	Forbid []string `yaml:"forbid"`
	Only   []string `yaml:"only"`
	// Entities says how many things bear a name.
	Entities map[string]int `yaml:"entities"`
	// Known are complaints that are expected today, with the reason. One that
	// no longer comes fails the test, so that the list never lies.
	Known []knownFault `yaml:"known"`
}

// knownFault is a complaint that a case is known to give.
type knownFault struct {
	Fault  string `yaml:"fault"`
	Reason string `yaml:"reason"`
	// Script is hans or hant where only one of the two texts has the fault.
	Script string `yaml:"script"`
}

// hardFiles reads the cases of all hard parts.
func hardFiles(t testing.TB) []hardFile {
	t.Helper()
	paths, err := filepath.Glob("testdata/hard/*.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files of hard parts: %v", err)
	}
	var out []hardFile
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f := hardFile{name: strings.TrimSuffix(filepath.Base(path), ".yaml")}
		if err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(&f); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		out = append(out, f)
	}
	return out
}

// TestHardParts reads the texts of testdata/hard in both scripts.
func TestHardParts(t *testing.T) {
	p := openBuiltin(t)
	x := extractorOf(t, p)
	for _, f := range hardFiles(t) {
		t.Run(f.name, func(t *testing.T) {
			seen := map[string]bool{}
			for _, c := range f.Cases {
				if c.ID == "" || seen[c.ID] || len(c.Want)+len(c.Forbid)+len(c.Only)+len(c.Entities) == 0 {
					t.Fatalf("case %q: wants an id of its own and something to test", c.ID)
				}
				seen[c.ID] = true
				for _, s := range []struct{ script, text string }{{"hans", c.Hans}, {"hant", c.Hant}} {
					t.Run(c.ID+"/"+s.script, func(t *testing.T) {
						if s.text == "" {
							t.Fatal("the text is missing")
						}
						c.run(t, p, x, s.script, s.text)
					})
				}
			}
		})
	}
}

// run reads one text of a case and compares its complaints with the known ones.
func (c *hardCase) run(t *testing.T, p *pack.Pack, x *extract.Extractor, script, s string) {
	t.Helper()
	r := readText(t, x, s, c.Date)
	complaints := c.complaints(t, p, r)
	for _, k := range c.Known {
		if k.Reason == "" || k.Fault == "" || !slices.Contains([]string{"", "hans", "hant"}, k.Script) {
			t.Fatalf("known fault %+v: wants fault and reason", k)
		}
		if k.Script != "" && k.Script != script {
			continue
		}
		if i := slices.Index(complaints, k.Fault); i >= 0 {
			t.Logf("known: %s (%s)", k.Fault, k.Reason)
			complaints = slices.Delete(complaints, i, i+1)
			continue
		}
		t.Errorf("stale: %q is in the known list and no longer happens; take it out", k.Fault)
	}
	for _, s := range complaints {
		t.Error(s)
	}
	if t.Failed() {
		t.Logf("text: %s\nread:\n  %s", s, strings.Join(linesOf(r), "\n  "))
	}
}

// complaints says what a reading lacks and what it has too much, each once.
func (c *hardCase) complaints(t *testing.T, p *pack.Pack, r *extract.Result) []string {
	t.Helper()
	var out []string
	say := func(format string, args ...any) {
		if s := fmt.Sprintf(format, args...); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	var wants []pattern
	for _, w := range c.Want {
		pt, err := parsePattern(p, w)
		if err != nil {
			t.Fatal(err)
		}
		wants = append(wants, pt)
		if !slices.ContainsFunc(r.Facts, func(f fact.Fact) bool { return pt.fits(p, &f) }) {
			say("missing %s", w)
		}
	}
	for _, w := range c.Forbid {
		pt, err := parsePattern(p, w)
		if err != nil {
			t.Fatal(err)
		}
		for i := range r.Facts {
			if pt.fits(p, &r.Facts[i]) {
				say("forbidden %s", triple(&r.Facts[i]))
			}
		}
	}
	for _, relation := range c.Only {
		if _, ok := p.Relations[relation]; !ok {
			t.Fatalf("only: the pack has no relation %s", relation)
		}
		for i := range r.Facts {
			f := &r.Facts[i]
			if f.Relation == relation && !slices.ContainsFunc(wants, func(pt pattern) bool { return pt.names(p, f) }) {
				say("extra %s", triple(f))
			}
		}
	}
	for name, n := range c.Entities {
		ids := map[int]bool{}
		for i := range r.Facts {
			for _, a := range []fact.Argument{r.Facts[i].Subject, r.Facts[i].Object} {
				if a.Entity != fact.NoEntity && text.ToSimplified(a.Text) == name {
					ids[a.Entity] = true
				}
			}
		}
		if len(ids) != n {
			say("%d things are called %s, not %d", len(ids), name, n)
		}
	}
	slices.Sort(out)
	return out
}

// pattern is a fact as a case writes it.
type pattern struct {
	s, p, o  string
	modality fact.Modality // empty: any
	values   map[string]string
}

// parsePattern reads "subject relation object key=value …"; planned, claimed,
// denied or asserted at the end is the modality. The relation is the first word
// that is one of the pack's.
func parsePattern(p *pack.Pack, s string) (pattern, error) {
	pt := pattern{values: map[string]string{}}
	words := strings.Fields(s)
	at := slices.IndexFunc(words, func(w string) bool { _, ok := p.Relations[w]; return ok })
	if at < 1 && len(words) > 1 && words[1] == "*" {
		at = 1
	}
	if at < 1 {
		return pt, fmt.Errorf("%q: want \"subject relation object key=value …\" with a relation of the pack", s)
	}
	pt.s, pt.p = strings.Join(words[:at], " "), words[at]
	var object []string
	for _, w := range words[at+1:] {
		key, value, isPair := strings.Cut(w, "=")
		switch m := fact.Modality(w); {
		case m == fact.Planned, m == fact.Claimed, m == fact.Denied, m == fact.Asserted:
			pt.modality = m
		case isPair:
			pt.values[key] = value
		default:
			object = append(object, w)
		}
	}
	pt.o = strings.Join(object, " ")
	if pt.o == "" {
		return pt, fmt.Errorf("%q: the object is missing", s)
	}
	return pt, nil
}

// names reports whether a fact is the pattern's triple, qualifiers aside.
func (pt pattern) names(p *pack.Pack, f *fact.Fact) bool {
	if !like(pt.p, f.Relation) {
		return false
	}
	s, o := text.ToSimplified(f.Subject.Text), text.ToSimplified(f.Object.Text)
	return like(pt.s, s) && like(pt.o, o) || p.Relations[f.Relation].Symmetric && like(pt.s, o) && like(pt.o, s)
}

// fits reports whether a fact has all that the pattern writes. An empty value
// (of=) demands that there is none.
func (pt pattern) fits(p *pack.Pack, f *fact.Fact) bool {
	if !pt.names(p, f) || pt.modality != "" && pt.modality != f.Modality {
		return false
	}
	for key, want := range pt.values {
		got := ""
		switch key {
		case "start":
			got = f.Start
		case "end":
			got = f.End
		default:
			q, _ := f.Qualifier(key)
			got = text.ToSimplified(q.Text)
		}
		if !like(want, got) {
			return false
		}
	}
	return true
}

// like compares a string with one in which * at either end stands for anything.
func like(pattern, s string) bool {
	head, tail := strings.HasPrefix(pattern, "*"), strings.HasSuffix(pattern, "*")
	core := strings.Trim(pattern, "*")
	switch {
	case head && tail:
		return strings.Contains(s, core)
	case head:
		return strings.HasSuffix(s, core)
	case tail:
		return strings.HasPrefix(s, core)
	}
	return pattern == s
}

// triple writes a fact without its qualifiers, in Simplified characters.
func triple(f *fact.Fact) string {
	return text.ToSimplified(f.Subject.Text + " " + f.Relation + " " + f.Object.Text)
}

// linesOf writes the facts of a reading in Simplified characters.
func linesOf(r *extract.Result) []string {
	out := make([]string, len(r.Facts))
	for i := range r.Facts {
		out[i] = text.ToSimplified(pack.Line(&r.Facts[i]))
	}
	return out
}

func openBuiltin(t testing.TB) *pack.Pack {
	t.Helper()
	fsys, err := packs.Open(packs.Default)
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func extractorOf(t testing.TB, p *pack.Pack) *extract.Extractor {
	t.Helper()
	x, err := extract.New(p, extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// readText reads a text as a plain file, cleaning included.
func readText(t testing.TB, x *extract.Extractor, s, date string) *extract.Result {
	t.Helper()
	r, err := x.Extract(t.Context(), &source.Document{
		ID: "case", Bytes: []byte(s), Charset: "utf-8", MediaType: source.Plain, Date: date,
	})
	if err != nil {
		t.Fatalf("reading %s: %v", strconv.Quote(s), err)
	}
	return r
}
