// Package check looks over a graph and tells what is wrong with it or
// contradicts itself. It only tells: nothing is changed or taken away.
//
// Three kinds of check stand side by side. Shapes say in SHACL what the graph
// must look like. Queries find what is told in two ways: each row of a SELECT is
// a finding, with the statements that show it. Quotations compares every quoted
// place with the stored text of its document, which neither of them can see.
package check

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/reason/shacl"
	"gongbao/graph/sparql/eval"
)

// Severity says how much a finding matters.
type Severity int

// The severities of SHACL, in ascending order.
const (
	Info Severity = iota
	Warning
	Violation
)

var severityNames = [...]string{"info", "warning", "violation"}

// String returns the name of the severity: info, warning or violation.
func (s Severity) String() string { return severityNames[s] }

// MarshalText writes the name, for JSON.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// IRI returns the severity of SHACL.
func (s Severity) IRI() string { return [...]string{shacl.Info, shacl.Warning, shacl.Violation}[s] }

// ParseSeverity reads the name of a severity.
func ParseSeverity(name string) (Severity, error) {
	if i := slices.Index(severityNames[:], strings.ToLower(name)); i >= 0 {
		return Severity(i), nil
	}
	return 0, fmt.Errorf("no severity is called %q; choose violation, warning or info", name)
}

// Detail is something that a query tells besides: a variable and its value.
type Detail struct {
	Name  string
	Value rdf.Term
}

// Finding is one thing that is wrong, or contradicts another.
type Finding struct {
	// Check is the name of what found it: the last part of the IRI of a shape, or
	// of that around one without an IRI; the name of a query; or "quotations".
	Check    string
	Severity Severity
	// Messages say what is wrong, by language tag.
	Messages map[string]string
	// Focus is the thing that it is about. Path and Value are what is wrong of
	// it, where that can be told.
	Focus rdf.Term
	Path  string
	Value rdf.Term
	// Statements are the IRIs of the statements that show it; of a contradiction
	// one of each side after the other.
	Statements []string
	Details    []Detail

	result *shacl.Result // of a shape
}

// Message returns the message in a language, else in English, else in any.
func (f *Finding) Message(lang string) string {
	for _, l := range []string{lang, strings.SplitN(lang, "-", 2)[0], "zh-Hans", "en", ""} {
		if strings.HasPrefix(l, "zh") && !strings.HasPrefix(lang, "zh") {
			continue
		}
		if m, ok := f.Messages[l]; ok {
			return m
		}
	}
	for _, l := range slices.Sorted(keys(f.Messages)) {
		return f.Messages[l]
	}
	return ""
}

func keys(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// Sort puts findings into their order: the worst first, then by check, focus,
// value and statements.
func Sort(findings []*Finding) {
	slices.SortStableFunc(findings, func(a, b *Finding) int {
		return cmp.Or(
			cmp.Compare(b.Severity, a.Severity), strings.Compare(a.Check, b.Check),
			compareTerms(a.Focus, b.Focus), strings.Compare(a.Path, b.Path), compareTerms(a.Value, b.Value),
			slices.Compare(a.Statements, b.Statements), strings.Compare(a.Message("en"), b.Message("en")),
		)
	})
}

func compareTerms(a, b rdf.Term) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), strings.Compare(a.Value, b.Value), strings.Compare(a.Datatype, b.Datatype), strings.Compare(a.Lang, b.Lang))
}

// Shapes validates a dataset against shapes and returns what does not meet them.
func Shapes(ctx context.Context, ds eval.Dataset, shapes *shacl.Shapes, o shacl.Options) ([]*Finding, error) {
	var out []*Finding
	err := shapes.Validate(ctx, ds, o, func(r shacl.Result) error {
		out = append(out, ofResult(r))
		return nil
	})
	return out, err
}

func ofResult(r shacl.Result) *Finding {
	f := &Finding{Check: localName(r.Shape.Named), Severity: Violation, Messages: map[string]string{}, Focus: r.Focus, Value: r.Value, result: &r}
	for s := range severityNames {
		if Severity(s).IRI() == r.Shape.Severity {
			f.Severity = Severity(s)
		}
	}
	if r.Path != nil {
		f.Path = r.Path.String()
	}
	for _, m := range r.Shape.Messages {
		f.Messages[m.Lang] = m.Value
	}
	if len(f.Messages) == 0 {
		f.Messages["en"] = r.Detail
	}
	return f
}

// localName returns what names a shape: the last part of its IRI, or what SHACL
// calls a shape where there is none.
func localName(iri string) string {
	if name := iri[strings.LastIndexAny(iri, "/#")+1:]; name != "" {
		return name
	}
	return "shape"
}
