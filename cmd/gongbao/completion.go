package main

import (
	"context"
	"embed"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"gongbao/extract/packs"
	"gongbao/graph/lookup"
	"gongbao/graph/store"
	"gongbao/ontology"
	"gongbao/ontology/vocab"
)

//go:embed shell
var shellFiles embed.FS

// shells are those that there is a completion for.
var shells = []string{"bash", "zsh", "fish"}

func completionCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "completion", Usage: "print the completion for a shell", ArgsUsage: "bash|zsh|fish",
		Description: `Prints a script that teaches the shell to complete verbs, flags, formats, relations, and the names of entities and
documents that the graph has. For this session: source <(gongbao completion bash), the same with zsh, or
gongbao completion fish | source. For all: write it to a file that the shell reads when it starts.`,
		Action: func(c *cli.Context) error {
			if err := need(c, 1, 1, "bash, zsh or fish"); err != nil {
				return err
			}
			shell := c.Args().First()
			if !slices.Contains(shells, shell) {
				return usagef("no completion for %q; choose one of %s%s", shell, strings.Join(shells, ", "), didYouMean(shell, shells))
			}
			script, err := shellFiles.ReadFile("shell/" + shell)
			if err == nil {
				_, err = s.out.Write(script)
			}
			return err
		},
	}
}

