package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"gongbao/graph/lookup"
	"gongbao/graph/rdf"
	"gongbao/graph/reason/check"
	"gongbao/graph/reason/shacl"
	"gongbao/graph/registry"
	"gongbao/graph/sparql"
	"gongbao/graph/sparql/eval"
	"gongbao/graph/sparql/syntax"
	"gongbao/graph/store"
	"gongbao/ontology"
	"gongbao/ontology/vocab"
)

// checkFormats are the formats of the findings.
const checkFormats = gridFormats + ", turtle"

func checkCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "check", Usage: "look the graph, or RDF files, over for faults and contradictions", ArgsUsage: "[FILE...]",
		Description: `Tells what is not as it should be, and changes nothing. Three kinds of check run: shapes in SHACL Core, of the form that the
graph must have; queries for contradictions, such as two holders of one office, each with the statements, sentences and dates
on both sides; and each quotation against the text it was taken from. The exit code is 5 where a finding is at least as
severe as --fail-on.

--shapes and --checks add your own, and --only-given leaves out the built-in ones. A check is a SELECT in a .rq file: ?focus
is what a finding is about, each variable that begins with "statement" a statement that shows it; see docs/checks.md.

With FILE, RDF files are looked over instead of the store: Turtle, TriG, N-Triples or N-Quads, plain or gzipped.`,
		Flags: []cli.Flag{
			storeFlag(), langFlag(),
			repeatedFlag("shapes", "`FILE` with shapes of your own, in Turtle; may be repeated"),
			repeatedFlag("checks", "`FOLDER` with checks of your own, *.rq; may be repeated"),
			&cli.BoolFlag{Name: "only-given", Usage: "run only what --shapes and --checks give"},
			repeatedFlag("only", "only findings of the check with that `NAME`; may be repeated"),
			&cli.StringFlag{Name: "fail-on", Value: "violation", Usage: "exit with 5 from this `SEVERITY` on: violation, warning, info, or never"},
			&cli.StringFlag{Name: "severity", Value: "info", Usage: "show findings from this `SEVERITY` on"},
			&cli.IntFlag{Name: "limit", Aliases: []string{"n"}, Usage: "findings to show at most; 0 shows all"},
			&cli.BoolFlag{Name: "list", Usage: "list the queries and say what they look for"},
			formatFlag(checkFormats), jsonFlag(), quietFlag(),
		},
		Action: func(c *cli.Context) error {
			if c.Bool("list") {
				return listChecks(c, s)
			}
			return checkGraph(c, s)
		},
	}
}

// checks are what runs.
type checks struct {
	shapes  *shacl.Shapes
	queries []check.Query
	// quotations says whether quotations are compared with their texts.
	quotations bool
	options    shacl.Options
	sparql     sparql.Options
}

// readChecks reads the built-in shapes and queries and those of the command line.
func readChecks(c *cli.Context, s streams) (*checks, error) {
	k := &checks{sparql: sparql.Options{
		UnionDefaultGraph: true, Base: vocab.DefaultBase, Prefixes: map[string]string{}, Fold: registry.FoldName,
		Languages: []string{"zh-Hans", "zh", "en"},
	}}
	prefixes, err := ontology.Prefixes()
	if err != nil {
		return nil, err
	}
	for _, p := range prefixes {
		k.sparql.Prefixes[p.Name] = p.IRI
	}
	if k.options.SuperClasses, err = ontology.SuperClasses(); err != nil {
		return nil, err
	}
	var quads []rdf.Quad
	if !c.Bool("only-given") {
		k.quotations = true
		if quads, err = ontology.Shapes(); err != nil {
			return nil, err
		}
		if k.queries, err = check.ReadQueries(ontology.Checks()); err != nil {
			return nil, err
		}
	}
	for i, file := range repeatedValues(c, "shapes") {
		more, err := readShapes(file, fmt.Sprintf("own%d", i))
		if err != nil {
			return nil, err
		}
		quads = append(quads, more...)
	}
	if k.shapes, err = shacl.Parse(quads); err != nil {
		return nil, inputf("--shapes: %w", err)
	}
	for _, g := range k.shapes.Ignored {
		s.note("gongbao: %s of the shape %s is not checked: it is not part of SHACL Core", g.Property, g.Shape.Value)
	}
	for _, dir := range repeatedValues(c, "checks") {
		if info, err := os.Stat(dir); err != nil {
			return nil, err
		} else if !info.IsDir() {
			return nil, usagef("--checks %s: give the folder that holds the .rq files", dir)
		}
		more, err := check.ReadQueries(os.DirFS(dir), ".")
		if err != nil {
			return nil, inputf("--checks %s: %w", dir, err)
		}
		if len(more) == 0 {
			return nil, usagef("--checks %s: there is no .rq file in it", dir)
		}
		k.queries = append(k.queries, more...)
	}
	for _, q := range k.queries { // what cannot be read is told before any data is opened
		if _, err := sparql.Parse(q.Text, k.sparql.Prefixes, k.sparql.Base); err != nil {
			var unread *syntax.Error
			if errors.As(err, &unread) {
				return nil, usagef("the check %s: %s", q.Name, unread.Detail())
			}
			return nil, err
		}
	}
	return k, nil
}

