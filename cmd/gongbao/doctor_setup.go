package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"gongbao/extract/pack"
	"gongbao/extract/rule"
)

// examinePacks loads and lints the packs that --pack names, or the built-in one;
// the pack is nil where it does not load.
func examinePacks(c *cli.Context) (*pack.Pack, []finding) {
	const area = "packs"
	p, err := loadPacks(c.StringSlice("pack"))
	var faults *pack.Error
	switch {
	case errors.As(err, &faults):
		var out []finding
		for i, f := range faults.Faults {
			if i == 3 {
				out = append(out, fault(exitInput, area, "load", fmt.Sprintf("%d more", len(faults.Faults)-i), "gongbao pack lint lists them"))
				break
			}
			out = append(out, fault(exitInput, area, "load", f.Error(), "correct that line; gongbao pack lint tells when it is well"))
		}
		return nil, out
	case err != nil:
		return nil, []finding{fault(exitCode(err), area, "load", err.Error(), "name a folder that holds pack.yaml, or leave --pack out")}
	}
	out := []finding{fine(area, "load", "%s %s: %s, %s", p.Name, p.Version, count(len(p.Rules), "rule"), count(len(p.Entries), "table row"))}
	bad, warnings, first := 0, 0, ""
	for _, complaint := range p.Lint() {
		if complaint.Level == rule.LevelError {
			first = cmp.Or(first, complaint.Error())
			bad++
		} else {
			warnings++
		}
	}
	own := c.StringSlice("pack")
	switch lint := "gongbao pack lint " + strings.Join(own, " "); {
	case bad > 0:
		out = append(out, fault(exitValidation, area, "lint", fmt.Sprintf("%s, the first: %s", count(bad, "error"), first), lint+" lists them"))
	case warnings > 0 && len(own) > 0: // those of the built-in pack are not the user's to mend
		out = append(out, advice(area, "lint", count(warnings, "warning"), lint+" lists them"))
	default:
		out = append(out, fine(area, "lint", "no errors"))
	}
	return p, append(out, examineCache())
}

// examineTerminal looks at what the output goes to. Nothing there is a fault:
// the program writes UTF-8 whatever it is.
func examineTerminal(s streams) []finding {
	const area = "terminal"
	var out []finding
	locale, from := "", ""
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := os.Getenv(name); v != "" {
			locale, from = v, name
			break
		}
	}
	folded := strings.ToLower(strings.ReplaceAll(locale, "-", ""))
	switch {
	case strings.Contains(folded, "utf8"):
		out = append(out, fine(area, "locale", "%s=%s", from, locale))
	case runtime.GOOS == "windows":
		out = append(out, fine(area, "locale", "Windows; where Chinese shows as boxes, chcp 65001"))
	default:
		out = append(out, advice(area, "locale", cmp.Or(strings.TrimPrefix(from+"="+locale, "="), "none of LC_ALL, LC_CTYPE and LANG is set"),
			"export LANG=C.UTF-8, or programs beside this one may show Chinese as question marks"))
	}
	if !s.outTTY {
		return append(out, fine(area, "output", "not a terminal: rows of TSV, no colours, no progress"))
	}
	width, _, err := term.GetSize(int(os.Stdout.Fd()))
	switch {
	case err != nil || width <= 0:
		out = append(out, advice(area, "width", "not known", "where tables break their lines, use -f tsv"))
	case width < 80:
		out = append(out, advice(area, "width", count(width, "column"), "make the window 80 columns wide or wider, or use -f tsv"))
	default:
		out = append(out, fine(area, "width", "%s", count(width, "column")))
	}
	switch {
	case s.colour:
		out = append(out, fine(area, "colour", "on"))
	case os.Getenv("NO_COLOR") != "":
		out = append(out, fine(area, "colour", "off, because NO_COLOR is set"))
	default:
		out = append(out, advice(area, "colour", "off, because TERM="+os.Getenv("TERM"), "export TERM=xterm-256color, where the terminal knows colours"))
	}
	// The eye judges best: both texts are followed by a bar, and the bars must
	// stand one below the other.
	return append(out, fine(area, "CJK width", "汉 is reckoned %d columns wide and … %d; the bars must be in line:\n公报公报|\ngongbao!|", text.StringWidthWithoutEscSequences("汉"), text.StringWidthWithoutEscSequences("…")))
}

// examineCache looks at the folder of compiled packs, which the program can do
// without.
func examineCache() finding {
	const area, check = "packs", "cache"
	dir := cacheFolder()
	if dir == "" {
		return fine(area, check, "none is kept; each command compiles the packs anew")
	}
	at := dir
	for at != filepath.Dir(at) {
		if info, err := os.Stat(at); err == nil {
			if info.IsDir() && writable(at) {
				return fine(area, check, "%s", dir)
			}
			break
		}
		at = filepath.Dir(at)
	}
	return advice(area, check, dir+" cannot be written, so each command compiles the packs anew", "name another folder with GONGBAO_CACHE, or GONGBAO_CACHE=off")
}

// writable tries whether a file can be made in a folder.
func writable(dir string) bool {
	f, err := os.CreateTemp(dir, ".gongbao-doctor-*")
	if err != nil {
		return false
	}
	return errors.Join(f.Close(), os.Remove(f.Name())) == nil
}

// examineConfiguration looks at what the program is configured by.
func examineConfiguration(c *cli.Context) []finding {
	const area, check = "configuration", "environment"
	known := knownVariables(c.App)
	var set []string
	var out []finding
	env := os.Environ()
	slices.Sort(env)
	for _, entry := range env {
		name, value, _ := strings.Cut(entry, "=")
		switch {
		case !strings.HasPrefix(name, "GONGBAO_"):
		case slices.Contains(known, name):
			set = append(set, name+"="+value)
		default:
			usable := slices.DeleteFunc(slices.Clone(known), func(n string) bool { return slices.Contains(testVariables, n) })
			out = append(out, fault(exitUsage, area, check, name+" is set, and no verb knows it", "unset "+name+"; known are "+strings.Join(usable, ", ")))
		}
	}
	switch {
	case len(set) > 0:
		out = append(out, fine(area, check, "%s", strings.Join(set, ", ")))
	case len(out) == 0:
		out = append(out, fine(area, check, "no variable of the program is set"))
	}
	return out
}