// completeCommand is what the scripts ask.
func completeCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "__complete", Hidden: true, Usage: "print what may stand at the end of a command line", ArgsUsage: "-- WORD…",
		Action: func(c *cli.Context) error {
			ctx, cancel := context.WithTimeout(c.Context, 2*time.Second)
			defer cancel()
			for _, f := range complete(ctx, c.App.Commands, c.Args().Slice()) {
				if _, err := fmt.Fprintln(s.out, f); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// files is what a shell gets to hear where names of files may stand.
var files = []string{":files"}

// complete returns what the last of some words may become, each with a tab and a
// description behind it where there is one. What cannot be found out is left
// out: a shell is no place for errors.
func complete(ctx context.Context, commands []*cli.Command, words []string) []string {
	if len(words) == 0 {
		words = []string{""}
	}
	word := words[len(words)-1]
	before := append([]string{"gongbao"}, words[:len(words)-1]...)
	last := before[len(before)-1]
	line := parseLine(before, commands)
	literal := slices.Contains(before, "--")
	if !literal && strings.HasPrefix(last, "-") && !strings.Contains(last, "=") && takesValue(last, line.verb, commands) {
		return startingWith(word, flagValues(ctx, &line, strings.TrimLeft(last, "-"), word))
	}
	if !literal && strings.HasPrefix(word, "-") {
		if name, value, has := strings.Cut(word, "="); has {
			var out []string
			for _, v := range startingWith(value, flagValues(ctx, &line, strings.TrimLeft(name, "-"), value)) {
				out = append(out, name+"="+v)
			}
			return out
		}
		return startingWith(word, flagNames(line.verb))
	}
	switch {
	case len(line.names) == 0:
		return startingWith(word, described(commands))
	case line.verb != nil && len(line.verb.Subcommands) > 0 && len(line.rest) == 0:
		return startingWith(word, described(line.verb.Subcommands))
	}
	return startingWith(word, arguments(ctx, commands, &line, word))
}

// arguments returns what may stand as an argument of a verb.
func arguments(ctx context.Context, commands []*cli.Command, line *invocation, word string) []string {
	switch strings.Join(line.names, " ") {
	case "help":
		return append(described(commands), topicNames()...)
	case "completion":
		return shells
	case "lookup", "show":
		return entityNames(ctx, line, word)
	case "remove":
		return documentNames(ctx, line)
	case "build", "extract", "load", "diff", "eval", "query", "rules coverage", "rules profile", "rules diff", "rules explain", "pack lint", "pack test", "store restore", "store backup":
		return files
	}
	return nil
}

// flagNames returns the flags of a verb.
func flagNames(verb *cli.Command) []string {
	if verb == nil {
		return []string{"--help", "--version"}
	}
	out := []string{"--help"}
	for _, f := range verb.Flags {
		usage := ""
		if d, ok := f.(cli.DocGenerationFlag); ok {
			usage = strings.ReplaceAll(d.GetUsage(), "`", "")
		}
		out = append(out, "--"+f.Names()[0]+"\t"+usage)
	}
	return out
}

// flagValues returns what may stand behind a flag.
func flagValues(ctx context.Context, line *invocation, flag, word string) []string {
	if known := choices[flag]; known != nil {
		return known
	}
	switch flag {
	case "f", "format":
		if line.verb == nil {
			return nil
		}
		return formatsOf(line.verb)
	case "pack":
		return append([]string{packs.Default}, files...)
	case "about":
		return entityNames(ctx, line, word)
	case "graph":
		return documentNames(ctx, line)
	case "class":
		return describedTerms(vocab.IsClass)
	case "relation", "min-f1":
		return describedTerms(vocab.IsRelation)
	case "profile":
		return ontology.Profiles()
	case "from-format":
		return []string{"ntriples", "nquads", "turtle", "trig"}
	case "charset":
		return []string{"utf-8", "gb18030", "big5", "utf-16le", "utf-16be"}
	case "input", "i", "output", "o", "data", "named", "store", "config", "manifest", "save", "against":
		return files
	}
	return nil
}

// described returns verbs with their descriptions.
func described(commands []*cli.Command) []string {
	var out []string
	for _, c := range commands {
		if !c.Hidden {
			out = append(out, c.Name+"\t"+c.Usage)
		}
	}
	return out
}

// startingWith keeps what begins with a word.
func startingWith(word string, all []string) []string {
	var out []string
	for _, s := range all {
		if strings.HasPrefix(s, word) || s == files[0] {
			out = append(out, s)
		}
	}
	return out
}

// describedTerms returns the local names of terms of the ontology, with their labels.
func describedTerms(is func(local string) bool) []string {
	terms, err := ontology.Terms()
	if err != nil {
		return nil
	}
	var out []string
	for _, t := range terms {
		if local := strings.TrimPrefix(t.IRI, vocab.NS); is(local) {
			out = append(out, local+"\t"+t.Label("en"))
		}
	}
	slices.Sort(out)
	return out
}

// localNames returns the local names of terms of the ontology.
func localNames(is func(local string) bool) []string {
	var out []string
	for _, n := range describedTerms(is) {
		name, _, _ := strings.Cut(n, "\t")
		out = append(out, name)
	}
	return out
}

// maxNames is how many names a shell is offered.
const maxNames = 50

// entityNames returns names of entities that begin with what has been typed.
func entityNames(ctx context.Context, line *invocation, word string) []string {
	if word == "" {
		return nil
	}
	var out []string
	onStore(ctx, line, func(snap *store.Snapshot) {
		hits, err := lookup.Searchable{Snapshot: snap}.Search(ctx, word, 4*maxNames)
		if err != nil {
			return
		}
		v := lookup.NewView(snap, lookup.Options{})
		for _, h := range hits {
			t, err := snap.Term(h.Subject)
			if err != nil {
				return
			}
			e, err := v.Entity(ctx, t.Value)
			if err != nil || e == nil {
				continue
			}
			for _, n := range e.Names {
				if strings.HasPrefix(n.Text, word) && len(out) < maxNames {
					out = append(out, n.Text+"\t"+strings.Join(e.Classes, ", "))
				}
			}
		}
	})
	slices.Sort(out)
	return slices.Compact(out)
}

// documentNames returns the names of the documents.
func documentNames(ctx context.Context, line *invocation) []string {
	var out []string
	onStore(ctx, line, func(snap *store.Snapshot) {
		docs, err := lookup.NewView(snap, lookup.Options{}).Documents()
		if err != nil {
			return
		}
		for _, d := range docs {
			out = append(out, d.ID+"\t"+d.Title)
		}
	})
	return out
}

// onStore calls fn with the store that a command line means, if it can be read
// at once.
func onStore(ctx context.Context, line *invocation, fn func(*store.Snapshot)) {
	settled := *line
	// A file of settings with a fault is told by the verbs.
	_ = settled.readSettings(newApp(streams{}).Commands, os.LookupEnv)
	dir, given := settled.value("store")
	if !given {
		dir = "gongbao.kg"
	}
	st, err := store.OpenContext(ctx, dir, store.Options{ReadOnly: true})
	if err != nil {
		return
	}
	snap := st.Snapshot()
	fn(snap)
	// It has only been read.
	_ = snap.Close()
	_ = st.Close()
}
