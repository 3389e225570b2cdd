package w3ctest

import (
	"encoding/csv"
	"fmt"
	"os"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/eval/value"
	"gongbao/graph/sparql/result"
)

const nsResult = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"

// answer is a result read whole.
type answer struct {
	kind    result.Kind
	truth   bool
	vars    []string
	rows    [][]rdf.Term
	quads   []rdf.Quad
	ordered bool
}

func collect(r *result.Result) (a answer, err error) {
	a.kind, a.truth, a.vars = r.Kind, r.Truth, r.Vars
	switch r.Kind {
	case result.Bindings:
		a.rows, err = r.Rows()
	case result.Graph:
		a.quads, err = r.Quads()
	}
	return a, err
}

// expected reads a result file, whichever format it is in.
func expected(iri string) (answer, error) {
	path, err := pathOf(iri)
	if err != nil {
		return answer{}, err
	}
	read := func(f func(*os.File) (*result.Result, error)) (answer, error) {
		file, err := os.Open(path)
		if err != nil {
			return answer{}, err
		}
		defer file.Close()
		r, err := f(file)
		if err != nil {
			return answer{}, err
		}
		return collect(r)
	}
	switch {
	case strings.HasSuffix(path, ".srx"):
		return read(func(f *os.File) (*result.Result, error) { return result.ReadXML(f) })
	case strings.HasSuffix(path, ".srj"):
		return read(func(f *os.File) (*result.Result, error) { return result.ReadJSON(f) })
	}
	quads, err := readGraph(iri, "")
	if err != nil {
		return answer{}, err
	}
	g := indexed(quads)
	for s, props := range g {
		for _, t := range props[rdf.RDF+"type"] {
			if t.Value == nsResult+"ResultSet" {
				return g.resultSet(s), nil
			}
		}
	}
	return answer{kind: result.Graph, quads: quads}, nil
}

// resultSet reads the result vocabulary of the first test suites.
func (g graph) resultSet(s rdf.Term) answer {
	if b := g.one(s, nsResult+"boolean"); !b.IsZero() {
		return answer{kind: result.Boolean, truth: b.Value == "true"}
	}
	a := answer{kind: result.Bindings}
	column := map[string]int{}
	for i, v := range g[s][nsResult+"resultVariable"] {
		a.vars = append(a.vars, v.Value)
		column[v.Value] = i
	}
	solutions := g[s][nsResult+"solution"]
	index := func(t rdf.Term) int {
		n, err := strconv.Atoi(g.one(t, nsResult+"index").Value)
		if err != nil {
			return 0
		}
		a.ordered = true
		return n
	}
	sort.SliceStable(solutions, func(i, j int) bool { return index(solutions[i]) < index(solutions[j]) })
	for _, sol := range solutions {
		row := make([]rdf.Term, len(a.vars))
		for _, b := range g[sol][nsResult+"binding"] {
			row[column[g.one(b, nsResult+"variable").Value]] = g.one(b, nsResult+"value")
		}
		a.rows = append(a.rows, row)
	}
	return a
}

// same compares two answers. Blank nodes may have other labels; with byValue
// numbers of one datatype may be written differently.
func same(got, want answer, lax, byValue bool) error {
	if got.kind != want.kind {
		return fmt.Errorf("the answer is of another kind (%d, not %d)", got.kind, want.kind)
	}
	switch got.kind {
	case result.Boolean:
		if got.truth != want.truth {
			return fmt.Errorf("got %t, want %t", got.truth, want.truth)
		}
		return nil
	case result.Graph:
		if !rdf.Isomorphic(got.quads, want.quads) && !rdf.Isomorphic(normalQuads(got.quads, byValue), normalQuads(want.quads, byValue)) {
			return fmt.Errorf("the graphs differ:\ngot:\n%swant:\n%s", quadText(got.quads), quadText(want.quads))
		}
		return nil
	}
	if g, w := sorted(got.vars), sorted(want.vars); !slices.Equal(g, w) {
		return fmt.Errorf("the variables are %v, not %v", g, w)
	}
	got, want = normal(got, byValue), normal(want, byValue)
	if lax {
		got.rows, want.rows = unique(got.rows), unique(want.rows)
	}
	if len(got.rows) != len(want.rows) || !rdf.Isomorphic(asGraph(got), asGraph(want)) {
		return fmt.Errorf("the solutions differ:\ngot:\n%swant:\n%s", rowText(got), rowText(want))
	}
	if want.ordered && !sameOrder(got, want) {
		return fmt.Errorf("the solutions come in another order:\ngot:\n%swant:\n%s", rowText(got), rowText(want))
	}
	return nil
}

func sorted(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return out
}

