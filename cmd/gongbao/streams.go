package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"
	"golang.org/x/term"
)

// streams are where a run reads from and writes to.
type streams struct {
	in       io.Reader
	out, err io.Writer
	// outTTY and errTTY tell whether a person is looking.
	outTTY, errTTY bool
	// outWidth and errWidth are the columns of the terminals and outHeight the
	// lines; 0 where there are none.
	outWidth, errWidth, outHeight int
	// noPager says that this is one of several answers.
	noPager bool
	// log is where what is not a result goes; nil writes it to err as it is.
	log *slog.Logger
	// colour tells whether out may hold colours.
	colour bool
}

// processStreams returns the process's own streams.
func processStreams() streams {
	s := streams{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		outTTY: term.IsTerminal(int(os.Stdout.Fd())), errTTY: term.IsTerminal(int(os.Stderr.Fd())),
	}
	if s.outTTY {
		s.outWidth, s.outHeight = terminalSize(os.Stdout)
	}
	if s.errTTY {
		s.errWidth, _ = terminalSize(os.Stderr)
	}
	return s
}

// configure brings the streams into the form that the general flags of a command
// line and the environment ask for. What it returns is to be called at the end.
//
// Colours are left out where NO_COLOR is set or the terminal is a dumb one, and a
// dumb one gets no bar and no pages either.
func (s streams) configure(l *invocation) (streams, func() error) {
	isSet := func(name string) bool {
		v, given := l.value(name)
		return given && v != "false"
	}
	dumb := os.Getenv("TERM") == "dumb"
	s.errTTY = s.errTTY && !dumb
	switch when, _ := l.value("color"); when {
	case "always":
		s.colour = true
	case "never":
	default:
		s.colour = s.outTTY && !dumb && os.Getenv("NO_COLOR") == ""
	}
	format, _ := l.value("log-format")
	s.log = newLog(s.err, format == "json", isSet("verbose"))
	if format == "json" {
		s.errTTY = false // no bar among the lines
	}
	out, isFile := s.out.(*os.File)
	if !s.outTTY || !isFile {
		return s, func() error { return nil }
	}
	s.out = screen{out, s.outWidth}
	command := pagerCommand()
	if s.noPager || dumb || command == "" || isSet("no-pager") || isSet("watch") || l.verb == nil || slices.Contains(unpaged, l.names[0]) {
		return s, func() error { return nil }
	}
	p := &pager{out: out, width: s.outWidth, command: command, height: s.outHeight}
	s.out = p
	return s, p.Close
}

// screen is a terminal to write to.
type screen struct {
	*os.File
	width int
}

// Columns returns how wide the screen is.
func (s screen) Columns() int { return s.width }

// unpaged are the verbs whose output comes bit by bit while they work.
var unpaged = []string{"build", "load", "demo", "completion", "__complete"}

// terminalSize returns the columns and lines of a terminal. COLUMNS and LINES
// overrule what the terminal says.
func terminalSize(f *os.File) (width, height int) {
	width, height, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 || height <= 0 {
		width, height = 80, 24
	}
	for name, n := range map[string]*int{"COLUMNS": &width, "LINES": &height} {
		if v, err := strconv.Atoi(os.Getenv(name)); err == nil && v > 0 {
			*n = v
		}
	}
	return width, height
}

// narrow measures text as terminals show it: a Chinese character takes two
// columns, and what takes one or two by locale takes one, so that the same text
// gives the same table everywhere.
var narrow = &runewidth.Condition{StrictEmojiNeutral: true}

// displayWidth returns the columns that text takes.
func displayWidth(text string) int { return narrow.StringWidth(text) }

// cutTo shortens a line to a number of columns, in which a Chinese character
// takes two.
func cutTo(line string, width int) string {
	if displayWidth(line) <= width {
		return line
	}
	return narrow.Truncate(line, width, "…")
}

// note tells the user something on the error stream. What begins with the name
// of the program is about something that went wrong.
func (s streams) note(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	wrong, isWrong := strings.CutPrefix(text, "gongbao: ")
	switch {
	case s.log == nil:
		fmt.Fprintln(s.err, text) // there is nobody to tell when that fails
	case isWrong:
		s.log.Warn(wrong)
	default:
		s.log.Info(text)
	}
}

// fail tells the user why the program ends.
func (s streams) fail(format string, args ...any) {
	if s.log == nil {
		s.note("gongbao: "+format, args...)
		return
	}
	s.log.Error(fmt.Sprintf(format, args...))
}

// debug tells what is being done, where the user wants to know.
func (s streams) debug(text string, attrs ...any) {
	if s.log != nil {
		s.log.Debug(text, attrs...)
	}
}

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
