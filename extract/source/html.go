package source

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"

	"gongbao/extract/text"
)

// headSize is how far into a page its character set must be declared, titleSize
// how far its title and date are looked for, in bytes.
const (
	headSize  = 4 << 10
	titleSize = 64 << 10
)

// declaredCharset returns the character set that a page declares in its head.
func declaredCharset(data []byte) string {
	head := bytes.ToLower(data[:min(len(data), headSize)])
	for {
		i := bytes.Index(head, []byte("charset"))
		if i < 0 {
			return ""
		}
		head = head[i+len("charset"):]
		value := bytes.TrimLeft(head, " \t\r\n")
		if len(value) == 0 || value[0] != '=' {
			continue
		}
		value = bytes.TrimLeft(value[1:], " \t\r\n\"'")
		end := bytes.IndexAny(value, "\"' ;/>\t\r\n")
		if end < 0 {
			end = len(value)
		}
		if name, ok := charsetNames[string(value[:end])]; ok {
			return name
		}
	}
}

// pageHead takes title, date and address out of the head of a page.
func pageHead(d *Document) {
	in := decode(d.Bytes[:min(len(d.Bytes), titleSize)], d.Charset, false)
	z := html.NewTokenizer(strings.NewReader(in.text))
	var h head
	for {
		switch z.Next() {
		case html.ErrorToken:
			h.settle(d)
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			if tok := z.Token(); !h.start(tok, z) {
				h.settle(d)
				return
			}
		}
	}
}

// head is what the head of a page tells.
type head struct {
	title, metaTitle, date, url string
}

// start reads one element of the head. It returns false at the body.
func (h *head) start(tok html.Token, z *html.Tokenizer) bool {
	switch tok.Data {
	case "body":
		return false
	case "title":
		if z.Next() == html.TextToken && h.title == "" {
			h.title = strings.Join(strings.Fields(html.UnescapeString(string(z.Text()))), " ")
		}
	case "link":
		if strings.EqualFold(attribute(tok, "rel"), "canonical") && h.url == "" {
			h.url = absolute(attribute(tok, "href"))
		}
	case "meta":
		h.meta(strings.ToLower(or(attribute(tok, "name"), attribute(tok, "property"))), strings.TrimSpace(attribute(tok, "content")))
	}
	return true
}

func (h *head) meta(name, content string) {
	if content == "" {
		return
	}
	switch name {
	case "articletitle", "og:title", "dc.title", "twitter:title":
		h.metaTitle = or(h.metaTitle, content)
	case "og:url", "url":
		h.url = or(h.url, absolute(content))
	case "pubdate", "publishdate", "article:published_time", "dc.date", "dc.date.issued", "date", "publish-date", "og:release_date", "datepublished", "apub:time":
		h.date = or(h.date, isoDate(content))
	}
}

// absolute returns an address that says its scheme, and "" for any other.
func absolute(url string) string {
	if strings.HasPrefix(url, "http://") || strings.HasPrefix(url, "https://") {
		return url
	}
	return ""
}

// shortestTitle is the length below which what stands before a separator in a
// page's title is not taken for the whole of it, in bytes.
const shortestTitle = 12

func (h *head) settle(d *Document) {
	title := h.metaTitle
	if title == "" {
		title = h.title
		for _, mark := range []string{"_", "|", " - ", "--"} {
			if i := strings.Index(title, mark); i >= shortestTitle {
				title = strings.TrimSpace(title[:i])
			}
		}
	}
	d.Title = or(d.Title, title)
	d.URL = or(d.URL, h.url)
	if d.Date == "" && h.date != "" {
		d.Date, d.DateSource = h.date, DateMetadata
	}
}

