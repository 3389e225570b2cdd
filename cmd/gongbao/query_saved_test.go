package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSavedQueriesOverCorpus asks every saved query of a graph that was built
// from the shared corpus, and looks for a row that the texts are known to give.
func TestSavedQueriesOverCorpus(t *testing.T) {
	shared := os.Getenv("GONGBAO_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	corpus := filepath.Join(shared, "corpus")
	if _, err := os.Stat(filepath.Join(corpus, "dev")); err != nil {
		t.Skip("the shared corpus is not here; set GONGBAO_SHARED to the folder that has it")
	}
	graph := filepath.Join(t.TempDir(), "kg")
	gongbao := func(args ...string) (string, int) {
		var out, errs bytes.Buffer
		code := run(context.Background(), append([]string{"gongbao"}, args...), streams{in: strings.NewReader(""), out: &out, err: &errs})
		if code != exitOK {
			t.Logf("gongbao %s: exit code %d: %s", strings.Join(args, " "), code, errs.String())
		}
		return strings.ReplaceAll(out.String(), "\r\n", "\n"), code
	}
	if _, code := gongbao("build", filepath.Join(corpus, "dev"), filepath.Join(corpus, "synth"), "--store", graph, "-q"); code != exitOK {
		t.Fatal("the corpus could not be built")
	}
	wants := map[string]struct {
		params []string
		row    string // a regular expression for a line of CSV
	}{
		"agreement":            {[]string{"name=普京"}, `^holds office,总统,\d+,`},
		"career":               {[]string{"person=梅津采夫"}, `^appointed to,秘书长,上海合作组织,2013-01-01,2015-12-31,2012-06-07,asserted,`},
		"documents-of-meeting": {nil, `^上海合作组织成员国元首理事会例行会议,signed,《比什凯克宣言》,2007-08-16,`},
		"meetings-of-body":     {[]string{"inYear=2012", "inCity=上海"}, `^2012,上海,審計部門領導人會議,2012-04-23/2012-04-24,`},
		"most-meetings":        {[]string{"least=4"}, `^普京,[4-9],`},
		"office-on-date":       {[]string{"date=2014-01-01"}, `^(張新楓|张新枫),执行委员会主任,上海合作组织地区反恐怖机构,2013-01-01,2015-12-31,`},
		"single-source":        {nil, `^上合組織論壇,held in,阿拉木图,`},
		"status-of-state":      {nil, `^2012-06-07,上海合作组织,dialogue partner of,asserted,2012-06-07,,`},
	}
	all, err := savedQueries()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range all {
		w, ok := wants[q.Name]
		if !ok {
			t.Errorf("say what the saved query %s gives", q.Name)
			continue
		}
		args := []string{"query", "--store", graph, "-f", "csv", "--name", q.Name}
		for _, p := range w.params {
			args = append(args, "--param", p)
		}
		out, code := gongbao(args...)
		if code != exitOK || !regexp.MustCompile("(?m)"+w.row).MatchString(out) {
			t.Errorf("%s: exit code %d, no row %s in\n%s", q.Name, code, w.row, out[:min(len(out), 3000)])
		}
	}
}
