package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// generalFlags are those of every verb.
func generalFlags() []cli.Flag {
	return []cli.Flag{
		quietFlag(),
		progressFlag(),
		&cli.StringFlag{Name: "color", Usage: "`WHEN` to use colours: auto, always, never", Category: generalCategory},
		&cli.BoolFlag{Name: "no-pager", Usage: "do not show long output through a pager", Category: generalCategory},
		&cli.BoolFlag{Name: "verbose", Usage: "tell on standard error what is being done", Category: generalCategory},
		&cli.StringFlag{Name: "log-format", Usage: "`FORMAT` of what goes to standard error: text, json", Category: generalCategory},
		&cli.StringFlag{Name: "config", Usage: "`FILE` of settings to read instead of gongbao.yaml and that of the user; none reads none", Category: generalCategory},
	}
}

// generalCategory is the heading of those flags in help.
const generalCategory = "On every verb"

// values of flags that name one of a few things.
var choices = map[string][]string{
	"color":      {"auto", "always", "never"},
	"log-format": {"text", "json"},
	"lang":       {"zh-Hans", "zh-Hant", "en"},
	"provenance": {"none", "graph", "full"},
}

// withGeneralFlags gives a verb, and those below it, the flags of every verb.
func withGeneralFlags(c *cli.Command) {
	for _, inner := range c.Subcommands {
		withGeneralFlags(inner)
	}
	for _, f := range generalFlags() {
		if flagOf(c, f.Names()[0]) == nil {
			c.Flags = append(c.Flags, f)
		}
	}
}

// flagOf returns the flag of a verb that has the name.
func flagOf(c *cli.Command, name string) cli.Flag {
	for _, f := range c.Flags {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

// formatsFlag is the flag --format, which knows the names it takes.
type formatsFlag struct {
	*cli.StringFlag
	names []string
}

func formatFlag(formats string) cli.Flag {
	f := &formatsFlag{StringFlag: &cli.StringFlag{Name: "format", Aliases: []string{"f"}, Usage: "`FORMAT` of the output: " + formats}}
	for _, part := range strings.FieldsFunc(formats, func(r rune) bool { return r == ',' || r == ';' }) {
		words := strings.Fields(part)
		f.names = append(f.names, words[len(words)-1])
	}
	return f
}

// formatsOf returns the formats that a verb writes, nil where it has no choice.
func formatsOf(c *cli.Command) []string {
	if f, ok := flagOf(c, "format").(*formatsFlag); ok {
		return f.names
	}
	return nil
}

// checkChoices looks at the values of flags that name one of a few things, and
// makes the two names of what people read one: a verb that lays its answer out
// as text takes "table" for it, and one that draws a table takes "text".
func (l *invocation) checkChoices() error {
	if l.verb == nil || l.help != "" {
		return nil
	}
	for i := range l.flags {
		typed, value, has := strings.Cut(l.flags[i], "=")
		at := i
		if !has && i+1 < len(l.flags) {
			at, value = i+1, l.flags[i+1]
		}
		set := func(v string) {
			if has {
				v = typed + "=" + v
			}
			l.flags[at] = v
		}
		name := strings.TrimLeft(typed, "-")
		if !strings.HasPrefix(l.flags[i], "-") || flagOf(l.verb, name) == nil {
			continue
		}
		known := choices[name]
		if name == "format" || name == "f" {
			name = "format"
			known = formatsOf(l.verb)
			for _, pair := range [][2]string{{"text", "table"}, {"table", "text"}} {
				if value == pair[0] && !slices.Contains(known, value) && slices.Contains(known, pair[1]) {
					value = pair[1]
					set(value)
				}
			}
		}
		if len(known) == 0 || slices.Contains(known, value) || value == "" && name != "format" {
			continue
		}
		return usagef("unknown %s %q; choose one of %s%s", strings.TrimPrefix(name, "log-"), value, strings.Join(known, ", "), didYouMean(value, known))
	}
	return nil
}
