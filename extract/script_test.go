package extract_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"gongbao/extract"
	"gongbao/extract/samples"
	"gongbao/extract/text"
)

// sample is one of the samples with its title and date.
type sample struct {
	name, text, date string
}

func sampleTexts(t testing.TB) []sample {
	t.Helper()
	names, err := fs.Glob(samples.Files(), "*/text.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	var out []sample
	for _, name := range names {
		dir := strings.TrimSuffix(name, "/text.txt")
		body, err := fs.ReadFile(samples.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		data, err := fs.ReadFile(samples.Files(), dir+"/meta.json")
		if err != nil {
			t.Fatal(err)
		}
		var meta struct{ Date string }
		if err := json.Unmarshal(data, &meta); err != nil {
			t.Fatal(err)
		}
		out = append(out, sample{dir, string(body), meta.Date})
	}
	return out
}

// factSet is what was read, in Simplified characters, sorted, each once.
func factSet(r *extract.Result) []string {
	lines := linesOf(r)
	slices.Sort(lines)
	return slices.Compact(lines)
}

// sameFacts compares two readings.
func sameFacts(t *testing.T, a, b *extract.Result, nameA, nameB string) {
	t.Helper()
	left, right := factSet(a), factSet(b)
	for _, s := range left {
		if !slices.Contains(right, s) {
			t.Errorf("only %s: %s", nameA, s)
		}
	}
	for _, s := range right {
		if !slices.Contains(left, s) {
			t.Errorf("only %s: %s", nameB, s)
		}
	}
}

// TestScriptsAgree reads texts in Simplified and in Traditional characters: the
// cases of the hard parts, and the samples, whose other half stands in
// testdata/scripts.
func TestScriptsAgree(t *testing.T) {
	x := extractorOf(t, openBuiltin(t))
	for _, f := range hardFiles(t) {
		for _, c := range f.Cases {
			t.Run(f.name+"/"+c.ID, func(t *testing.T) {
				sameFacts(t, readText(t, x, c.Hans, c.Date), readText(t, x, c.Hant, c.Date), "hans", "hant")
			})
		}
	}
	for _, s := range sampleTexts(t) {
		t.Run("samples/"+s.name, func(t *testing.T) {
			other, err := os.ReadFile(filepath.Join("testdata", "scripts", s.name+".txt"))
			if err != nil {
				t.Fatalf("every sample has its text in the other script: %v", err)
			}
			if a, b := text.Script(s.text), text.Script(string(other)); a == b {
				t.Fatalf("both texts are %s", a)
			}
			r := readText(t, x, s.text, s.date)
			if len(r.Facts) == 0 {
				t.Fatal("nothing was read")
			}
			sameFacts(t, r, readText(t, x, string(other), s.date), "sample", "other script")
		})
	}
}

// damages are what conversions and pages do to a text; none changes what it
// says.
var damages = []struct {
	name string
	do   func(string) string
}{
	{"half width", strings.NewReplacer("，", ",", "；", ";", "：", ":", "（", "(", "）", ")").Replace},
	{"doubled commas", strings.NewReplacer("，", ",,").Replace},
	{"footnote marks", strings.NewReplacer("。", "。[1] ").Replace},
	{"glosses", strings.NewReplacer("统", "统(tǒng)", "統", "統(tǒng)", "会", "会(huì )", "會", "會(huì )", "国", "国(guó)", "國", "國(guó)").Replace},
	{"zero width", func(s string) string {
		var b strings.Builder
		for i, r := range []rune(s) {
			if i%3 == 2 && unicode.Is(unicode.Han, r) {
				b.WriteRune('\u200B')
			}
			b.WriteRune(r)
		}
		return b.String()
	}},
	{"line ends of DOS", strings.NewReplacer("\n", "\r\n").Replace},
}

// TestDamageChangesNothing reads the samples and the cases of the hard parts
// whole and damaged.
func TestDamageChangesNothing(t *testing.T) {
	x := extractorOf(t, openBuiltin(t))
	texts := sampleTexts(t)
	for _, f := range hardFiles(t) {
		if f.name == "damage" {
			continue
		}
		for _, c := range f.Cases {
			texts = append(texts, sample{f.name + "/" + c.ID + "/hans", c.Hans, c.Date}, sample{f.name + "/" + c.ID + "/hant", c.Hant, c.Date})
		}
	}
	for _, d := range damages {
		t.Run(d.name, func(t *testing.T) {
			for _, s := range texts {
				damaged := d.do(s.text)
				if damaged == s.text {
					continue
				}
				t.Run(s.name, func(t *testing.T) {
					a, b := readText(t, x, s.text, s.date), readText(t, x, damaged, s.date)
					left, right := folded(a), folded(b)
					if !slices.Equal(left, right) {
						t.Errorf("text: %s\nwhole:\n  %s\ndamaged:\n  %s", damaged, strings.Join(left, "\n  "), strings.Join(right, "\n  "))
					}
				})
			}
		})
	}
}

// folded is factSet with script and width folded away.
func folded(r *extract.Result) []string {
	lines := linesOf(r)
	for i := range lines {
		lines[i] = text.FoldString(lines[i])
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}
