package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/interp"
	"mvdan.cc/sh/v3/syntax"
)

var (
	fencedBlock = regexp.MustCompile("(?ms)^```([a-z]+)(?: needs=(\\S+))?\n(.*?)^```$")
	fileMark    = regexp.MustCompile(`^(?:(?:#|//) file: (\S+)|<!-- file: (\S+) -->)\n`)
)

// docPages returns the pages of the documentation, as paths from the root of the
// project.
func docPages(t *testing.T, root string) []string {
	t.Helper()
	pages := []string{"README.md"}
	err := filepath.WalkDir(filepath.Join(root, "docs"), func(path string, _ fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".md" {
			path, err = filepath.Rel(root, path)
			pages = append(pages, filepath.ToSlash(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// projectRoot returns the folder of go.mod.
func projectRoot(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// TestDocs does what every page of the documentation says, each in a folder of
// its own: writes the files whose blocks begin with "# file: NAME", runs the
// commands of its console and sh blocks, and compares what they print with what
// is shown. A line of an ellipsis alone stands for any lines, one within a line
// for any characters; where nothing is shown nothing is compared, but then the
// command must succeed. A block "console needs=MODULE" runs where a Python has
// that module, or Node.js that package. With GONGBAO_UPDATE outputs that differ are written anew.
func TestDocs(t *testing.T) {
	root := projectRoot(t)
	commands, ran, cache := 0, 0, t.TempDir()
	pages := docPages(t, root)
	for _, page := range pages {
		t.Run(page, func(t *testing.T) {
			ran++
			path := filepath.Join(root, filepath.FromSlash(page))
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !fencedBlock.Match(data) {
				return
			}
			t.Chdir(t.TempDir())
			t.Setenv("NO_COLOR", "1")
			t.Setenv("GONGBAO_CACHE", cache)
			t.Setenv("GONGBAO_STORE", "") // to have it back afterwards
			if err := os.Unsetenv("GONGBAO_STORE"); err != nil {
				t.Fatal(err)
			}
			p := &docPage{t: t, root: root}
			written := fencedBlock.ReplaceAllStringFunc(string(data), p.block)
			commands += p.commands
			if written == string(data) {
				return
			}
			if os.Getenv("GONGBAO_UPDATE") != "" {
				if err := os.WriteFile(path, []byte(written), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			was, is := strings.Split(string(data), "\n"), strings.Split(written, "\n")
			for i := range is {
				if i >= len(was) || was[i] != is[i] {
					t.Fatalf("%s:%d is not what is printed:\n%s", page, i+1, strings.Join(is[i:min(i+8, len(is))], "\n"))
				}
			}
		})
	}
	if ran == len(pages) && commands < 60 {
		t.Errorf("only %d commands ran", commands)
	}
	t.Logf("%d commands of the documentation ran", commands)
}

// docPage is one page while it is tried.
type docPage struct {
	t        *testing.T
	root     string
	commands int
}

// block does what a block says and returns it as it should be.
func (p *docPage) block(b string) string {
	m := fencedBlock.FindStringSubmatch(b)
	switch m[1] {
	case "console":
		if m[2] != "" && !p.hasModule(m[2]) {
			p.skip("neither Python nor Node.js has the module " + m[2])
			return b
		}
		return strings.TrimSuffix(b, m[3]+"```") + p.console(m[3]) + "```"
	case "sh":
		p.console("$ " + strings.ReplaceAll(strings.TrimSpace(m[3]), "\n", "\n$ ") + "\n")
		return b
	}
	if name := fileMark.FindStringSubmatch(m[3]); name != nil {
		file := name[1] + name[2]
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			p.t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(m[3][len(name[0]):]), 0o644); err != nil {
			p.t.Fatal(err)
		}
	}
	return b
}

// skip leaves a block out, which fails where everything must be there.
func (p *docPage) skip(why string) {
	if os.Getenv("GONGBAO_INTEROP") == "required" {
		p.t.Error("a block cannot run: ", why)
		return
	}
	p.t.Log("a block is skipped: ", why)
}

// console runs the commands of a block and returns it with what they print. A
// command goes on in the next line as it does in a shell.
func (p *docPage) console(block string) string {
	var b strings.Builder
	lines := strings.SplitAfter(strings.TrimSuffix(block, "\n"), "\n")
	for i := 0; i < len(lines); {
		command, ok := strings.CutPrefix(lines[i], "$ ")
		if !ok {
			p.t.Fatalf("a block must begin with a command: %s", lines[i])
		}
		b.WriteString(lines[i])
		i++
		for ; i < len(lines) && unfinished(command); i++ {
			b.WriteString(lines[i])
			command += lines[i]
		}
		var shown strings.Builder
		for ; i < len(lines) && !strings.HasPrefix(lines[i], "$ "); i++ {
			shown.WriteString(lines[i])
		}
		got, err := p.run(command)
		p.commands++
		switch want := strings.TrimSuffix(shown.String(), "\n"); {
		case want == "" && err != nil:
			p.t.Errorf("%s: %v\n%s", command, err, got)
		case want == "" || shownAs(want, strings.TrimSuffix(got, "\n")):
			b.WriteString(shown.String())
		default:
			b.WriteString(got)
		}
	}
	out := b.String()
	if out != "" && !strings.HasSuffix(out, "\n") {
		out += "\n"
	}
	return out
}

// unfinished reports whether a shell would wait for another line.
func unfinished(command string) bool {
	_, err := syntax.NewParser().Parse(strings.NewReader(command), "")
	return syntax.IsIncomplete(err) || strings.HasSuffix(command, "\\\n")
}

// shownAs reports whether an output is what a page shows.
func shownAs(shown, out string) bool {
	if shown == out {
		return true
	}
	var b strings.Builder
	b.WriteString(`\A`)
	for i, line := range strings.Split(shown, "\n") {
		if line == "…" {
			b.WriteString(`(?:\n?.*)*?`)
			continue
		}
		if i > 0 {
			b.WriteString(`\n`)
		}
		parts := strings.Split(line, "…")
		for j := range parts {
			parts[j] = regexp.QuoteMeta(parts[j])
		}
		b.WriteString(strings.Join(parts, ".*"))
	}
	return regexp.MustCompile(b.String() + `\z`).MatchString(strings.TrimPrefix(out, "\n"))
}

// run runs a command line as a shell does and returns all that a person at a
// terminal would see of it.
func (p *docPage) run(command string) (string, error) {
	file, err := syntax.NewParser().Parse(strings.NewReader(command), "")
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	screen := &out
	runner, err := interp.New(interp.StdIO(strings.NewReader(""), screen, screen), interp.ExecHandlers(func(interp.ExecHandlerFunc) interp.ExecHandlerFunc {
		return func(ctx context.Context, args []string) error { return p.exec(ctx, args, screen) }
	}))
	if err != nil {
		return "", err
	}
	err = runner.Run(context.Background(), file)
	return out.String(), err
}

// exec runs one program: ours, one of the few of a shell that the pages use, a
// Python or Node.js.
func (p *docPage) exec(ctx context.Context, args []string, screen *bytes.Buffer) error {
	h := interp.HandlerCtx(ctx)
	switch args[0] {
	case "gongbao", "bin/gongbao", "./bin/gongbao":
		tty := h.Stdout == screen
		if code := run(ctx, append([]string{"gongbao"}, args[1:]...), streams{in: h.Stdin, out: h.Stdout, err: h.Stderr, outTTY: tty}); code != exitOK {
			return interp.ExitStatus(code)
		}
		return nil
	case "make":
		return p.makes(args[1:])
	case "python3", "node":
		program := args[0]
		if python, err := pythonWith("rdflib"); program == "python3" && err == nil {
			program = python
		}
		cmd := exec.CommandContext(ctx, program, args[1:]...)
		cmd.Env = append(os.Environ(), "NODE_PATH="+p.nodeModules())
		cmd.Stdin, cmd.Stdout, cmd.Stderr = h.Stdin, h.Stdout, h.Stderr
		return cmd.Run()
	}
	return shellTool(args, h.Stdin, h.Stdout)
}

// makes checks that the Makefile has the targets.
func (p *docPage) makes(targets []string) error {
	data, err := os.ReadFile(filepath.Join(p.root, "Makefile"))
	if err != nil {
		return err
	}
	for _, target := range targets {
		if !strings.Contains(target, "=") && !regexp.MustCompile(`(?m)^`+regexp.QuoteMeta(target)+`:`).Match(data) {
			return fmt.Errorf("the Makefile has no target %s", target)
		}
	}
	return nil
}

// hasModule reports whether there is a Python with a module, or Node.js with a
// package of exports/interop.
func (p *docPage) hasModule(module string) bool {
	if _, err := pythonWith(module); err == nil {
		return true
	}
	_, err := exec.LookPath("node")
	_, missing := os.Stat(filepath.Join(p.nodeModules(), module))
	return err == nil && missing == nil
}

// nodeModules is the folder of the packages that .ci/interop.sh installs.
func (p *docPage) nodeModules() string {
	return filepath.Join(p.root, "exports", "interop", "node_modules")
}

// pythonWith returns the first Python that has a module.
func pythonWith(module string) (string, error) {
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(python, "-c", "import "+module).Run() == nil {
			return python, nil
		}
	}
	return "", fmt.Errorf("no Python has the module %s", module)
}

var (
	pageLink = regexp.MustCompile(`\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"`)
	anchorOf = regexp.MustCompile(`(?m)^#+ (.*)$`)
)

// TestDocLinks checks that what the pages link to is there, headings too.
func TestDocLinks(t *testing.T) {
	root := projectRoot(t)
	for _, page := range docPages(t, root) {
		data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(page)))
		if err != nil {
			t.Fatal(err)
		}
		text := fencedBlock.ReplaceAllString(string(data), "")
		for _, m := range pageLink.FindAllStringSubmatch(text, -1) {
			target := m[1] + m[2]
			u, err := url.Parse(target)
			if err != nil {
				t.Errorf("%s: %s: %v", page, target, err)
				continue
			}
			if u.Scheme != "" {
				continue
			}
			file := filepath.Join(root, filepath.Dir(filepath.FromSlash(page)), filepath.FromSlash(u.Path))
			if u.Path == "" {
				file = filepath.Join(root, filepath.FromSlash(page))
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s links to %s, which is not there", page, target)
				continue
			}
			if u.Fragment != "" && !hasAnchor(t, file, u.Fragment) {
				t.Errorf("%s links to %s, which has no such heading", page, target)
			}
		}
	}
}

// hasAnchor reports whether a page has a heading under that name.
func hasAnchor(t *testing.T, file, fragment string) bool {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range anchorOf.FindAllStringSubmatch(fencedBlock.ReplaceAllString(string(data), ""), -1) {
		name := strings.ToLower(strings.TrimSpace(m[1]))
		name = regexp.MustCompile(`[^\p{L}\p{N}\- _]`).ReplaceAllString(name, "")
		if strings.ReplaceAll(name, " ", "-") == fragment {
			return true
		}
	}
	return false
}

// TestShownAs checks the comparison that the pages rest on.
func TestShownAs(t *testing.T) {
	for _, c := range []struct {
		shown, out string
		want       bool
	}{
		{"a\nb", "a\nb", true},
		{"a\nb", "a\nc", false},
		{"a\n…", "a\nb\nc", true},
		{"a\n…", "a", true},
		{"…\nc", "a\nb\nc", true},
		{"a\n…\nd", "a\nb\nc\nd", true},
		{"a\n…\nd", "a\nb\nc", false},
		{"a … c", "a 12 c", true},
		{"a … c", "a 12 d", false},
		{"a.c", "abc", false},
		{"…", "", true},
	} {
		if got := shownAs(c.shown, c.out); got != c.want {
			t.Errorf("shownAs(%q, %q) = %v", c.shown, c.out, got)
		}
	}
}
