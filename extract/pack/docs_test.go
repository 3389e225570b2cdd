package pack_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"gongbao/extract/pack"
)

// block is a fenced block of a Markdown file.
type block struct {
	lang, text string
	line       int
}

var fence = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")

func blocks(t *testing.T, path string) []block {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []block
	for _, m := range fence.FindAllSubmatchIndex(data, -1) {
		out = append(out, block{string(data[m[2]:m[3]]), string(data[m[4]:m[5]]), 1 + strings.Count(string(data[:m[4]]), "\n")})
	}
	return out
}

// TestReference runs every example of the reference: each block of rules is a
// pack of its own, with the settings and the table at its head.
func TestReference(t *testing.T) {
	files := fstest.MapFS{}
	ran, rules := 0, 0
	for _, b := range blocks(t, "../../docs/rules.md") {
		switch {
		case b.lang == "tsv":
			files["gazetteer/a.tsv"] = &fstest.MapFile{Data: []byte(b.text)}
			continue
		case strings.HasPrefix(b.text, "# pack.yaml"):
			files["pack.yaml"] = &fstest.MapFile{Data: []byte(b.text)}
			continue
		case b.lang != "yaml":
			continue
		}
		t.Run(fmt.Sprintf("line %d", b.line), func(t *testing.T) {
			files["rules/a.yaml"] = &fstest.MapFile{Data: []byte(b.text)}
			p, err := pack.Load(files)
			if err != nil {
				t.Fatal(err)
			}
			outcomes, err := p.Test(nil, read)
			if err != nil {
				t.Fatal(err)
			}
			for i := range outcomes {
				if !outcomes[i].OK() {
					t.Errorf("%s", &outcomes[i])
				}
			}
			for _, c := range p.Lint() {
				if c.Level == "error" {
					t.Error(c)
				}
			}
			ran, rules = ran+len(outcomes), rules+len(p.Rules)
		})
	}
	if ran < 40 || rules < 15 {
		t.Errorf("only %d tests of %d rules ran", ran, rules)
	}
}
