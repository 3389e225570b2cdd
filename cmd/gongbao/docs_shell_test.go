package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/interp"
)

// shellTool runs one of the programs of a shell that the pages of the
// documentation use, so that the test asks for Go and nothing else. They know
// the flags that the pages use.
func shellTool(args []string, in io.Reader, out io.Writer) error {
	name, flags, rest := args[0], []string{}, []string{}
	for _, a := range args[1:] {
		if len(a) > 1 && a[0] == '-' {
			flags = append(flags, a)
		} else {
			rest = append(rest, a)
		}
	}
	switch name {
	case "cat":
		return eachLine(rest, in, func(line string) error { return printLine(out, line) })
	case "head":
		most := 10
		if len(flags) > 0 {
			n, err := strconv.Atoi(strings.TrimLeft(flags[0], "-n"))
			if err != nil {
				return fmt.Errorf("head knows -N alone: %w", err)
			}
			most = n
		}
		return eachLine(rest, in, func(line string) error {
			if most--; most < 0 {
				return nil
			}
			return printLine(out, line)
		})
	case "grep":
		return grepTool(flags, rest, in, out)
	case "sort":
		return sortTool(rest, in, out)
	case "ls":
		return lsTool(rest, out)
	case "mkdir":
		return eachArg(rest, func(dir string) error { return os.MkdirAll(dir, 0o755) })
	case "rm":
		return eachArg(rest, os.RemoveAll)
	}
	return fmt.Errorf("the pages use %s, which their test does not know", name)
}

func printLine(out io.Writer, line string) error {
	_, err := fmt.Fprintln(out, line)
	return err
}

func eachArg(args []string, do func(string) error) error {
	for _, a := range args {
		if err := do(a); err != nil {
			return err
		}
	}
	return nil
}

// eachLine calls fn for the lines of files, or of standard input.
func eachLine(files []string, in io.Reader, fn func(string) error) error {
	readers := []io.Reader{in}
	if len(files) > 0 {
		readers = nil
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		readers = append(readers, f)
	}
	for _, r := range readers {
		lines := bufio.NewScanner(r)
		lines.Buffer(nil, 1<<24)
		for lines.Scan() {
			if err := fn(lines.Text()); err != nil {
				return err
			}
		}
		if err := lines.Err(); err != nil {
			return err
		}
	}
	return nil
}

// grepTool knows -c alone.
func grepTool(flags, rest []string, in io.Reader, out io.Writer) error {
	if len(rest) == 0 {
		return errors.New("grep needs a pattern")
	}
	re, err := regexp.Compile(rest[0])
	if err != nil {
		return err
	}
	n, counts := 0, slices.Contains(flags, "-c")
	err = eachLine(rest[1:], in, func(line string) error {
		if !re.MatchString(line) {
			return nil
		}
		if n++; counts {
			return nil
		}
		return printLine(out, line)
	})
	if err == nil && counts {
		err = printLine(out, strconv.Itoa(n))
	}
	if err == nil && n == 0 {
		return interp.ExitStatus(1)
	}
	return err
}

func sortTool(files []string, in io.Reader, out io.Writer) error {
	var all []string
	if err := eachLine(files, in, func(line string) error {
		all = append(all, line)
		return nil
	}); err != nil {
		return err
	}
	slices.Sort(all)
	return eachArg(all, func(line string) error { return printLine(out, line) })
}

// lsTool lists folders, one name a line.
func lsTool(args []string, out io.Writer) error {
	if len(args) == 0 {
		args = []string{"."}
	}
	return eachArg(args, func(dir string) error {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return printLine(out, filepath.ToSlash(dir))
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), ".") {
				continue
			}
			if err := printLine(out, e.Name()); err != nil {
				return err
			}
		}
		return nil
	})
}
