package main

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"gongbao/extract/pack"
)

// version is the version of the program.
const version = "0.1.0"

// exitHelp documents the exit codes.
const exitHelp = `Exit codes: 0 done; 1 nothing found; 2 wrong usage or query; 3 wrong input data, also when only some of a batch;
4 store; 5 validation failed; 124 out of time; 130 interrupted.
Results go to standard output, everything else to standard error. Flags may stand before or after arguments.`

// run runs one command line and returns the exit code.
func run(ctx context.Context, args []string, s streams) int {
	if len(args) == 0 {
		args = []string{"gongbao"}
	}
	commands := newApp(s).Commands
	line := parseLine(args, commands)
	err := line.readSettings(commands, os.LookupEnv)
	if err == nil {
		err = line.checkChoices()
	}
	s, end := s.configure(&line)
	if err == nil {
		start := time.Now()
		s.debug("running", "verb", strings.Join(line.names, " "), "flags", strings.Join(line.flags, " "))
		err = newApp(s).RunContext(ctx, line.args(commands))
		s.debug("done", "took", time.Since(start).Round(time.Millisecond))
	}
	if e := end(); err == nil {
		err = e
	}
	if err == nil {
		return exitOK
	}
	report(s, err)
	return exitCode(err)
}

// report tells the user of an error. What is wrong with a pack may be much, and
// is told in full.
func report(s streams, err error) {
	var p *pack.Error
	if errors.As(err, &p) {
		for _, fault := range p.Faults {
			s.fail("%v", fault)
		}
		return
	}
	if m := message(err); m != "" {
		s.fail("%s", m)
	}
}

// newApp puts the verbs together.
func newApp(s streams) *cli.App {
	app := &cli.App{
		Name:        "gongbao",
		Usage:       "Chinese communiqués in, a knowledge graph out",
		Version:     version,
		Description: exitHelp + "\n\nTopics of gongbao help TOPIC: " + strings.Join(topicNames(), ", ") + ".",
		Reader:      s.in,
		Writer:      s.out,
		ErrWriter:   s.err,
		HideVersion: true,
		Commands: []*cli.Command{
			buildCommand(s),
			loadCommand(s),
			extractCommand(s),
			lookupCommand(s),
			showCommand(s),
			queryCommand(s),
			exportCommand(s),
			diffCommand(s),
			checkCommand(s),
			explainCommand(s),
			deriveCommand(s),
			listCommand(s),
			reviewCommand(s),
			removeCommand(s),
			statsCommand(s),
			evalCommand(s),
			rulesCommand(s),
			packCommand(s),
			ontologyCommand(s),
			storeCommand(s),
			demoCommand(s),
			doctorCommand(s),
			versionCommand(s),
			completionCommand(s),
			manCommand(s),
			helpCommand(s),
			completeCommand(s),
		},
		// Errors are told and turned into exit codes by run alone.
		ExitErrHandler: func(*cli.Context, error) {},
		OnUsageError: func(c *cli.Context, err error, _ bool) error {
			return usagef("%s; see gongbao help", usageMessage(err, c.Command))
		},
		Action: func(c *cli.Context) error {
			name := c.Args().First()
			if name == "" {
				return cli.ShowAppHelp(c)
			}
			return usagef("no verb is called %q%s. See gongbao help", name, strings.TrimSuffix(didYouMean(name, verbNames(c.App.Commands)), "."))
		},
	}
	for _, c := range app.Commands {
		withGeneralFlags(c)
		onUsage(c, c.Name)
		for _, inner := range c.Subcommands {
			onUsage(inner, c.Name+" "+inner.Name)
		}
	}
	return app
}

// onUsage has a verb tell what is wrong with its command line.
func onUsage(verb *cli.Command, name string) {
	verb.OnUsageError = func(_ *cli.Context, err error, _ bool) error {
		return usagef("%s: %s; see gongbao help %s", name, usageMessage(err, verb), name)
	}
}

// noVerbBelow says that a verb has none of that name below it.
func noVerbBelow(c *cli.Context, name string) error {
	return usagef("%s has no verb %q%s; see gongbao help %s", c.Command.Name, name, didYouMean(name, verbNames(c.Command.Subcommands)), c.Command.Name)
}

// usageMessage says what is wrong with a flag, and which one may have been
// meant.
func usageMessage(err error, verb *cli.Command) string {
	const unknown = "flag provided but not defined: "
	name, ok := strings.CutPrefix(err.Error(), unknown)
	if !ok {
		return err.Error()
	}
	msg := "there is no flag " + name
	var known []string
	for _, f := range verb.Flags {
		known = append(known, f.Names()...)
	}
	if near := nearest(strings.TrimLeft(name, "-"), known); near != "" {
		msg += "; did you mean --" + near
	}
	return msg
}

// Flags that several verbs have.
func storeFlag() cli.Flag {
	return &cli.StringFlag{Name: "store", Value: "gongbao.kg", Usage: "folder of the graph", EnvVars: []string{"GONGBAO_STORE"}}
}

func quietFlag() cli.Flag {
	return &cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, Usage: "say nothing but errors on standard error", Category: generalCategory}
}

func jsonFlag() cli.Flag { return &cli.BoolFlag{Name: "json", Usage: "same as -f json"} }

func langFlag() cli.Flag {
	return &cli.StringFlag{Name: "lang", Usage: "language of names: zh-Hans, zh-Hant or en; without it names are Simplified and relations English"}
}

func baseFlag() cli.Flag {
	return &cli.StringFlag{Name: "base", Usage: "base `IRI` of entities, documents and statements"}
}

// readingFlags are those of the verbs that read documents.
func readingFlags() []cli.Flag {
	return []cli.Flag{
		packsFlag(),
		&cli.StringFlag{Name: "date", Usage: "`DATE` of the documents where it is known, such as 2012-06-07"},
		&cli.StringFlag{Name: "id", Usage: "`ID` of a single document that has no URL"},
		&cli.StringFlag{Name: "charset", Usage: "character set of the documents: utf-8, gb18030, big5, utf-16le, utf-16be"},
		&cli.IntFlag{Name: "jobs", Aliases: []string{"j"}, Usage: "documents read at once; 0 means one for each processor"},
	}
}

// need checks the number of arguments.
func need(c *cli.Context, least, most int, what string) error {
	n := c.Args().Len()
	if n < least || most >= 0 && n > most {
		verb := strings.TrimPrefix(c.Command.HelpName, c.App.Name+" ") // with the verb above it
		return usagef("%s takes %s, and %d were given; see gongbao help %s", verb, what, n, verb)
	}
	return nil
}
