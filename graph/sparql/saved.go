package sparql

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/eval/value"
)

// Saved is a query kept in a file for use by name. The file begins with comment
// lines: the title, a sentence about it, and one line for each parameter,
//
//	# param date xsd:date 2012-06-07: the day asked about
//
// with the parameter's name, its type, its value unless another is given, and
// what it means. The types are string, iri, and those of XML Schema.
type Saved struct {
	// Name is the file's name without .rq.
	Name, Title, About string
	Params             []Param
	// Text is the whole query.
	Text string
}

// Param is a variable of a saved query that a caller may set.
type Param struct {
	Name, Type, Default, About string
}

// extension ends the names of files with queries.
const extension = ".rq"

// File is a file with a query.
type File struct {
	// Name is the file's name without its folder, Stem that without .rq.
	Name, Stem, Text string
}

// ReadFiles reads the files of a folder that end in .rq, in the order of their
// names.
func ReadFiles(fsys fs.FS, dir string) ([]File, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, err
	}
	var out []File
	for _, e := range entries {
		stem, ok := strings.CutSuffix(e.Name(), extension)
		if !ok || e.IsDir() {
			continue
		}
		text, err := fs.ReadFile(fsys, path.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		out = append(out, File{e.Name(), stem, string(text)})
	}
	return out, nil
}

// ReadSaved reads the queries of a folder in the order of their names.
func ReadSaved(fsys fs.FS, dir string) ([]Saved, error) {
	files, err := ReadFiles(fsys, dir)
	if err != nil {
		return nil, err
	}
	var out []Saved
	for _, f := range files {
		s, err := parseSaved(f.Stem, f.Text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		out = append(out, s)
	}
	return out, nil
}

func parseSaved(name, text string) (Saved, error) {
	s := Saved{Name: name, Text: text}
	for line := range strings.Lines(text) {
		comment, ok := strings.CutPrefix(strings.TrimRight(line, "\r\n"), "#")
		if !ok {
			break
		}
		comment = strings.TrimSpace(comment)
		param, isParam := strings.CutPrefix(comment, "param ")
		switch {
		case isParam:
			head, about, ok := strings.Cut(param, ": ")
			fields := strings.SplitN(head, " ", 3)
			if !ok || len(fields) < 2 {
				return s, fmt.Errorf("the line %q is not of the form: # param NAME TYPE VALUE: meaning", line)
			}
			p := Param{Name: fields[0], Type: fields[1], About: about}
			if len(fields) == 3 {
				p.Default = fields[2]
			}
			if _, err := p.Term(p.Default); err != nil {
				return s, err
			}
			s.Params = append(s.Params, p)
		case s.Title == "":
			s.Title = comment
		case s.About == "":
			s.About = comment
		default:
			s.About += " " + comment
		}
	}
	if s.Title == "" || s.About == "" {
		return s, errors.New("a saved query begins with two comment lines: its title and a sentence about it")
	}
	return s, nil
}

// Term returns a parameter's value as a term.
func (p Param) Term(v string) (rdf.Term, error) {
	switch local, isXSD := strings.CutPrefix(p.Type, "xsd:"); {
	case p.Type == "string":
		return rdf.NewString(v), nil
	case p.Type == "iri":
		if err := rdf.CheckIRI(v); err != nil {
			return rdf.Term{}, fmt.Errorf("parameter %s: %w", p.Name, err)
		}
		return rdf.NewIRI(v), nil
	case isXSD:
		if _, ok, known := value.Cast(rdf.XSD+local, value.Str(v)); known && !ok {
			return rdf.Term{}, fmt.Errorf("parameter %s: %q is not of the type %s", p.Name, v, p.Type)
		}
		return rdf.NewLiteral(v, rdf.XSD+local), nil
	}
	return rdf.Term{}, fmt.Errorf("parameter %s has the type %s; use string, iri or xsd:…", p.Name, p.Type)
}

// Bind returns the values of all parameters, for Options.Params: those given,
// and for the others what the query itself says.
func (s Saved) Bind(given map[string]string) (map[string]rdf.Term, error) {
	out := map[string]rdf.Term{}
	for name := range given {
		if !slices.ContainsFunc(s.Params, func(p Param) bool { return p.Name == name }) {
			var names []string
			for _, p := range s.Params {
				names = append(names, p.Name)
			}
			if len(names) == 0 {
				return nil, fmt.Errorf("the query %s has no parameters", s.Name)
			}
			return nil, fmt.Errorf("the query %s has no parameter %q; it has: %s", s.Name, name, strings.Join(names, ", "))
		}
	}
	for _, p := range s.Params {
		v, ok := given[p.Name]
		if !ok {
			v = p.Default
		}
		t, err := p.Term(v)
		if err != nil {
			return nil, err
		}
		out[p.Name] = t
	}
	return out, nil
}
