package syntax

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode"
)

// String prints the file as YAML. It parses back to an equal one.
func (f *File) String() string {
	var b strings.Builder
	if len(f.Macros) > 0 {
		b.WriteString("macros:\n")
		for _, m := range f.Macros {
			fmt.Fprintf(&b, "  %s: %s\n", m.Name.Value, scalarText(m.Node.String()))
		}
	}
	b.WriteString("rules:\n")
	for _, r := range f.Rules {
		b.WriteString(r.String())
	}
	return b.String()
}

// String prints the rule as an element of the list of rules, with its pattern as
// it is understood. It parses back to an equal rule.
func (r *Rule) String() string {
	w := &yamlWriter{}
	w.lead = "- "
	w.text("id", r.ID.Value)
	w.text("about", r.About)
	w.text("match", r.Pattern.String())
	w.text("make", r.Make)
	w.text("text", r.Text)
	w.text("anaphor", r.Anaphor)
	var items []string
	for _, m := range r.Remember {
		items = append(items, flow("slot", m.Slot, "as", m.As, "for", m.For, "since", boolText(m.Since)))
	}
	w.list("remember", items)
	if s := flowRaw("speech", scalarOrNone(r.When.Speech), "lines", flowList(r.When.Lines), "script", scalarOrNone(r.When.Script),
		"kind", flowList(values(r.When.Kind)), "section", flowList(r.When.Section), "after", scalarOrNone(r.When.After), "before", scalarOrNone(r.When.Before)); s != "{}" {
		w.raw("when", s)
	}
	var guards []string
	for _, g := range r.Unless {
		guards = append(guards, g.Where, scalarText(g.Written.String()))
	}
	if len(guards) > 0 {
		w.raw("unless", flowRaw(guards...))
	}
	if len(r.Where) > 0 {
		w.raw("where", flowList(values(r.Where)))
	}
	if r.Priority != 0 {
		w.raw("priority", strconv.Itoa(r.Priority))
	}
	if len(r.Overrides) > 0 {
		w.raw("overrides", flowList(values(r.Overrides)))
	}
	w.text("modality", r.Modality)
	items = nil
	for _, e := range r.Emit {
		items = append(items, e.String())
	}
	w.list("emit", items)
	items = nil
	for _, c := range r.Tests {
		items = append(items, c.String())
	}
	w.list("tests", items)
	w.text("author", r.Author)
	w.text("since", r.Since)
	w.text("source", r.Source)
	return w.b.String()
}

// String prints the emission as a flow mapping.
func (e *Emit) String() string {
	var q []string
	for _, x := range e.Q {
		q = append(q, scalarText(x.Name), scalarText(x.Expr.Value))
	}
	quals := ""
	if len(q) > 0 {
		quals = flowRaw(q...)
	}
	return flowRaw("each", scalarOrNone(e.Each.Value), "s", scalarText(e.S.Value), "p", scalarText(e.P.Value), "o", scalarText(e.O.Value),
		"q", quals, "start", scalarOrNone(e.Start.Value), "end", scalarOrNone(e.End.Value), "time", scalarOrNone(e.Time.Value),
		"if", scalarOrNone(e.If.Value), "modality", scalarOrNone(e.Modality.Value))
}

// String prints the test as a flow mapping.
func (c *Case) String() string {
	var types []string
	for t := range c.Given {
		types = append(types, t)
	}
	sort.Strings(types)
	var given []string
	for _, t := range types {
		given = append(given, scalarText(t), "["+joinScalars(c.Given[t])+"]")
	}
	g := ""
	if len(given) > 0 {
		g = flowRaw(given...)
	}
	return flowRaw("given", g, "date", scalarOrNone(c.Date), "text", scalarText(c.Text.Value), "want", "["+joinScalars(c.Want)+"]")
}

// yamlWriter writes the fields of a rule, each on a line.
type yamlWriter struct {
	b    strings.Builder
	lead string
}

func (w *yamlWriter) raw(key, value string) {
	lead := "  "
	if w.lead != "" {
		lead, w.lead = w.lead, ""
	}
	w.b.WriteString(lead + key + ": " + value + "\n")
}

func (w *yamlWriter) text(key, value string) {
	if value != "" {
		w.raw(key, scalarText(value))
	}
}

func (w *yamlWriter) list(key string, items []string) {
	if len(items) == 0 {
		return
	}
	w.b.WriteString("  " + key + ":\n")
	for _, i := range items {
		w.b.WriteString("  - " + i + "\n")
	}
}

func values(l []Located) []string {
	out := make([]string, len(l))
	for i, x := range l {
		out[i] = x.Value
	}
	return out
}

func boolText(v bool) string {
	if v {
		return "true"
	}
	return ""
}

func scalarOrNone(s string) string {
	if s == "" {
		return ""
	}
	return scalarText(s)
}

func flowList(items []string) string {
	if len(items) == 0 {
		return ""
	}
	return "[" + joinScalars(items) + "]"
}

func joinScalars(items []string) string {
	out := make([]string, len(items))
	for i, s := range items {
		out[i] = scalarText(s)
	}
	return strings.Join(out, ", ")
}

// flow writes a flow mapping of texts; flowRaw one of written values. Empty
// values are left out.
func flow(pairs ...string) string {
	for i := 1; i < len(pairs); i += 2 {
		if pairs[i] != "" && pairs[i] != "true" {
			pairs[i] = scalarText(pairs[i])
		}
	}
	return flowRaw(pairs...)
}

func flowRaw(pairs ...string) string {
	var out []string
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, pairs[i]+": "+pairs[i+1])
		}
	}
	return "{" + strings.Join(out, ", ") + "}"
}

// scalarText writes a YAML scalar: plain where it is one plain word, in single
// quotes where it has only printable characters, else in double quotes.
func scalarText(s string) string {
	plain := s != "" && s != "null" && s != "true" && s != "false" && s != "inf" && s != "nan"
	for i, r := range s {
		if !(isLower(r) || isUpper(r) || r >= 0x4E00 && r <= 0x9FFF || i > 0 && (r == '_' || r == '-' || r >= '0' && r <= '9')) {
			plain = false
		}
	}
	switch {
	case plain && !strings.EqualFold(s, "null") && !strings.EqualFold(s, "true") && !strings.EqualFold(s, "false") &&
		!strings.EqualFold(s, "y") && !strings.EqualFold(s, "n") && !strings.EqualFold(s, "yes") && !strings.EqualFold(s, "no") &&
		!strings.EqualFold(s, "on") && !strings.EqualFold(s, "off"):
		return s
	case !strings.ContainsFunc(s, func(r rune) bool { return r != ' ' && !unicode.IsPrint(r) || r == unicode.ReplacementChar }):
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return doubleQuoted(s)
}

// doubleQuoted writes a scalar in double quotes, with the escapes of YAML.
func doubleQuoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == ' ' || unicode.IsPrint(r):
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