// normal puts columns in order of their names and terms in a normal form.
func normal(a answer, byValue bool) answer {
	out := a
	out.vars = sorted(a.vars)
	out.rows = nil
	for _, row := range a.rows {
		r := make([]rdf.Term, len(row))
		for i, v := range out.vars {
			r[i] = normalTerm(row[slices.Index(a.vars, v)], byValue)
		}
		out.rows = append(out.rows, r)
	}
	return out
}

func normalTerm(t rdf.Term, byValue bool) rdf.Term {
	t.Lang = strings.ToLower(t.Lang)
	if !byValue || t.Kind != rdf.Literal {
		return t
	}
	v := value.Of(t)
	switch {
	case !v.IsNumeric():
		return t
	case v.Kind == value.Float || v.Kind == value.Double:
		t.Value = strconv.FormatFloat(v.Float, 'g', -1, 64)
	case v.Dec != nil:
		t.Value = v.Dec.String()
	default:
		t.Value = strconv.FormatInt(v.Int, 10)
	}
	return t
}

func normalQuads(quads []rdf.Quad, byValue bool) []rdf.Quad {
	out := make([]rdf.Quad, len(quads))
	for i, q := range quads {
		q.O = normalTerm(q.O, byValue)
		out[i] = q
	}
	return out
}

func unique(rows [][]rdf.Term) [][]rdf.Term {
	seen := map[string]bool{}
	var out [][]rdf.Term
	for _, row := range rows {
		key := fmt.Sprint(row)
		if !seen[key] {
			seen[key] = true
			out = append(out, row)
		}
	}
	return out
}

// asGraph turns solutions into a graph, so that they agree when the graphs are
// isomorphic: one node a solution, one property a variable.
func asGraph(a answer) []rdf.Quad {
	var out []rdf.Quad
	for i, row := range a.rows {
		s := rdf.NewBlank(fmt.Sprintf("row-%d", i))
		out = append(out, rdf.Quad{S: s, P: rdf.NewIRI("urn:row"), O: rdf.NewIRI("urn:row")})
		for j, t := range row {
			if !t.IsZero() {
				out = append(out, rdf.Quad{S: s, P: rdf.NewIRI("urn:var:" + a.vars[j]), O: t})
			}
		}
	}
	return out
}

func sameOrder(got, want answer) bool {
	for i := range got.rows {
		for j := range got.rows[i] {
			g, w := got.rows[i][j], want.rows[i][j]
			if g != w && !(g.Kind == rdf.Blank && w.Kind == rdf.Blank) {
				return false
			}
		}
	}
	return true
}

func rowText(a answer) string {
	var b strings.Builder
	for _, row := range a.rows {
		for i, t := range row {
			if !t.IsZero() {
				fmt.Fprintf(&b, " ?%s=%v", a.vars[i], t)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func quadText(quads []rdf.Quad) string {
	var b strings.Builder
	for _, q := range quads {
		fmt.Fprintln(&b, q)
	}
	return b.String()
}

// sameText compares our CSV or TSV with a file, line by line in any order and
// with any labels of blank nodes.
func sameText(got, want string, comma rune) error {
	read := func(s string) ([]string, error) {
		r := csv.NewReader(strings.NewReader(s))
		r.Comma = comma
		r.LazyQuotes = comma == '\t'
		if comma == '\t' {
			var lines []string
			for _, l := range strings.Split(strings.TrimRight(s, "\r\n"), "\n") {
				lines = append(lines, strings.TrimRight(l, "\r"))
			}
			return anonymous(lines), nil
		}
		records, err := r.ReadAll()
		if err != nil {
			return nil, err
		}
		var lines []string
		for _, rec := range records {
			lines = append(lines, strings.Join(rec, "\x00"))
		}
		return anonymous(lines), nil
	}
	g, err := read(got)
	if err != nil {
		return err
	}
	w, err := read(want)
	if err != nil {
		return err
	}
	if len(g) == 0 || len(w) == 0 || g[0] != w[0] || !slices.Equal(sorted(g), sorted(w)) {
		return fmt.Errorf("the text differs:\ngot:\n%s\nwant:\n%s", got, want)
	}
	return nil
}

// exponent finds the numbers that may be written with either letter.
var exponent = regexp.MustCompile(`([0-9])e([-+]?[0-9]+)(\x00|\t|$)`)

// anonymous replaces the labels of blank nodes, and makes exponents alike.
func anonymous(lines []string) []string {
	for i, l := range lines {
		l = exponent.ReplaceAllString(l, "${1}E$2$3")
		lines[i] = l
		if at := strings.Index(l, "_:"); at >= 0 {
			end := at
			for end < len(l) && l[end] != '\t' && l[end] != 0 {
				end++
			}
			lines[i] = l[:at] + "_:" + l[end:]
		}
	}
	return lines
}
