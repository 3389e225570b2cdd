package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// arrange puts the flags of a command line before its other arguments, which
// the library demands: it takes a flag behind an argument for an argument, and
// refuses a verb's flag before the verb. After "--" nothing is a flag.
//
// The verb is the first argument that is neither a flag nor a flag's value; where
// it has verbs of its own (rules test), the next one too. Flags before it are
// understood as those of any verb.
func arrange(args []string, commands []*cli.Command) []string {
	if len(args) == 0 {
		return args
	}
	var verb *cli.Command
	var names, flags, rest []string
	for i := 1; i < len(args); i++ {
		a := args[i]
		switch {
		case a == "--":
			rest = append(rest, args[i+1:]...)
			i = len(args)
		case len(names) == 0 && a == "--version":
			names = append(names, "version")
		case a == "-h" || a == "--help":
			// Help is about the verb, whatever else stands there.
			return append(append([]string{args[0]}, names...), a)
		case len(a) > 1 && a[0] == '-':
			flags = append(flags, a)
			if takesValue(a, verb, commands) && i+1 < len(args) {
				i++
				flags = append(flags, args[i])
			}
		case len(names) == 0:
			names = append(names, a)
			verb = find(commands, a)
		case verb != nil && len(verb.Subcommands) > 0 && len(rest) == 0:
			names = append(names, a)
			verb = find(verb.Subcommands, a)
		default:
			rest = append(rest, a)
		}
	}
	if len(names) == 1 && names[0] == "help" && len(rest) == 2 { // help rules test
		if outer := find(commands, rest[0]); outer != nil && find(outer.Subcommands, rest[1]) != nil {
			return []string{args[0], rest[0], rest[1], "--help"}
		}
	}
	out := append([]string{args[0]}, names...)
	out = append(out, flags...)
	if len(rest) > 0 {
		out = append(out, "--")
	}
	return append(out, rest...)
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
		for _, f := range c.Flags {
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
