package source

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"gongbao/extract/text"
)

// shape shows the lines of a text with their kinds, body lines without.
func shape(x *text.Text) string {
	var out strings.Builder
	for _, line := range x.Lines() {
		if line.Kind != text.Body {
			out.WriteString(line.Kind.String() + ": ")
		}
		out.WriteString(x.Slice(line.Span) + "\n")
	}
	return out.String()
}

func parse(t testing.TB, path string, data []byte, o Options) (*Document, *text.Text) {
	t.Helper()
	d, err := Parse(path, data, o)
	if err != nil {
		t.Fatal(err)
	}
	x, err := Clean(d)
	if err != nil {
		t.Fatal(err)
	}
	return d, x
}

const webPage = `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>湖区合作组织举行元首会议_某某网</title>
<meta name="PubDate" content="2016-11-05 10:30"><link rel="canonical" href="https://example.org/2016/1106/a.html">
<style>p { color: red }</style><script>var a = "<p>no</p>";</script></head>
<body class="nav-open"><div class="top-nav"><a href="/">首页</a> <a href="/news">新闻</a></div>
<h1>湖区合作组织举行元首会议</h1>
<div class="info">来源：某某社 2016年11月05日</div>
<div id="content"><p>　　某国总统<b>林德</b>5日在首都&ldquo;湖畔宫&rdquo;出席
会议。</p><p>会议由&nbsp;林德主持。<br>会议通过宣言。
<table><tr><th>主席</th><td>林德</td></tr></table>
<figure><img src="a.jpg"><figcaption>图为会场。</figcaption></figure></div>
<dl><dt>地点</dt><dd>首都</dd></dl>
<ul class="related-list"><li>相关一</li></ul>
<footer>版权所有</footer></body></html>`

func TestHTML(t *testing.T) {
	d, x := parse(t, "a.html", []byte(webPage), Options{})
	if d.Title != "湖区合作组织举行元首会议" || d.Date != "2016-11-05" || d.DateSource != DateMetadata ||
		d.URL != "https://example.org/2016/1106/a.html" || d.ID != d.URL || d.MediaType != HTML {
		t.Errorf("head: %+v", *d)
	}
	want := `furniture: 首页 新闻
headline: 湖区合作组织举行元首会议
furniture: 来源：某某社 2016年11月05日
某国总统林德5日在首都“湖畔宫”出席会议。
会议由 林德主持。
会议通过宣言。
主席 林德
caption: 图为会场。
label: 地点
value: 首都
furniture: 相关一
furniture: 版权所有
`
	if got := shape(x); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	at := x.RuneOffset(strings.Index(x.String(), "总统林德5日在首都“湖"))
	start, end := x.Source(text.Span{Start: at, End: at + 11})
	if got := webPage[start:end]; got != "总统<b>林德</b>5日在首都&ldquo;湖" {
		t.Errorf("source %q", got)
	}
}

// TestHTMLCharset reads a page in GB18030 that declares it as GB2312, with its
// places in the bytes of the page.
func TestHTMLCharset(t *testing.T) {
	page := encodeGB(t, `<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>会议</title></head><body><p>会议</p></body></html>`)
	d, x := parse(t, "a.htm", page, Options{})
	if d.Charset != GB18030 || x.String() != "会议" {
		t.Fatalf("charset %s, text %q", d.Charset, x)
	}
	start, end := x.Source(text.Span{Start: 0, End: 2})
	if string(page[start:end]) != string(encodeGB(t, "会议")) || start < 100 {
		t.Errorf("source [%d,%d)", start, end)
	}
}

func TestHTMLWithoutEnds(t *testing.T) {
	_, x := parse(t, "a.html", []byte("<title>题</title><h1>题<p>一<p>二<li>三<div>四</b></div>五"), Options{})
	if got := x.String(); got != "题\n一\n二\n三\n四\n五" {
		t.Errorf("text %q", got)
	}
}

