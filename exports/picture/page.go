package picture

import (
	_ "embed"
	"html/template"
	"io"
	"strings"

	"gongbao/graph/lookup"
)

//go:embed page.html.tmpl
var pageTemplate string

//go:embed page.css
var pageStyle string

var pages = template.Must(template.New("page").Parse(pageTemplate))

// head is what every page begins with.
type head struct {
	Lang, Title string
	Style       template.CSS
	Words       map[string]string
}

func (o Options) head(title string) head {
	w := map[string]string{}
	for key := range words() {
		w[key] = o.word(key)
	}
	return head{Lang: o.tag(), Title: clean(title), Style: template.CSS(pageStyle + style), Words: w}
}

// entityPage is what the page of an entity shows.
type entityPage struct {
	head
	Kind, Counts, Names, IRI string
	Neighbourhood, Timeline  template.HTML
	Facts                    []factRow
	More                     string
}

// factRow is a line of the table of facts.
type factRow struct {
	Ref, Relation, IRI, Label, Detail, Time string
	Quotes                                  []quote
	More                                    string
}

// quote is a sentence with its marks and where it stands.
type quote struct {
	Parts                          []part
	Document, URL, Date, Rule, Ref string
}

// part is a piece of a sentence; Slot says what a marked one is.
type part struct {
	Text, Slot string
	Marked     bool
}

// quotesOfFact is how many sentences a fact is shown with.
const quotesOfFact = 3

// HTML writes a page with the picture and below it the facts that it shows with
// the sentences they were read in, for which the scene must have been gathered
// with Evidence.
func (s *Scene) HTML(w io.Writer) error {
	p := entityPage{
		head: s.o.head(s.Entity.Label), Kind: s.className(), Counts: s.word("counts", s.Facts, s.Documents), IRI: clean(s.Entity.IRI),
		Neighbourhood: s.figure("relations", "describe", func(c *canvas, width float64) (float64, float64) {
			wide, high := s.neighbourhood(c, 12)
			return wide, high + 28 + s.legend(c, high+28, wide)
		}),
	}
	if len(s.times) > 0 {
		p.Timeline = s.figure("times", "describetimes", func(c *canvas, width float64) (float64, float64) {
			return width, s.timeline(c, 4, width) + 12
		})
	}
	p.Names = strings.Join(s.otherNames(), " · ")
	for _, f := range s.shown {
		p.Facts = append(p.Facts, s.factRow(f))
	}
	if n := s.Facts - len(s.shown); n > 0 {
		p.More = s.word("more", n)
	}
	return pages.ExecuteTemplate(w, "entity", p)
}

// figure draws a picture to stand on a page.
func (s *Scene) figure(prefix, description string, draw func(*canvas, float64) (width, height float64)) template.HTML {
	var body, c canvas
	width, height := draw(&body, 1120)
	c.begin(prefix, s.o.tag(), width, height, s.Entity.Label, s.word(description, s.Entity.Label), false)
	c.b.WriteString(body.b.String())
	c.close("svg")
	return template.HTML(c.b.String())
}

func (s *Scene) factRow(f *lookup.Fact) factRow {
	r := factRow{Ref: f.Ref, Relation: s.name(f.Relation), IRI: f.Object.IRI, Label: clean(f.Object.Label), Time: timeText(f.Start, f.End)}
	switch {
	case s.isSelf(f.Subject):
	case s.isSelf(f.Object):
		r.Relation, r.IRI, r.Label = "← "+r.Relation, f.Subject.IRI, clean(f.Subject.Label)
	default:
		r.IRI, r.Label = f.Subject.IRI, clean(f.Subject.Label+" → "+f.Object.Label)
	}
	if !webAddress(r.IRI) {
		r.IRI = ""
	}
	r.Detail = clean(s.qualifierText(f))
	if f.Modality != asserted {
		r.Detail = strings.TrimPrefix(r.Detail+" · "+s.name(f.Modality), " · ")
	}
	for _, st := range f.Sources {
		src := s.sources[st.IRI]
		for _, e := range src.evidence {
			if len(r.Quotes) == quotesOfFact {
				break
			}
			q := quote{Document: clean(src.title), Date: src.date, Rule: e.Rule, Ref: short(st.Ref), Parts: s.parts(e)}
			if webAddress(src.url) {
				q.URL = src.url
			}
			r.Quotes = append(r.Quotes, q)
		}
	}
	if n := len(f.Sources) - quotesOfFact; n > 0 {
		r.More = s.word("more", n)
	}
	return r
}

// parts takes the sentence of a reading apart at its marks; where the text is
// not kept, the marks alone.
func (s *Scene) parts(e *lookup.Evidence) []part {
	var out []part
	if e.Sentence == "" {
		for i, m := range e.Marks {
			if i > 0 {
				out = append(out, part{Text: " … "})
			}
			out = append(out, part{Text: clean(m.Exact), Slot: s.name(m.Slot), Marked: true})
		}
		return append(out, part{Text: " (" + s.word("notext") + ")"})
	}
	runes := []rune(e.Sentence)
	at := 0
	for _, m := range e.Marks { // in text order; of two that overlap the first counts
		from, to := m.Start-e.SentenceStart, m.End-e.SentenceStart
		if from < at || to > len(runes) || from >= to {
			continue
		}
		out = append(out, part{Text: clean(string(runes[at:from]))}, part{Text: clean(string(runes[from:to])), Slot: s.name(m.Slot), Marked: true})
		at = to
	}
	return append(out, part{Text: clean(string(runes[at:]))})
}
