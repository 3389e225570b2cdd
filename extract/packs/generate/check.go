package main

import (
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// typeName is the form of a mention type.
var typeName = regexp.MustCompile(`^[A-Z][A-Za-z]*$`)

// entityTypes are the types whose rows are things with an identity: one surface
// form must lead to one of them. The other types hold words of the language, and
// a word may well be of two types (通过 adopts and means through); the rule and
// the sentence decide there.
var entityTypes = []string{"Polity", "City", "Region", "Org", "Venue"}

// sharedWithWords lists the entities' forms that are words too, with the reason.
var sharedWithWords = map[string]string{
	"苏丹": "the state, and the title of the rulers of Brunei and Oman",
	"中央": "the central committee of the party in power in China, and the end of the name of other parties’ ones",
}

// checkFolder reads every table of a gazetteer folder and prints what is wrong;
// it fails when anything is. Forms that fold makes equal count as one.
func checkFolder(dir string, fold func(string) string, out io.Writer) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.tsv"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("no tables in %s", dir)
	}
	slices.Sort(files)
	c := &checker{codes: map[string]codeUse{}, forms: map[string][]formUse{}, fold: fold}
	total := 0
	for _, path := range files {
		t, err := readTable(path)
		if err != nil {
			return err
		}
		c.table(filepath.Base(path), t)
		counts := map[string]int{}
		for _, r := range t.rows {
			counts[r.Type]++
		}
		total += len(t.rows)
		fmt.Fprintf(out, "%-16s %5d rows  %s\n", filepath.Base(path), len(t.rows), countLine(counts))
	}
	c.shared()
	c.hidden()
	c.references()
	for _, f := range c.findings {
		fmt.Fprintln(out, f)
	}
	fmt.Fprintf(out, "%d rows, %d forms, %d findings\n", total, len(c.forms), len(c.findings))
	if len(c.findings) > 0 {
		return fmt.Errorf("%d findings in %s", len(c.findings), dir)
	}
	return nil
}

