package page

import (
	_ "embed"
	"html/template"
	"io"
	"strings"

	"gongbao/ontology"
)

//go:embed page.gohtml
var layout string

var htmlPage = template.Must(template.New("page").Funcs(template.FuncMap{
	"languages": func() []string { return ontology.Languages },
	"language":  func(tag string) string { return languageNames[tag] },
	"code":      func(s string) bool { return strings.ContainsAny(s, "?(") },
}).Parse(layout))

// HTML writes the page as one HTML file that needs no other. The anchor of each
// term is its local name, so that the page can be served where the namespace
// leads.
func (p *Page) HTML(w io.Writer) error { return htmlPage.Execute(w, p) }