func TestMarkdown(t *testing.T) {
	src := "---\ntitle: x\n---\n# 会议**公报** #\n\n- 某国[总统](http://example.org)*林德*出席。\n\n> 会议通过`宣言`。\n\n| 职务 | 姓名 |\n|---|---|\n| 总统 | 林德 |\n\n![图](a.png)\n\\*星\n"
	d, x := parse(t, "a.md", []byte(src), Options{})
	want := "headline: 会议公报\n某国总统林德出席。\n会议通过宣言。\n职务  姓名\n总统  林德\n图\n*星\n"
	if got := shape(x); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if d.Title != "会议公报" {
		t.Errorf("title %q", d.Title)
	}
	at := x.RuneOffset(strings.Index(x.String(), "总统林德"))
	start, end := x.Source(text.Span{Start: at, End: at + 4})
	if got := src[start:end]; got != "总统](http://example.org)*林德" {
		t.Errorf("source %q", got)
	}
}

// docxFile makes a DOCX file with the given body.
func docxFile(t testing.TB, body string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range map[string]string{
		"word/document.xml": `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`,
		"docProps/core.xml": `<cp:coreProperties xmlns:cp="c" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>会议公报</dc:title></cp:coreProperties>`,
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestDOCX(t *testing.T) {
	data := docxFile(t, `<w:p><w:r><w:t>某国总统</w:t></w:r><w:r><w:t>林德</w:t><w:br/><w:t>出席会议。</w:t></w:r></w:p><w:p><w:r><w:delText>删</w:delText><w:instrText>PAGE</w:instrText><w:t>第二段。</w:t></w:r></w:p>`)
	d, x := parse(t, "a.docx", data, Options{})
	if got := x.String(); got != "某国总统林德\n出席会议。\n第二段。" {
		t.Errorf("text %q", got)
	}
	if !d.Extracted || d.Title != "会议公报" || d.MediaType != DOCX {
		t.Errorf("%+v", *d)
	}
	start, end := x.Source(text.Span{Start: 4, End: 6})
	if got := string(d.Bytes[start:end]); got != "林德" {
		t.Errorf("source %q", got)
	}
}

func TestDates(t *testing.T) {
	for url, want := range map[string]string{
		"https://a.cn/2024/07/05/x.shtml": "2024-07-05", "http://a.cn/2024-07/05/c_1.htm": "2024-07-05", "http://a.cn/n1/2024/0705/c1.html": "2024-07-05",
		"http://a.cn/202407/t20240705_1.html": "2024-07-05", "http://a.cn/2024-7-5/": "2024-07-05", "http://a.cn/VIDE1355098129125435.shtml": "",
		"http://a.cn/20241305/": "", "http://a.cn/120240705/": "", "": "",
	} {
		if got := dateInURL(url); got != want {
			t.Errorf("%s: %q, want %q", url, got, want)
		}
	}
	for in, want := range map[string]string{
		"2024-07-05T10:00:00+08:00": "2024-07-05", "2024/7/5": "2024-07-05", "20240705": "2024-07-05", "2024年7月5日 10:00": "2024-07-05",
		"二〇一二年六月七日": "2012-06-07", "2024-07": "2024-07", "2024": "2024", "yesterday": "", "": "", "2024-13": "",
	} {
		if got := isoDate(in); got != want {
			t.Errorf("isoDate(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"会议公报\n(2012年6月7日新闻公报)\n会议在某城举行。":      "2012-06-07",
		"会议举行\n发布时间：2024-07-05 10:23\n正文在此。":   "2024-07-05",
		"新华社某城2012年6月7日电（记者林某）某国总统会见来宾。":       "2012-06-07",
		"会议公报\n正文在此。\n二〇一二年六月廿一日于某城":           "2012-06-21",
		"2012年6月7日，会议在某城举行，各国领导人出席并讲话。\n正文在此。": "",
	} {
		d := &Document{Path: "a.txt", Bytes: []byte(in), Charset: UTF8, MediaType: Plain}
		if _, err := Clean(d); err != nil {
			t.Fatal(err)
		}
		if d.Date != want || (d.DateSource == DateLine) != (want != "") {
			t.Errorf("%q: %q from %q, want %q", in, d.Date, d.DateSource, want)
		}
	}
}
