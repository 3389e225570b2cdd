package ontology

import (
	"embed"
	"io/fs"
)

//go:embed rules/*.rq
var ruleFiles embed.FS

// Rules returns the rules for deriving facts and the name of the folder that
// they are in. Each is a CONSTRUCT query that begins with comment lines: its id,
// title, explanation, certainty, and the key by which it is run in parts.
func Rules() (files fs.FS, folder string) { return ruleFiles, "rules" }
