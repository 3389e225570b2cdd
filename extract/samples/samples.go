// Package samples holds a few short communiqués and news items to try the
// program on. They tell public facts in sentences written for this project; one
// is a Traditional page with all that pages put around a text. Beside each text
// stand its date and the facts that it holds.
package samples

import (
	"embed"
	"io/fs"
)

//go:embed */text.txt */meta.json */gold.jsonl
var files embed.FS

// Files returns the samples, one folder each: text.txt, meta.json with title
// and date, and gold.jsonl with the facts.
func Files() fs.FS { return files }
