package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// invocation is a command line in the order in which the library wants it: it
// takes a flag behind an argument for an argument, and refuses a verb's flag
// before the verb.
type invocation struct {
	program string
	names   []string     // of the verb, and of the one below it
	verb    *cli.Command // nil where there is none of that name
	flags   []string     // with their values
	rest    []string     // the other arguments
	help    string       // the flag that asks for help, if one does
}

// arrange puts the flags of a command line before its other arguments.
func arrange(args []string, commands []*cli.Command) []string {
	if len(args) == 0 {
		return args
	}
	l := parseLine(args, commands)
	return l.args(commands)
}

// parseLine takes a command line apart. After "--" nothing is a flag.
//
// The verb is the first argument that is neither a flag nor a flag's value; where
// it has verbs of its own (rules test), the next one too. Flags before it are
// understood as those of any verb.
func parseLine(args []string, commands []*cli.Command) invocation {
	l := invocation{program: args[0]}
	for i := 1; i < len(args); i++ {
		a := args[i]
		switch {
		case a == "--":
			l.rest = append(l.rest, args[i+1:]...)
			i = len(args)
		case len(l.names) == 0 && a == "--version":
			l.name("version", commands)
		case a == "-h" || a == "--help":
			// Help is about the verb, whatever else stands there.
			l.help = a
			return l
		case len(a) > 1 && a[0] == '-':
			l.flags = append(l.flags, a)
			if takesValue(a, l.verb, commands) && i+1 < len(args) {
				i++
				l.flags = append(l.flags, args[i])
			}
		case len(l.names) == 0:
			l.name(a, commands)
		case l.verb != nil && len(l.verb.Subcommands) > 0 && len(l.rest) == 0:
			l.name(a, l.verb.Subcommands)
		default:
			l.rest = append(l.rest, a)
		}
	}
	return l
}

func (l *invocation) name(name string, commands []*cli.Command) {
	l.names = append(l.names, name)
	l.verb = find(commands, name)
}

// args returns the line for the library.
func (l *invocation) args(commands []*cli.Command) []string {
	if len(l.names) == 1 && l.names[0] == "help" && len(l.rest) == 2 { // help rules test
		if outer := find(commands, l.rest[0]); outer != nil && find(outer.Subcommands, l.rest[1]) != nil {
			return []string{l.program, l.rest[0], l.rest[1], "--help"}
		}
	}
	out := append([]string{l.program}, l.names...)
	if l.help != "" {
		return append(out, l.help)
	}
	out = append(out, l.flags...)
	if len(l.rest) > 0 {
		out = append(out, "--")
	}
	return append(out, l.rest...)
}

// value returns the last value that the line gives a flag under any of its
// names, "true" where it stands without one.
func (l *invocation) value(names ...string) (value string, given bool) {
	for i := 0; i < len(l.flags); i++ {
		name, v, has := strings.Cut(strings.TrimLeft(l.flags[i], "-"), "=")
		takes := !has && i+1 < len(l.flags) && !strings.HasPrefix(l.flags[i+1], "-")
		if slices.Contains(names, name) {
			given = true
			switch {
			case has:
				value = v
			case takes:
				value = l.flags[i+1]
			default:
				value = "true"
			}
		}
	}
	return value, given
}

func find(commands []*cli.Command, name string) *cli.Command {
	for _, c := range commands {
		if c.HasName(name) {
			return c
		}
	}
	return nil
}

// takesValue reports whether a flag has its value in the next argument. Without
// a verb it asks the flags of all verbs.
func takesValue(arg string, verb *cli.Command, commands []*cli.Command) bool {
	name := strings.TrimLeft(arg, "-")
	if strings.Contains(name, "=") {
		return false
	}
	if verb != nil {
		commands = []*cli.Command{verb}
	}
	for _, c := range withInner(commands) {
		for _, f := range append(generalFlags(), c.Flags...) {
			if _, isBool := f.(*cli.BoolFlag); !isBool && slices.Contains(f.Names(), name) {
				return true
			}
		}
	}
	return false
}

// withInner returns the verbs with those below them.
func withInner(commands []*cli.Command) []*cli.Command {
	out := slices.Clone(commands)
	for _, c := range commands {
		out = append(out, c.Subcommands...)
	}
	return out
}