func attribute(tok html.Token, name string) string {
	for _, a := range tok.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// Elements by what they do to the text.
var (
	dropped = setOf("script", "style", "noscript", "template", "svg", "iframe", "select", "textarea", "object", "canvas", "math", "audio", "video", "head", "title")
	blocks  = setOf("p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "ul", "ol", "li", "table", "tr", "blockquote", "pre",
		"h1", "h2", "h3", "h4", "h5", "h6", "figure", "figcaption", "dl", "dt", "dd", "form", "br", "hr", "address", "body", "tbody", "thead", "caption", "center", "fieldset")
	void   = setOf("br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr", "param")
	aside  = setOf("nav", "footer", "aside", "form", "button")
	around = setOf("nav", "navbar", "menu", "footer", "sidebar", "breadcrumb", "breadcrumbs", "crumb", "share", "sharing", "social", "comment", "comments",
		"related", "recommend", "copyright", "toolbar", "pagination", "pager", "subscribe", "advert", "ads", "banner", "topbar", "toplink", "bottombar", "login", "search")
)

func setOf(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

// kinds are the elements that tell the kind of their lines.
var kinds = map[string]text.Kind{
	"h1": text.Headline, "h2": text.Headline, "h3": text.Headline, "h4": text.Headline, "h5": text.Headline, "h6": text.Headline,
	"figcaption": text.Caption, "dt": text.Label, "dd": text.Value,
}

// nested bounds how far up an end tag looks for its element, and how deep
// elements are followed.
const nested = 512

// page reads an HTML document. Text keeps its place in the source, entities
// included; block elements begin lines, and elements for navigation mark theirs
// as furniture.
type page struct {
	*cleaner
	open []element
	drop int // open elements that are left out whole
	off  int // bytes of the decoded text before the current token
}

// element is an open element: its name, and the kind of lines outside of it.
type element struct {
	name    string
	kind    text.Kind // in force inside
	dropped bool
}

// page cleans an HTML document.
func (c *cleaner) page() {
	c.flow = true
	p := &page{cleaner: c}
	z := html.NewTokenizer(strings.NewReader(c.in.text))
	for {
		kind := z.Next()
		raw := len(z.Raw())
		if kind == html.ErrorToken {
			return
		}
		switch kind {
		case html.TextToken:
			if p.drop == 0 {
				c.run(p.off, p.off+raw)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			p.begin(tok, kind == html.SelfClosingTagToken || void[tok.Data])
		case html.EndTagToken:
			name, _ := z.TagName()
			p.end(string(name))
		}
		p.off += raw
	}
}

// kind returns the kind of lines in force.
func (p *page) kind() text.Kind {
	if len(p.open) == 0 {
		return text.Body
	}
	return p.open[len(p.open)-1].kind
}

// lineBreak ends the line, if one has begun.
func (p *page) lineBreak() {
	p.b.TrimSpace(true)
	if last := p.b.Last(); last != 0 && last != '\n' {
		p.atoms("\n", p.off, p.off)
	}
}

func (p *page) begin(tok html.Token, closed bool) {
	if p.drop > 0 && blocks[tok.Data] && len(p.open) > 0 && p.open[len(p.open)-1].name == "head" {
		p.end("head") // whose end tag may be left out
	}
	if p.drop == 0 {
		switch {
		case blocks[tok.Data]:
			p.lineBreak()
		case tok.Data == "td" || tok.Data == "th":
			p.cell()
		}
	}
	if closed || len(p.open) >= nested {
		return
	}
	e := element{name: tok.Data, kind: p.kind(), dropped: dropped[tok.Data]}
	if e.dropped {
		p.drop++
	}
	switch kind, ok := kinds[tok.Data]; {
	case e.kind == text.Furniture:
	case aside[tok.Data] || blocks[tok.Data] && tok.Data != "body" && isAround(tok):
		e.kind = text.Furniture
	case ok:
		e.kind = kind
	}
	if e.kind != p.kind() {
		p.b.Mark(e.kind)
	}
	p.open = append(p.open, e)
}

// cell puts a space between the cells of a row.
func (p *page) cell() {
	if last := p.b.Last(); last != 0 && last != '\n' && last != ' ' {
		p.atoms(" ", p.off, p.off)
	}
}

func (p *page) end(name string) {
	for i := len(p.open) - 1; i >= 0; i-- {
		if p.open[i].name != name {
			continue
		}
		if p.drop == 0 && blocks[name] {
			p.lineBreak()
		}
		before := p.kind()
		for _, e := range p.open[i:] {
			if e.dropped {
				p.drop--
			}
		}
		p.open = p.open[:i]
		if p.kind() != before {
			p.lineBreak()
			p.b.Mark(p.kind())
		}
		return
	}
	if p.drop == 0 && name == "p" {
		p.lineBreak()
	}
}

// isAround reports elements whose class or id says that they are not the text:
// nav, share-bar, page_footer.
func isAround(tok html.Token) bool {
	for _, a := range tok.Attr {
		if a.Key != "class" && a.Key != "id" {
			continue
		}
		for _, word := range strings.FieldsFunc(strings.ToLower(a.Val), func(r rune) bool { return r == ' ' || r == '-' || r == '_' }) {
			if around[word] {
				return true
			}
		}
	}
	return false
}
