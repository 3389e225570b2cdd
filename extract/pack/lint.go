package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"gongbao/extract/gazetteer"
	"gongbao/extract/rule"
	"gongbao/extract/rule/syntax"
)

// Lint looks for what is likely to be wrong in a pack: what rule.Lint finds, and
// relations that the pack does not define.
func (p *Pack) Lint() []rule.Complaint {
	out := p.engine.Lint(p.Files)
	for _, r := range p.Rules {
		for _, e := range r.Emit {
			if _, ok := p.Relations[e.P.Value]; !ok && len(p.Relations) > 0 {
				out = append(out, rule.Complaint{Level: rule.LevelError, Check: "relation", FileError: r.Fault(e.P, 0, "relations in pack.yaml has no %s", e.P.Value)})
			}
		}
	}
	rule.Sort(out)
	return out
}

// LintFiles looks at what stands around the rules of a pack: the settings that
// tell where it comes from, and a README that names every table, since each has
// an origin and a licence of its own.
func (p *Pack) LintFiles(s Source) []rule.Complaint {
	var out []rule.Complaint
	add := func(level rule.Level, check, file, format string, args ...any) {
		out = append(out, rule.Complaint{Level: level, Check: check, FileError: &syntax.FileError{File: path.Join(s.Name, file), Line: 1, Col: 1, Msg: fmt.Sprintf(format, args...)}})
	}
	for _, f := range []struct{ key, value string }{{"version", p.Version}, {"language", p.Language}, {"about", p.About}, {"licence", p.Licence}} {
		if f.value == "" {
			add(rule.LevelWarning, "manifest", "pack.yaml", "%s is missing", f.key)
		}
	}
	readme, err := fs.ReadFile(s.FS, "README.md")
	if err != nil {
		add(rule.LevelWarning, "readme", "README.md", "the pack has no README.md that tells the origin and the licence of its tables")
		return out
	}
	for _, name := range list(s.FS, "gazetteer/*.tsv") {
		if !strings.Contains(string(readme), path.Base(name)) {
			add(rule.LevelWarning, "readme", "README.md", "the README does not name the table %s, with its origin and licence", name)
		}
	}
	return out
}

// Complaints turns what is wrong with a pack that did not load into complaints of
// the level error.
func (e *Error) Complaints() []rule.Complaint {
	var out []rule.Complaint
	for _, err := range e.Faults {
		var at *syntax.FileError
		var t *gazetteer.TableError
		switch {
		case errors.As(err, &at):
		case errors.As(err, &t):
			at = &syntax.FileError{File: t.File, Line: t.Line, Col: t.Col, Source: t.Text, Msg: t.Msg}
		default:
			at = &syntax.FileError{Msg: err.Error()}
		}
		out = append(out, rule.Complaint{Level: rule.LevelError, Check: "load", FileError: at})
	}
	return out
}