func readShapes(file, blank string) ([]rdf.Quad, error) {
	format, ok := rdf.FormatByPath(file)
	if !ok {
		return nil, usagef("--shapes %s: no format has this extension; use .ttl, .trig, .nt or .nq", file)
	}
	iri, err := fileIRI(file, "")
	if err != nil {
		return nil, err
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close() // only read
	quads, err := rdf.ReadAll(rdf.Open(f, format, iri, rdf.WithBlankPrefix(blank)))
	if err != nil {
		return nil, inputf("%s: %w", file, err)
	}
	return quads, nil
}

// run runs everything over a dataset, the kinds of check side by side.
func (k *checks) run(ctx context.Context, ds eval.Dataset, documents iter.Seq2[check.Document, error]) ([]*check.Finding, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	kinds := []func() ([]*check.Finding, error){
		func() ([]*check.Finding, error) { return check.Shapes(ctx, ds, k.shapes, k.options) },
		func() ([]*check.Finding, error) { return check.Queries(ctx, ds, k.queries, k.sparql) },
	}
	if k.quotations {
		kinds = append(kinds, func() ([]*check.Finding, error) { return check.Quotations(ctx, ds, documents) })
	}
	found, failed := make([][]*check.Finding, len(kinds)), make([]error, len(kinds))
	var wg sync.WaitGroup
	for i, kind := range kinds {
		wg.Go(func() {
			if found[i], failed[i] = kind(); failed[i] != nil {
				cancel()
			}
		})
	}
	wg.Wait()
	for _, err := range failed { // the one that stopped the others comes first
		if err != nil && !errors.Is(err, context.Canceled) {
			return nil, queryError(err)
		}
	}
	if err := errors.Join(failed...); err != nil {
		return nil, err
	}
	all := slices.Concat(found...)
	check.Sort(all)
	return all, nil
}

func listChecks(c *cli.Context, s streams) error {
	format, err := gridFormat(c, s)
	if err != nil {
		return err
	}
	k, err := readChecks(c, s)
	if err != nil {
		return err
	}
	g := &grid{head: []string{"check", "severity", "title", "about"}}
	for _, q := range k.queries {
		title := q.Title
		if strings.HasPrefix(c.String("lang"), "zh") && q.TitleZH != "" {
			title = q.TitleZH
		}
		g.rows = append(g.rows, []string{q.Name, q.Severity.String(), title, q.About})
	}
	return g.write(s.out, format)
}

func checkGraph(c *cli.Context, s streams) error {
	shown, err := check.ParseSeverity(c.String("severity"))
	if err != nil {
		return usagef("--severity: %w", err)
	}
	failOn := check.Violation + 1
	if name := c.String("fail-on"); name != "never" {
		if failOn, err = check.ParseSeverity(name); err != nil {
			return usagef("--fail-on: %w, or never", err)
		}
	}
	turtle := c.String("format") == "turtle" || c.String("format") == "ttl"
	format := ""
	if !turtle {
		if format, err = gridFormat(c, s); err != nil {
			return usagef("unknown format %q; choose one of %s", c.String("format"), checkFormats)
		}
	}
	k, err := readChecks(c, s)
	if err != nil {
		return err
	}
	finish := func(ctx context.Context, found []*check.Finding, r reader) error {
		if names := repeatedValues(c, "only"); len(names) > 0 {
			found = slices.DeleteFunc(found, func(f *check.Finding) bool { return !slices.Contains(names, f.Check) })
		}
		worst := check.Info - 1
		for _, f := range found {
			worst = max(worst, f.Severity)
		}
		found = slices.DeleteFunc(found, func(f *check.Finding) bool { return f.Severity < shown })
		if !c.Bool("quiet") {
			s.note("gongbao: %s", summary(found))
		}
		if n := c.Int("limit"); n > 0 && len(found) > n {
			found = found[:n]
		}
		if turtle {
			err = writeReport(s, found)
		} else {
			err = writeFindings(ctx, c, s, found, r, format)
		}
		if err == nil && worst >= failOn {
			return silent(exitValidation)
		}
		return err
	}
	if c.Args().Present() {
		if c.IsSet("store") {
			return usagef("check looks over the store or files, not both: leave out --store, or the files")
		}
		files, err := readFiles(c.Context, c.Args().Slice(), nil, "")
		if err != nil {
			return err
		}
		found, err := k.run(c.Context, files, files.documents(c.Context))
		if err != nil {
			return err
		}
		return finish(c.Context, found, &fileReader{files, files.labels(c.String("lang"))})
	}
	return withSnapshot(c, func(ctx context.Context, snap *store.Snapshot) error {
		found, err := k.run(ctx, lookup.Searchable{Snapshot: snap}, storedDocuments(snap))
		if err != nil {
			return err
		}
		return finish(ctx, found, &storeReader{lookup.NewView(snap, lookup.Options{Lang: c.String("lang")})})
	})
}

// storedDocuments yields the documents of the store with their texts.
func storedDocuments(snap *store.Snapshot) iter.Seq2[check.Document, error] {
	return func(yield func(check.Document, error) bool) {
		for rec, err := range snap.Records(registry.Documents, "") {
			var d check.Document
			if err == nil {
				d, err = check.StoredDocument(snap, rec.Value)
			}
			if !yield(d, err) || err != nil {
				return
			}
		}
	}
}

// summary counts the findings by severity and check.
func summary(found []*check.Finding) string {
	if len(found) == 0 {
		return "nothing found"
	}
	bySeverity := map[check.Severity]int{}
	byCheck := map[string]int{}
	var order []string
	for _, f := range found {
		bySeverity[f.Severity]++
		if byCheck[f.Check] == 0 {
			order = append(order, f.Check)
		}
		byCheck[f.Check]++
	}
	var parts, names []string
	for s := check.Violation; s >= check.Info; s-- {
		if n := bySeverity[s]; n > 0 {
			parts = append(parts, count(n, s.String()))
		}
	}
	for _, n := range order {
		names = append(names, fmt.Sprintf("%s %d", n, byCheck[n]))
	}
	return strings.Join(parts, ", ") + ": " + strings.Join(names, ", ")
}

func writeReport(s streams, found []*check.Finding) error {
	prefixes, err := ontology.Prefixes()
	if err != nil {
		return err
	}
	o := rdf.TurtleOptions{Format: rdf.Turtle, Prefixes: map[string]string{
		"sh": shacl.NS, "gbs": "https://w3id.org/gongbao/shapes#", "gbc": check.CheckNS,
	}}
	for _, p := range prefixes {
		o.Prefixes[p.Name] = p.IRI
	}
	return rdf.WriteTurtle(s.out, check.Quads(found), o)
}

// reader reads what findings name.
type reader interface {
	// label returns what to call a term.
	label(ctx context.Context, t rdf.Term) (string, error)
	// statement returns a statement with its evidence; nil where it is none.
	statement(ctx context.Context, iri string) (*explained, error)
}

// shownFinding is a finding in JSON.
type shownFinding struct {
	Check      string            `json:"check"`
	Severity   check.Severity    `json:"severity"`
	Message    string            `json:"message"`
	Messages   map[string]string `json:"messages"`
	Focus      *lookup.Node      `json:"focus,omitempty"`
	Path       string            `json:"path,omitempty"`
	Value      *lookup.Node      `json:"value,omitempty"`
	Details    map[string]string `json:"details,omitempty"`
	Statements []explained       `json:"statements,omitempty"`
}

// writeFindings writes findings as a grid.
func writeFindings(ctx context.Context, c *cli.Context, s streams, all []*check.Finding, r reader, format string) error {
	if len(all) == 0 && format == "table" {
		return nil
	}
	prefixes, err := ontology.Prefixes()
	if err != nil {
		return err
	}
	g := &grid{head: []string{"severity", "check", "message", "focus", "found", "evidence", "iri", "statements"}}
	if format == "table" {
		g.head = []string{"severity", "check", "focus", "found", "evidence"}
	}
	for _, f := range all {
		x := shownFinding{Check: f.Check, Severity: f.Severity, Message: f.Message(c.String("lang")), Messages: f.Messages, Path: shortPath(prefixes, f.Path)}
		if x.Focus, err = nodeOfTerm(ctx, r, prefixes, f.Focus); err != nil {
			return err
		}
		if x.Value, err = nodeOfTerm(ctx, r, prefixes, f.Value); err != nil {
			return err
		}
		var told, refs, quotes []string
		if x.Value != nil {
			told = append(told, strings.Join(nonEmpty(x.Path, x.Value.Label), " "))
		} else if x.Path != "" {
			told = append(told, x.Path)
		}
		for _, d := range f.Details {
			n, err := nodeOfTerm(ctx, r, prefixes, d.Value)
			if err != nil {
				return err
			}
			if x.Details == nil {
				x.Details = map[string]string{}
			}
			x.Details[d.Name] = n.Label
			told = append(told, d.Name+" "+n.Label)
		}
		shows := f.Statements
		if len(shows) == 0 && f.Focus.Kind == rdf.IRI { // it may be about a statement
			shows = []string{f.Focus.Value}
		}
		for _, iri := range shows {
			st, err := r.statement(ctx, iri)
			if err != nil {
				return err
			}
			if st != nil {
				refs = append(refs, st.Ref)
				x.Statements = append(x.Statements, *st)
				quotes = append(quotes, quoted(s, st))
			}
		}
		focus, iri := "", ""
		if x.Focus != nil {
			focus, iri = x.Focus.Label, x.Focus.IRI
		}
		if format == "table" {
			g.rows = append(g.rows, tableRow(s, x, focus, told, uniq(quotes)))
			continue
		}
		g.rows = append(g.rows, []string{
			f.Severity.String(), f.Check, x.Message, focus, strings.Join(told, " · "), strings.Join(uniq(quotes), " / "), iri, strings.Join(refs, " "),
		})
		g.objects = append(g.objects, x)
	}
	return g.write(s.out, format)
}

// tableRow returns a finding as the cells of a table, with lines broken so that
// the table fits the terminal.
func tableRow(s streams, x shownFinding, focus string, told, quotes []string) []string {
	width := 160
	if f, ok := s.out.(*os.File); ok && s.outTTY {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			width = w
		}
	}
	const borders = 5*3 + 1
	left := max(width-borders-len("violation"), 48)
	message, other := left/4, left/6
	wrap := func(lines []string, width int) string {
		var out []string
		for _, l := range lines {
			out = append(out, text.WrapHard(l, width))
		}
		return strings.Join(out, "\n")
	}
	return []string{
		x.Severity.String(), text.WrapHard(x.Check, message) + "\n" + text.WrapSoft(x.Message, message),
		text.WrapHard(focus, other), wrap(told, other), wrap(quotes, left-message-2*other),
	}
}

