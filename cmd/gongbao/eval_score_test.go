package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sharedFolder returns the folder of texts that are not part of the project.
func sharedFolder() string {
	if d := os.Getenv("GONGBAO_SHARED"); d != "" {
		return d
	}
	return filepath.Join("..", "..", "..", "shared")
}

// output runs a command line and returns its standard output.
func output(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(context.Background(), append([]string{"gongbao"}, args...), streams{in: strings.NewReader(""), out: &out, err: &errs}); code != exitOK {
		t.Fatalf("gongbao %s: exit code %d\n%s", strings.Join(args, " "), code, errs.String())
	}
	return out.String()
}

// TestEvalAgreesWithTheScorer compares eval with the scoring program of the
// annotation conventions: the same tallies for each relation and qualifier.
func TestEvalAgreesWithTheScorer(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("skipped: there is no python3")
	}
	scorer := filepath.Join(sharedFolder(), "tools", "score.py")
	if _, err := os.Stat(scorer); err != nil {
		t.Skip("skipped: the scoring program is not here (set GONGBAO_SHARED)")
	}
	dirs, err := goldDirs([]string{filepath.Join(sharedFolder(), "corpus", "dev"), filepath.Join(sharedFolder(), "corpus", "synth")})
	if err != nil {
		t.Skipf("skipped: %v", err)
	}
	tmp := t.TempDir()
	var pairs []string
	for i, d := range dirs {
		pred := filepath.Join(tmp, fmt.Sprintf("%d.jsonl", i))
		if err := os.WriteFile(pred, []byte(output(t, "extract", "-q", filepath.Join(d, goldText))), 0o600); err != nil {
			t.Fatal(err)
		}
		pairs = append(pairs, pred, filepath.Join(d, goldFacts))
	}
	for _, flags := range [][]string{nil, {"--core"}, {"--dates"}, {"--core", "--dates"}} {
		t.Run(strings.Join(flags, " "), func(t *testing.T) {
			args := slices.Concat([]string{scorer, "--quals"}, flags, pairs)
			theirs, err := exec.Command(python, args...).Output()
			if err != nil {
				t.Fatal(err)
			}
			var ours evalObject
			if err := json.Unmarshal([]byte(output(t, slices.Concat([]string{"eval", "--json", "--bootstrap", "0"}, flags, dirs)...)), &ours); err != nil {
				t.Fatal(err)
			}
			want := map[string]string{}
			for line := range strings.Lines(string(theirs)) {
				f := strings.Fields(line)
				switch {
				case f[0] == "relation":
				case f[0] == "qualifier":
					want["qualifier "+f[1]] = f[3] + " of " + f[5]
				case f[0] == "qualifiers,":
				default:
					want[f[0]] = strings.Join(f[1:4], " ")
				}
			}
			got := map[string]string{}
			for _, r := range append(ours.Relations, ours.Total) {
				got[r.Relation] = fmt.Sprintf("%d %d %d", r.TP, r.FP, r.FN)
			}
			for name, q := range ours.Qualifiers {
				got["qualifier "+name] = fmt.Sprintf("%d of %d", q.Right, q.All)
			}
			if len(want) < 10 {
				t.Fatalf("the scorer says little: %s", theirs)
			}
			for k, w := range want {
				if got[k] != w {
					t.Errorf("%s: eval says %s, the scorer %s", k, got[k], w)
				}
			}
			for k, g := range got {
				// A relation that has only repeats and optional facts may be
				// known to one of the two alone; it counts nothing.
				if _, ok := want[k]; !ok && g != "0 0 0" {
					t.Errorf("%s: eval says %s, the scorer nothing", k, g)
				}
			}
		})
	}
}
