package page

import (
	"fmt"
	"io"
	"strings"

	"gongbao/ontology"
)

// languageNames are how the languages are called on the page, in the order of
// ontology.Languages.
var languageNames = map[string]string{"en": "English", "zh-Hans": "简体", "zh-Hant": "繁體"}

// Markdown writes the page in CommonMark with tables as GitHub has them.
func (p *Page) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n%s · %s\n\n", p.Titles["en"], p.Titles["zh-Hans"], p.Titles["zh-Hant"])
	for _, lang := range ontology.Languages {
		fmt.Fprintf(&b, "%s\n\n", p.Descriptions[lang])
	}
	fmt.Fprintf(&b, "| | |\n|---|---|\n| namespace | `%s` |\n| prefix | `gb` |\n| version | %s of %s, begun %s |\n| licence | <%s> |\n| terms | %d |\n\n",
		p.Namespace, p.Version, p.Modified, p.Created, p.Licence, p.Count)
	b.WriteString("## Contents\n")
	for _, s := range p.Sections {
		fmt.Fprintf(&b, "- [%s](#%s):", s.Title, s.ID)
		for i, e := range s.Terms {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, " [%s](#%s)", e.Local(), e.Local())
		}
		b.WriteByte('\n')
	}
	for _, s := range p.Sections {
		fmt.Fprintf(&b, "\n<a id=%q></a>\n\n## %s\n%s\n", s.ID, s.Title, s.About)
		for _, e := range s.Terms {
			e.markdown(&b)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (e *Entry) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "\n<a id=%q></a>\n\n### gb:%s\n", e.Local(), e.Local())
	for _, lang := range ontology.Languages {
		fmt.Fprintf(b, "- **%s** %s\n", escape(e.Labels[lang]), escape(e.Definitions[lang]))
	}
	b.WriteByte('\n')
	for _, f := range e.Facts {
		var links []string
		for _, l := range f.Terms {
			text := l.Text
			if l.Inverse {
				text = "inverse of " + text
			}
			links = append(links, "["+escape(text)+"]("+l.Target+")")
		}
		fmt.Fprintf(b, "*%s:* %s  \n", f.Name, strings.Join(links, ", "))
	}
	for _, x := range e.Examples {
		if strings.ContainsAny(x, "?(") {
			fmt.Fprintf(b, "*example:* `%s`  \n", x)
		} else {
			fmt.Fprintf(b, "*example:* %s  \n", escape(x))
		}
	}
}

// escape writes text so that Markdown takes none of it for markup.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `_`, `\_`, "`", "\\`", `[`, `\[`, `]`, `\]`, `<`, `&lt;`, `#`, `\#`).Replace(s)
}
