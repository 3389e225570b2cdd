package w3ctest

import (
	"os"
	"path/filepath"
	"testing"
)

// suites returns the folder of the W3C's suites, or skips the test.
func suites(t *testing.T) string {
	t.Helper()
	shared := os.Getenv("GONGBAO_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "..", "shared")
	}
	root := filepath.Join(shared, "w3c", "sparql")
	if _, err := os.Stat(root); err != nil {
		t.Skipf("the W3C suites are not in %s; set GONGBAO_SHARED to the folder that holds w3c/sparql", root)
	}
	return root
}

func TestSuites(t *testing.T) {
	root := suites(t)
	known := KnownFailures()
	for _, s := range Suites {
		t.Run(s.Name, func(t *testing.T) {
			rep, err := Run(root, s, known)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s: %d of %d pass (%d to the letter), %d fail for known reasons", s.Name, rep.Passed, rep.Total, rep.Exact, rep.Known)
			if err := rep.Err(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestJudgement holds that the harness can fail: a wrong result, a known
// failure that passes, and too few passes are told.
func TestJudgement(t *testing.T) {
	root := suites(t)
	s := Suite{Name: "some", Manifests: []string{"sparql11/bind/manifest.ttl"}, Kinds: evaluation, Least: 1000}
	tests, err := Load(filepath.Join(root, s.Manifests[0]))
	if err != nil || len(tests) < 5 {
		t.Fatalf("%d tests: %v", len(tests), err)
	}
	rep, err := Run(root, s, map[string]string{tests[0].IRI: "no reason"})
	if err != nil {
		t.Fatal(err)
	}
	if len(rep.Stale) != 1 || rep.Err() == nil {
		t.Errorf("a stale entry and too few passes went unnoticed: %v", rep.Err())
	}
	wrong := tests[0]
	wrong.Result = tests[1].Result
	if o := runTest(wrong, false); o.Err == nil {
		t.Error("the result of another test was taken for right")
	}
}
