package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"gongbao/exports"
	"gongbao/ontology"
	"gongbao/ontology/page"
)

// ontologyCommand shows the vocabulary that the graph is written in.
func ontologyCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "ontology",
		Usage:     "show the vocabulary that the graph is written in",
		ArgsUsage: "[doc|list|term NAME]",
		Description: `Prints the ontology in Turtle, or with -f in another RDF format. ontology doc writes it as a page to read, ontology list
lists its terms, and ontology term shows some of them.`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Usage: "`FORMAT` of the output: " + strings.Join(rdfFormats(), ", ")},
			outputFlag(),
		},
		Subcommands: []*cli.Command{ontologyDocCommand(s), ontologyListCommand(s), ontologyTermCommand(s)},
		Action:      func(c *cli.Context) error { return ontologyFile(c, s) },
	}
}

func outputFlag() cli.Flag {
	return &cli.StringFlag{Name: "output", Aliases: []string{"o"}, Value: "-", Usage: "`FILE` to write"}
}

// rdfFormats names the formats that hold triples.
func rdfFormats() []string {
	var names []string
	for _, e := range exports.All() {
		if exports.IsRDF(e) {
			names = append(names, e.Name())
		}
	}
	return names
}

func ontologyFile(c *cli.Context, s streams) error {
	if name := c.Args().First(); name != "" {
		return usagef("ontology has no verb %q; to see a term write gongbao ontology term %s", name, name)
	}
	path, name := c.String("output"), c.String("format")
	if name == "" {
		if e, ok := exports.ByPath(path); ok {
			name = e.Name()
		}
	}
	if name == "" || name == "turtle" || name == "ttl" {
		return toOutput(path, s, func(w io.Writer) error {
			text, err := ontology.File("gongbao.ttl")
			if err == nil {
				_, err = w.Write(text)
			}
			return err
		})
	}
	e, err := exports.ByName(name)
	if err != nil || !exports.IsRDF(e) {
		return usagef("unknown format %q; choose one of %s", name, strings.Join(rdfFormats(), ", "))
	}
	quads, err := ontology.Quads()
	if err != nil {
		return err
	}
	return exports.To(path, s.out, e, func(out exports.Output) error {
		_, err := e.Write(c.Context, out, exports.FromQuads(quads), exports.Options{})
		return err
	})
}

func ontologyDocCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "doc", Usage: "write the ontology as a page to read", ArgsUsage: " ",
		Description: `Every class and property with its labels and definitions in three languages, between what it stands, its inverse, examples, and
how it relates to other vocabularies. Markdown, or with -f html one file that needs no other.`,
		Flags: []cli.Flag{formatFlag("md, html"), outputFlag()},
		Action: func(c *cli.Context) error {
			if err := need(c, 0, 0, "no arguments"); err != nil {
				return err
			}
			format, path := c.String("format"), c.String("output")
			if format == "" && (strings.HasSuffix(path, ".html") || strings.HasSuffix(path, ".htm")) {
				format = "html"
			}
			p, err := page.Read()
			if err != nil {
				return err
			}
			switch format {
			case "", "md", "markdown":
				return toOutput(path, s, p.Markdown)
			case "html":
				return toOutput(path, s, p.HTML)
			}
			return usagef("unknown format %q; choose md or html", format)
		},
	}
}

// listedTerm is a term as ontology list and ontology term tell it in JSON.
type listedTerm struct {
	Name        string            `json:"name"`
	IRI         string            `json:"iri"`
	Kind        string            `json:"kind"`
	Labels      map[string]string `json:"labels"`
	Definitions map[string]string `json:"definitions"`
	Domain      []string          `json:"domain,omitempty"`
	Range       []string          `json:"range,omitempty"`
	Inverse     string            `json:"inverse,omitempty"`
	SubOf       []string          `json:"kind_of,omitempty"`
	Close       []string          `json:"close,omitempty"`
	Related     []string          `json:"related,omitempty"`
	Examples    []string          `json:"examples,omitempty"`
}

func listTerm(e *page.Entry) listedTerm {
	return listedTerm{
		"gb:" + e.Local(), e.IRI, e.Kind, e.Labels, e.Definitions, e.Domain, e.Range, e.Inverse, e.SubOf, e.Close, e.Related, e.Examples,
	}
}

func ontologyListCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "list", Usage: "list the terms", ArgsUsage: " ",
		Flags: []cli.Flag{
			langFlag(), formatFlag(gridFormats), jsonFlag(),
			&cli.StringFlag{Name: "kind", Usage: "only terms of this `KIND`, as the list has it: class, \"fluent relation\", qualifier …"},
		},
		Action: func(c *cli.Context) error {
			if err := need(c, 0, 0, "no arguments"); err != nil {
				return err
			}
			format, err := gridFormat(c, s)
			if err != nil {
				return err
			}
			p, err := page.Read()
			if err != nil {
				return err
			}
			g := &grid{head: []string{"term", "kind", "domain", "range", "label"}}
			for _, section := range p.Sections {
				for _, e := range section.Terms {
					if kind := c.String("kind"); kind != "" && !strings.Contains(e.Kind, kind) {
						continue
					}
					g.rows = append(g.rows, []string{"gb:" + e.Local(), e.Kind, termNames(e, "domain"), termNames(e, "range"), e.Label(c.String("lang"))})
					g.objects = append(g.objects, listTerm(e))
				}
			}
			if err := g.write(s.out, format); err != nil {
				return err
			}
			if len(g.rows) == 0 {
				return silent(exitNothing)
			}
			return nil
		},
	}
}

// termNames returns the names of the terms on one of an entry's lines.
func termNames(e *page.Entry, line string) string {
	var names []string
	for _, f := range e.Facts {
		for _, l := range f.Terms {
			if f.Name != line {
				continue
			}
			if l.Inverse {
				l.Text = "inverse of " + l.Text
			}
			names = append(names, l.Text)
		}
	}
	return strings.Join(names, ", ")
}

func ontologyTermCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "term", Usage: "show some terms", ArgsUsage: "NAME …",
		Description: "Shows terms by name (gb:holdsOffice, holdsOffice), IRI or label (担任).",
		Flags:       []cli.Flag{formatFlag("text, json"), jsonFlag()},
		Action: func(c *cli.Context) error {
			if err := need(c, 1, -1, "names of terms"); err != nil {
				return err
			}
			asJSON, err := textOrJSON(c)
			if err != nil {
				return err
			}
			return showTerms(c.Args().Slice(), asJSON, s)
		},
	}
}

// showTerms writes terms; it says of each name that is none which may be meant.
func showTerms(names []string, asJSON bool, s streams) error {
	var b strings.Builder
	objects, missing := []listedTerm{}, false
	for _, name := range names {
		t, err := ontology.Find(name)
		if err != nil {
			return err
		}
		if t == nil {
			missing = true
			s.note("gongbao: %s", notATerm(name))
			continue
		}
		e, err := page.NewEntry(t)
		if err != nil {
			return err
		}
		objects = append(objects, listTerm(e))
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s  %s\n  %s\n", s.bold("gb:"+t.Local()), e.Kind, t.IRI)
		for _, lang := range ontology.Languages {
			fmt.Fprintf(&b, "  %-8s %s: %s\n", lang, t.Labels[lang], t.Definitions[lang])
		}
		for _, f := range e.Facts {
			fmt.Fprintf(&b, "  %s: %s\n", f.Name, termNames(e, f.Name))
		}
		for _, x := range t.Examples {
			fmt.Fprintf(&b, "  example: %s\n", x)
		}
	}
	var err error
	if asJSON {
		err = writeJSON(s.out, objects)
	} else {
		_, err = io.WriteString(s.out, b.String())
	}
	if err == nil && missing {
		return silent(exitNothing)
	}
	return err
}

// notATerm says that a name is no term of the ontology, and which may be meant.
func notATerm(name string) string {
	local := name[strings.LastIndexAny(name, "#:")+1:]
	msg := "gb:" + local + " is not a term of the ontology"
	near, err := ontology.Suggest(local)
	if err != nil || len(near) == 0 {
		return msg + "; gongbao ontology list shows them"
	}
	var names []string
	for _, t := range near {
		names = append(names, "gb:"+t.Local())
	}
	return msg + "; did you mean " + strings.Join(names, ", ") + "?"
}
