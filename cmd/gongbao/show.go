package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"gongbao/exports"
	"gongbao/exports/picture"
	"gongbao/graph/lookup"
)

// showFormats are the formats of pictures.
const showFormats = "svg, html"

func showCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "show", Usage: "draw the neighbourhood and the time line of an entity", ArgsUsage: "NAME",
		Description: `Draws one entity, found as lookup finds it, with its relations and the time line of its facts, as one file without scripts:
SVG, or an HTML page that has the facts with their sentences below the picture. What has most sources is drawn first.
Without -f the end of the name given with -o decides, or else it is SVG.`,
		Flags: []cli.Flag{
			storeFlag(), langFlag(), baseFlag(),
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "`FILE` to write; without it, or with -, standard output"},
			&cli.IntFlag{Name: "limit", Aliases: []string{"n"}, Value: 40, Usage: "lines on each side, and of the time line, at most; 0 draws all"},
			formatFlag(showFormats), quietFlag(),
		},
		Action: func(c *cli.Context) error { return show(c, s) },
	}
}

func show(c *cli.Context, s streams) error {
	if err := need(c, 1, -1, "a name"); err != nil {
		return err
	}
	name, to := strings.Join(c.Args().Slice(), " "), c.String("output")
	format, err := showFormat(c.String("format"), to)
	if err != nil {
		return err
	}
	if c.Int("limit") < 0 {
		return usagef("--limit must not be below 0")
	}
	if to == "" && s.outTTY {
		return usagef("a picture is not for a terminal; name a file with -o, or use gongbao lookup")
	}
	names := relationNames(c.String("lang"))
	return withView(c, func(ctx context.Context, v *lookup.View) error {
		e, err := one(ctx, v, s, name)
		if err != nil {
			return err
		}
		if !c.Bool("quiet") {
			s.note("gongbao: %s is drawn, known from %s", e.IRI, count(e.Documents, "document"))
		}
		scene, err := picture.Gather(ctx, v, e, picture.Options{Lang: c.String("lang"), Names: names, Limit: c.Int("limit"), Evidence: format == "html"})
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if format == "html" {
			err = scene.HTML(&b)
		} else {
			err = scene.SVG(&b)
		}
		if err != nil {
			return err
		}
		return writeResult(s, to, b.Bytes())
	})
}

// candidatesShown is how many of the things with one name are told.
const candidatesShown = 10

// one finds the entity of a name. Where several have it, it is the one that most
// documents name; where no one is ahead, the candidates are told.
func one(ctx context.Context, v *lookup.View, s streams, name string) (*lookup.Entity, error) {
	found, err := v.Find(ctx, name)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 { // not by its whole name: in pinyin, as an office of a body …
		near, err := v.Search(ctx, name, lookup.SearchOptions{})
		if err != nil {
			return nil, err
		}
		if len(near) > 0 && near[0].Sure && (len(near) == 1 || !near[1].Sure) {
			return v.Entity(ctx, near[0].IRI)
		}
		s.note("gongbao: nothing is called %s; gongbao lookup finds names", name)
		return nil, silent(exitNothing)
	}
	slices.SortStableFunc(found, func(a, b *lookup.Entity) int { return b.Documents - a.Documents })
	if len(found) > 1 && found[0].Documents == found[1].Documents {
		var lines []string
		for i, e := range found {
			if i == candidatesShown {
				lines = append(lines, fmt.Sprintf("  … %d more", len(found)-i))
				break
			}
			lines = append(lines, "  "+e.IRI)
		}
		return nil, usagef("%s are called %s; name one by its IRI:\n%s", count(len(found), "thing"), name, strings.Join(lines, "\n"))
	}
	return found[0], nil
}

// showFormat returns the format asked for, or that of the file to write; SVG
// where there is no file.
func showFormat(format, file string) (string, error) {
	if format == "" {
		switch ext := strings.ToLower(filepath.Ext(file)); {
		case ext == ".svg" || ext == "":
			return "svg", nil
		case isPage(file):
			return "html", nil
		default:
			return "", usagef("%s: no picture has the extension %s; choose .svg or .html, or name a format with -f", file, ext)
		}
	}
	for _, known := range strings.Split(showFormats, ", ") {
		if format == known {
			return format, nil
		}
	}
	return "", usagef("unknown format %q; choose one of %s", format, showFormats)
}

// isPage reports whether a file is called as a page of HTML is.
func isPage(file string) bool {
	ext := strings.ToLower(filepath.Ext(file))
	return ext == ".html" || ext == ".htm"
}

// writeResult writes to standard output, or a file that is there as a whole or
// not at all.
func writeResult(s streams, to string, data []byte) error {
	if to == "" || to == "-" {
		_, err := s.out.Write(data)
		return err
	}
	return exports.ToFile(to, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}