func countLine(counts map[string]int) string {
	var parts []string
	for k, n := range counts {
		parts = append(parts, fmt.Sprintf("%s %d", k, n))
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

type codeUse struct {
	file  string
	attrs string
}

type formUse struct {
	file, kind, code, attrs string
	line                    int
}

type reference struct {
	where, kind, code string
}

type checker struct {
	fold     func(string) string
	codes    map[string]codeUse // type + code
	forms    map[string][]formUse
	refs     []reference
	findings []string
}

func (c *checker) find(file string, line int, format string, a ...any) {
	c.findings = append(c.findings, fmt.Sprintf("%s:%d: %s", file, line, fmt.Sprintf(format, a...)))
}

// table checks one table by itself and remembers its codes and forms.
func (c *checker) table(file string, t *table) {
	head := strings.Join(t.head, "\n")
	if !strings.Contains(head, "README.md") && !strings.Contains(head, "Written by hand") {
		c.find(file, 1, "the comment on top must say where the table comes from")
	}
	for _, r := range t.rows {
		entity := slices.Contains(entityTypes, r.Type)
		if r.Type == "" || r.Name == "" || entity && (r.Code == "" || r.Source == "") {
			c.find(file, r.line, "type and name must not be empty, nor the code and source of an entity")
		}
		if !typeName.MatchString(r.Type) {
			c.find(file, r.line, "type %q is not a word that begins with a capital", r.Type)
		}
		if strings.ContainsAny(r.Code, " |/\t") {
			c.find(file, r.line, "code %q would not do as a piece of an IRI", r.Code)
		}
		for _, kv := range forms(strings.ReplaceAll(r.Attrs, ";", "|")) {
			k, v, ok := strings.Cut(kv, "=")
			if !ok || k == "" || v == "" {
				c.find(file, r.line, "attribute %q is not key=value", kv)
				continue
			}
			if k == "state" && (r.Type == "City" || r.Type == "Region") {
				c.refs = append(c.refs, reference{fmt.Sprintf("%s:%d", file, r.line), "Polity", v})
			}
			if k == "capital" && r.Type == "Polity" {
				c.refs = append(c.refs, reference{fmt.Sprintf("%s:%d", file, r.line), "City", v})
			}
		}
		key := r.Type + " " + r.Code
		if !entity {
			key += r.Name
		}
		if use, twice := c.codes[key]; twice && !strings.Contains(r.Attrs, "only=") {
			c.find(file, r.line, "code %s stands in %s already", key, use.file)
		} else if !twice {
			c.codes[key] = codeUse{file, r.Attrs}
		}
		seen := map[string]bool{}
		for _, written := range append([]string{r.Name}, r.Forms...) {
			f := c.fold(written)
			if f == "" || f != strings.TrimSpace(f) {
				c.find(file, r.line, "empty form, or space around %q", f)
			}
			if seen[f] {
				c.find(file, r.line, "form %s stands twice", f)
			}
			seen[f] = true
			hard := r.Type == "Stop" || strings.HasSuffix(r.Type, "Verb")
			if hard && utf8.RuneCountInString(f) < 2 && !strings.Contains(r.Attrs, "safe=yes") {
				c.find(file, r.line, "a hard stop of one character cuts names; make it a SoftStop or say safe=yes")
			}
			c.forms[f] = append(c.forms[f], formUse{file, r.Type, r.Code, r.Attrs, r.line})
		}
	}
}

// shared finds forms that two entities, or an entity and a word, lay claim to.
func (c *checker) shared() {
	all := make([]string, 0, len(c.forms))
	for f := range c.forms {
		all = append(all, f)
	}
	slices.Sort(all)
	for _, f := range all {
		uses := c.forms[f]
		for i, a := range uses {
			for _, b := range uses[:i] {
				entities := slices.Contains(entityTypes, a.kind) || slices.Contains(entityTypes, b.kind)
				same := a.kind == b.kind && a.code == b.code && entities
				if _, known := sharedWithWords[f]; same || known || !entities && a.kind != b.kind {
					continue
				}
				c.find(a.file, a.line, "%s is %s %s and (%s:%d) %s %s", f, a.kind, a.code, b.file, b.line, b.kind, b.code)
			}
		}
	}
}

// hidden finds function words that hide a word that rules ask for, and heads of
// posts that begin with the end of a body's name. In the program a mention that
// lies strictly inside a longer one is not seen: a stop 并出席 would hide the verb
// in it, and a head 理事会主席 the 主席 behind 欧洲理事会. Rows with hides=yes mean it.
func (c *checker) hidden() {
	tails := map[string]bool{}
	for f, uses := range c.forms {
		for _, u := range uses {
			switch u.kind {
			case "Organ", "OrgTail":
				tails[f] = true
			case "Polity":
				for i := range f {
					if i > 0 && utf8.RuneCountInString(f[i:]) > 1 {
						tails[f[i:]] = true
					}
				}
			}
		}
	}
	for f, uses := range c.forms {
		for _, u := range uses {
			if strings.Contains(u.attrs, "hides=yes") {
				continue
			}
			switch u.kind {
			case "Stop", "SoftStop", "Modal", "Adverb":
				if inner, kind := c.inside(f); inner != "" && !c.asked(f) {
					c.find(u.file, u.line, "%s %s hides %s %s", u.kind, f, kind, inner)
				}
			case "OfficeHead":
				for i := range f {
					if tails[f[:i]] && c.is(f[i:], "OfficeHead") {
						c.find(u.file, u.line, "OfficeHead %s hides %s behind a name that ends in %s", f, f[i:], f[:i])
					}
				}
			}
		}
	}
	slices.Sort(c.findings)
}

// inside gives a form strictly inside f that rules ask for, and its type.
func (c *checker) inside(f string) (form, kind string) {
	for i := range f {
		for j := i + 1; j <= len(f); j++ {
			part := f[i:j]
			if part == f || utf8.RuneCountInString(part) < 2 && part != "将" {
				continue
			}
			for _, u := range c.forms[part] {
				if asked(u.kind) {
					return part, u.kind
				}
			}
		}
	}
	return "", ""
}

// asked says that rules ask for a type, so that hiding it loses facts.
func asked(kind string) bool {
	return strings.HasSuffix(kind, "Verb") || slices.Contains(entityTypes, kind) ||
		slices.Contains([]string{"MeetingHead", "OfficeHead", "Class", "Organ", "Group", "Modal", "PolityRef", "OrgRef"}, kind)
}

// asked says that the form itself has a type that rules ask for.
func (c *checker) asked(f string) bool {
	return slices.ContainsFunc(c.forms[f], func(u formUse) bool { return asked(u.kind) })
}

// is says that the form is one of that type.
func (c *checker) is(f, kind string) bool {
	return slices.ContainsFunc(c.forms[f], func(u formUse) bool { return u.kind == kind })
}

// references finds codes that point to no row.
func (c *checker) references() {
	for _, r := range c.refs {
		if _, ok := c.codes[r.kind+" "+r.code]; !ok {
			c.findings = append(c.findings, fmt.Sprintf("%s: no %s %s in the tables", r.where, r.kind, r.code))
		}
	}
}
