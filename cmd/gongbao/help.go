package main

import (
	"embed"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"
)

// topicFiles hold what help says beyond the verbs. The examples in them are run
// by a test.
//
//go:embed topics/*.txt
var topicFiles embed.FS

// topicNames returns the names of the topics, sorted.
func topicNames() []string {
	entries, err := topicFiles.ReadDir("topics")
	if err != nil {
		return nil // they are embedded
	}
	var out []string
	for _, e := range entries {
		out = append(out, strings.TrimSuffix(e.Name(), ".txt"))
	}
	return out
}

// topic returns the text of a topic, and its first line, which says what it is
// about.
func topic(name string) (title, text string, ok bool) {
	data, err := topicFiles.ReadFile("topics/" + name + ".txt")
	if err != nil {
		return "", "", false
	}
	title, _, _ = strings.Cut(string(data), "\n")
	return title, string(data), true
}

func helpCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "help", Aliases: []string{"h"}, Usage: "explain a verb or a topic", ArgsUsage: "[VERB|TOPIC]",
		Description: "Without an argument, all verbs. The topics are " + strings.Join(topicNames(), ", ") + ".",
		Action: func(c *cli.Context) error {
			name := c.Args().First()
			switch {
			case name == "":
				return cli.ShowAppHelp(root(c))
			case find(c.App.Commands, name) != nil:
				return cli.ShowCommandHelp(root(c), name)
			}
			if _, text, ok := topic(name); ok {
				_, err := io.WriteString(s.out, text)
				return err
			}
			known := append(verbNames(c.App.Commands), topicNames()...)
			return usagef("no verb and no topic is called %q%s", name, orElse(didYouMean(name, known), fmt.Sprintf("; the topics are %s", strings.Join(topicNames(), ", "))))
		},
	}
}

// root returns the context of the program itself.
func root(c *cli.Context) *cli.Context {
	l := c.Lineage()
	for i := len(l) - 1; i > 0; i-- {
		if l[i].App != nil {
			return l[i]
		}
	}
	return c
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}
