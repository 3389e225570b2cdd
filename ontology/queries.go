package ontology

import (
	"embed"
	"io/fs"
)

//go:embed queries/*.rq
var queryFiles embed.FS

// Queries returns the saved queries and the name of the folder that they are
// in, ready for a reader of such folders. Each file begins with comment lines:
// a title, a sentence, and its parameters.
func Queries() (files fs.FS, folder string) { return queryFiles, "queries" }
