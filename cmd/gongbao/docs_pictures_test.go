package main

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
)

// TestDocPictures draws the pictures of the documentation from what the program
// does, and compares them with the files in docs/pictures. With GONGBAO_UPDATE
// those are written anew.
func TestDocPictures(t *testing.T) {
	root := projectRoot(t)
	t.Chdir(t.TempDir())
	t.Setenv("GONGBAO_CACHE", filepath.Join(t.TempDir(), "cache"))
	if err := writeSamples("communiques"); err != nil {
		t.Fatal(err)
	}
	screen := recordTerminal(t, []string{
		"gongbao build communiques",
		"gongbao lookup 古特雷斯 --evidence",
		"gongbao query 'SELECT ?meeting ?place { ?meeting gb:heldIn ?place }'",
	})
	var svg bytes.Buffer
	if code := run(context.Background(), []string{"gongbao", "show", "上海合作组织", "-f", "svg", "-q"}, streams{in: strings.NewReader(""), out: &svg, err: new(discard)}); code != exitOK {
		t.Fatalf("show: exit code %d", code)
	}
	for name, got := range map[string]string{"terminal.svg": drawTerminal(screen, 112), "sco.svg": svg.String()} {
		path := filepath.Join(root, "docs", "pictures", name)
		if os.Getenv("GONGBAO_UPDATE") != "" {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(want) != got {
			t.Errorf("docs/pictures/%s is not what is drawn; GONGBAO_UPDATE=1 writes it anew, and then look at it", name)
		}
	}
}

// recordTerminal returns what a person sees at a terminal with colours who types
// the commands.
func recordTerminal(t *testing.T, commands []string) string {
	t.Helper()
	var out bytes.Buffer
	for i, line := range commands {
		if i > 0 {
			out.WriteString("\n")
		}
		fmt.Fprintf(&out, "\x1b[32m$\x1b[39m %s\n", line)
		var args []string
		for _, m := range regexp.MustCompile(`'([^']*)'|(\S+)`).FindAllStringSubmatch(line, -1) {
			args = append(args, m[1]+m[2])
		}
		if code := run(context.Background(), args, streams{in: strings.NewReader(""), out: &out, err: &out, outTTY: true, colour: true}); code != exitOK {
			t.Fatalf("%s: exit code %d\n%s", line, code, out.String())
		}
	}
	return out.String()
}

// cell is a character on the screen, where it stands, and how it looks.
type cell struct {
	r          rune
	row, col   int
	bold, line bool
	colour     string
}

var sgr = regexp.MustCompile(`^\x1b\[([0-9;]*)m`)

// ansiColours are the colours of the terminal by their numbers in escape
// sequences, on a dark ground.
var ansiColours = map[int]string{
	30: "#6b7685", 31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 34: "#79c0ff", 35: "#d2a8ff", 36: "#76e3ea", 37: "#e6edf3",
	90: "#8b949e", 91: "#ffa198", 92: "#aff5b4", 93: "#f2cc60", 94: "#a5d6ff", 95: "#e2c5ff", 96: "#b3f0ff", 97: "#ffffff",
}

// cells lays out what was written to a terminal of some columns, and returns
// the number of rows.
func cells(out string, columns int) (all []cell, rows int) {
	var at cell
	for i := 0; i < len(out); {
		if m := sgr.FindStringSubmatch(out[i:]); m != nil {
			for _, code := range strings.Split(m[1], ";") {
				n, _ := strconv.Atoi(code)
				switch {
				case n == 0:
					at.bold, at.line, at.colour = false, false, ""
				case n == 1, n == 22:
					at.bold = n == 1
				case n == 4, n == 24:
					at.line = n == 4
				case n == 39:
					at.colour = ""
				case n == 2:
					at.colour = ansiColours[90]
				default:
					at.colour = ansiColours[n]
				}
			}
			i += len(m[0])
			continue
		}
		r := []rune(out[i:min(i+4, len(out))])[0]
		i += len(string(r))
		if r == '\n' {
			at.row, at.col = at.row+1, 0
			continue
		}
		w := text.RuneWidth(r)
		if at.col+w > columns {
			at.row, at.col = at.row+1, 0
		}
		at.r = r
		all = append(all, at)
		at.col += w
	}
	return all, at.row + 1
}

// boxes are the strokes of the characters that tables are drawn with: left,
// right, up, down.
var boxes = map[rune][4]bool{
	'─': {true, true}, '│': {false, false, true, true}, '┌': {false, true, false, true}, '┐': {true, false, false, true},
	'└': {false, true, true, false}, '┘': {true, false, true, false}, '├': {false, true, true, true}, '┤': {true, false, true, true},
	'┬': {true, true, false, true}, '┴': {true, true, true, false}, '┼': {true, true, true, true},
}

// drawTerminal draws a window with what was written to it. Every character has
// its own place, so that Chinese stays in its columns whatever the fonts.
func drawTerminal(out string, columns int) string {
	const cw, ch, pad, bar = 8.4, 20.0, 18.0, 34.0
	all, rows := cells(strings.TrimRight(out, "\n"), columns)
	width, height := cw*float64(columns)+2*pad, ch*float64(rows)+bar+pad
	num := func(v float64) string { return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0") }
	var b, lines strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t d" viewBox="0 0 %[1]s %[2]s" width="%[1]s" height="%[2]s">
<title id="t">gongbao on a terminal</title>
<desc id="d">Three commands and what they print: build reads three communiqués, lookup shows the facts about a person with their sentences, query makes a table of meetings and their places.</desc>
<style>
text { font: 14px "DejaVu Sans Mono", "Noto Sans Mono CJK SC", "Sarasa Mono SC", Menlo, Consolas, "PingFang SC", "Microsoft YaHei", monospace; fill: #e6edf3; white-space: pre; }
.b { font-weight: bold; fill: #ffffff; }
.w { font-size: 16px; }
</style>
<rect width="%[1]s" height="%[2]s" rx="9" fill="#12161c"/>
<circle cx="20" cy="17" r="5.5" fill="#ff5f57"/><circle cx="38" cy="17" r="5.5" fill="#febc2e"/><circle cx="56" cy="17" r="5.5" fill="#28c840"/>
`, num(width), num(height))
	for i := 0; i < len(all); {
		c := all[i]
		x, y := pad+cw*float64(c.col), bar+ch*float64(c.row)
		if s, ok := boxes[c.r]; ok {
			cx, cy := x+cw/2, y+ch/2
			for dir, end := range [4]string{"H" + num(x), "H" + num(x+cw), "V" + num(y), "V" + num(y+ch)} {
				if s[dir] {
					lines.WriteString("M" + num(cx) + " " + num(cy) + end)
				}
			}
			i++
			continue
		}
		// Characters that follow each other and look alike are one text.
		var run, xs strings.Builder
		j := i
		for ; j < len(all); j++ {
			n := all[j]
			if _, isBox := boxes[n.r]; isBox || text.RuneWidth(n.r) != text.RuneWidth(c.r) || n.row != c.row || n.bold != c.bold || n.line != c.line || n.colour != c.colour {
				break
			}
			run.WriteRune(n.r)
			fmt.Fprintf(&xs, " %s", num(pad+cw*float64(n.col)))
			if n.line {
				fmt.Fprintf(&b, "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"1.4\" fill=\"#e3b341\"/>\n", num(pad+cw*float64(n.col)), num(y+ch-2.5), num(cw*float64(text.RuneWidth(n.r))))
			}
		}
		i = j
		if strings.TrimSpace(run.String()) == "" {
			continue
		}
		var escaped bytes.Buffer
		_ = xml.EscapeText(&escaped, []byte(run.String())) // a buffer does not fail
		class := ""
		if c.bold {
			class = "b"
		}
		if text.RuneWidth(c.r) == 2 {
			class = strings.TrimSpace(class + " w")
		}
		attrs := ""
		if class != "" {
			attrs = ` class="` + class + `"`
		}
		if c.colour != "" {
			attrs += ` style="fill:` + c.colour + `"`
		}
		fmt.Fprintf(&b, "<text y=\"%s\"%s x=\"%s\">%s</text>\n", num(y+15), attrs, strings.TrimSpace(xs.String()), escaped.String())
	}
	fmt.Fprintf(&b, "<path d=\"%s\" fill=\"none\" stroke=\"#6b7685\"/>\n</svg>\n", lines.String())
	return b.String()
}
