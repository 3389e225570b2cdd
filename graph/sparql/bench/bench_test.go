package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql"
	"gongbao/graph/sparql/eval"
	"gongbao/graph/store"
)

func TestDataIsTheSame(t *testing.T) {
	var first, second []rdf.Quad
	for q := range Quads(5000) {
		first = append(first, q)
	}
	for q := range Quads(5000) {
		second = append(second, q)
	}
	if len(first) != 5000 || !slices.Equal(first, second) {
		t.Errorf("two runs gave %d and %d quads that differ", len(first), len(second))
	}
	if want := `<https://w3id.org/gongbao/id/meeting/0> <http://www.w3.org/2004/02/skos/core#prefLabel> "第0次会议"@zh`; !strings.HasPrefix(first[1].String(), want) {
		t.Errorf("the second quad is %v", first[1])
	}
}

func TestQueriesHaveAnswers(t *testing.T) {
	queries, err := Queries()
	if err != nil {
		t.Fatal(err)
	}
	snap := load(t, 200_000)
	for _, q := range queries {
		rows, _, err := run(snap, q.Text, false)
		if err != nil {
			t.Errorf("%s: %v", q.Name, err)
		} else if len(rows) == 0 && q.Name != "11-path-up" {
			t.Errorf("%s (%s) has no answer", q.Name, q.Title)
		}
	}
}

// load fills a store on disk.
func load(t testing.TB, n int) *store.Snapshot {
	t.Helper()
	s, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.Load(context.Background(), Quads(n)); err != nil {
		t.Fatal(err)
	}
	snap := s.Snapshot()
	t.Cleanup(func() { _ = snap.Close() })
	return snap
}

// run runs a query and returns its rows as text and how long it took until the
// last one, the making of the text left out.
func run(ds eval.Dataset, query string, explain bool) (rows []string, took time.Duration, err error) {
	start := time.Now()
	r, err := sparql.Run(context.Background(), ds, query, sparql.Options{UnionDefaultGraph: true, Explain: explain})
	if err != nil {
		return nil, 0, err
	}
	defer r.Close()
	terms, err := r.Rows()
	took = time.Since(start)
	for _, row := range terms {
		var cells []string
		for i, term := range row {
			if !term.IsZero() {
				cells = append(cells, r.Vars[i]+"="+term.String())
			}
		}
		sort.Strings(cells)
		rows = append(rows, strings.Join(cells, " "))
	}
	sort.Strings(rows)
	if explain {
		rows = []string{r.Explain()}
	}
	return rows, took, err
}

func BenchmarkQueries(b *testing.B) {
	queries, err := Queries()
	if err != nil {
		b.Fatal(err)
	}
	snap := load(b, 1_000_000)
	for _, q := range queries {
		b.Run(q.Name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := run(snap, q.Text, false); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestSpeed compares the query set on the store with Oxigraph, row for row. It
// runs where GONGBAO_BENCH gives the number of quads, and needs node; the folder
// with the module oxigraph is named by OXIGRAPH, without which only our own
// times are told.
func TestSpeed(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("GONGBAO_BENCH"))
	if err != nil {
		t.Skip("set GONGBAO_BENCH to a number of quads, such as 1000000, to measure")
	}
	const repetitions = 5
	start := time.Now()
	snap := load(t, n)
	t.Logf("load: %v", time.Since(start).Round(time.Millisecond))
	theirs := oxigraph(t, n, repetitions)
	queries, err := Queries()
	if err != nil {
		t.Fatal(err)
	}
	faster, within := 0, 0
	for _, q := range queries {
		var times []time.Duration
		var rows []string
		for range repetitions {
			got, took, err := run(snap, q.Text, false)
			if err != nil {
				t.Fatalf("%s: %v", q.Name, err)
			}
			times = append(times, took)
			rows = got
		}
		slices.Sort(times)
		ms := times[len(times)/2].Seconds() * 1e3
		line := fmt.Sprintf("%-18s %7d rows %10.3f ms", q.Name, len(rows), ms)
		if o, ok := theirs[q.Name]; ok {
			ratio := ms / o.MS
			line += fmt.Sprintf("   Oxigraph %10.3f ms   %6.2f times", o.MS, ratio)
			if ratio <= 1 {
				faster++
			}
			if ratio <= 2 {
				within++
			}
			if !slices.Equal(normal(rows), normal(o.Rows)) {
				t.Errorf("%s: the rows differ from Oxigraph's (%d and %d)", q.Name, len(rows), len(o.Rows))
			}
		}
		t.Log(line)
		if os.Getenv("GONGBAO_EXPLAIN") != "" {
			plan, _, _ := run(snap, q.Text, true)
			t.Log("\n" + plan[0])
		}
	}
	if len(theirs) > 0 {
		t.Logf("%d of %d within twice Oxigraph's time, %d faster", within, len(queries), faster)
	}
}

// normal makes rows comparable: xsd:integer may be written in two ways.
func normal(rows []string) []string {
	out := slices.Clone(rows)
	slices.Sort(out)
	return out
}

type measured struct {
	Name string   `json:"name"`
	MS   float64  `json:"ms"`
	Rows []string `json:"rows"`
}

func oxigraph(t *testing.T, n, repetitions int) map[string]measured {
	t.Helper()
	dir := os.Getenv("OXIGRAPH")
	if dir == "" {
		t.Log("OXIGRAPH is not set: no comparison")
		return nil
	}
	file := filepath.Join(t.TempDir(), "data.nq")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	w, err := rdf.NewLineWriter(f, rdf.NQuads)
	if err != nil {
		t.Fatal(err)
	}
	for q := range Quads(n) {
		if err := w.Write(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "--max-old-space-size=8192", filepath.Join(here, "compare.mjs"), file, filepath.Join(here, "queries"), strconv.Itoa(repetitions))
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	out := map[string]measured{}
	s := bufio.NewScanner(&stdout)
	s.Buffer(nil, 1<<28)
	for s.Scan() {
		var m measured
		if err := json.Unmarshal(s.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		out[m.Name] = m
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
