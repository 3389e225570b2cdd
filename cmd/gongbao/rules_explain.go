package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	layout "github.com/jedib0t/go-pretty/v6/text"
	"github.com/urfave/cli/v2"

	"gongbao/extract"
	"gongbao/extract/gazetteer"
	"gongbao/extract/pack"
	"gongbao/extract/rule"
	"gongbao/extract/rule/syntax"
	"gongbao/extract/source"
	"gongbao/extract/text"
)

func rulesExplainCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "explain", Usage: "tell why rules fired on a text, and why they did not", ArgsUsage: "TEXT|FILE|-",
		Description: `For every trigger: what matched on either side of it, or how far the pattern got, on which characters it got stuck and which
elements would have let it go on. With --rule one rule alone, also where it had no trigger at all; without it all rules that
had one. -a shows attempts that failed too when no rule is named.`,
		Flags: []cli.Flag{
			packsFlag(), formatFlag("text, json"), jsonFlag(),
			&cli.StringFlag{Name: "rule", Aliases: []string{"r"}, Usage: "`ID` of the rule to explain"},
			&cli.StringFlag{Name: "date", Usage: "`DATE` of the text"},
			&cli.BoolFlag{Name: "all", Aliases: []string{"a"}, Usage: "show attempts that failed, of all rules"},
		},
		Action: func(c *cli.Context) error { return rulesExplain(c, s) },
	}
}

func rulesExplain(c *cli.Context, s streams) error {
	if err := need(c, 1, 1, "one text, file or -"); err != nil {
		return err
	}
	asJSON, err := textOrJSON(c)
	if err != nil {
		return err
	}
	p, err := loadPacks(c.StringSlice("pack"))
	if err != nil {
		return err
	}
	id := c.String("rule")
	if id != "" {
		if err := known(p, []string{id}); err != nil {
			return err
		}
	}
	doc, t, err := givenText(c.Args().First(), c.String("date"), s)
	if err != nil {
		return err
	}
	e, err := explainText(p, doc, t, id)
	if err != nil {
		return err
	}
	if id == "" && !c.Bool("all") {
		e.onlyKept()
	}
	if asJSON {
		err = writeJSON(s.out, e.forJSON())
	} else {
		err = e.write(s)
	}
	if err == nil && e.fired() == 0 {
		return silent(exitNothing)
	}
	return err
}

// givenText returns the text to explain: the argument itself, or what the file
// or standard input holds.
func givenText(arg, date string, s streams) (*source.Document, *text.Text, error) {
	if arg == "-" {
		data, err := io.ReadAll(s.in)
		if err != nil {
			return nil, nil, inputf("standard input: %w", err)
		}
		arg = string(data)
	} else if info, err := os.Stat(arg); err == nil && info.Mode().IsRegular() {
		d, err := source.Read(arg, source.Options{Date: date})
		if err != nil {
			return nil, nil, err
		}
		t, err := source.Clean(d)
		return d, t, err
	} else if err != nil && filepath.Ext(arg) != "" && !strings.ContainsFunc(arg, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return nil, nil, err // a path, and no text to read
	}
	return &source.Document{Date: date}, text.New(arg), nil
}

// explainedText is how rules fared on a text.
type explainedText struct {
	pack     *pack.Pack
	text     *text.Text
	reading  *rule.Reading
	attempts []rule.Attempt
	facts    []explainedFact
}

// explainedFact is a fact with the place of the match that gave it.
type explainedFact struct {
	rule string
	span text.Span
	line string
}

func explainText(p *pack.Pack, d *source.Document, t *text.Text, id string) (*explainedText, error) {
	x, err := extract.New(p, extract.Options{})
	if err != nil {
		return nil, err
	}
	e := &explainedText{pack: p, text: t}
	e.reading, e.attempts = x.Explain(d, t, id)
	for i := range e.reading.Findings {
		f := &e.reading.Findings[i].Fact
		e.facts = append(e.facts, explainedFact{f.Evidence[0].Rule, f.Evidence[0].Span, pack.Line(f)})
	}
	return e, nil
}

// onlyKept leaves out the attempts that gave no match.
func (e *explainedText) onlyKept() {
	var out []rule.Attempt
	for _, a := range e.attempts {
		if a.Kept {
			out = append(out, a)
		}
	}
	e.attempts = out
}

// fired counts the matches that counted.
func (e *explainedText) fired() int {
	n := 0
	for _, a := range e.attempts {
		if a.Kept {
			n++
		}
	}
	return n
}

// of returns the facts of an attempt.
func (e *explainedText) of(a rule.Attempt) []string {
	out := []string{}
	for _, f := range e.facts {
		if a.Kept && f.rule == a.Rule && a.Span.Contains(f.span) {
			out = append(out, f.line)
		}
	}
	return uniq(out)
}

