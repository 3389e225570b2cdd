package ontology

import (
	"bytes"
	"embed"
	"io/fs"

	"gongbao/graph/rdf"
)

//go:embed shapes.ttl shapes-relations.ttl
var shapeFiles embed.FS

//go:embed checks/*.rq checks/*.tsv
var checkFiles embed.FS

// Shapes returns the shapes graph of the project: what shapes.ttl says of the
// graph, and what shapes-relations.ttl says of the arguments and qualifiers of
// each relation.
func Shapes() ([]rdf.Quad, error) {
	var out []rdf.Quad
	for _, name := range []string{"shapes.ttl", "shapes-relations.ttl"} {
		data, err := shapeFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		quads, err := rdf.ReadAll(rdf.Open(bytes.NewReader(data), rdf.Turtle, "", rdf.WithBlankPrefix(name)))
		if err != nil {
			return nil, err
		}
		out = append(out, quads...)
	}
	return out, nil
}

// Checks returns the checks for contradictions and the name of the folder that
// they are in: queries, and the tables that they name.
func Checks() (files fs.FS, folder string) { return checkFiles, "checks" }

// SuperClasses returns what each class of gongbao.ttl is a subclass of by that
// file.
func SuperClasses() (map[rdf.Term][]rdf.Term, error) {
	data, err := files.ReadFile("gongbao.ttl")
	if err != nil {
		return nil, err
	}
	quads, err := rdf.ReadAll(rdf.Open(bytes.NewReader(data), rdf.Turtle, ""))
	if err != nil {
		return nil, err
	}
	out := map[rdf.Term][]rdf.Term{}
	for _, q := range quads {
		if q.P.Value == "http://www.w3.org/2000/01/rdf-schema#subClassOf" && q.O.Kind == rdf.IRI {
			out[q.S] = append(out[q.S], q.O)
		}
	}
	return out, nil
}
