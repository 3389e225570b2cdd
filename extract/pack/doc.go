package pack

import (
	"fmt"
	"path"
	"strings"

	"gongbao/extract/rule/syntax"
)

// Doc writes the pack as Markdown: each rule with what it reads, its pattern,
// what it gives, and its tests as examples.
func (p *Pack) Doc() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# The pack `%s`\n\n", p.Name)
	if p.About != "" {
		b.WriteString(p.About + "\n\n")
	}
	fmt.Fprintf(&b, "Version %s; %d rules, %d gazetteer entries.\n", or(p.Version, "unknown"), len(p.Rules), len(p.Entries))
	file := ""
	for _, r := range p.Rules {
		if r.File != file {
			file = r.File
			fmt.Fprintf(&b, "\n## %s\n", strings.TrimSuffix(path.Base(file), ".yaml"))
		}
		p.docRule(&b, r)
	}
	return b.String()
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func (p *Pack) docRule(b *strings.Builder, r *syntax.Rule) {
	fmt.Fprintf(b, "\n### %s\n\n", r.ID.Value)
	if r.About != "" {
		b.WriteString(escapeMarkdown(r.About) + "\n\n")
	}
	fmt.Fprintf(b, "```\n%s\n```\n", r.Pattern)
	var notes []string
	note := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	if r.Make != "" {
		note("makes mentions of the type `%s`", r.Make)
	}
	if r.Anaphor != "" {
		note("refers to another one of its type (%s)", r.Anaphor)
	}
	for _, m := range r.Remember {
		note("remembers `%s` as `%s`", m.Slot, m.As)
	}
	for _, g := range r.Unless {
		note("not when `%s` matches (%s)", g.Written, g.Where)
	}
	for _, w := range r.Where {
		note("only where `%s`", w.Value)
	}
	for _, o := range r.Overrides {
		note("overrides `%s`", o.Value)
	}
	if r.When.Speech != "" {
		note("reported speech: %s", r.When.Speech)
	}
	if len(r.When.Lines) > 0 {
		note("lines: %s", strings.Join(r.When.Lines, ", "))
	}
	if r.When.Script != "" || len(r.When.Kind) > 0 || len(r.When.Section) > 0 || r.When.After != "" || r.When.Before != "" {
		var kinds []string
		for _, k := range r.When.Kind {
			kinds = append(kinds, k.Value)
		}
		note("only in documents with %s", strings.Join(nonEmpty("script "+r.When.Script, "kind "+strings.Join(kinds, " or "), "a heading of "+strings.Join(r.When.Section, " or "), "a date from "+r.When.After, "a date before "+r.When.Before), ", "))
	}
	for _, e := range r.Emit {
		s := fmt.Sprintf("gives `%s` – **%s** – `%s`", e.S.Value, e.P.Value, e.O.Value)
		for _, q := range e.Q {
			s += fmt.Sprintf(", %s `%s`", q.Name, q.Expr.Value)
		}
		if e.If.Value != "" {
			s += fmt.Sprintf(", if `%s`", e.If.Value)
		}
		note("%s", s)
	}
	if r.Author != "" || r.Since != "" || r.Source != "" {
		note("%s", strings.Join(nonEmpty("author "+r.Author, "since "+r.Since, "source "+r.Source), "; "))
	}
	if len(notes) > 0 {
		b.WriteString("\n- " + strings.Join(notes, "\n- ") + "\n")
	}
	for _, c := range r.Tests {
		fmt.Fprintf(b, "\n> %s\n", escapeMarkdown(strings.ReplaceAll(strings.TrimSpace(c.Text.Value), "\n", "\n> ")))
		if len(c.Want) == 0 {
			b.WriteString("\nReads nothing.\n")
			continue
		}
		b.WriteByte('\n')
		for _, w := range c.Want {
			fmt.Fprintf(b, "- %s\n", escapeMarkdown(w))
		}
	}
}

// nonEmpty leaves out the parts that end with a space: those without a value.
func nonEmpty(parts ...string) []string {
	var out []string
	for _, s := range parts {
		if !strings.HasSuffix(s, " ") {
			out = append(out, s)
		}
	}
	return out
}

var markdown = strings.NewReplacer("*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", "`", "\\`")

func escapeMarkdown(s string) string { return markdown.Replace(s) }