// write tells the attempts for people.
func (e *explainedText) write(s streams) error {
	var b strings.Builder
	last := ""
	for _, a := range e.attempts {
		if a.Rule != last {
			if last != "" {
				b.WriteByte('\n')
			}
			last = a.Rule
			b.WriteString(s.bold("rule "+a.Rule) + "\n")
			for _, r := range e.pack.Rules {
				if r.ID.Value == a.Rule {
					fmt.Fprintf(&b, "  %s\n", strings.Join(strings.Fields(r.Pattern.String()), " "))
				}
			}
		}
		e.attempt(&b, s, a)
	}
	if len(e.attempts) == 0 {
		b.WriteString("no rule fired; --all shows how far each one got, --rule ID one of them\n")
	}
	_, err := io.WriteString(s.out, b.String())
	return err
}

// attempt tells one attempt.
func (e *explainedText) attempt(b *strings.Builder, s streams, a rule.Attempt) {
	slice := func(sp text.Span) string { return strings.ReplaceAll(e.text.Slice(sp), "\n", "⏎") }
	switch {
	case a.Why != "" && a.Trigger.Empty():
		fmt.Fprintf(b, "- %s\n", a.Why)
		return
	case a.Why != "":
		fmt.Fprintf(b, "- ‹%s› at %d: not tried: %s\n", slice(a.Trigger), a.Trigger.Start, a.Why)
		return
	case a.Kept:
		fmt.Fprintf(b, "- ‹%s› at %d: matched %s\n", slice(a.Trigger), a.Trigger.Start, s.underline(slice(a.Span), "match"))
	case a.Refused != "":
		fmt.Fprintf(b, "- ‹%s› at %d: matched %s, but it does not count: %s\n", slice(a.Trigger), a.Trigger.Start, s.underline(slice(a.Span), "match"), a.Refused)
	case a.Matched:
		fmt.Fprintf(b, "- ‹%s› at %d: matched %s, but a longer match of the rule covers it\n", slice(a.Trigger), a.Trigger.Start, s.underline(slice(a.Span), "match"))
	default:
		fmt.Fprintf(b, "- ‹%s› at %d: no match\n", slice(a.Trigger), a.Trigger.Start)
	}
	side := func(name string, x *rule.Side) {
		if x == nil || x.Failure == nil && len(x.Read) == 0 {
			return
		}
		fmt.Fprintf(b, "    %s of the trigger:\n", name)
		for _, step := range x.Read {
			fmt.Fprintf(b, "      %s %s\n", layout.Pad("“"+slice(step.Span)+"”", 24, ' '), step.Element)
		}
		f := x.Failure
		if f == nil {
			return
		}
		found := "“" + slice(f.At) + "”"
		if f.At.Empty() {
			found = "the end of the sentence"
		}
		fmt.Fprintf(b, "      stuck at %s", found)
		if len(f.Here) > 0 {
			fmt.Fprintf(b, ", which is %s", strings.Join(f.Here, ", "))
		}
		b.WriteByte('\n')
		for i, w := range f.Wanted {
			lead := "wanted"
			if i > 0 {
				lead = "    or"
			}
			fmt.Fprintf(b, "        %s %s%s\n", lead, w, examples(e.pack, w))
		}
	}
	side("left", a.Left)
	side("right", a.Right)
	for _, m := range e.reading.Mentions {
		if a.Kept && m.Rule == a.Rule && m.Span == a.Span {
			fmt.Fprintf(b, "    made %s %s\n", m.Type, m.Text)
		}
	}
	for _, f := range e.of(a) {
		fmt.Fprintf(b, "    gave %s\n", f)
	}
	for _, why := range uniq(a.Silent) {
		fmt.Fprintf(b, "    gave no %s\n", why)
	}
}

// examples names some things of the tables that an element reads, " (such as …)",
// or is empty for an element that reads none.
func examples(p *pack.Pack, element string) string {
	n, err := syntax.ParsePattern(element)
	typed, ok := n.(*syntax.Typed)
	if err != nil || !ok {
		return ""
	}
	var names []string
	for _, x := range p.Entries {
		if !slices.Contains(typed.Types, x.Type) || !fulfils(x, typed.Conds) {
			continue
		}
		if names = append(names, x.Name); len(names) == 3 {
			break
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " (such as " + strings.Join(names, ", ") + ")"
}

// fulfils reports whether a row of a table has the attributes asked for.
func fulfils(x *gazetteer.Entry, conds []syntax.Cond) bool {
	for _, c := range conds {
		value := x.Attr(c.Attr)
		if c.Attr == "code" {
			value = x.Code
		}
		if holds := c.Has && value != "" || !c.Has && value == c.Value; holds == c.Not {
			return false
		}
	}
	return true
}

// explainedAttempt is an attempt in JSON, with the characters of its spans.
type explainedAttempt struct {
	rule.Attempt
	TriggerText string   `json:"trigger_text"`
	Text        string   `json:"text,omitempty"`
	Facts       []string `json:"facts"`
}

func (e *explainedText) forJSON() []explainedAttempt {
	out := []explainedAttempt{}
	for _, a := range e.attempts {
		out = append(out, explainedAttempt{a, e.text.Slice(a.Trigger), e.text.Slice(a.Span), e.of(a)})
	}
	return out
}
