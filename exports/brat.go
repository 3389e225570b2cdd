package exports

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
)

// brat writes the standoff format of the brat annotation tool, version 1.3: for
// each document its text (.txt) and what was read in it (.ann), and the
// configuration that declares classes and relations. Offsets count code points,
// as brat's do. A statement becomes a relation between its subject and its
// object for each reading in which both stand in the text; its other parts are
// in a note.
type brat struct{}

func (brat) Name() string         { return "brat" }
func (brat) Extensions() []string { return nil }
func (brat) About() string        { return "a folder of texts and annotations for brat" }

func (brat) Write(ctx context.Context, out Output, src Source, o Options) (int, error) {
	classes, relations := map[string]bool{}, map[string]bool{}
	names := newNames()
	n, without := 0, 0
	for g, err := range graphs(ctx, src) {
		if err != nil {
			return n, err
		}
		if len(g.statements) == 0 {
			continue
		}
		text, err := src.Text(g.document.id)
		if err != nil {
			return n, err
		}
		if text == "" {
			without++
			continue
		}
		name := names.file(cmp.Or(g.document.title, g.document.id, localName(g.document.iri)))
		w, err := out.Create(name + ".txt")
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			return n, err
		}
		if w, err = out.Create(name + ".ann"); err != nil {
			return n, err
		}
		a := &annotations{g: g, text: []rune(text), lang: o.Lang, spans: map[mark]int{}, classes: classes, relations: relations}
		n += a.collect()
		if _, err := io.WriteString(w, a.out.String()); err != nil {
			return n, err
		}
	}
	if n == 0 && without > 0 {
		return 0, errors.New("the store keeps no texts, which brat needs; build without --no-text")
	}
	w, err := out.Create("annotation.conf")
	if err != nil {
		return n, err
	}
	_, err = io.WriteString(w, bratConfiguration(classes, relations))
	return n, err
}

// bratConfiguration declares what annotations use.
func bratConfiguration(classes, relations map[string]bool) string {
	var b strings.Builder
	sorted := func(m map[string]bool) []string {
		var out []string
		for k := range m {
			out = append(out, k)
		}
		return distinct(out)
	}
	b.WriteString("[entities]\n")
	for _, c := range sorted(classes) {
		b.WriteString(c + "\n")
	}
	b.WriteString("[relations]\n<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n")
	for _, r := range sorted(relations) {
		b.WriteString(r + "\tArg1:<ENTITY>, Arg2:<ENTITY>\n")
	}
	b.WriteString("[events]\n[attributes]\n")
	return b.String()
}

// annotations collects the lines of one .ann file.
type annotations struct {
	g                  *graph
	text               []rune
	lang               string
	spans              map[mark]int // by class (in slot) and place
	relationCount      int
	out                strings.Builder
	classes, relations map[string]bool
}

// collect writes all readings in text order and returns the number of
// statements that have one.
func (a *annotations) collect() int {
	type read struct {
		st *statement
		e  *evidence
	}
	var all []read
	n := 0
	for _, st := range a.g.statements {
		has := false
		for i := range st.evidence {
			e := &st.evidence[i]
			if s, o := e.mark("subject"), e.mark("object"); s.end > s.start && o.end > o.start {
				all = append(all, read{st, e})
				has = true
			}
		}
		if has {
			n++
		}
	}
	slices.SortStableFunc(all, func(x, y read) int {
		return cmp.Or(x.e.mark("subject").start-y.e.mark("subject").start, x.e.mark("object").start-y.e.mark("object").start)
	})
	for _, r := range all {
		subject := a.span(r.e.mark("subject"), cmp.Or(a.g.classOf(r.st.subject), "Thing"))
		object := a.span(r.e.mark("object"), cmp.Or(a.g.classOf(r.st.object), "Value"))
		for _, m := range r.e.marks {
			if m.slot != "subject" && m.slot != "object" && m.end > m.start {
				a.span(m, "Qualifier")
			}
		}
		a.relationCount++
		relation := bratName(r.st.relation())
		a.relations[relation] = true
		fmt.Fprintf(&a.out, "R%d\t%s Arg1:T%d Arg2:T%d\n", a.relationCount, relation, subject, object)
		note := []string{r.st.iri, r.st.modality, r.e.rule}
		for _, q := range []qualifierText{{"start", r.st.start}, {"end", r.st.end}, {"", a.g.values(r.st.qualifiers, a.lang)}} {
			switch {
			case q.text == "":
			case q.name == "":
				note = append(note, q.text)
			default:
				note = append(note, q.name+"="+q.text)
			}
		}
		fmt.Fprintf(&a.out, "#%d\tAnnotatorNotes R%d\t%s\n", a.relationCount, a.relationCount, oneLine(strings.Join(note, "; ")))
	}
	return n
}

type qualifierText struct{ name, text string }

// span writes a text-bound annotation, once for each class and place, and
// returns its number. A span over several lines is written in pieces, as brat
// demands.
func (a *annotations) span(m mark, class string) int {
	class = bratName(class)
	key := mark{slot: class, start: m.start, end: m.end}
	if n, ok := a.spans[key]; ok {
		return n
	}
	n := len(a.spans) + 1
	a.spans[key] = n
	a.classes[class] = true
	var places, texts []string
	for start := m.start; start < m.end; {
		end := start
		for end < m.end && end < len(a.text) && a.text[end] != '\n' {
			end++
		}
		if end > start {
			places = append(places, fmt.Sprintf("%d %d", start, end))
			texts = append(texts, quote(a.text, start, end))
		}
		start = end + 1
	}
	fmt.Fprintf(&a.out, "T%d\t%s %s\t%s\n", n, class, strings.Join(places, ";"), oneLine(strings.Join(texts, " ")))
	return n
}

// bratName leaves the letters, digits and hyphens that names of types may have.
func bratName(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '_'
	}, name)
}

// oneLine makes tabs and line breaks spaces.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			return ' '
		}
		return r
	}, s)
}
