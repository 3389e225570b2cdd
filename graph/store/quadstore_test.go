package store

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/graphtest"
	"github.com/cayleygraph/cayley/graph/graphtest/testutil"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/cayley/query/path"
	"github.com/cayleygraph/cayley/query/shape"
	"github.com/cayleygraph/quad"

	"gongbao/graph/rdf"
)

func newCayley(t testing.TB) (graph.QuadStore, graph.Options, func()) {
	s, err := Open(Memory, Options{})
	if err != nil {
		t.Fatal(err)
	}
	qs := NewQuadStore(s)
	return qs, graph.Options{}, func() {
		if err := qs.Close(); err != nil {
			t.Error(err)
		}
	}
}

func newCayleyOnDisk(t testing.TB) (graph.QuadStore, graph.Options, func()) {
	s := openDir(t, t.TempDir(), Options{NoSync: true})
	qs := NewQuadStore(s)
	return qs, graph.Options{}, func() {
		if err := qs.Close(); err != nil {
			t.Error(err)
		}
	}
}

// inCayleySources changes into a folder of Cayley's sources for the time of a
// test: its suite reads data files from there.
func inCayleySources(t *testing.T) {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/cayleygraph/cayley").Output()
	if err != nil {
		t.Fatalf("finding Cayley's sources: %v", err)
	}
	t.Chdir(filepath.Join(strings.TrimSpace(string(out)), "graph", "memstore"))
}

// conformanceExceptions are the tests of Cayley's suite that fail for a fault
// that is not the store's. A test that is listed and passes fails this suite.
var conformanceExceptions = map[string]string{
	"paths/follows_recursive_loop": "Cayley's recursiveContains (graph/iterator/recursive.go) leaves the tags of the " +
		"previous answer in place when it finds a value by going on with its scan, so the tag is wrong whenever the " +
		"store lists the objects of a subject in another order than that of insertion, to which no store is bound",
}

// suiteVariable tells TestCayleySuite, in a process of its own, where to run.
const suiteVariable = "GONGBAO_STORE_CAYLEY_SUITE"

// TestCayleySuite is Cayley's own suite, in full. TestCayleyConformance runs it
// in another process, to see each failure by name.
func TestCayleySuite(t *testing.T) {
	switch os.Getenv(suiteVariable) {
	case "":
		t.Skip("run by TestCayleyConformance")
	case "disk":
		inCayleySources(t)
		graphtest.TestAll(t, newCayleyOnDisk, &graphtest.Config{})
	default:
		inCayleySources(t)
		graphtest.TestAll(t, newCayley, &graphtest.Config{AlwaysRunIntegration: true})
	}
}

func TestCayleyConformance(t *testing.T) {
	if testing.Short() {
		t.Skip("Cayley's suite takes half a minute")
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if len(conformanceExceptions) > 3 {
		t.Errorf("%d exceptions are too many", len(conformanceExceptions))
	}
	for _, where := range []string{"memory", "disk"} {
		cmd := exec.Command(exe, "-test.run=^TestCayleySuite$", "-test.v", "-test.timeout=5m")
		cmd.Env = append(os.Environ(), suiteVariable+"="+where)
		out, err := cmd.CombinedOutput()
		failed, passed := suiteResults(string(out))
		if passed < 100 {
			t.Fatalf("%s: only %d tests of the suite passed: %v\n%s", where, passed, err, out)
		}
		for _, name := range failed {
			if conformanceExceptions[name] == "" {
				t.Errorf("%s: %s fails", where, name)
			}
		}
		for name := range conformanceExceptions {
			if !slices.Contains(failed, name) {
				t.Errorf("%s: %s is listed as an exception and passes; take it off the list", where, name)
			}
		}
		if len(failed) > 0 && t.Failed() {
			t.Logf("%s", out)
		}
	}
}

// suiteResults reads the output of a verbose test run: the names of the tests
// that failed and have no failed test inside them, and how many passed.
func suiteResults(out string) (failed []string, passed int) {
	var all []string
	for line := range strings.Lines(out) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "--- PASS") {
			passed++
		}
		if name, ok := strings.CutPrefix(line, "--- FAIL: TestCayleySuite"); ok {
			name, _, _ = strings.Cut(name, " ")
			all = append(all, strings.TrimPrefix(name, "/"))
		}
	}
	for _, name := range all {
		inner := slices.ContainsFunc(all, func(n string) bool {
			return n != name && (name == "" || strings.HasPrefix(n, name+"/"))
		})
		if !inner {
			failed = append(failed, name)
		}
	}
	return failed, passed
}

func TestCayleyValuesAreTheTerms(t *testing.T) {
	for _, term := range []rdf.Term{
		rdf.NewLiteral("7", rdf.XSD+"integer"), rdf.NewLiteral("007", rdf.XSD+"integer"), rdf.NewLiteral("+7", rdf.XSD+"integer"),
		rdf.NewLiteral("99999999999999999999", rdf.XSD+"integer"), rdf.NewLiteral("1.5", rdf.XSD+"double"), rdf.NewLiteral("NaN", rdf.XSD+"double"),
		rdf.NewLiteral("1", rdf.XSD+"boolean"), rdf.NewLiteral("true", rdf.XSD+"boolean"),
		rdf.NewLiteral("2017-06-08T09:00:00.10+08:00", rdf.XSD+"dateTime"), rdf.NewLiteral("2017-06-08T01:00:00Z", rdf.XSD+"dateTime"),
		rdf.NewLang("国", "zh-Hans"), rdf.NewString(""), rdf.NewIRI("x"), rdf.NewBlank("b"),
	} {
		back, err := rdf.TermOf(nativeValue(term))
		if err != nil || back != term {
			t.Errorf("%+v became %#v and then %+v, %v", term, nativeValue(term), back, err)
		}
	}
	if _, ok := nativeValue(rdf.NewLiteral("7", rdf.XSD+"integer")).(quad.Int); !ok {
		t.Error("an integer is not Cayley's own")
	}
}

// TestCayleyPathUsesOneOrdering asks a path that binds two directions and looks
// that it became one range.
func TestCayleyPathUsesOneOrdering(t *testing.T) {
	g, _, done := newCayley(t)
	defer done()
	testutil.MakeWriter(t, g, nil, graphtest.MakeQuadSet()...)
	got, err := path.StartPath(g, quad.String("B")).In(quad.String("follows")).Iterate(context.Background()).AllValues(g)
	if err != nil || len(got) != 3 {
		t.Errorf("who follows B: %v, %v", got, err)
	}
	in, _ := shape.Optimize(context.Background(), path.StartPath(g, quad.String("B")).In(quad.String("follows")).Shape(), g)
	it := in.BuildIterator(g)
	var dump func(iterator.Shape) string
	dump = func(s iterator.Shape) string {
		out := s.String()
		for _, sub := range s.SubIterators() {
			out += " " + dump(sub)
		}
		return out
	}
	if plan := dump(it); strings.Count(plan, "GongbaoQuads") != 1 || strings.Contains(plan, "And") {
		t.Errorf("the plan is %s", plan)
	}
}
