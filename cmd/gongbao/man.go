package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"
)

func manCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "man", Usage: "print the manual page, or the reference as Markdown", ArgsUsage: " ",
		Description: `Prints the whole reference as a manual page. To read it: gongbao man | man -l -. To keep it: gongbao man > gongbao.1 in
a folder of manual pages.`,
		Flags: []cli.Flag{&cli.BoolFlag{Name: "markdown", Usage: "print it as Markdown"}},
		Action: func(c *cli.Context) error {
			if err := need(c, 0, 0, "no arguments"); err != nil {
				return err
			}
			var w manualWriter = &roff{}
			if c.Bool("markdown") {
				w = &markdown{}
			}
			manual(w, root(c).App)
			_, err := fmt.Fprint(s.out, w.String())
			return err
		},
	}
}

// manualWriter lays the manual out.
type manualWriter interface {
	title(name, about string)
	section(name string)
	verb(synopsis, about string)
	paragraphs(text string)
	flag(names, about string)
	verbatim(text string)
	String() string
}

// manual writes the reference of the program.
func manual(w manualWriter, app *cli.App) {
	w.title(app.Name, app.Usage)
	w.section("Synopsis")
	w.paragraphs(app.Name + " VERB [flags] [arguments]\n\nFlags may stand before or after arguments; behind -- nothing is a flag.")
	w.section("Flags of every verb")
	for _, f := range generalFlags() {
		writeFlag(w, f)
	}
	w.section("Verbs")
	for _, c := range app.Commands {
		manualVerb(w, app.Name, c)
	}
	for _, name := range topicNames() {
		_, text, _ := topic(name)
		head, body, _ := strings.Cut(text, "\n")
		short, about, _ := strings.Cut(head, ": ")
		w.section(strings.ToUpper(short[:1]) + strings.ToLower(short[1:]) + ": " + about)
		writeTopic(w, body)
	}
}

// manualVerb writes a verb and those below it.
func manualVerb(w manualWriter, above string, c *cli.Command) {
	if c.Hidden {
		return
	}
	name := above + " " + c.Name
	if len(c.Subcommands) == 0 {
		w.verb(strings.TrimSpace(name+" [flags] "+strings.TrimSpace(c.ArgsUsage)), c.Usage)
	} else {
		w.verb(name+" VERB", c.Usage)
	}
	w.paragraphs(c.Description)
	general := generalFlags()
	for _, f := range c.Flags {
		if !isGeneral(general, f) && len(c.Subcommands) == 0 && f.Names()[0] != "help" {
			writeFlag(w, f)
		}
	}
	for _, inner := range c.Subcommands {
		if inner.Name != "help" {
			manualVerb(w, name, inner)
		}
	}
}

func isGeneral(general []cli.Flag, f cli.Flag) bool {
	for _, g := range general {
		if g.Names()[0] == f.Names()[0] {
			return true
		}
	}
	return false
}

// writeFlag writes a flag with the name of its value and its default.
func writeFlag(w manualWriter, f cli.Flag) {
	d, ok := f.(cli.DocGenerationFlag)
	if !ok {
		return
	}
	value, usage := "", d.GetUsage()
	if d.TakesValue() {
		value = "VALUE"
		if _, after, found := strings.Cut(usage, "`"); found {
			if v, _, closed := strings.Cut(after, "`"); closed {
				value = v
			}
		}
	}
	var names []string
	for _, n := range f.Names() {
		dash := "--"
		if len(n) == 1 {
			dash = "-"
		}
		names = append(names, dash+n)
	}
	usage = strings.ReplaceAll(usage, "`", "")
	if def := d.GetDefaultText(); d.TakesValue() && def != "" && def != `""` {
		usage += " (default: " + strings.Trim(def, `"`) + ")"
	}
	w.flag(strings.TrimSpace(strings.Join(names, ", ")+" "+value), usage)
}

// writeTopic writes the text of a topic, in which what is set in stands as it
// is.
func writeTopic(w manualWriter, body string) {
	for _, part := range strings.Split(strings.Trim(body, "\n"), "\n\n") {
		if strings.HasPrefix(part, "  ") {
			w.verbatim(part)
		} else {
			w.paragraphs(part)
		}
	}
}

// roff writes the manual in the macros of man(7).
type roff struct{ b strings.Builder }

// roffText writes text so that nothing of it is a command.
func roffText(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", "\\`", "^", `\(ha`, "~", `\(ti`).Replace(text)
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") {
			lines[i] = `\&` + l
		}
	}
	// Not every roff reads UTF-8, but all know characters by number.
	var b strings.Builder
	for _, c := range strings.Join(lines, "\n") {
		if c < utf8.RuneSelf {
			b.WriteRune(c)
		} else {
			fmt.Fprintf(&b, `\[u%04X]`, c)
		}
	}
	return b.String()
}

func (r *roff) line(format string, args ...any) { fmt.Fprintf(&r.b, format+"\n", args...) }

func (r *roff) title(name, about string) {
	r.line(`.TH %s 1 "" "%s %s"`, strings.ToUpper(name), name, version)
	r.line(".SH NAME\n%s \\- %s", name, roffText(about))
}
func (r *roff) section(name string) { r.line(".SH %s", roffText(strings.ToUpper(name))) }
func (r *roff) verb(synopsis, about string) {
	r.line(".SS %s\n%s.", roffText(synopsis), roffText(about))
}

func (r *roff) paragraphs(text string) {
	for _, p := range strings.Split(text, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			r.line(".PP\n%s", roffText(p))
		}
	}
}

func (r *roff) flag(names, about string) { r.line(".TP\n.B %s\n%s", roffText(names), roffText(about)) }
func (r *roff) verbatim(text string)     { r.line(".PP\n.nf\n%s\n.fi", roffText(text)) }
func (r *roff) String() string           { return r.b.String() }

// markdown writes the manual as docs/cli.md has it.
type markdown struct {
	b     strings.Builder
	flags bool // in a list of flags
}

func (m *markdown) line(format string, args ...any) {
	if m.flags {
		m.b.WriteByte('\n')
		m.flags = false
	}
	fmt.Fprintf(&m.b, format+"\n\n", args...)
}

func (m *markdown) title(name, about string) {
	m.line("# %s: %s", name, about)
	m.line("This page is written by `gongbao man --markdown`; `make golden` writes it anew, and a test holds it fresh.")
}
func (m *markdown) section(name string) { m.line("## %s", name) }
func (m *markdown) verb(synopsis, about string) {
	m.line("### `%s`", synopsis)
	m.line("%s.", strings.ToUpper(about[:1])+about[1:])
}

func (m *markdown) paragraphs(text string) {
	for _, p := range strings.Split(text, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			m.line("%s", strings.NewReplacer("<", `\<`, "*", `\*`).Replace(p))
		}
	}
}

func (m *markdown) flag(names, about string) {
	fmt.Fprintf(&m.b, "- `%s`: %s\n", names, strings.NewReplacer("<", `\<`, "*", `\*`).Replace(about))
	m.flags = true
}
func (m *markdown) verbatim(text string) { m.line("```\n%s\n```", dedent(text)) }

func (m *markdown) String() string { return strings.TrimRight(m.b.String(), "\n") + "\n" }

// dedent takes away the spaces that all lines begin with.
func dedent(text string) string {
	lines := strings.Split(text, "\n")
	least := len(text)
	for _, l := range lines {
		if t := strings.TrimLeft(l, " "); t != "" {
			least = min(least, len(l)-len(t))
		}
	}
	for i, l := range lines {
		lines[i] = l[min(least, len(l)):]
	}
	return strings.Join(lines, "\n")
}
