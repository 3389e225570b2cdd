package main

import (
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/mattn/go-runewidth"
	"golang.org/x/term"
)

// streams are where a run reads from and writes to.
type streams struct {
	in       io.Reader
	out, err io.Writer
	// outTTY and errTTY tell whether a person is looking.
	outTTY, errTTY bool
	// outWidth and errWidth are the columns of the terminals; 0 where there are
	// none.
	outWidth, errWidth int
	// colour tells whether out may hold colours.
	colour bool
}

// processStreams returns the process's own streams. Colours are left out where
// NO_COLOR is set or the terminal is a dumb one.
func processStreams() streams {
	s := streams{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		outTTY: term.IsTerminal(int(os.Stdout.Fd())), errTTY: term.IsTerminal(int(os.Stderr.Fd())),
	}
	if s.outTTY {
		s.outWidth = terminalWidth(os.Stdout)
	}
	if s.errTTY {
		s.errWidth = terminalWidth(os.Stderr)
	}
	dumb := os.Getenv("TERM") == "dumb"
	s.errTTY = s.errTTY && !dumb
	s.colour = s.outTTY && !dumb && os.Getenv("NO_COLOR") == ""
	return s
}

// terminalWidth returns the columns of a terminal. COLUMNS overrules what the
// terminal says.
func terminalWidth(f *os.File) int {
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		return 80
	}
	return width
}

// cutTo shortens a line to a number of columns, in which a Chinese character
// takes two.
func cutTo(line string, width int) string {
	if runewidth.StringWidth(line) <= width {
		return line
	}
	return runewidth.Truncate(line, width, "…")
}

// note writes a line to the error stream. There is nobody to tell when that
// fails.
func (s streams) note(format string, args ...any) { fmt.Fprintf(s.err, format+"\n", args...) }

// underline marks text on a terminal, and puts it in brackets elsewhere.
func (s streams) underline(text, slot string) string {
	if s.colour {
		return "\x1b[4m" + text + "\x1b[24m"
	}
	return "[" + slot + ":" + text + "]"
}

// bold makes text stand out on a terminal.
func (s streams) bold(text string) string {
	if s.colour {
		return "\x1b[1m" + text + "\x1b[22m"
	}
	return text
}

// count writes a number of things in English.
func count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}