// quoted returns the first sentence of a statement behind the document and its
// date.
func quoted(s streams, st *explained) string {
	p := &printer{s: s}
	text := strings.Join(nonEmpty(st.Date, cmp.Or(st.DocumentID, st.Document)), " ")
	for _, e := range st.Evidence[:min(1, len(st.Evidence))] {
		if sentence := p.sentence(e); sentence != "" {
			text += " “" + sentence + "”"
		}
	}
	return text
}

// nodeOfTerm returns a term with the name to show it by; nil for no term.
func nodeOfTerm(ctx context.Context, r reader, prefixes []ontology.Prefix, t rdf.Term) (*lookup.Node, error) {
	switch {
	case t.IsZero():
		return nil, nil
	case t.Kind != rdf.IRI:
		return &lookup.Node{Label: t.Value}, nil
	}
	if short, ok := ontology.Compact(prefixes, t.Value); ok {
		return &lookup.Node{IRI: t.Value, Label: short}, nil
	}
	st, err := r.statement(ctx, t.Value)
	if err != nil {
		return nil, err
	}
	if st != nil && st.Subject.Label != "" {
		return &lookup.Node{IRI: t.Value, Label: strings.Join([]string{st.Subject.Label, st.Relation, st.Object.Label}, " ")}, nil
	}
	label, err := r.label(ctx, t)
	return &lookup.Node{IRI: t.Value, Label: label}, err
}

// shortPath writes the IRIs of a path with their prefixes.
func shortPath(prefixes []ontology.Prefix, path string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(path, "<")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		iri, after, _ := strings.Cut(rest, ">")
		if short, ok := ontology.Compact(prefixes, iri); ok {
			b.WriteString(short)
		} else {
			b.WriteString("<" + iri + ">")
		}
		path = after
	}
}

// storeReader reads from a store.
type storeReader struct{ view *lookup.View }

func (r *storeReader) label(ctx context.Context, t rdf.Term) (string, error) {
	return r.view.Label(ctx, t)
}

func (r *storeReader) statement(ctx context.Context, iri string) (*explained, error) {
	st, err := r.view.Statement(ctx, iri)
	if err != nil || st == nil {
		return nil, err
	}
	x, err := explainedStatement(ctx, r.view, st)
	return &x, err
}
