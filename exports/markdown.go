package exports

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"gongbao/graph/rdf"
)

// markdown writes a folder of notes with wikilinks, for Obsidian, Logseq and
// Foam: a note for each thing in the folder of its class, with its names in the
// front matter and its facts in both directions, each with the sentence it was
// read from and a link to the note of its document.
type markdown struct{}

func (markdown) Name() string         { return "markdown" }
func (markdown) Extensions() []string { return nil }
func (markdown) About() string        { return "a folder of linked notes for Obsidian and others" }

// notes is the work of one export.
type notes struct {
	files map[string]string // by IRI, without an extension
	label map[string]string
	// facts are the lines of each thing's note below their headings.
	facts map[string]map[string][]string
}

func (markdown) Write(ctx context.Context, out Output, src Source, o Options) (int, error) {
	m, err := merge(ctx, src, o.Lang)
	if err != nil {
		return 0, err
	}
	x := &notes{files: map[string]string{}, label: map[string]string{}, facts: map[string]map[string][]string{}}
	names := newNames()
	for _, n := range m.nodes {
		x.label[n.iri] = n.label(o.Lang)
		x.files[n.iri] = names.file(localName(n.class()), x.label[n.iri])
	}
	count := 0
	for g, err := range graphs(ctx, src) {
		if err != nil {
			return count, err
		}
		text, err := src.Text(g.document.id)
		if err != nil {
			return count, err
		}
		runes := []rune(text)
		source := ""
		if len(g.statements) > 0 {
			d := &g.document
			x.label[d.iri] = cmp.Or(d.title, d.id, localName(d.iri))
			x.files[d.iri] = names.file("SourceDocument", x.label[d.iri])
			source = x.link(d.iri)
			w, err := out.Create(x.files[d.iri] + ".md")
			if err == nil {
				err = x.document(w, g, runes)
			}
			if err != nil {
				return count, err
			}
		}
		for _, st := range g.statements {
			x.statement(st, source, runes)
			count++
		}
		for _, q := range g.plain {
			x.both(q.S, q.P.Value, q.O, "")
			count++
		}
	}
	for _, n := range m.nodes {
		w, err := out.Create(x.files[n.iri] + ".md")
		if err == nil {
			err = x.thing(w, n)
		}
		if err != nil {
			return count, err
		}
	}
	return count, nil
}

// link is a wikilink to a note, or the plain name where there is none.
func (x *notes) link(iri string) string {
	file, ok := x.files[iri]
	if !ok {
		return plainText(localName(iri))
	}
	return "[[" + file + "|" + strings.NewReplacer("|", "/", "]", ")", "[", "(").Replace(oneLine(x.label[iri])) + "]]"
}

// show is a link to a thing, and a value as it is.
func (x *notes) show(t rdf.Term) string {
	if isNode(t) {
		return x.link(nameOf(t))
	}
	return plainText(t.Value)
}

// plainText escapes what Markdown gives a meaning to.
func plainText(s string) string {
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, "#", `\#`).Replace(oneLine(s))
}

// statement adds a statement to the notes of its subject and its object.
func (x *notes) statement(st *statement, source string, text []rune) {
	var about []string
	switch {
	case st.start != "" && st.end != "":
		about = append(about, st.start+" – "+st.end)
	case st.start != "":
		about = append(about, "from "+st.start)
	case st.end != "":
		about = append(about, "until "+st.end)
	}
	for _, q := range st.qualifiers {
		about = append(about, q.name+": "+x.show(q.value))
	}
	if st.modality != "" && st.modality != "asserted" {
		about = append(about, st.modality)
	}
	tail := ""
	if len(about) > 0 {
		tail = " (" + strings.Join(about, "; ") + ")"
	}
	tail += " — " + source
	if len(st.evidence) > 0 {
		if q := quote(text, st.evidence[0].start, st.evidence[0].end); q != "" {
			tail += "\n  > " + plainText(q)
		}
	}
	x.both(st.subject, st.predicate, st.object, tail)
}

// both adds a relation to the notes of both its ends.
func (x *notes) both(s rdf.Term, predicate string, o rdf.Term, tail string) {
	add := func(iri, heading, line string) {
		if x.facts[iri] == nil {
			x.facts[iri] = map[string][]string{}
		}
		x.facts[iri][heading] = append(x.facts[iri][heading], line)
	}
	name := localName(predicate)
	add(nameOf(s), name, "- "+x.show(o)+tail)
	if isNode(o) {
		add(nameOf(o), "← "+name, "- "+x.show(s)+tail)
	}
}

// thing writes the note of a thing.
func (x *notes) thing(w io.Writer, n *mergedNode) error {
	var b strings.Builder
	front(&b, "iri", n.iri)
	front(&b, "class", n.class())
	if len(n.codes) > 0 {
		front(&b, "codes", n.codes...)
	}
	front(&b, "aliases", n.texts()...)
	fmt.Fprintf(&b, "---\n# %s\n", plainText(x.label[n.iri]))
	for _, heading := range slices.Sorted(maps.Keys(x.facts[n.iri])) {
		fmt.Fprintf(&b, "\n## %s\n", heading)
		lines := x.facts[n.iri][heading]
		slices.Sort(lines)
		for _, line := range slices.Compact(lines) {
			b.WriteString(line + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// document writes the note of a source document: what is known of it and its
// text.
func (x *notes) document(w io.Writer, g *graph, text []rune) error {
	var b strings.Builder
	d := &g.document
	front(&b, "iri", d.iri)
	front(&b, "class", "SourceDocument")
	for _, f := range [][2]string{{"date", d.date}, {"language", d.language}, {"url", d.url}} {
		if f[1] != "" {
			front(&b, f[0], f[1])
		}
	}
	fmt.Fprintf(&b, "---\n# %s\n\n", plainText(x.label[d.iri]))
	for line := range strings.SplitSeq(strings.TrimSuffix(string(text), "\n"), "\n") {
		if line != "" {
			b.WriteString(plainText(line) + "\n\n")
		}
	}
	_, err := io.WriteString(w, strings.TrimRight(b.String(), "\n")+"\n")
	return err
}

// front writes a field of the front matter, which the first one begins. Values
// are quoted as JSON strings, which YAML reads.
func front(b *strings.Builder, name string, values ...string) {
	if b.Len() == 0 {
		b.WriteString("---\n")
	}
	quoted := make([]string, len(values))
	for i, v := range values {
		line, err := marshal(v)
		if err != nil {
			line = []byte(`""`) // a string is always written
		}
		quoted[i] = string(line)
	}
	if len(quoted) == 1 && name != "aliases" && name != "codes" {
		fmt.Fprintf(b, "%s: %s\n", name, quoted[0])
		return
	}
	fmt.Fprintf(b, "%s: [%s]\n", name, strings.Join(quoted, ", "))
}
