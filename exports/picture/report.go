package picture

import (
	"html/template"
	"io"
)

// Report is a page of charts about a whole graph.
type Report struct {
	Documents, Facts, Quads uint64
	Charts                  []Chart
}

// reportPage is what the page shows.
type reportPage struct {
	head
	Counts string
	Charts []chartPart
}

type chartPart struct {
	Title, Name string
	Picture     template.HTML
	Bars        []Bar
}

// HTML writes the report: each chart with its numbers beside it. Charts without
// counts are left out.
func (r *Report) HTML(w io.Writer, o Options) error {
	p := reportPage{head: o.head(o.word("holdings")), Counts: o.word("quantity", r.Documents, r.Facts, r.Quads)}
	for i := range r.Charts {
		ch := &r.Charts[i]
		if len(ch.Bars) == 0 {
			continue
		}
		key := ch.Kind
		if key == "relation" {
			key = "relation-chart"
		}
		title := o.word(key)
		var body, c canvas
		height := ch.draw(&body, o)
		if height == 0 {
			continue
		}
		c.begin(ch.Kind, o.tag(), chartWide, height, title, p.Counts, false)
		c.b.WriteString(body.b.String())
		c.close("svg")
		part := chartPart{Title: title, Name: o.word("by-" + ch.Kind), Picture: template.HTML(c.b.String())}
		for _, b := range ch.Bars {
			part.Bars = append(part.Bars, Bar{clean(b.Label), b.Count})
		}
		p.Charts = append(p.Charts, part)
	}
	return pages.ExecuteTemplate(w, "report", p)
}
