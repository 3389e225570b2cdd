package main

import (
	"bytes"
	"cmp"
	"io"
	"os"
	"os/exec"
	"strings"
)

// pager is a writer in front of a terminal. What fits on the screen goes
// straight to it; when it turns out that more comes, a program that turns pages
// is started and gets all of it.
type pager struct {
	out     *os.File
	command string
	width   int
	height  int

	held   bytes.Buffer
	lines  int
	column int
	proc   *exec.Cmd
	in     io.WriteCloser
	plain  bool // the program could not be started
	gone   bool // the program has been left
}

// pagerCommand returns the program that turns pages, "" for none.
func pagerCommand() string {
	command := "less"
	if v, ok := os.LookupEnv("PAGER"); ok {
		command = v
	}
	if v, ok := os.LookupEnv("GONGBAO_PAGER"); ok {
		command = v
	}
	if command == "cat" {
		return ""
	}
	return command
}

// Columns returns how wide the screen is.
func (p *pager) Columns() int { return p.width }

func (p *pager) Write(data []byte) (int, error) {
	switch {
	case p.gone:
		return len(data), nil
	case p.plain:
		return p.out.Write(data)
	case p.in != nil:
		return p.feed(data)
	}
	given := len(data)
	p.held.Write(data)
	for len(data) > 0 {
		line, rest, ended := bytes.Cut(data, []byte("\n"))
		p.column += displayWidth(string(line))
		if ended {
			p.lines += 1 + max(p.column-1, 0)/p.width
			p.column = 0
		}
		data = rest
	}
	n := given
	if p.lines >= p.height-1 {
		if err := p.start(); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// start runs the program and hands it what is held.
func (p *pager) start() error {
	words := strings.Fields(p.command)
	p.proc = exec.Command(words[0], words[1:]...)
	p.proc.Stdout, p.proc.Stderr = p.out, os.Stderr
	// Colours, no pages where all fits, and the text stays on the screen.
	p.proc.Env = append(os.Environ(), "LESS="+cmp.Or(os.Getenv("LESS"), "FRX"), "LESSCHARSET="+cmp.Or(os.Getenv("LESSCHARSET"), "utf-8"))
	in, err := p.proc.StdinPipe()
	if err == nil {
		err = p.proc.Start()
	}
	if err != nil {
		p.plain = true
		return p.flush()
	}
	p.in = in
	_, err = p.feed(p.held.Bytes())
	p.held.Reset()
	return err
}

// feed hands data to the program. That it has been left is no error.
func (p *pager) feed(data []byte) (int, error) {
	if _, err := p.in.Write(data); err != nil {
		p.gone = true
	}
	return len(data), nil
}

func (p *pager) flush() error {
	_, err := p.out.Write(p.held.Bytes())
	p.held.Reset()
	return err
}

// Close writes what is held, or waits until the program is left.
func (p *pager) Close() error {
	if p.in == nil {
		return p.flush()
	}
	_ = p.in.Close()  // the program may have been left
	_ = p.proc.Wait() // and says why itself
	return nil
}
