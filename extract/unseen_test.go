package extract_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"gongbao/extract/fact"
	"gongbao/extract/text"
)

// unseenFile is a file of testdata/unseen: a batch of sentences that were
// written before anybody looked how the pack reads them.
type unseenFile struct {
	About string `yaml:"about"`
	// Least is what the batch must reach today. The first sight stands in docs/accuracy.md.
	Least struct {
		Precision float64 `yaml:"precision"`
		Recall    float64 `yaml:"recall"`
	} `yaml:"least"`
	// Relations are those of which a case names all facts.
	Relations []string     `yaml:"relations"`
	Cases     []unseenCase `yaml:"cases"`
}

// unseenCase is a text, the facts that are wanted, and others that cost nothing
// either way. Facts are written as in testdata/hard; qualifiers are told in the
// log alone, except the body of a post.
type unseenCase struct {
	Text string   `yaml:"text"`
	Date string   `yaml:"date"`
	Want []string `yaml:"want"`
	May  []string `yaml:"may"`
}

// counts is how many facts of a relation were right, wrong and missed.
type counts struct{ right, wrong, missed int }

func (c counts) precision() float64 { return float64(c.right) / float64(max(1, c.right+c.wrong)) }

func (c counts) recall() float64 { return float64(c.right) / float64(max(1, c.right+c.missed)) }

// TestUnseen scores the batches of testdata/unseen. With -v it prints a table by
// relation and every fact missed or wrong.
func TestUnseen(t *testing.T) {
	p := openBuiltin(t)
	x := extractorOf(t, p)
	paths, err := filepath.Glob("testdata/unseen/*.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no batches: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".yaml"), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var f unseenFile
			if err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(&f); err != nil {
				t.Fatal(err)
			}
			if f.Least.Precision <= 0 || f.Least.Recall <= 0 || len(f.Cases) == 0 {
				t.Fatal("a batch wants cases and what it must reach")
			}
			table := map[string]*counts{}
			for _, relation := range f.Relations {
				if _, ok := p.Relations[relation]; !ok {
					t.Fatalf("the pack has no relation %s", relation)
				}
				table[relation] = &counts{}
			}
			patterns := func(facts []string) []pattern {
				out := make([]pattern, 0, len(facts))
				for _, s := range facts {
					pt, err := parsePattern(p, text.ToSimplified(s))
					if err != nil {
						t.Fatal(err)
					}
					if table[pt.p] == nil {
						t.Fatalf("%q: the batch does not count %s", s, pt.p)
					}
					out = append(out, pt)
				}
				return out
			}
			for _, c := range f.Cases {
				want, may := patterns(c.Want), patterns(c.May)
				found := make([]bool, len(want))
				fits := func(fa *fact.Fact) func(pattern) bool {
					return func(pt pattern) bool { return pt.names(p, fa) && sameBody(pt, fa) }
				}
				var faults []string
				r := readText(t, x, c.Text, c.Date)
				for i := range r.Facts {
					fa := &r.Facts[i]
					k := table[fa.Relation]
					if k == nil || fa.Modality == fact.Denied || slices.ContainsFunc(may, fits(fa)) {
						continue
					}
					if at := slices.IndexFunc(want, fits(fa)); at >= 0 {
						found[at] = true
						continue
					}
					k.wrong++
					faults = append(faults, "wrong "+triple(fa))
				}
				for i, ok := range found {
					if ok {
						table[want[i].p].right++
					} else {
						table[want[i].p].missed++
						faults = append(faults, "missed "+c.Want[i])
					}
				}
				if len(faults) > 0 {
					t.Logf("%s\n  %s", c.Text, strings.Join(faults, "\n  "))
				}
			}
			var all counts
			var lines []string
			for _, relation := range slices.Sorted(maps.Keys(table)) {
				c := table[relation]
				all = counts{all.right + c.right, all.wrong + c.wrong, all.missed + c.missed}
				if *c != (counts{}) {
					lines = append(lines, fmt.Sprintf("%-26s %4d %4d %4d", relation, c.right, c.wrong, c.missed))
				}
			}
			t.Logf("relation                  right wrong missed\n%s\nprecision %.3f, recall %.3f", strings.Join(lines, "\n"), all.precision(), all.recall())
			if all.precision() < f.Least.Precision || all.recall() < f.Least.Recall {
				t.Errorf("precision %.3f and recall %.3f; wanted %.2f and %.2f", all.precision(), all.recall(), f.Least.Precision, f.Least.Recall)
			}
		})
	}
}

// sameBody reports whether the body of a post is the one wanted, where both name one.
func sameBody(pt pattern, f *fact.Fact) bool {
	q, ok := f.Qualifier("of")
	return !ok || pt.values["of"] == "" || text.ToSimplified(q.Text) == pt.values["of"]
}
